"""Nghị Sự: the work of a tiered committee organisation."""

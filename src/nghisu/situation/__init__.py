"""Difficulties raised, resolved or escalated (vướng mắc, tình hình)."""

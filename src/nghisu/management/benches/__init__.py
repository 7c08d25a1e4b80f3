"""Measurements with their anchors in the same run (đo hiệu năng)."""

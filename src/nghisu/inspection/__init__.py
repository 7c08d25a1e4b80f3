"""Inspection and supervision programme (kiểm tra, giám sát)."""

"""Contests judged without names (cuộc thi)."""

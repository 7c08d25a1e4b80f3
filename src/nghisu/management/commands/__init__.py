"""Commands of python -m nghisu (lệnh)."""

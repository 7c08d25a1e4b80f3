"""Read the record: lines, keys, and whether all of it still holds."""

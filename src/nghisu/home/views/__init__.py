"""Pages above all fields of work."""

"""Forms of the office's own pages."""

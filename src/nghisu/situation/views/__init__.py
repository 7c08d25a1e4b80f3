"""Pages of difficulties raised, topics and reports."""

"""Pages of difficulties raised, topics, reports and visits."""

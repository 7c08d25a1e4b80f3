"""Pages of working visits."""

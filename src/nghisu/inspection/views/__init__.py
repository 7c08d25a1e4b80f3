"""Pages of inspection and supervision."""

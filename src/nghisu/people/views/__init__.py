"""Pages of one's own account, and those that a one-time link opens."""

"""Pages of the member's corner."""

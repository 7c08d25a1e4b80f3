"""Change working visits, one line of the record each."""

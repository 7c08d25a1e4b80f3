"""Lists of rounds and procedures."""

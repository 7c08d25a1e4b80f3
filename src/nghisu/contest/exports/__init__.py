"""Papers of a contest."""

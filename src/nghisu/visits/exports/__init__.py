"""Papers of a working visit."""

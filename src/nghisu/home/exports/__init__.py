"""Papers of the first screen's package."""

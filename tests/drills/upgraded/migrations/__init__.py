"""The migrations of a version that does not exist, for the drill of upgrades: the real ones and one more."""

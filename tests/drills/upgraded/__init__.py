"""The product as a later version: its migrations alone, for the drill of upgrades."""

"""Pages of rounds and of completing a committee."""

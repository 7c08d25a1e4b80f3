"""What is done with rounds: prepared, opened, counted, announced, sealed. See the modules."""

"""Rules of tokens and of the mapping. Plain Python."""

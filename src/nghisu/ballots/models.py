"""Rounds, papers and counts; nothing is stored yet."""

"""Rules of rounds, papers and counts. Plain Python."""

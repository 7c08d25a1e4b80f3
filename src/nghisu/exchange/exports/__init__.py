"""What leaves: the whole installation, in a form that another one can take in."""

"""Rules of figures: what is counted, how it adds up, and that no share stands without its whole."""

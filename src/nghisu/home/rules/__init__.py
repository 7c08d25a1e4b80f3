"""Rules of the first screen and of the office's own pages."""

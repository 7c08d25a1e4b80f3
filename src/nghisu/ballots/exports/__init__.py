"""Papers, minutes and files of rounds."""

"""Read for the first screen and for the record, across all packages."""

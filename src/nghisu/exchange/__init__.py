"""Out to others: tokens for programs, the description of the addresses, the mapping to 08-QC/TW."""

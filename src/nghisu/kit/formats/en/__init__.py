"""English formats, with the day first as everywhere outside the United States."""

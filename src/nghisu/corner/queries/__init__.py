"""Read what the member's corner shows: the own feeds, meetings, papers and what is kept offline."""

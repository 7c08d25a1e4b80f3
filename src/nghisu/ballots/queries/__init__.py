"""Reading rounds: who may see them, their pages, papers and minutes. See the modules."""

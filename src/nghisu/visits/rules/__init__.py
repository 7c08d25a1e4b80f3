"""The way of a working visit and the text of its minutes; plain Python."""

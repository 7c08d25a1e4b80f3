"""What comes in: a whole export, and meetings of other programs."""

"""What holds for a contest: limits, marks, ranking, and the standard categories with their source."""

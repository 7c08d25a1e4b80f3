"""What holds for inspection and supervision: durations, exclusions, steps, and how a programme is counted."""

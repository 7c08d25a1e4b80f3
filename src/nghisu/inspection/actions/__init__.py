"""Change programmes of inspection and inspections, one line of the record each."""

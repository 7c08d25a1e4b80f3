"""Rules of the record: tree, tiles, checkpoints, signed notes, lines. Exact bytes, plain Python."""

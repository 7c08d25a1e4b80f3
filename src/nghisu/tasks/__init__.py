"""Work given, planned or arising, until the giver accepts it (nhiệm vụ)."""

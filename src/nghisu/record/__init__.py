"""Who did what and when: a Merkle log anyone can check (nhật ký)."""

"""Commands, each thin over actions and queries (lệnh)."""

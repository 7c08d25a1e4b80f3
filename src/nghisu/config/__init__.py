"""Entry, settings, addresses, servers (cấu hình)."""

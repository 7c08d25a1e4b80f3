"""Who can sign in, and the roster of names for meetings (người dùng)."""

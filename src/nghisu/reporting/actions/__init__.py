"""Every write on reports and campaigns."""

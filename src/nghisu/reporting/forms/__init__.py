"""Forms of reports and campaigns."""

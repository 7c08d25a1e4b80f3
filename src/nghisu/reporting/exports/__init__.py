"""Files of reports and campaigns."""

"""Files of situation reports."""

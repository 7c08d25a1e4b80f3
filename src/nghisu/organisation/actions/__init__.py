"""Write the organisation: each action is one transaction and one line of the record."""

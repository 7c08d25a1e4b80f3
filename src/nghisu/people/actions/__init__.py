"""What is done to accounts. Whoever calls has asked the policy first; each act is one line of the record."""

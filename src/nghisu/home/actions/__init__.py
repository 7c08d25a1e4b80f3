"""What the office does with accounts and roles: the policy is asked here, people does the act."""

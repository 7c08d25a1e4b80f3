"""Rules of the organisation: the dated tree, capacities, and the policy of rights."""

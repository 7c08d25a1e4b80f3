"""Read accounts, devices, links and required factors. Whoever calls has asked the policy first."""

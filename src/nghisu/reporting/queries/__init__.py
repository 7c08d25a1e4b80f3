"""Read reports and campaigns, for the one who asks."""

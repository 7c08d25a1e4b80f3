"""Rules of difficulties raised, escalated and answered. Plain Python."""

"""Meetings from call to archive, with remote points (hội nghị, điểm cầu)."""

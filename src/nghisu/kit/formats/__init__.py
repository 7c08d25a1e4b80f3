"""Formats of dates and numbers, because Django's Vietnamese ones are incomplete."""

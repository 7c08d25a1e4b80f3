"""Rounds of election and vote, counted by dated rules (bầu cử, bỏ phiếu)."""

"""Campaigns, consolidated texts, reports and reviews (báo cáo)."""

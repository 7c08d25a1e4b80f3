"""Measuring the product as its users would: clients, links and anchors apart from the server (đo kiểm)."""

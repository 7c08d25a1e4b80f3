"""Holds the port, the open streams and the requests of slow clients; no Django in its hot path (cổng)."""

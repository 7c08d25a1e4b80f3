"""The program at the port: live streams, whole requests, the pages behind it (cửa ra vào)."""

"""The verifiable ballot protocol in plain Python, without Django (lá phiếu kiểm chứng được)."""

"""In-product notices, mail digests, push (thông báo tới người dùng)."""

"""What awaits the person who signs in, and who did what (việc chờ xử lý)."""

"""What is counted, as of when, and which records stand behind it (số liệu)."""

"""The member's own place (góc đại biểu)."""

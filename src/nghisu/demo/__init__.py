"""The invented organisation that a new installation opens with (dữ liệu minh họa)."""

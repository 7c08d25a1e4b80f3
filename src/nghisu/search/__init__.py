"""Find anything one may see, by unaccented words too (tìm kiếm)."""

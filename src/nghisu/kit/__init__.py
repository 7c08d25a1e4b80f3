"""What every package uses: clock, periods, language, formats, page pieces (bộ đồ nghề)."""

"""Working visits to affiliated bodies (chuyến làm việc, đi cơ sở)."""

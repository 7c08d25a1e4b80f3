"""Documents in, out and internal: form, numbers, files, lineage (văn bản)."""

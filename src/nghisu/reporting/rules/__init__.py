"""Rules of reports: the outline, figures in the text, what stands on the paper."""

"""Rules of meetings: kinds, numbering, quorum, totals of remote points."""

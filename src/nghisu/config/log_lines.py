"""One happening is one line of the log, whatever words are in it."""

import logging
import re

# Line ends, what steers a terminal, and marks that turn or hide text.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class OneLine(logging.Formatter):
    """Writes what cannot be seen as its number, so that no name forges a line; a trace keeps its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- named by the library
        """Return the line with everything unseen written out."""
        return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", super().formatMessage(record))

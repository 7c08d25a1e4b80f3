"""Know the texts of a column that read as they stand, all at once. Plain Python."""

import re
from collections.abc import Sequence

from nghisu.kit import language

# Other blanks than single ones between words, and what a formula or an error of the spreadsheet begins with.
UNTIDY = re.compile(r"[^\S \n]|  |^ | $|^$|^[=#]", re.MULTILINE)


def tidy_texts(texts: Sequence[str]) -> dict[str, str]:
    """Return in NFC the texts that hold nothing to be looked at one by one; the others are left out.

    Left out are texts with more blanks than words need, of several lines, with marks that cannot be seen,
    that look like a formula or an error, or that could be in an old encoding.
    """
    together = "\n".join(texts)
    if together.count("\n") >= max(len(texts), 1) or _is_untidy(together):
        texts = [text for text in texts if "\n" not in text and not _is_untidy(text)]
    composed = language.at_once(language.nfc, texts)
    return {
        text: after for text, after in zip(texts, composed, strict=True) if language.is_surely_unicode(after)
    }


def _is_untidy(text: str) -> bool:
    return UNTIDY.search(text) is not None or language.has_hidden_marks(text)

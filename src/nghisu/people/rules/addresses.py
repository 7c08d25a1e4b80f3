"""Which addresses a form may send people on to: paths of this site, and nothing that looks like one."""

import re

# One slash first, never two, never a backslash, no blank and no control character anywhere: browsers read
# "//x", "/\x" and "/<tab>/x" as another site.
_OWN = re.compile(r"/(?![/\\])[^\\\s\x00-\x20\x7f-\x9f\u2000-\u200f\u2028-\u202f\u2060-\u206f]*")


def own_path(text: str, otherwise: str = "/") -> str:
    """Return the text if it is a path of this site, else another path."""
    return text if _OWN.fullmatch(text) else otherwise

"""Usernames, as offices form them: given name and the initials of the rest (Nguyễn Văn Minh: minhnv)."""

import re
from collections.abc import Iterable

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal

SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")


class NotAUsername(Refusal):
    """The text cannot be a username."""

    sentence = N_(
        "A username has 3 to 80 characters: letters a-z without marks, digits, dot, hyphen or underscore."
    )
    field = "username"


class UsernameTaken(Refusal):
    """Somebody else has the username."""

    sentence = N_("The username %(username)s is taken. Choose another one.")
    field = "username"


def check_username(text: str) -> None:
    """Refuse what is not a username.

    :raises NotAUsername: if it has other characters, or too few or too many
    """
    if not SHAPE.fullmatch(text):
        raise NotAUsername


def propose_username(full_name: str, taken: Iterable[str]) -> str:
    """Return a username for the name that nobody has yet: minhnv, then minhnv2, minhnv3 and so on."""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in language.fold(full_name).split()]
    words = [word for word in words if word]
    stem = (words[-1] + "".join(word[0] for word in words[:-1])) if words else "nguoidung"
    stem = stem.ljust(3, "0")[:70]
    known = set(taken)
    number = 1
    while (proposal := stem if number == 1 else f"{stem}{number}") in known:
        number += 1
    return proposal

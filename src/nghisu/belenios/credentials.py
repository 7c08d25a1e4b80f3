"""Credentials on slips: 22 characters in four groups, from which a secret for each election is derived."""

import hashlib
import re
import secrets

from nghisu.belenios import texts
from nghisu.belenios.groups import Element, Group
from nghisu.belenios.refused import Refused

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SHAPE = re.compile("-".join(f"[{ALPHABET}]{{{size}}}" for size in (5, 6, 5, 6)))
OLD_SHAPE = re.compile("-".join([f"[{ALPHABET}]{{3}}"] * 5))
OLD_ROUNDS = 1000


def generate() -> str:
    """Return a new credential, about 129 bits of chance."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(22))
    return f"{text[:5]}-{text[5:11]}-{text[11:16]}-{text[16:]}"


def derive(group: Group, credential: str, uuid: str) -> int:
    """Return the secret exponent of a credential in an election; both shapes, of 22 and of 15 characters.

    One slip serves several elections: nobody can link its public credentials.

    :raises Refused: if the text is no credential
    """
    if SHAPE.fullmatch(credential):
        halves = [
            hashlib.sha256(f"derive_credential|{uuid}|{part}|{credential}".encode()).digest()
            for part in (0, 1)
        ]
        return int.from_bytes(b"".join(halves), "big") % group.q
    if OLD_SHAPE.fullmatch(credential):
        stretched = hashlib.pbkdf2_hmac("sha256", credential.encode(), uuid.encode(), OLD_ROUNDS)
        return int.from_bytes(stretched, "big") % group.q
    raise Refused("credential_shape")


def public(group: Group, secret: int) -> str:
    """Return the public credential of a secret, as the list writes it."""
    return group.text(group.power(group.g, secret))


def read(group: Group, content: bytes) -> dict[str, Element]:
    """Return the public credentials of the archive by their text.

    :raises Refused: if one stands twice, has a weight, or is no element of the group
    """
    listed = texts.items(texts.read(content, "credentials"), None, "credentials")
    if not listed or len(set(map(str, listed))) != len(listed):
        raise Refused("credentials", what="twice or none")
    made = {}
    for text in listed:
        if not isinstance(text, str):
            raise Refused("credentials", what=repr(text))
        if "," in text:
            raise Refused("out_of_profile", what="weights")
        made[text] = group.read(text, "credentials")
    return made


def fingerprint(content: bytes) -> str:
    """Return what the authority prints beside its list."""
    return texts.sha256_base64(content)

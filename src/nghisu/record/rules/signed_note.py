"""Text signed with Ed25519, in the exact bytes of C2SP signed-note.

The keys are written as Go's ``sumdb/note`` writes them, so that other programs of the field can read them.
Source: c2sp.org/signed-note.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

ED25519 = b"\x01"
DASH = "\N{EM DASH}"
KEY_BYTES = 32
SIGNATURE_BYTES = 64


class NotANote(ValueError):
    """The bytes are no signed note in the one exact form."""


class WrongSignature(ValueError):
    """The signature is not the key's over this text."""


def is_name(name: str) -> bool:
    """Tell whether a key may bear the name."""
    return bool(name) and name.isprintable() and "+" not in name and not any(map(str.isspace, name))


def exact_base64(text: str) -> bytes:
    """Return the bytes that the standard base64 stands for.

    :raises NotANote: if another text would stand for the same bytes
    """
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("The base64 cannot be read.") from error
    if base64.b64encode(found).decode() != text:
        raise NotANote("The base64 is not in its one form.")
    return found


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name with its public key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which signatures name this key."""
        return key_id(self.name, self.public)

    def __str__(self) -> str:
        key = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{key}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the key written as name+id+base64.

        :raises NotANote: if it is not in the one exact form
        """
        name, _, rest = text.partition("+")
        _, _, key = rest.partition("+")
        found = exact_base64(key)
        if len(found) != 1 + KEY_BYTES or found[:1] != ED25519 or not is_name(name):
            raise NotANote("This is no Ed25519 key of a signed note.")
        verifier = cls(name, found[1:])
        if str(verifier) != text:
            raise NotANote("The id of the key does not fit the key.")
        return verifier


@dataclass(frozen=True, slots=True)
class Signer:
    """A name with its secret key."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, bytes(SigningKey(self.seed).verify_key))

    def __str__(self) -> str:
        key = base64.b64encode(ED25519 + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{key}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the key written as PRIVATE+KEY+name+id+base64.

        :raises NotANote: if it is not in the one exact form
        """
        parts = text.split("+", 4)
        if len(parts) != 5:
            raise NotANote("This is no secret key of a signed note.")
        found = exact_base64(parts[4])
        if len(found) != 1 + KEY_BYTES or found[:1] != ED25519 or not is_name(parts[2]):
            raise NotANote("This is no secret key of a signed note.")
        signer = cls(parts[2], found[1:])
        if str(signer) != text:
            raise NotANote("The id of the key does not fit the key.")
        return signer

    def sign(self, text: str) -> str:
        """Return the note: the text, a blank line and one signature.

        :raises NotANote: if the text cannot stand in a note
        """
        if not text.endswith("\n") or any(sign < " " and sign != "\n" for sign in text):
            raise NotANote("The text of a note ends with a newline and holds no other control sign.")
        signature = SigningKey(self.seed).sign(text.encode()).signature
        return _written(text, self.verifier, signature)


def open_note(note: bytes, verifier: Verifier) -> str:
    """Return the text of a note that bears this one signature and nothing else.

    Stricter than the format, which lets a note carry lines of unknown keys: here every byte counts.

    :raises NotANote: if the bytes are not in the one exact form
    :raises WrongSignature: if the signature is not the key's over the text
    """
    try:
        whole = note.decode()
    except UnicodeDecodeError as error:
        raise NotANote("The note is not UTF-8.") from error
    text, parted, line = whole.rpartition("\n\n")
    text += "\n"
    words = line.removesuffix("\n").split(" ")
    if not parted or len(words) != 3 or words[0] != DASH:
        raise NotANote("A note ends with a blank line and one line of signature.")
    if words[1] != verifier.name:
        raise WrongSignature("The note is signed by another name.")
    blob = exact_base64(words[2])
    if len(blob) != 4 + SIGNATURE_BYTES or blob[:4] != verifier.id:
        raise WrongSignature("The note is signed by another key.")
    try:
        VerifyKey(verifier.public).verify(text.encode(), blob[4:])
    except BadSignatureError as error:
        raise WrongSignature("The signature does not fit the text.") from error
    if _written(text, verifier, blob[4:]).encode() != note:
        raise NotANote("The note is not in its one form.")
    return text


def _written(text: str, verifier: Verifier, signature: bytes) -> str:
    blob = base64.b64encode(verifier.id + signature).decode()
    return f"{text}\n{DASH} {verifier.name} {blob}\n"

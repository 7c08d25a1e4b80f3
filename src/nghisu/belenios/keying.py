"""How n trustees make a key of which t decrypt, with messages over somebody who learns nothing from them.

The messages are those of the protocol's own programs, version 3: certificates, polynomials, what each one
gets of the others, and the outcome. All a trustee keeps is a seed of 22 characters (specification, "Messages
specific to threshold decryption support"; the words "key|", "iv|", "certs_sig|" as its transcripts show).
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nghisu.belenios import proofs, texts, trustees
from nghisu.belenios.credentials import ALPHABET
from nghisu.belenios.groups import Element, Group
from nghisu.belenios.refused import Refused
from nghisu.belenios.trustees import Key

SEED = re.compile(f"[{ALPHABET}]{{22}}")
Json = dict[str, Any]


def new_seed() -> str:
    """Return a new seed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(22))


@dataclass(frozen=True)
class Keys:
    """The two secrets behind a seed: one signs, one opens what others send."""

    signing: Key
    opening: Key


def keys_of(group: Group, seed: str) -> Keys:
    """Return the secrets of a seed.

    :raises Refused: if the text is no seed
    """
    if not SEED.fullmatch(seed):
        raise Refused("credential_shape")

    def derived(word: str) -> Key:
        secret = int.from_bytes(hashlib.sha256(f"{word}|{seed}".encode()).digest(), "big") % group.q
        return Key(secret, group.power(group.g, secret))

    return Keys(derived("sk"), derived("dk"))


@dataclass(frozen=True)
class Certified:
    """One of the trustees, as the certificate says."""

    verification: Element
    encryption: str


def certificate(group: Group, seed: str, *, size: int, threshold: int, index: int) -> Json:
    """Return who a trustee is: the first message.

    :param index: the place among the trustees, from 1
    """
    keys = keys_of(group, seed)
    context = {"group": group.name, "size": size, "threshold": threshold, "index": index}
    message = {
        "context": context,
        "verification": group.text(keys.signing.public),
        "encryption": group.text(keys.opening.public),
    }
    return trustees.sign(group, keys.signing, texts.write(message).decode())


def read_certificates(group: Group, certs: list[Json]) -> tuple[list[Certified], int]:
    """Return the trustees and their threshold, every certificate checked.

    :raises Refused: if one does not hold, or they do not belong together
    """
    found, thresholds = [], set()
    for index, cert in enumerate(certs, start=1):
        message, verification = trustees.signed(group, cert, None)
        context = message["context"]
        thresholds.add(context["threshold"])
        expected = {
            "group": group.name,
            "size": len(certs),
            "threshold": context["threshold"],
            "index": index,
        }
        if context != expected:
            raise Refused("trustees", what="certificate")
        group.read(message["encryption"], "certificate")
        found.append(Certified(verification, message["encryption"]))
    if len(thresholds) != 1 or len({group.text(one.verification) for one in found}) != len(certs):
        raise Refused("trustees", what="certificate")
    return found, thresholds.pop()


def polynomial(group: Group, seed: str, certs: list[Json]) -> Json:
    """Return a trustee's second message: the own polynomial, and its value for each of the others.

    :raises Refused: if the certificates do not hold, or the seed is of none of them
    """
    all_, threshold = read_certificates(group, certs)
    keys, place = _own(group, seed, all_)
    own = [secrets.randbelow(group.q) for _ in range(threshold)]
    coefexps = [group.text(group.power(group.g, one)) for one in own]

    def to(recipient: str, value: Json) -> str:
        return _send(group, keys.signing, recipient, texts.write(value).decode())

    values = [trustees.value_at(own, index, group.q) for index in range(1, len(all_) + 1)]
    proof = proofs.prove_key(group, keys.signing.secret, trustees.agreed(certs, coefexps))
    return {
        "polynomial": to(all_[place].encryption, {"polynomial": [str(one) for one in own]}),
        "secrets": [
            to(one.encryption, {"secret": str(value)}) for one, value in zip(all_, values, strict=True)
        ],
        "coefexps": trustees.sign(group, keys.signing, texts.write({"coefexps": coefexps}).decode()),
        "signature": proofs.write_proof(proof),
    }


def routed(polynomials: list[Json], place: int) -> Json:
    """Return what the one in between hands to the trustee at a place, from 0."""
    return {
        "polynomial": polynomials[place]["polynomial"],
        "secrets": [one["secrets"][place] for one in polynomials],
        "coefexps": [one["coefexps"] for one in polynomials],
        "signatures": [one["signature"] for one in polynomials],
    }


def share(group: Group, seed: str, certs: list[Json], given: Json) -> tuple[Json, Key]:
    """Return a trustee's third message, and the key the trustee decrypts with.

    :raises Refused: if another trustee sent what does not fit the own coefficients
    """
    all_, threshold = read_certificates(group, certs)
    keys, place = _own(group, seed, all_)
    secret = 0
    for index, one in enumerate(all_):
        message, _ = trustees.signed(group, given["coefexps"][index], one.verification)
        listed = texts.items(message["coefexps"], threshold, "coefexps")
        word = proofs.read_proof(group, given["signatures"][index], "signatures")
        proofs.check_key(group, one.verification, word, trustees.agreed(certs, listed), "signatures")
        found = _receive(group, keys, one.verification, given["secrets"][index])
        part = texts.number(group, found["secret"], "secret")
        coefficients = [group.read(text, "coefexps") for text in listed]
        if group.power(group.g, part) != trustees.share_key(group, [coefficients], place + 1):
            raise Refused("trustees", what=f"trustee {index + 1}")
        secret = (secret + part) % group.q
    key = Key(secret, group.power(group.g, secret))
    written = trustees.write_key(group, key)
    proof = proofs.prove_key(group, keys.signing.secret, f"sigmsg|{written['public_key']}")
    kept = texts.write({"decryption_key": str(secret)}).decode()
    outcome = {
        "private_key": _send(group, keys.signing, all_[place].encryption, kept),
        "public_key": written | {"signature": proofs.write_proof(proof)},
    }
    return outcome, key


def unsealed(group: Group, seed: str, certs: list[Json], sealed: str) -> Key:
    """Return a trustee's key out of the message that only the seed opens.

    :raises Refused: if the seed is another one
    """
    all_, _ = read_certificates(group, certs)
    keys, place = _own(group, seed, all_)
    found = _receive(group, keys, all_[place].verification, sealed)
    secret = texts.number(group, found["decryption_key"], "decryption key")
    return Key(secret, group.power(group.g, secret))


def parameters(group: Group, certs: list[Json], polynomials: list[Json], outcomes: list[Json]) -> Json:
    """Return the Pedersen item of the list of trustees, checked as every reader of the archive checks it.

    :raises Refused: if a message does not hold
    """
    _, threshold = read_certificates(group, certs)
    item = {
        "threshold": threshold,
        "certs": certs,
        "coefexps": [one["coefexps"] for one in polynomials],
        "signatures": [one["signature"] for one in polynomials],
        "verification_keys": [one["public_key"] for one in outcomes],
    }
    trustees.read(group, texts.write([["Pedersen", item]]))
    return item


def _own(group: Group, seed: str, all_: list[Certified]) -> tuple[Keys, int]:
    keys = keys_of(group, seed)
    for place, one in enumerate(all_):
        if one.verification == keys.signing.public:
            return keys, place
    raise Refused("trustees", what="certificate")


def _send(group: Group, key: Key, recipient: str, message: str) -> str:
    channel = texts.write({"recipient": recipient, "message": message}).decode()
    inner = texts.write(trustees.sign(group, key, channel))
    r, s = secrets.randbelow(group.q), secrets.randbelow(group.q)
    shared, alpha = group.power(group.g, s), group.text(group.power(group.g, r))
    beta = group.times(group.power(group.read(recipient, "certificate"), r), shared)
    sealed = AESGCM(_hash(f"key|{group.text(shared)}")).encrypt(_hash(f"iv|{alpha}"), inner, None)
    return texts.write(
        {"algorithm": "AES-GCM", "alpha": alpha, "beta": group.text(beta), "data": sealed.hex()}
    ).decode()


def _receive(group: Group, keys: Keys, sender: Element, text: str) -> Any:
    found = texts.fields(
        texts.read(text.encode(), "message"), ("algorithm", "alpha", "beta", "data"), "message"
    )
    if found["algorithm"] != "AES-GCM":
        raise Refused("out_of_profile", what=f"message of {found['algorithm']}")
    mask = group.power(group.read(found["alpha"], "message"), keys.opening.secret)
    shared = group.times(group.read(found["beta"], "message"), group.inverse(mask))
    cipher = AESGCM(_hash(f"key|{group.text(shared)}"))
    try:
        inner = cipher.decrypt(_hash(f"iv|{found['alpha']}"), bytes.fromhex(found["data"]), None)
    except (InvalidTag, ValueError):
        raise Refused("trustees", what="message") from None
    message, _ = trustees.signed(group, texts.read(inner, "message"), sender)
    if message["recipient"] != group.text(keys.opening.public):
        raise Refused("trustees", what="recipient")
    return texts.read(message["message"].encode(), "message")


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

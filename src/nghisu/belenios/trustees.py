"""Who holds the key: single trustees, and Pedersen groups of n of whom t decrypt.

The list stands in the archive; the election's key is the product of all its items' keys. Structures are
those of version 3 of the protocol's programs, which version 2.0 takes as well.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from nghisu.belenios import proofs, texts
from nghisu.belenios.groups import Element, Group, product, random_exponent
from nghisu.belenios.refused import Refused

MOST_TRUSTEES = 64


@dataclass(frozen=True)
class Holder:
    """One who decrypts: the public key that the share is checked against."""

    key: Element


@dataclass(frozen=True)
class Item:
    """An item of the list: a single trustee, or a group of whom ``threshold`` suffice."""

    key: Element
    holders: tuple[Holder, ...]
    threshold: int


def read(group: Group, content: bytes) -> list[Item]:
    """Return the trustees as they stand in the archive, every proof checked.

    :raises Refused: if one does not hold
    """
    made = []
    for value in texts.items(texts.read(content, "trustees"), None, "trustees"):
        kind, body = texts.items(value, 2, "trustees")
        if kind == "Single":
            made.append(_read_single(group, body))
        elif kind == "Pedersen":
            made.append(_read_pedersen(group, body))
        else:
            raise Refused("out_of_profile", what=f"trustee {kind!r}")
    if not made or sum(len(item.holders) for item in made) > MOST_TRUSTEES:
        raise Refused("trustees", what="count")
    return made


def election_key(group: Group, items: list[Item]) -> Element:
    """Return the key of the election: the product of all items' keys."""
    return product(group, (item.key for item in items))


def _element(group: Group, value: object, what: str) -> Element:
    if not isinstance(value, str):
        raise Refused("not_an_element", what=what)
    return group.read(value, what)


def _read_key(
    group: Group, value: object, optional: tuple[str, ...], required: tuple[str, ...] = ()
) -> Element:
    found = texts.fields(value, ("pok", "public_key", *required), "trustee key", optional)
    key = _element(group, found["public_key"], "trustee key")
    proof = proofs.read_proof(group, found["pok"], "trustee key")
    proofs.check_key(group, key, proof, f"pok|{group.name}|{found['public_key']}", "trustee key")
    return key


def _read_single(group: Group, value: object) -> Item:
    key = _read_key(group, value, ("name",))
    return Item(key, (Holder(key),), 1)


def signed(group: Group, value: object, verification: Element | None) -> tuple[Any, Element]:
    """Return the message of a signed text and the key it was signed with; its own where none is given."""
    found = texts.fields(value, ("message", "signature"), "signed message")
    if not isinstance(found["message"], str):
        raise Refused("not_canonical", what="signed message")
    message = texts.read(found["message"].encode(), "signed message")
    if verification is None:
        context = texts.fields(message, ("context", "verification", "encryption"), "certificate")
        verification = _element(group, context["verification"], "certificate")
    proof = proofs.read_proof(group, found["signature"], "signed message")
    proofs.check_key(group, verification, proof, f"sigmsg|{found['message']}", "signed message")
    return message, verification


def _read_pedersen(group: Group, value: object) -> Item:
    names = ("threshold", "certs", "coefexps", "signatures", "verification_keys")
    if isinstance(value, dict) and "signatures" not in value:
        raise Refused("out_of_profile", what="Pedersen trustees of version 2.0")
    found = texts.fields(value, names, "Pedersen trustees")
    certs = texts.items(found["certs"], None, "certs")
    count, threshold = len(certs), found["threshold"]
    if type(threshold) is not int or not 1 <= threshold <= count <= MOST_TRUSTEES:
        raise Refused("trustees", what="threshold")
    coefficients: list[list[Element]] = []
    signed_by: list[Element] = []
    for index, cert in enumerate(certs, start=1):
        message, verification = signed(group, cert, None)
        context = {"group": group.name, "size": count, "threshold": threshold, "index": index}
        if message["context"] != context:
            raise Refused("trustees", what="certificate")
        _element(group, message["encryption"], "certificate")
        signed_by.append(verification)
    if len({group.text(one) for one in signed_by}) != count:
        raise Refused("trustees", what="certificate")
    signatures = texts.items(found["signatures"], count, "signatures")
    for place, raw in enumerate(texts.items(found["coefexps"], count, "coefexps")):
        message, _ = signed(group, raw, signed_by[place])
        listed = texts.items(
            texts.fields(message, ("coefexps",), "coefexps")["coefexps"], threshold, "coefexps"
        )
        coefficients.append([_element(group, one, "coefexps") for one in listed])
        proof = proofs.read_proof(group, signatures[place], "signatures")
        proofs.check_key(group, signed_by[place], proof, agreed(certs, listed), "signatures")
    holders = []
    for place, one in enumerate(texts.items(found["verification_keys"], count, "verification_keys")):
        key = _read_key(group, one, (), ("signature",))
        proof = proofs.read_proof(group, one["signature"], "verification key")
        proofs.check_key(group, signed_by[place], proof, f"sigmsg|{one['public_key']}", "verification key")
        if key != share_key(group, coefficients, place + 1):
            raise Refused("trustees", what="verification key")
        holders.append(Holder(key))
    return Item(product(group, (row[0] for row in coefficients)), tuple(holders), threshold)


def agreed(certs: list[Any], listed: list[str]) -> str:
    """Return the text in which a trustee signs all certificates with the own coefficients."""
    return f"sigmsg|certs_sig|{texts.write({'certs': certs, 'coefexps': listed}).decode()}"


def share_key(group: Group, coefficients: list[list[Element]], index: int) -> Element:
    """Return the public key of the share of a trustee: all polynomials at the trustee's place."""
    result = group.one
    for row in coefficients:
        value = group.one
        for coefficient in reversed(row):
            value = group.times(group.power(value, index), coefficient)
        result = group.times(result, value)
    return result


@dataclass(frozen=True)
class Key:
    """A trustee's secret, and what the list says about the trustee."""

    secret: int
    public: Element


def make_key(group: Group) -> Key:
    """Return a new key."""
    secret = random_exponent(group)
    return Key(secret, group.power(group.g, secret))


def write_key(group: Group, key: Key) -> dict[str, Any]:
    """Return a trustee's public key with the proof that its secret is known."""
    text = group.text(key.public)
    proof = proofs.prove_key(group, key.secret, f"pok|{group.name}|{text}")
    return {"pok": proofs.write_proof(proof), "public_key": text}


def make_threshold(group: Group, count: int, threshold: int) -> tuple[dict[str, Any], list[Key]]:
    """Return a Pedersen item for the list, and the shares; each device computes its own part in the room.

    :raises Refused: if the threshold makes no sense
    """
    if not 1 <= threshold <= count <= MOST_TRUSTEES:
        raise Refused("trustees", what="threshold")
    signing = [make_key(group) for _ in range(count)]
    certs = []
    for index, key in enumerate(signing, start=1):
        context = {"group": group.name, "size": count, "threshold": threshold, "index": index}
        message = {
            "context": context,
            "verification": group.text(key.public),
            "encryption": group.text(make_key(group).public),
        }
        certs.append(sign(group, key, texts.write(message).decode()))
    polynomials = [[secrets.randbelow(group.q) for _ in range(threshold)] for _ in range(count)]
    coefexps, signatures = [], []
    for key, polynomial in zip(signing, polynomials, strict=True):
        listed = [group.text(group.power(group.g, one)) for one in polynomial]
        coefexps.append(sign(group, key, texts.write({"coefexps": listed}).decode()))
        signatures.append(proofs.write_proof(proofs.prove_key(group, key.secret, agreed(certs, listed))))
    shares, verification = [], []
    for index, key in enumerate(signing, start=1):
        secret = sum(value_at(polynomial, index, group.q) for polynomial in polynomials) % group.q
        share = Key(secret, group.power(group.g, secret))
        written = write_key(group, share)
        proof = proofs.prove_key(group, key.secret, f"sigmsg|{written['public_key']}")
        verification.append(written | {"signature": proofs.write_proof(proof)})
        shares.append(share)
    item = {
        "threshold": threshold,
        "certs": certs,
        "coefexps": coefexps,
        "signatures": signatures,
        "verification_keys": verification,
    }
    return item, shares


def sign(group: Group, key: Key, message: str) -> dict[str, Any]:
    """Return a message with its signature."""
    proof = proofs.prove_key(group, key.secret, f"sigmsg|{message}")
    return {"message": message, "signature": proofs.write_proof(proof)}


def value_at(polynomial: list[int], place: int, order: int) -> int:
    """Return the value of a polynomial at a place."""
    value = 0
    for coefficient in reversed(polynomial):
        value = (value * place + coefficient) % order
    return value

"""Proofs of knowledge as the protocol makes and checks them (specification, sections on proofs).

Every proof is a pair of challenge and response. With base ``g`` and public value ``X`` the commitment is
g^response · X^challenge, and the challenge is the hash of a text that names the whole statement.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nghisu.belenios import texts
from nghisu.belenios.groups import Element, Group, Powers
from nghisu.belenios.refused import Refused

Proof = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cipher:
    """An ElGamal ciphertext of a small number: (g^r, y^r · g^m)."""

    alpha: Element
    beta: Element


def read_proof(group: Group, value: object, what: str) -> Proof:
    """Return a proof as it stands in JSON.

    :raises Refused: if a key is missing or another is there, or a number is not below the order
    """
    found = texts.fields(value, ("challenge", "response"), what)
    return (
        texts.number(group, found["challenge"], what),
        texts.number(group, found["response"], what),
    )


def write_proof(proof: Proof) -> dict[str, str]:
    """Return a proof as it stands in JSON."""
    return {"challenge": str(proof[0]), "response": str(proof[1])}


def write_cipher(group: Group, cipher: Cipher) -> dict[str, str]:
    """Return a ciphertext as it stands in JSON."""
    return {"alpha": group.text(cipher.alpha), "beta": group.text(cipher.beta)}


def commitment(group: Group, base: Element, public: Element, proof: Proof) -> Element:
    """Return base^response · public^challenge."""
    return group.times(group.power(base, proof[1]), group.power(public, proof[0]))


def prove_key(group: Group, secret: int, prefix: str) -> Proof:
    """Prove that one knows the exponent behind a public value named in the prefix."""
    nonce = secrets.randbelow(group.q)
    challenge = texts.challenge(group, prefix, group.power(group.g, nonce))
    return challenge, (nonce - secret * challenge) % group.q


def check_key(group: Group, public: Element, proof: Proof, prefix: str, what: str) -> None:
    """Check such a proof.

    :raises Refused: if it does not hold
    """
    if texts.challenge(group, prefix, commitment(group, group.g, public, proof)) != proof[0]:
        raise Refused("proof", what=what)


def prove_decryption(group: Group, secret: int, alpha: Element, prefix: str) -> Proof:
    """Prove that alpha^secret was raised by the exponent of one's public key."""
    nonce = secrets.randbelow(group.q)
    challenge = texts.challenge(group, prefix, group.power(group.g, nonce), group.power(alpha, nonce))
    return challenge, (nonce - secret * challenge) % group.q


def decryption_holds(
    group: Group, public: Element, alpha: Element, factor: Element, proof: Proof, prefix: str
) -> bool:
    """Tell whether such a proof holds."""
    by_key = commitment(group, group.g, public, proof)
    by_alpha = commitment(group, alpha, factor, proof)
    return texts.challenge(group, prefix, by_key, by_alpha) == proof[0]


@dataclass(frozen=True)
class Claim:
    """One branch of "one of these holds": the cipher is an encryption of the number.

    :param number: what the branch says it encrypts
    """

    cipher: Cipher
    number: int


@dataclass(frozen=True, slots=True)
class Read:
    """A ciphertext as it was read, with what raises its halves: each comes back in several proofs.

    Proofs carry challenges and responses, no commitments: every commitment has to be computed to be hashed,
    so that many proofs cannot be checked as one.

    :param text: both halves as they stand in the text of a proof
    """

    cipher: Cipher
    text: str
    alpha: Powers
    beta: Powers


def read_powers(group: Group, value: object, what: str) -> Read:
    """Return a ciphertext as it stands in JSON, ready for its proofs.

    :raises Refused: if either half is no element of the group
    """
    found = texts.fields(value, ("alpha", "beta"), what)
    for half in ("alpha", "beta"):
        if not isinstance(found[half], str):
            raise Refused("not_an_element", what=what)
    alpha, by_alpha = group.read_powers(found["alpha"], what)
    beta, by_beta = group.read_powers(found["beta"], what)
    return Read(Cipher(alpha, beta), f"{found['alpha']},{found['beta']}", by_alpha, by_beta)


def with_powers(group: Group, cipher: Cipher) -> Read:
    """Return a ciphertext that was computed here, ready for its proofs."""
    text = cipher_texts(group, [cipher])
    return Read(cipher, text, group.powers(cipher.alpha), group.powers(cipher.beta))


def check_one_of(
    group: Group,
    key: Element,
    claims: Sequence[tuple[Read, int]],
    proofs: Sequence[Proof],
    prefix: str,
    what: str,
) -> None:
    """Check that one of the claims is proven, without learning which.

    :param claims: ciphertexts, each with the number it may be an encryption of
    :raises Refused: if the proof does not hold
    """
    g = group.g
    made: list[Element] = []
    for (read, number), (challenge, response) in zip(claims, proofs, strict=True):
        made.append(group.times(group.power(g, response), read.alpha(challenge)))
        by_key = group.times(group.power(key, response), read.beta(challenge))
        if number:  # beta / g^number, raised to the challenge
            by_key = group.times(by_key, group.power(g, -number * challenge))
        made.append(by_key)
    if texts.challenge(group, prefix, *made) != sum(proof[0] for proof in proofs) % group.q:
        raise Refused("proof", what=what)


def prove_one_of(
    group: Group,
    key: Element,
    claims: Sequence[Claim],
    true: int,
    nonce: int,
    plain: Sequence[tuple[int, int]],
    prefix: str,
) -> list[Proof]:
    """Prove that one of the claims holds.

    :param true: which one
    :param nonce: the r of that claim's cipher
    :param plain: of each claim's cipher its r and its m; with them all is a power of g or of the key,
        which is much faster than powers of the ciphers themselves
    """
    blind = secrets.randbelow(group.q)
    made: list[Element] = []
    proofs: list[Proof | None] = []
    for place, claim in enumerate(claims):
        if place == true:
            proofs.append(None)
            made += [group.power(group.g, blind), group.power(key, blind)]
            continue
        challenge, response = secrets.randbelow(group.q), secrets.randbelow(group.q)
        r, m = plain[place]
        exponent = (response + r * challenge) % group.q
        made.append(group.power(group.g, exponent))
        made.append(
            group.times(
                group.power(key, exponent),
                group.power(group.g, (m - claim.number) * challenge),
            )
        )
        proofs.append((challenge, response))
    known = sum(proof[0] for proof in proofs if proof is not None)
    challenge = (texts.challenge(group, prefix, *made) - known) % group.q
    own = (challenge, (blind - nonce * challenge) % group.q)
    return [own if proof is None else proof for proof in proofs]


def cipher_texts(group: Group, ciphers: Sequence[Cipher]) -> str:
    """Return ciphertexts as they stand in the text of a proof."""
    return ",".join(f"{group.text(one.alpha)},{group.text(one.beta)}" for one in ciphers)


def read_proofs(group: Group, value: object, count: int, what: str) -> list[Proof]:
    """Return a list of exactly ``count`` proofs.

    :raises Refused: if there are more or fewer
    """
    return [read_proof(group, one, what) for one in texts.items(value, count, what)]


def encrypt(group: Group, key: Element, number: int) -> tuple[Cipher, int]:
    """Return the ciphertext of a small number, and its r."""
    r = secrets.randbelow(group.q)
    beta = group.power(key, r)
    if number:
        beta = group.times(beta, group.power(group.g, number))
    return Cipher(group.power(group.g, r), beta), r


def sum_of(group: Group, ciphers: Sequence[Cipher]) -> Cipher:
    """Return a ciphertext of the sum."""
    alpha, beta = group.one, group.one
    for one in ciphers:
        alpha, beta = group.times(alpha, one.alpha), group.times(beta, one.beta)
    return Cipher(alpha, beta)


Json = dict[str, Any]

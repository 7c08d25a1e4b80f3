"""From ballots to the result: products, shares, discrete logarithms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nghisu.belenios import proofs, texts
from nghisu.belenios.ballots import Ballot
from nghisu.belenios.election import Election
from nghisu.belenios.groups import Element, Group, product
from nghisu.belenios.proofs import Cipher
from nghisu.belenios.refused import Refused
from nghisu.belenios.trustees import Item, Key

Tally = list[list[Cipher]]


def add_up(election: Election, ballots: Iterable[Ballot]) -> tuple[Tally, int]:
    """Return the encrypted tally of the last ballot of each credential, and how many those are."""
    group = election.group
    last = {ballot.credential: ballot for ballot in ballots}
    totals = [[Cipher(group.one, group.one)] * question.width for question in election.questions]
    for ballot in last.values():
        totals = [
            [
                Cipher(group.times(one.alpha, other.alpha), group.times(one.beta, other.beta))
                for one, other in zip(row, answer, strict=True)
            ]
            for row, answer in zip(totals, ballot.answers, strict=True)
        ]
    return totals, len(last)


def write(group: Group, tally: Tally) -> bytes:
    """Return an encrypted tally as it stands in the archive."""
    return texts.write([[proofs.write_cipher(group, one) for one in row] for row in tally])


def read(group: Group, content: bytes) -> Tally:
    """Return an encrypted tally that was computed here and stored."""
    rows = texts.read(content, "encrypted tally")
    return [[Cipher(group.known(one["alpha"]), group.known(one["beta"])) for one in row] for row in rows]


def decrypt(election: Election, key: Key, tally: Tally) -> bytes:
    """Return a trustee's share of the decryption, with its proofs."""
    group = election.group
    prefix = f"decrypt|{election.fingerprint}|{group.text(key.public)}"
    return texts.write(
        {
            "decryption_factors": [
                [group.text(group.power(one.alpha, key.secret)) for one in row] for row in tally
            ],
            "decryption_proofs": [
                [
                    proofs.write_proof(proofs.prove_decryption(group, key.secret, one.alpha, prefix))
                    for one in row
                ]
                for row in tally
            ],
        }
    )


def check_share(election: Election, public: Element, content: bytes, tally: Tally) -> list[list[Element]]:
    """Return the factors of a trustee's share once all its proofs hold.

    :raises Refused: if one does not, or the share has another shape
    """
    group = election.group
    names = ("decryption_factors", "decryption_proofs")
    found = texts.fields(texts.read(content, "share"), names, "share")
    rows = texts.items(found["decryption_factors"], len(tally), "share")
    proven = texts.items(found["decryption_proofs"], len(tally), "share")
    prefix = f"decrypt|{election.fingerprint}|{group.text(public)}"
    factors = []
    for row, given, by in zip(tally, rows, proven, strict=True):
        made = []
        texts.items(given, len(row), "share")
        texts.items(by, len(row), "share")
        for cipher, text, value in zip(row, given, by, strict=True):
            factor = _factor(group, text, cipher)
            proof = proofs.read_proof(group, value, "share")
            if not proofs.decryption_holds(group, public, cipher.alpha, factor, proof, prefix):
                raise Refused("proof", what="share")
            made.append(factor)
        factors.append(made)
    return factors


def _factor(group: Group, text: Any, cipher: Cipher) -> Element:
    if cipher.alpha == group.one and text == group.text(group.one):
        return group.one  # nobody voted
    if not isinstance(text, str):
        raise Refused("not_an_element", what="share")
    return group.read(text, "share")


def combine(
    election: Election,
    trustees: Sequence[Item],
    shares: Mapping[int, list[list[Element]]],
    tally: Tally,
    ballots: int,
) -> list[list[int]]:
    """Return the result: per question how often each answer was ticked.

    :param shares: the checked factors by owner; owners are numbered from 1 over all items of the list
    :param ballots: how many ballots were added up
    :raises Refused: if an item of the list has too few shares, or a number is none of 0 … ballots
    """
    group = election.group
    logarithms: dict[Any, int] = {}
    power = group.one
    for number in range(ballots + 1):
        logarithms[group.text(power)] = number
        power = group.times(power, group.g)
    chosen = _chosen(trustees, shares, group.q)
    result = []
    for question, row in enumerate(tally):
        counts = []
        for place, cipher in enumerate(row):
            factor = product(
                group,
                (group.power(shares[owner][question][place], weight) for owner, weight in chosen),
            )
            plain = group.times(cipher.beta, group.inverse(factor))
            text = group.text(plain)
            if text not in logarithms:
                raise Refused("result")
            counts.append(logarithms[text])
        result.append(counts)
    return result


def _chosen(trustees: Sequence[Item], shares: Mapping[int, Any], order: int) -> list[tuple[int, int]]:
    """Return whose shares are taken, each with its exponent: 1, or the Lagrange coefficient at zero."""
    chosen: list[tuple[int, int]] = []
    first = 1
    for item in trustees:
        places = [index for index in range(len(item.holders)) if first + index in shares][: item.threshold]
        if len(places) < item.threshold:
            raise Refused("too_few_shares", have=len(places), need=item.threshold)
        if len(item.holders) == 1 and item.threshold == 1:
            chosen.append((first, 1))
        else:
            xs = [place + 1 for place in places]
            chosen.extend((first + x - 1, _lagrange(x, xs, order)) for x in xs)
        first += len(item.holders)
    return chosen


def _lagrange(x: int, xs: list[int], order: int) -> int:
    above, below = 1, 1
    for other in xs:
        if other != x:
            above = above * other % order
            below = below * (other - x) % order
    return above * pow(below, -1, order) % order


def check_numbers(election: Election, result: Sequence[Sequence[int]], ballots: int) -> None:
    """Refuse a result whose sums cannot be.

    :raises Refused: if a number is above the ballots, or a question has too few or too many ticks in all
    """
    for question, counts in zip(election.questions, result, strict=True):
        blanks = counts[0] if question.blank else 0
        ticks = sum(counts[1:]) if question.blank else sum(counts)
        votes = ballots - blanks
        if max(counts) > ballots or not votes * question.least <= ticks <= votes * question.most:
            raise Refused("result")

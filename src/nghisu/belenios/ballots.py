"""Ballots: made on the voter's device, checked by everybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nghisu.belenios import proofs, texts
from nghisu.belenios.election import Election, Question
from nghisu.belenios.groups import Element
from nghisu.belenios.proofs import Cipher, Claim
from nghisu.belenios.refused import Refused

FIELDS = ("election_uuid", "election_hash", "credential", "answers", "signature")


@dataclass(frozen=True)
class Ballot:
    """A ballot that was checked: whose credential, what it encrypts, and the tracker its voter keeps."""

    credential: str
    answers: tuple[tuple[Cipher, ...], ...]
    tracker: str
    marks: frozenset[str]


def check(election: Election, content: bytes, credentials: Mapping[str, Element]) -> Ballot:
    """Return the ballot the bytes hold, once every proof in it holds.

    :param credentials: the public credentials on the list, by their text
    :raises Refused: if anything is malformed, of another election, unknown, or unproven
    """
    group = election.group
    found = texts.fields(texts.read(content, "ballot"), FIELDS, "ballot")
    if found["election_uuid"] != election.uuid or found["election_hash"] != election.fingerprint:
        raise Refused("another_election")
    credential = found["credential"]
    public = credentials.get(credential) if isinstance(credential, str) else None
    if public is None:
        raise Refused("unknown_credential")
    _check_signature(election, found, public)
    given = texts.items(found["answers"], len(election.questions), "answers")
    start = f"{election.fingerprint}|{credential}"
    answers = tuple(
        _check_answer(election, question, answer, start)
        for question, answer in zip(election.questions, given, strict=True)
    )
    marks = frozenset(group.text(cipher.alpha) for answer in answers for cipher in answer)
    if len(marks) != sum(len(answer) for answer in answers):
        raise Refused("ballot_twice")
    return Ballot(credential, answers, texts.sha256_base64(content), marks)


def proven(election: Election, content: bytes) -> Ballot:
    """Return a ballot that was checked when it was put on the board, without checking it again."""
    group = election.group
    found = texts.read(content, "ballot")
    answers = tuple(
        tuple(Cipher(group.known(one["alpha"]), group.known(one["beta"])) for one in answer["choices"])
        for answer in found["answers"]
    )
    return Ballot(found["credential"], answers, texts.sha256_base64(content), frozenset())


def _check_signature(election: Election, found: dict[str, Any], public: Element) -> None:
    signature = texts.fields(found["signature"], ("hash", "proof"), "ballot")
    unsigned = {name: found[name] for name in FIELDS[:-1]}
    fingerprint = texts.sha256_base64(texts.write(unsigned))
    if signature["hash"] != fingerprint:
        raise Refused("proof", what="signature")
    proof = proofs.read_proof(election.group, signature["proof"], "signature")
    proofs.check_key(election.group, public, proof, f"sig|{fingerprint}", "signature")


def _check_answer(election: Election, question: Question, value: object, start: str) -> tuple[Cipher, ...]:
    group, key = election.group, election.key
    blank = ("blank_proof",) if question.blank else ()
    found = texts.fields(value, ("choices", "individual_proofs", "overall_proof", *blank), "ballot")
    choices = [
        proofs.read_powers(group, one, "choices")
        for one in texts.items(found["choices"], question.width, "choices")
    ]
    singles = texts.items(found["individual_proofs"], question.width, "individual_proofs")
    for read, single in zip(choices, singles, strict=True):
        two = proofs.read_proofs(group, single, 2, "individual_proofs")
        prefix = f"prove|{start}|{read.text}"
        proofs.check_one_of(group, key, [(read, 0), (read, 1)], two, prefix, "individual_proofs")
    ciphers = [read.cipher for read in choices]
    raised = {read.cipher: read for read in choices}
    for kind, claims, prefix in _overall(election, question, ciphers, start):
        given = proofs.read_proofs(group, found[kind], len(claims), kind)
        claimed = []
        for claim in claims:
            if claim.cipher not in raised:
                raised[claim.cipher] = proofs.with_powers(group, claim.cipher)
            claimed.append((raised[claim.cipher], claim.number))
        proofs.check_one_of(group, key, claimed, given, prefix, kind)
    return tuple(ciphers)


def _overall(
    election: Election, question: Question, choices: list[Cipher], start: str
) -> Iterator[tuple[str, list[Claim], str]]:
    """Yield what is proven of all choices together: the name of the proof, its branches, its text."""
    group = election.group
    whole = f"{start}|{proofs.cipher_texts(group, choices)}"
    allowed = range(question.least, question.most + 1)
    if not question.blank:
        ticked = proofs.sum_of(group, choices)
        prefix = f"prove|{whole}|{proofs.cipher_texts(group, [ticked])}"
        yield "overall_proof", [Claim(ticked, number) for number in allowed], prefix
        return
    none, ticked = choices[0], proofs.sum_of(group, choices[1:])
    yield "blank_proof", [Claim(none, 0), Claim(ticked, 0)], f"bproof0|{whole}"
    branches = [Claim(none, 1), *(Claim(ticked, number) for number in allowed)]
    yield "overall_proof", branches, f"bproof1|{whole}"


def make(election: Election, secret: int, choices: list[list[int]]) -> bytes:
    """Return the ballot of a voter: encrypted, proven and signed.

    :param secret: the exponent of the voter's credential
    :param choices: per question 0 or 1 for each answer, a leading one for a blank vote where it may be
    :raises Refused: if a choice does not fit its question
    """
    group = election.group
    credential = group.text(group.power(group.g, secret))
    start = f"{election.fingerprint}|{credential}"
    if len(choices) != len(election.questions):
        raise Refused("choice", what="questions")
    unsigned = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": credential,
        "answers": [
            _make_answer(election, question, ticks, start)
            for question, ticks in zip(election.questions, choices, strict=True)
        ],
    }
    fingerprint = texts.sha256_base64(texts.write(unsigned))
    proof = proofs.prove_key(group, secret, f"sig|{fingerprint}")
    signature = {"hash": fingerprint, "proof": proofs.write_proof(proof)}
    return texts.write(unsigned | {"signature": signature})


def check_choice(question: Question, ticks: list[int]) -> None:
    """Refuse ticks that do not fit the question.

    :raises Refused: if there are too many or too few, or a blank vote with ticks
    """
    if len(ticks) != question.width or not set(ticks) <= {0, 1}:
        raise Refused("choice", what=question.text)
    ticked = sum(ticks[1:]) if question.blank else sum(ticks)
    if question.blank and ticks[0]:
        if ticked:
            raise Refused("choice", what=question.text)
    elif not question.least <= ticked <= question.most:
        raise Refused("choice", what=question.text)


def _make_answer(election: Election, question: Question, ticks: list[int], start: str) -> dict[str, Any]:
    check_choice(question, ticks)
    group, key = election.group, election.key
    made = [proofs.encrypt(group, key, tick) for tick in ticks]
    ciphers = [cipher for cipher, _ in made]
    singles = []
    for (cipher, r), tick in zip(made, ticks, strict=True):
        prefix = f"prove|{start}|{proofs.cipher_texts(group, [cipher])}"
        claims = [Claim(cipher, 0), Claim(cipher, 1)]
        singles.append(proofs.prove_one_of(group, key, claims, tick, r, [(r, tick)] * 2, prefix))
    first = 1 if question.blank else 0
    total = (sum(r for _, r in made[first:]) % group.q, sum(ticks[first:]))
    blank = (made[0][1], ticks[0]) if question.blank else (0, 0)
    overall: dict[str, list[proofs.Proof]] = {}
    for kind, claims, prefix in _overall(election, question, ciphers, start):
        if not question.blank:
            plain, true = [total] * len(claims), total[1] - question.least
        elif kind == "blank_proof":
            plain, true = [blank, total], 1 if blank[1] else 0
        else:
            plain = [blank, *([total] * (len(claims) - 1))]
            true = 0 if blank[1] else 1 + total[1] - question.least
        overall[kind] = proofs.prove_one_of(group, key, claims, true, plain[true][0], plain, prefix)
    answer: dict[str, Any] = {
        "choices": [proofs.write_cipher(group, cipher) for cipher in ciphers],
        "individual_proofs": [[proofs.write_proof(one) for one in two] for two in singles],
        "overall_proof": [proofs.write_proof(one) for one in overall["overall_proof"]],
    }
    if question.blank:
        answer["blank_proof"] = [proofs.write_proof(one) for one in overall["blank_proof"]]
    return answer

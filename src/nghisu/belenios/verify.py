"""Verify a whole archive from its bytes alone, offline."""

from collections.abc import Callable
from dataclasses import dataclass

from nghisu.belenios import archive as archives
from nghisu.belenios import ballots, credentials, tally, texts, trustees
from nghisu.belenios.archive import Archive
from nghisu.belenios.ballots import Ballot
from nghisu.belenios.election import Election
from nghisu.belenios.refused import Refused


@dataclass(frozen=True)
class Report:
    """What an archive proved.

    :param counted: ballots that count, at most one a credential
    :param cast: ballots in the archive
    :param wrong_shares: owners whose share was wrong and not needed
    """

    uuid: str
    name: str
    questions: tuple[tuple[str, ...], ...]
    voters: int
    cast: int
    counted: int
    result: list[list[int]]
    head: str
    fingerprints: dict[str, str]
    wrong_shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class Setup:
    """What stands fixed when the voting opens."""

    election: Election
    trustees: list[trustees.Item]
    credentials: dict[str, object]
    fingerprints: dict[str, str]


def check_setup(archive: Archive) -> Setup:
    """Return the election, its trustees and its credentials, all proofs checked.

    :raises Refused: if one does not hold, or the key is not the trustees'
    """
    if not archive.events or archive.events[0].payload is None:
        raise Refused("missing", what="Setup")
    names = ("election", "trustees", "credentials")
    named = texts.fields(texts.read(archive.events[0].payload, "setup"), names, "setup")
    bodies = {name: archive.data.get(named[name], b"") for name in names}
    if not all(bodies.values()):
        raise Refused("missing", what="Setup")
    election = Election.read(bodies["election"])
    items = trustees.read(election.group, bodies["trustees"])
    if trustees.election_key(election.group, items) != election.key:
        raise Refused("election_key")
    listed = credentials.read(election.group, bodies["credentials"])
    marks = {name: texts.sha256_base64(body) for name, body in bodies.items()}
    return Setup(election, items, listed, marks)


def check_ballots(
    setup: Setup, archive: Archive, tell: Callable[[int, int], None] | None = None
) -> list[Ballot]:
    """Return the ballots in the order of the archive, every proof checked.

    :param tell: called with how many are done, and of how many
    :raises Refused: if one is wrong, stands twice, or repeats a part of another; it is named
    """
    cast = archive.of_kind("Ballot")
    seen: set[str] = set()
    voted: set[str] = set()
    made = []
    for number, event in enumerate(cast, start=1):
        content = event.payload or b""
        try:
            ballot = ballots.check(setup.election, content, setup.credentials)
            if ballot.marks & seen:
                raise Refused("ballot_twice")
            if setup.election.one_ballot and ballot.credential in voted:
                raise Refused("voted_twice")
        except Refused as refused:
            raise refused.of_ballot(number, texts.sha256_base64(content)) from None
        seen |= ballot.marks
        voted.add(ballot.credential)
        made.append(ballot)
        if tell is not None:
            tell(number, len(cast))
    return made


def verify(content: bytes, tell: Callable[[int, int], None] | None = None) -> Report:
    """Return what the archive proves, once everything in it holds.

    :raises Refused: at the first thing that does not hold
    """
    archive = archives.read(content)
    setup = check_setup(archive)
    cast = check_ballots(setup, archive, tell)
    if not archive.of_kind("Result"):
        raise Refused("no_result")
    totals, counted = _check_tally(setup, archive, cast)
    shares, wrong = _check_shares(setup, archive, totals)
    result = tally.combine(setup.election, setup.trustees, shares, totals, counted)
    tally.check_numbers(setup.election, result, counted)
    written = texts.read(archive.of_kind("Result")[0].payload or b"", "result")
    if texts.fields(written, ("result",), "result")["result"] != result:
        raise Refused("result")
    _check_nothing_else(archive)
    group = setup.election.group
    marks = setup.fingerprints | {"encrypted_tally": texts.sha256_base64(tally.write(group, totals))}
    described = texts.read(setup.election.content, "election")
    return Report(
        uuid=setup.election.uuid,
        name=str(described["name"]),
        questions=tuple((("",) if one.blank else ()) + one.answers for one in setup.election.questions),
        voters=len(setup.credentials),
        cast=len(cast),
        counted=counted,
        result=result,
        head=archive.head,
        fingerprints=marks,
        wrong_shares=wrong,
    )


def _check_tally(setup: Setup, archive: Archive, cast: list[Ballot]) -> tuple[tally.Tally, int]:
    totals, counted = tally.add_up(setup.election, cast)
    names = ("num_tallied", "total_weight", "encrypted_tally")
    payload = archive.of_kind("EncryptedTally")[0].payload or b""
    said = texts.fields(texts.read(payload, "encrypted tally"), names, "encrypted tally")
    content = tally.write(setup.election.group, totals)
    if said != {
        "num_tallied": counted,
        "total_weight": counted,
        "encrypted_tally": texts.sha256_hex(content),
    }:
        raise Refused("tally")
    if archive.data.get(texts.sha256_hex(content)) != content:
        raise Refused("missing", what="encrypted tally")
    return totals, counted


def _check_shares(
    setup: Setup, archive: Archive, totals: tally.Tally
) -> tuple[dict[int, list[list[object]]], tuple[int, ...]]:
    holders = [holder for item in setup.trustees for holder in item.holders]
    alone = {
        number
        for number, item in enumerate([item for item in setup.trustees for _ in item.holders], start=1)
        if len(item.holders) == item.threshold
    }
    shares: dict[int, list[list[object]]] = {}
    wrong: list[int] = []
    for event in archive.of_kind("PartialDecryption"):
        said = texts.fields(texts.read(event.payload or b"", "share"), ("owner", "payload"), "share")
        owner = said["owner"]
        body = archive.data.get(said["payload"])
        if type(owner) is not int or not 1 <= owner <= len(holders) or body is None:
            raise Refused("share", owner=owner)
        if owner in shares or owner in wrong:
            raise Refused("share", owner=owner)
        try:
            shares[owner] = tally.check_share(setup.election, holders[owner - 1].key, body, totals)
        except Refused:
            if owner in alone:
                raise Refused("share", owner=owner) from None
            wrong.append(owner)
    return shares, tuple(wrong)


def _check_nothing_else(archive: Archive) -> None:
    """Refuse payloads that nothing names: an archive says only what it proves."""
    named: set[str] = set()
    for event in archive.events:
        if event.payload is None:
            continue
        named.add(texts.sha256_hex(event.payload))
        value = texts.read(event.payload, "payload")
        if event.kind in {"Setup", "EncryptedTally", "PartialDecryption"}:
            named |= {one for one in value.values() if isinstance(one, str)}
    if named != set(archive.data):
        raise Refused("archive_shape", what="a payload that no event names")

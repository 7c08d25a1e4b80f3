"""Whole elections made by the product, and the foreign program that verifies them."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nghisu.belenios import archive, ballots, credentials, tally, texts, trustees
from nghisu.belenios.election import Election, Question, describe
from nghisu.belenios.groups import Group, group_named, product

UUID = "JEhjBEpqedoHbV"
STAMP = 1_700_000_000
QUESTIONS = [
    Question(("Ứng viên A", "Ứng viên B", "Ứng viên C"), 1, 2, True, "Bầu bổ sung 02 ủy viên"),
    Question(("Đồng ý", "Không đồng ý"), 0, 1, False, "Thông qua nghị quyết"),
]
VOTES = [
    [[0, 1, 1, 0], [1, 0]],
    [[0, 0, 1, 0], [1, 0]],
    [[1, 0, 0, 0], [0, 1]],
    [[0, 1, 0, 1], [0, 0]],
]
RESULT = [[1, 2, 2, 1], [2, 1]]


@dataclass
class Made:
    """An election with everything that is secret in it, and its archive."""

    election: Election
    listed: bytes
    keys: list[trustees.Key]
    slips: list[str]
    secrets: list[int]
    cast: list[bytes] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    counted: list[list[int]] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        return archive.joined(self.parts)


def set_up(
    group: Group,
    *,
    single: int = 1,
    threshold: tuple[int, int] | None = None,
    description: str = "",
    slips: list[str] | None = None,
) -> tuple[Made, archive.Writer]:
    """Make trustees, credentials and the description, and begin the archive."""
    keys = [trustees.make_key(group) for _ in range(single)]
    items: list[list[object]] = [["Single", trustees.write_key(group, key)] for key in keys]
    public = product(group, (key.public for key in keys))
    if threshold is not None:
        item, shares = trustees.make_threshold(group, threshold[1], threshold[0])
        items.append(["Pedersen", item])
        parsed = trustees.read(group, texts.write([["Pedersen", item]]))
        public = group.times(public, parsed[0].key)
        keys += shares
    content = describe(
        group=group,
        key=public,
        name="Hội nghị lần thứ 12 (bầu thử)",
        description=description,
        questions=QUESTIONS,
        uuid=UUID,
        administrator="Đoàn Chủ tịch",
        credential_authority="Ban thẩm tra tư cách",
    )
    slips = slips or [credentials.generate() for _ in VOTES]
    secrets = [credentials.derive(group, slip, UUID) for slip in slips]
    listed = texts.write(sorted(credentials.public(group, one) for one in secrets))
    writer = archive.Writer(STAMP)
    made = Made(Election.read(content), listed, keys, slips, secrets)
    made.parts.append(writer.begin(content, texts.write(items), listed))
    return made, writer


def vote(made: Made, writer: archive.Writer, *, again: bool = False) -> None:
    """Cast everybody's ballot; the first voter's twice where ``again`` says so, first another way."""
    if again:
        early = ballots.make(made.election, made.secrets[0], [[0, 0, 0, 1], [0, 1]])
        made.cast.append(early)
        made.parts.append(writer.ballot(early))
    for secret, choice in zip(made.secrets, VOTES, strict=True):
        ballot = ballots.make(made.election, secret, choice)
        made.cast.append(ballot)
        made.parts.append(writer.ballot(ballot))


def count(made: Made, writer: archive.Writer, *, owners: list[int] | None = None) -> None:
    """Close, add up, decrypt by the owners named, and write the result."""
    group = made.election.group
    known = credentials.read(group, made.listed)
    checked = [ballots.check(made.election, one, known) for one in made.cast]
    totals, counted = tally.add_up(made.election, checked)
    made.parts += [writer.end_ballots(), writer.encrypted_tally(tally.write(group, totals), counted)]
    shares = {}
    for owner in owners or range(1, len(made.keys) + 1):
        key = made.keys[owner - 1]
        share = tally.decrypt(made.election, key, totals)
        made.parts.append(writer.partial_decryption(owner, share))
        shares[owner] = tally.check_share(made.election, key.public, share, totals)
    setup = archive.read(made.content)
    named = texts.read(setup.events[0].payload or b"", "setup")
    items = trustees.read(group, setup.data[named["trustees"]])
    made.counted = tally.combine(made.election, items, shares, totals, counted)
    made.parts.append(writer.result(made.counted))


def hold(
    name: str,
    *,
    single: int = 1,
    threshold: tuple[int, int] | None = None,
    again: bool = False,
    owners: list[int] | None = None,
    description: str = "",
) -> Made:
    """Hold a whole election."""
    made, writer = set_up(group_named(name), single=single, threshold=threshold, description=description)
    vote(made, writer, again=again)
    count(made, writer, owners=owners)
    return made


@pytest.fixture
def foreign(tmp_path: Path) -> Callable[[bytes], bool]:
    """Return what asks belenios-tool 2.0 whether an archive holds."""
    program = shutil.which("belenios-tool")
    assert program, "install belenios-tool"

    def verify(content: bytes) -> bool:
        folder = tmp_path / "archive"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / f"{UUID}.bel").write_bytes(content)
        done = subprocess.run(
            [program, "election", "verify", "--dir", str(folder)], check=False, capture_output=True
        )
        return done.returncode == 0

    return verify

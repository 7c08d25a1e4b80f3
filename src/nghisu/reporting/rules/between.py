"""Work between two sessions: which acts lie in the interval, and how the report says them. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nghisu.kit.official import Annex, Block, Column, Fact, Paper, Part, Row, Run, plain
from nghisu.kit.refusals import N_, Refusal


class Did(StrEnum):
    """What the standing committee did."""

    MET = "met"
    DECIDED = "decided"
    ISSUED = "issued"
    RECEIVED = "received"
    CONCLUDED = "concluded"
    VISITED = "visited"


DID_NAMES = {
    Did.MET: N_("Met"),
    Did.DECIDED: N_("Decided"),
    Did.ISSUED: N_("Issued"),
    Did.RECEIVED: N_("Received from superiors"),
    Did.CONCLUDED: N_("Concluded"),
    Did.VISITED: N_("Visited"),
}
HEADINGS = {
    Did.MET: "Các cuộc họp",
    Did.DECIDED: "Quyết định, cho ý kiến",
    Did.ISSUED: "Văn bản đã ban hành",
    Did.RECEIVED: "Văn bản của cấp trên đã tiếp nhận",
    Did.CONCLUDED: "Kết luận đã thông báo",
    Did.VISITED: "Làm việc với các tổ chức trực thuộc",
}
COUNTED = {
    Did.MET: "cuộc họp",
    Did.DECIDED: "nội dung được quyết định, cho ý kiến",
    Did.ISSUED: "văn bản được ban hành",
    Did.RECEIVED: "văn bản của cấp trên được tiếp nhận",
    Did.CONCLUDED: "thông báo kết luận",
    Did.VISITED: "cuộc làm việc với các tổ chức trực thuộc",
}


class SessionsInDisorder(Refusal):
    """The later session begins before the earlier one ended."""

    sentence = N_("Choose the earlier session first: the second must begin after the first has ended.")
    field = "until"


@dataclass(frozen=True, slots=True)
class Interval:
    """From the end of one session to the start of the next: the first moment counts, the last does not."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise SessionsInDisorder

    def holds(self, at: datetime) -> bool:
        """Tell whether an act at this moment lies between the sessions."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Done:
    """One act: what was done, when, and where it is recorded.

    :param label: empty where the reader may not know
    """

    did: Did
    kind: str
    pk: str
    at: datetime
    label: str
    words: str
    url: str = ""


def within(acts: Iterable[Done], interval: Interval) -> list[Done]:
    """Return the acts in the interval in the order of their kind and time; each act once."""
    order = list(Did)
    found = {(one.did, one.kind, one.pk): one for one in acts if interval.holds(one.at)}
    return sorted(found.values(), key=lambda one: (order.index(one.did), one.at, one.label, one.pk))


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the text of the paper."""

    superior: str
    issuer: str
    number_line: str
    date_line: str
    first_session: str
    second_session: str
    since: date
    until: date


def subject(around: Around) -> str:
    """Return the subject of the report."""
    return (
        f"Công tác của Ban Thường vụ giữa hai kỳ họp, từ {around.first_session} đến {around.second_session}"
    )


def compose(around: Around, acts: list[Done], facts: dict[Did, Fact]) -> Paper:
    """Return the draft report: a sentence with its number for each kind, and the list of every act."""
    by_kind = {did: [one for one in acts if one.did is did] for did in Did}
    blocks: list[Block] = [
        plain(
            f"Từ khi kết thúc {around.first_session} ({around.since:%d/%m/%Y}) đến khi khai mạc "
            f"{around.second_session} ({around.until:%d/%m/%Y}), Ban Thường vụ đã thực hiện:"
        )
    ]
    annexes = []
    filled = [did for did in Did if by_kind[did]]
    for number, did in enumerate(filled, 1):
        rows = by_kind[did]
        blocks.append(plain(f"{number}. {HEADINGS[did]}", Part.SECTION))
        blocks.append(
            Block(
                (
                    Run("Có "),
                    Run(number_of(len(rows)), fact=facts.get(did)),
                    Run(f" {COUNTED[did]}, danh mục tại Phụ lục {number}."),
                )
            )
        )
        annexes.append(
            Annex(
                label=f"Phụ lục {number}",
                title=HEADINGS[did],
                columns=(
                    Column("TT", 12, "center"),
                    Column("Ngày", 28, "center"),
                    Column("Số, ký hiệu", 40),
                    Column("Nội dung", 85),
                ),
                rows=tuple(
                    Row((str(place), f"{one.at:%d/%m/%Y}", one.label, one.words))
                    for place, one in enumerate(rows, 1)
                ),
            )
        )
    if not filled:
        blocks.append(plain("Không có hoạt động nào được ghi nhận trong thời gian này."))
    return Paper(
        superior=around.superior,
        issuer=around.issuer,
        number_line=around.number_line,
        date_line=around.date_line,
        type_name="báo cáo",
        subject=subject(around),
        blocks=tuple(blocks),
        annexes=tuple(annexes),
        is_draft=True,
        properties={"subject": subject(around)},
    )


def number_of(count: int) -> str:
    """Return a count as documents write it."""
    return f"{count:02d}" if 0 < count < 10 else str(count)

"""A session of an executive committee whose rounds the tests take from step to step."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from tests.conftest import START, House, at

from nghisu.ballots.actions import entries, papers, results, rounds
from nghisu.ballots.models import Bundle, BundleEntry, Candidate, PaperStock, Round
from nghisu.ballots.rules.keys import keys_for
from nghisu.ballots.rules.states import RoundKind
from nghisu.meetings.actions import PartPlan, call_meeting, summon
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.meetings.queries import members_of_body
from nghisu.organisation.models import Mandate
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

NOON = at("2023-04-21 09:00")
DAY = datetime.date(2023, 4, 21)


@dataclass
class Hall:
    """A meeting with one part, and the members of the executive committee by number."""

    house: House
    meeting: Meeting
    part: MeetingPart
    members: list[Person]
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def chief(self) -> Standing:
        return self.house.standing("minh")

    def by(self, person: Person) -> Standing:
        return self.house.standing(person.username or "")

    def draft(self, *, seats: int = 2, kind: str = RoundKind.ELECTION, **more: Any) -> Round:
        """Draft a round, declare it and open its list."""
        made = rounds.draft_round(
            part=self.part,
            kind=kind,
            title="Bầu bổ sung",
            seats=seats,
            by=self.chief,
            at=NOON,
            **more,
        )
        rounds.declare_open(round_=made, by=self.chief, at=NOON)
        return rounds.open_list(round_=made, by=self.chief, at=NOON)

    def name(self, round_: Round, *people: Person) -> list[Candidate]:
        return [
            rounds.put_name(round_=round_, person=one, duty="Ủy viên", by=self.chief, at=NOON)
            for one in people
        ]

    def hands(self) -> rounds.Hands:
        return rounds.Hands(present=len(self.members), in_favour=len(self.members))

    def listed(self, *, names: Sequence[int] = (0, 1, 2), seats: int = 2, **more: Any) -> Round:
        """Return a round whose list the meeting voted on."""
        made = self.draft(seats=seats, **more)
        self.name(made, *[self.members[number] for number in names])
        return rounds.close_list(round_=made, hands=self.hands(), by=self.chief, at=NOON)

    def printed(self, round_: Round, *, counters: Sequence[int] = (-1, -2, -3), papers_: int = 60) -> Round:
        """Choose who counts, print and stamp."""
        head, *others = [self.members[number] for number in counters]
        rounds.choose_counters(
            round_=round_, head=head, members=others, hands=self.hands(), by=self.chief, at=NOON
        )
        papers.register_printed(round_=round_, printed=papers_, stamped=papers_, by=self.chief, at=NOON)
        return round_

    def opened(self, round_: Round, *, present: int | None = None, **more: Any) -> Round:
        """Open it with the first so many present."""
        here = self.members[: len(self.members) if present is None else present]
        return papers.open_round(
            round_=round_, present=[one.pk for one in here], by=self.chief, at=NOON, **more
        )

    def closed(self, round_: Round, *, returned: int | None = None) -> Round:
        """Hand a paper to everybody who may vote, and get them back."""
        voters = [row.person_id for row in round_.roster.filter(may_vote=True)]
        papers.hand_out(round_=round_, voters=voters, by=self.chief, at=NOON)
        stamped = PaperStock.objects.get(round=round_).stamped
        round_.refresh_from_db()
        return papers.close_round(
            round_=round_,
            unused=stamped - len(voters),
            returned=len(voters) if returned is None else returned,
            by=self.chief,
            at=NOON,
        )

    def ready(self, present: int | None = None, papers_: int = 60, **more: Any) -> Round:
        """Return a round whose voting is closed."""
        made = self.printed(self.listed(**more), papers_=papers_)
        return self.closed(self.opened(made, present=present))

    def counter(self, number: int = -1) -> Standing:
        return self.by(self.members[number])

    def entered(
        self, bundle: Bundle, marks: Sequence[str], *, counter: int, device: str, lock: bool = True
    ) -> BundleEntry:
        """Enter a bundle by one of those who count."""
        by = self.counter(counter)
        entry = entries.take_bundle(bundle=bundle, device=device, by=by, at=NOON)
        for number, one in enumerate(marks, 1):
            keys = keys_for(one, mode=bundle.round.mode)
            entries.enter_paper(entry=entry, number=number, keys=keys, device=device, by=by, at=NOON)
        if lock:
            entries.lock_entry(entry=entry, device=device, by=by, at=NOON)
        return entry

    def totals(self, round_: Round, valid: int, votes: Sequence[int], **invalid: int) -> entries.SheetTotals:
        """Return totals of a tally sheet in the order of the list."""
        choice = {"SURPLUS": "keep", "INTRODUCTION": "introduce"}.get(round_.mode, "agree")
        names: list[UUID] = list(
            round_.candidates.filter(state="listed").order_by("order").values_list("pk", flat=True)
        )
        return entries.SheetTotals(
            valid=valid,
            invalid=invalid,
            votes={pk: {choice: number} for pk, number in zip(names, votes, strict=True)},
        )

    def announced(self, round_: Round) -> Round:
        """Return a round counted by totals and announced."""
        count = PaperStock.objects.get(round=round_).returned or 0
        entries.enter_totals(
            round_=round_,
            totals=self.totals(round_, count, [count, count, 0][: len(round_.candidates.all())]),
            by=self.counter(),
            at=NOON,
        )
        return results.announce(round_=round_, by=self.counter(), at=NOON)

    def signed(self, round_: Round) -> Round:
        results.sign_minutes(
            round_=round_,
            head=self.members[-1],
            chair=self.members[0],
            by=self.counter(),
            at=NOON,
        )
        return round_


@pytest.fixture
def hall(house: House) -> Callable[..., Hall]:
    """Return a function that calls a session of so many members: ``hall(12)``."""

    def build(count: int = 12) -> Hall:
        body = house.bodies["executive"]
        members = [house.people["lan"], house.people["hung"]]
        for number in range(len(members), count):
            person = Person(full_name=f"Nguyễn Văn Số {number:02}", username=f"uv{number:02}")
            person.save()
            house.people[f"uv{number:02}"] = person
            members.append(person)
        Mandate.objects.bulk_create(
            Mandate(person=one, unit=house.units["DUK"], body=body, office="member", first=START)
            for one in members[2:]
        )
        meeting = call_meeting(
            unit=house.units["DUK"],
            body=body,
            kind="regular",
            title="Hội nghị Ban Chấp hành lần thứ 12",
            starts_at=at("2023-04-21 08:00"),
            parts=[PartPlan("Phiên nội bộ", at("2023-04-21 08:00"), is_closed=True)],
            by=house.standing("minh"),
            at=at("2023-04-10 08:00"),
        )
        part = meeting.parts.get()
        summon(
            part=part,
            members=members_of_body(meeting, DAY),
            invited=[],
            by=house.standing("minh"),
            at=at("2023-04-10 08:00"),
        )
        return Hall(house, meeting, part, members)

    return build

"""Rounds for the one who asks: the office and the chairs, those who count, the members of the part."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from nghisu.ballots.models import (
    Candidate,
    CountingMember,
    CountMinutes,
    CountSheet,
    HandVote,
    NameTally,
    PaperStock,
    RosterEntry,
    Round,
    RoundApproval,
    RoundComplaint,
    Seal,
    SecretPoll,
    Unsealing,
)
from nghisu.ballots.queries.electorate import electors
from nghisu.ballots.queries.words import (
    Rule,
    reason_words,
    role_words,
    rules_in_words,
    verdict_words,
    warning_words,
)
from nghisu.ballots.rules.deadlines import RuleNotSet, complaint_until
from nghisu.ballots.rules.roster import Person as RosterPerson
from nghisu.ballots.rules.roster import numbers
from nghisu.ballots.rules.states import ORDER, PUBLISHED, RoundKind, RoundState
from nghisu.kit.language import percent
from nghisu.meetings.models import Meeting, MeetingPart, Summons
from nghisu.meetings.queries import meetings_visible_to, parts_visible_to
from nghisu.organisation.models import Body
from nghisu.organisation.queries import day_of
from nghisu.organisation.queries.bodies import bodies_visible_to
from nghisu.organisation.queries.rules import rules_by_code
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import RuleProfile
from nghisu.people.models import Person
from nghisu.record.models import Entry
from nghisu.record.rules.verbs import DETAILS, SENTENCES

TONES = {
    RoundState.DRAFT: "plain",
    RoundState.OPEN: "good",
    RoundState.COUNTING: "info",
    RoundState.APPROVED: "good",
    RoundState.REFUSED: "bad",
    RoundState.ANNULLED: "bad",
    RoundState.SENT: "warn",
}


def rounds_visible_to(standing: Standing) -> QuerySet[Round]:
    """Return the rounds one may see: by office, because one counts, or as a member of the part.

    The inspection committee and the superior see them once the result is announced.
    """
    counting = CountingMember.objects.filter(round=OuterRef("pk"), person_id=standing.me)
    summoned = Summons.objects.filter(
        part=OuterRef("part"), person_id=standing.me, capacity=Summons.Capacity.MEMBER
    )
    return Round.objects.filter(
        Q(unit_id__in=standing.reach("round.see"))
        | Q(unit_id__in=standing.reach("round.see_result"), state__in=[str(one) for one in PUBLISHED])
        | Exists(counting)
        | Exists(summoned)
    )


def round_for(standing: Standing, pk: UUID) -> Round | None:
    """Return a round the asker may see, else None."""
    return (
        rounds_visible_to(standing)
        .select_related("meeting", "part", "body__term", "filled__term", "unit", "parent", "declared_by")
        .filter(pk=pk)
        .first()
    )


def rounds_of(standing: Standing, meeting: Meeting) -> list[Round]:
    """Return the rounds of a meeting that the asker may see, in order."""
    return list(rounds_visible_to(standing).filter(meeting=meeting).order_by("drafted_at", "number"))


def rounds_listed(standing: Standing) -> QuerySet[Round]:
    """Return the rounds for the list."""
    return rounds_visible_to(standing).select_related("meeting", "unit")


def rounds_to_count(standing: Standing) -> QuerySet[Round]:
    """Return the rounds being counted in which the asker counts."""
    counting = CountingMember.objects.filter(round=OuterRef("pk"), person_id=standing.me)
    return (
        Round.objects.filter(Exists(counting), state=str(RoundState.COUNTING))
        .select_related("meeting")
        .order_by("closed_at")
    )


@dataclass
class SheetView:
    """A sheet with its names, in descending order of votes."""

    sheet: CountSheet
    tallies: list[NameTally]
    minutes: CountMinutes | None
    reasons: list[tuple[str, int]]
    warnings: list[str]
    kind: str

    @property
    def verdict(self) -> str:
        """What the count leaves to be done."""
        return verdict_words(self.sheet.verdict, self.kind)

    @property
    def chosen(self) -> list[NameTally]:
        """Those elected or introduced, in descending order."""
        return [one for one in self.tallies if one.is_elected]

    @property
    def tied(self) -> list[NameTally]:
        """Those level with each other on the last seat."""
        return [one for one in self.tallies if one.is_tied]


@dataclass
class RoundView:
    """Everything the page of a round shows."""

    round: Round
    book: RuleProfile
    rules: list[Rule]
    base_now: int
    voters_now: int
    candidates: list[Candidate]
    counters: list[CountingMember]
    hands: list[HandVote]
    stock: PaperStock
    roster: list[RosterEntry]
    sheets: list[SheetView]
    seal: Seal | None
    unsealings: list[Unsealing]
    complaints: list[RoundComplaint]
    complaint_until: date | None
    approval: RoundApproval | None
    further: list[Round]
    is_counter: bool
    may_prepare: bool
    may_complain: bool
    may_see_roster: bool
    entry_log: bool
    is_on_devices: bool = False
    steps: list["Step"] = field(default_factory=list)

    @property
    def listed(self) -> list[Candidate]:
        """The names on the paper."""
        return [one for one in self.candidates if one.state == Candidate.State.LISTED]

    @property
    def on_list_count(self) -> int:
        """How many names are on the list: before it is closed, those that were put forward."""
        return len(self.listed) or sum(one.state == Candidate.State.PROPOSED for one in self.candidates)

    @property
    def tone(self) -> str:
        """The tone of the state's badge."""
        return TONES.get(RoundState(self.round.state), "info")

    @property
    def counters_name(self) -> str:
        """What those who count are called."""
        return counters_name(self.round)

    @property
    def heading(self) -> str:
        """The heading of the list: how many names, and for how many seats where seats are filled."""
        count, seats = self.on_list_count, self.round.seats
        if self.round.kind == RoundKind.ELECTION:
            return gettext("List: %(names)s names for %(seats)s") % {"names": count, "seats": seats}
        if self.round.kind == RoundKind.INTRODUCTION:
            return gettext("List: %(names)s names, at most %(seats)s to be introduced") % {
                "names": count,
                "seats": seats,
            }
        return gettext("List: %(names)s names") % {"names": count}

    @property
    def counters_named(self) -> list[tuple[str, str]]:
        """Those who count, each with as what."""
        return [(one.name, role_words(one.role, self.round.kind)) for one in self.counters]

    @property
    def last(self) -> SheetView | None:
        """The sheet that holds now."""
        return self.sheets[-1] if self.sheets else None

    @property
    def may_see_result(self) -> bool:
        """Whether the asker may see the sums: who counts at once, everybody else when announced."""
        return bool(self.sheets) and (self.is_counter or self.round.state in PUBLISHED)

    @property
    def suspended_present(self) -> list[RosterEntry]:
        """Those in the hall who do not vote."""
        return [one for one in self.roster if one.is_present and not one.may_vote]

    @property
    def is_election(self) -> bool:
        """Whether it elects, and is no poll."""
        return self.round.kind == RoundKind.ELECTION


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the way, done, here, or to come."""

    name: Promise | str
    is_done: bool
    is_here: bool


MAIN_WAY = ORDER[: ORDER.index(RoundState.SENT) + 1]


def counters_name(round_: Round) -> str:
    """Return what those who count are called: a committee in an election, a team in a poll."""
    if round_.kind == RoundKind.ELECTION:
        return gettext("Counting committee")
    return gettext("Counting team")


def steps_of(round_: Round) -> list[Step]:
    """Return the way of the round with where it stands."""
    here = ORDER.index(RoundState(round_.state))
    way = [one for one in MAIN_WAY if one is not RoundState.SENT or round_.outcome != Round.Outcome.FINAL]
    if RoundState(round_.state) not in way:
        way = [*way, RoundState(round_.state)]
    return [Step(Round.State(one).label, ORDER.index(one) < here, ORDER.index(one) == here) for one in way]


def round_view(round_: Round, standing: Standing, at: datetime) -> RoundView:
    """Return the page of a round for the asker."""
    rules = rules_by_code(round_.profile, unit=round_.unit_id)
    roster = list(RosterEntry.objects.filter(round=round_).order_by("order"))
    if round_.base is None:
        people = [RosterPerson(str(one.pk), one.name, one.standing) for one in electors(round_, at)]
        now = numbers(people)
        base, voters = now.incumbents - now.suspended, now.summoned
    else:
        base, voters = round_.base, sum(one.may_vote for one in roster)
    seal = Seal.objects.filter(round=round_).first()
    is_counter = CountingMember.objects.filter(round=round_, person_id=standing.me).exists()
    may_prepare = round_.unit_id in standing.reach("round.prepare")
    names = Candidate.objects.filter(round=round_).order_by("order", "sort_key")
    until = None
    if round_.closed_at is not None:
        try:
            until = complaint_until(rules, day_of(round_.closed_at))
        except RuleNotSet:
            until = None
    return RoundView(
        round=round_,
        book=rules,
        rules=rules_in_words(round_, rules, base=base, summoned=voters if round_.base is None else None),
        base_now=base,
        voters_now=voters,
        candidates=list(names),
        counters=list(CountingMember.objects.filter(round=round_).order_by("order")),
        hands=list(HandVote.objects.filter(round=round_)),
        stock=PaperStock.objects.get(round=round_),
        roster=roster,
        sheets=sheets_of(round_),
        seal=seal,
        unsealings=list(Unsealing.objects.filter(seal=seal)) if seal else [],
        complaints=list(RoundComplaint.objects.filter(round=round_)),
        complaint_until=until,
        approval=RoundApproval.objects.filter(round=round_).first(),
        further=list(Round.objects.filter(parent=round_)),
        is_counter=is_counter,
        may_prepare=may_prepare,
        may_complain=round_.unit_id in standing.reach("round.complaint"),
        may_see_roster=may_prepare or is_counter,
        entry_log=is_counter or may_prepare,
        is_on_devices=SecretPoll.objects.filter(round=round_, is_rehearsal=False)
        .exclude(state=SecretPoll.State.VOID)
        .exists(),
        steps=steps_of(round_),
    )


def _share(tallies: list[NameTally], *, of: int) -> None:
    """Put beside each level its share of the papers returned."""
    tongue = "vi" if (get_language() or "vi").startswith("vi") else "en"
    for one in tallies:
        for level in ("high", "medium", "low"):
            setattr(one, f"{level}_share", percent(getattr(one, level) or 0, of, language=tongue))


def sheets_of(round_: Round) -> list[SheetView]:
    """Return the sheets of a round, oldest first, with names, reasons and warnings in words."""
    sheets = list(CountSheet.objects.filter(round=round_).order_by("number"))
    if not sheets:
        return []
    tallies: dict[UUID, list[NameTally]] = {sheet.pk: [] for sheet in sheets}
    for one in NameTally.objects.filter(sheet__in=sheets).select_related("candidate").order_by("order"):
        tallies[one.sheet_id].append(one)
    minutes = {
        one.sheet_id: one for one in CountMinutes.objects.filter(round=round_).select_related("head", "chair")
    }
    if round_.kind == RoundKind.CONFIDENCE:
        for sheet in sheets:
            _share(tallies[sheet.pk], of=sheet.base)
    return [
        SheetView(
            sheet=sheet,
            tallies=tallies[sheet.pk],
            minutes=minutes.get(sheet.pk),
            reasons=[(reason_words(key), count) for key, count in sheet.by_reason.items()],
            warnings=[warning_words(code) for code in sheet.warnings],
            kind=round_.kind,
        )
        for sheet in sheets
    ]


def complaint_for(round_: Round, pk: UUID) -> RoundComplaint | None:
    """Return a complaint about the round."""
    return RoundComplaint.objects.select_related("round").filter(round=round_, pk=pk).first()


def candidate_for(round_: Round, pk: UUID) -> Candidate | None:
    """Return a name of the round."""
    return Candidate.objects.select_related("round").filter(round=round_, pk=pk).first()


def seal_of(round_: Round) -> Seal:
    """Return the seal of a round with its round."""
    return Seal.objects.select_related("round").get(round=round_)


def meetings_to_vote_in(standing: Standing) -> QuerySet[Meeting]:
    """Return the meetings in which the asker may prepare rounds, newest first."""
    return (
        meetings_visible_to(standing)
        .filter(unit_id__in=standing.reach("round.prepare"))
        .select_related("body", "unit")
        .order_by("-starts_at")
    )


def parts_of(standing: Standing, meeting: Meeting) -> dict[UUID, MeetingPart]:
    """Return the parts of a meeting that the asker may know of, by id."""
    return {part.pk: part for part in parts_visible_to(standing, meeting)}


def bodies_of(standing: Standing, meeting: Meeting) -> dict[UUID, tuple[Body, str]]:
    """Return the bodies of the meeting's unit on its day, with their names."""
    rows = bodies_visible_to(standing, day_of(meeting.starts_at)).filter(unit=meeting.unit_id)
    return {body.pk: (body, f"{body.get_kind_display()} ({body.term})") for body in rows}


def people_by_ids(ids: Sequence[UUID]) -> dict[UUID, Person]:
    """Return persons by id."""
    return {one.pk: one for one in Person.objects.filter(pk__in=ids)}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log of the count."""

    at: datetime
    words: str
    name: str
    details: str


def entry_lines(round_: Round) -> list[LogLine]:
    """Return the lines of the record about the round, oldest first: the log of the count, to be filed."""
    rows = list(Entry.objects.filter(subject_kind="round", subject_id=str(round_.pk)).order_by("index"))
    names = {
        str(pk): name
        for pk, name in Person.objects.filter(
            pk__in={row.actor_id for row in rows if row.actor_id}
        ).values_list("pk", "full_name")
    }
    return [
        LogLine(
            at=row.at,
            words=gettext(SENTENCES.get(row.verb, row.verb)),
            name=names.get(row.actor_id, ""),
            details=_details(row.details),
        )
        for row in rows
    ]


def _details(words: str | None) -> str:
    """Return the numbers of a line in words; names of persons stay out of the log."""
    found = json.loads(words or "{}")
    return "; ".join(
        f"{gettext(DETAILS[key])}: {found[key]}"
        for key in ("bundle", "line", "issued", "returned", "valid", "invalid", "unused", "spoiled", "count")
        if key in found
    )

"""Read meetings for the one who asks: closed parts only by right or by summons to that very part."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.language import roman
from nghisu.kit.refusals import N_
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPaper,
    MeetingPart,
    Point,
    Summons,
)
from nghisu.meetings.queries.clearance import parts_operated
from nghisu.meetings.queries.points import point_totals
from nghisu.meetings.rules.planned_times import Planned, plan_times
from nghisu.meetings.rules.points import Totals
from nghisu.meetings.rules.quorum import Quorum, quorum
from nghisu.organisation.models import Body, Mandate, Unit, UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.offices import BY_CODE as OFFICES
from nghisu.organisation.rules.policy import NOBODY, Standing
from nghisu.people.models import Person

BODY_NAMES = {
    Body.Kind.EXECUTIVE: N_("Executive committee"),
    Body.Kind.STANDING: N_("Standing committee"),
    Body.Kind.PERMANENT: N_("Permanent members"),
    Body.Kind.INSPECTION: N_("Inspection committee"),
}
STATE_NAMES = {
    Meeting.State.PLANNED: _("To be held"),
    Meeting.State.SUMMONED: _("Summoned"),
    Meeting.State.PAPERS_OUT: _("Papers sent"),
    Meeting.State.OPEN: _("In session"),
    Meeting.State.CONCLUDED: _("Concluded"),
    Meeting.State.ARCHIVED: _("Archived"),
}
STATE_TONES = {
    Meeting.State.PLANNED: "plain",
    Meeting.State.SUMMONED: "info",
    Meeting.State.PAPERS_OUT: "info",
    Meeting.State.OPEN: "good",
    Meeting.State.CONCLUDED: "plain",
    Meeting.State.ARCHIVED: "plain",
}
ANSWER_NAMES = {
    Summons.Answer.NONE: _("No answer yet"),
    Summons.Answer.COMING: _("Will come"),
    Summons.Answer.DEPUTY: _("Sends a deputy"),
    Summons.Answer.EXCUSED: _("Absent with reason"),
}
ANSWER_TONES = {
    Summons.Answer.NONE: "warn",
    Summons.Answer.COMING: "good",
    Summons.Answer.DEPUTY: "info",
    Summons.Answer.EXCUSED: "plain",
}
WANTED_NAMES = {
    AgendaItem.Wanted.HEAR: _("To be heard"),
    AgendaItem.Wanted.DISCUSS: _("To be discussed"),
    AgendaItem.Wanted.ADOPT: _("To be adopted"),
    AgendaItem.Wanted.ELECT: _("Election or introduction"),
}


ELECTORATE_NAMES = {
    MeetingPart.Electorate.BODY: N_("Incumbent members of the body vote"),
    MeetingPart.Electorate.SUMMONED: N_("Those summoned as members vote"),
    MeetingPart.Electorate.NOBODY: N_("Nobody votes in this part"),
}


def meetings_visible_to(standing: Standing) -> QuerySet[Meeting]:
    """Return the meetings the asker may see: by office, by summons, or as operator of a point."""
    summoned = Summons.objects.filter(part__meeting=OuterRef("pk"), person_id=standing.me)
    at_point = Point.objects.filter(meeting=OuterRef("pk")).filter(
        Q(operator_id=standing.me) | Q(host_id__in=standing.reach("point.see", "host"))
    )
    return Meeting.objects.filter(
        Q(unit_id__in=standing.reach("meeting.see")) | Exists(summoned) | Exists(at_point)
    )


def parts_visible_to(standing: Standing, meeting: Meeting) -> list[MeetingPart]:
    """Return the parts the asker may know of: the open ones, and closed ones by right or summons."""
    parts = MeetingPart.objects.filter(meeting=meeting)
    if meeting.unit_id not in standing.reach("meeting.see_closed"):
        summoned = Summons.objects.filter(part=OuterRef("pk"), person_id=standing.me)
        parts = parts.filter(
            Q(is_closed=False) | Exists(summoned) | Q(pk__in=parts_operated(standing, meeting))
        )
    return list(parts.order_by("order"))


def papers_visible_to(standing: Standing) -> QuerySet[MeetingPaper]:
    """Return the papers of the parts the asker may know of; papers for members only to members."""
    summonses = Summons.objects.filter(part=OuterRef("item__part"), person_id=standing.me)
    member = summonses.filter(capacity=Summons.Capacity.MEMBER)
    by_office = Q(item__part__meeting__unit_id__in=standing.reach("meeting.see_closed"))
    open_part = Q(item__part__is_closed=False) & Q(
        item__part__meeting__in=meetings_visible_to(standing).values("pk")
    )
    return MeetingPaper.objects.filter(is_withdrawn=False).filter(
        by_office | Exists(member) | ((open_part | Exists(summonses)) & Q(members_only=False))
    )


@dataclass(slots=True)
class SummonsView:
    """A person summoned to a part, with the answer in words.

    :param told: the answer with its reason, for those who call the meeting; without it for everybody else
    """

    pk: UUID
    part_title: str
    name: str
    duty: str
    answer: str
    answer_name: str
    told: str = ""

    @property
    def answer_tone(self) -> str:
        """The tone of the answer's badge."""
        return ANSWER_TONES[Summons.Answer(self.answer)]


@dataclass(slots=True)
class PaperView:
    """A paper on the agenda."""

    pk: UUID
    title: str
    members_only: bool
    number: int = 1
    to_return: bool = False
    page: str = ""


@dataclass
class ItemView:
    """An agenda item with its papers and sub-items."""

    item: AgendaItem
    papers: list[PaperView] = field(default_factory=list)
    depth: int = 0
    begins_at: datetime | None = None

    @property
    def wanted_name(self) -> Promise | str:
        """What is wanted of the meeting, in words."""
        return WANTED_NAMES[AgendaItem.Wanted(self.item.wanted)]


@dataclass
class PartView:
    """A part with its agenda and its summoned list: members by office first, then the invited."""

    part: MeetingPart
    items: list[ItemView] = field(default_factory=list)
    members: list[SummonsView] = field(default_factory=list)
    invited: list[SummonsView] = field(default_factory=list)
    quorum: Quorum | None = None
    ends_at: datetime | None = None

    @property
    def unanswered(self) -> int:
        """How many of those summoned have not answered."""
        return sum(row.answer == Summons.Answer.NONE for row in [*self.members, *self.invited])

    @property
    def votes_here(self) -> str:
        """Who votes in this part, in words."""
        return gettext(ELECTORATE_NAMES[MeetingPart.Electorate(self.part.electorate)])

    @property
    def rolls(self) -> list[tuple[str, list[SummonsView]]]:
        """The summoned lists that are not empty, with their headings."""
        named = [(gettext("Members, in order of office"), self.members), (gettext("Invited"), self.invited)]
        return [(name, roll) for name, roll in named if roll]


@dataclass
class MeetingView:
    """Everything the page of a meeting shows, in a number of queries that does not grow."""

    meeting: Meeting
    chairs: list[MeetingChair]
    parts: list[PartView]
    own: list[SummonsView]
    points: Totals | None
    item_count: int
    paper_count: int

    @property
    def state_name(self) -> Promise | str:
        """The state of the meeting in words."""
        return STATE_NAMES[Meeting.State(self.meeting.state)]

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return STATE_TONES[Meeting.State(self.meeting.state)]

    @property
    def body_name(self) -> str:
        """The body with its term, in words."""
        return body_name(self.meeting.body) if self.meeting.body else ""


def meeting_view(meeting: Meeting, standing: Standing) -> MeetingView:
    """Return the page of a meeting for the asker, in seven queries."""
    parts = {part.pk: PartView(part) for part in parts_visible_to(standing, meeting)}
    papers: dict[UUID, list[PaperView]] = defaultdict(list)
    paper_count = 0
    any_page = reverse("paper_detail", args=[meeting.pk, NOBODY])  # a hundred take long
    for item_id, pk, title, members_only, number, to_return in (
        papers_visible_to(standing)
        .filter(item__part_id__in=parts)
        .order_by("item_id", "order")
        .values_list("item_id", "pk", "title", "members_only", "number", "to_return")
    ):
        page = any_page.replace(str(NOBODY), str(pk))
        papers[item_id].append(PaperView(pk, title, members_only, number, to_return, page))
        paper_count += 1
    views: dict[UUID, ItemView] = {}
    for item in AgendaItem.objects.filter(part_id__in=parts).order_by("order"):
        above = views.get(item.parent_id) if item.parent_id else None
        view = views[item.pk] = ItemView(item, papers[item.pk], above.depth + 1 if above else 0)
        siblings = parts[item.part_id].items
        if above is None:
            siblings.append(view)
        else:
            under = siblings.index(above) + 1
            while under < len(siblings) and siblings[under].depth > above.depth:
                under += 1
            siblings.insert(under, view)
    for part in parts.values():
        plan = plan_times(
            part.part.starts_at,
            [Planned(one.item.pk, one.item.parent_id, one.item.minutes) for one in part.items],
        )
        if any(one.item.minutes for one in part.items):
            part.ends_at = plan.ends_at
            for one in part.items:
                one.begins_at = plan.begins[one.item.pk]
    own: list[SummonsView] = []
    answers = {answer.value: str(name) for answer, name in ANSWER_NAMES.items()}
    may_call = standing.may("meeting.call", unit=meeting.unit_id)
    for pk, part_id, person_id, name, capacity, duty, answer, reason, deputy in (
        Summons.objects.filter(part_id__in=parts)
        .order_by("order", "person__sort_key")
        .values_list(
            "pk",
            "part_id",
            "person_id",
            "person__full_name",
            "capacity",
            "duty",
            "answer",
            "reason",
            "deputy",
        )
    ):
        part = parts[part_id]
        told = answers[answer]
        if may_call and (deputy or reason):
            told = f"{told}: {deputy or reason}"
        row = SummonsView(pk, part.part.title, name, duty, answer, answers[answer], told)
        (part.members if capacity == Summons.Capacity.MEMBER else part.invited).append(row)
        if person_id == standing.person_id:
            own.append(row)
    body = meeting.body
    for part in parts.values():
        if body is not None and part.members:
            part.quorum = quorum(
                members=len(part.members),
                present=sum(row.answer == Summons.Answer.COMING for row in part.members),
                numerator=body.quorum_numerator,
                denominator=body.quorum_denominator,
            )
    return MeetingView(
        meeting=meeting,
        chairs=list(MeetingChair.objects.filter(meeting=meeting).select_related("person").order_by("order")),
        parts=list(parts.values()),
        own=own,
        points=point_totals(meeting),
        item_count=len(views),
        paper_count=paper_count,
    )


def unanswered_summonses(standing: Standing, now: datetime) -> QuerySet[Summons]:
    """Return the asker's own summonses to meetings not over yet that await an answer."""
    return (
        Summons.objects.filter(
            Q(part__meeting__starts_at__gte=now) | Q(part__meeting__ends_at__gte=now),
            person_id=standing.me,
            answer=Summons.Answer.NONE,
        )
        .exclude(part__meeting__state__in=[Meeting.State.PLANNED, Meeting.State.ARCHIVED])
        .filter(part__meeting__cancelled_at__isnull=True)
        .select_related("part__meeting")
        .order_by("part__meeting__starts_at", "part__order")
    )


def coming_meetings(standing: Standing, day: date) -> QuerySet[Meeting]:
    """Return the meetings of the day and after that the asker may see, soonest first."""
    return meetings_visible_to(standing).filter(starts_at__date__gte=day).order_by("starts_at")


@dataclass(frozen=True, slots=True)
class Step:
    """A state a meeting may go to next, with its name."""

    code: str
    name: Promise | str


def next_state(meeting: Meeting) -> Step | None:
    """Return the state that follows, None after the last one a person sets."""
    order = [state.value for state in Meeting.State][:-1]
    if meeting.state not in order[:-1] or meeting.is_cancelled:
        return None
    following = Meeting.State(order[order.index(meeting.state) + 1])
    return Step(following.value, STATE_NAMES[following])


def meeting_for(standing: Standing, pk: UUID) -> Meeting | None:
    """Return a meeting the asker may see, with its body and unit, else None."""
    return (
        meetings_visible_to(standing)
        .select_related("body", "body__term", "unit", "secretary")
        .filter(pk=pk)
        .first()
    )


def meetings_listed(standing: Standing, day: date) -> QuerySet[Meeting]:
    """Return the meetings for the list, those called by the end of the day, with the asker's own answer."""
    own = Summons.objects.filter(part__meeting=OuterRef("pk"), person_id=standing.me)
    return (
        meetings_visible_to(standing)
        .select_related("body", "unit")
        .annotate(own_answer=Subquery(own.order_by("part__order").values("answer")[:1]))
    )


def bodies_to_call(standing: Standing, day: date) -> tuple[Unit, list[tuple[UUID, str]]]:
    """Return the unit for which the asker calls meetings, and its bodies of today's terms by name."""
    reach = standing.reach("meeting.call")
    committees = [unit for unit in reach if unit in standing.tree.committees]
    unit = Unit.objects.get(pk=(committees or list(reach))[0])
    bodies = Body.objects.filter(unit=unit, term__closed_at__isnull=True).select_related("term")
    return unit, [(body.pk, body_name(body)) for body in bodies.order_by("kind")]


def body_name(body: Body) -> str:
    """Return the name of a body with its term, in the reader's language."""
    return gettext("%(body)s, term %(ordinal)s (%(first)s-%(last)s)") % {
        "body": gettext(BODY_NAMES[Body.Kind(body.kind)]),
        "ordinal": roman(body.term.ordinal),
        "first": body.term.first_year,
        "last": body.term.last_year,
    }


def body_by_id(pk: UUID | None) -> Body | None:
    """Return a body, or None for none."""
    return Body.objects.get(pk=pk) if pk else None


def chairs_by_ids(ids: Iterable[UUID], day: date) -> list[tuple[Person, str]]:
    """Return persons with the duty they hold on the day, in the order of office."""
    chosen = list(ids)
    duties: dict[UUID, tuple[int, str]] = {}
    for mandate in Mandate.objects.filter(on(day), person_id__in=chosen):
        office = OFFICES.get(mandate.office)
        rank = office.rank if office else 100
        duty = mandate.duty or (gettext(office.name) if office else "")
        if mandate.person_id not in duties or rank < duties[mandate.person_id][0]:
            duties[mandate.person_id] = (rank, duty)
    people = Person.objects.filter(pk__in=chosen)
    ordered = sorted(people, key=lambda person: (duties.get(person.pk, (100, ""))[0], person.sort_key))
    return [(person, duties.get(person.pk, (100, ""))[1]) for person in ordered]


def members_of_body(meeting: Meeting, day: date) -> list[tuple[Person, str]]:
    """Return the members of the meeting's body on the day, in order of office, each with the duty held."""
    if meeting.body_id is None:
        return []
    ids = Mandate.objects.filter(on(day), body_id=meeting.body_id).values_list("person_id", flat=True)
    return chairs_by_ids(ids, day)


def parts_and_items(meeting: Meeting) -> tuple[dict[UUID, MeetingPart], dict[UUID, AgendaItem]]:
    """Return the parts and the items of a meeting by id, in order, for who prepares it."""
    parts = {part.pk: part for part in MeetingPart.objects.filter(meeting=meeting).select_related("meeting")}
    items = AgendaItem.objects.filter(part__meeting=meeting).select_related("part__meeting")
    return parts, {item.pk: item for item in items}


def next_number(items: Iterable[AgendaItem]) -> str:
    """Return the number that the next item at the top would have."""
    return str(sum(item.parent_id is None for item in items) + 1)


def own_summons(standing: Standing, meeting: Meeting, pk: UUID) -> Summons | None:
    """Return a summons of the asker to this meeting, or, for who calls it, of anybody."""
    rows = Summons.objects.filter(part__meeting=meeting, pk=pk).select_related("part__meeting", "person")
    if not standing.may("meeting.call", unit=meeting.unit_id):
        rows = rows.filter(person_id=standing.me)
    return rows.first()


def paper_for(standing: Standing, meeting: Meeting, pk: UUID) -> MeetingPaper | None:
    """Return a paper of the meeting that the asker may read, else None."""
    rows = papers_visible_to(standing).filter(item__part__meeting=meeting, pk=pk)
    return rows.select_related("document", "item").first()


def roster_choices(standing: Standing, day: date) -> list[tuple[UUID, str]]:
    """Return the persons with a mandate in the asker's reach on the day, by given name."""
    holders = Mandate.objects.filter(on(day), unit_id__in=standing.reach("roster.see")).values("person_id")
    people = Person.objects.filter(pk__in=holders, is_active=True).order_by("sort_key")
    return list(people.values_list("pk", "full_name"))


def person_on_roster(standing: Standing, pk: UUID | None, day: date) -> Person | None:
    """Return a person on a roster the asker may see, or None for none."""
    if pk is None or pk not in dict(roster_choices(standing, day)):
        return None
    return Person.objects.get(pk=pk)


def unit_codes(day: date) -> dict[str, UUID]:
    """Return the units of the day by code."""
    return dict(Unit.objects.filter(on(day)).values_list("code", "pk"))


def units_offered(day: date) -> list[tuple[str, str]]:
    """Return the code and name of each committee of the day, for the list of a template."""
    rows = UnitName.objects.filter(on(day), unit__kind=Unit.Kind.COMMITTEE).order_by("sort_key")
    return list(rows.values_list("unit__code", "name")[:500])

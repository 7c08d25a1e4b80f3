"""Put names to the opaque ids of the record, for the one who asks and no further."""

import datetime
import re
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from nghisu.ballots.queries.completing import procedures_visible_to
from nghisu.ballots.rules.steps import BRANCH_NAMES, Branch
from nghisu.contest.queries import contests_visible_to
from nghisu.documents.queries import documents_visible_to
from nghisu.documents.queries.archive import files_visible_to, hand_overs_visible_to
from nghisu.documents.rules.states import EDGE_NAMES
from nghisu.documents.rules.types import BY_CODE as DOCUMENT_TYPES
from nghisu.home.queries.handover import hand_overs_of_offices
from nghisu.home.rules.roles import ROLE_NAMES
from nghisu.inspection.queries import inspections_visible_to
from nghisu.inspection.queries import programmes_visible_to as inspection_programmes_visible_to
from nghisu.kit.refusals import N_
from nghisu.kit.templatetags.kit import day as day_text
from nghisu.meetings.models import Point
from nghisu.meetings.queries import ANSWER_NAMES, meetings_visible_to
from nghisu.meetings.queries import STATE_NAMES as MEETING_STATES
from nghisu.meetings.queries.circular import circulars_visible_to
from nghisu.meetings.queries.week import entries_visible_to
from nghisu.meetings.rules.points import STATE_NAMES as POINT_STATES
from nghisu.organisation.models import (
    Absence,
    Assignment,
    Body,
    Mandate,
    OutsideBody,
    OwnRules,
    Term,
    UnitName,
)
from nghisu.organisation.queries import on
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.models import Entry
from nghisu.record.queries.lines import details_of, lines_of, lines_within, touched_by
from nghisu.record.rules.verbs import DETAILS, SENTENCES
from nghisu.reporting.queries.campaigns import (
    campaigns_visible_to,
    submissions_visible_to,
    templates_visible_to,
)
from nghisu.reporting.queries.reports import reports_visible_to
from nghisu.situation.queries import issues_visible_to, topics_visible_to
from nghisu.situation.queries.reports import period_words
from nghisu.situation.queries.reports import reports_visible_to as situation_reports_visible_to
from nghisu.situation.rules.reports import Period, ReportKind
from nghisu.tasks.models import Task
from nghisu.tasks.queries import spans_visible_to
from nghisu.tasks.queries.planning import programmes_visible_to
from nghisu.tasks.queries.proposals import proposals_visible_to
from nghisu.visits.queries import visits_visible_to

SHOWN_OBJECTS = 3
LONGEST_DETAIL = 300
DAY = re.compile(r"\d{4}-\d\d-\d\d")
HEX = re.compile(r"[0-9a-f]{40,}")


@dataclass(frozen=True)
class Named:
    """An object as the asker may know it.

    :param is_open: whether the asker may also read the words of the lines about it
    """

    kind_name: str
    text: str
    url: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of object that lines are about.

    :param rows: the objects that the asker may see, as a queryset
    :param text: the fields that make its name
    :param units: the fields that name the units it belongs to
    :param page: name of its page, called with the field ``key``, or the id where none is named
    :param words_need: the action that must be held at its unit before its words are shown
    :param say: makes the name from the two texts
    """

    name: str
    rows: Callable[[Standing, datetime.date], QuerySet[Any]]
    text: tuple[str, ...]
    units: tuple[str, ...] = ()
    pk: str = "pk"
    page: str = ""
    key: str = ""
    words_need: str = ""
    say: Callable[[str, str], str] = lambda text, more: " – ".join(word for word in (text, more) if word)


def _tasks(standing: Standing, day: datetime.date) -> QuerySet[Any]:
    return Task.objects.filter(pk__in=spans_visible_to(standing, day=day).values("task_id"))


def _points(standing: Standing, day: datetime.date) -> QuerySet[Any]:
    return Point.objects.filter(
        Q(meeting__unit_id__in=standing.reach("point.see"))
        | Q(host_id__in=standing.reach("point.see", "host"))
    )


def _names(day: datetime.date) -> QuerySet[Any]:
    """Return one name for each unit that there was by the day; of an ended one its last."""
    return UnitName.objects.filter(on(day) | Q(until=F("unit__until"), until__lte=day))


def _office(code: str) -> str:
    office = BY_CODE.get(code)
    return gettext(office.name) if office else code


def _period_of(kind: str, first: str) -> str:
    day = datetime.date.fromisoformat(first[:10])
    number = day.month if kind == ReportKind.MONTH else (day.month + 2) // 3
    return period_words(Period(ReportKind(kind), day.year, number))


KINDS: dict[str, Kind] = {
    "document": Kind(
        N_("Document"),
        lambda standing, day: documents_visible_to(standing),
        ("reference", "subject"),
        ("unit_id",),
        page="document_detail",
    ),
    "casefile": Kind(
        N_("File of papers"),
        lambda standing, day: files_visible_to(standing),
        ("code", "title"),
        ("keeper_id", "unit_id"),
        page="file_detail",
    ),
    "handover": Kind(
        N_("Hand-over to the archive"),
        lambda standing, day: hand_overs_visible_to(standing),
        ("giver", "receiver"),
        ("unit_id", "from_unit_id"),
        page="hand_over_detail",
    ),
    "officehandover": Kind(
        N_("Hand-over of an office"),
        lambda standing, day: hand_overs_of_offices(standing),
        ("giver__full_name", "receiver__full_name"),
        ("unit_id",),
        page="office_hand_over",
    ),
    "task": Kind(
        N_("Task"), _tasks, ("code", "title"), ("unit_id", "giver_id", "lead_id"), page="task_detail"
    ),
    "programme": Kind(
        N_("Programme"),
        lambda standing, day: programmes_visible_to(standing),
        ("title",),
        ("unit_id",),
        page="programme_detail",
    ),
    "proposal": Kind(
        N_("Proposal"),
        lambda standing, day: proposals_visible_to(standing),
        ("number", "text"),
        ("unit_id", "made_by_id"),
        page="proposal_detail",
    ),
    "issue": Kind(
        N_("Issue"),
        lambda standing, day: issues_visible_to(standing),
        ("number",),
        ("unit_id", "handler_id"),
        page="issue_detail",
    ),
    "topic": Kind(
        N_("Topic"),
        lambda standing, day: topics_visible_to(standing),
        ("number", "title"),
        ("unit_id",),
        page="topic_detail",
    ),
    "situationreport": Kind(
        N_("Situation report"),
        lambda standing, day: situation_reports_visible_to(standing),
        ("kind", "first"),
        ("unit_id",),
        page="synthesis_detail",
        say=_period_of,
    ),
    "meeting": Kind(
        N_("Meeting"),
        lambda standing, day: meetings_visible_to(standing),
        ("title",),
        ("unit_id",),
        page="meeting_detail",
        words_need="meeting.see_closed",
    ),
    "procedure": Kind(
        N_("Completing the committee"),
        lambda standing, day: procedures_visible_to(standing).filter(body__unit__names__in=_names(day)),
        ("branch", "body__unit__names__name"),
        ("unit_id",),
        page="procedure_detail",
        words_need="completing.see",
        say=lambda branch, unit: f"{gettext(BRANCH_NAMES[Branch(branch)])} – {unit}",
    ),
    "contest": Kind(
        N_("Contest"),
        lambda standing, day: contests_visible_to(standing),
        ("title",),
        ("unit_id",),
        page="contest_detail",
    ),
    "inspectionprogramme": Kind(
        N_("Programme of inspection"),
        lambda standing, day: inspection_programmes_visible_to(standing),
        ("title",),
        ("unit_id",),
        page="inspection_programme",
    ),
    "inspection": Kind(
        N_("Inspection"),
        lambda standing, day: inspections_visible_to(standing),
        ("number", "content"),
        ("unit_id",),
        page="inspection_detail",
    ),
    "visit": Kind(
        N_("Working visit"),
        lambda standing, day: visits_visible_to(standing),
        ("number", "purpose"),
        ("unit_id",),
        page="visit_detail",
    ),
    "report": Kind(
        N_("Report"),
        lambda standing, day: reports_visible_to(standing),
        ("subject",),
        ("unit_id", "drafter_unit_id"),
        page="report_detail",
    ),
    "campaign": Kind(
        N_("Campaign of reports"),
        lambda standing, day: campaigns_visible_to(standing),
        ("title",),
        ("unit_id", "drafter_unit_id"),
        page="campaign_detail",
    ),
    "submission": Kind(
        N_("Report of a unit"),
        lambda standing, day: submissions_visible_to(standing),
        ("unit__code", "campaign__title"),
        ("unit_id",),
        page="submission_detail",
    ),
    "reporttemplate": Kind(
        N_("Template of reports"),
        lambda standing, day: templates_visible_to(standing),
        ("title",),
        ("unit_id",),
        page="report_template_detail",
    ),
    "circular": Kind(
        N_("Opinions by circular"),
        lambda standing, day: circulars_visible_to(standing),
        ("title",),
        ("unit_id",),
        page="circular_detail",
    ),
    "weekentry": Kind(
        N_("Entry of the weekly calendar"),
        lambda standing, day: entries_visible_to(standing),
        ("title",),
        ("unit_id",),
    ),
    "point": Kind(N_("Remote point"), _points, ("code", "name"), ("host_id", "meeting__unit_id")),
    "unit": Kind(
        N_("Unit"),
        lambda standing, day: _names(day),
        ("name",),
        ("unit_id",),
        pk="unit_id",
        page="unit_detail",
        key="unit__code",
    ),
    "person": Kind(N_("Person"), lambda standing, day: Person.objects.all(), ("full_name",)),
    "term": Kind(
        N_("Term"), lambda standing, day: Term.objects.all(), ("first_year", "last_year"), ("unit_id",)
    ),
    "body": Kind(
        N_("Body"),
        lambda standing, day: Body.objects.filter(unit__names__in=_names(day)),
        ("kind", "unit__names__name"),
        ("unit_id",),
        page="body_detail",
        say=lambda kind, unit: f"{Body.Kind(kind).label} – {unit}",
    ),
    "mandate": Kind(
        N_("Mandate"),
        lambda standing, day: Mandate.objects.filter(unit_id__in=standing.reach("roster.see")),
        ("person__full_name", "office"),
        ("unit_id",),
        page="mandate_detail",
        say=lambda person, office: f"{person} – {_office(office)}",
    ),
    "assignment": Kind(
        N_("Being in charge"),
        lambda standing, day: Assignment.objects.all(),
        ("person__full_name", "field"),
        ("unit_id",),
    ),
    "absence": Kind(
        N_("Absence"),
        lambda standing, day: Absence.objects.filter(unit_id__in=standing.reach("roster.see")),
        ("person__full_name",),
        ("unit_id",),
    ),
    "ownrules": Kind(
        N_("Rules of election"),
        lambda standing, day: OwnRules.objects.filter(unit_id__in=standing.reach("organisation.see")),
        ("name",),
        ("unit_id",),
    ),
    "outsidebody": Kind(
        N_("Body outside"), lambda standing, day: OutsideBody.objects.all(), ("name",), ("to_unit_id",)
    ),
}
OTHER_KINDS = {
    "head": N_("The record"),
    "entry": N_("Line of the record"),
    "quarterclosing": N_("Count of a quarter"),
    "erasurerequest": N_("Request for erasure"),
    "requiredfactor": N_("Second factor of a role"),
    "extension": N_("Later deadline"),
    "bookable": N_("Room or car"),
    "mergetemplate": N_("Text for mail-merge"),
    "presence": N_("Presence at a meeting"),
    "apitoken": N_("Token of a program"),
    "webhook": N_("Webhook"),
    "calendarfeed": N_("Calendar address"),
    "stampuse": N_("Use of the stamp"),
    "papertemplate": N_("Word template"),
    "trustedcertificate": N_("Trusted certificate"),
    "disposal": N_("Disposal of files"),
}


def kind_name(kind: str) -> str:
    """Return what a kind of object is called."""
    known = KINDS.get(kind)
    return gettext(known.name if known else OTHER_KINDS.get(kind, N_("Another object")))


def names_of(
    standing: Standing, day: datetime.date, wanted: dict[str, set[str]]
) -> dict[tuple[str, str], Named]:
    """Return the names of objects, by kind and id, that the asker may see: one query for all kinds."""
    parts = []
    for code, kind in KINDS.items():
        ids = _uuids(wanted.get(code, ()))
        if ids:
            parts.append(_labels(code, kind, kind.rows(standing, day).filter(**{f"{kind.pk}__in": ids})))
    if not parts:
        return {}
    rows = reduce(lambda one, other: one.union(other, all=True), parts)
    found = {}
    for code, pk, text, more, key, unit in rows:
        kind = KINDS[code]
        own = uuid.UUID(str(pk))
        is_open = not kind.words_need or (
            unit is not None and uuid.UUID(str(unit)) in standing.reach(kind.words_need)
        )
        url = _url(kind.page, key or str(own))
        found[code, str(own)] = Named(gettext(kind.name), kind.say(text or "", more or ""), url, is_open)
    return found


def _labels(code: str, kind: Kind, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Return code, id, two words, key and unit of each object, in the types that all kinds share."""
    text, *more = kind.text
    return rows.order_by().values_list(
        Value(code, output_field=CharField()),
        Cast(F(kind.pk), UUIDField()),
        Cast(F(text), TextField()),
        Cast(F(more[0]) if more else Value(""), TextField()),
        Cast(F(kind.key) if kind.key else Value(""), TextField()),
        Cast(F(kind.units[0]) if kind.units else Value(None), UUIDField()),
    )


def _uuids(ids: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for one in ids:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found


def _url(page: str, key: str) -> str:
    if not page:
        return ""
    try:
        return reverse(page, args=[key])
    except NoReverseMatch:
        return ""


# Lines -------------------------------------------------------------------------------------------------


def sees_everything(standing: Standing) -> bool:
    """Tell whether the asker may read the record of every unit."""
    return standing.reach("record.see") >= standing.tree.known


def holds_at_the_top(standing: Standing, action: str) -> bool:
    """Tell whether the asker holds the action at a unit that stands under none."""
    return any(standing.tree.parent_of.get(unit, unit) is None for unit in standing.reach(action))


def lines_visible_to(standing: Standing) -> QuerySet[Entry]:
    """Return the lines that belong to units whose record the asker may see.

    Lines about a person belong with the units of that person; those of the installation as a whole are
    for who may see the record at the top.
    """
    reach = standing.reach("record.see")
    units = None if sees_everything(standing) else {str(unit) for unit in reach}
    return lines_within(
        units,
        persons=_persons_of(reach, standing.day),
        with_installation=holds_at_the_top(standing, "record.see"),
    )


def _persons_of(units: Collection[uuid.UUID], day: datetime.date) -> set[str]:
    rows = Mandate.objects.filter(on(day), unit_id__in=units).values_list("person_id", flat=True)
    return {str(person) for person in rows}


def object_visible_to(standing: Standing, day: datetime.date, kind: str, pk: uuid.UUID) -> Named | None:
    """Return the object if the asker may see it and its record, else None."""
    known = KINDS.get(kind)
    if known is None:
        return None
    if kind == "person":
        units = set(Mandate.objects.filter(on(day), person_id=pk).values_list("unit_id", flat=True))
    else:
        rows = known.rows(standing, day).filter(**{known.pk: pk}).values_list(*known.units)
        units = {unit for row in rows for unit in row if unit is not None}
    if not standing.may("record.see", unit=units):
        return None
    return names_of(standing, day, {kind: {str(pk)}}).get((kind, str(pk)))


def lines_about(kind: str, pk: uuid.UUID) -> QuerySet[Entry]:
    """Return the lines about an object or touching it; ask ``object_visible_to`` before."""
    return lines_of(kind, str(pk))


# Words -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A line in words.

    :param who: the name of the actor; empty for the system
    :param about: the objects the line is about, the subject first; those the asker may not know by kind only
    :param words: label and value of each detail; None where they were erased
    """

    index: int
    at: datetime.datetime
    who: str
    did: str
    about: list[Named]
    hidden: int
    words: list[tuple[str, str]] | None
    is_out_of_order: bool


def tell(standing: Standing, day: datetime.date, entries: list[Entry]) -> list[Told]:
    """Return lines in words for the asker: two queries, however many lines."""
    touched = touched_by(entries)
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        for kind, pk in ((entry.subject_kind, entry.subject_id), *touched.get(entry.pk, ())[:SHOWN_OBJECTS]):
            wanted.setdefault(kind, set()).add(pk)
        if entry.actor_id:
            wanted.setdefault("person", set()).add(entry.actor_id)
    names = names_of(standing, day, wanted)
    return [_told(entry, touched.get(entry.pk, []), names) for entry in entries]


def _told(entry: Entry, touched: list[tuple[str, str]], names: dict[tuple[str, str], Named]) -> Told:
    subject = names.get((entry.subject_kind, entry.subject_id))
    others = [names.get(one) or Named(kind_name(one[0]), "") for one in touched[:SHOWN_OBJECTS]]
    is_readable = entry.subject_kind in OTHER_KINDS or (subject is not None and subject.is_open)
    actor = names.get(("person", entry.actor_id))
    return Told(
        index=entry.index,
        at=entry.at,
        who=actor.text if actor else "",
        did=verb_words(entry.verb),
        about=[subject or Named(kind_name(entry.subject_kind), ""), *others],
        hidden=len(touched) - len(others),
        words=_words(entry) if is_readable else [],
        is_out_of_order=bool(entry.flag),
    )


def verb_words(verb: str) -> str:
    """Return what a verb is called."""
    return gettext(SENTENCES[verb]) if verb in SENTENCES else verb


def _words(entry: Entry) -> list[tuple[str, str]] | None:
    details = details_of(entry)
    if details is None:
        return None
    said = ((name, _value(entry.subject_kind, name, value)) for name, value in details.items())
    return [(gettext(DETAILS[name]) if name in DETAILS else name, value) for name, value in said if value]


# Details that are codes: what their values are called, by kind of the object and name of the detail.
CODES: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("meeting", "state"): MEETING_STATES,
    ("meeting", "answer"): ANSWER_NAMES,
    ("point", "state"): POINT_STATES,
    ("body", "kind"): dict(Body.Kind.choices),
    ("mandate", "body"): dict(Body.Kind.choices),
    ("mandate", "ended"): dict(Mandate.Ended.choices),
    ("mandate", "office"): {code: office.name for code, office in BY_CODE.items()},
    ("outsidebody", "relation"): dict(OutsideBody.Relation.choices),
    ("document", "kind"): EDGE_NAMES,
    ("document", "type"): {code: kind.name for code, kind in DOCUMENT_TYPES.items()},
    ("requiredfactor", "role"): ROLE_NAMES,
    ("person", "language"): dict(settings.LANGUAGES),
}


def _value(kind: str, name: str, value: Any) -> str:
    """Return a detail as people read it; opaque ids say nothing and are left out, hashes are cut."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = str(value)
    if DAY.fullmatch(text):
        return day_text(datetime.date.fromisoformat(text))
    if HEX.fullmatch(text):
        return f"{text[:12]}…"
    if text in CODES.get((kind, name), ()):
        return gettext(str(CODES[kind, name][text]))
    try:
        uuid.UUID(text)
    except ValueError:
        return text if len(text) <= LONGEST_DETAIL else f"{text[:LONGEST_DETAIL]}…"
    return ""

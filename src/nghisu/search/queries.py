"""Find anything one may see; what that is, each package's own query says, so search never knows more."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.documents.models import DirectivePoint, Document, DraftComment
from nghisu.documents.queries import documents_visible_to
from nghisu.kit import language
from nghisu.kit.refusals import N_
from nghisu.meetings.models import AgendaItem, Meeting, MeetingPart
from nghisu.meetings.queries import meetings_visible_to
from nghisu.organisation.models import Mandate, Unit, UnitName
from nghisu.organisation.queries import units_visible_to
from nghisu.organisation.queries.bodies import persons_visible_to
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.reporting.models import Report, ReportSection
from nghisu.reporting.queries.reports import reports_visible_to
from nghisu.search.models import SearchEntry, plain_words, words_of
from nghisu.search.rules import Piece, Question, pieces
from nghisu.tasks.models import Task
from nghisu.tasks.queries import spans_visible_to

LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Found:
    """One object as the index stores it. ``text`` is searched and not shown."""

    pk: UUID
    code: str
    title: str
    detail: str
    key: str
    text: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Findable:
    """A kind of object that can be found.

    :param page: name of the address of one object, called with its key
    :param read: yields the objects with these ids, all when None
    :param visible: ids of the objects that the asker may see
    :param touched_by: ids of this kind that a changed object concerns, None when it does not
    """

    name: str
    page: str
    read: Callable[[list[UUID] | None], Iterator[Found]]
    visible: Callable[[Standing, date], QuerySet[Any]]
    touched_by: Callable[[Any], Iterable[UUID] | None]


def _units(ids: list[UUID] | None) -> Iterator[Found]:
    names = UnitName.objects.select_related("unit").order_by("unit_id", "-first")
    if ids is not None:
        names = names.filter(unit_id__in=ids)
    newest: UnitName | None = None
    older: list[str] = []
    for name in names.iterator():
        if newest is not None and name.unit_id != newest.unit_id:
            yield _unit(newest, older)
            newest, older = None, []
        if newest is None:
            newest = name
        else:
            older.append(name.name)
    if newest is not None:
        yield _unit(newest, older)


def _unit(name: UnitName, older: list[str]) -> Found:
    return Found(
        pk=name.unit_id,
        code=name.unit.code,
        title=name.name,
        detail=", ".join(older),
        key=name.unit.code,
        text=f"{name.short} {name.symbol}",
        day=name.first,
    )


def _meetings(ids: list[UUID] | None) -> Iterator[Found]:
    meetings = Meeting.objects.all()
    if ids is not None:
        meetings = meetings.filter(pk__in=ids)
    open_items: dict[UUID, list[str]] = {}
    items = AgendaItem.objects.filter(part__meeting__in=meetings, part__is_closed=False)
    for meeting_id, title in items.values_list("part__meeting_id", "title"):
        open_items.setdefault(meeting_id, []).append(title)
    for meeting in meetings:
        yield Found(
            pk=meeting.pk,
            code="",
            title=meeting.title,
            detail=meeting.place,
            key=str(meeting.pk),
            text=" ".join(open_items.get(meeting.pk, ())),
            day=meeting.starts_at.date(),
        )


def _unit_touched(changed: Any) -> Iterable[UUID] | None:
    return [changed.pk] if isinstance(changed, Unit) else None


def _meeting_touched(changed: Any) -> Iterable[UUID] | None:
    if isinstance(changed, Meeting):
        return [changed.pk]
    return [changed.meeting_id] if isinstance(changed, MeetingPart) else None


def _documents(ids: list[UUID] | None) -> Iterator[Found]:
    documents = Document.objects.all()
    if ids is not None:
        documents = documents.filter(pk__in=ids)
    for document in documents.iterator():
        yield Found(
            pk=document.pk,
            code=document.reference,
            title=document.subject,
            detail=document.issuer_name,
            key=str(document.pk),
            text=document.text[:LONGEST_TEXT],
            day=document.dated_on or document.created_at.date(),
        )


def _tasks(ids: list[UUID] | None) -> Iterator[Found]:
    tasks = Task.objects.all()
    if ids is not None:
        tasks = tasks.filter(pk__in=ids)
    for task in tasks.iterator():
        yield Found(
            pk=task.pk,
            code=task.code,
            title=task.title,
            detail=task.product,
            key=str(task.pk),
            day=task.given_on,
        )


def _points(ids: list[UUID] | None) -> Iterator[Found]:
    points = DirectivePoint.objects.select_related("directive")
    if ids is not None:
        points = points.filter(pk__in=ids)
    for point in points.iterator():
        yield Found(
            pk=point.pk,
            code="",
            title=point.text or point.number,
            detail=f"{point.number} – {point.directive.citation}",
            key=str(point.directive_id),
            day=point.directive.dated_on,
        )


def _comments(ids: list[UUID] | None) -> Iterator[Found]:
    comments = DraftComment.objects.filter(sent_at__isnull=False).select_related("document")
    if ids is not None:
        comments = comments.filter(pk__in=ids)
    for comment in comments.iterator():
        yield Found(
            pk=comment.pk,
            code="",
            title=comment.text or comment.wording or comment.base or comment.who,
            detail=f"{comment.who} – {comment.document.citation}",
            key=str(comment.pk),
            text=comment.wording[:LONGEST_TEXT],
            day=comment.made_at.date(),
        )


def _reports(ids: list[UUID] | None) -> Iterator[Found]:
    reports = Report.objects.select_related("document")
    if ids is not None:
        reports = reports.filter(pk__in=ids)
    written: dict[UUID, list[str]] = {}
    sections = ReportSection.objects.filter(report__in=reports).order_by("order")
    for pk, heading, text in sections.values_list("report_id", "heading", "text"):
        written.setdefault(pk, []).append(f"{heading} {text}")
    for report in reports:
        yield Found(
            pk=report.pk,
            code=report.document.reference if report.document else "",
            title=report.subject,
            detail="",
            key=str(report.pk),
            text=" ".join(written.get(report.pk, ()))[:LONGEST_TEXT],
            day=report.as_of,
        )


def _persons(ids: list[UUID] | None) -> Iterator[Found]:
    """Yield persons with an office; who holds none any more is found by nobody."""
    mandates = Mandate.objects.select_related("person").order_by("person_id", "-first")
    if ids is not None:
        mandates = mandates.filter(person_id__in=ids)
    last: UUID | None = None
    for mandate in mandates.iterator():
        if mandate.person_id == last:
            continue
        last = mandate.person_id
        yield Found(
            pk=mandate.person_id,
            code="",
            title=mandate.person.full_name,
            detail=mandate.person.title or mandate.duty,
            key=str(mandate.pk),
        )


def _units_seen(standing: Standing, day: date) -> QuerySet[Any]:
    return units_visible_to(standing, day).values("pk")


def _meetings_seen(standing: Standing, _day: date) -> QuerySet[Any]:
    return meetings_visible_to(standing).values("pk")


def _documents_seen(standing: Standing, _day: date) -> QuerySet[Any]:
    return documents_visible_to(standing).values("pk")


def _tasks_seen(standing: Standing, day: date) -> QuerySet[Any]:
    return spans_visible_to(standing, day=day).values("task_id")


def _points_seen(standing: Standing, _day: date) -> QuerySet[Any]:
    return DirectivePoint.objects.filter(directive__in=documents_visible_to(standing)).values("pk")


def _comments_seen(standing: Standing, _day: date) -> QuerySet[Any]:
    return DraftComment.objects.filter(
        sent_at__isnull=False, document__drafter_unit_id__in=standing.reach("document.draft")
    ).values("pk")


def _reports_seen(standing: Standing, _day: date) -> QuerySet[Any]:
    return reports_visible_to(standing).values("pk")


def _persons_seen(standing: Standing, day: date) -> QuerySet[Any]:
    return persons_visible_to(standing, day).values("pk")


def _point_touched(changed: Any) -> Iterable[UUID] | None:
    if not isinstance(changed, Document):
        return None
    return DirectivePoint.objects.filter(directive=changed).values_list("pk", flat=True)


def _comment_touched(changed: Any) -> Iterable[UUID] | None:
    """Return the comments on a draft that were sent or taken back since the index last saw them."""
    if not isinstance(changed, Document):
        return None
    comments = DraftComment.objects.filter(document=changed).values_list("pk", "sent_at")
    ids = {pk for pk, _sent in comments}
    if not ids:
        return None
    sent = {pk for pk, moment in comments if moment is not None}
    known = SearchEntry.objects.filter(kind="comment", object_id__in=ids).values_list("object_id", flat=True)
    return sent ^ set(known)


def _report_touched(changed: Any) -> Iterable[UUID] | None:
    return [changed.pk] if isinstance(changed, Report) else None


def _person_touched(changed: Any) -> Iterable[UUID] | None:
    if isinstance(changed, Mandate):
        return [changed.person_id]
    return [changed.pk] if isinstance(changed, Person) else None


def _document_touched(changed: Any) -> Iterable[UUID] | None:
    return [changed.pk] if isinstance(changed, Document) else None


def _task_touched(changed: Any) -> Iterable[UUID] | None:
    return [changed.pk] if isinstance(changed, Task) else None


FINDABLE: dict[str, Findable] = {
    "document": Findable(N_("Documents"), "document_detail", _documents, _documents_seen, _document_touched),
    "task": Findable(N_("Tasks"), "task_detail", _tasks, _tasks_seen, _task_touched),
    "meeting": Findable(N_("Meetings"), "meeting_detail", _meetings, _meetings_seen, _meeting_touched),
    "point": Findable(N_("Points of documents"), "document_points", _points, _points_seen, _point_touched),
    "comment": Findable(
        N_("Comments on drafts"), "draft_answer", _comments, _comments_seen, _comment_touched
    ),
    "report": Findable(N_("Reports"), "report_detail", _reports, _reports_seen, _report_touched),
    "person": Findable(N_("Persons"), "mandate_detail", _persons, _persons_seen, _person_touched),
    "unit": Findable(N_("Units"), "unit_detail", _units, _units_seen, _unit_touched),
}


def matching(question: Question) -> QuerySet[SearchEntry]:
    """Return everything the question finds, the best first, whoever asks; rights are asked by ``found_by``.

    First what is called just so: by its number, by its title with these marks, by its title without marks.
    Then what holds the words with these marks, then what holds them without; the newest first each time.
    """
    if not words_of(question.words):
        return SearchEntry.objects.none()
    marked, folded = plain_words(language.exact(question.text)), plain_words(language.fold(question.text))
    words = {"marked__matches": question.words} if question.exact else {"words__matches": question.words}
    found = SearchEntry.objects.filter(**words)
    if question.first:
        found = found.filter(day__gte=question.first)
    if question.last:
        found = found.filter(day__lte=question.last)
    rank = Case(
        When(code_key=folded, then=Value(0)),
        When(title_marked=marked, then=Value(1)),
        When(title_key=folded, then=Value(2)),
        When(title_marked__startswith=marked, then=Value(3)),
        When(marked__matches=marked, then=Value(4)),
        default=Value(5),
        output_field=IntegerField(),
    )
    return found.annotate(rank=rank).order_by("rank", F("day").desc(nulls_last=True), "kind", "object_id")


def found_by(question: Question, standing: Standing, day: date) -> QuerySet[SearchEntry]:
    """Return what the question finds among all that the asker may see on the day, the best first."""
    seen = Q(pk__in=[])
    for kind, findable in FINDABLE.items():
        if question.kind in ("", kind):
            seen |= Q(kind=kind, object_id__in=findable.visible(standing, day))
    return matching(question).filter(seen)


@dataclass(frozen=True)
class Result:
    """One result as the page shows it."""

    kind_name: str
    url: str
    code: str
    pieces: list[Piece]
    detail: str
    day: date | None


def as_results(entries: Iterable[SearchEntry], question: Question) -> list[Result]:
    """Return the results of a page, the words found marked on the accented title."""
    return [
        Result(
            kind_name=gettext(FINDABLE[entry.kind].name),
            url=reverse(FINDABLE[entry.kind].page, args=[entry.key]),
            code=entry.code,
            pieces=list(pieces(entry.title, question)),
            detail=entry.detail,
            day=entry.day,
        )
        for entry in entries
    ]

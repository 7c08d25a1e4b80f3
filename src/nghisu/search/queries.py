"""Find anything one may see; what that is, each package's own query says, so search never knows more."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.documents.models import CaseFile, DirectivePoint, Document, DraftComment
from nghisu.documents.queries import documents_visible_to
from nghisu.documents.queries.archive import files_visible_to
from nghisu.kit import language
from nghisu.kit.refusals import N_
from nghisu.meetings.models import AgendaItem, Meeting, MeetingPart
from nghisu.meetings.queries import meetings_visible_to
from nghisu.organisation.models import Mandate, Unit, UnitName
from nghisu.organisation.queries import names_on, units_visible_to
from nghisu.organisation.queries.bodies import persons_visible_to
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.reporting.models import Report, ReportSection
from nghisu.reporting.queries.reports import reports_visible_to
from nghisu.search.models import EVERYTHING, SearchEntry, called, plain_words, walk, words_of
from nghisu.search.rules import Piece, Question, pieces
from nghisu.tasks.models import Task
from nghisu.tasks.queries import spans_visible_to
from nghisu.visits.models import Visit
from nghisu.visits.queries import visits_visible_to

LONGEST_TEXT = 20_000
MOST_COUNTED = 1_000
FEWEST_READ = 64
BATCH = 500


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
    :param seen_as: the field of ``visible`` that holds the id
    """

    name: str
    page: str
    read: Callable[[list[UUID] | None], Iterator[Found]]
    visible: Callable[[Standing, date], QuerySet[Any]]
    touched_by: Callable[[Any], Iterable[UUID] | None]
    seen_as: str = "pk"


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
    for pk, code, title, product, day in tasks.values_list(
        "pk", "code", "title", "product", "given_on"
    ).iterator():
        yield Found(pk=pk, code=code, title=title, detail=product, key=str(pk), day=day)


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


def _visits(ids: list[UUID] | None) -> Iterator[Found]:
    """Yield working visits by what the unit visited may read of them too."""
    visits = Visit.objects.order_by("starts_at")
    if ids is not None:
        visits = visits.filter(pk__in=ids)
    names: dict[date, dict[UUID, str]] = {}
    for visit in visits:
        day = visit.starts_at.date() if visit.starts_at else date(visit.year, 3 * visit.quarter, 1)
        if day not in names:
            names[day] = names_on(day)
        yield Found(
            pk=visit.pk,
            code=visit.code,
            title=visit.purpose,
            detail=names[day].get(visit.visited_id, ""),
            key=str(visit.pk),
            text=visit.place,
            day=day,
        )


def _files(ids: list[UUID] | None) -> Iterator[Found]:
    files = CaseFile.objects.all()
    if ids is not None:
        files = files.filter(pk__in=ids)
    for pk, code, title, year in files.values_list("pk", "code", "title", "year").iterator():
        yield Found(pk=pk, code=code, title=title, detail=str(year), key=str(pk), day=date(year, 1, 1))


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


def _visits_seen(standing: Standing, _day: date) -> QuerySet[Any]:
    return visits_visible_to(standing).values("pk")


def _files_seen(standing: Standing, _day: date) -> QuerySet[Any]:
    return files_visible_to(standing).order_by().values("pk")


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


def _visit_touched(changed: Any) -> Iterable[UUID] | None:
    return [changed.pk] if isinstance(changed, Visit) else None


def _file_touched(changed: Any) -> Iterable[UUID] | None:
    return [changed.pk] if isinstance(changed, CaseFile) else None


FINDABLE: dict[str, Findable] = {
    "document": Findable(N_("Documents"), "document_detail", _documents, _documents_seen, _document_touched),
    "task": Findable(N_("Tasks"), "task_detail", _tasks, _tasks_seen, _task_touched, seen_as="task_id"),
    "meeting": Findable(N_("Meetings"), "meeting_detail", _meetings, _meetings_seen, _meeting_touched),
    "point": Findable(N_("Points of documents"), "document_points", _points, _points_seen, _point_touched),
    "comment": Findable(
        N_("Comments on drafts"), "draft_answer", _comments, _comments_seen, _comment_touched
    ),
    "report": Findable(N_("Reports"), "report_detail", _reports, _reports_seen, _report_touched),
    "visit": Findable(N_("Working visits"), "visit_detail", _visits, _visits_seen, _visit_touched),
    "file": Findable(N_("Case files"), "file_detail", _files, _files_seen, _file_touched),
    "person": Findable(N_("Persons"), "mandate_detail", _persons, _persons_seen, _person_touched),
    "unit": Findable(N_("Units"), "unit_detail", _units, _units_seen, _unit_touched),
}


class Finding:
    """What a question finds, the best first, read no further than somebody looks.

    First what is called just so: by its number, by its title with these marks, by its title without marks,
    by the beginning of its title. Then what holds the words with these marks, then what holds them without;
    the newest first each time, and of one day what entered the index last.
    """

    def __init__(self, question: Question, rights: tuple[Standing, date] | None = None) -> None:
        self.question = question
        self._rights = rights
        self._known: list[int] = []
        self._is_whole = not words_of(question.words)

    def __iter__(self) -> Iterator[SearchEntry]:
        ids = self._best(EVERYTHING)
        for start in range(0, len(ids), BATCH):
            yield from self[start : start + BATCH]

    def __getitem__(self, part: slice) -> list[SearchEntry]:
        """Return a part; the words of the entries themselves are left in the database."""
        ids = self._best(EVERYTHING if part.stop is None else part.stop)[part]
        entries = SearchEntry.objects.defer("words", "marked").in_bulk(ids)
        return [entries[pk] for pk in ids if pk in entries]

    def first(self) -> SearchEntry | None:
        """Return the best, if anything was found."""
        return next(iter(self[:1]), None)

    def count(self) -> int:
        """Return how many were found, at most ``MOST_COUNTED``."""
        return min(len(self._best(MOST_COUNTED + 1)), MOST_COUNTED)

    @property
    def is_more(self) -> bool:
        """Return whether there is more than is counted."""
        return len(self._best(MOST_COUNTED + 1)) > MOST_COUNTED

    def _best(self, need: int) -> list[int]:
        """Return the ids of the best that the asker may see, at least ``need`` of them if there are as many.

        Few who search see little of what they find: the rights to a few more than needed are asked for. When
        these do not suffice, everything the asker may see is laid over everything found.
        """
        if self._is_whole or len(self._known) >= need:
            return self._known
        size = need if self._rights is None else max(need + need // 4, FEWEST_READ)
        if size < EVERYTHING:
            self._known, self._is_whole = self._read(size)
        if not self._is_whole and len(self._known) < need:
            self._known, self._is_whole = self._read(EVERYTHING)
        return self._known

    def _read(self, size: int) -> tuple[list[int], bool]:
        """Return the visible of the best so many, and whether these are all there are."""
        question = self.question
        marked, folded = plain_words(language.exact(question.text)), plain_words(language.fold(question.text))
        ids = dict.fromkeys(
            called(
                *(marked, folded),
                exact=question.exact,
                kind=question.kind,
                first=question.first,
                last=question.last,
                limit=size,
            )
        )
        for column, text in (("marked", marked), ("words", folded)):
            if len(ids) >= size or (column == "words" and question.exact):
                break
            found = walk(
                column, text, kind=question.kind, first=question.first, last=question.last, limit=size
            )
            ids |= dict.fromkeys(found)
        is_whole = len(ids) < size
        best = list(ids)[:size]
        if self._rights is None or not best:
            return best, is_whole
        seen = _seen(best if size < EVERYTHING else None, question.kind, *self._rights)
        return [pk for pk in best if pk in seen], is_whole


def _seen(ids: list[int] | None, kind: str, standing: Standing, day: date) -> set[int]:
    """Return which of these entries the asker may see on the day, of all entries when None."""
    entries = SearchEntry.objects.all() if ids is None else SearchEntry.objects.filter(pk__in=ids)
    objects: dict[str, list[UUID]] = {}
    if ids is not None:
        for one, object_id in entries.values_list("kind", "object_id"):
            objects.setdefault(one, []).append(object_id)
    allowed = Q(pk__in=[])
    for name, findable in FINDABLE.items():
        if kind not in ("", name) or (ids is not None and name not in objects):
            continue
        visible = findable.visible(standing, day)
        if ids is not None:
            visible = visible.filter(**{f"{findable.seen_as}__in": objects[name]})
        allowed |= Q(kind=name, object_id__in=visible)
    return set(entries.filter(allowed).values_list("pk", flat=True))


def matching(question: Question) -> Finding:
    """Return everything the question finds, whoever asks; rights are asked by ``found_by``."""
    return Finding(question)


def found_by(question: Question, standing: Standing, day: date) -> Finding:
    """Return what the question finds among all that the asker may see on the day, the best first."""
    return Finding(question, (standing, day))


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

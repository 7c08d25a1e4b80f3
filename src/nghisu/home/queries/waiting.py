"""What awaits a person: asked of each field of work, shown with its day, most urgent first."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.documents.queries import awaiting_number, entry_overdue, routed_to
from nghisu.kit.few import first_few
from nghisu.meetings.queries import coming_meetings, unanswered_summonses
from nghisu.organisation.queries import names_in
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.queries import awaiting as tasks_awaiting

SHOWN = 6


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, where it is done, and by when."""

    title: str
    url: str
    detail: str = ""
    unit: str = ""
    due_on: date | None = None
    due_at: datetime | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Group:
    """Things of one kind. ``count`` is of all of them, ``rows`` are the first few."""

    title: str
    count: int
    rows: list[Waiting] = field(default_factory=list)
    page: str = ""

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)

    @property
    def more_url(self) -> str:
        """Where all of them are listed."""
        return reverse(self.page)


def waiting_for(standing: Standing, *, day: date, now: datetime) -> list[Group]:
    """Return what awaits the asker on the day; groups without anything are left out."""
    groups = [*_meetings(standing, now), *_tasks(standing, day), *_documents(standing, day)]
    return [group for group in groups if group.count]


def _meetings(standing: Standing, now: datetime) -> list[Group]:
    few, count = first_few(unanswered_summonses(standing, now), SHOWN)
    rows = [
        Waiting(
            title=summons.part.meeting.title,
            detail=summons.part.title,
            url=reverse("meeting_answer", args=[summons.part.meeting_id, summons.pk]),
            due_at=summons.part.meeting.starts_at,
        )
        for summons in few
    ]
    return [Group(_("Summonses to answer"), count, rows, "meeting_list")]


def _tasks(standing: Standing, day: date) -> list[Group]:
    found = tasks_awaiting(standing, day=day, most=SHOWN)
    listed = "task_list"
    spans = [*found.to_accept, *found.late, *found.soon]
    names = names_in(standing.tree, {span.lead_id for span in spans}, day)

    def rows(spans: list[object], *, is_late: bool = False) -> list[Waiting]:
        return [
            Waiting(
                title=span.task.title,  # type: ignore[attr-defined]
                detail=span.task.code,  # type: ignore[attr-defined]
                unit=names[span.lead_id],  # type: ignore[attr-defined]
                url=reverse("task_detail", args=[span.task_id]),  # type: ignore[attr-defined]
                due_on=span.due_on,  # type: ignore[attr-defined]
                is_late=is_late,
            )
            for span in spans
        ]

    extensions = [
        Waiting(
            title=one.task.title,
            detail=one.task.code,
            url=reverse("task_detail", args=[one.task_id]),
            due_on=one.old_due_on,
        )
        for one in found.extensions
    ]
    return [
        Group(_("Late tasks to finish"), found.late_count, rows([*found.late], is_late=True), listed),
        Group(_("Products to accept or return"), found.to_accept_count, rows([*found.to_accept]), listed),
        Group(_("Extensions to decide"), found.extension_count, extensions, listed),
        Group(_("Tasks due soon"), found.soon_count, rows([*found.soon]), listed),
    ]


def _documents(standing: Standing, day: date) -> list[Group]:
    listed = "document_list"
    overdue, overdue_count = first_few(entry_overdue(standing, day).order_by("entry_due_on"), SHOWN)
    numbers, numbers_count = first_few(awaiting_number(standing), SHOWN)
    routed, routed_count = first_few(routed_to(standing), SHOWN)
    late = [
        Waiting(
            title=document.subject,
            detail=document.reference,
            url=reverse("document_detail", args=[document.pk]),
            due_on=document.entry_due_on,
            is_late=True,
        )
        for document in overdue
    ]
    to_number = [
        Waiting(
            title=document.subject,
            detail=document.issuer_name,
            url=reverse("document_detail", args=[document.pk]),
        )
        for document in numbers
    ]
    to_do = [
        Waiting(
            title=routing.document.subject,
            detail=routing.document.reference,
            url=reverse("document_detail", args=[routing.document_id]),
            due_on=routing.due_on,
            is_late=bool(routing.due_on and routing.due_on < day),
        )
        for routing in routed
    ]
    return [
        Group(_("Incoming documents whose tasks are overdue for entry"), overdue_count, late, listed),
        Group(_("Documents that await their number"), numbers_count, to_number, listed),
        Group(_("Documents routed to you"), routed_count, to_do, listed),
    ]


def coming(standing: Standing, *, day: date) -> list[Waiting]:
    """Return the next meetings of the asker, today's first."""
    return [
        Waiting(
            title=meeting.title,
            detail=meeting.place,
            url=reverse("meeting_detail", args=[meeting.pk]),
            due_at=meeting.starts_at,
        )
        for meeting in coming_meetings(standing, day)[:SHOWN]
    ]

"""Read the notice of conclusion and the work it gives."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nghisu.documents.queries import documents_visible_to
from nghisu.meetings.models import (
    ConclusionNotice,
    ConclusionParagraph,
    ConclusionShare,
    ConclusionWork,
    Meeting,
    MeetingChair,
)
from nghisu.meetings.rules.conclusion import Asked, notice_text
from nghisu.organisation.models import Unit, UnitName
from nghisu.organisation.queries import names_in, on
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.queries import spans_visible_to

NOTICE_STATE_NAMES = {
    ConclusionNotice.State.DRAFT: _("Being written"),
    ConclusionNotice.State.APPROVED: _("Approved, awaits its issue"),
    ConclusionNotice.State.ISSUED: _("Issued"),
}
NOTICE_STATE_TONES = {
    ConclusionNotice.State.DRAFT: "plain",
    ConclusionNotice.State.APPROVED: "warn",
    ConclusionNotice.State.ISSUED: "good",
}


def paragraphs_of(meeting: Meeting) -> list[str]:
    """Return the numbered paragraphs of a meeting's conclusion, in order."""
    rows = ConclusionParagraph.objects.filter(notice__meeting=meeting).order_by("order")
    return [f"{number}. {text}" for number, text in rows.values_list("number", "text")]


def may_conclude(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker writes the conclusion: the recorder of the meeting, or by office."""
    return (standing.person_id is not None and meeting.secretary_id == standing.person_id) or standing.may(
        "conclusion.write", unit=meeting.unit_id
    )


def may_approve_conclusion(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker approves it: a chair of this meeting who holds the right by office."""
    return (
        standing.may("conclusion.approve", unit=meeting.unit_id)
        and MeetingChair.objects.filter(meeting=meeting, person_id=standing.me).exists()
    )


def notice_for(standing: Standing, meeting: Meeting) -> ConclusionNotice | None:
    """Return the notice if the asker may read it now: who writes or chairs; once issued, as its document."""
    notice = (
        ConclusionNotice.objects.filter(meeting=meeting).select_related("document", "approved_by").first()
    )
    if notice is None:
        return None
    if may_conclude(standing, meeting) or may_approve_conclusion(standing, meeting):
        return notice
    if not notice.is_issued or notice.document is None:
        return None
    return notice if documents_visible_to(standing).filter(pk=notice.document.pk).exists() else None


@dataclass(slots=True)
class ShareView:
    """A unit that gets work, with its task if the asker may see it."""

    name: str
    task_id: UUID | None
    code: str


@dataclass
class WorkView:
    """A piece of work with its units."""

    work: ConclusionWork
    shares: list[ShareView] = field(default_factory=list)


@dataclass
class ParagraphView:
    """A paragraph with the work it gives."""

    paragraph: ConclusionParagraph
    work: list[WorkView] = field(default_factory=list)


@dataclass
class NoticeView:
    """The notice as its page shows it, in six queries."""

    notice: ConclusionNotice
    paragraphs: list[ParagraphView]
    work_count: int
    share_count: int

    @property
    def state_name(self) -> Promise | str:
        """The state in words."""
        return NOTICE_STATE_NAMES[ConclusionNotice.State(self.notice.state)]

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return NOTICE_STATE_TONES[ConclusionNotice.State(self.notice.state)]


def notice_view(notice: ConclusionNotice, standing: Standing, day: date) -> NoticeView:
    """Return the page of the notice for the asker; codes of tasks only where the task may be seen."""
    paragraphs = {one.pk: ParagraphView(one) for one in notice.paragraphs.order_by("order")}
    work = {
        one.pk: WorkView(one)
        for one in ConclusionWork.objects.filter(paragraph__notice=notice).order_by(
            "paragraph__order", "order"
        )
    }
    shares = list(ConclusionShare.objects.filter(work__in=work).select_related("task").order_by("order"))
    names = names_in(standing.tree, {share.unit_id for share in shares}, day)
    task_ids = [share.task_id for share in shares if share.task_id]
    seen: set[UUID] = set()
    if task_ids:
        seen = set(
            spans_visible_to(standing, day=day).filter(task_id__in=task_ids).values_list("task_id", flat=True)
        )
    for share in shares:
        is_seen = share.task_id in seen
        work[share.work_id].shares.append(
            ShareView(
                names[share.unit_id],
                share.task_id if is_seen else None,
                share.task.code if share.task and is_seen else "",
            )
        )
    for one in work.values():
        paragraphs[one.work.paragraph_id].work.append(one)
    return NoticeView(notice, list(paragraphs.values()), len(work), len(shares))


def composed_text(notice: ConclusionNotice) -> str:
    """Return the text that the notice's document bears."""
    day = timezone.localtime(notice.meeting.starts_at).date()
    shares = list(
        ConclusionShare.objects.filter(work__paragraph__notice=notice)
        .select_related("work")
        .order_by("work__paragraph__order", "work__order", "order")
    )
    names = dict(
        UnitName.objects.filter(on(day), unit__in=[share.unit_id for share in shares]).values_list(
            "unit_id", "name"
        )
    )
    asked: dict[UUID, dict[UUID, Asked]] = {}
    for share in shares:
        work = share.work
        of = asked.setdefault(work.paragraph_id, {})
        before = of.get(work.pk)
        of[work.pk] = Asked(
            work.title,
            (*(before.units if before else ()), names.get(share.unit_id, "")),
            work.product,
            work.due_on,
        )
    return notice_text(
        notice.opening,
        [
            (one.number, one.text, list(asked.get(one.pk, {}).values()))
            for one in notice.paragraphs.order_by("order")
        ],
    )


def units_to_name(standing: Standing, day: date) -> list[tuple[UUID, str]]:
    """Return the units to which work may be given, the asker's own bodies and affiliates, by name."""
    reach = standing.reach("conclusion.write") | standing.reach("task.give")
    ids = {pk for unit in reach for pk in (unit, *standing.tree.affiliates_with_past(unit))}
    names = UnitName.objects.filter(on(day), unit_id__in=ids, unit__in=Unit.objects.filter(on(day)))
    return list(names.order_by("sort_key").values_list("unit_id", "name"))

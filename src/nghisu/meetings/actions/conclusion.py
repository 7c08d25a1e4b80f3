"""Write the conclusion, approve it, and turn its work into tasks when its document is issued."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.documents.queries.signing import signatory_on
from nghisu.documents.rules import signing
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.kit import language
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.actions.minutes import ORGANS
from nghisu.meetings.models import (
    ConclusionNotice,
    ConclusionParagraph,
    ConclusionShare,
    ConclusionWork,
    Meeting,
    MeetingChair,
)
from nghisu.meetings.queries.conclusion import composed_text, may_approve_conclusion, may_conclude
from nghisu.meetings.queries.minutes import HELD_STATES
from nghisu.meetings.rules import conclusion as rules
from nghisu.meetings.rules.minutes import NotHeldYet
from nghisu.organisation.models import Body, Unit, UnitName
from nghisu.organisation.queries import on, standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import Act, note
from nghisu.tasks.actions.giving import Share, assign_from_directive


def _require_writer(by: Standing, meeting: Meeting) -> None:
    if not may_conclude(by, meeting):
        raise NotAllowed


def _draft(notice_pk: UUID, by: Standing) -> ConclusionNotice:
    """Return the notice, locked, for who writes it.

    :raises rules.NoticeStandsStill: if it is approved
    """
    notice = ConclusionNotice.locked(notice_pk)
    _require_writer(by, notice.meeting)
    if not notice.is_draft:
        raise rules.NoticeStandsStill
    return notice


def _changed(notice: ConclusionNotice, *, by: Standing, at: datetime) -> None:
    touch(notice.meeting_id)
    note(
        verb="conclusion.revised",
        subject=notice.meeting,
        by=by,
        at=at,
        paragraphs=notice.paragraphs.count(),
        work=ConclusionWork.objects.filter(paragraph__notice=notice).count(),
    )


@transaction.atomic
def begin_notice(*, meeting: Meeting, by: Standing, at: datetime) -> ConclusionNotice:
    """Begin the notice of conclusion of a meeting.

    :raises NotHeldYet: if the meeting was not opened
    """
    _require_writer(by, meeting)
    if meeting.state not in HELD_STATES:
        raise NotHeldYet
    first = MeetingChair.objects.filter(meeting=meeting).select_related("person").order_by("order").first()
    who = f"đồng chí {first.person.full_name}, {first.duty}" if first else "chủ trì"
    day = timezone.localtime(meeting.starts_at).date()
    notice, is_new = ConclusionNotice.objects.get_or_create(
        meeting=meeting,
        defaults={
            "subject": f"Kết luận tại {meeting.title}"[:400],
            "opening": f"Ngày {day.day}/{day.month}/{day.year}, {meeting.title} đã họp. "
            f"Sau khi thảo luận, {who} kết luận như sau:",
            "begun_at": at,
        },
    )
    if not is_new:
        raise Conflict
    touch(meeting.pk)
    note(verb="conclusion.begun", subject=meeting, by=by, at=at)
    return notice


@transaction.atomic
def change_notice(
    *, notice: ConclusionNotice, expected_version: int, subject: str, opening: str, by: Standing, at: datetime
) -> ConclusionNotice:
    """Change what stands above the paragraphs."""
    notice = _draft(notice.pk, by)
    notice.subject, notice.opening = language.clean_name(subject), language.nfc(opening).strip()
    notice.save_over(expected_version, "subject", "opening")
    _changed(notice, by=by, at=at)
    return notice


@transaction.atomic
def write_paragraph(
    *,
    notice: ConclusionNotice,
    number: str,
    text: str,
    by: Standing,
    at: datetime,
    paragraph: ConclusionParagraph | None = None,
    expected_version: int = 0,
) -> ConclusionParagraph:
    """Add a paragraph at the end, or change one.

    :raises rules.NumberStandsTwice: if another paragraph has the number
    """
    notice = _draft(notice.pk, by)
    number, text = language.clean_name(number).rstrip("."), language.nfc(text).strip()
    if not text:
        raise rules.NothingConcluded
    others = notice.paragraphs.exclude(pk=paragraph.pk) if paragraph else notice.paragraphs.all()
    if others.filter(number=number).exists():
        raise rules.NumberStandsTwice(number=number)
    if paragraph is None:
        last = notice.paragraphs.aggregate(last=models.Max("order"))["last"] or 0
        paragraph = ConclusionParagraph.objects.create(
            notice=notice, order=last + 1, number=number, text=text
        )
    else:
        paragraph.number, paragraph.text = number, text
        paragraph.save_over(expected_version, "number", "text")
    _changed(notice, by=by, at=at)
    return paragraph


@transaction.atomic
def remove_paragraph(*, paragraph: ConclusionParagraph, by: Standing, at: datetime) -> None:
    """Take a paragraph out of the draft, with the work it gives."""
    notice = _draft(paragraph.notice_id, by)
    paragraph.delete()
    _changed(notice, by=by, at=at)


@transaction.atomic
def give_work(
    *,
    paragraph: ConclusionParagraph,
    title: str,
    units: Sequence[Unit],
    by: Standing,
    at: datetime,
    product: str = "",
    due_on: date | None = None,
) -> ConclusionWork:
    """Say in the draft what a paragraph asks of whom; it becomes tasks when the notice is issued.

    :raises rules.NoUnitNamed: without a unit
    :raises rules.DueBeforeMeeting: if the deadline lies before the meeting
    """
    notice = _draft(paragraph.notice_id, by)
    if not units:
        raise rules.NoUnitNamed
    held_on = timezone.localtime(notice.meeting.starts_at).date()
    if due_on is not None and due_on < held_on:
        raise rules.DueBeforeMeeting(due_on=due_on, held_on=held_on)
    last = paragraph.work.aggregate(last=models.Max("order"))["last"] or 0
    work = ConclusionWork.objects.create(
        paragraph=paragraph,
        order=last + 1,
        title=language.clean_name(title),
        product=language.clean_name(product),
        due_on=due_on,
    )
    ConclusionShare.objects.bulk_create(
        ConclusionShare(work=work, unit=unit, order=order)
        for order, unit in enumerate({unit.pk: unit for unit in units}.values())
    )
    _changed(notice, by=by, at=at)
    return work


@transaction.atomic
def remove_work(*, work: ConclusionWork, by: Standing, at: datetime) -> None:
    """Take a piece of work out of the draft."""
    notice = _draft(work.paragraph.notice_id, by)
    work.delete()
    _changed(notice, by=by, at=at)


@transaction.atomic
def approve_notice(
    *, notice: ConclusionNotice, expected_version: int, by: Standing, at: datetime
) -> ConclusionNotice:
    """Approve the conclusion as a chair: its document is drafted and handed over for its number.

    Its work is still no task. Who approves gives it: the rights are asked now and at the issue.

    :raises rules.NoticeIsEmpty: if it has no paragraph
    :raises Refusal: if the chair may not sign for the body that day: away, suspended, or by the office
    """
    notice = ConclusionNotice.locked(notice.pk)
    meeting = notice.meeting
    if not may_approve_conclusion(by, meeting):
        raise NotAllowed
    if not notice.is_draft:
        raise rules.NoticeStandsStill
    if not notice.paragraphs.exists():
        raise rules.NoticeIsEmpty
    shares = ConclusionShare.objects.filter(work__paragraph__notice=notice).select_related("unit")
    units = {share.unit_id: share.unit for share in shares}
    for unit in units:
        by.require("task.give", unit=unit)
    day = timezone.localtime(at).date()
    names = dict(UnitName.objects.filter(on(day), unit__in=units).values_list("unit_id", "name"))
    chair = MeetingChair.objects.select_related("person").get(meeting=meeting, person_id=by.me)
    signatory = signatory_on(chair.person, meeting.unit_id, day)
    signing.check_signatory(signatory, right=signing.Right.ON_BEHALF, is_collective=True, day=day)
    organ = ORGANS.get(Body.Kind(meeting.body.kind), Organ.COMMITTEE) if meeting.body else Organ.COMMITTEE
    signer = documents.Signer(
        name=by.name,
        title=chair.duty or "Chủ trì",
        in_name_of="Ban Chấp hành" if organ is Organ.COMMITTEE else "Ban Thường vụ",
        person=chair.person,
    )
    recipients = [
        documents.Recipient(label=names.get(pk, unit.code), unit=unit) for pk, unit in units.items()
    ]
    text = composed_text(notice)
    if notice.document is None:
        notice.document = documents.draft_outgoing(
            drafter=meeting.unit,
            unit=meeting.unit,
            type_code="notice",
            organ=organ,
            subject=notice.subject,
            text=text,
            signer=signer,
            recipients=recipients,
            by=by,
            at=at,
        )
    else:
        notice.document = documents.revise_draft(
            document=notice.document,
            expected_version=notice.document.version,
            type_code="notice",
            organ=organ,
            subject=notice.subject,
            text=text,
            bases="",
            addressed_to="",
            urgency=Urgency.NONE,
            signer=signer,
            recipients=recipients,
            by=by,
            at=at,
        )
    notice.document = documents.submit(document=notice.document, by=by, at=at)
    notice.state, notice.approved_by_id, notice.approved_at = ConclusionNotice.State.APPROVED, by.me, at
    notice.save_over(expected_version, "state", "approved_by", "approved_at", "document")
    touch(meeting.pk)
    note(
        verb="conclusion.approved",
        subject=meeting,
        by=by,
        at=at,
        touching=[notice.document],
        work=len({share.work_id for share in shares}),
    )
    return notice


@transaction.atomic
def reopen_notice(*, notice: ConclusionNotice, by: Standing, at: datetime) -> ConclusionNotice:
    """Take an approved conclusion back before its issue, to change it."""
    notice = ConclusionNotice.locked(notice.pk)
    meeting = notice.meeting
    _require_writer(by, meeting)
    if notice.state != ConclusionNotice.State.APPROVED or notice.document is None:
        raise rules.NoticeStandsStill
    if notice.document.is_submitted:
        documents.hand_back(document=notice.document, remarks="", by=by, at=at)
    notice.state = ConclusionNotice.State.DRAFT
    notice.save_over(notice.version, "state")
    touch(meeting.pk)
    note(verb="conclusion.reopened", subject=meeting, by=by, at=at)
    return notice


# The issue ---------------------------------------------------------------------------------------------


def follow_documents(acts: Sequence[Act]) -> None:
    """Wake the work of a conclusion when its document is issued, wherever that is done.

    Called by the record inside the transaction of the issue: either both happen or neither.
    """
    for act in acts:
        if act.verb == "document.issued" and isinstance(act.subject, Document):
            notice = (
                ConclusionNotice.objects.select_for_update(of=("self",))
                .select_related("meeting", "approved_by")
                .filter(document=act.subject)
                .exclude(state=ConclusionNotice.State.ISSUED)
                .first()
            )
            if notice is not None:
                _wake(notice, act.subject, by=act.by, at=act.at)


def _wake(notice: ConclusionNotice, document: Document, *, by: Standing, at: datetime) -> None:
    """Turn the work of the notice into tasks, given by who approved it.

    :raises rules.TextIsAnother: if the document bears another text, or the notice is not approved
    :raises rules.ApproverMayNotGive: if the approver lost the right to give
    """
    approver = notice.approved_by
    if (
        notice.state != ConclusionNotice.State.APPROVED
        or approver is None
        or composed_text(notice) != document.text
    ):
        raise rules.TextIsAnother
    giver = standing_of(approver, timezone.localtime(at).date())
    tasks = []
    for work in (
        ConclusionWork.objects.filter(paragraph__notice=notice)
        .select_related("paragraph")
        .order_by("paragraph__order", "order")
    ):
        for share in work.shares.select_related("unit").order_by("order"):
            if not giver.may("task.give", unit=share.unit_id):
                raise rules.ApproverMayNotGive(name=approver.full_name)
            (task,) = assign_from_directive(
                directive=document,
                shares=[_share(share.unit, giver, work.due_on)],
                title=work.title,
                product=work.product,
                point=work.paragraph.number,
                quote=work.paragraph.text,
                by=giver,
                at=at,
            )
            share.task = task
            share.save(update_fields=["task"])
            tasks.append(task)
    notice.state, notice.issued_at = ConclusionNotice.State.ISSUED, at
    notice.save_over(notice.version, "state", "issued_at")
    touch(notice.meeting_id)
    note(
        verb="conclusion.issued",
        subject=notice.meeting,
        by=by,
        at=at,
        touching=[document, *tasks],
        reference=document.reference,
        tasks=len(tasks),
    )


def _share(unit: Unit, giver: Standing, due_on: date | None) -> Share:
    """Return whose task it is: an affiliate's own, or the committee's led by one of its bodies."""
    committee = giver.tree.committee_of(unit.pk)
    if committee == unit.pk:
        return Share(unit=unit, due_on=due_on)
    return Share(unit=Unit.objects.get(pk=committee), lead=unit, due_on=due_on)

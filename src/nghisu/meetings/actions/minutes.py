"""Write minutes from the record, have them corrected, sign them."""

from datetime import date, datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from nghisu.documents import actions as documents
from nghisu.documents.queries.signing import signatory_on
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.signing import SignatorySuspended
from nghisu.documents.rules.states import Direction
from nghisu.kit import language
from nghisu.kit.refusals import N_, Conflict, NotAllowed, Refusal
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.actions.forgetting import forget
from nghisu.meetings.actions.statements import require_open, require_recorder
from nghisu.meetings.models import (
    Meeting,
    MeetingChair,
    MeetingPart,
    Minutes,
    MinutesCorrection,
    MinutesRemark,
    MinutesSection,
    MinutesText,
    Statement,
)
from nghisu.meetings.queries.minutes import held as held_by
from nghisu.meetings.queries.minutes import (
    is_chair,
    parts_recorded_by,
)
from nghisu.meetings.rules import minutes as rules
from nghisu.organisation.models import Body
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

ORGANS = {
    Body.Kind.EXECUTIVE: Organ.COMMITTEE,
    Body.Kind.STANDING: Organ.STANDING,
    Body.Kind.PERMANENT: Organ.STANDING,
}


def _require_writer(by: Standing, meeting: Meeting) -> None:
    """Refuse who may not know of every part: the minutes as a whole are written by who may."""
    known = {part.pk for part in parts_recorded_by(by, meeting)}
    if not known or MeetingPart.objects.filter(meeting=meeting).exclude(pk__in=known).exists():
        raise NotAllowed


@transaction.atomic
def begin_minutes(*, meeting: Meeting, by: Standing, at: datetime) -> Minutes:
    """Compose the minutes from the record.

    :raises rules.NotHeldYet: if the meeting was not opened
    """
    _require_writer(by, meeting)
    require_open(meeting)
    minutes, is_new = Minutes.objects.get_or_create(
        meeting=meeting,
        defaults={"begun_at": at, "composed_at": at, "recorder_id": meeting.secretary_id or by.person_id},
    )
    if not is_new:
        raise Conflict
    _compose(minutes)
    touch(meeting.pk)
    note(verb="minutes.begun", subject=meeting, by=by, at=at)
    return minutes


def _compose(minutes: Minutes) -> int:
    """Write what the record gives into the sections nobody edited; returns how many changed."""
    there = {section.key: section for section in minutes.sections.all()}
    new: list[MinutesSection] = []
    changed: list[MinutesSection] = []
    composed = rules.compose(held_by(minutes.meeting))
    for order, one in enumerate(composed, start=1):
        section = there.pop(one.key, None)
        if section is None:
            new.append(
                MinutesSection(
                    minutes=minutes,
                    key=one.key,
                    group=one.group,
                    order=order,
                    heading=one.heading[:400],
                    text=one.text,
                    composed=one.text,
                    part_id=UUID(one.part_key) if one.part_key else None,
                )
            )
            continue
        if (section.order, section.heading, section.composed) == (order, one.heading[:400], one.text):
            continue
        if not section.is_edited:
            section.text = one.text
        section.order, section.heading, section.composed = order, one.heading[:400], one.text
        section.version += 1
        changed.append(section)
    MinutesSection.objects.bulk_create(new)
    MinutesSection.objects.bulk_update(changed, ["order", "heading", "text", "composed", "version"])
    gone = [section.pk for section in there.values() if not section.is_edited]
    MinutesSection.objects.filter(pk__in=gone).delete()
    return len(new) + len(changed) + len(gone)


@transaction.atomic
def compose_anew(*, minutes: Minutes, by: Standing, at: datetime) -> int:
    """Take from the record what it has got meanwhile; sections that a person edited keep their text.

    Returns how many sections changed.
    """
    meeting = minutes.meeting
    _require_writer(by, meeting)
    minutes = Minutes.locked(minutes.pk)
    _require_text_open(minutes)
    count = _compose(minutes)
    minutes.composed_at = at
    minutes.save_over(minutes.version, "composed_at")
    touch(meeting.pk)
    note(verb="minutes.composed", subject=meeting, by=by, at=at, count=count)
    return count


def _require_text_open(minutes: Minutes) -> None:
    if not minutes.is_open:
        raise rules.MinutesStandStill


@transaction.atomic
def revise_section(
    *, section: MinutesSection, expected_version: int, text: str, by: Standing, at: datetime
) -> MinutesSection:
    """Change the text of a section; the earlier one is kept.

    :raises Conflict: if somebody saved meanwhile
    :raises rules.MinutesStandStill: if the recorder has signed
    """
    minutes = Minutes.locked(section.minutes_id)
    _require_writer(by, minutes.meeting)
    _require_text_open(minutes)
    text = language.nfc(text).strip()
    if section.version != expected_version:
        raise Conflict
    if text == section.text:
        return section
    _keep_earlier(section, by=by, at=at)
    section.text = text
    section.save_over(expected_version, "text")
    touch(minutes.meeting_id)
    note(verb="minutes.revised", subject=minutes.meeting, by=by, at=at, order=section.order)
    return section


def _keep_earlier(section: MinutesSection, *, by: Standing, at: datetime) -> None:
    last = section.earlier.aggregate(last=models.Max("number"))["last"] or 0
    MinutesText.objects.create(
        section=section, number=last + 1, text=section.text, replaced_at=at, replaced_by_id=by.person_id
    )


@transaction.atomic
def send_for_remarks(*, minutes: Minutes, until: date, by: Standing, at: datetime) -> Minutes:
    """Let those who spoke look at their own statements until the end of a day."""
    minutes = Minutes.locked(minutes.pk)
    _require_writer(by, minutes.meeting)
    _require_text_open(minutes)
    minutes.state, minutes.remarks_until = Minutes.State.CORRECTION, until
    minutes.save_over(minutes.version, "state", "remarks_until")
    touch(minutes.meeting_id)
    note(verb="minutes.sent_for_remarks", subject=minutes.meeting, by=by, at=at, until=until.isoformat())
    return minutes


@transaction.atomic
def remark(*, statement: Statement, wanted: str, by: Standing, at: datetime) -> MinutesRemark:
    """Say how one's own statement should read.

    :raises NotAllowed: if the statement is another's
    :raises rules.RemarksAreOver: if the minutes are not out for remarks
    """
    if by.person_id is None or statement.person_id != by.person_id:
        raise NotAllowed
    meeting = statement.part.meeting
    minutes = Minutes.objects.filter(meeting=meeting, state=Minutes.State.CORRECTION).first()
    today = timezone.localtime(at).date()
    if minutes is None or (minutes.remarks_until is not None and today > minutes.remarks_until):
        raise rules.RemarksAreOver
    if not wanted.strip():
        raise rules.NothingSaid
    if statement.remarks.filter(is_accepted__isnull=True).exists():
        raise rules.RemarkWaits
    made = MinutesRemark.objects.create(statement=statement, wanted=language.nfc(wanted).strip(), sent_at=at)
    touch(meeting.pk)
    note(verb="minutes.remarked", subject=meeting, by=by, at=at, order=statement.order)
    return made


@transaction.atomic
def answer_remark(
    *, remark: MinutesRemark, is_accepted: bool, by: Standing, at: datetime, answer: str = ""
) -> MinutesRemark:
    """Accept a remark, which changes the statement and the minutes, or decline it with a reason.

    :raises ReasonToDeclineMissing: if it is declined without one
    """
    statement = remark.statement
    meeting = statement.part.meeting
    require_recorder(by, statement.part)
    require_open(meeting)
    if remark.is_accepted is not None:
        raise Conflict
    if not is_accepted and not answer.strip():
        raise ReasonToDeclineMissing
    remark.is_accepted, remark.answered_at = is_accepted, at
    remark.answer = language.clean_name(answer)
    remark.save(update_fields=["is_accepted", "answered_at", "answer"])
    if is_accepted:
        before = rules.Spoken(statement.speaker, statement.text, statement.is_reserved).line
        statement.text = remark.wanted
        statement.save_over(statement.version, "text")
        after = rules.Spoken(statement.speaker, statement.text, statement.is_reserved).line
        for section in MinutesSection.objects.filter(
            minutes__meeting=meeting, part=statement.part, group=rules.Group.PROCEEDINGS
        ):
            if before in section.text:
                _keep_earlier(section, by=by, at=at)
                section.text = section.text.replace(before, after, 1)
                section.composed = section.composed.replace(before, after, 1)
                section.save_over(section.version, "text", "composed")
    touch(meeting.pk)
    note(
        verb="minutes.remark_accepted" if is_accepted else "minutes.remark_declined",
        subject=meeting,
        by=by,
        at=at,
        order=statement.order,
    )
    return remark


class ReasonToDeclineMissing(Refusal):
    """A remark declined without a reason."""

    sentence = N_("Tell the member why the remark is not taken.")
    field = "answer"


def signed_text_hash(minutes: Minutes) -> str:
    """Return the hash of the whole text as it stands, closed parts included."""
    return rules.text_hash(minutes.sections.order_by("order").values_list("heading", "text"))


@transaction.atomic
def sign_as_recorder(*, minutes: Minutes, expected_version: int, by: Standing, at: datetime) -> Minutes:
    """Sign as the recorder; from now on the text stands still until the chair signs or hands it back.

    :raises rules.NotOverYet: if the meeting is not concluded
    :raises rules.RemarksUnanswered: if members wait for an answer
    :raises rules.SectionIsEmpty: if a section has no text
    :raises rules.OnlyRecorderSigns: if the asker is not the recorder
    """
    minutes = Minutes.locked(minutes.pk)
    meeting = minutes.meeting
    _require_writer(by, meeting)
    _require_text_open(minutes)
    if minutes.recorder_id != by.person_id:
        raise rules.OnlyRecorderSigns
    if meeting.state != Meeting.State.CONCLUDED:
        raise rules.NotOverYet
    waiting = MinutesRemark.objects.filter(statement__part__meeting=meeting, is_accepted__isnull=True).count()
    if waiting:
        raise rules.RemarksUnanswered(count=waiting)
    for section in minutes.sections.order_by("order"):
        if not section.text.strip():
            raise rules.SectionIsEmpty(
                heading=section.heading or rules.GROUP_HEADINGS[rules.Group(section.group)]
            )
    minutes.state, minutes.recorder_signed_at = Minutes.State.TO_SIGN, at
    minutes.text_hash = signed_text_hash(minutes)
    minutes.save_over(expected_version, "state", "recorder_signed_at", "text_hash")
    touch(meeting.pk)
    note(verb="minutes.recorder_signed", subject=meeting, by=by, at=at, text_hash=minutes.text_hash)
    return minutes


@transaction.atomic
def hand_back(*, minutes: Minutes, reason: str, by: Standing, at: datetime) -> Minutes:
    """Return the minutes to the recorder instead of signing them.

    :raises rules.OnlyChairSigns: if the asker neither chairs the meeting nor is its recorder
    """
    minutes = Minutes.locked(minutes.pk)
    if not is_chair(by, minutes.meeting) and minutes.recorder_id != by.person_id:
        raise rules.OnlyChairSigns
    if minutes.state != Minutes.State.TO_SIGN:
        raise rules.MinutesStandStill
    minutes.state, minutes.recorder_signed_at, minutes.text_hash = Minutes.State.DRAFT, None, ""
    minutes.save_over(minutes.version, "state", "recorder_signed_at", "text_hash")
    touch(minutes.meeting_id)
    note(verb="minutes.handed_back", subject=minutes.meeting, by=by, at=at, reason=language.nfc(reason))
    return minutes


@transaction.atomic
def sign_as_chair(*, minutes: Minutes, expected_version: int, by: Standing, at: datetime) -> Minutes:
    """Sign as a chair. Who asked to speak, remarks, and the keys of statements to persons are forgotten.

    :raises rules.OnlyChairSigns: if the asker is no chair of the meeting, or the recorder has not signed
    :raises rules.ChangedSinceSigned: if the text is not the one the recorder signed
    :raises SignatorySuspended: if the office of the chair is suspended on the day
    """
    minutes = Minutes.locked(minutes.pk)
    meeting = minutes.meeting
    if minutes.is_signed:
        raise rules.MinutesStandStill
    if minutes.state != Minutes.State.TO_SIGN or not is_chair(by, meeting):
        raise rules.OnlyChairSigns
    if minutes.recorder_id == by.person_id:
        raise rules.SameHandTwice
    day = timezone.localtime(at).date()
    chair = MeetingChair.objects.select_related("person").get(meeting=meeting, person_id=by.me)
    signatory = signatory_on(chair.person, meeting.unit_id, day)
    if signatory.suspended and not signatory.offices:
        raise SignatorySuspended(name=by.name, day=day)
    if signed_text_hash(minutes) != minutes.text_hash:
        raise rules.ChangedSinceSigned
    minutes.state, minutes.chair_id, minutes.signed_at = Minutes.State.SIGNED, by.person_id, at
    minutes.save_over(expected_version, "state", "chair", "signed_at")
    forgotten = forget(meeting=meeting, at=at)
    touch(meeting.pk)
    note(
        verb="minutes.signed",
        subject=meeting,
        by=by,
        at=at,
        text_hash=minutes.text_hash,
        keys_deleted=forgotten,
    )
    return minutes


@transaction.atomic
def number_minutes(*, minutes: Minutes, dated_on: date, by: Standing, at: datetime) -> Minutes:
    """Give signed minutes their number in the register of internal documents (Số …-BB/…).

    The register holds number, title and signer; the text stays here, where closed parts are kept apart.

    :raises rules.NotSignedYet: if both have not signed
    """
    minutes = Minutes.locked(minutes.pk)
    meeting = minutes.meeting
    by.require("document.issue", unit=meeting.unit_id)
    if not minutes.is_signed:
        raise rules.NotSignedYet
    if minutes.document_id is not None:
        raise Conflict
    chair = MeetingChair.objects.filter(meeting=meeting, person=minutes.chair).select_related("person")
    signer = chair.first()
    document = documents.draft_outgoing(
        drafter=meeting.unit,
        unit=meeting.unit,
        type_code="minutes",
        direction=Direction.INTERNAL,
        organ=ORGANS.get(Body.Kind(meeting.body.kind), Organ.COMMITTEE) if meeting.body else Organ.COMMITTEE,
        subject=meeting.title,
        text="Toàn văn biên bản lưu tại hồ sơ hội nghị.",
        signer=documents.Signer(
            name=signer.person.full_name if signer else by.name,
            title=(signer.duty if signer else "") or "Chủ trì",
            in_name_of="Hội nghị",
            person=signer.person if signer else None,
        ),
        by=by,
        at=at,
    )
    documents.submit(document=document, by=by, at=at)
    minutes.document = documents.issue(document=document, dated_on=dated_on, by=by, at=at)
    minutes.save_over(minutes.version, "document")
    touch(meeting.pk)
    note(
        verb="minutes.numbered",
        subject=meeting,
        by=by,
        at=at,
        touching=[minutes.document],
        reference=minutes.document.reference,
    )
    return minutes


@transaction.atomic
def write_correction(
    *, section: MinutesSection, text: str, reason: str, by: Standing, at: datetime
) -> MinutesCorrection:
    """Write a correction record of signed minutes; it holds once a chair confirms it.

    :raises rules.NotSignedYet: if the minutes can still be changed
    """
    minutes = Minutes.locked(section.minutes_id)
    _require_writer(by, minutes.meeting)
    if not minutes.is_signed:
        raise rules.NotSignedYet
    if not text.strip():
        raise rules.NothingSaid
    if not reason.strip():
        raise CorrectionWithoutReason
    last = minutes.corrections.aggregate(last=models.Max("number"))["last"] or 0
    made = MinutesCorrection.objects.create(
        minutes=minutes,
        section=section,
        number=last + 1,
        text=language.nfc(text).strip(),
        reason=language.clean_name(reason),
        written_by_id=by.me,
        written_at=at,
    )
    touch(minutes.meeting_id)
    note(verb="minutes.correction_written", subject=minutes.meeting, by=by, at=at, number=made.number)
    return made


class CorrectionWithoutReason(Refusal):
    """A correction record without its reason."""

    sentence = N_("Write why the minutes are corrected here; the reason stands in the correction record.")
    field = "reason"


@transaction.atomic
def confirm_correction(*, correction: MinutesCorrection, by: Standing, at: datetime) -> MinutesCorrection:
    """Confirm a correction record as a chair of the meeting.

    :raises rules.OnlyChairSigns: if the asker is no chair, or wrote it
    """
    meeting = correction.minutes.meeting
    if not is_chair(by, meeting) or correction.written_by_id == by.person_id:
        raise rules.OnlyChairSigns
    if correction.confirmed_at is not None:
        raise Conflict
    correction.confirmed_by_id, correction.confirmed_at = by.me, at
    correction.save(update_fields=["confirmed_by", "confirmed_at"])
    touch(meeting.pk)
    note(verb="minutes.correction_confirmed", subject=meeting, by=by, at=at, number=correction.number)
    return correction

"""Ask opinions by circular (phiếu xin ý kiến), take the answers, count them, give notice of the result."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nghisu.documents.actions import draft_outgoing
from nghisu.documents.models import Document
from nghisu.documents.rules.authority import Organ
from nghisu.kit import language
from nghisu.kit.language.days import short_date
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.meetings.models import Circular, CircularAnswer
from nghisu.meetings.queries.calling import chairs_by_ids
from nghisu.meetings.rules import circular as rules
from nghisu.organisation.models import Body, Unit
from nghisu.organisation.queries import day_of, incumbents
from nghisu.organisation.queries.rules import rules_for
from nghisu.organisation.rules import majority
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import Gathering
from nghisu.record.actions import note

Choice = CircularAnswer.Choice
State = Circular.State


class NoticeExists(Refusal):
    """A second notice of the same result."""

    sentence = N_("The notice of this result is drafted already; open it from this page.")


class ReasonNeeded(Refusal):
    """A circular taken back without a word."""

    sentence = N_("Give the reason; the members who were asked will read it.")
    field = "reason"


@transaction.atomic
def draft_circular(
    *,
    body: Body,
    subject: str,
    title: str,
    question: str,
    due_at: datetime,
    document: Document | None,
    by: Standing,
    at: datetime,
) -> Circular:
    """Draft a circular to the members of a body.

    :raises rules.NeverForPersonnel: if it is about persons
    :raises rules.DueTooSoon: if the deadline has passed
    """
    by.require("circular.run", unit=body.unit_id)
    rules.check_subject(subject)
    if due_at <= at:
        raise rules.DueTooSoon
    made = Circular.objects.create(
        unit_id=body.unit_id,
        body=body,
        subject=subject,
        title=title,
        question=language.nfc(question),
        due_at=due_at,
        document=document,
        created_at=at,
    )
    note(verb="circular.drafted", subject=made, by=by, at=at, title=made.title)
    return made


@transaction.atomic
def change_circular(
    *,
    circular: Circular,
    expected_version: int,
    subject: str,
    title: str,
    question: str,
    due_at: datetime,
    document: Document | None,
    by: Standing,
    at: datetime,
) -> Circular:
    """Change a draft; of one that is out only the deadline may be put later, for all.

    :raises rules.NotThisState: if it is closed, or more than a later deadline is wanted of one that is out
    """
    by.require("circular.run", unit=circular.unit_id)
    rules.check_subject(subject)
    if due_at <= at:
        raise rules.DueTooSoon
    if circular.is_asked and due_at >= circular.due_at:
        circular.due_at = due_at
        circular.save_over(expected_version, "due_at")
        note(verb="circular.deadline_moved", subject=circular, by=by, at=at, due_at=due_at.isoformat())
        return circular
    if not circular.is_draft:
        raise rules.NotThisState
    circular.subject, circular.title = subject, language.clean_name(title)
    circular.folded = language.fold(circular.title)
    circular.question, circular.due_at, circular.document = language.nfc(question), due_at, document
    circular.save_over(expected_version, "subject", "title", "folded", "question", "due_at", "document")
    note(verb="circular.changed", subject=circular, by=by, at=at, title=circular.title)
    return circular


@transaction.atomic
def delete_circular(*, circular: Circular, by: Standing, at: datetime) -> None:
    """Throw a draft away.

    :raises rules.NotThisState: if it has gone out
    """
    by.require("circular.run", unit=circular.unit_id)
    if not circular.is_draft:
        raise rules.NotThisState
    note(verb="circular.deleted", subject=circular, by=by, at=at, title=circular.title)
    circular.delete()


@transaction.atomic
def ask(*, circular: Circular, expected_version: int, by: Standing, at: datetime) -> Circular:
    """Send the circular out to the incumbent members of the body.

    :raises rules.NotThisState: if it is out already
    :raises rules.DueTooSoon: if its deadline has passed meanwhile
    :raises rules.NobodyToAsk: if the body has no member
    """
    by.require("circular.run", unit=circular.unit_id)
    if not circular.is_draft:
        raise rules.NotThisState
    if circular.due_at <= at:
        raise rules.DueTooSoon
    day = day_of(at)
    people = chairs_by_ids(incumbents(circular.body, day).values_list("person_id", flat=True), day)
    if not people:
        raise rules.NobodyToAsk
    circular.state, circular.asked_at = State.ASKED, at
    circular.save_over(expected_version, "state", "asked_at")
    CircularAnswer.objects.bulk_create(
        CircularAnswer(circular=circular, person=person, duty=duty, order=order)
        for order, (person, duty) in enumerate(people, start=1)
    )
    note(verb="circular.asked", subject=circular, by=by, at=at, title=circular.title, count=len(people))
    return circular


@transaction.atomic
def answer_circular(
    *, answer: CircularAnswer, choice: str, opinion: str, by: Standing, at: datetime, on_paper: bool = False
) -> CircularAnswer:
    """Answer: the member on the web until the deadline, or the clerk from paper until the count.

    The record says that an answer came in, never which.

    :raises NotAllowed: if the answer is another's and the asker does not enter answers from paper
    :raises rules.AnswersClosed: if it comes too late
    :raises rules.OpinionMissing: if another opinion has no words
    """
    circular = Circular.objects.select_for_update(of=("self",)).get(pk=answer.circular_id)
    may_enter = by.may("circular.enter", unit=circular.unit_id)
    if on_paper:
        if not may_enter:
            raise NotAllowed
    elif answer.person_id != by.person_id:
        raise NotAllowed
    if not circular.is_asked or (at > circular.due_at and not on_paper):
        raise rules.AnswersClosed
    if choice not in Choice.values:
        raise rules.OpinionMissing
    if choice == Choice.OTHER and not opinion.strip():
        raise rules.OpinionMissing
    answer.choice, answer.opinion = choice, language.nfc(opinion).strip()
    answer.answered_at, answer.on_paper = at, on_paper
    answer.save(update_fields=["choice", "opinion", "answered_at", "on_paper"])
    verb = "circular.answer_entered" if on_paper else "circular.answered"
    note(verb=verb, subject=circular, by=by, at=at)
    return answer


@transaction.atomic
def close_circular(*, circular: Circular, expected_version: int, by: Standing, at: datetime) -> Circular:
    """Count the answers: agreement is needed of more than half of all incumbents, who answered or not.

    Answers of persons who are no longer incumbent are not counted.

    :raises rules.NotThisState: if it is not out
    :raises rules.StillOpen: if the deadline is to come and answers are missing
    """
    by.require("circular.run", unit=circular.unit_id)
    if not circular.is_asked:
        raise rules.NotThisState
    day = day_of(at)
    incumbent = set(incumbents(circular.body, day).values_list("person_id", flat=True))
    answers = [row for row in CircularAnswer.objects.filter(circular=circular) if row.person_id in incumbent]
    missing = sum(not row.choice for row in answers)
    if not rules.may_close(due_at=circular.due_at, now=at, missing=missing):
        due = f"{timezone.localtime(circular.due_at):%H:%M %d/%m/%Y}"
        raise rules.StillOpen(due=due, missing=missing)
    profile = rules_for(circular.body, Gathering.SESSION, day)
    circular.base = len(incumbent)
    circular.needed = majority.threshold(profile, circular.base)
    circular.agreed = sum(row.choice == Choice.AGREE for row in answers)
    circular.disagreed = sum(row.choice == Choice.DISAGREE for row in answers)
    circular.other = sum(row.choice == Choice.OTHER for row in answers)
    circular.rule_profile, circular.state, circular.closed_at = profile.code, State.CLOSED, at
    circular.save_over(
        expected_version,
        "base",
        "needed",
        "agreed",
        "disagreed",
        "other",
        "rule_profile",
        "state",
        "closed_at",
    )
    note(
        verb="circular.counted",
        subject=circular,
        by=by,
        at=at,
        base=circular.base,
        agreed=circular.agreed,
        needed=circular.needed,
    )
    return circular


@transaction.atomic
def withdraw_circular(
    *, circular: Circular, expected_version: int, reason: str, by: Standing, at: datetime
) -> Circular:
    """Take a circular back that is out; its answers are thrown away.

    :raises rules.NotThisState: if it is not out
    :raises ReasonNeeded: if no reason is given
    """
    by.require("circular.run", unit=circular.unit_id)
    if not circular.is_asked:
        raise rules.NotThisState
    if not reason.strip():
        raise ReasonNeeded
    circular.state, circular.withdrawn_reason = State.WITHDRAWN, language.clean_name(reason)
    circular.save_over(expected_version, "state", "withdrawn_reason")
    CircularAnswer.objects.filter(circular=circular).update(
        choice="", opinion="", answered_at=None, on_paper=False
    )
    note(verb="circular.withdrawn", subject=circular, by=by, at=at, reason=circular.withdrawn_reason)
    return circular


@transaction.atomic
def draft_result(*, circular: Circular, drafter: UUID, by: Standing, at: datetime) -> Document:
    """Draft the notice of the result among the outgoing documents, with the counts and no name.

    :raises rules.NotThisState: if the answers are not counted
    :raises NoticeExists: if there is a notice already
    """
    by.require("circular.run", unit=circular.unit_id)
    if not circular.is_closed:
        raise rules.NotThisState
    if circular.result_id is not None:
        raise NoticeExists
    made = draft_outgoing(
        drafter=Unit.objects.get(pk=drafter),
        unit=circular.unit,
        type_code="notice",
        organ=Organ.STANDING if circular.body.kind == Body.Kind.STANDING else Organ.COMMITTEE,
        subject=f"kết quả lấy ý kiến bằng phiếu về “{circular.title}”",
        text=result_text(circular),
        by=by,
        at=at,
    )
    circular.result = made
    circular.save_over(circular.version, "result")
    note(verb="circular.result_drafted", subject=circular, by=by, at=at, title=circular.title)
    return made


@transaction.atomic
def note_minutes(*, circular: Circular, by: Standing, at: datetime) -> None:
    """Note that the minutes with the answers by name were taken out for the file.

    :raises rules.NotThisState: if the answers are not counted
    """
    by.require("circular.run", unit=circular.unit_id)
    if not circular.is_closed:
        raise rules.NotThisState
    note(verb="circular.minutes_taken", subject=circular, by=by, at=at, title=circular.title)


def result_text(circular: Circular) -> str:
    """Return the text of the notice, in Vietnamese as documents are."""
    day = short_date(day_of(circular.closed_at)) if circular.closed_at else ""
    outcome = (
        "đã được thông qua"
        if circular.is_adopted
        else "chưa được thông qua vì chưa đủ số ý kiến đồng ý cần thiết"
    )
    return (
        f"Về nội dung “{circular.title}”, cơ quan đã lấy ý kiến các đồng chí ủy viên bằng phiếu và tổng hợp "
        f"ngày {day} như sau:\n"
        f"1. Số ủy viên đương nhiệm làm cơ sở tính: {circular.base}; số ý kiến đồng ý cần có: "
        f"{circular.needed}.\n"
        f"2. Đồng ý: {circular.agreed}; không đồng ý: {circular.disagreed}; ý kiến khác: {circular.other}; "
        f"không trả lời: {circular.silent}. Không trả lời không được tính là đồng ý.\n"
        f"3. Nội dung {outcome}.\n"
        "Kết quả được báo cáo tại kỳ họp gần nhất."
    )

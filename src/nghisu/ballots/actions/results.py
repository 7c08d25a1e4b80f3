"""After the count: announce, sign the minutes, send to the superior, seal, open and destroy the papers."""

from datetime import date, datetime

from django.db import transaction

from nghisu.ballots.actions.papers import require_counter
from nghisu.ballots.actions.rounds import move, profile_for, touch
from nghisu.ballots.models import (
    CountMinutes,
    CountSheet,
    EnteredPaper,
    Round,
    RoundApproval,
    RoundComplaint,
    Seal,
    Unsealing,
)
from nghisu.ballots.rules import deadlines
from nghisu.ballots.rules.deadlines import check_complaint, check_decision, check_destruction, kept_until
from nghisu.ballots.rules.entries import ReasonMissing
from nghisu.ballots.rules.states import PUBLISHED, RoundNotThere, RoundState, check_at, check_step
from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


class NothingToSend(Refusal):
    """A result that takes effect at once."""

    sentence = N_("The result of this round takes effect at once; by its rules nobody has to approve it.")


class MinutesOutOfDate(Refusal):
    """A newer sheet than the one signed."""

    sentence = N_("The result was corrected after the minutes were signed. Sign the new minutes first.")


class AlreadySealed(Refusal):
    """Sealed before."""

    sentence = N_("The papers of this round are sealed already.")


class NotSealed(Refusal):
    """Nothing sealed to open or destroy."""

    sentence = N_("The papers are not sealed now. Reload the page to see where they are.")


class AnswerBeforeSending(Refusal):
    """An answer before the file."""

    sentence = N_("The file was sent on %(day)s; the answer cannot be of an earlier day.")
    field = "answered_on"


class DocumentMissing(Refusal):
    """An answer without its document."""

    sentence = N_("Enter number and symbol of the superior's document; without it nothing takes effect.")
    field = "document"


@transaction.atomic
def announce(*, round_: Round, by: Standing, at: datetime) -> Round:
    """Announce the result: papers first, then votes, then those elected. Totals only, never a paper."""
    require_counter(round_, by, or_office=True)
    check_step(round_.state, RoundState.ANNOUNCED)
    round_.announced_at, round_.state = at, RoundState.ANNOUNCED
    round_.is_shown = not round_.part.is_closed
    round_.save_over(round_.version, "announced_at", "state", "is_shown")
    note(verb="round.announced", subject=round_, by=by, at=at)
    return round_


@transaction.atomic
def show_result(*, round_: Round, is_shown: bool, by: Standing, at: datetime) -> Round:
    """Put an announced result on the big screen, or take it away; one of a closed part only by this act."""
    by.require("round.prepare", unit=round_.unit_id)
    if round_.state not in PUBLISHED:
        raise RoundNotThere
    round_.is_shown = is_shown
    round_.save_over(round_.version, "is_shown")
    note(verb="round.shown" if is_shown else "round.hidden", subject=round_, by=by, at=at)
    return round_


@transaction.atomic
def sign_minutes(
    *,
    round_: Round,
    head: Person,
    chair: Person,
    by: Standing,
    at: datetime,
    chair_duty: str = "",
    place: str = "",
    objections: str = "",
) -> CountMinutes:
    """Register that the minutes of the last sheet were signed by the head of the counters and the chair."""
    require_counter(round_, by, or_office=True)
    check_at(round_.state, RoundState.ANNOUNCED, RoundState.SIGNED)
    sheet = _last_sheet(round_)
    made, _created = CountMinutes.objects.update_or_create(
        sheet=sheet,
        defaults={
            "round": round_,
            "place": language.clean_name(place),
            "objections": objections.strip(),
            "head": head,
            "chair": chair,
            "chair_duty": language.clean_name(chair_duty),
            "signed_at": at,
        },
    )
    if round_.state == RoundState.ANNOUNCED:
        move(round_, RoundState.SIGNED, by=by, at=at, verb="round.minutes_signed", sheet=sheet.number)
    else:
        touch(round_)
        note(verb="round.minutes_signed", subject=round_, by=by, at=at, sheet=sheet.number)
    return made


def _last_sheet(round_: Round) -> CountSheet:
    return CountSheet.objects.filter(round=round_).order_by("-number")[0]


@transaction.atomic
def send_for_approval(
    *, round_: Round, to: str, letter: str, sent_on: date, by: Standing, at: datetime
) -> RoundApproval:
    """Send the file to the superior.

    :raises NothingToSend: if the result takes effect at once
    :raises MinutesOutOfDate: if the last sheet is not the one signed
    """
    by.require("round.prepare", unit=round_.unit_id)
    if round_.outcome == Round.Outcome.FINAL:
        raise NothingToSend
    check_step(round_.state, RoundState.SENT)
    if not CountMinutes.objects.filter(sheet=_last_sheet(round_)).exists():
        raise MinutesOutOfDate
    made = RoundApproval.objects.create(
        round=round_, to=language.clean_name(to), letter=language.clean_name(letter), sent_on=sent_on
    )
    move(round_, RoundState.SENT, by=by, at=at, verb="round.sent", to=made.to, letter=made.letter)
    return made


@transaction.atomic
def register_answer(
    *,
    round_: Round,
    answer: str,
    document: str,
    answered_on: date,
    by: Standing,
    at: datetime,
    effective_on: date | None = None,
) -> RoundApproval:
    """Register the superior's answer by its document; a mandate follows from it elsewhere.

    :raises DocumentMissing: if it has no number
    :raises AnswerBeforeSending: if it is older than the file
    """
    by.require("round.prepare", unit=round_.unit_id)
    check_step(round_.state, RoundState(answer))
    approval = RoundApproval.objects.select_for_update().get(round=round_)
    if not document.strip():
        raise DocumentMissing
    if answered_on < approval.sent_on:
        raise AnswerBeforeSending(day=approval.sent_on)
    approval.answer, approval.document = answer, language.clean_name(document)
    approval.answered_on, approval.effective_on = answered_on, effective_on or answered_on
    approval.save(update_fields=["answer", "document", "answered_on", "effective_on"])
    move(round_, RoundState(answer), by=by, at=at, verb="round.answered", document=approval.document)
    return approval


@transaction.atomic
def annul(*, round_: Round, document: str, by: Standing, at: datetime) -> Round:
    """Register that the superior annulled a result that awaits no answer; a new vote may then be ordered.

    :raises DocumentMissing: if the decision has no number
    """
    by.require("round.prepare", unit=round_.unit_id)
    check_step(round_.state, RoundState.ANNULLED)
    if not document.strip():
        raise DocumentMissing
    return move(
        round_,
        RoundState.ANNULLED,
        by=by,
        at=at,
        verb="round.annulled",
        document=language.clean_name(document),
    )


@transaction.atomic
def seal(
    *, round_: Round, by_name: str, place: str, sealed_on: date, by: Standing, at: datetime, packets: int = 1
) -> Seal:
    """Seal the papers and hand them over; what each entry read on them is deleted, totals stay.

    :raises AlreadySealed: if they are
    """
    require_counter(round_, by, or_office=True)
    check_at(
        round_.state,
        RoundState.ANNOUNCED,
        RoundState.SIGNED,
        RoundState.SENT,
        RoundState.APPROVED,
        RoundState.REFUSED,
    )
    if Seal.objects.filter(round=round_).exists():
        raise AlreadySealed
    made = Seal.objects.create(
        round=round_,
        sealed_on=sealed_on,
        by_name=language.clean_name(by_name),
        place=language.clean_name(place),
        packets=packets,
        keep_until=kept_until(profile_for(round_), sealed_on),
    )
    forgotten = EnteredPaper.objects.filter(entry__bundle__round=round_).delete()[0]
    touch(round_)
    note(
        verb="round.papers_sealed",
        subject=round_,
        by=by,
        at=at,
        place=made.place,
        keep_until=made.keep_until.isoformat(),
        forgotten=forgotten,
    )
    return made


@transaction.atomic
def unseal(*, seal_: Seal, decision: str, reason: str, on: date, by: Standing, at: datetime) -> Unsealing:
    """Open the sealed papers, only by decision.

    :raises deadlines.DecisionMissing: without a decision
    :raises ReasonMissing: without a reason
    """
    by.require("round.prepare", unit=seal_.round.unit_id)
    if seal_.state != Seal.State.SEALED:
        raise NotSealed
    check_decision(profile_for(seal_.round), decision)
    if not reason.strip():
        raise ReasonMissing
    made = Unsealing.objects.create(
        seal=seal_, decision=language.clean_name(decision), reason=language.clean_name(reason), on=on
    )
    seal_.state = Seal.State.UNSEALED
    seal_.save_over(seal_.version, "state")
    note(
        verb="round.papers_unsealed",
        subject=seal_.round,
        by=by,
        at=at,
        decision=made.decision,
        reason=made.reason,
    )
    return made


@transaction.atomic
def reseal(*, seal_: Seal, by_name: str, on: date, by: Standing, at: datetime) -> Seal:
    """Seal papers again that were opened by decision; the months run on from the first sealing."""
    require_counter(seal_.round, by, or_office=True)
    if seal_.state != Seal.State.UNSEALED:
        raise NotSealed
    Unsealing.objects.filter(seal=seal_, resealed_on__isnull=True).update(
        resealed_on=on, resealed_by=language.clean_name(by_name)
    )
    seal_.state = Seal.State.SEALED
    seal_.save_over(seal_.version, "state")
    note(verb="round.papers_resealed", subject=seal_.round, by=by, at=at)
    return seal_


@transaction.atomic
def destroy(*, seal_: Seal, decision: str, destroyed_on: date, by: Standing, at: datetime) -> Seal:
    """Destroy sealed papers by decision, when their months have run and no complaint is open.

    :raises deadlines.TooEarlyToDestroy: before the day
    :raises deadlines.ComplaintIsOpen: while a complaint is open
    :raises deadlines.DecisionMissing: without a decision
    """
    by.require("round.prepare", unit=seal_.round.unit_id)
    if seal_.state != Seal.State.SEALED:
        raise NotSealed
    check_destruction(
        profile_for(seal_.round),
        sealed_on=seal_.sealed_on,
        destroyed_on=destroyed_on,
        decision=decision,
        complaint_open=RoundComplaint.objects.filter(round=seal_.round, settled_on__isnull=True).exists(),
    )
    seal_.state, seal_.destroyed_on = Seal.State.DESTROYED, destroyed_on
    seal_.destruction_decision = language.clean_name(decision)
    seal_.save_over(seal_.version, "state", "destroyed_on", "destruction_decision")
    note(
        verb="round.papers_destroyed",
        subject=seal_.round,
        by=by,
        at=at,
        decision=seal_.destruction_decision,
        on=destroyed_on.isoformat(),
    )
    return seal_


@transaction.atomic
def register_complaint(
    *, round_: Round, letter: str, received_on: date, by: Standing, at: datetime
) -> RoundComplaint:
    """Register a complaint by its letter, within 15 working days of closing; never who wrote what.

    :raises deadlines.ComplaintTooLate: after the last day
    """
    by.require("round.complaint", unit=round_.unit_id)
    if round_.closed_at is None:
        raise deadlines.ComplaintBeforeClosing(closed="—")
    check_complaint(profile_for(round_), closed_on=day_of(round_.closed_at), received_on=received_on)
    made = RoundComplaint.objects.create(
        round=round_, letter=language.clean_name(letter), received_on=received_on
    )
    touch(round_)
    note(verb="round.complaint_registered", subject=round_, by=by, at=at, letter=made.letter)
    return made


@transaction.atomic
def settle_complaint(
    *, complaint: RoundComplaint, decision: str, settled_on: date, by: Standing, at: datetime
) -> RoundComplaint:
    """Register the decision on a complaint.

    :raises deadlines.DecisionMissing: without a decision
    """
    by.require("round.complaint", unit=complaint.round.unit_id)
    check_decision(profile_for(complaint.round), decision)
    complaint.decision, complaint.settled_on = language.clean_name(decision), settled_on
    complaint.save(update_fields=["decision", "settled_on"])
    touch(complaint.round)
    note(verb="round.complaint_settled", subject=complaint.round, by=by, at=at, decision=complaint.decision)
    return complaint

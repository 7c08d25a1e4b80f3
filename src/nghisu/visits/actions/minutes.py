"""Write the minutes of a visit, sign them, correct what was signed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from nghisu.documents.queries.signing import signatory_on
from nghisu.documents.rules.signing import SignatorySuspended
from nghisu.kit import language
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note
from nghisu.visits.actions.history import locked, locked_in, put_step, said
from nghisu.visits.models import Visit, VisitCorrection, VisitMinutes
from nghisu.visits.queries.following import may_sign, signing_title
from nghisu.visits.rules import steps
from nghisu.visits.rules.minutes import text_hash
from nghisu.visits.rules.steps import State, Taken


@transaction.atomic
def write_minutes(*, visit: Visit, version: int, text: str, by: Standing, at: datetime) -> VisitMinutes:
    """Write the minutes, or change them before they are signed.

    :raises steps.MinutesSigned: if they are signed
    """
    visit = locked_in(visit, version, frozenset({State.HELD}))
    by.require("visit.run", unit=visit.unit_id)
    text = language.nfc(text).strip()
    if not text:
        raise steps.SayWhy
    minutes = VisitMinutes.objects.filter(visit=visit).first()
    if minutes is None:
        minutes = VisitMinutes.objects.create(visit=visit, text=text, written_by_id=by.me, written_at=at)
    elif minutes.is_signed:
        raise steps.MinutesSigned
    else:
        minutes.text, minutes.written_at = text, at
        minutes.written_by = Person.objects.get(pk=by.me)
        minutes.save_over(minutes.version, "text", "written_by", "written_at")
    visit.save_over(version)
    note(verb="visit.minutes_written", subject=visit, by=by, at=at, number=visit.code)
    return minutes


@transaction.atomic
def sign_minutes(
    *, visit: Visit, version: int, minutes_version: int, by: Standing, at: datetime
) -> VisitMinutes:
    """Sign the minutes as the head of the visit or as a chair; from now on the text stands still.

    :raises steps.NoMinutes: if nothing is written
    :raises steps.WriterSigns: if the asker wrote them
    :raises Conflict: if the text is not the one that was read
    """
    visit = locked(visit, version, Taken.SIGNED)
    if not may_sign(by, visit):
        raise NotAllowed
    minutes = VisitMinutes.objects.select_for_update(of=("self",)).filter(visit=visit).first()
    if minutes is None:
        raise steps.NoMinutes
    if minutes.is_signed:
        raise steps.MinutesSigned
    if minutes.version != minutes_version:
        raise Conflict
    if minutes.written_by_id == by.me:
        raise steps.WriterSigns
    day = day_of(at)
    person = Person.objects.get(pk=by.me)
    signatory = signatory_on(person, visit.unit_id, day)
    if signatory.suspended and not signatory.offices:
        raise SignatorySuspended(name=by.name, day=day)
    minutes.signed_by, minutes.signed_at = person, at
    minutes.signed_title = signing_title(by, visit)
    minutes.text_hash = text_hash(minutes.text)
    minutes.save_over(minutes.version, "signed_by", "signed_at", "signed_title", "text_hash")
    visit.save_over(version)
    put_step(visit, Taken.SIGNED, at=at)
    note(verb="visit.minutes_signed", subject=visit, by=by, at=at, text_hash=minutes.text_hash)
    return minutes


@transaction.atomic
def correct_minutes(
    *, visit: Visit, version: int, text: str, reason: str, by: Standing, at: datetime
) -> VisitCorrection:
    """Write a correction beside the signed minutes, with the reason, as who may sign them.

    :raises steps.MinutesNotSigned: if they can still be changed
    """
    visit = locked(visit, version, Taken.CORRECTED)
    if not may_sign(by, visit):
        raise NotAllowed
    minutes = VisitMinutes.objects.filter(visit=visit, signed_at__isnull=False).first()
    if minutes is None:
        raise steps.MinutesNotSigned
    text, reason = language.nfc(text).strip(), said(reason, "words")
    if not text or not reason:
        raise steps.SayWhy
    last = minutes.corrections.aggregate(last=Max("number"))["last"] or 0
    made = VisitCorrection.objects.create(
        minutes=minutes, number=last + 1, text=text, reason=reason[:400], day=day_of(at)
    )
    visit.save_over(version)
    put_step(visit, Taken.CORRECTED, at=at)
    note(verb="visit.minutes_corrected", subject=visit, by=by, at=at, correction=made.number, reason=reason)
    return made

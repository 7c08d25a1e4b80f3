"""Write a communiqué from chosen facts, and let it out at its hour."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

from nghisu.kit import files, language, pictures
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.models import Communique, CommuniqueFact, CommuniquePhoto, Meeting
from nghisu.meetings.queries.communique import (
    checked_text,
    chosen_facts,
    facts_of,
    known_names,
    may_approve_communique,
    may_tell,
    moved_facts,
    record_words,
)
from nghisu.meetings.queries.minutes import HELD_STATES
from nghisu.meetings.rules import communique as rules
from nghisu.meetings.rules.minutes import NotHeldYet
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

SHOWN_WORDS = 5


def _draft(communique: Communique, by: Standing) -> Communique:
    communique = Communique.locked(communique.pk)
    if not may_tell(by, communique.meeting):
        raise NotAllowed
    if not communique.is_draft:
        raise rules.CommuniqueStandsStill
    return communique


@transaction.atomic
def begin_communique(*, meeting: Meeting, by: Standing, at: datetime) -> Communique:
    """Begin the communiqué of a meeting, with the facts that hardly any goes without.

    :raises NotHeldYet: if the meeting was not opened
    """
    if not may_tell(by, meeting):
        raise NotAllowed
    if meeting.state not in HELD_STATES:
        raise NotHeldYet
    communique, is_new = Communique.objects.get_or_create(
        meeting=meeting, defaults={"title": meeting.title[:300], "begun_at": at}
    )
    if not is_new:
        raise Conflict
    _keep_facts(communique, {"hoi-nghi", "ngay", "noi-hop"})
    touch(meeting.pk)
    note(verb="communique.begun", subject=meeting, by=by, at=at)
    return communique


def _keep_facts(communique: Communique, codes: Collection[str]) -> int:
    communique.facts.all().delete()
    rows = [
        CommuniqueFact(
            communique=communique,
            code=fact.code,
            label=fact.label[:300],
            value=fact.value[:600],
            source=fact.source,
            order=order,
        )
        for order, fact in enumerate(facts_of(communique.meeting))
        if fact.code in codes
    ]
    CommuniqueFact.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def choose_facts(*, communique: Communique, codes: Collection[str], by: Standing, at: datetime) -> Communique:
    """Choose what is public, as the record has it now; codes that the record does not offer are left out."""
    communique = _draft(communique, by)
    count = _keep_facts(communique, codes)
    communique.save_over(communique.version)
    touch(communique.meeting_id)
    note(verb="communique.facts_chosen", subject=communique.meeting, by=by, at=at, facts=count)
    return communique


@transaction.atomic
def write_text(
    *, communique: Communique, expected_version: int, title: str, text: str, by: Standing, at: datetime
) -> Communique:
    """Change title and text; what leads to no fact is shown and stops the approval, not the saving."""
    communique = _draft(communique, by)
    communique.title = rules.in_words(language.clean_name(title), chosen_facts(communique))[:300]
    communique.text = language.nfc(text).strip()
    communique.save_over(expected_version, "title", "text")
    touch(communique.meeting_id)
    note(verb="communique.revised", subject=communique.meeting, by=by, at=at)
    return communique


@transaction.atomic
def add_photo(
    *,
    communique: Communique,
    upload: "UploadedFile[bytes]",
    caption: str,
    is_declared_open: bool,
    by: Standing,
    at: datetime,
) -> CommuniquePhoto:
    """Add a picture; what it tells beside itself (place, time, device) is gone before it is stored.

    :raises rules.NotDeclaredOpen: without the declaration that it shows no closed part and no ballot
    :raises rules.CaptionNotResolved: if the caption says what no chosen fact holds
    :raises pictures.NotAPicture: if the file is no JPEG or PNG
    """
    communique = _draft(communique, by)
    caption = rules.in_words(language.clean_name(caption), chosen_facts(communique))[:300]
    if not is_declared_open:
        raise rules.NotDeclaredOpen
    if not caption:
        raise rules.NoCaption
    loose = rules.check(caption, chosen_facts(communique), known_names()).unresolved
    if loose:
        raise rules.CaptionNotResolved(words=loose[0].words)
    checked = files.check(upload, attested=True, kinds=("jpg", "png"))
    picture = pictures.bare(checked.content)
    kept = files.store(picture.content, name="anh", media_type=picture.media_type, is_scan=True)
    last = communique.photos.aggregate(last=models.Max("order"))["last"] or 0
    photo = CommuniquePhoto.objects.create(
        communique=communique,
        order=last + 1,
        caption=caption,
        sha256=kept.sha256,
        media_type=picture.media_type,
        size=kept.size,
        is_declared_open=True,
        added_at=at,
    )
    touch(communique.meeting_id)
    note(verb="communique.photo_added", subject=communique.meeting, by=by, at=at, caption=caption)
    return photo


@transaction.atomic
def remove_photo(*, photo: CommuniquePhoto, by: Standing, at: datetime) -> None:
    """Take a picture out of the draft."""
    communique = _draft(photo.communique, by)
    photo.delete()
    touch(communique.meeting_id)
    note(verb="communique.photo_removed", subject=communique.meeting, by=by, at=at, caption=photo.caption)


@transaction.atomic
def approve_communique(
    *,
    communique: Communique,
    expected_version: int,
    release_at: datetime,
    by: Standing,
    at: datetime,
    is_compared: bool = False,
) -> Communique:
    """Approve the communiqué by name, for an hour; it is public from that hour on.

    :raises rules.NotResolved: if a number, a name or an office leads to no chosen fact
    :raises rules.FactsMoved: if the record says something else by now
    :raises rules.NotCompared: if “bầu bổ sung” stands where the record says “đề nghị”, unless compared
    :raises rules.ReleaseInThePast: if the hour is over
    """
    communique = Communique.locked(communique.pk)
    meeting = communique.meeting
    if not may_approve_communique(by, meeting):
        raise NotAllowed
    if not communique.is_draft:
        raise rules.CommuniqueStandsStill
    if not communique.text.strip():
        raise rules.NothingToTell
    if release_at < at.replace(second=0, microsecond=0):
        raise rules.ReleaseInThePast
    moved = moved_facts(communique)
    if moved:
        raise rules.FactsMoved(labels=", ".join(moved))
    titled = rules.check(communique.title, chosen_facts(communique), known_names()).unresolved
    loose = [*titled, *checked_text(communique).unresolved]
    loose += [
        finding
        for photo in communique.photos.all()
        for finding in rules.check(photo.caption, chosen_facts(communique), known_names()).unresolved
    ]
    if loose:
        words = ", ".join(f"“{finding.words}”" for finding in loose[:SHOWN_WORDS])
        raise rules.NotResolved(count=len(loose), words=words)
    if not is_compared and rules.says_elected_where_proposed(
        f"{communique.title}\n{communique.text}", record_words(meeting)
    ):
        raise rules.NotCompared
    communique.state, communique.approved_by_id = Communique.State.APPROVED, by.me
    communique.approved_at, communique.release_at = at, release_at
    communique.save_over(expected_version, "state", "approved_by", "approved_at", "release_at")
    touch(meeting.pk)
    note(
        verb="communique.approved",
        subject=meeting,
        by=by,
        at=at,
        release_at=release_at.isoformat(timespec="minutes"),
        facts=communique.facts.count(),
    )
    return communique


@transaction.atomic
def reopen_communique(*, communique: Communique, by: Standing, at: datetime) -> Communique:
    """Take an approved communiqué back before its hour.

    :raises rules.AlreadyReleased: if the hour has come
    """
    communique = Communique.locked(communique.pk)
    if not may_approve_communique(by, communique.meeting):
        raise NotAllowed
    if not communique.is_approved or communique.release_at is None:
        raise rules.CommuniqueStandsStill
    if communique.release_at <= at:
        raise rules.AlreadyReleased
    communique.state = Communique.State.DRAFT
    communique.save_over(communique.version, "state")
    touch(communique.meeting_id)
    note(verb="communique.reopened", subject=communique.meeting, by=by, at=at)
    return communique


@transaction.atomic
def withdraw_communique(*, communique: Communique, reason: str, by: Standing, at: datetime) -> Communique:
    """Withdraw a communiqué; its page says so, with the reason, in place of its text."""
    communique = Communique.locked(communique.pk)
    if not may_approve_communique(by, communique.meeting):
        raise NotAllowed
    if not communique.is_approved:
        raise rules.CommuniqueStandsStill
    if not reason.strip():
        raise rules.WithdrawnWithoutReason
    communique.state = Communique.State.WITHDRAWN
    communique.withdrawn_reason = language.clean_name(reason)
    communique.save_over(communique.version, "state", "withdrawn_reason")
    touch(communique.meeting_id)
    note(
        verb="communique.withdrawn",
        subject=communique.meeting,
        by=by,
        at=at,
        reason=communique.withdrawn_reason,
    )
    return communique

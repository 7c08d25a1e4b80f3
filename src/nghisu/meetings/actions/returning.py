"""Numbered papers to be returned (tài liệu thu hồi): number the copies, hand them out, take them back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.models import Meeting, MeetingPaper, NumberedCopy
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note

MOST_COPIES = 2_000


class NotToReturn(Refusal):
    """Copies of a paper that nobody must return."""

    sentence = N_("Copies of this paper are not numbered. Mark it first as a paper to be returned.")


class TooManyCopies(Refusal):
    """More copies than a hall takes."""

    sentence = N_("Between 1 and %(most)s copies can be numbered at once.")
    field = "count"


class HolderMissing(Refusal):
    """A copy given to nobody."""

    sentence = N_("Say to whom the copy is given: choose the person, or write the name.")
    field = "holder"


class CopyIsOut(Refusal):
    """A copy that is not here."""

    sentence = N_("Copy no. %(number)s is with %(holder)s; take it back first.")


class CopyIsHere(Refusal):
    """A copy that nobody has."""

    sentence = N_("Copy no. %(number)s is not given out.")


class CopiesAreOut(Refusal):
    """Copies struck from the register while they are out."""

    sentence = N_("Only copies that were never given out can be struck from the register.")


class ReasonMissing(Refusal):
    """An explanation without words."""

    sentence = N_("Write down why these copies have not come back; it stands in the file of the meeting.")
    field = "reason"


@transaction.atomic
def number_copies(*, paper: MeetingPaper, count: int, by: Standing, at: datetime) -> int:
    """Add so many numbered copies of a paper. Returns the highest number.

    :raises NotToReturn: if the paper is not one to be returned
    :raises TooManyCopies: if there are too many
    """
    meeting = _require(paper, by)
    if not paper.to_return:
        raise NotToReturn
    if not 1 <= count <= MOST_COPIES:
        raise TooManyCopies(most=MOST_COPIES)
    MeetingPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    last = NumberedCopy.objects.filter(paper=paper).aggregate(last=models.Max("number"))["last"] or 0
    if last + count > MOST_COPIES:
        raise TooManyCopies(most=MOST_COPIES - last)
    NumberedCopy.objects.bulk_create(
        NumberedCopy(paper=paper, number=last + step) for step in range(1, count + 1)
    )
    touch(meeting.pk)
    note(verb="copy.numbered", subject=meeting, by=by, at=at, title=paper.title, count=count)
    return last + count


@transaction.atomic
def give_copy(
    *, copy: NumberedCopy, holder: Person | None, holder_name: str, by: Standing, at: datetime
) -> NumberedCopy:
    """Hand a copy to a person of the roster or to a name.

    :raises CopyIsOut: if somebody has it
    :raises HolderMissing: if nobody is named
    """
    meeting = _require(copy.paper, by)
    copy = NumberedCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if copy.given_at and not copy.returned_at:
        raise CopyIsOut(number=copy.number, holder=copy.name)
    if holder is None and not holder_name.strip():
        raise HolderMissing
    copy.holder, copy.holder_name = holder, "" if holder else language.clean_name(holder_name)
    copy.given_at, copy.returned_at = at, None
    copy.save(update_fields=["holder", "holder_name", "given_at", "returned_at"])
    touch(meeting.pk)
    note(verb="copy.given", subject=meeting, by=by, at=at, title=copy.paper.title, number=copy.number)
    return copy


@transaction.atomic
def give_in_order(*, paper: MeetingPaper, holders: Sequence[Person], by: Standing, at: datetime) -> int:
    """Hand copies out along a list, lowest number first; who has one already is left out. Returns how many.

    Numbers are added where there are fewer copies than persons.
    """
    meeting = _require(paper, by)
    have = set(
        NumberedCopy.objects.filter(
            paper=paper, given_at__isnull=False, returned_at__isnull=True
        ).values_list("holder_id", flat=True)
    )
    wanting = [person for person in holders if person.pk not in have]
    free = list(NumberedCopy.objects.select_for_update().filter(paper=paper, given_at__isnull=True))
    if len(free) < len(wanting):
        number_copies(paper=paper, count=len(wanting) - len(free), by=by, at=at)
        free = list(NumberedCopy.objects.filter(paper=paper, given_at__isnull=True))
    given = []
    for copy, person in zip(sorted(free, key=lambda one: one.number), wanting, strict=False):
        copy.holder, copy.given_at = person, at
        given.append(copy)
    NumberedCopy.objects.bulk_update(given, ["holder", "given_at"])
    touch(meeting.pk)
    note(verb="copy.given", subject=meeting, by=by, at=at, title=paper.title, count=len(given))
    return len(given)


@transaction.atomic
def take_copies_back(
    *, paper: MeetingPaper, copies: Sequence[NumberedCopy], by: Standing, at: datetime
) -> int:
    """Take copies back. Returns how many.

    :raises CopyIsHere: if one of them is not out
    """
    meeting = _require(paper, by)
    rows = list(
        NumberedCopy.objects.select_for_update().filter(pk__in=[copy.pk for copy in copies], paper=paper)
    )
    for row in rows:
        if not row.given_at or row.returned_at:
            raise CopyIsHere(number=row.number)
        row.returned_at = at
    NumberedCopy.objects.bulk_update(rows, ["returned_at"])
    touch(meeting.pk)
    note(verb="copy.returned", subject=meeting, by=by, at=at, title=paper.title, count=len(rows))
    return len(rows)


@transaction.atomic
def undo_return(*, copy: NumberedCopy, by: Standing, at: datetime) -> NumberedCopy:
    """Say that a copy marked as returned is still out.

    :raises CopyIsHere: if it was never given out
    """
    meeting = _require(copy.paper, by)
    if not copy.given_at or not copy.returned_at:
        raise CopyIsHere(number=copy.number)
    copy.returned_at = None
    copy.save(update_fields=["returned_at"])
    touch(meeting.pk)
    note(verb="copy.return_undone", subject=meeting, by=by, at=at, title=copy.paper.title, number=copy.number)
    return copy


@transaction.atomic
def strike_unused(*, paper: MeetingPaper, by: Standing, at: datetime) -> int:
    """Strike the copies from the register that were never given out. Returns how many.

    :raises CopiesAreOut: if there is none
    """
    meeting = _require(paper, by)
    count, _kinds = NumberedCopy.objects.filter(paper=paper, given_at__isnull=True).delete()
    if not count:
        raise CopiesAreOut
    touch(meeting.pk)
    note(verb="copy.struck", subject=meeting, by=by, at=at, title=paper.title, count=count)
    return count


@transaction.atomic
def explain_unreturned(*, meeting: Meeting, reason: str, by: Standing, at: datetime) -> None:
    """Write down why copies have not come back, so that the meeting can be closed.

    :raises ReasonMissing: if there are no words
    """
    by.require("meeting.call", unit=meeting.unit_id)
    if not reason.strip():
        raise ReasonMissing
    meeting.unreturned_reason = language.clean_name(reason)
    meeting.save(update_fields=["unreturned_reason"])
    touch(meeting.pk)
    note(verb="copy.unreturned_explained", subject=meeting, by=by, at=at, reason=meeting.unreturned_reason)


def _require(paper: MeetingPaper, by: Standing) -> Meeting:
    meeting = paper.item.part.meeting
    by.require("copy.hand_out", unit=meeting.unit_id)
    return meeting

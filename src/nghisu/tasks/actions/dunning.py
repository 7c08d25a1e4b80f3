"""Urge units to do late work: one letter (công văn đôn đốc) for each, with its late tasks and reports."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.documents import actions as documents
from nghisu.documents.rules.authority import Organ
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.models import Dunning
from nghisu.tasks.queries.reminding import LateUnit, late_units

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.organisation.rules.policy import Standing


class NothingLate(Refusal):
    """A letter to a unit that is late with nothing."""

    sentence = N_("%(unit)s is late with nothing you gave it. Leave it out.")
    field = "units"


class NobodyToUrge(Refusal):
    """No unit chosen."""

    sentence = N_("Choose at least one unit.")
    field = "units"


@transaction.atomic
def urge(
    *,
    house: Unit,
    units: Sequence[Unit],
    signer: "documents.Signer",
    answer_by: date,
    by: "Standing",
    at: datetime,
    numbered: bool = False,
) -> list[Dunning]:
    """Write the letters to units that are late, one each, as drafts handed over for their numbers.

    Each names the unit's late tasks with their deadlines, and the reports it owes, as they stand on the
    day. The letters bear the number of the register they are issued from.

    :param answer_by: the day by which the unit reports
    :param numbered: give the numbers at once, signed and dated today; needs the right to issue
    :raises NothingLate: if one of the units is late with nothing
    """
    if not units:
        raise NobodyToUrge
    by.require("task.accept", giver=house.pk)
    day = day_of(at)
    late = {place.pk: place for place in late_units(by, day=day)}
    letters = []
    for unit in units:
        place = late.get(unit.pk)
        if place is None:
            raise NothingLate(unit=unit.code)
        document = _letter(house, unit, place, signer=signer, answer_by=answer_by, by=by, at=at)
        if numbered:
            document = documents.issue(document=document, dated_on=day, by=by, at=at)
        letter = Dunning.objects.create(
            unit=unit, by_unit=house, document=document, day=day, reports=len(place.reports)
        )
        letter.tasks.set([span.task_id for span in place.tasks])
        letters.append(letter)
    note(
        verb="task.urged",
        subject=house,
        by=by,
        at=at,
        within=house,
        touching=[letter.document for letter in letters],
        units=", ".join(unit.code for unit in units),
        letters=len(letters),
    )
    return letters


def _letter(
    house: Unit,
    unit: Unit,
    place: LateUnit,
    *,
    signer: "documents.Signer",
    answer_by: date,
    by: "Standing",
    at: datetime,
) -> "Document":
    document = documents.draft_outgoing(
        drafter=house,
        unit=house,
        type_code="letter",
        organ=Organ.COMMITTEE,
        subject=SUBJECT,
        addressed_to=place.name,
        text=letter_text(place, day=day_of(at), answer_by=answer_by),
        signer=signer,
        recipients=[documents.Recipient(label=place.name, unit=unit)],
        by=by,
        at=at,
    )
    return documents.submit(document=document, by=by, at=at)


SUBJECT = "về việc đôn đốc thực hiện nhiệm vụ, chế độ báo cáo"


def letter_text(place: LateUnit, *, day: date, answer_by: date) -> str:
    """Return the text of a letter, in Vietnamese as it is issued."""
    lines = [f"Qua theo dõi đến ngày {day:%d/%m/%Y}, {place.name} còn các nhiệm vụ, báo cáo quá hạn như sau:"]
    number = 0
    for number, span in enumerate(place.tasks, start=1):
        late = (day - span.due_on).days
        lines.append(
            f"{number}. {span.task.title} ({span.task.code}), thời hạn {span.due_on:%d/%m/%Y}, "
            f"quá hạn {late} ngày."
        )
    lines += [
        f"{n}. {one.words}, thời hạn {one.due_on:%d/%m/%Y}, quá hạn {(day - one.due_on).days} ngày."
        for n, one in enumerate(place.reports, start=number + 1)
    ]
    lines.append(
        f"Đề nghị {place.name} khẩn trương thực hiện và báo cáo kết quả trước ngày {answer_by:%d/%m/%Y}."
    )
    return "\n".join(lines)

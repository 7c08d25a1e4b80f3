"""Planned or arising: decided by where the work comes from, never chosen from a list."""

from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Origin(StrEnum):
    """A task is exactly one of the two."""

    PLANNED = "planned"  # theo kế hoạch: an item of a programme adopted before the work was given
    ARISING = "arising"  # phát sinh: asked for by a superior


ORIGIN_WORDS: dict[Origin, str] = {Origin.PLANNED: N_("planned"), Origin.ARISING: N_("arising")}


class ProgrammeNotAdopted(Refusal):
    """The programme is still a draft."""

    sentence = N_("This programme is not adopted yet. Adopt it first, then give its work.")
    field = "item"


class NotInTheProgrammeThen(Refusal):
    """The work was given before the programme, or the item, existed."""

    sentence = N_(
        "The work was given on %(given_on)s, before it stood in the programme (%(planned_from)s). "
        "Give it as arising, with the directive that asked for it."
    )
    field = "item"


class ItemDropped(Refusal):
    """The item was taken out of the programme."""

    sentence = N_("This item was dropped from the programme; no work can be given from it.")
    field = "item"


class NobodyAsked(Refusal):
    """Arising work without a superior who asked for it."""

    sentence = N_("Name the directive or the superior that asked for this work.")
    field = "directive"


class OriginFrozen(Refusal):
    """The quarter that counts the task is closed."""

    sentence = N_(
        "Quarter %(quarter)s is closed. Whether this task is planned or arising can no longer change."
    )


def check_planned(
    *, adopted_on: date | None, added_on: date, dropped_on: date | None, given_on: date
) -> None:
    """Refuse to call work planned that did not stand in an adopted programme when it was given.

    :raises ProgrammeNotAdopted: if the programme is a draft
    :raises ItemDropped: if the item was taken out by that day
    :raises NotInTheProgrammeThen: if programme or item are younger than the giving
    """
    if adopted_on is None:
        raise ProgrammeNotAdopted
    if dropped_on is not None and dropped_on <= given_on:
        raise ItemDropped
    planned_from = max(adopted_on, added_on)
    if planned_from > given_on:
        raise NotInTheProgrammeThen(given_on=given_on, planned_from=planned_from)


def check_arising(*, has_directive: bool, has_outside_giver: bool, is_given_from_above: bool) -> None:
    """Refuse arising work that no superior asked for.

    :raises NobodyAsked: if no directive, outside body or other unit stands behind it
    """
    if not (has_directive or has_outside_giver or is_given_from_above):
        raise NobodyAsked

"""Give numbers: one sequence per issuer, symbol and term or year, its row locked."""

from datetime import datetime
from typing import Any

from nghisu.documents import queries
from nghisu.documents.models import (
    NumberSequence,
)
from nghisu.documents.rules import numbering
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.models import Term, Unit
from nghisu.organisation.rules.policy import Standing


class NoTermOpen(Refusal):
    """The unit has no term at the moment of issue, so that the number has no sequence."""

    sentence = N_("No term of this committee is open at this moment. Enter the term first, then issue.")


class NoSymbol(Refusal):
    """The unit has no symbol for its documents."""

    sentence = N_("%(unit)s has no symbol for its documents. Enter it in the organisation first.")


class NumberTaken(Refusal):
    """The number of that term or year is taken."""

    sentence = N_("%(reference)s of this term or year is taken already.")
    field = "reference"


def term_of(unit: Unit, *, at: datetime, by: Standing) -> Term:
    """Return the term open at the moment.

    :raises NoTermOpen: if there is none
    """
    term = queries.term_at(unit.pk, at) or queries.term_at(by.tree.committee_of(unit.pk), at)
    if term is None:
        raise NoTermOpen
    return term


def sequence_of(
    *, unit: Unit, symbol: str, term: Term | None = None, year: int | None = None
) -> NumberSequence:
    """Return the sequence, its row locked until the transaction ends; made at its first number."""
    wanted: dict[str, Any] = {"unit": unit, "symbol": symbol, "term": term, "year": year}
    NumberSequence.objects.get_or_create(**wanted)
    return NumberSequence.objects.select_for_update().get(**wanted)


def next_number(sequence: NumberSequence) -> int:
    """Return the next number of a locked sequence, and keep it."""
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last


def number_in(reference: str) -> int | None:
    """Return the number in a reference, None if it holds none."""
    try:
        return numbering.read_reference(reference).number if reference else None
    except numbering.NotAPartyReference:
        return None

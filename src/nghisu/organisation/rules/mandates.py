"""Terms, seats and mandates: what must hold before a person takes an office, a leave or a substitution."""

from datetime import date, timedelta

from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.spans import Span, check_forward, written


class TermsOverlap(Refusal):
    """A term would begin before the one before it has closed."""

    sentence = N_("Term %(ordinal)s is still open on that day. Close it first.")
    field = "opened_at"


class TermOrdinalTaken(Refusal):
    """The ordinal is already used."""

    sentence = N_("This unit already has a term %(ordinal)s. Enter another number.")
    field = "ordinal"


class TermClosesBeforeItOpens(Refusal):
    """The closing lies before the opening."""

    sentence = N_("The term opened at %(opened)s; it can only close after that.")
    field = "closed_at"


class TermAlreadyClosed(Refusal):
    """The term has a closing already."""

    sentence = N_("This term is already closed.")
    field = "closed_at"


class YearsReversed(Refusal):
    """The last year lies before the first."""

    sentence = N_("The last year of a term cannot lie before its first.")
    field = "last_year"


class BodyTaken(Refusal):
    """The unit already has this kind of body in the term."""

    sentence = N_("This body already exists in this term. Change it instead.")
    field = "kind"


class SeatsMissing(Refusal):
    """A body without seats."""

    sentence = N_("Enter how many seats were decided; at least one.")
    field = "seats"


class QuorumNotAShare(Refusal):
    """The quorum is no share between nothing and all."""

    sentence = N_("The quorum is a share such as 2/3: neither zero nor more than the whole.")
    field = "quorum_numerator"


class MandateOutsideTerm(Refusal):
    """A mandate in a body would begin before the term or go on after it."""

    sentence = N_("The term lasts from %(first)s to %(last)s. A mandate in its bodies lies within it.")
    field = "first"


class MandateOutsideUnit(Refusal):
    """A mandate would begin before the unit exists or go on after it."""

    sentence = N_("The unit did not exist on all these days. It exists from %(first)s to %(last)s.")
    field = "first"


class AlreadyInOffice(Refusal):
    """The person already holds a mandate in this body, or this office in this unit, on these days."""

    sentence = N_("%(name)s already holds this on these days. End the other mandate first.")
    field = "person"


class OfficeTaken(Refusal):
    """Another person holds an office that only one may hold."""

    sentence = N_("%(name)s holds this office on these days. End that mandate first.")
    field = "office"


class SeatsFilled(Refusal):
    """All decided seats are taken. Source: Charter art. 13(2)."""

    sentence = N_(
        "All %(seats)s decided seats are taken. Name the superior's decision and tick the box to exceed them."
    )
    field = "over_seats"


class NotYetAMember(Refusal):
    """A member of the standing committee must already be a member of the executive committee."""

    sentence = N_(
        "%(name)s is not an incumbent member of the executive committee on that day; "
        "a proposal still awaiting the superior's decision does not count."
    )
    field = "person"


class AppointmentNeedsDecision(Refusal):
    """An appointed member enters by the superior's decision, not by the committee's proposal."""

    sentence = N_("A member is appointed by the superior's decision. Enter its number and date.")
    field = "obtained_document"


class MandateAlreadyEnded(Refusal):
    """The mandate has an end already."""

    sentence = N_("This mandate has already ended.")
    field = "until"


class AlreadySuspended(Refusal):
    """The mandate is already set apart."""

    sentence = N_("This mandate is already left out of the count from %(first)s on.")
    field = "first"


class NotSuspended(Refusal):
    """Nothing to restore."""

    sentence = N_("This mandate is counted; there is nothing to restore.")


class ReasonMissing(Refusal):
    """A correction without its reason."""

    sentence = N_("Say why this is corrected. The reason stays in the record.")
    field = "reason"


class SubstituteIsThePerson(Refusal):
    """Somebody would stand in for themselves."""

    sentence = N_("A person cannot stand in for themselves. Choose another.")
    field = "substitute"


class SubstituteIsAway(Refusal):
    """The substitute is away on these days."""

    sentence = N_("%(name)s is away on some of these days. Choose another substitute.")
    field = "substitute"


class StandsInForAnother(Refusal):
    """The person leaving stands in for another, and what was entrusted is not passed on."""

    sentence = N_(
        "%(name)s stands in for %(other)s until %(last)s, and that cannot be passed on. "
        "Give %(other)s another substitute first."
    )
    field = "person"


class AlreadyAway(Refusal):
    """The absence is already recorded."""

    sentence = N_("%(name)s is already away on some of these days, from %(first)s to %(last)s.")
    field = "first"


class AbsenceNeedsAnEnd(Refusal):
    """An absence ends by itself, so it has a last day."""

    sentence = N_("Enter the last day of the absence; it then ends by itself.")
    field = "until"


ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Return an ordinal as terms are numbered: 13 is XIII."""
    written_so_far = ""
    for value, letters in ROMAN:
        while number >= value:
            written_so_far += letters
            number -= value
    return written_so_far


def last_day(until: date | None) -> str:
    """Return the last day in, or three dots where it is open."""
    return "…" if until is None else written(until - timedelta(days=1))


def check_in_term(mandate: Span, term: Span) -> Span:
    """Return the mandate's days, which end with the term at the latest.

    :raises MandateOutsideTerm: if it begins before the term, or after it, or ends after it
    """
    check_forward(mandate.first, mandate.until)
    if mandate.until is None and term.until is not None:
        mandate = Span(mandate.first, term.until)
    if not mandate.lies_in(term) or (mandate.until is not None and mandate.until <= mandate.first):
        raise MandateOutsideTerm(first=written(term.first), last=last_day(term.until))
    return mandate


def check_in_unit(mandate: Span, unit: Span) -> None:
    """Refuse a mandate beyond the days of its unit.

    :raises MandateOutsideUnit: if it begins before, or ends after
    """
    check_forward(mandate.first, mandate.until)
    if not mandate.lies_in(unit):
        raise MandateOutsideUnit(first=written(unit.first), last=last_day(unit.until))


def check_quorum(numerator: int, denominator: int) -> None:
    """Refuse a share that is nothing or more than the whole.

    :raises QuorumNotAShare: if it is
    """
    if not 0 < numerator <= denominator:
        raise QuorumNotAShare


def quorum_of(incumbents: int, numerator: int, denominator: int) -> int:
    """Return how many of the incumbents must be present: at least the share, rounded up."""
    return -(-incumbents * numerator // denominator)


class PersonNameMissing(Refusal):
    """A person without a name."""

    sentence = N_("Enter the full name.")
    field = "full_name"


class BodyOfAnotherUnit(Refusal):
    """The body belongs elsewhere."""

    sentence = N_("This body belongs to another unit. Choose one of the unit's own.")
    field = "body"

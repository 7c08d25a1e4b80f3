"""Which rules of election and voting hold for a body on a day, and what they say."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from nghisu.organisation.models import Body, ConfirmedRules, OwnRules
from nghisu.organisation.rules.plain_words import in_words
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import (
    LESS,
    RULES,
    Base,
    Blank,
    Gathering,
    OpenMode,
    Outcome,
    QuorumRule,
    RuleProfile,
    Threshold,
    Tie,
    UnknownProfile,
    rules_of,
    rules_on,
)

OWN = "own-"
KEYS = (
    "base",
    "threshold",
    "quorum",
    "tie",
    "blank_is",
    "outcome",
    "surplus_percent_max",
    "nomination_percent",
    "complaint_working_days",
    "retention_months",
    "electronic_secret",
)


@dataclass(frozen=True)
class Told:
    """One rule as a page shows it; ``source`` is empty where it is known from practice only."""

    about: str
    words: str
    source: str


def as_rules(row: OwnRules) -> RuleProfile:
    """Return stored rules as the rules that count."""
    base = Base(row.base)
    modes = (OpenMode.HANDS, OpenMode.CARDS)
    return RuleProfile(
        code=f"{OWN}{row.pk.hex}",
        name=row.name,
        source=row.source,
        first=row.first,
        until=row.until,
        gathering=Gathering(row.gathering) if row.gathering else None,
        base=base,
        less=LESS.get(base, ()),
        threshold=Threshold(row.threshold),
        quorum=QuorumRule(row.quorum),
        tie=Tie(row.tie),
        blank_is=Blank(row.blank_is),
        outcome=Outcome(row.outcome),
        surplus_percent_max=row.surplus_percent_max,
        nomination_percent=row.nomination_percent,
        complaint_working_days=row.complaint_working_days,
        retention_months=row.retention_months,
        electronic_secret=row.electronic_secret,
        open_modes=(*modes, OpenMode.DEVICE) if row.by_device else modes,
        sources=dict.fromkeys(KEYS, row.source),
        confirmed=row.confirmed,
    )


def rules_for(body: Body, gathering: Gathering, day: date) -> RuleProfile:
    """Return the rules of a gathering of the body on the day: the office's own, else those of its book.

    :raises NoRulesOnThatDay: if nothing was in force
    """
    own = own_rules_of(body.unit_id, day).filter(body_kind__in=("", body.kind))
    rules = rules_on(body.rule_profile, gathering, day, [as_rules(row) for row in own])
    return _confirmed_by(body.unit_id, rules)


def rules_by_code(code: str, *, unit: UUID | None = None) -> RuleProfile:
    """Return the rules with a code as a round or a vote keeps it: a book's, or an office's own.

    :param unit: whose confirmation is shown
    :raises UnknownProfile: if none has it
    """
    if not code.startswith(OWN):
        return _confirmed_by(unit, rules_of(code))
    try:
        row = OwnRules.objects.filter(pk=UUID(code.removeprefix(OWN))).first()
    except ValueError:
        row = None
    if row is None:
        raise UnknownProfile(profile=code)
    return as_rules(row)


def _confirmed_by(unit: UUID | None, rules: RuleProfile) -> RuleProfile:
    if unit is None or rules.code.startswith(OWN):
        return rules
    return replace(rules, confirmed=ConfirmedRules.objects.filter(unit=unit, code=rules.code).exists())


def own_rules_of(unit: UUID, day: date) -> QuerySet[OwnRules]:
    """Return a unit's own rules that began by the day, those that hold first."""
    return OwnRules.objects.filter(unit=unit, first__lte=day).order_by("-first", "-entered_at")


def own_rules_visible_to(standing: Standing) -> QuerySet[OwnRules]:
    """Return the own rules of the units the asker may see, newest first."""
    reach = standing.reach("organisation.see")
    return OwnRules.objects.filter(unit__in=reach).select_related("unit").order_by("-first", "-entered_at")


def own_rules_by_code(standing: Standing, code: str) -> OwnRules | None:
    """Return own rules by their code, or None where the asker may not see them."""
    try:
        pk = UUID(code.removeprefix(OWN))
    except ValueError:
        return None
    return own_rules_visible_to(standing).filter(pk=pk).first()


def books_on(day: date) -> list[RuleProfile]:
    """Return the rules of all books in force on the day."""
    return [rules for rules in RULES if rules.holds_on(day)]


def confirming_units(code: str) -> set[UUID]:
    """Return the units whose office has held a book's rules against the text."""
    return set(ConfirmedRules.objects.filter(code=code).values_list("unit_id", flat=True))


def in_plain_words(rules: RuleProfile) -> list[Told]:
    """Return the rules sentence by sentence in the reader's language."""
    told = [
        Told(
            gettext(one.about),
            gettext(one.words) % one.values if one.values else gettext(one.words),
            one.source,
        )
        for one in in_words(rules)
    ]
    modes = {
        OpenMode.HANDS: gettext("Open votes are taken by show of hands or voting card."),
        OpenMode.DEVICE: gettext(
            "Open votes are taken by show of hands, voting card or members' own devices."
        ),
    }
    words = modes[OpenMode.DEVICE if OpenMode.DEVICE in rules.open_modes else OpenMode.HANDS]
    return [*told, Told(gettext("Open votes"), words, rules.sources.get("open_modes", ""))]

"""The ways of a unit's part in a campaign, and what is added up. Plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nghisu.figures.rules.indicators import Kind, check_total
from nghisu.kit.refusals import N_, Refusal


class Status(StrEnum):
    """Where a unit's report stands."""

    NOT_OPENED = "not_opened"
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


STATUS_NAMES = {
    Status.NOT_OPENED: N_("Not opened"),
    Status.DRAFTING: N_("Being filled in"),
    Status.SUBMITTED: N_("Sent, awaiting acceptance"),
    Status.RETURNED: N_("Returned"),
    Status.ACCEPTED: N_("Accepted"),
}
SILENT = (Status.NOT_OPENED, Status.DRAFTING)
FILLABLE = (Status.NOT_OPENED, Status.DRAFTING, Status.RETURNED)


class Act(StrEnum):
    """What brought a status."""

    SENT = "sent"
    FILLED = "filled"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


ACT_NAMES = {
    Act.SENT: N_("Sent to the unit"),
    Act.FILLED: N_("Begun"),
    Act.SUBMITTED: N_("Sent in"),
    Act.RETURNED: N_("Returned"),
    Act.ACCEPTED: N_("Accepted"),
}
MOVES = {
    Act.FILLED: FILLABLE,
    Act.SUBMITTED: FILLABLE,
    Act.RETURNED: (Status.SUBMITTED, Status.ACCEPTED),
    Act.ACCEPTED: (Status.SUBMITTED,),
}


class NotThatAct(Refusal):
    """The report does not stand where this act begins."""

    sentence = N_("This step is not open for the unit's report as it stands. Reload the page.")


class CampaignClosed(Refusal):
    """The close day has passed and no exception was given."""

    sentence = N_("The campaign closed on %(day)s. Ask the office that runs it for an exception.")


class ReasonMissing(Refusal):
    """A report returned without a reason."""

    sentence = N_("Say what must be changed; the unit reads it.")
    field = "words"


class ValuesMissing(Refusal):
    """Required indicators or sections without anything in them."""

    sentence = N_("Still to be filled in: %(names)s.")


class RulesBroken(Refusal):
    """Indicators that contradict each other."""

    sentence = N_("The numbers contradict each other: %(rules)s. Correct them or say why in a note.")


class FlowDoesNotAddUp(Refusal):
    """A longer period that is not the sum of its quarters."""

    sentence = N_(
        "“%(name)s”: the quarters accepted add up to %(expected)s, this report says %(total)s. "
        "Correct the number, or have the quarter returned."
    )


class DaysInDisorder(Refusal):
    """Days of a campaign that do not follow each other."""

    sentence = N_("The days must follow each other: figures as of, due, close.")
    field = "due_on"


class NobodyAsked(Refusal):
    """A campaign without units."""

    sentence = N_("Choose at least one unit to ask.")
    field = "units"


class CodeTwice(Refusal):
    """Two indicators with one code."""

    sentence = N_("The code “%(code)s” stands twice.")
    field = "indicators"


class CodeNotPlain(Refusal):
    """A code that cannot stand in rules and texts."""

    sentence = N_("The code “%(code)s” may hold small letters, digits and low lines only, a letter first.")
    field = "indicators"


class NoIndicators(Refusal):
    """A template that asks for nothing."""

    sentence = N_("A template has at least one indicator or section.")
    field = "indicators"


def check_act(act: Act, status: str) -> None:
    """Refuse an act that does not follow from where the report stands.

    :raises NotThatAct: if it stands elsewhere
    """
    if Status(status) not in MOVES[act]:
        raise NotThatAct


def check_open(day: date, *, close_on: date, reopened_until: date | None) -> None:
    """Refuse to send after the close day, unless an exception reaches further.

    :raises CampaignClosed: naming the day
    """
    if day > max(close_on, reopened_until or close_on):
        raise CampaignClosed(day=close_on)


def check_days(*, as_of: date, due_on: date, close_on: date) -> None:
    """Refuse days that do not follow each other.

    :raises DaysInDisorder: if they do not
    """
    if not as_of <= due_on <= close_on:
        raise DaysInDisorder


def check_longer(kind: Kind, name: str, quarters: Iterable[Decimal], total: Decimal) -> None:
    """Refuse a flow over a longer period that is not the sum of its accepted quarters.

    A stock is taken on a day and is never added over time.

    :raises FlowDoesNotAddUp: with the sum expected
    """
    parts = list(quarters)
    if kind is Kind.FLOW and sum(parts) != total:
        raise FlowDoesNotAddUp(name=name, expected=plain(sum(parts, start=Decimal(0))), total=plain(total))


def plain(value: Decimal) -> str:
    """Return a number without needless zeros, a comma before its places."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units were asked, and where their reports stand."""

    asked: int
    accepted: int
    waiting: int
    returned: int
    silent: int
    late: int = 0

    @property
    def words(self) -> str:
        """As the report says it: ``58/61``."""
        return f"{self.accepted}/{self.asked}"

    @property
    def missing(self) -> int:
        """How many of those asked are not in the sums."""
        return self.asked - self.accepted


def tally(statuses: Mapping[str, int], *, late: int = 0) -> Tally:
    """Count where the reports stand; the four add up to those asked."""
    found = Tally(
        asked=sum(statuses.values()),
        accepted=statuses.get(Status.ACCEPTED, 0),
        waiting=statuses.get(Status.SUBMITTED, 0),
        returned=statuses.get(Status.RETURNED, 0),
        silent=sum(statuses.get(one, 0) for one in SILENT),
        late=late,
    )
    check_total(parts=[found.accepted, found.waiting, found.returned, found.silent], total=found.asked)
    return found


class SheetFaulty(Refusal):
    """A sheet with cells that cannot be taken."""

    sentence = N_("The sheet cannot be taken: %(faults)s")
    field = "sheet"

"""The papers of a round add up: stamped = issued + spoiled + unused, returned never more than issued.

Source: 190-QĐ/TW, Điều 8 (hand out, count what was issued and returned), Điều 15 (valid papers).
"""

from dataclasses import dataclass

from nghisu.kit.refusals import N_, Refusal


class StampedMoreThanPrinted(Refusal):
    """More stamps than papers."""

    sentence = N_("%(stamped)d papers stamped of %(printed)d printed. Count the stamped papers again.")
    field = "stamped"


class NotEnoughStamped(Refusal):
    """More papers needed than there are."""

    sentence = N_(
        "%(needed)d papers are needed, only %(stamped)d are stamped. Print and stamp more before handing "
        "out: "
        "a paper without the stamp is not valid (%(source)s)."
    )
    field = "stamped"


class NotOnTheRoster(Refusal):
    """A paper for somebody who may not vote."""

    sentence = N_(
        "%(name)s (%(standing)s) is in the hall but does not vote: neither counted in the base nor given a "
        "paper (%(source)s). Take the tick away."
    )
    field = "voters"


class NotPresent(Refusal):
    """A paper for somebody who is not there."""

    sentence = N_("%(name)s is not present; papers are handed to those present only (%(source)s).")
    field = "voters"


class ReturnedMoreThanIssued(Refusal):
    """More papers in the box than were handed out."""

    sentence = N_(
        "%(returned)d papers returned, %(issued)d issued: more papers came back than were handed out. "
        "Count the "
        "box again; if it stays so, the counting stops and those who count report it to the meeting "
        "(%(source)s)."
    )
    field = "returned"


class PapersDoNotAddUp(Refusal):
    """The stock does not come out."""

    sentence = N_(
        "%(stamped)d papers stamped, but %(issued)d issued, %(spoiled)d spoiled and %(unused)d unused make "
        "%(sum)d. Count the unused papers again (%(source)s)."
    )
    field = "unused"


@dataclass(frozen=True, slots=True)
class Stock:
    """How many papers there are of each kind."""

    printed: int
    stamped: int
    issued: int
    spoiled: int = 0
    unused: int | None = None
    returned: int | None = None

    @property
    def left(self) -> int:
        """How many stamped papers have not been handed out."""
        return self.stamped - self.issued - self.spoiled

    @property
    def not_returned(self) -> int:
        """How many papers were handed out and did not come back."""
        return self.issued - (self.returned or 0)


def check_stamped(*, printed: int, stamped: int, handed: int, source: str) -> None:
    """Refuse a number of stamped papers that cannot be.

    :raises StampedMoreThanPrinted: if more were stamped than printed
    :raises NotEnoughStamped: if fewer were stamped than are handed out
    """
    if stamped > printed:
        raise StampedMoreThanPrinted(stamped=stamped, printed=printed)
    if handed > stamped:
        raise NotEnoughStamped(needed=handed, stamped=stamped, source=source)


def check_closing(stock: Stock, *, unused: int, returned: int, source: str) -> None:
    """Refuse to close a box whose papers do not come out.

    :raises ReturnedMoreThanIssued: if more came back than were handed out
    :raises PapersDoNotAddUp: if stamped is not issued + spoiled + unused
    """
    if returned > stock.issued:
        raise ReturnedMoreThanIssued(returned=returned, issued=stock.issued, source=source)
    total = stock.issued + stock.spoiled + unused
    if total != stock.stamped:
        raise PapersDoNotAddUp(
            stamped=stock.stamped,
            issued=stock.issued,
            spoiled=stock.spoiled,
            unused=unused,
            sum=total,
            source=source,
        )


def bundle_sizes(returned: int, size: int) -> list[int]:
    """Part the returned papers in bundles of a size; the last holds the rest."""
    whole, rest = divmod(returned, size)
    return [size] * whole + ([rest] if rest else [])

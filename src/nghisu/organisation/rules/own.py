"""What an office's own rules of election and voting must have."""

from nghisu.kit.refusals import N_, Refusal

MOST_PERCENT = 100


class SourceMissing(Refusal):
    """Rules without the text they stand in."""

    sentence = N_("Name the text these rules stand in: number, date, article.")
    field = "source"


class PercentTooLarge(Refusal):
    """More than everything."""

    sentence = N_("A share is at most 100 per cent.")

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__()


def check_percent(percent: int | None, field: str) -> None:
    """Refuse a share of more than everything.

    :raises PercentTooLarge: if it is over 100
    """
    if percent is not None and percent > MOST_PERCENT:
        raise PercentTooLarge(field)

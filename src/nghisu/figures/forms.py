"""Forms of figures."""

from nghisu.kit.forms import ConfirmForm


class CloseQuarterForm(ConfirmForm):
    """Close the count of a quarter; its label is typed to confirm."""

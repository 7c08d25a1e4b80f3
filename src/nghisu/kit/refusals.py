"""A refusal says what is wrong and what to do, in a sentence that can be translated. Plain Python."""

from typing import Any


def N_(sentence: str) -> str:  # noqa: N802 -- gettext's own name for "extract, translate later"
    """Mark a sentence for the catalogue; it is translated where it is shown."""
    return sentence


class Refusal(Exception):
    """An action that the rules do not allow; every refusal of the product is one of these.

    A subclass sets ``sentence``, whole, with named %-placeholders filled from the keyword arguments,
    and may set ``field``, the form field it belongs beside.
    """

    sentence = N_("This cannot be done.")
    field: str | None = None

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.sentence % values if values else self.sentence)


class NotAllowed(Refusal):
    """The policy has no clause that lets this person do this here."""

    sentence = N_("Your mandates do not give you the right to do this here.")


class Conflict(Refusal):
    """Somebody else saved a newer version meanwhile. ``form`` is what was sent, where a form sent it."""

    form: Any = None

    sentence = N_(
        "Someone else changed this at the same time. Your text is kept below; compare both and save again."
    )

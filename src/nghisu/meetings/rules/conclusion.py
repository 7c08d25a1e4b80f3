"""What stands in a notice of conclusion, and what may happen to it when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nghisu.kit.refusals import N_, Refusal


class NoticeStandsStill(Refusal):
    """The notice is approved or issued."""

    sentence = N_(
        "This conclusion is approved and does not change. Take it back before its issue, or leave it."
    )


class NoticeIsEmpty(Refusal):
    """A notice without a paragraph."""

    sentence = N_("The conclusion has no paragraph yet. Write at least one, then approve it.")


class NumberStandsTwice(Refusal):
    """Two paragraphs with one number."""

    sentence = N_("Number %(number)s stands in this conclusion already; tasks name their source by it.")
    field = "number"


class NothingConcluded(Refusal):
    """A paragraph without words."""

    sentence = N_("Write the paragraph.")
    field = "text"


class NoUnitNamed(Refusal):
    """Work that nobody gets."""

    sentence = N_("Choose at least one unit that does it.")
    field = "units"


class DueBeforeMeeting(Refusal):
    """A deadline before the meeting."""

    sentence = N_("The deadline %(due_on)s lies before the meeting, %(held_on)s.")
    field = "due_on"


class TextIsAnother(Refusal):
    """The document's text is no longer that of the conclusion."""

    sentence = N_(
        "The text of the document is not that of the conclusion that was approved. "
        "Hand it back, take the conclusion back, and approve it again."
    )


class ApproverMayNotGive(Refusal):
    """Who approved the conclusion holds no right to give its work any more."""

    sentence = N_(
        "%(name)s, who approved this conclusion, may not give its work any more. "
        "Take it back and have it approved again."
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece of work as the notice says it."""

    title: str
    units: Sequence[str]
    product: str = ""
    due_on: date | None = None

    @property
    def line(self) -> str:
        """``- Đảng ủy A chủ trì: …; hoàn thành trước ngày 31/5/2023.``."""
        words = f"- {', '.join(self.units)} chủ trì: {self.title.rstrip('.')}"
        if self.product:
            words += f"; sản phẩm: {self.product.rstrip('.')}"
        if self.due_on is not None:
            words += f"; hoàn thành trước ngày {self.due_on.day}/{self.due_on.month}/{self.due_on.year}"
        return words + "."


def notice_text(opening: str, paragraphs: Sequence[tuple[str, str, Sequence[Asked]]]) -> str:
    """Return the text of the notice: opening, then each numbered paragraph with the work it gives."""
    lines = [line for line in opening.splitlines() if line.strip()]
    for number, text, work in paragraphs:
        lines.append(f"{number}. {text}" if number else text)
        lines += [one.line for one in work]
    return "\n".join(lines)

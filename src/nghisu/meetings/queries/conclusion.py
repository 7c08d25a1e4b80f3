"""Read the notice of conclusion and the work it gives."""

from nghisu.meetings.models import ConclusionParagraph, Meeting


def paragraphs_of(meeting: Meeting) -> list[str]:
    """Return the numbered paragraphs of a meeting's conclusion, in order."""
    rows = ConclusionParagraph.objects.filter(notice__meeting=meeting).order_by("order")
    return [f"{number}. {text}" for number, text in rows.values_list("number", "text")]

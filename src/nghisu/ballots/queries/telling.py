"""What a round tells others: the big screen when announced, and the minutes of the meeting."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from nghisu.ballots.models import Round, SecretCast, SecretPoll
from nghisu.ballots.queries.rounds import SheetView, sheets_of
from nghisu.ballots.rules.states import PUBLISHED
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.meetings.queries.minutes_sources import Told, register
from nghisu.meetings.queries.showing import Card, register_shown
from nghisu.organisation.queries.rules import rules_by_code


def announcement(round_: Round, view: SheetView) -> list[str]:
    """Return the announcement in the order of the rules: papers, then votes, then who is chosen."""
    sheet = view.sheet
    lines = [
        _("Papers issued: %(issued)s; returned: %(returned)s; valid: %(valid)s; invalid: %(invalid)s.")
        % {
            "issued": sheet.issued,
            "returned": sheet.returned,
            "valid": sheet.valid,
            "invalid": sheet.invalid,
        }
    ]
    listed = sorted(view.tallies, key=lambda one: one.candidate.order)
    if round_.kind == Round.Kind.CONFIDENCE:
        lines += [
            _("%(name)s: high %(high)s, medium %(medium)s, low %(low)s")
            % {"name": one.candidate.name, "high": one.high, "medium": one.medium, "low": one.low}
            for one in listed
        ]
        return lines
    lines += [
        _("%(name)s: %(votes)s votes (%(share)s%%)")
        % {"name": one.candidate.name, "votes": one.votes, "share": one.of_base}
        for one in listed
    ]
    if view.chosen:
        names = "; ".join(one.candidate.name for one in view.chosen)
        words = (
            _("Elected, in descending order: %(names)s.")
            if round_.kind == Round.Kind.ELECTION
            else _("More than half, in descending order: %(names)s.")
        )
        lines.append(words % {"names": names})
    else:
        lines.append(_("Nobody has the votes that are needed."))
    return lines


@register_shown
def cards(meeting: Meeting, part: MeetingPart | None) -> Iterable[Card]:
    """Yield the announced results that may stand on the screen, the last first."""
    rows = Round.objects.filter(meeting=meeting, is_shown=True, state__in=[str(one) for one in PUBLISHED])
    for order, round_ in enumerate(rows.order_by("-announced_at"), 10):
        views = sheets_of(round_)
        if views:
            yield Card(round_.title, tuple(announcement(round_, views[-1])), order)


@register_shown
def heads(meeting: Meeting, part: MeetingPart | None) -> Iterable[Card]:
    """Yield where the board of a secret vote stands, until its result is there; not of a closed part.

    Whoever noted the last event of one moment finds it in every later archive: nothing before it was changed.
    """
    states = (SecretPoll.State.OPEN, SecretPoll.State.CLOSING, SecretPoll.State.CLOSED)
    polls = SecretPoll.objects.filter(
        round__meeting=meeting, round__part__is_closed=False, is_rehearsal=False, state__in=states
    )
    on_board = Q(casts__state=SecretCast.State.ACCEPTED)
    for poll in polls.annotate(on_board=Count("casts", filter=on_board)).select_related("round"):
        lines = (
            _("Ballots on the board: %(count)s. Last event:") % {"count": poll.on_board},
            " ".join(poll.head[place : place + 8] for place in range(0, len(poll.head), 8)),
        )
        yield Card(poll.round.title, lines, 5)


@register
def minuted(meeting: Meeting) -> Iterable[Told]:
    """Yield what the announced rounds of a meeting say in its minutes, in Vietnamese, part by part."""
    rounds = Round.objects.filter(meeting=meeting, state__in=[str(one) for one in PUBLISHED])
    for round_ in rounds.order_by("announced_at"):
        with override("vi"):
            views = sheets_of(round_)
            if views:
                sheet = views[-1].sheet
                title = round_.title if round_.number == 1 else f"{round_.title} (lần thứ {round_.number})"
                base = (
                    f"Tổng số để tính kết quả: {sheet.base}; cần ít nhất {sheet.threshold} phiếu "
                    f"({rules_by_code(round_.profile).source or round_.profile})."
                )
                lines = (f"{round_.get_kind_display()}: {title}.", *announcement(round_, views[-1]), base)
                yield Told(round_.part_id, None, lines)

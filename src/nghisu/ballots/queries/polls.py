"""Read polls of confidence, one round at a time; there is no list by person across rounds."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from nghisu.ballots.models import CountSheet, Round
from nghisu.ballots.queries.regulations import is_confirmed
from nghisu.ballots.rules.confidence import Share
from nghisu.ballots.rules.states import PUBLISHED, RoundKind
from nghisu.ballots.rules.steps import CONFIDENCE, regulation_on
from nghisu.kit.language import percent
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.policy import Standing

KINDS = (RoundKind.CONFIDENCE, RoundKind.TRUST)
FOLLOWS: dict[str, dict[Share, str]] = {
    RoundKind.CONFIDENCE: {
        Share.NONE: N_("Nothing follows from the low marks."),
        Share.OVER_HALF: N_(
            "More than half but under two thirds marked low: taken out of planning for higher office, may be "
            "asked to resign."
        ),
        Share.TWO_THIRDS: N_("Two thirds or more marked low: dismissed by the competent authority."),
    },
    RoundKind.TRUST: {
        Share.NONE: N_("Confidence is given where more than half of the base is in favour."),
        Share.OVER_HALF: N_("More than half did not give their confidence."),
        Share.TWO_THIRDS: N_("Two thirds or more did not give their confidence."),
    },
}
TONES = {Share.NONE: "plain", Share.OVER_HALF: "warn", Share.TWO_THIRDS: "bad"}
THRESHOLD_NAMES = {
    Share.NONE: N_("neither threshold"),
    Share.OVER_HALF: N_("over 1/2"),
    Share.TWO_THIRDS: N_("2/3 and over"),
}


def polls_visible_to(standing: Standing) -> QuerySet[Round]:
    """Return the polls of confidence whose result the asker may read: announced ones, by office only."""
    return (
        Round.objects.filter(
            kind__in=[kind.value for kind in KINDS],
            state__in=[state.value for state in PUBLISHED],
            unit_id__in=standing.reach("completing.see"),
        )
        .select_related("meeting", "unit", "body__term")
        .order_by("-announced_at")
    )


def poll_for(standing: Standing, pk: UUID) -> Round | None:
    """Return a poll the asker may read, else None."""
    return polls_visible_to(standing).filter(Q(pk=pk)).first()


@dataclass(frozen=True, slots=True)
class PollLine:
    """One name in one poll: how often each level was marked, with its share of the base, and what follows."""

    name: str
    duty: str
    numbers: tuple[tuple[str, int, str], ...]
    against: int
    share: Share

    @property
    def tone(self) -> str:
        """The tone of the badge."""
        return TONES[self.share]

    @property
    def threshold_name(self) -> str:
        """Which threshold was passed, to be translated."""
        return THRESHOLD_NAMES[self.share]


@dataclass(frozen=True, slots=True)
class PollView:
    """The result of one poll."""

    round: Round
    sheet: CountSheet
    whole: int
    levels: tuple[str, ...]
    lines: tuple[PollLine, ...]
    follows: tuple[str, ...]
    source: str
    is_confirmed: bool

    @property
    def is_of_returned(self) -> bool:
        """Whether the shares are of the papers returned (lấy phiếu tín nhiệm in the Party)."""
        return self.round.kind == RoundKind.CONFIDENCE and self.whole == self.sheet.returned


LEVELS: dict[str, tuple[str, ...]] = {
    RoundKind.CONFIDENCE: (N_("High confidence"), N_("Confidence"), N_("Low confidence")),
    RoundKind.TRUST: (N_("Confident"), N_("Not confident")),
}


def poll_view(round_: Round) -> PollView:
    """Return the result page of a poll: shares of papers returned (three levels) or of the base (two)."""
    sheet = round_.sheets.order_by("-number").first()
    assert sheet is not None  # an announced round has a sheet
    kind = RoundKind(round_.kind)
    three = kind == RoundKind.CONFIDENCE
    whole = sheet.base
    tongue = "vi" if (get_language() or "vi").startswith("vi") else "en"
    lines = []
    for one in sheet.tallies.select_related("candidate").order_by("candidate__order"):
        numbers = (one.high, one.medium, one.low) if three else (one.votes, one.against)
        counted = tuple(number or 0 for number in numbers)
        share = Share(one.level) if one.level else Share.NONE
        lines.append(
            PollLine(
                one.candidate.name,
                one.candidate.duty,
                tuple(
                    (level, number, percent(number, whole, language=tongue))
                    for level, number in zip(LEVELS[kind], counted, strict=True)
                ),
                counted[-1],
                share,
            )
        )
    seen = {line.share for line in lines}
    return PollView(
        round=round_,
        sheet=sheet,
        whole=whole,
        levels=LEVELS[kind],
        lines=tuple(lines),
        follows=tuple(FOLLOWS[kind][share] for share in Share if share in seen),
        source=regulation_on(CONFIDENCE, round_.profile_day).citation,
        is_confirmed=is_confirmed(round_.unit_id, CONFIDENCE, round_.profile_day),
    )

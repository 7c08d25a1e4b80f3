"""Whether a round may be voted on devices, what its questions are, and what the totals say. Plain Python.

Source: ballots.md 4.1-4.9: in the Party no round about a person is electronic or mixed, by any setting; only
polls of opinion on matters, which do not take the place of a vote under the rules of election. Elsewhere the
statutes' article must be entered. Nothing is voted secretly on devices by fewer than five.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nghisu.ballots.rules.states import RoundKind
from nghisu.belenios.refused import SENTENCES, Refused
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.profiles import Blank, RuleProfile

FEWEST = 5
FEW = 10
MOST_TRUSTEES = 11
ADVISORY_ON_PAPER = "Lấy ý kiến tham khảo, không thay thế việc bỏ phiếu theo Quy chế bầu cử."
ADVISORY = N_("A poll of opinion: it does not take the place of a vote under the rules of election.")
FEW_VOTERS = N_(
    "%(voters)d voters: totals alone come close to showing who chose what. An unanimous result shows "
    "everybody's choice."
)


class NeverAboutPersons(Refusal):
    """A Party round about a person on devices."""

    sentence = N_(
        "In the Party persons are voted on by paper only (%(source)s). On devices only opinions on matters "
        "are asked. Print the papers for this round."
    )


class StatutesMissing(Refusal):
    """Rules that do not allow it, or no article of them was entered."""

    sentence = N_(
        "The rules %(name)s do not allow secret votes on devices, or the article of the statutes that allows "
        "them is not entered. Enter the office's own rules with their source, or vote by paper."
    )


class TooFewVoters(Refusal):
    """So few that totals tell who chose what."""

    sentence = N_(
        "%(voters)d voters: with fewer than %(fewest)d the totals alone would show who chose what. "
        "Vote by paper."
    )


class TooFewOnPaper(Refusal):
    """So few on paper beside the devices that both totals tell what they chose."""

    sentence = N_(
        "%(papers)d on paper beside the devices: the totals of both would show what so few chose. Let nobody "
        "or at least %(fewest)d vote on paper; the others vote on a shared machine."
    )
    field = "on_paper"


class VotedOnDevices(Refusal):
    """A step of papers in a round that is voted on devices."""

    sentence = N_(
        "This round is voted on devices: it is closed, counted and mended there. To vote on paper, first "
        "declare the vote on devices void."
    )


class PapersDoNotFit(Refusal):
    """Totals of the papers that do not make as many papers as were in the box."""

    sentence = N_("The totals make %(entered)d papers, and %(returned)d were in the box. Count them again.")


class ThresholdMakesNoSense(Refusal):
    """More keys asked for than there are, or too few."""

    sentence = N_(
        "Of %(trustees)d trustees %(threshold)d would decrypt. Choose 2 to %(most)d trustees, and more than "
        "half of them to decrypt."
    )
    field = "threshold"


class RolesNotApart(Refusal):
    """One person would hold what two must hold."""

    sentence = N_(
        "%(name)s would hold two parts that must stay apart: slips, keys, and the opening of the vote. "
        "Choose another person."
    )
    field = "authority"


class TrusteeDoesNotCount(Refusal):
    """A trustee who is not among those who count."""

    sentence = N_("%(name)s is not among those who count. The keys are held by those who count.")
    field = "trustees"


class NoRehearsal(Refusal):
    """A first poll without a rehearsal."""

    sentence = N_(
        "Hold a rehearsal of this meeting's secret votes first; it has to end with a verified result."
    )


class SlipsDoNotFit(Refusal):
    """The slips issued are not those who signed for one."""

    sentence = N_(
        "%(issued)d slips are marked as issued and %(signed)d persons signed for one. Mend the list before "
        "the voting opens."
    )


class UnknownSerial(Refusal):
    """A serial that no slip has."""

    sentence = N_("There is no slip %(serial)s on the list of the authority.")
    field = "serials"


class SlipsBroken(Refusal):
    """The authority's list does not hold."""

    sentence = N_("The list of slips does not hold: %(what)s")
    field = "slips"


class MessageBroken(Refusal):
    """A message of a trustee's device does not hold."""

    sentence = N_("The message of the device does not hold: %(what)s")


class NotTheTrustee(Refusal):
    """Somebody else's device."""

    sentence = N_("Only a trustee of this vote does this, on the own device.")


class NotTheAuthority(Refusal):
    """Somebody else's slips."""

    sentence = N_("Only the authority for the slips of this vote does this.")


class PollNotThere(Refusal):
    """A step out of order."""

    sentence = N_("The vote does not stand where this step begins. Reload the page to see where it stands.")


class VotingIsClosed(Refusal):
    """A ballot before or after the voting."""

    sentence = N_("The voting is not open. This ballot was not taken.")


class BallotTooLarge(Refusal):
    """More bytes than any ballot has."""

    sentence = N_("This is no ballot of this vote.")


class QueueNotEmpty(Refusal):
    """Ballots are still being checked."""

    sentence = N_("%(count)d ballots that were received are still being checked. Close again in a moment.")


class KeysStillNeeded(Refusal):
    """Keys would be destroyed too early."""

    sentence = N_("The keys are kept until complaints are over, %(day)s, and none is open (%(source)s).")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the poll."""

    text: str
    answers: tuple[str, ...]
    least: int
    most: int
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """What the decrypted totals say: ``votes`` by place of the name and choice."""

    valid: int
    invalid: Mapping[str, int] = field(default_factory=dict)
    votes: Sequence[Mapping[str, int]] = ()


ANSWERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "SINGLE": (("agree", "Đồng ý"), ("disagree", "Không đồng ý")),
    "NO_SURPLUS": (("agree", "Đồng ý"), ("disagree", "Không đồng ý")),
    "TRUST": (("confident", "Tín nhiệm"), ("not_confident", "Không tín nhiệm")),
    "CONFIDENCE": (
        ("high", "Tín nhiệm cao"),
        ("medium", "Tín nhiệm"),
        ("low", "Tín nhiệm thấp"),
    ),
}
TICKED = {"SURPLUS": "keep", "INTRODUCTION": "introduce"}


def check_admissible(profile: RuleProfile, *, is_party: bool, kind: str, about_persons: bool) -> None:
    """Refuse a round that may not be voted on devices; in the Party no setting allows one about a person.

    :raises NeverAboutPersons: in the Party, where persons stand on the list or it is more than an opinion
    :raises StatutesMissing: elsewhere, while no article of the statutes allows it
    """
    if is_party:
        if about_persons or kind != RoundKind.OPINION:
            raise NeverAboutPersons(source=profile.article("electronic_secret"))
        return
    if not profile.electronic_secret or not profile.is_read("electronic_secret"):
        raise StatutesMissing(name=profile.code)


def check_voters(voters: int) -> bool:
    """Refuse an electorate of fewer than five; tell whether one of fewer than ten is warned of.

    :raises TooFewVoters: below five
    """
    if voters < FEWEST:
        raise TooFewVoters(voters=voters, fewest=FEWEST)
    return voters < FEW


def check_on_paper(papers: int) -> None:
    """Refuse a few papers beside the devices: the archive's totals are public, so theirs would be too.

    :raises TooFewOnPaper: for one to four
    """
    if 0 < papers < FEWEST:
        raise TooFewOnPaper(papers=papers, fewest=FEWEST)


def is_withheld(*, on_devices: int, on_paper: int) -> bool:
    """Tell whether one of two parts is so small that the other, taken from the sum, would tell its choices.

    Then nothing but the sum is published: neither part, nor the events that decrypt the devices' totals.
    """
    return min(on_devices, on_paper) > 0 and min(on_devices, on_paper) < FEWEST


def usual_threshold(trustees: int) -> int:
    """Return how many of the trustees decrypt unless said: more than half, 2 of 3, 3 of 5."""
    return trustees // 2 + 1


def check_threshold(*, trustees: int, threshold: int) -> None:
    """Refuse keys that one person alone could use, or that half of them could.

    :raises ThresholdMakesNoSense: if the numbers are such
    """
    if not 2 <= trustees <= MOST_TRUSTEES or not usual_threshold(trustees) <= threshold <= trustees:
        raise ThresholdMakesNoSense(trustees=trustees, threshold=threshold, most=MOST_TRUSTEES)


def questions_of(mode: str, *, title: str, names: Sequence[str], seats: int) -> list[Asked]:
    """Return the questions in the order of the list; only totals of each answer are ever decrypted."""
    if mode in TICKED:
        return [Asked(title, tuple(names), 1, min(seats, len(names)), blank=True)]
    answers = tuple(words for _choice, words in ANSWERS[mode])
    least = 1 if mode == "CONFIDENCE" else 0
    return [Asked(name, answers, least, 1) for name in names]


def together(one: Totals, other: Totals) -> Totals:
    """Return the totals of devices and papers in one: nothing of the result tells them apart."""
    reasons = sorted({*one.invalid, *other.invalid})
    invalid = {name: one.invalid.get(name, 0) + other.invalid.get(name, 0) for name in reasons}
    votes = [
        {choice: mine.get(choice, 0) + theirs.get(choice, 0) for choice in {**mine, **theirs}}
        for mine, theirs in zip(one.votes, other.votes, strict=True)
    ]
    return Totals(one.valid + other.valid, invalid, votes)


def totals_of(mode: str, result: Sequence[Sequence[int]], *, ballots: int, blank_is: Blank) -> Totals:
    """Return the totals of the count from the decrypted numbers."""
    if mode in TICKED:
        blanks, *ticks = result[0]
        invalid = {"nobody_chosen": blanks} if blanks and blank_is is Blank.INVALID else {}
        return Totals(ballots - sum(invalid.values()), invalid, [{TICKED[mode]: one} for one in ticks])
    choices = [choice for choice, _words in ANSWERS[mode]]
    votes = [dict(zip(choices, row, strict=True)) for row in result]
    if len(votes) == 1 and blank_is is Blank.INVALID:
        expressed = sum(votes[0].values())
        invalid = {"no_expressed_choice": ballots - expressed} if expressed < ballots else {}
        return Totals(expressed, invalid, votes)
    return Totals(ballots, {}, votes)


def kept_reason(refused: Refused) -> str:
    """Return why a ballot was refused as it is kept: a word of the library, and what it is about."""
    return f"{refused.code}: {refused.values.get('what', '')}"[:300]


def said_of(reason: str, language: str) -> str:
    """Return the sentence of a kept reason in "vi" or "en"."""
    code, _, what = reason.partition(": ")
    return Refused(code, what=what).said(language) if code in SENTENCES else reason

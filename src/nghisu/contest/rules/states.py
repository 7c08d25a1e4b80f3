"""Where a contest and an entry stand, and what refuses a step."""

from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class State(StrEnum):
    """Where a contest stands."""

    DRAFT = "draft"
    OPEN = "open"
    CHECKED = "checked"
    FIRST = "first"
    SECOND = "second"
    RANKED = "ranked"
    SIGNED = "signed"
    UNMASKED = "unmasked"
    PUBLISHED = "published"


class EntryState(StrEnum):
    """Where an entry stands."""

    RECEIVED = "received"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    SHORTLISTED = "shortlisted"
    RANKED = "ranked"


STATE_WORDS: dict[State, str] = {
    State.DRAFT: N_("Being prepared"),
    State.OPEN: N_("Open for entries"),
    State.CHECKED: N_("Closed and checked in"),
    State.FIRST: N_("First round of judging"),
    State.SECOND: N_("Final round of judging"),
    State.RANKED: N_("Ranked by code"),
    State.SIGNED: N_("Minutes signed, still masked"),
    State.UNMASKED: N_("Authors unmasked"),
    State.PUBLISHED: N_("Results published"),
}
TONES: dict[State, str] = {
    State.DRAFT: "plain",
    State.OPEN: "info",
    State.CHECKED: "info",
    State.FIRST: "warn",
    State.SECOND: "warn",
    State.RANKED: "warn",
    State.SIGNED: "info",
    State.UNMASKED: "info",
    State.PUBLISHED: "good",
}
ENTRY_WORDS: dict[EntryState, str] = {
    EntryState.RECEIVED: N_("Entry received"),
    EntryState.REJECTED: N_("Not taken, with the reason"),
    EntryState.ACCEPTED: N_("Taken, with its code"),
    EntryState.SHORTLISTED: N_("In the final round"),
    EntryState.RANKED: N_("Entry ranked"),
}
OPENED = frozenset({State.UNMASKED, State.PUBLISHED})
"""The authors may be known."""


class NotNow(Refusal):
    """A step that the state does not allow."""

    sentence = N_("This step is not possible where the contest stands now.")


class DaysTurned(Refusal):
    """It closes before it is launched."""

    sentence = N_("The contest closes on %(closes_on)s, before it is launched. Turn the two days round.")
    field = "closes_on"


class NotLater(Refusal):
    """The close is put off to no later day."""

    sentence = N_("Entries are taken until %(closes_on)s. Choose a later day that has not passed.")
    field = "closes_on"


class NoGenre(Refusal):
    """A category without a genre."""

    sentence = N_("A category takes at least one genre. Name the first one with its length.")


class LastCategory(Refusal):
    """The only category removed."""

    sentence = N_("A contest needs a category. Change this one, or add another before you remove it.")


class NotOpen(Refusal):
    """An entry outside the days."""

    sentence = N_("Entries are taken from %(first)s to %(last)s.")


class NotOriginal(Refusal):
    """Published before the launch."""

    sentence = N_("Confirm that the work was not published before the launch.")
    field = "is_original"


class NoAuthor(Refusal):
    """An entry without an author."""

    sentence = N_("Name at least one author, each on a line of their own: name | place of work.")
    field = "authors"


class LengthMissing(Refusal):
    """A recording without its length."""

    sentence = N_("Give the length as minutes:seconds, like 4:30.")
    field = "length"


class JudgeRunsIt(Refusal):
    """A judge who sees the senders."""

    sentence = N_("%(name)s runs the contest and sees who sent what. Choose somebody else as a judge.")
    field = "judges"


class JudgeNotDeclared(Refusal):
    """A judge who did not declare."""

    sentence = N_("%(name)s has not declared their conflicts yet.")


class TooFewJudges(Refusal):
    """No two judges may score an entry."""

    sentence = N_("%(count)d entries have no two judges without a conflict. Appoint more judges.")


class ScoreStands(Refusal):
    """A score sent twice."""

    sentence = N_("This score was sent and stands. Ask for a third judge in the minutes if it is wrong.")


class StillMasked(Refusal):
    """Unmasking before the minutes are signed."""

    sentence = N_("The minutes are not signed yet. Authors are unmasked only after that.")


def check_state(state: State, *allowed: State) -> None:
    """Refuse a step that the state does not allow.

    :raises NotNow: if it does not
    """
    if state not in allowed:
        raise NotNow

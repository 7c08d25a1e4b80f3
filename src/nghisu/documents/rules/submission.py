"""The way of a draft to its signature (trình ký): who looks at it, in what order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Stage(StrEnum):
    """Who looks at the draft."""

    HEAD = "head"  # lãnh đạo ban tham mưu
    OFFICE = "office"  # văn phòng: thể thức, thẩm quyền
    SIGNATORY = "signatory"


class State(StrEnum):
    """What became of a step."""

    WAITING = "waiting"
    AGREED = "agreed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


STAGE_NAMES = {
    Stage.HEAD: N_("Head of the commission"),
    Stage.OFFICE: N_("Office: form and authority"),
    Stage.SIGNATORY: N_("Signatory"),
}
STATE_NAMES = {
    State.WAITING: N_("Waiting"),
    State.AGREED: N_("Agreed"),
    State.RETURNED: N_("Returned"),
    State.WITHDRAWN: N_("Taken back"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A step as the rule sees it."""

    stage: Stage
    state: State


class NotThroughYet(Refusal):
    """A step before the number is still open."""

    sentence = N_("The draft still waits at the step “%(stage)s”. It gets its number after the signature.")


class NoStepWaits(Refusal):
    """Nothing waits."""

    sentence = N_("No step of this draft waits for an answer. Reload the page to see where it stands.")


class ReturnWithoutRemark(Refusal):
    """A return says what is to be mended."""

    sentence = N_("Write what is to be mended before the draft comes back.")
    field = "remark"


class FormDiffers(Refusal):
    """The office agrees to a paper that differs from the form only with a reason."""

    sentence = N_("The paper differs from the official form. Return it, or write why it may go on.")
    field = "remark"


def stages(*, is_led: bool) -> tuple[Stage, ...]:
    """Return the steps: a commission's draft passes its head first; the office's own begins at the office.

    :param is_led: whether a commission wrote it that has a head or a deputy head
    """
    if is_led:
        return (Stage.HEAD, Stage.OFFICE, Stage.SIGNATORY)
    return (Stage.OFFICE, Stage.SIGNATORY)


def waiting_of(turns: Sequence[Turn]) -> int | None:
    """Return the index of the step whose turn it is, None if the round is over."""
    for index, turn in enumerate(turns):
        if turn.state is State.RETURNED:
            return None
        if turn.state is State.WAITING:
            return index
    return None


def check_through(turns: Sequence[Turn]) -> None:
    """Refuse a number while a step of the round is not agreed; a round without steps is none.

    :raises NotThroughYet: at the first open step
    """
    for turn in turns:
        if turn.state is not State.AGREED:
            raise NotThroughYet(stage=STAGE_VIETNAMESE[turn.stage])


STAGE_VIETNAMESE = {
    Stage.HEAD: "Lãnh đạo ban tham mưu",
    Stage.OFFICE: "Văn phòng thẩm định thể thức, thẩm quyền",
    Stage.SIGNATORY: "Người ký",
}

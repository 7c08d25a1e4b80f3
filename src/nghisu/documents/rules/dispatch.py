"""How a document leaves the house, and how it is stamped."""

from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Way(StrEnum):
    """How a document went to a recipient."""

    SYSTEM = "system"
    NETWORK = "network"
    HAND = "hand"
    POST = "post"


WAY_NAMES = {
    Way.SYSTEM: N_("In this system"),
    Way.NETWORK: N_("By the Party's own network"),
    Way.HAND: N_("By hand"),
    Way.POST: N_("By post"),
}


class Stamp(StrEnum):
    """How the stamp is set. Source: Nghị định 30/2020/NĐ-CP, Điều 33."""

    SIGNATURE = "signature"
    TOP = "top"
    EDGES = "edges"
    RAISED = "raised"


STAMP_NAMES = {
    Stamp.SIGNATURE: N_("On the signature"),
    Stamp.TOP: N_("On the head of an annex (dấu treo)"),
    Stamp.EDGES: N_("Across the edges (dấu giáp lai)"),
    Stamp.RAISED: N_("Raised (dấu nổi)"),
}


class NotSentYet(Refusal):
    """A receipt comes after the dispatch."""

    sentence = N_("“%(label)s” has not been sent the document. Enter the dispatch first.")


class SentAlready(Refusal):
    """The document went to the recipient already."""

    sentence = N_("The document already went to “%(label)s”.")


class Recalled(Refusal):
    """The dispatch was recalled."""

    sentence = N_("The dispatch to “%(label)s” was recalled.")


class RecallWithoutReason(Refusal):
    """A recall without a reason."""

    sentence = N_("Write why the dispatch is recalled; those who opened the document read it.")
    field = "reason"


class ReceivedBeforeSent(Refusal):
    """The receipt lies before the dispatch."""

    sentence = N_("The receipt of %(received_on)s lies before the dispatch of %(sent_on)s.")
    field = "received_at"


class NothingStamped(Refusal):
    """A line of the stamp's register says what was stamped."""

    sentence = N_("Write what was stamped.")
    field = "what"


class StampBeforeIssue(Refusal):
    """The stamp is set on a document that has its number."""

    sentence = N_("The stamp is set after the number: issue the document first.")


class BranchHasNoStamp(Refusal):
    """A branch has no stamp. Source: Hướng dẫn 36-HD/VPTW."""

    sentence = N_("A branch has no stamp; its documents go out without one.")


def check_receipt(*, label: str, sent_on: date | None, received_on: date) -> None:
    """Refuse a receipt without or before the dispatch.

    :raises NotSentYet: without
    :raises ReceivedBeforeSent: before
    """
    if sent_on is None:
        raise NotSentYet(label=label)
    if received_on < sent_on:
        raise ReceivedBeforeSent(received_on=received_on, sent_on=sent_on)

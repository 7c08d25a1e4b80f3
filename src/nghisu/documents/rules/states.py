"""The ways of a document, and how one bears on another."""

from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Direction(StrEnum):
    """In which register a document stands."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    INTERNAL = "internal"


class Status(StrEnum):
    """How far a document is. Outgoing and internal: draft to issued; incoming: received to done."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ISSUED = "issued"
    VOID = "void"
    RECEIVED = "received"
    ROUTED = "routed"
    DONE = "done"


DIRECTION_NAMES = {
    Direction.INCOMING: N_("Incoming"),
    Direction.OUTGOING: N_("Outgoing"),
    Direction.INTERNAL: N_("Internal"),
}
STATUS_NAMES = {
    Status.DRAFT: N_("Draft"),
    Status.SUBMITTED: N_("Submitted"),
    Status.ISSUED: N_("Issued"),
    Status.VOID: N_("Number void"),
    Status.RECEIVED: N_("Received"),
    Status.ROUTED: N_("Routed"),
    Status.DONE: N_("Dealt with"),
}
MOVES = {
    (Status.DRAFT, Status.SUBMITTED),
    (Status.SUBMITTED, Status.DRAFT),
    (Status.SUBMITTED, Status.ISSUED),
    (Status.ISSUED, Status.VOID),
    (Status.RECEIVED, Status.ROUTED),
    (Status.ROUTED, Status.ROUTED),
    (Status.RECEIVED, Status.DONE),
    (Status.ROUTED, Status.DONE),
}
BEFORE_ISSUE = frozenset({Status.DRAFT, Status.SUBMITTED})


class Edge(StrEnum):
    """How one document bears on another; the inverse is derived, never stored."""

    IMPLEMENTS = "implements"
    AMENDS = "amends"
    REPLACES = "replaces"
    REVOKES = "revokes"
    REPLIES = "replies"
    BASED_ON = "based_on"
    CITES = "cites"
    REVIEWS = "reviews"
    CORRECTS = "corrects"


EDGE_NAMES = {
    Edge.IMPLEMENTS: N_("Implements"),
    Edge.AMENDS: N_("Amends"),
    Edge.REPLACES: N_("Replaces"),
    Edge.REVOKES: N_("Revokes"),
    Edge.REPLIES: N_("Replies to"),
    Edge.BASED_ON: N_("Is based on"),
    Edge.CITES: N_("Cites"),
    Edge.REVIEWS: N_("Reviews"),
    Edge.CORRECTS: N_("Corrects"),
}
INVERSE_NAMES = {
    Edge.IMPLEMENTS: N_("Implemented by"),
    Edge.AMENDS: N_("Amended by"),
    Edge.REPLACES: N_("Replaced by"),
    Edge.REVOKES: N_("Revoked by"),
    Edge.REPLIES: N_("Answered by"),
    Edge.BASED_ON: N_("Is a basis of"),
    Edge.CITES: N_("Cited by"),
    Edge.REVIEWS: N_("Reviewed by"),
    Edge.CORRECTS: N_("Corrected by"),
}
BY_ISSUER_OR_SUPERIOR = frozenset({Edge.AMENDS, Edge.REPLACES, Edge.REVOKES})


class NotThatWay(Refusal):
    """The document does not stand where this step begins."""

    sentence = N_("This step is not open: the document has moved on. Reload the page to see where it stands.")


class DatedInTheFuture(Refusal):
    """A document cannot be dated after the day it is issued or received."""

    sentence = N_("The document cannot be dated %(dated_on)s: that day lies ahead.")
    field = "dated_on"


class DatedBeforeSignature(Refusal):
    """The date of issue lies before the last signature."""

    sentence = N_("The date %(dated_on)s lies before the last signature of %(signed_on)s.")
    field = "dated_on"


class NotSignedYet(Refusal):
    """No signatory has been named."""

    sentence = N_("Name the signatory before the document is issued.")
    field = "signer_name"


class ChangedAfterSignature(Refusal):
    """The text is not the one that was submitted for signature."""

    sentence = N_("The text changed after it was submitted. Submit it again.")


class NoSubject(Refusal):
    """A document without a subject."""

    sentence = N_("Write the subject (trích yếu) of the document.")
    field = "subject"


class NotItsIssuer(Refusal):
    """A corrigendum comes from the issuer. Source: Nghị định 30/2020/NĐ-CP, Điều 18."""

    sentence = N_("Only the issuer of %(reference)s corrects it, by a document of its own.")
    field = "target"


class CorrectsNothing(Refusal):
    """A document that is not issued is mended, not corrected by another."""

    sentence = N_("%(reference)s has not been issued: change the draft itself.")
    field = "target"


class ToItself(Refusal):
    """A document linked to itself."""

    sentence = N_("A document cannot be linked to itself.")
    field = "target"


class NotByIssuer(Refusal):
    """Only the issuer or a superior amends, replaces or revokes. Source: Quy định 66-QĐ/TW, 399-QĐ/TW."""

    sentence = N_("Only the issuer of %(reference)s or its superior may amend, replace or revoke it.")
    field = "target"


def check_move(before: str, after: Status) -> None:
    """Refuse a step that is not in the table.

    :raises NotThatWay: if the document stands elsewhere
    """
    if (Status(before), after) not in MOVES:
        raise NotThatWay


def check_dated(dated_on: date, *, day: date, signed_on: date | None = None) -> None:
    """Refuse a date ahead of ``day`` or before the last signature.

    :raises DatedInTheFuture: if it lies ahead
    :raises DatedBeforeSignature: if it lies before the signature
    """
    if dated_on > day:
        raise DatedInTheFuture(dated_on=dated_on)
    if signed_on is not None and dated_on < signed_on:
        raise DatedBeforeSignature(dated_on=dated_on, signed_on=signed_on)

"""Every write on documents: one function, one transaction, one line of the record."""

from nghisu.documents.actions.chairs import chair_signing
from nghisu.documents.actions.drafting import (
    Recipient,
    Signer,
    WrongIssuer,
    day_of,
    draft_outgoing,
    hand_back,
    hash_of,
    revise_draft,
    submit,
)
from nghisu.documents.actions.files import attach_file, attach_made
from nghisu.documents.actions.incoming import (
    INCOMING_BOOK,
    AlreadyRegistered,
    DueBeforeReceipt,
    NoIssuer,
    RoutingOutsideHouse,
    close_incoming,
    mark_entered,
    register_incoming,
    route,
)
from nghisu.documents.actions.issuing import ReasonMissing, enter_issued, issue, void_number
from nghisu.documents.actions.linking import link
from nghisu.documents.actions.numbering import NoSymbol, NoTermOpen, NumberTaken

__all__ = [
    "AlreadyRegistered",
    "DueBeforeReceipt",
    "INCOMING_BOOK",
    "NoIssuer",
    "NoSymbol",
    "NoTermOpen",
    "NumberTaken",
    "ReasonMissing",
    "Recipient",
    "RoutingOutsideHouse",
    "Signer",
    "chair_signing",
    "WrongIssuer",
    "attach_file",
    "attach_made",
    "close_incoming",
    "day_of",
    "draft_outgoing",
    "enter_issued",
    "hand_back",
    "hash_of",
    "issue",
    "link",
    "mark_entered",
    "register_incoming",
    "revise_draft",
    "route",
    "submit",
    "void_number",
]

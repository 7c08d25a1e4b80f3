"""Pages of documents: the registers, one document, and the steps of its way."""

from nghisu.documents.views.drafting import document_draft, document_revise, document_submit
from nghisu.documents.views.files import document_attach, document_file, document_link, document_paper
from nghisu.documents.views.incoming import document_close, document_entered, document_receive, document_route
from nghisu.documents.views.issuing import document_hand_back, document_issue, document_void
from nghisu.documents.views.lineage import InForceTable, document_in_force, document_unlink
from nghisu.documents.views.points import (
    document_cite,
    document_point,
    document_point_add,
    document_point_remove,
    document_points,
)
from nghisu.documents.views.registers import (
    TONES,
    IncomingTable,
    OutgoingTable,
    document_detail,
    document_list,
    state_badge,
    state_with_reason,
)

__all__ = [
    "InForceTable",
    "document_in_force",
    "document_unlink",
    "document_cite",
    "document_point",
    "document_point_add",
    "document_point_remove",
    "document_points",
    "IncomingTable",
    "OutgoingTable",
    "TONES",
    "document_attach",
    "document_close",
    "document_detail",
    "document_draft",
    "document_entered",
    "document_file",
    "document_hand_back",
    "document_issue",
    "document_link",
    "document_list",
    "document_paper",
    "document_receive",
    "document_revise",
    "document_route",
    "document_submit",
    "document_void",
    "state_badge",
    "state_with_reason",
]

"""Read documents, for the one who asks."""

from nghisu.documents.queries.copies import copies_of
from nghisu.documents.queries.drafting import (
    draft_values,
    drafter_for,
    issuers_for,
    next_reference,
    recipient_labels,
    recipient_units,
)
from nghisu.documents.queries.linking import is_in_force, link_choices, links_of
from nghisu.documents.queries.names import (
    name_row,
    outside_by_id,
    outside_choices,
    place_of,
    superior_name_of,
    term_at,
    unit_choices,
    units_by_id,
)
from nghisu.documents.queries.register import (
    awaiting_number,
    document_visible_to,
    documents_cited_as,
    documents_visible_to,
    entry_overdue,
    file_visible_to,
    is_reference,
    register,
    routed_to,
    routings_with_names,
    search_documents,
)

__all__ = [
    "awaiting_number",
    "copies_of",
    "document_visible_to",
    "documents_cited_as",
    "documents_visible_to",
    "draft_values",
    "drafter_for",
    "entry_overdue",
    "file_visible_to",
    "is_in_force",
    "is_reference",
    "issuers_for",
    "link_choices",
    "links_of",
    "name_row",
    "next_reference",
    "outside_by_id",
    "outside_choices",
    "place_of",
    "recipient_labels",
    "recipient_units",
    "register",
    "routed_to",
    "routings_with_names",
    "search_documents",
    "superior_name_of",
    "term_at",
    "unit_choices",
    "units_by_id",
]

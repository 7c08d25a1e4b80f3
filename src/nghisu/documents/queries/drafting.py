"""What a draft needs: issuers, recipients, the next number."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from nghisu.documents.models import (
    Document,
    NumberSequence,
)
from nghisu.documents.queries.names import name_row, term_at
from nghisu.documents.rules.numbering import Reference
from nghisu.documents.rules.types import Family
from nghisu.organisation.rules.policy import Standing


def recipient_labels(document: Document) -> tuple[str, ...]:
    """Return the lines under Nơi nhận; many units may share one line."""
    return tuple(dict.fromkeys(document.recipients.values_list("label", flat=True)))


def issuers_for(standing: Standing) -> frozenset[UUID]:
    """Return the units in whose name the asker may draft: the own ones and the committees they serve."""
    drafters = standing.reach("document.draft")
    return drafters | {standing.tree.committee_of(unit) for unit in drafters}


def drafter_for(standing: Standing, issuer_id: UUID) -> UUID:
    """Return the unit as which the asker drafts a document of the issuer."""
    drafters = standing.reach("document.draft")
    if issuer_id in drafters:
        return issuer_id
    serving = sorted(str(one) for one in drafters if standing.tree.committee_of(one) == issuer_id)
    return UUID(serving[0]) if serving else issuer_id


def recipient_units(standing: Standing) -> frozenset[UUID]:
    """Return the units a document of the asker's may go to: superiors, the house, affiliates."""
    tree = standing.tree
    found: set[UUID] = set()
    for issuer in issuers_for(standing):
        committee = tree.committee_of(issuer)
        found |= tree.house_of(committee) | set(tree.above(committee))
        found |= {child for child in tree.children_of.get(committee, ()) if child in tree.committees}
    return frozenset(found)


def next_reference(document: Document, *, day: date, at: datetime, standing: Standing) -> str:
    """Return the number that the document would get now, if nobody issues before; "" if it cannot."""
    name = name_row(document.unit_id, day)
    if name is None or not name.symbol:
        return ""
    family = Family(document.family)
    wanted = NumberSequence.objects.filter(unit_id=document.unit_id, symbol=document.symbol)
    if family is Family.PARTY:
        term = term_at(document.unit_id, at) or term_at(standing.tree.committee_of(document.unit_id), at)
        if term is None:
            return ""
        wanted = wanted.filter(term=term)
    else:
        wanted = wanted.filter(year=day.year)
    last = wanted.values_list("last", flat=True).first() or 0
    return str(Reference(family, last + 1, document.symbol, name.symbol))


def draft_values(document: Document) -> dict[str, Any]:
    """Return what the form of a draft begins with."""
    signer = document.signers.first()
    recipients = list(document.recipients.all())
    return {
        "version": document.version,
        "type": document.type,
        "organ": document.organ,
        "subject": document.subject,
        "urgency": document.urgency,
        "addressed_to": document.addressed_to,
        "bases": document.bases,
        "text": document.text,
        "right": signer.right if signer else "",
        "in_name_of": signer.in_name_of if signer else "",
        "signer_person": str(signer.person_id) if signer and signer.person_id else "",
        "signer_title": signer.title if signer else "",
        "signer_name": signer.name if signer else "",
        "recipient_units": [str(one.unit_id) for one in recipients if one.unit_id],
        "recipient_outside": [str(one.outside_id) for one in recipients if one.outside_id],
        "recipient_others": "\n".join(
            one.label for one in recipients if not one.unit_id and not one.outside_id
        ),
    }

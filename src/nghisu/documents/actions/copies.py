"""Make official copies, each with a number of its own, and declare such a number void."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from nghisu.documents import queries
from nghisu.documents.actions.drafting import Signer, day_of
from nghisu.documents.actions.issuing import ReasonMissing
from nghisu.documents.actions.numbering import NoSymbol, next_number, sequence_of, term_of
from nghisu.documents.models import Document, DocumentCopy
from nghisu.documents.queries.signing import signatory_on
from nghisu.documents.rules import copies, numbering, signing, states
from nghisu.documents.rules.copies import CopyKind
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import Family
from nghisu.kit.language import clean_name, nfc
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def make_copy(
    *,
    document: Document,
    unit: Unit,
    kind: CopyKind,
    dated_on: date,
    signer: Signer,
    text: str = "",
    from_copy: str = "",
    recipients: Sequence[str] = (),
    sheets: int = 1,
    by: Standing,
    at: datetime,
) -> DocumentCopy:
    """Make an official copy of a document that was issued or has arrived; it gets the next number.

    :param unit: the unit that copies
    :param text: the part that is copied, word for word
    :param from_copy: the copy that a copy of a copy is made from
    :param sheets: how many are made
    :param signer: who signs it
    :param dated_on: the day on it
    :param recipients: where it goes, a label each
    :param kind: what kind of copy
    :param document: what is copied
    :raises NothingToCopy: if it is a draft or its number is void
    :raises NoTermOpen: if the unit has no term at ``at``
    :raises NoSymbol: if the unit has none
    """
    document = Document.locked(document.pk)
    by.require("document.issue", unit=unit.pk)
    if document.is_open or document.is_void:
        raise copies.NothingToCopy
    copies.check_copy(
        kind=kind,
        original=f"{document.bases}\n{document.text}",
        text=text,
        from_copy=from_copy,
        day=dated_on,
        original_day=document.dated_on,
    )
    states.check_dated(dated_on, day=day_of(at))
    if signer.person is not None:
        signatory = signatory_on(signer.person, unit.pk, dated_on)
        signing.check_signatory(signatory, right=signer.right, is_collective=False, day=dated_on)
    name = queries.name_row(unit.pk, dated_on)
    if name is None or not name.symbol:
        raise NoSymbol(unit=name.name if name else unit.code)
    family = Family(document.family) if document.unit_id == unit.pk else Family.PARTY
    if family is Family.PARTY:
        term = term_of(unit, at=at, by=by)
        sequence = sequence_of(unit=unit, symbol=copies.BOOK, term=term)
    else:
        term = None
        sequence = sequence_of(unit=unit, symbol=copies.BOOK, year=dated_on.year)
    number = next_number(sequence)
    symbol = copies.SYMBOLS[family][kind]
    made = DocumentCopy.objects.create(
        document=document,
        unit=unit,
        kind=kind,
        family=family,
        sequence=sequence,
        number=number,
        term=term,
        reference=str(numbering.Reference(family, number, symbol, name.symbol)),
        from_copy=clean_name(from_copy) if kind is CopyKind.OF_COPY else "",
        text=nfc(text).strip() if kind is CopyKind.EXTRACT else "",
        issuer_name=name.name,
        superior_name=queries.superior_name_of(unit.pk, dated_on),
        place=queries.place_of(unit.pk),
        dated_on=dated_on,
        form_profile=profile_on(dated_on, family).code,
        signer=signer.person,
        signer_right=signer.right,
        signer_for=clean_name(signer.in_name_of),
        signer_title=clean_name(signer.title),
        signer_name=signing.bare_name(signer.name).name,
        recipients="\n".join(clean_name(one) for one in recipients if one.strip()),
        sheets=sheets,
        made_by_id=by.person_id,
        made_at=at,
    )
    note(
        verb="document.copied",
        subject=document,
        by=by,
        at=at,
        within=unit,
        reference=made.reference,
        kind=kind.value,
        copies=sheets,
    )
    return made


@transaction.atomic
def void_copy(*, copy: DocumentCopy, reason: str, by: Standing, at: datetime) -> DocumentCopy:
    """Declare the number of a copy void. It stays taken and visible.

    :raises ReasonMissing: without a reason
    :raises CopyIsVoid: if it is void already
    """
    copy = DocumentCopy.locked(copy.pk)
    by.require("document.issue", unit=copy.unit_id)
    if copy.is_void:
        raise copies.CopyIsVoid
    if not reason.strip():
        raise ReasonMissing
    copy.void_reason = clean_name(reason)
    copy.save_over(copy.version, "void_reason")
    note(
        verb="document.copy_voided",
        subject=copy.document,
        by=by,
        at=at,
        within=copy.unit,
        reference=copy.reference,
        reason=copy.void_reason,
    )
    return copy

"""Documents for programs: one document with its points and files, the bytes of a file, what is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from nghisu.documents import queries
from nghisu.documents.queries.lineage import in_force_on
from nghisu.documents.queries.points import point_rows
from nghisu.kit import files
from nghisu.kit.api import AS_OF, Bytes, Page, endpoint, listed
from nghisu.kit.pages import Request
from nghisu.kit.refusals import N_


@dataclass(frozen=True)
class FileOut:
    """A file of a document; its bytes stand at ``address``."""

    id: UUID
    role: str
    name: str
    media_type: str
    size: int
    sha256: str
    address: str


@dataclass(frozen=True)
class SignerOut:
    """Who signs, in whose name."""

    line: str
    title: str
    name: str
    signed_on: date | None


@dataclass(frozen=True)
class RecipientOut:
    """Who gets it."""

    label: str
    sent_at: datetime | None
    received_at: datetime | None
    recalled_at: datetime | None


@dataclass(frozen=True)
class LinkOut:
    """How it bears on another document."""

    words: str
    document: UUID
    reference: str
    subject: str


@dataclass(frozen=True)
class CitedOut:
    """What answers a point."""

    words: str
    page: str


@dataclass(frozen=True)
class PointOut:
    """A point of the document, and what answers it."""

    id: UUID
    number: str
    text: str
    cited: list[CitedOut]


@dataclass(frozen=True)
class WholeDocumentOut:
    """A document with everything that its page shows."""

    id: UUID
    unit: str
    direction: str
    status: str
    type: str
    reference: str
    subject: str
    issuer: str
    dated_on: date | None
    addressed_to: str
    bases: str
    text: str
    urgency: str
    issued_at: datetime | None
    received_at: datetime | None
    received_number: int | None
    expected_tasks: int
    entry_due_on: date | None
    entered_at: datetime | None
    void_reason: str
    signers: list[SignerOut]
    recipients: list[RecipientOut]
    links: list[LinkOut]
    points: list[PointOut]
    files: list[FileOut]


@endpoint(
    "document.see",
    summary=N_("A document with its text, points, links, recipients and files"),
    answer=WholeDocumentOut,
    tag="documents",
)
def api_document(request: Request, pk: UUID) -> WholeDocumentOut:
    """Answer with one document."""
    one = queries.document_visible_to(request.standing, pk)
    if one is None:
        raise Http404
    return WholeDocumentOut(
        id=one.pk,
        unit=one.unit.code,
        direction=one.direction,
        status=one.status,
        type=one.type,
        reference=one.reference,
        subject=one.subject,
        issuer=one.issuer_name,
        dated_on=one.dated_on,
        addressed_to=one.addressed_to,
        bases=one.bases,
        text=one.text,
        urgency=one.urgency,
        issued_at=one.issued_at,
        received_at=one.received_at,
        received_number=one.received_number,
        expected_tasks=one.expected_tasks,
        entry_due_on=one.entry_due_on,
        entered_at=one.entered_at,
        void_reason=one.void_reason,
        signers=[SignerOut(row.line, row.title, row.name, row.signed_on) for row in one.signers.all()],
        recipients=[
            RecipientOut(row.label, row.sent_at, row.received_at, row.recalled_at)
            for row in one.recipients.all()
        ],
        links=[
            LinkOut(words, other.pk, other.reference, other.subject)
            for words, _link, other in queries.links_of(request.standing, one)
        ],
        points=[
            PointOut(
                row.point.pk,
                row.point.number,
                row.point.text,
                [CitedOut(cited.words, cited.url) for cited in row.cited],
            )
            for row in point_rows(request.standing, one)
        ],
        files=[
            FileOut(
                row.pk,
                row.role,
                row.name,
                row.media_type,
                row.size,
                row.sha256,
                f"/api/v1/documents/files/{row.pk}/",
            )
            for row in one.files.all()
        ],
    )


@endpoint("document.see", summary=N_("The bytes of a file of a document"), answer=Bytes, tag="documents")
def api_document_file(request: Request, pk: UUID) -> Any:
    """Answer with a file, to whoever may see its document."""
    file = queries.file_visible_to(request.standing, pk)
    if file is None:
        raise Http404
    return files.answer(sha256=file.sha256, name=file.name, media_type=file.media_type)


@dataclass(frozen=True)
class InForceOut:
    """A document in force on the day."""

    id: UUID
    unit: str
    type: str
    reference: str
    subject: str
    issuer: str
    dated_on: date | None


@endpoint(
    "document.see",
    summary=N_("Documents in force on a day"),
    answer=InForceOut,
    tag="documents",
    many=True,
    query=(AS_OF,),
)
def api_in_force(request: Request) -> Page[InForceOut]:
    """Answer with what is in force, the newest first."""
    rows = in_force_on(request.standing, request.as_of).select_related("unit").order_by("-dated_on", "pk")
    return listed(request, rows, _in_force)


def _in_force(one: Any) -> InForceOut:
    return InForceOut(
        one.pk, one.unit.code, one.type, one.reference, one.subject, one.issuer_name, one.dated_on
    )

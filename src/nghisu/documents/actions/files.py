"""Files of a document."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from nghisu.documents.actions.seals import keep_signatures, told
from nghisu.documents.models import (
    Document,
    DocumentFile,
    FileSignature,
)
from nghisu.kit import files as stored_files
from nghisu.kit import pdf
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def attach_file(
    *,
    document: Document,
    upload: "UploadedFile[bytes]",
    role: str = DocumentFile.Role.MAIN,
    attested: bool | None = None,
    by: Standing,
    at: datetime,
) -> DocumentFile:
    """Attach a file; one with a secrecy mark is refused before a byte is stored.

    Electronic signatures of a PDF are checked, and what was found is kept with it.

    An issued document takes scans and the file that was issued; its text does not change by it.

    :param attested: whether a person confirmed that a scan bears no mark; None does not ask
    """
    require_keeper(document, by)
    return _attached(document, stored_files.keep(upload, attested=attested), role=role, by=by, at=at)


@transaction.atomic
def attach_made(
    *,
    document: Document,
    content: bytes,
    name: str,
    media_type: str,
    role: str = DocumentFile.Role.MAIN,
    by: Standing,
    at: datetime,
) -> DocumentFile:
    """Attach a file that the product itself wrote, such as the paper of an issued document."""
    require_keeper(document, by)
    kept = stored_files.store(content, name=name, media_type=media_type)
    return _attached(document, kept, role=role, by=by, at=at)


@transaction.atomic
def check_signatures(*, file: DocumentFile, by: Standing, at: datetime) -> list[FileSignature]:
    """Check the electronic signatures of a file anew, against the unit's list of today."""
    file = DocumentFile.objects.select_for_update(of=("self",)).select_related("document").get(pk=file.pk)
    require_keeper(file.document, by)
    found = keep_signatures(file, stored_files.content_of(file.sha256), at=at)
    note(
        verb="document.signatures_checked",
        subject=file.document,
        by=by,
        at=at,
        name=file.name,
        hash=file.sha256,
        found=told(found),
    )
    return found


def _attached(
    document: Document, kept: stored_files.Kept, *, role: str, by: Standing, at: datetime
) -> DocumentFile:
    file, is_new = DocumentFile.objects.get_or_create(
        document=document,
        sha256=kept.sha256,
        name=kept.name,
        defaults={
            "role": role,
            "size": kept.size,
            "media_type": kept.media_type,
            "attached_at": at,
        },
    )
    if is_new:
        content = stored_files.content_of(kept.sha256) if kept.media_type == pdf.MEDIA_TYPE else b""
        found = keep_signatures(file, content, at=at)
        details: dict[str, Any] = {"found": told(found)} if found else {}
        note(
            verb="document.file_attached",
            subject=document,
            by=by,
            at=at,
            name=kept.name,
            hash=kept.sha256,
            **details,
        )
    return file


def require_keeper(document: Document, by: Standing) -> None:
    """Require the right to change what belongs to the document."""
    if not may_keep(document, by):
        raise NotAllowed


def may_keep(document: Document, by: Standing) -> bool:
    """Tell whether one may change what belongs to the document: files, links, points."""
    if document.is_incoming:
        return by.may("document.receive", unit=document.unit_id)
    if document.is_open and by.may("document.draft", unit=document.drafter_unit_id):
        return True
    return by.may("document.issue", unit=document.unit_id)

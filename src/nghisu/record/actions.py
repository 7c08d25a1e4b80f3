"""Write the record: one line for each action, in the action's own transaction."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from django.db import models, transaction

from nghisu.kit.refusals import N_, Refusal
from nghisu.record.models import Disclosure, Entry, Receipt


def note(
    *, verb: str, subject: models.Model, by: Any, at: datetime, **details: str | int | float | None
) -> Entry:
    """Write one line: ``by`` did ``verb`` to ``subject`` at ``at``. Call inside the action's transaction.

    ``by`` is a Person, a Standing, or None for the system; only its id is written. ``details`` are
    committed to by a salted hash, so that they can be erased.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A line of the record is written only inside its action's transaction.")
    index = Entry.objects.count()
    salt = secrets.token_bytes(32)
    text = json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    leaf = json.dumps(
        {
            "actor": str(getattr(by, "person_id", getattr(by, "pk", ""))) if by else "",
            "at": at.isoformat(),
            "details": hashlib.sha256(salt + text.encode()).hexdigest(),
            "kind": subject._meta.model_name,
            "subject": str(subject.pk),
            "verb": verb,
        },
        sort_keys=True,
        separators=(",", ":"),
    ).encode()
    entry = Entry.objects.create(
        index=index,
        verb=verb,
        subject_kind=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        actor_id=str(getattr(by, "person_id", getattr(by, "pk", ""))) if by else "",
        at=at,
        leaf=leaf,
        leaf_hash=hashlib.sha256(b"\0" + leaf).digest(),
    )
    Disclosure.objects.create(entry=entry, salt=salt, details=text)
    return entry


class KeyUsedForAnother(Refusal):
    """The same idempotency key came with another body."""

    sentence = N_("This form was already sent with other contents. Reload the page and send it again.")


def receipt_for(*, key: str, actor_id: str, body_hash: str) -> Receipt | None:
    """Return the receipt of a request already answered, or None for a new one.

    :raises KeyUsedForAnother: if the key was used with another body
    """
    found = Receipt.objects.filter(key=key, actor_id=actor_id).first()
    if found is not None and found.body_hash != body_hash:
        raise KeyUsedForAnother
    return found


def keep_receipt(
    *,
    key: str,
    actor_id: str,
    body_hash: str,
    status: int,
    location: str,
    content: str,
    content_type: str,
    at: datetime,
) -> Receipt:
    """Store the answer given to a key, in the transaction of the action it answers."""
    return Receipt.objects.create(
        key=key,
        actor_id=actor_id,
        body_hash=body_hash,
        status=status,
        location=location,
        content=content,
        content_type=content_type,
        at=at,
    )

"""Write the record: one line for each action, in the action's own transaction."""

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from nghisu.kit.bulk import Ids, Many, dashed, store_columns
from nghisu.kit.files import sync_folder
from nghisu.kit.refusals import N_, Refusal
from nghisu.record.models import Checkpoint, Entry, Head, Receipt, Touch, Verification
from nghisu.record.queries.keys import kept_checkpoint_path, public_key_path, secret_key_path
from nghisu.record.queries.whole import check_record
from nghisu.record.rules.checkpoint import Statement
from nghisu.record.rules.line import ERASED, Detail, Line, commitment, details_text, flag_for
from nghisu.record.rules.signed_note import Signer
from nghisu.record.rules.tree import EMPTY_ROOT, Frontier, leaf_hash

MOST_LINES_FOR_A_PAGE = 20_000
RECEIPTS_KEPT = timedelta(hours=24)
UNIT_FIELDS = ("unit_id", "giver_id", "lead_id", "to_unit_id", "host_id")


@dataclass(frozen=True)
class Made:
    """Many new objects of one kind, by their ids alone: an import makes thousands and loads none."""

    model: type[models.Model]
    ids: Ids


@dataclass(frozen=True)
class Act:
    """What one line will say; see ``note``.

    :param made: further objects that the line touches, after those of ``touching``
    """

    verb: str
    subject: models.Model
    by: Any
    at: datetime
    within: Any = None
    touching: Sequence[models.Model] = ()
    details: dict[str, Detail] = field(default_factory=dict)
    made: Sequence[Made] = ()


Follower = Callable[[Sequence[Act]], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have every new line told to ``follower``, inside the same transaction, e.g. to keep search in step."""
    if follower not in _followers:
        _followers.append(follower)


def note(
    *,
    verb: str,
    subject: models.Model,
    by: Any,
    at: datetime,
    within: Any = None,
    touching: Sequence[models.Model] = (),
    **details: Detail,
) -> Entry:
    """Write one line: ``by`` did ``verb`` to ``subject`` at ``at``. Call inside the action's transaction.

    Only ids are written. ``by`` is a Person, a Standing, or None for the system. ``within`` is the unit
    (or its id) whose record the line belongs to; where it is not named it is read from the subject.
    ``touching`` names other objects whose pages shall list the line. ``details`` are words; the line
    holds a salted hash of them, so that they can be erased.
    """
    return note_many([Act(verb, subject, by, at, within, touching, details)])[0]


def note_many(acts: Iterable[Act]) -> list[Entry]:
    """Write several lines at once, in order, for as many queries as one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A line of the record is written only inside its action's transaction.")
    acts = list(acts)
    head = _locked_head()
    frontier = Frontier.unpacked(head.size, bytes(head.frontier))
    entries: list[Entry] = []
    touches: list[tuple[int, int, str, str]] = []
    for act in acts:
        salt, words = secrets.token_bytes(32), details_text(act.details)
        line = Line(
            index=frontier.size,
            at=act.at,
            verb=act.verb,
            kind=_kind(act.subject),
            subject=str(act.subject.pk),
            actor=_actor_id(act.by),
            unit=_unit_id(act),
            commitment=commitment(salt, words),
            touching=_touched(act),
            flag=flag_for(act.at, head.last_at),
        )
        leaf = line.leaf()
        entry = Entry(
            index=line.index,
            verb=line.verb,
            subject_kind=line.kind,
            subject_id=line.subject,
            actor_id=line.actor,
            unit_id=line.unit,
            at=line.at,
            flag=line.flag,
            leaf=leaf,
            leaf_hash=leaf_hash(leaf),
            salt=salt,
            details=words,
        )
        entries.append(entry)
        touches += [(entry.index, order, kind, pk) for order, (kind, pk) in enumerate(line.touching)]
        frontier = frontier.append(bytes(entry.leaf_hash))
        head.last_at = act.at
    if entries:
        Head.objects.filter(pk=head.pk).update(
            size=frontier.size, frontier=frontier.packed(), root=frontier.root, last_at=head.last_at
        )
        Entry.objects.bulk_create(entries, batch_size=500)
        if touches:
            entry_ids, orders, kinds, ids = map(Many, zip(*touches, strict=True))
            columns = {"entry_id": entry_ids, "order": orders, "kind": kinds, "object_id": ids}
            store_columns(Touch, len(touches), columns)
        for follower in _followers:
            follower(acts)
    return entries


def erase_details(*, entries: Sequence[Entry], reason: str, by: Any, at: datetime) -> Entry:
    """Erase the words of some lines for good, with one line that names them. The record still verifies.

    The moments, verbs and ids of the lines stay; the words and the salts they were hashed with are gone,
    so that nobody can even try words against the hash.
    """
    first, *others = entries
    Entry.objects.filter(index__in=[entry.index for entry in entries]).update(salt=None, details=None)
    return note(verb=ERASED, subject=first, by=by, at=at, touching=others, reason=reason)


def _locked_head() -> Head:
    """Return the end of the record, locked until the transaction ends (SQLite has one writer)."""
    head = Head.objects.select_for_update().first()
    if head is None:
        Head.objects.bulk_create([Head(id=1, root=EMPTY_ROOT)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get()
    return head


def _touched(act: Act) -> tuple[tuple[str, str], ...]:
    touched = [(_kind(one), str(one.pk)) for one in act.touching]
    for made in act.made:
        kind = made.model._meta.model_name or ""
        touched += [(kind, dashed(pk)) for pk in made.ids]
    return tuple(touched)


def _kind(subject: models.Model) -> str:
    return subject._meta.model_name or ""


def _actor_id(by: Any) -> str:
    actor = getattr(by, "person_id", None) or getattr(by, "pk", None)
    return str(actor) if actor else ""


def _unit_id(act: Act) -> str:
    if act.within is not None:
        return str(getattr(act.within, "pk", act.within))
    if _kind(act.subject) == "unit":
        return str(act.subject.pk)
    return next((str(found) for name in UNIT_FIELDS if (found := getattr(act.subject, name, None))), "")


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


def sweep_receipts(*, at: datetime) -> int:
    """Delete the receipts older than a day, and return how many; a form is not sent again after that."""
    return Receipt.objects.filter(at__lt=at - RECEIPTS_KEPT).delete()[0]


def sign_checkpoint(*, at: datetime) -> Checkpoint:
    """Sign how many lines there are and their root; return the last one where nothing was added since.

    The note is kept in the database and, once that is stored, beside it: a record cut back to an earlier
    state then no longer fits the one of the two.
    """
    head = _locked_head()
    last = Checkpoint.objects.last()
    if last is not None and (last.size, bytes(last.root)) == (head.size, bytes(head.root)):
        return last
    signer = _signer()
    statement = Statement(signer.name, head.size, bytes(head.root))
    signed = signer.sign(statement.text())
    checkpoint = Checkpoint.objects.create(size=head.size, root=head.root, note=signed, at=at)
    transaction.on_commit(lambda: _put(kept_checkpoint_path(), signed.encode(), mode=0o644), robust=True)
    return checkpoint


def _signer() -> Signer:
    """Return the key of this record, made at the first signature under the configured name."""
    place = secret_key_path()
    if not place.exists():
        made = Signer(settings.RECORD_ORIGIN, secrets.token_bytes(32))
        _put(place, f"{made}\n".encode(), mode=0o600, is_new=True)
    signer = Signer.read(place.read_text().removesuffix("\n"))
    if not public_key_path().exists():
        _put(public_key_path(), f"{signer.verifier}\n".encode(), mode=0o644)
    return signer


def _put(place: Path, content: bytes, *, mode: int, is_new: bool = False) -> None:
    """Write a small file whole or not at all; a new one never over one that came first."""
    draft = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            with suppress(FileExistsError):
                os.link(draft, place)
        else:
            draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(place.parent)


def give_out_copy(*, by: Any, at: datetime) -> Checkpoint:
    """Note that a copy of the record is given out, and sign it up to and including that line."""
    head = _locked_head()
    note(verb="record.exported", subject=head, by=by, at=at)
    return sign_checkpoint(at=at)


class TooLongForAPage(Refusal):
    """A check of so many lines would keep every writer waiting."""

    sentence = N_("The record has %(lines)d lines, too many for a page. Run: nghisu record verify")


def check(*, by: Any, at: datetime) -> Verification:
    """Check the whole record and keep what was found.

    :raises TooLongForAPage: if the record has more lines than a page may wait for
    """
    head = _locked_head()
    if head.size > MOST_LINES_FOR_A_PAGE:
        raise TooLongForAPage(lines=head.size)
    report = check_record()
    faults = [[fault.sentence, fault.values] for fault in report.faults]
    note(verb="record.checked", subject=head, by=by, at=at, faults=len(faults))
    return Verification.objects.create(at=at, size=report.size, faults=faults)


def give_out_tables(*, by: Any, at: datetime) -> Entry:
    """Note that all tables are written out."""
    return note(verb="record.tables_exported", subject=_locked_head(), by=by, at=at)


def note_backup(*, at: datetime) -> Entry:
    """Note that a sealed copy of the whole installation was written."""
    return note(verb="record.backed_up", subject=_locked_head(), by=None, at=at)


def note_own_data(*, by: Any, at: datetime) -> Entry:
    """Note that somebody took along what is held on them."""
    return note(verb="person.data_given", subject=by, by=by, at=at)


def note_whole_export(*, by: Any, at: datetime) -> Entry:
    """Note that everything was written out; after it was, so that what is taken in has the same record."""
    return note(verb="record.whole_exported", subject=_locked_head(), by=by, at=at)

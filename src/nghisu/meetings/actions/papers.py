"""Papers before a meeting: a new version for all readers, private notes, papers taken back."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from nghisu.kit import language, live
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.meetings.actions.calling import keep_version, touch
from nghisu.meetings.actions.preparing import AlreadyUsed, check_preparing
from nghisu.meetings.models import AgendaItem, MeetingPaper, NumberedCopy, PaperNote, PaperVersion
from nghisu.meetings.queries.clearance import topic_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

LONGEST_NOTE = 20_000


class SameVersion(Refusal):
    """A new version that says the same."""

    sentence = N_(
        "This is the version that lies before the meeting already; its text and files are the same."
    )
    field = "document"


@transaction.atomic
def replace_paper(
    *, paper: MeetingPaper, document: models.Model, remark: str, by: Standing, at: datetime
) -> PaperVersion:
    """Lay a new version: every reader has it from now on, notes stay on the version they were written on.

    :raises SameVersion: if neither text nor files differ from the version that lies there
    """
    meeting = paper.item.part.meeting
    check_preparing(meeting, by)
    paper = MeetingPaper.objects.select_for_update(of=("self",)).select_related("document").get(pk=paper.pk)
    before = PaperVersion.objects.filter(paper=paper).order_by("-number").first()
    if before is None:
        before = keep_version(paper, at=at)
    paper.document_id = document.pk
    paper.document.refresh_from_db()
    files = set(paper.document.files.values_list("pk", flat=True))
    if (before.document_id, before.text) == (paper.document_id, paper.document.text) and files == set(
        before.files.values_list("pk", flat=True)
    ):
        raise SameVersion
    paper.number = before.number + 1
    paper.save(update_fields=["document", "number"])
    kept = keep_version(paper, at=at, remark=remark)
    touch(meeting.pk)
    note(
        verb="meeting.paper_replaced", subject=meeting, by=by, at=at, title=paper.title, version=paper.number
    )
    _tell(paper)
    return kept


@transaction.atomic
def change_paper(
    *,
    paper: MeetingPaper,
    item: AgendaItem,
    title: str,
    members_only: bool,
    to_return: bool,
    by: Standing,
    at: datetime,
) -> MeetingPaper:
    """Change under which item a paper lies, its title, who may read it, and whether copies come back.

    :raises AlreadyUsed: if copies are out and it should no longer be one to be returned
    """
    meeting = paper.item.part.meeting
    check_preparing(meeting, by)
    if not to_return and NumberedCopy.objects.filter(paper=paper, given_at__isnull=False).exists():
        raise AlreadyUsed
    paper.item, paper.title = item, language.clean_name(title)
    paper.members_only, paper.to_return = members_only, to_return
    paper.save(update_fields=["item", "title", "members_only", "to_return"])
    touch(meeting.pk)
    note(verb="meeting.paper_changed", subject=meeting, by=by, at=at, title=paper.title)
    return paper


@transaction.atomic
def withdraw_paper(*, paper: MeetingPaper, by: Standing, at: datetime) -> None:
    """Take a paper back from all readers; their notes stay with them, and it can be laid again."""
    check_preparing(paper.item.part.meeting, by)
    _set_withdrawn(paper, True, "meeting.paper_withdrawn", by, at)


@transaction.atomic
def lay_again(*, paper: MeetingPaper, by: Standing, at: datetime) -> None:
    """Lay a paper again that was taken back."""
    check_preparing(paper.item.part.meeting, by)
    _set_withdrawn(paper, False, "meeting.paper_laid_again", by, at)


@transaction.atomic
def write_note(
    *,
    paper: MeetingPaper,
    number: int,
    text: str,
    by: Standing,
    at: datetime,
    paragraph: int = 0,
    marked: str | None = None,
    read_as: str | None = None,
) -> PaperNote | None:
    """Keep the asker's private note on a paragraph of a version of a paper; an empty one is taken out.

    The record does not speak of notes: they are nobody's business but the reader's.

    :param paragraph: the place of the paragraph in the text, 0 for the paper as a whole
    :param marked: the marked words, a line each; None leaves them as they are
    :param read_as: the note as it stood where this one was written, for a device that had no line; if
        another device changed it meanwhile, both stay
    :raises NotAllowed: if nobody is signed in
    """
    if by.person_id is None:
        raise NotAllowed
    words = language.nfc(text).strip()[:LONGEST_NOTE]
    here: dict[str, Any] = {
        "paper": paper,
        "number": number,
        "person_id": by.person_id,
        "paragraph": paragraph,
    }
    stored = PaperNote.objects.select_for_update().filter(**here).first()
    if (
        stored is not None
        and read_as is not None
        and stored.text not in {language.nfc(read_as).strip(), words}
    ):
        words = f"{stored.text}\n\n{words}".strip()[:LONGEST_NOTE]
    if marked is None:
        marks = stored.marked if stored is not None else ""
    else:
        lines = [" ".join(line.split()) for line in language.nfc(marked).splitlines()]
        marks = "\n".join(dict.fromkeys(filter(None, lines)))[:LONGEST_NOTE]
    if not words and not marks:
        PaperNote.objects.filter(**here).delete()
        return None
    written, _made = PaperNote.objects.update_or_create(
        **here, defaults={"text": words, "marked": marks, "written_at": at}
    )
    return written


def _set_withdrawn(paper: MeetingPaper, is_withdrawn: bool, verb: str, by: Standing, at: datetime) -> None:
    meeting = paper.item.part.meeting
    paper.is_withdrawn = is_withdrawn
    paper.save(update_fields=["is_withdrawn"])
    touch(meeting.pk)
    note(verb=verb, subject=meeting, by=by, at=at, title=paper.title)
    _tell(paper)


def _tell(paper: MeetingPaper) -> None:
    """Knock at the pages open on this part: they ask again, and are told only what their reader may know."""
    live.knock(topic_of(paper.item.part), event="papers", text=str(paper.pk))

"""What the consulted write: comments, wordings, a commented Word file, notes for themselves."""

from datetime import date, datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from nghisu.documents.actions.drafting import day_of
from nghisu.documents.models import DocumentFile
from nghisu.documents.models.drafts import (
    Consultation,
    ConsultationRequest,
    DraftComment,
    DraftNote,
    DraftParagraph,
)
from nghisu.documents.queries import drafts as asking
from nghisu.documents.rules import drafting, states
from nghisu.documents.rules.drafting import Act
from nghisu.documents.rules.paragraphs import follow
from nghisu.kit import files as stored_files
from nghisu.kit import word
from nghisu.kit.language import fold, nfc
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


def _require_asked(request: ConsultationRequest, by: Standing) -> None:
    """Only whoever was asked answers: the unit's people, or the member by name."""
    if request.person_id is not None and request.person_id == by.me:
        return
    if request.unit_id is None:
        raise NotAllowed
    by.require("draft.comment", asked=request.unit_id)


def _check_open(request: ConsultationRequest, day: date) -> Consultation:
    consultation = request.consultation
    if not consultation.draft.document.is_draft:
        raise states.NotThatWay
    if not drafting.may_still_comment(day, due_on=consultation.due_on, later_until=consultation.later_until):
        raise drafting.TooLate(due_on=consultation.open_until)
    if request.answered_at is not None:
        raise drafting.AnsweredAlready(day=day_of(request.answered_at))
    return consultation


@transaction.atomic
def comment(
    *,
    request: ConsultationRequest,
    act: Act,
    paragraph: UUID | None = None,
    text: str = "",
    wording: str = "",
    by: Standing,
    at: datetime,
) -> DraftComment:
    """Write a comment in the name of whoever was asked; it goes to the drafter when the answer is sent.

    :raises TooLate: after the deadline and the day that the chair set
    :raises AnsweredAlready: if the answer was sent
    """
    _require_asked(request, by)
    consultation = _check_open(request, day_of(at))
    place = (
        DraftParagraph.objects.filter(version=consultation.draft, identity=paragraph).first()
        if paragraph
        else None
    )
    made = _comment(request, place, act=act, text=text, wording=wording, by=by, at=at)
    made.save()
    note(
        verb="draft.commented",
        subject=made.document,
        by=by,
        at=at,
        within=request.unit_id,
        number=made.number or 0,
    )
    return made


def _comment(
    request: ConsultationRequest,
    place: DraftParagraph | None,
    *,
    act: Act,
    text: str,
    wording: str,
    by: Standing,
    at: datetime,
    from_word: bool = False,
) -> DraftComment:
    text, wording = nfc(text).strip(), nfc(wording).strip()
    if act in {Act.REMARK, Act.DELETE}:
        wording = ""
    drafting.check_comment(act=act, text=text, wording=wording, base=place.text if place else None)
    consultation = request.consultation
    later = consultation.later_until is not None and day_of(at) > consultation.due_on
    return DraftComment(
        document=consultation.draft.document,
        request=request,
        who=request.name,
        author_id=by.person_id,
        paragraph=place.identity if place else None,
        number=place.number if place else None,
        base=place.text if place else "",
        act=act,
        text=text,
        wording=wording,
        made_at=at,
        after_meeting=later,
        from_word=from_word,
        folded=fold(f"{request.name} {text} {wording}"),
    )


@transaction.atomic
def withdraw_comment(*, comment: DraftComment, by: Standing, at: datetime) -> None:
    """Take a comment back before the answer is sent."""
    _require_asked(comment.request, by)
    if comment.sent_at is not None:
        raise states.NotThatWay
    document, within = comment.document, comment.request.unit_id
    comment.delete()
    note(verb="draft.comment_withdrawn", subject=document, by=by, at=at, within=within)


@transaction.atomic
def send_answer(*, request: ConsultationRequest, by: Standing, at: datetime) -> ConsultationRequest:
    """Send the answer off: the comments written, or with none of them full agreement."""
    request = ConsultationRequest.locked(request.pk)
    _require_asked(request, by)
    _check_open(request, day_of(at))
    count = request.comments.filter(sent_at=None).update(sent_at=at)
    request.answered_at = at
    request.agreed = not request.comments.exists()
    request.save_over(request.version, "answered_at", "agreed")
    note(
        verb="draft.answer_sent",
        subject=request.consultation.draft.document,
        by=by,
        at=at,
        within=request.unit_id,
        count=count,
    )
    return request


@transaction.atomic
def take_answer_back(*, request: ConsultationRequest, by: Standing, at: datetime) -> ConsultationRequest:
    """Open a sent answer again to write more; what the drafter answered already stays as it is."""
    request = ConsultationRequest.locked(request.pk)
    _require_asked(request, by)
    if request.answered_at is None:
        raise states.NotThatWay
    request.answered_at, request.agreed = None, False
    _check_open(request, day_of(at))
    request.comments.filter(answer="").update(sent_at=None)
    request.save_over(request.version, "answered_at", "agreed")
    note(
        verb="draft.answer_taken_back",
        subject=request.consultation.draft.document,
        by=by,
        at=at,
        within=request.unit_id,
    )
    return request


@transaction.atomic
def comment_by_file(
    *,
    request: ConsultationRequest,
    upload: "UploadedFile[bytes]",
    attested: bool | None = None,
    by: Standing,
    at: datetime,
) -> list[DraftComment]:
    """Take comments and tracked changes of a Word file as comments on the paragraphs they stand at.

    The file is kept byte for byte with the draft. Changes made without tracking count as wordings, too.

    :raises NotWord: if the file is no .docx
    """
    _require_asked(request, by)
    consultation = _check_open(request, day_of(at))
    content = upload.read()
    upload.seek(0)
    read = word.read(content)
    kept = stored_files.keep(upload, attested=attested)
    document = consultation.draft.document
    file, _is_new = DocumentFile.objects.get_or_create(
        document=document,
        sha256=kept.sha256,
        name=kept.name,
        defaults={
            "role": DocumentFile.Role.ANNEX,
            "size": kept.size,
            "media_type": kept.media_type,
            "attached_at": at,
        },
    )
    made = _comments_in(request, read, by=by, at=at)
    DraftComment.objects.bulk_create(made)
    request.file = file
    request.save_over(request.version, "file")
    note(
        verb="draft.commented_by_file",
        subject=document,
        by=by,
        at=at,
        within=request.unit_id,
        name=kept.name,
        hash=kept.sha256,
        count=len(made),
    )
    return made


def _comments_in(
    request: ConsultationRequest, read: word.WordFile, *, by: Standing, at: datetime
) -> list[DraftComment]:
    ours = asking.paragraphs_of(request.consultation.draft)
    steps = follow([one.text for one in ours], read.before)
    place_of = {theirs: ours[step.old] for theirs, step in enumerate(steps) if step.old is not None}
    made: list[DraftComment] = []

    def add(place: DraftParagraph | None, act: Act, text: str = "", wording: str = "") -> None:
        if act in {Act.WORDING, Act.INSERT} and (place is None or not wording.strip()):
            act, text, wording = Act.REMARK, wording or text, ""
        if text.strip() or wording.strip() or act is Act.DELETE:
            made.append(
                _comment(request, place, act=act, text=text, wording=wording, by=by, at=at, from_word=True)
            )

    changed = {place for one in read.changes for place in range(one.first, one.first + len(one.before))}
    for one in read.changes:
        places = [place_of.get(one.first + step) for step in range(len(one.before))]
        first = next((place for place in places if place is not None), None)
        if not one.before:
            add(place_of.get(one.first - 1), Act.INSERT, wording="\n".join(one.after))
        elif not one.after:
            for place in places:
                add(place, Act.DELETE) if place else None
        elif first is not None:
            add(first, Act.WORDING, wording="\n".join(one.after))
            for place in places:
                if place is not None and place is not first:
                    add(place, Act.DELETE)
    for theirs, line in enumerate(read.before):
        place = place_of.get(theirs)
        if place is not None and theirs not in changed and line != place.text:
            add(place, Act.WORDING, wording=line)
    for said in read.comments:
        if said.text:
            place = place_of.get(said.paragraph) if said.paragraph is not None else None
            quoted = f"“{said.quoted}”: " if said.quoted and place and said.quoted != place.text else ""
            author = f" ({said.author})" if said.author else ""
            add(place, Act.REMARK, text=f"{quoted}{said.text}{author}")
    return made


@transaction.atomic
def keep_note(
    *, document_id: UUID, paragraph: UUID, text: str, by: Standing, at: datetime
) -> DraftNote | None:
    """Keep a private note on a paragraph, or drop it where the text is empty. The record says nothing."""
    rows = DraftNote.objects.filter(document_id=document_id, person_id=by.me, paragraph=paragraph)
    if not text.strip():
        rows.delete()
        return None
    kept, _is_new = DraftNote.objects.update_or_create(
        document_id=document_id,
        person_id=by.me,
        paragraph=paragraph,
        defaults={"text": nfc(text).strip(), "written_at": at},
    )
    return kept

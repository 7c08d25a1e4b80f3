"""Keep versions of a draft, ask for comments, answer them, merge what was accepted, tell the outcome."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from nghisu.documents.actions.drafting import day_of
from nghisu.documents.actions.files import attach_file
from nghisu.documents.models import Document, DocumentFile
from nghisu.documents.models.drafts import (
    Consultation,
    ConsultationRequest,
    DraftComment,
    DraftOutcome,
    DraftParagraph,
    DraftVersion,
    Settlement,
)
from nghisu.documents.queries import drafts as asking
from nghisu.documents.queries.names import name_row
from nghisu.documents.rules import drafting, states
from nghisu.documents.rules.drafting import Act, Answer, Outcome
from nghisu.documents.rules.paragraphs import follow
from nghisu.kit import word
from nghisu.kit.language import clean_name, fold, nfc, person_sort_key, sort_key
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

if TYPE_CHECKING:
    from nghisu.people.models import Person


@transaction.atomic
def keep_version(
    *,
    document: Document,
    remark: str = "",
    upload: "UploadedFile[bytes] | None" = None,
    by: Standing,
    at: datetime,
) -> DraftVersion:
    """Keep the draft as it reads now, or as an uploaded Word file reads; its paragraphs are followed.

    The file is kept byte for byte; its words become the words of the draft.

    :raises SameText: if it reads like the newest version
    :raises NotWord: if the file is no .docx
    """
    document = Document.locked(document.pk)
    by.require("document.draft", unit=document.drafter_unit_id)
    if not document.is_draft:
        raise states.NotThatWay
    file: DocumentFile | None = None
    losses: dict[str, int] = {}
    if upload is None:
        found = [word.Paragraph(word.Kind.BODY, line.strip()) for line in document.text.splitlines()]
    else:
        content = upload.read()
        upload.seek(0)
        read = word.read(content)
        found = list(read.body)
        losses = {loss.value: count for loss, count in read.lost}
        file = attach_file(document=document, upload=upload, by=by, at=at)
    found = [one for one in found if one.line]
    if not found:
        raise drafting.NoText
    version = _kept(document, found, remark=remark, file=file, losses=losses, at=at)
    note(verb="draft.version_kept", subject=document, by=by, at=at, version=version.number, remark=remark)
    return version


def _kept(
    document: Document,
    found: Sequence[word.Paragraph],
    *,
    remark: str,
    file: DocumentFile | None = None,
    losses: dict[str, int] | None = None,
    at: datetime,
) -> DraftVersion:
    last = asking.latest_version(document.pk)
    before = asking.paragraphs_of(last) if last else []
    lines = [one.line for one in found]
    if last is not None and lines == [one.text for one in before]:
        raise drafting.SameText(number=last.number)
    version = DraftVersion.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        remark=clean_name(remark),
        file=file,
        losses=losses or {},
        kept_at=at,
    )
    steps = follow([one.text for one in before], lines)
    DraftParagraph.objects.bulk_create(
        DraftParagraph(
            version=version,
            order=order,
            identity=before[step.old].identity if step.old is not None else uuid4(),
            kind=one.kind.value,
            text=one.line,
            level=one.level,
            place=f"{one.cell.table}.{one.cell.row}.{one.cell.column}" if one.cell else "",
            change=step.change.value,
            cut_from=before[step.split_from].identity if step.split_from is not None else None,
            absorbed=[str(before[place].identity) for place in step.absorbed],
        )
        for order, (one, step) in enumerate(zip(found, steps, strict=True))
    )
    text = "\n".join(lines)
    if document.text != text:
        document.text = text
        document.save_over(document.version, "text")
    return version


@transaction.atomic
def consult(
    *,
    version: DraftVersion,
    units: Iterable[Unit] = (),
    people: "Iterable[Person]" = (),
    due_on: date,
    question: str = "",
    by: Standing,
    at: datetime,
) -> Consultation:
    """Send a version to units and members for comments by a day.

    :raises NobodyAsked: without any; :raises DueInThePast: if the day has passed
    """
    document = Document.locked(version.document_id)
    by.require("document.draft", unit=document.drafter_unit_id)
    day = day_of(at)
    if not document.is_draft:
        raise states.NotThatWay
    if due_on < day:
        raise drafting.DueInThePast(due_on=due_on, day=day)
    made = Consultation.objects.create(
        draft=version, question=nfc(question).strip(), due_on=due_on, asked_at=at
    )
    rows = []
    for unit in units:
        row = name_row(unit.pk, day)
        name = row.name if row else unit.code
        rows.append(
            ConsultationRequest(
                consultation=made, unit=unit, name=name, sort_key=sort_key(name)[:400], folded=fold(name)
            )
        )
    for person in people:
        name = person.full_name
        rows.append(
            ConsultationRequest(
                consultation=made,
                person=person,
                name=name,
                sort_key=person_sort_key(name)[:400],
                folded=fold(name),
            )
        )
    if not rows:
        raise drafting.NobodyAsked
    ConsultationRequest.objects.bulk_create(rows)
    note(
        verb="draft.consulted",
        subject=document,
        by=by,
        at=at,
        version=version.number,
        due_on=due_on.isoformat(),
        asked=len(rows),
    )
    return made


@transaction.atomic
def let_comments_go_on(
    *, consultation: Consultation, until: date, by: Standing, at: datetime
) -> Consultation:
    """Take comments until a later day, as the chair set it after the meeting."""
    consultation = Consultation.locked(consultation.pk)
    document = consultation.draft.document
    by.require("draft.conclude", unit=document.unit_id)
    day = day_of(at)
    if until < day:
        raise drafting.DueInThePast(due_on=until, day=day)
    consultation.later_until = until
    consultation.save_over(consultation.version, "later_until")
    note(verb="draft.comments_go_on", subject=document, by=by, at=at, until=until.isoformat())
    return consultation


@transaction.atomic
def tell_outcome(
    *,
    version: DraftVersion,
    outcome: Outcome,
    gathering: str,
    conclusion: str,
    decided_on: date,
    by: Standing,
    at: datetime,
) -> DraftOutcome:
    """Write down how a gathering concluded on a version, in the chair's words and without any figure.

    Comments without an answer do not stand in the way of it: they stand in the way of issuing.

    :raises NoVoteFigure: if the conclusion names figures of a vote
    """
    document = version.document
    by.require("draft.conclude", unit=document.unit_id)
    states.check_dated(decided_on, day=day_of(at))
    drafting.check_conclusion(conclusion)
    told = DraftOutcome.objects.create(
        draft=version,
        gathering=clean_name(gathering),
        outcome=outcome,
        conclusion=nfc(conclusion).strip(),
        decided_on=decided_on,
        told_at=at,
    )
    note(
        verb="draft.concluded",
        subject=document,
        by=by,
        at=at,
        outcome=outcome.value,
        version=version.number,
        conclusion=told.conclusion,
    )
    return told


def check_may_issue(document: Document, *, day: date) -> None:
    """Refuse to issue a document whose draft is not settled; one without a consultation always passes.

    :raises UnansweredComments: if a comment has no answer
    :raises NotAdopted: if the last gathering did not adopt it
    :raises CommentsStillOpen: if the chair lets comments come until a later day
    """
    outcome = asking.last_outcome(document.pk)
    if outcome is not None and outcome.outcome == Outcome.NOT_ADOPTED:
        raise drafting.NotAdopted(gathering=outcome.gathering)
    until = asking.open_until(document.pk)
    if until is not None and day <= until:
        raise drafting.CommentsStillOpen(day=until)
    count = asking.unanswered_count(document.pk)
    if count:
        raise drafting.UnansweredComments(count=count)


@transaction.atomic
def answer_comment(
    *,
    comment: DraftComment,
    expected_version: int,
    answer: Answer,
    reason: str = "",
    adopted: str = "",
    to_decide: bool = False,
    by: Standing,
    at: datetime,
) -> DraftComment:
    """Say what becomes of a comment; an accepted wording is taken as proposed, unless other words are given.

    :param adopted: the paragraph as it shall read where the comment is accepted in part, or is a remark
    :raises ReasonNeeded: if it is not accepted whole and no reason is given
    """
    by.require("document.draft", unit=comment.document.drafter_unit_id)
    if comment.sent_at is None or comment.merged_in_id is not None or not comment.document.is_draft:
        raise states.NotThatWay
    drafting.check_answer(answer=answer, reason=reason)
    comment.answer, comment.reason, comment.answered_at = answer, nfc(reason).strip(), at
    comment.adopts, comment.adopted = _adopting(comment, answer, nfc(adopted).strip())
    comment.to_decide = to_decide
    comment.save_over(expected_version, "answer", "reason", "answered_at", "adopts", "adopted", "to_decide")
    note(
        verb="draft.comment_answered",
        subject=comment.document,
        by=by,
        at=at,
        comment=str(comment.pk),
        answer=answer.value,
    )
    return comment


def _adopting(comment: DraftComment, answer: Answer, adopted: str) -> tuple[str, str]:
    """Return what kind of change goes into the text, and its words; ("", "") for none."""
    if answer is Answer.EXPLAINED or comment.paragraph is None:
        return "", ""
    if comment.act == Act.REMARK:
        return (Act.WORDING, adopted) if adopted and adopted != comment.base else ("", "")
    if answer is Answer.ACCEPTED:
        return comment.act, adopted or comment.wording
    if not adopted or adopted == comment.base:
        return "", ""
    return (Act.INSERT if comment.act == Act.INSERT else Act.WORDING), adopted


@transaction.atomic
def settle(*, document: Document, paragraph: UUID, text: str, by: Standing, at: datetime) -> Settlement:
    """Choose the wording of a paragraph whose accepted wordings clash; empty leaves it out."""
    by.require("document.draft", unit=document.drafter_unit_id)
    version = asking.latest_version(document.pk)
    if version is None or not document.is_draft:
        raise states.NotThatWay
    made, _is_new = Settlement.objects.update_or_create(
        version=version,
        paragraph=paragraph,
        defaults={"document": document, "text": nfc(text).strip(), "settled_at": at},
    )
    note(verb="draft.wording_settled", subject=document, by=by, at=at, paragraph=str(paragraph))
    return made


@transaction.atomic
def merge(*, document: Document, remark: str = "", by: Standing, at: datetime) -> DraftVersion:
    """Make the next version from the newest one and every accepted wording.

    :raises NothingToMerge: if no accepted wording changes the text
    :raises WordingsClash: if somebody must still choose
    """
    document = Document.locked(document.pk)
    by.require("document.draft", unit=document.drafter_unit_id)
    if not document.is_draft:
        raise states.NotThatWay
    outcomes = asking.merge_of(document)
    drafting.lines_of(outcomes)
    if not any(one.is_changed for one in outcomes):
        raise drafting.NothingToMerge
    last = asking.latest_version(document.pk)
    before = {one.identity: one for one in asking.paragraphs_of(last)} if last else {}
    version = DraftVersion.objects.create(
        document=document, number=last.number + 1 if last else 1, remark=clean_name(remark), kept_at=at
    )
    rows: list[DraftParagraph] = []
    for one in outcomes:
        old = before[one.paragraph]
        if one.text is not None:
            change = "same" if one.text == one.base else "changed"
            rows.append(_copy(version, old, len(rows), one.text, identity=one.paragraph, change=change))
        rows += [
            _copy(version, old, len(rows) + step, text, identity=uuid4(), change="new")
            for step, text in enumerate(one.added)
        ]
    DraftParagraph.objects.bulk_create(rows)
    DraftComment.objects.filter(
        document=document, sent_at__isnull=False, answer__in=[Answer.ACCEPTED, Answer.PARTLY], merged_in=None
    ).update(merged_in=version)
    document.text = "\n".join(one.text for one in rows)
    document.save_over(document.version, "text")
    note(verb="draft.merged", subject=document, by=by, at=at, version=version.number)
    return version


def _copy(
    version: DraftVersion, old: DraftParagraph, order: int, text: str, *, identity: UUID, change: str
) -> DraftParagraph:
    return DraftParagraph(
        version=version,
        order=order,
        identity=identity,
        kind=old.kind,
        text=text,
        level=old.level if change != "new" else 0,
        place=old.place,
        change=change,
    )

"""Drafts with their versions, consultations, comments and what is left to do, for the one who asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from nghisu.documents.models import Document, DocumentFile
from nghisu.documents.models.drafts import (
    Consultation,
    ConsultationRequest,
    DraftComment,
    DraftNote,
    DraftOutcome,
    DraftParagraph,
    DraftVersion,
    Settlement,
)
from nghisu.documents.queries.register import documents_visible_to
from nghisu.documents.rules.drafting import ACT_NAMES, Accepted, Act, Answer, Outcomes, consolidated
from nghisu.documents.rules.wording import Piece, difference
from nghisu.kit.periods import day_ends
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

ACTS = [(one.value, name) for one, name in ACT_NAMES.items()]


def may_steer(document: Document, standing: Standing) -> bool:
    """Tell whether one may keep versions, ask for comments and answer them."""
    return standing.may("document.draft", unit=document.drafter_unit_id)


def versions_of(document: Document) -> list[DraftVersion]:
    """Return the versions, newest first."""
    return list(document.versions.select_related("file").order_by("-number"))


def latest_version(document_id: UUID) -> DraftVersion | None:
    """Return the newest version, None where none was kept."""
    return DraftVersion.objects.filter(document_id=document_id).order_by("-number").first()


def paragraphs_of(version: DraftVersion) -> list[DraftParagraph]:
    """Return the paragraphs in their order."""
    return list(version.paragraphs.order_by("order"))


def requests_visible_to(standing: Standing) -> QuerySet[ConsultationRequest]:
    """Return the requests put to the asker's units, or to the asker by name, whose draft is in the open."""
    units = standing.reach("draft.comment", "asked")
    return ConsultationRequest.objects.filter(Q(unit_id__in=units) | Q(person_id=standing.me)).select_related(
        "consultation__draft__document"
    )


def request_visible_to(standing: Standing, pk: UUID) -> ConsultationRequest | None:
    """Return the request if it was put to the asker, else None."""
    return requests_visible_to(standing).filter(pk=pk).first()


def requests_to_answer(standing: Standing, day: date) -> QuerySet[ConsultationRequest]:
    """Return the requests that still wait for the asker's answer, earliest deadline first."""
    return (
        requests_visible_to(standing)
        .filter(answered_at=None)
        .filter(Q(consultation__due_on__gte=day) | Q(consultation__later_until__gte=day))
        .order_by("consultation__due_on", "consultation__asked_at")
    )


def answered_by(day: date, via: str = "") -> Q:
    """Return the condition on requests that the answer stands and was sent by the day."""
    return Q(**{f"{via}answered_at__lt": day_ends(day)})


def sent_by(day: date, via: str = "") -> Q:
    """Return the condition on comments that they were sent off by the day."""
    return Q(**{f"{via}sent_at__lt": day_ends(day)})


def settled_by(day: date) -> Q:
    """Return the condition on comments that they had their answer by the day."""
    return Q(answered_at__lt=day_ends(day)) & ~Q(answer="")


def consultations_of(document: Document, day: date) -> QuerySet[Consultation]:
    """Return the consultations on a document with how many were asked, answered and agreed by a day."""
    return (
        Consultation.objects.filter(draft__document=document)
        .select_related("draft")
        .annotate(
            asked=Count("requests"),
            answered=Count("requests", filter=answered_by(day, "requests__")),
            agreeing=Count("requests", filter=answered_by(day, "requests__") & Q(requests__agreed=True)),
        )
        .order_by("-asked_at")
    )


def consultation_visible_to(standing: Standing, pk: UUID) -> Consultation | None:
    """Return the consultation if the asker steers its draft, else None."""
    return (
        Consultation.objects.filter(
            pk=pk, draft__document__drafter_unit_id__in=standing.reach("document.draft")
        )
        .select_related("draft__document")
        .first()
    )


def comments_on(document: Document) -> QuerySet[DraftComment]:
    """Return the comments that were sent off, in the order of the text."""
    return (
        DraftComment.objects.filter(document=document, sent_at__isnull=False)
        .select_related("request")
        .order_by(F("number").asc(nulls_first=True), "sent_at", "made_at", "pk")
    )


def comment_to_answer(standing: Standing, pk: UUID) -> DraftComment | None:
    """Return the comment if the asker steers its draft."""
    return (
        DraftComment.objects.filter(
            pk=pk, sent_at__isnull=False, document__drafter_unit_id__in=standing.reach("document.draft")
        )
        .select_related("document", "request")
        .first()
    )


def comments_by(request: ConsultationRequest) -> QuerySet[DraftComment]:
    """Return what one asked unit or member wrote, sent off or not."""
    return request.comments.order_by(F("number").asc(nulls_first=True), "made_at")


def own_comment(standing: Standing, pk: UUID) -> DraftComment | None:
    """Return a comment that the asker may change: of the own request."""
    return (
        DraftComment.objects.filter(pk=pk, request__in=requests_visible_to(standing).values("pk"))
        .select_related("request__consultation__draft__document")
        .first()
    )


def unanswered_count(document_id: UUID) -> int:
    """Return how many comments that were sent off have no answer."""
    return DraftComment.objects.filter(document_id=document_id, sent_at__isnull=False, answer="").count()


def open_until(document_id: UUID) -> date | None:
    """Return the last day on which the chair still lets comments come, None where none was set."""
    return (
        Consultation.objects.filter(draft__document_id=document_id, later_until__isnull=False)
        .order_by("-later_until")
        .values_list("later_until", flat=True)
        .first()
    )


def last_outcome(document_id: UUID) -> DraftOutcome | None:
    """Return how the last gathering concluded, None where none did."""
    return (
        DraftOutcome.objects.filter(draft__document_id=document_id)
        .select_related("draft")
        .order_by("-told_at")
        .first()
    )


def notes_of(standing: Standing, document_id: UUID) -> dict[UUID, str]:
    """Return the asker's own notes by paragraph."""
    rows = DraftNote.objects.filter(document_id=document_id, person_id=standing.me)
    return dict(rows.values_list("paragraph", "text"))


@dataclass(frozen=True)
class Counted:
    """Figures of the comments on a draft."""

    total: int
    accepted: int
    partly: int
    explained: int

    @property
    def unanswered(self) -> int:
        """How many have no answer."""
        return self.total - self.accepted - self.partly - self.explained


def counted(document: Document, day: date) -> Counted:
    """Return how many comments there were on a day, by the answers they had."""
    found = (
        comments_on(document)
        .filter(sent_by(day))
        .aggregate(
            total=Count("pk"),
            accepted=Count("pk", filter=settled_by(day) & Q(answer=Answer.ACCEPTED)),
            partly=Count("pk", filter=settled_by(day) & Q(answer=Answer.PARTLY)),
            explained=Count("pk", filter=settled_by(day) & Q(answer=Answer.EXPLAINED)),
        )
    )
    return Counted(**found)


@dataclass(frozen=True)
class Compared:
    """A paragraph of two versions side by side; ``pieces`` show word by word what changed."""

    number: int | None
    change: str
    change_name: str
    pieces: list[Piece]

    @property
    def is_removed(self) -> bool:
        """Whether it stands in the older version alone."""
        return self.number is None


def compared(old: DraftVersion, new: DraftVersion) -> list[Compared]:
    """Return the newer version with what changed since the older one, removed paragraphs in their place."""
    before, after = paragraphs_of(old), paragraphs_of(new)
    by_identity = {one.identity: one for one in before}
    absorbed = {UUID(key): one for one in after for key in one.absorbed}
    living = {one.identity for one in after} | set(absorbed)
    gone_after: dict[UUID | None, list[DraftParagraph]] = {}
    last: UUID | None = None
    for one in before:
        if one.identity in living:
            last = one.identity
        else:
            gone_after.setdefault(last, []).append(one)
    rows = _gone(gone_after.get(None, []))
    for one in after:
        source = by_identity.get(one.identity)
        sources = [source.text] if source else []
        sources += [by_identity[UUID(key)].text for key in one.absorbed if UUID(key) in by_identity]
        pieces = difference(" ".join(sources), one.text) if sources else [Piece("added", one.text)]
        same = source is not None and source.text == one.text and one.change != "moved"
        change = "same" if same else ("new" if not sources and one.cut_from is None else one.change)
        name = one.change_name if change == one.change else ("Unchanged" if same else "New")
        if source is not None and not same and change in {"same", "new"}:
            change, name = "changed", "Changed"
        rows.append(Compared(one.number, change, name, pieces))
        rows += _gone(gone_after.get(one.identity, []))
    return rows


def _gone(paragraphs: Iterable[DraftParagraph]) -> list[Compared]:
    return [Compared(None, "removed", N_("Left out"), [Piece("removed", one.text)]) for one in paragraphs]


def accepted_wordings(document: Document) -> list[Accepted]:
    """Return the wordings that were accepted, whole or in part, and are in no version yet."""
    rows = (
        comments_on(document)
        .filter(answer__in=[Answer.ACCEPTED, Answer.PARTLY], merged_in=None, paragraph__isnull=False)
        .exclude(adopts="")
        .order_by("answered_at", "pk")
    )
    return [Accepted(one.paragraph, Act(one.adopts), one.adopted, one.who) for one in rows if one.paragraph]


def merge_of(document: Document) -> list[Outcomes]:
    """Return the newest version with every accepted wording made, clashes side by side."""
    version = latest_version(document.pk)
    if version is None:
        return []
    paragraphs = paragraphs_of(version)
    heirs = heirs_of(paragraphs)
    wanted = [
        Accepted(heirs.get(one.paragraph, one.paragraph), one.act, one.words, one.who)
        for one in accepted_wordings(document)
    ]
    settled = dict(Settlement.objects.filter(version=version).values_list("paragraph", "text"))
    return consolidated([(one.identity, one.text) for one in paragraphs], wanted, settled)


def heirs_of(paragraphs: Iterable[DraftParagraph]) -> Mapping[UUID, UUID]:
    """Return which paragraph carries on each one that was merged away."""
    return {UUID(key): one.identity for one in paragraphs for key in one.absorbed}


@dataclass(frozen=True)
class Matter:
    """A paragraph that a gathering has to decide on, with what is proposed."""

    number: int | None
    base: str
    comments: list[DraftComment]
    clashes: bool = False


def to_be_decided(document: Document) -> list[Matter]:
    """Return only what the gathering will decide: what the drafter puts to it, and wordings that clash."""
    clashing = {one.paragraph: one for one in merge_of(document) if one.clashes}
    rows = comments_on(document).filter(Q(to_decide=True) | Q(paragraph__in=list(clashing)), merged_in=None)
    matters: dict[UUID | None, Matter] = {}
    for one in rows:
        if one.paragraph in clashing and not one.to_decide and one.adopts not in {Act.WORDING, Act.DELETE}:
            continue
        matter = matters.setdefault(
            one.paragraph, Matter(one.number, one.base, [], clashes=one.paragraph in clashing)
        )
        matter.comments.append(one)
    return sorted(matters.values(), key=lambda one: (one.number is not None, one.number or 0))


def steered_by(standing: Standing, day: date) -> QuerySet[Document]:
    """Return the documents with versions that the asker steers, with their comments as of a day."""
    versions = DraftVersion.objects.filter(document=OuterRef("pk")).order_by("-number").values("number")[:1]
    comments = (
        DraftComment.objects.filter(sent_by(day), document=OuterRef("pk"))
        .order_by()
        .values("document")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        documents_visible_to(standing)
        .filter(drafter_unit_id__in=standing.reach("document.draft"))
        .annotate(
            last_version=Subquery(versions),
            comment_count=Coalesce(Subquery(comments), 0),
            open_count=Coalesce(Subquery(comments.exclude(settled_by(day))), 0),
            as_of=Value(day),
        )
        .filter(last_version__isnull=False)
    )


def original_of(standing: Standing, request_pk: UUID) -> DocumentFile | None:
    """Return the Word file of the version that a request is about, for whoever was asked."""
    request = request_visible_to(standing, request_pk)
    return request.consultation.draft.file if request else None


def asked_in(consultation: Consultation, day: date) -> QuerySet[ConsultationRequest]:
    """Return who was asked, with how many comments each had sent by a day."""
    sent = Count("comments", filter=sent_by(day, "comments__"))
    return consultation.requests.annotate(comment_count=sent, as_of=Value(day))


def comment_counts(document: Document) -> dict[UUID, int]:
    """Return how many comments were sent on each paragraph."""
    rows = (
        DraftComment.objects.filter(document=document, sent_at__isnull=False, paragraph__isnull=False)
        .order_by()
        .values_list("paragraph")
        .annotate(Count("pk"))
    )
    return {paragraph: count for paragraph, count in rows if paragraph}


def next_unanswered(comment: DraftComment) -> DraftComment | None:
    """Return the next comment without an answer in the order of the text, from the start after the end."""
    rows = list(comments_on(comment.document).filter(answer="").exclude(pk=comment.pk))
    later = [one for one in rows if (one.number or 0) >= (comment.number or 0)]
    return next(iter(later or rows), None)


def beside(comment: DraftComment) -> QuerySet[DraftComment]:
    """Return what others said about the same paragraph."""
    return comments_on(comment.document).filter(paragraph=comment.paragraph).exclude(pk=comment.pk)


def people_by_id(ids: Iterable[UUID]) -> list[Person]:
    """Return the persons whom a form offered."""
    return list(Person.objects.filter(pk__in=list(ids)).order_by("sort_key"))

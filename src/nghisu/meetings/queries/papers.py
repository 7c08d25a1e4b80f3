"""Read a paper with its versions and the asker's own notes."""

from dataclasses import dataclass, field
from uuid import UUID

from nghisu.documents.models import DocumentFile
from nghisu.meetings.models import Meeting, MeetingPaper, NumberedCopy, PaperNote, PaperVersion
from nghisu.meetings.queries.calling import papers_visible_to
from nghisu.organisation.rules.policy import Standing


@dataclass
class PaperReading:
    """A version of a paper as its reader sees it.

    ``own_notes`` are the reader's own, by version; those on older versions stay there.
    """

    paper: MeetingPaper
    number: int
    text: str
    files: list[DocumentFile]
    versions: list[PaperVersion]
    remark: str = ""
    own_notes: dict[int, PaperNote] = field(default_factory=dict)

    @property
    def is_newest(self) -> bool:
        """Whether this is the version that lies before the meeting."""
        return self.number == self.paper.number

    @property
    def own_note(self) -> PaperNote | None:
        """The reader's note on the version shown."""
        return self.own_notes.get(self.number)

    @property
    def older_notes(self) -> list[PaperNote]:
        """The reader's notes on other versions."""
        return [note for number, note in self.own_notes.items() if number != self.number]


def reading(standing: Standing, paper: MeetingPaper, number: int | None) -> PaperReading | None:
    """Return a version of a paper the asker may read, the newest for None; None where there is none."""
    versions = list(PaperVersion.objects.filter(paper=paper).order_by("-number"))
    wanted = paper.number if number is None else number
    version = next((one for one in versions if one.number == wanted), None)
    notes = {
        note.number: note
        for note in PaperNote.objects.filter(paper=paper, person_id=standing.me, paragraph=0).order_by(
            "-number"
        )
    }
    if version is None:
        if wanted != paper.number:
            return None
        files = list(paper.document.files.order_by("attached_at"))
        return PaperReading(paper, wanted, paper.document.text, files, versions, own_notes=notes)
    files = list(version.files.order_by("attached_at"))
    return PaperReading(paper, wanted, version.text, files, versions, version.remark, own_notes=notes)


def paper_file(standing: Standing, meeting: Meeting, paper_pk: UUID, file_pk: UUID) -> DocumentFile | None:
    """Return a file of a paper that the asker may read, in any of its versions, else None."""
    paper = papers_visible_to(standing).filter(item__part__meeting=meeting, pk=paper_pk).first()
    if paper is None:
        return None
    kept = DocumentFile.objects.filter(
        pk__in=PaperVersion.objects.filter(paper=paper, files__isnull=False).values("files")
    )
    found = kept.filter(pk=file_pk).first()
    if found is None and not PaperVersion.objects.filter(paper=paper).exists():
        found = DocumentFile.objects.filter(pk=file_pk, document_id=paper.document_id).first()
    return found


def papers_to_return(standing: Standing, meeting: Meeting) -> list[MeetingPaper]:
    """Return the papers of the meeting whose copies are numbered, that the asker may know of."""
    rows = papers_visible_to(standing).filter(item__part__meeting=meeting, to_return=True)
    return list(
        rows.select_related("item__part__meeting").order_by("item__part__order", "item__order", "order")
    )


def register_of(paper: MeetingPaper) -> list[NumberedCopy]:
    """Return the copies of a paper by number, with who has each."""
    return list(NumberedCopy.objects.filter(paper=paper).select_related("holder", "paper").order_by("number"))


def unreturned(meeting: Meeting) -> list[NumberedCopy]:
    """Return the copies that are out, by paper and number."""
    return list(
        NumberedCopy.objects.filter(
            paper__item__part__meeting=meeting, given_at__isnull=False, returned_at__isnull=True
        )
        .select_related("holder", "paper")
        .order_by("paper__title", "number")
    )

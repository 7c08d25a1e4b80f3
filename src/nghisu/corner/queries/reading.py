"""Read a paper as flowing text, with one's own notes where they were written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.cache import caches
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nghisu.corner.rules.keeping import may_be_kept
from nghisu.corner.rules.marking import pieces
from nghisu.documents.models import DocumentFile
from nghisu.kit import files, flow
from nghisu.kit.flow import Block
from nghisu.kit.refusals import Refusal
from nghisu.meetings.models import MeetingPaper, PaperNote
from nghisu.meetings.queries import papers_visible_to
from nghisu.meetings.queries.papers import PaperReading, reading
from nghisu.organisation.rules.policy import Standing

KINDS = {"docx": "docx", "pdf": "pdf", "txt": "txt"}
FLOWED_SECONDS = 900


@dataclass
class Passage:
    """A block of the paper with what its reader marked and wrote there."""

    block: Block
    note: PaperNote | None = None

    @property
    def html(self) -> SafeString:
        """The text, marked words apart."""
        found = pieces(self.block.text, self.note.marks if self.note else [])
        return format_html_join(
            "",
            "{}",
            ((format_html("<mark>{}</mark>", one.text) if one.is_marked else one.text,) for one in found),
        )


@dataclass
class PaperText:
    """A version of a paper as its reader reads it.

    :param older: the reader's notes on other versions, where they stay
    :param unreadable: names of files that hold no text, as scans, or none that can be read
    """

    paper: MeetingPaper
    view: PaperReading
    passages: list[Passage]
    whole_note: PaperNote | None
    older: list[PaperNote]
    unreadable: list[str] = field(default_factory=list)

    @property
    def body(self) -> list[Passage]:
        """The text without its footnotes."""
        return [one for one in self.passages if not one.block.is_footnote]

    @property
    def footnotes(self) -> list[Passage]:
        """The footnotes."""
        return [one for one in self.passages if one.block.is_footnote]

    @property
    def may_be_kept(self) -> bool:
        """Whether it may be kept on a device."""
        return is_kept_offline(self.paper)


def is_kept_offline(paper: MeetingPaper) -> bool:
    """Tell whether a paper may be kept on a device."""
    part = paper.item.part
    return may_be_kept(is_closed=part.is_closed, is_personnel=part.is_personnel, to_return=paper.to_return)


def paper_text(standing: Standing, pk: UUID, number: int | None) -> PaperText | None:
    """Return a version of a paper that is laid before the asker, the newest for None; else None."""
    paper = (
        papers_visible_to(standing).select_related("document", "item__part__meeting").filter(pk=pk).first()
    )
    view = reading(standing, paper, number) if paper is not None else None
    if paper is None or view is None:
        return None
    blocks, unreadable = blocks_of(view.files, view.text)
    notes = list(
        PaperNote.objects.filter(paper=paper, person_id=standing.me).order_by("-number", "paragraph")
    )
    here = {note.paragraph: note for note in notes if note.number == view.number}
    return PaperText(
        paper,
        view,
        [Passage(block, here.get(block.number)) for block in blocks],
        here.get(0),
        [note for note in notes if note.number != view.number],
        unreadable,
    )


def blocks_of(attached: Sequence[DocumentFile], text: str) -> tuple[list[Block], list[str]]:
    """Return the blocks of the files, or of the text where no file has any; and the files without text.

    Where the same paper lies there as .docx and as PDF, the .docx is read.
    """
    named = [(one, KINDS.get(one.name.rpartition(".")[2].lower(), "")) for one in attached]
    stems = {one.name.rpartition(".")[0] for one, kind in named if kind == "docx"}
    found: list[tuple[DocumentFile, list[Block]]] = []
    unreadable: list[str] = []
    for one, kind in named:
        if kind == "pdf" and one.name.rpartition(".")[0] in stems:
            continue
        blocks = _flowed(one.sha256, kind) if kind else []
        if blocks:
            found.append((one, blocks))
        else:
            unreadable.append(one.name)
    if not found:
        return flow.of_text(text), unreadable
    blocks = []
    for one, own in found:
        if len(found) > 1:
            blocks.append(Block(len(blocks) + 1, one.name, level=1))
        start = len(blocks)
        blocks += [
            Block(start + block.number, block.text, block.level, block.rows, block.is_footnote)
            for block in own
        ]
    return blocks, unreadable


def _flowed(sha256: str, kind: str) -> list[Block]:
    key = f"flow:{kind}:{sha256}"
    blocks: list[Block] | None = caches["pages"].get(key)
    if blocks is None:
        try:
            blocks = flow.of_file(files.content_of(sha256), kind)
        except Refusal:
            blocks = []
        caches["pages"].set(key, blocks, FLOWED_SECONDS)
    return blocks


def own_notes(standing: Standing) -> list[PaperNote]:
    """Return the asker's notes on papers that the asker may still read, by meeting and paper."""
    rows = PaperNote.objects.filter(person_id=standing.me, paper__in=papers_visible_to(standing).values("pk"))
    return list(
        rows.select_related("paper__item__part__meeting").order_by(
            "-paper__item__part__meeting__starts_at", "paper__title", "-number", "paragraph"
        )[:500]
    )

"""A pack binds so many bytes of papers and no more; what is beyond is listed with its code."""

import io
from typing import Any

import pypdf
from tests.conftest import House, at
from tests.meetings.conftest import Session

from nghisu.documents.actions import draft_outgoing
from nghisu.documents.models import DocumentFile
from nghisu.kit import files, pdf
from nghisu.meetings import actions as acts
from nghisu.meetings import queries
from nghisu.meetings.exports import pack
from nghisu.meetings.models import PaperVersion

NOW = at("2023-04-12 08:00")


def printed(words: str) -> bytes:
    """Return a PDF of one page with these words."""
    return pdf.from_template(pack.HERE / "text.typ", {"title": words, "head": "", "lines": [words]})


def lay_three(house: House, session: Session, *, claimed: int | None = None) -> int:
    """Lay three papers of one PDF each; return the bytes of one.

    :param claimed: the size that the register names for the second, if not its own
    """
    by = house.standing("minh")
    item = acts.add_item(part=session.enlarged, number="1", title="Mục", minutes=20, by=by, at=NOW)
    size = 0
    for number in range(1, 4):
        content = printed(f"Lời văn {number}")
        size = max(size, len(content))
        kept = files.store(content, name="t.pdf", media_type=pdf.MEDIA_TYPE, is_scan=False)
        document = draft_outgoing(
            drafter=house.units["VP"],
            unit=house.units["DUK"],
            type_code="report",
            subject=f"việc {number}",
            text=f"Chữ trong sổ {number}",
            by=by,
            at=NOW,
        )
        paper = acts.lay_paper(item=item, document=document, title=f"Tờ trình {number}", by=by, at=NOW)
        file = DocumentFile.objects.create(
            document=document,
            sha256=kept.sha256,
            name="t.pdf",
            size=claimed if claimed is not None and number == 2 else len(content),
            media_type=pdf.MEDIA_TYPE,
            attached_at=NOW,
        )
        PaperVersion.objects.get(paper=paper).files.add(file)
    return size


def text_of(house: House, session: Session, **limit: Any) -> str:
    content = pack.print_pack(
        queries.meeting_view(session.meeting, house.standing("hoa")),
        issuer="Đảng ủy",
        reader="Bản của Hoa",
        address="https://nghisu.vi-du/hop/",
        address_of=lambda paper: f"https://nghisu.vi-du/{paper.pk}/",
        **limit,
    )
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def bound(text: str) -> list[bool]:
    return [f"Lời văn {number}" in text for number in range(1, 4)]


def test_a_file_beyond_sixty_four_megabytes_is_listed_and_not_bound_and_the_others_are(
    house: House, session: Session
) -> None:
    assert pack.MOST_BYTES == 64 * 1024 * 1024
    lay_three(house, session, claimed=pack.MOST_BYTES + 1)

    text = text_of(house, session)

    assert bound(text) == [True, False, True]
    assert "Tờ trình 2" in text
    assert text.count("t.pdf") == 1


def test_files_that_pass_the_limit_together_are_bound_as_far_as_it_goes(
    house: House, session: Session
) -> None:
    size = lay_three(house, session)

    assert bound(text_of(house, session)) == [True, True, True]
    assert bound(text_of(house, session, most=3 * size)) == [True, True, True]
    assert bound(text_of(house, session, most=size + size // 2)) == [True, False, False]
    assert bound(text_of(house, session, most=0)) == [False, False, False]

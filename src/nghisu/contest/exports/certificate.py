"""The certificate of a prize, as PDF."""

from nghisu.contest.models import CollectivePrize, Contest, ContestEntry
from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules.dates import date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import Family
from nghisu.kit import pdf
from nghisu.kit.official import Paper, Signature, blocks_of
from nghisu.organisation.queries import day_of


def certificate_pdf(entry: ContestEntry) -> bytes:
    """Return the certificate of an entry's prize, with its authors; only after the authors are unmasked."""
    authors = ", ".join(author.name for author in entry.source.authors.all())
    words = (
        f"Chứng nhận: {authors}\nTác phẩm: {entry.source.title}\n"
        f"Thể loại: {entry.category.name} ({entry.genre.name})\n"
        f"Đã đạt: {entry.prize}"
    )
    return _paper(entry.category.contest, words)


def collective_pdf(prize: CollectivePrize) -> bytes:
    """Return the certificate of a collective prize."""
    day = day_of(prize.contest.unmasked_at) if prize.contest.unmasked_at else prize.contest.closes_on
    name = name_row(prize.unit_id, day)
    return _paper(
        prize.contest, f"Chứng nhận: {name.name if name else prize.unit.code}\nĐã đạt: {prize.name}"
    )


def _paper(contest: Contest, words: str) -> bytes:
    assert contest.unmasked_at is not None
    day = day_of(contest.unmasked_at)
    name = name_row(contest.unit_id, day)
    paper = Paper(
        superior=superior_name_of(contest.unit_id, day),
        issuer=name.name if name else contest.unit.code,
        number_line="Số: …",
        date_line=date_line(place_of(contest.unit_id), day),
        type_name="giấy chứng nhận",
        subject=contest.title,
        blocks=blocks_of(words),
        signature=Signature("T/M BAN TỔ CHỨC", "Trưởng ban", ""),
    )
    return pdf.write(paper, profile_on(day, Family.PARTY))

"""The minutes of the judging by code, and the list of prizes with its authors, on paper."""

from nghisu.contest.models import Contest, ContestCategory
from nghisu.contest.queries import entries_by_state, results_of, rounds_of, scores_of
from nghisu.contest.rules.states import OPENED, EntryState, State
from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import numbering
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import MINUTES, Family
from nghisu.kit import docx, pdf
from nghisu.kit.official import Annex, Column, Paper, Row, Signature, blocks_of
from nghisu.organisation.queries import day_of

BY_CODE = (Column("Hạng", 16), Column("Mã số", 30), Column("Điểm bình quân", 34), Column("Giải", 85))
BY_NAME = (
    Column("Giải", 34),
    Column("Tác phẩm", 56),
    Column("Tác giả", 40),
    Column("Đơn vị gửi", 35),
)
ROUND_NAMES = {1: "sơ khảo", 2: "chung khảo"}


def proposed_text(contest: Contest) -> str:
    """Return what the minutes may say, from what is stored; nothing in it tells who sent an entry."""
    states = entries_by_state(contest)
    entries, refused = sum(states.values()), states.get(EntryState.REJECTED, 0)
    lines = [
        f"Cuộc thi nhận tác phẩm từ ngày {contest.launched_on:%d/%m/%Y} đến ngày "
        f"{contest.closes_on:%d/%m/%Y}.",
        f"Có {entries} tác phẩm gửi dự thi; {entries - refused} tác phẩm hợp lệ được ghi mã số, "
        f"{refused} tác phẩm không hợp lệ.",
    ]
    for one in rounds_of(contest):
        line = (
            f"Vòng {ROUND_NAMES[one.number]}: {one.judges} giám khảo chấm {one.entries} tác phẩm, "
            f"{one.sent} lượt điểm"
        )
        lines.append(
            f"{line}; {one.thirds} tác phẩm có điểm chênh quá {contest.gap} được giám khảo thứ ba chấm."
            if one.thirds
            else f"{line}."
        )
    lines.append("Hội đồng thống nhất xếp hạng theo mã số như phụ lục kèm theo.")
    return "\n".join(lines)


def minutes_paper(contest: Contest) -> Paper:
    """Return the minutes with the ranking by code; a draft until they are signed."""
    day = day_of(contest.signed_at) if contest.signed_at else contest.closes_on
    name = name_row(contest.unit_id, day)
    place = place_of(contest.unit_id)
    annexes = []
    for number, category in enumerate(contest.categories.all(), start=1):
        entries = list(results_of(category))
        means = {row.entry.pk: row.mean for row in scores_of(contest, 2, entries)}
        rows = tuple(
            Row((str(one.rank), one.code, f"{means[one.pk]}".replace(".", ","), one.prize)) for one in entries
        )
        annexes.append(Annex(f"Phụ lục {number}", f"Kết quả: {category.name}", BY_CODE, rows))
    signer = contest.signed_by.full_name if contest.signed_by else ""
    return Paper(
        superior=superior_name_of(contest.unit_id, day),
        issuer=name.name if name else contest.unit.code,
        number_line=numbering.open_number_line(MINUTES.symbol, name.symbol if name else "", Family.PARTY),
        date_line=date_line(place, day) if contest.signed_at else open_date_line(place, day),
        type_name=MINUTES.vietnamese,
        subject=f"chấm {contest.title}",
        blocks=blocks_of(contest.minutes or proposed_text(contest)),
        signature=Signature("T/M HỘI ĐỒNG CHẤM THI", "Chủ tịch", signer),
        second_signature=Signature("", "Thư ký", ""),
        annexes=tuple(annexes),
        is_draft=contest.signed_at is None,
    )


def winners_paper(contest: Contest) -> Paper:
    """Return the list of prizes with titles, authors and units; only once the authors are unmasked."""
    if State(contest.state) not in OPENED or contest.unmasked_at is None:
        raise ValueError(contest.state)
    day = day_of(contest.unmasked_at)
    name = name_row(contest.unit_id, day)
    collective = list(contest.collective_prizes.select_related("unit"))
    annexes = [
        Annex(f"Phụ lục {number}", category.name, BY_NAME, _winners(category, contest))
        for number, category in enumerate(contest.categories.all(), start=1)
    ]
    text = [f"{len(rows)} giải: {annex.title}." for annex in annexes if (rows := annex.rows)]
    for prize in collective:
        unit = name_row(prize.unit_id, day)
        text.append(f"{prize.name}: {unit.name if unit else prize.unit.code}.")
    return Paper(
        superior=superior_name_of(contest.unit_id, day),
        issuer=name.name if name else contest.unit.code,
        number_line="Số: …",
        date_line=date_line(place_of(contest.unit_id), day),
        type_name="danh sách",
        subject=f"đạt giải {contest.title}",
        blocks=blocks_of("\n".join(text)),
        signature=Signature("T/M BAN TỔ CHỨC", "Trưởng ban", ""),
        annexes=tuple(annexes),
    )


def _winners(category: ContestCategory, contest: Contest) -> tuple[Row, ...]:
    assert contest.unmasked_at is not None
    day = day_of(contest.unmasked_at)
    rows = []
    for one in results_of(category).exclude(prize="").prefetch_related("source__authors"):
        unit = name_row(one.source.unit_id, day)
        authors = ", ".join(author.name for author in one.source.authors.all())
        cells = (one.prize, one.source.title, authors, unit.name if unit else one.source.unit.code)
        rows.append(Row(cells))
    return tuple(rows)


def written(contest: Contest, paper: Paper, kind: str) -> bytes:
    """Return a paper as ``docx`` or ``pdf``, in the form of its day."""
    moment = contest.unmasked_at or contest.signed_at
    form = profile_on(day_of(moment) if moment else contest.closes_on, Family.PARTY)
    return pdf.write(paper, form) if kind == "pdf" else docx.write(paper, form)

"""What stands in the papers of completing a committee; the kit knows how they are written.

Official papers are in Vietnamese whatever the reader's language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nghisu.ballots.models.completing import Procedure, ProcedureName
from nghisu.ballots.queries.completing import StepView, VoteLine
from nghisu.ballots.rules.completing import Outcome, Seats
from nghisu.ballots.rules.steps import PAPER_TYPES, Act, Branch, Paper, Step, team_on_paper
from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import types
from nghisu.documents.rules.dates import open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import Family
from nghisu.kit import docx, official
from nghisu.kit.language import number_words, percent, roman, slug

BODIES = {"executive": "Ban Chấp hành Đảng bộ", "standing": "Ban Thường vụ"}
MEMBERS = {"executive": "ủy viên Ban Chấp hành", "standing": "ủy viên Ban Thường vụ"}
DECIDES = {"executive": "quyết định chỉ định", "standing": "chuẩn y"}
BLANK = "…………………………………………"
SHOWN = frozenset(
    {Outcome.NAMED, Outcome.PROPOSED, Outcome.ELECTED, Outcome.CHOSEN, Outcome.APPOINTED, Outcome.APPROVED}
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper as it is handed to the register: subject, text and the annex of names."""

    subject: str
    text: str
    annex: bytes | None = None
    annex_name: str = ""


def counted(number: int) -> str:
    """Return a small number as papers write it: ``06 (sáu)``."""
    return f"{number:02} ({number_words(number)})"


def term_words(procedure: Procedure) -> str:
    """Return ``khóa XIII, nhiệm kỳ 2020-2025``."""
    term = procedure.body.term
    return f"khóa {roman(term.ordinal)}, nhiệm kỳ {term.first_year}-{term.last_year}"


def what(procedure: Procedure) -> str:
    """Return what is asked for: ``bổ sung 06 (sáu) ủy viên Ban Chấp hành khóa XIII, …``."""
    members = MEMBERS.get(procedure.body.kind, "thành viên")
    return f"bổ sung {counted(procedure.number)} {members} {term_words(procedure)}"


TITLES = {
    "introduction": "Giới thiệu",
    "confidence": "Bỏ phiếu tín nhiệm về",
    "election": "Bầu",
    "enlarged_proposal": "Bước 2, giới thiệu",
    "leadership_choice": "Bước 3, giới thiệu",
    "key_cadres": "Bước 4, lấy ý kiến về",
    "leadership_vote": "Bước 5, biểu quyết về",
}


def round_title(procedure: Procedure, step: Step) -> str:
    """Return what the round of a step is called on its papers, unless the office says otherwise."""
    members = MEMBERS.get(procedure.body.kind, "thành viên")
    return f"{TITLES.get(step.code, 'Bỏ phiếu về')} bổ sung {procedure.number} {members}"


def _names(names: Iterable[ProcedureName]) -> list[ProcedureName]:
    return [one for one in names if one.outcome in SHOWN]


def _lines(names: Iterable[ProcedureName]) -> list[str]:
    return [f"- {one.name}, {one.duty};" if one.duty else f"- {one.name};" for one in _names(names)]


def _votes(votes: Iterable[VoteLine]) -> list[str]:
    return [
        f"- {one.name}: {one.votes}/{one.base} phiếu, đạt {percent(one.votes, one.base)} "
        f"({percent(one.votes, one.returned)} số phiếu thu về);"
        for one in votes
    ]


def request(procedure: Procedure, seats: Seats, names: Iterable[ProcedureName]) -> Draft:
    """Return the submission that asks the superior for agreement in principle."""
    body = BODIES.get(procedure.body.kind, "")
    lines = [
        f"{body} {term_words(procedure)} được Đại hội quyết định {counted(seats.decided)} người; "
        f"hiện có {counted(seats.taken)} người.",
        f"Lý do bổ sung: {procedure.reason}.",
        f"Ban Thường vụ trân trọng đề nghị cấp trên xem xét, cho chủ trương {what(procedure)}, gồm:",
        *_lines(names),
    ]
    if procedure.over_document:
        lines.insert(1, f"Số lượng vượt được thực hiện theo {procedure.over_document}.")
    lines.append("Kính trình cấp trên xem xét, cho ý kiến.")
    return Draft(f"Xin chủ trương {what(procedure)}", "\n".join(lines), *_annex(procedure, names))


def file(
    procedure: Procedure, seats: Seats, names: Iterable[ProcedureName], votes: Iterable[VoteLine]
) -> Draft:
    """Return the submission with the file: what the session voted, and what the superior is asked to do."""
    asked = DECIDES.get(procedure.body.kind, "xem xét")
    how = "giới thiệu và bỏ phiếu tín nhiệm" if procedure.body.kind == "executive" else "bầu"
    lines = [
        f"Thực hiện chủ trương của cấp trên, hội nghị Ban Chấp hành đã {how} theo đúng quy định. Kết quả:",
        *_votes(votes),
        f"Ban Thường vụ trân trọng đề nghị cấp trên {asked} {what(procedure)}, gồm:",
        *_lines(names),
        "Hồ sơ kèm theo: trích biên bản hội nghị; biên bản kiểm phiếu; danh sách trích ngang.",
        "Kính trình cấp trên xem xét, quyết định.",
    ]
    return Draft(f"Đề nghị {asked} {what(procedure)}", "\n".join(lines), *_annex(procedure, names))


def extract(procedure: Procedure, step: StepView, votes: Iterable[VoteLine]) -> Draft:
    """Return the extract of the minutes about one vote."""
    done = step.done
    rounds = step.rounds[:1]
    place = rounds[0].meeting if rounds else None
    lines = [
        f"Trích biên bản {place.title if place else 'hội nghị'}, phiên nội bộ"
        + (f", ngày {done.done_on:%d/%m/%Y}" if done else "")
        + ".",
        f"Nội dung: {what(procedure)}.",
        f"Căn cứ: {step.source}.",
    ]
    if done and done.summoned is not None:
        lines.append(f"Triệu tập {done.summoned} người; có mặt {done.present} người.")
    lines.append(f"Hội nghị biểu quyết cử {team_on_paper(step.step.act)}; bỏ phiếu kín; kết quả kiểm phiếu:")
    lines += _votes(votes)
    lines.append(
        "Người được quá nửa số ủy viên đương nhiệm tán thành được đề nghị cấp trên; chức vụ chỉ có khi "
        "có văn bản của cấp trên."
    )
    return Draft(f"Trích biên bản hội nghị về {what(procedure)}", "\n".join(lines))


def announcement(
    procedure: Procedure, step: StepView, names: Iterable[ProcedureName], votes: Iterable[VoteLine]
) -> Draft:
    """Return the announcement of a vote's result, or of the superior's decision."""
    if step.step.act is Act.MANDATE:
        answered = procedure.papers.filter(code__in=["decision", "approval"]).last()
        cited = answered.document.citation if answered else "văn bản của cấp trên"
        lines = [
            f"Cấp trên đã có {cited} về việc {what(procedure)}.",
            f"Có hiệu lực từ ngày {procedure.effective_on:%d/%m/%Y}:" if procedure.effective_on else "Gồm:",
            *_lines(names),
        ]
        return Draft(f"Kết quả {what(procedure)}", "\n".join(lines))
    awaits = (
        "Kết quả này là đề xuất, chờ cấp trên quyết định chỉ định; những người có tên chưa là ủy viên."
        if procedure.branch == Branch.EXECUTIVE
        else "Kết quả bầu được báo cáo cấp trên chuẩn y."
    )
    lines = [
        f"Hội nghị đã {'bầu' if step.step.act is Act.ELECT else 'bỏ phiếu'} về việc {what(procedure)}.",
        "Kết quả kiểm phiếu:",
        *_votes(votes),
        awaits,
    ]
    return Draft(f"Kết quả bỏ phiếu về {what(procedure)}", "\n".join(lines))


def _annex(procedure: Procedure, names: Iterable[ProcedureName]) -> tuple[bytes | None, str]:
    """Return the list of names with office only: personal files stay where they belong."""
    shown = _names(names)
    if not shown:
        return None, ""
    rows = tuple(
        official.Row((f"{number:02}", one.name, one.duty, "")) for number, one in enumerate(shown, 1)
    )
    paper = _paper(
        procedure,
        procedure.opened_on,
        type_name="danh sách",
        subject=f"Nhân sự đề nghị {what(procedure)}",
        blocks=(official.plain("Chỉ ghi họ tên và chức vụ; hồ sơ cá nhân gửi riêng theo quy định."),),
        annexes=(official.Annex("", "Danh sách trích ngang", NAME_COLUMNS, rows),),
    )
    return docx.write(paper, profile_on(procedure.opened_on, Family.PARTY)), "danh-sach-trich-ngang.docx"


NAME_COLUMNS = (
    official.Column("TT", 12, "center"),
    official.Column("Họ và tên", 50),
    official.Column("Chức vụ, nơi công tác", 70),
    official.Column("Ghi chú", 30),
)


def _paper(
    procedure: Procedure,
    day: date,
    *,
    type_name: str,
    subject: str,
    blocks: tuple[official.Block, ...],
    annexes: tuple[official.Annex, ...] = (),
    is_submission: bool = False,
) -> official.Paper:
    name = name_row(procedure.unit_id, day)
    symbol = name.symbol if name else ""
    return official.Paper(
        superior=superior_name_of(procedure.unit_id, day),
        issuer=name.name if name else procedure.unit.code,
        number_line=f"Số        /{symbol}",
        date_line=open_date_line(place_of(procedure.unit_id), day),
        type_name=type_name,
        subject=subject,
        blocks=blocks,
        annexes=annexes,
        is_submission=is_submission,
        is_draft=True,
    )


def blank(procedure: Procedure, step: Step, paper: Paper | None, day: date) -> tuple[bytes, str]:
    """Return a blank form of a step with its file name: a paper to be filled by hand, or a voting paper.

    Nothing of what is written on it is stored.
    """
    rows = tuple(official.Row((str(number), "", "", "")) for number in range(1, max(procedure.number, 3) + 1))
    if paper is None:
        title = "phiếu bầu" if step.act is Act.ELECT else "phiếu giới thiệu"
        if step.code == "confidence":
            title = "phiếu tín nhiệm"
        columns = (
            official.Column("TT", 12, "center"),
            official.Column("Họ và tên", 80),
            official.Column("Đồng ý", 32, "center"),
            official.Column("Không đồng ý", 36, "center"),
        )
        body: tuple[str, ...] = ("(Đóng dấu của cơ quan triệu tập ở góc trên, bên trái)",)
        subject = what(procedure)
        annexes = (official.Annex("", title.capitalize(), columns, rows),)
    else:
        kind = types.BY_CODE[PAPER_TYPES[paper]]
        title = kind.vietnamese
        body = (f"Về việc {what(procedure)}.", *[BLANK * 2] * 8, "Nhân sự theo danh sách dưới đây.")
        subject = what(procedure)
        annexes = (official.Annex("", "Danh sách", NAME_COLUMNS, rows),)
    made = _paper(
        procedure,
        day,
        type_name=title,
        subject=subject,
        blocks=tuple(official.plain(line) for line in body),
        annexes=annexes,
        is_submission=paper in {Paper.REQUEST, Paper.FILE},
    )
    return docx.write(made, profile_on(day, Family.PARTY)), f"mau-{slug(title)}-{step.code}.docx"

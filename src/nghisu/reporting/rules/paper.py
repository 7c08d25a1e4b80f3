"""Compose the paper of a report: the text with its figures, and annexes that show where each comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nghisu.kit.official import Annex, Block, Column, Fact, Paper, Part, Row, Run, Signature, plain
from nghisu.reporting.rules.outline import Section
from nghisu.reporting.rules.text import codes_in, number_words, pieces

ROMAN_PARTS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
VIETNAMESE_ORIGIN = {"planned": "Kế hoạch", "arising": "Phát sinh"}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure as the paper shows it: its value and by which rule it is counted, in Vietnamese."""

    code: str
    name: str
    definition: str
    value: int | Decimal
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task that a figure counts."""

    code: str
    title: str
    lead: str
    origin: str
    accepted_on: date | None
    product: str = ""
    evaluation: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """What reports add up to: (name, measure, figure) of each indicator, and who is not in the sums."""

    indicators: tuple[tuple[str, str, str], ...]
    returned: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal that a report names until it is answered."""

    text: str
    made_by: str
    made_on: date
    addressee: str
    state: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around the text."""

    superior: str
    issuer: str
    number_line: str
    date_line: str
    subject: str
    signature: Signature | None
    recipients: tuple[str, ...]
    is_draft: bool


def compose(
    *,
    head: Head,
    sections: tuple[Section, ...],
    figures: Mapping[str, FigureLine],
    tasks: tuple[TaskLine, ...],
    as_of: date,
    together: Together | None = None,
    proposals: tuple[ProposalLine, ...] = (),
) -> Paper:
    """Return the paper. A number in the text leads to its row in the annex of figures."""
    used = list(dict.fromkeys(code for one in sections for code in codes_in(one.text)))
    blocks: list[Block] = []
    for one in numbered(sections):
        blocks.append(plain(one.heading, one.part))
        blocks.extend(_paragraphs(one.text, figures))
    annexes = []
    if used:
        annexes.append(_figures_annex([figures[code] for code in used if code in figures], as_of))
    if tasks:
        annexes.append(_tasks_annex(tasks, as_of, len(annexes) + 1, figures))
    if together is not None and "units_asked" in figures:
        annexes.append(_together_annex(together, as_of, len(annexes) + 1, figures))
    if proposals:
        annexes.append(_proposals_annex(proposals, as_of, len(annexes) + 1, figures))
    return Paper(
        superior=head.superior,
        issuer=head.issuer,
        number_line=head.number_line,
        date_line=head.date_line,
        type_name="báo cáo",
        subject=head.subject,
        blocks=tuple(blocks),
        signature=head.signature,
        recipients=head.recipients,
        annexes=tuple(annexes),
        is_draft=head.is_draft,
        properties={"subject": head.subject},
    )


def numbered(sections: tuple[Section, ...]) -> list[Section]:
    """Return the sections with something in them, numbered anew so that none seems left out."""
    found: list[Section] = []
    parts = inside = 0
    for index, one in enumerate(sections):
        if not one.text.strip() and not _has_filled_child(sections, index):
            continue
        words = one.heading.partition(".")[2].strip() or one.heading
        if one.part is Part.PART:
            parts, inside = parts + 1, 0
            found.append(Section(one.part, f"{ROMAN_PARTS[parts - 1]}. {words}", one.text))
        else:
            inside += 1
            found.append(Section(one.part, f"{inside}. {words}", one.text))
    return found


def _has_filled_child(sections: tuple[Section, ...], index: int) -> bool:
    """Tell whether a part without own text has a section with text under it."""
    if sections[index].part is not Part.PART:
        return False
    for one in sections[index + 1 :]:
        if one.part is Part.PART:
            return False
        if one.text.strip():
            return True
    return False


def _paragraphs(text: str, figures: Mapping[str, FigureLine]) -> list[Block]:
    values = {code: line.value for code, line in figures.items()}
    found = []
    for line in text.splitlines():
        if line.strip():
            runs = tuple(
                Run(
                    piece.text,
                    anchor=figure_anchor(piece.code) if piece.code in figures else "",
                    fact=figures[piece.code].fact if piece.code in figures else None,
                )
                for piece in pieces(line.strip(), values)
            )
            found.append(Block(runs))
    return found


def figure_anchor(code: str) -> str:
    """Return the name of the place in the annex that a figure leads to."""
    return f"figure_{code}"


def _figures_annex(lines: list[FigureLine], as_of: date) -> Annex:
    return Annex(
        label="Phụ lục 1",
        title="Số liệu sử dụng trong báo cáo",
        note=f"(Số liệu tổng hợp từ cơ sở dữ liệu nhiệm vụ, tính đến ngày {as_of:%d/%m/%Y})",
        columns=(
            Column("TT", 12, "center"),
            Column("Chỉ tiêu", 45),
            Column("Giá trị", 20, "right"),
            Column("Cách tính", 88),
        ),
        rows=tuple(
            Row(
                (str(number), line.name, number_words(line.value), line.definition),
                figure_anchor(line.code),
                _cell_fact(2, line),
            )
            for number, line in enumerate(lines, 1)
        ),
    )


def _day_words(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _tasks_annex(
    tasks: tuple[TaskLine, ...], as_of: date, number: int, figures: Mapping[str, FigureLine]
) -> Annex:
    planned = sum(task.origin == "planned" for task in tasks)

    def counted(code: str, value: int) -> Run:
        return Run(number_words(value), fact=figures[code].fact if code in figures else None)

    note = (
        Run("("),
        counted("done_planned", planned),
        Run(" nhiệm vụ theo kế hoạch + "),
        counted("done_arising", len(tasks) - planned),
        Run(" nhiệm vụ phát sinh = "),
        counted("done", len(tasks)),
        Run(f" nhiệm vụ; tính đến ngày {as_of:%d/%m/%Y})"),
    )
    return Annex(
        label=f"Phụ lục {number}",
        title="Nhiệm vụ đã hoàn thành trong quý",
        note="".join(run.text for run in note),
        note_runs=note,
        columns=(
            Column("TT", 10, "center"),
            Column("Mã", 27),
            Column("Nhiệm vụ", 39),
            Column("Sản phẩm", 26),
            Column("Đơn vị chủ trì", 23),
            Column("Nguồn", 16),
            Column("Nghiệm thu, đánh giá", 24, "center"),
        ),
        rows=tuple(
            Row(
                (
                    str(row),
                    task.code,
                    task.title,
                    task.product,
                    task.lead,
                    VIETNAMESE_ORIGIN.get(task.origin, task.origin),
                    "; ".join(filter(None, (_day_words(task.accepted_on), task.evaluation))),
                )
            )
            for row, task in enumerate(tasks, 1)
        ),
        anchor="tasks_done",
    )


def _together_annex(together: Together, as_of: date, number: int, figures: Mapping[str, FigureLine]) -> Annex:
    """Say from how many reports the sums are, who is missing, and what they come to."""

    def counted(code: str) -> Run:
        return Run(number_words(figures[code].value), fact=figures[code].fact)

    note = [
        Run("(Tổng hợp từ báo cáo được chấp nhận của "),
        counted("units_accepted"),
        Run("/"),
        counted("units_asked"),
        Run(f" tổ chức được yêu cầu, tính đến ngày {as_of:%d/%m/%Y}."),
    ]
    for code, words, names in (
        ("units_returned", "Đã trả lại", together.returned),
        ("units_waiting", "Đang chờ chấp nhận", together.waiting),
        ("units_silent", "Chưa gửi", together.silent),
    ):
        if names:
            note += [Run(f" {words} "), counted(code), Run(f": {'; '.join(names)}.")]
    note.append(Run(")"))
    shown = [one for one in together.indicators if one[2] in figures]
    return Annex(
        label=f"Phụ lục {number}",
        title="Tổng hợp số liệu của các tổ chức trực thuộc",
        note="".join(run.text for run in note),
        note_runs=tuple(note),
        columns=(
            Column("TT", 12, "center"),
            Column("Chỉ tiêu", 95),
            Column("Tính bằng", 28),
            Column("Tổng số", 30, "right"),
        ),
        rows=tuple(
            Row(
                (str(place), name, measure, number_words(figures[code].value)),
                figure_anchor(code),
                _cell_fact(3, figures[code]),
            )
            for place, (name, measure, code) in enumerate(shown, 1)
        ),
        anchor="units_together",
    )


def _proposals_annex(
    proposals: tuple[ProposalLine, ...], as_of: date, number: int, figures: Mapping[str, FigureLine]
) -> Annex:
    """Name every proposal that nobody has answered, and those that moved within the period."""
    line = figures.get("proposals_named")
    note = (
        Run("("),
        Run(number_words(len(proposals)), fact=line.fact if line else None),
        Run(f" đề xuất, kiến nghị; tính đến ngày {as_of:%d/%m/%Y})"),
    )
    return Annex(
        label=f"Phụ lục {number}",
        title="Đề xuất, kiến nghị đang theo dõi",
        note="".join(run.text for run in note),
        note_runs=note,
        columns=(
            Column("TT", 11, "center"),
            Column("Nội dung", 60),
            Column("Tổ chức đề xuất", 32),
            Column("Ngày", 23, "center"),
            Column("Gửi đến", 20),
            Column("Tình trạng", 20),
        ),
        rows=tuple(
            Row((str(row), one.text, one.made_by, f"{one.made_on:%d/%m/%Y}", one.addressee, one.state))
            for row, one in enumerate(proposals, 1)
        ),
        anchor="proposals",
    )


def _cell_fact(place: int, line: FigureLine) -> dict[int, Fact]:
    return {place: line.fact} if line.fact else {}

"""The words of a situation report on paper, in the usual outline. Vietnamese, as the paper is."""

from collections.abc import Sequence
from dataclasses import dataclass

from nghisu.kit.official import Annex, Block, Column, Part, Row, blocks_of, plain
from nghisu.situation.rules.reports import Period, ReportKind
from nghisu.situation.rules.suppression import Shown
from nghisu.situation.rules.synthesis import Printed

ROMAN = ("I", "II", "III", "IV")
NOTE = (
    "(Mỗi tổ chức tính một lần. Số tổ chức ít hơn ngưỡng được ghi “ít hơn 5” hoặc “ít hơn 10”; số ghi "
    "“không nêu” được giữ lại để không suy ra được số nhỏ hơn ngưỡng.)"
)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as the paper names it, in words."""

    field: str
    title: str
    counts: tuple[Printed, ...]
    months: tuple[Printed | None, ...]
    size: str
    state: str
    outcome: str
    authority: str
    threshold: int


def subject_of(period: Period) -> str:
    """Return what the report is about, as its number line names it."""
    return f"Tình hình, khó khăn, vướng mắc do các tổ chức phản ánh {period.label}"


def printed_words(printed: Printed | None, threshold: int) -> str:
    """Return a printed count as the paper says it."""
    if printed is None:
        return ""
    if printed == Shown.FEW.value:
        return f"ít hơn {threshold}"
    return "không nêu" if printed == Shown.KEPT.value else str(printed)


def sentence_of(line: TopicLine) -> str:
    """Return a topic in one sentence."""
    many = printed_words(line.counts[-1], line.threshold)
    raised = "số tổ chức phản ánh không nêu"
    if line.counts[-1] != Shown.KEPT.value:
        raised = f"{many} tổ chức phản ánh"
    parts = [f"{line.field}: {line.title} ({raised}"]
    if line.size:
        parts.append(f"mức độ: {line.size}")
    stands = line.outcome or line.state
    parts.append(stands[:1].lower() + stands[1:])
    if line.authority:
        parts.append(f"thẩm quyền: {line.authority}")
    return "- " + "; ".join(parts) + ")."


def report_blocks(
    *, attention: str, lines: Sequence[TopicLine], assessment: str, proposals: str
) -> tuple[Block, ...]:
    """Return the body; a part without a word is left out and the others are numbered anew."""
    difficulties = (
        "\n".join(sentence_of(one) for one in lines) or "Trong kỳ không có vấn đề nào được phản ánh."
    )
    parts = (
        ("TÌNH HÌNH ĐƯỢC QUAN TÂM", attention),
        ("KHÓ KHĂN, VƯỚNG MẮC", difficulties),
        ("ĐÁNH GIÁ", assessment),
        ("ĐỀ XUẤT, KIẾN NGHỊ", proposals),
    )
    blocks: list[Block] = []
    for number, (heading, text) in enumerate([one for one in parts if one[1].strip()]):
        blocks.append(plain(f"{ROMAN[number]}. {heading}", Part.PART))
        blocks += blocks_of(text)
    return tuple(blocks)


def table_annex(period: Period, lines: Sequence[TopicLine], sizes: Sequence[str]) -> Annex:
    """Return the table: a month by size, a quarter with the totals of its months."""
    is_month = period.kind is ReportKind.MONTH
    heads = list(sizes) if is_month else [f"Tháng {one.number}" for one in period.months]
    rows = []
    for number, one in enumerate(lines, 1):
        shown = one.counts[:-1] if is_month else one.months
        cells = [printed_words(printed, one.threshold) or "–" for printed in shown]
        total = printed_words(one.counts[-1], one.threshold)
        rows.append(Row((str(number), f"{one.field}: {one.title}", *cells, total)))
    return Annex(
        label="Phụ lục",
        title=f"Số tổ chức phản ánh theo vấn đề, {period.label}",
        columns=(
            Column("TT", 10, "center"),
            Column("Vấn đề", 55 if is_month else 73),
            *(Column(head, 20, "center") for head in heads),
            Column("Tổng số" if is_month else "Cả quý", 20, "center"),
        ),
        rows=tuple(rows),
        note=NOTE,
    )

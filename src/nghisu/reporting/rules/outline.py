"""The outline of a quarterly report and the sentences that begin from figures.

The sections follow the Bloc's own reports (domain 5). The text of a report is Vietnamese whatever
language its writer's pages are in, so these sentences are not in the catalogue: each stands whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from nghisu.kit.official import Part
from nghisu.kit.periods import ROMAN, Quarter


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text under it; a part may have none of its own."""

    part: Part
    heading: str
    text: str = ""


def subject(quarter: Quarter) -> str:
    """Return the subject: the results of the quarter and the tasks of the next."""
    following = quarter.next
    if following.year == quarter.year:
        return (
            f"Kết quả công tác quý {ROMAN[quarter.number - 1]}, nhiệm vụ, giải pháp trọng tâm "
            f"quý {following.label}"
        )
    return f"Kết quả công tác quý {quarter.label}, nhiệm vụ, giải pháp trọng tâm quý {following.label}"


def done_sentence(values: Mapping[str, int | Decimal]) -> str:
    """Return the sentence on the tasks done, whole for each case; its numbers stay references."""
    planned, arising = values.get("done_planned", 0), values.get("done_arising", 0)
    if planned and arising:
        return (
            "Kết quả đã hoàn thành {{done_planned}} nhiệm vụ theo kế hoạch, {{done_arising}} nhiệm vụ "
            "phát sinh theo yêu cầu của Trung ương và các ban Đảng Trung ương."
        )
    if planned:
        return (
            "Kết quả đã hoàn thành {{done_planned}} nhiệm vụ theo kế hoạch; trong quý không có nhiệm vụ "
            "phát sinh được nghiệm thu."
        )
    if arising:
        return (
            "Kết quả đã hoàn thành {{done_arising}} nhiệm vụ phát sinh theo yêu cầu của Trung ương và các "
            "ban Đảng Trung ương; trong quý không có nhiệm vụ theo kế hoạch được nghiệm thu."
        )
    return "Trong quý chưa có nhiệm vụ nào được nghiệm thu."


def remaining_sentence(values: Mapping[str, int | Decimal]) -> str:
    """Return the sentence on what is late or waits, whole for each case."""
    waiting, overdue = values.get("waiting", 0), values.get("overdue", 0)
    if waiting and overdue:
        return (
            "Đến thời điểm báo cáo còn {{waiting}} nhiệm vụ đã báo cáo, đang chờ xác nhận và {{overdue}} "
            "nhiệm vụ quá hạn chưa hoàn thành."
        )
    if waiting:
        return (
            "Đến thời điểm báo cáo còn {{waiting}} nhiệm vụ đã báo cáo, đang chờ xác nhận; không có nhiệm vụ "
            "quá hạn."
        )
    if overdue:
        return "Đến thời điểm báo cáo còn {{overdue}} nhiệm vụ quá hạn chưa hoàn thành."
    return "Đến thời điểm báo cáo không có nhiệm vụ quá hạn."


def late_sentence(values: Mapping[str, int | Decimal]) -> str:
    """Return the sentence on tasks done after their deadline, "" for none."""
    if values.get("done_late", 0):
        return "Trong số nhiệm vụ đã hoàn thành có {{done_late}} nhiệm vụ hoàn thành sau thời hạn."
    return ""


def together_sentence(values: Mapping[str, int | Decimal]) -> str:
    """Return the sentence on whose reports are in the sums, "" where nobody was asked."""
    if not values.get("units_asked"):
        return ""
    return (
        "Báo cáo này tổng hợp từ {{units_accepted}}/{{units_asked}} báo cáo được chấp nhận của các đảng ủy "
        "trực thuộc; tổ chức chưa có báo cáo được chấp nhận nêu tên tại phụ lục."
    )


def proposals_sentence(values: Mapping[str, int | Decimal]) -> str:
    """Return the sentence on the proposals followed, "" for none; the annex names each."""
    if values.get("proposals_unanswered", 0):
        return (
            "Đến thời điểm báo cáo đang theo dõi {{proposals_named}} đề xuất, kiến nghị, trong đó "
            "{{proposals_unanswered}} đề xuất, kiến nghị chưa được trả lời; nêu cụ thể tại phụ lục."
        )
    if values.get("proposals_named", 0):
        return (
            "Đến thời điểm báo cáo đang theo dõi {{proposals_named}} đề xuất, kiến nghị đã được trả lời; "
            "nêu cụ thể tại phụ lục."
        )
    return ""


def outline(quarter: Quarter, values: Mapping[str, int | Decimal]) -> tuple[Section, ...]:
    """Return the sections a new draft begins with; the sentences from figures stand in their places."""
    sentences = [remaining_sentence(values), late_sentence(values)]
    return (
        Section(Part.PART, "I. Tình hình chung", together_sentence(values)),
        Section(Part.PART, "II. Kết quả đạt được"),
        Section(
            Part.SECTION,
            "1. Công tác lãnh đạo, chỉ đạo thực hiện nhiệm vụ chính trị",
            done_sentence(values),
        ),
        Section(Part.SECTION, "2. Công tác chính trị, tư tưởng, nắm tình hình dư luận xã hội"),
        Section(Part.SECTION, "3. Công tác tổ chức, cán bộ, đảng viên"),
        Section(Part.SECTION, "4. Công tác kiểm tra, giám sát"),
        Section(Part.SECTION, "5. Công tác dân vận, đoàn thể"),
        Section(Part.SECTION, "6. Công tác văn phòng, thực hiện quy chế làm việc"),
        Section(
            Part.PART, "III. Hạn chế, nguyên nhân", " ".join(sentence for sentence in sentences if sentence)
        ),
        Section(Part.PART, f"IV. Nhiệm vụ, giải pháp trọng tâm quý {quarter.next.label}"),
        Section(Part.PART, "V. Đề xuất, kiến nghị", proposals_sentence(values)),
    )


def part_of(heading: str) -> Part:
    """Tell by its number whether a heading is of a part (I.) or of a section (1.)."""
    return Part.PART if heading.split(".", 1)[0].strip("IVX") == "" else Part.SECTION

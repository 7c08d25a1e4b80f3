"""The report on a resolution after years (báo cáo tổng kết): what stands in its draft. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nghisu.kit.language import format_number, short_date


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure in the first and in the last year."""

    name: str
    first: float
    last: float
    code: str = ""

    @property
    def figure(self) -> str:
        """The code of the figure of a year in the registry."""
        return f"year.{self.code}"


@dataclass(frozen=True, slots=True)
class Review:
    """What was collected on a resolution up to a day."""

    citation: str
    dated_on: date
    day: date
    following: Sequence[str]
    reviews: Sequence[str]
    task_count: int
    done_count: int
    figures: Sequence[Compared]

    @property
    def years(self) -> int:
        """Whole years since its date."""
        passed = self.day.year - self.dated_on.year
        return passed - ((self.day.month, self.day.day) < (self.dated_on.month, self.dated_on.day))


def composed(review: Review) -> str:
    """Return the text of the draft report; judgement is left to whoever writes it."""
    lines = [
        f"Thực hiện chế độ tổng kết, Đảng ủy báo cáo kết quả {review.years} năm thực hiện {review.citation} "
        f"(tính đến ngày {short_date(review.day)}) như sau:",
        "I. Việc triển khai, cụ thể hóa",
        f"Có {len(review.following)} văn bản cụ thể hóa, thực hiện hoặc viện dẫn.",
        *(f"- {one}." for one in review.following),
        "II. Kết quả thực hiện nhiệm vụ",
        f"Có {review.task_count} nhiệm vụ phát sinh từ các văn bản trên; "
        f"{review.done_count} nhiệm vụ đã hoàn thành.",
        "III. Tổng kết của các tổ chức",
        f"Có {len(review.reviews)} báo cáo tổng kết đã gửi.",
        *(f"- {one}." for one in review.reviews),
        f"IV. Số liệu năm {review.dated_on.year} và năm {review.day.year}",
        *(
            f"- {one.name}: năm {review.dated_on.year} là {format_number(one.first)}; "
            f"năm {review.day.year} là {format_number(one.last)}."
            for one in review.figures
        ),
        "V. Đánh giá chung",
        "Ưu điểm, hạn chế, nguyên nhân và bài học kinh nghiệm.",
        "VI. Đề xuất, kiến nghị",
        "Việc tiếp tục thực hiện, sửa đổi, thay thế hoặc kết thúc.",
    ]
    return "\n".join(lines)

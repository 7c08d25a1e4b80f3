"""What the minutes of a visit say before anybody edits them: who went, what was asked; no one's words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Goer:
    """Somebody of the committee that visits, with the offices held on the day."""

    name: str
    offices: str
    is_head: bool = False

    @property
    def line(self) -> str:
        """The line of the minutes."""
        said = f"Đồng chí {self.name}" + (f", {self.offices}" if self.offices else "")
        return f"- {said}, trưởng đoàn" if self.is_head else f"- {said}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the unit."""

    number: int
    field: str
    text: str
    proposal: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines of the minutes, with room for what was exchanged about it."""
        found = [f"{self.number}. {self.field}: {self.text}"]
        if self.proposal:
            found.append(f"Đề xuất: {self.proposal}")
        return [*found, "Ý kiến trao đổi, giải đáp: …"]


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """What is known when the minutes are begun."""

    committee: str
    visited: str
    held_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    purpose: str
    programme: str
    hosts: str
    goers: Sequence[Goer]
    questions: Sequence[Asked]


def compose(held: HeldVisit) -> str:
    """Return the text of the minutes as the record gives it."""
    hours = ""
    if held.starts_at is not None and held.ends_at is not None:
        hours = f" từ {hour_words(held.starts_at)} đến {hour_words(held.ends_at)}"
    lines = [
        "I. THỜI GIAN, THÀNH PHẦN",
        f"Ngày {day_words(held.held_on)}{hours}, tại {held.place or held.visited}, {held.committee} "
        f"làm việc với {held.visited}.",
        f"1. Thành phần {held.committee}",
        *(one.line for one in held.goers),
        f"2. Thành phần {held.visited}",
        held.hosts or "Đại diện cấp ủy và các bộ phận có liên quan.",
        "II. NỘI DUNG LÀM VIỆC",
        held.purpose,
    ]
    if held.programme:
        lines += ["Chương trình:", *held.programme.splitlines()]
    lines.append("III. KHÓ KHĂN, VƯỚNG MẮC, ĐỀ XUẤT CỦA ĐƠN VỊ")
    if not held.questions:
        lines.append("Đơn vị không nêu khó khăn, vướng mắc.")
    for one in held.questions:
        lines += one.lines
    return "\n".join([*lines, "IV. KẾT THÚC", "Biên bản đã được hai bên thống nhất."])


def hour_words(at: datetime) -> str:
    """Return ``8 giờ 30``."""
    return f"{at.hour} giờ {at.minute:02d}" if at.minute else f"{at.hour} giờ"


def day_words(day: date) -> str:
    """Return ``05 tháng 4 năm 2023``: days below 10 and months below 3 with a nought, as papers write."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d} tháng {month} năm {day.year}"


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, kept with the signature."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as the conclusion says it."""

    number: int
    title: str
    lead: str
    due_on: date
    product: str = ""

    @property
    def line(self) -> str:
        """The line of the conclusion."""
        product = f" Sản phẩm: {self.product}." if self.product else ""
        return (
            f"{self.number}. {self.title}. {self.lead} chủ trì, hoàn thành trước ngày "
            f"{self.due_on.day}/{self.due_on.month}/{self.due_on.year}.{product}"
        )


def compose_conclusion(text: str, promises: Sequence[Promise]) -> str:
    """Return the text of the conclusion: what was agreed, then the commitments, numbered."""
    if not promises:
        return text
    return "\n".join([text, "Các việc cần giải quyết sau buổi làm việc:", *(one.line for one in promises)])

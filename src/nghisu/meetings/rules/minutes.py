"""The form of minutes, and what may happen to them when.

Source: Hướng dẫn 16-HD/VPTW: opening; 1. attendance, the absent by name with reason; 2. proceedings, exact
and in order; 3. conclusion; hour of the end; the recorder signs left, the chair right. The words of the
paper are Vietnamese whatever the language of the reader, as on every official paper.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Group(StrEnum):
    """The parts of the form."""

    OPENING = "opening"
    ATTENDANCE = "attendance"
    PROCEEDINGS = "proceedings"
    CONCLUSION = "conclusion"
    END = "end"


GROUP_HEADINGS = {
    Group.OPENING: "",
    Group.ATTENDANCE: "I. THÀNH PHẦN THAM DỰ",
    Group.PROCEEDINGS: "II. NỘI DUNG, DIỄN BIẾN",
    Group.CONCLUSION: "III. KẾT LUẬN",
    Group.END: "",
}
RESERVED = "Đề nghị bảo lưu ý kiến"


class MinutesStandStill(Refusal):
    """The text is signed by the recorder or by both."""

    sentence = N_(
        "These minutes are signed and do not change any more. Write a correction record for what is wrong."
    )


class NotSignedYet(Refusal):
    """A correction record of minutes that can still be changed."""

    sentence = N_("These minutes are not signed yet; change the text itself.")


class NotOverYet(Refusal):
    """The meeting goes on."""

    sentence = N_("The meeting is not concluded. Conclude it first; then the minutes can be signed.")


class NotHeldYet(Refusal):
    """The meeting has not begun."""

    sentence = N_("The meeting has not begun; its minutes begin when it is opened.")


class RemarksUnanswered(Refusal):
    """Members wait for an answer to what they want corrected."""

    sentence = N_("%(count)s remarks of members wait for an answer. Accept or decline each one first.")


class SectionIsEmpty(Refusal):
    """A section has no text."""

    sentence = N_("The section “%(heading)s” is empty. Write it, or take it from the record anew.")


class OnlyRecorderSigns(Refusal):
    """Another than the recorder wants to sign as the recorder."""

    sentence = N_("Only the recorder of this meeting signs here first; then the chair does.")


class OnlyChairSigns(Refusal):
    """Another than a chair wants to sign as the chair."""

    sentence = N_("Only a chair of this meeting signs here, after the recorder.")


class SameHandTwice(Refusal):
    """One person would sign as recorder and as chair."""

    sentence = N_("The recorder and the chair are two persons; another chair has to sign.")


class ChangedSinceSigned(Refusal):
    """The text is not the one the recorder signed."""

    sentence = N_("The text is not the one the recorder signed. Hand the minutes back to the recorder.")


class NothingSaid(Refusal):
    """A statement without words."""

    sentence = N_("Write what was said.")
    field = "text"


class NobodySpoke(Refusal):
    """A statement without a speaker."""

    sentence = N_("Name who spoke, or for which unit.")
    field = "who"


class ReservedOnlyOnRequest(Refusal):
    """A reserved opinion that its member did not ask for."""

    sentence = N_(
        "A reserved opinion is minuted only when the member asks for it. Confirm that the member asked, "
        "or enter the words as a statement."
    )
    field = "is_requested"


class ReservedByMemberOnly(Refusal):
    """A reserved opinion of somebody who has no vote in this part."""

    sentence = N_("Only a member summoned to this part can reserve an opinion; choose the member by name.")
    field = "who"


class RemarksAreOver(Refusal):
    """A remark outside the time for remarks."""

    sentence = N_("The minutes are not out for remarks. Tell the recorder what you want corrected.")


class RemarkWaits(Refusal):
    """A second remark while the first waits."""

    sentence = N_("Your remark on this statement waits for its answer; you can send another one after it.")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement as the minutes have it."""

    speaker: str
    text: str
    is_reserved: bool = False

    @property
    def line(self) -> str:
        """``- Đồng chí Lê Thị Lan, Phó Bí thư: …``."""
        text = self.text.strip()
        if self.is_reserved:
            return f"- {self.speaker}: {RESERVED}: {text}"
        return f"- {self.speaker}: {text}"


@dataclass(frozen=True, slots=True)
class Ballot:
    """An open vote with its base and its result."""

    question: str
    base: int
    votes_for: int
    against: int
    abstained: int
    is_adopted: bool | None
    how: str = ""

    @property
    def line(self) -> str:
        """The sentence of the minutes; abstention is said apart and is no agreement."""
        how = f" ({self.how})" if self.how else ""
        result = "" if self.is_adopted is None else "Thông qua." if self.is_adopted else "Không thông qua."
        return (
            f"- Biểu quyết{how}: {self.question}. Kết quả: tán thành {self.votes_for}/{self.base}, "
            f"không tán thành {self.against}, không biểu quyết {self.abstained}. {result}"
        ).strip()


@dataclass(frozen=True, slots=True)
class Attended:
    """Who was there of those summoned to a part: (name with office, reason) of the absent."""

    key: str
    part_title: str
    members: int
    present: int
    absent: Sequence[tuple[str, str]]
    invited: int
    points: str = ""


@dataclass(frozen=True, slots=True)
class Handled:
    """An item with what was laid, said and decided on it; without a number, what belongs to no item."""

    key: str
    part_key: str
    number: str
    title: str
    presenter: str = ""
    papers: Sequence[str] = ()
    spoken: Sequence[Spoken] = ()
    ballots: Sequence[Ballot] = ()
    reported: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that the minutes are composed from."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime | None
    content: Sequence[str]
    chairs: Sequence[str]
    recorder: str
    attended: Sequence[Attended]
    handled: Sequence[Handled]
    conclusion: Sequence[str]
    part_titles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """One section as the record gives it. ``part_key`` is empty for what every reader may know."""

    key: str
    group: Group
    heading: str
    text: str
    part_key: str = ""


def hour_words(at: datetime) -> str:
    """Return ``8 giờ 00``."""
    return f"{at.hour} giờ {at.minute:02d}"


def day_words(at: datetime) -> str:
    """Return ``ngày 21 tháng 4 năm 2023``."""
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"ngày {at.day:02d} tháng {month} năm {at.year}"


def compose(held: Held) -> list[Composed]:
    """Return the sections of the minutes in the order of the form."""
    sections = [Composed("opening", Group.OPENING, "", _opening(held))]
    sections += [
        Composed(f"attendance:{one.key}", Group.ATTENDANCE, f"{one.part_title}", _attendance(one), one.key)
        for one in held.attended
    ]
    sections += [
        Composed(one.key, Group.PROCEEDINGS, _item_heading(one), _item(one), one.part_key)
        for one in held.handled
    ]
    sections.append(Composed("conclusion", Group.CONCLUSION, "", "\n".join(held.conclusion)))
    sections.append(Composed("end", Group.END, "", _end(held)))
    return sections


def _opening(held: Held) -> str:
    place = f", tại {held.place}" if held.place else ""
    lines = [
        f"Hôm nay, hồi {hour_words(held.starts_at)}, {day_words(held.starts_at)}{place}, "
        f"diễn ra {held.title}."
    ]
    if held.content:
        lines.append("Nội dung: " + "; ".join(held.content) + ".")
    if held.chairs:
        lines.append("Chủ trì: " + "; ".join(held.chairs) + ".")
    if held.recorder:
        lines.append(f"Thư ký: {held.recorder}.")
    return "\n".join(lines)


def _attendance(one: Attended) -> str:
    lines = [f"- Chính thức: có mặt {one.present}/{one.members} đồng chí, vắng {len(one.absent)}."]
    lines += [
        f"+ Vắng: {name}. Lý do: {reason}." if reason else f"+ Vắng: {name}. Không rõ lý do."
        for name, reason in one.absent
    ]
    if one.invited:
        lines.append(f"- Đại biểu mời: {one.invited}.")
    if one.points:
        lines.append(f"- Điểm cầu: {one.points}.")
    return "\n".join(lines)


def _item_heading(one: Handled) -> str:
    return f"{one.number}. {one.title}" if one.number else one.title


def _item(one: Handled) -> str:
    lines = []
    if one.presenter:
        lines.append(f"- Trình bày: {one.presenter}.")
    if one.papers:
        lines.append("- Tài liệu: " + "; ".join(one.papers) + ".")
    lines += [spoken.line for spoken in one.spoken]
    lines += [ballot.line for ballot in one.ballots]
    lines += list(one.reported)
    return "\n".join(lines) or "- Hội nghị nghe và không có ý kiến khác."


def _end(held: Held) -> str:
    if held.ends_at is None:
        return "Hội nghị kết thúc hồi … giờ … cùng ngày."
    same = held.ends_at.date() == held.starts_at.date()
    day = "cùng ngày" if same else day_words(held.ends_at)
    return f"Hội nghị kết thúc hồi {hour_words(held.ends_at)} {day}."


def text_hash(sections: Iterable[tuple[str, str]]) -> str:
    """Return the hash of what is signed: headings and texts in order."""
    digest = hashlib.sha256()
    for heading, text in sections:
        for piece in (heading, text):
            encoded = piece.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()

"""What is handed over, and what becomes of each kind."""

from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.refusals import N_


class Reason(StrEnum):
    """Why there is a hand-over."""

    LEAVES = "leaves"
    TERM = "term"


class Way(StrEnum):
    """What becomes of a thing when the hand-over is confirmed."""

    MOVES = "moves"
    STAYS = "stays"
    ENDS = "ends"
    GIVEN = "given"


REASONS = {Reason.LEAVES: N_("The person leaves the office"), Reason.TERM: N_("The term ends")}
WAYS = {
    Way.MOVES: N_("passes to the receiver when confirmed"),
    Way.STAYS: N_("stays with the unit; the receiver looks after it"),
    Way.ENDS: N_("is withdrawn when confirmed"),
    Way.GIVEN: N_("to be given by hand before signing"),
}
# On the paper, which is Vietnamese as all official papers are.
PAPER_WAYS = {
    Way.MOVES: "chuyển cho người nhận khi xác nhận",
    Way.STAYS: "thuộc tổ chức, người nhận theo dõi tiếp",
    Way.ENDS: "thu hồi khi xác nhận",
    Way.GIVEN: "giao tận tay trước khi ký",
}
PAPER_REASONS = {Reason.LEAVES: "thôi đảm nhiệm công việc", Reason.TERM: "kết thúc nhiệm kỳ"}
KINDS = {
    "task": N_("Open tasks"),
    "meeting": N_("Meetings to come"),
    "draft": N_("Drafts"),
    "file": N_("Files"),
    "copy": N_("Copies to be returned"),
    "number": N_("Numbers given last"),
    "stamp": N_("Register of the stamp"),
    "stock": N_("Ballot papers in stock"),
    "key": N_("Keys"),
    "feed": N_("Calendar addresses"),
    "token": N_("Tokens of programs"),
}
PAPER_KINDS = {
    "task": "Nhiệm vụ đang thực hiện",
    "meeting": "Hội nghị sắp tới",
    "draft": "Dự thảo văn bản",
    "file": "Hồ sơ",
    "copy": "Tài liệu phải thu hồi",
    "number": "Số văn bản đã cấp",
    "stamp": "Con dấu và sổ đóng dấu",
    "stock": "Phiếu bầu còn lại",
    "key": "Khóa",
    "feed": "Địa chỉ lịch",
    "token": "Mã truy cập của phần mềm",
}


@dataclass(frozen=True)
class Thing:
    """One line of the list."""

    kind: str
    what: str
    way: Way

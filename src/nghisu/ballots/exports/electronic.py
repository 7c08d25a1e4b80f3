"""The minutes of a counted poll, what the minutes of its round say of it, and its result as a sheet."""

import io
from datetime import date

import xlsxwriter
from django.utils import timezone
from django.utils.translation import override

from nghisu.ballots.models import Round, SecretPoll
from nghisu.ballots.queries.electronic import board_of, booth_modules, result_of, trustees_of
from nghisu.ballots.queries.paper_part import PAPERS, mark_of_papers
from nghisu.ballots.rules.electronic import ADVISORY_ON_PAPER, FEWEST
from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules.dates import open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.numbering import open_number_line
from nghisu.documents.rules.types import Family
from nghisu.kit.official import Block, OfficialForm, Paper, Part, Signature, plain

BLANK = "Phiếu trắng"
WITHHELD = (
    f"Một trong hai cách có ít hơn {FEWEST} phiếu: chỉ công bố tổng chung. Kết quả riêng của từng cách và "
    "phần giải mã chỉ những người kiểm phiếu giữ, niêm phong cùng phiếu."
)
MARKS = {
    "election": "Mô tả cuộc bỏ phiếu",
    "trustees": "Danh sách người giữ khóa",
    "credentials": "Danh sách mã cử tri công khai",
    "encrypted_tally": "Tổng các lá phiếu, còn mã hóa",
    "head": "Sự kiện cuối của kho lưu trữ",
}


def form_for(poll: SecretPoll) -> OfficialForm:
    """Return the official form of the day of the vote."""
    return profile_on(_day(poll), Family.PARTY)


def minutes_of(poll: SecretPoll) -> Paper:
    """Return the minutes of the count, with every fingerprint, as they are signed on paper."""
    with override("vi"):
        day = _day(poll)
        name = name_row(poll.round.unit_id, day)
        symbol = name.symbol if name else poll.round.unit.code
        return Paper(
            superior=superior_name_of(poll.round.unit_id, day),
            issuer=name.name if name else symbol,
            number_line=open_number_line("BB", symbol),
            date_line=open_date_line(place_of(poll.round.unit_id), day),
            type_name="Biên bản kiểm phiếu",
            subject=poll.round.title,
            blocks=tuple(_blocks(poll)),
            signature=Signature("T/M Đoàn chủ trì", "", ""),
            second_signature=Signature("T/M Ban kiểm phiếu", "Trưởng ban", ""),
            is_draft=False,
        )


def _day(poll: SecretPoll) -> date:
    return timezone.localtime(poll.round.meeting.starts_at).date()


def _blocks(poll: SecretPoll) -> list[Block]:
    found = [plain("I. CÁCH BỎ PHIẾU", Part.PART)]
    if poll.is_rehearsal:
        found.append(plain("BẦU THỬ: kết quả không có giá trị."))
    if poll.round.profile.startswith("dang"):
        found.append(plain(ADVISORY_ON_PAPER))
    once = "lá phiếu sau thay lá phiếu trước" if poll.last_counts else "mỗi mã một lá phiếu"
    found.append(plain(f"Phiếu kín điện tử kiểm chứng được (giao thức Belenios, nhóm {poll.group}); {once}."))
    found.append(plain(f"Người phát mã bỏ phiếu: {poll.authority.full_name}."))
    for holder in trustees_of(poll):
        wrong = "phần giải mã sai, không dùng" if holder.is_wrong else "không giải mã"
        given = "đã giải mã" if holder.has_shared else wrong
        found.append(plain(f"Người giữ khóa {holder.order}: {holder.name} ({given})."))
    board = board_of(poll)
    if poll.on_paper:
        found.append(plain("Kết hợp với phiếu giấy; kết quả chung ở biên bản kiểm phiếu của lượt phiếu."))
        found += _of_papers(poll)
    found.append(plain("II. KẾT QUẢ", Part.PART))
    found.append(plain(f"Số mã bỏ phiếu đã phát: {board.slips}; số lá phiếu được tính: {board.count}."))
    for question, lines in result_of(poll):
        found.append(plain(f"{question}:"))
        found += [plain(f"{line.answer or BLANK}: {line.votes} phiếu.") for line in lines]
    found.append(plain("III. MÃ KIỂM TRA", Part.PART))
    found += _fingerprints(poll)
    return found


def _of_papers(poll: SecretPoll) -> list[Block]:
    """Return how many papers came back, and what of them may be told."""
    found = [plain(f"Phát {poll.on_paper} phiếu giấy, thu về {poll.papers_back or 0}.")]
    if poll.is_withheld:
        found.append(plain(WITHHELD))
    elif mark := mark_of_papers(poll):
        found.append(plain(f"Mã băm SHA-256 của tệp kiểm phiếu giấy (paper/{PAPERS}): {mark}"))
    return found


def _fingerprints(poll: SecretPoll) -> list[Block]:
    marks = [plain(f"{MARKS.get(name, name)}: {mark}") for name, mark in poll.fingerprints.items()]
    return [*marks, plain(f"Trang bỏ phiếu: {booth_modules()[1]}")]


def proof_blocks(round_: Round) -> list[Block]:
    """Return what the minutes of a count say of the devices: who held keys, and every fingerprint.

    Empty where the round was voted on paper.
    """
    found: list[Block] = []
    polls = SecretPoll.objects.filter(round=round_, is_rehearsal=False).order_by("drafted_at")
    for void in polls.filter(state=SecretPoll.State.VOID):
        found.append(plain(f"Lần bỏ phiếu trên thiết bị trước đó bị hủy: {void.void_reason}."))
    poll = polls.filter(state=SecretPoll.State.VERIFIED).first()
    if poll is None:
        return found
    found.append(plain("III. PHIẾU KÍN ĐIỆN TỬ VÀ MÃ KIỂM TRA", Part.PART))
    if poll.is_advisory:
        found.append(plain(ADVISORY_ON_PAPER))
    once = "lá phiếu sau thay lá phiếu trước" if poll.last_counts else "mỗi mã một lá phiếu"
    found.append(plain(f"Bỏ phiếu trên thiết bị theo giao thức Belenios, nhóm {poll.group}; {once}."))
    if poll.on_paper:
        found.append(plain("Một số người bỏ phiếu giấy; số phiếu ở mục II là tổng của cả hai cách."))
        found += _of_papers(poll)
    holders = list(trustees_of(poll))
    names = "; ".join(one.name for one in holders)
    found.append(
        plain(
            f"Người phát mã: {poll.authority.full_name}. Người giữ khóa: {names}; "
            f"cần {poll.threshold}, đã giải mã {sum(one.has_shared for one in holders)}."
        )
    )
    return found + _fingerprints(poll)


def result_sheet(poll: SecretPoll) -> bytes:
    """Return the result of the devices as a workbook."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Kết quả")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["Câu hỏi", "Phương án", "Số phiếu"], bold)
        row = 1
        for question, lines in result_of(poll):
            for line in lines:
                sheet.write_string(row, 0, question)
                sheet.write_string(row, 1, line.answer or BLANK)
                sheet.write_number(row, 2, line.votes)
                row += 1
        sheet.set_column(0, 1, 40)
    return made.getvalue()

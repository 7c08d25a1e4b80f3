"""The papers of a round and the minutes of its count."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import override

from nghisu.ballots.exports.electronic import proof_blocks
from nghisu.ballots.models import Candidate, CountingMember, HandVote, RosterEntry, Round
from nghisu.ballots.queries.rounds import SheetView, sheets_of
from nghisu.ballots.queries.words import rules_in_words, verdict_words
from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.numbering import open_number_line
from nghisu.documents.rules.types import Family
from nghisu.kit import docx, pdf
from nghisu.kit.official import Block, OfficialForm, Paper, Part, Signature, plain
from nghisu.organisation.queries.rules import rules_by_code

DOCX = docx.MEDIA_TYPE
MOST_PAPERS = 2000
TEMPLATE = Path(__file__).parent.parent / "typst" / "ballot.typ"
BLANK_LINES = 6

PAPER_NAMES = {
    Round.Kind.ELECTION: "PHIẾU BẦU",
    Round.Kind.INTRODUCTION: "PHIẾU GIỚI THIỆU",
    Round.Kind.CONFIDENCE: "PHIẾU TÍN NHIỆM",
    Round.Kind.TRUST: "PHIẾU BỎ PHIẾU TÍN NHIỆM",
    Round.Kind.OPINION: "PHIẾU XIN Ý KIẾN",
}
SEATS = {
    Round.Kind.ELECTION: "Số lượng bầu: {seats}. ",
    Round.Kind.INTRODUCTION: "Số lượng giới thiệu: không quá {seats}. ",
}
COLUMNS = {
    "SURPLUS": [],
    "SINGLE": ["Đồng ý", "Không đồng ý"],
    "NO_SURPLUS": ["Đồng ý", "Không đồng ý"],
    "INTRODUCTION": ["Giới thiệu"],
    "CONFIDENCE": ["Tín nhiệm cao", "Tín nhiệm", "Tín nhiệm thấp"],
    "TRUST": ["Tín nhiệm", "Không tín nhiệm"],
}
HOW = {
    "SURPLUS": "Gạch cả họ và tên người không bầu. Phiếu hợp lệ bầu không quá {seats} người.",
    "SINGLE": "Đánh dấu X vào một trong hai ô “Đồng ý” hoặc “Không đồng ý”.",
    "NO_SURPLUS": "Với mỗi người, đánh dấu X vào một trong hai ô “Đồng ý” hoặc “Không đồng ý”.",
    "INTRODUCTION": "Đánh dấu X vào ô “Giới thiệu” của người được giới thiệu, không quá {seats} người.",
    "CONFIDENCE": "Với mỗi người, đánh dấu X vào một trong ba ô.",
    "TRUST": "Với mỗi người, đánh dấu X vào một trong hai ô.",
}


def ballots_pdf(round_: Round, *, count: int) -> bytes:
    """Return so many papers, all alike: stamp place top left, names by given name, no number, no signature.

    Before the office declared the round to be no secret, and before its list is closed, only the empty form.

    Source: 244-QĐ/TW, Điều 17; 190-QĐ/TW, Điều 15.
    """
    on_list = Candidate.objects.filter(round=round_, state=Candidate.State.LISTED)
    listed = list(on_list.order_by("order").values_list("name", flat=True))
    mode = round_.mode or "SURPLUS"
    day = timezone.localtime(round_.meeting.starts_at).date()
    name = name_row(round_.unit_id, day)
    values = {
        "count": count,
        "superior": "ĐẢNG CỘNG SẢN VIỆT NAM" if round_.profile.startswith("dang") else "",
        "issuer": name.name if name else round_.unit.code,
        "type": PAPER_NAMES[Round.Kind(round_.kind)],
        "title": round_.title,
        "number": round_.number,
        "meeting": round_.meeting.title,
        "date": date_line(place_of(round_.unit_id), day),
        "seats": round_.seats if round_.kind in {Round.Kind.ELECTION, Round.Kind.INTRODUCTION} else 0,
        "names": listed or [""] * max(BLANK_LINES, round_.seats),
        "columns": COLUMNS[mode],
        "how": HOW[mode].format(seats=round_.seats),
        "sample": not listed,
    }
    return pdf.from_template(TEMPLATE, values)


def form_of(round_: Round) -> OfficialForm:
    """Return the official form of the day of the vote."""
    return profile_on(timezone.localtime(round_.meeting.starts_at).date(), Family.PARTY)


def minutes_as_pdf(round_: Round) -> bytes:
    """Return the minutes of the count as PDF."""
    return pdf.write(minutes_of(round_), form_of(round_))


def minutes_as_docx(round_: Round) -> bytes:
    """Return the minutes of the count as .docx."""
    return docx.write(minutes_of(round_), form_of(round_))


def minutes_of(round_: Round) -> Paper:
    """Return the minutes of the count (biên bản kiểm phiếu) of the result that holds now."""
    with override("vi"):
        view = sheets_of(round_)[-1]
        day = timezone.localtime(round_.meeting.starts_at).date()
        name = name_row(round_.unit_id, day)
        symbol = name.symbol if name else round_.unit.code
        signed = view.minutes
        place = place_of(round_.unit_id)
        head = CountingMember.objects.filter(round=round_, role=CountingMember.Role.HEAD).first()
        committee = "Ban kiểm phiếu" if round_.kind == Round.Kind.ELECTION else "Tổ kiểm phiếu"
        title = "Trưởng ban" if round_.kind == Round.Kind.ELECTION else "Tổ trưởng"
        return Paper(
            superior=superior_name_of(round_.unit_id, day),
            issuer=name.name if name else symbol,
            number_line=open_number_line("BB", symbol),
            date_line=date_line(place, timezone.localtime(signed.signed_at).date())
            if signed
            else open_date_line(place, day),
            type_name="Biên bản kiểm phiếu",
            subject=round_.title,
            blocks=tuple(_blocks(round_, view, committee)),
            signature=Signature(
                "T/M Đoàn chủ trì",
                signed.chair_duty if signed else "",
                signed.chair.full_name if signed else "",
            ),
            second_signature=Signature(
                f"T/M {committee}", title, (signed.head.full_name if signed else head.name if head else "")
            ),
            is_draft=signed is None,
        )


def _blocks(round_: Round, view: SheetView, committee: str) -> list[Block]:
    sheet, rules = view.sheet, rules_by_code(round_.profile)
    opened, closed = round_.opened_at, round_.closed_at
    found = [
        plain(
            f"{round_.meeting.title}, tại {round_.meeting.place or '…'}, tiến hành "
            f"{round_.get_kind_display().lower()}: "
            f"{round_.title}"
            + (f", lần thứ {round_.number}" if round_.number > 1 else "")
            + (f", từ {_hour(opened)} đến {_hour(closed)}." if opened and closed else ".")
        ),
        plain("I. NGƯỜI KIỂM PHIẾU VÀ DANH SÁCH", Part.PART),
    ]
    hands = {one.about: one for one in HandVote.objects.filter(round=round_)}
    counters = CountingMember.objects.filter(round=round_).order_by("order")
    named = {"head": "trưởng ban" if round_.kind == Round.Kind.ELECTION else "tổ trưởng"}
    if round_.kind != Round.Kind.ELECTION:
        named["member"] = "tổ viên"
    people = "; ".join(
        f"{one.name} ({named.get(one.role) or one.get_role_display().lower()})" for one in counters
    )
    found.append(plain(f"{committee} gồm: {people}{_hands(hands.get('committee'))}."))
    listed = Candidate.objects.filter(round=round_, state=Candidate.State.LISTED).order_by("order")
    names = "; ".join(f"{one.order}. {one.name}" for one in listed)
    seats = SEATS.get(Round.Kind(round_.kind), "").format(seats=round_.seats)
    found.append(plain(f"{seats}Danh sách {len(listed)} người: {names}{_hands(hands.get('list'))}."))
    numbers = round_.roster_numbers
    found.append(plain("II. KẾT QUẢ", Part.PART))
    rows = RosterEntry.objects.filter(round=round_, is_present=True, may_vote=False)
    suspended = [row.name for row in rows]
    words = rules_in_words(round_, rules, base=sheet.base, summoned=None)[:3]
    lines = [
        f"Quy chế áp dụng: {rules.source or rules.name}.",
        *(f"{rule.about}: {rule.sentence}" for rule in words),
        f"Số người được triệu tập: {numbers.get('summoned', 0)}; có mặt: {numbers.get('present', 0)}.",
        *(
            [f"Có mặt nhưng không bỏ phiếu, không tính vào tổng số: {'; '.join(suspended)}."]
            if suspended
            else []
        ),
        f"Số phiếu phát ra: {sheet.issued}; thu về: {sheet.returned}; hợp lệ: {sheet.valid}; "
        f"không hợp lệ: {sheet.invalid}"
        + ("".join(f"; {words.lower()}: {count}" for words, count in view.reasons))
        + ".",
    ]
    found += [plain(line) for line in lines]
    for number, one in enumerate(view.tallies, 1):
        if one.high is not None:
            line = (
                f"{number}. {one.candidate.name}: tín nhiệm cao {one.high}, tín nhiệm {one.medium}, "
                f"tín nhiệm thấp {one.low} (trên {sheet.returned} phiếu thu về)."
            )
        else:
            votes = f"{one.votes} phiếu, đạt {one.of_base}% tổng số {sheet.base}"
            line = f"{number}. {one.candidate.name}: {votes}."
        found.append(plain(line))
    chosen = "; ".join(one.candidate.name for one in view.chosen)
    if round_.kind == Round.Kind.ELECTION:
        found.append(plain(f"Trúng cử, theo thứ tự số phiếu từ cao xuống thấp: {chosen or 'không có'}."))
    elif round_.kind != Round.Kind.CONFIDENCE:
        found.append(plain(f"Được quá nửa, theo thứ tự số phiếu từ cao xuống thấp: {chosen or 'không có'}."))
    verdict = verdict_words(sheet.verdict, round_.kind)
    found += [plain(verdict)] if verdict else []
    found += [plain(words) for words in view.warnings]
    if sheet.reason:
        found.append(plain(f"Kết quả này thay kết quả số {sheet.number - 1}. Lý do: {sheet.reason}."))
    found += proof_blocks(round_)
    objections = view.minutes.objections if view.minutes else ""
    found.append(plain(f"Ý kiến, khiếu nại tại chỗ: {objections or 'không có'}."))
    found.append(
        plain(
            f"Danh sách thành viên được chốt khi mở bỏ phiếu, mã băm {round_.roster_hash[:16]}… "
            "Phiếu được niêm phong và bàn giao theo quy định. Biên bản lập thành hai bản."
        )
    )
    return found


def _hour(moment: object) -> str:
    return f"{timezone.localtime(moment):%H giờ %M ngày %d/%m/%Y}" if moment else ""  # type: ignore[arg-type]


def _hands(vote: HandVote | None) -> str:
    return f"; biểu quyết giơ tay: {vote.in_favour}/{vote.present} tán thành" if vote else ""

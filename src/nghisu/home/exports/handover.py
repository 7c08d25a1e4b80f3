"""The minutes of a hand-over (biên bản bàn giao), in the official form."""

from itertools import groupby

from django.utils import timezone

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import numbering
from nghisu.documents.rules.dates import date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import MINUTES, Family
from nghisu.home.models import OfficeHandOver
from nghisu.home.rules.handover import PAPER_KINDS, PAPER_REASONS, PAPER_WAYS, Reason, Way
from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.kit.official import Block, Paper, Part, Run, Signature


def paper_of(hand_over: OfficeHandOver, committee_id: object) -> Paper:
    """Return what stands on the paper; until the chief has confirmed it, it is a draft."""
    day = timezone.localtime(hand_over.confirmed_at or hand_over.begun_at).date()
    name = name_row(hand_over.unit_id, day)
    return Paper(
        superior=superior_name_of(hand_over.unit_id, day),
        issuer=name.name if name else hand_over.unit.code,
        number_line=numbering.open_number_line(MINUTES.symbol, name.symbol if name else "", Family.PARTY),
        date_line=date_line(place_of(committee_id), day),  # type: ignore[arg-type]
        type_name=MINUTES.vietnamese,
        subject="bàn giao công việc, hồ sơ, con dấu",
        blocks=tuple(_blocks(hand_over)),
        signature=Signature("", "Người nhận", hand_over.receiver.full_name),
        second_signature=Signature("", "Người giao", hand_over.giver.full_name),
        third_signature=Signature(
            "Xác nhận của",
            "Lãnh đạo văn phòng",
            hand_over.confirmed_by.full_name if hand_over.confirmed_by else "",
        ),
        is_draft=hand_over.confirmed_at is None,
    )


def _blocks(hand_over: OfficeHandOver) -> list[Block]:
    out = [
        _line(
            f"Người giao: đồng chí {hand_over.giver.full_name}, {PAPER_REASONS[Reason(hand_over.reason)]}."
        ),
        _line(f"Người nhận: đồng chí {hand_over.receiver.full_name}."),
    ]
    for number, (kind, items) in enumerate(groupby(hand_over.items.all(), lambda one: one.kind), start=1):
        out.append(Block((Run(f"{number}. {PAPER_KINDS[kind]}", bold=True),), Part.PARAGRAPH))
        out += [_line(f"- {one.what} ({PAPER_WAYS[Way(one.way)]})") for one in items]
    if hand_over.note:
        out.append(_line(f"Tình trạng bàn giao: {hand_over.note}"))
    for who, signed in (
        ("Người giao", hand_over.giver_signed_at),
        ("Người nhận", hand_over.receiver_signed_at),
    ):
        if signed:
            out.append(_line(f"{who} đã ký xác nhận trên phần mềm lúc {_moment(signed)}."))
    if hand_over.confirmed_at and hand_over.confirmed_by:
        words = f"Xác nhận của lãnh đạo văn phòng: đồng chí {hand_over.confirmed_by.full_name}"
        out.append(_line(f"{words}, {_moment(hand_over.confirmed_at)}."))
    return out


def _moment(at: object) -> str:
    return f"{timezone.localtime(at):%H giờ %M, ngày %d/%m/%Y}"  # type: ignore[arg-type]


def _line(text: str) -> Block:
    return Block((Run(text),))


def hand_over_file(hand_over: OfficeHandOver, committee_id: object, suffix: str) -> bytes:
    """Return the minutes as .docx or PDF."""
    day = timezone.localtime(hand_over.begun_at).date()
    write = docx.write if suffix == "docx" else pdf.write
    return write(paper_of(hand_over, committee_id), profile_on(day, Family.PARTY))


def file_name(hand_over: OfficeHandOver, suffix: str) -> str:
    """Return ``bien-ban-ban-giao-….docx``."""
    return f"{slug(f'bien ban ban giao {hand_over.giver.full_name}')[:80]}.{suffix}"

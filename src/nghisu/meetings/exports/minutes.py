"""The minutes on paper, in the form of their day, without what their reader may not know."""

from collections.abc import Sequence

from django.utils import timezone

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import numbering
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.forms import profile_called, profile_on
from nghisu.documents.rules.types import MINUTES, Family
from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.kit.official import Block, OfficialForm, Paper, Part, Run, Signature, plain
from nghisu.meetings.models import MeetingChair, MeetingPart, Minutes
from nghisu.meetings.queries.minutes import sections_readable
from nghisu.meetings.rules.minutes import GROUP_HEADINGS, Group


def form_of(minutes: Minutes) -> OfficialForm:
    """Return the form of the day the minutes got their number, or were begun."""
    if minutes.document is not None and minutes.document.form_profile:
        return profile_called(minutes.document.form_profile)
    return profile_on(timezone.localtime(minutes.begun_at).date(), Family.PARTY)


def blocks_of(minutes: Minutes, parts: Sequence[MeetingPart]) -> tuple[Block, ...]:
    """Return headings and paragraphs of the sections that belong to these parts, corrections below."""
    found: list[Block] = []
    group = ""
    for section in sections_readable(minutes, parts).prefetch_related("corrections"):
        if section.group != group:
            group = section.group
            heading = GROUP_HEADINGS[Group(group)]
            if heading:
                found.append(plain(heading, Part.PART))
        if section.heading:
            found.append(plain(section.heading, Part.SECTION))
        found += [plain(line) for line in section.text.splitlines() if line.strip()]
        for correction in section.corrections.all():
            if correction.confirmed_at is not None:
                day = timezone.localtime(correction.confirmed_at).date()
                found.append(
                    Block(
                        (
                            Run(
                                f"Biên bản đính chính số {correction.number} ({day:%d/%m/%Y}): "
                                f"{correction.text} Lý do: {correction.reason}.",
                                italic=True,
                            ),
                        )
                    )
                )
    return tuple(found)


def paper_of(minutes: Minutes, parts: Sequence[MeetingPart]) -> Paper:
    """Return what stands on the paper for a reader who may know of these parts."""
    meeting = minutes.meeting
    day = timezone.localtime(minutes.signed_at or minutes.begun_at).date()
    name = name_row(meeting.unit_id, day)
    place = place_of(meeting.unit_id)
    document = minutes.document
    if document is not None and document.dated_on is not None:
        number, dated = document.number_line, date_line(place, document.dated_on)
    else:
        symbol = name.symbol if name else ""
        number = numbering.open_number_line(MINUTES.symbol, symbol, Family.PARTY)
        dated = date_line(place, day) if minutes.is_signed else open_date_line(place, day)
    chairs = MeetingChair.objects.filter(meeting=meeting).select_related("person").order_by("order")
    chair = next((one for one in chairs if one.person_id == minutes.chair_id), None) or chairs.first()
    return Paper(
        superior=superior_name_of(meeting.unit_id, day),
        issuer=name.name if name else meeting.unit.code,
        number_line=number,
        date_line=dated,
        type_name=MINUTES.vietnamese,
        subject=meeting.title,
        blocks=blocks_of(minutes, parts),
        signature=Signature("", "Chủ trì", chair.person.full_name if chair else ""),
        second_signature=Signature("", "Thư ký", minutes.recorder.full_name if minutes.recorder else ""),
        is_draft=not minutes.is_signed,
    )


def minutes_docx(minutes: Minutes, parts: Sequence[MeetingPart]) -> bytes:
    """Return the minutes as .docx."""
    return docx.write(paper_of(minutes, parts), form_of(minutes))


def minutes_pdf(minutes: Minutes, parts: Sequence[MeetingPart]) -> bytes:
    """Return the minutes as PDF."""
    return pdf.write(paper_of(minutes, parts), form_of(minutes))


def minutes_file_name(minutes: Minutes, suffix: str) -> str:
    """Return ``bien-ban-hoi-nghi-….docx``."""
    return f"{slug(f'bien ban {minutes.meeting.title}')[:80].strip('-')}.{suffix}"

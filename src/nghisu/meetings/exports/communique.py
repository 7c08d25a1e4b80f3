"""The communiqué on paper, with its pictures."""

from django.utils import timezone

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import numbering
from nghisu.documents.rules.dates import date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import COMMUNIQUE, Family
from nghisu.kit import docx
from nghisu.kit.files import content_of
from nghisu.kit.official import Paper, plain
from nghisu.meetings.models import Communique
from nghisu.meetings.queries.communique import checked_text


def communique_docx(communique: Communique) -> bytes:
    """Return the communiqué as .docx, its facts in words, its pictures with captions after the text."""
    meeting = communique.meeting
    day = timezone.localtime(communique.release_at or communique.begun_at).date()
    name = name_row(meeting.unit_id, day)
    text = "".join(piece.text for piece in checked_text(communique).pieces)
    paper = Paper(
        superior=superior_name_of(meeting.unit_id, day),
        issuer=name.name if name else meeting.unit.code,
        number_line=numbering.open_number_line(COMMUNIQUE.symbol, name.symbol if name else "", Family.PARTY),
        date_line=date_line(place_of(meeting.unit_id), day),
        type_name=COMMUNIQUE.vietnamese,
        subject=communique.title,
        blocks=tuple(plain(line.strip()) for line in text.splitlines() if line.strip()),
        is_draft=not communique.is_approved,
    )
    photos = [docx.Picture(content_of(photo.sha256), photo.caption) for photo in communique.photos.all()]
    return docx.with_pictures(docx.write(paper, profile_on(day, Family.PARTY)), photos)

"""Enter what was said: by the recorder, or one's own reserved opinion."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingPart,
    Minutes,
    Statement,
    Summons,
)
from nghisu.meetings.queries.minutes import (
    HELD_STATES,
    Speaker,
    parts_recorded_by,
    speaker_called,
    speakers_of,
)
from nghisu.meetings.rules import minutes as rules
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


def require_recorder(by: Standing, part: MeetingPart) -> None:
    """Refuse who does not record the part."""
    if part.pk not in {one.pk for one in parts_recorded_by(by, part.meeting)}:
        raise NotAllowed


def require_open(meeting: Meeting) -> None:
    """Refuse once the text stands still.

    :raises rules.NotHeldYet: if the meeting was never opened
    :raises rules.MinutesStandStill: if the recorder has signed
    """
    if meeting.state not in HELD_STATES:
        raise rules.NotHeldYet
    if Minutes.objects.filter(meeting=meeting).exclude(state__in=["draft", "correction"]).exists():
        raise rules.MinutesStandStill


@transaction.atomic
def enter_statement(
    *,
    part: MeetingPart,
    who: str,
    text: str,
    by: Standing,
    at: datetime,
    item: AgendaItem | None = None,
    is_reserved: bool = False,
    is_requested: bool = False,
) -> Statement:
    """Enter what somebody said: ``who`` as typed, one of those summoned or a unit where it names one.

    :param is_requested: the member asked that the opinion be minuted as reserved
    :raises rules.NothingSaid, rules.NobodySpoke: if words or speaker are missing
    :raises rules.ReservedOnlyOnRequest: if a reserved opinion was not asked for
    :raises rules.ReservedByMemberOnly: if its speaker is no member summoned to this part
    """
    require_recorder(by, part)
    return _enter(
        part=part,
        item=item,
        who=who,
        text=text,
        is_reserved=is_reserved,
        is_requested=is_requested,
        by=by,
        at=at,
    )


def _enter(
    *,
    part: MeetingPart,
    item: AgendaItem | None,
    who: str,
    text: str,
    is_reserved: bool,
    is_requested: bool,
    by: Standing,
    at: datetime,
) -> Statement:
    require_open(part.meeting)
    values = _statement_values(
        speakers=speakers_of(part), who=who, text=text, is_reserved=is_reserved, is_requested=is_requested
    )
    last = Statement.objects.filter(part=part).aggregate(last=models.Max("order"))["last"] or 0
    statement = Statement.objects.create(
        part=part,
        item=item if item is not None and item.part_id == part.pk else None,
        order=last + 1,
        said_at=at,
        **values,
    )
    _note_statement("statement.entered", statement, by=by, at=at)
    return statement


def _statement_values(
    *, speakers: Sequence[Speaker], who: str, text: str, is_reserved: bool, is_requested: bool
) -> dict[str, object]:
    words = language.clean_name(who)
    if not text.strip():
        raise rules.NothingSaid
    if not words:
        raise rules.NobodySpoke
    speaker = speaker_called(speakers, words)
    if is_reserved and not is_requested:
        raise rules.ReservedOnlyOnRequest
    if is_reserved and (speaker is None or not speaker.is_member):
        raise rules.ReservedByMemberOnly
    return {
        "speaker": speaker.name if speaker else words,
        "person_id": speaker.person_id if speaker else None,
        "unit_id": speaker.unit_id if speaker else None,
        "text": language.nfc(text).strip(),
        "is_reserved": is_reserved,
        "is_requested": is_requested and is_reserved,
    }


def _note_statement(verb: str, statement: Statement, *, by: Standing, at: datetime) -> None:
    """Write the line; it tells that and where words were entered, never whose or which."""
    touch(statement.part.meeting_id)
    note(
        verb=verb,
        subject=statement.part.meeting,
        by=by,
        at=at,
        order=statement.order,
        is_reserved=statement.is_reserved,
    )


@transaction.atomic
def change_statement(
    *,
    statement: Statement,
    expected_version: int,
    who: str,
    text: str,
    by: Standing,
    at: datetime,
    item: AgendaItem | None = None,
    is_reserved: bool = False,
    is_requested: bool = False,
) -> Statement:
    """Change a statement as entered.

    :raises Conflict: if somebody saved meanwhile
    """
    part = statement.part
    require_recorder(by, part)
    require_open(part.meeting)
    if statement.is_reserved and language.fold(who) == language.fold(statement.speaker):
        values: dict[str, object] = {"text": language.nfc(text).strip()}
        if not text.strip():
            raise rules.NothingSaid
        if not is_reserved:
            values |= {"is_reserved": False, "is_requested": False}
    else:
        same = language.fold(who) == language.fold(statement.speaker)
        values = _statement_values(
            speakers=speakers_of(part),
            who=_typed(statement) if same else who,
            text=text,
            is_reserved=is_reserved,
            is_requested=is_requested,
        )
        if same:
            values |= {
                "speaker": statement.speaker,
                "person_id": statement.person_id,
                "unit_id": statement.unit_id,
            }
    values["item"] = item if item is not None and item.part_id == part.pk else None
    for name, value in values.items():
        setattr(statement, name, value)
    statement.save_over(expected_version, *values)
    _note_statement("statement.changed", statement, by=by, at=at)
    return statement


def _typed(statement: Statement) -> str:
    return statement.speaker.removeprefix("Đồng chí ")


@transaction.atomic
def remove_statement(*, statement: Statement, by: Standing, at: datetime) -> None:
    """Take out a statement that was entered by mistake."""
    require_recorder(by, statement.part)
    require_open(statement.part.meeting)
    _note_statement("statement.removed", statement, by=by, at=at)
    statement.delete()


@transaction.atomic
def reserve_opinion(
    *, part: MeetingPart, text: str, by: Standing, at: datetime, item: AgendaItem | None = None
) -> Statement:
    """Have one's own reserved opinion minuted, as a member summoned to the part.

    :raises NotAllowed: if the asker is no member summoned to the part
    """
    own = Summons.objects.filter(part=part, person_id=by.me, capacity=Summons.Capacity.MEMBER).select_related(
        "person"
    )
    summons = own.first()
    if summons is None:
        raise NotAllowed
    require_open(part.meeting)
    if not text.strip():
        raise rules.NothingSaid
    last = Statement.objects.filter(part=part).aggregate(last=models.Max("order"))["last"] or 0
    name = summons.person.full_name
    statement = Statement.objects.create(
        part=part,
        item=item if item is not None and item.part_id == part.pk else None,
        order=last + 1,
        said_at=at,
        speaker=f"Đồng chí {name}, {summons.duty}" if summons.duty else f"Đồng chí {name}",
        person=summons.person,
        text=language.nfc(text).strip(),
        is_reserved=True,
        is_requested=True,
    )
    _note_statement("statement.entered", statement, by=by, at=at)
    return statement


def enter_many(
    *,
    part: MeetingPart,
    said: Sequence[tuple[AgendaItem | None, str, str]],
    by: Standing,
    at: datetime,
) -> int:
    """Enter statements in order, (item, who, text), in one transaction and one line of the record."""
    with transaction.atomic():
        require_recorder(by, part)
        require_open(part.meeting)
        last = Statement.objects.filter(part=part).aggregate(last=models.Max("order"))["last"] or 0
        speakers = speakers_of(part)
        rows = [
            Statement(
                part=part,
                item=item,
                order=last + number,
                said_at=at,
                **_statement_values(
                    speakers=speakers, who=who, text=text, is_reserved=False, is_requested=False
                ),
            )
            for number, (item, who, text) in enumerate(said, start=1)
        ]
        Statement.objects.bulk_create(rows)
        touch(part.meeting_id)
        note(verb="statement.entered", subject=part.meeting, by=by, at=at, count=len(rows))
    return len(rows)

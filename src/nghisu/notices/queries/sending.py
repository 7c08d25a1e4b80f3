"""Whom to write to, by which ways, and what is still new for a target."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import F

from nghisu.kit.letters import MailHost
from nghisu.notices.models import Message, NoticeChoice, PushDevice, Told
from nghisu.notices.queries import Counted, kinds
from nghisu.notices.rules.sending import MailLevel, State, is_mail_due, is_quiet
from nghisu.organisation.queries import day_of, standing_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from nghisu.people.models import Person

SALT = "nghisu.notices.no-more-mail"
STOP_WITHIN = 120 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a person may hear of now: its mark, its kind, whether it is pressing."""

    mark: str
    counted: Counted
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Target:
    """Where a person is reached: by mail, or at one device."""

    person: "Person"
    device: PushDevice | None
    choice: NoticeChoice

    @property
    def name(self) -> str:
        """What its told things are kept under."""
        return f"device:{self.device.pk}" if self.device else f"mail:{self.person.pk}"


def mail_host() -> MailHost | None:
    """Return where mail is handed over; None where the office set no host, or not its own address."""
    if not (settings.MAIL_HOST and settings.SITE):
        return None
    password = ""
    if settings.MAIL_PASSWORD_FILE:
        password = Path(settings.MAIL_PASSWORD_FILE).read_text().partition("\n")[0].strip()
    return MailHost(
        settings.MAIL_HOST,
        settings.MAIL_PORT,
        settings.MAIL_SECURITY,
        settings.MAIL_USER,
        password,
        settings.MAIL_FROM,
    )


def is_mail_on() -> bool:
    """Tell whether mail leaves this installation."""
    return bool(settings.MAIL_HOST and settings.SITE)


def is_push_on() -> bool:
    """Tell whether devices are told: only where the office said whom a push service may turn to."""
    return bool(settings.PUSH_CONTACT)


def targets_due(at: datetime) -> list[Target]:
    """Return where somebody wants to be told at this moment: mails whose hour has come, and all devices."""
    found: list[Target] = []
    if is_mail_on():
        wanting = NoticeChoice.objects.exclude(mail=MailLevel.NEVER).exclude(address="")
        for choice in wanting.filter(person__is_active=True).select_related("person"):
            if is_mail_due(MailLevel(choice.mail), last=choice.digest_at, at=at):
                found.append(Target(choice.person, None, choice))
    if is_push_on():
        devices = list(valid_devices().select_related("person"))
        people = {one.person_id for one in devices}
        choices = {one.person_id: one for one in NoticeChoice.objects.filter(person_id__in=people)}
        for device in devices:
            choice = choices.get(device.person_id) or NoticeChoice(person=device.person)
            found.append(Target(device.person, device, choice))
    return sorted(found, key=lambda one: str(one.person.pk))


def valid_devices() -> "QuerySet[PushDevice]":
    """Return the devices whose person may still sign in and has not ended all sessions since."""
    return PushDevice.objects.filter(person__is_active=True, sign_outs=F("person__sign_outs"))


def items_for(person: "Person", at: datetime) -> list[Item]:
    """Return what a person may hear of now, asked with the mandates of this very day."""
    standing = standing_of(person, day_of(at))
    if not standing.holdings:
        return []
    found: dict[str, Item] = {}
    for kind in kinds():
        if kind.things is None:
            continue
        for thing in kind.things(standing, at):
            mark = sha256(f"{kind.key}:{thing.id}".encode()).hexdigest()
            found[mark] = Item(mark, kind.counted, thing.is_urgent)
    return list(found.values())


def new_for(target: Target, items: Iterable[Item], at: datetime) -> list[Item]:
    """Return what the target was not told yet; in quiet hours only what is pressing, for who wants that."""
    wanted = list(items)
    choice = target.choice
    if is_quiet(at, begin=choice.quiet_from, end=choice.quiet_until):
        wanted = [one for one in wanted if one.is_urgent and choice.urgent_through]
    known = set(
        Told.objects.filter(target=target.name, thing__in=[one.mark for one in wanted]).values_list(
            "thing", flat=True
        )
    )
    return [one for one in wanted if one.mark not in known]


def messages_due(at: datetime, most: int) -> list[Message]:
    """Return the messages to send now, the pressing ones first."""
    rows = Message.objects.filter(state=State.WAITING, next_at__lte=at)
    return list(rows.select_related("person", "device").order_by("-is_urgent", "next_at")[:most])


def still_true(message: Message, at: datetime) -> list[Item]:
    """Return what of a message its person may still hear of: what was done or taken away meanwhile is not."""
    marks = set(message.told.values_list("thing", flat=True))
    return [one for one in items_for(message.person, at) if one.mark in marks]


def choice_for(person: "Person") -> NoticeChoice:
    """Return what a person chose, or the choice of who never chose."""
    return NoticeChoice.objects.filter(person=person).first() or NoticeChoice(person=person)


def devices_of(person_id: UUID | None) -> list[PushDevice]:
    """Return the devices of a person, the newest first."""
    return list(PushDevice.objects.filter(person_id=person_id)) if person_id else []


def stop_token(person_id: UUID) -> str:
    """Return what the address in a mail carries, by which its reader stops them without signing in."""
    return signing.dumps(str(person_id), salt=SALT)


def who_stops(token: str) -> UUID | None:
    """Return whose mail a token stops; None if it is not ours or too old."""
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=STOP_WITHIN))
    except (signing.BadSignature, ValueError):
        return None

"""Votes on members' own devices: the vote's box, and the ticket by which the hub takes a device's voice.

A voice goes from the page straight to the hub, which answers once it is on the disk. Where no hub serves (a
test, another server), the page's own form leads to the same box.
"""

import time
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from nghisu.kit import live, tickets, voices
from nghisu.kit.voices import Box
from nghisu.meetings.models import OpenVote
from nghisu.meetings.queries.attendance import present_members
from nghisu.meetings.rules.voting import VoteMode, VoteState
from nghisu.organisation.rules.policy import Standing

TICKET_SECONDS = 12 * 3600


def box_of(vote: OpenVote) -> Box:
    """Return the box of a vote; close it after use (``with``)."""
    return Box(settings.DATA, vote.pk)


def has_spoken(vote: OpenVote, person: UUID | None) -> bool:
    """Tell whether the person's device has handed in a voice, never which."""
    if person is None:
        return False
    with box_of(vote) as box:
        return box.has(person)


def hub_serves() -> bool:
    """Tell whether a hub takes voices for this installation."""
    return (Path(settings.DATA) / live.ADDRESS).exists()


def ticket_for(vote: OpenVote, standing: Standing) -> str:
    """Return the ticket of a member who is checked in and has not spoken; empty where there is none.

    The page has asked already whether the member has a voice in this vote.
    """
    person = standing.person_id
    is_open = vote.mode == VoteMode.DEVICE and vote.state == VoteState.OPEN
    if person is None or not is_open or not hub_serves() or person not in present_members(vote.part):
        return ""
    with box_of(vote) as box:
        if not box.is_there:
            return ""
        seat = box.seat_of(person)
    back_to = reverse("vote_detail", args=[vote.meeting_id, vote.pk])
    ticket = tickets.Ticket(seat.hex(), (vote.pk.hex, back_to), int(time.time()) + TICKET_SECONDS)
    return tickets.write(ticket, key=tickets.voting_key_from(settings.SECRET_KEY))


def sweep() -> int:
    """Destroy the boxes that votes which are over have left behind; return how many there were."""
    running = OpenVote.objects.filter(mode=VoteMode.DEVICE, state=VoteState.OPEN)
    return voices.sweep(settings.DATA, open_votes=running.values_list("pk", flat=True))

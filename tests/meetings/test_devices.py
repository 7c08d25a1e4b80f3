"""A vote on devices from its opening to the destroyed box, through the pages and the hub's booth."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from tests.conftest import Visitor, at
from tests.meetings.assembly import Assembly

from nghisu.hub.booth import Booth
from nghisu.hub.messages import Message
from nghisu.kit import tickets
from nghisu.kit.refusals import Conflict
from nghisu.kit.voices import FOLDER, Box
from nghisu.meetings.actions import voting
from nghisu.meetings.models import OpenVote
from nghisu.meetings.queries import devices
from nghisu.meetings.rules import voting as rules

Visit = Callable[[str], Visitor]
OnCommit = Callable[..., object]
NINE = at("2023-04-21 09:00")


def opened(assembly: Assembly) -> OpenVote:
    assembly.seat(40)
    assembly.open()
    assembly.begin(assembly.enlarged)
    assembly.take(assembly.first)
    return voting.open_vote(
        meeting=assembly.meeting,
        question="Thông qua báo cáo?",
        mode="device",
        by=assembly.house.standing("lan"),
        at=NINE,
    )


def a_hub_serves() -> None:
    (Path(settings.DATA) / "hub.address").write_text("/nowhere")


def hand_in(ticket: str, choice: str) -> bytes:
    booth = Booth(settings.DATA, tickets.voting_key_from(settings.SECRET_KEY))
    body = urlencode({"ticket": ticket, "choice": choice}).encode()
    said = asyncio.run(booth.answer(Message(b"POST", b"/y-kien/", 1, [], body)))
    booth.end()
    return said


def address(vote: OpenVote) -> str:
    return f"/hoi-nghi/{vote.meeting_id}/bieu-quyet/{vote.pk}/"


def test_a_member_votes_from_the_page_through_the_hub_and_only_sums_remain(
    assembly: Assembly, visit: Visit, django_capture_on_commit_callbacks: OnCommit
) -> None:
    vote = opened(assembly)
    a_hub_serves()
    hung = visit("hung")

    page = hung.get(address(vote)).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket is not None
    said = hand_in(ticket[1], "for")
    after = hung.get(address(vote)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        closed = voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)

    assert 'action="/y-kien/"' in page
    assert said.startswith(b"HTTP/1.1 303")
    assert f"Location: {address(vote)}".encode() in said
    assert 'name="ticket"' not in after
    assert "đã được tính" in after
    assert (closed.agree, closed.against, closed.abstain) == (1, 0, 0)
    assert list((Path(settings.DATA) / FOLDER).iterdir()) == []
    assert hand_in(ticket[1], "for").startswith(b"HTTP/1.1 303")  # back to the page, which shows the result


def test_where_no_hub_serves_the_page_puts_the_voice_into_the_same_box(
    assembly: Assembly, visit: Visit
) -> None:
    vote = opened(assembly)
    hung = visit("hung")

    page = hung.get(address(vote)).content.decode()
    hung.send(f"{address(vote)}y-kien/", {"choice": "abstain"})
    with devices.box_of(vote) as box:
        spoken = box.has(assembly.house.people["hung"].pk)
    a_hub_serves()

    assert 'name="ticket"' not in page
    assert spoken
    assert 'name="ticket"' not in hung.get(address(vote)).content.decode()
    closed = voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)
    assert closed.abstain == 1


def test_only_a_member_who_is_checked_in_has_a_ticket(assembly: Assembly) -> None:
    vote = opened(assembly)
    a_hub_serves()
    absent = assembly.members[45]

    assert devices.ticket_for(vote, assembly.house.standing("hung")) != ""
    assembly.house.people["absent"] = absent
    assert devices.ticket_for(vote, assembly.house.standing("absent")) == ""
    assert not devices.has_spoken(vote, None)
    devices.box_of(vote).destroy()
    assert devices.ticket_for(vote, assembly.house.standing("hung")) == ""


def test_a_chair_with_an_old_page_closes_no_box(assembly: Assembly) -> None:
    vote = opened(assembly)

    with pytest.raises(Conflict):
        voting.close_vote(vote=vote, expected_version=7, by=assembly.house.standing("lan"), at=NINE)
    voting.vote_on_device(vote=vote, choice="for", by=assembly.house.standing("hung"))

    closed = voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)
    assert closed.agree == 1


def test_an_annulled_vote_leaves_no_box(
    assembly: Assembly, django_capture_on_commit_callbacks: OnCommit
) -> None:
    vote = opened(assembly)
    voting.vote_on_device(vote=vote, choice="for", by=assembly.house.standing("hung"))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        voting.annul_vote(
            vote=vote, reason="Hỏi lại", expected_version=1, by=assembly.house.standing("lan"), at=NINE
        )

    assert not Box(settings.DATA, vote.pk).is_there


def test_while_a_vote_is_being_closed_no_voice_is_taken(assembly: Assembly) -> None:
    vote = opened(assembly)
    hung = assembly.house.standing("hung")
    with devices.box_of(vote) as box:
        box.close()

    with pytest.raises(rules.VoteClosed):
        voting.vote_on_device(vote=vote, choice="for", by=hung)
    devices.box_of(vote).destroy()
    with pytest.raises(rules.VoteClosed):
        voting.vote_on_device(vote=vote, choice="for", by=hung)


def test_boxes_of_votes_that_are_over_are_swept_and_the_open_one_stays(assembly: Assembly) -> None:
    vote = opened(assembly)

    assert devices.sweep() == 0
    assert devices.box_of(vote).is_there

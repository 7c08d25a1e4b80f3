"""Points of the checklist about the server, the pages and what they keep; the others are in belenios."""

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from tests.ballots.conftest import NOON, Hall
from tests.ballots.test_electronic import NO, NONE, TRUSTEES, YES, Devices, matters, opened
from tests.conftest import Visitor, at

from nghisu.ballots import models as stored
from nghisu.ballots.actions import casting, electronic
from nghisu.ballots.exports.electronic import minutes_of
from nghisu.ballots.models import SecretCast, SecretPiece, SecretPoll, SecretServerKey
from nghisu.ballots.queries import electronic as queries
from nghisu.ballots.rules import electronic as rules
from nghisu.belenios import archive, ballots, credentials, tally, texts, verify
from nghisu.belenios.refused import Refused
from nghisu.meetings.queries.showing import cards_for

Build = Callable[..., Hall]
Visit = Callable[[str], Visitor]
SOURCE = Path(electronic.__file__).resolve().parents[2]
ADDRESS, AGENT = "203.0.113.77", "canary-agent-93b1"


def sent(poll: SecretPoll, content: bytes, client: Client | None = None) -> Any:
    """Send a ballot as the booth does."""
    return (client or Client()).post(
        reverse("booth_cast", args=[poll.pk]),
        content,
        content_type="application/json",
        REMOTE_ADDR=ADDRESS,
        headers={"user-agent": AGENT},
    )


def counted(devices: Devices) -> SecretPoll:
    devices.close()
    devices.share(0)
    devices.share(1)
    return SecretPoll.objects.get(pk=devices.poll.pk)


def test_point_10_a_part_of_another_ballot_is_refused_when_it_is_cast(
    hall: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = opened_poll(hall)
    known = devices.cast(0, [YES, YES])
    casting.settle(poll_id=devices.poll.pk)
    copied = devices.ballot(1, [YES, YES])
    real = ballots.check

    def same_parts(*given: Any) -> ballots.Ballot:
        found = real(*given)
        first = real(given[0], known.content.encode(), given[2])
        return ballots.Ballot(found.credential, found.answers, found.tracker, first.marks)

    monkeypatch.setattr(ballots, "check", same_parts)

    answer = sent(devices.poll, copied)

    assert answer.status_code == 422
    assert SecretCast.objects.filter(poll=devices.poll, state="accepted").count() == 1


def opened_poll(hall: Build, **more: Any) -> Devices:
    here = hall(12)
    return opened(here, matters(here), **more)


def test_point_11_no_address_puts_a_ballot_on_the_board_without_a_valid_signature(hall: Build) -> None:
    devices = opened_poll(hall)
    poll = devices.poll
    good = json.loads(devices.ballot(0, [YES, YES]))
    forged = good | {"signature": json.loads(devices.ballot(1, [YES, YES]))["signature"]}
    withdrawn = devices.ballot(12, [YES, YES])  # a slip that was not handed out
    before = SecretPiece.objects.filter(poll=poll).count()

    answers = [sent(poll, one).status_code for one in (texts.write(forged), withdrawn, b"{}", b"", b"\xff")]
    got = [
        Client().post(reverse(name, args=[poll.pk]), texts.write(good), content_type="application/json")
        for name in ("booth", "booth_board", "booth_archive", "booth_cast_state")
    ]

    assert answers == [422] * 5
    assert all(one.status_code >= 400 for one in got)
    assert SecretPiece.objects.filter(poll=poll).count() == before
    writes = [one.name for one in SOURCE.rglob("*.py") if "writer.ballot(" in one.read_text()]
    assert writes == ["casting.py"]


def test_point_12_the_authoritys_fingerprint_is_that_of_the_archive(hall: Build) -> None:
    devices = opened_poll(hall)
    read = archive.read(casting.content_of(devices.poll))
    setup = verify.check_setup(read)
    group, uuid = setup.election.group, devices.poll.uuid
    listed = [credentials.public(group, credentials.derive(group, slip, uuid)) for slip in devices.slips[:12]]

    mark = credentials.fingerprint(texts.write(sorted(listed)))

    assert list(setup.credentials) == sorted(set(listed))
    assert setup.fingerprints["credentials"] == mark == devices.issued_mark
    assert queries.board_of(devices.poll).fingerprint == mark


def test_point_14_the_head_of_the_board_stands_on_the_screens_and_in_the_minutes(
    hall: Build, visit: Visit
) -> None:
    devices = opened_poll(hall)
    here, poll = devices.here, devices.poll
    sent(poll, devices.ballot(0, [YES, NO]))
    closed_part = cards_for(here.meeting, None)
    here.part.is_closed = False
    here.part.save(update_fields=["is_closed"])
    early = SecretPoll.objects.get(pk=poll.pk).head

    (card,) = cards_for(here.meeting, None)
    sent(poll, devices.ballot(1, [YES, NO]))
    (later,) = cards_for(here.meeting, None)
    counted_poll = counted(devices)

    assert closed_part == []
    assert card.lines == ("Số lá phiếu trên bảng: 1. Sự kiện cuối:", grouped(early))
    assert later.lines[1] == grouped(SecretCast.objects.get(poll=poll, number=2).head) != card.lines[1]
    # Who noted the head of one moment finds it in the archive of every later one.
    events = archive.read(casting.content_of(counted_poll)).events
    assert [one.kind for one in events if one.digest == early] == ["Ballot"]
    assert any(events[-1].digest in str(block) for block in minutes_of(counted_poll).blocks)
    assert cards_for(here.meeting, None) == []


def grouped(head: str) -> str:
    return " ".join(re.findall(".{8}", head))


def test_point_15_a_ballot_that_a_crash_left_unchecked_gets_its_receipt_when_it_is_asked_for(
    hall: Build,
) -> None:
    devices = opened_poll(hall)
    left = devices.cast(0, [YES, NO])

    answer = Client().get(reverse("booth_cast_state", args=[devices.poll.pk]), {"dau": left.tracker})

    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert answer.json()["head"] == SecretPoll.objects.get(pk=devices.poll.pk).head


def test_point_18_a_trustee_decrypts_once(hall: Build) -> None:
    devices = opened_poll(hall)
    devices.cast(0, [YES, YES])
    devices.close()
    devices.share(0)

    with pytest.raises(rules.PollNotThere):
        devices.share(0)


def test_point_21_only_totals_are_ever_decrypted_and_the_archive_outlives_the_keys(
    hall: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = opened_poll(hall)
    for voter in range(6):
        devices.cast(voter, [YES, NO])
    decrypted: list[bytes] = []
    real = tally.decrypt

    def watched(election: Any, key: Any, totals: Any) -> bytes:
        decrypted.append(tally.write(election.group, totals))
        return real(election, key, totals)

    monkeypatch.setattr(tally, "decrypt", watched)

    poll = counted(devices)
    casting.destroy_keys(poll=poll, by=devices.here.chief, at=at("2023-05-18 09:00"))

    assert set(decrypted) == {poll.encrypted_tally.encode()}
    asks = {one.name for one in SOURCE.rglob("*.py") if "tally.decrypt(" in one.read_text()}
    assert asks <= {"casting.py", "secret.py"}
    assert not SecretServerKey.objects.filter(poll=poll).exists()
    assert verify.verify(casting.content_of(poll)).result == [[6, 0], [0, 6]]


def test_point_22_a_cast_leaves_no_trace_of_who_sent_it(
    hall: Build, visit: Visit, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    devices = opened_poll(hall)
    poll, browser = devices.poll, visit("minh")
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value

    with caplog.at_level(logging.DEBUG):
        answer = sent(poll, devices.ballot(0, [YES, NO]), browser)
        Client().get(reverse("booth_board", args=[poll.pk]), headers={"user-agent": AGENT})
    kept = dump()

    assert answer.status_code == 200
    assert answer.cookies == {}
    for canary in (ADDRESS, AGENT):
        assert canary not in caplog.text
        assert canary not in kept
    assert session not in caplog.text
    times = {
        one.name for one in SecretCast._meta.fields if isinstance(one, models.DateField | models.TimeField)
    }
    assert times == set()
    assert not any(one.is_relation and one.name != "poll" for one in SecretCast._meta.fields)
    read = casting.content_of(poll)
    assert archive.read(read).stamp == poll.stamp == int(NOON.timestamp())


def dump() -> str:
    """Return everything the database holds, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_point_23_nothing_of_the_result_is_shown_before_the_count_by_any_address(
    hall: Build, visit: Visit
) -> None:
    devices = opened_poll(hall)
    poll = devices.poll
    for voter in range(7):
        sent(poll, devices.ballot(voter, [YES, NO]))
    asked = ["", "?diem=1", "?to=2", "?unit=DUK", "?point=1", "?group=1", "?as_of=2023-04-21", "?page=2"]

    def numbers(text: str) -> list[str]:
        shown = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", text, flags=re.S)
        return [" ".join(one.split()) for one in re.findall(r"(?:Đồng ý|Không đồng ý)\s+\d+", shown)]

    for query in asked:
        board = Client().get(reverse("booth_board", args=[poll.pk]) + query).content.decode()
        inside = visit("minh").get(reverse("secret_poll", args=[poll.pk]) + query).content.decode()
        assert numbers(board) == numbers(inside) == []
    devices.close()
    devices.share(0)
    assert numbers(Client().get(reverse("booth_board", args=[poll.pk])).content.decode()) == []
    devices.share(1)

    after = Client().get(reverse("booth_board", args=[poll.pk])).content.decode()
    assert numbers(after) == ["Đồng ý 7", "Không đồng ý 0", "Đồng ý 0", "Không đồng ý 7"]
    parts = {one.name for one in SecretCast._meta.fields}
    assert parts & {"point", "group", "unit", "meeting_point", "device"} == set()


def test_point_24_the_booth_loads_nothing_from_elsewhere_and_each_module_by_its_hash(
    hall: Build, settings: Any
) -> None:
    devices = opened_poll(hall)
    answer = Client().get(reverse("booth", args=[devices.poll.pk]))
    page = answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    modules, mark = queries.booth_modules()

    loaded = re.findall(r'(?:src|href)="([^"#]+)"', page)

    assert "default-src 'none'" in policy
    assert not re.search(r"https?://(?!testserver)", policy)
    assert [one for one in loaded if urlsplit(one).netloc] == []
    for one in modules[:-1]:
        assert f'integrity="{one.integrity}"' in page
    assert f'data-decoder="{modules[-1].integrity}"' in page
    assert set(imports("ballots/secret/booth.js")) == {one.path for one in modules}
    assert mark in page
    assert mark in Client().get(reverse("booth_board", args=[devices.poll.pk])).content.decode()
    poll = counted(devices)
    assert any(mark in str(block) for block in minutes_of(poll).blocks)


def imports(name: str, found: set[str] | None = None) -> set[str]:
    """Return a module and all that it imports."""
    found = set() if found is None else found
    if name in found:
        return found
    found.add(name)
    room = "ballots" if name.startswith("ballots/") else "kit"
    text = (SOURCE / room / "static" / name).read_text()
    for one in re.findall(r"""(?:from\s*|import\s*\(?\s*)["'](\.[^"']+)["']""", text):
        place = (Path("/") / name).parent / one
        path = str(Path(*[part for part in place.parts if part != "/"]))
        imports(resolved(path), found)
    return found


def resolved(path: str) -> str:
    made: list[str] = []
    for part in path.split("/"):
        if part == "..":
            made.pop()
        elif part != ".":
            made.append(part)
    return "/".join(made)


def test_point_26_a_void_polls_ballots_are_never_added_up(hall: Build) -> None:
    devices = opened_poll(hall)
    devices.cast(0, [YES, NO])
    casting.settle(poll_id=devices.poll.pk)

    casting.void(poll=devices.poll, reason="Mất mạng toàn hội trường", by=devices.here.chief, at=NOON)

    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    with pytest.raises(rules.VotingIsClosed):
        devices.cast(1, [YES, NO])
    for step in (casting.begin_closing, casting.finish_closing):
        with pytest.raises(rules.PollNotThere):
            step(poll=poll, by=devices.here.counter(TRUSTEES[0]), at=NOON)
    assert (poll.state, poll.result, poll.encrypted_tally) == ("void", None, "")
    assert not SecretServerKey.objects.filter(poll=poll).exists()
    assert sent(poll, devices.ballot(2, [NONE, NONE])).status_code == 422
    with pytest.raises(Refused):
        verify.verify(casting.content_of(poll))


def test_a_party_poll_says_on_every_page_and_paper_that_it_replaces_no_vote(
    hall: Build, visit: Visit
) -> None:
    devices = opened_poll(hall)
    pages = [Client().get(reverse(name, args=[devices.poll.pk])) for name in ("booth", "booth_board")]
    pages.append(visit("minh").get(reverse("secret_poll", args=[devices.poll.pk])))
    poll = counted(devices)

    words = "không thay thế việc bỏ phiếu theo Quy chế bầu cử"

    assert all(words in " ".join(one.content.decode().split()) for one in pages)
    assert words in poll.election
    assert any(words in str(block) for block in minutes_of(poll).blocks)


def test_no_table_but_the_polls_own_names_a_cast(hall: Build) -> None:
    related = {
        one.related_model
        for model in (SecretCast, stored.SecretMark, stored.SecretPiece)
        for one in model._meta.related_objects
    }

    assert related == set()

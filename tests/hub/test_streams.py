"""Live streams: who hears what, what is said again after a break, and who is let go."""

import json
import re

from nghisu.hub.streams import (
    HEARTBEAT,
    JUST_HEARD,
    JUST_NOW,
    KEPT_EVENTS,
    KEPT_SECONDS,
    OVERLOAD,
    Streams,
    Wish,
)
from nghisu.kit import tickets

KEY = tickets.key_from("một điều bí mật")


class Listener:
    """A listener that remembers what it was sent."""

    holder = ""
    audience: tuple[str, ...] = ()
    expires = 0

    def __init__(self) -> None:
        self.heard = b""
        self.is_cut = False

    def write(self, data: bytes, /) -> None:
        self.heard += data

    def abort(self) -> None:
        self.is_cut = True

    def events(self) -> list[tuple[str, str]]:
        parts = self.heard.decode().split("\n\n")
        fields = [dict(line.split(": ", 1) for line in part.splitlines() if ": " in line) for part in parts]
        return [(one["event"], one.get("data", "")) for one in fields if one.get("event", "beat") != "beat"]

    def last_id(self) -> str:
        return [line for line in self.heard.decode().splitlines() if line.startswith("id: ")][-1][4:]


def listen(streams: Streams, *topics: str, holder: str = "a", last_id: str = "") -> Listener:
    listener = Listener()
    streams.open(listener, holder=holder, topics=topics, last_id=last_id)
    return listener


def test_an_event_reaches_those_who_listen_to_its_topic_and_nobody_else() -> None:
    streams = Streams()
    hall, corridor = listen(streams, "meeting:12"), listen(streams, "meeting:13")

    reached = streams.say("meeting:12", "item", "Mục 3\nThảo luận")

    assert reached == 1
    assert b"event: item\ndata: M\xe1\xbb\xa5c 3\ndata: Th" in hall.heard
    assert corridor.events() == []


def test_a_listener_that_comes_back_hears_exactly_what_it_missed() -> None:
    streams = Streams()
    first = listen(streams, "a", "b")
    streams.say("a", "one", "1")
    streams.close(first)
    for topic, event in (("b", "two"), ("c", "not-mine"), ("a", "three")):
        streams.say(topic, event, "")

    again = listen(streams, "a", "b", last_id=first.last_id())

    assert [event for event, _ in again.events()] == ["two", "three"]


def test_a_listener_gone_for_too_long_is_told_to_load_anew() -> None:
    streams = Streams()
    first = listen(streams, "a")
    streams.say("a", "one", "")
    streams.close(first)
    for _ in range(KEPT_EVENTS + 1):
        streams.say("a", "more", "")

    again = listen(streams, "a", last_id=first.last_id())

    assert again.events() == [("resync", "")]


def test_an_event_id_of_another_life_of_the_hub_is_not_believed() -> None:
    streams = Streams()
    streams.say("a", "one", "")

    for strange in ("abc-1", f"{streams.life}-", f"{streams.life}-x", "1", f"{streams.life}-٣"):
        assert listen(streams, "a", last_id=strange).events() == [("resync", "")]


def test_revoking_a_holder_ends_all_its_streams_at_once() -> None:
    streams = Streams()
    mine, mine_too, other = (listen(streams, "a", holder=name) for name in ("x", "x", "y"))

    Wish.fulfil(streams, json.dumps({"revoke": "x"}).encode())

    assert (mine.is_cut, mine_too.is_cut, other.is_cut, streams.count) == (True, True, False, 1)


def test_every_listener_gets_one_sign_of_life_in_each_round() -> None:
    streams = Streams()
    listeners = [listen(streams, "a") for _ in range(10)]
    before = [len(one.heard) for one in listeners]

    for _ in range(4):
        streams.beat(4)

    assert [len(one.heard) - length for one, length in zip(listeners, before, strict=True)] == [
        len(HEARTBEAT)
    ] * 10


def test_a_datagram_that_is_no_wish_is_passed_over() -> None:
    streams = Streams()
    listener = listen(streams, "a")

    for datagram in (b"", b"\xff", b"[]", b"1", b"{}", b'{"topic": 1}', b'{"revoke": null}'):
        Wish.fulfil(streams, datagram)
    Wish.fulfil(streams, b'{"topic": "a", "event": "x\\nid: 9", "text": "y"}')

    assert listener.events() == [("xid9", "y")]


class Clock:
    """Seconds that go on when the test says so."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_new_listener_hears_the_last_of_each_thing_said_while_its_page_was_on_its_way() -> None:
    clock = Clock()
    streams = Streams(now=clock)
    streams.say("a", "old", "")
    clock.at += JUST_NOW + 1
    for event, text in (("floor", "1"), ("queue", "1"), ("floor", "2")):
        streams.say("a", event, text)

    listener = listen(streams, "a")

    assert listener.events() == [("queue", "1"), ("floor", "2")]
    assert listener.last_id() == f"{streams.life}-4"
    assert listener.heard.count(b"id: ") == 1


def test_what_nobody_may_ask_for_any_more_is_forgotten_and_asked_anew() -> None:
    clock = Clock()
    streams = Streams(now=clock)
    first = listen(streams, "a")
    streams.say("a", "one", "")
    seen = first.last_id()
    streams.say("a", "two", "")
    clock.at += KEPT_SECONDS + 1
    streams.beat(1)

    late, in_step = listen(streams, "a", last_id=seen), listen(streams, "a", last_id=first.last_id())

    assert late.events() == [("resync", "")]
    assert in_step.events() == []


def test_a_ticket_of_a_revoked_holder_counts_no_more_but_a_later_one_does() -> None:
    streams = Streams()

    streams.revoke("x", at=5000)

    assert [streams.admits(holder="x", issued=moment) for moment in (0, 5000, 5001)] == [False, False, True]
    assert streams.admits(holder="y", issued=0)


def test_a_stream_ends_with_its_ticket() -> None:
    streams = Streams()
    short, long = Listener(), Listener()
    streams.open(short, holder="a", topics=("a",), expires=100)
    streams.open(long, holder="a", topics=("a",), expires=101)

    streams.beat(1, now=100.0)

    assert (short.is_cut, long.is_cut, streams.count) == (True, False, 1)


def test_a_flood_of_states_is_said_once_each_with_the_newest_and_knocks_are_all_said() -> None:
    streams = Streams()
    listener = listen(streams, "a")
    states = [
        json.dumps({"topic": "a", "event": "board", "text": str(number), "version": number}).encode()
        for number in (*range(2, OVERLOAD + 2), 1)
    ]
    knock = json.dumps({"topic": "a", "event": "knock", "text": ""}).encode()

    Wish.fulfil_all(streams, [knock, *states, knock])

    assert listener.events() == [("knock", ""), ("board", str(OVERLOAD + 1)), ("knock", "")]


def test_without_a_flood_every_state_is_said_in_its_order() -> None:
    streams = Streams()
    listener = listen(streams, "a")
    states = [
        json.dumps({"topic": "a", "event": "board", "text": str(number), "version": number}).encode()
        for number in (1, 2, 3)
    ]

    Wish.fulfil_all(streams, states)

    assert [text for _, text in listener.events()] == ["1", "2", "3"]


def test_a_ticket_lets_in_until_it_expires_and_only_unchanged() -> None:
    ticket = tickets.Ticket("session", ("meeting:12",), 1000)
    text = tickets.write(ticket, key=KEY)

    assert tickets.read(text, key=KEY, now=999.0) == ticket
    assert tickets.read(text, key=KEY, now=1000.0) is None
    assert tickets.read(text, key=tickets.key_from("khác"), now=999.0) is None
    for place in range(len(text)):
        flipped = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert tickets.read(flipped, key=KEY, now=999.0) is None
    for strange in ("", ".", "a.b", "é.b", "x" * 5000):
        assert tickets.read(strange, key=KEY, now=999.0) is None


def test_who_heard_something_a_moment_ago_needs_no_sign_of_life() -> None:
    clock = Clock()
    streams = Streams(now=clock)
    busy, idle = listen(streams, "a"), listen(streams, "b")
    streams.say("a", "one", "")
    before = [len(busy.heard), len(idle.heard)]

    clock.at += JUST_HEARD - 1
    streams.beat(1)
    once = [len(busy.heard), len(idle.heard)]
    clock.at += 1
    streams.beat(1)

    assert once == [before[0], before[1] + len(HEARTBEAT)]
    assert [len(busy.heard), len(idle.heard)] == [before[0] + len(HEARTBEAT), before[1] + 2 * len(HEARTBEAT)]


def test_what_many_missed_is_the_same_for_each_and_new_after_each_event() -> None:
    streams = Streams()
    first = listen(streams, "a", "b")
    last_id = first.last_id()
    streams.say("a", "one", "1")

    again = [listen(streams, "a", "b", last_id=last_id).events() for _ in range(2)]
    streams.say("b", "two", "2")
    later = listen(streams, "a", "b", last_id=last_id).events()
    elsewhere = listen(streams, "b", last_id=last_id).events()

    assert again == [[("one", "1")]] * 2
    assert later == [("one", "1"), ("two", "2")]
    assert elsewhere == [("two", "2")]


def test_the_pause_before_coming_back_differs_and_stays_between_two_and_five_seconds() -> None:
    streams = Streams()

    pauses = [re.findall(rb"retry: (\d+)\n\n", listen(streams, "a").heard) for _ in range(64)]

    assert len({pause for (pause,) in pauses}) == 64
    assert all(2000 <= int(pause) <= 5000 for (pause,) in pauses)

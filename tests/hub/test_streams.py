"""Live streams: who hears what, what is said again after a break, and who is let go."""

import json

from nghisu.hub.streams import HEARTBEAT, KEPT_EVENTS, SLOWEST_BUFFER, Streams, Wish
from nghisu.kit import tickets

KEY = tickets.key_from("một điều bí mật")


class Listener:
    """A listener that remembers what it was sent."""

    def __init__(self) -> None:
        self.heard = b""
        self.waiting = 0
        self.is_cut = False

    def write(self, data: bytes, /) -> None:
        self.heard += data

    def get_write_buffer_size(self) -> int:
        return self.waiting

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


def test_a_listener_that_takes_nothing_any_more_is_let_go() -> None:
    streams = Streams()
    slow, quick = listen(streams, "a"), listen(streams, "a")
    slow.waiting = SLOWEST_BUFFER + 1

    streams.say("a", "one", "")

    assert (slow.is_cut, quick.is_cut, streams.count) == (True, False, 1)


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

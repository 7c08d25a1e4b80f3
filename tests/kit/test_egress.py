"""The one way out: public addresses only, checked after the look-up, redirects not followed."""

import ipaddress
from collections.abc import Iterator

import pytest
from tests.exchange.receiver import Receiver, receiving

from nghisu.kit import egress
from nghisu.kit.egress import AddressNotAllowed, InsideTheNetwork, NotFound, PortNotAllowed

pytestmark = pytest.mark.once
HOST = "phan-mem.example.vn"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.mark.parametrize(
    "url",
    [
        "http://phan-mem.example.vn/",
        "ftp://phan-mem.example.vn/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "https://nguoi:matkhau@phan-mem.example.vn/",
        "https://phan-mem.example.vn:không/",
        "https:///x",
        "phan-mem.example.vn",
        "https://phan-mem.example.vn/a\r\nX: y",
        "",
    ],
)
def test_peer_T43_only_plain_https_addresses_are_called(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        egress.target_of(url)


@pytest.mark.parametrize("port", [22, 25, 80, 3306, 5432, 6379, 11211])
def test_peer_T43_ports_of_other_services_are_not_called(port: int) -> None:
    with pytest.raises(PortNotAllowed):
        egress.target_of(f"https://{HOST}:{port}/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "172.16.1.1",
        "192.168.1.10",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.5",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "ff02::1",
    ],
)
def test_peer_T43_no_private_address_is_called_however_it_is_written(address: str) -> None:
    found = ipaddress.ip_address(address)
    written = f"[{address}]" if found.version == 6 else address

    assert not egress.is_public(found)
    with pytest.raises((InsideTheNetwork, AddressNotAllowed)):
        egress.target_of(f"https://{written}/")
    with pytest.raises(InsideTheNetwork):
        egress.checked_address(egress.target_of(f"https://{HOST}/"), allowed=(), look_up=lambda *_: [address])


@pytest.mark.parametrize("address", ["203.162.0.181", "8.8.8.8", "2606:4700::1111"])
def test_a_public_address_is_called(address: str) -> None:
    target = egress.target_of(f"https://{HOST}/tin?x=1")

    assert (target.host, target.port, target.path) == (HOST, 443, "/tin?x=1")
    assert egress.checked_address(target, allowed=(), look_up=lambda *_: [address]) == address


def test_peer_T43_a_host_with_one_private_address_among_public_ones_is_refused() -> None:
    target = egress.target_of(f"https://{HOST}/")

    with pytest.raises(InsideTheNetwork):
        egress.checked_address(target, allowed=(), look_up=lambda *_: ["8.8.8.8", "10.0.0.5"])
    with pytest.raises(NotFound):
        egress.checked_address(target, allowed=(), look_up=lambda *_: [])


def test_peer_T43_the_address_that_was_checked_is_the_one_that_is_called(receiver: Receiver) -> None:
    asked = []

    def once(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"]

    answer = egress.post(receiver.url(HOST), b"{}", {"X-Test": "1"}, allowed={HOST}, look_up=once)

    assert answer.is_taken
    assert asked == [(HOST, receiver.port)]
    assert [(one.path, one.headers["Host"], one.body) for one in receiver.taken] == [
        ("/tin", f"{HOST}:{receiver.port}", b"{}")
    ]


def test_peer_T43_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [302]

    answer = egress.post(receiver.url(HOST), b"{}", {}, allowed={HOST}, look_up=lambda *_: ["127.0.0.1"])

    assert (answer.status, answer.is_taken, len(receiver.taken)) == (302, False, 1)


def test_who_does_not_answer_in_time_is_given_up_as_an_error_of_the_line(receiver: Receiver) -> None:
    receiver.pause = 1.0

    with pytest.raises(TimeoutError):
        egress.post(
            receiver.url(HOST), b"{}", {}, allowed={HOST}, look_up=lambda *_: ["127.0.0.1"], seconds=0.2
        )

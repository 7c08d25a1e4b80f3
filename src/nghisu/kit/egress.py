"""The one way out: a message to another program's address, never into the network the product stands in.

An address that a person typed is looked up once, every answer of the look-up is checked, and the connection
goes to the address that was checked, so that a second look-up cannot lead elsewhere. Redirects are not
followed. Hosts inside the own network are reached only where the administrator named them (settings).
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from nghisu.kit.refusals import N_, Refusal

SECONDS = 5.0
PORTS = frozenset({443, 8443})
MOST_READ = 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LookUp = Callable[[str, int], list[str]]


class AddressNotAllowed(Refusal):
    """An address of a shape that is never called."""

    sentence = N_("Enter an address that begins with https:// and holds no name or password.")
    field = "url"


class PortNotAllowed(Refusal):
    """A port where other services live."""

    sentence = N_(
        "Use port 443 or 8443; other ports are reached only where the administrator named the host."
    )
    field = "url"


class InsideTheNetwork(Refusal):
    """A host whose address is not one of the public network."""

    sentence = N_(
        "“%(host)s” leads to %(address)s, which is not an address of the public network. Where the program "
        "stands in your own network, the administrator names its host in the settings."
    )
    field = "url"


class NotFound(Refusal):
    """A host without any address."""

    sentence = N_("“%(host)s” has no address.")
    field = "url"


class NothingLeavesTraining(Refusal):
    """In training nobody outside is told anything."""

    sentence = N_("In training nothing is sent to other programs.")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other program answered.

    :param content: as much of it as was asked to be read
    """

    status: int
    content: bytes = b""

    @property
    def is_taken(self) -> bool:
        """Whether it took the message."""
        return 200 <= self.status < 300


def target_of(url: str, *, allowed: Collection[str] = ()) -> Target:
    """Return where an address leads, without looking it up.

    :param allowed: hosts that the administrator named; these may be inside the network, on any port
    :raises AddressNotAllowed: if it is no https address (http only for hosts named)
    :raises PortNotAllowed: if its port is another service's
    :raises InsideTheNetwork: if it is written as a number and not public
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, UnicodeError):
        raise AddressNotAllowed from None
    is_named = host in allowed
    if not host or "@" in parts.netloc or parts.scheme not in ({"https", "http"} if is_named else {"https"}):
        raise AddressNotAllowed
    if any(ord(one) < 33 for one in url.strip()):
        raise AddressNotAllowed
    if not is_named and port not in PORTS:
        raise PortNotAllowed
    try:
        literal: Address | None = ipaddress.ip_address(host)
    except ValueError:
        literal = None
    if literal is not None and not is_named and not is_public(literal):
        raise InsideTheNetwork(host=host, address=literal)
    return Target(parts.scheme, host, port, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public network, also one inside another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not is_public(inner):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def looked_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def checked_address(target: Target, *, allowed: Collection[str], look_up: LookUp = looked_up) -> str:
    """Return the address to connect to, after every address of the host was checked.

    :raises NotFound: if there is none
    :raises InsideTheNetwork: if one of them is not public and the host was not named
    """
    found = look_up(target.host, target.port)
    if not found:
        raise NotFound(host=target.host)
    if target.host not in allowed:
        for one in found:
            if not is_public(ipaddress.ip_address(one.partition("%")[0])):
                raise InsideTheNetwork(host=target.host, address=one)
    return found[0]


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Collection[str] = (),
    look_up: LookUp = looked_up,
    seconds: float = SECONDS,
    most_read: int = MOST_READ,
) -> Answer:
    """Send a message and return the answer; redirects are answers like any other.

    :param most_read: how many bytes of the answer are read; the rest is left

    :raises Refusal: if the address is not one that may be called
    :raises OSError: if it was not reached, or did not answer in time
    """
    return _asked("POST", url, body, headers, allowed, look_up, seconds, most_read)


def get(
    url: str,
    *,
    allowed: Collection[str] = (),
    look_up: LookUp = looked_up,
    seconds: float = SECONDS,
    most_read: int = MOST_READ,
) -> Answer:
    """Fetch what lies at an address; redirects are answers like any other.

    :raises Refusal: if the address is not one that may be called
    :raises OSError: if it was not reached, or did not answer in time
    """
    return _asked("GET", url, None, {}, allowed, look_up, seconds, most_read)


def _asked(
    how: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    allowed: Collection[str],
    look_up: LookUp,
    seconds: float,
    most_read: int,
) -> Answer:
    if settings.TRAINING:
        raise NothingLeavesTraining
    target = target_of(url, allowed=allowed)
    address = checked_address(target, allowed=allowed, look_up=look_up)
    line = socket.create_connection((address, target.port), timeout=seconds)
    try:
        if target.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
        talk = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
        talk.sock = line
        try:
            talk.request(how, target.path, body=body, headers=dict(headers))
            answer = talk.getresponse()
            content = answer.read(most_read)
        except http.client.HTTPException as error:
            raise ConnectionError(type(error).__name__) from error
        return Answer(answer.status, content)
    finally:
        line.close()

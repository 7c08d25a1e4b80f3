"""Requests that mean harm or make no sense, made from the address table, the forms and a seed."""

import ast
import importlib
import pkgutil
import random
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

from django import forms
from tests.house.objects import Place, address
from tests.house.test_rights_matrix import OTHERS, VISITORS, Address, expected, table

import nghisu

SOURCE = Path(nghisu.__file__).parent
# Our own list, after the model of the "Big List of Naughty Strings".
WORDS = (
    "",
    " ",
    "\t",
    "\r\nSet-Cookie: a=b",
    "\x00",
    "a\x00b",
    "\x1b[31mđỏ\x1b[0m",
    "\x7f\x80\x85\u2028\u2029",
    "\ufeffNguyễn",
    "\ufffe\uffff",
    "\u202ephạm\u202c",
    "\u2066vô\u2069hình",
    "\u200b\u200d\u2060",
    unicodedata.normalize("NFD", "Nguyễn Thị Hường, Đảng ủy Khối"),
    "Nguyê\u0303n",
    "e" + "\u0301" * 500,
    "𝒜𝓃 🏳️‍🌈 𠜎",
    "ﬁ №①Ⅷ ٣٤٥ ०१२",
    "İıſK",
    "null",
    "None",
    "undefined",
    "true",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e309",
    "-1",
    "0",
    "-0",
    "1.5",
    "1,5",
    "0x10",
    "1_000",
    "٣",
    "²",
    "9" * 19,
    "9" * 400,
    "-" + "9" * 40,
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
    "{00000000-0000-0000-0000-000000000000}",
    "31/02/2023",
    "00/00/0000",
    "29/2/2023",
    "01/01/0001",
    "31/12/9999",
    "9999-12-31",
    "10000-01-01",
    "0000-00-00",
    "21/04/23",
    "25:61",
    "24:00",
    "9999-12-31T23:59:59.999999Z",
    "' OR '1'='1",
    "1; DROP TABLE nghisu_person;--",
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% load x %}",
    "${jndi:ldap://127.0.0.1/a}",
    "{0.__class__.__init__.__globals__}",
    "%s%n%d%(a)s%%",
    "=HYPERLINK(1)",
    "@SUM(1)",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "http://127.0.0.1:22/",
    "//evil.example",
    "CON",
    ".",
    "..",
    "/",
    "a/b",
    "%2e%2e%2f",
    "%",
    "%zz",
    "&#0;",
    "]]>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    "[]",
    "{}",
    "[1]",
    '{"a": [1, {"b": null}]}',
    "[" * 2000,
    "(" * 5000,
    "a" * 5000 + "!",
    "a@" * 3000,
    ", " * 5000,
    "1." * 3000,
    "\\" * 3000,
    "ạ̣̣̣" * 800,
    "\n" * 5000,
    "١" * 50,
    "__proto__",
    "version",
    "id",
    "-id",
    "unit__parent__password",
    "pk__in",
    "?",
    "#",
)
LONG = ("a" * 1_000_000, "ế" * 350_000, "a " * 500_000, "0" * 1_000_000, "\u0301" * 400_000)
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "FOO", "PROPFIND", "CONNECT")
TYPES = (
    "text/plain",
    "application/json",
    "application/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=a\r\nb",
    "multipart/form-data; boundary=" + "a" * 300,
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=nonsense",
    "application/x-www-form-urlencoded; charset=utf-16",
    "",
    ";;;",
    "\xff",
)
BOUNDARY = "vach"


@dataclass(frozen=True)
class Hostile:
    """One request."""

    who: str
    method: str
    path: str
    body: bytes
    content_type: str
    headers: dict[str, str]
    words: str


def _constants(call: ast.Call) -> Iterator[str]:
    for argument in call.args[:1]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


@cache
def asked_names() -> tuple[str, ...]:
    """Return every name of a parameter that the code asks a request for."""
    found: set[str] = set()
    for place in SOURCE.rglob("*.py"):
        text = place.read_text(encoding="utf-8")
        if "GET" not in text and "POST" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                base = node.func.value
                if isinstance(base, ast.Attribute) and base.attr in {"GET", "POST", "FILES"}:
                    found.update(_constants(node))
            elif (
                isinstance(node, ast.Subscript)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr in {"GET", "POST", "FILES"}
                and isinstance(node.slice, ast.Constant)
            ):
                found.add(str(node.slice.value))
    return tuple(sorted(found | {"page", "size", "sort", "q", "as_of", "export", "next", "order"}))


def forms_of_ours() -> list[type[forms.BaseForm]]:
    """Return every form class of the product."""
    for found in pkgutil.walk_packages([str(SOURCE)], "nghisu."):
        if ".forms" in found.name:
            importlib.import_module(found.name)
    seen: dict[type[forms.BaseForm], None] = {}
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        for one in waiting.pop().__subclasses__():
            if one not in seen:
                seen[one] = None
                waiting.append(one)
    return [one for one in seen if one.__module__.startswith("nghisu.")]


def plausible(field: forms.Field) -> str:
    """Return something that a field may well take."""
    if isinstance(field, forms.ChoiceField):
        choices = [str(value) for value, _ in field.choices if value] if not callable(field.choices) else []
        return choices[0] if choices else ""
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.IntegerField):
        return str(field.min_value or 1)
    return "21/04/2023" if "Day" in type(field).__name__ else "Bảo đảm đúng hạn"


@cache
def form_names() -> dict[str, str]:
    """Return every name of a field of a form, with something it may take."""
    return {name: plausible(field) for one in forms_of_ours() for name, field in one.base_fields.items()}  # type: ignore[attr-defined]


class Attacker:
    """Makes requests, the same ones for the same seed."""

    def __init__(self, places: dict[str, Place], seed: int) -> None:
        self.chance = random.Random(seed)
        self.places = places
        matrix = expected()
        self.ways: list[tuple[Address, str, str]] = []  # an address, a method, who is let in there
        for one in table():
            for method in one.methods:
                row = matrix.get((one.name, one.kind, method), {})
                inside = [visitor for visitor in VISITORS if row.get(visitor, "")[:1] == "o"]
                who = inside[0] if inside else "anonymous" if one.door == OTHERS else "chief"
                if one.kind != "-" or one.door == OTHERS or row:
                    self.ways.append((one, method, who))
        self.names = sorted({*form_names(), *asked_names()})

    def word(self) -> str:
        """Return a word to send; now and then a very long one."""
        if self.chance.random() < 0.01:
            return self.chance.choice(LONG)
        one = self.chance.choice(WORDS)
        return one if self.chance.random() < 0.8 else one + self.chance.choice(WORDS)

    def one(self) -> Hostile:
        """Return the next request."""
        way, method, who = self.chance.choice(self.ways)
        path = self._path(way)
        headers = self._headers()
        kind = self.chance.randrange(10)
        if method == "GET" and kind < 7:
            return Hostile(who, "GET", f"{path}?{self._query()}", b"", "", headers, "a query")
        if kind == 7:
            odd = self.chance.choice(METHODS)
            return Hostile(who, odd, path, self._form(way), "text/plain", headers, "an odd method")
        if kind == 8:
            content_type = self.chance.choice(TYPES)
            body = self.chance.choice((self._form(way), self._parts(way), b"\xff\xfe" * 40, b"{" * 3000))
            return Hostile(who, "POST", path, body, content_type, headers, "a wrong type")
        if kind == 9:
            body = self._parts(way)
            cut = self.chance.randrange(len(body) + 1) if self.chance.random() < 0.5 else len(body)
            content_type = f"multipart/form-data; boundary={BOUNDARY}"
            return Hostile(who, "POST", path, body[:cut], content_type, headers, "parts")
        encoded = "application/x-www-form-urlencoded"
        return Hostile(who, "POST", path, self._form(way), encoded, headers, "a form")

    def _path(self, way: Address) -> str:
        if way.door == OTHERS and ("<" in way.route or "(" in way.route):
            return "/" + quote(self.chance.choice(WORDS)[:300])
        place = None if way.kind == "-" else self.places[self.chance.choice(("DUK", "DUK", "DUK", "A1"))]
        path = address(way.name, way.kind, place) if way.door != OTHERS else "/" + way.route
        if self.chance.random() < 0.1:
            pieces = path.split("/")
            pieces[self.chance.randrange(len(pieces))] = quote(self.chance.choice(WORDS)[:300], safe="")
            path = "/" + "/".join(pieces).lstrip("/")
        return path

    def _headers(self) -> dict[str, str]:
        if self.chance.random() < 0.8:
            return {}
        name = self.chance.choice(
            ("Accept-Language", "HX-Request", "If-None-Match", "Range", "Accept", "Authorization")
            + (
                "X-Forwarded-For",
                "Referer",
                "Cookie",
                "If-Modified-Since",
                "Idempotency-Key",
                "Last-Event-ID",
            )
        )
        word = self.chance.choice(WORDS).replace("\r", "").replace("\n", "")
        return {name: word.encode("utf-8", "replace").decode("latin-1")[:2000]}

    def _query(self) -> str:
        names = self.chance.sample(self.names, k=self.chance.randrange(1, 6)) + self.chance.choices(
            asked_names(), k=3
        )
        pairs = [(name, self.word()[:8000]) for name in names]
        if self.chance.random() < 0.3:
            pairs += [(name, self.word()[:8000]) for name, _ in pairs]  # each name twice
        text = urlencode(pairs, errors="surrogatepass")
        return (
            text
            if self.chance.random() < 0.8
            else text + "&q=" + quote_from_bytes(b"\xff\xc0\xaf\xed\xa0\x80")
        )

    def _pairs(self, way: Address) -> list[tuple[str, str]]:
        base = {**form_names(), **way.send}
        bad = set(self.chance.sample(self.names, k=self.chance.choice((1, 5, 40, len(self.names)))))
        bad |= {name for name in way.send if self.chance.random() < 0.4}
        pairs = [(name, self.word() if name in bad else base.get(name, "")) for name in {*base, *bad}]
        pairs.sort()
        if self.chance.random() < 0.2:
            pairs += [(name, self.word()) for name in sorted(bad)[:50]]
        return [("idempotency_key", secrets.token_urlsafe(16)), *pairs]

    def _form(self, way: Address) -> bytes:
        body = urlencode(self._pairs(way), errors="surrogatepass").encode()
        return body if self.chance.random() < 0.9 else body + b"&reason=%ff%fe%c0%af&title=%ed%a0%80&="

    def _parts(self, way: Address) -> bytes:
        lines = []
        for name, word in self._pairs(way):
            as_file = self.chance.random() < 0.1
            said = f'form-data; name="{name}"' + (
                f'; filename="{self.chance.choice(WORDS)}"' if as_file else ""
            )
            content = word[:20_000].encode("utf-8", "replace")
            lines.append(
                f"--{BOUNDARY}\r\nContent-Disposition: {said}\r\n\r\n".encode("utf-8", "replace") + content
            )
        return b"\r\n".join(lines) + f"\r\n--{BOUNDARY}--\r\n".encode()


def send(client: Any, request: Hostile) -> Any:
    """Send a request as it is."""
    return client.generic(
        request.method,
        request.path,
        request.body,
        content_type=request.content_type,
        headers=request.headers,
    )

"""The workload of the drills: a program apart from the server that writes as browsers do, and keeps a ledger.

    python -m tests.drills.writers http://localhost:8000 COOKIE=VALUE LEDGER --seed 1 --lines 4

Each line of the ledger is JSON and on the disk before the next step: {"intent": …, "kind": …, "subject": …}
before a write is sent for the first time, {"ack": …} once the server has said it is done, {"later": …,
"status": …} when it asked to come again, {"refused": …, "status": …} when it said no; each with the moment.
A write without an answer is sent again, with the same key, until there is one. Ends by SIGTERM, once what was
begun has its answer. The standard library alone.
"""

import argparse
import http.client
import json
import os
import random
import re
import secrets
import signal
import threading
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

AGAIN = 0.05
ANSWER_WITHIN = 20.0
KINDS = {
    "outside": "/to-chuc/ngoai/them/",
    "incoming": "/van-ban/den/moi/",
}


class Form(HTMLParser):
    """The fields of the form that has the wanted one, as a browser would send them untouched."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.fields: dict[str, str] = {}
        self.options: dict[str, list[str]] = {}
        self._form: dict[str, str] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "form":
            self._form = {}
        elif self._form is not None and tag in {"input", "textarea"} and name:
            if told.get("type") not in {"checkbox", "radio", "file"} or "checked" in told:
                self._form[name] = told.get("value") or ""
        elif self._form is not None and tag == "select":
            self._select, self._form[name] = name, ""
        elif self._form is not None and tag == "option" and self._select:
            value = told.get("value") or ""
            offered = self.options.setdefault(self._select, [])
            offered.append(value)
            if "selected" in told or len(offered) == 1:
                self._form[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            if self.wanted in self._form:
                self.fields = self._form
            self._form = None
        elif tag == "select":
            self._select = ""


class Ledger:
    """What was meant and what was acknowledged, outside the data of the server."""

    def __init__(self, place: Path) -> None:
        self._line = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def write(self, **said: object) -> None:
        with self._lock:
            os.write(self._line, json.dumps({**said, "at": time.time()}).encode() + b"\n")
            os.fsync(self._line)


class Writer:
    """One browser that fills in one form after the other."""

    def __init__(self, url: str, cookies: dict[str, str], ledger: Ledger, *, seed: int) -> None:
        self.host = urlsplit(url).netloc
        self.cookies = cookies
        self.ledger = ledger
        self.chance = random.Random(seed)
        self.seed = seed

    def send(
        self, method: str, path: str, body: bytes = b"", kind: str = ""
    ) -> tuple[int, dict[str, str], str]:
        line = http.client.HTTPConnection(self.host, timeout=ANSWER_WITHIN)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if kind:
                headers["Content-Type"] = kind
            line.request(method, path, body or None, headers)
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for said in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = said.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, dict(answer.headers), text
        finally:
            line.close()

    def form(self, path: str, wanted: str) -> Form | None:
        try:
            status, _, text = self.send("GET", path)
        except (OSError, http.client.HTTPException):
            return None
        if status != 200:
            return None
        form = Form(wanted)
        form.feed(text)
        return form if form.fields else None

    def filled(self, kind: str, subject: str) -> tuple[bytes, str] | None:
        """Open a form and fill it in; return its body and content type, nothing if it did not open.

        :param subject: what the write is called by, such as W100-3
        """
        form = self.form(KINDS[kind], "code" if kind == "outside" else "subject")
        if form is None:
            return None
        fields = form.fields | {"idempotency_key": secrets.token_urlsafe(16)}
        unit = next((one for one in form.options.get("to_unit", form.options.get("unit", [])) if one), "")
        if kind == "outside":
            fields |= {"code": subject, "name": f"Cơ quan {subject}", "to_unit": unit, "relation": "partner"}
        else:
            fields |= {
                "subject": subject,
                "type": "directive",
                "issuer_name": "Cơ quan gửi",
                "dated_on": "03/04/2023",
                "reference": f"{subject.rpartition('-')[2]}-CT/{self.seed}",
                "unit": fields.get("unit") or unit,
            }
        return packed(fields, subject if kind == "incoming" else "")

    def write_one(self, number: int, is_over: threading.Event) -> None:
        """Fill in one form and send it until it has an answer."""
        kind = self.chance.choice(sorted(KINDS))
        subject = f"W{self.seed}-{number}"
        while (made := self.filled(kind, subject)) is None:
            if is_over.is_set():
                return
            time.sleep(AGAIN)
        body, content_type = made
        self.ledger.write(intent=subject, kind=kind)
        while True:
            try:
                status, _, text = self.send("POST", KINDS[kind], body, content_type)
            except (OSError, http.client.HTTPException):
                time.sleep(AGAIN)
                continue
            if status in {302, 303}:
                self.ledger.write(ack=subject)
                return
            if status in {502, 503, 504, 507}:
                self.ledger.write(later=subject, status=status)
                time.sleep(AGAIN)
                continue
            told = re.sub(r"<[^>]+>|\s+", " ", text)[-400:] if status != 500 else "500"
            self.ledger.write(refused=subject, status=status, told=told)
            return


def packed(fields: dict[str, str], file: str) -> tuple[bytes, str]:
    """Return the fields as multipart/form-data, with a small text file if it has content."""
    border = secrets.token_hex(12)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    if file:
        parts.append(
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{file}.txt"\r\n'
            f"Content-Type: text/plain\r\n\r\nNội dung {file}\r\n"
        )
    return ("".join(parts) + f"--{border}--\r\n").encode(), f"multipart/form-data; boundary={border}"


def main() -> None:
    """Write with several browsers at once until told to end."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("url")
    reader.add_argument("cookie")
    reader.add_argument("ledger", type=Path)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--lines", type=int, default=4)
    told = reader.parse_args()
    is_over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_over.set())
    ledger = Ledger(told.ledger)
    name, _, value = told.cookie.partition("=")

    def work(line: int) -> None:
        writer = Writer(told.url, {name: value}, ledger, seed=told.seed * 100 + line)
        number = 0
        while not is_over.is_set():
            number += 1
            writer.write_one(number, is_over)

    threads = [threading.Thread(target=work, args=(line,)) for line in range(told.lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()

"""What stands outside the product in these tests: a browser's push service, a browser, a mail host."""

import base64
import email
import email.policy
import json
import os
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Browser:
    """A browser that subscribed: it alone holds the private key, and opens by the letter of RFC 8291."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def form(self) -> dict[str, str]:
        """What it gives the page."""
        own = point(self.key.public_key())
        return {"endpoint": self.endpoint, "p256dh": text_of(own), "auth": text_of(self.auth)}

    def opened(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert (size, length, len(sealed) <= size) == (4096, 65, True)
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        own = point(self.key.public_key())
        secret = hkdf(self.auth, shared, b"WebPush: info\0" + own + sender, 32)
        content_key = hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(content_key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded.endswith(b"\x02")
        return padded[:-1]


def hkdf(salt: bytes, secret: bytes, about: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives import hmac

    extract = hmac.HMAC(salt, hashes.SHA256())
    extract.update(secret)
    return HKDFExpand(hashes.SHA256(), length, about).derive(extract.finalize())


def claims_of(header: str) -> dict[str, Any]:
    """Return what a VAPID header claims, after its signature was checked."""
    parts = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
    head, claims, signature = parts["t"].split(".")
    raw = plain(signature)
    sealed = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(parts["k"]))
    key.verify(sealed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return cast("dict[str, Any]", json.loads(plain(claims)))


@dataclass
class PushService:
    """A push service: keeps what was sent, answers what it is told to."""

    port: int
    answers: list[int] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    before_answer: Any = None

    def browser(self, name: str = "a") -> Browser:
        return Browser(f"http://127.0.0.1:{self.port}/send/{name}")


@contextmanager
def push_service() -> Iterator[PushService]:
    """Run a push service for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.got.append((self.path, dict(self.headers), body))
            if service.before_answer is not None:
                service.before_answer()
            self.send_response(service.answers.pop(0) if service.answers else 201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = PushService(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    """A mail host: keeps what it took. ``refuse`` names a word after which it says 451; ``cut`` hangs up."""

    port: int
    got: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refuse: str = ""
    cut: bool = False


@contextmanager
def mail_host() -> Iterator[Post]:
    """Run a mail host for as long as it is needed."""

    class Handler(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self) -> None:
            self.say("220 post")
            while line := self.rfile.readline().decode().strip():
                word = line.split(" ")[0].upper()
                if post.refuse == word:
                    self.say("451 later")
                elif word == "DATA":
                    self.say("354 go on")
                    lines: list[bytes] = []
                    while (one := self.rfile.readline()) != b".\r\n":
                        lines.append(one.removeprefix(b"."))
                    content = b"".join(lines)
                    post.raw.append(content)
                    post.got.append(email.message_from_bytes(content, policy=email.policy.default))
                    if post.cut:
                        return
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    post = Post(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield post
    finally:
        server.shutdown()
        server.server_close()

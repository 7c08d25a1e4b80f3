"""Web push: a short text sealed for one browser (RFC 8291, RFC 8188) and signed as ours (VAPID, RFC 8292).

Written on ``cryptography``, which is installed anyway: the usual libraries send by themselves, past the
one way out (kit.egress). The key is made at the first use and lies beside the data, mode 0600.
"""

import base64
import binascii
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from nghisu.kit.refusals import N_, Refusal

KEY_FILE = "push.key"
RECORD_SIZE = 4096
LONGEST_TEXT = 3000  # bytes; every push service takes that much
TOKEN_LIFE = timedelta(hours=12)  # RFC 8292: at most 24


class NotASubscription(Refusal):
    """What a browser sent is no subscription."""

    sentence = N_("This browser sent nothing that it can be told by. Load the page again and try once more.")


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is reached, and the keys a message to it is sealed with, as the browser gave them."""

    endpoint: str
    p256dh: str
    auth: str


def checked(subscription: Subscription) -> Subscription:
    """Return it if a message can be sealed for it.

    :raises NotASubscription: if not
    """
    try:
        public_key(decoded(subscription.p256dh))
        is_whole = len(decoded(subscription.auth)) == 16 and len(subscription.endpoint) <= 800
    except (ValueError, binascii.Error):
        is_whole = False
    if not is_whole:
        raise NotASubscription
    return subscription


def own_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """Return the installation's key for push services, made at the first use."""
    place = folder / KEY_FILE
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        content = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        draft = place.with_name(f".{KEY_FILE}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, place)  # whoever was first, stays
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    found = serialization.load_pem_private_key(place.read_bytes(), None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise TypeError(KEY_FILE)
    return found


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public key as the 65 bytes a browser wants."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """Return the public key of 65 bytes.

    :raises ValueError: if they are no point of the curve
    """
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def encoded(content: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of base64url, padded or not.

    :raises ValueError: if it is none
    """
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def sealed(
    text: bytes,
    subscription: Subscription,
    *,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Return the body of a message that only this browser opens.

    :param salt, key: made anew for each message; given by the tests of RFC 8291
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(len(text))
    salt = salt if salt is not None else os.urandom(16)
    key = key if key is not None else ec.generate_private_key(ec.SECP256R1())
    theirs, ours = decoded(subscription.p256dh), point_of(key)
    shared = key.exchange(ec.ECDH(), public_key(theirs))
    secret = _derived(shared, decoded(subscription.auth), b"WebPush: info\0" + theirs + ours, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(content_key).encrypt(nonce, text + b"\x02", None)


def headers(
    endpoint: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    contact: str,
    at: datetime,
    lives: timedelta,
    is_urgent: bool,
) -> dict[str, str]:
    """Return the headers of a message: who we are, how long it waits for the device, how pressing it is.

    :param contact: where the push service finds us, ``mailto:`` or ``https:``
    """
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + TOKEN_LIFE).timestamp()),
        "sub": contact,
    }
    token = ".".join(
        encoded(json.dumps(one, separators=(",", ":")).encode())
        for one in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    r, s = utils.decode_dss_signature(key.sign(token.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return {
        "Authorization": f"vapid t={token}.{signature}, k={encoded(point_of(key))}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(lives.total_seconds())),
        "Urgency": "high" if is_urgent else "normal",
    }


def _derived(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, about).derive(secret)

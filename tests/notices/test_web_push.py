"""Messages to browsers: sealed as RFC 8291 says, by its own example, and opened by a browser of the tests."""

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from tests.conftest import at
from tests.notices.outside import Browser, claims_of, plain, text_of

from nghisu.kit import web_push
from nghisu.kit.web_push import NotASubscription, Subscription

pytestmark = pytest.mark.once
NOON = at("2023-04-21 12:00")


def test_the_example_of_rfc_8291_comes_out_byte_for_byte() -> None:
    sender = ec.derive_private_key(
        int.from_bytes(plain("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    subscription = Subscription(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )

    body = web_push.sealed(
        b"When I grow up, I want to be a watermelon",
        subscription,
        salt=plain("DGv6ra1nlYgDCS1FRnbzlw"),
        key=sender,
    )

    assert text_of(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_it_was_sealed_for_opens_a_message() -> None:
    mine, other = Browser("https://push.example.net/a"), Browser("https://push.example.net/b")

    body = web_push.sealed("Bạn có 1 tài liệu cần đọc.".encode(), Subscription(**mine.form))

    assert mine.opened(body).decode() == "Bạn có 1 tài liệu cần đọc."
    with pytest.raises(InvalidTag):
        other.opened(body)


def test_a_message_says_who_sends_it_to_that_push_service_alone_and_not_for_long(tmp_path: Path) -> None:
    key = web_push.own_key(tmp_path)

    found = web_push.headers(
        "https://push.example.net/send/1",
        key,
        contact="mailto:van-phong@example.vn",
        at=NOON,
        lives=web_push.TOKEN_LIFE,
        is_urgent=True,
    )

    claims = claims_of(found["Authorization"])
    assert claims == {
        "aud": "https://push.example.net",
        "exp": int(NOON.timestamp()) + 12 * 3600,
        "sub": "mailto:van-phong@example.vn",
    }
    assert (found["TTL"], found["Urgency"], found["Content-Encoding"]) == ("43200", "high", "aes128gcm")


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    first, again = (web_push.point_of(web_push.own_key(tmp_path)) for _ in range(2))

    assert first == again
    assert stat.S_IMODE((tmp_path / web_push.KEY_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "change",
    [
        {"p256dh": "AAAA"},
        {"p256dh": text_of(b"\x04" + b"\x01" * 64)},
        {"p256dh": "không"},
        {"auth": text_of(b"short")},
        {"endpoint": "https://x/" + "y" * 800},
    ],
)
def test_what_no_message_can_be_sealed_for_is_refused(change: dict[str, str]) -> None:
    form = Browser("https://push.example.net/a").form

    with pytest.raises(NotASubscription):
        web_push.checked(Subscription(**(form | change)))

"""Sign a PDF electronically with an organisation's key (ký số, PAdES), where the extra ``sign`` is installed.

The key lies in a PKCS#12 file or on a token that speaks PKCS#11; the settings say where. pyHanko writes the
signature as an update behind the paper, whose bytes stay as they are. It is imported only when it is used:
without it the product does everything else.
"""

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from nghisu.kit import egress
from nghisu.kit.certificates import (
    Certificate,
    KeyFile,
    private_bytes,
    private_line,
    read_certificate,
    read_key_file,
)
from nghisu.kit.pdf import FONTS, Place
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.signatures import is_installed

FIELD = "ChuKySo"
RED = (0.78, 0.05, 0.09)
STAMP_PT = 9
MOST_TIMESTAMP = 64 * 1024
_lock = threading.Lock()


class SigningNotInstalled(Refusal):
    """The extra is not installed."""

    sentence = N_(
        "Electronic signatures are not installed here. The administrator installs them with ./run --sign."
    )


class NoKeyConfigured(Refusal):
    """The settings name no key."""

    sentence = N_(
        "No key for electronic signatures is named in the settings. The administrator names a key file or a "
        "token (NGHISU_SIGN_KEY_FILE or NGHISU_SIGN_MODULE)."
    )


class NotAPdf(Refusal):
    """What is to be signed cannot be read as PDF."""

    sentence = N_("This file is no PDF that can be signed. Make the paper anew, and try again.")


class TokenNotFound(Refusal):
    """The token is not there."""

    sentence = N_("The token “%(name)s” was not found. Plug it in, and try again.")


class TokenRefused(Refusal):
    """The token does not do what it is asked."""

    sentence = N_("The token refused: %(reason)s. Nothing was signed.")


class WrongPin(Refusal):
    """The PIN is wrong; too many wrong ones lock a token."""

    sentence = N_(
        "The token does not take this PIN. Nothing was signed; a token locks itself after a few wrong PINs."
    )
    field = "key_password"


class NoKeyOnToken(Refusal):
    """It is not clear which key of the token is meant."""

    sentence = N_(
        "The token holds %(count)s keys with a certificate; one is needed. The administrator names it "
        "(NGHISU_SIGN_KEY_LABEL)."
    )


class TimestampFailed(Refusal):
    """The service that tells the time did not answer as it should."""

    sentence = N_(
        "The timestamp service did not answer as it should. Nothing was signed; try again in a while."
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is seen of a signature: lines of words in a frame at a place."""

    lines: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is open for signing. ``signer`` is pyHanko's."""

    certificate: Certificate
    signer: Any


def is_token() -> bool:
    """Tell whether the key of the settings lies on a token."""
    return bool(settings.SIGN_MODULE)


def key_name() -> str:
    """Return how the key of the settings is called: the token's label or the file's name; "" without one."""
    if is_token():
        return str(settings.SIGN_TOKEN or Path(settings.SIGN_MODULE).name)
    return Path(settings.SIGN_KEY_FILE).name if settings.SIGN_KEY_FILE else ""


def asks_password() -> bool:
    """Tell whether the passphrase or PIN is asked at signing, and not read from a file."""
    return not settings.SIGN_PASSWORD_FILE


def has_timestamps() -> bool:
    """Tell whether a timestamp service is configured."""
    return bool(settings.SIGN_TIMESTAMP_URL)


def check_ready() -> None:
    """Refuse where nothing can be signed.

    :raises SigningNotInstalled: without the extra
    :raises NoKeyConfigured: without a key in the settings
    """
    if not is_installed():
        raise SigningNotInstalled
    if not key_name():
        raise NoKeyConfigured


@contextmanager
def opened_key(password: str) -> Iterator[Key]:
    """Open the key of the settings; a token is let go of at the end.

    :param password: passphrase or PIN, "" where the settings name a file that holds it
    :raises Refusal: what is wrong with settings, file, token or passphrase
    """
    check_ready()
    if settings.SIGN_PASSWORD_FILE:
        password = private_line(settings.SIGN_PASSWORD_FILE)
    if is_token():
        with _on_token(password) as key:
            yield key
    else:
        yield key_in(read_key_file(private_bytes(settings.SIGN_KEY_FILE), password))


def key_in(file: KeyFile) -> Key:
    """Return the key of a key file, open for signing; only where the extra is installed."""
    from asn1crypto import keys, x509  # noqa: PLC0415 -- only where the extra is installed
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from pyhanko.sign import signers  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    plain = file.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(file.certificate.der),
        signing_key=keys.PrivateKeyInfo.load(plain),
        cert_registry=SimpleCertificateStore.from_certs([x509.Certificate.load(one) for one in file.chain]),
    )
    return Key(file.certificate, signer)


@contextmanager
def _on_token(pin: str) -> Iterator[Key]:
    import pkcs11  # noqa: PLC0415 -- only where the extra is installed
    from pkcs11 import exceptions  # noqa: PLC0415
    from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415

    wanted = TokenCriteria(label=settings.SIGN_TOKEN) if settings.SIGN_TOKEN else None
    wrong = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange)
    try:
        session = open_pkcs11_session(settings.SIGN_MODULE, token_criteria=wanted, user_pin=pin or None)
    except wrong:
        raise WrongPin from None
    except exceptions.PinLocked:
        raise TokenRefused(reason="PIN") from None
    except (exceptions.PKCS11Error, RuntimeError, OSError):
        raise TokenNotFound(name=key_name()) from None
    try:
        certificate, key_id = _chosen_on(session, pkcs11)
        from asn1crypto import x509  # noqa: PLC0415

        signer = PKCS11Signer(
            session,
            signing_cert=x509.Certificate.load(certificate.der),
            key_id=key_id,
            other_certs_to_pull=(),
        )
        yield Key(certificate, signer)
    except exceptions.PKCS11Error as error:
        raise TokenRefused(reason=type(error).__name__) from None
    finally:
        session.close()


def _chosen_on(session: Any, pkcs11: Any) -> tuple[Certificate, bytes]:
    """Return the certificate to sign with and the id of its key: the only one, or the one named."""
    keys = {
        bytes(one[pkcs11.Attribute.ID])
        for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
    }
    found = [
        (
            read_certificate(bytes(one[pkcs11.Attribute.VALUE]), name=key_name()),
            bytes(one[pkcs11.Attribute.ID]),
        )
        for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        if bytes(one[pkcs11.Attribute.ID]) in keys
        and settings.SIGN_KEY_LABEL in ("", one[pkcs11.Attribute.LABEL])
    ]
    if len(found) != 1:
        raise NoKeyOnToken(count=len(found))
    return found[0]


def sign(content: bytes, *, key: Key, stamp: Stamp, reason: str, place: str, at: datetime) -> bytes:
    """Return a PDF with an electronic signature behind it, PAdES B-B, or B-T with a timestamp service.

    :param reason: what the signature is for, read in the panel of a PDF program
    :param place: where it is signed
    :raises CertificateNotYet: if the clock stands before the certificate
    :raises CertificateExpired: if the certificate has ended
    :raises NotAPdf: if the content cannot be read as PDF
    :raises TimestampFailed: if a timestamp service is configured and does not answer
    """
    key.certificate.check(at)
    if not content.startswith(b"%PDF-"):
        raise NotAPdf
    with _lock:
        return _signed(content, key=key, stamp=stamp, reason=reason, place=place, at=at)


def _signed(content: bytes, *, key: Key, stamp: Stamp, reason: str, place: str, at: datetime) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415
    from pyhanko.sign.timestamps import TimestampRequestError  # noqa: PLC0415

    box = stamp.place
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            location=place or None,
            name=key.certificate.name,
        ),
        key.signer,
        timestamper=_timestamper() if has_timestamps() else None,
        stamp_style=_look(),
        new_field_spec=fields.SigFieldSpec(
            FIELD, on_page=box.page, box=tuple(map(round, (box.left, box.bottom, box.right, box.top)))
        ),
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        return asyncio.run(_carried_out(signer, writer, "\n".join(stamp.lines), at))
    except (TimestampRequestError, OSError):
        raise TimestampFailed from None
    except (PdfError, IndexError, KeyError, TypeError):
        raise NotAPdf from None


async def _carried_out(signer: Any, writer: Any, words: str, at: datetime) -> bytes:
    """Sign at the moment told, step by step as pyHanko's own ``async_sign_pdf`` does with the clock."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes  # noqa: PLC0415

    session = signer.init_signing_session(writer)
    session.system_time = at
    size = await session.estimate_signature_container_size(None, tight=False)
    paper = session.prepare_tbs_document(
        validation_info=None, bytes_reserved=size, appearance_text_params={"words": words}
    )
    digest, output = paper.digest_tbs_document()
    signed = await paper.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
    )
    await signed.post_signature_processing(output)
    return bytes(output.getvalue())


def _look() -> Any:
    """Return the look of the stamp: red words in a red frame, in the letters of the form."""
    from pyhanko.pdf_utils import layout  # noqa: PLC0415
    from pyhanko.pdf_utils.font.api import FontEngineFactory  # noqa: PLC0415
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulator  # noqa: PLC0415
    from pyhanko.pdf_utils.text import TextBoxStyle  # noqa: PLC0415
    from pyhanko.stamp import TextStampStyle  # noqa: PLC0415

    class Letters(FontEngineFactory):  # type: ignore[misc]
        def create_font_engine(self, writer: Any, obj_stream: Any = None) -> Any:
            """Read the font from memory: pyHanko's own factory leaves its file open."""
            return GlyphAccumulator(writer, io.BytesIO(_letters()), STAMP_PT, obj_stream=obj_stream)

    return TextStampStyle(
        border_width=1,
        border_color=RED,
        stamp_text="%(words)s",
        text_box_style=TextBoxStyle(
            font=Letters(),
            font_size=STAMP_PT,
            leading=STAMP_PT + 2,
            text_color=RED,
        ),
        inner_content_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(4),
            inner_content_scaling=layout.InnerScaling.SHRINK_TO_FIT,
        ),
    )


@cache
def _letters() -> bytes:
    """Return the font of the form in 1000 units an em: pyHanko writes widths as if every font had so many."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- a stamp alone needs it
    from fontTools.ttLib.scaleUpem import scale_upem  # noqa: PLC0415

    stream = io.BytesIO()
    with TTFont(FONTS / "nghi-su-serif.ttf") as font:
        scale_upem(font, 1000)
        font.save(stream)
    return stream.getvalue()


def _timestamper() -> Any:
    """Return who asks the timestamp service of the settings, through the one way out."""
    from asn1crypto import tsp  # noqa: PLC0415
    from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError  # noqa: PLC0415

    url = str(settings.SIGN_TIMESTAMP_URL)
    host = (urlsplit(url).hostname or "").lower()

    class Service(TimeStamper):  # type: ignore[misc]
        async def async_request_tsa_response(self, req: Any) -> Any:
            try:
                answer = egress.post(
                    url,
                    req.dump(),
                    {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
                    allowed=(host,),
                    most_read=MOST_TIMESTAMP,
                )
            except Refusal as refusal:
                raise TimestampRequestError(str(refusal)) from refusal
            if not answer.is_taken:
                raise TimestampRequestError(str(answer.status))
            try:
                return tsp.TimeStampResp.load(answer.content, strict=True)
            except ValueError as error:
                raise TimestampRequestError("no timestamp") from error

    return Service()

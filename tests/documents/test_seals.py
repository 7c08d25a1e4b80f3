"""Electronic signatures: the organisation's key, files that arrive signed, certificates that are trusted."""

import datetime
import io
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader
from tests.conftest import House, Visitor, at
from tests.kit import keys
from tests.kit.keys import PASSPHRASE, blank, signed_by

from nghisu.documents import actions
from nghisu.documents.actions import seals
from nghisu.documents.actions.files import check_signatures
from nghisu.documents.exports.seals import paper_to_sign, stamp_of
from nghisu.documents.models import Document, DocumentFile, FileSignature, TrustedCertificate
from nghisu.documents.rules import seals as rules
from nghisu.kit import certificates, files, pdf_signing, signatures
from nghisu.kit.refusals import NotAllowed, Refusal
from nghisu.record.models import Entry

Make = Callable[..., Document]
NOON = at("2023-04-21 12:00")
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    """Name the office's key file in the settings."""
    place = tmp_path / "secrets" / "office.p12"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(keys.office().key_file())
    place.chmod(0o600)
    settings.SIGN_UNIT, settings.SIGN_KEY_FILE = "DUK", str(place)
    return place


def seal(
    house: House, document: Document, *, by: str = "van", password: str = PASSPHRASE, **rest: Any
) -> Any:
    """Sign the paper of a document as its page does."""
    moment = rest.pop("when", NOON)
    values = {
        "paper": paper_to_sign(document),
        "stamp": stamp_of(document, moment),
        "name": "ky-so.pdf",
        "password": password,
        "by": house.standing(by),
        "at": moment,
    }
    return seals.seal(document=document, **{**values, **rest})


def signed(document: Document, when: datetime.datetime = NOON) -> bytes:
    """Return the paper of a document signed, without keeping it."""
    with pdf_signing.opened_key(PASSPHRASE) as key:
        return pdf_signing.sign(
            paper_to_sign(document),
            key=key,
            stamp=stamp_of(document, when),
            reason=document.citation,
            place=document.place,
            at=when,
        )


@pytest.fixture
def theirs(settings: Any, tmp_path: Path) -> Callable[..., bytes]:
    """Return a function that gives a signed paper of a holder."""
    return lambda holder: signed_by(holder, tmp_path / "theirs.p12", settings=settings)


def attach(house: House, document: Document, content: bytes, when: datetime.datetime = NOON) -> DocumentFile:
    """Attach a file as the clerk does."""
    return actions.attach_file(
        document=document,
        upload=SimpleUploadedFile("128-cv.pdf", content),
        attested=True,
        by=house.standing("van"),
        at=when,
    )


def trust(house: House, holder: keys.Holder, when: datetime.datetime = NOON) -> TrustedCertificate:
    """Put a certificate on the list of the committee."""
    upload = SimpleUploadedFile("chung-thu.cer", holder.der)
    return seals.trust(unit=house.units["DUK"], upload=upload, by=house.standing("minh"), at=when)


def found_in(file: DocumentFile) -> list[str]:
    return list(file.signatures.values_list("finding", flat=True))


# Signing


def test_the_clerk_signs_an_issued_document_on_its_page_and_finds_the_copy_there(
    visit: Callable[[str], Visitor], house: House, issued: Make, key_file: Path
) -> None:
    document, clerk = issued(), visit("van")
    page, address = (reverse(name, args=[document.pk]) for name in ("document_detail", "document_seal"))

    assert address in clerk.get(page).content.decode()
    assert "office.p12" in clerk.get(address).content.decode()
    answer = clerk.send(address, {"key_password": PASSPHRASE})

    assert (answer.status_code, answer["Location"]) == (302, page)
    file = document.files.get(role="signed")
    assert file.name.endswith("-ky-so.pdf")
    assert file.name in clerk.get(page).content.decode()
    given: Any = clerk.get(reverse("document_file", args=[file.pk]))
    assert b"".join(given.streaming_content) == files.content_of(file.sha256)
    signature = file.signatures.get()
    assert (signature.finding, signature.name) == ("good", "ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG")
    assert signature.fingerprint == TrustedCertificate.objects.get(is_own=True).fingerprint


def test_a_signing_is_one_line_of_the_record_with_hash_and_certificate_and_no_passphrase(
    house: House, issued: Make, key_file: Path
) -> None:
    document = issued()
    before = Entry.objects.count()

    file = seal(house, document)

    line = Entry.objects.order_by("index").last()
    assert line is not None
    assert Entry.objects.count() == before + 1
    assert (line.verb, file.role) == ("document.sealed", "signed")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert PASSPHRASE not in repr(cursor.fetchall()), table


def test_the_paper_is_kept_byte_for_byte_below_the_signature(issued: Make, key_file: Path) -> None:
    document = issued()
    paper = paper_to_sign(document)

    made = signed(document)

    assert made[: len(paper)] == paper
    assert b"/ETSI.CAdES.detached" in made


def test_the_stamp_names_organisation_number_and_moment_between_title_and_name(
    issued: Make, key_file: Path
) -> None:
    document, moment = issued(), at("2023-04-21 15:04:05")
    stamp = stamp_of(document, moment)

    made = signed(document, moment)

    assert stamp.lines == (
        "Ký bởi: ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG",
        "Số 01-BC/ĐUK",
        "Thời gian ký: 21/04/2023 15:04:05 +07:00",
    )
    seen = words_on(made, stamp.place.page)
    (title,) = (one for one in seen if one.words == "TRỰC")
    (name,) = (one for one in seen if one.words == "Lan")
    inside = [one for one in seen if stamp.place.left < one.left and one.right < stamp.place.right]
    inside = [one for one in inside if stamp.place.bottom < one.bottom and one.top < stamp.place.top]
    assert name.top < stamp.place.bottom < stamp.place.top < title.bottom
    assert " ".join(one.words for one in inside) == " ".join(stamp.lines)


class Seen(NamedTuple):
    """A piece of text where an independent program sees it, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    words: str


def words_on(content: bytes, page: int) -> list[Seen]:
    """Return the words of a page, the first is 0."""
    if shutil.which("pdftotext") is None:
        pytest.skip("NOT RUN: pdftotext of poppler-utils is not installed")
    number = str(page + 1)
    done = subprocess.run(
        ["pdftotext", "-bbox", "-f", number, "-l", number, "-", "-"],
        input=content,
        capture_output=True,
        check=True,
        timeout=60,
    )
    found = re.findall(
        r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', done.stdout.decode()
    )
    return [
        Seen(float(left), 841.89 - float(low), float(right), 841.89 - float(high), words)
        for left, high, right, low, words in found
    ]


def test_a_second_program_finds_the_signature_valid(issued: Make, key_file: Path, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("NOT RUN: pdfsig of poppler-utils is not installed")
    place = tmp_path / "signed.pdf"
    place.write_bytes(signed(issued()))

    said = subprocess.run(
        ["pdfsig", "-nocert", str(place)], capture_output=True, text=True, check=False, timeout=60
    ).stdout

    assert said.count("Signature #") == 1
    assert "Signature Validation: Signature is Valid." in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_a_paper_of_several_pages_is_stamped_where_its_signatory_stands(issued: Make) -> None:
    document = issued(text="\n".join(f"Đoạn {number}: công tác xây dựng Đảng." for number in range(60)))

    stamp = stamp_of(document, NOON)

    content = paper_to_sign(document)
    seen = words_on(content, stamp.place.page)
    assert stamp.place.page == len(PdfReader(io.BytesIO(content)).pages) - 1 > 0
    assert next(one.bottom for one in seen if one.words == "TRỰC") > stamp.place.top
    assert next(one.top for one in seen if one.words == "Lan") < stamp.place.bottom


def test_a_paper_without_a_signatory_is_stamped_at_its_head(issued: Make) -> None:
    document = issued()
    document.signers.all().delete()

    place = stamp_of(document, NOON).place

    assert (place.page, place.bottom > max(one.top for one in words_on(paper_to_sign(document), 0))) == (
        0,
        True,
    )


def test_a_document_is_signed_once(house: House, issued: Make, key_file: Path) -> None:
    document = issued()
    seal(house, document)

    with pytest.raises(rules.AlreadySealed):
        seal(house, document)


@pytest.mark.parametrize("person", ["hung", "hoa", "tren", "quantri"])
def test_only_chief_and_clerk_of_the_office_sign(
    house: House, issued: Make, key_file: Path, person: str
) -> None:
    with pytest.raises(NotAllowed):
        seal(house, issued(), by=person)


def test_the_chief_signs_too_and_a_member_is_told_there_is_no_such_page(
    visit: Callable[[str], Visitor], house: House, issued: Make, key_file: Path
) -> None:
    document = issued()

    assert visit("hung").get(reverse("document_seal", args=[document.pk])).status_code == 404
    assert seal(house, document, by="minh").role == "signed"


def test_a_draft_an_arrived_paper_and_one_entered_with_its_number_are_not_signed(
    house: House, draft: Make, received: Make, key_file: Path
) -> None:
    entered = actions.enter_issued(
        unit=house.units["DUK"],
        type_code="report",
        reference="07-BC/ĐUK",
        subject="Báo cáo cũ",
        dated_on=datetime.date(2022, 4, 1),
        by=house.standing("van"),
        at=NOON,
    )

    for document, refusal in (
        (draft(), rules.NotIssuedYet),
        (received(), rules.NotIssuedYet),
        (entered, rules.NoPaperToSign),
    ):
        with pytest.raises(refusal):
            seals.check_may_seal(document)


def test_the_key_signs_for_its_own_unit_alone(
    house: House, issued: Make, key_file: Path, settings: Any
) -> None:
    document = issued()

    settings.SIGN_UNIT = "A1"
    with pytest.raises(rules.AnotherKey):
        seal(house, document)
    settings.SIGN_UNIT = ""
    with pytest.raises(rules.NoUnitNamed):
        seal(house, document)


def test_a_wrong_passphrase_is_said_beside_its_field_and_nothing_is_kept(
    visit: Callable[[str], Visitor], issued: Make, key_file: Path
) -> None:
    document = issued()

    answer = visit("van").send(reverse("document_seal", args=[document.pk]), {"key_password": "lúa lép"})

    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Mật khẩu không mở được khóa" in words
    assert "lúa lép" not in words
    assert not document.files.filter(role="signed").exists()
    assert not TrustedCertificate.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not a key", b"\x30\x82\x09\x00\x02\x01\x03" + b"\0" * 40]
)
def test_a_damaged_key_file_is_told(house: House, issued: Make, key_file: Path, content: bytes) -> None:
    key_file.write_bytes(content)

    with pytest.raises(certificates.KeyFileDamaged):
        seal(house, issued())


def test_a_key_file_cut_or_changed_anywhere_is_never_used(key_file: Path) -> None:
    whole = key_file.read_bytes()

    for size in range(0, len(whole), 97):
        with pytest.raises((certificates.KeyFileDamaged, certificates.WrongPassphrase)):
            certificates.read_key_file(whole[:size], PASSPHRASE)
    for place in range(60, len(whole), len(whole) // 12):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises((certificates.KeyFileDamaged, certificates.WrongPassphrase)):
            certificates.read_key_file(changed, PASSPHRASE)


def test_a_key_file_without_a_key_is_told() -> None:
    from cryptography.hazmat.primitives.serialization import pkcs12

    lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    content = pkcs12.serialize_key_and_certificates(None, None, None, [keys.authority().certificate], lock)

    with pytest.raises(certificates.KeyFileHasNoKey):
        certificates.read_key_file(content, PASSPHRASE)


def test_a_key_file_that_is_missing_or_that_others_may_read_is_told(
    house: House, issued: Make, key_file: Path
) -> None:
    document = issued()

    key_file.chmod(0o644)
    with pytest.raises(certificates.KeyFileOpenToOthers):
        seal(house, document)
    key_file.unlink()
    with pytest.raises(certificates.KeyFileMissing):
        seal(house, document)


def test_an_expired_certificate_and_a_clock_before_it_are_refused(
    house: House, issued: Make, key_file: Path
) -> None:
    document = issued()

    with pytest.raises(certificates.CertificateExpired):
        seal(house, document, when=at("2027-02-01 08:00"))
    with pytest.raises(certificates.CertificateNotYet):
        seal(house, document, when=at("2021-12-31 08:00"))
    assert not document.files.filter(role="signed").exists()


@pytest.mark.parametrize("content", [b"no paper", b"%PDF-1.7\nbroken", b"%PDF-1.7\n" + b"\0" * 4000])
def test_what_is_no_pdf_is_not_signed(house: House, issued: Make, key_file: Path, content: bytes) -> None:
    with pytest.raises(pdf_signing.NotAPdf):
        seal(house, issued(), paper=content)


def test_the_passphrase_may_come_from_a_file_that_the_server_alone_reads(
    visit: Callable[[str], Visitor], issued: Make, key_file: Path, settings: Any, tmp_path: Path
) -> None:
    document, place = issued(), tmp_path / "secrets" / "passphrase"
    place.write_text(f"{PASSPHRASE}\n")
    place.chmod(0o600)
    settings.SIGN_PASSWORD_FILE = str(place)
    address = reverse("document_seal", args=[document.pk])

    assert "key_password" not in visit("van").get(address).content.decode()
    place.chmod(0o640)
    assert visit("van").send(address).status_code == 422
    place.chmod(0o600)
    assert visit("van").send(address).status_code == 302


def test_without_the_extra_or_a_key_the_page_says_what_is_missing(
    visit: Callable[[str], Visitor], issued: Make, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("document_seal", args=[issued().pk])

    assert "NGHISU_SIGN_KEY_FILE" in visit("van").get(address).content.decode()
    settings.SIGN_KEY_FILE, settings.SIGN_UNIT = "office.p12", "DUK"
    monkeypatch.setattr(pdf_signing, "is_installed", lambda: False)
    assert "./run --sign" in visit("van").get(address).content.decode()
    assert visit("van").send(address, {"key_password": "x"}).status_code == 422


# Timestamps


@pytest.fixture
def timestamps(settings: Any) -> Iterator[list[bytes]]:
    """Serve timestamps on this machine; yield the requests that came."""
    from asn1crypto import keys as key_kinds
    from asn1crypto import tsp, x509
    from pyhanko.sign.timestamps import DummyTimeStamper

    holder, came = keys.clock(), []
    plain = holder.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    stamper = DummyTimeStamper(
        tsa_cert=x509.Certificate.load(holder.der),
        tsa_key=key_kinds.PrivateKeyInfo.load(plain),
        fixed_dt=NOON,
    )

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(asked)
            answer = (
                b"busy"
                if self.path == "/busy"
                else stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            )
            self.send_response(503 if self.path == "/down" else 200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SIGN_TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"
    yield came
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_with_a_timestamp_service_the_signature_tells_its_time_and_outlives_its_certificate(
    house: House, issued: Make, key_file: Path, timestamps: list[bytes]
) -> None:
    key_file.write_bytes(keys.office(last=at("2023-12-31 00:00")).key_file())
    document = issued()
    trust(house, keys.authority())

    file = seal(house, document)

    assert len(timestamps) >= 1
    signature = file.signatures.get()
    assert (signature.finding, signature.stamped_at) == ("good", NOON)
    check_signatures(file=file, by=house.standing("van"), at=at("2025-01-01 08:00"))
    assert found_in(file) == ["good"]


@pytest.mark.parametrize("path", ["busy", "down"])
def test_a_timestamp_service_that_fails_is_told_and_nothing_is_signed(
    house: House, issued: Make, key_file: Path, timestamps: list[bytes], settings: Any, path: str
) -> None:
    settings.SIGN_TIMESTAMP_URL += path
    document = issued()

    with pytest.raises(pdf_signing.TimestampFailed):
        seal(house, document)
    assert not document.files.filter(role="signed").exists()


# Tokens


@pytest.fixture
def token(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lay the office's key on a token in software; return its PIN."""
    module = next((one for one in MODULES if Path(one).exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("NOT RUN: SoftHSM is not installed")
    place, pin = tmp_path / "tokens", "246813"
    place.mkdir()
    setup = tmp_path / "softhsm2.conf"
    setup.write_text(f"directories.tokendir = {place}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(setup))
    made = ["softhsm2-util", "--module", module, "--init-token", "--free", "--label", "DUK", "--pin", pin]
    subprocess.run([*made, "--so-pin", "135792"], check=True, capture_output=True, timeout=60)
    _lay_on(module, pin)
    settings.SIGN_MODULE, settings.SIGN_TOKEN, settings.SIGN_UNIT = module, "DUK", "DUK"
    return pin


def _lay_on(module: str, pin: str) -> None:
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    holder = keys.office()
    plain = holder.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    library = pkcs11.lib(module)
    library.reinitialize()
    with library.get_token(token_label="DUK").open(user_pin=pin, rw=True) as session:
        common = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"\x01"}
        session.create_object({**decode_rsa_private_key(plain), **common, pkcs11.Attribute.PRIVATE: True})
        session.create_object(
            {**decode_x509_certificate(holder.der), **common, pkcs11.Attribute.LABEL: "van-phong"}
        )


def test_a_token_signs_and_a_wrong_pin_label_or_token_is_told(
    house: House, issued: Make, token: str, settings: Any
) -> None:
    document = issued()

    with pytest.raises(pdf_signing.WrongPin):
        seal(house, document, password="000000")
    settings.SIGN_KEY_LABEL = "khac"
    with pytest.raises(pdf_signing.NoKeyOnToken):
        seal(house, document, password=token)
    settings.SIGN_KEY_LABEL, settings.SIGN_TOKEN = "", "KHAC"
    with pytest.raises(pdf_signing.TokenNotFound):
        seal(house, document, password=token)
    settings.SIGN_TOKEN = "DUK"
    file = seal(house, document, password=token)

    assert found_in(file) == ["good"]


# What arrives signed


def test_a_signed_paper_that_arrives_is_checked_and_its_page_says_who_when_and_how_it_stands(
    visit: Callable[[str], Visitor], house: House, received: Make, theirs: Callable[..., bytes]
) -> None:
    document = received()
    trust(house, keys.authority())
    clerk = visit("van")
    sent = {"role": "main", "attested": "on", "file": SimpleUploadedFile("a.pdf", theirs(keys.office()))}

    assert clerk.send(reverse("document_attach", args=[document.pk]), sent).status_code == 302

    words = " ".join(clerk.get(reverse("document_detail", args=[document.pk])).content.decode().split())
    assert "Còn nguyên vẹn, chứng thư số được tin cậy" in words
    assert "ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG, Văn phòng Trung ương (ví dụ)" in words
    assert "21/04/2023" in words
    assert "Cơ quan chứng thực (ví dụ)" in words


@pytest.mark.slow
def test_a_certificate_nobody_trusts_is_told_until_it_is_put_on_the_list_and_checked_again(
    visit: Callable[[str], Visitor], house: House, received: Make, theirs: Callable[..., bytes]
) -> None:
    file = attach(house, received(), theirs(keys.stranger()))
    assert found_in(file) == ["untrusted"]

    kept = trust(house, keys.stranger())
    assert found_in(file) == ["untrusted"]
    before = Entry.objects.count()
    assert visit("van").send(reverse("document_file_check", args=[file.pk])).status_code == 302
    assert found_in(file) == ["good"]
    assert Entry.objects.count() == before + 1
    assert (
        Entry.objects.order_by("index").values_list("verb", flat=True).last() == "document.signatures_checked"
    )
    seals.distrust(certificate=kept, by=house.standing("minh"), at=NOON)
    check_signatures(file=file, by=house.standing("van"), at=NOON)
    assert found_in(file) == ["untrusted"]


def test_a_signature_that_cannot_be_read_is_told_and_the_paper_is_kept(
    house: House, received: Make, theirs: Callable[..., bytes]
) -> None:
    whole = theirs(keys.office())
    start = whole.index(b"/Contents <") + 11
    broken = whole[:start] + b"00" * 64 + whole[start + 128 :]

    file = attach(house, received(), broken)

    assert found_in(file) == ["unreadable"]
    assert files.content_of(file.sha256) == broken


def test_an_unsigned_paper_has_no_findings_and_costs_no_check(
    house: House, received: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "signatures_in", None)

    assert found_in(attach(house, received(), blank())) == []


@pytest.mark.slow
def test_without_the_extra_a_signed_paper_is_told_as_not_checked(
    visit: Callable[[str], Visitor],
    house: House,
    received: Make,
    theirs: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document, content = received(), theirs(keys.office())
    monkeypatch.setattr(signatures, "is_installed", lambda: False)

    file = attach(house, document, content)

    assert found_in(file) == ["unchecked"]
    assert (
        "Chưa kiểm tra" in visit("van").get(reverse("document_detail", args=[document.pk])).content.decode()
    )
    monkeypatch.undo()
    check_signatures(file=file, by=house.standing("van"), at=NOON)
    assert found_in(file) == ["untrusted"]


def test_who_may_not_keep_the_document_checks_nothing(
    visit: Callable[[str], Visitor], house: House, received: Make, theirs: Callable[..., bytes]
) -> None:
    file = attach(house, received(), theirs(keys.stranger()))

    assert visit("hung").send(reverse("document_file_check", args=[file.pk])).status_code in (403, 404)
    assert visit("hoa").send(reverse("document_file_check", args=[file.pk])).status_code == 404
    assert FileSignature.objects.get().checked_at == NOON


# The list of certificates


def test_the_chief_keeps_the_list_on_its_pages(visit: Callable[[str], Visitor], house: House) -> None:
    chief = visit("minh")
    unit = str(house.units["DUK"].pk)
    upload = SimpleUploadedFile("ca.pem", keys.authority().pem)

    answer = chief.send(reverse("certificate_new"), {"unit": unit, "file": upload})

    made = TrustedCertificate.objects.get()
    assert (answer.status_code, made.name) == (302, "Cơ quan chứng thực (ví dụ)")
    assert made.name in chief.get(reverse("certificate_list")).content.decode()
    page = chief.get(reverse("certificate", args=[made.pk])).content.decode()
    assert made.shown_fingerprint in page
    assert chief.send(reverse("certificate_end", args=[made.pk])).status_code == 302
    assert TrustedCertificate.objects.get().ended_at is not None
    assert chief.send(reverse("certificate_end", args=[made.pk])).status_code == 422


def test_the_clerk_sees_the_list_and_does_not_change_it(
    visit: Callable[[str], Visitor], house: House
) -> None:
    kept = trust(house, keys.authority())
    clerk = visit("van")

    assert kept.name in clerk.get(reverse("certificate_list")).content.decode()
    assert clerk.get(reverse("certificate_new")).status_code == 404
    assert clerk.send(reverse("certificate_end", args=[kept.pk])).status_code == 404
    assert visit("hung").get(reverse("certificate_list")).status_code == 404


def test_a_certificate_is_read_in_both_spellings_and_kept_once(house: House) -> None:
    trust(house, keys.authority())
    upload = SimpleUploadedFile("ca.pem", keys.authority().pem)

    with pytest.raises(rules.CertificateKnown):
        seals.trust(unit=house.units["DUK"], upload=upload, by=house.standing("minh"), at=NOON)


@pytest.mark.parametrize(
    "content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n", b"\x30" * 70_000]
)
def test_what_is_no_certificate_is_not_kept(house: House, content: bytes) -> None:
    upload = SimpleUploadedFile("ca.cer", content)

    with pytest.raises(certificates.NotACertificate):
        seals.trust(unit=house.units["DUK"], upload=upload, by=house.standing("minh"), at=NOON)


def test_a_private_key_sent_by_mistake_is_refused_in_words(house: House) -> None:
    plain = keys.stranger().key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    upload = SimpleUploadedFile("ca.pem", keys.stranger().pem + plain)

    with pytest.raises(certificates.PrivateKeyInside):
        seals.trust(unit=house.units["DUK"], upload=upload, by=house.standing("minh"), at=NOON)


def test_a_certificate_that_ended_is_not_put_on_the_list(house: House) -> None:
    with pytest.raises(certificates.CertificateExpired):
        trust(house, keys.stranger(), when=at("2027-06-01 08:00"))


def test_every_refusal_has_its_sentence() -> None:
    for module in (certificates, pdf_signing, rules):
        for name, one in vars(module).items():
            if isinstance(one, type) and issubclass(one, Refusal) and one.__module__ == module.__name__:
                assert len(one.sentence) > 20, name

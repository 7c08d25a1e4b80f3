"""Whether the certificate of a signature was revoked: told in the paper itself, or in the office's folder."""

import datetime
import io
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from django.core.management import call_command
from django.urls import reverse
from tests.conftest import House, Visitor, at
from tests.documents.test_seals import attach, found_in, trust
from tests.kit import keys

from nghisu.documents.actions.files import check_signatures
from nghisu.documents.models import Document, DocumentFile
from nghisu.kit import revocation, revoked

Make = Callable[..., Document]
NOON = at("2023-04-21 12:00")
MORNING = at("2023-04-21 08:00")


def crl(*holders: keys.Holder, by: keys.Holder, told: datetime.datetime = MORNING, days: int = 7) -> bytes:
    """Return the list of an issuer in which these holders stand as revoked on 20 April 2023."""
    built = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject)
    built = built.last_update(told).next_update(told + datetime.timedelta(days=days))
    for holder in holders:
        row = (
            x509.RevokedCertificateBuilder()
            .serial_number(holder.certificate.serial_number)
            .revocation_date(at("2023-04-20 09:00"))
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        )
        built = built.add_revoked_certificate(row.build())
    return built.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def answer(holder: keys.Holder, *, by: keys.Holder, status: ocsp.OCSPCertStatus) -> bytes:
    """Return the answer of an issuer about a holder."""
    is_revoked = status is ocsp.OCSPCertStatus.REVOKED
    built = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=holder.certificate,
            issuer=keys.authority().certificate,
            algorithm=hashes.SHA256(),
            cert_status=status,
            this_update=MORNING,
            next_update=MORNING + datetime.timedelta(days=1),
            revocation_time=at("2023-04-20 09:00") if is_revoked else None,
            revocation_reason=x509.ReasonFlags.superseded if is_revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
    )
    return built.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def with_statements(paper: bytes, *, crls: list[bytes] = [], ocsps: list[bytes] = []) -> bytes:  # noqa: B006
    """Return a signed paper to which lists and answers were added, as a program for long keeping does."""
    from asn1crypto import crl as crl_kinds
    from asn1crypto import ocsp as ocsp_kinds
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    stream = io.BytesIO(paper)
    writer = IncrementalPdfFileWriter(stream)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        crls=[crl_kinds.CertificateList.load(one) for one in crls],
        ocsps=[ocsp_kinds.OCSPResponse.load(one) for one in ocsps],
    )
    writer.write_in_place()
    return stream.getvalue()


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Return the folder in which the office keeps lists."""
    place = tmp_path / "crl"
    place.mkdir()
    settings.CRL_FOLDER = str(place)
    return place


@pytest.fixture
def paper(house: House, settings: Any, tmp_path: Path) -> bytes:
    """Return a paper signed by the office, whose issuer is trusted."""
    trust(house, keys.authority())
    return keys.signed_by(keys.office(), tmp_path / "theirs.p12", settings=settings)


def checked(house: House, document: Document, content: bytes) -> DocumentFile:
    file = attach(house, document, content)
    check_signatures(file=file, by=house.standing("van"), at=NOON)
    return file


def told_of(file: DocumentFile) -> tuple[str, str, str]:
    one = file.signatures.get()
    return one.finding, one.revocation, one.reason


def test_without_a_list_nobody_knows_and_the_page_says_so(
    visit: Callable[[str], Visitor], house: House, received: Make, folder: Path, paper: bytes
) -> None:
    document = received()

    file = attach(house, document, paper)

    assert told_of(file) == ("good", "unknown", "")
    page = visit("van").get(reverse("document_detail", args=[document.pk])).content.decode()
    assert "chưa rõ có bị thu hồi hay không" in " ".join(page.split())


def test_a_list_in_the_folder_of_the_office_tells_both_and_the_page_says_when_and_why(
    visit: Callable[[str], Visitor], house: House, received: Make, folder: Path, paper: bytes
) -> None:
    document = received()
    (folder / "a.crl").write_bytes(crl(keys.clock(), by=keys.authority()))
    file = attach(house, document, paper)
    assert told_of(file) == ("good", "good", "")
    address = reverse("document_detail", args=[document.pk])
    words = " ".join(visit("van").get(address).content.decode().split())
    assert "không bị thu hồi, theo nơi cấp công bố lúc 08:00 21/04/2023" in words

    (folder / "b.pem").write_bytes(
        x509.load_der_x509_crl(
            crl(keys.office(), by=keys.authority(), told=MORNING + datetime.timedelta(hours=1))
        ).public_bytes(serialization.Encoding.PEM)
    )
    check_signatures(file=file, by=house.standing("van"), at=NOON)

    assert told_of(file) == ("revoked", "revoked", "keyCompromise")
    words = " ".join(visit("van").get(address).content.decode().split())
    assert "Còn nguyên vẹn, nhưng chứng thư số đã bị thu hồi" in words
    assert "bị thu hồi lúc 09:00 20/04/2023 (khóa đã lọt vào tay người khác)" in words


def test_the_newest_word_of_the_issuer_counts_and_a_late_one_is_told_as_late(
    house: House, received: Make, folder: Path, paper: bytes
) -> None:
    weeks = datetime.timedelta(weeks=5)
    (folder / "a.crl").write_bytes(crl(keys.office(), by=keys.authority(), told=MORNING - 2 * weeks))
    (folder / "b.crl").write_bytes(crl(by=keys.authority(), told=MORNING - weeks))

    file = attach(house, received(), paper)

    one = file.signatures.get()
    assert (one.finding, one.revocation, one.is_told_late) == ("good", "good", True)


@pytest.mark.parametrize(
    ("lists", "why"),
    [
        ([b"", b"no list", b"-----BEGIN X509 CRL-----\nAAAA\n"], "what is no list"),
        ([crl(keys.office(), by=keys.stranger())], "a list of somebody else"),
        (
            [
                crl(
                    keys.office(),
                    by=keys.Holder(keys.stranger().key, keys.authority().certificate),
                )
            ],
            "a list in the issuer's name by another key",
        ),
    ],
)
def test_what_the_issuer_did_not_sign_tells_nothing(
    house: House, received: Make, folder: Path, paper: bytes, lists: list[bytes], why: str
) -> None:
    for number, content in enumerate(lists):
        (folder / f"{number}.crl").write_bytes(content)

    assert told_of(attach(house, received(), paper)) == ("good", "unknown", ""), why


def test_lists_and_answers_inside_the_paper_are_read(
    house: House, received: Make, folder: Path, paper: bytes
) -> None:
    good, bad = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED
    office, issuer = keys.office(), keys.authority()
    papers = [
        with_statements(paper, crls=[crl(office, by=issuer)]),
        with_statements(paper, ocsps=[answer(office, by=issuer, status=good)]),
        with_statements(paper, ocsps=[answer(office, by=issuer, status=bad)]),
        with_statements(paper, ocsps=[answer(office, by=keys.stranger(), status=bad)]),
    ]

    document = received()

    told = [told_of(attach(house, document, one)) for one in papers]

    assert told == [
        ("revoked", "revoked", "keyCompromise"),
        ("good", "good", ""),
        ("revoked", "revoked", "superseded"),
        ("good", "unknown", ""),
    ]


def test_a_signature_whose_timestamp_is_older_than_the_revocation_stands() -> None:
    from nghisu.documents.rules.seals import Finding, finding_of
    from nghisu.kit.signatures import Found

    since = at("2023-04-20 09:00")
    found = Found(is_intact=True, is_trusted=True, revoked_at=since, revocation="revoked")
    before = Found(is_intact=True, is_trusted=True, revoked_at=since, stamped_at=at("2023-04-19 09:00"))
    after = Found(is_intact=True, is_trusted=True, revoked_at=since, stamped_at=at("2023-04-21 09:00"))

    assert [finding_of(one, NOON) for one in (found, before, after)] == [
        Finding.REVOKED,
        Finding.GOOD,
        Finding.REVOKED,
    ]


def test_the_page_of_certificates_shows_the_lists_and_which_is_out_of_date(
    visit: Callable[[str], Visitor], house: House, folder: Path
) -> None:
    (folder / "cu.crl").write_bytes(crl(keys.office(), by=keys.authority(), days=1))
    (folder / "hong.crl").write_bytes(b"no list")

    page = visit("van").get(reverse("certificate_list")).content.decode()

    assert "cu.crl" in page
    assert "hong.crl" not in page
    assert "Cơ quan chứng thực (ví dụ)" in page
    assert "Quá hạn" in page


@pytest.fixture
def service(settings: Any, folder: Path) -> Iterator[list[str]]:
    """Serve a list, a page and nothing; yield the addresses that were asked for."""
    came: list[str] = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            content = crl(keys.office(), by=keys.authority()) if self.path == "/ca.crl" else b"<html>"
            self.send_response(404 if self.path == "/gone.crl" else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    place = f"http://127.0.0.1:{server.server_port}"
    settings.CRL_URLS = (
        f"{place}/gone.crl",
        f"{place}/page.crl",
        f"{place}/ca.crl",
        "http://127.0.0.1:9/x.crl",
    )
    yield came
    server.shutdown()
    thread.join()
    server.server_close()


def test_lists_are_fetched_from_the_addresses_of_the_settings_and_only_a_list_is_kept(
    folder: Path, service: list[str]
) -> None:
    call_command("jobs", run="revoked-certificates")

    assert service == ["/gone.crl", "/page.crl", "/ca.crl"]
    (kept,) = folder.iterdir()
    assert len(revocation.lists_in(kept.read_bytes())) == 1
    assert [one.count for one in revoked.lists_told()] == [1]


def test_without_an_address_in_the_settings_nobody_is_called(
    house: House, received: Make, folder: Path, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.create_connection", None)

    assert revoked.fetch_lists() == []
    assert found_in(attach(house, received(), paper)) == ["good"]

"""Uploads: what is kept, under which name, what is refused, and that a failing disk keeps no half."""

import errno
import hashlib
import os
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.kit import made

from nghisu.kit import archives, files, language
from nghisu.kit.refusals import Refusal

Upload = Callable[[str, bytes], SimpleUploadedFile]
ODT_WITH_BASIC = made.zipped({"mimetype": files.MEDIA_TYPES["odt"], "Basic/script-lc.xml": "<x/>"})
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


def everything_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_is_stored_once_under_its_hash(upload: Upload, settings: Any) -> None:
    content = made.docx("Nội dung")

    first = files.keep(upload("Báo cáo.docx", content))
    second = files.keep(upload("Bản khác.docx", content))

    assert first.sha256 == second.sha256 == hashlib.sha256(content).hexdigest()
    assert (first.name, second.name, first.size) == ("Báo cáo.docx", "Bản khác.docx", len(content))
    assert everything_in(settings.DATA) == [files.place_of(first.sha256)]
    assert files.content_of(first.sha256) == content
    assert list(files.stored_hashes()) == [first.sha256]


def test_rule_V4_the_name_of_an_upload_from_macos_is_composed(upload: Upload) -> None:
    sent = unicodedata.normalize("NFD", "Báo cáo quý I.docx")

    kept = files.keep(upload(sent, made.docx("Nội dung")))

    assert kept.name == "Báo cáo quý I.docx"
    assert language.fold(kept.name).startswith("bao cao quy i")


def hostile_names() -> list[str]:
    stems = [
        "a", "..", ".", "", " ", "CON", "con", "NUL", "com1", "LPT9", "x" * 300, "Đ" * 300, "ủ" * 300, "-rf",
        "~", "a\0b", "\u202ecod", "a\u200bb", "a\u2066b", "a\r\nb", "<script>", '"q"', "a|b", "a?b", "a*b",
        "😀", "漢字", unicodedata.normalize("NFD", "Nguyễn Thế"), ". .", "...", "a ", " a", "%2e%2e", "a:b",
        "$HOME", "`id`",
    ]  # fmt: skip
    ways = ["{}.txt", "../{}.txt", "..\\{}.txt", "/etc/{}.txt", "C:\\x\\{}.txt", "a/b/../../{}.txt"]
    return [way.format(stem) for stem in stems for way in ways]


def test_peer_T42_no_name_reaches_the_disk_and_none_is_unsafe_to_show(upload: Upload, settings: Any) -> None:
    names = hostile_names()
    content = made.text("Nội dung")

    kept = [files.keep(upload(name, content)) for name in names]

    assert len(names) >= 200
    assert everything_in(settings.DATA) == [files.place_of(kept[0].sha256)]
    for one in kept:
        stem = one.name.rpartition(".")[0]
        assert one.name == language.nfc(one.name)
        assert one.name.endswith(".txt")
        assert not set(one.name) & set('/\\<>:"|?*\0\r\n')
        assert language.without_hidden_marks(one.name) == one.name
        assert 0 < len(one.name.encode()) <= 180
        assert stem == stem.strip(" .") != ""
        assert stem.upper() not in {"CON", "NUL", "COM1", "LPT9"}


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/..", ""])
def test_peer_T42_only_a_hash_opens_a_file(sha256: str) -> None:
    with pytest.raises(ValueError, match=".*"):
        files.place_of(sha256)


@pytest.mark.parametrize(
    "content",
    [
        made.zipped({"[Content_Types].xml": made.TYPES, "word/document.xml": DOCTYPE + "<x/>"}),
        made.docx("a", word__footnotes_xml=DOCTYPE + "<x/>"),
        made.docx("a", word__styles_xml=("\ufeff" + DOCTYPE + "<x/>").encode("utf-16-le")),
        made.docx(
            "a",
            docProps__core_xml='<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        ),
    ],
    ids=["body", "footnotes", "utf-16", "external"],
)
def test_peer_T40_a_document_type_in_any_part_is_refused(
    upload: Upload, settings: Any, content: bytes
) -> None:
    with pytest.raises(archives.DoctypeInside):
        files.keep(upload("a.docx", content))

    assert everything_in(settings.DATA) == []


def test_peer_T40_a_document_type_in_opendocument_is_refused(upload: Upload) -> None:
    content = made.zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": DOCTYPE + "<x/>"}
    )

    with pytest.raises(archives.DoctypeInside):
        files.keep(upload("a.odt", content))


def bombs() -> dict[str, bytes]:
    blank = b"<x>" + b" " * (90 * 2**20) + b"</x>"
    deep = "<x>" * 5000 + "</x>" * 5000
    many = {f"word/{number}.xml": "<x/>" for number in range(5000)}
    repeated = made.docx(word__big_xml=b"<x>" + b"<w>abcdefgh</w>" * 2_000_000 + b"</x>")
    lying = bytearray(made.docx(word__big_xml=b"<x>" + b"a" * 100_000 + b"</x>"))
    end = lying.rindex(b"word/big.xml")
    lying[end - 22 : end - 18] = (10).to_bytes(4, "little")
    return {
        "one large part": made.docx(word__big_xml=blank),
        "deep nesting": made.docx(word__deep_xml=deep),
        "many parts": made.docx(
            "a", **{name.replace("/", "__").replace(".", "_"): text for name, text in many.items()}
        ),
        "repetition": repeated,
        "archive in archive": made.docx(word__embeddings__a_docx=made.docx(word__big_xml=blank)),
        "a size that lies": bytes(lying),
        "nested archives": _nested(5),
    }


def _nested(depth: int) -> bytes:
    return made.docx("a", word__embeddings__a_docx=_nested(depth - 1)) if depth else made.docx("a")


def test_peer_T41_archives_that_unpack_without_end_are_refused_quickly_in_little_memory(
    upload: Upload, settings: Any, tmp_path: Path
) -> None:
    for name, content in bombs().items():
        with pytest.raises((archives.FileTooDense, archives.DamagedFile)):
            files.keep(upload("a.docx", content))
        assert everything_in(settings.DATA) == [], name


def test_peer_T41_a_bomb_is_refused_where_only_little_memory_may_be_had() -> None:
    program = """
import io, resource, sys, zipfile
from nghisu.kit import archives
target = io.BytesIO()
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
    for number in range(7):
        archive.writestr(f"word/{number}.xml", b"<x>" + b"<y>ab</y>" * 800_000 + b"</x>")
resource.setrlimit(resource.RLIMIT_DATA, (200 * 2**20, 200 * 2**20))
try:
    with archives.opened(target.getvalue()) as opened:
        for passage in archives.passages_of(opened):
            pass
except archives.FileTooDense:
    print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120
    )

    assert (done.stdout.strip(), done.returncode) == ("refused", 0), done.stderr[-500:]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.docx", made.docx("a", word__vbaProject_bin=b"x"), archives.ActiveContent),
        ("a.odt", ODT_WITH_BASIC, archives.ActiveContent),
        ("a.doc", made.doc("Nội dung", "_VBA_PROJECT"), archives.ActiveContent),
        ("a.xlsx", made.OLE + "EncryptedPackage".encode("utf-16-le"), files.NotWhatItsNameSays),
        ("a.xls", made.OLE + "EncryptedPackage".encode("utf-16-le"), archives.LockedFile),
        ("a.docx", made.docx("a", **{"..__evil_xml": "<x/>"}), archives.StrangePartName),
        ("a.docx", made.docx("a", __etc__x_xml="<x/>"), archives.StrangePartName),
        ("a.docx", made.docx("a", **{"word\\x": "<x/>"}), archives.StrangePartName),
        ("a.docx", b"%PDF-1.7\n" + made.docx("a"), files.NotWhatItsNameSays),
        ("a.pdf", b"%PDF-1.7\n" + made.docx("a"), files.NotWhatItsNameSays),
        ("a.pdf", b"<html>%PDF-1.7", files.NotWhatItsNameSays),
        ("a.pdf", b"%PDF-1.7\nnot really", archives.DamagedFile),
        ("a.docx", b"PK\x03\x04 not really", archives.DamagedFile),
        ("a.docx", made.odt("a"), files.NotWhatItsNameSays),
        ("a.html", b"<script>alert(1)</script>", files.KindNotKept),
        ("a.svg", b"<svg onload='alert(1)'/>", files.KindNotKept),
        ("a.exe", b"MZ", files.KindNotKept),
        ("a.docm", made.docx("a"), files.KindNotKept),
        ("pdf", b"%PDF-1.7", files.KindNotKept),
        ("a.png", b"GIF89a", files.NotWhatItsNameSays),
        ("a.txt", b"a\0b", files.NotWhatItsNameSays),
        ("a.docx", b"", files.EmptyFile),
    ],
)  # fmt: skip
def test_bad_input_a_hostile_file_is_refused_and_leaves_nothing(
    upload: Upload, settings: Any, name: str, content: bytes, error: type[Refusal]
) -> None:
    with pytest.raises(Refusal) as refusal:
        files.keep(upload(name, content))

    assert type(refusal.value) is error
    assert everything_in(settings.DATA) == []


def test_a_template_called_from_outside_is_refused_and_a_link_to_a_page_is_not(upload: Upload) -> None:
    def relation(kind: str) -> str:
        target = f'Type="http://x/relationships/{kind}" Target="http://example.org/a" TargetMode="External"'
        return f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" {target}/></Relationships>'

    honest = made.zipped(
        {"[Content_Types].xml": made.TYPES, "word/_rels/document.xml.rels": relation("hyperlink")}
    )
    calling = made.zipped(
        {"[Content_Types].xml": made.TYPES, "word/_rels/settings.xml.rels": relation("attachedTemplate")}
    )

    assert files.keep(upload("a.docx", honest)).size == len(honest)
    with pytest.raises(archives.ActiveContent):
        files.keep(upload("a.docx", calling))


def test_a_part_named_twice_is_refused(upload: Upload) -> None:
    import io

    target = io.BytesIO(made.docx("a"))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(archives.StrangePartName):
        files.keep(upload("a.docx", target.getvalue()))


def test_a_file_above_the_limit_is_refused_with_both_sizes(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 2**20)

    with pytest.raises(files.FileTooLarge) as refusal:
        files.keep(upload("a.txt", b"a" * (2**20 + 1)))

    assert refusal.value.values == {"name": "a.txt", "megabytes": 2, "most": 1}


def test_an_honest_pdf_is_kept(upload: Upload) -> None:
    kept = files.keep(upload("a.pdf", made.pdf("Báo cáo quý I")))

    assert (kept.media_type, kept.is_scan) == ("application/pdf", False)


@pytest.mark.django_db
def test_peer_T21_a_kept_file_is_answered_to_be_saved_and_never_shown(upload: Upload) -> None:
    kept = files.keep(upload("Báo cáo.txt", b"<script>alert(1)</script>"))

    response = files.answer(sha256=kept.sha256, name=kept.name, media_type=kept.media_type)
    sent = response.getvalue()
    response.close()

    assert sent == b"<script>alert(1)</script>"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o.txt"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_stored_file_that_was_changed_or_removed_is_noticed(upload: Upload) -> None:
    kept = files.keep(upload("a.txt", b"abc"))
    files.place_of(kept.sha256).write_bytes(b"abd")

    with pytest.raises(files.FileIsGone):
        files.content_of(kept.sha256)
    files.place_of(kept.sha256).unlink()
    with pytest.raises(files.FileIsGone):
        files.answer(sha256=kept.sha256, name="a.txt", media_type="text/plain")


def test_bad_input_a_full_disk_keeps_no_half_of_a_file(
    upload: Upload, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            files.keep(upload("a.txt", b"abc"))
    left = everything_in(settings.DATA)

    again = files.keep(upload("a.txt", b"abc"))

    assert left == []
    assert everything_in(settings.DATA) == [files.place_of(again.sha256)]


def test_bad_input_a_really_full_disk_keeps_no_half_of_a_file(
    upload: Upload, settings: Any, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small)], check=False, capture_output=True
    ).returncode:
        pytest.skip("needs the right to mount a small disk")
    settings.MEDIA_ROOT = small / "files"
    try:
        with pytest.raises(OSError, match="No space left"):
            files.keep(upload("a.txt", os.urandom(200_000).hex().encode()))

        assert everything_in(small) == []
        assert files.keep(upload("a.txt", b"abc")).size == 3
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_what_an_interrupted_write_left_is_swept_at_the_next_start(upload: Upload, settings: Any) -> None:
    kept = files.keep(upload("a.txt", b"abc"))
    (Path(settings.MEDIA_ROOT) / ".incoming" / "half").write_bytes(b"ab")

    assert files.sweep() == 1

    assert everything_in(settings.DATA) == [files.place_of(kept.sha256)]
    assert files.sweep() == 0


def test_the_order_of_a_durable_write(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(handle: int) -> None:
        steps.append("sync folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "sync file")
        sync(handle)

    def noted_replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    files.keep(upload("a.txt", b"abc"))

    assert steps == ["sync file", "rename", "sync folder", "sync folder"]

"""What was refused for its secrecy mark is nowhere: not in data, temporary files, log or backup."""

import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from tests.conftest import Visitor
from tests.kit.honest import innocent_files, stamped_files

from nghisu.config import backup
from nghisu.documents.models import Document, DocumentFile

Make = Callable[..., Document]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Write every line of every logger into a file, down to the finest."""
    place = tmp_path / "log" / "nghisu.log"
    place.parent.mkdir()
    handler = logging.FileHandler(place)
    root = logging.getLogger()
    level, names = root.level, ("django", "django.request", "nghisu")
    before = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).addHandler(handler)
    yield place
    root.removeHandler(handler)
    root.setLevel(level)
    for name in names:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(before[name])
    handler.close()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let every temporary file of this process and its children come into one folder, and stay."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr("os.unlink", lambda *_args, **_rest: None)
    return place


def traces_of(content: bytes, canary: str) -> set[bytes]:
    """Return what would be found of a file wherever it lay: its canary, and pieces out of its midst."""
    pieces = (content[len(content) * part // 4 :][:24] for part in (1, 2, 3))
    return {canary.encode(), canary.encode("utf-16-le"), *(piece for piece in pieces if len(set(piece)) > 16)}


def write_rows(folder: Path) -> None:
    """Write every row of the test, which is not committed, where `nghisu backup` lays its tables."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            (folder / f"{table}.copy").write_text(repr(cursor.fetchall()))


def back_up(data: Path, place: Path) -> None:
    """Write a sealed copy, and open it beside."""
    place.mkdir()
    backup.make_key(place / "key", data=data)
    backup.write_copy(place / "copy.nsb", data=data, manifest={}, database=write_rows)
    with backup.opened(place / "copy.nsb", backup.read_key(place / "key")) as (_, tape, opening):
        backup.read_copy(tape, opening, into=place / "opened")


@pytest.mark.slow
def test_harness_H15_no_canary_of_120_stamped_files_is_in_data_temporary_files_log_or_backup(
    visit: Callable[[str], Visitor],
    received: Make,
    settings: Any,
    log: Path,
    temporary: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.DATA = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA / "files"
    settings.MEDIA_ROOT.mkdir(parents=True)
    document, clerk = received(subject="Văn bản thường"), visit("van")
    address = reverse("document_attach", args=[document.pk])
    stamped, traces = list(stamped_files()), set[bytes]()
    for name, content, canary in stamped:
        sent = {"role": "main", "attested": "on", "file": SimpleUploadedFile(name, content)}
        answer = clerk.send(address, sent)

        assert answer.status_code == 422, name
        traces |= traces_of(content, canary)

    assert len(stamped) >= 120
    assert len(traces) >= 120
    assert DocumentFile.objects.count() == 0
    logging.getLogger("nghisu").info("the log is written")
    monkeypatch.undo()  # temporary files may go again
    back_up(Path(settings.DATA), tmp_path / "safe")
    left = {place: place.read_bytes() for place in sorted(tmp_path.rglob("*")) if place.is_file()}
    assert [one for one in traces for content in left.values() if one in content] == []
    # What was kept is found in each of the places that were looked through.
    seen = {
        place.relative_to(tmp_path).parts[0] for place, content in left.items() if b"the log is" in content
    }
    assert seen == {"log"}
    opened = [place for place, content in left.items() if "Văn bản thường".encode() in content]
    assert [place for place in opened if place.is_relative_to(tmp_path / "safe" / "opened")] != []


@pytest.mark.slow
def test_harness_H15_of_200_innocent_files_at_most_one_in_fifty_is_refused_by_the_page(
    visit: Callable[[str], Visitor], received: Make
) -> None:
    document, clerk = received(), visit("van")
    address = reverse("document_attach", args=[document.pk])
    sent, wrong = set[bytes](), []
    for name, content in innocent_files():
        answer = clerk.send(address, {"role": "main", "file": SimpleUploadedFile(name, content)})
        sent.add(content)
        if answer.status_code != 302:
            wrong.append(name)

    print(f"{len(wrong)} of {len(sent)} refused: {wrong}")
    assert len(sent) == 200
    assert len(wrong) <= 200 * 0.02
    assert DocumentFile.objects.count() == 200 - len(wrong)


BIG = r"""
import io, os, random, sys, time, zipfile
os.environ["DJANGO_SETTINGS_MODULE"] = "nghisu.config.settings"
sys.path[:0] = [os.getcwd(), os.path.join(os.getcwd(), "src")]
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.kit import made
from nghisu.kit import files
chance = random.Random(5)
stream = io.BytesIO(made.docx(*[f"Đoạn {n}: công tác xây dựng Đảng, dư luận xã hội" for n in range(20_000)]))
with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as archive:
    for number in range(5):
        archive.writestr(f"word/media/image{number}.png", b"\x89PNG\r\n\x1a\n" + chance.randbytes(4 * 2**20))
content = stream.getvalue()
assert len(content) > 20 * 2**20, len(content)
begun = time.perf_counter()
files.check(SimpleUploadedFile("lon.docx", content))
taken = time.perf_counter() - begun
with open("/proc/self/status") as status:
    most = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
print(taken, most / 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only on Linux")
def test_the_check_of_a_file_of_20_mb_takes_less_than_3_seconds_and_300_mb() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BIG], check=False, capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, done.stderr
    seconds, megabytes = map(float, done.stdout.split())
    print(f"{seconds:.2f} s, at most {megabytes:.0f} MB with the whole of Django")
    assert seconds < 3
    assert megabytes < 300

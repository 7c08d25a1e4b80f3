"""``nghisu-verify ARCHIVE``: verify the archive of a secret ballot from its file alone, offline.

    nghisu-verify UUID.bel
    nghisu-verify export.zip [--lang vi|en] [--json]
    nghisu-verify UUID.bel --split FOLDER    lay out its beginning and its ballots for another program

Exit status 0 when everything in it holds, 1 when something does not, 2 when there is no such file.
"""

import argparse
import io
import json
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path

from nghisu.belenios import archive as archives
from nghisu.belenios import texts
from nghisu.belenios.refused import Refused
from nghisu.belenios.verify import Report, check_setup, verify

LARGEST = 512 * 1024 * 1024
WORDS = {
    "vi": {
        "holds": "Kho lưu trữ đúng: mọi chứng minh đều được kiểm tra.",
        "election": "Cuộc bỏ phiếu",
        "voters": "Số cử tri",
        "cast": "Số lá phiếu trong kho",
        "counted": "Số lá phiếu được tính",
        "blank": "Phiếu trắng",
        "head": "Mã sự kiện cuối",
        "wrong": "Phần giải mã sai, không cần đến",
        "file": "Không đọc được tệp {name}.",
        "none": "Trong tệp không có đúng một kho lưu trữ .bel.",
        "refused": "KHÔNG ĐÚNG",
    },
    "en": {
        "holds": "The archive holds: every proof was checked.",
        "election": "Election",
        "voters": "Voters",
        "cast": "Ballots in the archive",
        "counted": "Ballots counted",
        "blank": "Blank",
        "head": "Hash of the last event",
        "wrong": "Wrong shares, not needed",
        "file": "The file {name} cannot be read.",
        "none": "The file does not hold exactly one .bel archive.",
        "refused": "DOES NOT HOLD",
    },
}


def archive_in(content: bytes) -> bytes | None:
    """Return the archive: the bytes themselves, or the one .bel of an export; None where there is none."""
    if not content.startswith(b"PK"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as export:
            found = [one for one in export.infolist() if one.filename.endswith(".bel")]
            if len(found) != 1 or found[0].file_size > LARGEST:
                return None
            return export.read(found[0])
    except (zipfile.BadZipFile, OSError):
        return None


def split(archive: bytes, folder: Path) -> None:
    """Write the archive's beginning, up to its Setup, and each ballot into files of their own.

    :raises Refused: if the archive cannot be read
    """
    whole = archives.read(archive)
    setup = check_setup(whole)
    named = texts.read(whole.events[0].payload or b"", "setup")
    bodies = [whole.data[named[name]] for name in ("election", "trustees", "credentials")]
    (folder / "setup").mkdir(parents=True, exist_ok=True)
    (folder / "ballots").mkdir(exist_ok=True)
    begun = archives.Writer(whole.stamp).begin(*bodies)
    (folder / "setup" / f"{setup.election.uuid}.bel").write_bytes(begun)
    for number, event in enumerate(whole.of_kind("Ballot"), start=1):
        (folder / "ballots" / f"{number:05}.json").write_bytes(event.payload or b"")


def told(report: Report, language: str) -> str:
    """Return the report in words."""
    words = WORDS[language]
    lines = [
        words["holds"],
        f"{words['election']}: {report.name} ({report.uuid})",
        f"{words['voters']}: {report.voters}",
        f"{words['cast']}: {report.cast}",
        f"{words['counted']}: {report.counted}",
    ]
    for answers, counts in zip(report.questions, report.result, strict=True):
        lines.append("")
        lines += [
            f"  {count:>6}  {answer or words['blank']}" for answer, count in zip(answers, counts, strict=True)
        ]
    lines.append("")
    if report.wrong_shares:
        lines.append(f"{words['wrong']}: {', '.join(map(str, report.wrong_shares))}")
    lines.append(f"{words['head']}: {report.head}")
    lines += [f"{name}: {mark}" for name, mark in report.fingerprints.items()]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Verify one file and say what it proves."""
    parser = argparse.ArgumentParser(prog="nghisu-verify")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--split", type=Path, metavar="FOLDER")
    chosen = parser.parse_args(arguments)
    words = WORDS[chosen.lang]
    try:
        content = chosen.archive.read_bytes()
    except OSError:
        sys.stderr.write(words["file"].format(name=chosen.archive) + "\n")
        return 2
    archive = archive_in(content)
    if archive is None:
        sys.stderr.write(words["none"] + "\n")
        return 1
    try:
        if chosen.split is not None:
            split(archive, chosen.split)
        report = verify(archive)
    except Refused as refused:
        if chosen.json:
            said = {"holds": False, "code": refused.code, "message": refused.said(chosen.lang)}
            sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        else:
            sys.stderr.write(f"{words['refused']}. {refused.said(chosen.lang)}\n")
        return 1
    if chosen.json:
        sys.stdout.write(json.dumps({"holds": True, **asdict(report)}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(told(report, chosen.lang) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

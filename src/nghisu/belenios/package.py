"""The package of an election that anybody can take home: archive, result, and how to verify it alone."""

import io
import json
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources

from nghisu.belenios.verify import Report

OPENED = (1980, 1, 1, 0, 0, 0)  # when a file of a package was made says nothing
LEFT_OUT = {"keying.py", "package.py"}  # the verifier alone needs no key and makes no package
VERIFIER = "nghisu-verify.pyz"

README = {
    "DOC-TRUOC.txt": """\
HỒ SƠ CUỘC BỎ PHIẾU KÍN ĐIỆN TỬ
{name}

Trong gói này có:
  {uuid}.bel          kho lưu trữ (bản chuẩn): mọi lá phiếu đã mã hóa, các chứng minh, kết quả
  fingerprints.json   mã kiểm tra của mô tả cuộc bỏ phiếu, danh sách mã cử tri, người giữ khóa, tổng mã hóa
  result.json, .xlsx  kết quả
  bien-ban.docx, .pdf biên bản kiểm phiếu trên thiết bị
  paper/              khi có phiếu giấy: tệp kiểm phiếu (đếm lại bằng lệnh "nghisu count"), biên bản chung của
                      cả hai cách, và mã băm của từng tệp (sha256sum -c SHA256SUMS)
  nghisu-verify.pyz   chương trình kiểm chứng, chỉ cần Python 3.11 trở lên, không cần mạng
  audit.sh            kiểm chứng bằng hai chương trình độc lập với nhau

Cách kiểm chứng (trên bất kỳ máy nào):
  python3 nghisu-verify.pyz {uuid}.bel
  sh audit.sh         (chương trình thứ hai: apt install belenios-tool)

So các mã kiểm tra in ra với các mã trong biên bản kiểm phiếu đã ký. Khác một ký tự là khác hồ sơ.

Lưu ý về chương trình belenios-tool:
  - Bản 2.0 chỉ biết nhóm BELENIOS-2048; bản từ 3.0 biết cả Ed25519.
  - Lệnh "election verify" của bản 3.x bỏ qua kết luận về từng lá phiếu; vì vậy audit.sh gọi thêm
    "election verify-ballot" cho từng lá phiếu.

Điều mà gói này không chứng minh: thiết bị của cử tri đã mã hóa đúng lựa chọn (cử tri tự kiểm bằng phiếu thử),
và cử tri không bị ép buộc.
""",
    "README.txt": """\
RECORD OF A SECRET ELECTRONIC BALLOT
{name}

In this package:
  {uuid}.bel          the archive (normative): every encrypted ballot, the proofs, the result
  fingerprints.json   fingerprints of the description, the credentials, the trustees, the encrypted tally
  result.json, .xlsx  the result
  bien-ban.docx, .pdf the minutes of the count on devices
  paper/              where some voted on paper: count files (counted again by "nghisu count"), the minutes of
                      both ways together, and the hash of each file (sha256sum -c SHA256SUMS)
  nghisu-verify.pyz   a verifier that needs Python 3.11 or newer and no network
  audit.sh            verifies with two programs that are independent of each other

How to verify (on any machine):
  python3 nghisu-verify.pyz {uuid}.bel --lang en
  sh audit.sh         (the second program: apt install belenios-tool)

Compare the printed fingerprints with those in the signed minutes of the count. One character that differs
is another record.

About the program belenios-tool:
  - Version 2.0 knows the group BELENIOS-2048 only; from 3.0 on it knows Ed25519 as well.
  - "election verify" of versions 3.x drops its verdict on single ballots; audit.sh therefore asks
    "election verify-ballot" about every ballot too.

What this package does not prove: that a voter's device encrypted what the voter chose (voters check that with
test ballots), and that nobody was coerced.
""",
}

AUDIT = """\
#!/bin/sh
# Verify the archive of this package with two programs that know nothing of each other.
# Leaves with 0 when both accept it, 1 when one refuses, 3 when belenios-tool is missing or too old.
set -eu
cd "$(dirname "$0")"
archive={uuid}.bel
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tool=${{BELENIOS_TOOL:-belenios-tool}}

echo "== nghisu-verify"
python3 nghisu-verify.pyz "$archive" || exit 1

echo "== belenios-tool"
command -v "$tool" >/dev/null 2>&1 || {{ echo "belenios-tool is not installed"; exit 3; }}
"$tool" --version
mkdir "$work/whole"
cp "$archive" "$work/whole/"
if ! "$tool" election verify --dir "$work/whole" 2>"$work/said"; then
  cat "$work/said"
  grep -q "unknown group" "$work/said" && exit 3
  exit 1
fi
# Versions 3.x drop the verdict on ballots when they verify a whole archive: ask about each one.
if "$tool" election --help=plain 2>/dev/null | grep -q verify-ballot; then
  python3 nghisu-verify.pyz "$archive" --split "$work/parts" >/dev/null
  count=0
  for ballot in "$work"/parts/ballots/*.json; do
    [ -e "$ballot" ] || continue
    "$tool" election verify-ballot --dir "$work/parts/setup" --ballot "$ballot" 2>"$work/said" || {{
      cat "$work/said"
      echo "refused: $(basename "$ballot")"
      exit 1
    }}
    count=$((count + 1))
  done
  echo "ballots verified one by one: $count"
fi
echo "Both programs accept the archive."
"""


def verifier() -> bytes:
    """Return the verifier as one file that Python runs: our library without what it does not need."""
    made = io.BytesIO()
    made.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        _put(
            packed, "__main__.py", b"from nghisu.belenios.__main__ import main\n\nraise SystemExit(main())\n"
        )
        _put(packed, "nghisu/__init__.py", b"")
        folder = resources.files("nghisu.belenios")
        for one in sorted(folder.iterdir(), key=lambda place: place.name):
            if one.name.endswith(".py") and one.name not in LEFT_OUT:
                _put(packed, f"nghisu/belenios/{one.name}", one.read_bytes())
    return made.getvalue()


def packed(*, archive: bytes, report: Report, papers: Mapping[str, bytes]) -> bytes:
    """Return the package as a .zip; the same archive and papers give the same bytes.

    :param report: what the verification of this very archive proved
    :param papers: further files by name: minutes, result.xlsx, what was counted on paper
    """
    found = asdict(report)
    marks = found["fingerprints"] | {"final_event": report.head}
    result = {
        "uuid": report.uuid,
        "name": report.name,
        "voters": report.voters,
        "cast": report.cast,
        "counted": report.counted,
        "questions": found["questions"],
        "result": report.result,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as export:
        for name, text in README.items():
            _put(export, name, text.format(name=report.name, uuid=report.uuid).encode())
        _put(export, f"{report.uuid}.bel", archive)
        _put(export, "audit.sh", AUDIT.format(uuid=report.uuid).encode(), is_program=True)
        _put(export, "fingerprints.json", _pretty(marks))
        _put(export, "result.json", _pretty(result))
        _put(export, VERIFIER, verifier(), is_program=True)
        for name in sorted(papers):
            _put(export, name, papers[name])
    return made.getvalue()


def _pretty(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _put(packed: zipfile.ZipFile, name: str, content: bytes, *, is_program: bool = False) -> None:
    entry = zipfile.ZipInfo(name, OPENED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | (0o755 if is_program else 0o644)) << 16
    packed.writestr(entry, content)

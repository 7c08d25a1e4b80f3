"""Documents: the .docx and the PDF of 20 pages, the table of 500 comments, the difference of two drafts.

    NGHISU_DATA=/some/empty/folder python -m nghisu migrate
    NGHISU_DATA=/some/empty/folder python bench/documents.py

Every measure takes turns with its anchor in the same run: the .docx with writing its bare XML into a zip,
the PDF with LibreOffice from cold where it is installed. Medians of five; the ratios count.
"""

import io
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
HOUSE = Path(__file__).parents[1]
sys.path[:0] = [str(HOUSE), str(HOUSE / "src")]

ROUNDS, SECTIONS, ROWS, COLUMNS = 5, 14, 6, 5
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
WORDS = "Đảng ủy Khối lãnh đạo các cấp ủy trực thuộc thực hiện nghị quyết, báo cáo kết quả công tác quý I"


def paper_and_form() -> tuple[Any, Any]:
    """Return a report of about 20 pages: 14 sections, 84 paragraphs, 14 tables."""
    from nghisu.documents.rules.forms import profile_on
    from nghisu.documents.rules.types import Family
    from nghisu.kit import official

    blocks = []
    for section in range(SECTIONS):
        blocks.append(official.plain(f"{section + 1}. Nội dung thứ {section + 1}", official.Part.SECTION))
        for number in range(6):
            blocks.append(official.plain(f"{number + 1}) " + ", ".join([WORDS] * 5) + f" {LETTERS}."))
    titles = ("TT", "Đơn vị", "Việc đã làm", "Hạn", "Kết quả")
    annexes = tuple(
        official.Annex(
            f"Phụ lục {number + 1}",
            f"Biểu số {number + 1}",
            tuple(official.Column(title, 165 / COLUMNS) for title in titles),
            tuple(official.Row((str(row + 1), WORDS[:30], WORDS[:40], "30/4", "Đạt")) for row in range(ROWS)),
        )
        for number in range(SECTIONS)
    )
    paper = official.Paper(
        issuer="Đảng ủy Khối các cơ quan Trung ương",
        superior="Ban Chấp hành Trung ương",
        number_line="Số 05-BC/ĐUK",
        date_line="Hà Nội, ngày 21 tháng 4 năm 2023",
        type_name="báo cáo",
        subject="Kết quả công tác quý I năm 2023",
        blocks=tuple(blocks),
        annexes=annexes,
        signature=official.Signature("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Lê Thị Lan"),
        recipients=("Ban Bí thư", "Các đảng ủy trực thuộc"),
    )
    return paper, profile_on(date(2023, 4, 21), Family.PARTY)


def bare(parts: dict[str, bytes]) -> Callable[[], Any]:
    """Return the limit: the same parts, their XML joined from strings, put into a zip."""
    body = parts["word/document.xml"].decode()
    pieces = body.split("</w:p>")

    def write() -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                if name == "word/document.xml":
                    archive.writestr(name, "</w:p>".join(f"{piece}" for piece in pieces).encode())
                else:
                    archive.writestr(name, content)
        return stream.getvalue()

    return write


def turns(*measures: Callable[[], Any]) -> list[float]:
    """Return the median seconds of the processor of each, taking turns."""
    taken: list[list[float]] = [[] for _ in measures]
    for measure in measures:
        measure()
    for _ in range(ROUNDS):
        for place, measure in enumerate(measures):
            begun = time.process_time()
            measure()
            taken[place].append(time.process_time() - begun)
    return [statistics.median(one) for one in taken]


def lasting(measure: Callable[[], Any]) -> float:
    """Return how many seconds it takes by the clock."""
    begun = time.perf_counter()
    measure()
    return time.perf_counter() - begun


def by_office(content: bytes) -> Callable[[], float] | None:
    """Return a conversion by LibreOffice in a process and a profile of its own, None where it is missing."""
    program = shutil.which("soffice")
    if program is None:
        return None

    def convert() -> float:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.docx").write_bytes(content)
            begun = time.perf_counter()
            subprocess.run(
                [
                    program,
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    "--convert-to",
                    "pdf",
                    "--outdir",
                    folder,
                    f"{folder}/a.docx",
                ],
                check=True,
                capture_output=True,
            )
            return time.perf_counter() - begun

    return convert


def papers() -> None:
    """Measure the .docx and the PDF."""
    from pypdf import PdfReader

    from nghisu.kit import docx, pdf

    paper, form = paper_and_form()
    content = docx.write(paper, form)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    ours, limit = turns(lambda: docx.write(paper, form), bare(parts))
    print(
        f".docx       {ours * 1000:8.1f} ms   bare XML and zip {limit * 1000:8.1f} ms   "
        f"ratio {ours / limit:5.1f} (at most 8), processor"
    )

    made = pdf.write(paper, form)
    typst = statistics.median(lasting(lambda: pdf.write(paper, form)) for _ in range(ROUNDS))
    office = by_office(content)
    reader = PdfReader(io.BytesIO(made))
    if office is None:
        print(f"PDF         {typst * 1000:8.1f} ms   NOT RUN: LibreOffice is not installed")
    else:
        cold = statistics.median(office() for _ in range(3))
        print(
            f"PDF         {typst * 1000:8.1f} ms   LibreOffice cold {cold * 1000:8.1f} ms   "
            f"{cold / typst:5.1f} times faster (at least 20)"
        )
    text = " ".join(page.extract_text() for page in reader.pages)
    missing = sorted({letter for letter in LETTERS if letter not in text})
    boxes = sum(text.count(mark) for mark in "\ufffd\u25a1\0")
    print(
        f"PDF         {len(reader.pages)} pages, letters missing: {len(missing)}, replacement marks: {boxes}"
    )


def difference_of_drafts() -> None:
    """Measure the difference of two drafts of 60 pages."""
    from tests.documents.test_draft_speed import edited, long_draft

    from nghisu.documents.rules.paragraphs import follow
    from nghisu.documents.rules.wording import difference

    chance = random.Random(5)
    old = long_draft(chance)
    new = edited(old, chance)

    def compare() -> None:
        for place, step in enumerate(follow(old, new)):
            if step.old is not None:
                difference(old[step.old], new[place])

    (taken,) = turns(compare)
    print(f"difference  {taken * 1000:8.1f} ms   two drafts of 60 pages (less than 1000)")


def consolidation() -> None:
    """Measure the consolidation table of 500 comments of 61 units on 40 paragraphs, as .docx."""
    from nghisu.documents.tables import COLUMNS
    from nghisu.kit.table_paper import TablePaper

    rows = [
        (str(n + 1), str(n % 40 + 1), f"Đảng ủy số {n % 61}", WORDS * 3, "Tiếp thu", WORDS)
        for n in range(500)
    ]
    paper = TablePaper(
        title="Bảng tổng hợp", issuer="Đảng ủy Khối", columns=COLUMNS, rows=rows, landscape=True
    )
    (taken,) = turns(paper.docx)
    print(f"table       {taken * 1000:8.1f} ms   500 comments as .docx (less than 3000)")


def main() -> int:
    """Print the table."""
    import django

    django.setup()
    papers()
    consolidation()
    difference_of_drafts()
    return 0


if __name__ == "__main__":
    sys.exit(main())

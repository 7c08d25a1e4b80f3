"""The print pack at its full size: 40 papers, 400 pages, a QR code for each paper and for 60 points."""

import io
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from tests.conftest import House, Visitor, at
from tests.corner.conftest import draft
from tests.meetings.assembly import assemble

from nghisu.documents.models import DocumentFile
from nghisu.kit import clock, files, pdf
from nghisu.meetings.actions import PointPlan, lay_paper, register_points
from nghisu.meetings.models import PaperVersion

pytestmark = [pytest.mark.measure, pytest.mark.slow]
TEXT = Path(__file__).parents[2] / "src/nghisu/meetings/typst/text.typ"
WORDS = "Ban Thường vụ đã lãnh đạo, chỉ đạo thực hiện các nhiệm vụ theo chương trình công tác. " * 6
PAPERS, PAGES, POINTS = 40, 400, 60
DAY = at("2023-04-12 08:00")


def test_a_pack_of_four_hundred_pages_is_there_within_thirty_seconds(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    clock.set_demo_time(DAY)
    meeting = assemble(house)
    by = house.standing("minh")
    register_points(
        meeting=meeting.meeting,
        plans=[
            PointPlan(code=f"X{number:03}", name=f"Điểm số {number}", host=house.units["A1"].pk)
            for number in range(POINTS)
        ],
        by=by,
        at=DAY,
    )
    content = pdf.from_template(TEXT, {"title": "Báo cáo", "head": "", "lines": [WORDS] * 62})
    kept = files.store(content, name="bao-cao.pdf", media_type=pdf.MEDIA_TYPE, is_scan=False)
    for number in range(PAPERS):
        document = draft(house, "Lời văn")
        paper = lay_paper(item=meeting.first, document=document, title=f"Tài liệu số {number}", by=by, at=DAY)
        file = DocumentFile.objects.create(
            document=document,
            sha256=kept.sha256,
            name="bao-cao.pdf",
            size=len(content),
            media_type=pdf.MEDIA_TYPE,
            attached_at=DAY,
        )
        PaperVersion.objects.get(paper=paper).files.add(file)
    minh = visit("minh")
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    answer = minh.get(f"/hoi-nghi/{meeting.meeting.pk}/bo-tai-lieu.pdf")

    took = time.monotonic() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    count = len(pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    print(f"{count} pages, {len(answer.content) / 1e6:.1f} MB in {took:.1f} s, {grown:.0f} MB of memory")
    assert count >= PAGES
    assert took < 30
    assert grown < 400

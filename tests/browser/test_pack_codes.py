"""The codes printed in the pack of a meeting, read from the page by a reader of codes."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from django.templatetags.static import static
from tests.browser.conftest import Opened
from tests.conftest import House, at
from tests.corner.conftest import draft
from tests.meetings.conftest import Session, session

from nghisu.meetings import actions as acts
from nghisu.meetings import queries
from nghisu.meetings.actions import PointPlan, register_points
from nghisu.meetings.exports import pack
from nghisu.meetings.models import Point

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
__all__ = ["session"]

NOW = at("2023-04-12 08:00")
TOP = "https://nghisu.vi-du"
DOTS = 150  # to the inch, as a camera sees a printed page
# Looks through windows of the page (left, width, height and step in mm) and collects what is read.
READ = """async ([address, picture, left, width, height, step]) => {
  const { decodeQR } = await import(address);
  const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
  const page = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const mm = page.width / 210;
  const found = new Set();
  const refused = new Set();
  for (let top = 0; top + height <= page.height / mm; top += step) {
    const canvas = new OffscreenCanvas(Math.round(width * mm), Math.round(height * mm));
    const pen = canvas.getContext("2d");
    pen.drawImage(page, -left * mm, -top * mm);
    try {
      found.add(decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height)));
    } catch (fault) {
      refused.add(String(fault));
    }
  }
  return found.size ? [...found].sort() : [...refused];
}"""


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="only on machines that draw PDF (pdftoppm)")
def test_every_code_of_the_pack_leads_where_its_paper_point_and_meeting_are(
    house: House, session: Session, opened: Opened, tmp_path: Path
) -> None:
    by = house.standing("minh")
    item = acts.add_item(part=session.enlarged, number="1", title="Mục", minutes=20, by=by, at=NOW)
    papers = [
        acts.lay_paper(item=item, document=draft(house, "Lời văn"), title=f"Tờ trình {one}", by=by, at=NOW)
        for one in range(3)
    ]
    plans = [PointPlan(code=f"X{one}", name=f"Điểm {one}", host=house.units["A1"].pk) for one in range(3)]
    register_points(meeting=session.meeting, plans=plans, by=by, at=NOW)
    points = list(Point.objects.filter(meeting=session.meeting).order_by("code"))
    content = pack.print_pack(
        queries.meeting_view(session.meeting, by),
        issuer="Đảng ủy",
        reader="Bản của Minh",
        address=f"{TOP}/hoi-nghi/{session.meeting.pk}/",
        address_of=lambda paper: f"{TOP}/hoi-nghi/{session.meeting.pk}/tai-lieu/{paper.pk}/",
        points=[(one, f"{TOP}/hoi-nghi/{session.meeting.pk}/diem-cau/{one.pk}/") for one in points],
    )
    (tmp_path / "pack.pdf").write_bytes(content)
    words = [
        "pdftoppm",
        "-r",
        str(DOTS),
        "-l",
        "4",
        "-png",
        str(tmp_path / "pack.pdf"),
        str(tmp_path / "page"),
    ]
    subprocess.run(words, check=True)
    pages = [base64.b64encode(one.read_bytes()).decode() for one in sorted(tmp_path.glob("page-*.png"))]
    browser = opened("/", who="minh")

    def read(page: int, left: float, width: float, height: float, step: float) -> list[str]:
        asked = [static("vendor/qr/decode.js"), pages[page], left, width, height, step]
        return list(browser.evaluate(READ, asked))

    cover = read(0, 82, 61, 60, 12)
    listed = read(2, 168, 30, 24, 3)
    places = sorted(sum((read(3, 30 + 56.6 * column, 51.6, 34, 4) for column in range(3)), []))

    top = f"{TOP}/hoi-nghi/{session.meeting.pk}/"
    assert cover == [top]
    assert listed == sorted(f"{top}tai-lieu/{one.pk}/" for one in papers)
    assert places == sorted(f"{top}diem-cau/{one.pk}/" for one in points)

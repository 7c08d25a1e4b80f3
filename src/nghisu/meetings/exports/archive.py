"""The archive of a whole meeting: one .zip that opens without the product, in both languages.

What a reader may not know of is not in it: without the right to closed parts, neither their agenda, papers
and minutes nor the words of the record's lines. No list of persons with what they said, voted or missed is
in it; that stands in the signed minutes alone.
"""

import base64
import csv
import hashlib
import html
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from nghisu.documents.exports import as_docx, as_pdf
from nghisu.kit.files import content_of
from nghisu.kit.language import slug
from nghisu.meetings.exports.communique import communique_docx
from nghisu.meetings.exports.minutes import minutes_docx, minutes_pdf
from nghisu.meetings.models import (
    AgendaItem,
    Communique,
    ConclusionNotice,
    Meeting,
    MeetingPaper,
    MeetingPart,
    Minutes,
    OpenVote,
    Point,
    Presence,
    Summons,
)
from nghisu.meetings.queries.minutes import attended, times_of
from nghisu.meetings.rules.voting import VoteState
from nghisu.record.queries.keys import public_key_path
from nghisu.record.queries.lines import latest_checkpoint, lines_of
from nghisu.record.queries.whole import entries_in_order
from nghisu.record.rules.tree import Tree

README = """\
# Hồ sơ hội nghị · Archive of a meeting

Mở `index.html` bằng trình duyệt bất kỳ, không cần Nghị Sự.
Open `index.html` in any browser; Nghị Sự is not needed.

- `bien-ban/`, `ket-luan/`, `thong-cao/`, `tai-lieu/`: văn bản · documents (.docx, .pdf)
- `du-lieu/*.csv`, `du-lieu/hoi-nghi.json`: dữ liệu, UTF-8 · data: agenda, attendance totals, votes, points
- `nhat-ky/dong.jsonl`: các dòng nhật ký về hội nghị · the record's lines about the meeting; each with its
  exact bytes (`leaf`, base64), its place (`index`) and the hashes (`proof`, base64, nearest first) that lead
  by RFC 6962 to the root in `nhat-ky/checkpoint`, signed with `nhat-ky/record.pub`. `words` are the words of
  the line, hashed with `salt` into it; they are left out where the reader may not know of closed parts.
- `SHA256SUMS`: `sha256sum -c SHA256SUMS`
"""
STYLE = """body{font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;
color:#1d1b19}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #ddd8ce}h3{font-size:1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem .3rem 0;
border-bottom:1px solid #ddd8ce;vertical-align:top}pre{white-space:pre-wrap;font:inherit}.en{color:#57524a}
figure{margin:1rem 0}img{max-width:100%}a{color:#9b1b1b}"""


@dataclass
class _Box:
    """The files of the archive, in order."""

    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, content: bytes | str) -> str:
        """Keep a file and return its path."""
        self.files[path] = content.encode() if isinstance(content, str) else content
        return path

    def table(self, path: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Keep a table as CSV."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
        self.put(path, text.getvalue())


def archive_of(meeting: Meeting, parts: Sequence[MeetingPart], *, has_closed: bool, at: datetime) -> bytes:
    """Return the archive with what belongs to these parts.

    :param has_closed: whether the reader may know of closed parts, and so the words of the record's lines
    """
    box = _Box()
    page: list[str] = []
    _agenda(meeting, parts, box, page)
    _minutes(meeting, parts, box, page)
    _notice(meeting, box, page)
    _communique(meeting, box, page, at)
    _data(meeting, parts, box)
    _record(meeting, box, page, with_words=has_closed)
    box.put("README.md", README)
    box.put("index.html", _html(meeting, page, at))
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(box.files.items())
    )
    box.put("SHA256SUMS", sums)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in box.files.items():
            info = zipfile.ZipInfo(path, date_time=timezone.localtime(at).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file.getvalue()


def archive_name(meeting: Meeting) -> str:
    """Return ``ho-so-hoi-nghi-….zip``."""
    return f"{slug(f'ho so {meeting.title}')[:80].strip('-')}.zip"


def _e(text: object) -> str:
    return html.escape(str(text))


def _heading(vietnamese: str, english: str) -> str:
    return f'<h2>{_e(vietnamese)} <span class="en" lang="en">· {_e(english)}</span></h2>'


def _link(path: str, words: str) -> str:
    return f'<a href="{_e(path)}">{_e(words)}</a>'


def _agenda(meeting: Meeting, parts: Sequence[MeetingPart], box: _Box, page: list[str]) -> None:
    page.append(_heading("Chương trình và tài liệu", "Agenda and papers"))
    items = AgendaItem.objects.filter(part__in=parts).order_by("part__order", "order")
    papers: dict[Any, list[MeetingPaper]] = {}
    for paper in MeetingPaper.objects.filter(item__in=items).select_related("document").order_by("order"):
        papers.setdefault(paper.item_id, []).append(paper)
    number = 0
    for part in parts:
        page.append(f"<h3>{_e(part.title)}</h3><ol>")
        for item in items:
            if item.part_id != part.pk:
                continue
            links = []
            for paper in papers.get(item.pk, ()):
                number += 1
                stem = f"tai-lieu/{number:02d}-{slug(paper.title)[:60].strip('-')}"
                attached = list(paper.document.files.all())
                for order, file in enumerate(attached, start=1):
                    suffix = file.name.rsplit(".", 1)[-1].lower()
                    path = box.put(f"{stem}-{order}.{slug(suffix)}", content_of(file.sha256))
                    links.append(_link(path, file.name))
                if not attached and not paper.document.is_incoming:
                    links.append(_link(box.put(f"{stem}.docx", as_docx(paper.document)), paper.title))
            page.append(f"<li>{_e(item.number)}. {_e(item.title)} {' · '.join(links)}</li>")
        page.append("</ol>")


def _minutes(meeting: Meeting, parts: Sequence[MeetingPart], box: _Box, page: list[str]) -> None:
    minutes = Minutes.objects.filter(meeting=meeting, state=Minutes.State.SIGNED).first()
    if minutes is None:
        return
    page.append(_heading("Biên bản đã ký", "Signed minutes"))
    word = box.put("bien-ban/bien-ban.docx", minutes_docx(minutes, parts))
    paper = box.put("bien-ban/bien-ban.pdf", minutes_pdf(minutes, parts))
    page.append(f"<p>{_link(word, 'Word')} · {_link(paper, 'PDF')}</p>")
    page.append(f"<p>SHA-256: {_e(minutes.text_hash)}</p>")


def _notice(meeting: Meeting, box: _Box, page: list[str]) -> None:
    notice = (
        ConclusionNotice.objects.filter(meeting=meeting, state=ConclusionNotice.State.ISSUED)
        .select_related("document")
        .first()
    )
    if notice is None or notice.document is None:
        return
    page.append(_heading("Thông báo kết luận", "Notice of conclusion"))
    word = box.put("ket-luan/thong-bao.docx", as_docx(notice.document))
    paper = box.put("ket-luan/thong-bao.pdf", as_pdf(notice.document))
    page.append(f"<p>{_e(notice.document.citation)}: {_link(word, 'Word')} · {_link(paper, 'PDF')}</p>")
    page.append(f"<pre>{_e(notice.document.text)}</pre>")


def _communique(meeting: Meeting, box: _Box, page: list[str], at: datetime) -> None:
    communique = Communique.objects.filter(
        meeting=meeting, state=Communique.State.APPROVED, release_at__lte=at
    ).first()
    if communique is None:
        return
    page.append(_heading("Thông cáo", "Communiqué"))
    page.append(f"<p>{_link(box.put('thong-cao/thong-cao.docx', communique_docx(communique)), 'Word')}</p>")
    for photo in communique.photos.all():
        suffix = "png" if photo.media_type == "image/png" else "jpg"
        path = box.put(f"thong-cao/anh-{photo.order:02d}.{suffix}", content_of(photo.sha256))
        words = _e(photo.caption)
        page.append(f'<figure><img src="{path}" alt="{words}"><figcaption>{words}</figcaption></figure>')


def _data(meeting: Meeting, parts: Sequence[MeetingPart], box: _Box) -> None:
    ids = [part.pk for part in parts]
    items = AgendaItem.objects.filter(part__in=ids).select_related("part").order_by("part__order", "order")
    box.table(
        "du-lieu/chuong-trinh.csv",
        ("part", "number", "title", "presenter", "minutes", "wanted"),
        [(i.part.title, i.number, i.title, i.presenter, i.minutes or "", i.wanted) for i in items],
    )
    votes = OpenVote.objects.filter(part__in=ids, state=VoteState.CLOSED).order_by("opened_at")
    box.table(
        "du-lieu/bieu-quyet.csv",
        ("question", "mode", "base", "needed", "agree", "against", "abstain", "adopted", "closed_at"),
        [
            (v.question, v.mode, v.base, v.needed, v.agree, v.against, v.abstain, v.is_adopted, v.closed_at)
            for v in votes
        ],
    )
    everything = list(MeetingPart.objects.filter(meeting=meeting).select_related("meeting").order_by("order"))
    times = times_of(everything)
    has_presences = Presence.objects.filter(meeting=meeting).exists()
    there = [
        attended(part, times[part.pk], has_presences=has_presences) for part in everything if part.pk in ids
    ]
    box.table(
        "du-lieu/tham-du.csv",
        ("part", "members", "present", "absent", "invited"),
        [(one.part_title, one.members, one.present, len(one.absent), one.invited) for one in there],
    )
    if any(not part.is_closed for part in parts):
        box.table(
            "du-lieu/diem-cau.csv",
            ("code", "name", "place", "expected", "heads", "reported_at"),
            Point.objects.filter(meeting=meeting).values_list(
                "code", "name", "place", "expected", "heads", "reported_at"
            ),
        )
    known = {
        "id": str(meeting.pk),
        "title": meeting.title,
        "kind": meeting.kind,
        "ordinal": meeting.ordinal,
        "place": meeting.place,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat() if meeting.ends_at else None,
        "parts": [{"title": part.title, "starts_at": part.starts_at.isoformat()} for part in parts],
        "summoned": Summons.objects.filter(part__in=ids).values("person_id").distinct().count(),
    }
    box.put("du-lieu/hoi-nghi.json", json.dumps(known, ensure_ascii=False, indent=1) + "\n")


def _record(meeting: Meeting, box: _Box, page: list[str], *, with_words: bool) -> None:
    """Keep the record's lines about the meeting, each with the proof that it is under the signed root."""
    checkpoint = latest_checkpoint()
    size = checkpoint.size if checkpoint is not None else 0
    tree = Tree(bytes(entry.leaf_hash) for entry in entries_in_order(0, size))
    lines = []
    entries = list(lines_of("meeting", str(meeting.pk)).order_by("index"))
    for entry in entries:
        line: dict[str, Any] = {
            "index": entry.index,
            "at": entry.at.isoformat(),
            "verb": entry.verb,
            "leaf": base64.b64encode(bytes(entry.leaf)).decode(),
        }
        if entry.index < size:
            proof = tree.inclusion_proof(entry.index, size)
            line["proof"] = [base64.b64encode(one).decode() for one in proof]
        if with_words and entry.salt is not None and entry.details is not None:
            line["salt"] = bytes(entry.salt).hex()
            line["words"] = entry.details
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    box.put("nhat-ky/dong.jsonl", "".join(lines))
    if checkpoint is not None:
        box.put("nhat-ky/checkpoint", checkpoint.note)
        box.put("nhat-ky/record.pub", public_key_path().read_text())
    page.append(_heading("Nhật ký", "The record"))
    page.append("<table><tr><th>Lúc · At</th><th>Việc · Verb</th></tr>")
    page += [
        f"<tr><td>{timezone.localtime(entry.at):%d/%m/%Y %H:%M}</td><td>{_e(entry.verb)}</td></tr>"
        for entry in entries
    ]
    page.append(f"</table><p>{_link('nhat-ky/dong.jsonl', 'dong.jsonl')}</p>")


def _html(meeting: Meeting, page: Sequence[str], at: datetime) -> str:
    start = timezone.localtime(meeting.starts_at)
    made = timezone.localtime(at)
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_e(meeting.title)}</title><style>{STYLE}</style></head><body>"
        f"<h1>{_e(meeting.title)}</h1>"
        f"<p>{start:%d/%m/%Y %H:%M} · {_e(meeting.place)}</p>"
        f'<p>Hồ sơ lập lúc {made:%d/%m/%Y %H:%M}. <span class="en" lang="en">Archive made then.</span> '
        f"{_link('README.md', 'README')} · {_link('SHA256SUMS', 'SHA256SUMS')}</p>"
        + "".join(page)
        + "</body></html>\n"
    )

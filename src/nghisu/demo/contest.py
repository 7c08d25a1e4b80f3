"""Contests: one judged to its prizes, one in its first round, that of 2023, still open, and a draft.

Units follow the source; titles, texts, authors and scores are invented, and every title says so.
"""

import io
import random
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile

from nghisu.contest.actions import entering, judging
from nghisu.contest.models import Contest, Genre, Scoring
from nghisu.demo.names import NameGiver
from nghisu.demo.organisation import AFFILIATES, affiliate_code
from nghisu.demo.parts import SEED, Stage, moment
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

ASSUMED = "(nội dung minh họa)"
RUNS, SIGNS = "chanhvanphong", "chutri"
GENRE = "Bài báo điện tử"
ENTRIES, SENDERS, SHORTLIST = 40, 20, 12
TWICE, TOO_LONG, NAMED = 13, 22, 31
"""The entries that the check-in does not take: the same content, too long, its author named inside."""
GAP = 4
"""The entry of which two judges think far apart, so that a third is asked."""
FIRST_JUDGES = ("truongban_btc", "truongban_bdv", "uyvien", "chuyenvien")
FINAL_JUDGES = ("truongban_btc", "truongban_bdv", "uyvien")
SUBJECTS = (
    "Giữ niềm tin từ mỗi chi bộ",
    "Nói đi đôi với làm",
    "Sinh hoạt chuyên đề: từ hình thức đến thực chất",
    "Người đứng đầu và sức lan tỏa của nêu gương",
    "Thông tin đúng là cách bảo vệ tốt nhất",
    "Đảng viên trẻ trên không gian mạng",
    "Kỷ cương công vụ nhìn từ một cơ quan trung ương",
    "Chuyển đổi số trong công tác đảng",
    "Lắng nghe dư luận để lãnh đạo đúng",
    "Phê bình để cùng tiến bộ",
)
ANGLES = ("ghi chép từ cơ sở", "góc nhìn người trong cuộc", "bài học từ thực tiễn", "điều cần làm ngay")
SENTENCES = (
    "Một chi bộ mạnh bắt đầu từ những buổi sinh hoạt có chuẩn bị, có tranh luận và có kết luận rõ ràng.",
    "Khi thông tin chính thống đến chậm, tin đồn sẽ lấp vào chỗ trống ấy.",
    "Người đọc hôm nay cần lập luận có chứng cứ hơn là những khẩu hiệu quen thuộc.",
    "Nêu gương không phải là lời hứa trên giấy mà là việc làm được nhìn thấy mỗi ngày.",
    "Nghị quyết chỉ đi vào cuộc sống khi từng nhiệm vụ có người làm, có thời hạn và có sản phẩm.",
    "Đấu tranh với quan điểm sai trái trước hết là làm tốt phần việc của mình.",
    "Nhiều ý kiến hay của đảng viên trẻ chưa tới được nơi cần nghe vì ngại thủ tục.",
    "Công nghệ giúp rút ngắn khoảng cách, nhưng niềm tin vẫn được xây bằng gặp gỡ và đối thoại.",
    "Mỗi lần tự phê bình thẳng thắn là một lần tổ chức được củng cố.",
    "Bài viết kể lại một việc nhỏ mà tác giả đã chứng kiến, để từ đó nghĩ về trách nhiệm chung.",
    "Sức thuyết phục của chính luận nằm ở sự thật được trình bày giản dị và mạch lạc.",
    "Dân chủ trong bàn bạc và kỷ luật trong thực hiện không loại trừ nhau.",
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}" '
    'Target="word/document.xml"/></Relationships>'
)


@dataclass(frozen=True)
class Sent:
    """An entry as it is sent: its number in the contest, unit, authors and paragraphs."""

    number: int
    unit: str
    title: str
    authors: Sequence[tuple[str, str]]
    paragraphs: Sequence[str]


def fill(stage: Stage) -> None:
    """Put the contests on the timeline."""
    part = _Part(stage)
    stage.later(moment("2023-01-05 09:00"), part.begin_old)
    for batch in range(5):
        at = moment("2023-01-12 14:00") + timedelta(days=6 * batch)
        stage.later(at, lambda when, batch=batch: part.send("old", range(8 * batch, 8 * batch + 8), when))  # type: ignore[misc]
    stage.later(moment("2023-02-13 08:30"), part.check_in_old)
    stage.later(moment("2023-02-14 09:00"), part.judge_old)
    stage.later(moment("2023-03-10 16:00"), part.finish_old)
    stage.later(moment("2023-02-20 09:30"), part.begin_small)
    stage.later(moment("2023-03-15 08:30"), part.begin_open)
    stage.later(moment("2023-03-24 10:00"), lambda when: part.send("small", range(6), when))
    stage.later(moment("2023-04-03 08:30"), part.judge_small)
    stage.later(moment("2023-04-20 10:00"), part.prepare)
    stage.later(moment("2023-04-18 15:00"), lambda when: part.send("open", range(8), when))


class _Part:
    """Carries the stage through the acts; its chance is its own, so that no other part changes by it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.chance = random.Random(SEED + 15)  # noqa: S311 -- invented data, not a secret
        self.names = NameGiver(self.chance)
        self.names.given |= {one.full_name for one in self.people.values()}
        self.agencies = {affiliate_code(code): name for code, name in AFFILIATES}
        self.contests: dict[str, Contest] = {}
        self.standings: dict[tuple[Any, date], Standing] = {}

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        person = self.people[key]
        found = (person.pk, at.date())
        if found not in self.standings:
            self.standings[found] = standing_of(person, at.date())
        return self.standings[found]

    def now(self, key: str) -> dict[str, Any]:
        """Return a contest as stored, with its version."""
        contest = Contest.objects.get(pk=self.contests[key].pk)
        return {"contest": contest, "version": contest.version}

    def begin(self, key: str, title: str, last: date, at: datetime, *, shortlist: int) -> None:
        """Begin a contest and launch it."""
        by = self.by(RUNS, at)
        contest = entering.begin_contest(
            unit=self.units["DUK"],
            title=f"{title} {ASSUMED}",
            launched_on=at.date(),
            closes_on=last,
            shortlist=shortlist,
            by=by,
            at=at,
        )
        self.contests[key] = entering.launch(contest=contest, version=contest.version, by=by, at=at)
        self.stage.tick(1)

    def begin_old(self, at: datetime) -> None:
        """Begin the contest that is judged to its end."""
        title = "Cuộc thi viết kỷ niệm 93 năm Ngày thành lập Đảng"
        self.begin("old", title, date(2023, 2, 10), at, shortlist=SHORTLIST)

    def begin_small(self, at: datetime) -> None:
        """Begin the contest that is in its first round on 21 April."""
        title = "Cuộc thi viết gương người tốt, việc tốt quý I/2023"
        self.begin("small", title, date(2023, 3, 31), at, shortlist=4)

    def begin_open(self, at: datetime) -> None:
        """Begin the contest of 2023, which takes entries until 30 June."""
        title = "Cuộc thi chính luận bảo vệ nền tảng tư tưởng của Đảng năm 2023"
        self.begin("open", title, date(2023, 6, 30), at, shortlist=40)

    def prepare(self, at: datetime) -> None:
        """Begin a contest that is being prepared, its categories still those of the rules of 2023."""
        entering.begin_contest(
            unit=self.units["DUK"],
            title=f"Cuộc thi tìm hiểu nghị quyết năm 2023 {ASSUMED}",
            launched_on=date(2023, 9, 5),
            closes_on=date(2023, 11, 30),
            by=self.by(RUNS, at),
            at=at,
        )

    def written(self, number: int, first: int) -> Sent:
        """Return an entry with its own title, authors and text."""
        codes = [code for code in self.units if code.startswith("DU-")]
        unit = codes[first + number % SENDERS]
        authors = [(self.names.next(), self.agencies[unit]) for _ in range(1 + (number % 7 == 3))]
        subject, angle = SUBJECTS[number % len(SUBJECTS)], ANGLES[number // len(SUBJECTS)]
        body = self.chance.sample(SENTENCES, 9)
        paragraphs = [
            f"{subject}: {angle} {ASSUMED}.",
            *(" ".join(body[place : place + 3]) for place in (0, 3, 6)),
        ]
        return Sent(number, unit, f"{subject}: {angle}", authors, paragraphs)

    def send(self, key: str, numbers: range, at: datetime) -> None:
        """Send entries of units in."""
        contest = self.contests[key]
        genre = Genre.objects.get(category__contest=contest, name=GENRE)
        for number in numbers:
            entry = self.written(number, {"old": 0, "small": 25, "open": 34}[key])
            paragraphs = list(entry.paragraphs)
            if key == "old" and number == TWICE - 1:
                self.stage.made["sent-twice"] = paragraphs
            elif key == "old" and number == TWICE:
                paragraphs = self.stage.made["sent-twice"]
            elif key == "old" and number == TOO_LONG:
                paragraphs += SENTENCES * 10
            elif key == "old" and number == NAMED:
                paragraphs.append(f"Tác giả: {entry.authors[0][0]}")
            entering.enter(
                contest=contest,
                unit=self.units[entry.unit],
                genre=genre,
                title=entry.title,
                authors=entry.authors,
                upload=SimpleUploadedFile(f"bai-du-thi-{number + 1}.docx", word_file(paragraphs)),
                is_original=True,
                by=self.by(f"chuyenvien_{entry.unit}", at),
                at=at + timedelta(minutes=number % 8),
            )
        self.stage.tick(1)

    def check_in_old(self, at: datetime) -> None:
        """Close the contest and check its entries in."""
        entering.check_in(**self.now("old"), by=self.by(RUNS, at), at=at)
        self.stage.tick(1)

    def round(self, key: str, number: int, judges: Sequence[str], at: datetime) -> None:
        """Appoint judges, let them declare, and give them their entries."""
        judging.appoint_judges(
            contest=self.contests[key],
            number=number,
            persons=[self.people[one] for one in judges],
            by=self.by(RUNS, at),
            at=at,
        )
        for one in judges:
            judging.declare_conflicts(contest=self.contests[key], units=[], by=self.by(one, at), at=at)
        judging.begin_round(**self.now(key), number=number, by=self.by(RUNS, at), at=at)

    def score(self, key: str, number: int, judges: Sequence[str], at: datetime) -> None:
        """Send all scores that await these judges, until none asks for a third."""
        while True:
            waiting: dict[Any, list[Scoring]] = defaultdict(list)
            rows = Scoring.objects.filter(
                judge__contest=self.contests[key], round=number, sent_at__isnull=True
            ).select_related("judge__person", "entry__source")
            for one in rows.filter(judge__person__in=[self.people[who].pk for who in judges]):
                waiting[one.judge.person].append(one)
            if not waiting:
                return
            for person, scorings in waiting.items():
                judging.send_scores(
                    rows=[(one, self.points(one)) for one in scorings],
                    by=standing_of(person, at.date()),
                    at=at,
                )

    def points(self, scoring: Scoring) -> tuple[int, int, int]:
        """Return what a judge gives; each entry has its own worth, so that no prize is tied."""
        worth = scoring.entry.source.number
        base = 58 + (17 * worth) % 41
        if worth == GAP and scoring.round == 1 and not scoring.is_third:
            others = Scoring.objects.filter(entry=scoring.entry, round=1, judge_id__lt=scoring.judge_id)
            base += 14 if others.exists() else -6
        return base, base - 1, base

    def judge_old(self, at: datetime) -> None:
        """Judge the first round over the weeks, then the final of the shortlist."""
        self.round("old", 1, FIRST_JUDGES, at)
        self.score("old", 1, FIRST_JUDGES, at + timedelta(hours=3))
        self.round("old", 2, FINAL_JUDGES, at + timedelta(hours=4))
        self.stage.tick(2)

    def finish_old(self, at: datetime) -> None:
        """Score the final, rank, sign, unmask, give the collective prizes, publish."""
        by = self.by(RUNS, at)
        self.score("old", 2, FINAL_JUDGES, at)
        judging.rank(**self.now("old"), by=by, at=at)
        judging.sign_minutes(
            **self.now("old"),
            text="Hội đồng chung khảo thống nhất kết quả theo mã số; không có tác phẩm nào phải bỏ phiếu.",
            by=self.by(SIGNS, at),
            at=at,
        )
        contest = judging.unmask(**self.now("old"), by=by, at=at)
        for code in ("DU-VPQH", "DU-BTP"):
            judging.give_collective_prize(
                contest=contest, unit=self.units[code], name="Tập thể tổ chức tốt Cuộc thi", by=by, at=at
            )
        judging.publish(**self.now("old"), by=by, at=at)
        self.stage.tick(2)

    def judge_small(self, at: datetime) -> None:
        """Begin the first round of the small contest; one judge has scored, the others are to."""
        entering.check_in(**self.now("small"), by=self.by(RUNS, at), at=at)
        self.round("small", 1, ("truongban_bdv", "uyvien", "chuyenvien"), at)
        self.score("small", 1, ("truongban_bdv",), at)
        self.stage.tick(2)


def word_file(paragraphs: Sequence[str]) -> bytes:
    """Return a Word file of paragraphs, as small as one can be."""
    body = "".join(f"<w:p><w:r><w:t>{escape(one)}</w:t></w:r></w:p>" for one in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'),
        ):
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
    return out.getvalue()

"""A contest of the first committee, its entries as Word files, and judges from two affiliates."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word
from tests.conftest import House, at

from nghisu.contest.actions import entering, judging
from nghisu.contest.models import Contest, ContestEntry, Genre, Scoring
from nghisu.contest.rules.marking import ThirdMean

LAUNCHED = datetime.date(2023, 3, 15)
CLOSES = datetime.date(2023, 6, 30)


def essay(words: int, *, start: str = "Bài", creator: str = "", said: str = "") -> bytes:
    """Return a Word file of exactly so many words."""
    paper = Word()
    paper.core_properties.author = creator
    paper.core_properties.last_modified_by = creator
    text = [start, *(["chữ"] * (words - 1 - len(said.split()))), *said.split()]
    paper.add_paragraph(" ".join(text))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


@dataclass
class Stage:
    """Minh runs it, Lan signs; A1 and A2 send entries; Giáp, Ất and Bính of other units judge."""

    house: House
    contest: Contest

    def genre(self, name: str) -> Genre:
        return Genre.objects.get(category__contest=self.contest, name=name)

    def send(
        self,
        start: str,
        *,
        words: int = 4200,
        genre: str = "Bài tạp chí",
        authors: Sequence[tuple[str, str]] = (("Tác Giả Một", "Vụ Một"),),
        unit: str = "A1",
        who: str = "hoa",
        when: str = "2023-05-10 09:00",
        content: bytes | None = None,
        **rest: Any,
    ) -> ContestEntry:
        upload = SimpleUploadedFile("bai.docx", content or essay(words, start=start))
        return entering.enter(
            contest=self.contest,
            unit=self.house.units[unit],
            genre=self.genre(genre),
            title=f"Tác phẩm {start}",
            authors=authors,
            upload=upload,
            is_original=True,
            by=self.house.standing(who, at(when).date()),
            at=at(when),
            **rest,
        )

    def check_in(self, tell: Any = lambda done, total: None) -> Contest:
        self.contest.refresh_from_db()
        self.contest = entering.check_in(
            contest=self.contest,
            version=self.contest.version,
            by=self.house.standing("minh"),
            at=at("2023-07-03 08:00"),
            tell=tell,
        )
        return self.contest

    def judges(self, number: int, *keys: str) -> None:
        judging.appoint_judges(
            contest=self.contest,
            number=number,
            persons=[self.house.people[key] for key in keys],
            by=self.house.standing("minh"),
            at=at("2023-07-04 08:00"),
        )
        for key in keys:
            judging.declare_conflicts(
                contest=self.contest, units=[], by=self.house.standing(key), at=at("2023-07-05 08:00")
            )

    def begin(self, number: int) -> Contest:
        self.contest.refresh_from_db()
        self.contest = judging.begin_round(
            contest=self.contest,
            version=self.contest.version,
            number=number,
            by=self.house.standing("minh"),
            at=at("2023-07-06 08:00"),
        )
        return self.contest

    def score(self, scoring: Scoring, *points: int) -> Scoring:
        who = next(key for key, one in self.house.people.items() if one.pk == scoring.judge.person_id)
        (sent,) = judging.send_scores(
            rows=[(scoring, points)], by=self.house.standing(who), at=at("2023-08-01 08:00")
        )
        return sent

    def score_all(self, number: int, points: dict[str, tuple[int, int, int]]) -> None:
        """Score every entry of a round by its title's last word."""
        while True:
            waiting = list(
                Scoring.objects.filter(round=number, sent_at__isnull=True).select_related(
                    "entry__source", "judge"
                )
            )
            if not waiting:
                return
            for one in waiting:
                self.score(one, *points[one.entry.source.title.rpartition(" ")[2]])

    def step(self, action: Any, who: str = "minh", **rest: Any) -> Contest:
        self.contest.refresh_from_db()
        self.contest = action(
            contest=self.contest,
            version=self.contest.version,
            by=self.house.standing(who),
            at=at("2023-09-20 08:00"),
            **rest,
        )
        return self.contest


@pytest.fixture
def stage(house: House) -> Stage:
    """Return an open contest, with judges from A3 and A4."""
    house.add_unit("A3", "Đảng ủy Bộ Ví dụ Ba", "DUK")
    house.add_unit("A4", "Đảng ủy Bộ Ví dụ Bốn", "DUK")
    house.add_person("giap", "Lý Thị Giáp", "A3", "specialist")
    house.add_person("at", "Cao Văn Ất", "A3", "specialist")
    house.add_person("binh", "Tô Thị Bính", "A4", "specialist")
    minh = house.standing("minh")
    contest = entering.begin_contest(
        unit=house.units["DUK"],
        title="Cuộc thi chính luận năm 2023",
        launched_on=LAUNCHED,
        closes_on=CLOSES,
        third_mean=ThirdMean.CLOSEST,
        by=minh,
        at=at("2023-03-10 08:00"),
    )
    contest = entering.launch(contest=contest, version=contest.version, by=minh, at=at("2023-03-15 08:00"))
    return Stage(house, contest)

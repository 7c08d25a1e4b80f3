"""Units that raise difficulties, the office that handles them, and what goes up and comes down."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from tests.conftest import START, House, at

from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.situation import actions
from nghisu.situation.actions import topics
from nghisu.situation.models import Issue, Topic
from nghisu.situation.rules.topics import Outcome, Size, Where


def day(text: str) -> datetime.date:
    """Return a day: ``day("31/3/2023")``."""
    number, month, year = (int(part) for part in text.split("/"))
    return datetime.date(year, month, number)


@dataclass
class Desk:
    """The cast at work: units raise, the office checks, merges, sends up, answers, tells back."""

    house: House

    @property
    def minh(self) -> Standing:
        """Chief of the office of the Bloc."""
        return self.house.standing("minh")

    @property
    def pay(self) -> dict[str, Any]:
        """The pay matter, as a unit raises it."""
        return {
            "matter": "pay_scheme",
            "where": Where.WHOLE,
            "size": Size.MANY,
            "since": day("1/1/2023"),
            "statement": "Chế độ tiền lương theo Quyết định 128-QĐ/TW không còn phù hợp.",
            "proposal": "Sửa đổi Quyết định 128-QĐ/TW.",
        }

    def unit(self, code: str) -> Unit:
        """Return an affiliate with its specialist, founded where it is not there yet."""
        if code not in self.house.units:
            self.house.add_unit(code, f"Đảng ủy Ví dụ {code}", "DUK")
            self.house.add_person(f"cv_{code}", f"Chuyên viên {code}", code, "specialist")
        return self.house.units[code]

    def specialist(self, code: str) -> Standing:
        """Return who raises for an affiliate."""
        self.unit(code)
        return self.house.standing({"A1": "hoa", "A2": "ha"}.get(code, f"cv_{code}"))

    def issue(self, code: str = "A1", when: str = "2023-02-01 09:00", **change: Any) -> Issue:
        """Raise the pay matter, or another."""
        unit = self.unit(code)
        return actions.raise_issue(unit=unit, by=self.specialist(code), at=at(when), **(self.pay | change))

    def merged(self, issue: Issue, into: Topic | None = None, when: str = "2023-02-02 09:00") -> Topic:
        """Merge an issue into a topic, or open one."""
        return actions.merge_issue(issue=issue, version=issue.version, into=into, by=self.minh, at=at(when))

    def topic(self, *codes: str, **change: Any) -> Topic:
        """Return a topic that these affiliates raised."""
        found: Topic | None = None
        for code in codes or ("A1",):
            found = self.merged(self.issue(code, **change), found)
        assert found is not None
        return self.now(found)

    def secretariat(self) -> OutsideBody:
        """Return Ban Bí thư."""
        made, _ = OutsideBody.objects.get_or_create(
            code="BBT",
            defaults={
                "name": "Ban Bí thư",
                "symbol": "TW",
                "relation": "superior",
                "to_unit": self.house.units["DUK"],
                "first": START,
            },
        )
        return made

    def submission(self, when: str = "2023-03-06 09:00") -> Document:
        """Issue a submission (tờ trình) to the superior."""
        by, moment = self.house.standing("van"), at(when)
        draft = documents.draft_outgoing(
            drafter=self.house.units["DUK"],
            unit=self.house.units["DUK"],
            type_code="submission",
            subject="Về việc sửa đổi Quyết định 128-QĐ/TW",
            text="Kính đề nghị Ban Bí thư xem xét.",
            signer=documents.Signer(name="Lê Thị Lan", title="Phó Bí thư Thường trực"),
            by=by,
            at=moment,
        )
        documents.submit(document=draft, by=by, at=moment)
        return documents.issue(document=draft, dated_on=moment.date(), by=by, at=moment)

    def letter(self, when: str = "2023-03-28 09:00") -> Document:
        """Register the superior's answer."""
        moment = at(when)
        return documents.register_incoming(
            unit=self.house.units["DUK"],
            type_code="letter",
            subject="Trả lời kiến nghị",
            dated_on=moment.date(),
            reference=f"{Document.objects.count() + 100}-CV/VPTW",
            issuer=self.house.outside["BTCTW"],
            by=self.house.standing("van"),
            at=moment,
        )

    def escalated(self, topic: Topic, when: str = "2023-03-06 10:00", **change: Any) -> Topic:
        """Send a topic to the Secretariat."""
        values: dict[str, Any] = {
            "document": self.submission(),
            "addressee": self.secretariat(),
            "due_on": day("31/3/2023"),
        }
        return topics.escalate(
            topic=topic, version=topic.version, by=self.minh, at=at(when), **(values | change)
        )

    def answered(self, topic: Topic, when: str = "2023-03-28 10:00", **change: Any) -> Topic:
        """Enter the superior's answer."""
        values: dict[str, Any] = {
            "outcome": Outcome.RESOLVED,
            "text": "Giao Ban Tổ chức Trung ương sửa đổi trong năm 2023.",
            "document": self.letter(),
        }
        return topics.answer_topic(
            topic=topic, version=topic.version, by=self.minh, at=at(when), **(values | change)
        )

    def told(self, topic: Topic, *codes: str, when: str = "2023-03-30 08:00") -> Topic:
        """Tick the units that were told."""
        return topics.tell_back(
            topic=topic,
            version=topic.version,
            units=[self.house.units[code] for code in codes],
            by=self.minh,
            at=at(when),
        )

    def now(self, topic: Topic) -> Topic:
        """Return the topic as stored."""
        return Topic.objects.get(pk=topic.pk)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)

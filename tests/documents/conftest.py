"""Documents for the tests."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import House, at

from nghisu.documents import actions
from nghisu.documents.models import Document

SIGNER = actions.Signer(name="Lê Thị Lan", title="Phó Bí thư Thường trực")


@pytest.fixture
def draft(house: House) -> Callable[..., Document]:
    """Return a function that gives a draft of the committee: ``draft("report", subject="…")``."""

    def make(type_code: str = "report", **rest: Any) -> Document:
        values: dict[str, Any] = {
            "drafter": house.units["VP"],
            "unit": house.units["DUK"],
            "subject": "Kết quả công tác quý I năm 2023",
            "text": "Đảng ủy Khối báo cáo như sau.",
            "signer": SIGNER,
            "by": house.standing("minh"),
            "at": at("2023-04-20 09:00"),
        }
        return actions.draft_outgoing(type_code=type_code, **{**values, **rest})

    return make


@pytest.fixture
def issued(house: House, draft: Callable[..., Document]) -> Callable[..., Document]:
    """Return a function that gives an issued document."""

    def make(type_code: str = "report", when: str = "2023-04-20 10:00", **rest: Any) -> Document:
        moment = at(when)
        document = draft(type_code, **{"at": moment, **rest})
        actions.submit(document=document, by=house.standing("minh"), at=moment)
        return actions.issue(document=document, dated_on=moment.date(), by=house.standing("van"), at=moment)

    return make


@pytest.fixture
def received(house: House) -> Callable[..., Document]:
    """Return a function that gives a registered incoming document."""

    def make(**rest: Any) -> Document:
        values: dict[str, Any] = {
            "unit": house.units["DUK"],
            "type_code": "letter",
            "subject": "Về việc báo cáo công tác tổ chức xây dựng Đảng",
            "reference": "128-CV/BTCTW",
            "issuer": house.outside["BTCTW"],
            "dated_on": date(2023, 4, 7),
            "by": house.standing("van"),
            "at": at("2023-04-10 09:00"),
        }
        return actions.register_incoming(**{**values, **rest})

    return make

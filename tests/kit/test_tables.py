"""Tables: allow-listed filters and order in the address, paging with a count, export of what is seen."""

import datetime
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.conftest import House

from nghisu.kit.tables import (
    Badge,
    Column,
    DayFilter,
    Filter,
    Link,
    Several,
    Table,
    TextFilter,
    YesFilter,
    write_sheet,
)
from nghisu.organisation.models import Mandate, UnitName
from nghisu.people.models import Person

DAY = datetime.date(2023, 4, 21)


class PersonTable(Table):
    """The roster, as a room would declare it."""

    title = "Danh sách"
    order = "name"
    columns = (
        Column("name", "Họ và tên", sort="sort_key", value=lambda person: person.full_name, main=True),
        Column("username", "Tên đăng nhập", sort="username"),
        Column("active", "Được vào", value=lambda person: person.is_active),
    )
    filters = (
        TextFilter("q", "Từ khóa"),
        Filter("language", "Ngôn ngữ", choices=[("vi", "Tiếng Việt"), ("en", "Tiếng Anh")]),
        YesFilter("active", "Chỉ người được vào", field="is_active"),
    )


class MandateTable(Table):
    """Mandates, with a span of days and what each page needs."""

    columns = (
        Column("office", "Chức vụ", sort="office"),
        Column("first", "Từ ngày", sort="first"),
        Column("unit", "Đơn vị", value=lambda mandate: mandate.unit_name),
    )
    filters = (DayFilter("first", "Từ ngày"),)

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = dict(
            UnitName.objects.filter(unit__in=[row.unit_id for row in rows]).values_list("unit_id", "name")
        )
        for row in rows:
            row.unit_name = names[row.unit_id]
        return rows


def asked(query: str = "", **headers: str) -> Any:
    request: Any = RequestFactory().get(f"/x/{query}", headers=headers)
    request.as_of = request.today = DAY
    request.htmx = False
    request.user = None
    return request


def people(query: str = "") -> PersonTable:
    return PersonTable(asked(query), Person.objects.all())


def names(table: Table) -> list[str]:
    return [row.full_name for row in table.page_rows]


def test_rows_come_in_the_order_of_the_table_and_turn_around(house: House) -> None:
    forward = names(people())
    backward = names(people("?sort=-name"))

    assert backward == forward[::-1]
    assert len(forward) == 11


def test_words_are_found_without_marks(house: House) -> None:
    assert names(people("?q=nguyen+minh")) == ["Nguyễn Văn Minh"]
    assert names(people("?q=Nguyễn")) == ["Nguyễn Văn Minh"]


def test_a_percent_sign_is_a_letter_like_others(house: House) -> None:
    assert people("?q=%25").count == 0
    assert people("?q=_").count == 0


def test_a_choice_and_a_tick_narrow_the_rows(house: House) -> None:
    Person.objects.filter(username="minh").update(language="en", is_active=False)

    assert names(people("?language=en")) == ["Nguyễn Văn Minh"]
    assert people("?active=1").count == 10
    assert people("?language=en&active=1").count == 0


def test_days_narrow_the_rows_both_taken(house: House) -> None:
    Mandate.objects.filter(person__username="minh").update(first=DAY)

    def rows(query: str) -> int:
        return MandateTable(asked(query), Mandate.objects.all()).count

    assert rows("?first_from=21/04/2023&first_to=21/04/2023") == 1
    assert rows("?first_from=22/04/2023") == 0
    assert rows("?first_from=31/02/2023") == Mandate.objects.count()


@pytest.mark.parametrize(
    "query",
    [
        "?sort=password",
        "?sort=-password",
        "?sort=sort_key",
        "?sort=unit__parent",
        "?sort=name;drop",
        "?sort=?",
        "?language=x",
        "?language=vi'--",
        "?is_active=0",
        "?password__startswith=a",
        "?q__regex=.",
    ],
)
def test_peer_T27_names_that_are_not_declared_change_nothing(house: House, query: str) -> None:
    assert names(people(query)) == names(people())


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "1e3", "²", "x", "", "%00", "1 or 1=1"])
def test_peer_T24_a_page_that_is_none_falls_back(house: House, page: str) -> None:
    table = people(f"?page={page}&size=25")

    assert table.page.number == 1
    assert table.count == 11


@pytest.mark.parametrize(
    ("size", "shown"), [("25", 25), ("50", 50), ("100", 100), ("1000000", 25), ("0", 25)]
)
def test_peer_T24_only_the_sizes_offered_are_taken(house: House, size: str, shown: int) -> None:
    assert people(f"?size={size}").page_size == shown


@pytest.mark.django_db
@given(text=st.text(max_size=300))
def test_peer_T24_no_value_of_a_filter_fails(text: str) -> None:
    request = RequestFactory().get(
        "/x/", dict.fromkeys(("q", "language", "active", "sort", "page", "size"), text)
    )
    request.as_of = request.today = DAY  # type: ignore[attr-defined]
    request.htmx = False  # type: ignore[attr-defined]

    table = PersonTable(request, Person.objects.all())  # type: ignore[arg-type]

    assert table.count >= 0
    assert isinstance(table.lines, list)


@pytest.mark.parametrize("how_many", [1, 60])
def test_a_page_takes_the_same_queries_with_few_and_many_rows(house: House, how_many: int) -> None:
    unit, person = house.units["A1"], house.people["la"]
    Mandate.objects.bulk_create(
        Mandate(person=person, unit=unit, office="specialist", first=DAY + datetime.timedelta(days=n))
        for n in range(how_many)
    )
    table = MandateTable(asked(), Mandate.objects.all())

    with CaptureQueriesContext(connection) as queries:
        lines = table.lines
        count = table.count

    assert len(lines) == min(25, count)
    assert len(queries) == 3


def test_pages_and_order_keep_the_filters_and_the_day(house: House) -> None:
    table = people("?q=a&as_of=2023-04-01&size=25")

    assert "q=a" in table.query(page="2")
    assert "as_of=2023-04-01" in table.query(page="2")
    assert ("as_of", "2023-04-01") in table.kept
    assert "q=" not in table.without_filters
    assert table.export_query.endswith("export=xlsx")


def test_two_tables_on_one_page_do_not_mix(house: House) -> None:
    request = asked("?b-q=minh&q=van")
    first = PersonTable(request, Person.objects.all())
    second = PersonTable(request, Person.objects.all(), prefix="b-")

    assert names(first) != names(second)
    assert names(second) == ["Nguyễn Văn Minh"]
    assert second.id == "table-b-"


def test_a_list_is_sorted_by_what_its_cells_show() -> None:
    class Rows(Table):
        columns = (Column("name", "Tên", sort="name"), Column("size", "Số", sort="size"))
        order = "name"

    rows: Any = [{"name": "Hạ", "size": None}, {"name": "Hà", "size": 3}, {"name": "Hã", "size": 2}]

    assert [row["name"] for row in Rows(asked(), rows).page_rows] == ["Hà", "Hã", "Hạ"]
    assert [row["size"] for row in Rows(asked("?sort=size"), rows).page_rows] == [2, 3, None]


def test_cells_are_written_for_people_and_escaped() -> None:
    class Rows(Table):
        columns = (
            Column("text", "Chữ"),
            Column("day", "Ngày"),
            Column("count", "Số", number=True),
            Column("state", "Trạng thái"),
            Column("link", "Nối"),
            Column("several", "Nhiều"),
            Column("nothing", "Trống"),
        )

    row: Any = {
        "text": "<b>",
        "day": DAY,
        "count": Decimal("1234.5"),
        "state": Badge("bad", "quá hạn & trả lại"),
        "link": Link("mở", '/x/"'),
        "several": Several(["một", DAY]),
        "nothing": None,
    }
    with translation.override("vi"):
        cells = [cell.html() for cell in Rows(asked(), [row]).lines[0]]

    assert "&lt;b&gt;" in cells[0]
    assert ">21/04/2023<" in cells[1]
    assert ">1.234,5<" in cells[2]
    assert '<span class="badge badge-bad">quá hạn &amp; trả lại</span>' in cells[3]
    assert '<a href="/x/&quot;">mở</a>' in cells[4]
    assert cells[5].count("cell-line") == 2
    assert cells[6].endswith("></td>")
    assert 'data-label="Ngày"' in cells[1]


def test_links_keep_the_day_that_is_looked_at() -> None:
    class Rows(Table):
        columns = (Column("name", "Tên", link=lambda row: f"/x/{row['name']}/"),)

    rows: Any = [{"name": "a"}]
    today = asked()
    past = asked("?as_of=2023-04-03")
    past.as_of = datetime.date(2023, 4, 3)

    assert 'href="/x/a/"' in Rows(today, rows).lines[0][0].html()
    assert 'href="/x/a/?as_of=2023-04-03"' in Rows(past, rows).lines[0][0].html()


def exported(content: bytes) -> list[list[Any]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


def test_the_export_holds_what_is_seen_on_all_pages_and_says_as_of_when(house: House) -> None:
    with translation.override("vi"):
        answer = people("?active=1&sort=-name&export=xlsx").respond("never.html")

    rows = exported(answer.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="danh-sach-20230421.xlsx"'
    assert rows[0][0] == "Danh sách"
    assert rows[1][0] == "Tính đến ngày 21/04/2023; Chỉ người được vào"
    assert rows[3] == ["Họ và tên", "Tên đăng nhập", "Được vào"]
    assert [row[0] for row in rows[4:]] == names(people("?sort=-name"))
    assert {row[2] for row in rows[4:]} == {"có"}


DANGEROUS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "http://example.org", "{=1}"]


def test_peer_T28_no_text_becomes_a_formula_or_a_link() -> None:
    content = write_sheet(title="=title", note="=note", heads=["=head"], rows=[[text] for text in DANGEROUS])

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "hyperlink" not in sheet
    assert [row[0] for row in exported(content)[4:]] == [text.replace("\r", "\n") for text in DANGEROUS] or [
        row[0] for row in exported(content)[4:]
    ] == DANGEROUS


def test_days_and_numbers_stay_days_and_numbers_in_the_export() -> None:
    moment = datetime.datetime(2023, 4, 21, 8, 30, tzinfo=datetime.UTC)

    content = write_sheet(title="x", note="", heads=["a", "b", "c"], rows=[[DAY, Decimal("1.5"), moment]])

    assert exported(content)[4] == [DAY, 1.5, datetime.datetime(2023, 4, 21, 15, 30)]  # noqa: DTZ001


def test_htmx_gets_the_table_alone(house: House) -> None:
    request = asked(**{"HX-Target": "div#table"})
    request.htmx = type("Htmx", (), {"boosted": False, "__bool__": lambda _self: True})()

    answer = PersonTable(request, Person.objects.all()).respond("kit/components.html")

    assert b"<html" not in answer.content
    assert b'id="table"' in answer.content


def test_an_empty_list_says_so_and_a_filter_that_finds_nothing_says_how_to_go_on(
    house: House, visit: Callable[[str], Any], settings: Any
) -> None:
    settings.COMPONENTS = True
    visitor = visit("minh")
    visitor.cookies["django_language"] = "en"

    plain = visitor.get("/kit/").content.decode()
    filtered = visitor.get("/kit/?q=zzzz").content.decode()

    assert "There is nothing here yet" in plain
    assert "Nothing fits these filters" not in plain
    assert "Nothing fits these filters" in filtered
    assert "Take all filters out" in filtered


def test_the_page_of_components_is_hidden_in_an_office(house: House, visit: Callable[[str], Any]) -> None:
    assert visit("minh").get("/kit/").status_code == 404

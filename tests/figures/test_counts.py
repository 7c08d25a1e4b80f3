"""The numbers on pages: each has a definition, opens exactly its records, and an old day its old ones."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from tests.conftest import House, Visitor, at
from tests.house.objects import Place, furnish
from tests.reporting.campaigning import Asking
from tests.tasks.conftest import Desk, day

from nghisu.figures.queries import counts, quarter_figures, registry
from nghisu.figures.queries.registry import Asked
from nghisu.kit.periods import Quarter
from nghisu.tasks import actions
from nghisu.tasks.actions import Share
from nghisu.tasks.models import Task

LINK = re.compile(r'<a class="[^"]*" href="([^"]+)" data-figure="([^"]+)"><data value="([^"]+)">')


def numbers(page: str) -> Iterator[tuple[str, str, float]]:
    """Yield address, code and value of each number of a page that opens its records."""
    for url, code, value in LINK.findall(page):
        yield url.replace("&amp;", "&"), code, float(value)


def opened(visitor: Visitor, url: str) -> float:
    """Return what the records add up to that a number opens, as a program asks for them."""
    place = url.replace("/so-lieu/cua/", "/api/v1/figures/of/").replace("/so-lieu/", "/api/v1/figures/")
    body = visitor.get(place).json()
    assert sum(one["amount"] for one in body["records"]) == body["value"]
    return float(body["value"])


def differing(visitor: Visitor, page: str) -> dict[str, tuple[float, float]]:
    """Return the numbers of a page that are not what their records add up to."""
    found = {url: (value, opened(visitor, url)) for url, _code, value in numbers(visitor.get(page).text)}
    assert found, page
    return {url: pair for url, pair in found.items() if pair[0] != pair[1]}


@pytest.fixture
def work(desk: Desk) -> dict[str, Any]:
    """Return a programme with work at every stage, a directive, and a task passed on to affiliates."""
    programme = desk.programme(items=4)
    items = list(programme.items.all())
    done = desk.planned(items[0], given="2023-01-05 08:00")
    desk.planned(items[1], given="2023-01-05 08:00")
    desk.done(done, "2023-03-30 09:00")
    directive = desk.directive(received="2023-03-01 08:00")
    parent = desk.arising(lead="VP", due="10/4/2023", given="2023-03-02 08:00", directive=directive)
    shares = actions.cascade(
        task=parent,
        version=parent.version,
        shares=[Share(unit=desk.house.units[code]) for code in ("A1", "A2")],
        by=desk.minh,
        at=at("2023-03-02 08:00"),
    )
    desk.done(shares[0], "2023-04-03 09:00", who="hoa")
    return {"programme": programme, "directive": directive, "parent": parent, "shares": shares}


def counted(code: str, key: Any, house: House, on: str) -> set[str]:
    """Return the records that a number counted on a day."""
    kind, bare = code.split(".")
    shown = counts.count_shown(kind, str(key), bare, standing=house.standing("minh"), day=day(on))
    assert shown is not None
    return {one.pk for one in shown.records}


def test_each_number_on_the_pages_of_work_is_what_its_records_add_up_to(
    work: dict[str, Any], visit: Callable[[str], Visitor]
) -> None:
    minh = visit("minh")
    programme, directive, parent = (work[name].pk for name in ("programme", "directive", "parent"))

    for page in (
        reverse("programme_detail", args=[programme]),
        reverse("programme_timeline", args=[programme]),
        reverse("programme_list"),
        reverse("directive_coverage", args=[directive]),
        reverse("resolution_review", args=[directive]),
        reverse("task_detail", args=[parent]),
        reverse("task_board"),
        reverse("task_board") + "?quarter=2023-Q1&as_of=2023-03-20",
        reverse("task_dunning"),
        reverse("figure_list"),
    ):
        assert differing(minh, page) == {}, page


def test_each_number_of_a_campaign_is_what_its_records_add_up_to(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    asking = Asking(house)
    campaign = asking.send()
    asking.whole(asking.of(campaign, "A1"))
    minh = visit("minh")

    for name in ("campaign_detail", "campaign_matrix", "campaign_periods"):
        assert differing(minh, reverse(name, args=[campaign.pk])) == {}, name
    assert differing(minh, reverse("campaign_list")) == {}
    before = reverse("campaign_detail", args=[campaign.pk]) + "?as_of=2023-03-22"
    assert differing(minh, before) == {}
    assert counted("campaign.units_accepted", campaign.pk, house, "22/3/2023") == set()


def test_an_old_day_gives_the_old_records(work: dict[str, Any], house: House) -> None:
    programme, parent = work["programme"].pk, work["parent"].pk
    one, two = (str(share.pk) for share in work["shares"])

    assert counted("task.shares_done", parent, house, "2/4/2023") == set()
    assert counted("task.shares_done", parent, house, "3/4/2023") == {one}
    assert counted("task.below_late", parent, house, "21/4/2023") == {two}
    assert counted("task.below_late", parent, house, "10/4/2023") == set()
    assert counted("board.shares", "2023-Q1", house, "1/3/2023") == set()
    assert counted("board.shares", "2023-Q1", house, "2/3/2023") == {one, two}
    assert len(counted("programme.given", programme, house, "4/1/2023")) == 0
    assert len(counted("programme.given", programme, house, "5/1/2023")) == 2
    assert len(counted("programme.done", programme, house, "29/3/2023")) == 0
    assert len(counted("programme.done", programme, house, "30/3/2023")) == 1


def test_a_closed_quarter_shows_what_it_counted_when_it_was_closed(
    desk: Desk, work: dict[str, Any], visit: Callable[[str], Visitor]
) -> None:
    unit, quarter = desk.house.units["DUK"], Quarter(2023, 1)
    actions.close_quarter(unit=unit, quarter=quarter, by=desk.minh, at=at("2023-04-10 08:00"))
    before = quarter_figures(unit=unit, quarter=quarter, as_of=day("10/4/2023"), standing=None).values
    late = Task.objects.get(programme_item__number=2)
    desk.done(late, "2023-04-12 09:00")
    after = quarter_figures(unit=unit, quarter=quarter, as_of=day("21/4/2023"), standing=None).values
    minh = visit("minh")

    shown = [one for one in numbers(minh.get("/so-lieu/?unit=DUK&year=2023").text) if "/2023-Q1/" in one[0]]

    assert (before["due_open"], after["due_open"]) == (1, 0)
    assert {code: int(value) for _url, code, value in shown if code in before} == before
    assert {url for url, code, _value in shown if code in before if "as_of=2023-04-10" not in url} == set()
    assert differing(minh, "/so-lieu/?unit=DUK&year=2023") == {}


def printed(*args: str) -> str:
    out = StringIO()
    call_command("figures", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_every_definition_and_the_numbers_of_a_thing(
    work: dict[str, Any], house: House
) -> None:
    programme = str(work["programme"].pk)

    listed = {one["code"]: one for one in json.loads(printed("--list", "--json"))}
    of = {one["code"]: one for one in json.loads(printed("--of", "programme", programme, "--json"))}
    old = json.loads(
        printed("--of", "programme", programme, "--code", "given", "--as-of", "4/1/2023", "--json")
    )

    assert set(counts.page_definitions()) | set(registry.definitions(quarter(house))) == set(listed)
    assert [code for code, one in listed.items() if not (one["definition"] and one["source"])] == []
    assert (of["programme.lines"]["value"], len(of["programme.lines"]["records"])) == (4, 4)
    assert (of["programme.given"]["value"], old[0]["value"]) == (2, 0)
    assert "programme.without_task" in printed("--list")
    assert "Việc thứ 3" in printed("--of", "programme", programme, "--code", "without_task")


def quarter(house: House) -> Asked:
    return Asked(house.units["DUK"], Quarter(2023, 2), date(2023, 4, 21))


def test_a_number_of_a_thing_that_one_may_not_see_is_not_there(
    work: dict[str, Any], visit: Callable[[str], Visitor]
) -> None:
    places = {
        f"/so-lieu/cua/programme/{work['programme'].pk}/lines/": (200, 404),
        f"/so-lieu/cua/programme/{work['programme'].pk}/nothing/": (404, 404),
        "/so-lieu/cua/programme/not-a-key/lines/": (404, 404),
        f"/so-lieu/cua/nothing/{work['programme'].pk}/lines/": (404, 404),
        "/so-lieu/cua/board/2023-Q9/shares/": (404, 404),
    }
    minh, stranger = visit("minh"), visit("la")

    found = {url: (minh.get(url).status_code, stranger.get(url).status_code) for url in places}

    assert found == places


def test_the_page_of_a_number_says_what_is_counted_and_lists_its_records(
    work: dict[str, Any], visit: Callable[[str], Visitor]
) -> None:
    page = visit("minh").get(f"/so-lieu/cua/programme/{work['programme'].pk}/without_task/").text

    assert "Việc thứ 3" in page
    assert "Việc thứ 4" in page
    assert "Việc thứ 1" not in page
    assert 'data-figure="programme.without_task"><data value="2">' in page


@pytest.fixture
def furnished(house: House) -> Place:
    """Return one unit with one object of every kind."""
    return furnish(house, house.units["DUK"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("inspection_programme", "inspection programme"),
        ("visit_follow", "visit"),
        ("contest_detail", "contest"),
        ("between_detail", "two sessions"),
    ],
)
def test_each_number_of_the_other_fields_is_what_its_records_add_up_to(
    furnished: Place, visit: Callable[[str], Visitor], name: str, kind: str
) -> None:
    page = reverse(name, kwargs=furnished.arguments[kind])

    assert differing(visit("minh"), page) == {}

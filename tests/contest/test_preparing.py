"""A contest is prepared by its pages before the launch; afterwards only its close may be put off."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import Visitor, at
from tests.contest.conftest import CLOSES, Stage

from nghisu.contest.actions import entering, preparing
from nghisu.contest.models import Contest, ContestCategory
from nghisu.contest.rules import states
from nghisu.kit import clock
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]


@pytest.fixture
def draft(stage: Stage) -> Contest:
    """Return a second contest, not yet launched."""
    clock.set_demo_time(at("2023-04-03 08:00"))
    return entering.begin_contest(
        unit=stage.house.units["DUK"],
        title="Cuộc thi năm 2024",
        launched_on=at("2024-03-15 08:00").date(),
        closes_on=at("2024-06-30 08:00").date(),
        by=stage.house.standing("minh"),
        at=at("2023-04-03 08:00"),
    )


def newspaper(contest: Contest, **changed: Any) -> dict[str, Any]:
    """Return what the form of the newspaper's category sends, some of it changed."""
    contest.refresh_from_db()
    return {
        "version": contest.version,
        "name": "Báo",
        "most_per_author": "2",
        "shortlist": "15",
        "source": "Thể lệ số 01-TL/BTC",
        "confirmed": "on",
        "rubric": "Nội dung | 70\nHình thức | 30",
        "prizes": "Giải A | 1\nGiải B | 3",
        "name0": "Bài báo",
        "measure0": "words",
        "low0": "500",
        "high0": "1.500",
        "most0": "1",
        "name1": "Phóng sự truyền hình",
        "measure1": "seconds",
        "low1": "",
        "high1": "12:30",
        "most1": "1",
        "measure2": "words",
        "measure3": "words",
        **changed,
    }


def path_of(contest: Contest, code: str = "newspaper") -> str:
    category = contest.categories.get(code=code)
    return f"/cuoc-thi/{contest.pk}/loai/{category.pk}/"


def test_a_category_gets_genres_rubric_and_prizes_of_its_own(draft: Contest, visit: Visit) -> None:
    shown = visit("minh").get(path_of(draft)).content.decode()
    sent = visit("minh").send(path_of(draft), newspaper(draft))

    assert sent.status_code == 302, sent.content.decode()
    category = draft.categories.get(code="newspaper")
    genres = category.genres.values_list("name", "measure", "low", "high", "most", "source", "confirmed")
    source = "Thể lệ số 01-TL/BTC"
    assert list(genres) == [
        ("Bài báo", "words", 500, 1500, 1, source, True),
        ("Phóng sự truyền hình", "seconds", 1, 750, 1, source, True),
    ]
    assert list(category.criteria.values_list("name", "weight")) == [("Nội dung", 70), ("Hình thức", 30)]
    assert list(category.prizes.values_list("name", "count")) == [("Giải A", 1), ("Giải B", 3)]
    assert (category.most_per_author, category.shortlist) == (2, 15)
    assert ["Nội dung, tính chính luận | 50" in shown, "Giải Khuyến khích | 11" in shown] == [True] * 2
    assert Entry.objects.filter(verb="contest.changed").count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rubric": "Nội dung | 60\nHình thức | 30"}, "90"),
        ({"rubric": "Nội dung"}, "Nội dung"),
        ({"prizes": "Giải A | nhiều"}, "Giải A | nhiều"),
        ({"low0": "2000"}, "2.000"),
        ({"high0": ""}, "4000"),
        ({"high1": "muoi phut"}, "30:00"),
        ({"name0": "", "name1": ""}, "ít nhất một loại hình"),
        ({"source": ""}, "Hãy điền"),
    ],
)
def test_what_is_wrong_with_a_category_is_said_and_nothing_is_changed(
    draft: Contest, visit: Visit, changed: dict[str, str], words: str
) -> None:
    before = list(draft.categories.get(code="newspaper").genres.values_list("pk", flat=True))

    answer = visit("minh").send(path_of(draft), newspaper(draft, **changed))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert list(draft.categories.get(code="newspaper").genres.values_list("pk", flat=True)) == before


def test_a_category_is_added_and_removed_but_never_the_last(draft: Contest, visit: Visit) -> None:
    base = f"/cuoc-thi/{draft.pk}/loai/"
    added = visit("minh").send(f"{base}moi/", newspaper(draft, name="Ảnh"))
    assert added.status_code == 302, added.content.decode()
    assert draft.categories.get(name="Ảnh").order == 4

    for category in draft.categories.exclude(name="Ảnh"):
        draft.refresh_from_db()
        assert visit("minh").send(f"{base}{category.pk}/bo/", {"version": draft.version}).status_code == 302
    (last,) = draft.categories.all()
    draft.refresh_from_db()
    refused = visit("minh").send(f"{base}{last.pk}/bo/", {"version": draft.version})

    assert refused.status_code == 422
    assert ContestCategory.objects.filter(contest=draft).count() == 1


def test_title_days_and_gap_are_changed_before_the_launch(draft: Contest, visit: Visit) -> None:
    path = f"/cuoc-thi/{draft.pk}/sua/"
    words = {
        "version": draft.version,
        "title": "Cuộc thi chính luận 2024",
        "launched_on": "01/04/2024",
        "closes_on": "31/03/2024",
        "gap": "10",
        "third_mean": "all",
    }

    turned = visit("minh").send(path, words)
    changed = visit("minh").send(path, {**words, "closes_on": "31/07/2024"})

    assert (turned.status_code, changed.status_code) == (422, 302)
    draft.refresh_from_db()
    assert (draft.title, draft.gap, draft.third_mean, f"{draft.closes_on:%d/%m}") == (
        "Cuộc thi chính luận 2024",
        10,
        "all",
        "31/07",
    )


def test_after_the_launch_nothing_of_it_can_be_changed(stage: Stage, visit: Visit) -> None:
    clock.set_demo_time(at("2023-04-03 08:00"))
    contest = stage.contest
    page = visit("minh").get(f"/cuoc-thi/{contest.pk}/").content.decode()

    statuses = [
        visit("minh").get(f"/cuoc-thi/{contest.pk}/sua/").status_code,
        visit("minh").get(path_of(contest)).status_code,
        visit("minh").send(path_of(contest), newspaper(contest)).status_code,
    ]

    assert statuses == [404, 404, 404]
    assert "/loai/" not in page
    with pytest.raises(states.NotNow):
        preparing.remove_category(
            category=contest.categories.all()[0],
            version=contest.version,
            by=stage.house.standing("minh"),
            at=at("2023-04-03 08:00"),
        )


def test_who_does_not_run_it_cannot_prepare_it(draft: Contest, stage: Stage, visit: Visit) -> None:
    assert visit("hoa").get(path_of(draft)).status_code == 404
    with pytest.raises(NotAllowed):
        preparing.put_close_off(
            contest=stage.contest,
            version=stage.contest.version,
            closes_on=at("2023-07-15 08:00").date(),
            by=stage.house.standing("hoa"),
            at=at("2023-06-20 08:00"),
        )


@pytest.mark.parametrize(("day", "status"), [("30/06/2023", 422), ("15/06/2023", 422), ("15/07/2023", 302)])
def test_the_close_is_put_off_to_a_later_day_only(stage: Stage, visit: Visit, day: str, status: int) -> None:
    clock.set_demo_time(at("2023-06-20 08:00"))
    path = f"/cuoc-thi/{stage.contest.pk}/gia-han/"

    answer = visit("minh").send(path, {"version": stage.contest.version, "closes_on": day})

    stage.contest.refresh_from_db()
    assert answer.status_code == status
    assert stage.contest.closes_on == (CLOSES if status == 422 else at("2023-07-15 08:00").date())


def test_a_demo_of_a_wrong_close_before_today_is_refused(stage: Stage) -> None:
    with pytest.raises(states.NotLater):
        preparing.put_close_off(
            contest=stage.contest,
            version=stage.contest.version,
            closes_on=at("2023-07-02 08:00").date(),
            by=stage.house.standing("minh"),
            at=at("2023-07-10 08:00"),
        )

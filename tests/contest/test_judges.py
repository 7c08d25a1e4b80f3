"""Judges who cannot go on are released, and what they did not score finds another; papers of the judging."""

import io
from collections.abc import Callable

import pytest
from docx import Document as Word
from tests.conftest import Visitor, at
from tests.contest.conftest import Stage, essay

from nghisu.contest import queries
from nghisu.contest.actions import entering, judging
from nghisu.contest.models import ContestEntry, EntrySource, Judge, Scoring
from nghisu.contest.rules import states
from nghisu.kit import clock
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
WHEN = at("2023-08-02 08:00")


@pytest.fixture
def begun(stage: Stage) -> Stage:
    """Return a first round under way: four works, judges of A3 and A4, one more who has not declared."""
    for number in range(4):
        unit, who = (("A1", "hoa"), ("A2", "ha"))[number % 2]
        stage.send(f"Số{number}", authors=((f"Trần Tác Giả {number}", f"Vụ {number}"),), unit=unit, who=who)
    stage.check_in()
    stage.judges(1, "giap", "at", "binh")
    stage.begin(1)
    clock.set_demo_time(WHEN)
    return stage


def judge(stage: Stage, key: str) -> Judge:
    return Judge.objects.get(contest=stage.contest, person=stage.house.people[key], round=1)


def given(stage: Stage) -> list[int]:
    """Return how many judges each work has."""
    return sorted(one.scorings.count() for one in ContestEntry.objects.filter(state="accepted"))


def release(stage: Stage, key: str) -> None:
    judging.release_judge(
        contest=stage.contest, judge=judge(stage, key), by=stage.house.standing("minh"), at=WHEN
    )


def test_a_released_judge_sees_nothing_more_and_the_works_go_to_others(begun: Stage, visit: Visit) -> None:
    one = judge(begun, "giap").scorings.all()[0]

    answer = visit("minh").send(f"/cuoc-thi/{begun.contest.pk}/giam-khao/{judge(begun, 'giap').pk}/thoi/")

    assert answer.status_code == 302, answer.content.decode()
    assert given(begun) == [2, 2, 2, 2]
    assert judge(begun, "giap").scorings.count() == 0
    assert visit("giap").get(f"/cuoc-thi/cham/{one.pk}/").status_code == 404
    assert visit("giap").get(f"/cuoc-thi/{begun.contest.pk}/cham/").status_code == 404
    page = visit("minh").get(f"/cuoc-thi/{begun.contest.pk}/").content.decode()
    assert "đã thôi chấm" in page
    assert Entry.objects.filter(verb="contest.judge_released").count() == 1


def test_scores_that_were_sent_stand_after_the_release(begun: Stage) -> None:
    one = judge(begun, "giap").scorings.all()[0]
    begun.score(one, 70, 70, 70)

    release(begun, "giap")

    assert list(judge(begun, "giap").scorings.values_list("pk", flat=True)) == [one.pk]
    assert given(begun) == [2, 2, 2, 2]


def test_works_that_no_judge_is_left_for_wait_for_one_who_is_appointed_in_the_round(begun: Stage) -> None:
    release(begun, "giap")
    release(begun, "at")
    assert given(begun) == [1, 1, 1, 1]
    begun.house.add_person("dinh", "Hồ Văn Đinh", "A4", "specialist")

    begun.judges(1, "dinh")

    assert given(begun) == [2, 2, 2, 2]
    assert judge(begun, "dinh").scorings.count() == 4


def test_a_conflict_declared_in_the_round_gives_the_work_to_another_judge(begun: Stage) -> None:
    judging.declare_conflicts(
        contest=begun.contest,
        units=[begun.house.units["A1"]],
        by=begun.house.standing("giap"),
        at=WHEN,
    )

    assert judge(begun, "giap").scorings.filter(entry__source__unit__code="A1").count() == 0
    assert given(begun) == [2, 2, 2, 2]


def test_a_judge_who_was_released_by_mistake_is_appointed_again(begun: Stage) -> None:
    release(begun, "giap")

    begun.judges(1, "giap")

    assert judge(begun, "giap").released_at is None
    assert queries.judge_of(begun.house.standing("giap"), begun.contest) is not None


def test_a_judge_is_released_by_who_runs_the_contest_and_appointed_until_the_round_ends(
    begun: Stage,
) -> None:
    with pytest.raises(NotAllowed):
        judging.release_judge(
            contest=begun.contest, judge=judge(begun, "giap"), by=begun.house.standing("hoa"), at=WHEN
        )
    begun.score_all(1, {f"Số{number}": (60 + number,) * 3 for number in range(4)})
    begun.judges(2, "giap", "at")
    begun.begin(2)
    with pytest.raises(states.NotNow):
        begun.judges(1, "binh")


def test_the_page_of_a_score_leads_to_the_next_and_shows_the_text(begun: Stage, visit: Visit) -> None:
    first, second, *rest = judge(begun, "giap").scorings.order_by("entry__code")

    page = visit("giap").get(f"/cuoc-thi/cham/{first.pk}/").content.decode()
    sent = visit("giap").send(
        f"/cuoc-thi/cham/{first.pk}/", {"points0": "70", "points1": "71", "points2": "72"}
    )

    assert "chữ chữ chữ" in page
    assert f"/cuoc-thi/cham/{second.pk}/" in page
    assert sent.headers["Location"] == f"/cuoc-thi/cham/{second.pk}/"
    for one in (second, *rest):
        begun.score(one, 70, 70, 70)
    last = visit("giap").get(f"/cuoc-thi/cham/{second.pk}/").content.decode()
    assert "Chấm tiếp" not in last


def test_the_organiser_reads_how_far_the_judging_is(begun: Stage, visit: Visit) -> None:
    begun.score(judge(begun, "giap").scorings.all()[0], 70, 70, 70)

    page = " ".join(visit("minh").get(f"/cuoc-thi/{begun.contest.pk}/").content.decode().split())

    assert "Vòng 1: đã gửi 1/8 lượt điểm của 4 tác phẩm" in page


def test_the_minutes_hold_codes_and_means_and_no_author_until_the_list_of_prizes_does(
    begun: Stage, visit: Visit
) -> None:
    begun.score_all(1, {f"Số{number}": (60 + number,) * 3 for number in range(4)})
    begun.judges(2, "giap", "at")
    begun.begin(2)
    begun.score_all(2, {f"Số{number}": (60 + 5 * number,) * 3 for number in range(4)})
    base = f"/cuoc-thi/{begun.contest.pk}/"
    assert visit("minh").get(f"{base}bien-ban/").status_code == 404
    begun.step(judging.rank)
    clock.set_demo_time(at("2023-09-20 08:00"))

    def words_of(path: str) -> str:
        paper = Word(io.BytesIO(visit("minh").get(path).content))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in paper.paragraphs), *cells])

    drafted = words_of(f"{base}bien-ban/")
    assert [visit(who).get(f"{base}bien-ban/").status_code for who in ("lan", "hoa", "giap")] == [
        200,
        404,
        404,
    ]
    proposed = visit("lan").get(f"{base}ky-bien-ban/").content.decode()
    assert "4 tác phẩm hợp lệ" in proposed
    begun.step(judging.sign_minutes, who="lan", text="Hội đồng thống nhất.")
    signed = words_of(f"{base}bien-ban/")
    assert visit("minh").get(f"{base}danh-sach-giai/").status_code == 404
    begun.step(judging.unmask)
    winners = words_of(f"{base}danh-sach-giai/")

    best = ContestEntry.objects.get(rank=1)
    assert best.source.title == "Tác phẩm Số3"
    for text in (drafted, signed):
        assert [best.code in text, "75,00" in text, "Giải Nhất" in text] == [True] * 3
        assert [one for one in ("Trần Tác Giả", "Tác phẩm Số", "Bộ Ví dụ") if one in text] == []
    assert ["Hội đồng thống nhất." in signed, "Lê Thị Lan" in signed] == [True] * 2
    wanted = ("Trần Tác Giả 3", "Tác phẩm Số3", "Đảng ủy Bộ Ví dụ Hai", "Giải Nhất")
    assert [one in winners for one in wanted] == [True] * 4
    pdf = visit("hoa").get(f"{base}bien-ban/?pdf=1")
    assert pdf.content.startswith(b"%PDF")


def test_a_sender_reads_at_once_what_the_check_in_would_say_withdraws_and_sends_again(
    stage: Stage, visit: Visit
) -> None:
    entry = stage.send("Một", content=essay(4200, start="Một", said="của tác giả một"))
    clock.set_demo_time(at("2023-05-11 08:00"))
    path = f"/cuoc-thi/{stage.contest.pk}/tac-pham/{entry.pk}/"

    own = visit("hoa").get(path).content.decode()
    runner = visit("minh").get(path).content.decode()
    answers = [visit(who).get(path).status_code for who in ("ha", "giap")]
    files = [visit(who).get(f"{path}tep/") for who in ("hoa", "minh")]
    sent = b"".join(files[0])
    with pytest.raises(NotAllowed):
        entering.withdraw(entry=entry, by=stage.house.standing("ha"), at=at("2023-05-11 08:00"))
    gone = visit("hoa").send(f"{path}rut/")

    assert ["sẽ không được nhận" in own, "Tác Giả Một" in own] == [True, True]
    assert ["Tác Giả Một" in runner, "được giữ kín" in runner] == [False, True]
    assert (answers, [one.status_code for one in files]) == ([404, 404], [200, 404])
    assert sent.startswith(b"PK")
    assert gone.status_code == 302, gone.content.decode()
    assert EntrySource.objects.count() == 0
    stage.send("Một")
    stage.check_in()
    assert EntrySource.objects.get().entry.state == "accepted"
    assert Entry.objects.filter(verb="contest.withdrawn").count() == 1


def test_after_the_close_nothing_is_withdrawn(stage: Stage) -> None:
    entry = stage.send("Một")
    stage.check_in()

    with pytest.raises(states.NotNow):
        entering.withdraw(entry=entry, by=stage.house.standing("hoa"), at=at("2023-07-04 08:00"))


def test_a_name_counts_as_named_only_where_it_stands_as_whole_words(stage: Stage) -> None:
    stage.send("A", content=essay(4200, start="A", said="tập lệ anh em"), authors=(("Lê An", "Vụ"),))
    stage.send("B", content=essay(4300, start="B", said="của LÊ AN."), authors=(("Lê An", "Vụ Hai"),))

    stage.check_in()

    rows = EntrySource.objects.order_by("number").values_list("entry__state", flat=True)
    assert list(rows) == ["accepted", "rejected"]


def test_two_scores_far_apart_ask_one_third_judge_and_no_fourth(begun: Stage) -> None:
    entry = ContestEntry.objects.filter(state="accepted")[0]
    one, two = Scoring.objects.filter(entry=entry)
    begun.score(one, 90, 90, 90)
    begun.score(two, 60, 60, 60)

    (third,) = Scoring.objects.filter(entry=entry, is_third=True)
    begun.score(third, 75, 75, 75)

    assert Scoring.objects.filter(entry=entry).count() == 3

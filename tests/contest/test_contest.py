"""A contest from the launch to the certificates; judging is blind (C1, C5-C7)."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils.html import strip_tags
from docx import Document as Word
from tests.conftest import START, Visitor, at
from tests.contest.conftest import Stage, essay

from nghisu.contest import queries
from nghisu.contest.actions import entering, judging
from nghisu.contest.models import Contest, ContestEntry, EntrySource, Judge, Scoring
from nghisu.contest.rules import marking, states
from nghisu.contest.rules.states import EntryState, State
from nghisu.kit import clock, files
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Unit, UnitName, UnitPlace
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
SECOND = (("Tác Giả Hai", "Vụ Hai"),)
THIRD = (("Tác Giả Ba", "Vụ Ba"),)


def states_of(stage: Stage) -> list[tuple[str, str]]:
    rows = EntrySource.objects.filter(entry__category__contest=stage.contest).order_by("number")
    return [(row.title, row.entry.state) for row in rows.select_related("entry")]


def test_rule_C1_the_second_magazine_essay_of_an_author_is_refused_even_in_another_group(
    stage: Stage,
) -> None:
    stage.send("Một")
    stage.send("Hai", authors=(("Tác Giả Mới", "Vụ Khác"), ("tác giả  MỘT", "vụ một")), unit="A2", who="ha")
    stage.send("Ba", authors=SECOND)

    stage.check_in()

    assert states_of(stage) == [
        ("Tác phẩm Một", "accepted"),
        ("Tác phẩm Hai", "rejected"),
        ("Tác phẩm Ba", "accepted"),
    ]


def test_rule_C1_a_group_may_send_a_radio_work_and_a_clip_but_no_second_clip(stage: Stage) -> None:
    for start, genre, seconds in (
        ("A", "Phát thanh", 600),
        ("B", "Video clip", 240),
        ("C", "Video clip", 200),
    ):
        stage.send(start, words=50, genre=genre, seconds=seconds)

    stage.check_in()

    assert [state for _title, state in states_of(stage)] == ["accepted", "accepted", "rejected"]


def test_rule_C2_the_words_are_counted_in_the_file(stage: Stage) -> None:
    for number, words in enumerate((3950, 4000, 6000, 6001)):
        stage.send(f"Bài{number}", words=words, authors=((f"Người {number}", "Vụ"),))

    stage.check_in()

    assert [state for _title, state in states_of(stage)] == ["rejected", "accepted", "accepted", "rejected"]


def test_rule_C3_a_clip_of_5_01_is_rejected_at_the_check_in(stage: Stage) -> None:
    stage.send("A", words=50, genre="Video clip", seconds=300)
    stage.send("B", words=50, genre="Video clip", seconds=301, authors=SECOND)

    stage.check_in()

    assert [state for _title, state in states_of(stage)] == ["accepted", "rejected"]


def test_the_same_content_is_taken_once_whatever_its_spaces_and_capitals(stage: Stage) -> None:
    stage.send("Một")
    stage.send("MỘT", authors=SECOND, unit="A2", who="ha")

    stage.check_in()

    assert [state for _title, state in states_of(stage)] == ["accepted", "rejected"]


def test_a_text_that_names_its_author_or_its_unit_is_not_taken(stage: Stage) -> None:
    stage.send("A", content=essay(4200, start="A", said="của tác giả một"))
    stage.send("B", content=essay(4200, start="B", said="gửi từ Đảng ủy Bộ Ví dụ Một"), authors=SECOND)

    stage.check_in()

    assert [state for _title, state in states_of(stage)] == ["rejected", "rejected"]


@pytest.mark.parametrize(
    ("when", "refusal"), [("2023-03-14 23:00", states.NotOpen), ("2023-07-01 00:01", states.NotOpen)]
)
def test_entries_are_taken_from_the_launch_to_the_close(
    stage: Stage, when: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        stage.send("Muộn", when=when)


def test_an_entry_without_author_length_or_word_of_originality_is_refused(stage: Stage) -> None:
    with pytest.raises(states.NoAuthor):
        stage.send("Một", authors=())
    with pytest.raises(states.LengthMissing):
        stage.send("Một", genre="Video clip")
    with pytest.raises(NotAllowed):
        stage.send("Một", unit="A2", who="hoa")
    assert EntrySource.objects.count() == 0


def test_rule_C5_the_file_of_a_judge_has_no_creator_and_no_last_modified_by(
    stage: Stage, visit: Visit
) -> None:
    creator = "Nguyễn Văn Ẩn"
    stage.send("Một", content=essay(4200, start="Một", creator=creator))
    stage.check_in()
    stage.judges(1, "giap", "at")
    stage.begin(1)
    clock.set_demo_time(at("2023-07-10 08:00"))
    scoring = Scoring.objects.filter(judge__person=stage.house.people["giap"]).get()

    answer = visit("giap").get(f"/cuoc-thi/cham/{scoring.pk}/tep/")
    content = b"".join(answer)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert [name for name in parts if name.startswith("docProps")] == []
    assert [name for name, body in parts.items() if creator.encode() in body] == []
    assert Word(io.BytesIO(content)).paragraphs[0].text.startswith("Một chữ")
    original = files.content_of(EntrySource.objects.get().original)
    assert creator.encode() in zipfile.ZipFile(io.BytesIO(original)).read("docProps/core.xml")


def judged(stage: Stage) -> Stage:
    """Send entries of A1, A2 and A3, check them in, and give them to judges of A3 and A4."""
    for number in range(6):
        unit, who = (("A1", "hoa"), ("A2", "ha"), ("A3", "giap"))[number % 3]
        stage.send(f"Số{number}", authors=((f"Trần Tác Giả {number}", f"Vụ {number}"),), unit=unit, who=who)
    stage.check_in()
    stage.house.add_unit("A5", "Đảng ủy Bộ Ví dụ Năm", "DUK")
    stage.house.add_person("dinh", "Hồ Văn Đinh", "A5", "specialist")
    stage.judges(1, "giap", "at", "binh", "dinh")
    stage.begin(1)
    return stage


def test_rule_C6_entries_of_the_own_unit_are_absent_from_a_judges_list(stage: Stage, visit: Visit) -> None:
    judged(stage)
    clock.set_demo_time(at("2023-07-10 08:00"))
    own = set(
        ContestEntry.objects.filter(source__unit=stage.house.units["A3"]).values_list("code", flat=True)
    )

    listed = {
        who: set(
            queries.judge_rows(stage.house.standing(who), stage.contest).values_list("entry__code", flat=True)
        )
        for who in ("giap", "at", "binh", "dinh")
    }

    assert [bool(codes & own) for codes in listed.values()] == [False, False, True, True]
    page = visit("giap").get(f"/cuoc-thi/{stage.contest.pk}/cham/").content.decode()
    assert [code in page for code in own] == [False, False]
    assert all(code in page for code in listed["giap"])
    theirs = Scoring.objects.filter(entry__code__in=own).first()
    assert theirs is not None
    assert visit("giap").get(f"/cuoc-thi/cham/{theirs.pk}/").status_code == 404


def test_every_entry_has_two_judges_and_the_work_is_shared_evenly(stage: Stage) -> None:
    judged(stage)

    each = [one.scorings.count() for one in ContestEntry.objects.filter(state="accepted")]
    loads = sorted(one.scorings.count() for one in Judge.objects.all())
    assert each == [2] * 6
    assert loads[-1] - loads[0] <= 2


def test_what_a_judge_is_to_score_awaits_on_the_first_screen_until_it_is_sent(
    stage: Stage, visit: Visit
) -> None:
    judged(stage)
    clock.set_demo_time(at("2023-07-10 08:00"))
    mine = queries.to_score(stage.house.standing("binh"))
    codes = list(mine.values_list("entry__code", flat=True))

    before = {who: visit(who).get("/").content.decode() for who in ("binh", "hoa")}
    for scoring in mine:
        stage.score(scoring, 70, 70, 70)
    after = visit("binh").get("/").content.decode()

    words = "Tác phẩm dự thi cần chấm"
    assert codes
    assert words in before["binh"]
    assert [code for code in codes if f"Tác phẩm {code}" not in before["binh"]] == []
    assert [words in before["hoa"], words in after] == [False, False]


DECLARING = "/cam-ket/"
"""Where a judge chooses among all units, whether they sent an entry or not."""
TELLING = ("/cuoc-thi/", "/thong-bao/")
"""Pages and files about contests; others, like the tree of units, name units for reasons of their own."""


def tells_of_entries(path: str) -> bool:
    """Tell whether a page or file speaks of entries, so that no sender may be named there."""
    return path == "/" or (path.startswith(TELLING) and DECLARING not in path)


def names_of_senders(stage: Stage) -> list[str]:
    """Return every name, short name and code that a unit with an entry goes by."""
    sent = EntrySource.objects.filter(entry__category__contest=stage.contest).values("unit")
    names = UnitName.objects.filter(unit__in=sent).values_list("name", "short", "unit__code")
    return sorted({word for row in names for word in row if len(word) > len("A1")})


def test_no_file_and_no_page_that_a_judge_gets_holds_an_author_a_title_or_a_sender(
    stage: Stage, visit: Visit
) -> None:
    judged(stage)
    clock.set_demo_time(at("2023-07-10 08:00"))
    secrets = [f"Trần Tác Giả {number}" for number in range(6)] + [
        f"Tác phẩm Số{number}" for number in range(6)
    ]
    senders = names_of_senders(stage)
    judge = visit("binh")
    first = f"/cuoc-thi/{stage.contest.pk}/"
    waiting, seen, leaks = ["/", first, f"{first}cham/", "/cuoc-thi/", "/thong-bao/"], set[str](), []
    waiting += [f"{first}cham/?export=xlsx", f"{first}tac-pham/", f"{first}cham/cam-ket/"]
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 400:
            continue
        seen.add(path)
        answer = judge.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        texts = [body.decode("utf-8", "replace")]
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                texts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        searched = [*secrets, *(senders if tells_of_entries(path) else ())]
        leaks += [(path, one) for one in searched for text in texts if one in html.unescape(text)]
        leaks += [
            (path, name) for name, value in answer.headers.items() if any(one in value for one in searched)
        ]
        if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
            links = re.findall(r'href="(/[^"#]*)"', texts[0])
            waiting += [
                one.replace("&amp;", "&") for one in links if not one.startswith(("/static", "/tai-khoan"))
            ]

    assert len(senders) >= len(("A1", "A2", "A3"))
    assert leaks == []
    declaring = judge.get(f"{first}cham{DECLARING}").content.decode()
    assert [name in declaring for name in (*senders, "Đảng ủy Bộ Ví dụ Năm")] == [True] * (len(senders) + 1)
    files_seen = [path for path in seen if path.endswith("/tep/")]
    assert len(files_seen) == Judge.objects.get(person=stage.house.people["binh"]).scorings.count()


def test_no_line_of_the_record_ties_an_entry_to_its_sender(stage: Stage) -> None:
    judged(stage)
    keys = {str(pk) for pk in ContestEntry.objects.values_list("pk", flat=True)}
    codes = set(ContestEntry.objects.values_list("code", flat=True))
    lines = Entry.objects.filter(verb__startswith="contest.")

    assert lines.filter(verb="contest.entered").count() == 6
    assert not [one for one in lines if one.subject_id in keys]
    assert not [one for one in lines for code in codes if code in (one.details or "")]


def test_who_runs_the_contest_may_not_judge_it(stage: Stage) -> None:
    with pytest.raises(states.JudgeRunsIt):
        stage.judges(1, "minh")


def test_a_round_does_not_begin_before_its_judges_declared_or_with_too_few(stage: Stage) -> None:
    stage.send("Một", unit="A3", who="giap")
    stage.check_in()
    stage.judges(1, "giap", "binh")

    with pytest.raises(states.TooFewJudges):
        stage.begin(1)
    judging.appoint_judges(
        contest=stage.contest,
        number=1,
        persons=[stage.house.people["hoa"]],
        by=stage.house.standing("minh"),
        at=at("2023-07-04 08:00"),
    )
    with pytest.raises(states.JudgeNotDeclared):
        stage.begin(1)


def test_rule_C4_82_and_60_ask_a_third_judge_at_once_and_the_two_closest_count(stage: Stage) -> None:
    stage.send("Một")
    stage.check_in()
    stage.judges(1, "giap", "at", "binh")
    stage.begin(1)
    one, two = Scoring.objects.order_by("pk")
    stage.score(one, 82, 82, 82)
    stage.score(two, 60, 60, 60)

    (third,) = Scoring.objects.filter(is_third=True)
    with pytest.raises(marking.TooFewScores):
        stage.begin(2)
    stage.score(third, 78, 78, 78)

    (row,) = queries.scores_of(stage.contest, 1, queries.entries_in(stage.contest, EntryState.ACCEPTED))
    assert row.mean == Decimal("80.00")


def test_a_score_is_sent_once_and_by_its_judge_only(stage: Stage) -> None:
    stage.send("Một")
    stage.check_in()
    stage.judges(1, "giap", "at")
    stage.begin(1)
    scoring = Scoring.objects.order_by("pk")[0]
    stage.score(scoring, 70, 70, 70)

    with pytest.raises(states.ScoreStands):
        stage.score(scoring, 71, 71, 71)
    with pytest.raises(NotAllowed):
        judging.send_scores(
            rows=[(scoring, (1, 1, 1))], by=stage.house.standing("binh"), at=at("2023-08-01 08:00")
        )


def finished(stage: Stage) -> Stage:
    judged(stage)
    points = {f"Số{number}": (70 + 3 * number,) * 3 for number in range(6)}
    stage.score_all(1, points)
    stage.judges(2, "giap", "at", "binh", "dinh")
    stage.begin(2)
    stage.score_all(2, points)
    stage.step(judging.rank)
    return stage


def test_authors_are_unmasked_only_after_the_minutes_are_signed(stage: Stage, visit: Visit) -> None:
    finished(stage)
    clock.set_demo_time(at("2023-09-21 08:00"))
    path = f"/cuoc-thi/{stage.contest.pk}/"
    name = "Trần Tác Giả 5"

    with pytest.raises(states.StillMasked):
        stage.step(judging.unmask)
    with pytest.raises(NotAllowed):
        stage.step(judging.sign_minutes, text="Biên bản")
    before = name in visit("minh").get(path).content.decode()
    stage.step(judging.sign_minutes, who="lan", text="Hội đồng thống nhất kết quả.")
    signed = name in visit("minh").get(path).content.decode()
    stage.step(judging.unmask)
    after = name in visit("minh").get(path).content.decode()

    assert (before, signed, after) == (False, False, True)


def test_the_best_gets_the_first_prize_and_its_certificate_names_the_authors(
    stage: Stage, visit: Visit
) -> None:
    finished(stage)
    stage.step(judging.sign_minutes, who="lan", text="Thống nhất.")
    stage.step(judging.unmask)
    clock.set_demo_time(at("2023-10-18 08:00"))
    category = stage.contest.categories.get(code="magazine")

    rows = [(one.rank, one.source.title, one.prize) for one in queries.results_of(category)]
    first = queries.results_of(category)[0]
    paper = visit("minh").get(f"/cuoc-thi/{stage.contest.pk}/chung-nhan/{first.pk}/")

    assert rows[:4] == [
        (1, "Tác phẩm Số5", "Giải Nhất"),
        (2, "Tác phẩm Số4", "Giải Nhì"),
        (3, "Tác phẩm Số3", "Giải Nhì"),
        (4, "Tác phẩm Số2", "Giải Ba"),
    ]
    assert paper.content.startswith(b"%PDF")


def test_a_collective_prize_is_given_after_the_unmasking(stage: Stage, visit: Visit) -> None:
    finished(stage)
    common: dict[str, Any] = {"by": stage.house.standing("minh"), "at": at("2023-10-01 08:00")}
    unit = stage.house.units["A1"]
    with pytest.raises(states.NotNow):
        judging.give_collective_prize(contest=stage.contest, unit=unit, name="Giải tập thể", **common)
    stage.step(judging.sign_minutes, who="lan", text="Thống nhất.")
    stage.step(judging.unmask)

    prize = judging.give_collective_prize(contest=stage.contest, unit=unit, name="Giải tập thể", **common)

    paper = visit("lan").get(f"/cuoc-thi/{stage.contest.pk}/chung-nhan/{prize.pk}/")
    assert paper.content.startswith(b"%PDF")


def test_rule_C7_52_of_61_units_took_part_and_the_youth_union_stands_apart(
    stage: Stage, visit: Visit
) -> None:
    """The numbers of 18 October 2023: 3,736 entries, of which the table of entries counts every one."""
    house, contest = stage.house, stage.contest
    duk = house.units["DUK"]
    for number in range(57):
        unit = Unit.objects.create(code=f"K{number}", first=START)
        UnitPlace.objects.create(unit=unit, parent=duk, first=START)
    youth = house.add_unit("DTN", "Đoàn Khối các cơ quan Trung ương", "DUK", kind="advisory")
    senders = list(Unit.objects.filter(code__startswith="K").order_by("code")[:52]) + [youth]
    genre = stage.genre("Bài tạp chí")
    entries = [ContestEntry(category=genre.category, genre=genre, length=5000) for _ in range(3736)]
    ContestEntry.objects.bulk_create(entries, batch_size=500)
    EntrySource.objects.bulk_create(
        (
            EntrySource(
                entry=entry,
                unit=senders[number % 53],
                title=f"Bài {number}",
                original="0" * 64,
                number=number + 1,
                sent_at=at("2023-06-01 08:00"),
            )
            for number, entry in enumerate(entries)
        ),
        batch_size=500,
    )

    found = queries.participation(contest, house.standing("minh"))

    assert (found.units, found.of_units, found.apart, found.entries) == (52, 61, 1, 3736)
    clock.set_demo_time(at("2023-06-02 08:00"))
    page = strip_tags(visit("minh").get(f"/cuoc-thi/{contest.pk}/").content.decode())
    assert ["52/61" in page, "85,25%" in page, "3.736" in page] == [True] * 3


def test_a_unit_sends_its_entry_by_the_page_and_sees_its_own_only(stage: Stage, visit: Visit) -> None:
    stage.send("Hai", unit="A2", who="ha", authors=SECOND)
    clock.set_demo_time(at("2023-05-10 08:00"))
    path = f"/cuoc-thi/{stage.contest.pk}/"
    file = io.BytesIO(essay(4300, start="Một"))
    file.name = "bai.docx"

    sent = visit("hoa").send(
        f"{path}gui/",
        {
            "genre": str(stage.genre("Bài tạp chí").pk),
            "title": "Một",
            "unit": str(stage.house.units["A1"].pk),
            "authors": "Người Một | Vụ Một\nNgười Hai | Vụ Hai",
            "is_original": "on",
            "file": file,
        },
    )

    assert sent.status_code == 302, sent.content.decode()
    assert EntrySource.objects.get(title="Một").authors.count() == 2
    pages = {who: visit(who).get(f"{path}tac-pham/").content.decode() for who in ("hoa", "minh")}
    assert {who: ("Tác phẩm Hai" in page) for who, page in pages.items()} == {"hoa": False, "minh": True}


def test_the_check_in_tells_how_far_it_is(stage: Stage) -> None:
    told: list[tuple[int, int]] = []
    for number in range(3):
        stage.send(f"Bài{number}", authors=((f"Người {number}", "Vụ"),))

    stage.check_in(tell=lambda done, total: told.append((done, total)))

    assert told[-1] == (3, 3)
    assert stage.contest.state == State.CHECKED


def test_a_contest_closes_after_it_is_launched(stage: Stage) -> None:
    with pytest.raises(states.DaysTurned):
        entering.begin_contest(
            unit=stage.house.units["DUK"],
            title="Ngược",
            launched_on=at("2023-06-30 08:00").date(),
            closes_on=at("2023-03-15 08:00").date(),
            by=stage.house.standing("minh"),
            at=at("2023-03-10 08:00"),
        )
    assert Contest.objects.count() == 1

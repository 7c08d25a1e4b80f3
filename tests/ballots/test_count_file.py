"""`nghisu count`: the file that an auditor counts without Django, and what it refuses."""

import copy
import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nghisu.management.count import main, speaking

Capture = pytest.CaptureFixture[str]
ONEGOV = Path(__file__).parent.parent / "data" / "onegov"
ZUG = ONEGOV / "majorz-zg-2015"
BERN = ONEGOV / "majorz-bern-2012" / "stadtpraesidiumswahl-2015-08-23.csv"
E8: dict[str, Any] = {
    "kind": "election",
    "round": 1,
    "profile": "dang-190-session",
    "seats": 2,
    "candidates": ["A", "B", "C"],
    "roster": {"incumbents": 49, "suspended": 0, "prosecuted": 0, "summoned": 49, "present": 46},
    "issued": 46,
    "returned": 46,
    "ballots": [
        {"count": 20, "marks": {"A": "keep", "B": "keep", "C": "strike"}},
        {"count": 12, "marks": {"A": "keep", "B": "strike", "C": "keep"}},
        {"count": 8, "marks": {"A": "keep", "B": "strike", "C": "strike"}},
        {"count": 3, "marks": {"A": "keep", "B": "keep", "C": "keep"}},
        {"count": 2, "marks": {"A": "strike", "B": "strike", "C": "strike"}},
        {"count": 1, "marks": {"A": "keep", "B": "keep", "C": "strike"}, "defects": ["extra_marks"]},
    ],
}


@pytest.fixture
def counted(tmp_path: Path, capsys: Capture) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Return what counts a value or text and gives the exit status with what was printed."""

    def run(value: Any, *words: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "round.json"
        file.write_text(value if isinstance(value, str) else json.dumps(value))
        status = main([str(file), *words])
        return status, json.loads(capsys.readouterr().out)

    return run


Counted = Callable[..., tuple[int, dict[str, Any]]]


def changed(**values: Any) -> dict[str, Any]:
    return {**copy.deepcopy(E8), **values}


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in E8.items() if key not in keys}


def test_the_example_of_the_format_is_counted_as_it_stands_there(counted: Counted) -> None:
    status, said = counted(E8)

    assert status == 0
    assert said == {
        "profile": "dang-190-session",
        "source": "Quyết định 190-QĐ/TW, 10/10/2024",
        "mode": "SURPLUS",
        "round": 1,
        "max_surplus": 1,
        "base": {
            "kind": "incumbents",
            "value": 49,
            "parts": {"incumbents": 49, "suspended": 0, "prosecuted": 0},
        },
        "threshold": 25,
        "quorum": {"needed": 33, "present": 46, "met": True},
        "issued": 46,
        "returned": 46,
        "valid": 40,
        "invalid": {"total": 6, "by_reason": {"too_many": 3, "nobody_chosen": 2, "extra_marks": 1}},
        "votes": [
            {"candidate": "A", "votes": 40, "of_base": "81,63", "of_returned": "86,96", "of_valid": "100,00"},
            {"candidate": "B", "votes": 20, "of_base": "40,82", "of_returned": "43,48", "of_valid": "50,00"},
            {"candidate": "C", "votes": 12, "of_base": "24,49", "of_returned": "26,09", "of_valid": "30,00"},
        ],
        "elected": ["A"],
        "tied": [],
        "open_seats": 1,
        "run_off_seats": 0,
        "state": "needs_further_round",
        "outcome": "needs_approval",
        "warnings": [],
        "errors": [],
    }


def test_it_runs_where_django_cannot_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "round.json"
    file.write_text(json.dumps(changed(returned=45)))
    (tmp_path / "django.py").write_text("raise ImportError('no Django here')")
    source = str(Path(__file__).parents[2] / "src")
    program = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {source!r}]\n"
        f"sys.argv = ['nghisu', 'count', {str(file)!r}]\n"
        "import atexit; atexit.register(lambda: print('django' in sys.modules, file=sys.stderr))\n"
        "from nghisu.__main__ import main; main()"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd=tmp_path
    )

    assert (done.returncode, done.stderr) == (2, "False\n")
    assert [fault["code"] for fault in json.loads(done.stdout)["errors"]] == ["bundles_and_returned_differ"]


def test_totals_stand_for_papers(counted: Counted) -> None:
    totals = {"valid": 45, "invalid": {"too_many": 1}, "votes": {"A": 40, "B": 25, "C": 12}}

    status, said = counted({**without("ballots"), "totals": totals})

    assert (status, said["elected"], said["valid"]) == (0, ["A", "B"], 45)
    assert said["invalid"] == {"total": 1, "by_reason": {"too_many": 1}}


def test_rule_E14_a_confidence_file_says_the_share_of_the_papers_returned(counted: Counted) -> None:
    file = without("seats", "ballots", "totals")
    file |= {"kind": "confidence", "candidates": ["A"], "issued": 30, "returned": 30}
    file["ballots"] = [{"count": 16, "marks": {"A": "low"}}, {"count": 14, "marks": {"A": "high"}}]

    status, said = counted(file)

    assert status == 0
    assert said["mode"] == "CONFIDENCE"
    assert said["confidence"] == [
        {
            "candidate": "A",
            "high": 14,
            "medium": 0,
            "low": 16,
            "of_base": {"high": "46,67", "medium": "0,00", "low": "53,33"},
            "of_returned": {"high": "46,67", "medium": "0,00", "low": "53,33"},
            "class": "over_half",
        }
    ]
    assert "votes" not in said
    assert "elected" not in said


# Công bố ngày 25/10/2018 (https://vtcnews.vn/ket-qua-lay-phieu-tin-nhiem-48-chuc-danh-ar434327.html):
# 485 deputies are the base, 475 papers were returned.
PUBLISHED_2018 = {
    "Đặng Thị Ngọc Thịnh": ((323, "66,6"), (146, "30,1"), (6, "1,24")),
    "Nguyễn Thị Kim Ngân": ((437, "90,1"), (34, "7,01"), (4, "0,82")),
    "Tòng Thị Phóng": ((372, "76,7"), (91, "18,76"), (11, "2,27")),
    "Uông Chu Lưu": ((374, "77,11"), (92, "18,97"), (9, "1,86")),
    "Đỗ Bá Tỵ": ((327, "67,42"), (135, "27,84"), (13, "2,68")),
    "Phùng Quốc Hiển": ((362, "74,64"), (102, "21,03"), (7, "1,44")),
    "Nguyễn Thuý Anh": ((210, "43,3"), (232, "47,84"), (32, "6,6")),
}
# Công bố ngày 15/11/2014 (https://vietnamnet.vn/thu-tuong-thong-doc-nhnn-cai-thien-tin-nhiem-207298.html):
# 497 deputies.
PUBLISHED_2014 = {
    "Trương Tấn Sang": ((380, "76,46"), (84, "16,9"), (20, "4,02")),
    "Nguyễn Thị Doan": ((302, "60,76"), (168, "33,8"), (15, "3,02")),
    "Nguyễn Sinh Hùng": ((340, "68,41"), (93, "18,71"), (52, "10,46")),
    "Uông Chu Lưu": ((344, "69,22"), (124, "24,95"), (14, "2,82")),
    "Nguyễn Thị Kim Ngân": ((390, "78,47"), (86, "17,3"), (9, "1,81")),
    "Tòng Thị Phóng": ((325, "65,39"), (127, "25,55"), (31, "6,24")),
}


@pytest.mark.parametrize(
    ("deputies", "papers", "published"), [(485, 475, PUBLISHED_2018), (497, 485, PUBLISHED_2014)]
)
def test_a_published_vote_of_the_national_assembly_gives_the_published_percentages(
    counted: Counted, deputies: int, papers: int, published: dict[str, tuple[tuple[int, str], ...]]
) -> None:
    levels = ("high", "medium", "low")
    votes = {
        name: {level: number for level, (number, _) in zip(levels, counts, strict=True)}
        for name, counts in published.items()
    }
    everybody = {"incumbents": deputies, "summoned": deputies, "present": papers}
    file = {
        "kind": "confidence",
        "profile": {
            "base": "incumbents",
            "threshold": "more_than_half",
            "confidence_base": "incumbents",
            "source": "Nghị quyết 85/2014/QH13",
        },
        "candidates": list(published),
        "roster": everybody,
        "issued": papers,
        "returned": papers,
        "totals": {"valid": papers, "votes": votes},
    }

    status, said = counted(file)

    assert status == 0
    assert said["base"] == {
        "kind": "incumbents",
        "value": deputies,
        "parts": {"incumbents": deputies, "suspended": 0, "prosecuted": 0},
    }
    for one in said["confidence"]:
        shown = tuple(share.rstrip("0") for share in one["of_base"].values())
        assert shown == tuple(share.rstrip("0") for _, share in published[one["candidate"]])


def test_rule_E17_a_profile_may_be_named_or_spelled_out(counted: Counted) -> None:
    file = {
        **without("ballots"),
        "seats": 1,
        "candidates": ["A", "B"],
        "roster": {"summoned": 19, "present": 19},
        "issued": 19,
        "returned": 18,
        "totals": {"valid": 16, "invalid": {"nobody_chosen": 2}, "votes": {"A": 10, "B": 6}},
    }
    own = {"base": "returned", "threshold": "two_thirds", "tie": "lot", "quorum": "half_present"}

    union = counted({**file, "profile": "doan"})[1]
    statutes = counted({**file, "profile": own})[1]

    assert (union["base"]["value"], union["threshold"], union["elected"]) == (18, 10, ["A"])
    assert (statutes["threshold"], statutes["quorum"]["needed"], statutes["elected"]) == (12, 10, [])
    assert (statutes["profile"], statutes["outcome"]) == ("own", "final")


BROKEN: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("not JSON", "{", [("not_json", "")]),
    ("a number without end", '{"seats": NaN}', [("not_json", "")]),
    ("too deep", "[" * 100_000, [("not_json", "")]),
    ("a list", [], [("not_an_object", "")]),
    ("a text", '"E8"', [("not_an_object", "")]),
    ("a key twice", json.dumps(E8)[:-1] + ', "seats": 1}', [("key_twice", "seats")]),
    (
        "a name twice on a paper",
        json.dumps(E8).replace('"A": "keep", "B": "keep", "C": "strike"}}', '"A": "keep", "A": "keep"}}', 1),
        [("key_twice", "ballots[0].marks.A")],
    ),
    ("an unknown key", changed(retuned=1), [("unknown_key", "retuned")]),
    ("no key", without("seats"), [("missing_key", "seats")]),
    ("no roster", without("roster"), [("missing_key", "roster")]),
    ("an unknown kind", changed(kind="poll"), [("unknown_value", "kind")]),
    ("no profile", without("profile"), [("missing_key", "profile")]),
    ("an unknown profile", changed(profile="dang-1"), [("unknown_profile", "profile")]),
    ("a profile's number", changed(profile=7), [("unknown_profile", "profile")]),
    (
        "a profile without base",
        changed(profile={"threshold": "more_than_half"}),
        [("missing_key", "profile.base")],
    ),
    (
        "a profile's unknown word",
        changed(profile={"base": "all", "threshold": "two_thirds"}),
        [("unknown_value", "profile.base")],
    ),
    ("seats in words", changed(seats="2"), [("not_a_count", "seats")]),
    ("half a seat", changed(seats=2.0), [("not_a_count", "seats")]),
    ("seats as true", changed(seats=True), [("not_a_count", "seats")]),
    ("fewer than none", changed(issued=-1), [("not_a_count", "issued")]),
    ("no seat", changed(seats=0), [("no_seats", "seats")]),
    ("seats more than names", changed(seats=4), [("more_seats_than_names", "seats")]),
    ("names not in a list", changed(candidates="A"), [("not_a_list", "candidates")]),
    ("a name that is empty", changed(candidates=["A", "B", "C", " "]), [("not_a_text", "candidates[3]")]),
    ("a name twice", changed(candidates=["A", "B", "C", "A"]), [("name_twice", "candidates[3]")]),
    (
        "returned more than issued",
        changed(issued=45),
        [("more_returned_than_issued", "returned")],
    ),
    ("a wrong sum of papers", changed(returned=45), [("bundles_and_returned_differ", "ballots")]),
    (
        "both ways",
        changed(totals={"valid": 1, "votes": {}}),
        [("ballots_or_totals", "ballots")],
    ),
    ("neither way", without("ballots"), [("ballots_or_totals", "ballots")]),
    ("run-off in words", changed(run_off="yes"), [("not_true_or_false", "run_off")]),
    (
        "a paper's unknown name",
        changed(ballots=[{"count": 46, "marks": {"D": "keep"}}]),
        [("unknown_name", "ballots[0].marks")],
    ),
    (
        "a mark of another paper",
        changed(ballots=[{"count": 46, "marks": {"A": "agree"}}]),
        [("unknown_mark", "ballots[0].marks.A")],
    ),
    (
        "a mark that is no word",
        changed(ballots=[{"count": 46, "marks": {"A": 1}}]),
        [("not_a_text", "ballots[0].marks.A")],
    ),
    (
        "a defect nobody knows",
        changed(ballots=[{"count": 46, "marks": {}, "defects": ["torn"]}]),
        [("unknown_defect", "ballots[0].defects")],
    ),
    (
        "defects that are no words",
        changed(ballots=[{"count": 46, "marks": {}, "defects": [{}]}]),
        [("not_a_text", "ballots[0].defects")],
    ),
    (
        "a roster's unknown word",
        changed(roster={**E8["roster"], "ghosts": 1}),
        [("unknown_key", "roster.ghosts")],
    ),
    (
        "a wrong total",
        {**without("ballots"), "totals": {"valid": 45, "votes": {"A": 30, "B": 30, "C": 1}}},
        [("wrong_total", "totals")],
    ),
    (
        "totals of a stranger",
        {**without("ballots"), "totals": {"valid": 46, "votes": {"Z": 1}}},
        [("unknown_value", "totals.votes")],
    ),
    (
        "totals without valid papers",
        {**without("ballots"), "totals": {"votes": {"A": 1}}},
        [("missing_key", "totals.valid")],
    ),
    (
        "several faults at once",
        changed(seats="2", issued=-1, surplus=1),
        [("unknown_key", "surplus"), ("not_a_count", "issued"), ("not_a_count", "seats")],
    ),
]


@pytest.mark.parametrize(("file", "faults"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_file_is_refused_with_its_place_and_a_sentence(
    counted: Counted, file: Any, faults: list[tuple[str, str]]
) -> None:
    status, said = counted(file, "--lang", "en")
    vietnamese = counted(file)[1]

    assert status == 2
    assert list(said) == ["errors"]
    assert [(fault["code"], fault["path"]) for fault in said["errors"]] == faults
    for english, other in zip(said["errors"], vietnamese["errors"], strict=True):
        assert english["message"] != other["message"]
        assert "%(" not in english["message"] + other["message"]


def test_the_refusal_names_the_rules_article(counted: Counted) -> None:
    english = counted(changed(issued=45), "--lang=en")[1]["errors"][0]["message"]
    vietnamese = counted(changed(issued=45))[1]["errors"][0]["message"]

    assert english == (
        "46 papers were returned and only 45 issued. The counting committee must first say in its minutes "
        "what happened (190-QĐ/TW, Điều 8, 15); nothing is counted before."
    )
    assert vietnamese == (
        "Thu về 46 phiếu nhưng chỉ phát ra 45 phiếu. Ban kiểm phiếu phải kết luận trong biên bản trước "
        "(190-QĐ/TW, Điều 8, 15); chưa được tính kết quả."
    )


@pytest.mark.parametrize(
    "words",
    [[], ["a.json", "b.json"], ["a.json", "--lang", "fr"], ["a.json", "--fast"], ["a.json", "--lang"]],
)
def test_other_words_than_a_file_and_a_language_are_refused(words: list[str], capsys: Capture) -> None:
    assert main(words) == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "usage"


def test_a_file_that_is_not_there_is_refused(capsys: Capture, tmp_path: Path) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"kind":\n"\xe9"}')

    assert main([str(tmp_path / "none.json")]) == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "file_not_read"
    assert main([str(latin), "--lang", "en"]) == 2
    assert (
        json.loads(capsys.readouterr().out)["errors"][0]["message"]
        == "The file is not JSON in UTF-8: line 2, column 2."
    )


def test_names_written_with_apart_marks_are_the_same_names(counted: Counted) -> None:
    file = changed(candidates=["Đặng Thế A", "B", "C"])
    apart = json.loads(json.dumps(file).replace('"A"', '"Đặng Thế A"'))
    apart["ballots"] = json.loads(
        json.dumps(file["ballots"], ensure_ascii=False).replace('"A"', '"Đặng Thế A"')
    )

    assert counted(apart)[1]["elected"] == ["Đặng Thế A"]


def test_warnings_are_told_in_the_asked_language(counted: Counted) -> None:
    file = changed(roster={**E8["roster"], "present_suspended": 1, "suspended": 1})

    english, vietnamese = counted(file, "--lang", "en")[1], counted(file)[1]

    assert [one["code"] for one in english["warnings"]] == ["suspended_present"]
    assert english["warnings"][0]["message"].startswith("A suspended member")
    assert vietnamese["warnings"][0]["message"].startswith("Có ủy viên đang bị đình chỉ")
    assert speaking("vi")("A sentence nobody translated") == "A sentence nobody translated"


def test_ten_thousand_papers_of_sixty_names_are_counted_within_a_second(counted: Counted) -> None:
    names = [f"Ứng viên {number}" for number in range(60)]
    papers = [
        {"marks": {name: "keep" if (n * 7 + i) % 60 < 50 else "strike" for i, name in enumerate(names)}}
        for n in range(10_000)
    ]
    file = changed(
        seats=50,
        candidates=names,
        ballots=papers,
        roster={"incumbents": 10_000, "summoned": 10_000, "present": 10_000},
        issued=10_000,
        returned=10_000,
    )
    from nghisu.ballots.rules.count_file import answer, read_round

    begun = time.process_time()
    said = answer(read_round(file), str)
    took = time.process_time() - begun

    assert said["valid"] == 10_000
    assert took < 1.0


# Published elections


def published(file: Path, capsys: Capture) -> tuple[int, dict[str, Any]]:
    status = main([str(file), "--lang", "en"])
    return status, json.loads(capsys.readouterr().out)


def test_zug_2015_is_reproduced_with_its_majority(capsys: Capture) -> None:
    status, said = published(ZUG / "staenderatswahl-2015-parties.csv", capsys)

    assert (status, said["threshold"], said["base"]["value"]) == (0, 18_191, 72_761)
    assert said["elected"] == ["Peter Hegglin", "Joachim Eder"]
    assert [one["votes"] for one in said["votes"][:2]] == [24_132, 23_620]
    assert said["votes"][0]["of_base"] is None


def test_bern_2012_is_reproduced_with_its_majority(capsys: Capture) -> None:
    status, said = published(BERN, capsys)

    assert (status, said["threshold"], said["base"]["value"]) == (0, 12_606, 25_210)
    assert (said["elected"], said["votes"][0]["votes"]) == (["Tschäppät Alexander"], 17_628)


def test_the_garbled_and_the_partial_file_of_zug_are_refused(capsys: Capture) -> None:
    garbled = published(ZUG / "staenderatswahl-2015.csv", capsys)
    partial = published(ZUG / "staenderatswahl-2015-intermediate.csv", capsys)

    assert garbled[0] == partial[0] == 2
    assert garbled[1]["errors"][0]["code"] == "row_garbled"
    assert garbled[1]["errors"][0]["message"] == (
        "In row 25, “FalsePiraten” cannot stand in the column candidate_elected. The row is garbled."
    )
    assert partial[1]["errors"][0]["message"] == (
        "The published majority is 18191, and the votes in the file make it 7955. "
        "The file is incomplete or altered."
    )


def set_in(row: int, column: str, value: str) -> Callable[[list[dict[str, str]]], None]:
    return lambda rows: rows[row].update({column: value})


def everywhere(column: str, value: str) -> Callable[[list[dict[str, str]]], None]:
    def change(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row[column] = value

    return change


@pytest.mark.parametrize(
    ("breaking", "code"),
    [
        (set_in(0, "candidate_votes", "3193"), "district_sum"),
        (set_in(0, "candidate_votes", "-1"), "row_garbled"),
        (set_in(0, "candidate_elected", "maybe"), "row_garbled"),
        (set_in(0, "entity_received_ballots", "4986"), "not_one_value"),
        (set_in(1, "election_mandates", "2"), "not_one_value"),
        (everywhere("election_absolute_majority", "12605"), "majority_differs"),
        (everywhere("entity_counted", "False"), "district_not_counted"),
        (everywhere("election_mandates", "3"), "district_sum"),
        (lambda rows: rows.append(dict(rows[0])), "row_twice"),
        (lambda rows: rows.pop(0) and None, "candidate_missing"),
        (lambda rows: rows.clear(), "no_rows"),
        (lambda rows: [row.pop("candidate_votes") for row in rows] and None, "column_missing"),
        (
            lambda rows: (
                [row.update({"candidate_elected": str(row["candidate_id"] == "2")}) for row in rows] and None
            ),
            "outcome_differs",
        ),
    ],
)
def test_a_published_file_broken_by_hand_is_refused_with_a_sentence(
    breaking: Callable[[list[dict[str, str]]], None], code: str, tmp_path: Path, capsys: Capture
) -> None:
    with BERN.open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    breaking(rows)
    columns = list(rows[0]) if rows else columns
    broken = tmp_path / "broken.csv"
    with broken.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)

    status, said = published(broken, capsys)

    assert (status, said["errors"][0]["code"]) == (2, code)
    assert said["errors"][0]["message"].endswith(".")


def test_a_candidate_left_out_of_a_district_is_missed(tmp_path: Path, capsys: Capture) -> None:
    lines = BERN.read_text().splitlines()
    kept = [line for line in lines if "Schori" not in line or ",5,True," not in line]
    text = "\n".join(kept).replace(",4314,0,0,4314,", ",4314,633,0,3681,") + "\n"
    broken = tmp_path / "broken.csv"
    broken.write_text(text)

    assert published(broken, capsys)[1]["errors"][0]["code"] == "candidate_missing"


def test_a_row_that_is_too_short_or_too_long_is_garbled(tmp_path: Path, capsys: Capture) -> None:
    lines = BERN.read_text().splitlines()
    for line in (lines[1].rpartition(",")[0], lines[1] + ",1"):
        broken = tmp_path / "broken.csv"
        broken.write_text("\n".join([lines[0], line, *lines[2:]]))

        assert published(broken, capsys)[1]["errors"][0]["code"] == "row_garbled"

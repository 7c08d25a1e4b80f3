"""Paragraphs followed, wordings compared and merged: examples and properties."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nghisu.documents.rules import drafting
from nghisu.documents.rules.drafting import Accepted, Act, Answer, consolidated, lines_of
from nghisu.documents.rules.paragraphs import Change, follow, removed_from
from nghisu.documents.rules.wording import (
    difference,
    edits_between,
    merged,
    tokens_of,
)

pytestmark = pytest.mark.once
A = "Đảng ủy Khối lãnh đạo các cấp ủy trực thuộc thực hiện nghiêm quy chế làm việc của Ban Chấp hành."
B = "Ban Thường vụ Đảng ủy Khối báo cáo kết quả thực hiện nghị quyết với Ban Chấp hành tại mỗi kỳ hội nghị."
C = "Văn phòng Đảng ủy Khối theo dõi, đôn đốc và tổng hợp tình hình, báo cáo Ban Thường vụ hằng quý."
WORDS = st.sampled_from(["Đảng", "ủy", "Khối", "báo", "cáo", "quý", "I", "2023", ",", ".", "về", "việc"])
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)


def changes(old: list[str], new: list[str]) -> list[Change]:
    return [step.change for step in follow(old, new)]


def test_kept_and_changed_paragraphs_keep_their_identity() -> None:
    steps = follow([A, B, C], [A, B.replace("mỗi kỳ hội nghị", "hội nghị cuối năm"), C])

    assert [(step.old, step.change) for step in steps] == [
        (0, Change.SAME),
        (1, Change.CHANGED),
        (2, Change.SAME),
    ]


def test_a_moved_paragraph_is_followed() -> None:
    steps = follow([A, B, C], [C, A, B])

    assert [(step.old, step.change) for step in steps] == [
        (2, Change.MOVED),
        (0, Change.SAME),
        (1, Change.SAME),
    ]


def test_a_split_paragraph_keeps_one_identity_and_tells_where_the_rest_is_from() -> None:
    steps = follow([A, f"{B} {C}"], [A, B, C])

    assert [(step.old, step.split_from) for step in steps] == [(0, None), (1, None), (None, 1)]
    assert steps[2].change is Change.SPLIT


def test_merged_paragraphs_go_into_one() -> None:
    steps = follow([A, B, C], [A, f"{B} {C}"])

    assert steps[1].change is Change.MERGED
    assert {steps[1].old, *steps[1].absorbed} == {1, 2}
    assert removed_from([A, B, C], steps) == []


def test_new_and_removed_paragraphs_are_told() -> None:
    steps = follow([A, B], [A, "Nghị quyết này có hiệu lực từ ngày ký và thay thế các quy định trước đây."])

    assert [step.change for step in steps] == [Change.SAME, Change.NEW]
    assert removed_from([A, B], steps) == [1]


@given(st.lists(TEXTS, max_size=12), st.lists(TEXTS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_every_identity_goes_to_one_paragraph_at_most(old: list[str], new: list[str]) -> None:
    steps = follow(old, new)
    kept = [step.old for step in steps if step.old is not None]
    gone = [one for step in steps for one in step.absorbed]

    assert len(steps) == len(new)
    assert len(set(kept + gone)) == len(kept + gone)
    assert sorted({*kept, *gone, *removed_from(old, steps)}) == list(range(len(old)))


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_difference_holds_both_texts_whole(old: str, new: str) -> None:
    pieces = difference(old, new)

    assert "".join(one.text for one in pieces if not one.is_removed) == new
    assert "".join(one.text for one in pieces if not one.is_added) == old


def test_words_are_compared_whole() -> None:
    pieces = difference("hoàn thành trong quý I", "hoàn thành trước ngày 30/6 của quý II")

    assert [one.text for one in pieces if one.kind == "same"][0] == "hoàn thành "
    assert "".join(one.text for one in pieces if one.is_added).endswith("II")


def test_edits_in_different_places_come_together() -> None:
    found = merged(
        "Các cấp ủy báo cáo quý I trước ngày 15",
        ["Các cấp ủy trực thuộc báo cáo quý I trước ngày 15", "Các cấp ủy báo cáo quý I trước ngày 20"],
    )

    assert found.text == "Các cấp ủy trực thuộc báo cáo quý I trước ngày 20"


def test_the_same_wording_twice_is_one() -> None:
    assert merged("báo cáo quý I", ["báo cáo quý II", "báo cáo quý II"]).text == "báo cáo quý II"


def test_wordings_that_change_the_same_words_clash() -> None:
    found = merged("báo cáo trước ngày 15", ["báo cáo trước ngày 20", "báo cáo trước ngày 25"])

    assert found.text is None
    assert [clash.sides for clash in found.clashes] == [(0, 1)]


def by_hand(base: str, edits: list[tuple[int, int, str]]) -> str:
    """Apply edits to a text from its end to its start, as somebody with a pencil would."""
    words = tokens_of(base)
    for start, end, new in sorted(edits, reverse=True):
        words[start:end] = [new] if new else []
    return "".join(words)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_random_edits_merged_equal_the_edits_made_by_hand(data: st.DataObject) -> None:
    words = [f"từ{number}" for number in range(data.draw(st.integers(6, 30)))]
    base = " ".join(words)
    tokens = tokens_of(base)
    places = data.draw(st.lists(st.integers(0, len(words) - 1), unique=True, max_size=8))
    chosen = [place for place in places if not any(abs(place - other) == 1 for other in places)]
    edits = [
        (2 * place, 2 * place + 1, data.draw(st.sampled_from(["mới", "khác hẳn", "sửa, thêm"])))
        for place in chosen
    ]
    proposals = [by_hand(base, [edit]) for edit in edits]

    assert tokens_of("".join(tokens)) == tokens
    assert merged(base, proposals).text == by_hand(base, edits)


def test_consolidation_of_61_units_equals_the_edits_made_by_hand() -> None:
    """61 units, 40 paragraphs, 500 comments: byte for byte what an independent application gives."""
    base = [
        (uuid.uuid4(), f"Đoạn {row}: " + " ".join(f"chữ{row}x{word}" for word in range(30)))
        for row in range(40)
    ]
    wanted: list[Accepted] = []
    by_paragraph: dict[int, list[tuple[int, int, str]]] = {}
    for number in range(500):
        row, slot = number % 40, (number // 40) * 2 + 4
        start = slot * 2
        edit = (start, start + 1, f"sửa{number}")
        by_paragraph.setdefault(row, []).append(edit)
        wording = by_hand(base[row][1], [edit])
        wanted.append(Accepted(base[row][0], Act.WORDING, wording, f"Đảng ủy {number % 61}"))

    lines = lines_of(consolidated(base, wanted))

    expected = [by_hand(text, by_paragraph[row]) for row, (_key, text) in enumerate(base)]
    assert "\n".join(lines).encode() == "\n".join(expected).encode()


def test_clashing_wordings_stand_side_by_side_until_one_is_chosen() -> None:
    key = uuid.uuid4()
    wanted = [
        Accepted(key, Act.WORDING, "báo cáo ngày 20", "A1"),
        Accepted(key, Act.WORDING, "báo cáo ngày 25", "A2"),
    ]

    clashing = consolidated([(key, "báo cáo ngày 15")], wanted)
    with pytest.raises(drafting.WordingsClash):
        lines_of(clashing)
    settled = consolidated([(key, "báo cáo ngày 15")], wanted, {key: "báo cáo ngày 22"})

    assert [(side.who, side.words) for side in clashing[0].sides] == [
        ("A1", "báo cáo ngày 20"),
        ("A2", "báo cáo ngày 25"),
    ]
    assert lines_of(settled) == ["báo cáo ngày 22"]


def test_paragraphs_left_out_and_new_ones() -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    wanted = [
        Accepted(first, Act.DELETE, "", "A1"),
        Accepted(second, Act.INSERT, "Thêm một\nThêm hai", "A2"),
        Accepted(second, Act.INSERT, "Thêm hai", "A3"),
    ]

    assert lines_of(consolidated([(first, "Bỏ"), (second, "Giữ")], wanted)) == ["Giữ", "Thêm một", "Thêm hai"]


def test_left_out_and_reworded_at_once_is_a_clash() -> None:
    key = uuid.uuid4()
    wanted = [Accepted(key, Act.DELETE, "", "A1"), Accepted(key, Act.WORDING, "Sửa", "A2")]

    assert [one.clashes for one in consolidated([(key, "Gốc")], wanted)] == [True]


@pytest.mark.parametrize("words", ["100% đồng ý", "49/49 tán thành", "48 phiếu thuận", "45 đồng chí đồng ý"])
def test_no_vote_figure_is_invented_for_a_conclusion(words: str) -> None:
    with pytest.raises(drafting.NoVoteFigure):
        drafting.check_conclusion(words)
    drafting.check_conclusion("Hội nghị thống nhất cao với dự thảo Nghị quyết.")


def test_what_is_not_accepted_whole_needs_a_reason() -> None:
    drafting.check_answer(answer=Answer.ACCEPTED, reason="")
    for answer in (Answer.PARTLY, Answer.EXPLAINED):
        with pytest.raises(drafting.ReasonNeeded):
            drafting.check_answer(answer=answer, reason=" ")


def test_edits_never_touch() -> None:
    edits = edits_between(tokens_of("a b c d"), tokens_of("a x c y"))

    assert [(one.start, one.end, one.words) for one in edits] == [(2, 3, ("x",)), (6, 7, ("y",))]

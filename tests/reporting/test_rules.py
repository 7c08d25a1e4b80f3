"""Figures in a text, the outline, the numbers typed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.kit.official import Part
from nghisu.kit.periods import Quarter
from nghisu.reporting.rules import outline, paper, states, text


def test_the_sentence_of_the_source_comes_out_of_its_figures() -> None:
    values = {"done_planned": 89, "done_arising": 17}

    assert text.filled(outline.done_sentence(values), values) == (
        "Kết quả đã hoàn thành 89 nhiệm vụ theo kế hoạch, 17 nhiệm vụ phát sinh theo yêu cầu của Trung ương "
        "và các ban Đảng Trung ương."
    )


@pytest.mark.parametrize(
    ("planned", "arising", "words"),
    [
        (4, 0, "Kết quả đã hoàn thành 04 nhiệm vụ theo kế hoạch; trong quý không có"),
        (0, 1, "Kết quả đã hoàn thành 01 nhiệm vụ phát sinh"),
        (0, 0, "Trong quý chưa có nhiệm vụ nào được nghiệm thu."),
    ],
)
def test_each_case_has_a_whole_sentence(planned: int, arising: int, words: str) -> None:
    values = {"done_planned": planned, "done_arising": arising}

    assert text.filled(outline.done_sentence(values), values).startswith(words)


def test_the_outline_has_five_parts_and_six_sections() -> None:
    sections = outline.outline(Quarter(2023, 1), {"done_planned": 1, "done_arising": 1})

    headings = [one.heading for one in sections]
    assert [heading.split(".")[0] for heading in headings] == [
        *("I", "II", "1", "2", "3", "4", "5", "6", "III", "IV", "V")
    ]
    assert headings[9] == "IV. Nhiệm vụ, giải pháp trọng tâm quý II/2023"
    assert outline.subject(Quarter(2023, 1)) == (
        "Kết quả công tác quý I, nhiệm vụ, giải pháp trọng tâm quý II/2023"
    )
    assert outline.subject(Quarter(2022, 4)).endswith("quý IV/2022, nhiệm vụ, giải pháp trọng tâm quý I/2023")


def test_a_reference_to_no_figure_is_refused() -> None:
    with pytest.raises(text.UnknownFigure):
        text.check_references("Đã xong {{xong}} việc", ["done"])


@pytest.mark.parametrize("broken", ["{{done} việc", "{{done", "done}} việc", "{{Done!}}"])
def test_a_broken_reference_is_refused(broken: str) -> None:
    with pytest.raises(text.BrokenReference):
        text.check_references(broken, ["done"])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("hoàn thành {{done}} nhiệm vụ", []),
        ("hoàn thành 106 nhiệm vụ", ["106"]),
        ("kết nối đến 521 điểm cầu, đạt 22,5%", ["521", "22,5%"]),
        ("ngày 21/4/2023, quý I/2023, năm 2023, nhiệm kỳ 2020-2025", []),
        ("Quyết định 128-QĐ/TW, Nghị quyết số 02-NQ/ĐUK, tổng kết 10 năm, hội nghị lần thứ 12", []),
        ("có 1.234 đảng viên", ["1.234"]),
    ],
)
def test_numbers_that_no_figure_accounts_for_are_found(words: str, found: list[str]) -> None:
    assert text.numbers_without_source(words) == found


@given(st.integers(0, 10_000_000))
def test_numbers_are_written_as_documents_do(value: int) -> None:
    words = text.number_words(value)

    assert int(words.replace(".", "")) == value
    assert all(len(group) == 3 for group in words.split(".")[1:])


@given(st.sampled_from(list(states.State)), st.sampled_from(list(states.State)))
def test_a_step_outside_the_table_is_refused(before: states.State, after: states.State) -> None:
    if (before, after) in states.MOVES:
        states.check_move(before, after)
    else:
        with pytest.raises(states.NotThatStep):
            states.check_move(before, after)


def test_headings_on_the_paper_are_numbered_without_a_gap() -> None:
    sections = tuple(
        outline.Section(part, heading, words)
        for part, heading, words in (
            (Part.PART, "I. Tình hình", ""),
            (Part.PART, "II. Kết quả", ""),
            (Part.SECTION, "1. Chính trị", "a"),
            (Part.SECTION, "2. Tư tưởng", ""),
            (Part.SECTION, "3. Tổ chức", "b"),
            (Part.PART, "III. Hạn chế", "c"),
        )
    )

    assert [one.heading for one in paper.numbered(sections)] == [
        "I. Kết quả",
        "1. Chính trị",
        "2. Tổ chức",
        "II. Hạn chế",
    ]

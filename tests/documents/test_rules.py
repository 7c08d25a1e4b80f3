"""Numbers, dates, types and authority, by the numbered examples of the field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nghisu.documents.rules import authority, dates, entry, forms, numbering, signing, states, types
from nghisu.documents.rules.authority import Level, Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.numbering import Reference
from nghisu.documents.rules.types import Family


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 2, 3), "Hà Nội, ngày 03 tháng 02 năm 2026"),
        (date(2023, 4, 21), "Hà Nội, ngày 21 tháng 4 năm 2023"),
        (date(2023, 10, 9), "Hà Nội, ngày 09 tháng 10 năm 2023"),
    ],
)
def test_rule_D1_the_date_line_pads_days_below_ten_and_the_months_one_and_two(day: date, line: str) -> None:
    assert dates.date_line("Hà Nội", day) == line


def test_rule_D6_organs_are_refused_types_outside_their_authority_with_the_article_shown() -> None:
    for organ, kind in (
        (Organ.STANDING, "statute"),
        (Organ.BRANCH, "regulation"),
        (Organ.COMMITTEE, "guidance"),
    ):
        with pytest.raises(authority.NotWithinAuthority) as refused:
            authority.check_authority(
                organ=organ, level=Level.GRASSROOTS, type_code=kind, day=date(2026, 3, 1)
            )

        assert refused.value.values["source"] == "Quy định 399-QĐ/TW ngày 09/01/2026, Điều 11 và Điều 13"


@pytest.mark.parametrize(
    ("organ", "kind"),
    [
        (Organ.COMMITTEE, "statute"),
        (Organ.BRANCH, "statute"),
        (Organ.COMMITTEE, "regulation"),
        (Organ.STANDING, "regulation"),
        (Organ.STANDING, "guidance"),
        (Organ.BRANCH, "resolution"),
    ],
)
def test_organs_of_the_grassroots_may_issue_what_article_11_names(organ: Organ, kind: str) -> None:
    authority.check_authority(organ=organ, level=Level.GRASSROOTS, type_code=kind, day=date(2026, 3, 1))


@pytest.mark.parametrize("kind", ["directive", "circular"])
@pytest.mark.parametrize("organ", [Organ.COMMITTEE, Organ.STANDING, Organ.BRANCH])
def test_no_organ_of_the_grassroots_issues_directives_or_circulars(organ: Organ, kind: str) -> None:
    with pytest.raises(authority.NotWithinAuthority):
        authority.check_authority(organ=organ, level=Level.GRASSROOTS, type_code=kind, day=date(2026, 3, 1))


@pytest.mark.parametrize("text", ["Số 02-NQ/ĐUK", "Số 2537-NQ/ĐU", "Số 127-QĐ/TW", "Số 05-CTr/ĐUK"])
def test_rule_D8_the_number_line_of_the_party_is_accepted(text: str) -> None:
    assert numbering.is_party_line(text)


@pytest.mark.parametrize(
    "text", ["Số: 15/QĐ-UBND", "Số 5-NQ/ĐU", "Số 02/NQ-ĐUK", "02-NQ/ĐUK", "Số 02-XX/ĐUK", "Số 02-NQ/"]
)
def test_rule_D8_other_number_lines_are_refused(text: str) -> None:
    assert not numbering.is_party_line(text)


def test_rule_N3_a_number_has_no_limit_of_three_digits() -> None:
    reference = Reference(Family.PARTY, 2537, "NQ", "ĐU")

    assert str(reference) == "2537-NQ/ĐU"
    assert numbering.read_reference("2537-NQ/ĐU") == reference
    assert numbering.is_party_line("Số 2537-NQ/ĐU")


@given(
    number=st.integers(1, 99_999),
    symbol=st.sampled_from(numbering.PARTY_SYMBOLS),
    issuer=st.sampled_from(["ĐUK", "TW", "BTCTW", "ĐU", "VPTW"]),
)
def test_what_is_written_as_a_reference_is_read_back(number: int, symbol: str, issuer: str) -> None:
    reference = Reference(Family.PARTY, number, symbol, issuer)

    assert numbering.read_reference(str(reference)) == reference
    assert numbering.is_party_line(numbering.number_line(str(reference)))


def test_a_state_number_has_a_colon_a_slash_and_no_symbol_for_letters() -> None:
    decision = Reference(Family.STATE, 15, "QĐ", "UBND")
    letter = Reference(Family.STATE, 7, "", "UBND-VX")

    assert numbering.number_line(str(decision), Family.STATE) == "Số: 15/QĐ-UBND"
    assert str(letter) == "07/UBND-VX"
    assert numbering.read_reference("Số: 15/QĐ-UBND") == decision


def test_decision_and_regulation_share_one_symbol_in_the_party_and_not_in_the_state() -> None:
    day = date(2023, 4, 21)

    assert types.type_on("decision", day).symbol == "QĐ"
    assert types.type_on("regulation", day).symbol == "QĐ"
    assert types.type_on("regulation", day, Family.STATE).symbol == "QyĐ"


def test_the_table_of_types_follows_the_day() -> None:
    assert types.table_on(date(2023, 4, 21)).code == "66"
    assert types.table_on(date(2026, 1, 8)).code == "66"
    assert types.table_on(date(2026, 1, 9)).code == "399"


def test_rule_D9_a_degree_before_the_signers_name_is_dropped_and_told() -> None:
    assert signing.bare_name("TS. Nguyễn Văn A") == signing.SignerName("Nguyễn Văn A", "TS.")
    assert signing.bare_name("PGS.TS Nguyễn Văn A") == signing.SignerName("Nguyễn Văn A", "PGS.TS")
    assert signing.bare_name("Đồng chí Nguyễn Văn A") == signing.SignerName("Nguyễn Văn A", "Đồng chí")
    assert signing.bare_name("Tsedal Neeley") == signing.SignerName("Tsedal Neeley", "")
    assert signing.bare_name("Lê Sơn") == signing.SignerName("Lê Sơn", "")


def test_a_collective_never_signs_for_its_head() -> None:
    with pytest.raises(signing.CollectiveNeverUsesForHead):
        signing.check_right(signing.Right.FOR_HEAD, is_collective=True)

    signing.check_right(signing.Right.FOR_HEAD, is_collective=False)


def test_rule_T8_a_document_with_five_tasks_received_on_monday_is_entered_by_wednesday() -> None:
    due = entry.entry_deadline(received_on=date(2023, 4, 10), urgency=Urgency.NONE, tasks=5)

    assert due == date(2023, 4, 12)


def test_the_deadline_of_entry_steps_over_the_holidays_of_the_year() -> None:
    # Friday 28 April 2023; 29 April to 3 May are days off.
    assert entry.entry_deadline(received_on=date(2023, 4, 28), urgency=Urgency.NONE, tasks=5) == date(
        2023, 5, 5
    )
    assert entry.entry_deadline(received_on=date(2023, 4, 28), urgency=Urgency.EXPRESS, tasks=5) == date(
        2023, 4, 28
    )


def test_the_form_follows_the_day() -> None:
    assert forms.profile_on(date(2023, 4, 21)).code == "hd-36"
    assert forms.profile_on(date(2026, 5, 26)).code == "hd-36"
    assert forms.profile_on(date(2026, 5, 27)).code == "hd-05"
    assert forms.profile_on(date(2023, 4, 21), Family.STATE).code == "nd-30"


def test_every_value_of_every_form_names_its_source() -> None:
    assert [
        (form.code, name)
        for form in forms.profiles()
        for name, measure in form.values.items()
        if not measure.source
    ] == []


@given(st.sampled_from(list(states.Status)), st.sampled_from(list(states.Status)))
def test_a_step_outside_the_table_is_refused(before: states.Status, after: states.Status) -> None:
    if (before, after) in states.MOVES:
        states.check_move(before, after)
    else:
        with pytest.raises(states.NotThatWay):
            states.check_move(before, after)

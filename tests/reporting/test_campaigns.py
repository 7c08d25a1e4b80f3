"""Campaigns: who was asked, who answered, what adds up; R1 to R6 of the rules."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from tests.conftest import House, at
from tests.reporting.campaigning import Asking
from tests.tasks.conftest import Desk

from nghisu.figures.queries import registry
from nghisu.figures.queries.registry import Asked
from nghisu.figures.rules.indicators import Kind, Share, StockSummed, indicator, last_in_time, sum_over_time
from nghisu.kit.forms import NumberField
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.models import Entry
from nghisu.reporting.actions import campaigns as actions
from nghisu.reporting.models import Campaign, SubmissionSpan
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.rules import campaigns as rules
from nghisu.reporting.rules import checks, periods

DAY = date(2023, 4, 21)
Q1 = Quarter(2023, 1)


@pytest.fixture
def asking(house: House) -> Asking:
    return Asking(house)


@pytest.fixture
def sixty_one(asking: Asking) -> Campaign:
    """61 units asked: 58 accepted, 2 returned, 1 silent."""
    house = asking.house
    units = asking.many(61)
    for number, unit in enumerate(units[2:], 1):
        house.add_person(f"cv{number}", f"Chuyên viên {number}", unit.code, "specialist")
    who = {"A1": "hoa", "A2": "ha"} | {unit.code: f"cv{number}" for number, unit in enumerate(units[2:], 1)}
    campaign = asking.send(units=units)
    for number, submission in enumerate(campaign.submissions.select_related("unit").order_by("unit__code")):
        if number == 60:
            continue
        key = who[submission.unit.code]
        filled = asking.fill(submission, "2023-04-05 09:00", key, members_new=number, organisations=1)
        sent = asking.submit(filled, "2023-04-05 10:00", key)
        if number >= 58:
            asking.give_back(sent, "2023-04-06 09:00")
        else:
            asking.accept(sent, "2023-04-06 09:00")
    return campaign


def test_rule_R1_of_61_units_58_are_accepted_and_the_three_missing_are_named(
    sixty_one: Campaign, house: House
) -> None:
    tally = queries.tally_of(sixty_one, DAY)
    missing = queries.missing_names(sixty_one, DAY)
    asked = Asked(house.units["DUK"], Q1, DAY)
    values = registry.values_of(asked)

    assert (tally.words, tally.returned, tally.silent) == ("58/61", 2, 1)
    assert {where: len(names) for where, names in missing.items()} == {"returned": 2, "silent": 1}
    assert values["sum_members_new"] == sum(range(58))
    assert values["units_accepted"] == 58
    shown = registry.figure_shown("sum_members_new", asked, house.standing("minh"))
    assert (len(shown.records), shown.value) == (58, sum(range(58)))


def test_rule_R2_a_stock_is_taken_on_its_day_and_never_added_to_the_quarter_before(asking: Asking) -> None:
    template = asking.template()
    asking.whole(
        asking.of(asking.send(template=template, period="2022-Q4"), "A1"),
        "2023-01-05 09:00",
        organisations=70,
    )
    campaign = asking.send(template=template)
    asking.whole(asking.of(campaign, "A1"), organisations=44)
    asking.whole(asking.of(campaign, "A2"), who="ha", organisations=32)

    values = registry.values_of(Asked(asking.house.units["DUK"], Q1, DAY))

    assert values["sum_organisations"] == 76
    with pytest.raises(StockSummed):
        sum_over_time(indicator("open"), [70, 76])
    assert last_in_time(indicator("open"), [(date(2022, 12, 31), 70), (date(2023, 3, 31), 76)]) == 76


def test_rule_R3_84_of_200_is_42_percent() -> None:
    assert Share(84, 200).words("vi") == "84/200 (42,00%)"


def test_rule_R4_a_number_changed_after_acceptance_keeps_both_values_and_the_reason(asking: Asking) -> None:
    campaign = asking.send()
    first = asking.whole(asking.of(campaign, "A1"), members_new=12)

    returned = asking.give_back(first, "2023-04-10 09:00", "Ghi nhầm 21 thành 12")
    sent = asking.submit(asking.fill(returned, "2023-04-11 09:00", members_new=21), "2023-04-11 09:30")
    again = asking.accept(sent, "2023-04-12 09:00")

    changes = queries.changes_of(again)
    assert [(one.before, one.after) for one in changes] == [(Decimal(12), Decimal(21))]
    words = SubmissionSpan.objects.filter(submission=again, act="returned").values_list("words", flat=True)
    assert list(words) == ["Ghi nhầm 21 thành 12"]
    before, between, after = (
        registry.values_of(Asked(asking.house.units["DUK"], Q1, date(2023, 4, day)))["sum_members_new"]
        for day in (9, 11, 12)
    )
    assert (before, between, after) == (12, 0, 21)


@pytest.mark.parametrize(("typed", "value"), [("1.234,5", "1234.5"), ("1234,5", "1234.5")])
def test_rule_R5_numbers_are_read_as_vietnamese_offices_write_them(typed: str, value: str) -> None:
    with translation.override("vi"):
        assert NumberField().clean(typed) == Decimal(value)


def test_rule_R5_a_number_written_the_english_way_is_refused_with_a_hint() -> None:
    with translation.override("vi"), pytest.raises(Exception, match="1.234,5|dấu|phẩy"):
        NumberField().clean("1,234.5")


def test_rule_R6_a_half_year_that_is_not_the_sum_of_its_quarters_is_refused(asking: Asking) -> None:
    template = asking.template()
    for period, value in (("2023-Q1", 37), ("2023-Q2", 40)):
        campaign = asking.send(template=template, period=period)
        day = periods.Period.parse(period).last.isoformat()
        asking.whole(asking.of(campaign, "A1"), f"{day} 09:00", members_new=value)
    half = asking.send(template=template, period="2023-H1")
    filled = asking.fill(asking.of(half, "A1"), "2023-07-03 09:00", members_new=75, organisations=44)

    with pytest.raises(rules.FlowDoesNotAddUp) as refused:
        asking.submit(filled, "2023-07-03 09:10")
    right = asking.submit(asking.fill(filled, "2023-07-03 09:20", members_new=77), "2023-07-03 09:30")

    assert (refused.value.values["expected"], refused.value.values["total"]) == ("77", "75")
    assert right.status == "submitted"


def test_what_the_units_own_records_say_is_filled_in_for_them(asking: Asking, desk: Desk) -> None:
    task = desk.submit(desk.arising(unit="A1", lead="A1"), "2023-03-20 09:00", "hoa")
    desk.accept(task, "2023-03-20 10:00")
    template = asking.template(
        title="Nhiệm vụ",
        indicators=[actions.IndicatorLine("done", "Nhiệm vụ hoàn thành", figure="done")],
        checks=(),
    )

    campaign = asking.send(template=template)

    filled = {one.unit.code: one.values.get().value for one in campaign.submissions.select_related("unit")}
    assert filled == {"A1": 1, "A2": 0}


def test_indicators_that_contradict_each_other_are_refused_unless_a_note_says_why(asking: Asking) -> None:
    campaign = asking.send()
    filled = asking.fill(
        asking.of(campaign, "A1"), "2023-04-05 09:00", members_new=5, men=2, women=2, organisations=1
    )

    with pytest.raises(rules.RulesBroken):
        asking.submit(filled, "2023-04-05 09:10")
    noted = asking.fill(
        filled, "2023-04-05 09:20", members_new=5, notes={"members_new": "Một người chưa ghi giới"}
    )

    assert asking.submit(noted, "2023-04-05 09:30").status == "submitted"


def test_what_is_missing_is_named(asking: Asking) -> None:
    filled = asking.fill(asking.of(asking.send(), "A1"), "2023-04-05 09:00", members_new=5)

    with pytest.raises(rules.ValuesMissing, match="Tổ chức đảng trực thuộc"):
        asking.submit(filled, "2023-04-05 09:10")


def test_a_report_after_the_due_day_is_late_and_after_the_close_day_refused_but_for_an_exception(
    asking: Asking,
) -> None:
    campaign = asking.send()
    late = asking.whole(asking.of(campaign, "A1"), "2023-04-12 09:00")
    silent = asking.of(campaign, "A2")

    with pytest.raises(rules.CampaignClosed):
        asking.fill(silent, "2023-04-25 09:00", "ha", members_new=1)
    excepted = actions.except_from_close(
        submission=silent,
        until=date(2023, 4, 28),
        reason="Văn phòng chuyển trụ sở",
        by=asking.house.standing("minh"),
        at=at("2023-04-25 10:00"),
    )
    after = asking.whole(excepted, "2023-04-27 09:00", "ha")

    assert (late.is_late, after.is_late, after.status) == (True, True, "accepted")
    assert Entry.objects.filter(verb="submission.excepted", subject_id=str(silent.pk)).count() == 1


def test_two_who_fill_in_one_report_do_not_overwrite_each_other(asking: Asking) -> None:
    seen = asking.of(asking.send(), "A1")
    asking.fill(asking.of(seen.campaign, "A1"), "2023-04-05 09:00", members_new=1)

    with pytest.raises(Conflict):
        asking.fill(seen, "2023-04-05 09:01", members_new=2)


def test_a_unit_writes_its_own_report_only_and_never_accepts_it(asking: Asking, house: House) -> None:
    campaign = asking.send()
    other, own = asking.of(campaign, "A2"), asking.of(campaign, "A1")
    sent = asking.submit(
        asking.fill(own, "2023-04-05 09:00", members_new=1, organisations=1), "2023-04-05 09:10"
    )

    with pytest.raises(NotAllowed):
        asking.fill(other, "2023-04-05 09:00", members_new=1)
    with pytest.raises(NotAllowed):
        actions.accept(
            submission=sent,
            expected_version=sent.version,
            by=house.standing("hoa"),
            at=at("2023-04-05 09:20"),
        )
    assert queries.submission_visible_to(house.standing("hoa"), other.pk) is None


def test_a_template_in_use_is_never_changed_but_gets_a_next_number(asking: Asking) -> None:
    first = asking.template()
    asking.send(template=first)

    second = asking.template()

    assert (first.number, second.number) == (1, 2)
    assert first.indicators.count() == second.indicators.count() == 5


@pytest.mark.parametrize("text", ["a b = c", "= c", "a +", "a * b = c", ""])
def test_a_rule_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(checks.CheckNotUnderstood):
        checks.parse_check(text)


def test_a_rule_with_an_unknown_indicator_is_refused(asking: Asking) -> None:
    with pytest.raises(checks.UnknownInCheck):
        asking.template(checks=["men + others = members_new"])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2023-Q1", "quý I/2023"),
        ("2023-H1", "6 tháng đầu năm 2023"),
        ("2023-M9", "9 tháng năm 2023"),
        ("2023", "năm 2023"),
    ],
)
def test_periods_are_named_as_offices_name_them(text: str, label: str) -> None:
    period = periods.Period.parse(text)

    assert (period.label, str(period)) == (label, text)


def test_a_stock_of_a_longer_period_is_not_held_against_its_quarters() -> None:
    rules.check_longer(Kind.STOCK, "Tổ chức đảng", [Decimal(44), Decimal(45)], Decimal(45))


def test_who_runs_and_who_answers_follow_from_mandates(house: House, asking: Asking) -> None:
    campaign = asking.send()

    def sees(key: str) -> tuple[bool, int]:
        standing: Standing = standing_of(house.people[key], DAY)
        return (
            queries.campaign_visible_to(standing, campaign.pk) is not None,
            queries.submissions_visible_to(standing).count(),
        )

    assert {key: sees(key) for key in ("minh", "hoa", "ha", "diem", "quantri")} == {
        "minh": (True, 2),
        "hoa": (False, 1),
        "ha": (False, 1),
        "diem": (False, 0),
        "quantri": (False, 0),
    }

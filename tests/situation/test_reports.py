"""Situation reports are made of topics, go out once, stay as they are, and tell the units what follows."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from tests.conftest import Visitor, at
from tests.situation.conftest import Desk, day
from tests.situation.synthesising import CODES, begun, issued, issued_quarter, line_of, worded

from nghisu.config.periodic import JOBS
from nghisu.home.queries.waiting import waiting_for
from nghisu.kit.files import content_of
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.record.models import Entry
from nghisu.situation import actions
from nghisu.situation.actions.reports import give_feedback, issue_report, set_focus
from nghisu.situation.models import Contribution, Issue, SituationReport, Topic
from nghisu.situation.queries.reports import report_visible_to, reports_visible_to
from nghisu.situation.rules.personal import PointsAtAPerson
from nghisu.situation.rules.reports import (
    DatedOutside,
    MonthsFirst,
    NoSignatory,
    NotAbove,
    NothingWritten,
    PeriodOpen,
    ReportBegun,
    ReportIssued,
    ReportNotDeclared,
    ReportNotIssued,
    SaySomething,
)
from nghisu.situation.rules.topics import Size

Visit = Callable[[str], Visitor]


def verbs(report: SituationReport) -> list[str]:
    """Return what the record says of a report, first to last."""
    rows = Entry.objects.filter(subject_kind="situationreport", subject_id=str(report.pk))
    return list(rows.order_by("index").values_list("verb", flat=True))


# What is counted ---------------------------------------------------------------------------------------


def test_fourteen_units_are_printed_in_the_month_and_once_in_the_quarter(desk: Desk) -> None:
    topic = desk.topic(*CODES)
    for code in CODES[:2]:
        desk.merged(desk.issue(code, "2023-03-07 09:00"), topic, "2023-03-08 09:00")

    january, february, march = (issued(desk, f"2023-0{number}") for number in (1, 2, 3))
    quarter = issued(desk, "2023-Q1")

    assert january.table == {"lines": []}
    assert line_of(february, topic)["counts"] == ["few", "kept", "few", "few", 14]
    assert line_of(february, topic)["size"] == "many"
    assert line_of(march, topic)["counts"] == ["few", "few", "few", "few", "few"]
    assert line_of(quarter, topic)["counts"] == [14]
    assert line_of(quarter, topic)["months"] == [None, 14, "few"]


def test_the_table_holds_problems_and_counts_and_no_unit_and_no_person(desk: Desk) -> None:
    topic = desk.topic(*CODES)

    quarter = issued_quarter(desk)

    month = SituationReport.objects.get(kind="month", number=2)
    assert set(line_of(quarter, topic)) - set(line_of(month, topic)) == {"months"}
    assert sorted(line_of(month, topic)) == [
        "authority",
        "counts",
        "field",
        "k",
        "number",
        "outcome",
        "size",
        "state",
        "title",
        "topic",
    ]


def test_rule_O6_what_was_urgent_counts_once_in_the_synthesis_of_the_month(desk: Desk) -> None:
    urgent = desk.issue("U01", "2023-02-10 16:50", is_urgent=True)
    topic = desk.merged(urgent, None, "2023-02-11 08:00")
    for code in ("U01", "U02", "U03", "U04", "U05"):
        topic = desk.merged(desk.issue(code, "2023-02-14 09:00"), topic, "2023-02-15 09:00")

    report = issued(desk)

    assert line_of(report, topic)["counts"][-1] == 5
    assert Issue.objects.filter(topic=topic).count() == 6


def test_rule_O5_the_report_of_the_next_quarter_lists_it_as_resolved(desk: Desk) -> None:
    topic = desk.topic(*CODES)
    first = issued_quarter(desk)
    answered = desk.answered(desk.escalated(desk.now(topic)), "2023-04-10 10:00")
    desk.told(answered, *CODES, when="2023-04-12 08:00")

    second = issued_quarter(desk, "2023-Q2")

    assert (line_of(first, topic)["state"], line_of(first, topic)["outcome"]) == ("open", "")
    assert (line_of(second, topic)["state"], line_of(second, topic)["outcome"]) == ("told", "resolved")
    assert line_of(second, topic)["authority"] != ""


def test_a_sensitive_field_is_told_from_ten_units_on(desk: Desk) -> None:
    actions.open_field(
        unit=desk.house.units["DUK"], field="opinion", declared=True, by=desk.minh, at=at("2023-01-05 09:00")
    )
    matter = {"matter": "study"}
    nine = desk.topic(*CODES[:9], **matter)

    report = issued(desk)

    assert (line_of(report, nine)["k"], line_of(report, nine)["counts"]) == (10, ["few"] * 5)


def test_what_is_merged_after_the_report_went_out_counts_in_the_month_of_merging(desk: Desk) -> None:
    topic = desk.topic(*CODES[:6])
    late = desk.issue("U14", "2023-02-28 17:00")
    report = issued(desk)

    desk.merged(late, topic, "2023-03-06 09:00")

    report.refresh_from_db()
    assert line_of(report, topic)["counts"][-1] == 6
    counted = Contribution.objects.get(topic=topic, unit=desk.house.units["U14"])
    assert (counted.month, counted.first_on) == (3, day("6/3/2023"))


def test_an_issued_report_keeps_its_words_and_its_table_whatever_becomes_of_the_topics(desk: Desk) -> None:
    topic = desk.topic(*CODES[:6])
    report = issued(desk)
    before = report.table

    desk.escalated(desk.now(topic))
    with pytest.raises(ReportIssued):
        worded(desk, report)
    with pytest.raises(ReportIssued):
        issue_report(
            report=report,
            version=report.version,
            dated_on=day("4/3/2023"),
            by=desk.minh,
            at=at("2023-03-04 10:00"),
        )

    report.refresh_from_db()
    assert report.table == before


def test_privacy_P4_there_is_one_table_of_a_period_and_none_of_an_open_one(desk: Desk) -> None:
    desk.topic(*CODES[:6])
    begun(desk, "2023-02")

    with pytest.raises(ReportBegun):
        begun(desk, "2023-02")
    with pytest.raises(PeriodOpen):
        begun(desk, "2023-04", at=at("2023-04-30 23:00"))
    with pytest.raises(PeriodOpen):
        begun(desk, "2023-Q2", at=at("2023-06-30 23:00"))
    assert SituationReport.objects.count() == 1


def test_privacy_P4_whatever_the_address_asks_the_answer_is_the_published_table(
    desk: Desk, visit: Visit
) -> None:
    desk.topic(*CODES)
    report = issued(desk)
    unit = visit("hoa")
    place = f"/tinh-hinh/bao-cao/{report.pk}/"

    whole = _table(unit.get(place).content.decode())
    asked = [
        _table(unit.get(f"{place}?{query}").content.decode())
        for query in (
            "first=2023-02-10&last=2023-02-20",
            f"unit={desk.house.units['U01'].pk}",
            "as_of=2023-02-14",
            "field=pay&matter=pay_scheme",
            "size=many",
            f"person={desk.house.people['hoa'].pk}",
        )
    ]

    assert "14" in whole
    assert asked == [whole] * 6


def _table(page: str) -> str:
    return page[page.index("<tbody") : page.index("</tbody>")]


# Refusals ----------------------------------------------------------------------------------------------


def test_the_months_of_a_quarter_go_out_first(desk: Desk) -> None:
    desk.topic(*CODES[:6])
    for month in ("2023-01", "2023-02"):
        issued(desk, month)

    with pytest.raises(MonthsFirst):
        issued(desk, "2023-Q1")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"declared": False}, ReportNotDeclared), ({"unit": "A1", "by": "hoa"}, NotAbove)],
)
def test_a_report_is_not_begun_undeclared_or_where_nobody_raises(
    desk: Desk, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    if "unit" in change:
        change = {"unit": desk.unit(change["unit"]), "by": desk.house.standing(change["by"])}

    with pytest.raises(refusal):
        begun(desk, **change)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"assessment": ""}, NothingWritten),
        ({"signer_name": ""}, NoSignatory),
        ({"signer_title": ""}, NoSignatory),
    ],
)
def test_a_report_does_not_go_out_without_what_it_needs(
    desk: Desk, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    report = worded(desk, begun(desk), **change)

    with pytest.raises(refusal):
        issue_report(
            report=report,
            version=report.version,
            dated_on=day("3/3/2023"),
            by=desk.minh,
            at=at("2023-03-03 10:00"),
        )


@pytest.mark.parametrize("dated", ["28/2/2023", "4/3/2023"])
def test_a_report_is_dated_after_its_period_and_not_ahead(desk: Desk, dated: str) -> None:
    report = worded(desk, begun(desk))

    with pytest.raises(DatedOutside):
        issue_report(
            report=report,
            version=report.version,
            dated_on=day(dated),
            by=desk.minh,
            at=at("2023-03-03 10:00"),
        )


@pytest.mark.parametrize("field", ["attention", "assessment", "proposals"])
def test_no_text_of_a_report_points_at_a_person(desk: Desk, field: str) -> None:
    report = begun(desk)

    with pytest.raises(PointsAtAPerson) as refused:
        worded(desk, report, **{field: "Ông Nguyễn Văn B, 0912345678, cho rằng lương thấp."})

    assert refused.value.field == field


def test_feedback_and_focus_follow_the_report_have_words_and_name_nobody(desk: Desk) -> None:
    draft = begun(desk, "2023-01")
    report = issued(desk)
    rest: dict[str, Any] = {"by": desk.minh, "at": at("2023-03-10 09:00")}

    with pytest.raises(ReportNotIssued):
        give_feedback(report=draft, version=draft.version, words="Đã tiếp thu.", **rest)
    for tell in (give_feedback, set_focus):
        with pytest.raises(SaySomething):
            tell(report=report, version=report.version, words="  ", **rest)
        with pytest.raises(PointsAtAPerson):
            tell(report=report, version=report.version, words="Bà Trần Thị C, 0912345678", **rest)


def test_two_editors_do_not_overwrite_each_other(desk: Desk) -> None:
    report = begun(desk)
    worded(desk, report)

    with pytest.raises(Conflict):
        worded(desk, report)


def test_who_holds_no_right_begins_words_issues_and_tells_nothing(desk: Desk) -> None:
    report = worded(desk, begun(desk))
    out = issued(desk, "2023-01")
    moment = at("2023-03-03 10:00")

    for key in ("van", "hoa", "hung", "tren", "quantri", "lan"):
        by = desk.house.standing(key)
        with pytest.raises(NotAllowed):
            begun(desk, "2023-03", by=by)
        with pytest.raises(NotAllowed):
            worded(desk, report, by=by)
        with pytest.raises(NotAllowed):
            issue_report(report=report, version=report.version, dated_on=moment.date(), by=by, at=moment)
        if key != "lan":  # the chair says what the meeting said
            with pytest.raises(NotAllowed):
                give_feedback(report=out, version=out.version, words="Đã tiếp thu.", by=by, at=moment)
            with pytest.raises(NotAllowed):
                set_focus(report=out, version=out.version, words="Theo dõi lương.", by=by, at=moment)


def test_a_draft_is_the_offices_alone_and_an_issued_report_goes_to_the_house_and_down(desk: Desk) -> None:
    draft, out = begun(desk, "2023-03"), issued(desk)

    def seen(key: str) -> set[Any]:
        return set(reports_visible_to(desk.house.standing(key)).values_list("pk", flat=True))

    assert seen("minh") == {draft.pk, out.pk}
    for key in ("van", "lan", "hung", "tren", "hoa", "ha"):
        assert seen(key) == {out.pk}, key
        assert report_visible_to(desk.house.standing(key), draft.pk) is None
    for key in ("quantri", "diem", "kiem", "la"):
        assert seen(key) == set(), key


# The record, the document, the first screen ------------------------------------------------------------


def test_each_act_leaves_one_line_of_the_record(desk: Desk) -> None:
    desk.topic(*CODES[:6])
    report = issued(desk)
    moment = at("2023-03-10 09:00")
    report = give_feedback(
        report=report, version=report.version, words="Đã tiếp thu.", by=desk.minh, at=moment
    )
    set_focus(
        report=report,
        version=report.version,
        words="Theo dõi tiền lương.",
        by=desk.house.standing("lan"),
        at=moment,
    )

    assert verbs(report) == [
        "synthesis.begun",
        "synthesis.worded",
        "synthesis.issued",
        "synthesis.feedback_given",
        "synthesis.focus_set",
    ]


def test_the_report_goes_out_by_a_document_with_its_paper(desk: Desk) -> None:
    topic = desk.topic(*CODES)
    desk.escalated(desk.now(topic), "2023-03-01 10:00", document=desk.submission("2023-02-27 09:00"))

    report = issued(desk)

    document = report.document
    assert document is not None
    assert (document.type, document.dated_on, document.reference) == ("report", day("3/3/2023"), "01-BC/ĐUK")
    paper = docx.Document(io.BytesIO(content_of(document.files.get().sha256)))
    words = "\n".join(one.text for one in paper.paragraphs)
    cells = [[cell.text for cell in row.cells] for row in paper.tables[-1].rows]
    assert "14 tổ chức phản ánh" in words
    assert "Tình hình cơ bản ổn định." in words
    assert cells[-1][2:] == ["ít hơn 5", "không nêu", "ít hơn 5", "ít hơn 5", "14"]
    assert not any(f"Đảng ủy Ví dụ {code}" in words for code in CODES)


def test_a_month_in_which_something_was_raised_awaits_its_report(desk: Desk) -> None:
    def waits(when: str) -> list[tuple[str, str]]:
        moment = at(when)
        groups = waiting_for(desk.minh, day=moment.date(), now=moment)
        return [
            (row.title, row.url)
            for group in groups
            for row in group.rows
            if row.url.startswith("/tinh-hinh/bao-cao/")
        ]

    desk.topic(*CODES[:6])
    missing = waits("2023-03-02 08:00")
    draft = begun(desk)
    going = waits("2023-03-03 09:10")
    report = worded(desk, draft)
    issue_report(
        report=report,
        version=report.version,
        dated_on=day("3/3/2023"),
        by=desk.minh,
        at=at("2023-03-03 10:00"),
    )

    assert [url for _title, url in missing] == ["/tinh-hinh/bao-cao/lap/?ky=2023-02"]
    assert [url for _title, url in going] == [f"/tinh-hinh/bao-cao/{draft.pk}/"]
    assert waits("2023-03-03 10:10") == []


def test_what_units_wrote_is_deleted_by_the_daily_job_six_months_after_the_report_went_out(
    desk: Desk,
) -> None:
    topic = desk.topic(*CODES)
    waiting = desk.issue("A1", "2023-02-27 09:00")
    later = desk.merged(desk.issue("A2", "2023-03-02 09:00"), topic, "2023-03-02 10:00")
    report = issued(desk)
    (job,) = [one for one in JOBS if one.name == "raw-issues"]

    job.run(at("2023-09-02 23:00"))
    kept = Issue.objects.count()
    job.run(at("2023-09-03 00:30"))

    left = set(Issue.objects.values_list("pk", flat=True))
    assert kept == 16
    assert left == {waiting.pk, Issue.objects.get(topic=later).pk}
    report.refresh_from_db()
    assert report.raw_deleted_on == day("3/9/2023")
    assert line_of(report, topic)["counts"][-1] == 14
    assert Topic.objects.get(pk=topic.pk).contributions.count() == 15
    assert Entry.objects.filter(verb="situation.raw_deleted").count() == 1


def test_a_size_that_grows_within_the_month_is_the_units(desk: Desk) -> None:
    topic = desk.topic(*CODES)
    for code in CODES[:9]:
        desk.merged(desk.issue(code, "2023-02-20 09:00", size=Size.MOST), topic, "2023-02-21 09:00")

    line = line_of(issued(desk), topic)

    assert (line["counts"][-1], line["size"]) == (14, "most")

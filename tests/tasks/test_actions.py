"""Giving, doing, accepting, correcting: each the stored result and its line of the record."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from tests.conftest import House, at
from tests.tasks.conftest import Desk, day

from nghisu.documents.actions.points import add_point
from nghisu.documents.queries import entry_overdue
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.record.models import Entry
from nghisu.tasks import actions, queries
from nghisu.tasks.actions import Line, Share
from nghisu.tasks.actions.history import EarlierThanLastAct
from nghisu.tasks.models import Correction, Extension, Task, TaskSpan
from nghisu.tasks.rules import dates, origin, programmes, steps
from nghisu.tasks.rules.status import Stage, Status

Q1 = Quarter(2023, 1)
Q2 = Quarter(2023, 2)


def verbs_of(task: Task) -> list[str]:
    return list(
        Entry.objects.filter(subject_id=str(task.pk)).order_by("index").values_list("verb", flat=True)
    )


def status_of(task: Task, on: str) -> Status | None:
    span = queries.span_of(task, day=day(on))
    return Status(span.status) if span else None


def done_codes(unit: str, quarter: Quarter, as_of: str) -> set[str]:
    spans = TaskSpan.objects.filter(queries.known_on(day(as_of)), unit__code=unit)
    return set(queries.done_in(spans, quarter).values_list("task__code", flat=True))


def test_a_directive_becomes_an_arising_task_of_the_one_who_asked(desk: Desk, house: House) -> None:
    directive = desk.directive()

    task = desk.arising(directive=directive, point="II.2", quote="Báo cáo trước ngày 20/4")

    assert (task.code, task.origin, task.asked_by) == ("DUK-2023-001", "arising", house.outside["BTCTW"])
    assert (task.giver, task.directive, str(task.point)) == (None, directive, "II.2")
    line = Entry.objects.get(verb="task.assigned")
    assert line.subject_id == str(directive.pk)
    assert list(line.touches.values_list("object_id", flat=True)) == [str(task.pk)]


def test_an_item_of_an_adopted_programme_becomes_a_planned_task(desk: Desk, house: House) -> None:
    task = desk.planned()

    assert (task.origin, task.giver, task.lead) == ("planned", house.units["DUK"], house.units["BTG"])
    assert verbs_of(task) == ["task.planned"]


def test_work_given_before_its_programme_was_adopted_is_not_planned(desk: Desk) -> None:
    item = desk.programme(adopted="10/1/2023").items.first()
    assert item is not None

    with pytest.raises(origin.NotInTheProgrammeThen):
        actions.assign_planned(item=item, given_on=day("9/1/2023"), by=desk.minh, at=at("2023-01-11 08:00"))


def test_work_from_a_draft_programme_is_not_planned(desk: Desk, house: House) -> None:
    draft = actions.draft_programme(
        unit=house.units["DUK"],
        year=2023,
        title="Dự thảo",
        lines=[Line(content="Việc", lead=house.units["BTG"])],
        by=desk.minh,
        at=at("2023-01-02 08:00"),
    )
    item = draft.items.get()

    with pytest.raises(origin.ProgrammeNotAdopted):
        actions.assign_planned(item=item, by=desk.minh, at=at("2023-01-03 08:00"))


def test_a_line_added_later_makes_work_planned_only_from_its_day(desk: Desk, house: House) -> None:
    programme = desk.programme()
    item = actions.add_item(
        programme=programme,
        version=programme.version,
        line=Line(content="Bổ sung", lead=house.units["BTG"]),
        by=desk.minh,
        at=at("2023-02-10 08:00"),
    )

    with pytest.raises(origin.NotInTheProgrammeThen):
        actions.assign_planned(item=item, given_on=day("9/2/2023"), by=desk.minh, at=at("2023-02-11 08:00"))


def test_a_line_gives_one_task_and_no_second(desk: Desk) -> None:
    item = desk.item()
    desk.planned(item)

    with pytest.raises(steps.SameUnitTwice):
        desk.planned(item)


def test_a_line_whose_work_was_given_is_not_dropped(desk: Desk) -> None:
    item = desk.item()
    desk.planned(item)

    with pytest.raises(programmes.ItemHasTask):
        actions.drop_item(item=item, version=1, reason="Không cần", by=desk.minh, at=at("2023-02-01 08:00"))


def test_the_database_itself_refuses_a_planned_task_without_its_item(desk: Desk) -> None:
    task = desk.arising()

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(origin="planned")


def test_the_database_itself_refuses_a_second_open_span(desk: Desk) -> None:
    task = desk.arising()
    span = TaskSpan.objects.get(task=task)
    span.pk, span.number = None, 2

    with pytest.raises(IntegrityError), transaction.atomic():
        span.save(force_insert=True)


def test_a_deadline_before_the_directive_was_received_is_refused(desk: Desk) -> None:
    with pytest.raises(dates.DueBeforeReceived):
        desk.arising(due="9/1/2023")

    assert Task.objects.count() == 0


def test_the_lead_stands_within_the_unit(desk: Desk) -> None:
    with pytest.raises(steps.LeadElsewhere):
        desk.arising(unit="A1", lead="A2")


def test_an_affiliate_cannot_give_work_to_its_superior(desk: Desk, house: House) -> None:
    directive = desk.directive()

    with pytest.raises(NotAllowed):
        actions.assign_from_directive(
            directive=directive,
            shares=[Share(unit=house.units["DUK"])],
            title="Việc",
            by=house.standing("hoa"),
            at=at("2023-01-12 08:00"),
        )


def test_one_act_gives_each_affiliate_its_share_in_one_line(desk: Desk, house: House) -> None:
    parent = desk.arising()

    children = actions.cascade(
        task=parent,
        version=parent.version,
        shares=[Share(unit=house.units["A1"]), Share(unit=house.units["A2"], due_on=day("10/4/2023"))],
        by=desk.minh,
        at=at("2023-01-12 08:00"),
    )

    assert [(one.code, one.giver, one.due_on) for one in children] == [
        ("A1-2023-001", house.units["DUK"], day("20/4/2023")),
        ("A2-2023-001", house.units["DUK"], day("10/4/2023")),
    ]
    line = Entry.objects.get(verb="task.cascaded")
    assert line.touches.count() == 2
    assert [span.task for span in queries.children_of(parent, day=day("12/1/2023"))] == children


def test_a_share_is_not_due_after_the_whole_and_not_given_twice(desk: Desk, house: House) -> None:
    parent = desk.arising()
    share = Share(unit=house.units["A1"], due_on=day("21/4/2023"))

    with pytest.raises(dates.ChildDueAfterParent):
        actions.cascade(task=parent, version=1, shares=[share], by=desk.minh, at=at("2023-01-12 08:00"))
    with pytest.raises(steps.SameUnitTwice):
        actions.cascade(
            task=parent,
            version=1,
            shares=[Share(unit=house.units["DUK"])],
            by=desk.minh,
            at=at("2023-01-12 08:00"),
        )


def test_the_lead_hands_in_and_only_the_giver_accepts(desk: Desk, house: House) -> None:
    task = desk.arising(unit="A1", lead="A1")
    hoa = house.standing("hoa")
    actions.submit_product(task=task, version=1, by=hoa, at=at("2023-03-01 08:00"))

    with pytest.raises(NotAllowed):
        actions.accept(task=task, version=2, by=hoa, at=at("2023-03-02 08:00"))
    accepted = desk.accept(task, "2023-03-02 08:00")

    assert (accepted.stage, accepted.accepted_on) == ("accepted", day("2/3/2023"))
    assert verbs_of(task) == ["task.submitted", "task.accepted"]


def test_the_answer_of_an_outside_giver_needs_its_document(desk: Desk) -> None:
    task = desk.submit(desk.arising(), "2023-03-01 08:00")

    with pytest.raises(steps.NoSuperiorsDocument):
        actions.accept(task=task, version=task.version, by=desk.minh, at=at("2023-03-02 08:00"))


def test_two_people_acting_on_one_task_meet_a_conflict(desk: Desk) -> None:
    task = desk.planned()
    actions.report_progress(task=task, version=1, words="Đang viết", by=desk.minh, at=at("2023-02-01 08:00"))

    with pytest.raises(Conflict):
        actions.report_progress(task=task, version=1, words="Xong", by=desk.minh, at=at("2023-02-01 09:00"))


def test_accepting_on_an_earlier_day_than_it_is_entered(desk: Desk) -> None:
    task = desk.submit(desk.planned(), "2023-03-30 08:00")

    accepted = desk.accept(task, "2023-04-04 08:00", accepted_on=day("31/3/2023"))

    assert accepted.accepted_on == day("31/3/2023")
    assert done_codes("DUK", Q1, "3/4/2023") == set()
    assert done_codes("DUK", Q1, "4/4/2023") == {accepted.code}


def test_rule_T2_a_product_sent_in_march_and_accepted_in_april_counts_in_the_second_quarter(
    desk: Desk,
) -> None:
    task = desk.submit(desk.planned(), "2023-03-31 16:00")
    desk.accept(task, "2023-04-03 09:00")

    assert status_of(task, "31/3/2023") == Status.WAITING
    assert done_codes("DUK", Q1, "21/4/2023") == set()
    assert done_codes("DUK", Q2, "21/4/2023") == {task.code}


def test_rule_T3_done_before_the_extended_deadline_is_early_and_one_extension_shows(desk: Desk) -> None:
    task = desk.arising(due="20/4/2023")
    extension = actions.ask_extension(
        task=task,
        version=1,
        new_due_on=day("5/5/2023"),
        reason="Chờ số liệu",
        by=desk.minh,
        at=at("2023-04-19 10:00"),
    )
    actions.grant_extension(
        extension=extension,
        version=2,
        document=desk.directive("Đồng ý gia hạn", "2023-04-20 09:00"),
        by=desk.minh,
        at=at("2023-04-20 10:00"),
    )

    done = desk.done(task, "2023-05-04 10:00")

    assert status_of(task, "4/5/2023") == Status.DONE_EARLY
    assert (done.extensions, done.due_on) == (1, day("5/5/2023"))
    assert Extension.objects.get().old_due_on == day("20/4/2023")
    assert status_of(task, "21/4/2023") == Status.ON_TIME


def test_rule_T4_an_extension_asked_after_the_deadline_is_refused_and_the_task_is_overdue(desk: Desk) -> None:
    task = desk.arising(due="20/4/2023")

    with pytest.raises(dates.ExtensionAskedTooLate):
        actions.ask_extension(
            task=task,
            version=1,
            new_due_on=day("5/5/2023"),
            reason="Chờ số liệu",
            by=desk.minh,
            at=at("2023-04-21 08:00"),
        )

    assert Extension.objects.count() == 0
    assert status_of(task, "21/4/2023") == Status.OVERDUE


def test_rule_T6_a_task_returned_twice_and_accepted_late_is_late_with_two_returns(desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1", due="20/3/2023")
    for handed_in, returned in (("2023-03-10", "2023-03-12"), ("2023-03-18", "2023-03-22")):
        desk.submit(task, f"{handed_in} 08:00", who="hoa")
        actions.return_with_reason(
            task=task,
            version=desk.now(task).version,
            reason="Thiếu phụ lục",
            by=desk.minh,
            at=at(f"{returned} 08:00"),
        )

    done = desk.done(task, "2023-03-28 08:00", who="hoa")

    assert status_of(task, "13/3/2023") == Status.RETURNED
    assert status_of(task, "22/3/2023") == Status.OVERDUE
    assert status_of(task, "28/3/2023") == Status.DONE_LATE
    assert done.returns == 2


def test_rule_T7_an_item_realised_by_three_documents_is_one_planned_task_done(desk: Desk) -> None:
    item = desk.item()
    task = desk.planned(item)
    papers = [desk.directive(f"Văn bản {n}", "2023-02-01 08:00") for n in range(3)]

    desk.submit(task, "2023-03-01 08:00", evidence=papers)
    desk.accept(task, "2023-03-02 08:00")

    assert item.realised_by.count() == 3
    assert done_codes("DUK", Q1, "31/3/2023") == {task.code}


def test_rule_T8_five_tasks_received_on_monday_are_entered_by_wednesday_else_the_clerk_is_alerted(
    desk: Desk,
) -> None:
    directive = desk.directive(received="2023-04-17 09:00", tasks=5)

    assert directive.entry_due_on == day("19/4/2023")
    assert list(entry_overdue(desk.van, day("19/4/2023"))) == []
    assert list(entry_overdue(desk.van, day("20/4/2023"))) == [directive]


def test_the_day_of_the_deadline_is_still_in_time_for_asking(desk: Desk) -> None:
    task = desk.arising(due="20/4/2023")

    actions.ask_extension(
        task=task,
        version=1,
        new_due_on=day("5/5/2023"),
        reason="Chờ số liệu",
        by=desk.minh,
        at=at("2023-04-20 16:00"),
    )

    assert Extension.objects.get().decided_on is None


def test_a_refused_extension_keeps_the_deadline(desk: Desk) -> None:
    task = desk.planned()
    extension = actions.ask_extension(
        task=task,
        version=1,
        new_due_on=day("5/5/2023"),
        reason="Chờ số liệu",
        by=desk.minh,
        at=at("2023-03-20 16:00"),
    )

    actions.refuse_extension(
        extension=extension, version=2, reason="Đủ thời gian", by=desk.minh, at=at("2023-03-21 08:00")
    )

    assert (desk.now(task).due_on, desk.now(task).extensions) == (day("31/3/2023"), 0)
    with pytest.raises(steps.ExtensionDecided):
        actions.grant_extension(extension=extension, version=3, by=desk.minh, at=at("2023-03-22 08:00"))


def test_a_paused_task_goes_on_where_it_stood(desk: Desk) -> None:
    task = desk.planned()

    actions.pause(task=task, version=1, reason="Chờ Trung ương", by=desk.minh, at=at("2023-02-01 08:00"))
    assert status_of(task, "1/2/2023") == Status.PAUSED
    with pytest.raises(steps.TaskPaused):
        actions.submit_product(task=task, version=2, by=desk.minh, at=at("2023-02-02 08:00"))
    actions.resume(task=task, version=2, by=desk.minh, at=at("2023-02-03 08:00"))

    assert desk.now(task).stage == Stage.OPEN


def test_ending_needs_a_document_and_nothing_follows(desk: Desk) -> None:
    task = desk.planned()

    with pytest.raises(steps.NoEndingDocument):
        actions.end(task=task, version=1, document=None, by=desk.minh, at=at("2023-02-01 08:00"))
    actions.end(task=task, version=1, document=desk.directive(), by=desk.minh, at=at("2023-02-01 08:00"))

    assert status_of(task, "1/2/2023") == Status.ENDED
    with pytest.raises(steps.TaskEnded):
        actions.report_progress(task=task, version=2, words="…", by=desk.minh, at=at("2023-02-02 08:00"))


def test_a_corrected_day_of_acceptance_changes_the_count_from_the_day_it_is_known(desk: Desk) -> None:
    task = desk.done(desk.planned(), "2023-03-30 08:00")

    corrections = actions.correct(
        task=task,
        version=task.version,
        accepted_on=day("3/4/2023"),
        reason="Ghi nhầm ngày",
        by=desk.minh,
        at=at("2023-04-25 08:00"),
    )

    assert [(one.field, one.before, one.after) for one in corrections] == [
        ("accepted_on", "2023-03-30", "2023-04-03")
    ]
    assert done_codes("DUK", Q1, "21/4/2023") == {task.code}
    assert done_codes("DUK", Q1, "25/4/2023") == set()
    assert done_codes("DUK", Q2, "25/4/2023") == {task.code}


def test_a_task_moved_to_another_unit_counts_there(desk: Desk, house: House) -> None:
    task = desk.done(desk.planned(), "2023-03-30 08:00")

    actions.correct(
        task=task,
        version=task.version,
        unit=house.units["A1"],
        reason="Việc của A1",
        by=desk.minh,
        at=at("2023-04-20 08:00"),
    )

    assert done_codes("DUK", Q1, "21/4/2023") == set()
    assert done_codes("A1", Q1, "21/4/2023") == {task.code}


def test_after_closing_a_correction_names_the_quarter_and_the_origin_is_frozen(
    desk: Desk, house: House
) -> None:
    task = desk.done(desk.arising(), "2023-03-30 08:00")
    item = desk.item()
    actions.close_quarter(unit=house.units["DUK"], quarter=Q1, by=desk.minh, at=at("2023-04-15 08:00"))

    with pytest.raises(origin.OriginFrozen):
        actions.correct(
            task=task, version=task.version, item=item, reason="…", by=desk.minh, at=at("2023-04-20 08:00")
        )
    actions.correct(
        task=task,
        version=task.version,
        accepted_on=day("3/4/2023"),
        reason="Ghi nhầm",
        by=desk.minh,
        at=at("2023-04-20 08:00"),
    )

    assert Correction.objects.get().closed_quarter == "2023-Q1"
    assert list(queries.corrections_of_closed(house.units["DUK"], Q1, day=day("20/4/2023"))) == [
        Correction.objects.get()
    ]


def test_while_the_quarter_is_open_an_arising_task_may_prove_planned(desk: Desk) -> None:
    task = desk.arising()
    item = desk.item()

    actions.correct(
        task=task,
        version=1,
        item=item,
        reason="Có trong chương trình",
        by=desk.minh,
        at=at("2023-02-20 08:00"),
    )

    assert (desk.now(task).origin, desk.now(task).programme_item) == ("planned", item)


def test_nothing_is_accepted_into_a_closed_quarter(desk: Desk, house: House) -> None:
    task = desk.submit(desk.planned(), "2023-03-30 08:00")
    actions.close_quarter(unit=house.units["DUK"], quarter=Q1, by=desk.minh, at=at("2023-04-15 08:00"))

    with pytest.raises(steps.QuarterIsClosed):
        desk.accept(task, "2023-04-16 08:00", accepted_on=day("31/3/2023"))


def test_a_quarter_is_closed_once_and_not_before_it_is_over(desk: Desk, house: House) -> None:
    with pytest.raises(steps.QuarterNotOver):
        actions.close_quarter(unit=house.units["DUK"], quarter=Q1, by=desk.minh, at=at("2023-03-31 08:00"))
    actions.close_quarter(unit=house.units["DUK"], quarter=Q1, by=desk.minh, at=at("2023-04-01 08:00"))
    with pytest.raises(steps.QuarterClosedAlready):
        actions.close_quarter(unit=house.units["DUK"], quarter=Q1, by=desk.minh, at=at("2023-04-02 08:00"))


def test_coverage_shows_the_point_without_a_task(desk: Desk) -> None:
    directive = desk.directive()
    for number, text in (("1", "Quán triệt"), ("2", "Báo cáo")):
        add_point(document=directive, number=number, text=text, by=desk.minh, at=at("2023-01-10 10:00"))
    desk.arising(directive=directive, point="2")

    covered = queries.coverage_of(directive, standing=desk.minh, day=day("21/4/2023"))

    assert [(one.point.number, one.is_open) for one in covered] == [("1", True), ("2", False)]


def test_a_stranger_sees_no_task_and_the_affiliate_only_its_own(desk: Desk, house: House) -> None:
    desk.arising()
    own = desk.arising(unit="A1", lead="A1")

    def seen(key: str) -> list[str]:
        spans = queries.spans_visible_to(house.standing(key), day=day("21/4/2023"))
        return sorted(spans.values_list("task__code", flat=True))

    assert seen("la") == []
    assert seen("hoa") == [own.code]
    assert seen("minh") == ["A1-2023-001", "DUK-2023-001"]


def test_what_awaits_the_giver_and_the_lead(desk: Desk, house: House) -> None:
    late = desk.arising(unit="A1", lead="A1", due="20/4/2023")
    waiting = desk.submit(desk.planned(), "2023-03-30 08:00")

    giver = queries.awaiting(desk.minh, day=day("21/4/2023"))
    lead = queries.awaiting(house.standing("hoa"), day=day("21/4/2023"))

    assert [span.task for span in giver.to_accept] == [waiting]
    assert [span.task for span in lead.late] == [late]


def test_no_act_lies_before_the_last_one(desk: Desk) -> None:
    task = desk.planned()
    desk.submit(task, "2023-03-10 08:00", submitted_on=datetime.date(2023, 3, 1))

    with pytest.raises(EarlierThanLastAct):
        actions.accept(task=task, version=2, by=desk.minh, at=at("2023-03-09 08:00"))

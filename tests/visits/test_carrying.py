"""A visit from the plan to the last question told back (M12)."""

import datetime
import json
from typing import Any

import pytest
from tests.conftest import at
from tests.visits.conftest import TEXT, Trip, day

from nghisu.figures.queries.registry import Asked, figure_shown, sources, values_of
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings.models import WeekEntry
from nghisu.organisation.models import Mandate
from nghisu.record.models import Entry
from nghisu.reporting.queries.between import acts_between
from nghisu.reporting.rules.between import Did, Interval
from nghisu.situation.actions import open_field, raise_issue
from nghisu.situation.models import Contribution, Issue, Topic
from nghisu.situation.rules.competence import MATTERS, FieldClosed
from nghisu.situation.rules.personal import PointsAtAPerson
from nghisu.situation.rules.topics import Size, TopicState, Where
from nghisu.tasks.models import Task
from nghisu.visits import queries
from nghisu.visits.actions import concluding, minutes, planning, questions
from nghisu.visits.models import Visit, VisitMinutes
from nghisu.visits.queries import following
from nghisu.visits.queries.clashes import clashes_of, visits_there
from nghisu.visits.rules import steps
from nghisu.visits.rules.minutes import text_hash
from nghisu.visits.rules.steps import Outcome, State, Taken, Way


def test_visits_are_numbered_within_the_year_and_every_step_leaves_one_line(trip: Trip) -> None:
    first, second = trip.announced(), trip.planned(visited=trip.house.units["A2"], knows_clash=True)

    assert [one.code for one in (first, second)] == ["1/2023", "2/2023"]
    said = Entry.objects.filter(verb__startswith="visit.").order_by("index").values_list("verb", flat=True)
    assert list(said) == ["visit.planned", "visit.announced", "visit.planned"]


def test_a_visit_goes_to_a_unit_below_by_a_body_or_a_leader(trip: Trip) -> None:
    with pytest.raises(steps.NotBelow):
        trip.planned(visited=trip.house.units["VP"])
    with pytest.raises(steps.NobodyGoes):
        trip.planned(head=None)
    with pytest.raises(steps.HeadTwice):
        trip.planned(members=[trip.house.people["lan"]])

    made = trip.planned(head=None, body=trip.house.bodies["standing"], starts_at=None, ends_at=None)

    assert (made.head, made.state) == (None, State.PLANNED)


def test_somebody_elsewhere_is_named_before_the_visit_is_planned_over_it(trip: Trip) -> None:
    trip.announced()

    with pytest.raises(steps.MemberElsewhere) as refused:
        trip.planned(
            visited=trip.house.units["A2"], starts_at=at("2023-04-12 11:00"), ends_at=at("2023-04-12 12:00")
        )
    after = trip.planned(
        visited=trip.house.units["A2"], starts_at=at("2023-04-12 11:30"), ends_at=at("2023-04-12 12:00")
    )
    over = trip.planned(visited=trip.house.units["A2"], knows_clash=True)

    assert refused.value.values["person"] == "Lê Thị Lan"
    assert after.state == State.PLANNED
    found = clashes_of([trip.house.people["lan"].pk], over.starts_at, over.ends_at, visit=over)
    assert [one.name for one in found] == ["Lê Thị Lan"]


def test_two_visits_to_one_unit_on_a_day_are_told(trip: Trip) -> None:
    first = trip.announced()
    second = trip.planned(knows_clash=True)

    assert visits_there(first.visited_id, first.starts_at, visit=first) == [second]


def test_the_announced_visit_stands_in_the_weekly_calendar_and_moves_with_its_plan(trip: Trip) -> None:
    visit = trip.announced()
    planning.change_visit(
        visit=visit,
        version=visit.version,
        plan=trip.plan(starts_at=at("2023-04-13 08:30"), ends_at=at("2023-04-13 10:00")),
        by=trip.standing("minh"),
        at=at("2023-04-04 08:00"),
    )

    entry = WeekEntry.objects.get()
    assert (entry.starts_at, entry.attendees.count()) == (at("2023-04-13 08:30"), 2)
    assert entry.title.startswith("Làm việc với Đảng ủy Bộ Ví dụ Một")


def test_a_visit_without_day_or_place_is_not_announced(trip: Trip) -> None:
    for values in ({"starts_at": None, "ends_at": None}, {"place": ""}):
        visit = trip.planned(knows_clash=True, **values)
        with pytest.raises(steps.NotDatedYet):
            planning.announce(
                visit=visit,
                version=visit.version,
                questions_due_on=day("10/4/2023"),
                by=trip.standing("minh"),
                at=at("2023-04-03 09:00"),
            )


def test_a_visit_put_off_leaves_the_calendar_and_is_planned_and_announced_anew(trip: Trip) -> None:
    visit = trip.announced()
    question = trip.ask(visit)
    visit.refresh_from_db()
    common: dict[str, Any] = {"by": trip.standing("minh"), "at": at("2023-04-06 08:00")}
    with pytest.raises(steps.SayWhy):
        planning.postpone(visit=visit, version=visit.version, reason=" ", **common)
    visit = planning.postpone(
        visit=visit, version=visit.version, reason="Trùng hội nghị Trung ương", **common
    )
    assert WeekEntry.objects.get().cancelled_reason == "Trùng hội nghị Trung ương"
    later = trip.plan(starts_at=at("2023-05-12 08:30"), ends_at=at("2023-05-12 10:00"))

    visit = planning.plan_anew(visit=visit, version=visit.version, plan=later, **common)
    visit = planning.announce(visit=visit, version=visit.version, questions_due_on=day("10/5/2023"), **common)

    assert (visit.state, visit.questions.get()) == (State.ANNOUNCED, question)
    assert WeekEntry.objects.filter(cancelled_reason="").count() == 1


def test_a_visit_called_off_takes_no_further_step(trip: Trip) -> None:
    visit = trip.announced()
    visit = planning.cancel_visit(
        visit=visit,
        version=visit.version,
        reason="Đơn vị giải thể",
        by=trip.standing("minh"),
        at=at("2023-04-06 08:00"),
    )

    with pytest.raises(steps.StepNotNow):
        trip.ask(visit)


def test_the_unit_states_until_the_deadline_and_afterwards_the_office_enters_what_came_late(
    trip: Trip,
) -> None:
    visit = trip.announced()

    in_time = trip.ask(visit, when="2023-04-10 17:00")
    with pytest.raises(steps.QuestionsLate):
        trip.ask(visit, when="2023-04-11 08:00")
    late = trip.ask(visit, key="minh", when="2023-04-11 08:00")
    with pytest.raises(NotAllowed):
        trip.ask(visit, key="ha")

    assert [(one.number, one.is_late) for one in (in_time, late)] == [(1, False), (2, True)]


def test_a_question_points_at_no_person_and_its_line_holds_no_words(trip: Trip) -> None:
    visit = trip.announced()

    with pytest.raises(PointsAtAPerson):
        trip.ask(visit, text="Đồng chí Nguyễn Văn Bảy chậm ký, điện thoại 0912345678.")
    with pytest.raises(steps.SayWhat):
        trip.ask(visit, text=" ")
    trip.ask(visit)

    line = Entry.objects.get(verb="visit.question_stated")
    assert json.loads(line.details or "{}") == {"late": False, "matter": "software", "question": 1}


def test_a_sensitive_field_is_asked_about_only_after_the_office_declared_it_no_state_secret(
    trip: Trip,
) -> None:
    visit = trip.announced()
    sensitive = next(one for one in MATTERS if one.field == "opinion")

    with pytest.raises(FieldClosed):
        trip.ask(visit, matter=sensitive.code, text="Dư luận về việc sắp xếp tổ chức.")
    assert sensitive not in queries.matters_to_ask(visit, day("5/4/2023"))
    open_field(
        unit=trip.house.units["DUK"],
        field=sensitive.field,
        declared=True,
        by=trip.standing("minh"),
        at=at("2023-04-05 07:00"),
    )
    made = trip.ask(visit, matter=sensitive.code, text="Dư luận về việc sắp xếp tổ chức.")

    assert made.field == sensitive.field


def raised(trip: Trip, key: str = "hoa", unit: str = "A1") -> Issue:
    return raise_issue(
        unit=trip.house.units[unit],
        matter="software",
        where=Where.WHOLE,
        size=Size.MANY,
        since=day("1/1/2023"),
        statement="Hai phần mềm chưa liên thông.",
        proposal="Liên thông trong năm.",
        by=trip.standing(key),
        at=at("2023-04-01 08:00"),
    )


def test_a_question_may_be_a_difficulty_the_unit_raised_and_no_other_units(trip: Trip) -> None:
    visit, issue, other = trip.announced(), raised(trip), raised(trip, "ha", "A2")

    made = trip.ask(visit, text="", issue=issue)

    assert (made.text, made.proposal, made.matter) == (
        "Hai phần mềm chưa liên thông.",
        "Liên thông trong năm.",
        "software",
    )
    with pytest.raises(steps.AskedBefore):
        trip.ask(visit, text="", issue=issue)
    with pytest.raises(steps.NotOfTheUnit):
        trip.ask(visit, text="", issue=other)
    assert queries.issues_to_ask(visit) == []


def test_a_question_is_worded_anew_or_withdrawn_before_the_visit(trip: Trip) -> None:
    visit = trip.announced()
    question = trip.ask(visit)
    common: dict[str, Any] = {"by": trip.standing("hoa"), "at": at("2023-04-06 08:00")}

    changed = questions.change_question(
        question=question, version=1, matter="software", text="Phần mềm còn chậm.", **common
    )
    with pytest.raises(Conflict):
        questions.withdraw_question(question=question, version=1, **common)
    questions.withdraw_question(question=changed, version=2, **common)

    assert following.questions_owed(visit) == 0


def test_the_minutes_are_composed_with_the_offices_held_on_the_day(trip: Trip) -> None:
    visit = trip.held()
    Mandate.objects.filter(person=trip.house.people["minh"]).update(until=day("1/4/2023"))

    text = following.composed_minutes(visit, trip.standing("lan", "2023-04-12 17:00"))

    assert "- Đồng chí Lê Thị Lan, Phó Bí thư Thường trực, trưởng đoàn" in text
    assert "- Đồng chí Nguyễn Văn Minh\n" in text
    assert "1. " in text.split("III.")[1]


def test_signed_minutes_stand_still_and_only_corrections_follow(trip: Trip) -> None:
    visit = trip.held()
    with pytest.raises(steps.NoMinutes):
        minutes.sign_minutes(
            visit=visit,
            version=visit.version,
            minutes_version=1,
            by=trip.standing("lan"),
            at=at("2023-04-13 07:00"),
        )
    visit = trip.signed(visit)

    with pytest.raises(steps.MinutesSigned):
        trip.written(visit, "Nội dung khác")
    with pytest.raises(steps.SayWhy):
        minutes.correct_minutes(
            visit=visit,
            version=visit.version,
            text="Đọc là 3",
            reason="",
            by=trip.standing("lan"),
            at=at("2023-04-14 08:00"),
        )
    minutes.correct_minutes(
        visit=visit,
        version=visit.version,
        text="“Hai bên” đọc là “Ba bên”.",
        reason="Ghi nhầm",
        by=trip.standing("lan"),
        at=at("2023-04-14 08:00"),
    )

    kept = VisitMinutes.objects.get(visit=visit)
    assert (kept.text, kept.text_hash, kept.corrections.count()) == (TEXT, text_hash(TEXT), 1)


def test_who_wrote_the_minutes_does_not_sign_them_and_a_text_not_read_is_not_signed(trip: Trip) -> None:
    visit = trip.written(trip.held(head=trip.house.people["minh"], members=[]))
    sign: dict[str, Any] = {"visit": visit, "version": visit.version, "at": at("2023-04-13 10:00")}

    with pytest.raises(steps.WriterSigns):
        minutes.sign_minutes(minutes_version=1, by=trip.standing("minh"), **sign)
    with pytest.raises(NotAllowed):
        minutes.sign_minutes(minutes_version=1, by=trip.standing("van"), **sign)
    trip.written(visit, "Đã sửa")
    visit.refresh_from_db()
    with pytest.raises(Conflict):
        minutes.sign_minutes(
            visit=visit,
            version=visit.version,
            minutes_version=1,
            by=trip.standing("lan"),
            at=at("2023-04-13 10:00"),
        )


def test_a_conclusion_needs_signed_minutes(trip: Trip) -> None:
    visit = trip.written(trip.held())

    with pytest.raises(steps.MinutesNotSigned):
        trip.approved(visit)


def test_commitments_have_a_lead_of_the_house_or_the_unit_and_a_deadline_to_come(trip: Trip) -> None:
    visit = trip.held()
    question = visit.questions.get()

    with pytest.raises(steps.LeadElsewhere):
        trip.commit(visit, lead="A2")
    with pytest.raises(steps.DueBeforeCommitted):
        trip.commit(visit, due_on=day("13/4/2023"))
    with pytest.raises(steps.DifficultyOfAQuestion):
        trip.commit(visit, way=Way.DIFFICULTY)
    with pytest.raises(steps.DifficultyLedHere):
        trip.commit(visit, way=Way.DIFFICULTY, lead="A1", question=question)


def test_commitments_are_no_tasks_before_the_conclusion_is_issued_and_then_all_are(trip: Trip) -> None:
    visit = trip.signed(trip.held())
    trip.commit(visit, product="Phần mềm liên thông")
    trip.commit(visit, lead="A1", title="Rà soát số liệu đảng viên")
    dropped = trip.commit(visit, title="Việc ghi nhầm")
    concluding.drop_commitment(
        commitment=dropped, version=1, by=trip.standing("minh"), at=at("2023-04-14 09:00")
    )
    visit = trip.approved(visit)
    assert Task.objects.count() == 0

    assert visit.document is not None
    assert "2. Rà soát số liệu đảng viên. Đảng ủy Bộ Ví dụ Một chủ trì" in visit.document.text
    back = concluding.take_conclusion_back(
        visit=visit, version=visit.version, by=trip.standing("minh"), at=at("2023-04-14 11:00")
    )
    assert back.state == State.HELD
    visit = trip.concluded(back)

    found = [
        (one.unit.code, one.lead.code, one.title, one.due_on, one.origin)
        for one in Task.objects.order_by("title").select_related("unit", "lead")
    ]
    assert found == [
        ("DUK", "VP", "Liên thông phần mềm", day("31/5/2023"), "arising"),
        ("A1", "A1", "Rà soát số liệu đảng viên", day("31/5/2023"), "arising"),
    ]
    assert visit.state == State.CONCLUDED


def test_a_difficulty_goes_to_its_room_once_and_is_given_to_its_lead(trip: Trip) -> None:
    visit = trip.signed(trip.held())
    made = trip.commit(visit, way=Way.DIFFICULTY, question=visit.questions.get())
    visit = trip.concluded(visit)
    common: dict[str, Any] = {"by": trip.standing("minh"), "at": at("2023-04-17 10:00")}

    topic = concluding.pass_on(commitment=made, version=made.version, **common)

    made.refresh_from_db()
    assert (topic.state, topic.lead, topic.due_on) == (
        TopicState.ASSIGNED,
        trip.house.units["VP"],
        day("31/5/2023"),
    )
    assert list(Contribution.objects.values_list("unit__code", "month")) == [("A1", 4)]
    with pytest.raises(steps.PassedBefore):
        concluding.pass_on(commitment=made, version=made.version, **common)


def test_what_is_beyond_authority_waits_in_its_room_to_be_sent_up(trip: Trip) -> None:
    visit = trip.announced()
    question = trip.ask(visit, matter="pay_scheme", text="Chế độ tiền lương không còn phù hợp.")
    visit.refresh_from_db()
    visit = planning.hold(
        visit=visit,
        version=visit.version,
        held_on=day("12/4/2023"),
        by=trip.standing("minh"),
        at=at("2023-04-12 16:00"),
    )
    made = trip.commit(trip.signed(visit), way=Way.DIFFICULTY, question=question)
    trip.concluded(visit)

    topic = concluding.pass_on(
        commitment=made, version=made.version, by=trip.standing("minh"), at=at("2023-04-17 10:00")
    )

    assert (topic.state, topic.lead) == (TopicState.OPEN, None)


def test_a_difficulty_raised_before_keeps_its_issue_and_counts_once(trip: Trip) -> None:
    visit, issue = trip.announced(), raised(trip)
    question = trip.ask(visit, text="", issue=issue)
    visit.refresh_from_db()
    visit = planning.hold(
        visit=visit,
        version=visit.version,
        held_on=day("12/4/2023"),
        by=trip.standing("minh"),
        at=at("2023-04-12 16:00"),
    )
    made = trip.commit(trip.signed(visit), way=Way.DIFFICULTY, question=question)
    trip.concluded(visit)

    topic = concluding.pass_on(
        commitment=made, version=made.version, by=trip.standing("minh"), at=at("2023-04-17 10:00")
    )

    assert list(Issue.objects.values_list("topic", flat=True)) == [topic.pk]
    assert Topic.objects.count() == 1


def test_the_visit_closes_only_when_every_question_was_told_back_by_a_document(trip: Trip) -> None:
    visit = trip.concluded(trip.signed(trip.held(asked=2)))
    first, second = visit.questions.all()

    with pytest.raises(steps.DocumentNeeded):
        trip.tell(first)
    trip.tell(first, outcome=Outcome.UNDER_WAY, text="Đang liên thông.")
    trip.tell(first, document=visit.document)
    with pytest.raises(steps.StillOwed):
        trip.close(visit)
    with pytest.raises(steps.ToldBefore):
        trip.tell(first, document=visit.document)
    trip.tell(second, outcome=Outcome.REFUSED, text="Không thuộc phạm vi.", document=visit.document)
    closed = trip.close(visit)

    assert closed.state == State.CLOSED
    assert [one.outcome for one in first.tellings.all()] == ["under_way", "resolved"]


def test_a_visit_with_a_difficulty_not_passed_on_does_not_close(trip: Trip) -> None:
    visit = trip.signed(trip.held())
    question = visit.questions.get()
    trip.commit(visit, way=Way.DIFFICULTY, question=question)
    visit = trip.concluded(visit)
    trip.tell(question, document=visit.document)

    with pytest.raises(steps.NotYetPassed):
        trip.close(visit)


def test_a_draft_document_tells_nobody(trip: Trip) -> None:
    visit = trip.approved(trip.signed(trip.held()))

    with pytest.raises(steps.NotIssuedYet):
        trip.tell(visit.questions.get(), document=visit.document)


def test_the_quarter_counts_visits_held_and_questions_told_and_opens_them(trip: Trip) -> None:
    visit = trip.concluded(trip.signed(trip.held()))
    trip.tell(visit.questions.get(), document=visit.document)
    trip.planned(visited=trip.house.units["A2"], knows_clash=True)
    asked = Asked(trip.house.units["DUK"], Quarter(2023, 2), day("21/4/2023"))
    before = Asked(asked.unit, asked.quarter, day("11/4/2023"))

    values, shown = values_of(asked), figure_shown("visits_held", asked, trip.standing("minh"))

    assert (values["visits_held"], values["visit_questions_told"]) == (1, 1)
    assert values_of(before)["visits_held"] == 0
    (source,) = (one for one in sources() if one.code == "visits")
    assert source.said([asked])[0].values == source.values(asked)
    assert [(one.pk, one.label) for one in shown.records] == [(str(visit.pk), "1/2023")]


def test_the_report_between_two_sessions_names_the_visits_held(trip: Trip) -> None:
    visit = trip.held()
    interval = Interval(at("2023-04-01 00:00"), at("2023-04-21 08:00"))

    acts = acts_between(trip.house.units["DUK"].pk, interval, trip.standing("minh"))
    earlier = Interval(at("2023-04-01 00:00"), at("2023-04-12 08:30"))

    assert [(one.did, one.pk) for one in acts if one.kind == "visit"] == [(Did.VISITED, str(visit.pk))]
    assert [
        one for one in acts_between(trip.house.units["DUK"].pk, earlier, None) if one.kind == "visit"
    ] == []


def test_the_unit_visited_sees_its_own_visit_from_the_announcement_and_no_other(trip: Trip) -> None:
    planned = trip.planned()
    hoa, ha = trip.standing("hoa"), trip.standing("ha")

    assert list(queries.visits_visible_to(hoa)) == []
    planning.announce(
        visit=planned,
        version=planned.version,
        questions_due_on=day("10/4/2023"),
        by=trip.standing("minh"),
        at=at("2023-04-03 09:00"),
    )

    assert list(queries.visits_visible_to(hoa)) == [planned]
    assert list(queries.visits_visible_to(ha)) == []


def test_each_hand_finds_its_visit_on_the_first_screen(trip: Trip) -> None:
    visit = trip.announced()

    def awaited(key: str, when: str) -> list[Visit]:
        return list(queries.visits_awaiting(trip.standing(key, when), at(when).date()))

    assert [awaited(key, "2023-04-05 08:00") for key in ("hoa", "ha", "minh")] == [[visit], [], []]
    assert awaited("minh", "2023-04-13 08:00") == [visit]
    trip.ask(visit)
    assert awaited("hoa", "2023-04-05 08:00") == []
    visit.refresh_from_db()
    visit = planning.hold(
        visit=visit,
        version=visit.version,
        held_on=day("12/4/2023"),
        by=trip.standing("minh"),
        at=at("2023-04-12 16:00"),
    )
    assert [awaited(key, "2023-04-12 17:00") for key in ("minh", "lan")] == [[visit], []]
    trip.written(visit)
    assert [awaited(key, "2023-04-13 17:00") for key in ("minh", "lan")] == [[], [visit]]


def test_no_row_of_a_visit_leads_from_a_person_to_words(trip: Trip) -> None:
    person = type(trip.house.people["lan"])
    reverse_names = {one.get_accessor_name() for one in person._meta.related_objects if not one.hidden}

    assert {one for one in reverse_names if one and "visit" in one} == set()


def test_a_visit_as_of_a_day_stands_as_it_was_known_then(trip: Trip) -> None:
    visit = trip.held()

    def state(on: datetime.date) -> str:
        return str(queries.with_states(Visit.objects.filter(pk=visit.pk), on).get().state_then)

    assert [state(day(text)) for text in ("4/4/2023", "12/4/2023")] == ["announced", "held"]
    assert [one.taken for one in queries.steps_of(visit, day=day("3/4/2023"))] == [
        Taken.PLANNED,
        Taken.ANNOUNCED,
    ]

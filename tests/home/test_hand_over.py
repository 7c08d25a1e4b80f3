"""Hand-over of an office: the list, two signatures, the confirmation that moves everything at once."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pypdf
import pytest
from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk as Work

from nghisu.corner.models import CalendarFeed
from nghisu.documents import actions as documents
from nghisu.documents.models import Document, NumberSequence
from nghisu.home.actions import handover
from nghisu.home.models import OfficeHandOver
from nghisu.home.rules.handover import Reason, Way
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.models import Meeting
from nghisu.organisation.actions.bodies import close_term, open_term
from nghisu.organisation.models import Mandate, Term
from nghisu.record.models import Entry
from nghisu.tasks.models import Task

NOW = at("2023-04-21 15:00")
Visit = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def clock_stands(time_machine: Any) -> None:
    """Let it be the afternoon of the session."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(house: House) -> House:
    """Return the house where Vân has a meeting, a calendar address, and the register of numbers."""
    house.add_person("moi", "Lý Văn Mới", "VP", "specialist")
    Meeting.objects.create(
        unit=house.units["DUK"],
        kind="briefing",
        title="Giao ban tháng 5",
        starts_at=at("2023-05-04 08:00"),
        secretary=house.people["van"],
    )
    CalendarFeed.objects.create(person=house.people["van"], hash="0" * 64, made_at=NOW)
    term = Term.objects.get(unit=house.units["DUK"])
    NumberSequence.objects.create(unit=house.units["DUK"], symbol="CV", term=term, last=123)
    return house


def begun(house: House, giver: str = "van", receiver: str = "moi", by: str = "minh") -> OfficeHandOver:
    """Begin a hand-over."""
    return handover.begin_hand_over(
        giver=house.people[giver],
        receiver_id=house.people[receiver].pk,
        reason=Reason.LEAVES,
        note_text="Đủ.",
        by=house.standing(by),
        at=NOW,
    )


def signed(house: House) -> OfficeHandOver:
    """Begin one and let both sign."""
    made = begun(house)
    for who in ("van", "moi"):
        made = handover.sign_hand_over(hand_over=made, version=made.version, by=house.standing(who), at=NOW)
    return made


def test_the_list_names_everything_and_what_becomes_of_it(desk: House) -> None:
    items = {(one.kind, one.way): one.what for one in begun(desk).items.all()}

    assert items == {
        ("meeting", Way.MOVES): "Giao ban tháng 5",
        ("number", Way.STAYS): "CV: số cuối 123 (nhiệm kỳ XIII (2020-2025))",
        ("stamp", Way.GIVEN): "Con dấu; sổ đóng dấu",
        ("feed", Way.ENDS): "1 địa chỉ",
    }


def test_only_a_keeper_of_the_stamp_hands_over_stamp_and_numbers(desk: House) -> None:
    made = begun(desk, giver="moi", receiver="van")

    assert list(made.items.all()) == []


def test_the_confirmation_moves_everything_in_one_action_with_one_line(desk: House) -> None:
    made = signed(desk)
    before = Entry.objects.count()

    handover.confirm_hand_over(hand_over=made, version=made.version, by=desk.standing("minh"), at=NOW)

    assert Meeting.objects.get().secretary == desk.people["moi"]
    assert CalendarFeed.objects.get().withdrawn_at == NOW
    assert Entry.objects.count() == before + 1
    assert NumberSequence.objects.get().last == 123


def test_it_is_confirmed_only_after_both_signed(desk: House) -> None:
    made = begun(desk)

    with pytest.raises(handover.NotSignedByBoth):
        handover.confirm_hand_over(hand_over=made, version=made.version, by=desk.standing("minh"), at=NOW)
    assert Meeting.objects.get().secretary == desk.people["van"]


@pytest.mark.parametrize("who", ["van", "moi", "hung", "hoa", "la"])
def test_nobody_but_the_office_confirms_or_drops(desk: House, who: str) -> None:
    made = signed(desk)

    for step in (handover.confirm_hand_over, handover.drop_hand_over):
        with pytest.raises(NotAllowed):
            step(hand_over=made, version=made.version, by=desk.standing(who), at=NOW)


def test_nobody_else_signs_and_a_second_signature_changes_nothing(desk: House) -> None:
    made = signed(desk)
    version = made.version

    with pytest.raises(NotAllowed):
        handover.sign_hand_over(hand_over=made, version=version, by=desk.standing("minh"), at=NOW)
    handover.sign_hand_over(hand_over=made, version=version, by=desk.standing("van"), at=NOW)
    assert made.version == version


def test_bad_beginnings_are_refused(desk: House) -> None:
    begun(desk)
    with pytest.raises(handover.AlreadyBegun):
        begun(desk)
    with pytest.raises(handover.ReceiverNotOfTheHouse):
        begun(desk, giver="moi", receiver="hoa")
    with pytest.raises(NotAllowed):
        begun(desk, giver="minh", receiver="moi")
    with pytest.raises(NotAllowed):
        begun(desk, giver="moi", receiver="van", by="van")
    Mandate.objects.filter(person=desk.people["moi"]).update(until=date(2023, 4, 1))
    with pytest.raises((handover.NoOffice, NotAllowed)):
        begun(desk, giver="moi", receiver="van")


def test_what_is_over_changes_no_more(desk: House) -> None:
    made = signed(desk)
    handover.drop_hand_over(hand_over=made, version=made.version, by=desk.standing("minh"), at=NOW)

    for step, who in (
        (handover.sign_hand_over, "van"),
        (handover.confirm_hand_over, "minh"),
        (handover.drop_hand_over, "minh"),
    ):
        with pytest.raises(handover.NotOpen):
            step(hand_over=made, version=made.version, by=desk.standing(who), at=NOW)


def test_it_is_played_on_the_pages_to_the_signed_paper(desk: House, visit: Visit) -> None:
    chief, van, moi = visit("minh"), visit("van"), visit("moi")
    form = {"receiver": str(desk.people["moi"].pk), "reason": "leaves", "note": "Đủ."}
    chief.send(f"/nguoi-dung/{desk.people['van'].pk}/ban-giao/", form)
    made = OfficeHandOver.objects.get()
    page = f"/ban-giao/{made.pk}/"

    waits = [page in one.get("/").content.decode() for one in (van, moi, chief)]
    early = chief.send(f"{page}xac-nhan/")
    van.send(f"{page}ky/")
    moi.send(f"{page}ky/")
    done = chief.send(f"{page}xac-nhan/")
    paper = docx.Document(io.BytesIO(chief.get(f"{page}tep/docx/").content))
    words = "\n".join(one.text for one in paper.paragraphs)

    assert waits == [True, True, False]
    assert (early.status_code, done.status_code) == (422, 302)
    assert "Giao ban tháng 5 (chuyển cho người nhận khi xác nhận)" in words
    assert "Xác nhận của lãnh đạo văn phòng: đồng chí Nguyễn Văn Minh" in words
    foot = [[cell.text for cell in row.cells] for table in paper.tables[-2:] for row in table.rows]
    assert [[cell.split("\n")[0] for cell in row] for row in foot] == [
        ["NGƯỜI GIAO", "NGƯỜI NHẬN"],
        ["XÁC NHẬN CỦA"],
    ]
    assert foot[1][0].endswith("Nguyễn Văn Minh")
    printed = pypdf.PdfReader(io.BytesIO(chief.get(f"{page}tep/pdf/").content)).pages[-1].extract_text()
    assert "LÃNH ĐẠO VĂN PHÒNG" in printed
    assert chief.get(f"{page}tep/exe/").status_code == 404
    assert visit("hung").get(page).status_code == 404


@pytest.mark.parametrize("form", [{}, {"receiver": "x", "reason": "leaves"}, {"receiver": "", "reason": "?"}])
def test_bad_forms_are_shown_again(desk: House, visit: Visit, form: dict[str, str]) -> None:
    answer = visit("minh").send(f"/nguoi-dung/{desk.people['van'].pk}/ban-giao/", form)

    assert answer.status_code == 422
    assert not OfficeHandOver.objects.exists()


def in_charge(house: House, who: str, **rest: Any) -> Task:
    """Give a task and put somebody in charge of it."""
    task = Work(house).arising(**rest)
    Task.objects.filter(pk=task.pk).update(person_in_charge=house.people[who])
    return task


def test_an_open_task_passes_to_the_receiver_and_one_that_is_done_stays_where_it_was(desk: House) -> None:
    is_open = in_charge(desk, "van", title="Sơ kết quý II", due=None)
    is_done = in_charge(desk, "van", title="Sơ kết quý I")
    Work(desk).done(Work(desk).now(is_done), "2023-04-10 09:00")
    of_another = in_charge(desk, "hung", title="Việc khác")

    made = signed(desk)
    listed = [one.what for one in made.items.filter(kind="task", way=Way.MOVES)]
    handover.confirm_hand_over(hand_over=made, version=made.version, by=desk.standing("minh"), at=NOW)

    charged = {one.pk: one.person_in_charge for one in Task.objects.select_related("person_in_charge")}
    assert listed == [f"{is_open.code}: Sơ kết quý II"]
    assert charged[is_open.pk] == desk.people["moi"]
    assert charged[is_done.pk] == desk.people["van"]
    assert charged[of_another.pk] == desk.people["hung"]


def issued(house: House, when: str) -> Document:
    """Issue a report of the committee."""
    moment = at(when)
    chief, clerk = (house.standing(who, moment.date()) for who in ("minh", "van"))
    document = documents.draft_outgoing(
        drafter=house.units["VP"],
        unit=house.units["DUK"],
        type_code="report",
        subject="Kết quả công tác",
        text="Đảng ủy Khối báo cáo như sau.",
        signer=documents.Signer(name="Lê Thị Lan", title="Phó Bí thư Thường trực"),
        by=chief,
        at=moment,
    )
    documents.submit(document=document, by=chief, at=moment)
    return documents.issue(document=document, dated_on=moment.date(), by=clerk, at=moment)


def test_a_new_term_starts_its_numbers_at_one_and_carries_the_tasks_of_the_old(desk: House) -> None:
    unit, chief = desk.units["DUK"], desk.standing("minh")
    task = in_charge(desk, "van", due=None)
    before = [issued(desk, f"2023-04-{day} 09:00").reference for day in (18, 19)]

    old = close_term(
        term=Term.objects.get(unit=unit),
        closed_at=at("2023-04-20 10:00"),
        by=chief,
        at=at("2023-04-20 11:00"),
    )
    new = open_term(
        unit=unit,
        ordinal=14,
        first_year=2023,
        last_year=2028,
        opened_at=at("2023-04-20 10:00"),
        by=chief,
        at=at("2023-04-20 11:00"),
    )
    after = issued(desk, "2023-04-21 09:00").reference
    made = handover.begin_hand_over(
        giver=desk.people["van"],
        receiver_id=desk.people["moi"].pk,
        reason=Reason.TERM,
        note_text="",
        by=chief,
        at=NOW,
    )
    numbers = [one.what for one in made.items.filter(kind="number", what__startswith="BC")]
    for who in ("van", "moi"):
        made = handover.sign_hand_over(hand_over=made, version=made.version, by=desk.standing(who), at=NOW)
    handover.confirm_hand_over(hand_over=made, version=made.version, by=chief, at=NOW)

    assert [int(one.split("-")[0]) for one in (*before, after)] == [1, 2, 1]
    assert {(one.term_id, one.last) for one in NumberSequence.objects.filter(symbol="BC", unit=unit)} == {
        (old.pk, 2),
        (new.pk, 1),
    }
    assert numbers == ["BC: số cuối 1 (nhiệm kỳ XIV (2023-2028))"]
    carried = Task.objects.get(pk=task.pk)
    assert (carried.person_in_charge, carried.stage) == (desk.people["moi"], task.stage)

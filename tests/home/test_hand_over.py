"""Hand-over of an office: the list, two signatures, the confirmation that moves everything at once."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from tests.conftest import House, Visitor, at

from nghisu.corner.models import CalendarFeed
from nghisu.documents.models import NumberSequence
from nghisu.home.actions import handover
from nghisu.home.models import OfficeHandOver
from nghisu.home.rules.handover import Reason, Way
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.models import Meeting
from nghisu.organisation.models import Mandate, Term
from nghisu.record.models import Entry

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
    assert chief.get(f"{page}tep/pdf/").content.startswith(b"%PDF")
    assert chief.get(f"{page}tep/exe/").status_code == 404
    assert visit("hung").get(page).status_code == 404


@pytest.mark.parametrize("form", [{}, {"receiver": "x", "reason": "leaves"}, {"receiver": "", "reason": "?"}])
def test_bad_forms_are_shown_again(desk: House, visit: Visit, form: dict[str, str]) -> None:
    answer = visit("minh").send(f"/nguoi-dung/{desk.people['van'].pk}/ban-giao/", form)

    assert answer.status_code == 422
    assert not OfficeHandOver.objects.exists()

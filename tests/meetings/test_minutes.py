"""Statements, minutes composed from the record, remarks, signatures, and what is forgotten."""

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.documents.rules.signing import SignatorySuspended
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings.actions import add_item, answer_for_all, move_to_state, statements, summon
from nghisu.meetings.actions import minutes as actions
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    Minutes,
    MinutesRemark,
    OpenVote,
    Presence,
    Statement,
    Summons,
    Turn,
)
from nghisu.meetings.queries import minutes as read
from nghisu.meetings.queries import minutes_sources
from nghisu.meetings.rules import minutes as rules
from nghisu.organisation.models import Suspension
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
HELD = at("2023-04-21 10:00")
AFTER = at("2023-04-22 09:00")


@pytest.fixture
def held(house: House, session: Session) -> Session:
    """Return the session as it runs: an item in each part; Hùng came, Lan is excused from the open part."""
    by = house.standing("minh")
    add_item(part=session.closed, number="1", title="Giới thiệu nhân sự", by=by, at=HELD)
    add_item(
        part=session.enlarged, number="1", title="Báo cáo quý I", presenter="Chánh Văn phòng", by=by, at=HELD
    )
    summon(part=session.enlarged, members=[(house.people["lan"], "Phó Bí thư")], invited=[], by=by, at=HELD)
    rows = {row.person_id: row for row in Summons.objects.filter(part=session.enlarged)}
    answer_for_all(
        part=session.enlarged,
        answers={
            rows[house.people["hung"].pk].pk: ("coming", ""),
            rows[house.people["hoa"].pk].pk: ("coming", ""),
            rows[house.people["lan"].pk].pk: ("excused", "Đi công tác"),
        },
        by=by,
        at=HELD,
    )
    Meeting.objects.filter(pk=session.meeting.pk).update(state="open", secretary=house.people["minh"])
    session.meeting.refresh_from_db()
    for part in (session.closed, session.enlarged):
        part.refresh_from_db()
        part.meeting = session.meeting
    return session


def item_of(session: Session) -> AgendaItem:
    return AgendaItem.objects.get(part=session.enlarged)


def conclude(house: House, session: Session) -> None:
    session.meeting.refresh_from_db()
    move_to_state(
        meeting=session.meeting,
        state="concluded",
        expected_version=session.meeting.version,
        by=house.standing("minh"),
        at=at("2023-04-21 17:00"),
    )


def signed(house: House, session: Session) -> Minutes:
    """Return the minutes signed by both."""
    minh, lan = house.standing("minh"), house.standing("lan")
    conclude(house, session)
    minutes = actions.begin_minutes(meeting=session.meeting, by=minh, at=AFTER)
    section = minutes.sections.get(key="conclusion")
    actions.revise_section(
        section=section, expected_version=section.version, text="Thống nhất.", by=minh, at=AFTER
    )
    minutes.refresh_from_db()
    actions.sign_as_recorder(minutes=minutes, expected_version=minutes.version, by=minh, at=AFTER)
    minutes.refresh_from_db()
    actions.sign_as_chair(minutes=minutes, expected_version=minutes.version, by=lan, at=AFTER)
    minutes.refresh_from_db()
    return minutes


def test_a_statement_finds_its_speaker_by_name_without_marks(house: House, held: Session) -> None:
    made = statements.enter_statement(
        part=held.enlarged,
        item=item_of(held),
        who="pham quoc hung",
        text="Nhất trí.",
        by=house.standing("minh"),
        at=HELD,
    )

    assert (made.speaker, made.person_id) == ("Đồng chí Phạm Quốc Hùng, Ủy viên", house.people["hung"].pk)


def test_an_unknown_speaker_stands_as_typed(house: House, held: Session) -> None:
    made = statements.enter_statement(
        part=held.enlarged, who="Điểm cầu số 7", text="Đề nghị bổ sung.", by=house.standing("minh"), at=HELD
    )

    assert (made.speaker, made.person_id, made.unit_id) == ("Điểm cầu số 7", None, None)


@pytest.mark.parametrize(
    ("who", "text", "refusal"),
    [("", "Nhất trí.", rules.NobodySpoke), ("Phạm Quốc Hùng", "  ", rules.NothingSaid)],
)
def test_bad_input_a_statement_needs_speaker_and_words(
    house: House, held: Session, who: str, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        statements.enter_statement(part=held.enlarged, who=who, text=text, by=house.standing("minh"), at=HELD)


def test_a_reserved_opinion_is_minuted_only_when_its_member_asks(house: House, held: Session) -> None:
    minh = house.standing("minh")
    with pytest.raises(rules.ReservedOnlyOnRequest):
        statements.enter_statement(
            part=held.enlarged,
            who="Phạm Quốc Hùng",
            text="Không nhất trí.",
            is_reserved=True,
            by=minh,
            at=HELD,
        )
    with pytest.raises(rules.ReservedByMemberOnly):
        statements.enter_statement(
            part=held.enlarged,
            who="Đỗ Thị Hoa",
            text="Không nhất trí.",
            is_reserved=True,
            is_requested=True,
            by=minh,
            at=HELD,
        )

    statements.reserve_opinion(part=held.enlarged, text="Xin bảo lưu.", by=house.standing("hung"), at=HELD)

    assert list(Statement.objects.values_list("text", "is_reserved", "is_requested")) == [
        ("Xin bảo lưu.", True, True)
    ]


def test_only_a_member_of_the_part_reserves_an_opinion(house: House, held: Session) -> None:
    with pytest.raises(NotAllowed):
        statements.reserve_opinion(part=held.enlarged, text="Xin.", by=house.standing("hoa"), at=HELD)


@pytest.mark.parametrize("who", ["hung", "hoa", "van", "kiem", "tren", "quantri"])
def test_only_the_recorder_enters_statements(house: House, held: Session, visit: Visit, who: str) -> None:
    with pytest.raises(NotAllowed):
        statements.enter_statement(
            part=held.enlarged, who="Phạm Quốc Hùng", text="Nhất trí.", by=house.standing(who), at=HELD
        )
    assert visit(who).get(f"/hoi-nghi/{held.meeting.pk}/phat-bieu/").status_code == 404


def test_the_minutes_name_the_absent_with_their_reasons_and_every_statement(
    house: House, held: Session
) -> None:
    minh = house.standing("minh")
    statements.enter_statement(
        part=held.enlarged,
        item=item_of(held),
        who="Phạm Quốc Hùng",
        text="Nhất trí với báo cáo.",
        by=minh,
        at=HELD,
    )

    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=AFTER)

    texts = dict(minutes.sections.values_list("key", "text"))
    assert texts[f"attendance:{held.enlarged.pk}"].splitlines() == [
        "- Chính thức: có mặt 1/2 đồng chí, vắng 1.",
        "+ Vắng: Lê Thị Lan, Phó Bí thư. Lý do: Đi công tác.",
        "- Đại biểu mời: 1.",
    ]
    assert texts[f"item:{item_of(held).pk}"].splitlines() == [
        "- Trình bày: Chánh Văn phòng.",
        "- Đồng chí Phạm Quốc Hùng, Ủy viên: Nhất trí với báo cáo.",
    ]
    assert texts["opening"].splitlines()[0] == (
        "Hôm nay, hồi 8 giờ 00, ngày 21 tháng 4 năm 2023, tại Hà Nội, diễn ra "
        "Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 12 (mở rộng)."
    )


def test_attendance_follows_the_check_in_where_there_is_one(house: House, held: Session) -> None:
    Presence.objects.create(
        meeting=held.meeting, person=house.people["lan"], since=at("2023-04-21 09:40"), how="clerk"
    )

    minutes = actions.begin_minutes(meeting=held.meeting, by=house.standing("minh"), at=AFTER)

    text = minutes.sections.get(key=f"attendance:{held.enlarged.pk}").text
    assert text.splitlines()[:2] == [
        "- Chính thức: có mặt 1/2 đồng chí, vắng 1.",
        "+ Vắng: Phạm Quốc Hùng, Ủy viên. Không rõ lý do.",
    ]


def test_rule_S3_an_open_vote_stands_in_the_minutes_with_its_base_and_its_result(
    house: House, held: Session
) -> None:
    OpenVote.objects.create(
        part=held.enlarged, meeting=held.meeting, item=item_of(held), question="Thông qua dự thảo báo cáo",
        mode="hands", state="closed", profile="190", incumbents=49, suspended=0, base=49, present=33,
        quorum_needed=33, needed=25, agree=24, against=0, abstain=9, is_adopted=False,
        opened_at=HELD, closed_at=HELD,
    )  # fmt: skip

    minutes = actions.begin_minutes(meeting=held.meeting, by=house.standing("minh"), at=AFTER)

    assert minutes.sections.get(key=f"item:{item_of(held).pk}").text.splitlines()[-1] == (
        "- Biểu quyết (giơ tay): Thông qua dự thảo báo cáo. Kết quả: tán thành 24/49, "
        "không tán thành 0, không biểu quyết 9. Không thông qua."
    )


def test_taking_the_record_anew_keeps_what_a_person_edited(house: House, held: Session) -> None:
    minh = house.standing("minh")
    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=AFTER)
    opening = minutes.sections.get(key="opening")
    actions.revise_section(section=opening, expected_version=1, text="Khai mạc.", by=minh, at=AFTER)
    statements.enter_statement(
        part=held.enlarged, item=item_of(held), who="Phạm Quốc Hùng", text="Một.", by=minh, at=AFTER
    )

    count = actions.compose_anew(minutes=minutes, by=minh, at=AFTER)

    assert count == 1
    assert minutes.sections.get(key="opening").text == "Khai mạc."
    assert "Một." in minutes.sections.get(key=f"item:{item_of(held).pk}").text
    assert opening.earlier.count() == 1


def test_two_recorders_cannot_overwrite_each_other(house: House, held: Session) -> None:
    minh = house.standing("minh")
    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=AFTER)
    section = minutes.sections.get(key="opening")
    actions.revise_section(section=section, expected_version=1, text="Một", by=minh, at=AFTER)

    with pytest.raises(Conflict):
        actions.revise_section(section=section, expected_version=1, text="Hai", by=minh, at=AFTER)


def test_what_packages_above_tell_stands_under_its_item(
    house: House, held: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minutes_sources, "_sources", [])
    item = item_of(held)
    minutes_sources.register(
        lambda meeting: [minutes_sources.Told(held.enlarged.pk, item.pk, ("- Kết quả kiểm phiếu: …",))]
    )

    minutes = actions.begin_minutes(meeting=held.meeting, by=house.standing("minh"), at=AFTER)

    assert "- Kết quả kiểm phiếu: …" in minutes.sections.get(key=f"item:{item.pk}").text


def test_a_member_corrects_the_own_statement_and_no_other(house: House, held: Session) -> None:
    minh, hung = house.standing("minh"), house.standing("hung")
    statement = statements.enter_statement(
        part=held.enlarged, item=item_of(held), who="Phạm Quốc Hùng", text="Không nhất trí.", by=minh, at=HELD
    )
    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=AFTER)
    with pytest.raises(rules.RemarksAreOver):
        actions.remark(statement=statement, wanted="Nhất trí.", by=hung, at=AFTER)
    actions.send_for_remarks(minutes=minutes, until=at("2023-04-25 08:00").date(), by=minh, at=AFTER)
    with pytest.raises(NotAllowed):
        actions.remark(statement=statement, wanted="Nhất trí.", by=house.standing("lan"), at=AFTER)

    remark = actions.remark(statement=statement, wanted="Nhất trí.", by=hung, at=AFTER)
    actions.answer_remark(remark=remark, is_accepted=True, by=minh, at=AFTER)

    section = minutes.sections.get(key=f"item:{item_of(held).pk}")
    assert section.text.splitlines()[-1] == "- Đồng chí Phạm Quốc Hùng, Ủy viên: Nhất trí."
    assert not section.is_edited


def test_the_recorder_signs_only_when_all_is_done(house: House, held: Session) -> None:
    minh = house.standing("minh")
    statement = statements.enter_statement(
        part=held.enlarged, item=item_of(held), who="Phạm Quốc Hùng", text="Một.", by=minh, at=HELD
    )
    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=AFTER)
    with pytest.raises(rules.NotOverYet):
        actions.sign_as_recorder(minutes=minutes, expected_version=1, by=minh, at=AFTER)
    conclude(house, held)
    minutes = actions.send_for_remarks(minutes=minutes, until=AFTER.date(), by=minh, at=AFTER)
    remark = actions.remark(statement=statement, wanted="Hai.", by=house.standing("hung"), at=AFTER)
    with pytest.raises(rules.RemarksUnanswered):
        actions.sign_as_recorder(minutes=minutes, expected_version=2, by=minh, at=AFTER)
    actions.answer_remark(remark=remark, is_accepted=False, answer="Băng ghi âm", by=minh, at=AFTER)
    with pytest.raises(rules.SectionIsEmpty):
        actions.sign_as_recorder(minutes=minutes, expected_version=2, by=minh, at=AFTER)


def test_signed_minutes_change_only_by_a_correction_record(house: House, held: Session) -> None:
    minutes = signed(house, held)
    minh = house.standing("minh")
    section = minutes.sections.get(key="conclusion")
    with pytest.raises(rules.MinutesStandStill):
        actions.revise_section(
            section=section, expected_version=section.version, text="Khác.", by=minh, at=AFTER
        )
    with pytest.raises(rules.MinutesStandStill):
        statements.enter_statement(part=held.enlarged, who="Phạm Quốc Hùng", text="Thêm.", by=minh, at=AFTER)

    written = actions.write_correction(
        section=section, text="Thống nhất 2 nội dung.", reason="Ghi thiếu", by=minh, at=AFTER
    )
    with pytest.raises(rules.OnlyChairSigns):
        actions.confirm_correction(correction=written, by=minh, at=AFTER)
    actions.confirm_correction(correction=written, by=house.standing("lan"), at=AFTER)

    minutes.refresh_from_db()
    assert actions.signed_text_hash(minutes) == minutes.text_hash
    assert minutes.sections.get(key="conclusion").text == "Thống nhất."


def test_recorder_and_chair_are_two_hands(house: House, held: Session) -> None:
    Meeting.objects.filter(pk=held.meeting.pk).update(secretary=house.people["lan"])
    held.meeting.refresh_from_db()
    lan = house.standing("lan")
    conclude(house, held)
    minutes = actions.begin_minutes(meeting=held.meeting, by=lan, at=AFTER)
    section = minutes.sections.get(key="conclusion")
    actions.revise_section(section=section, expected_version=1, text="Xong.", by=lan, at=AFTER)
    actions.sign_as_recorder(minutes=minutes, expected_version=1, by=lan, at=AFTER)

    with pytest.raises(rules.SameHandTwice):
        actions.sign_as_chair(minutes=minutes, expected_version=2, by=lan, at=AFTER)


def test_rule_H3_after_the_signatures_nothing_leads_from_a_person_to_what_they_said(
    house: House, held: Session
) -> None:
    minh = house.standing("minh")
    statement = statements.enter_statement(
        part=held.enlarged, item=item_of(held), who="Phạm Quốc Hùng", text="Nhất trí.", by=minh, at=HELD
    )
    MinutesRemark.objects.create(
        statement=statement, wanted="Nhất trí cao.", sent_at=AFTER, is_accepted=False, answer="Không"
    )

    for place, is_minuted in ((1, True), (2, False)):
        Turn.objects.create(
            part=held.enlarged,
            person=house.people["hung"],
            speaker="Phạm Quốc Hùng",
            state="done",
            place=place,
            asked_at=HELD,
            is_minuted=is_minuted,
        )

    signed(house, held)

    statement.refresh_from_db()
    assert (statement.speaker, statement.person_id) == ("Đồng chí Phạm Quốc Hùng, Ủy viên", None)
    assert Turn.objects.filter(person__isnull=False).count() == 0
    assert list(Turn.objects.values_list("speaker", flat=True)) == ["Phạm Quốc Hùng"]
    assert MinutesRemark.objects.count() == 0
    assert Entry.objects.filter(verb="minutes.signed").count() == 1


def test_the_record_tells_that_words_were_entered_and_never_whose(house: House, held: Session) -> None:
    statements.enter_statement(
        part=held.enlarged, who="Phạm Quốc Hùng", text="Nhất trí.", by=house.standing("minh"), at=HELD
    )

    entry = Entry.objects.filter(verb="statement.entered").get()
    assert str(house.people["hung"].pk) not in bytes(entry.leaf).decode("utf-8", "replace")
    assert entry.details == '{"is_reserved":false,"order":1}'


def test_rule_S8_the_minutes_of_a_closed_part_are_read_by_its_members_alone(
    house: House, held: Session, visit: Visit
) -> None:
    signed(house, held)
    path = f"/hoi-nghi/{held.meeting.pk}/bien-ban/"

    closed = {
        who: ("Giới thiệu nhân sự" in answer.content.decode()) if answer.status_code == 200 else None
        for who in ("minh", "lan", "hung", "van", "kiem", "hoa", "ha", "tren", "quantri")
        for answer in [visit(who).get(path)]
    }

    assert closed == {
        "minh": True, "lan": True, "hung": True, "van": False, "kiem": False,
        "hoa": None, "ha": None, "tren": None, "quantri": None,
    }  # fmt: skip


def test_rule_S8_the_file_of_the_minutes_holds_no_more_than_the_page(
    house: House, held: Session, visit: Visit
) -> None:
    signed(house, held)
    path = f"/hoi-nghi/{held.meeting.pk}/bien-ban/bien-ban.docx"

    def words(who: str) -> str:
        with zipfile.ZipFile(io.BytesIO(visit(who).get(path).content)) as file:
            return file.read("word/document.xml").decode()

    assert "Giới thiệu nhân sự" in words("hung")
    assert "nhân sự" not in words("van")
    assert "Phiên nội bộ" not in words("van")


def test_the_paper_is_signed_left_by_the_recorder_and_right_by_the_chair(
    house: House, held: Session, visit: Visit
) -> None:
    signed(house, held)

    docx = visit("minh").get(f"/hoi-nghi/{held.meeting.pk}/bien-ban/bien-ban.docx").content
    pdf = visit("minh").get(f"/hoi-nghi/{held.meeting.pk}/bien-ban/bien-ban.pdf").content

    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        text = file.read("word/document.xml").decode()
    assert (
        0 < text.index("THƯ KÝ") < text.index("Nguyễn Văn Minh", text.index("THƯ KÝ")) < text.index("CHỦ TRÌ")
    )
    assert pdf.startswith(b"%PDF")


def test_signed_minutes_get_a_number_and_the_register_no_text(house: House, held: Session) -> None:
    minutes = signed(house, held)

    actions.number_minutes(minutes=minutes, dated_on=AFTER.date(), by=house.standing("minh"), at=AFTER)

    minutes.refresh_from_db()
    assert minutes.document is not None
    assert minutes.document.reference == "01-BB/ĐUK"
    assert "nhân sự" not in minutes.document.text


def test_the_pages_take_a_session_from_statement_to_signature(
    house: House, held: Session, visit: Visit
) -> None:
    minh, lan, hung = visit("minh"), visit("lan"), visit("hung")
    root = f"/hoi-nghi/{held.meeting.pk}"
    item = str(item_of(held).pk)

    entered = minh.send(
        f"{root}/phat-bieu/?part={held.enlarged.pk}",
        {"item": item, "who": "Phạm Quốc Hùng, Ủy viên", "text": "Một."},
    )
    begun = minh.send(f"{root}/bien-ban/lap/")
    sent = minh.send(f"{root}/bien-ban/xin-y-kien/", {"until": "30/04/2099"})
    statement = Statement.objects.get()
    own = hung.get(f"{root}/phat-bieu/cua-toi/")
    others = lan.get(f"{root}/phat-bieu/cua-toi/")
    remarked = hung.send(f"{root}/phat-bieu/{statement.pk}/y-kien/", {"wanted": "Hai."})
    remark = MinutesRemark.objects.get()
    accepted = minh.send(f"{root}/bien-ban/y-kien/{remark.pk}/", {"accept": "1"})
    section = Minutes.objects.get().sections.get(key="conclusion")
    saved = minh.send(
        f"{root}/bien-ban/muc/{section.pk}/", {"text": "Thống nhất.", "version": str(section.version)}
    )
    conclude(house, held)
    first = minh.send(f"{root}/bien-ban/ky/", {"typed": "Ký"})
    last = lan.send(f"{root}/bien-ban/ky/", {"typed": "Ký"})

    answers = (entered, begun, sent, remarked, accepted, saved)
    assert [answer.status_code for answer in answers] == [302] * 6
    assert (own.status_code, others.status_code) == (200, 404)
    assert "Hai." in Minutes.objects.get().sections.get(key=f"item:{item}").text
    assert (first.status_code, last.status_code) == (302, 302)
    assert Minutes.objects.get().is_signed


def test_200_statements_open_in_as_many_queries_as_one_and_quickly(
    house: House, held: Session, visit: Visit
) -> None:
    minh = house.standing("minh")
    item = item_of(held)
    minutes = actions.begin_minutes(meeting=held.meeting, by=minh, at=AFTER)
    visitor = visit("minh")
    path = f"/hoi-nghi/{held.meeting.pk}/bien-ban/"
    visitor.get(path)
    with CaptureQueriesContext(
        connection,
    ) as few:
        visitor.get(path)
    words = "Tôi nhất trí với dự thảo báo cáo và đề nghị làm rõ thêm nguyên nhân của những hạn chế. " * 4
    statements.enter_many(part=held.enlarged, said=[(item, "Phạm Quốc Hùng", words)] * 200, by=minh, at=AFTER)
    actions.compose_anew(minutes=minutes, by=minh, at=AFTER)

    with CaptureQueriesContext(connection) as many:
        began = time.process_time()
        answer = visitor.get(path)
        took = time.process_time() - began

    assert answer.content.decode().count("Tôi nhất trí với dự thảo") == 800
    assert len(many) == len(few)
    assert took < 0.3


def test_the_desk_lists_200_statements_in_as_many_queries_as_one(
    house: House, held: Session, visit: Visit
) -> None:
    minh = house.standing("minh")
    visitor = visit("minh")
    path = f"/hoi-nghi/{held.meeting.pk}/phat-bieu/"
    statements.enter_many(part=held.enlarged, said=[(None, "Phạm Quốc Hùng", "Một.")], by=minh, at=HELD)
    visitor.get(path)
    with CaptureQueriesContext(connection) as few:
        visitor.get(path)
    statements.enter_many(part=held.enlarged, said=[(None, "Phạm Quốc Hùng", "Hai.")] * 199, by=minh, at=HELD)

    with CaptureQueriesContext(connection) as many:
        visitor.get(path)

    assert len(many) == len(few)
    assert read.statements_entered([held.enlarged]).count() == 200


def test_a_chair_whose_office_is_suspended_that_day_signs_no_minutes(house: House, held: Session) -> None:
    Suspension.objects.create(
        mandate=house.people["lan"].mandates.get(), first=AFTER.date(), document="Số 1-QĐ/ĐUK"
    )

    with pytest.raises(SignatorySuspended):
        signed(house, held)

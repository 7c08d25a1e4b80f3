"""A draft on its way: versions, consultation, comments, answers, merge, outcome, issue."""

import io
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as WordDocument
from tests.conftest import House, Visitor, at

from nghisu.documents import actions
from nghisu.documents.actions.comments import (
    comment,
    comment_by_file,
    keep_note,
    send_answer,
    take_answer_back,
)
from nghisu.documents.actions.drafts import (
    answer_comment,
    consult,
    keep_version,
    let_comments_go_on,
    merge,
    settle,
    tell_outcome,
)
from nghisu.documents.models import ConsultationRequest, Document, DraftComment, DraftParagraph, DraftVersion
from nghisu.documents.queries import drafts as asking
from nghisu.documents.rules import drafting
from nghisu.documents.rules.drafting import Act, Answer, Outcome
from nghisu.documents.tables import consolidation_paper
from nghisu.kit import docx as writer
from nghisu.kit import word
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry

Make = Callable[..., Document]
TEXT = (
    "Ban Chấp hành Đảng bộ Khối quyết nghị:\n"
    "1. Các cấp ủy báo cáo kết quả trước ngày 15 tháng cuối quý.\n"
    "2. Văn phòng Đảng ủy Khối theo dõi, đôn đốc việc thực hiện.\n"
    "3. Nghị quyết có hiệu lực từ ngày ký."
)
ASKED_AT = at("2023-04-10 09:00")
SAID_AT = at("2023-04-12 09:00")
ANSWERED_AT = at("2023-04-18 09:00")


@pytest.fixture
def resolution(house: House, draft: Make) -> Document:
    """A draft resolution of the committee."""
    return draft("resolution", subject="Về lãnh đạo nhiệm vụ năm 2023", text=TEXT, at=at("2023-04-03 09:00"))


@pytest.fixture
def version(house: House, resolution: Document) -> DraftVersion:
    """Its first version."""
    return keep_version(document=resolution, by=house.standing("minh"), at=at("2023-04-04 09:00"))


@pytest.fixture
def asked(house: House, version: DraftVersion) -> dict[str, ConsultationRequest]:
    """The version sent to A1, A2 and one member."""
    made = consult(
        version=version,
        units=[house.units["A1"], house.units["A2"]],
        people=[house.people["hung"]],
        due_on=date(2023, 4, 14),
        by=house.standing("minh"),
        at=ASKED_AT,
    )
    requests = made.requests.all()
    return {
        "A1": requests.get(unit=house.units["A1"]),
        "A2": requests.get(unit=house.units["A2"]),
        "hung": requests.get(person=house.people["hung"]),
    }


def paragraph(version: DraftVersion, number: int) -> DraftParagraph:
    return version.paragraphs.get(order=number - 1)


def say(house: House, request: ConsultationRequest, who: str, **rest: Any) -> DraftComment:
    return comment(request=request, by=house.standing(who), at=SAID_AT, **rest)


def reword(
    house: House, version: DraftVersion, request: ConsultationRequest, who: str, number: int, new: str
) -> DraftComment:
    place = paragraph(version, number)
    return say(house, request, who, act=Act.WORDING, paragraph=place.identity, wording=new)


def answer(house: House, one: DraftComment, kind: Answer, **rest: Any) -> DraftComment:
    one.refresh_from_db()
    return answer_comment(
        comment=one,
        expected_version=one.version,
        answer=kind,
        by=house.standing("minh"),
        at=ANSWERED_AT,
        **rest,
    )


def sent(house: House, request: ConsultationRequest, who: str) -> None:
    send_answer(request=ConsultationRequest.objects.get(pk=request.pk), by=house.standing(who), at=SAID_AT)


def words(version: DraftVersion) -> list[str]:
    return [one.text for one in asking.paragraphs_of(version)]


def test_identities_go_on_from_version_to_version(
    house: House, resolution: Document, version: DraftVersion
) -> None:
    resolution.refresh_from_db()
    lines = TEXT.splitlines()
    resolution.text = "\n".join([lines[0], lines[2], lines[1].replace("15", "20"), lines[3]])
    resolution.save()

    second = keep_version(document=resolution, by=house.standing("minh"), at=at("2023-04-05 09:00"))

    before = {one.text: one.identity for one in asking.paragraphs_of(version)}
    after = asking.paragraphs_of(second)
    assert [one.identity for one in after] == [
        before[lines[0]],
        before[lines[2]],
        before[lines[1]],
        before[lines[3]],
    ]
    assert {one.change for one in after} == {"same", "moved"} or {one.change for one in after} >= {"moved"}
    with pytest.raises(drafting.SameText):
        keep_version(document=resolution, by=house.standing("minh"), at=at("2023-04-05 10:00"))


def test_a_draft_is_kept_from_word_byte_for_byte(house: House, draft: Make) -> None:
    document = draft("resolution", text="")
    file = WordDocument()
    file.add_paragraph("Điều 1. Phạm vi").runs[0].bold = True
    file.add_table(rows=1, cols=2).rows[0].cells[1].text = "Ô thứ hai"
    stream = io.BytesIO()
    file.save(stream)
    upload = SimpleUploadedFile("du-thao.docx", stream.getvalue(), content_type=writer.MEDIA_TYPE)

    made = keep_version(document=document, upload=upload, by=house.standing("minh"), at=ASKED_AT)

    assert words(made) == ["Điều 1. Phạm vi", "Ô thứ hai"]
    assert [one.kind for one in asking.paragraphs_of(made)] == ["body", "cell"]
    assert made.losses["letters"] == 1
    document.refresh_from_db()
    assert document.text == "Điều 1. Phạm vi\nÔ thứ hai"
    assert made.file is not None
    assert made.file.size == len(stream.getvalue())


def test_units_and_members_answer_for_themselves_alone(
    house: House, version: DraftVersion, asked: dict[str, ConsultationRequest]
) -> None:
    with pytest.raises(NotAllowed):
        say(house, asked["A1"], "ha", act=Act.REMARK, text="Không phải của A2")
    say(house, asked["A1"], "hoa", act=Act.REMARK, text="Đề nghị làm rõ")
    say(house, asked["hung"], "hung", act=Act.REMARK, text="Nhất trí")

    assert set(asking.requests_visible_to(house.standing("hoa"))) == {asked["A1"]}
    assert set(asking.requests_visible_to(house.standing("hung"))) == {asked["hung"]}
    assert list(asking.comments_on(version.document)) == []
    assert not Entry.objects.filter(verb="draft.commented", details__contains="Đề nghị").exists()


def test_nobody_comments_after_the_deadline_unless_the_chair_lets_them(
    house: House, version: DraftVersion, asked: dict[str, ConsultationRequest]
) -> None:
    late = at("2023-04-20 09:00")
    with pytest.raises(drafting.TooLate):
        comment(request=asked["A1"], act=Act.REMARK, text="Muộn", by=house.standing("hoa"), at=late)
    let_comments_go_on(
        consultation=asked["A1"].consultation, until=date(2023, 4, 21), by=house.standing("lan"), at=late
    )
    fresh = ConsultationRequest.objects.get(pk=asked["A1"].pk)

    made = comment(request=fresh, act=Act.REMARK, text="Sau hội nghị", by=house.standing("hoa"), at=late)

    assert made.after_meeting


def test_agreeing_without_comments_is_an_answer(house: House, asked: dict[str, ConsultationRequest]) -> None:
    sent(house, asked["A2"], "ha")

    document = asked["A2"].consultation.draft.document
    one: Any = asking.consultations_of(document, date(2023, 4, 12)).get()
    assert (one.asked, one.answered, one.agreeing) == (3, 1, 1)
    with pytest.raises(drafting.AnsweredAlready):
        say(house, ConsultationRequest.objects.get(pk=asked["A2"].pk), "ha", act=Act.REMARK, text="Thêm")
    take_answer_back(
        request=ConsultationRequest.objects.get(pk=asked["A2"].pk), by=house.standing("ha"), at=SAID_AT
    )
    say(house, ConsultationRequest.objects.get(pk=asked["A2"].pk), "ha", act=Act.REMARK, text="Thêm")


def test_accepted_wordings_come_together_in_the_next_version(
    house: House, resolution: Document, version: DraftVersion, asked: dict[str, ConsultationRequest]
) -> None:
    line = TEXT.splitlines()[1]
    first = reword(house, version, asked["A1"], "hoa", 2, line.replace("cấp ủy", "cấp ủy trực thuộc"))
    second = reword(house, version, asked["A2"], "ha", 2, line.replace("ngày 15", "ngày 20"))
    third = say(
        house,
        asked["A1"],
        "hoa",
        act=Act.INSERT,
        paragraph=paragraph(version, 3).identity,
        wording="2a. Ủy ban Kiểm tra giám sát.",
    )
    fourth = say(house, asked["hung"], "hung", act=Act.REMARK, text="Cân nhắc thời hạn")
    for key, who in (("A1", "hoa"), ("A2", "ha"), ("hung", "hung")):
        sent(house, asked[key], who)
    answer(house, first, Answer.ACCEPTED)
    answer(house, second, Answer.ACCEPTED)
    answer(house, third, Answer.PARTLY, adopted="2a. Ủy ban Kiểm tra theo dõi.", reason="Theo chức năng")
    answer(house, fourth, Answer.EXPLAINED, reason="Giữ theo quy chế")

    made = merge(document=resolution, by=house.standing("minh"), at=at("2023-04-19 09:00"))

    lines = TEXT.splitlines()
    assert words(made) == [
        lines[0],
        "1. Các cấp ủy trực thuộc báo cáo kết quả trước ngày 20 tháng cuối quý.",
        lines[2],
        "2a. Ủy ban Kiểm tra theo dõi.",
        lines[3],
    ]
    resolution.refresh_from_db()
    assert resolution.text == "\n".join(words(made))
    assert [one.change for one in asking.compared(version, made) if one.change != "same"] == [
        "changed",
        "new",
    ]
    assert asking.counted(resolution, date(2023, 4, 21)).unanswered == 0
    with pytest.raises(drafting.NothingToMerge):
        merge(document=resolution, by=house.standing("minh"), at=at("2023-04-19 10:00"))


def test_clashing_wordings_are_settled_before_the_merge(
    house: House, resolution: Document, version: DraftVersion, asked: dict[str, ConsultationRequest]
) -> None:
    line = TEXT.splitlines()[1]
    for key, who, day in (("A1", "hoa", "20"), ("A2", "ha", "25")):
        one = reword(house, version, asked[key], who, 2, line.replace("ngày 15", f"ngày {day}"))
        sent(house, asked[key], who)
        answer(house, one, Answer.ACCEPTED)
    by, moment = house.standing("minh"), at("2023-04-19 09:00")

    with pytest.raises(drafting.WordingsClash):
        merge(document=resolution, by=by, at=moment)
    matters = asking.to_be_decided(resolution)
    settle(
        document=resolution,
        paragraph=paragraph(version, 2).identity,
        text=line.replace("15", "22"),
        by=by,
        at=moment,
    )
    made = merge(document=resolution, by=by, at=moment)

    assert [(one.number, len(one.comments), one.clashes) for one in matters] == [(2, 2, True)]
    assert words(made)[1] == line.replace("15", "22")


def test_an_unanswered_comment_blocks_issuing_but_not_adoption_in_principle(
    house: House, resolution: Document, version: DraftVersion, asked: dict[str, ConsultationRequest]
) -> None:
    one = say(house, asked["A1"], "hoa", act=Act.REMARK, text="Đề nghị làm rõ")
    sent(house, asked["A1"], "hoa")
    moment = at("2023-04-21 16:00")
    tell_outcome(
        version=version,
        outcome=Outcome.IN_PRINCIPLE,
        gathering="Hội nghị lần thứ 12 Ban Chấp hành",
        conclusion="Hội nghị thống nhất cao, giao Ban Thường vụ hoàn chỉnh.",
        decided_on=date(2023, 4, 21),
        by=house.standing("lan"),
        at=moment,
    )
    resolution.refresh_from_db()
    actions.submit(document=resolution, by=house.standing("minh"), at=moment)

    with pytest.raises(drafting.UnansweredComments):
        actions.issue(document=resolution, dated_on=date(2023, 4, 21), by=house.standing("van"), at=moment)
    resolution.refresh_from_db()
    actions.hand_back(document=resolution, remarks="Trả lời ý kiến", by=house.standing("van"), at=moment)
    answer(house, one, Answer.EXPLAINED, reason="Đã rõ")
    resolution.refresh_from_db()
    actions.submit(document=resolution, by=house.standing("minh"), at=moment)
    issued = actions.issue(
        document=resolution, dated_on=date(2023, 4, 21), by=house.standing("van"), at=moment
    )

    assert issued.number == 1


def test_what_was_not_adopted_is_not_issued(
    house: House, resolution: Document, version: DraftVersion
) -> None:
    moment = at("2023-04-21 16:00")
    tell_outcome(
        version=version,
        outcome=Outcome.NOT_ADOPTED,
        gathering="Hội nghị lần thứ 12 Ban Chấp hành",
        conclusion="Hội nghị đề nghị chuẩn bị thêm.",
        decided_on=date(2023, 4, 21),
        by=house.standing("lan"),
        at=moment,
    )
    resolution.refresh_from_db()
    actions.submit(document=resolution, by=house.standing("minh"), at=moment)

    with pytest.raises(drafting.NotAdopted):
        actions.issue(document=resolution, dated_on=date(2023, 4, 21), by=house.standing("van"), at=moment)


def test_a_note_is_read_by_its_writer_alone(house: House, version: DraftVersion) -> None:
    place = paragraph(version, 2).identity
    keep_note(
        document_id=version.document_id,
        paragraph=place,
        text="Hỏi lại",
        by=house.standing("minh"),
        at=SAID_AT,
    )

    assert asking.notes_of(house.standing("minh"), version.document_id) == {place: "Hỏi lại"}
    assert asking.notes_of(house.standing("van"), version.document_id) == {}


def test_a_commented_word_file_becomes_comments(
    house: House, version: DraftVersion, asked: dict[str, ConsultationRequest]
) -> None:
    file = WordDocument()
    lines = TEXT.splitlines()
    for number, line in enumerate(lines):
        made = file.add_paragraph(line if number != 1 else line.replace("ngày 15", "ngày 20"))
        if number == 2:
            file.add_comment(made.runs, text="Nêu rõ đầu mối", author="Đảng ủy Bộ Ví dụ Một", initials="A1")
    stream = io.BytesIO()
    file.save(stream)
    upload = SimpleUploadedFile("gop-y.docx", stream.getvalue(), content_type=writer.MEDIA_TYPE)

    made_comments = comment_by_file(request=asked["A1"], upload=upload, by=house.standing("hoa"), at=SAID_AT)

    assert [(one.number, one.act, one.wording or one.text) for one in made_comments] == [
        (2, "wording", lines[1].replace("ngày 15", "ngày 20")),
        (3, "remark", "Nêu rõ đầu mối (Đảng ủy Bộ Ví dụ Một)"),
    ]


def test_the_consolidation_table_of_500_comments_takes_less_than_three_seconds(
    house: House, version: DraftVersion, asked: dict[str, ConsultationRequest]
) -> None:
    places = asking.paragraphs_of(version)
    DraftComment.objects.bulk_create(
        DraftComment(
            document=version.document,
            request=asked["A1"],
            who=f"Đảng ủy số {number % 61}",
            paragraph=places[number % 4].identity,
            number=number % 4 + 1,
            base=places[number % 4].text,
            act=Act.WORDING,
            wording=f"{places[number % 4].text} (ý kiến {number})",
            made_at=SAID_AT,
            sent_at=SAID_AT,
        )
        for number in range(500)
    )

    begun = time.perf_counter()
    content = consolidation_paper(version.document, date(2023, 4, 21)).docx()
    taken = time.perf_counter() - begun

    cells = [one for one in word.read(content).paragraphs if one.kind is word.Kind.CELL]
    assert sum("(ý kiến " in one.text for one in cells) == 500
    assert taken < 3


def test_pages_of_a_draft(house: House, visit: Callable[[str], Visitor], resolution: Document) -> None:
    minh, hoa, lan = visit("minh"), visit("hoa"), visit("lan")
    base = f"/van-ban/{resolution.pk}/du-thao/"
    assert minh.send(f"{base}moi/", {"remark": "Bản đầu"}).status_code == 302
    assert minh.send(f"{base}moi/", {"remark": "Như cũ"}).status_code == 422
    sending = {"due_on": "01/01/2090", "units": [str(house.units["A1"].pk)], "question": "Xem mục 2"}
    assert minh.send(f"{base}lay-y-kien/", sending).status_code == 302
    request = ConsultationRequest.objects.get()
    place = DraftVersion.objects.get().paragraphs.get(order=1)
    listed = hoa.get("/van-ban/gop-y/").content.decode()
    assert resolution.subject in listed
    own = f"/van-ban/gop-y/{request.pk}/"
    opened = hoa.get(f"{own}?doan=2").content.decode()
    assert "Xem mục 2" in opened
    same = {"paragraph": str(place.identity), "act": "wording", "wording": place.text}
    assert hoa.send(f"{own}them/", same).status_code == 422
    new = {**same, "wording": place.text.replace("15", "20"), "text": "Cho kịp"}
    assert hoa.send(f"{own}them/", new).status_code == 302
    assert (
        hoa.send(f"{own}ghi-chu/", {"paragraph": str(place.identity), "text": "Của tôi"}).status_code == 302
    )
    assert "Của tôi" in hoa.get(own).content.decode()
    assert hoa.send(f"{own}gui/").status_code == 302
    assert hoa.get(f"{own}du-thao.docx").status_code == 200
    said = DraftComment.objects.get()
    assert minh.get(f"{base}tong-hop/").status_code == 200
    assert minh.get(f"{base}tong-hop/?export=xlsx").status_code == 200
    assert minh.get(f"{base}tong-hop.docx").status_code == 200
    answering = f"/van-ban/y-kien/{said.pk}/"
    assert minh.get(answering).status_code == 200
    assert minh.send(answering, {"version": "1", "answer": "explained"}).status_code == 422
    assert minh.send(answering, {"version": "1", "answer": "accepted", "to_decide": "on"}).status_code == 302
    assert place.text.replace("15", "20") not in minh.get(f"{base}se-quyet-dinh/").content.decode()
    assert "<ins" in minh.get(f"{base}se-quyet-dinh/").content.decode()
    assert minh.get(f"{base}hop-nhat/").status_code == 200
    assert minh.send(f"{base}hop-nhat/", {"remark": "Đã tiếp thu"}).status_code == 302
    assert minh.get(f"{base}2/").status_code == 200
    assert "<del" in minh.get(f"{base}so-sanh/").content.decode()
    concluding = {
        "draft": str(DraftVersion.objects.get(number=2).pk),
        "gathering": "Hội nghị lần thứ 12",
        "decided_on": "20/04/2023",
        "outcome": "adopted",
        "conclusion": "49/49 tán thành",
    }
    assert lan.send(f"{base}ket-luan/", concluding).status_code == 422
    assert lan.send(f"{base}ket-luan/", {**concluding, "conclusion": "Thống nhất cao"}).status_code == 302
    assert "Thống nhất cao" in minh.get(base).content.decode()
    assert "du-thao" in minh.get("/van-ban/du-thao/").content.decode()
    assert hoa.get(base).status_code == 404
    assert visit("ha").get(own).status_code == 404

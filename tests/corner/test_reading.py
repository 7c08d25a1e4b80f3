"""Papers as flowing text: for whom, with whose mark, with notes that stay on their version."""

import io
from collections.abc import Callable
from html import unescape

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import House, Visitor, at
from tests.corner.conftest import BEFORE, MORNING, Morning, draft

from nghisu.corner.queries.offline import meetings_to_keep
from nghisu.corner.rules.keeping import kept_until, may_be_kept
from nghisu.corner.rules.marking import Piece, pieces
from nghisu.documents.actions import attach_file
from nghisu.meetings.actions.papers import replace_paper, withdraw_paper, write_note
from nghisu.meetings.models import Meeting, MeetingPaper, PaperNote
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
HOME = "/goc-dai-bieu/"


def at_paper(paper: MeetingPaper, number: int | None = None) -> str:
    return f"{HOME}tai-lieu/{paper.pk}/" + (f"ban/{number}/" if number else "")


def replaced(morning: Morning, house: House, text: str) -> None:
    paper = MeetingPaper.objects.get(pk=morning.open.pk)
    replace_paper(
        paper=paper,
        document=draft(house, text),
        remark="Đã sửa số liệu",
        by=house.standing("minh"),
        at=MORNING,
    )


def test_a_paper_flows_paragraph_by_paragraph_under_the_mark_of_its_reader(
    morning: Morning, visit: Visit, house: House
) -> None:
    for key in ("hung", "hoa"):
        page = visit(key).get(at_paper(morning.open)).content.decode()
        assert ('id="doan-1"' in page, 'id="doan-3"' in page, 'id="doan-4"' in page) == (True, True, False)
        assert f'<text x="0" y="40">{house.people[key].full_name}</text>' in page
        assert "08:10 21/04/2023" in page


def test_a_paper_of_a_closed_part_is_read_by_the_summoned_alone(morning: Morning, visit: Visit) -> None:
    assert "Nội dung phiên kín" in visit("hung").get(at_paper(morning.closed)).content.decode()
    assert visit("hoa").get(at_paper(morning.closed)).status_code == 404
    assert visit("la").get(at_paper(morning.open)).status_code == 404


def test_a_word_file_is_read_before_the_text_of_the_register_with_its_original_beside(
    morning: Morning, visit: Visit, house: House
) -> None:
    document = draft(house, "Văn bản trong sổ")
    made, stream = docx.Document(), io.BytesIO()
    made.add_heading("I. Kết quả", level=1)
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Nhiệm vụ", "89"
    made.save(stream)
    attach_file(
        document=document,
        upload=SimpleUploadedFile("bao-cao.docx", stream.getvalue()),
        role="text",
        by=house.standing("minh"),
        at=BEFORE,
    )
    replace_paper(
        paper=MeetingPaper.objects.get(pk=morning.open.pk),
        document=document,
        remark="",
        by=house.standing("minh"),
        at=MORNING,
    )

    page = visit("hung").get(at_paper(morning.open)).content.decode()

    assert '<h2 class="flow-heading" data-words>I. Kết quả</h2>' in page
    assert '<td class="kept-text">89</td>' in page
    assert "bao-cao.docx" in page
    assert "Văn bản trong sổ" not in page


def test_rule_H4_notes_and_marked_words_stay_on_their_version_and_are_shown_with_the_newer_one(
    morning: Morning, visit: Visit, house: House
) -> None:
    hung, hoa = visit("hung"), visit("hoa")
    hung.send(
        at_paper(morning.open, 1) + "ghi-chu/",
        {"paragraph": "2", "text": "Hỏi lại số 89", "marked": "89 nhiệm vụ"},
    )

    replaced(morning, house, "Phần mở đầu\nĐã hoàn thành 91 nhiệm vụ.")

    new, old = (hung.get(at_paper(morning.open, number)).content.decode() for number in (None, 1))
    others = hoa.get(at_paper(morning.open)).content.decode()
    assert ("91 nhiệm vụ" in new, "91 nhiệm vụ" in others) == (True, True)
    assert ("Hỏi lại số 89" in new, "Hỏi lại số 89" in others) == (True, False)
    assert f'href="{at_paper(morning.open, 1)}#doan-2"' in new
    assert "Đã hoàn thành <mark>89 nhiệm vụ</mark>." in old
    assert "<mark>" not in hoa.get(at_paper(morning.open, 1)).content.decode()
    note = PaperNote.objects.get()
    assert (note.number, note.paragraph, note.marks) == (1, 2, ["89 nhiệm vụ"])


def test_a_note_leaves_no_line_in_the_record_and_an_empty_one_goes(morning: Morning, visit: Visit) -> None:
    hung, path = visit("hung"), at_paper(morning.open, 1) + "ghi-chu/"
    lines = Entry.objects.count()

    hung.send(path, {"paragraph": "1", "text": "Riêng tôi"})
    kept = PaperNote.objects.get().text
    hung.send(path, {"paragraph": "1", "text": " ", "marked": ""})

    assert kept == "Riêng tôi"
    assert (PaperNote.objects.count(), Entry.objects.count()) == (0, lines)


def test_rule_H5_a_note_written_without_a_line_never_overwrites_one_written_meanwhile(
    morning: Morning, house: House
) -> None:
    hung = house.standing("hung")

    def write(text: str, read_as: str | None) -> PaperNote | None:
        return write_note(
            paper=morning.open, number=1, paragraph=2, text=text, read_as=read_as, by=hung, at=MORNING
        )

    write("Trên máy tính", None)
    first = write("Trên điện thoại", "")
    again = write("Sửa tiếp", "Trên máy tính\n\nTrên điện thoại")

    assert first is not None
    assert again is not None
    assert (first.text, again.text) == ("Trên máy tính\n\nTrên điện thoại", "Sửa tiếp")


def test_own_notes_are_listed_for_their_writer_alone(morning: Morning, visit: Visit) -> None:
    visit("hung").send(at_paper(morning.open, 1) + "ghi-chu/", {"paragraph": "2", "text": "Của Hùng"})

    assert "Của Hùng" in visit("hung").get(f"{HOME}ghi-chu/").content.decode()
    assert "Của Hùng" not in visit("hoa").get(f"{HOME}ghi-chu/").content.decode()


def test_the_form_of_a_note_opens_without_scripts_beside_its_paragraph(
    morning: Morning, visit: Visit
) -> None:
    page = unescape(visit("hung").get(at_paper(morning.open) + "?doan=2").content.decode())

    assert page.count('action="' + at_paper(morning.open, 1) + 'ghi-chu/"') == 2  # here, and in the template
    assert visit("hung").send(at_paper(morning.open, 1) + "ghi-chu/", {"paragraph": "x"}).status_code == 422


def test_the_size_of_the_letters_is_kept(morning: Morning, visit: Visit) -> None:
    hung = visit("hung")

    hung.send(f"{HOME}co-chu/", {"size": "4", "next": at_paper(morning.open)})
    hung.send(f"{HOME}co-chu/", {"size": "17"})

    assert 'data-size="4"' in hung.get(at_paper(morning.open)).content.decode()


# What may be kept on a device -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_closed", "is_personnel", "to_return", "may"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (True, True, False, False),
        (False, False, True, False),
    ],
)
def test_papers_of_closed_parts_personnel_and_to_be_returned_are_never_kept(
    is_closed: bool, is_personnel: bool, to_return: bool, may: bool
) -> None:
    assert may_be_kept(is_closed=is_closed, is_personnel=is_personnel, to_return=to_return) is may


def test_what_is_kept_goes_fifteen_days_after_the_meeting_or_fourteen_without_contact() -> None:
    held, today = at("2023-04-21 08:00").date(), at("2023-04-21 08:00").date()

    assert kept_until(last_day=held, today=today).isoformat() == "2023-05-05"
    assert kept_until(last_day=held, today=at("2023-05-01 08:00").date()).isoformat() == "2023-05-06"


def test_the_catalogue_of_a_device_names_nothing_closed_and_nothing_to_be_returned(
    morning: Morning, visit: Visit
) -> None:
    answer = visit("hung").get(f"{HOME}ngoai-tuyen/danh-muc.json")

    told = answer.json()
    assert [paper["title"] for one in told["meetings"] for paper in one["papers"]] == [
        "Dự thảo Báo cáo quý I"
    ]
    text = answer.content.decode()
    assert str(morning.summonses["closed"].pk) not in text
    assert str(morning.summonses["enlarged"].pk) in text
    assert "no-store" in answer.headers["Cache-Control"]
    offered = visit("hung").get(f"{HOME}ngoai-tuyen/").content.decode()
    assert ("Tài liệu thu hồi" in offered, "Tài liệu phiên kín" in offered) == (False, False)
    assert "2 tài liệu không bao giờ được giữ trên máy" in offered


def test_a_device_is_given_no_page_of_a_closed_part_or_a_paper_to_be_returned(
    morning: Morning, visit: Visit
) -> None:
    hung, device = visit("hung"), {"X-Offline": "1"}

    given = hung.get(morning.path, headers=device).content.decode()

    assert ("Việc kín" in given, "Phiên nội bộ" in given) == (False, False)
    assert "Dự thảo Báo cáo quý I" in given
    for paper in (morning.closed, morning.returned):
        assert hung.get(at_paper(paper), headers=device).status_code == 404
    own = f"{morning.path}tra-loi/{morning.summonses['closed'].pk}/"
    assert hung.get(own, headers=device).status_code == 404
    assert "Việc kín" not in hung.get(f"{morning.path}gop-y/", headers=device).content.decode()


def test_the_mark_of_a_page_changes_with_what_it_shows(morning: Morning, house: House) -> None:
    def marks() -> dict[str, str]:
        kept = meetings_to_keep(house.standing("hung"), MORNING)[0]
        return {page.address: page.mark for paper in kept.papers for page in paper.pages}

    first = marks()
    write_note(paper=morning.open, number=1, text="Ghi", by=house.standing("hung"), at=MORNING)
    noted = marks()
    replaced(morning, house, "Bản hai")
    newer = marks()

    path = at_paper(morning.open)
    assert len({first[path], noted[path], newer[path]}) == 3
    assert sorted(newer) == sorted([path, at_paper(morning.open, 1)])


def test_what_is_over_put_away_called_off_or_withdrawn_leaves_the_catalogue(
    morning: Morning, house: House
) -> None:
    hung, meeting = house.standing("hung"), Meeting.objects.filter(pk=morning.assembly.meeting.pk)
    withdraw_paper(paper=morning.open, by=house.standing("minh"), at=MORNING)
    without = meetings_to_keep(hung, MORNING)[0].papers

    meeting.update(state="archived")
    archived = meetings_to_keep(hung, MORNING)
    meeting.update(state="papers_out", cancelled_at=MORNING, cancel_reason="Bão")
    called_off = meetings_to_keep(hung, MORNING)

    assert (without, archived, called_off) == ([], [], [])


def test_the_shell_the_worker_and_the_manifest_hold_nothing_of_anybody(
    morning: Morning, visit: Visit, client: Visitor
) -> None:
    hung = visit("hung")
    for name in ("ngoai-tuyen/khung/", "sw.js", "manifest.webmanifest"):
        text = hung.get(HOME + name).content.decode()
        assert text != ""
        assert ("Hùng" in text, "Hội nghị Ban Chấp hành" in text) == (False, False)
        assert client.get(HOME + name).status_code == 200
    worker = client.get(f"{HOME}sw.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert client.get(f"{HOME}manifest.webmanifest").json()["scope"] == HOME


def test_marked_words_are_marked_wherever_they_stand_and_overlaps_once() -> None:
    assert pieces("một hai một", ["một", ""]) == [Piece("một", True), Piece(" hai "), Piece("một", True)]
    assert pieces("abcd", ["ab", "bc"]) == [Piece("abc", True), Piece("d")]
    assert pieces("", ["x"]) == []

"""Papers: versions, private notes, numbered copies."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.documents.actions import draft_outgoing
from nghisu.documents.models import Document
from nghisu.kit import tickets
from nghisu.meetings import actions as acts
from nghisu.meetings.actions import papers, returning
from nghisu.meetings.models import Meeting, MeetingPaper, NumberedCopy, PaperNote
from nghisu.meetings.queries.papers import reading, unreturned
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
NOW = at("2023-04-12 08:00")


def draft(house: House, text: str) -> Document:
    return draft_outgoing(
        drafter=house.units["VP"],
        unit=house.units["DUK"],
        type_code="report",
        subject="kết quả quý I",
        text=text,
        by=house.standing("minh"),
        at=NOW,
    )


@pytest.fixture
def paper(house: House, session: Session) -> MeetingPaper:
    """Return a paper to be returned, laid under the first item of the enlarged part."""
    by = house.standing("minh")
    item = acts.add_item(part=session.enlarged, number="1", title="Báo cáo quý I", by=by, at=NOW)
    return acts.lay_paper(
        item=item, document=draft(house, "Bản một"), title="Dự thảo báo cáo", to_return=True, by=by, at=NOW
    )


def test_rule_H4_a_new_version_replaces_the_old_for_all_and_notes_stay_where_they_were(
    house: House, session: Session, paper: MeetingPaper, visit: Visit
) -> None:
    hung, hoa = visit("hung"), visit("hoa")
    path = f"/hoi-nghi/{session.meeting.pk}/tai-lieu/{paper.pk}/"
    by = house.standing("minh")
    papers.replace_paper(paper=paper, document=draft(house, "Bản hai"), remark="", by=by, at=NOW)
    hung.send(path, {"text": "Hỏi lại số liệu"})

    papers.replace_paper(
        paper=paper,
        document=draft(house, "Bản ba"),
        remark="Đã sửa số liệu",
        by=by,
        at=at("2023-04-21 15:00"),
    )

    for reader in (hung, hoa):
        page = reader.get(path).content.decode()
        assert "Bản ba" in page
        assert "Bản hai" not in page
    after = hung.get(path).content.decode()
    older = hung.get(f"{path}ban/2/").content.decode()
    assert f"{path}ban/2/" in after
    assert "Hỏi lại số liệu" not in after
    assert ("Bản hai" in older, "Hỏi lại số liệu" in older) == (True, True)
    assert "Bản ba" not in older
    assert "Hỏi lại số liệu" not in hoa.get(f"{path}ban/2/").content.decode()
    assert list(PaperNote.objects.values_list("number", "person_id")) == [(2, house.people["hung"].pk)]


def test_a_private_note_is_nobodys_but_its_writers_and_not_in_the_record(
    house: House, session: Session, paper: MeetingPaper
) -> None:
    lines = Entry.objects.count()

    papers.write_note(paper=paper, number=1, text="Riêng tôi", by=house.standing("hung"), at=NOW)

    seen = reading(house.standing("minh"), paper, None)
    assert seen is not None
    assert seen.own_notes == {}
    assert Entry.objects.count() == lines
    papers.write_note(paper=paper, number=1, text=" ", by=house.standing("hung"), at=NOW)
    assert PaperNote.objects.count() == 0


def test_a_version_keeps_the_text_it_was_laid_with(
    house: House, session: Session, paper: MeetingPaper
) -> None:
    Document.objects.filter(pk=paper.document_id).update(text="Sửa lặng lẽ")

    before = reading(house.standing("hung"), MeetingPaper.objects.get(pk=paper.pk), None)
    kept = papers.replace_paper(
        paper=paper,
        document=Document.objects.get(pk=paper.document_id),
        remark="",
        by=house.standing("minh"),
        at=NOW,
    )

    assert before is not None
    assert before.text == "Bản một"
    assert (kept.number, kept.text) == (2, "Sửa lặng lẽ")


def test_the_same_version_is_not_laid_twice(house: House, session: Session, paper: MeetingPaper) -> None:
    with pytest.raises(papers.SameVersion):
        papers.replace_paper(
            paper=paper,
            document=Document.objects.get(pk=paper.document_id),
            remark="",
            by=house.standing("minh"),
            at=NOW,
        )


def test_a_paper_taken_back_is_gone_for_readers_until_it_is_laid_again(
    house: House, session: Session, paper: MeetingPaper, visit: Visit
) -> None:
    path, by = f"/hoi-nghi/{session.meeting.pk}/tai-lieu/{paper.pk}/", house.standing("minh")
    papers.withdraw_paper(paper=paper, by=by, at=NOW)
    assert visit("hung").get(path).status_code == 404

    papers.lay_again(paper=paper, by=by, at=NOW)

    assert visit("hung").get(path).status_code == 200


def test_numbered_copies_are_handed_out_along_the_list_and_the_meeting_waits_for_them(
    house: House, session: Session, paper: MeetingPaper
) -> None:
    clerk, chief = house.standing("van"), house.standing("minh")
    people = [house.people["hung"], house.people["hoa"]]
    given = returning.give_in_order(paper=paper, holders=people, by=clerk, at=NOW)
    again = returning.give_in_order(paper=paper, holders=people, by=clerk, at=NOW)
    Meeting.objects.filter(pk=session.meeting.pk).update(state="open")
    meeting = Meeting.objects.get(pk=session.meeting.pk)

    with pytest.raises(acts.calling.CopiesNotReturned):
        acts.move_to_state(
            meeting=meeting, state="concluded", expected_version=meeting.version, by=chief, at=NOW
        )
    out = unreturned(meeting)
    returning.take_copies_back(paper=paper, copies=out[:1], by=clerk, at=NOW)
    returning.explain_unreturned(meeting=meeting, reason="Gửi trả bằng đường văn thư", by=chief, at=NOW)
    meeting.refresh_from_db()
    closed = acts.move_to_state(
        meeting=meeting, state="concluded", expected_version=meeting.version, by=chief, at=NOW
    )

    assert (given, again) == (2, 0)
    assert [(copy.number, copy.name) for copy in out] == [(1, "Phạm Quốc Hùng"), (2, "Đỗ Thị Hoa")]
    assert closed.state == "concluded"


def test_a_copy_goes_to_one_holder_at_a_time(house: House, session: Session, paper: MeetingPaper) -> None:
    clerk = house.standing("van")
    returning.number_copies(paper=paper, count=2, by=clerk, at=NOW)
    copy = NumberedCopy.objects.get(paper=paper, number=1)
    returning.give_copy(copy=copy, holder=None, holder_name="Khách mời", by=clerk, at=NOW)

    with pytest.raises(returning.CopyIsOut):
        returning.give_copy(copy=copy, holder=house.people["hung"], holder_name="", by=clerk, at=NOW)
    with pytest.raises(returning.CopyIsHere):
        returning.take_copies_back(
            paper=paper, copies=[NumberedCopy.objects.get(paper=paper, number=2)], by=clerk, at=NOW
        )
    with pytest.raises(returning.TooManyCopies):
        returning.number_copies(paper=paper, count=10**9, by=clerk, at=NOW)
    assert returning.strike_unused(paper=paper, by=clerk, at=NOW) == 1


def test_the_pages_of_numbered_papers_work_for_the_clerk(
    house: House, session: Session, paper: MeetingPaper, visit: Visit
) -> None:
    van, top = visit("van"), f"/hoi-nghi/{session.meeting.pk}/thu-hoi/"
    register = f"{top}{paper.pk}/"

    assert van.send(f"{register}phat/").status_code == 302
    assert van.get(top).status_code == 200
    assert "Phạm Quốc Hùng" in van.get(register).content.decode()
    copy = NumberedCopy.objects.get(paper=paper, number=1)
    assert van.send(register, {"act": "back", "copies": [str(copy.pk)]}).status_code == 302
    assert van.send(f"{register}{copy.pk}/con-ngoai/").status_code == 302
    assert van.send(register, {"act": "number", "count": "0"}).status_code == 422
    assert van.get(f"{register}so.pdf").content[:5] == b"%PDF-"
    assert visit("hung").get(top).status_code == 404


def test_the_pages_of_papers_open_for_who_prepares(
    house: House, session: Session, paper: MeetingPaper, visit: Visit
) -> None:
    minh, path = visit("minh"), f"/hoi-nghi/{session.meeting.pk}/tai-lieu/{paper.pk}/"

    for end in ("", "ban/1/", "ban-moi/", "sua/", "rut/"):
        assert minh.get(path + end).status_code == 200, end
    assert minh.get(f"{path}ban/9/").status_code == 404
    assert minh.send(f"{path}ban-moi/", {"document": str(paper.document_id)}).status_code == 422
    assert visit("hung").get(f"{path}sua/").status_code == 404


def test_an_open_page_of_a_paper_follows_its_versions_and_the_note_stays_out_of_it(
    house: House, session: Session, paper: MeetingPaper, visit: Visit, settings: Any
) -> None:
    hung = visit("hung")
    path = f"/hoi-nghi/{session.meeting.pk}/tai-lieu/{paper.pk}/"
    page = hung.get(path).content.decode()
    attributes = r'data-live="([^"]+)"\s+data-live-version="1"\s+data-live-on="papers"'
    found = re.search(r'<div\s+id="paper"\s+' + attributes, page)
    assert found is not None
    ticket = tickets.read(found[1].partition("ticket=")[2], key=tickets.key_from(settings.SECRET_KEY), now=0)

    papers.replace_paper(
        paper=paper, document=draft(house, "Bản hai"), remark="", by=house.standing("minh"), at=NOW
    )
    hung.send(f"{path}ban/1/", {"text": "Viết khi còn đọc bản một"})

    assert ticket is not None
    assert ticket.topics == (f"part:{paper.item.part_id}",)  # where a new version is told of
    assert page.index("</article>") < page.index('action="' + path + 'ban/1/"')
    after = hung.get(path).content.decode()
    assert 'data-live-version="2"' in after
    assert list(PaperNote.objects.values_list("number", "text")) == [(1, "Viết khi còn đọc bản một")]

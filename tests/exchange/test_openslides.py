"""A meeting file of OpenSlides 4, accounted for object by object."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import House, Visitor, at

from nghisu.exchange.actions import openslides as actions
from nghisu.exchange.models import TakenMeeting
from nghisu.exchange.rules import openslides as rules
from nghisu.kit.secrecy import MarkedSecret
from nghisu.meetings.models import AgendaItem, Meeting, MeetingPaper, OpenVote, Summons
from nghisu.organisation.actions.importing import Source
from nghisu.people.models import Person
from nghisu.record.models import Entry

PLACE = Path(__file__).parents[1] / "data/openslides/example-data.json"
SOURCE = Source("example-data.json", "a" * 64)


def same(words: str) -> str:
    """Say it in English."""
    return words


def example() -> rules.File:
    return rules.read(PLACE.read_bytes(), name=PLACE.name)


def changed(change: Callable[[dict[str, Any]], object]) -> rules.File:
    """Return the example after a change."""
    content = json.loads(PLACE.read_text())
    change(content)
    return rules.read(json.dumps(content).encode(), name="x.json")


@pytest.mark.once
def test_every_object_of_the_file_stands_in_exactly_one_line_and_the_lines_add_up_to_the_file() -> None:
    content = json.loads(PLACE.read_text())
    totals = {name: len(rows) for name, rows in content.items() if not name.startswith("_")}

    account = example().plan(same).account

    counted: Counter[str] = Counter()
    for line in account:
        counted[line.collection] += line.count
    assert dict(counted) == totals
    assert sum(totals.values()) == sum(line.count for line in account) == 161
    assert all(line.words for line in account)
    assert rules.UNKNOWN not in {line.words for line in account}


@pytest.mark.once
def test_agenda_motions_polls_assignments_and_speakers_are_accounted_for_one_by_one() -> None:
    account = example().plan(same).account

    def lines(collection: str) -> list[tuple[int, bool, str]]:
        return [(one.count, one.is_taken, one.words) for one in account if one.collection == collection]

    assert lines("agenda_item") == [(15, True, rules.AS_ITEM)]
    assert lines("topic") == [(8, True, rules.AS_TITLE)]
    assert lines("motion") == [(3, True, rules.AS_PAPER), (1, True, rules.AS_AMENDMENT)]
    assert lines("motion_change_recommendation") == [(2, True, rules.AS_WORDS)]
    assert lines("assignment") == [(2, True, rules.AS_ELECTION)]
    assert lines("assignment_candidate") == [(5, True, rules.AS_ELECTION)]
    assert lines("speaker") == [(1, True, rules.AS_SPOKEN), (12, False, rules.NOT_SPOKEN)]
    assert lines("list_of_speakers") == [(1, True, rules.AS_SPOKEN), (15, False, rules.NOBODY_SPOKE)]
    assert lines("user") == [(3, True, rules.AS_PERSON)]
    polls = json.loads(PLACE.read_text())["poll"].values()
    held = sum(poll["state"] in rules.HELD for poll in polls)
    assert lines("poll") == [(held, True, rules.AS_RESULT), (5 - held, False, rules.NOT_HELD)]


@pytest.mark.once
def test_the_tree_of_the_agenda_is_the_files_tree_in_its_order() -> None:
    content = json.loads(PLACE.read_text())["agenda_item"]

    items = example().plan(same).items

    assert {one.key: one.parent for one in items} == {
        row["id"]: row.get("parent_id") for row in content.values()
    }
    assert [one.number for one in items[:3]] == ["1", "1.1", "2"]
    tops = [content[str(one.key)]["weight"] for one in items if one.parent is None]
    assert tops == sorted(tops)


@pytest.mark.once
def test_a_result_says_what_was_counted_there_and_where_the_files_own_sums_differ() -> None:
    papers = {paper.title: paper.text for item in example().plan(same).items for paper in item.papers}

    text = papers["Result of the vote: 1"]

    assert "no rule of this product was applied" in text
    assert "test: yes 2, no 4, abstaining 1" in text
    assert text.endswith("Votes cast: 2\nValid: 2\nInvalid: 9")
    assert "Who spoke" in papers


@pytest.mark.once
def test_no_password_no_note_and_no_voter_of_the_file_is_taken() -> None:
    papers = "\n".join(paper.text for item in example().plan(same).items for paper in item.papers)
    content = json.loads(PLACE.read_text())

    secrets = [row["password"] for row in content["user"].values()]
    secrets += [row["user_token"] for row in content["vote"].values()]
    secrets += [row["comment"] for row in content["meeting_user"].values()]

    assert [secret for secret in secrets if secret in papers] == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", rules.NotJson),
        (b"\xff\xfe", rules.NotJson),
        (b"[" * 5000, rules.NotJson),
        (b"[]", rules.NotOpenSlides),
        (b'{"meeting": []}', rules.NotOpenSlides),
        (b'{"meeting": {"1": 3}}', rules.NotOpenSlides),
        (b'{"meeting": {"1": {"id": 2}}}', rules.NotOpenSlides),
        (b'{"meeting": {"x": {}}}', rules.NotOpenSlides),
        (b'{"meeting": {}}', rules.SeveralMeetings),
        (b'{"meeting": {"1": {}, "2": {}}}', rules.SeveralMeetings),
    ],
)
def test_what_is_no_meeting_file_is_refused_by_its_reason(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.read(content, name="x.json")


@pytest.mark.once
def test_a_meeting_without_a_day_is_refused() -> None:
    with pytest.raises(rules.NoStart):
        changed(lambda all_: all_["meeting"]["1"].pop("start_time")).plan(same)


@pytest.mark.once
def test_a_circle_in_the_agenda_and_a_kind_nobody_knows_are_not_taken_and_said_so() -> None:
    def change(all_: dict[str, Any]) -> None:
        all_["agenda_item"]["3"]["parent_id"] = 14
        all_["spaceship"] = {"1": {"id": 1}}

    account = changed(change).plan(same).account

    assert rules.AccountLine("spaceship", 1, False, rules.UNKNOWN) in account
    assert rules.AccountLine("agenda_item", 2, False, rules.WITHOUT_OWNER) in account


@pytest.mark.once
def test_texts_with_marks_become_words_and_scripts_are_none() -> None:
    assert rules.plain("<p>Một&nbsp;hai</p><ul><li>ba</li></ul><script>alert(1)</script>") == "Một hai\n– ba"


def test_the_file_becomes_a_real_meeting_with_agenda_papers_and_names_and_no_vote_of_ours(
    house: House,
) -> None:
    plan = example().plan(same)

    taken = actions.take_meeting(
        file=example(),
        unit=house.units["DUK"],
        source=SOURCE,
        by=house.standing("minh"),
        at=at("2023-04-21 15:00"),
    )

    meeting = taken.meeting
    assert (meeting.title, meeting.state) == ("OpenSlides Demo", Meeting.State.CONCLUDED)
    assert AgendaItem.objects.filter(part__meeting=meeting).count() == 15
    assert AgendaItem.objects.filter(part__meeting=meeting, parent__isnull=False).count() == 1
    assert MeetingPaper.objects.filter(item__part__meeting=meeting).count() == plan.papers == 10
    assert Summons.objects.filter(part__meeting=meeting).count() == 3
    assert list(meeting.parts.values_list("is_closed", flat=True)) == [True]
    assert not OpenVote.objects.exists()
    assert not Person.objects.filter(full_name="Administrator").exclude(username=None).exists()
    assert Entry.objects.latest("index").verb == "meeting.imported"


def test_the_second_import_of_the_same_file_is_recognised_and_changes_nothing(house: House) -> None:
    words: dict[str, Any] = {"unit": house.units["DUK"], "source": SOURCE, "by": house.standing("minh")}
    actions.take_meeting(file=example(), at=at("2023-04-21 15:00"), **words)
    before = (Meeting.objects.count(), Person.objects.count(), Entry.objects.count())

    with pytest.raises(rules.TakenAlready, match="OpenSlides Demo"):
        actions.take_meeting(file=example(), at=at("2023-04-22 15:00"), **words)

    assert (Meeting.objects.count(), Person.objects.count(), Entry.objects.count()) == before


def test_a_file_with_a_secrecy_mark_is_refused_before_anything_is_kept(house: House) -> None:
    marked = changed(lambda all_: all_["motion"]["1"].update(text="<p>TUYỆT MẬT</p><p>Nội dung</p>"))

    with pytest.raises(MarkedSecret):
        actions.take_meeting(
            file=marked,
            unit=house.units["DUK"],
            source=SOURCE,
            by=house.standing("minh"),
            at=at("2023-04-21 15:00"),
        )

    assert not TakenMeeting.objects.exists()


def test_the_page_shows_the_account_first_and_imports_on_yes(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    visitor = visit("minh")
    file = SimpleUploadedFile("example-data.json", PLACE.read_bytes(), "application/json")

    read = visitor.send("/phan-mem/openslides/", {"unit": house.units["DUK"].pk, "file": file})
    shown = visitor.get(read["Location"])
    assert not Meeting.objects.exists()
    done = visitor.send(read["Location"])
    report = visitor.get(done["Location"])

    assert "161" in shown.content.decode()
    assert "agenda_item" in report.content.decode()
    assert Meeting.objects.get().unit == house.units["DUK"]
    again = SimpleUploadedFile("example-data.json", PLACE.read_bytes(), "application/json")
    refused = visitor.send("/phan-mem/openslides/", {"unit": house.units["DUK"].pk, "file": again})
    assert refused.status_code == 422


def test_who_calls_no_meetings_finds_no_import(visit: Callable[[str], Visitor]) -> None:
    assert visit("hoa").get("/phan-mem/openslides/").status_code == 404

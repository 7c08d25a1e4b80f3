import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nghisu.kit.voices import FOLDER, Box, Kept, Said, Voice, sweep

MINH, LAN = UUID(int=1), UUID(int=2)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path, uuid4())
    made.open()
    return made


def say(box: Box, person: UUID, choice: str) -> Said:
    return box.take([Voice(box.seat_of(person), choice)])[0]


def test_a_device_counts_once_and_its_first_choice_stands(box: Box) -> None:
    said = [say(box, MINH, "for"), say(box, MINH, "for"), say(box, MINH, "against"), say(box, LAN, "abstain")]

    assert said == [Said.COUNTED, Said.COUNTED, Said.ALREADY, Said.COUNTED]
    assert box.close() == {"for": 1, "against": 0, "abstain": 1}


def test_where_the_description_says_so_the_last_choice_counts(tmp_path: Path) -> None:
    box = Box(tmp_path, uuid4())
    box.open(kept=Kept.LAST)
    box.open(kept=Kept.FIRST)  # what was decided at the opening stays

    said = [say(box, MINH, "for"), say(box, MINH, "against")]

    assert said == [Said.COUNTED, Said.COUNTED]
    assert box.close() == {"for": 0, "against": 1, "abstain": 0}


def test_after_closing_nothing_is_taken_and_the_sums_stay(box: Box) -> None:
    say(box, MINH, "for")

    sums = box.close()

    assert say(box, LAN, "for") is Said.CLOSED
    assert box.close() == sums == {"for": 1, "against": 0, "abstain": 0}


def test_a_box_tells_that_a_device_has_spoken_and_how_many(box: Box) -> None:
    say(box, MINH, "for")

    assert (box.has(MINH), box.has(LAN), box.count()) == (True, False, 1)


def test_two_boxes_know_the_same_person_by_different_words(tmp_path: Path) -> None:
    with Box(tmp_path, uuid4()) as one, Box(tmp_path, uuid4()) as other:
        one.open()
        other.open()

        assert one.seat_of(MINH) != other.seat_of(MINH)
        assert MINH.bytes not in one.place.read_bytes()


def test_a_destroyed_box_leaves_no_file_and_no_choice_behind(box: Box) -> None:
    seat = box.seat_of(MINH)
    say(box, MINH, "for")
    journal = Path(f"{box.place}-wal")
    kept = (box.place.open("rb"), journal.open("rb"))
    assert any(seat in file.read() for file in kept)

    box.destroy()

    for file in kept:  # the bytes that were on the disk, still held open
        file.seek(0)
        assert set(file.read()) <= {0}
        file.close()
    assert list(box.place.parent.iterdir()) == []
    assert (box.count(), box.has(MINH)) == (0, False)
    assert box.close() == {"for": 0, "against": 0, "abstain": 0}
    box.destroy()


def test_boxes_of_votes_that_are_over_are_swept(tmp_path: Path) -> None:
    running, over = uuid4(), uuid4()
    for vote in (running, over):
        box = Box(tmp_path, vote)
        box.open()
        os.utime(box.place, (0, 0))
    young = Box(tmp_path, uuid4())
    young.open()

    assert sweep(tmp_path, open_votes=[running]) == 1
    left = {place.stem for place in (tmp_path / FOLDER).glob("*.sqlite3")}
    assert left == {running.hex, young.vote.hex}
    assert sweep(tmp_path / "nowhere", open_votes=[]) == 0


def test_a_fault_in_the_middle_takes_nothing(box: Box) -> None:
    good = Voice(box.seat_of(MINH), "for")

    with pytest.raises(AttributeError):
        box.take([good, None])  # type: ignore[list-item]

    assert box.count() == 0

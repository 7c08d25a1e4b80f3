"""What the minutes of a count say of a secret poll on devices: how it was held, and every fingerprint."""

from collections.abc import Callable

from tests.ballots.conftest import NOON, Hall
from tests.ballots.test_electronic import NO, YES, matters, opened, rehearsed
from tests.conftest import Visitor

from nghisu.ballots.actions import casting, entries, papers, results
from nghisu.ballots.exports.rounds import minutes_of
from nghisu.ballots.models import Round, SecretPoll
from nghisu.kit.official import Paper

Build = Callable[..., Hall]


def lines(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks]


def test_minutes_of_a_poll_on_devices_hold_every_fingerprint(hall: Build) -> None:
    here = hall(12)
    made = matters(here)
    devices = opened(here, made)
    for voter in range(9):
        devices.cast(voter, [YES, NO])
    devices.close()
    devices.share(1)
    devices.share(2)

    said = lines(minutes_of(Round.objects.get(pk=made.pk)))

    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    marks = [
        line.rpartition(": ")[2] for line in said if line.rpartition(": ")[2] in poll.fingerprints.values()
    ]
    assert sorted(marks) == sorted(poll.fingerprints.values())
    assert len(marks) == 5
    assert [line for line in said if line.startswith("Người phát mã")] == [
        f"Người phát mã: {poll.authority.full_name}. Người giữ khóa: "
        f"{'; '.join(one.name for one in poll.trustees.all())}; cần 2, đã giải mã 2."
    ]


def test_minutes_of_a_paper_count_after_a_void_poll_say_why_it_was_void(hall: Build) -> None:
    here = hall(12)
    made = matters(here)
    devices = opened(here, made)
    devices.cast(0, [YES, NO])
    casting.void(poll=devices.poll, reason="Mất mạng ở điểm cầu 3", by=here.chief, at=NOON)
    made.refresh_from_db()
    closed = papers.close_round(round_=made, unused=0, returned=12, by=here.chief, at=NOON)
    here.announced(closed)

    said = lines(minutes_of(Round.objects.get(pk=made.pk)))

    assert "Lần bỏ phiếu trên thiết bị trước đó bị hủy: Mất mạng ở điểm cầu 3." in said
    assert not any(line.startswith("III.") for line in said)


def test_a_rehearsal_is_nowhere_in_the_minutes(hall: Build) -> None:
    here = hall(12)
    made = matters(here)
    rehearsed(here, made)
    made.refresh_from_db()
    here.announced(here.closed(here.opened(made)))

    said = lines(minutes_of(Round.objects.get(pk=made.pk)))

    assert not any("thiết bị" in line or "MÃ KIỂM TRA" in line for line in said)


def test_minutes_of_a_poll_of_confidence_fill_no_seat_and_are_those_of_a_team(hall: Build) -> None:
    here = hall(12)
    made = here.ready(kind="confidence", names=(0,), seats=1)
    (pk,) = made.candidates.values_list("pk", flat=True)
    votes = {pk: {"high": 9, "medium": 2, "low": 1}}
    entries.enter_totals(round_=made, totals=entries.SheetTotals(12, {}, votes), by=here.counter(), at=NOON)

    said = lines(minutes_of(Round.objects.get(pk=made.pk)))

    text = "\n".join(said)
    assert "tín nhiệm cao 9, tín nhiệm 2, tín nhiệm thấp 1 (trên 12 phiếu thu về)" in text
    assert "(tổ trưởng)" in text
    assert [word for word in ("Số lượng bầu", "Đã bầu đủ", "Trúng cử", "trưởng ban") if word in text] == []


def test_the_page_of_a_poll_of_confidence_says_shares_and_fills_no_seat(
    hall: Build, visit: Callable[[str], Visitor]
) -> None:
    here = hall(12)
    made = here.ready(kind="confidence", names=(0,), seats=1)
    (pk,) = made.candidates.values_list("pk", flat=True)
    votes = {pk: {"high": 9, "medium": 2, "low": 1}}
    entries.enter_totals(round_=made, totals=entries.SheetTotals(12, {}, votes), by=here.counter(), at=NOON)
    results.announce(round_=made, by=here.counter(), at=NOON)

    text = " ".join(visit("minh").get(f"/bau-cu/{made.pk}/").content.decode().split())

    assert ("9 (75,00%)" in text, "Danh sách: 1 người</h2>" in text.replace(" </h2>", "</h2>")) == (
        True,
        True,
    )
    assert ("Tổ trưởng" in text, "Trưởng ban" in text, "Đã bầu đủ" in text) == (True, False, False)

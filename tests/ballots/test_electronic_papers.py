"""Mode D: a few vote on paper beside the devices. What is told of each part, and what only of their sum."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.ballots.conftest import NOON, Hall
from tests.ballots.test_electronic import (
    NO,
    YES,
    Devices,
    authority,
    drafted,
    matters,
    own_rules,
    rehearsed,
)
from tests.conftest import Visitor

from nghisu.ballots.actions import casting, electronic, entries, paper_part, papers
from nghisu.ballots.actions.entries import SheetTotals
from nghisu.ballots.exports.package import package_of
from nghisu.ballots.exports.rounds import minutes_of
from nghisu.ballots.models import CountSheet, PaperReading, PaperStock, Round, SecretPoll
from nghisu.ballots.rules import electronic as rules
from nghisu.ballots.rules import readings
from nghisu.ballots.rules.count_file import answer, read_round
from nghisu.ballots.rules.count_write import written
from nghisu.ballots.rules.entries import ReasonMissing
from nghisu.ballots.rules.states import RoundState
from nghisu.belenios import archive
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.queries.rules import rules_by_code
from nghisu.organisation.rules.profiles import rules_of
from nghisu.record.models import Entry

Build = Callable[..., Hall]
Visit = Callable[[str], Visitor]
SOURCE = Path(electronic.__file__).resolve().parents[3]


def mixed(here: Hall, made: Round, *, on_paper: int = 6, votes: int = 8) -> Devices:
    """Return an open poll with so many voters on paper, and so many ballots on the board."""
    rehearsal = rehearsed(here, made)
    devices = drafted(here, made, on_paper=on_paper)
    electronic.reuse_keys(poll=devices.poll, earlier=rehearsal.poll, by=here.chief, at=NOON)
    devices.seeds, devices.keys = rehearsal.seeds, rehearsal.keys
    made.refresh_from_db()
    here.opened(made)
    voters = [row.person_id for row in made.roster.filter(may_vote=True)]
    papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)
    devices.hand_out(len(voters) - on_paper)
    electronic.open_voting(poll=devices.poll, by=here.chief, at=NOON)
    for voter in range(votes):
        devices.cast(voter, [YES, NO])
    return devices


def closed(devices: Devices, papers_back: int) -> SecretPoll:
    """Close, with so many papers in the box, and decrypt."""
    casting.begin_closing(poll=devices.poll, by=devices.here.counter(), at=NOON)
    casting.finish_closing(poll=devices.poll, papers_back=papers_back, by=devices.here.counter(), at=NOON)
    devices.poll.refresh_from_db()
    devices.share(0)
    devices.share(1)
    return SecretPoll.objects.get(pk=devices.poll.pk)


def given(made: Round, *agreed: int, of: int) -> SheetTotals:
    names = made.candidates.order_by("order").values_list("pk", flat=True)
    votes = {pk: {"agree": one, "disagree": of - one} for pk, one in zip(names, agreed, strict=True)}
    return SheetTotals(of, {}, votes)


def added(devices: Devices, made: Round, totals: SheetTotals, **more: Any) -> SecretPoll:
    devices.read_papers(totals, **more)
    made.refresh_from_db()
    return SecretPoll.objects.get(pk=devices.poll.pk)


def folder(content: bytes) -> dict[str, bytes]:
    """Return the paper folder of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as export:
        return {one: export.read(one) for one in export.namelist() if one.startswith("paper/")}


def shown(poll: SecretPoll, browser: Any = None) -> str:
    name, who = ("secret_poll", browser) if browser else ("booth_board", Client())
    return " ".join(who.get(reverse(name, args=[poll.pk])).content.decode().split())


@pytest.mark.slow
def test_the_package_holds_the_papers_count_file_the_whole_count_its_minutes_and_their_hashes(
    hall: Build, tmp_path: Path
) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made)
    poll = closed(devices, 5)
    poll = added(devices, made, given(made, 3, 5, of=5))

    content = package_of(poll)
    found = folder(content)

    assert sorted(found) == [
        "paper/SHA256SUMS",
        "paper/bien-ban-chung.docx",
        "paper/bien-ban-chung.pdf",
        "paper/phieu-giay.json",
        "paper/tong-hop.json",
    ]
    alone, whole = (json.loads(found[f"paper/{name}.json"]) for name in ("phieu-giay", "tong-hop"))
    assert (alone["issued"], alone["returned"], alone["totals"]["valid"]) == (6, 5, 5)
    assert list(alone["totals"]["votes"].values()) == [3, 5]
    assert (whole["issued"], whole["returned"]) == (15, 13)
    assert list(whole["totals"]["votes"].values()) == [11, 5]
    told = answer(read_round(whole), str)
    sheet = CountSheet.objects.get(round=made)
    tallies = {one.candidate.name: one.votes for one in sheet.tallies.all()}
    assert {one["candidate"]: one["votes"] for one in told["votes"]} == tallies
    assert (told["valid"], told["threshold"]) == (sheet.valid, sheet.threshold)
    # The hashes hold, and the signed minutes print that of the papers' file.
    for name, content_ in found.items():
        (tmp_path / Path(name).name).write_bytes(content_)
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )
    assert checked.returncode == 0
    mark = hashlib.sha256(found["paper/phieu-giay.json"]).hexdigest()
    assert any(mark in str(block) for block in minutes_of(made).blocks)
    for name in ("phieu-giay.json", "tong-hop.json"):
        counted = subprocess.run(
            [sys.executable, "-m", "nghisu", "count", str(tmp_path / name)],
            env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin"},
            capture_output=True,
            check=False,
        )
        assert counted.returncode == 0, counted.stdout


def test_point_23_with_five_papers_each_part_is_told(hall: Build, visit: Visit) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made)
    poll = closed(devices, 5)
    poll = added(devices, made, given(made, 3, 1, of=5))

    public = Client().get(reverse("booth_archive", args=[poll.pk])).content

    assert not poll.is_withheld
    assert poll.paper_totals is not None
    assert public == casting.content_of(poll)
    assert archive.read(public).of_kind("Result")
    assert "table" in shown(poll)
    assert visit("minh").get(reverse("secret_poll_package", args=[poll.pk])).status_code == 200


def test_point_23_with_fewer_than_five_papers_only_the_sum_is_told(hall: Build, visit: Visit) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made)
    poll = closed(devices, 4)
    poll = added(devices, made, given(made, 1, 0, of=4))
    here.house.people["dem"] = here.members[-1]

    public = Client().get(reverse("booth_archive", args=[poll.pk])).content
    sheet = CountSheet.objects.get(round=made)
    found = folder(package_of(poll))

    # Everybody: the sum, and the archive up to the encrypted sum of the devices, which only grew.
    assert (poll.is_withheld, poll.paper_totals) == (True, None)
    assert [one.votes for one in sheet.tallies.order_by("candidate__order")] == [9, 0]
    whole = casting.content_of(poll)
    assert whole.startswith(public)
    kinds = [one.kind for one in archive.read(public).events]
    assert kinds[-1] == "EncryptedTally"
    assert not {"PartialDecryption", "Result"} & set(kinds)
    for page in (shown(poll), shown(poll, visit("minh"))):
        assert "chỉ công bố tổng chung" in page
        assert '<th scope="row"> Đồng ý' not in page
    assert visit("minh").get(reverse("secret_poll_package", args=[poll.pk])).status_code == 404
    # Those who count, who saw the papers: the record with the decryption, and no count file of the papers.
    assert visit("dem").get(reverse("secret_poll_package", args=[poll.pk])).status_code == 200
    assert sorted(found) == [
        "paper/SHA256SUMS",
        "paper/bien-ban-chung.docx",
        "paper/bien-ban-chung.pdf",
        "paper/tong-hop.json",
    ]
    assert any("chỉ công bố tổng chung" in str(block) for block in minutes_of(made).blocks)
    public_words = " ".join(str(block) for block in minutes_of(made).blocks)
    assert "Đồng ý: 8" not in public_words


def test_point_23_with_fewer_than_five_on_devices_only_the_sum_is_told_either(hall: Build) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made, votes=4)
    poll = closed(devices, 6)

    poll = added(devices, made, given(made, 6, 1, of=6))

    assert (poll.is_withheld, poll.paper_totals) == (True, None)
    assert [rules.is_withheld(on_devices=one, on_paper=6) for one in (0, 1, 4, 5)] == [
        False,
        True,
        True,
        False,
    ]


def test_where_no_paper_came_back_the_devices_are_the_count(hall: Build) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made)

    poll = closed(devices, 0)

    made.refresh_from_db()
    assert (poll.is_withheld, made.state) == (False, RoundState.COUNTED)
    assert CountSheet.objects.get(round=made).valid == 8
    assert folder(package_of(poll)) == {}
    with pytest.raises(rules.PollNotThere):
        added(devices, made, given(made, 0, 0, of=0))


def test_two_who_count_read_the_papers_alone_and_only_what_both_read_is_counted(
    hall: Build, visit: Visit
) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made)
    closed(devices, 5)
    first, second = given(made, 3, 5, of=5), given(made, 4, 5, of=5)
    here.house.people["dem"] = here.members[-1]
    address = reverse("secret_poll_papers", args=[devices.poll.pk])
    at_own: dict[str, Any] = {"poll": devices.poll, "at": NOON}

    assert devices.read_papers(first, second) == [False, False]

    # Both are told which name differs, and no number; nothing is counted.
    page = " ".join(visit("dem").get(address).content.decode().split())
    names = list(made.candidates.order_by("order").values_list("name", flat=True))
    assert (f"<li>{names[0]}</li>" in page, f"<li>{names[1]}</li>" in page) == (True, False)
    assert "(2/2)" in page
    assert not re.search(r'value="[345]"', page)
    assert CountSheet.objects.filter(round=made).count() == 0
    # A third person, and a device at which somebody else read, are refused.
    with pytest.raises(readings.AllHaveRead):
        paper_part.read_papers(totals=first, device="may-3", by=here.counter(-3), **at_own)
    with pytest.raises(readings.DeviceReadAlready):
        paper_part.read_papers(totals=first, device="may--1", by=here.counter(-2), **at_own)
    # Who was mistaken reads once more: counted, and what each read is forgotten.
    assert paper_part.read_papers(totals=first, device="may-4", by=here.counter(-2), **at_own)
    assert [one.votes for one in CountSheet.objects.get(round=made).tallies.order_by("candidate__order")] == [
        11,
        5,
    ]
    assert PaperReading.objects.count() == 0
    verbs = [one.verb for one in Entry.objects.filter(verb__startswith="secret.papers").order_by("index")]
    assert verbs == ["secret.papers_read", "secret.papers_differ"]


def test_readings_that_do_not_come_together_are_begun_anew(hall: Build, visit: Visit) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made)
    closed(devices, 5)
    here.house.people["dem"] = here.members[-3]
    devices.read_papers(given(made, 3, 5, of=5), given(made, 4, 5, of=5))
    anew = reverse("secret_poll_act", args=[devices.poll.pk, "doc-lai-phieu-giay"])

    visit("dem").send(anew, {})

    assert PaperReading.objects.count() == 0
    with pytest.raises(readings.NothingRead):
        paper_part.read_anew(poll=devices.poll, by=here.counter(), at=NOON)
    with pytest.raises(NotAllowed):
        paper_part.read_anew(poll=devices.poll, by=here.by(here.members[0]), at=NOON)
    assert devices.read_papers(given(made, 3, 5, of=5)) == [False, True]


def test_totals_of_papers_are_mended_with_a_reason_and_counted_again(hall: Build, visit: Visit) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made)
    closed(devices, 5)
    added(devices, made, given(made, 3, 5, of=5))
    here.house.people["dem"] = here.members[-1]
    address = reverse("secret_poll_papers", args=[devices.poll.pk])

    with pytest.raises(ReasonMissing):
        added(devices, made, given(made, 4, 5, of=5))
    names = list(made.candidates.order_by("order").values_list("pk", flat=True))
    sent = {"valid": "5", "reason": "Đọc nhầm một phiếu", f"agree_{names[0]}": "4", f"agree_{names[1]}": "5"}
    reasons = ("not_issued", "outside_list", "extra_marks", "name_struck", "no_expressed_choice")
    sent |= {f"invalid_{one}": "0" for one in reasons}
    here.house.people["dem-hai"] = here.members[-2]
    visit("dem").send(address, sent)
    assert CountSheet.objects.filter(round=made).count() == 1
    del sent["reason"]  # the first who reads anew gave it
    visit("dem-hai").send(address, sent)

    sheets = list(CountSheet.objects.filter(round=made).order_by("number"))
    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    assert [one.number for one in sheets] == [1, 2]
    assert sheets[1].reason == "Đọc nhầm một phiếu"
    assert [one.votes for one in sheets[1].tallies.order_by("candidate__order")] == [12, 5]
    assert json.loads(folder(package_of(poll))["paper/phieu-giay.json"])["totals"]["valid"] == 5


def test_nobody_closes_counts_or_mends_by_hand_what_is_voted_on_devices(hall: Build, visit: Visit) -> None:
    here = hall(15)
    made = matters(here)
    devices = mixed(here, made, on_paper=0)
    by: dict[str, Any] = {"round_": made, "by": here.counter(), "at": NOON}
    invented = given(made, 8, 8, of=8)

    with pytest.raises(rules.VotedOnDevices):
        papers.close_round(unused=0, returned=8, **by)
    casting.begin_closing(poll=devices.poll, by=here.counter(), at=NOON)
    casting.finish_closing(poll=devices.poll, by=here.counter(), at=NOON)
    devices.poll.refresh_from_db()
    made.refresh_from_db()
    here.house.people["dem"] = here.members[-1]
    page = visit("dem").get(reverse("round_detail", args=[made.pk])).content.decode()
    for act in (
        lambda: entries.start_count(**by),
        lambda: entries.enter_totals(totals=invented, **by),
    ):
        with pytest.raises(rules.VotedOnDevices):
            act()
    devices.share(0)
    devices.share(1)
    made.refresh_from_db()

    with pytest.raises(rules.VotedOnDevices):
        entries.recount(reason="Thử", **by)
    assert "nhap-tong" not in page
    assert "bat-dau-kiem" not in page
    assert CountSheet.objects.get(round=made).valid == 8


def test_a_void_poll_leaves_the_round_open_for_paper_or_for_another_poll(hall: Build) -> None:
    here = hall(12)
    made = matters(here)
    devices = mixed(here, made, on_paper=0)
    casting.begin_closing(poll=devices.poll, by=here.counter(), at=NOON)
    casting.finish_closing(poll=devices.poll, by=here.counter(), at=NOON)
    devices.poll.refresh_from_db()

    casting.void(poll=devices.poll, reason="Mất hai tờ khóa", by=here.chief, at=NOON)

    made.refresh_from_db()
    stock = PaperStock.objects.get(round=made)
    assert (made.state, made.closed_at, stock.returned, stock.unused) == (RoundState.OPEN, None, None, None)
    again = drafted(here, made)
    assert again.poll.state == "drafted"
    casting.void(poll=again.poll, reason="Bỏ phiếu giấy", by=here.chief, at=NOON)
    papers.close_round(
        round_=made, unused=stock.stamped - stock.issued, returned=12, by=here.counter(), at=NOON
    )
    made.refresh_from_db()
    assert made.state == RoundState.CLOSED


@pytest.mark.parametrize("how", ["mixed", "rehearsal", "without a body", "seats of a Party body"])
def test_no_party_round_about_a_person_is_electronic_or_mixed_by_any_setting(hall: Build, how: str) -> None:
    here = hall(15)
    own = own_rules(here, electronic_secret=True)
    settings: dict[str, Any] = {"mixed": {"on_paper": 5}, "rehearsal": {"is_rehearsal": True}}
    made = here.printed(here.listed(profile=f"own-{own.pk.hex}"))
    executive = here.house.bodies["executive"]
    if how == "without a body":
        Round.objects.filter(pk=made.pk).update(body=None)
    elif how == "seats of a Party body":
        standing = here.house.bodies["standing"]
        standing.rule_profile = "association"
        standing.save(update_fields=["rule_profile"])
        Round.objects.filter(pk=made.pk).update(body=standing, filled=executive)

    with pytest.raises(rules.NeverAboutPersons):
        drafted(here, Round.objects.get(pk=made.pk), **settings.get(how, {}))

    assert not SecretPoll.objects.exists()


def test_a_count_file_of_own_rules_and_of_levels_is_read_back(hall: Build) -> None:
    here = hall(5)
    own = own_rules(here, electronic_secret=True)
    profile = rules_by_code(f"own-{own.pk.hex}", unit=here.house.units["DUK"].pk)
    numbers = {"summoned": 12, "present": 12, "incumbents": 12}
    shared: dict[str, Any] = {"number": 1, "roster": numbers, "issued": 12, "invalid": {}, "valid": 10}
    elected = written(
        kind="election",
        mode="SURPLUS",
        profile=profile,
        seats=1,
        names=["A", "B"],
        votes=[{"keep": 7}, {"keep": 3}],
        **shared,
    )
    asked = written(
        kind="confidence",
        mode="CONFIDENCE",
        profile=rules_of("dang-190-session"),
        seats=0,
        names=["A"],
        votes=[{"high": 6, "medium": 3, "low": 1}],
        **shared,
    )

    assert answer(read_round(json.loads(elected)), str)["elected"] == ["A"]
    told = answer(read_round(json.loads(asked)), str)["confidence"][0]
    assert (told["high"], told["medium"], told["low"]) == (6, 3, 1)
    assert authority(here).username == "ban_tham_tra"

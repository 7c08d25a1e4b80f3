"""A rehearsal: a copy of everything for one meeting, marked, harmless, thrown away; the real data stay."""

import io
import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as ours
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import HttpResponse
from django.test import Client
from nacl.pwhash import argon2id
from tests.conftest import House, Visitor, at
from tests.exchange.cast import a_full_house, forget_everything

from nghisu.config import rehearsal, training, training_marks
from nghisu.config.accounts import FactorAdapter
from nghisu.config.handover import hold
from nghisu.config.rehearsal import NoRehearsal, parted, rehearse, sweep, throw_away
from nghisu.corner.models import CalendarFeed
from nghisu.exchange.actions.rehearsal import NotACopy, make_harmless
from nghisu.exchange.models import ApiToken
from nghisu.exchange.rules.rehearsal import NotToCome, begins_at, check_to_come
from nghisu.kit import clock
from nghisu.kit.docx import MEDIA_TYPE
from nghisu.meetings.models import Meeting
from nghisu.people.models import Link
from nghisu.record.models import Checkpoint, Entry
from nghisu.record.queries.whole import check_record

Visit = Callable[[str], Visitor]
MEETING = "0190a2b4-0000-7000-8000-000000000009"
NOW = at("2023-04-20 15:00")
REAL = {
    "NGHISU_DATABASE_URL": "postgres://that@real/one",
    "NGHISU_SECRET_KEY": "real",
    "NGHISU_MAIL_HOST": "mail.example",
    "NGHISU_PUSH_CONTACT": "mailto:office@example.vn",
    "NGHISU_SIGN_KEY_FILE": "/etc/key.p12",
    "NGHISU_HOSTS": "hop.example.vn",
    "PORT": "8000",
}


class Programs:
    """Stands for the programs that a rehearsal starts, and keeps what each was told."""

    def __init__(self, folder: Path, *, fails: str = "") -> None:
        self.folder, self.fails = folder, fails
        self.told: list[tuple[list[str], dict[str, str], str]] = []
        self.served: list[tuple[list[str], dict[str, str], dict[str, Any]]] = []

    def run(self, words: list[str], around: Mapping[str, str], passphrase: str) -> int:
        """Take the place of one step."""
        self.told.append((words, dict(around), passphrase))
        if words[2] == "--copy-to":
            Path(words[3]).mkdir()
        return 3 if words[2] == self.fails else 0

    def serve(self, words: list[str], around: Mapping[str, str]) -> int:
        """Take the place of the server."""
        self.served.append((words, dict(around), training.said_of(self.folder)))
        return 0


@pytest.mark.once
def test_the_copy_is_made_from_the_real_data_and_taken_in_where_nothing_real_is_reached(
    tmp_path: Path,
) -> None:
    around = {**REAL, "NGHISU_DATA": str(tmp_path)}
    programs = Programs(tmp_path / "tong-duyet")

    ended = rehearse(["serve", "--rehearsal", MEETING], around, run=programs.run, serve=programs.serve)

    (copied, real, first), (taken, there, second) = programs.told
    parcel = str(tmp_path / "tong-duyet/goi")
    assert ended == 0
    assert copied == ["rehearse", MEETING, "--copy-to", parcel]
    assert taken == ["rehearse", MEETING, "--take-in", parcel]
    assert real == around
    assert there == {
        "NGHISU_DATA": str(tmp_path / "tong-duyet"),
        "NGHISU_HOSTS": "hop.example.vn",
        "NGHISU_RECORD_ORIGIN": "tong-duyet.invalid/nhat-ky",
        "PORT": "8002",
    }
    assert first == second
    assert len(first) >= 40
    assert programs.served == [(["serve"], there, {"meeting": MEETING, "is_invented": False, "port": 8002})]


@pytest.mark.once
@pytest.mark.parametrize("step", ["", "--copy-to", "--take-in"])
def test_however_it_ends_nothing_of_the_copy_is_left(tmp_path: Path, step: str) -> None:
    programs = Programs(tmp_path / "tong-duyet", fails=step)

    ended = rehearse(
        ["serve", f"--rehearsal={MEETING}"],
        {"NGHISU_DATA": str(tmp_path)},
        run=programs.run,
        serve=programs.serve,
    )

    assert ended == (3 if step else 0)
    assert len(programs.served) == (0 if step else 1)
    assert [one.name for one in tmp_path.iterdir()] == [rehearsal.LOCK]


@pytest.mark.once
def test_what_a_crash_left_is_thrown_away_at_the_next_start_but_nothing_else(tmp_path: Path) -> None:
    copy = tmp_path / "tong-duyet"
    (copy / "files").mkdir(parents=True)
    (copy / "files/one").write_text("real words")
    (copy / training.MARK).touch()
    other = tmp_path / "elsewhere"
    (other / "tong-duyet").mkdir(parents=True)
    (other / "tong-duyet/nghisu.sqlite3").write_bytes(b"real")

    sweep({"NGHISU_DATA": str(tmp_path)})
    sweep({"NGHISU_DATA": str(other)})

    assert not copy.exists()
    assert (other / "tong-duyet/nghisu.sqlite3").exists()
    with pytest.raises(NoRehearsal, match="not made for a rehearsal"):
        throw_away(other / "tong-duyet")


@pytest.mark.once
def test_an_open_rehearsal_is_neither_swept_nor_begun_a_second_time(tmp_path: Path) -> None:
    copy = tmp_path / "tong-duyet"
    copy.mkdir()
    (copy / training.MARK).write_text(json.dumps({"meeting": MEETING, "port": 8002}))
    held, watched = hold(copy), hold(tmp_path, rehearsal.LOCK)

    sweep({"NGHISU_DATA": str(tmp_path)})
    with pytest.raises(NoRehearsal, match="a rehearsal is open"):
        rehearse(["serve", "--rehearsal", MEETING], {"NGHISU_DATA": str(tmp_path)})
    port = training.port_of(tmp_path, rehearsal.FOLDER)
    os.close(held)
    os.close(watched)

    assert (port, training.port_of(tmp_path, rehearsal.FOLDER)) == (8002, None)
    assert copy.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("told", "share"),
    [
        ("", 0),
        ("Đang sao dữ liệu 0 %\nĐang sao dữ liệu 40 %\n", 20),
        ("Đang sao dữ liệu 90 %\nĐang sao dữ liệu 100 %\n", 50),
        ("Đang sao dữ liệu 100 %\nĐang chuẩn bị 60 %\n", 80),
        ("Đang sao dữ liệu 100 %\nĐang chuẩn bị 100 %\n", 99),
    ],
)
def test_how_far_its_preparation_is_never_goes_back(tmp_path: Path, told: str, share: int) -> None:
    (tmp_path / "tong-duyet").mkdir()
    (tmp_path / "tong-duyet" / training.MARK).write_text(json.dumps({"meeting": MEETING}))
    (tmp_path / rehearsal.TOLD).write_text(told)
    watched = hold(tmp_path, rehearsal.LOCK)

    stands = rehearsal.how_it_stands(tmp_path)
    os.close(watched)

    assert stands == rehearsal.Standing(rehearsal.State.PREPARING, MEETING, share=share)
    assert rehearsal.how_it_stands(tmp_path).state == "closed"


@pytest.mark.once
def test_it_is_over_when_somebody_closes_it_its_server_is_gone_or_half_a_day_has_passed(
    tmp_path: Path,
) -> None:
    def is_over(server: str = str(os.getpid()), seconds: float = 10.0) -> bool:
        return rehearsal.is_over(tmp_path, server=server, seconds=seconds)

    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / training.MARK).touch()

    before = [is_over(), is_over(server="")]
    after = [is_over(server=str(gone.pid)), is_over(seconds=12 * 3600 + 1)]
    rehearsal.close(tmp_path)

    assert (before, after, is_over()) == ([False, False], [True, True], True)


@pytest.mark.once
@pytest.mark.parametrize("words", [["--rehearsal"], ["--rehearsal", "--port"], ["--rehearsal=tuần-16"]])
def test_a_rehearsal_names_its_meeting(words: list[str]) -> None:
    assert rehearsal.is_asked(words)
    with pytest.raises(NoRehearsal, match="the id of a meeting"):
        parted(words)


@pytest.mark.once
def test_only_a_meeting_to_come_is_rehearsed_from_half_an_hour_before_it() -> None:
    check_to_come(title="Giao ban", state="papers_out", is_cancelled=False)
    for state, is_cancelled in (("open", False), ("concluded", False), ("summoned", True)):
        with pytest.raises(NotToCome):
            check_to_come(title="Giao ban", state=state, is_cancelled=is_cancelled)

    assert begins_at(at("2023-04-21 08:00")) == at("2023-04-21 07:30")


@pytest.fixture
def quick_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the slow hash of passphrases a quick one."""
    monkeypatch.setattr(argon2id, "OPSLIMIT_MODERATE", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(argon2id, "MEMLIMIT_INTERACTIVE", argon2id.MEMLIMIT_MIN)


def step(meeting: Meeting, **options: Any) -> str:
    """Run one step of the command as the rehearsal does."""
    told = io.StringIO()
    call_command("rehearse", str(meeting.pk), stdout=told, stderr=io.StringIO(), **options)
    return told.getvalue()


def test_the_copy_holds_the_same_meeting_and_has_nothing_that_reaches_outside(
    house: House,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    time_machine: Any,
    quick_seal: None,
) -> None:
    time_machine.move_to(NOW, tick=False)
    a_full_house(house)
    CalendarFeed.objects.create(person=house.people["van"], hash="0" * 64, made_at=NOW)
    sealed = {"secret": FactorAdapter().encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=house.people["minh"], type="totp", data=sealed)
    meeting = Meeting.objects.get()
    parcel = tmp_path_factory.mktemp("rehearsal") / "goi"
    monkeypatch.setattr("sys.stdin", io.StringIO("mùa gặt đến sớm ở đồng bằng"))
    step(meeting, copy_to=parcel)
    real_lines = Entry.objects.count()
    assert Entry.objects.latest("index").verb == "meeting.rehearsed"

    forget_everything()
    settings.REHEARSAL, settings.TRAINING = str(meeting.pk), True
    settings.SECRET_KEY = "the key of the copy"
    (Path(ours.DATA) / training.MARK).write_text(json.dumps({"meeting": str(meeting.pk)}))
    monkeypatch.setattr("sys.stdin", io.StringIO("mùa gặt đến sớm ở đồng bằng"))
    with django_capture_on_commit_callbacks(execute=True):
        step(meeting, take_in=parcel)

    copied = Meeting.objects.get()
    assert (copied.title, copied.starts_at) == (meeting.title, meeting.starts_at)
    assert clock.now() == begins_at(meeting.starts_at)
    assert training.said_of(Path(ours.DATA))["moment"] == begins_at(meeting.starts_at).isoformat()
    for model in (ApiToken, CalendarFeed, Link, Checkpoint):
        assert not model.objects.exists(), model
    assert not (Path(ours.DATA) / "record.key").exists()
    assert Entry.objects.count() == real_lines - 1
    assert check_record().is_green
    opened = FactorAdapter().decrypt(Authenticator.objects.get().data["secret"])
    assert opened == "JBSWY3DPEHPK3PXP"


def test_real_data_are_never_made_harmless(house: House, tmp_path: Path) -> None:
    a_full_house(house)

    with pytest.raises(NotACopy):
        make_harmless()
    with pytest.raises(CommandError):
        step(Meeting.objects.get(), take_in=tmp_path / "goi")

    assert ApiToken.objects.count() == 1


def test_the_page_of_the_meeting_shows_the_command_and_the_way_while_it_is_open(
    house: House, visit: Visit, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_full_house(house)
    meeting = Meeting.objects.get()
    chief = visit("minh")
    prepared = chief.get(f"/hoi-nghi/{meeting.pk}/chuan-bi/").content.decode()
    page = f"/tong-duyet/{meeting.pk}/"

    closed = chief.get(page).content.decode()
    copy = settings.DATA / "tong-duyet"
    copy.mkdir()
    (copy / training.MARK).write_text(json.dumps({"meeting": str(meeting.pk), "port": 8002}))
    held = hold(copy)
    opened = chief.get(page).content.decode()
    os.close(held)

    assert page in prepared
    assert f"./run --rehearsal {meeting.pk}" in closed
    assert 'href="http://testserver:8002/"' in opened
    assert [visit(who).get(page).status_code for who in ("van", "hung", "hoa", "ha")] == [404] * 4


def test_in_a_rehearsal_nobody_plays_a_part_and_strangers_learn_nothing(
    house: House, visit: Visit, settings: Any
) -> None:
    a_full_house(house)
    meeting = Meeting.objects.get()
    house.add_person("vanthu", "Bùi Văn Thư", "VP", "clerk")
    settings.TRAINING, settings.REHEARSAL = True, str(meeting.pk)

    strange = Client().get("/tap-huan/")
    of_chief = visit("minh").get("/tap-huan/").content.decode()
    of_other = visit("ha").get("/tap-huan/").content.decode()

    assert Client().post("/tap-huan/vao-vai/", {"part": "vanthu"}).status_code == 404
    assert (strange.status_code, meeting.title in strange.content.decode()) == (302, False)
    assert meeting.title in of_chief
    assert "/tap-huan/lam-lai/" in of_chief
    assert meeting.title not in of_other


def test_only_who_calls_the_meeting_begins_its_rehearsal_anew(
    house: House, visit: Visit, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_full_house(house)
    settings.TRAINING, settings.REHEARSAL = True, str(Meeting.objects.get().pk)
    done: list[str] = []
    monkeypatch.setattr(training_marks, "begin_anew", lambda: done.append("anew"))

    refused = [
        one.post("/tap-huan/lam-lai/", {"sure": "yes"}).status_code for one in (Client(), visit("hung"))
    ]
    before = list(done)
    visit("minh").post("/tap-huan/lam-lai/", {"sure": "yes"})

    assert (refused, before, done) == ([404, 404], [], ["anew"])


def test_everything_that_leaves_a_rehearsal_is_marked_as_one(house: House, settings: Any) -> None:
    settings.TRAINING, settings.REHEARSAL = True, MEETING
    settings.MIDDLEWARE = ["nghisu.config.training_marks.TrainingMiddleware", *settings.MIDDLEWARE]
    answer = HttpResponse(b"not a Word file", content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="to-trinh.docx"'

    page = Client().get("/tai-khoan/dang-nhap/").content.decode()
    marked = training_marks.marked(answer)

    assert "TỔNG DUYỆT" in page
    assert "TẬP HUẤN" not in page
    assert marked.headers["Content-Disposition"] == 'attachment; filename="TONG-DUYET-to-trinh.docx"'


def test_the_button_begins_it_beside_the_server_for_who_pressed_it(
    house: House, visit: Visit, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_full_house(house)
    meeting = Meeting.objects.get()
    begun: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setenv("NGHISU_DOOR", "127.0.0.1 8000")
    monkeypatch.setattr(
        "nghisu.config.rehearsal.subprocess.Popen",
        lambda words, env, **_rest: begun.append((words[3:], env)),
    )
    monkeypatch.setattr("nghisu.config.rehearsal.time.sleep", lambda _seconds: None)
    page, chief = f"/tong-duyet/{meeting.pk}/", visit("minh")

    shown = f'action="{page}mo/"' in chief.get(page).content.decode()
    chief.post(f"{page}mo/")
    refused = [visit(who).post(f"{page}mo/").status_code for who in ("van", "hung", "ha")]
    settings.HTTPS = True
    behind_a_proxy = chief.get(page).content.decode()
    chief.post(f"{page}mo/")

    [(words, around)] = begun
    assert words == ["serve", "--rehearsal", str(meeting.pk), "--host", "127.0.0.1"]
    assert (around["PORT"], around["NGHISU_REHEARSAL_FOR"]) == ("8000", str(house.people["minh"].pk))
    assert "NGHISU_DOOR" not in around
    assert (shown, refused) == (True, [404, 404, 404])
    assert "NGHISU_REHEARSAL_URL" in behind_a_proxy
    assert f'action="{page}mo/"' not in behind_a_proxy


def test_it_is_closed_on_the_page_of_its_meeting_or_inside_it_by_who_calls_the_meeting(
    house: House, visit: Visit, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_full_house(house)
    meeting = Meeting.objects.get()
    monkeypatch.setattr("nghisu.config.rehearsal.time.sleep", lambda _seconds: None)
    copy = Path(settings.DATA) / "tong-duyet"
    copy.mkdir()
    (copy / training.MARK).write_text(json.dumps({"meeting": str(meeting.pk), "port": 8002}))
    (Path(settings.DATA) / training.MARK).touch()
    held, page = hold(copy), f"/tong-duyet/{meeting.pk}/dong/"

    refused = visit("van").post(page).status_code, (copy / rehearsal.CLOSE).exists()
    outside = visit("minh").post(page).status_code, (copy / rehearsal.CLOSE).exists()
    os.close(held)
    settings.TRAINING, settings.REHEARSAL = True, str(meeting.pk)
    inside = visit("minh").post(page).status_code, (Path(settings.DATA) / rehearsal.CLOSE).exists()

    assert (refused, outside, inside) == ((404, False), (302, True), (200, True))


def test_in_the_rehearsal_of_the_demo_its_invented_people_are_played(
    house: House, visit: Visit, settings: Any
) -> None:
    a_full_house(house)
    house.add_person("vanthu", "Bùi Văn Thư", "VP", "clerk")
    settings.TRAINING, settings.REHEARSAL = True, str(Meeting.objects.get().pk)
    (Path(settings.DATA) / training.MARK).write_text(json.dumps({"is_invented": True}))

    page = Client().get("/tap-huan/")
    played = Client().post("/tap-huan/vao-vai/", {"part": "vanthu"})

    assert "Bùi Văn Thư" in page.content.decode()
    assert (played.status_code, played.headers["Location"]) == (302, "/")

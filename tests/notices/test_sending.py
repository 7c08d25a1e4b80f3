"""What goes out, by mail and to browsers: each thing once to each target, and never what it is."""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.conftest import House, at
from tests.corner.conftest import Morning, draft
from tests.ground.conftest import ROOT, environment_for, prepare
from tests.notices.conftest import carries, is_about, wants_mail
from tests.notices.outside import Post, PushService, claims_of, push_service

from nghisu.meetings.actions import lay_paper
from nghisu.meetings.actions.preparing import call_off
from nghisu.notices.actions.devices import MOST_DEVICES
from nghisu.notices.jobs import sweep, tell
from nghisu.notices.models import Message, NoticeChoice, NoticeSeen, PushDevice, Told
from nghisu.notices.queries.sending import Target, new_for
from nghisu.notices.rules.sending import (
    KEPT,
    MailLevel,
    NoAddress,
    NoMailHere,
    NoPushHere,
    State,
    TooManyDevices,
)
from nghisu.organisation.models import Mandate

DAY = at("2023-04-12 15:00")  # a Wednesday; the session is on Friday the 21st


def another_paper(house: House, morning: Morning) -> None:
    lay_paper(
        item=morning.assembly.first,
        document=draft(house, "Nội dung mới"),
        title="Tài liệu bổ sung",
        by=house.standing("minh"),
        at=DAY,
    )


def test_a_mail_says_how_many_in_the_readers_language_and_how_to_get_no_more(
    morning: Morning, house: House, post: Post
) -> None:
    wants_mail(house, MailLevel.AT_ONCE)

    tell(DAY)

    mail = post.got[0]
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    stop = re.search(r"\nList-Unsubscribe:\s+<https://nghi-su\.example\.vn(/\S+)>", post.raw[0].decode())
    assert str(mail["Subject"]) == "Nghị Sự: có việc đang chờ"
    assert str(mail["To"]) == "hung@example.vn"
    assert "Có 1 tài liệu cần đọc." in text
    assert "Có 1 tài liệu cần đọc." in html
    assert "https://nghi-su.example.vn/thong-bao/" in text
    assert re.search(r"<(img|script|link)|https?://(?!nghi-su\.example\.vn)", html) is None
    assert [word for word in is_about(morning) if word in text + html + str(mail["Subject"])] == []
    assert stop is not None
    reader = Client()
    reader.get(stop[1])
    assert NoticeChoice.objects.get().mail == MailLevel.AT_ONCE  # looking changes nothing
    reader.post(stop[1], {"idempotency_key": "k" * 20})
    assert NoticeChoice.objects.get().mail == MailLevel.NEVER
    assert reader.get(stop[1][:-2] + "x/").status_code == 404


def test_each_thing_is_mailed_once_and_a_new_one_alone(morning: Morning, house: House, post: Post) -> None:
    wants_mail(house, MailLevel.AT_ONCE)
    tell(DAY)
    tell(DAY + timedelta(minutes=2))
    first = len(post.got)

    another_paper(house, morning)
    tell(DAY + timedelta(minutes=4))

    text = post.got[-1].get_body(["plain"]).get_content()  # type: ignore[union-attr]
    assert (first, len(post.got)) == (1, 2)
    assert text.split()[:7] == ["-", "Có", "1", "tài", "liệu", "cần", "đọc."]
    assert text.count("- Có") == 1


@pytest.mark.parametrize(
    ("level", "moments"),
    [
        (MailLevel.TWICE, ["2023-04-24 07:30", "2023-04-24 13:30"]),
        (MailLevel.DAILY, ["2023-04-24 07:30", "2023-04-25 07:30"]),
        (MailLevel.WEEKLY, ["2023-04-24 07:30", "2023-05-04 07:30"]),
    ],
)
def test_a_digest_goes_out_at_its_hours_only(
    house: House, post: Post, level: MailLevel, moments: list[str], monkeypatch: Any
) -> None:
    from nghisu.notices import queries
    from nghisu.notices.queries import Counted, Thing

    # A new thing at every look, so that only the hours decide.
    kind = queries.Kind("probe", Counted.DRAFTS, None, "corner", lambda _s, now: [Thing(now.isoformat())])
    monkeypatch.setattr(queries, "_kinds", {"probe": kind})
    wants_mail(house, level)
    sent: list[str] = []
    now = at("2023-04-22 00:00")  # a Saturday
    NoticeChoice.objects.update(digest_at=now)

    while now < at("2023-05-05 00:00") and len(sent) < len(moments):
        before = len(post.got)
        tell(now)
        if len(post.got) > before:
            sent.append(f"{now:%Y-%m-%d %H:%M}")
        now += timedelta(minutes=30)

    assert sent == moments


def test_a_browser_is_told_sealed_for_it_alone_and_signed_as_ours(
    morning: Morning, house: House, push: PushService
) -> None:
    browser, _device = carries(house, push)

    tell(DAY)
    tell(DAY + timedelta(minutes=2))

    (path, headers, body), told = push.got[0], json.loads(browser.opened(push.got[0][2]))
    assert (len(push.got), path) == (1, "/send/hung")
    assert claims_of(headers["Authorization"])["sub"] == "mailto:van-phong@example.vn"
    assert told["address"] == "/thong-bao/"
    assert "Có 1 tài liệu cần đọc." in told["body"]
    assert [word for word in is_about(morning) if word in told["title"] + told["body"]] == []
    assert b"title" not in body


def test_two_devices_are_each_told_once(morning: Morning, house: House, push: PushService) -> None:
    one, _ = carries(house, push)
    tell(DAY)
    other = push.browser("other")

    from nghisu.kit.web_push import Subscription
    from nghisu.notices.actions.devices import add_device

    add_device(
        subscription=Subscription(**other.form),
        name="",
        language="en",
        session="",
        by=house.standing("hung"),
        at=DAY,
    )
    tell(DAY + timedelta(minutes=2))

    assert [path for path, _headers, _body in push.got] == ["/send/hung", "/send/other"]
    assert "You have 1 paper to read." in json.loads(other.opened(push.got[1][2]))["body"]
    assert one.opened(push.got[0][2])


def test_what_the_push_service_refuses_is_tried_again_and_a_browser_it_knows_no_more_is_forgotten(
    morning: Morning, house: House, push: PushService
) -> None:
    carries(house, push)
    push.answers = [503, 201]

    tell(DAY)
    tell(DAY + timedelta(minutes=4))
    tell(DAY + timedelta(minutes=6))

    assert len(push.got) == 2
    assert Message.objects.get().state == State.SENT
    another_paper(house, morning)
    push.answers = [410]
    tell(DAY + timedelta(minutes=8))
    assert PushDevice.objects.count() == 0


def test_a_mail_the_host_refuses_is_tried_five_times_and_given_up(
    morning: Morning, house: House, post: Post
) -> None:
    wants_mail(house, MailLevel.AT_ONCE)
    post.refuse = "RCPT"

    for hours in (0, 1, 2, 5, 14, 40):
        tell(DAY - timedelta(hours=7) + timedelta(hours=hours))

    message = Message.objects.get()
    assert (message.state, message.attempts) == (State.GIVEN_UP, 5)
    assert "hung@example.vn" not in message.problem
    assert post.got == []


def test_a_mail_that_may_have_arrived_is_not_sent_again(morning: Morning, house: House, post: Post) -> None:
    wants_mail(house, MailLevel.AT_ONCE)
    post.cut = True  # the host took the whole mail, and the line broke before it said so

    for minutes in (0, 10, 60):
        tell(DAY + timedelta(minutes=minutes))

    assert len(post.got) == 1
    assert Message.objects.get().state == State.LOST


KILLED = """
import datetime, sys
from django.conf import settings
from nghisu.notices.jobs import tell
from nghisu.notices.queries import Counted, Thing, register_notice
register_notice("probe", Counted.DRAFTS, "corner", things=lambda _s, _n: [Thing("1")])
settings.PUSH_CONTACT, settings.PUSH_HOSTS = "mailto:a@example.vn", frozenset({"127.0.0.1"})
for moment in sys.argv[1:]:
    tell(datetime.datetime.fromisoformat(moment))
"""
CAST = """
from tests.conftest import House, at
from nghisu.notices.models import PushDevice
from nghisu.management.commands.demo import bring_up_to_date
bring_up_to_date()
made = House()
made.add_unit("DUK", "Đảng ủy Khối", None)
person = made.add_person("hung", "Phạm Quốc Hùng", "DUK", "chief_of_office")
PushDevice.objects.create(person=person, language="vi", mark="1", made_at=at("2023-04-12 15:00"), **%r)
"""


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite: a folder of its own is killed in")
def test_harness_killed_between_sending_and_marking_nothing_is_told_twice(tmp_path: Path) -> None:
    """The push service kills the sender while it still owes it the answer."""
    environment = environment_for(tmp_path)
    prepare(environment)

    def python(code: str, *words: str) -> "subprocess.Popen[str]":
        begin = "import django; django.setup()\n"
        return subprocess.Popen(
            [sys.executable, "-c", begin + code, *words], env=environment, cwd=ROOT, text=True
        )

    with push_service() as service:
        assert python(CAST % service.browser().form).wait(120) == 0
        sender = python(KILLED, DAY.isoformat())
        service.before_answer = lambda: os.kill(sender.pid, signal.SIGKILL)
        assert sender.wait(120) == -signal.SIGKILL
        service.before_answer = None

        later = [(DAY + timedelta(hours=hours)).isoformat() for hours in (1, 20)]
        assert python(KILLED, *later).wait(120) == 0

    assert len(service.got) == 1


def test_in_quiet_hours_only_what_presses_goes_out_and_the_rest_in_the_morning(
    morning: Morning, house: House, push: PushService
) -> None:
    browser, _ = carries(house, push)
    night = at("2023-04-20 22:00")
    tell(night)
    quiet = len(push.got)

    meeting = morning.assembly.meeting
    meeting.refresh_from_db()
    call_off(
        meeting=meeting,
        reason="Bão số 1",
        expected_version=meeting.version,
        by=house.standing("minh"),
        at=night,
    )
    tell(night + timedelta(minutes=2))

    told = json.loads(browser.opened(push.got[0][2]))
    assert (quiet, len(push.got)) == (0, 1)
    assert told["body"] == "Có 1 hội nghị được triệu tập đã bị hoãn hoặc hủy."
    assert push.got[0][1]["Urgency"] == "high"


def test_who_wants_silence_in_quiet_hours_has_it(morning: Morning, house: House, push: PushService) -> None:
    wants_mail(house, MailLevel.NEVER, urgent_through=False)
    browser, _ = carries(house, push)

    tell(at("2023-04-20 22:00"))
    tell(at("2023-04-21 06:00"))

    assert len(push.got) == 1
    assert "tài liệu cần đọc" in json.loads(browser.opened(push.got[0][2]))["body"]


def test_papers_of_closed_parts_and_those_to_be_returned_are_not_even_counted(
    morning: Morning, house: House, push: PushService
) -> None:
    """Three papers lie before Hùng; one of a closed part and one to be returned are told by nobody."""
    browser, _ = carries(house, push)

    tell(DAY)

    assert "Có 1 tài liệu cần đọc." in json.loads(browser.opened(push.got[0][2]))["body"]


def test_peer_T13_whoever_lost_the_mandate_or_the_account_hears_nothing_more(
    morning: Morning, house: House, push: PushService, post: Post
) -> None:
    carries(house, push)
    wants_mail(house, MailLevel.AT_ONCE, who="ha", address="ha@example.vn")
    mandate = Mandate.objects.get(person=house.people["hung"])
    Mandate.objects.filter(pk=mandate.pk).update(until="2023-04-01")
    house.people["ha"].is_active = False
    house.people["ha"].save(update_fields=["is_active"])

    tell(DAY)

    assert (push.got, post.got) == ([], [])


def test_what_was_done_meanwhile_is_not_told_any_more(
    morning: Morning, house: House, push: PushService
) -> None:
    carries(house, push)
    push.answers = [503]
    tell(DAY)

    Mandate.objects.filter(person=house.people["hung"]).update(until="2023-04-01")
    tell(DAY + timedelta(minutes=6))

    assert len(push.got) == 1
    assert Message.objects.get().state == State.DROPPED


def test_ending_all_sessions_or_signing_out_here_ends_what_a_browser_is_told(
    morning: Morning, house: House, push: PushService, visit: Any
) -> None:
    hung = visit("hung")
    answer = hung.send(
        "/thong-bao/thiet-bi/", push.browser().form, headers={"User-Agent": "Chrome/1 Android"}
    )
    made = PushDevice.objects.get()
    assert (answer.status_code, made.name) == (302, "Chrome, Android")

    hung.send("/tai-khoan/dang-xuat/")
    gone = PushDevice.objects.count()
    carries(house, push)
    house.people["hung"].sign_outs += 1
    house.people["hung"].save(update_fields=["sign_outs"])
    tell(DAY)

    assert (gone, push.got) == (0, [])


def test_nothing_leaves_where_the_office_set_no_host_and_no_contact(
    morning: Morning, house: House, push: PushService, post: Post, settings: Any
) -> None:
    wants_mail(house, MailLevel.AT_ONCE)
    carries(house, push)
    settings.PUSH_CONTACT = settings.MAIL_HOST = ""

    tell(DAY)

    assert (push.got, post.got, Message.objects.count()) == ([], [], 0)
    with pytest.raises(NoMailHere):
        wants_mail(house, MailLevel.DAILY)
    with pytest.raises(NoPushHere):
        carries(house, push)


def test_mail_without_an_address_and_an_eleventh_browser_are_refused(
    house: House, push: PushService, post: Post
) -> None:
    with pytest.raises(NoAddress):
        wants_mail(house, MailLevel.DAILY, address="")
    for number in range(MOST_DEVICES):
        PushDevice.objects.create(
            person=house.people["hung"], endpoint="x", mark=str(number), language="vi", made_at=DAY
        )
    with pytest.raises(TooManyDevices):
        carries(house, push)


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example.net/a", "https://10.0.0.1/a", "https://push.example.net:25/a", "ftp://x/a", "a"],
)
def test_a_browser_cannot_send_us_into_our_own_network(
    house: House, push: PushService, visit: Any, endpoint: str
) -> None:
    form = push.browser().form | {"endpoint": endpoint}

    answer = visit("hung").send("/thong-bao/thiet-bi/", form)

    assert (answer.status_code, PushDevice.objects.count()) == (422, 0)


def test_what_was_told_and_put_away_long_ago_is_deleted(
    morning: Morning, house: House, push: PushService
) -> None:
    carries(house, push)
    tell(DAY)
    NoticeSeen.objects.create(person=house.people["hung"], key="drafts", count=1, day=DAY.date())

    sweep(DAY + KEPT - timedelta(days=1))
    before = (Message.objects.count(), Told.objects.count() > 0, NoticeSeen.objects.count())
    sweep(DAY + KEPT + timedelta(days=1))

    assert before == (1, True, 1)
    assert (Message.objects.count(), Told.objects.count(), NoticeSeen.objects.count()) == (0, 0, 0)


def test_what_is_kept_of_a_message_holds_no_words(morning: Morning, house: House, push: PushService) -> None:
    _browser, device = carries(house, push)
    tell(DAY)

    target = Target(house.people["hung"], device, NoticeChoice(person=house.people["hung"]))
    kept = [*Message.objects.values_list("problem", flat=True), *Told.objects.values_list("thing", flat=True)]
    assert new_for(target, [], DAY) == []
    assert all(re.fullmatch(r"201|[0-9a-f]{64}|", one) for one in kept)

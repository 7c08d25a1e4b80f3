"""Other programs are told what happened: signed, tried again, by ids alone, never into the own network."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import House, Visitor, at
from tests.exchange.receiver import Receiver, receiving
from tests.tasks.conftest import Desk, desk

from nghisu.exchange.actions import webhooks as actions
from nghisu.exchange.models import Delivery, Webhook
from nghisu.exchange.queries.webhooks import secret_of
from nghisu.exchange.rules.hooks import (
    EVENTS,
    MOST_ATTEMPTS,
    WAITS,
    HookStopped,
    NoEvent,
    StillWaiting,
    is_signed,
    signature,
)
from nghisu.kit import egress
from nghisu.kit.egress import AddressNotAllowed, InsideTheNetwork
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry
from nghisu.record.rules.verbs import SENTENCES

__all__ = ["desk"]
HOST = "phan-mem.example.vn"
NOW = at("2023-04-05 09:00")
Visit = Callable[[str], Visitor]


@pytest.fixture
def receiver(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Return a program on this machine, under a name that the administrator named."""
    settings.WEBHOOK_HOSTS = frozenset({HOST})
    monkeypatch.setattr(
        egress.post, "__kwdefaults__", {**(egress.post.__kwdefaults__ or {}), "look_up": local}
    )
    with receiving() as found:
        yield found


def local(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if host == HOST else ["10.1.1.1"]


def hook_of(house: House, url: str = f"https://{HOST}/tin", **rest: Any) -> Webhook:
    hook, _secret = actions.make_webhook(
        **{
            "unit": house.units["DUK"],
            "name": "Phần mềm điều hành",
            "url": url,
            "events": EVENTS,
            "by": house.standing("minh"),
            "at": NOW,
            **rest,
        }
    )
    return hook


def test_a_message_of_an_act_comes_signed_and_tells_ids_alone(
    desk: Desk, house: House, receiver: Receiver
) -> None:
    hook = hook_of(house, receiver.url(HOST))
    task = desk.arising(title="Việc không ai ngoài cơ quan được đọc", given="2023-04-05 10:00")
    later = at("2023-04-05 10:01")

    tried = actions.deliver_due(later)

    assert [one.event for one in tried] == ["document.received", "task.assigned"]
    taken = receiver.taken[-1]
    body = json.loads(taken.body)
    assert set(body) == {"id", "event", "kind", "object", "unit", "at", "page"}
    assert "không ai ngoài" not in taken.body.decode()
    signed = taken.headers["X-Nghisu-Signature"]
    five = timedelta(minutes=5)
    assert is_signed(secret_of(hook), taken.body, signed, now=later, within=five)
    assert not is_signed("nsw_khac", taken.body, signed, now=later, within=five)
    assert not is_signed(secret_of(hook), taken.body + b" ", signed, now=later, within=five)
    assert not is_signed(secret_of(hook), taken.body, signed, now=later + timedelta(hours=1), within=five)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"taken"}
    assert desk.now(task).version == 1


def test_only_chosen_acts_of_the_own_house_are_told(desk: Desk, house: House) -> None:
    hook_of(house, events=["task.submitted", "task.accepted"])
    task = desk.planned()

    desk.done(task, "2023-04-06 09:00")

    assert [(one.event, one.kind, one.subject) for one in Delivery.objects.order_by("at", "event")] == [
        ("task.accepted", "task", str(task.pk)),
        ("task.submitted", "task", str(task.pk)),
    ]


def test_what_is_rolled_back_is_told_to_nobody(desk: Desk, house: House) -> None:
    from django.db import transaction

    hook_of(house)
    with transaction.atomic():
        desk.planned()
        transaction.set_rollback(True)

    assert Delivery.objects.count() == 0


def test_a_message_that_fails_is_tried_again_ever_later_and_then_given_up(
    desk: Desk, house: House, receiver: Receiver
) -> None:
    hook = hook_of(house, receiver.url(HOST), events=["task.planned", "task.submitted"])
    desk.submit(desk.planned(), "2023-04-06 09:00")
    receiver.statuses = [500] * MOST_ATTEMPTS
    moment: datetime = at("2023-04-06 09:00")
    moments = []

    while True:
        one = Delivery.objects.get()
        if one.next_at is None:
            break
        moment = max(moment, one.next_at)
        assert actions.deliver_due(moment - timedelta(seconds=1)) == []
        actions.deliver_due(moment)
        moments.append(moment)

    assert [b - a for a, b in zip(moments, moments[1:], strict=False)] == list(WAITS)
    assert (one.state, one.attempts, one.status, len(receiver.taken)) == ("given_up", MOST_ATTEMPTS, 500, 7)
    actions.send_again(delivery=one, by=house.standing("minh"), at=moment)
    actions.deliver_due(moment)
    assert Delivery.objects.get().state == "taken"
    assert hook.is_running
    with pytest.raises(StillWaiting):
        actions.send_again(delivery=one, by=house.standing("minh"), at=moment)


def test_peer_T43_a_name_that_leads_into_the_network_is_not_called_and_the_log_says_why(
    desk: Desk, house: House, receiver: Receiver
) -> None:
    hook_of(house, "https://la.example.vn/tin", events=["task.submitted"])
    desk.submit(desk.planned(), "2023-04-06 09:00")

    actions.deliver_due(at("2023-04-06 09:01"))

    one = Delivery.objects.get()
    assert (one.state, one.status, one.attempts) == ("waiting", None, 1)
    assert "10.1.1.1" in one.problem
    assert receiver.taken == []


def test_peer_T43_an_address_inside_the_network_or_of_another_kind_is_refused_when_typed(
    house: House,
) -> None:
    for url in ("https://169.254.169.254/latest/", "https://127.0.0.1/", "https://[::1]/"):
        with pytest.raises(InsideTheNetwork):
            hook_of(house, url)
    for url in ("http://phan-mem.example.vn/", "file:///etc/passwd", "https://a:b@phan-mem.example.vn/"):
        with pytest.raises(AddressNotAllowed):
            hook_of(house, url)
    with pytest.raises(NoEvent):
        hook_of(house, events=["round.closed"])
    assert Webhook.objects.count() == 0


def test_a_stopped_webhook_drops_what_waits_and_is_told_nothing(desk: Desk, house: House) -> None:
    hook = hook_of(house, events=["task.submitted"])
    first, second = (desk.planned(item) for item in list(desk.programme(items=2).items.all()))
    desk.submit(first, "2023-04-06 09:00")

    actions.stop_webhook(webhook=hook, version=1, by=house.standing("minh"), at=at("2023-04-06 10:00"))
    desk.submit(second, "2023-04-06 11:00")

    assert [one.state for one in Delivery.objects.all()] == ["dropped"]
    with pytest.raises(HookStopped):
        actions.send_test(webhook=hook, by=house.standing("minh"), at=NOW)
    actions.resume_webhook(webhook=hook, version=2, by=house.standing("minh"), at=at("2023-04-06 12:00"))
    assert actions.send_test(webhook=hook, by=house.standing("quantri"), at=NOW).state == "waiting"


def test_webhooks_are_made_by_the_office_and_the_administrator_alone(house: House) -> None:
    for who in ("van", "hoa", "lan", "la"):
        with pytest.raises(NotAllowed):
            hook_of(house, by=house.standing(who))


def test_the_page_shows_the_secret_once_and_what_became_of_each_message(
    desk: Desk, house: House, visit: Visit, receiver: Receiver
) -> None:
    minh = visit("minh")
    made = minh.send(
        reverse("webhook_make"),
        {
            "unit": str(house.units["DUK"].pk),
            "name": "Phần mềm điều hành",
            "url": receiver.url(HOST),
            "events": ["task.submitted", "task.accepted"],
        },
    )
    hook = Webhook.objects.get()
    address = reverse("webhook_detail", args=[hook.pk])
    desk.submit(desk.planned(), "2023-04-06 09:00")
    tested = minh.send(reverse("webhook_step", args=[hook.pk, "thu"]), {})
    receiver.statuses = [410]
    actions.deliver_due(at("2030-04-06 09:01"))
    page = minh.get(address).content.decode()
    stopped = minh.send(reverse("webhook_step", args=[hook.pk, "dung"]), {"version": str(hook.version)})

    assert secret_of(hook) in made.content.decode()
    assert secret_of(hook) not in page
    assert "410" in page
    assert (tested.status_code, stopped.status_code) == (302, 302)
    assert not Webhook.objects.get().is_running
    assert address in minh.get(reverse("webhook_list")).content.decode()
    assert reverse("webhook_list") in minh.get(reverse("token_list")).content.decode()
    assert visit("van").get(reverse("webhook_list")).status_code == 404
    assert Entry.objects.filter(verb__startswith="webhook.").count() == 3


def test_a_wrong_address_is_said_beside_its_field(house: House, visit: Visit) -> None:
    answer = visit("minh").send(
        reverse("webhook_make"),
        {
            "unit": str(house.units["DUK"].pk),
            "name": "Phần mềm",
            "url": "https://127.0.0.1/",
            "events": ["task.submitted"],
        },
    )

    assert answer.status_code == 422
    assert "127.0.0.1" in answer.content.decode()


def test_every_event_is_a_verb_of_the_record_and_none_is_of_persons_meetings_or_ballots() -> None:
    assert set(EVENTS) <= set(SENTENCES)
    assert {event.partition(".")[0] for event in EVENTS} == {
        "campaign",
        "document",
        "report",
        "submission",
        "task",
    }


def test_the_signature_is_the_one_of_the_format_page() -> None:
    header = signature(
        "nsw_bi-mat", b'{"event":"task.accepted"}', datetime.fromtimestamp(1_680_660_000, tz=NOW.tzinfo)
    )

    assert header == ("t=1680660000,v1=4b678d6694db62528407261575f9934a3d16e169b19d33ba751415dcfc7ca164")

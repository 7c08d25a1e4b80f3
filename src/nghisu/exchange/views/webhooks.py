"""Webhooks of the reader's house, and what became of each message."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.queries import units_by_id
from nghisu.exchange.actions import webhooks as actions
from nghisu.exchange.forms import WebhookForm
from nghisu.exchange.queries import webhooks as queries
from nghisu.exchange.rules.hooks import SIGNATURE_HEADER, STATE_NAMES, TESTED, TONES, State
from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import Refusal
from nghisu.kit.tables import Badge, Column, Filter, Table
from nghisu.record.rules.verbs import SENTENCES

if TYPE_CHECKING:
    from nghisu.exchange.models import Webhook


def _running(hook: "Webhook") -> Badge:
    return Badge("good", gettext("running")) if hook.is_running else Badge("plain", gettext("stopped"))


class WebhookTable(Table):
    """The webhooks of the reader's houses."""

    title = _("Webhooks")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", _("Program"), sort="name", main=True, link="webhook_detail"),
        Column("unit", _("Unit"), value=lambda one: one.unit.code),
        Column("url", _("Address")),
        Column("waiting", _("Waiting messages"), number=True),
        Column("given_up", _("Given up"), number=True),
        Column("last_at", _("Last tried")),
        Column("state", _("State"), value=_running),
    )
    order = "name"
    empty_title = _("No program is told of anything")
    empty_hint = _("A webhook tells another program which act was done on which object, by ids alone.")


def event_words(event: str) -> str:
    """Return what an event is called."""
    return gettext("Test") if event == TESTED else gettext(SENTENCES[event])


class DeliveryTable(Table):
    """What became of each message."""

    title = _("Messages")
    columns: ClassVar[Sequence[Column]] = (
        Column("at", _("Moment"), sort="at"),
        Column("event", _("What happened"), value=lambda one: event_words(one.event), main=True),
        Column(
            "state",
            _("State"),
            value=lambda one: Badge(TONES[State(one.state)], gettext(STATE_NAMES[State(one.state)])),
        ),
        Column("attempts", _("Attempts"), number=True),
        Column("tried_at", _("Last tried")),
        Column("status", _("Answer"), number=True),
        Column("problem", _("Problem")),
        Column("pk", _("Number of the message")),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter(
            "state",
            _("State"),
            choices=lambda _table: [(state.value, gettext(name)) for state, name in STATE_NAMES.items()],
        ),
    )
    order = "-at"
    empty_title = _("Nothing was told yet")
    empty_hint = _("Messages appear here once something happens that the program is told of.")


@page("webhook.manage")
def webhook_list(request: Request) -> HttpResponse:
    """Show the webhooks; make one."""
    return _list(request, WebhookForm(request=request))


def _list(request: Request, form: WebhookForm) -> HttpResponse:
    table = WebhookTable(request, queries.webhooks_visible_to(request.standing))
    response = table.respond("exchange/webhook_list.html", {"form": form})
    response.status_code = status_of(form)
    return response


@page("webhook.manage")
@require_POST
def webhook_make(request: Request) -> HttpResponse:
    """Make a webhook; its secret is on the answer once."""
    form = WebhookForm(request.POST, request=request)
    if form.is_valid():
        values = form.cleaned_data
        unit = units_by_id([values["unit"]])[values["unit"]]
        made = attempt(
            form,
            lambda: actions.make_webhook(
                unit=unit,
                name=values["name"],
                url=values["url"],
                events=values["events"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            hook, secret = made
            context = {"hook": hook, "secret": secret, "header": SIGNATURE_HEADER}
            answer = render(request, "exchange/webhook_made.html", context)
            answer.headers["Cache-Control"] = "no-store"
            answer.after_once = reverse("webhook_detail", args=[hook.pk])  # type: ignore[attr-defined]
            return answer
    return _list(request, form)


def _found(request: Request, pk: UUID) -> "Webhook":
    hook = queries.webhook_visible_to(request.standing, pk)
    if hook is None:
        raise Http404
    return hook


@page("webhook.manage")
def webhook_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a webhook and what became of its messages."""
    hook = _found(request, pk)
    context = {
        "hook": hook,
        "state": _running(hook).html(),
        "events": [event_words(one) for one in hook.event_list],
        "again": [(one, event_words(one.event)) for one in queries.unsent(hook)],
    }
    return DeliveryTable(request, queries.deliveries_of(hook)).respond(
        "exchange/webhook_detail.html", context
    )


def _stop(hook: "Webhook", version: int, request: Request) -> str:
    actions.stop_webhook(webhook=hook, version=version, by=request.standing, at=clock.now())
    return gettext("The webhook is stopped; what waited is dropped.")


def _resume(hook: "Webhook", version: int, request: Request) -> str:
    actions.resume_webhook(webhook=hook, version=version, by=request.standing, at=clock.now())
    return gettext("The webhook runs again, for what happens from now on.")


def _test(hook: "Webhook", _version: int, request: Request) -> str:
    actions.send_test(webhook=hook, by=request.standing, at=clock.now())
    return gettext("A test message goes out within half a minute; its answer appears below.")


STEPS: dict[str, Callable[["Webhook", int, Request], str]] = {"dung": _stop, "chay": _resume, "thu": _test}


@page("webhook.manage")
@require_POST
def webhook_step(request: Request, pk: UUID, slug: str) -> HttpResponse:
    """Stop a webhook, let it run again, or send a test."""
    hook = _found(request, pk)
    step = STEPS.get(slug)
    if step is None:
        raise Http404
    version = request.POST.get("version", "")
    try:
        messages.success(request, step(hook, int(version) if version.isdecimal() else 0, request))
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
    return HttpResponseRedirect(reverse("webhook_detail", args=[hook.pk]))


@page("webhook.manage")
@require_POST
def delivery_resend(request: Request, pk: UUID, delivery: UUID) -> HttpResponse:
    """Send a message again."""
    hook = _found(request, pk)
    found = queries.delivery_of(hook, delivery)
    if found is None:
        raise Http404
    try:
        actions.send_again(delivery=found, by=request.standing, at=clock.now())
        messages.success(request, gettext("The message goes out again within half a minute."))
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
    return HttpResponseRedirect(reverse("webhook_detail", args=[hook.pk]))

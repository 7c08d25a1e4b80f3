"""Pages of notices: how many of what wait, how to be told of it, which browsers are told."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from nghisu.kit import clock, web_push
from nghisu.kit.pages import PUBLIC, SIGNED_IN, Request, attempt, page, status_of
from nghisu.notices.actions import put_away
from nghisu.notices.actions.devices import add_device, choose, remove_device
from nghisu.notices.actions.sending import stop_mail
from nghisu.notices.forms import ChoiceForm, DeviceForm
from nghisu.notices.queries import choice_of, digest_for, notices_for
from nghisu.notices.queries.sending import devices_of, is_mail_on, is_push_on, who_stops
from nghisu.notices.queries.words import sentence, short_text
from nghisu.notices.rules import Level
from nghisu.notices.rules.sending import MailLevel


@page(SIGNED_IN)
def notice_list(request: Request) -> HttpResponse:
    """Show what waits, in numbers; put notices away, one kind or all; a text to send by a messenger."""
    now = clock.now()
    if request.method == "POST":
        waiting = digest_for(request.standing, day=request.today, now=now)
        key = request.POST.get("key", "")
        chosen = [one for one in waiting if key in {"", one.key}]
        put_away(notices=chosen, by=request.standing, at=now)
        messages.success(request, gettext("The notices are put away until there is more."))
        return redirect("notice_list")
    found = notices_for(request.standing, day=request.today, now=now)
    rows = [
        {
            "key": one.key,
            "words": sentence(one.counted, one.count),
            "url": reverse(one.page),
            "is_put_away": one.is_put_away,
        }
        for one in found
    ]
    new = [str(row["words"]) for row in rows if not row["is_put_away"]]
    address = request.build_absolute_uri(reverse("notice_list"))
    context = {"rows": rows, "new_count": len(new), "text": short_text(new, address) if new else ""}
    return render(request, "notices/list.html", context)


@page(SIGNED_IN)
@require_safe
def notice_count(request: Request) -> HttpResponse:
    """Tell the frame of a page how many notices are new."""
    found = digest_for(request.standing, day=request.today, now=clock.now())
    count = len(found)
    return JsonResponse({"count": count, "words": gettext("Notices, %(count)d new") % {"count": count}})


@page(SIGNED_IN)
def notice_settings(request: Request) -> HttpResponse:
    """Choose how to be told: on the pages, by mail, on this device, and when not."""
    kept = choice_of(request.standing.me)
    initial = {
        "level": kept.level,
        "mail": kept.mail,
        "address": kept.address or getattr(request.user, "email", ""),
        "quiet_from": f"{kept.quiet_from:%H:%M}",
        "quiet_until": f"{kept.quiet_until:%H:%M}",
        "urgent_through": kept.urgent_through,
    }
    form = ChoiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            form,
            lambda: choose(
                level=Level(said["level"]),
                mail=MailLevel(said["mail"]),
                address=said["address"],
                quiet_from=said["quiet_from"],
                quiet_until=said["quiet_until"],
                urgent_through=said["urgent_through"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made is not None:
            messages.success(request, gettext("It is kept how you are told."))
            return redirect("notice_settings")
    return _settings(request, form, DeviceForm())


def _settings(request: Request, form: ChoiceForm, device: DeviceForm) -> HttpResponse:
    is_on = is_push_on()
    key = web_push.encoded(web_push.point_of(web_push.own_key(settings.DATA))) if is_on else ""
    context = {
        "form": form,
        "device_form": device,
        "devices": devices_of(request.standing.me),
        "is_mail_on": is_mail_on(),
        "is_push_on": is_on,
        "push_key": key,
    }
    status = max(status_of(form), status_of(device))
    return render(request, "notices/settings.html", context, status=status)


@page(SIGNED_IN)
@require_POST
def notice_device(request: Request) -> HttpResponse:
    """Let this browser be told."""
    form = DeviceForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        subscription = web_push.Subscription(said["endpoint"], said["p256dh"], said["auth"])
        made = attempt(
            form,
            lambda: add_device(
                subscription=subscription,
                name=device_name(request.headers.get("User-Agent", "")),
                language=request.LANGUAGE_CODE,
                session=request.session.session_key or "",
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made is not None:
            messages.success(request, gettext("This browser is told from now on."))
            return redirect("notice_settings")
    kept = choice_of(request.standing.me)
    again = ChoiceForm(initial={"level": kept.level, "mail": kept.mail, "address": kept.address})
    return _settings(request, again, form)


@page(SIGNED_IN)
@require_POST
def notice_device_remove(request: Request, pk: UUID) -> HttpResponse:
    """Tell one of the reader's browsers no more."""
    if not remove_device(pk=pk, by=request.standing):
        raise Http404
    messages.success(request, gettext("This browser is told no more."))
    return redirect("notice_settings")


@page(PUBLIC)
def no_more_mail(request: Request, token: str) -> HttpResponse:
    """Stop the mails of whoever holds one, without signing in; opening the address changes nothing."""
    person = who_stops(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        stop_mail(person)
        return redirect("no_more_mail", token=token)
    is_stopped = choice_of(person).mail == MailLevel.NEVER
    return render(request, "notices/no_more_mail.html", {"is_stopped": is_stopped})


def device_name(agent: str) -> str:
    """Return what a browser is called in the list: its maker's name and its system, never more."""
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("CocCoc", "Cốc Cốc"), ("Chrome/", "Chrome"))
    found = [
        next((name for mark, name in pairs if mark in agent), "")
        for pairs in ((*browsers, ("Safari/", "Safari")), (*systems, ("Mac OS", "macOS"), ("Linux", "Linux")))
    ]
    return ", ".join(one for one in found if one)

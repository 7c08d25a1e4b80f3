"""The page of notices: how many of what wait, and how often to be told."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import SIGNED_IN, Request, page, status_of
from nghisu.notices.actions import choose_level, put_away
from nghisu.notices.queries import Counted, Notice, choice_of, digest_for, notices_for
from nghisu.notices.rules import LEVEL_WORDS, Level


class LevelForm(KitForm):
    """How often to be told."""

    level = forms.ChoiceField(
        label=_("Tell me"),
        choices=[(one.value, _(LEVEL_WORDS[one])) for one in Level],
        widget=forms.RadioSelect,
    )


def sentence_of(notice: Notice) -> str:
    """Return the sentence of a notice; it says how many, and nothing of what."""
    count = notice.count
    match notice.counted:
        case Counted.LATE_TASKS:
            words = ngettext("You have %(count)d late task.", "You have %(count)d late tasks.", count)
        case Counted.TASKS_SOON:
            words = ngettext("You have %(count)d task due soon.", "You have %(count)d tasks due soon.", count)
        case Counted.RETURNED_TASKS:
            words = ngettext("You have %(count)d returned task.", "You have %(count)d returned tasks.", count)
        case Counted.TASKS_TO_ACCEPT:
            words = ngettext(
                "You have %(count)d product to accept.", "You have %(count)d products to accept.", count
            )
        case _:
            words = ngettext(
                "You have %(count)d task that others are long late with.",
                "You have %(count)d tasks that others are long late with.",
                count,
            )
    return words % {"count": count}


@page(SIGNED_IN)
def notice_list(request: Request) -> HttpResponse:
    """Show what waits, in numbers; choose how often to be told; put notices away."""
    found = notices_for(request.standing, day=request.today)
    form = LevelForm(request.POST or None, initial={"level": choice_of(request.standing.me).level})
    if request.method == "POST":
        if request.POST.get("step") == "put_away":
            waiting = digest_for(request.standing, day=request.today)
            put_away(notices=waiting, by=request.standing, at=clock.now())
            messages.success(request, gettext("The notices are put away until there is more."))
            return redirect("notice_list")
        if form.is_valid():
            level = Level(form.cleaned_data["level"])
            choose_level(level=level, by=request.standing, at=clock.now())
            messages.success(request, gettext("It is kept how often you are told."))
            return redirect("notice_list")
    rows = [
        {"words": sentence_of(one), "url": reverse(one.page), "is_put_away": one.is_put_away} for one in found
    ]
    context = {"rows": rows, "form": form, "has_new": any(not one.is_put_away for one in found)}
    return render(request, "notices/list.html", context, status=status_of(form))

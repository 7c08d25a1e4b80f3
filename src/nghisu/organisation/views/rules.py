"""Pages of the rules of election and voting: in plain words, with their sources, and the office's own."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from nghisu.kit import clock
from nghisu.kit.pages import Request, page
from nghisu.organisation import forms
from nghisu.organisation.actions import rules as actions
from nghisu.organisation.queries import rules as queries
from nghisu.organisation.queries import units
from nghisu.organisation.rules.profiles import RULES_BY_CODE, RuleProfile
from nghisu.organisation.views.answers import Page, fill_in, tabs

if TYPE_CHECKING:
    from nghisu.organisation.models import OwnRules


def _committees(request: Request, action: str, day: date) -> dict[UUID, str]:
    """Return the committees for which the reader may do the action; their commissions go by their rules."""
    return units.pickable_units(request.standing, action, day, kinds=["committee"])


def _entry(rules: RuleProfile, *, is_confirmed: bool, of: str = "") -> dict[str, Any]:
    return {
        "rules": rules,
        "name": gettext(rules.name) if rules.name else rules.code,
        "of": of,
        "link": reverse("rules_detail", args=[rules.code]),
        "is_confirmed": is_confirmed,
    }


@page("organisation.see")
def rules_list(request: Request) -> HttpResponse:
    """List the rules in force on the day: the offices' own, and those of the books."""
    mine = set(_committees(request, "rules.confirm", request.as_of))
    own = [
        _entry(queries.as_rules(row), is_confirmed=row.confirmed, of=units.name_of(row.unit, request.as_of))
        for row in queries.own_rules_visible_to(request.standing)
        if queries.as_rules(row).holds_on(request.as_of)
    ]
    books = [
        _entry(rules, is_confirmed=bool(mine & queries.confirming_units(rules.code)))
        for rules in queries.books_on(request.as_of)
    ]
    context = tabs(request, "rules_list") | {
        "own": own,
        "books": books,
        "may_change": request.standing.may_somewhere("rules.change"),
    }
    return render(request, "organisation/rules_list.html", context)


@page("organisation.see")
def rules_detail(request: Request, code: str) -> HttpResponse:
    """Show rules sentence by sentence, each with the article it was read in."""
    row, rules = _found(request, code)
    pickable = _committees(request, "rules.confirm", request.today)
    if row is not None:
        confirming = {row.unit_id: units.name_of(row.unit, request.today)} if row.unit_id in pickable else {}
        is_confirmed = row.confirmed
    else:
        done = queries.confirming_units(code)
        confirming = {pk: name for pk, name in pickable.items() if pk not in done}
        is_confirmed = bool(done & set(pickable))
    context = {
        **_entry(rules, is_confirmed=is_confirmed),
        "row": row,
        "told": queries.in_plain_words(rules),
        "confirming": [] if is_confirmed else confirming.items(),
        "may_change": request.standing.may_somewhere("rules.change"),
        "replace_with": f"{reverse('rules_add')}?from={code}",
    }
    return render(request, "organisation/rules_detail.html", context)


def _found(request: Request, code: str) -> "tuple[OwnRules | None, RuleProfile]":
    if code in RULES_BY_CODE:
        return None, RULES_BY_CODE[code]
    row = queries.own_rules_by_code(request.standing, code) if code.startswith(queries.OWN) else None
    if row is None:
        raise Http404
    return row, queries.as_rules(row)


def _to(row: "OwnRules") -> str:
    return reverse("rules_detail", args=[f"{queries.OWN}{row.pk.hex}"])


@page("rules.change")
def rules_add(request: Request) -> HttpResponse:
    """Enter rules of the office's own, beginning from others where some are named."""
    form = forms.OwnRulesForm(request.POST or None, initial=_begun_from(request))
    picks = _committees(request, "rules.change", request.today)
    form.fields["unit"].pick_from(picks.items())  # type: ignore[attr-defined]

    def run() -> "OwnRules":
        return actions.enter_rules(
            unit=units.units_by_id([form.cleaned_data["unit"]])[0],
            values=form.values(),
            by=request.standing,
            at=clock.now(),
        )

    look = Page(
        title=gettext("Enter the office's own rules"),
        about=gettext("Rules of election and voting"),
        button=gettext("Enter the rules"),
        back=reverse("rules_list"),
        hint=gettext(
            "From their first day on they go before the rules of the book. They are never altered "
            "afterwards, only replaced by newer ones, so that an old count can always be checked."
        ),
    )
    return fill_in(request, form, look, run, to=_to, said=gettext("The rules were entered."))


def _begun_from(request: Request) -> dict[str, Any]:
    begun: dict[str, Any] = {"first": request.today}
    code = request.GET.get("from", "")
    if not code:
        return begun
    row, rules = _found(request, code)
    begun |= {key: getattr(rules, key) for key in queries.KEYS}
    begun["by_device"] = len(rules.open_modes) > len(("hands", "cards"))
    begun["gathering"] = rules.gathering or ""
    if row is not None:
        begun |= {"unit": row.unit_id, "name": row.name, "source": row.source, "body_kind": row.body_kind}
    return begun


@page("rules.confirm")
@require_POST
def rules_confirm(request: Request, code: str) -> HttpResponse:
    """Say that the office held the rules against the original text."""
    row, _rules = _found(request, code)
    if row is not None:
        version = request.POST.get("version", "")
        actions.confirm_own_rules(
            rules=row,
            expected_version=int(version)
            if version.isascii() and version.isdecimal() and len(version) < 9
            else 0,
            by=request.standing,
            at=clock.now(),
        )
    else:
        actions.confirm_book(unit=_confirming(request), code=code, by=request.standing, at=clock.now())
    messages.success(request, gettext("The rules are confirmed by the office."))
    return HttpResponseRedirect(reverse("rules_detail", args=[code]))


def _confirming(request: Request) -> Any:
    picks = _committees(request, "rules.confirm", request.today)
    try:
        named = UUID(request.POST.get("unit", ""))
    except ValueError:
        raise Http404 from None
    if named not in picks:
        raise Http404
    return units.units_by_id([named])[0]

"""Issues: the list, raising one, one with its steps."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.kit.refusals import N_
from nghisu.kit.tables import Badge, Column, Filter, Table, YesFilter
from nghisu.organisation.queries import names_in
from nghisu.situation import actions, forms, queries
from nghisu.situation.queries.reports import latest_focus, period_words
from nghisu.situation.rules.competence import FIELDS
from nghisu.situation.rules.topics import (
    ISSUE_TONES,
    ISSUE_WORDS,
    TOPIC_TONES,
    TOPIC_WORDS,
    IssueState,
    TopicState,
)


def badge_of(issue: Any) -> Badge:
    """Return where an issue stands: merged, where its topic stands."""
    if issue.topic_id:
        state = TopicState(issue.topic.state)
        return Badge(TOPIC_TONES[state], gettext(TOPIC_WORDS[state]))
    own = IssueState(issue.state)
    return Badge(ISSUE_TONES[own], gettext(ISSUE_WORDS[own]))


class IssuesTable(Table):
    """What units raised, as far as the reader may see."""

    title = _("Difficulties raised")
    columns: ClassVar[Sequence[Column]] = [
        Column("number", _("Issue no."), sort="number", value=lambda one: str(one.number)),
        Column("words", _("Difficulty"), main=True, link="issue_detail"),
        Column("matter", _("Matter"), value=lambda one: gettext(one.matter_words)),
        Column("unit_name", _("Unit"), sort="unit__code"),
        Column("raised_on", _("Raised on"), sort="raised_at"),
        Column("state", _("Where it stands"), value=badge_of),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        Filter(
            "state",
            _("Where it stands"),
            choices=[(one.value, _(ISSUE_WORDS[one])) for one in IssueState],
            apply=queries.of_state,
        ),
        Filter("field", _("Field"), choices=[(one.code, _(one.name)) for one in FIELDS]),
        YesFilter("urgent", _("Urgent"), field="is_urgent"),
    ]
    order = "-raised_at"
    empty_title = _("No difficulty was raised here")
    empty_hint = _("A unit raises a problem with its superior, without the name of any person.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = names_in(self.request.standing.tree, {one.unit_id for one in rows}, self.request.as_of)
        for one in rows:
            one.unit_name = names.get(one.unit_id) or one.unit.code
            one.words = one.statement[:160]
        return rows


@page("issue.see")
def issue_list(request: Request) -> HttpResponse:
    """List what the reader's unit raised and what was sent to it."""
    told = latest_focus(request.standing)
    context = {
        "may_raise": _raisers(request),
        "sees_reports": request.standing.may_somewhere("synthesis.see"),
        "told": told,
        "told_period": period_words(told.period) if told else "",
        "sees_topics": request.standing.may_somewhere("topic.see"),
        "sets_duty": request.standing.may_somewhere("reading_duty.set"),
    }
    rows = queries.issues_visible_to(request.standing)
    return IssuesTable(request, rows).respond("situation/issues.html", context)


def _raisers(request: Request) -> list[uuid.UUID]:
    """Return the committees of the reader that have a superior to raise something with."""
    tree = request.standing.tree
    reach = request.standing.reach("issue.raise") & tree.committees
    return [unit for unit in reach if unit in tree.parent_of and queries.handler_of(unit, tree)]


@page("issue.raise")
def issue_new(request: Request) -> HttpResponse:
    """Raise a difficulty."""
    raisers = _raisers(request)
    names = names_in(request.standing.tree, raisers, request.today)
    form = forms.IssueForm(
        request.POST or None,
        initial={"unit": str(raisers[0]) if len(raisers) == 1 else "", "since": request.today},
    )
    _offer(form, request, raisers, names)
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        cleaned.pop("version")
        (unit,) = queries.units_by_id([cleaned.pop("unit")])
        issue = attempt(
            form,
            lambda: actions.raise_issue(unit=unit, by=request.standing, at=clock.now(), **cleaned),
        )
        if issue:
            messages.success(request, gettext("The issue was sent. You will be told what becomes of it."))
            return redirect("issue_detail", pk=issue.pk)
    context = {
        "form": form,
        "title": gettext("Raise a difficulty"),
        "action": gettext("Send it"),
        "back": reverse("issue_list"),
        "closed": [
            gettext(name)
            for name in (queries.closed_fields(raisers[0], request.standing.tree) if raisers else [])
        ],
    }
    return render(request, "situation/form.html", context, status=status_of(form))


def _offer(form: Any, request: Request, raisers: Sequence[uuid.UUID], names: dict[uuid.UUID, str]) -> None:
    form.fields["unit"].pick_from(sorted(names.items(), key=lambda pair: pair[1]))
    offered = {
        one.code: one
        for unit in raisers
        for one in queries.matters_to_raise(unit, request.standing.tree, request.today)
    }
    form.fields["matter"].offer(list(offered.values()))


@page("issue.see")
def issue_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show an issue, and what may be done with it."""
    issue = _issue(request, pk)
    names = names_in(request.standing.tree, {issue.unit_id, issue.handler_id}, request.as_of)
    context = {
        "issue": issue,
        "badge": badge_of(issue),
        "unit_name": names.get(issue.unit_id, ""),
        "handler_name": names.get(issue.handler_id, ""),
        "buttons": [
            {"slug": one.slug, "words": gettext(one.words)} for one in STEPS if one.may(request, issue)
        ],
        "sees_topic": issue.topic_id
        and queries.topic_visible_to(request.standing, issue.topic_id) is not None,
        "was_raised_here": issue.topic_id
        and queries.raised_topic(request.standing, issue.topic_id) is not None,
    }
    return render(request, "situation/issue.html", context)


def _issue(request: Request, pk: uuid.UUID) -> Any:
    issue = queries.issue_visible_to(request.standing, pk)
    if issue is None:
        raise Http404
    return issue


@dataclass(frozen=True)
class PageOfStep:
    """The page of one step: who may take it, from which states, its form and the action it calls."""

    slug: str
    words: str
    form: type[KitForm]
    states: frozenset[IssueState]
    run: Callable[[Request, Any, dict[str, Any]], Any]
    is_handlers: bool = True

    def may(self, request: Request, issue: Any) -> bool:
        """Tell whether the step is offered."""
        standing = request.standing
        if self.slug == "da-doc":
            return bool(
                issue.is_urgent
                and issue.read_at is None
                and (
                    standing.may("issue.handle", handler=issue.handler_id)
                    or queries.is_on_duty(standing.me, issue.handler_id, request.today)
                )
            )
        if IssueState(issue.state) not in self.states:
            return False
        if self.is_handlers:
            return standing.may("issue.handle", handler=issue.handler_id)
        return standing.may("issue.raise", unit=issue.unit_id)


@page("issue.see")
def issue_step(request: Request, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Take one step with an issue, by the form of that step."""
    issue = _issue(request, pk)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None or not step.may(request, issue):
        raise Http404
    initial = {"version": issue.version}
    if step.slug == "sua":
        initial |= {name: getattr(issue, name) for name in step.form.base_fields if hasattr(issue, name)}
        initial["unit"] = str(issue.unit_id)
    form = step.form(request.POST or None, initial=initial)
    if "matter" in form.fields:
        _offer(
            form, request, [issue.unit_id], names_in(request.standing.tree, {issue.unit_id}, request.today)
        )
        form.fields.pop("is_urgent", None)
    if "into" in form.fields:
        choices = queries.merge_choices(issue)
        form.fields["into"].pick_from(choices)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: step.run(request, issue, dict(form.cleaned_data)))
        if done:
            messages.success(request, gettext("The step is recorded."))
            return redirect("issue_detail", pk=issue.pk)
    context = {
        "form": form,
        "title": gettext(step.words),
        "action": gettext(step.words),
        "back": reverse("issue_detail", args=[issue.pk]),
        "about": issue.statement,
    }
    return render(request, "situation/form.html", context, status=status_of(form))


def _plain(action: Callable[..., Any]) -> Callable[[Request, Any, dict[str, Any]], Any]:
    return lambda request, issue, cleaned: action(issue=issue, by=request.standing, at=clock.now(), **cleaned)


def _read(request: Request, issue: Any, _cleaned: dict[str, Any]) -> Any:
    return actions.read_urgent(issue=issue, by=request.standing, at=clock.now())


def _correct(request: Request, issue: Any, cleaned: dict[str, Any]) -> Any:
    cleaned.pop("unit")
    return actions.correct_issue(issue=issue, by=request.standing, at=clock.now(), **cleaned)


def _merge(request: Request, issue: Any, cleaned: dict[str, Any]) -> Any:
    into = queries.topic_visible_to(request.standing, cleaned["into"]) if cleaned["into"] else None
    return actions.merge_issue(
        issue=issue,
        version=cleaned["version"],
        into=into,
        title=cleaned["title"],
        by=request.standing,
        at=clock.now(),
    )


NEW, CHECKED = IssueState.NEW, IssueState.CHECKED
STEPS: tuple[PageOfStep, ...] = (
    PageOfStep("da-doc", N_("Say that it was read"), forms.NothingForm, frozenset(), _read),
    PageOfStep("kiem-tra", N_("Checked"), forms.NothingForm, frozenset({NEW}), _plain(actions.check_issue)),
    PageOfStep("gop", N_("Merge into a topic"), forms.MergeForm, frozenset({NEW, CHECKED}), _merge),
    PageOfStep(
        "tra-lai",
        N_("Return it with the reason"),
        forms.WordsForm,
        frozenset({NEW, CHECKED}),
        _plain(actions.return_issue),
    ),
    PageOfStep(
        "sua",
        N_("Mend it and send it again"),
        forms.IssueForm,
        frozenset({IssueState.RETURNED}),
        _correct,
        is_handlers=False,
    ),
)

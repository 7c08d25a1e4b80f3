"""Pages to prepare a contest before its launch: the contest itself, and each category."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.contest import forms, queries
from nghisu.contest.actions import preparing
from nghisu.contest.forms.category import BLANK_ROWS, CategoryForm, initial_of
from nghisu.contest.rules.marking import ThirdMean
from nghisu.contest.rules.states import State
from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of


@page("contest.run")
def contest_change(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Change title, days and what asks for a third judge."""
    contest = _draft(request, pk)
    names = ("version", "title", "launched_on", "closes_on", "gap", "third_mean")
    form = forms.ChangeForm(request.POST or None, initial={name: getattr(contest, name) for name in names})
    if request.method == "POST" and form.is_valid():
        cleaned = {name: form.cleaned_data[name] for name in names}
        cleaned["third_mean"] = ThirdMean(cleaned["third_mean"])
        _take(request, form, lambda: preparing.change_contest(contest=contest, **cleaned, **_by(request)))
        if form.is_valid():
            return redirect("contest_detail", pk=contest.pk)
    return _form(request, form, gettext("Change the contest"), contest)


@page("contest.run")
def contest_category_new(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Add a category."""
    contest = _draft(request, pk)
    form = CategoryForm(request.POST or None, rows=2 * BLANK_ROWS, initial={"version": contest.version})
    if request.method == "POST" and form.is_valid():
        version, plan = form.cleaned_data["version"], _plan(form)
        _take(
            request,
            form,
            lambda: preparing.add_category(contest=contest, version=version, plan=plan, **_by(request)),
        )
        if form.is_valid():
            return redirect("contest_detail", pk=contest.pk)
    return _form(request, form, gettext("Add a category"), contest)


@page("contest.run")
def contest_category(request: Request, pk: uuid.UUID, category_pk: uuid.UUID) -> HttpResponse:
    """Change a category: its genres with their lengths, its rubric, its prizes."""
    contest = _draft(request, pk)
    category = _category(contest, category_pk)
    form = CategoryForm(
        request.POST or None,
        rows=category.genres.count() + BLANK_ROWS,
        initial={"version": contest.version, **initial_of(category)},
    )
    if request.method == "POST" and form.is_valid():
        version, plan = form.cleaned_data["version"], _plan(form)
        _take(
            request,
            form,
            lambda: preparing.change_category(category=category, version=version, plan=plan, **_by(request)),
        )
        if form.is_valid():
            return redirect("contest_detail", pk=contest.pk)
    return _form(request, form, gettext("Change the category"), contest, lede=category.name)


@page("contest.run")
def contest_category_remove(request: Request, pk: uuid.UUID, category_pk: uuid.UUID) -> HttpResponse:
    """Remove a category."""
    contest = _draft(request, pk)
    category = _category(contest, category_pk)
    form = forms.BareForm(request.POST or None, initial={"version": contest.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        _take(
            request,
            form,
            lambda: preparing.remove_category(category=category, version=version, **_by(request)),
        )
        if form.is_valid():
            return redirect("contest_detail", pk=contest.pk)
    return _form(request, form, gettext("Remove the category"), contest, lede=category.name)


def _draft(request: Request, pk: uuid.UUID) -> Any:
    contest = queries.contest_visible_to(request.standing, pk)
    if contest is None or contest.state != State.DRAFT or not queries.runs(request.standing, contest):
        raise Http404
    return contest


def _category(contest: Any, pk: uuid.UUID) -> Any:
    category = contest.categories.filter(pk=pk).first()
    if category is None:
        raise Http404
    return category


def _by(request: Request) -> dict[str, Any]:
    return {"by": request.standing, "at": clock.now()}


def _plan(form: CategoryForm) -> preparing.CategoryPlan:
    cleaned = form.cleaned_data
    return preparing.CategoryPlan(
        name=cleaned["name"],
        most_per_author=cleaned["most_per_author"],
        shortlist=cleaned["shortlist"],
        genres=[preparing.GenreLine(*genre) for genre in cleaned["genres"]],
        criteria=cleaned["rubric"],
        prizes=cleaned["prizes"],
        source=cleaned["source"],
        confirmed=cleaned["confirmed"],
    )


def _take(request: Request, form: Any, act: Callable[[], Any]) -> None:
    attempt(form, act)
    if form.is_valid():
        messages.success(request, gettext("The change is saved."))


def _form(request: Request, form: Any, title: str, contest: Any, *, lede: str = "") -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "action": title,
        "back": reverse("contest_detail", args=[contest.pk]),
        "lede": lede or contest.title,
    }
    return render(request, "contest/form.html", context, status=status_of(form))

"""Pages of a judge: own conflicts, the list by code, one entry with its file and its score."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.contest import forms, queries
from nghisu.contest.actions import judging
from nghisu.contest.rules.limits import Measure, length_words
from nghisu.kit import clock, files, reading
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.kit.refusals import Refusal
from nghisu.kit.tables import Badge, Column, Filter, Table, YesFilter


class ScoringTable(Table):
    """What a judge is to score, by code; nothing in it tells who sent an entry."""

    title = _("Entries to judge")
    columns: ClassVar[Sequence[Column]] = [
        Column(
            "code",
            _("Code"),
            sort="entry__code",
            value=lambda one: one.entry.code,
            main=True,
            link="judge_entry",
        ),
        Column("category", _("Category"), value=lambda one: one.entry.category.name),
        Column("genre", _("Genre"), value=lambda one: one.entry.genre.name),
        Column(
            "length",
            _("Length"),
            value=lambda one: length_words(one.entry.length, Measure(one.entry.genre.measure)),
        ),
        Column("round", _("Round of judging"), sort="round", number=True),
        Column(
            "state",
            _("Score"),
            value=lambda one: (
                Badge("good", f"{one.total}") if one.sent_at else Badge("warn", gettext("to score"))
            ),
        ),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        YesFilter("open", _("Not scored yet"), apply=lambda rows, _yes: rows.filter(sent_at__isnull=True)),
    ]
    order = "code"
    empty_title = _("No entry is given for judging yet")


@page(SIGNED_IN)
def judge_list(request: Request, pk: uuid.UUID) -> HttpResponse:
    """List what the judge is to score, or ask for the declaration first."""
    contest = queries.contest_visible_to(request.standing, pk)
    judge = queries.judge_of(request.standing, contest) if contest else None
    if contest is None or judge is None:
        raise Http404
    rows = queries.judge_rows(request.standing, contest)
    return ScoringTable(request, rows).respond("contest/judge.html", {"contest": contest, "judge": judge})


@page(SIGNED_IN)
def judge_declare(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Declare the units whose entries the judge may not score."""
    contest = queries.contest_visible_to(request.standing, pk)
    if contest is None or queries.judge_of(request.standing, contest) is None:
        raise Http404
    form = forms.ConflictForm(request.POST or None)
    forms.offer(form, units=queries.units_below(contest, request.standing, day=request.today))
    if request.method == "POST" and form.is_valid():
        units = queries.units_of(form.cleaned_data["units"])
        attempt(
            form,
            lambda: judging.declare_conflicts(
                contest=contest, units=units, by=request.standing, at=clock.now()
            ),
        )
        if form.is_valid():
            messages.success(request, gettext("The declaration is recorded."))
            return redirect("judge_list", pk=contest.pk)
    context = {
        "form": form,
        "title": gettext("Declare conflicts of interest"),
        "action": gettext("Declare"),
        "back": reverse("contest_detail", args=[contest.pk]),
        "lede": contest.title,
    }
    return render(request, "contest/form.html", context, status=status_of(form))


@page(SIGNED_IN)
def judge_entry(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show an entry by its code, with its file, and take the judge's score."""
    scoring = _scoring(request, pk)
    criteria = list(scoring.entry.category.criteria.all())
    form = forms.ScoreForm(request.POST or None, criteria=criteria)
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: judging.send_scores(rows=[(scoring, form.points())], by=request.standing, at=clock.now()),
        )
        if form.is_valid():
            messages.success(request, gettext("The score is sent and stands."))
            following = queries.next_to_score(request.standing, scoring)
            if following is not None:
                return redirect("judge_entry", pk=following.pk)
            return redirect("judge_list", pk=scoring.entry.category.contest_id)
    context = {
        "scoring": scoring,
        "following": queries.next_to_score(request.standing, scoring),
        "lines": _lines(scoring.entry.file),
        "form": form,
        "contest": scoring.entry.category.contest,
        "length": length_words(scoring.entry.length, Measure(scoring.entry.genre.measure)),
        "given": list(zip(criteria, scoring.points.split(), strict=False)),
    }
    return render(request, "contest/judge_entry.html", context, status=status_of(form))


@page(SIGNED_IN)
def judge_file(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give the file of an entry, without any trace of who wrote it."""
    scoring = _scoring(request, pk)
    answer: Any = files.answer(
        sha256=scoring.entry.file, name=f"{scoring.entry.code}.docx", media_type=files.MEDIA_TYPES["docx"]
    )
    return answer  # type: ignore[no-any-return]


def _lines(sha256: str) -> list[str]:
    """Return the text of a work to be read on the page; none where only its file can be opened."""
    try:
        content = files.content_of(sha256)
        return [line for part in reading.passages(content, "docx") for line in part.lines]
    except Refusal:
        return []


def _scoring(request: Request, pk: uuid.UUID) -> Any:
    scoring = queries.scoring_of(request.standing, pk)
    if scoring is None:
        raise Http404
    return scoring

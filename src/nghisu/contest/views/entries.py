"""One entry as its sender and those who run the contest see it; papers of the judging."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.contest import forms, queries
from nghisu.contest.actions import entering, judging
from nghisu.contest.exports import minutes
from nghisu.contest.rules import limits
from nghisu.contest.rules.limits import Measure, length_words
from nghisu.contest.rules.states import ENTRY_WORDS, OPENED, EntryState, State
from nghisu.contest.views.running import reason_words
from nghisu.kit import clock, files
from nghisu.kit.pages import SIGNED_IN, Request, attachment, attempt, page, sentence_of, status_of
from nghisu.organisation.queries import names_in


@page("contest.enter")
def contest_entry(request: Request, pk: uuid.UUID, entry_pk: uuid.UUID) -> HttpResponse:
    """Show an entry: to its sender with its authors and what the check-in would say; to others masked."""
    contest, source = _source(request, pk, entry_pk)
    entry = source.entry
    is_own = queries.sent_by(request.standing, source)
    knows = queries.may_know_authors(request.standing, contest, source.unit_id)
    names = names_in(request.standing.tree, {source.unit_id}, request.today)
    warning = ""
    if contest.state == State.OPEN:
        try:
            entering.check_alone(source)
        except limits.NOT_TAKEN as refusal:
            warning = sentence_of(refusal)
    context = {
        "contest": contest,
        "source": source,
        "length": length_words(entry.length, Measure(entry.genre.measure)),
        "unit_name": names.get(source.unit_id) or source.unit.code,
        "state": gettext(ENTRY_WORDS[EntryState(entry.state)]),
        "reason": reason_words(entry.reason),
        "warning": warning,
        "authors": list(source.authors.all()) if knows else [],
        "has_file": knows,
        "is_opened": State(contest.state) in OPENED,
        "may_withdraw": is_own and contest.state == State.OPEN,
    }
    return render(request, "contest/entry.html", context)


@page("contest.enter")
def contest_entry_file(request: Request, pk: uuid.UUID, entry_pk: uuid.UUID) -> HttpResponse:
    """Give the file as it was sent: to its sender, to others once the authors are unmasked."""
    contest, source = _source(request, pk, entry_pk)
    if not queries.may_know_authors(request.standing, contest, source.unit_id):
        raise Http404
    answer: Any = files.answer(
        sha256=source.original, name=source.original_name, media_type=files.MEDIA_TYPES["docx"]
    )
    return answer  # type: ignore[no-any-return]


@page("contest.enter")
def contest_withdraw(request: Request, pk: uuid.UUID, entry_pk: uuid.UUID) -> HttpResponse:
    """Take an entry back before the close."""
    contest, source = _source(request, pk, entry_pk)
    if contest.state != State.OPEN or not queries.sent_by(request.standing, source):
        raise Http404
    form = forms.ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: entering.withdraw(entry=source.entry, by=request.standing, at=clock.now()))
        if form.is_valid():
            messages.success(request, gettext("The entry is withdrawn. A mended one may be sent in."))
            return redirect("contest_entries", pk=contest.pk)
    context = {
        "form": form,
        "title": gettext("Withdraw the entry"),
        "action": gettext("Withdraw it"),
        "back": reverse("contest_entry", args=[contest.pk, source.entry_id]),
        "lede": source.title,
    }
    return render(request, "contest/form.html", context, status=status_of(form))


@page("contest.run")
def contest_release(request: Request, pk: uuid.UUID, judge_pk: uuid.UUID) -> HttpResponse:
    """Release a judge who cannot go on."""
    contest = queries.contest_visible_to(request.standing, pk)
    if contest is None or not queries.runs(request.standing, contest):
        raise Http404
    judge = contest.judges.filter(pk=judge_pk, released_at__isnull=True).select_related("person").first()
    if judge is None:
        raise Http404
    form = forms.ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: judging.release_judge(contest=contest, judge=judge, by=request.standing, at=clock.now()),
        )
        if form.is_valid():
            messages.success(request, gettext("The judge is released; what was not scored goes to others."))
            return redirect("contest_detail", pk=contest.pk)
    context = {
        "form": form,
        "title": gettext("Release the judge"),
        "action": gettext("Release"),
        "back": reverse("contest_detail", args=[contest.pk]),
        "lede": judge.person.full_name,
    }
    return render(request, "contest/form.html", context, status=status_of(form))


@page(SIGNED_IN)
def contest_minutes(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give the minutes of the judging, by code, as .docx, or as PDF with ``?pdf=1``."""
    contest = queries.contest_visible_to(request.standing, pk)
    if contest is None or not queries.may_read_minutes(request.standing, contest):
        raise Http404
    return _paper(request, contest, minutes.minutes_paper(contest), "bien-ban-cham-thi")


@page(SIGNED_IN)
def contest_winners(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give the list of prizes with titles, authors and units, once unmasked, as .docx or PDF."""
    contest = queries.contest_visible_to(request.standing, pk)
    if contest is None or State(contest.state) not in OPENED:
        raise Http404
    return _paper(request, contest, minutes.winners_paper(contest), "danh-sach-giai")


def _paper(request: Request, contest: Any, paper: Any, name: str) -> HttpResponse:
    kind = "pdf" if request.GET.get("pdf") else "docx"
    content = minutes.written(contest, paper, kind)
    return attachment(content, files.MEDIA_TYPES[kind], f"{name}.{kind}")


def _source(request: Request, pk: uuid.UUID, entry_pk: uuid.UUID) -> tuple[Any, Any]:
    contest = queries.contest_visible_to(request.standing, pk)
    if contest is None:
        raise Http404
    source = queries.sources_visible_to(request.standing, contest).filter(entry=entry_pk).first()
    if source is None:
        raise Http404
    return contest, source

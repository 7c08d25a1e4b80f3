"""Contests: the list, one with its categories and numbers, entries, steps, results, certificates."""

import json
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

from nghisu.contest import forms, queries
from nghisu.contest.actions import entering, judging, preparing
from nghisu.contest.exports import certificate, minutes
from nghisu.contest.rules.limits import REASONS, Measure, length_words
from nghisu.contest.rules.marking import THIRD_WORDS, ThirdMean
from nghisu.contest.rules.states import ENTRY_WORDS, OPENED, STATE_WORDS, TONES, EntryState, State
from nghisu.kit import clock, language, progress
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import N_
from nghisu.kit.tables import Badge, Column, Filter, Table
from nghisu.organisation.queries import names_in


class ContestsTable(Table):
    """Contests."""

    title = _("Contests")
    columns: ClassVar[Sequence[Column]] = [
        Column("title", _("Contest"), main=True, link="contest_detail"),
        Column("launched_on", _("Launched on"), sort="launched_on"),
        Column("closes_on", _("Entries until"), sort="closes_on"),
        Column(
            "state",
            _("Where it stands"),
            value=lambda one: Badge(TONES[State(one.state)], gettext(STATE_WORDS[State(one.state)])),
        ),
    ]
    order = "-launched_on"
    empty_title = _("There is no contest here")


def reason_words(kept: str) -> str:
    """Return why an entry was not taken, in the reader's language."""
    if not kept:
        return ""
    name, values = json.loads(kept)
    return sentence_of(REASONS[name](**values))


def _entry_address(source: Any) -> str:
    return reverse("contest_entry", args=[source.entry.category.contest_id, source.entry_id])


class EntriesTable(Table):
    """Entries with who sent them, for those who run the contest and for the senders of their own."""

    title = _("Entries of the contest")
    columns: ClassVar[Sequence[Column]] = [
        Column("number", _("Entry no."), sort="number", number=True),
        Column("title", _("Title of the work"), main=True, link=_entry_address),
        Column("category", _("Category"), value=lambda one: one.entry.category.name),
        Column("genre", _("Genre"), value=lambda one: one.entry.genre.name),
        Column(
            "length",
            _("Length"),
            value=lambda one: length_words(one.entry.length, Measure(one.entry.genre.measure)),
        ),
        Column("unit_name", _("Sent by"), sort="unit__code"),
        Column("sent_at", _("Sent at"), sort="sent_at"),
        Column("state", _("State"), value=lambda one: gettext(ENTRY_WORDS[EntryState(one.entry.state)])),
        Column("reason", _("Reason"), value=lambda one: reason_words(one.entry.reason)),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        Filter(
            "state",
            _("State"),
            field="entry__state",
            choices=[(one.value, _(ENTRY_WORDS[one])) for one in EntryState],
        ),
    ]
    order = "number"
    empty_title = _("No entry was sent yet")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = names_in(self.request.standing.tree, {one.unit_id for one in rows}, self.request.as_of)
        for one in rows:
            one.unit_name = names.get(one.unit_id) or one.unit.code
        return rows


@page(SIGNED_IN)
def contest_list(request: Request) -> HttpResponse:
    """List the contests of the reader's house, of its superiors, and those the reader judges."""
    rows = queries.contests_visible_to(request.standing)
    context = {"may_begin": request.standing.may_somewhere("contest.run")}
    return ContestsTable(request, rows).respond("contest/list.html", context)


@page("contest.run")
def contest_new(request: Request) -> HttpResponse:
    """Begin a contest."""
    form = forms.ContestForm(request.POST or None, initial={"launched_on": request.today})
    units = request.standing.reach("contest.run") & request.standing.tree.committees
    names = names_in(request.standing.tree, units, request.today)
    forms.offer(form, unit=[(pk, name) for pk, name in names.items() if name])
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        unit = queries.unit_of(cleaned["unit"])
        assert unit is not None
        contest = attempt(
            form,
            lambda: entering.begin_contest(
                unit=unit,
                title=cleaned["title"],
                launched_on=cleaned["launched_on"],
                closes_on=cleaned["closes_on"],
                shortlist=cleaned["shortlist"],
                gap=cleaned["gap"],
                third_mean=ThirdMean(cleaned["third_mean"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if contest:
            return redirect("contest_detail", pk=contest.pk)
    return _form(request, form, gettext("Begin a contest"), reverse("contest_list"))


@page(SIGNED_IN)
def contest_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a contest: categories with limits, rubric and prizes; numbers and results as far as known."""
    contest = _contest(request, pk)
    is_runner = queries.runs(request.standing, contest)
    is_opened = State(contest.state) in OPENED
    has_minutes = queries.may_read_minutes(request.standing, contest)
    is_launched = contest.state != State.DRAFT
    counts = is_launched and is_runner or is_opened
    taking = queries.participation(contest, request.standing) if counts else None
    collective = list(contest.collective_prizes.select_related("unit")) if is_opened else []
    named = {unit for unit, _n, _p in taking.by_unit} if taking else set()
    names = names_in(request.standing.tree, named | {one.unit_id for one in collective}, request.today)
    state = State(contest.state)
    context = {
        "contest": contest,
        "badge": Badge(TONES[state], gettext(STATE_WORDS[state])),
        "third_words": gettext(THIRD_WORDS[ThirdMean(contest.third_mean)]),
        "categories": [
            {
                "category": category,
                "genres": [
                    {
                        "name": one.name,
                        "most": one.most,
                        "low": length_words(one.low, Measure(one.measure)) if one.low > 1 else "",
                        "high": length_words(one.high, Measure(one.measure)),
                        "is_words": one.measure == Measure.WORDS,
                        "source": one.source,
                        "confirmed": one.confirmed,
                    }
                    for one in category.genres.all()
                ],
                "criteria": list(category.criteria.all()),
                "prizes": list(category.prizes.all()),
                "results": list(queries.results_of(category).prefetch_related("source__authors"))
                if has_minutes
                else [],
            }
            for category in contest.categories.prefetch_related("genres", "criteria", "prizes")
        ],
        "is_opened": is_opened,
        "is_runner": is_runner,
        "taking": taking,
        "share": language.percent(taking.units, taking.of_units) if taking else "",
        "by_unit": [(names.get(unit), sent, prizes) for unit, sent, prizes in taking.by_unit]
        if taking
        else [],
        "collective": [(one, names.get(one.unit_id) or one.unit.code) for one in collective],
        "judges": queries.judges_with_work(contest) if is_runner else [],
        "rounds": queries.rounds_of(contest) if is_runner else [],
        "has_minutes": has_minutes,
        "may_prepare": is_runner and state is State.DRAFT,
        "may_release": is_runner and state in judging.APPOINTED_IN[2],
        "buttons": [
            {"slug": one.slug, "words": gettext(one.words)}
            for one in STEPS
            if state in one.states and request.standing.may(one.action, unit=contest.unit_id)
        ],
        "may_enter": state is State.OPEN
        and bool(queries.senders(request.standing, contest, day=request.today)),
        "may_see_entries": is_launched and (is_runner or request.standing.may_somewhere("contest.enter")),
        "judge": queries.judge_of(request.standing, contest),
    }
    return render(request, "contest/detail.html", context)


@page("contest.enter")
def contest_entries(request: Request, pk: uuid.UUID) -> HttpResponse:
    """List the entries: all to those who run the contest, the own ones to a sender."""
    contest = _contest(request, pk)
    rows = queries.sources_visible_to(request.standing, contest)
    return EntriesTable(request, rows, title=contest.title).respond(
        "contest/entries.html", {"contest": contest}
    )


@page("contest.enter")
def contest_enter(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Send an entry in."""
    contest = _contest(request, pk)
    senders = queries.senders(request.standing, contest, day=request.today)
    if not senders:
        raise Http404
    genres = {
        genre.pk: genre
        for category in contest.categories.prefetch_related("genres")
        for genre in category.genres.all()
    }
    form = forms.EntryForm(request.POST or None, request.FILES or None)
    forms.offer(
        form, unit=senders, genre=[(pk, f"{one.category.name}: {one.name}") for pk, one in genres.items()]
    )
    if len(senders) == 1:
        form.fields["unit"].initial = str(senders[0][0])
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        unit = queries.unit_of(cleaned["unit"])
        assert unit is not None
        entry = attempt(
            form,
            lambda: entering.enter(
                contest=contest,
                unit=unit,
                genre=genres[cleaned["genre"]],
                title=cleaned["title"],
                authors=cleaned["authors"],
                upload=cleaned["file"],
                is_original=cleaned["is_original"],
                seconds=cleaned["length"],
                medium=cleaned["medium"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if entry:
            messages.success(request, gettext("The entry is received. It is checked in after the close."))
            return redirect("contest_entries", pk=contest.pk)
    back = reverse("contest_detail", args=[contest.pk])
    return _form(request, form, gettext("Send an entry in"), back, lede=contest.title)


@page(SIGNED_IN)
def contest_certificate(request: Request, pk: uuid.UUID, entry_pk: uuid.UUID) -> HttpResponse:
    """Give the certificate of a prize, once the authors are unmasked."""
    contest = _contest(request, pk)
    if State(contest.state) not in OPENED:
        raise Http404
    entry = queries.prized(contest, entry_pk)
    collective = contest.collective_prizes.filter(pk=entry_pk).first()
    if entry is None and collective is None:
        raise Http404
    content = certificate.certificate_pdf(entry) if entry else certificate.collective_pdf(collective)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="giay-chung-nhan.pdf"'
    return response


def _contest(request: Request, pk: uuid.UUID) -> Any:
    contest = queries.contest_visible_to(request.standing, pk)
    if contest is None:
        raise Http404
    return contest


def _form(request: Request, form: Any, title: str, back: str, *, lede: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "action": title, "back": back, "lede": lede}
    return render(request, "contest/form.html", context, status=status_of(form))


Common = dict[str, Any]


@dataclass(frozen=True)
class PageOfStep:
    """The page of one step: in which states it is offered, who may, its form, the action it calls."""

    slug: str
    words: str
    states: frozenset[State]
    form: type[KitForm]
    run: Callable[[Request, Any, dict[str, Any], Common], Any]
    action: str = "contest.run"
    initial: Callable[[Any], dict[str, Any]] = lambda contest: {}


@page("contest.see")
def contest_step(request: Request, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Take one step of a contest, by the form of that step."""
    contest = _contest(request, pk)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None or not request.standing.may(step.action, unit=contest.unit_id):
        raise Http404
    form = step.form(request.POST or None, initial={"version": contest.version, **step.initial(contest)})
    forms.offer(
        form,
        judges=queries.judge_choices(request.standing, day=request.today) if slug == "giam-khao" else [],
        unit=queries.units_below(contest, request.standing, day=request.today),
    )
    if request.method == "POST" and form.is_valid():
        common = {"by": request.standing, "at": clock.now()}
        attempt(form, lambda: step.run(request, contest, form.cleaned_data, common))
        if form.is_valid():
            messages.success(request, gettext("The step is recorded."))
            return redirect("contest_detail", pk=contest.pk)
    back = reverse("contest_detail", args=[contest.pk])
    return _form(request, form, gettext(step.words), back, lede=contest.title)


def _check_in(request: Request, contest: Any, cleaned: dict[str, Any], common: Common) -> Any:
    key, owner = request.POST.get("idempotency_key", ""), str(request.user.pk)
    return entering.check_in(
        contest=contest,
        version=cleaned["version"],
        tell=lambda done, total: progress.tell(key, owner, done, total),
        **common,
    )


def _appoint(request: Request, contest: Any, cleaned: dict[str, Any], common: Common) -> Any:
    persons = queries.persons_of(cleaned["judges"])
    return judging.appoint_judges(contest=contest, number=cleaned["round"], persons=persons, **common)


def _collective(request: Request, contest: Any, cleaned: dict[str, Any], common: Common) -> Any:
    unit = queries.unit_of(cleaned["unit"])
    assert unit is not None
    return judging.give_collective_prize(contest=contest, unit=unit, name=cleaned["name"], **common)


def _plain(action: Callable[..., Any], **more: Any) -> Callable[..., Any]:
    return lambda request, contest, cleaned, common: action(
        contest=contest, version=cleaned["version"], **more, **common
    )


def _at(*states: State) -> frozenset[State]:
    return frozenset(states)


STEPS: tuple[PageOfStep, ...] = (
    PageOfStep(
        "phat-dong", N_("Launch the contest"), _at(State.DRAFT), forms.BareForm, _plain(entering.launch)
    ),
    PageOfStep(
        "gia-han",
        N_("Put the close off"),
        _at(State.OPEN),
        forms.CloseForm,
        lambda request, contest, cleaned, common: preparing.put_close_off(
            contest=contest, version=cleaned["version"], closes_on=cleaned["closes_on"], **common
        ),
        initial=lambda contest: {"closes_on": contest.closes_on},
    ),
    PageOfStep("so-loai", N_("Close and check the entries in"), _at(State.OPEN), forms.BareForm, _check_in),
    PageOfStep(
        "giam-khao",
        N_("Appoint judges"),
        _at(*judging.APPOINTED_IN[2]),
        forms.JudgesForm,
        _appoint,
    ),
    PageOfStep(
        "so-khao",
        N_("Begin the first round"),
        _at(State.CHECKED),
        forms.BareForm,
        _plain(judging.begin_round, number=1),
    ),
    PageOfStep(
        "chung-khao",
        N_("Begin the final round"),
        _at(State.FIRST),
        forms.BareForm,
        _plain(judging.begin_round, number=2),
    ),
    PageOfStep(
        "bo-phieu",
        N_("Enter a vote of the jury"),
        _at(State.SECOND),
        forms.VoteForm,
        lambda request, contest, cleaned, common: judging.enter_jury_vote(
            contest=contest, code=cleaned["code"], votes=cleaned["votes"], **common
        ),
    ),
    PageOfStep("xep-hang", N_("Rank the entries"), _at(State.SECOND), forms.BareForm, _plain(judging.rank)),
    PageOfStep(
        "ky-bien-ban",
        N_("Sign the minutes"),
        _at(State.RANKED),
        forms.MinutesForm,
        lambda request, contest, cleaned, common: judging.sign_minutes(
            contest=contest, version=cleaned["version"], text=cleaned["words"], **common
        ),
        action="contest.sign",
        initial=lambda contest: {"words": minutes.proposed_text(contest)},
    ),
    PageOfStep(
        "ghep-phach", N_("Unmask the authors"), _at(State.SIGNED), forms.BareForm, _plain(judging.unmask)
    ),
    PageOfStep(
        "giai-tap-the",
        N_("Give a collective prize"),
        _at(State.UNMASKED),
        forms.CollectiveForm,
        _collective,
    ),
    PageOfStep(
        "cong-bo", N_("Publish the results"), _at(State.UNMASKED), forms.BareForm, _plain(judging.publish)
    ),
)

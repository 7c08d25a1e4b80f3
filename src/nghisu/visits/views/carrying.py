"""One visit: its file as its side may see it, and each step by its form."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.kit import clock
from nghisu.kit.files import MEDIA_TYPES
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attachment, attempt, page
from nghisu.kit.refusals import N_
from nghisu.kit.tables import Badge
from nghisu.organisation.queries import day_of, names_in
from nghisu.visits import forms, queries
from nghisu.visits.actions import concluding, planning, questions
from nghisu.visits.actions import minutes as writing
from nghisu.visits.exports import minutes as paper
from nghisu.visits.queries import clashes, following
from nghisu.visits.rules.steps import FROM, STATE_WORDS, TONES, State, Taken, Way
from nghisu.visits.views.lists import form_page

SHOWN_OUTSIDE = frozenset(
    {
        Taken.ANNOUNCED,
        Taken.CHANGED,
        Taken.STATED,
        Taken.WITHDRAWN,
        Taken.HELD,
        Taken.SIGNED,
        Taken.CORRECTED,
        Taken.CONCLUDED,
        Taken.TOLD,
        Taken.CLOSED,
    }
)
"""The steps that the unit visited sees in its file."""


def visit_of(request: Request, pk: uuid.UUID) -> Any:
    """Return the visit, or answer that there is none for this reader."""
    visit = queries.visit_visible_to(request.standing, pk)
    if visit is None:
        raise Http404
    return visit


@page("visit.see")
def visit_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a visit as known on the day: all of it inside, its own file to the unit visited."""
    visit = visit_of(request, pk)
    steps = queries.steps_of(visit, day=request.as_of)
    is_inside = queries.sees_inside(request.standing, visit)
    if not steps or not (is_inside or any(step.taken == Taken.ANNOUNCED for step in steps)):
        raise Http404
    state, day, tree = State(steps[-1].state), request.as_of, request.standing.tree
    names = names_in(tree, {visit.unit_id, visit.visited_id}, day)

    def known(on: Any) -> bool:
        return on is not None and on <= day

    people = queries.goers_of(visit)
    on = visit.held_on or (day_of(visit.starts_at) if visit.starts_at else day)
    offices = queries.offices_on([one.pk for one in people], visit.unit, request.standing, on)
    minutes = following.minutes_of(visit) if known(visit.held_on) else None
    if minutes is not None and not is_inside and not minutes.is_signed:
        minutes = None
    is_concluded = known(visit.concluded_on)
    is_open = is_inside and state in {State.PLANNED, State.ANNOUNCED} and day == request.today
    context = {
        "visit": visit,
        "badge": Badge(TONES[state], gettext(STATE_WORDS[state])),
        "is_inside": is_inside,
        "unit_name": names[visit.unit_id] or visit.unit.code,
        "visited_name": names[visit.visited_id] or visit.visited.code,
        "body_name": gettext(visit.body.get_kind_display()) if visit.body else "",
        "people": [
            {
                "name": one.full_name,
                "office": gettext(offices[one.pk]) if one.pk in offices else "",
                "is_head": one.pk == visit.head_id,
            }
            for one in people
        ],
        "offices_on": on,
        "clashes": clashes.clashes_of([one.pk for one in people], visit.starts_at, visit.ends_at, visit=visit)
        if is_open
        else [],
        "others_there": clashes.visits_there(visit.visited_id, visit.starts_at, visit=visit)
        if is_open
        else [],
        "is_announced": known(visit.announced_on),
        "is_held": known(visit.held_on),
        "minutes": minutes,
        "corrections": [one for one in minutes.corrections.all() if known(one.day)] if minutes else [],
        "is_concluded": is_concluded,
        "questions": questions_shown(request, visit, is_inside=is_inside),
        "commitments": commitments_shown(request, visit) if is_inside or is_concluded else [],
        "owed": following.questions_owed(visit),
        "sees_follow": known(visit.held_on),
        "steps": steps if is_inside else [one for one in steps if one.taken in SHOWN_OUTSIDE],
        "may_change": day == request.today
        and request.standing.may("visit.plan", unit=visit.unit_id)
        and State(visit.state) in FROM[Taken.CHANGED] | FROM[Taken.RESUMED],
        "is_put_off": visit.state == State.POSTPONED,
        "buttons": [
            {"slug": one.slug, "words": gettext(one.words)}
            for one in STEPS
            if day == request.today and one.is_open(request, visit)
        ],
    }
    return render(request, "visits/detail.html", context)


def questions_shown(request: Request, visit: Any, *, is_inside: bool) -> list[dict[str, Any]]:
    """Return the questions with what the reader may do about each."""
    is_today = request.as_of == request.today
    runs = request.standing.may("visit.run", unit=visit.unit_id)
    states = request.standing.may("visit.state", visited=visit.visited_id)
    may_change = is_today and State(visit.state) in FROM[Taken.WITHDRAWN] and (runs or states)
    return [
        {
            "told": one,
            "question": one.question,
            "badge": Badge(one.tone, gettext(one.words)) if one.words else None,
            "sees_topic": is_inside,
            "may_change": may_change and one.is_owed,
            "may_tell": is_today and runs and one.is_owed and State(visit.state) in FROM[Taken.TOLD],
        }
        for one in following.questions_of(visit, day=request.as_of)
    ]


def commitments_shown(request: Request, visit: Any) -> list[dict[str, Any]]:
    """Return the commitments with where they stand and what the reader may do about each."""
    runs = request.as_of == request.today and request.standing.may("visit.run", unit=visit.unit_id)
    return [
        {
            "commitment": one.commitment,
            "lead_name": one.lead_name,
            "badge": Badge(one.tone, gettext(one.words)) if one.words else None,
            "is_task": one.commitment.way == Way.TASK,
            "may_drop": runs and visit.state == State.HELD,
            "may_pass": runs
            and State(visit.state) in FROM[Taken.PASSED_ON]
            and one.commitment.way == Way.DIFFICULTY
            and one.commitment.topic_id is None,
        }
        for one in following.commitments_of(visit, request.standing, day=request.as_of)
    ]


@page("visit.see")
def visit_minutes(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give the minutes on paper, as .docx, or as PDF with ``?pdf=1``; to the unit visited once signed."""
    visit = visit_of(request, pk)
    minutes = following.minutes_of(visit)
    if minutes is None or not (minutes.is_signed or queries.sees_inside(request.standing, visit)):
        raise Http404
    kind = "pdf" if request.GET.get("pdf") else "docx"
    content = paper.minutes_pdf(minutes) if kind == "pdf" else paper.minutes_docx(minutes)
    return attachment(content, MEDIA_TYPES[kind], paper.minutes_file_name(minutes, kind))


def _plans(request: Request, visit: Any) -> bool:
    return request.standing.may("visit.plan", unit=visit.unit_id)


def _runs(request: Request, visit: Any) -> bool:
    return request.standing.may("visit.run", unit=visit.unit_id)


def _states(request: Request, visit: Any) -> bool:
    if _runs(request, visit):
        return True
    in_time = visit.questions_due_on is None or request.today <= visit.questions_due_on
    is_unit = request.standing.may("visit.state", visited=visit.visited_id)
    return is_unit and in_time and visit.state == State.ANNOUNCED


def _writes(request: Request, visit: Any) -> bool:
    minutes = following.minutes_of(visit)
    return _runs(request, visit) and (minutes is None or not minutes.is_signed)


def _signs(request: Request, visit: Any) -> bool:
    minutes = following.minutes_of(visit)
    return (
        minutes is not None
        and not minutes.is_signed
        and minutes.written_by_id != request.standing.me
        and following.may_sign(request.standing, visit)
    )


def _corrects(request: Request, visit: Any) -> bool:
    minutes = following.minutes_of(visit)
    return minutes is not None and minutes.is_signed and following.may_sign(request.standing, visit)


def _concludes(request: Request, visit: Any) -> bool:
    minutes = following.minutes_of(visit)
    return (
        minutes is not None
        and minutes.is_signed
        and request.standing.may("visit.conclude", unit=visit.unit_id)
    )


def _reopens(request: Request, visit: Any) -> bool:
    return _plans(request, visit) and request.standing.may("document.issue", unit=visit.unit_id)


def _closes(request: Request, visit: Any) -> bool:
    return _runs(request, visit) and not following.questions_owed(visit) and not following.to_pass_on(visit)


Run = Callable[[Request, dict[str, Any], dict[str, Any]], Any]


@dataclass(frozen=True)
class PageOfStep:
    """The page of one step: from which states, who may take it, its form, the action it calls."""

    slug: str
    states: frozenset[State]
    words: str
    form: type[KitForm]
    may: Callable[[Request, Any], bool]
    run: Run

    def is_open(self, request: Request, visit: Any) -> bool:
        """Tell whether the reader may take the step now."""
        return State(visit.state) in self.states and self.may(request, visit)


@page("visit.see")
def visit_step(request: Request, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Take one step of a visit, by the form of that step."""
    visit = visit_of(request, pk)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None or not step.may(request, visit):
        raise Http404
    minutes = following.minutes_of(visit)
    initial: dict[str, Any] = {"version": visit.version, "on": request.today}
    if visit.starts_at and day_of(visit.starts_at) <= request.today:
        initial["on"] = day_of(visit.starts_at)
    if step.form is forms.MinutesForm:
        initial["text"] = minutes.text if minutes else following.composed_minutes(visit, request.standing)
    if step.form is forms.ConcludeForm:
        initial["words"] = visit.conclusion
    if step.form is forms.SignForm and minutes is not None:
        initial["minutes_version"] = minutes.version
    form = step.form(request.POST or None, initial=initial)
    offer_choices(form, request, visit)
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        common = {
            "visit": visit,
            "version": cleaned.pop("version"),
            "by": request.standing,
            "at": clock.now(),
        }
        attempt(form, lambda: step.run(request, cleaned, common))
        if form.is_valid():
            messages.success(request, gettext("The step is recorded."))
            return redirect("visit_detail", pk=visit.pk)
    about = minutes.text if minutes is not None and step.form is forms.SignForm else ""
    words = gettext(step.words)
    back = reverse("visit_detail", args=[visit.pk])
    return form_page(request, form, words, words, back, lede=visit.purpose, about=about)


def offer_choices(form: Any, request: Request, visit: Any) -> None:
    """Offer what a form of a visit may choose from."""
    if "matter" in form.fields:
        form.fields["matter"].offer(queries.matters_to_ask(visit, request.today))
    if "issue" in form.fields:
        forms.offer(form, issue=queries.issues_to_ask(visit))
    if "lead" in form.fields:
        open_ = visit.questions.filter(withdrawn_on__isnull=True)
        forms.offer(
            form,
            lead=queries.leads(request.standing, visit, day=request.today),
            question=[(one.pk, f"{one.number}. {one.text[:100]}") for one in open_],
        )


def _state_question(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    issue = queries.issue_of(cleaned.pop("issue"))
    return questions.state_question(issue=issue, **cleaned, **common)


def _commit(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    question = following.question_of(common["visit"], cleaned["question"]) if cleaned["question"] else None
    lead = queries.unit_of(cleaned["lead"])
    assert lead is not None
    return concluding.commit(
        way=Way(cleaned["way"]),
        question=question,
        title=cleaned["title"],
        lead=lead,
        due_on=cleaned["due_on"],
        product=cleaned["product"],
        **common,
    )


STEPS: tuple[PageOfStep, ...] = (
    PageOfStep(
        "thong-bao",
        FROM[Taken.ANNOUNCED],
        N_("Announce it to the unit"),
        forms.AnnounceForm,
        _plans,
        lambda request, cleaned, common: planning.announce(**cleaned, **common),
    ),
    PageOfStep(
        "cau-hoi",
        FROM[Taken.STATED],
        N_("State a question"),
        forms.QuestionForm,
        _states,
        _state_question,
    ),
    PageOfStep(
        "da-lam-viec",
        FROM[Taken.HELD],
        N_("Say that it was held"),
        forms.HoldForm,
        _runs,
        lambda request, cleaned, common: planning.hold(held_on=cleaned["on"], **common),
    ),
    PageOfStep(
        "bien-ban",
        frozenset({State.HELD}),
        N_("Write the minutes"),
        forms.MinutesForm,
        _writes,
        lambda request, cleaned, common: writing.write_minutes(**cleaned, **common),
    ),
    PageOfStep(
        "ky-bien-ban",
        FROM[Taken.SIGNED],
        N_("Sign the minutes"),
        forms.SignForm,
        _signs,
        lambda request, cleaned, common: writing.sign_minutes(**cleaned, **common),
    ),
    PageOfStep(
        "cam-ket",
        frozenset({State.HELD}),
        N_("Enter a commitment"),
        forms.CommitForm,
        _runs,
        _commit,
    ),
    PageOfStep(
        "ket-luan",
        FROM[Taken.APPROVED],
        N_("Approve the conclusion"),
        forms.ConcludeForm,
        _concludes,
        lambda request, cleaned, common: concluding.approve_conclusion(text=cleaned["words"], **common),
    ),
    PageOfStep(
        "lay-lai",
        FROM[Taken.REOPENED],
        N_("Take the conclusion back"),
        forms.BareForm,
        _reopens,
        lambda request, cleaned, common: concluding.take_conclusion_back(**common),
    ),
    PageOfStep(
        "ket-thuc",
        FROM[Taken.CLOSED],
        N_("Close the visit"),
        forms.MaybeWordsForm,
        _closes,
        lambda request, cleaned, common: concluding.close_visit(words=cleaned["words"], **common),
    ),
    PageOfStep(
        "dinh-chinh",
        FROM[Taken.CORRECTED],
        N_("Correct the signed minutes"),
        forms.CorrectForm,
        _corrects,
        lambda request, cleaned, common: writing.correct_minutes(
            text=cleaned["text"], reason=cleaned["words"], **common
        ),
    ),
    PageOfStep(
        "hoan",
        FROM[Taken.POSTPONED],
        N_("Put it off"),
        forms.ReasonForm,
        _plans,
        lambda request, cleaned, common: planning.postpone(reason=cleaned["words"], **common),
    ),
    PageOfStep(
        "huy",
        FROM[Taken.CANCELLED],
        N_("Call the visit off"),
        forms.ReasonForm,
        _plans,
        lambda request, cleaned, common: planning.cancel_visit(reason=cleaned["words"], **common),
    ),
)

"""What became of the questions and commitments of a visit, until everything was told back."""

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
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page
from nghisu.kit.refusals import N_
from nghisu.kit.tables import Badge
from nghisu.organisation.queries import names_in
from nghisu.tasks import queries as task_queries
from nghisu.visits import forms, queries
from nghisu.visits.actions import concluding, questions
from nghisu.visits.queries import following
from nghisu.visits.rules.steps import FROM, STATE_WORDS, TONES, Outcome, State, Taken, Way
from nghisu.visits.views.carrying import commitments_shown, offer_choices, questions_shown, visit_of
from nghisu.visits.views.lists import form_page


@page("visit.see")
def visit_follow(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show question by question what was promised, where that stands, and what the unit was told."""
    visit = visit_of(request, pk)
    if visit.held_on is None or visit.held_on > request.as_of:
        raise Http404
    is_inside = queries.sees_inside(request.standing, visit)
    is_concluded = visit.concluded_on is not None and visit.concluded_on <= request.as_of
    steps = queries.steps_of(visit, day=request.as_of)
    state = State(steps[-1].state) if steps else State(visit.state)
    rows = questions_shown(request, visit, is_inside=is_inside)
    promised = commitments_shown(request, visit) if is_inside or is_concluded else []
    for row in rows:
        row["promised"] = [one for one in promised if one["commitment"].question_id == row["question"].pk]
    names = names_in(request.standing.tree, {visit.visited_id}, request.as_of)
    asked = [row for row in rows if row["question"].withdrawn_on is None]
    told = sum(
        row["question"].settled_on is not None and row["question"].settled_on <= request.as_of
        for row in asked
    )
    context = {
        "visit": visit,
        "badge": Badge(TONES[state], gettext(STATE_WORDS[state])),
        "visited_name": names[visit.visited_id] or visit.visited.code,
        "is_inside": is_inside,
        "rows": asked,
        "others": [one for one in promised if one["commitment"].question_id is None],
        "asked": len(asked),
        "told": told,
        "owed": len(asked) - told,
    }
    return render(request, "visits/follow.html", context)


@dataclass(frozen=True)
class PageOfQuestion:
    """The page of one step with a question."""

    slug: str
    taken: Taken
    words: str
    form: type[KitForm]
    run: Callable[[Request, Any, dict[str, Any], dict[str, Any]], Any]

    def may(self, request: Request, visit: Any, question: Any) -> bool:
        """Tell whether the step is offered."""
        if question.withdrawn_on is not None or question.settled_on is not None:
            return False
        runs = request.standing.may("visit.run", unit=visit.unit_id)
        if self.taken is Taken.TOLD:
            return runs
        return runs or request.standing.may("visit.state", visited=visit.visited_id)


@page("visit.see")
def visit_question(request: Request, pk: uuid.UUID, question_pk: uuid.UUID, slug: str) -> HttpResponse:
    """Word a question anew, withdraw it, or tell the unit what became of it."""
    visit = visit_of(request, pk)
    question = following.question_of(visit, question_pk)
    step = next((one for one in OF_QUESTIONS if one.slug == slug), None)
    if question is None or step is None or not step.may(request, visit, question):
        raise Http404
    initial: dict[str, Any] = {
        "version": question.version,
        "matter": question.matter,
        "text": question.text,
        "proposal": question.proposal,
        "issue": str(question.issue_id or ""),
    }
    if step.taken is Taken.TOLD:
        initial = {"version": question.version, "text": following.answer_of(question)}
    form = step.form(request.POST or None, initial=initial)
    offer_choices(form, request, visit)
    if "issue" in form.fields and question.issue is not None:
        taken = [(question.issue.pk, f"{question.issue.number}. {question.issue.statement[:100]}")]
        forms.offer(form, issue=[*taken, *queries.issues_to_ask(visit)])
    if "document" in form.fields:
        also = visit.document_id if visit.concluded_on is not None else None
        forms.offer(form, document=task_queries.document_choices(request.standing, also=also))
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        common = {
            "question": question,
            "version": cleaned.pop("version"),
            "by": request.standing,
            "at": clock.now(),
        }
        attempt(form, lambda: step.run(request, question, cleaned, common))
        if form.is_valid():
            messages.success(request, gettext("The step is recorded."))
            back = "visit_follow" if step.taken is Taken.TOLD else "visit_detail"
            return redirect(back, pk=visit.pk)
    words = gettext(step.words)
    back_url = reverse("visit_detail", args=[visit.pk])
    return form_page(request, form, words, words, back_url, lede=visit.purpose, about=question.text)


def _change(request: Request, question: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    issue = queries.issue_of(cleaned.pop("issue"))
    return questions.change_question(issue=issue, **cleaned, **common)


def _tell(request: Request, question: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return questions.tell_back(
        outcome=Outcome(cleaned["outcome"]),
        text=cleaned["text"],
        document=task_queries.document_chosen(request.standing, cleaned["document"]),
        **common,
    )


OF_QUESTIONS: tuple[PageOfQuestion, ...] = (
    PageOfQuestion("sua", Taken.WITHDRAWN, N_("Word the question anew"), forms.QuestionForm, _change),
    PageOfQuestion(
        "rut",
        Taken.WITHDRAWN,
        N_("Withdraw the question"),
        forms.BareForm,
        lambda request, question, cleaned, common: questions.withdraw_question(**common),
    ),
    PageOfQuestion("bao-lai", Taken.TOLD, N_("Tell the unit what became of it"), forms.TellForm, _tell),
)


@page("visit.see")
def visit_commitment(request: Request, pk: uuid.UUID, commitment_pk: uuid.UUID, slug: str) -> HttpResponse:
    """Take a commitment out of the draft conclusion, or pass it on to the room of difficulties."""
    visit = visit_of(request, pk)
    commitment = following.commitment_of(visit, commitment_pk)
    words = {"bo": N_("Take the commitment out"), "chuyen": N_("Pass it on as a difficulty")}.get(slug)
    if commitment is None or words is None or not request.standing.may("visit.run", unit=visit.unit_id):
        raise Http404
    if slug == "chuyen" and (
        commitment.way != Way.DIFFICULTY or State(visit.state) not in FROM[Taken.PASSED_ON]
    ):
        raise Http404
    form = forms.BareForm(request.POST or None, initial={"version": commitment.version})
    if request.method == "POST" and form.is_valid():
        act: Callable[..., Any] = concluding.drop_commitment if slug == "bo" else concluding.pass_on
        attempt(
            form,
            lambda: act(
                commitment=commitment,
                version=form.cleaned_data["version"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, gettext("The step is recorded."))
            return redirect("visit_detail" if slug == "bo" else "visit_follow", pk=visit.pk)
    said = gettext(words)
    back = reverse("visit_detail", args=[visit.pk])
    return form_page(request, form, said, said, back, lede=visit.purpose, about=commitment.title)

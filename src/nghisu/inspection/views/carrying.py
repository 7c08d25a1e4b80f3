"""One inspection: its file as its side may see it, and each step by its form."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.inspection import forms, queries
from nghisu.inspection.actions import carrying, concluding, mending, programmes
from nghisu.inspection.exports import minutes as paper
from nghisu.inspection.rules.durations import Level
from nghisu.inspection.rules.steps import FROM, STATE_WORDS, TONES, Form, Output, State, Taken, Way
from nghisu.kit import clock
from nghisu.kit.files import MEDIA_TYPES
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.kit.refusals import N_
from nghisu.kit.tables import Badge
from nghisu.organisation.queries import names_in
from nghisu.tasks.rules.status import SHOWN


@page("inspection.see")
def inspection_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show an inspection as known on the day: all of it inside, its own file to the inspected body."""
    inspection = _inspection(request, pk)
    steps = queries.steps_of(inspection, day=request.as_of)
    is_inside = queries.sees_inside(request.standing, inspection)
    if not steps or not (is_inside or any(step.taken == Taken.NOTIFIED for step in steps)):
        raise Http404
    state = State(steps[-1].state)
    wanted = {inspection.unit_id, inspection.inspected_id, inspection.lead_id}
    names = names_in(request.standing.tree, wanted, request.as_of)

    def known(day: Any) -> bool:
        return day is not None and day <= request.as_of

    is_concluded = known(inspection.concluded_on)
    remedies = queries.remedies_of(inspection, day=request.as_of) if is_inside or is_concluded else []
    mine = next((one for one in inspection.team.all() if one.person_id == request.standing.me), None)
    context = {
        "inspection": inspection,
        "badge": Badge(TONES[state], gettext(STATE_WORDS[state])),
        "is_inside": is_inside,
        "unit_name": names[inspection.unit_id] or inspection.unit.code,
        "inspected_name": names[inspection.inspected_id] or inspection.inspected.code,
        "lead_name": names[inspection.lead_id] or inspection.lead.code,
        "is_decided": known(inspection.decided_on),
        "is_notified": known(inspection.notified_on),
        "has_self_report": known(inspection.self_report_on),
        "is_self_report_late": known(inspection.self_report_on)
        and inspection.self_report_on > inspection.self_report_due_on,
        "has_report": is_inside and known(inspection.reported_on),
        "is_concluded": is_concluded,
        "clock": queries.clock_of(inspection, day=request.as_of) if known(inspection.notified_on) else None,
        "team": list(inspection.team.select_related("person")) if known(inspection.decided_on) else [],
        "sessions": [one for one in inspection.sessions.all() if one.held_on <= request.as_of],
        "evidence": list(inspection.evidence.all()) if is_inside else [],
        "remedies": [
            {
                "remedy": one.remedy,
                "task": one.task,
                "badge": Badge(SHOWN[one.status].tone, gettext(SHOWN[one.status].words))
                if one.status
                else None,
            }
            for one in remedies
        ],
        "steps": steps if is_inside else [one for one in steps if one.taken in SHOWN_OUTSIDE],
        "buttons": [
            {"slug": one.slug, "words": gettext(one.words)}
            for one in STEPS
            if request.as_of == request.today and one.is_open(request, inspection)
        ],
        "may_declare": request.as_of == request.today and mine is not None and mine.declared_at is None,
    }
    return render(request, "inspection/detail.html", context)


SHOWN_OUTSIDE = frozenset(
    {
        Taken.NOTIFIED,
        Taken.REMINDED,
        Taken.RECEIVED,
        Taken.BEGUN,
        Taken.MINUTED,
        Taken.EXTENDED,
        Taken.CONCLUDED,
        Taken.CLOSED,
    }
)
"""The steps that the inspected body sees in its file."""


@page("inspection.see")
def inspection_minutes(request: Request, pk: uuid.UUID, minutes_pk: uuid.UUID) -> HttpResponse:
    """Give working minutes on paper, as .docx, or as PDF with ``?pdf=1``."""
    inspection = _inspection(request, pk)
    found = queries.minutes_of(inspection, minutes_pk)
    if found is None:
        raise Http404
    kind = "pdf" if request.GET.get("pdf") else "docx"
    content = paper.minutes_pdf(found) if kind == "pdf" else paper.minutes_docx(found)
    name = paper.minutes_file_name(found, kind)
    return attachment(content, MEDIA_TYPES[kind], name)


@page("inspection.see")
def inspection_declare(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Declare, as a member of the team, to have no conflict of interest."""
    inspection = _inspection(request, pk)
    if not inspection.team.filter(person_id=request.standing.me).exists():
        raise Http404
    form = KitForm(request.POST or None)
    if request.method == "POST":
        attempt(
            form,
            lambda: carrying.declare_no_conflict(inspection=inspection, by=request.standing, at=clock.now()),
        )
        if form.is_valid():
            messages.success(request, gettext("Your declaration is recorded."))
            return redirect("inspection_detail", pk=inspection.pk)
    context = {
        "form": form,
        "title": gettext("Declare that you have no conflict of interest"),
        "lede": gettext(
            "You hold no office in the inspected body, have no relative in its leadership, and took no "
            "part in the work that is inspected."
        ),
        "action": gettext("I declare it"),
        "back": reverse("inspection_detail", args=[inspection.pk]),
    }
    return render(request, "inspection/form.html", context, status=status_of(form))


def _inspection(request: Request, pk: uuid.UUID) -> Any:
    inspection = queries.inspection_visible_to(request.standing, pk)
    if inspection is None:
        raise Http404
    return inspection


Run = Callable[[Request, dict[str, Any], dict[str, Any]], Any]


def _runs(request: Request, inspection: Any) -> bool:
    return queries.may_run(request.standing, inspection)


def _adopts(request: Request, inspection: Any) -> bool:
    return request.standing.may("inspection.adopt", unit=inspection.unit_id)


def _concludes(request: Request, inspection: Any) -> bool:
    return request.standing.may("inspection.conclude", unit=inspection.unit_id)


def _reopens(request: Request, inspection: Any) -> bool:
    return _adopts(request, inspection) and request.standing.may("document.issue", unit=inspection.unit_id)


def _answers(request: Request, inspection: Any) -> bool:
    return inspection.self_report_on is None and (
        request.standing.may("inspection.answer", inspected=inspection.inspected_id)
        or queries.may_run(request.standing, inspection)
    )


def _extends(request: Request, inspection: Any) -> bool:
    return _adopts(request, inspection) and not inspection.extension_days


def _drafts(request: Request, inspection: Any) -> bool:
    return inspection.programme.adopted_on is None and request.standing.may(
        "inspection.run", unit=inspection.unit_id
    )


def _drops(request: Request, inspection: Any) -> bool:
    return _runs(request, inspection) and inspection.remedies.exists()


@dataclass(frozen=True)
class PageOfStep:
    """The page of one step: who may take it, its form, the action it calls."""

    slug: str
    taken: Taken
    words: str
    form: type[KitForm]
    may: Callable[[Request, Any], bool]
    run: Run
    is_removal: bool = False

    def is_open(self, request: Request, inspection: Any) -> bool:
        """Tell whether the reader may take the step now."""
        return State(inspection.state) in FROM[self.taken] and self.may(request, inspection)


@page("inspection.see")
def inspection_step(request: Request, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Take one step of an inspection, by the form of that step."""
    inspection = _inspection(request, pk)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None or not step.may(request, inspection):
        raise Http404
    initial = {
        "version": inspection.version,
        "on": request.today,
        "level": inspection.level or queries.level_of(inspection.unit_id, request.today),
    }
    if step.taken is Taken.APPROVED:
        initial["words"] = inspection.conclusion
    if step.taken is Taken.CHANGED:
        initial |= {name: getattr(inspection, name) for name in LINE_FIELDS}
        initial |= {"inspected": inspection.inspected_id, "lead": inspection.lead_id}
    form = step.form(request.POST or None, initial=initial)
    if "head" in form.fields:
        team = queries.team_choices(request.standing, inspection, day=request.today)
        forms.offer(form, head=team, members=team)
    if "inspected" in form.fields:
        forms.offer(
            form,
            inspected=queries.inspectable(request.standing, inspection.unit_id, day=request.today),
            lead=queries.leads(request.standing, inspection.unit_id, day=request.today),
        )
    forms.offer(form, remedy=queries.remedy_choices(inspection))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        common = {
            "inspection": inspection,
            "version": cleaned["version"],
            "by": request.standing,
            "at": clock.now(),
        }
        attempt(form, lambda: step.run(request, cleaned, common))
        if form.is_valid():
            messages.success(request, gettext("The step is recorded."))
            if step.is_removal:
                return redirect("inspection_programme", pk=inspection.programme_id)
            return redirect("inspection_detail", pk=inspection.pk)
    context = {
        "form": form,
        "title": gettext(step.words),
        "lede": inspection.content,
        "action": gettext(step.words),
        "back": reverse("inspection_detail", args=[inspection.pk]),
    }
    return render(request, "inspection/form.html", context, status=status_of(form))


def _decide(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    (head,) = queries.persons_of([cleaned["head"]])
    return carrying.decide(
        number=cleaned["number"],
        decided_on=cleaned["on"],
        level=Level(cleaned["level"]),
        head=head,
        members=queries.persons_of(cleaned["members"]),
        **common,
    )


def _plan(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    names = (
        *("period_first", "period_last", "starts_on", "days", "plan", "outline"),
        "self_report_due_on",
    )
    return carrying.send_plan(plan=carrying.Plan(**{name: cleaned[name] for name in names}), **common)


def _minutes(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return carrying.sign_working_minutes(
        held_on=cleaned["on"],
        way=Way(cleaned["way"]),
        place=cleaned["place"],
        text=cleaned["words"],
        evidence=cleaned["evidence"],
        **common,
    )


def _remedy(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return concluding.ask_remedy(
        title=cleaned["title"], product=cleaned["product"], due_on=cleaned["due_on"], **common
    )


LINE_FIELDS = ("form", "content", "first_month", "last_month", "output")


def _change(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    inspected, lead = queries.unit_of(cleaned["inspected"]), queries.unit_of(cleaned["lead"])
    assert inspected is not None
    assert lead is not None
    line = programmes.Line(
        form=Form(cleaned["form"]),
        content=cleaned["content"],
        inspected=inspected,
        lead=lead,
        first_month=cleaned["first_month"],
        last_month=cleaned["last_month"],
        output=Output(cleaned["output"]),
    )
    return mending.change_line(line=line, **common)


def _drop(request: Request, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    remedy = queries.remedy_of(common["inspection"], cleaned["remedy"])
    assert remedy is not None
    return mending.drop_remedy(remedy=remedy, **common)


STEPS: tuple[PageOfStep, ...] = (
    PageOfStep("sua", Taken.CHANGED, N_("Change the line"), forms.ChangeLineForm, _drafts, _change),
    PageOfStep(
        "bo",
        Taken.CHANGED,
        N_("Remove the line"),
        forms.BareForm,
        _drafts,
        lambda request, cleaned, common: mending.remove_line(**common),
        is_removal=True,
    ),
    PageOfStep(
        "quyet-dinh", Taken.DECIDED, N_("Decide it, with its team"), forms.DecideForm, _adopts, _decide
    ),
    PageOfStep("ke-hoach", Taken.NOTIFIED, N_("Send plan and outline"), forms.PlanForm, _runs, _plan),
    PageOfStep(
        "bao-cao",
        Taken.RECEIVED,
        N_("Send in the self-report"),
        forms.WordsForm,
        _answers,
        lambda request, cleaned, common: carrying.send_self_report(text=cleaned["words"], **common),
    ),
    PageOfStep(
        "nhac",
        Taken.REMINDED,
        N_("Remind of the self-report"),
        forms.MaybeWordsForm,
        _runs,
        lambda request, cleaned, common: carrying.remind(words=cleaned["words"], **common),
    ),
    PageOfStep(
        "tien-hanh",
        Taken.BEGUN,
        N_("Begin the work"),
        forms.BareForm,
        _runs,
        lambda request, cleaned, common: carrying.begin(**common),
    ),
    PageOfStep("bien-ban", Taken.MINUTED, N_("Keep working minutes"), forms.MinutesForm, _runs, _minutes),
    PageOfStep(
        "gia-han",
        Taken.EXTENDED,
        N_("Extend the duration"),
        forms.ExtendForm,
        _extends,
        lambda request, cleaned, common: carrying.extend(
            days=cleaned["days"], reason=cleaned["words"], **common
        ),
    ),
    PageOfStep(
        "bao-cao-doan",
        Taken.REPORTED,
        N_("Hand in the team's report"),
        forms.ReportForm,
        _runs,
        lambda request, cleaned, common: carrying.hand_in_report(
            text=cleaned["words"], reported_on=cleaned["on"], **common
        ),
    ),
    PageOfStep("khac-phuc", Taken.REMEDY, N_("Ask for a remedy"), forms.RemedyForm, _runs, _remedy),
    PageOfStep("bo-khac-phuc", Taken.DROPPED, N_("Take a remedy out"), forms.DropForm, _drops, _drop),
    PageOfStep(
        "ket-luan",
        Taken.APPROVED,
        N_("Approve the conclusion"),
        forms.WordsForm,
        _concludes,
        lambda request, cleaned, common: concluding.approve_conclusion(text=cleaned["words"], **common),
    ),
    PageOfStep(
        "lay-lai",
        Taken.REOPENED,
        N_("Take the conclusion back"),
        forms.BareForm,
        _reopens,
        lambda request, cleaned, common: concluding.take_conclusion_back(**common),
    ),
    PageOfStep(
        "ket-thuc",
        Taken.CLOSED,
        N_("Close it"),
        forms.MaybeWordsForm,
        _runs,
        lambda request, cleaned, common: concluding.close_inspection(words=cleaned["words"], **common),
    ),
    PageOfStep(
        "chuyen-nam-sau",
        Taken.MOVED,
        N_("Move to the next year"),
        forms.WordsForm,
        _adopts,
        lambda request, cleaned, common: carrying.move_to_next_year(reason=cleaned["words"], **common),
    ),
    PageOfStep(
        "huy",
        Taken.CANCELLED,
        N_("Cancel it"),
        forms.WordsForm,
        _adopts,
        lambda request, cleaned, common: carrying.cancel_inspection(reason=cleaned["words"], **common),
    ),
)

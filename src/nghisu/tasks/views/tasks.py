"""The list of tasks, one task, and every act on it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.tables import Badge
from nghisu.organisation.queries import names_on
from nghisu.tasks import actions, forms, queries
from nghisu.tasks.forms.products import AcceptPartForm, ByProduct, CorrectProductsForm, JudgeForm
from nghisu.tasks.queries import planning
from nghisu.tasks.queries.board import below, chain_above, evidence_below
from nghisu.tasks.queries.products import evaluations_of, products_of
from nghisu.tasks.queries.reminding import letters_about
from nghisu.tasks.rules.evaluation import QUALITY_TONES, TIMELINESS_WORDS, Quality, timeliness
from nghisu.tasks.rules.origin import ORIGIN_WORDS, Origin
from nghisu.tasks.rules.products import Kind, table_on
from nghisu.tasks.rules.status import SHOWN, Stage, Status
from nghisu.tasks.rules.steps import Step, check_step
from nghisu.tasks.views.tables import TaskTable, name_units, status_badge

EVIDENCE_SHOWN = 100
MOST_OFFERED_A_PRODUCT = 60
ANSWERED = {Step.SUBMIT, Step.ACCEPT, Step.ACCEPT_PART}


@page("task.see")
def task_list(request: Request) -> HttpResponse:
    """List the tasks that the reader may see, as known on the day."""
    spans = queries.spans_visible_to(request.standing, day=request.as_of)
    table = TaskTable(request, queries.with_status(queries.with_names(spans), request.as_of))
    context = {"may_give": request.standing.may_somewhere("task.give")}
    return table.respond("tasks/list.html", context)


@page("task.see")
def task_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show one task as known on the day: facts, history, evidence, shares of affiliates."""
    task = _task(request, pk)
    day = request.as_of
    span = queries.span_of(task, day=day)
    if span is None:
        return render(request, "tasks/not_yet.html", {"task": task})
    children = list(queries.children_of(task, day=day))
    history = list(queries.history_of(task, day=day))
    supports = list(task.supports.all())
    names = names_on(day, queries.names_needed([span, *children]) | {unit.pk for unit in supports})
    for one in (span, *children):
        name_units(one, names)
    products = products_of(task, day=day)
    context = {
        "task": task,
        "span": span,
        "badge": status_badge(span),
        "origin": gettext(ORIGIN_WORDS[Origin(span.origin)]),
        "supports": [names.get(unit.pk, unit.code) for unit in supports],
        "children": [(child, status_badge(child)) for child in children],
        "board": _board(children),
        "below": below(task, day=day) if children else None,
        "evidence_below": _evidence_below(request, task, day) if children else [],
        "above": chain_above(task),
        "letters": list(letters_about(task)),
        "history": history,
        "extensions": list(queries.extensions_of(task)),
        "corrections": list(queries.corrections_of(task)),
        "products": products,
        "evaluation": _evaluation(task, span, day),
        "buttons": _buttons(request, task, [one.product for one in products]) if day == request.today else [],
        **planning.sources_seen(task, standing=request.standing),
    }
    return render(request, "tasks/detail.html", context)


def _evaluation(task: Any, span: Any, day: date) -> dict[str, Any] | None:
    """Return how an accepted task was judged: timeliness is computed, the rest as the giver said."""
    if span.accepted_on is None:
        return None
    kept = evaluations_of([task.pk], day=day).get(task.pk)
    kind = timeliness(accepted_on=span.accepted_on, due_on=span.due_on)
    return {
        "timeliness": gettext(TIMELINESS_WORDS[kind]),
        "quality": Badge(QUALITY_TONES[Quality(kept.quality)], gettext(kept.quality_words)).html()
        if kept
        else "",
        "reached": kept.reached if kept else None,
        "remark": kept.span.words if kept else "",
    }


def _evidence_below(request: Request, task: Any, day: date) -> list[Any]:
    rows = list(evidence_below(task, day=day)[:EVIDENCE_SHOWN])
    names = names_on(day, {one.task.unit_id for one in rows})
    return [
        {"unit_name": names.get(one.task.unit_id, one.task.unit.code), "document": one.document}
        for one in rows
    ]


def _board(children: list[Any]) -> list[dict[str, Any]]:
    """Return how many shares stand at each status, in the order of the statuses."""
    counts: dict[Status, int] = {}
    for child in children:
        status = Status(child.status)
        counts[status] = counts.get(status, 0) + 1
    return [
        {
            "tone": SHOWN[status].tone,
            "words": gettext(SHOWN[status].words),
            "count": counts[status],
            "figure": f"task.status_{status.value}",
        }
        for status in Status
        if status in counts
    ]


def _buttons(request: Request, task: Any, products: list[Any]) -> list[dict[str, Any]]:
    open_steps = set(queries.steps_open_to(request.standing, task))
    if queries.open_extension_of(task) is None:
        open_steps.discard(Step.DECIDE_EXTENSION)
    else:
        open_steps.discard(Step.ASK_EXTENSION)
    if task.unit_id in request.standing.tree.parent_of:
        open_steps.discard(Step.HAND_OVER)
    if not any(one.count > 1 for one in products) and len(products) < 2:
        open_steps.discard(Step.ACCEPT_PART)
    if task.due_on is None or task.due_on < request.today:
        open_steps.discard(Step.ASK_EXTENSION)
    return [
        {"slug": act.slug, "words": gettext(act.words), "is_main": act.is_main, "is_bad": act.is_bad}
        for act in ACTS
        if act.step in open_steps
    ]


Prepare = Callable[[Request, Any, Any], None]
Run = Callable[[Request, Any, dict[str, Any], dict[str, Any]], Any]


@dataclass(frozen=True)
class PageOfAct:
    """The page of one act: its form, what the form offers, and the action it calls."""

    slug: str
    step: Step
    words: str
    form: type[KitForm]
    run: Run
    done: str
    prepare: Prepare | None = None
    explain: str = ""
    is_main: bool = False
    is_bad: bool = False


@page("task.see")
def task_act(request: Request, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Do one act on a task, by the form of that act."""
    task = _task(request, pk)
    act = next((one for one in ACTS if one.slug == slug), None)
    if act is None or not queries.may_step(request.standing, task, act.step):
        raise Http404
    try:
        check_step(act.step, Stage(task.stage))
    except Refusal as refusal:
        if request.method != "POST":
            messages.warning(request, sentence_of(refusal))
            return redirect("task_detail", pk=task.pk)
    rest: dict[str, Any] = {"name": task.code} if act.step is Step.END else {}
    form = act.form(request.POST or None, initial={"version": task.version}, **rest)
    if act.prepare is not None:
        act.prepare(request, task, form)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        if isinstance(form, ByProduct):
            products = products_of(task, day=request.today)
            cleaned["counts"] = form.counts(products)
        if isinstance(form, JudgeForm):
            cleaned["judged"] = form.judged()
        common = {"version": cleaned["version"], "by": request.standing, "at": clock.now()}
        attempt(form, lambda: act.run(request, task, cleaned, common))
        if form.is_valid():
            messages.success(request, gettext(act.done))
            return redirect("task_detail", pk=task.pk)
    context = {
        "task": task,
        "form": form,
        "act": act,
        "words": gettext(act.words),
        "explain": gettext(act.explain) if act.explain else "",
        "missing": missing_words(products_of(task, day=request.today)) if act.step in ANSWERED else "",
    }
    return render(request, "tasks/act.html", context, status=status_of(form))


def _task(request: Request, pk: uuid.UUID) -> Any:
    task = queries.task_visible_to(request.standing, pk)
    if task is None:
        raise Http404
    return task


def _document(request: Request, cleaned: dict[str, Any], field: str = "document") -> Any:
    return queries.document_chosen(request.standing, cleaned.get(field))


def _offer_documents(request: Request, task: Any, form: KitForm) -> None:
    choices = queries.document_choices(request.standing)
    forms.offer(form, document=choices, evidence=choices)
    if "document" in form.fields and task.asked_by is not None:
        form.fields["document"].help_text = gettext(
            "%(asked_by)s gave this task; name the document in which it answers."
        ) % {"asked_by": task.asked_by.name}
    for field in ("submitted_on", "accepted_on"):
        if field in form.fields:
            form.fields[field].initial = request.today


def _offer_extension(request: Request, task: Any, form: KitForm) -> None:
    _offer_documents(request, task, form)
    extension = queries.open_extension_of(task)
    if extension is not None:
        form.fields["granted_to"].initial = extension.new_due_on
        form.fields["decision"].help_text = gettext(
            "Asked on %(asked_on)s: from %(old)s to %(new)s, because: %(reason)s"
        ) % {
            "asked_on": f"{extension.asked_on:%d/%m/%Y}",
            "old": f"{extension.old_due_on:%d/%m/%Y}",
            "new": f"{extension.new_due_on:%d/%m/%Y}",
            "reason": extension.reason,
        }


def _offer_end(request: Request, task: Any, form: KitForm) -> None:
    forms.offer(form, document=queries.document_choices(request.standing))


def _offer_cascade(request: Request, task: Any, form: KitForm) -> None:
    taken = queries.units_with_share(task)
    free = [
        pair
        for pair in queries.units_below(request.standing, task.unit_id, day=request.today)
        if pair[0] not in taken
    ]
    forms.offer(form, units=free)
    form.fields["title"].initial = task.title
    form.fields["products"].initial = [one.expected for one in task.products.all()]
    form.fields["products"].of_kinds(table_on(request.today).kinds)  # type: ignore[attr-defined]


def _offer_heirs(request: Request, task: Any, form: KitForm) -> None:
    tree = request.standing.tree
    heirs = {
        unit for unit in tree.parent_of if task.unit_id in tree.with_past({unit}) and unit in tree.committees
    }
    offered = queries.units_to_give(request.standing, day=request.today)
    forms.offer(form, unit=[pair for pair in offered if pair[0] in heirs] or offered)


def _offer_correction(request: Request, task: Any, form: KitForm) -> None:
    standing, day = request.standing, request.today
    forms.offer(
        form,
        unit=queries.units_to_give(standing, day=day),
        lead=queries.leads_within(standing, [task.unit_id], day=day),
        item=planning.item_choices(task.unit),
        directive=queries.document_choices(standing),
    )
    if task.stage != Stage.ACCEPTED:
        del form.fields["accepted_on"]


def _ask(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.ask_extension(
        task=task, new_due_on=cleaned["new_due_on"], reason=cleaned["reason"], **common
    )


def _decide(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    extension = queries.open_extension_of(task)
    if extension is None:
        raise Http404
    if cleaned["decision"] == "refuse":
        return actions.refuse_extension(extension=extension, reason=cleaned["reason"], **common)
    return actions.grant_extension(
        extension=extension,
        granted_to=cleaned["granted_to"],
        reason=cleaned["reason"],
        document=_document(request, cleaned),
        **common,
    )


def _chosen(request: Request, pks: Any) -> list[Any]:
    found = [queries.document_chosen(request.standing, pk) for pk in pks or ()]
    return [one for one in found if one is not None]


def _submit(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    span = actions.submit_product(
        task=task,
        submitted_on=cleaned["submitted_on"],
        evidence=_chosen(request, cleaned["evidence"]),
        shows={one.pk: _chosen(request, cleaned.get(f"shows_{one.number}")) for one in task.products.all()},
        words=cleaned["reason"],
        **common,
    )
    missing = missing_words(products_of(task, day=request.today))
    if missing:
        messages.warning(
            request,
            gettext("Handed in without all of its products; still missing: %(products)s. The giver decides.")
            % {"products": missing},
        )
    return span


def missing_words(products: list[Any]) -> str:
    """Return the products of which some are missing, with how many; empty where none is."""
    return "; ".join(
        gettext("%(product)s: %(missing)d missing")
        % {"missing": one.progress.missing, "product": str(one.product)}
        for one in products
        if one.progress.missing
    )


def _offer_submission(request: Request, task: Any, form: Any) -> None:
    _offer_documents(request, task, form)
    products = products_of(task, day=request.today)
    if products:
        choices = queries.document_choices(request.standing, most=MOST_OFFERED_A_PRODUCT)
        form.ask_documents([one for one in products if one.progress.missing], choices)


def _offer_acceptance(request: Request, task: Any, form: Any) -> None:
    _offer_documents(request, task, form)
    form.ask_counts(products_of(task, day=request.today))


def _part(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.accept_part(
        task=task,
        counts=cleaned["counts"],
        reason=cleaned["reason"],
        document=_document(request, cleaned),
        **common,
    )


def _accept(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.accept(
        task=task,
        accepted_on=cleaned["accepted_on"],
        words=cleaned["reason"],
        document=_document(request, cleaned),
        counts=cleaned["counts"],
        judged=cleaned["judged"],
        **common,
    )


def _correct(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.correct(
        task=task,
        reason=cleaned["reason"],
        accepted_on=cleaned.get("accepted_on"),
        unit=queries.unit_of(cleaned["unit"]),
        lead=queries.unit_of(cleaned["lead"]),
        item=planning.item_visible_to(request.standing, cleaned["item"]),
        directive=_document(request, cleaned, "directive"),
        **common,
    )


def _offer_products(request: Request, task: Any, form: KitForm) -> None:
    products = [(one.pk, one.expected) for one in task.products.all()]
    form.fields["products"].initial = products
    standing = {one.kind for _pk, one in products}
    kinds = [kind for kind in Kind if kind in table_on(request.today).kinds or kind in standing]
    form.fields["products"].of_kinds(kinds)  # type: ignore[attr-defined]


def _correct_products(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.correct_products(
        task=task, products=cleaned["products"], reason=cleaned["reason"], **common
    )


def _cascade(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    shares = [
        actions.Share(unit=unit, due_on=cleaned["due_on"]) for unit in queries.units_of(cleaned["units"])
    ]
    return actions.cascade(
        task=task, shares=shares, title=cleaned["title"], products=cleaned["products"], **common
    )


def _hand_over(request: Request, task: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    unit = queries.unit_of(cleaned["unit"])
    assert unit is not None
    return actions.hand_over(task=task, unit=unit, reason=cleaned["reason"], **common)


ACTS: tuple[PageOfAct, ...] = (
    PageOfAct(
        "bao-cao",
        Step.REPORT,
        N_("Report progress"),
        forms.ReportForm,
        lambda request, task, cleaned, common: actions.report_progress(
            task=task, words=cleaned["reason"], **common
        ),
        N_("The progress is reported."),
    ),
    PageOfAct(
        "nop-san-pham",
        Step.SUBMIT,
        N_("Hand in the product"),
        forms.SubmitForm,
        _submit,
        N_("The product is handed in; the giver has the word now."),
        _offer_submission,
        N_("The task is done only when the giver accepts."),
        is_main=True,
    ),
    PageOfAct(
        "xac-nhan",
        Step.ACCEPT,
        N_("Accept the product"),
        forms.AcceptForm,
        _accept,
        N_("The product is accepted; the task is done."),
        _offer_acceptance,
        N_("The task is done on the day named here. What is entered wrongly is put right by a correction."),
        is_main=True,
    ),
    PageOfAct(
        "xac-nhan-mot-phan",
        Step.ACCEPT_PART,
        N_("Accept a part of the products"),
        AcceptPartForm,
        _part,
        N_("A part of the products is accepted; the rest stays to be done."),
        _offer_acceptance,
        N_("What is accepted stands. The task goes on, with its deadline, until the rest is there."),
    ),
    PageOfAct(
        "tra-lai",
        Step.RETURN,
        N_("Return the product"),
        forms.ReturnForm,
        lambda request, task, cleaned, common: actions.return_with_reason(
            task=task, reason=cleaned["reason"], document=_document(request, cleaned), **common
        ),
        N_("The product is returned; the task counts as not done."),
        _offer_documents,
    ),
    PageOfAct(
        "xin-gia-han",
        Step.ASK_EXTENSION,
        N_("Ask for a later deadline"),
        forms.AskExtensionForm,
        _ask,
        N_("The extension is asked for; the giver decides."),
    ),
    PageOfAct(
        "gia-han",
        Step.DECIDE_EXTENSION,
        N_("Decide on the extension"),
        forms.DecideExtensionForm,
        _decide,
        N_("The decision is recorded."),
        _offer_extension,
        is_main=True,
    ),
    PageOfAct(
        "giao-tiep",
        Step.CASCADE,
        N_("Pass on to affiliates"),
        forms.CascadeForm,
        _cascade,
        N_("Each unit chosen has its share now."),
        _offer_cascade,
        N_("Each unit chosen gets a task of its own under this one, with its own lead and deadline."),
    ),
    PageOfAct(
        "ban-giao",
        Step.HAND_OVER,
        N_("Hand over to the unit that follows"),
        forms.HandOverForm,
        _hand_over,
        N_("The work is handed over; earlier days keep the unit that had it."),
        _offer_heirs,
        N_("The unit has ended. What it did stays counted for it, under its name of the day."),
    ),
    PageOfAct(
        "tam-dung",
        Step.PAUSE,
        N_("Pause"),
        forms.PauseForm,
        lambda request, task, cleaned, common: actions.pause(task=task, reason=cleaned["reason"], **common),
        N_("The work is paused."),
    ),
    PageOfAct(
        "tiep-tuc",
        Step.RESUME,
        N_("Resume the work"),
        forms.ResumeForm,
        lambda request, task, cleaned, common: actions.resume(
            task=task, due_on=cleaned["due_on"], words=cleaned["reason"], **common
        ),
        N_("The work goes on."),
        is_main=True,
    ),
    PageOfAct(
        "ket-thuc",
        Step.END,
        N_("End the task"),
        forms.EndForm,
        lambda request, task, cleaned, common: actions.end(
            task=task, document=_document(request, cleaned), reason=cleaned["reason"], **common
        ),
        N_("The task is ended."),
        _offer_end,
        N_("An ended task is not done and never will be; it stays to be read. This cannot be taken back."),
        is_bad=True,
    ),
    PageOfAct(
        "dinh-chinh",
        Step.CORRECT,
        N_("Correct an entry"),
        forms.CorrectForm,
        _correct,
        N_("The correction is recorded, with what stood before."),
        _offer_correction,
        N_("Leave empty what is right. Figures change from today on; as of an earlier day they stay."),
    ),
    PageOfAct(
        "dinh-chinh-san-pham",
        Step.CORRECT,
        N_("Correct the products"),
        CorrectProductsForm,
        _correct_products,
        N_("The correction is recorded, with what stood before."),
        _offer_products,
        N_(
            "What is accepted of a product stays. After the acceptance, and in a closed quarter, this is an "
            "erratum that the next report shows. Shares passed on keep what they were given."
        ),
    ),
)

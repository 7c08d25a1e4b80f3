"""Pages of opinions by circular: ask, answer, count, give notice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.documents.queries import documents_visible_to, drafter_for
from nghisu.kit import clock, files
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings import queries
from nghisu.meetings.actions import circular as actions
from nghisu.meetings.exports.circular import minutes_docx
from nghisu.meetings.forms.circular import CircularForm, OpinionForm
from nghisu.meetings.forms.preparing import BareForm, ReasonForm
from nghisu.meetings.queries import circular as reading
from nghisu.meetings.rules.circular import SUBJECT_NAMES, Subject
from nghisu.meetings.tables import CircularTable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(SIGNED_IN)
def circular_list(request: Request) -> HttpResponse:
    """List the circulars the asker runs or was asked in."""
    rows = reading.circulars_visible_to(request.standing).select_related("body", "body__term")
    table = CircularTable(request, rows)
    return table.respond(
        "meetings/circulars.html", {"may_run": request.standing.may_somewhere("circular.run")}
    )


@page("circular.run")
def circular_new(request: Request) -> HttpResponse:
    """Draft a circular."""
    bodies = {body.pk: body for body in reading.bodies_to_ask(request.standing)}
    documents = _documents(request)
    form = CircularForm(
        request.POST or None,
        bodies=[(body.pk, queries.body_name(body)) for body in bodies.values()],
        documents=_named(documents),
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.draft_circular(
                body=bodies[sent["body"]],
                subject=sent["subject"],
                title=sent["title"],
                question=sent["question"],
                due_at=sent["due_at"],
                document=documents.get(sent["document"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("The circular is drafted. Read it through and send it out."))
            return redirect("circular_detail", made.pk)
    return _ask(request, form, heading=_("Ask opinions by circular"), back=reverse("circular_list"))


@page("circular.run")
def circular_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a draft, or put the deadline of one that is out later."""
    circular = _to_run(request, pk)
    documents = _documents(request)
    if circular.document:
        documents.setdefault(circular.document_id, circular.document)
    names = ("subject", "title", "question", "due_at", "version")
    form = CircularForm(
        request.POST or None,
        documents=_named(documents),
        is_new=False,
        initial={name: getattr(circular, name) for name in names} | {"document": circular.document_id},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.change_circular(
                circular=circular,
                expected_version=sent["version"] or 0,
                subject=sent["subject"],
                title=sent["title"],
                question=sent["question"],
                due_at=sent["due_at"],
                document=documents.get(sent["document"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The circular is saved."))
            return redirect("circular_detail", pk)
    lede = _("It is out: only the deadline can be put later, for all.") if circular.is_asked else ""
    return _ask(request, form, circular, heading=_("Change the circular"), lede=lede)


@page(SIGNED_IN)
def circular_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a circular: the question, how many answered, the result; and take one's own answer."""
    circular = _circular(request, pk)
    view = reading.asked(request.standing, circular)
    form = OpinionForm(
        request.POST or None,
        initial={"choice": view.own.choice, "opinion": view.own.opinion} if view.own else None,
    )
    if request.method == "POST" and view.own is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.answer_circular(
                answer=view.own,  # type: ignore[arg-type]
                choice=sent["choice"],
                opinion=sent["opinion"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(
                request, _("Your answer is with the office; it can be changed until the deadline.")
            )
            return redirect("circular_detail", pk)
    may_run = request.standing.may("circular.run", unit=circular.unit_id)
    result = circular.result
    context = {
        "circular": circular,
        "view": view,
        "form": form if view.own and circular.is_asked and clock.now() <= circular.due_at else None,
        "subject_name": _(SUBJECT_NAMES[Subject(circular.subject)]),
        "state_name": _(reading.STATE_NAMES[circular.state]),
        "state_tone": reading.STATE_TONES[circular.state],
        "own_choice": reading.choice_name(view.own),
        "body_name": queries.body_name(circular.body),
        "files": list(circular.document.files.order_by("attached_at")) if circular.document else [],
        "may_run": may_run,
        "may_enter": request.standing.may("circular.enter", unit=circular.unit_id),
        "is_due": clock.now() >= circular.due_at,
        "result": result
        if result and documents_visible_to(request.standing).filter(pk=result.pk).exists()
        else None,
        "bare": BareForm(),
    }
    return render(request, "meetings/circular.html", context, status=status_of(form))


@page(SIGNED_IN)
def circular_file(request: Request, pk: UUID, file_pk: UUID) -> HttpResponse:
    """Give a file of the paper to those who were asked."""
    found = reading.circular_file(_circular(request, pk), file_pk)
    if found is None:
        raise Http404
    answer: Any = files.answer(sha256=found.sha256, name=found.name, media_type=found.media_type)
    return answer  # type: ignore[no-any-return]


@page("circular.enter")
def circular_enter(request: Request, pk: UUID, answer_pk: UUID) -> HttpResponse:
    """Enter an answer that came on paper."""
    circular = _circular(request, pk)
    answer = reading.answer_of(circular, answer_pk)
    if answer is None or not request.standing.may("circular.enter", unit=circular.unit_id):
        raise Http404
    if answer.choice:  # what was answered is shown to nobody here
        raise Http404
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.answer_circular(
                answer=answer,
                choice=sent["choice"],
                opinion=sent["opinion"],
                by=request.standing,
                at=clock.now(),
                on_paper=True,
            ),
        )
        if form.is_valid():
            messages.success(request, _("The answer from paper is entered. Keep the paper in the file."))
            return redirect("circular_detail", pk)
    heading = _("The paper of %(name)s") % {"name": answer.person.full_name}
    return _ask(request, form, circular, heading=heading, act=_("Enter the answer"))


@page("circular.run")
def circular_send(request: Request, pk: UUID) -> HttpResponse:
    """Send a circular out, after a question."""
    circular = _to_run(request, pk)
    return _do(
        request,
        circular,
        lambda: actions.ask(
            circular=circular, expected_version=circular.version, by=request.standing, at=clock.now()
        ),
        done=_("The circular is out; it stands on the first page of each member."),
        heading=_("Send the circular out?"),
        lede=_("All incumbent members of %(body)s are asked. The question can not be changed afterwards.")
        % {"body": queries.body_name(circular.body)},
        act=_("Send it out"),
    )


@page("circular.run")
def circular_count(request: Request, pk: UUID) -> HttpResponse:
    """Count the answers, after a question."""
    circular = _to_run(request, pk)
    return _do(
        request,
        circular,
        lambda: actions.close_circular(
            circular=circular, expected_version=circular.version, by=request.standing, at=clock.now()
        ),
        done=_("The answers are counted. Draft the notice; the next session is offered the report."),
        heading=_("Count the answers?"),
        warning=_("No answer is taken afterwards. Whoever gave none agrees to nothing."),
        act=_("Count"),
    )


@page("circular.run")
def circular_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a circular back that is out."""
    circular = _to_run(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": circular.version})
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.withdraw_circular(
                circular=circular,
                expected_version=form.cleaned_data["version"] or 0,
                reason=form.cleaned_data["reason"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The circular is taken back."))
            return redirect("circular_detail", pk)
    return _ask(
        request,
        form,
        circular,
        heading=_("Take the circular back?"),
        warning=_("The answers given so far are thrown away."),
        act=_("Take it back"),
        is_bad=True,
    )


@page("circular.run")
def circular_delete(request: Request, pk: UUID) -> HttpResponse:
    """Throw a draft away, after a question."""
    circular = _to_run(request, pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: actions.delete_circular(circular=circular, by=request.standing, at=clock.now()))
        if form.is_valid():
            messages.success(request, _("The draft is thrown away."))
            return redirect("circular_list")
    heading = _("Throw the draft away?")
    return _ask(request, form, circular, heading=heading, act=_("Throw away"), is_bad=True)


@page("circular.run")
def circular_result(request: Request, pk: UUID) -> HttpResponse:
    """Draft the notice of the result among the outgoing documents."""
    circular = _to_run(request, pk)
    drafter = drafter_for(request.standing, circular.unit_id)
    return _do(
        request,
        circular,
        lambda: actions.draft_result(circular=circular, drafter=drafter, by=request.standing, at=clock.now()),
        done=_("The notice is drafted among the outgoing documents; submit it for signature there."),
        heading=_("Draft the notice of the result?"),
        lede=_("It gives the counts and no name."),
        act=_("Draft the notice"),
    )


@page("circular.run")
def circular_minutes(request: Request, pk: UUID) -> HttpResponse:
    """Give the minutes with the answers by name, for the file; noted in the record each time."""
    circular = _to_run(request, pk)
    if request.method != "POST":
        raise Http404
    actions.note_minutes(circular=circular, by=request.standing, at=clock.now())
    response = HttpResponse(minutes_docx(circular, day=request.today), content_type=DOCX)
    response.headers["Content-Disposition"] = 'attachment; filename="bien-ban-phieu-xin-y-kien.docx"'
    return response


def _documents(request: Request) -> dict[Any, Any]:
    rows = documents_visible_to(request.standing).order_by("-created_at")[:300]
    return {document.pk: document for document in rows}


def _named(documents: dict[Any, Any]) -> list[tuple[Any, str]]:
    return [
        (pk, " — ".join(filter(None, [document.reference, document.subject])))
        for pk, document in documents.items()
    ]


def _circular(request: Request, pk: UUID) -> Any:
    circular = reading.circular_for(request.standing, pk)
    if circular is None:
        raise Http404
    return circular


def _to_run(request: Request, pk: UUID) -> Any:
    circular = _circular(request, pk)
    if not request.standing.may("circular.run", unit=circular.unit_id):
        raise Http404
    return circular


def _do(request: Request, circular: Any, do: Any, *, done: str, **words: Any) -> HttpResponse:
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, do)
        if form.is_valid():
            messages.success(request, done)
            return redirect("circular_detail", circular.pk)
    return _ask(request, form, circular, **words)


def _ask(request: Request, form: Any, circular: Any = None, **words: Any) -> HttpResponse:
    if circular is not None:
        words.setdefault("back", reverse("circular_detail", args=[circular.pk]))
    words.setdefault("act", _("Save"))
    context = {"form": form, "meeting": None, **words}
    return render(request, "meetings/ask.html", context, status=status_of(form))

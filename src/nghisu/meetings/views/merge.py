"""Pages of mail-merge: any list of a meeting with any text, seen before it is printed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.meetings.actions import merge as actions
from nghisu.meetings.exports.merge import merged, preview
from nghisu.meetings.forms.merge import MergeForm, TemplateForm
from nghisu.meetings.forms.preparing import BareForm
from nghisu.meetings.queries import merge as reading
from nghisu.meetings.rules.merge import LAYOUT_NAMES, PLACEHOLDERS, Layout, check_list, names_pasted
from nghisu.meetings.views.finding import meeting_or_404

PER_ROW = 10


@page("merge.make")
def meeting_merge(request: Request, pk: UUID) -> HttpResponse:
    """Choose a list and a text; look at the first page, or print all. Nothing is stored."""
    meeting, form, texts = _chosen(request, pk)
    shown: list[Any] = []
    if form.is_bound and form.is_valid():
        shown = _names(request, meeting, form)
        attempt(form, lambda: check_list(shown))
    context = {
        "meeting": meeting,
        "form": form,
        "names": shown[:8] if form.is_valid() else [],
        "count": len(shown),
        "is_ready": form.is_bound and form.is_valid(),
        "query": request.GET.urlencode(),
    }
    return render(request, "meetings/merge.html", context, status=status_of(form))


@page("merge.make")
def merge_picture(request: Request, pk: UUID) -> HttpResponse:
    """Give a picture of the first page."""
    meeting, form, texts = _chosen(request, pk)
    names = _ready(request, meeting, form)
    sent = form.cleaned_data
    part = reading.part_named(request.standing, meeting, sent["people"])
    content = preview(
        texts[sent["text"]],
        names,
        reading.values_of(meeting, part, request.today),
        per_row=sent["per_row"] or PER_ROW,
    )
    return HttpResponse(content, content_type="image/png")


@page("merge.make")
def merge_pdf(request: Request, pk: UUID) -> HttpResponse:
    """Give everybody of the list as one PDF."""
    meeting, form, texts = _chosen(request, pk)
    names = _ready(request, meeting, form)
    sent = form.cleaned_data
    part = reading.part_named(request.standing, meeting, sent["people"])
    content = merged(
        texts[sent["text"]],
        names,
        reading.values_of(meeting, part, request.today),
        per_row=sent["per_row"] or PER_ROW,
        address=request.build_absolute_uri(reverse("meeting_detail", args=[pk])) if sent["with_qr"] else "",
    )
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="tron-thu.pdf"'
    return response


@page("merge.make")
def template_list(request: Request) -> HttpResponse:
    """Show the office's own texts, and the placeholders they may use."""
    context = {
        "rows": [
            (one, _(LAYOUT_NAMES[Layout(one.layout)])) for one in reading.templates_of(request.standing)
        ],
        "placeholders": [(f"{{{code}}}", _(name)) for code, name in PLACEHOLDERS.items()],
    }
    return render(request, "meetings/merge_texts.html", context)


@page("merge.make")
def template_new(request: Request) -> HttpResponse:
    """Keep a text of the office, perhaps begun from one that is built in."""
    begun = next((one for one in reading.built_in() if one.key == request.GET.get("tu", "")), None)
    initial = {"layout": begun.layout.value, "text": begun.text} if begun else {}
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, None):
        messages.success(request, _("The text is kept; it is offered with every meeting."))
        return redirect("template_list")
    return _ask(request, form, heading=_("A text of the office"))


@page("merge.make")
def template_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a text of the office."""
    template = _template(request, pk)
    names = ("name", "layout", "text", "version")
    form = TemplateForm(
        request.POST or None, is_new=False, initial={name: getattr(template, name) for name in names}
    )
    if request.method == "POST" and form.is_valid() and _kept(request, form, template):
        messages.success(request, _("The text is saved."))
        return redirect("template_list")
    return _ask(request, form, heading=template.name)


@page("merge.make")
def template_delete(request: Request, pk: UUID) -> HttpResponse:
    """Throw a text of the office away, after a question."""
    template = _template(request, pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.delete_template(template=template, by=request.standing, at=clock.now())
        messages.success(request, _("The text is thrown away."))
        return redirect("template_list")
    heading = _("Throw “%(name)s” away?") % {"name": template.name}
    return _ask(request, form, heading=heading, act=_("Throw away"), is_bad=True)


def _chosen(request: Request, pk: UUID) -> tuple[Any, MergeForm, dict[str, reading.Text]]:
    meeting = meeting_or_404(request, pk)
    if not request.standing.may("merge.make", unit=meeting.unit_id):
        raise Http404
    texts = reading.texts_for(request.standing)
    form = MergeForm(
        request.GET if "people" in request.GET else None,
        lists=list(reading.lists_for(request.standing, meeting).items()),
        texts=[(one.key, f"{one.name} – {_(LAYOUT_NAMES[one.layout])}") for one in texts.values()],
        initial={"per_row": PER_ROW},
    )
    return meeting, form, texts


def _names(request: Request, meeting: Any, form: MergeForm) -> list[Any]:
    sent = form.cleaned_data
    if sent["people"] == "pasted":
        return names_pasted(sent["names"])
    return reading.names_on_list(request.standing, meeting, sent["people"], request.today)


def _ready(request: Request, meeting: Any, form: MergeForm) -> list[Any]:
    if not form.is_bound or not form.is_valid():
        raise Http404
    names = _names(request, meeting, form)
    attempt(form, lambda: check_list(names))
    if not form.is_valid():
        raise Http404
    return names


def _kept(request: Request, form: TemplateForm, template: Any) -> bool:
    sent = form.cleaned_data
    attempt(
        form,
        lambda: actions.keep_template(
            unit=template.unit if template else reading.unit_of_templates(request.standing),
            template=template,
            expected_version=sent.get("version") or 0,
            name=sent["name"],
            layout=sent["layout"],
            text=sent["text"],
            by=request.standing,
            at=clock.now(),
        ),
    )
    return bool(form.is_valid())


def _ask(request: Request, form: Any, **words: Any) -> HttpResponse:
    words.setdefault("act", _("Save"))
    context = {"form": form, "meeting": None, "back": reverse("template_list"), **words}
    return render(request, "meetings/ask.html", context, status=status_of(form))


def _template(request: Request, pk: UUID) -> Any:
    template = reading.template_for(request.standing, pk)
    if template is None:
        raise Http404
    return template

"""Pages of an office's own Word templates."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.actions import templates as actions
from nghisu.documents.exports.papers import start_of_template
from nghisu.documents.forms.templates import TemplateForm
from nghisu.documents.queries import templates as queries
from nghisu.documents.queries import units_by_id
from nghisu.documents.queries.copies import copiers
from nghisu.documents.rules.templates import PLACEHOLDERS, sample_values
from nghisu.kit import clock, docx, files, word, word_template
from nghisu.kit.language import slug
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, Table, YesFilter

if TYPE_CHECKING:
    from nghisu.documents.models import PaperTemplate


def template_state(row: Any) -> Badge:
    """Return whether the template is in use."""
    return Badge("plain", gettext("Ended")) if row.until else Badge("good", gettext("In use"))


class PaperTemplateTable(Table):
    """The Word templates."""

    columns = (
        Column("name", _("Template"), main=True, link="paper_template", sort="name"),
        Column("type", _("Type"), sort="type", value=lambda row: gettext(row.type_name)),
        Column("unit.code", _("Issuer"), sort="unit__code"),
        Column("first", _("From"), sort="first"),
        Column("until", _("Until"), sort="until"),
        Column("kept_by.full_name", _("Kept by")),
        Column("state", _("State"), value=template_state),
    )
    filters = (YesFilter("open", _("In use only"), apply=lambda rows, _on: rows.filter(until=None)),)
    order = "-first"
    empty_title = _("No template is kept")
    empty_hint = _("Documents go out in the form of the day; a Word file of yours can take its place.")


@page("document.issue")
def template_list(request: Request) -> HttpResponse:
    """List the Word templates."""
    title = gettext("Word templates")
    table = PaperTemplateTable(request, queries.templates_visible_to(request.standing), title=title)
    context = {
        "title": title,
        "lede": gettext("Documents of a type go out in the office's own Word file instead of the form."),
        "action_url": reverse("paper_template_new"),
        "action": gettext("Keep a template"),
    }
    return table.respond("documents/table.html", context)


@page("document.issue")
def template_new(request: Request) -> HttpResponse:
    """Keep a Word file as a template."""
    units = copiers(request.standing)
    form = TemplateForm(request.POST or None, request.FILES or None, request=request, units=units)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.keep_template(
                unit=units_by_id([values["unit"]])[values["unit"]],
                type_code=values["type"],
                upload=values["file"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("The template is kept and in use from today on."))
            return HttpResponseRedirect(reverse("paper_template", args=[made.pk]))
    context = {"form": form, "placeholders": PLACEHOLDERS}
    return render(request, "documents/template_new.html", context, status=status_of(form))


@page("document.issue")
def template_start(request: Request) -> HttpResponse:
    """Give the official form of the day with placeholders, to begin a template from."""
    return attachment(start_of_template(request.today), docx.MEDIA_TYPE, "mau-bat-dau.docx")


def _template(request: Request, pk: UUID) -> "PaperTemplate":
    template = queries.template_visible_to(request.standing, pk)
    if template is None:
        raise Http404
    return template


@page("document.issue")
def template_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a template filled with samples, and what its placeholders mean."""
    template = _template(request, pk)
    content = files.content_of(template.sha256)
    names = set(word_template.names_in(content))
    lines = word.read(word_template.fill(content, sample_values())).paragraphs
    context = {
        "template": template,
        "state": template_state(template).html(),
        "held": [one for one in PLACEHOLDERS if one.name in names],
        "unused": [one for one in PLACEHOLDERS if one.name not in names],
        "lines": [one.text for one in lines if one.text.strip()],
    }
    return render(request, "documents/template.html", context)


@page("document.issue")
def template_sample(request: Request, pk: UUID) -> HttpResponse:
    """Give the template filled with samples."""
    template = _template(request, pk)
    content = word_template.fill(files.content_of(template.sha256), sample_values())
    name = f"xem-thu-{slug(template.name.removesuffix('.docx'))[:60]}.docx"
    return attachment(content, docx.MEDIA_TYPE, name)


@page("document.issue")
def template_file(request: Request, pk: UUID) -> HttpResponse:
    """Give the template as it was kept."""
    template = _template(request, pk)
    answer: Any = files.answer(sha256=template.sha256, name=template.name, media_type=docx.MEDIA_TYPE)
    return answer  # type: ignore[no-any-return]


@page("document.issue")
@require_POST
def template_end(request: Request, pk: UUID) -> HttpResponse:
    """Let documents of the type go out in the form again."""
    template = _template(request, pk)
    actions.end_template(template=template, by=request.standing, at=clock.now())
    messages.success(request, gettext("The template has ended; documents go out in the form again."))
    return HttpResponseRedirect(reverse("paper_template", args=[pk]))

"""Files, links and the printed paper."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from nghisu.documents import actions, exports, queries
from nghisu.documents.forms import (
    FileForm,
    LinkForm,
)
from nghisu.kit import clock, docx, files, pdf
from nghisu.kit.pages import Request, attachment, attempt, page

if TYPE_CHECKING:
    pass
from nghisu.documents.views.registers import detail_page, found


@page("document.see")
@require_POST
def document_attach(request: Request, pk: UUID) -> HttpResponse:
    """Attach a file."""
    document = found(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.attach_file(
                document=document,
                upload=values["file"],
                role=values["role"],
                attested=values["attested"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The file is attached."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    return detail_page(request, document, status=422, file_form=form)


@page("document.see")
@require_POST
def document_link(request: Request, pk: UUID) -> HttpResponse:
    """Say how the document bears on another."""
    document = found(request, pk)
    form = LinkForm(request.POST, request=request, document=document)
    if form.is_valid():
        target = found(request, UUID(str(form.cleaned_data["target"])))
        done = attempt(
            form,
            lambda: actions.link(
                source=document, target=target, kind=form.edge(), by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, gettext("The link is kept."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    return detail_page(request, document, status=422, link_form=form)


@page("document.see")
def document_file(request: Request, pk: UUID) -> HttpResponse:
    """Give a file to whoever may see its document; asked anew each time."""
    file = queries.file_visible_to(request.standing, pk)
    if file is None:
        raise Http404
    answer: Any = files.answer(sha256=file.sha256, name=file.name, media_type=file.media_type)
    return answer  # type: ignore[no-any-return]


WRITERS = {"docx": (exports.as_docx, docx.MEDIA_TYPE), "pdf": (exports.as_pdf, pdf.MEDIA_TYPE)}


@page("document.see")
def document_paper(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the document in its official form."""
    document = found(request, pk)
    if document.is_incoming or not document.form_profile:
        raise Http404
    write, media_type = WRITERS[suffix]
    name = exports.file_name(document, suffix)
    return attachment(write(document), media_type, name)

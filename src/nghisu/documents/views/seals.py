"""Pages of electronic signatures: sign a document, check a file, keep the list of certificates."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from nghisu.documents.actions import files as file_actions
from nghisu.documents.actions import seals as actions
from nghisu.documents.exports import seals as exports
from nghisu.documents.forms.seals import CertificateForm, SealForm
from nghisu.documents.queries import file_visible_to, units_by_id
from nghisu.documents.queries import seals as queries
from nghisu.documents.views.registers import found
from nghisu.kit import clock, pdf_signing, revoked, signatures
from nghisu.kit.pages import Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import Refusal
from nghisu.kit.tables import Badge, Column, Several, Table, TextFilter, YesFilter

if TYPE_CHECKING:
    from nghisu.documents.models import Document, DocumentFile, TrustedCertificate


@page("document.seal")
@sensitive_post_parameters("key_password")
def document_seal(request: Request, pk: UUID) -> HttpResponse:
    """Sign the paper of a document with the organisation's key."""
    document = found(request, pk)
    request.standing.require("document.seal", unit=document.unit_id)
    back = reverse("document_detail", args=[document.pk])
    form = SealForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _seal(request, document, form)):
        messages.success(request, gettext("Signed. The signed copy stands among the files."))
        return HttpResponseRedirect(back)
    context = {
        "form": form,
        "document": document,
        "why_not": _why_not(document),
        "key": pdf_signing.key_name(),
        "is_token": pdf_signing.is_token(),
        "has_timestamps": pdf_signing.has_timestamps(),
        "back": back,
    }
    return render(request, "documents/seal.html", context, status=status_of(form))


def _why_not(document: "Document") -> str:
    """Return why the document cannot be signed here, "" if it can."""
    try:
        actions.check_may_seal(document)
    except Refusal as refusal:
        return sentence_of(refusal)
    return ""


def _seal(request: Request, document: "Document", form: SealForm) -> "DocumentFile":
    actions.check_may_seal(document)
    at = clock.now()
    return actions.seal(
        document=document,
        paper=exports.paper_to_sign(document),
        stamp=exports.stamp_of(document, at),
        name=exports.signed_name(document),
        password=form.cleaned_data.get("key_password", ""),
        by=request.standing,
        at=at,
    )


@page("document.see")
@require_POST
def file_check(request: Request, pk: UUID) -> HttpResponse:
    """Check the signatures of a file anew."""
    file = file_visible_to(request.standing, pk)
    if file is None:
        raise Http404
    file_actions.check_signatures(file=file, by=request.standing, at=clock.now())
    messages.success(request, gettext("The signatures were checked against the list of today."))
    return HttpResponseRedirect(reverse("document_detail", args=[file.document_id]))


def certificate_state(row: Any) -> Badge | Several:
    """Return whether the certificate is trusted, and whose own it is."""
    if row.ended_at is not None:
        return Badge("plain", gettext("Taken off the list"))
    trusted = Badge("good", gettext("Trusted"))
    return Several([trusted, gettext("The office's own")]) if row.is_own else trusted


class CertificateTable(Table):
    """The certificates an office trusts."""

    columns = (
        Column("name", _("Holder"), main=True, link="certificate", sort="name"),
        Column("organisation", _("Organisation"), sort="organisation"),
        Column("issuer_name", _("Issued by"), sort="issuer_name"),
        Column("last_at", _("Valid until"), sort="last_at"),
        Column("unit.code", _("Whose list"), sort="unit__code"),
        Column("kept_at", _("Put on the list"), sort="kept_at"),
        Column("state", _("State"), value=certificate_state),
    )
    filters = (
        TextFilter("q", _("Holder or issuer"), fields=("name", "issuer_name")),
        YesFilter("open", _("Trusted only"), apply=lambda rows, _on: rows.filter(ended_at=None)),
    )
    order = "-kept_at"
    empty_title = _("No certificate is trusted")
    empty_hint = _(
        "Put the certificate of those on the list whose signed papers arrive here; without it a signature is "
        "told as intact, but of nobody known."
    )


@page("document.issue")
def certificate_list(request: Request) -> HttpResponse:
    """List the trusted certificates."""
    title = gettext("Trusted certificates")
    table = CertificateTable(request, queries.certificates_visible_to(request.standing), title=title)
    lede = gettext("Electronic signatures of arriving papers are checked against this list alone.")
    if not signatures.is_installed():
        lede = gettext(
            "Electronic signatures are not installed here, so nothing is checked; the list is kept all "
            "the same."
        )
    context = {
        "title": title,
        "lede": lede,
        "lists": revoked.lists_told(),
        "folder": Path(settings.CRL_FOLDER).name,
        "fetches": bool(settings.CRL_URLS),
        "now": clock.now(),
    }
    if request.standing.may_somewhere("certificate.keep"):
        context |= {"action_url": reverse("certificate_new"), "action": gettext("Trust a certificate")}
    return table.respond("documents/certificates.html", context)


@page("certificate.keep")
def certificate_new(request: Request) -> HttpResponse:
    """Put a certificate on the list."""
    units = queries.list_keepers(request.standing)
    tree = request.standing.tree
    committees = {tree.committee_of(unit) for unit in units} & units
    form = CertificateForm(
        request.POST or None,
        request.FILES or None,
        request=request,
        units=units,
        initial={"unit": str(committees.pop())} if len(committees) == 1 else {},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.trust(
                unit=units_by_id([values["unit"]])[values["unit"]],
                upload=values["file"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(
                request, gettext("The certificate of %(name)s is trusted.") % {"name": made.name}
            )
            return HttpResponseRedirect(reverse("certificate", args=[made.pk]))
    context = {"form": form, "title": gettext("Trust a certificate"), "back": reverse("certificate_list")}
    return render(request, "documents/form.html", context, status=status_of(form))


def _certificate(request: Request, pk: UUID) -> "TrustedCertificate":
    certificate = queries.certificate_visible_to(request.standing, pk)
    if certificate is None:
        raise Http404
    return certificate


@page("document.issue")
def certificate_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show one certificate."""
    certificate = _certificate(request, pk)
    state = certificate_state(certificate)
    context = {
        "certificate": certificate,
        "state": state.html(),
        "has_ended": certificate.last_at < clock.now(),
        "may_end": certificate.ended_at is None
        and request.standing.may("certificate.keep", unit=certificate.unit_id),
    }
    return render(request, "documents/certificate.html", context)


@page("certificate.keep")
@require_POST
def certificate_end(request: Request, pk: UUID) -> HttpResponse:
    """Take a certificate off the list."""
    certificate = _certificate(request, pk)
    actions.distrust(certificate=certificate, by=request.standing, at=clock.now())
    messages.success(request, gettext("The certificate is off the list; files keep what was found before."))
    return HttpResponseRedirect(reverse("certificate", args=[pk]))

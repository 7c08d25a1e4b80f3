"""Pages of the communiqué: inside, where it is written, and outside, where everybody reads it at its hour."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.files import content_of
from nghisu.kit.forms import ConfirmForm
from nghisu.kit.pages import PUBLIC, SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings.actions import communique as actions
from nghisu.meetings.exports.communique import communique_docx
from nghisu.meetings.forms.communique import (
    CommuniqueForm,
    FactsForm,
    PhotoForm,
    ReleaseForm,
    WithdrawForm,
)
from nghisu.meetings.queries import communique as read
from nghisu.meetings.queries.minutes import HELD_STATES
from nghisu.meetings.rules.communique import KIND_NAMES, says_elected_where_proposed
from nghisu.meetings.views.finding import meeting_or_404

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _found(request: Request, pk: UUID) -> tuple[Any, Any]:
    meeting = meeting_or_404(request, pk)
    communique = read.communique_for(request.standing, meeting)
    if communique is None:
        raise Http404
    return meeting, communique


def _written(request: Request, pk: UUID) -> tuple[Any, Any]:
    meeting, communique = _found(request, pk)
    if not communique.is_draft or not read.may_tell(request.standing, meeting):
        raise Http404
    return meeting, communique


def _form_page(request: Request, meeting: Any, form: Any, **words: Any) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "back": reverse("communique_page", args=[meeting.pk]),
        "lead": "",
        "action": _("Save"),
        **words,
    }
    return render(request, "meetings/after_form.html", context, status=status_of(form))


def _shown(communique: Any) -> dict[str, Any]:
    """Return the text in paragraphs of pieces, each fact with the number of its source."""
    checked = read.checked_text(communique)
    facts = read.chosen_facts(communique)
    numbers = {fact.code: number for number, fact in enumerate(facts, start=1)}
    paragraphs: list[list[dict[str, Any]]] = [[]]
    for piece in checked.pieces:
        for place, line in enumerate(piece.text.split("\n")):
            if place:
                paragraphs.append([])
            if line:
                paragraphs[-1].append({"text": line, "number": numbers.get(piece.code, 0)})
    used = {piece.code for piece in checked.pieces if piece.code}
    return {
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph],
        "sources": [(numbers[fact.code], fact) for fact in facts if fact.code in used],
        "unresolved": [(_(KIND_NAMES[one.kind]), one.words) for one in checked.unresolved],
        "photos": list(communique.photos.all()),
    }


@page(SIGNED_IN)
def communique_page(request: Request, pk: UUID) -> HttpResponse:
    """Show the communiqué to who writes or approves it, with all that leads to no fact."""
    meeting = meeting_or_404(request, pk)
    communique = read.communique_for(request.standing, meeting)
    writes = read.may_tell(request.standing, meeting)
    if communique is None:
        if not writes or meeting.state not in HELD_STATES:
            raise Http404
        if request.method == "POST":
            actions.begin_communique(meeting=meeting, by=request.standing, at=clock.now())
            return redirect("communique_page", pk)
        return render(request, "meetings/communique_none.html", {"meeting": meeting})
    now = clock.now()
    approves = read.may_approve_communique(request.standing, meeting)
    is_out = communique.is_approved and communique.release_at is not None and communique.release_at <= now
    context = {
        "meeting": meeting,
        "communique": communique,
        "state_name": read.state_name(communique),
        "state_tone": read.state_tone(communique),
        "facts": read.chosen_facts(communique),
        "moved": read.moved_facts(communique) if communique.is_draft else [],
        "elected": says_elected_where_proposed(
            f"{communique.title}\n{communique.text}", read.record_words(meeting)
        ),
        "may_write": communique.is_draft and writes,
        "may_approve": communique.is_draft and approves,
        "may_reopen": communique.is_approved and not is_out and approves,
        "may_withdraw": communique.is_approved and approves,
        "is_out": is_out,
        **_shown(communique),
    }
    return render(request, "meetings/communique.html", context)


@page(SIGNED_IN)
def communique_facts(request: Request, pk: UUID) -> HttpResponse:
    """Choose what is public, from the record."""
    meeting, communique = _written(request, pk)
    facts = read.facts_of(meeting)
    chosen = [fact.code for fact in read.chosen_facts(communique)]
    form = FactsForm(request.POST or None, facts=facts, initial={"codes": chosen})
    if request.method == "POST" and form.is_valid():
        actions.choose_facts(
            communique=communique,
            codes=set(form.cleaned_data["codes"]),
            by=request.standing,
            at=clock.now(),
        )
        messages.success(request, _("The facts are chosen."))
        return redirect("communique_page", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Choose what is public"),
        lead=_("Nothing of a closed part is offered. The text may say only what is chosen here."),
    )


@page(SIGNED_IN)
def communique_edit(request: Request, pk: UUID) -> HttpResponse:
    """Write title and text."""
    meeting, communique = _written(request, pk)
    initial = {name: getattr(communique, name) for name in ("title", "text", "version")}
    form = CommuniqueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.write_text(
                communique=communique,
                expected_version=sent["version"],
                title=sent["title"],
                text=sent["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            return redirect("communique_page", pk)
    context = {
        "meeting": meeting,
        "form": form,
        "facts": read.chosen_facts(communique),
    }
    return render(request, "meetings/communique_form.html", context, status=status_of(form))


@page(SIGNED_IN)
def photo_new(request: Request, pk: UUID) -> HttpResponse:
    """Add a picture."""
    meeting, communique = _written(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.add_photo(
                communique=communique,
                upload=sent["file"],
                caption=sent["caption"],
                is_declared_open=sent["is_declared_open"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            messages.success(request, _("The picture is stored without its place, time and device."))
            return redirect("communique_page", pk)
    return _form_page(request, meeting, form, heading=_("Add a picture"))


@page(SIGNED_IN)
def photo_remove(request: Request, pk: UUID, photo_pk: UUID) -> HttpResponse:
    """Take a picture out, after a question."""
    meeting, communique = _written(request, pk)
    photo = read.photo_of(communique, photo_pk)
    if photo is None:
        raise Http404
    form = ConfirmForm(request.POST or None, name=_("Take out"))
    if request.method == "POST" and form.is_valid():
        actions.remove_photo(photo=photo, by=request.standing, at=clock.now())
        return redirect("communique_page", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Take out a picture"),
        lead=photo.caption,
        action=_("Take out"),
    )


@page(SIGNED_IN)
def photo_inside(request: Request, pk: UUID, photo_pk: UUID) -> HttpResponse:
    """Give a picture to who writes or approves the communiqué."""
    _meeting, communique = _found(request, pk)
    return _photo(communique, photo_pk)


def _photo(communique: Any, photo_pk: UUID) -> HttpResponse:
    photo = read.photo_of(communique, photo_pk)
    if photo is None:
        raise Http404
    response = HttpResponse(content_of(photo.sha256), content_type=photo.media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@page(SIGNED_IN)
def communique_approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve by name, for an hour."""
    meeting, communique = _found(request, pk)
    if not communique.is_draft or not read.may_approve_communique(request.standing, meeting):
        raise Http404
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.approve_communique(
                communique=communique,
                expected_version=communique.version,
                release_at=form.cleaned_data["release_at"],
                is_compared=form.cleaned_data["is_compared"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, _("The communiqué is approved; it is public from its hour on."))
            return redirect("communique_page", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Approve the communiqué"),
        lead=_("Your name stands in the record as the one who approved it."),
        action=_("Approve"),
    )


@page(SIGNED_IN)
def communique_reopen(request: Request, pk: UUID) -> HttpResponse:
    """Take it back before its hour."""
    meeting, communique = _found(request, pk)
    if not communique.is_approved or not read.may_approve_communique(request.standing, meeting):
        raise Http404
    form = ConfirmForm(request.POST or None, name=_("Take back"))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.reopen_communique(communique=communique, by=request.standing, at=clock.now()),
        )
        if done:
            return redirect("communique_page", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Take the communiqué back"),
        lead=_("It can then be changed, and has to be approved anew."),
        action=_("Take back"),
    )


@page(SIGNED_IN)
def communique_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw it."""
    meeting, communique = _found(request, pk)
    if not communique.is_approved or not read.may_approve_communique(request.standing, meeting):
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.withdraw_communique(
                communique=communique,
                reason=form.cleaned_data["reason"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, _("The communiqué is withdrawn; its page says why."))
            return redirect("communique_page", pk)
    return _form_page(request, meeting, form, heading=_("Withdraw the communiqué"), action=_("Withdraw it"))


@page(SIGNED_IN)
def communique_file(request: Request, pk: UUID) -> HttpResponse:
    """Give the communiqué as .docx to who writes or approves it."""
    _meeting, communique = _found(request, pk)
    return _docx(communique)


def _docx(communique: Any) -> HttpResponse:
    response = HttpResponse(communique_docx(communique), content_type=DOCX)
    response.headers["Content-Disposition"] = 'attachment; filename="thong-cao.docx"'
    return response


# Outside -----------------------------------------------------------------------------------------------


def _public(communique_pk: UUID) -> Any:
    communique = read.released(clock.now()).filter(pk=communique_pk).first()
    if communique is None:
        raise Http404
    return communique


@page(PUBLIC)
def public_list(request: Request) -> HttpResponse:
    """List the communiqués whose hour has come."""
    listed = list(read.released(clock.now())[:100])
    return render(request, "meetings/public_list.html", {"communiques": listed})


@page(PUBLIC)
def public_communique(request: Request, communique_pk: UUID) -> HttpResponse:
    """Show a communiqué to everybody from its hour on; before it there is no such page."""
    now = clock.now()
    withdrawn = read.withdrawn_for(communique_pk, now)
    if withdrawn is not None:
        return render(request, "meetings/public_withdrawn.html", {"communique": withdrawn}, status=410)
    communique = _public(communique_pk)
    return render(
        request, "meetings/public_communique.html", {"communique": communique, **_shown(communique)}
    )


@page(PUBLIC)
def public_photo(request: Request, communique_pk: UUID, photo_pk: UUID) -> HttpResponse:
    """Give a picture of a communiqué whose hour has come."""
    return _photo(_public(communique_pk), photo_pk)


@page(PUBLIC)
def public_file(request: Request, communique_pk: UUID) -> HttpResponse:
    """Give a communiqué whose hour has come as .docx."""
    return _docx(_public(communique_pk))

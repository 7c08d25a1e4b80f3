"""Pages of minutes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nghisu.kit import clock
from nghisu.kit.forms import ConfirmForm
from nghisu.kit.pages import SIGNED_IN, Request, attachment, attempt, page, status_of
from nghisu.meetings.actions import minutes as actions
from nghisu.meetings.exports.minutes import minutes_docx, minutes_file_name, minutes_pdf
from nghisu.meetings.forms.minutes import (
    AnswerRemarkForm,
    CorrectionForm,
    DatedForm,
    HandBackForm,
    RemarksUntilForm,
    SectionForm,
)
from nghisu.meetings.queries import minutes as read
from nghisu.meetings.views.finding import done, meeting_or_404
from nghisu.meetings.views.statements import form_page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _readable(request: Request, pk: UUID) -> tuple[Any, Any, list[Any]]:
    """Return meeting, minutes (perhaps none yet) and the parts whose minutes the asker may read."""
    meeting = meeting_or_404(request, pk)
    minutes = read.minutes_of(meeting)
    parts = read.parts_minuted_for(request.standing, meeting, minutes)
    if not parts:
        raise Http404
    return meeting, minutes, parts


def _written(request: Request, pk: UUID) -> tuple[Any, Any, list[Any]]:
    """Return the same for who writes them; 404 for others and where there are none."""
    meeting, minutes, parts = _readable(request, pk)
    if minutes is None or not read.may_record(request.standing, meeting):
        raise Http404
    minutes.meeting = meeting
    return meeting, minutes, parts


@page(SIGNED_IN)
def minutes_page(request: Request, pk: UUID) -> HttpResponse:
    """Show the minutes of a meeting, as far as the asker may know of its parts."""
    meeting, minutes, parts = _readable(request, pk)
    writes = read.may_record(request.standing, meeting)
    if minutes is None:
        if not writes or meeting.state not in read.HELD_STATES:
            raise Http404
        return render(request, "meetings/minutes_none.html", {"meeting": meeting})
    chairs = read.is_chair(request.standing, meeting)
    me = request.standing.me
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "view": read.minutes_view(minutes, parts),
        "may_write": writes and minutes.is_open,
        "may_correct": writes and minutes.is_signed,
        "may_confirm": chairs,
        "me": me,
        "may_sign_first": minutes.is_open and minutes.recorder_id == me,
        "may_sign_last": minutes.state == minutes.State.TO_SIGN and chairs and minutes.recorder_id != me,
        "may_hand_back": minutes.state == minutes.State.TO_SIGN and (chairs or minutes.recorder_id == me),
        "may_number": minutes.is_signed
        and minutes.document is None
        and request.standing.may("document.issue", unit=meeting.unit_id),
    }
    return render(request, "meetings/minutes.html", context)


@page(SIGNED_IN)
@require_POST
def minutes_begin(request: Request, pk: UUID) -> HttpResponse:
    """Compose the minutes from the record."""
    meeting, _minutes, _parts = _readable(request, pk)
    if done(request, lambda: actions.begin_minutes(meeting=meeting, by=request.standing, at=clock.now())):
        messages.success(request, _("The minutes are composed from the record. Read every section."))
    return redirect("minutes_page", pk)


@page(SIGNED_IN)
@require_POST
def minutes_compose(request: Request, pk: UUID) -> HttpResponse:
    """Take from the record what it has got meanwhile."""
    _meeting, minutes, _parts = _written(request, pk)
    counts: list[int] = []
    if done(
        request,
        lambda: counts.append(actions.compose_anew(minutes=minutes, by=request.standing, at=clock.now())),
    ):
        count = sum(counts)
        messages.success(
            request,
            _("%(count)s sections were taken anew; what you edited kept your text.") % {"count": count}
            if count
            else _("The record has nothing new."),
        )
    return redirect("minutes_page", pk)


@page(SIGNED_IN)
def minutes_section(request: Request, pk: UUID, section_pk: UUID) -> HttpResponse:
    """Edit a section, beside what the record gives and what stood there before."""
    meeting, minutes, parts = _written(request, pk)
    section = _section(minutes, parts, section_pk)
    form = SectionForm(request.POST or None, initial={"text": section.text, "version": section.version})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.revise_section(
                section=section,
                expected_version=sent["version"],
                text=section.composed if "from_record" in request.POST else sent["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            messages.success(request, _("The section is saved."))
            return redirect(f"{reverse('minutes_page', args=[pk])}#muc-{section.order}")
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "section": section,
        "form": form,
        "earlier": section.earlier.select_related("replaced_by").order_by("-number"),
    }
    return render(request, "meetings/section.html", context, status=status_of(form))


def _section(minutes: Any, parts: list[Any], section_pk: UUID) -> Any:
    section = read.sections_readable(minutes, parts).filter(pk=section_pk).first()
    if section is None:
        raise Http404
    return section


@page(SIGNED_IN)
def minutes_send(request: Request, pk: UUID) -> HttpResponse:
    """Send the minutes for remarks."""
    meeting, minutes, _parts = _written(request, pk)
    form = RemarksUntilForm(request.POST or None, initial={"until": minutes.remarks_until})
    if request.method == "POST" and form.is_valid():
        sent = attempt(
            form,
            lambda: actions.send_for_remarks(
                minutes=minutes, until=form.cleaned_data["until"], by=request.standing, at=clock.now()
            ),
        )
        if sent:
            messages.success(request, _("Those who spoke see their own words and may send remarks."))
            return redirect("minutes_page", pk)
    return form_page(
        request,
        meeting,
        form,
        heading=_("Send the minutes for remarks"),
        lead=_("Each person sees only the own statements, on the page of the meeting."),
        action=_("Send"),
        back=reverse("minutes_page", args=[pk]),
    )


@page(SIGNED_IN)
def remark_list(request: Request, pk: UUID) -> HttpResponse:
    """List the remarks that wait for an answer."""
    meeting, minutes, parts = _written(request, pk)
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "remarks": [(remark, AnswerRemarkForm()) for remark in read.remarks_to_answer(parts)],
    }
    return render(request, "meetings/remarks.html", context)


@page(SIGNED_IN)
@require_POST
def remark_answer(request: Request, pk: UUID, remark_pk: UUID) -> HttpResponse:
    """Accept or decline a remark."""
    meeting, minutes, parts = _written(request, pk)
    remarks = read.remarks_to_answer(parts)
    remark = next((one for one in remarks if one.pk == remark_pk), None)
    if remark is None:
        raise Http404
    form = AnswerRemarkForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.answer_remark(
                remark=remark,
                is_accepted="accept" in request.POST,
                answer=form.cleaned_data["answer"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, _("The remark is answered."))
            return redirect("remark_list", pk)
    listed = [(one, form if one.pk == remark_pk else AnswerRemarkForm()) for one in remarks]
    context = {"meeting": meeting, "minutes": minutes, "remarks": listed, "form": form}
    return render(request, "meetings/remarks.html", context, status=status_of(form))


@page(SIGNED_IN)
def minutes_sign(request: Request, pk: UUID) -> HttpResponse:
    """Sign: the recorder first, then a chair."""
    meeting, minutes, _parts = _readable(request, pk)
    if minutes is None or minutes.is_signed:
        raise Http404
    is_last = minutes.state == minutes.State.TO_SIGN
    form = ConfirmForm(request.POST or None, name=_("Sign"))
    if request.method == "POST" and form.is_valid():
        act = actions.sign_as_chair if is_last else actions.sign_as_recorder
        signed = attempt(
            form,
            lambda: act(
                minutes=minutes, expected_version=minutes.version, by=request.standing, at=clock.now()
            ),
        )
        if signed:
            messages.success(
                request,
                _("The minutes are signed. Who asked to speak is forgotten.")
                if is_last
                else _("You signed as the recorder. Now a chair signs."),
            )
            return redirect("minutes_page", pk)
    lead = (
        _(
            "After the chair's signature the text changes no more; what is wrong is mended by a correction "
            "record. The queue of speakers, remarks, and the keys from statements to persons are deleted."
        )
        if is_last
        else _("After the recorder's signature the text stands still until the chair signs or hands it back.")
    )
    return form_page(
        request,
        meeting,
        form,
        heading=_("Sign as the chair") if is_last else _("Sign as the recorder"),
        lead=lead,
        action=_("Sign"),
        back=reverse("minutes_page", args=[pk]),
    )


@page(SIGNED_IN)
def minutes_hand_back(request: Request, pk: UUID) -> HttpResponse:
    """Return the minutes to the recorder."""
    meeting, minutes, _parts = _readable(request, pk)
    if minutes is None or minutes.state != minutes.State.TO_SIGN:
        raise Http404
    form = HandBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.hand_back(
                minutes=minutes, reason=form.cleaned_data["reason"], by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, _("The minutes are with the recorder again."))
            return redirect("minutes_page", pk)
    return form_page(
        request,
        meeting,
        form,
        heading=_("Hand the minutes back"),
        lead="",
        action=_("Hand back"),
        back=reverse("minutes_page", args=[pk]),
    )


@page("document.issue")
def minutes_number(request: Request, pk: UUID) -> HttpResponse:
    """Give signed minutes their number."""
    meeting, minutes, _parts = _readable(request, pk)
    if minutes is None or not minutes.is_signed or minutes.document is not None:
        raise Http404
    form = DatedForm(request.POST or None, initial={"dated_on": timezone.localtime(minutes.signed_at).date()})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.number_minutes(
                minutes=minutes,
                dated_on=form.cleaned_data["dated_on"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(
                request, _("The minutes have the number %(number)s.") % {"number": done.document.reference}
            )
            return redirect("minutes_page", pk)
    return form_page(
        request,
        meeting,
        form,
        heading=_("Give the minutes their number"),
        lead=_(
            "The register of internal documents holds number, title and signer; the text stays "
            "with the meeting."
        ),
        action=_("Give the number"),
        back=reverse("minutes_page", args=[pk]),
    )


@page(SIGNED_IN)
def correction_new(request: Request, pk: UUID, section_pk: UUID) -> HttpResponse:
    """Write a correction record of signed minutes."""
    meeting, minutes, parts = _written(request, pk)
    section = _section(minutes, parts, section_pk)
    if not minutes.is_signed:
        raise Http404
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.write_correction(
                section=section,
                text=sent["text"],
                reason=sent["reason"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, _("The correction record waits for the chair."))
            return redirect(f"{reverse('minutes_page', args=[pk])}#muc-{section.order}")
    return form_page(
        request,
        meeting,
        form,
        heading=_("Write a correction record"),
        lead=section.heading or section.text.split("\n")[0],
        action=_("Hand to the chair"),
        back=reverse("minutes_page", args=[pk]),
    )


@page(SIGNED_IN)
@require_POST
def correction_confirm(request: Request, pk: UUID, correction_pk: UUID) -> HttpResponse:
    """Confirm a correction record as a chair."""
    _meeting, minutes, parts = _readable(request, pk)
    if minutes is None:
        raise Http404
    sections = {section.pk for section in read.sections_readable(minutes, parts)}
    correction = next((one for one in minutes.corrections.all() if one.pk == correction_pk), None)
    if correction is None or correction.section_id not in sections:
        raise Http404
    if done(
        request,
        lambda: actions.confirm_correction(correction=correction, by=request.standing, at=clock.now()),
    ):
        messages.success(request, _("The correction record holds."))
    return redirect("minutes_page", pk)


@page(SIGNED_IN)
def minutes_file(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the minutes as a file, as far as the asker may know of its parts."""
    meeting, minutes, parts = _readable(request, pk)
    if minutes is None or suffix not in {"docx", "pdf"}:
        raise Http404
    minutes.meeting = meeting
    content = minutes_docx(minutes, parts) if suffix == "docx" else minutes_pdf(minutes, parts)
    return attachment(
        content, DOCX if suffix == "docx" else "application/pdf", minutes_file_name(minutes, suffix)
    )

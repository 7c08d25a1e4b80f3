"""Pages of statements and minutes."""

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
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings import queries
from nghisu.meetings.actions import minutes as actions
from nghisu.meetings.exports.minutes import minutes_docx, minutes_file_name, minutes_pdf
from nghisu.meetings.forms.minutes import (
    AnswerRemarkForm,
    CorrectionForm,
    DatedForm,
    HandBackForm,
    RemarkForm,
    RemarksUntilForm,
    ReserveForm,
    SectionForm,
    StatementForm,
)
from nghisu.meetings.queries import minutes as read
from nghisu.meetings.views.finding import done, meeting_or_404

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# Statements --------------------------------------------------------------------------------------------


@page(SIGNED_IN)
def statement_desk(request: Request, pk: UUID) -> HttpResponse:
    """Enter statements as they are made; the item stays chosen, the cursor stands at the speaker."""
    meeting = meeting_or_404(request, pk)
    parts = read.parts_recorded_by(request.standing, meeting)
    if not parts or meeting.state not in read.HELD_STATES:
        raise Http404
    part = next((one for one in parts if str(one.pk) == request.GET.get("part")), parts[-1])
    items = queries.parts_and_items(meeting)[1]
    offered = [
        (item.pk, f"{item.number}. {item.title}") for item in items.values() if item.part_id == part.pk
    ]
    chosen = request.GET.get("item") or (str(offered[0][0]) if offered else None)
    form = StatementForm(request.POST or None, items=offered, initial={"item": chosen})
    here = reverse("statement_desk", args=[pk])
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.enter_statement(
                part=part,
                item=items.get(sent["item"]),
                who=sent["who"],
                text=sent["text"],
                is_reserved=sent["is_reserved"],
                is_requested=sent["is_requested"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            return redirect(f"{here}?part={part.pk}&item={sent['item'] or ''}#phat-bieu")
    minutes = read.minutes_of(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "part": part,
        "parts": parts,
        "speakers": read.speakers_of(part),
        "statements": list(read.statements_entered([part]))[::-1],
        "is_open": minutes is None or minutes.is_open,
    }
    return render(request, "meetings/statements.html", context, status=status_of(form))


@page(SIGNED_IN)
def statement_edit(request: Request, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Change a statement as entered."""
    meeting, statement = _statement(request, pk, statement_pk)
    items = queries.parts_and_items(meeting)[1]
    offered = [
        (item.pk, f"{item.number}. {item.title}")
        for item in items.values()
        if item.part_id == statement.part_id
    ]
    initial = {
        "item": statement.item_id,
        "who": statement.speaker,
        "text": statement.text,
        "is_reserved": statement.is_reserved,
        "is_requested": statement.is_requested,
        "version": statement.version,
    }
    form = StatementForm(request.POST or None, items=offered, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.change_statement(
                statement=statement,
                expected_version=sent["version"] or 0,
                item=items.get(sent["item"]),
                who=sent["who"],
                text=sent["text"],
                is_reserved=sent["is_reserved"],
                is_requested=sent["is_requested"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            return redirect("statement_desk", pk)
    context = {
        "meeting": meeting,
        "form": form,
        "statement": statement,
        "speakers": read.speakers_of(statement.part),
    }
    return render(request, "meetings/statement.html", context, status=status_of(form))


@page(SIGNED_IN)
def statement_remove(request: Request, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Take out a statement that was entered by mistake, after a question."""
    meeting, statement = _statement(request, pk, statement_pk)
    form = ConfirmForm(request.POST or None, name=str(statement.order))
    if request.method == "POST" and form.is_valid():
        if done(
            request,
            lambda: actions.remove_statement(statement=statement, by=request.standing, at=clock.now()),
        ):
            messages.success(request, _("The statement is taken out."))
        return redirect("statement_desk", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Take out a statement"),
        lead=_("Statement no. %(order)s of %(speaker)s will be gone. Type its number to confirm.")
        % {"order": statement.order, "speaker": statement.speaker},
        action=_("Take out"),
        back=reverse("statement_desk", args=[pk]),
    )


def _statement(request: Request, pk: UUID, statement_pk: UUID) -> tuple[Any, Any]:
    meeting = meeting_or_404(request, pk)
    parts = read.parts_recorded_by(request.standing, meeting)
    statement = read.statements_entered(parts).filter(pk=statement_pk).first()
    if statement is None:
        raise Http404
    return meeting, statement


@page(SIGNED_IN)
def opinion_reserve(request: Request, pk: UUID) -> HttpResponse:
    """Have one's own reserved opinion minuted."""
    meeting = meeting_or_404(request, pk)
    parts = {part.pk: part for part in read.parts_reservable_by(request.standing, meeting)}
    if not parts:
        raise Http404
    items = {pk: item for pk, item in queries.parts_and_items(meeting)[1].items() if item.part_id in parts}
    form = ReserveForm(
        request.POST or None,
        parts=[(part.pk, part.title) for part in parts.values()],
        items=[(item.pk, f"{item.number}. {item.title}") for item in items.values()],
        initial={"part": next(reversed(parts))},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.reserve_opinion(
                part=parts[sent["part"]],
                item=items.get(sent["item"]),
                text=sent["text"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("Your reserved opinion will stand in the minutes."))
            return redirect("meeting_detail", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Reserve an opinion"),
        lead=_(
            "A member who does not agree may have the opinion minuted and report it upward, and carries "
            "out what was decided. It is minuted because you ask; nobody else can ask for you."
        ),
        action=_("Have it minuted"),
        back=reverse("meeting_detail", args=[pk]),
    )


# Minutes -----------------------------------------------------------------------------------------------


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
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Send the minutes for remarks"),
        lead=_("Each person sees only the own statements, on the page of the meeting."),
        action=_("Send"),
        back=reverse("minutes_page", args=[pk]),
    )


@page(SIGNED_IN)
def statements_own(request: Request, pk: UUID) -> HttpResponse:
    """Show the asker's own statements at this meeting while the minutes are out for remarks."""
    meeting = meeting_or_404(request, pk)
    minutes = read.minutes_of(meeting)
    statements = read.own_statements(request.standing, meeting)
    if minutes is None or minutes.state != minutes.State.CORRECTION or not statements:
        raise Http404
    today = timezone.localtime(clock.now()).date()
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "statements": statements,
        "is_over": minutes.remarks_until is not None and today > minutes.remarks_until,
    }
    return render(request, "meetings/own_statements.html", context)


@page(SIGNED_IN)
def statement_remark(request: Request, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Say how one's own statement should read."""
    meeting = meeting_or_404(request, pk)
    own = {one.pk: one for one in read.own_statements(request.standing, meeting)}
    statement = own.get(statement_pk)
    if statement is None:
        raise Http404
    form = RemarkForm(request.POST or None, initial={"wanted": statement.text})
    if request.method == "POST" and form.is_valid():
        sent = attempt(
            form,
            lambda: actions.remark(
                statement=statement,
                wanted=form.cleaned_data["wanted"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if sent:
            messages.success(request, _("The recorder has your remark."))
            return redirect("statements_own", pk)
    return _form_page(
        request,
        meeting,
        form,
        heading=_("Correct your statement"),
        lead=statement.text,
        action=_("Send to the recorder"),
        back=reverse("statements_own", args=[pk]),
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
    return _form_page(
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
    return _form_page(
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
    return _form_page(
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
    return _form_page(
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
    response = HttpResponse(content, content_type=DOCX if suffix == "docx" else "application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{minutes_file_name(minutes, suffix)}"'
    return response


def _form_page(request: Request, meeting: Any, form: Any, **words: Any) -> HttpResponse:
    context = {"meeting": meeting, "form": form, **words}
    return render(request, "meetings/after_form.html", context, status=status_of(form))

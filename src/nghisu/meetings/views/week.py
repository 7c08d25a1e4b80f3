"""Pages of the weekly calendar, with rooms and cars."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.meetings import queries
from nghisu.meetings.actions import week as actions
from nghisu.meetings.exports.week import week_ics, week_paper
from nghisu.meetings.forms.preparing import BareForm, ReasonForm
from nghisu.meetings.forms.week import BookForm, EntryForm, ThingForm
from nghisu.meetings.queries import week as reading
from nghisu.meetings.rules.week import monday_of
from nghisu.meetings.views.finding import meeting_or_404
from nghisu.meetings.views.preparing import ask

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page("week.see")
def week(request: Request) -> HttpResponse:
    """Show a week; ``?tuan=2023-04-17`` names any of its days."""
    shown = reading.week_of(request.standing, _day(request))
    context = {
        "week": shown,
        "this_week": monday_of(request.today),
        "today": request.today,
        "may_change": request.standing.may_somewhere("week.change"),
    }
    return render(request, "meetings/week.html", context)


@page("week.see")
def week_docx(request: Request) -> HttpResponse:
    """Give the week as .docx."""
    return _paper(request, "docx")


@page("week.see")
def week_pdf(request: Request) -> HttpResponse:
    """Give the week as PDF, to be printed."""
    return _paper(request, "pdf")


@page("week.see")
def week_calendar(request: Request) -> HttpResponse:
    """Give the week as an iCalendar file."""
    shown = reading.week_of(request.standing, _day(request))
    return attachment(
        week_ics(shown, at=clock.now()), "text/calendar; charset=utf-8", f"lich-tuan-{shown.monday}.ics"
    )


@page("week.change")
def entry_new(request: Request) -> HttpResponse:
    """Put an entry into the calendar."""
    form, chosen = _entry_form(request, None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.put_entry(
                unit=reading.unit_of_calendar(request.standing),
                **chosen(),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("The entry stands in the calendar."))
            return redirect(_address(made.starts_at))
    return _ask(request, form, heading=_("Put into the weekly calendar"))


@page("week.change")
def entry_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change an entry of the calendar."""
    entry = _entry(request, pk)
    form, chosen = _entry_form(request, entry)
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.change_entry(
                entry=entry,
                expected_version=form.cleaned_data["version"] or 0,
                **chosen(),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The entry is saved."))
            return redirect(_address(entry.starts_at))
    context = {"form": form, "entry": entry, "back": _address(entry.starts_at)}
    return render(request, "meetings/week_entry.html", context, status=status_of(form))


@page("week.change")
def entry_cancel(request: Request, pk: UUID) -> HttpResponse:
    """Say that an entry will not take place."""
    entry = _entry(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": entry.version})
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.call_entry_off(
                entry=entry,
                expected_version=form.cleaned_data["version"] or 0,
                reason=form.cleaned_data["reason"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The entry is called off; its rooms and cars are free."))
            return redirect(_address(entry.starts_at))
    heading = _("Call “%(title)s” off?") % {"title": entry.title}
    return _ask(request, form, heading=heading, act=_("Call it off"), is_bad=True)


@page("week.change")
def entry_delete(request: Request, pk: UUID) -> HttpResponse:
    """Take an entry out that was put in by mistake, after a question."""
    entry = _entry(request, pk)
    form, back = BareForm(request.POST or None), _address(entry.starts_at)
    if request.method == "POST" and form.is_valid():
        actions.delete_entry(entry=entry, by=request.standing, at=clock.now())
        messages.success(request, _("The entry is taken out."))
        return redirect(back)
    return _ask(
        request,
        form,
        heading=_("Take “%(title)s” out of the calendar?") % {"title": entry.title},
        warning=_("Only for what was put in by mistake; what will not take place is called off."),
        act=_("Take it out"),
        back=back,
        is_bad=True,
    )


@page("week.change")
def thing_list(request: Request) -> HttpResponse:
    """List rooms and cars."""
    rows = [(thing, _(reading.KIND_NAMES[thing.kind])) for thing in reading.things(request.standing)]
    return render(request, "meetings/things.html", {"rows": rows})


@page("week.change")
def thing_new(request: Request) -> HttpResponse:
    """Add a room or car."""
    form = ThingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _thing_kept(request, form, None):
        messages.success(request, _("The room or car is on the list."))
        return redirect("thing_list")
    return _ask(request, form, heading=_("Add a room or car"), back=reverse("thing_list"))


@page("week.change")
def thing_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a room or car."""
    thing = _thing(request, pk)
    names = ("kind", "name", "seats", "remark", "is_active")
    form = ThingForm(request.POST or None, initial={name: getattr(thing, name) for name in names})
    if request.method == "POST" and form.is_valid() and _thing_kept(request, form, thing):
        messages.success(request, _("The room or car is saved."))
        return redirect("thing_list")
    return _ask(request, form, heading=thing.name, back=reverse("thing_list"))


@page("week.change")
def thing_delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete a room or car that was never booked, after a question."""
    thing = _thing(request, pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: actions.delete_thing(thing=thing, by=request.standing, at=clock.now()))
        if form.is_valid():
            messages.success(request, _("The room or car is deleted."))
            return redirect("thing_list")
    heading = _("Delete “%(name)s”?") % {"name": thing.name}
    return _ask(request, form, heading=heading, act=_("Delete"), back=reverse("thing_list"), is_bad=True)


@page("week.change")
def meeting_things(request: Request, pk: UUID) -> HttpResponse:
    """Book rooms and cars for a meeting of ours."""
    meeting = meeting_or_404(request, pk)
    if not request.standing.may("week.change", unit=meeting.unit_id):
        raise Http404
    things = {thing.pk: thing for thing in reading.things(request.standing, only_active=True)}
    form = BookForm(
        request.POST or None,
        things=[(thing.pk, thing.name) for thing in things.values()],
        initial={"things": [str(one) for one in reading.things_of_meeting(meeting)]},
    )
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.book_for_meeting(
                meeting=meeting,
                things=[things[key] for key in form.cleaned_data["things"]],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("Rooms and cars are booked."))
            return redirect("meeting_detail", pk)
    back = reverse("meeting_detail", args=[pk])
    return ask(request, meeting, form, heading=_("Rooms and cars"), act=_("Book"), back=back)


def _entry_form(request: Request, entry: Any) -> tuple[EntryForm, Any]:
    documents = {document.pk: document for document in reading.invitations(request.standing)}
    things = {thing.pk: thing for thing in reading.things(request.standing, only_active=True)}
    if entry is None:
        wanted = request.GET.get("van-ban", "")
        found = next((one for pk, one in documents.items() if str(pk) == wanted), None)
        initial: dict[str, Any] = (
            {"document": found.pk, "title": found.subject, "host": found.issuer_name} if found else {}
        )
    else:
        names = ("title", "host", "starts_at", "ends_at", "place", "prepared_by", "remark", "version")
        initial = {name: getattr(entry, name) for name in names}
        initial |= {
            "document": entry.document_id,
            "people": [str(one) for one in reading.attendees_of(entry)],
            "things": [str(one) for one in reading.things_of_entry(entry)],
        }
        if entry.document:
            documents.setdefault(entry.document_id, entry.document)
    form = EntryForm(
        request.POST or None,
        documents=[
            (pk, " — ".join(filter(None, [one.reference, one.subject]))) for pk, one in documents.items()
        ],
        people=queries.roster_choices(request.standing, request.today),
        things=[(thing.pk, thing.name) for thing in things.values()],
        is_new=entry is None,
        initial=initial,
    )

    def chosen() -> dict[str, Any]:
        sent = form.cleaned_data
        return {
            "plan": actions.EntryPlan(
                title=sent["title"],
                starts_at=sent["starts_at"],
                ends_at=sent["ends_at"],
                place=sent["place"],
                host=sent["host"],
                prepared_by=sent["prepared_by"],
                remark=sent["remark"],
                document=documents.get(sent["document"]),
            ),
            "people": queries.chairs_by_ids(sent["people"], request.today),
            "things": [things[key] for key in sent["things"]],
            "knows_clash": sent["knows_clash"],
        }

    return form, chosen


def _thing_kept(request: Request, form: ThingForm, thing: Any) -> bool:
    sent = form.cleaned_data
    attempt(
        form,
        lambda: actions.keep_thing(
            unit=thing.unit if thing else reading.unit_of_calendar(request.standing),
            thing=thing,
            **{name: sent[name] for name in ("kind", "name", "seats", "remark", "is_active")},
            by=request.standing,
            at=clock.now(),
        ),
    )
    return bool(form.is_valid())


def _paper(request: Request, kind: str) -> HttpResponse:
    shown = reading.week_of(request.standing, _day(request))
    paper = week_paper(shown, issuer=reading.calendar_name(request.standing, request.today))
    content = paper.docx() if kind == "docx" else paper.pdf()
    response = HttpResponse(content, content_type=DOCX if kind == "docx" else "application/pdf")
    how = "attachment" if kind == "docx" else "inline"
    response.headers["Content-Disposition"] = f'{how}; filename="lich-tuan-{shown.monday}.{kind}"'
    return response


def _day(request: Request) -> date:
    try:
        day = date.fromisoformat(request.GET.get("tuan", ""))
    except ValueError:
        return request.as_of
    return day if 1900 < day.year < 2200 else request.as_of


def _address(moment: datetime) -> str:
    return f"{reverse('week')}?tuan={monday_of(timezone.localtime(moment).date())}"


def _ask(request: Request, form: Any, **words: Any) -> HttpResponse:
    words.setdefault("back", reverse("week"))
    words.setdefault("act", _("Save"))
    return render(
        request, "meetings/ask.html", {"form": form, "meeting": None, **words}, status=status_of(form)
    )


def _entry(request: Request, pk: UUID) -> Any:
    entry = reading.entry_for(request.standing, pk)
    if entry is None:
        raise Http404
    return entry


def _thing(request: Request, pk: UUID) -> Any:
    thing = reading.thing_for(request.standing, pk)
    if thing is None:
        raise Http404
    return thing

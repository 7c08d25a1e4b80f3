"""Pages of the list of files, of files, of hand-overs and disposals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.actions import archive as actions
from nghisu.documents.exports import slips
from nghisu.documents.forms.archive import (
    CaseFileForm,
    CloseFileForm,
    CopyListForm,
    DisposalForm,
    HandOverForm,
    PaperForm,
    ToFileForm,
)
from nghisu.documents.queries import archive as queries
from nghisu.documents.queries import documents_cited_as, unit_choices, units_by_id
from nghisu.documents.queries.register import document_visible_to
from nghisu.documents.rules import archive
from nghisu.documents.rules.types import Family
from nghisu.documents.views.registers import found
from nghisu.kit import clock, docx, pdf
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Table, TextFilter, YesFilter

TONES = {"planned": "plain", "open": "info", "closed": "warn", "handed": "good", "disposed": "bad"}


def file_badge(one: Any) -> Badge:
    """Return the state of a file as a word with a colour."""
    return Badge(TONES[one.state], gettext(one.state_name))


def years_words(years: int) -> str:
    """Return how long a file is kept."""
    if years == archive.FOREVER:
        return gettext("for ever")
    return gettext("%(years)d years") % {"years": years}


class FileTable(Table):
    """The list of files."""

    columns = (
        Column("code", _("Number and symbol"), sort=("year", "code"), link="file_detail"),
        Column("title", _("Title"), sort="folded", main=True, link="file_detail"),
        Column("year", _("Year"), sort="year", value=lambda one: str(one.year)),
        Column("keeper_name", _("Unit"), sort="keeper_name"),
        Column("years", _("Kept"), sort="years", value=lambda one: years_words(one.years)),
        Column("paper_count", _("Documents"), number=True, sort="paper_count"),
        Column("closed_on", _("Closed on"), sort="closed_on"),
        Column("state", _("State"), sort="state", value=file_badge),
    )
    filters = (
        TextFilter("q", _("Words")),
        Filter(
            "year",
            _("Year"),
            choices=lambda table: [(year, year) for year in queries.years_of_files(table.request.standing)],
        ),
        Filter(
            "state",
            _("State"),
            choices=[(key.value, _(name)) for key, name in archive.FILE_STATE_NAMES.items()],
        ),
        Filter("group", _("Group"), choices=[(one.code, _(one.name)) for one in archive.GROUPS]),
        DayFilter("closed_on", _("Closed on")),
        YesFilter("arising", _("Not in the list of the year"), field="is_arising"),
    )
    order = "-code"
    empty_title = _("No file stands in the list")
    empty_hint = _("Put the files of the year into the list; documents go in as the work goes on.")


class HandOverTable(Table):
    """Hand-overs to the archive."""

    columns = (
        Column("number", _("Number"), sort=("year", "number"), value=str, link="hand_over_detail", main=True),
        Column("handed_on", _("Handed over on"), sort="handed_on"),
        Column("from_name", _("Unit"), sort="from_name"),
        Column("giver", _("Given by")),
        Column("receiver", _("Received by")),
        Column("file_count", _("Case files"), number=True),
    )
    filters = (
        TextFilter("q", _("Words"), fields=("giver", "receiver")),
        DayFilter("handed_on", _("Handed over on")),
    )
    order = "-number"
    empty_title = _("Nothing has been handed over")
    empty_hint = _("Closed files go to the archive of the office with minutes.")


class DisposalTable(Table):
    """Disposals."""

    columns = (
        Column("disposed_on", _("Disposed of on"), sort="disposed_on", link="disposal_detail", main=True),
        Column("decision.reference", _("Decision"), sort="decision__reference"),
        Column("way", _("How")),
        Column("file_count", _("Case files"), number=True),
    )
    filters = (DayFilter("disposed_on", _("Disposed of on")),)
    order = "-disposed_on"
    empty_title = _("Nothing has been disposed of")
    empty_hint = _("Files whose time has passed are disposed of by a decision; their list stays.")


def _file(request: Request, pk: UUID) -> Any:
    one = queries.file_visible_to(request.standing, pk)
    if one is None:
        raise Http404
    return one


def _unit_name(request: Request, unit_id: UUID) -> str:
    names = dict(unit_choices(request.as_of, frozenset({unit_id})))
    return names.get(str(unit_id), "")


@page("file.see")
def file_list(request: Request) -> HttpResponse:
    """Show the list of files."""
    title = gettext("List of files")
    table = FileTable(request, queries.files_visible_to(request.standing), title=title)
    keeps = request.standing.may_somewhere("archive.keep")
    links = [(reverse("hand_over_list"), gettext("Hand-overs to the archive"))]
    if keeps:
        links.append((reverse("file_copy_list"), gettext("Begin a year's list from an earlier one")))
        links.append((reverse("disposal_list"), gettext("Disposals")))
    may = request.standing.may_somewhere("file.keep")
    return table.respond(
        "documents/table.html",
        {
            "title": title,
            "action_url": reverse("file_new") if may else "",
            "action": gettext("Put a file into the list"),
            "links": links,
        },
    )


@page("file.keep")
def file_new(request: Request) -> HttpResponse:
    """Put a file into the list of a year."""
    form = CaseFileForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _plan(request, form.cleaned_data))
        if made:
            messages.success(request, gettext("The file stands in the list."))
            return HttpResponseRedirect(reverse("file_detail", args=[made.pk]))
    context = {"form": form, "title": gettext("Put a file into the list"), "back": reverse("file_list")}
    return render(request, "documents/form.html", context, status=status_of(form))


def _plan(request: Request, values: dict[str, Any]) -> Any:
    family = Family(values["family"])
    profile = archive.profile_on(request.today, family)
    years = values["years"]
    keeper = units_by_id([values["keeper"]])[values["keeper"]]
    archive_unit = request.standing.tree.committee_of(keeper.pk)
    return actions.plan_file(
        unit=units_by_id([archive_unit])[archive_unit],
        keeper=keeper,
        year=values["year"],
        code=values["code"],
        title=values["title"],
        group=values["group"],
        years=profile.group(values["group"]).years if years is None else years,
        family=family,
        is_arising=values["is_arising"],
        opened_on=values["opened_on"],
        by=request.standing,
        at=clock.now(),
    )


@page("archive.keep")
def file_copy_list(request: Request) -> HttpResponse:
    """Begin the list of a year with the files of an earlier one."""
    form = CopyListForm(request.POST or None, request=request, units=queries.archives_of(request.standing))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.copy_list(
                unit=units_by_id([values["unit"]])[values["unit"]],
                from_year=values["from_year"],
                to_year=values["to_year"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(
                request, gettext("%(count)d files stand in the new list.") % {"count": len(made)}
            )
            return HttpResponseRedirect(f"{reverse('file_list')}?year={values['to_year']}")
    context = {
        "form": form,
        "title": gettext("Begin a year's list from an earlier one"),
        "back": reverse("file_list"),
    }
    return render(request, "documents/form.html", context, status=status_of(form))


def _file_page(
    request: Request, one: Any, *, paper_form: Any = None, close_form: Any = None, status: int = 200
) -> HttpResponse:
    may = request.standing.may("file.keep", unit=one.keeper_id)
    papers = list(queries.papers_of(request.standing, one))
    profile = archive.profile_on(request.today, Family(one.family))
    due = (
        archive.hand_over_due(closed_on=one.closed_on, months=profile.months_to_hand_over)
        if one.is_closed and one.closed_on
        else None
    )
    context = {
        "file": one,
        "state": file_badge(one).html(),
        "kept": years_words(one.years),
        "group": gettext(profile.group(one.group).name),
        "source": profile.source,
        "is_confirmed": profile.confirmed,
        "papers": papers,
        "unseen": one.paper_count - len(papers),
        "due": due,
        "is_late": due is not None and due < request.today,
        "may_fill": may and one.is_open,
        "may_open": may and (one.is_planned or one.is_closed),
        "paper_form": paper_form or PaperForm(),
        "close_form": close_form or CloseFileForm(initial={"closed_on": request.today}),
        "may_hand": one.is_closed and request.standing.may("archive.keep", unit=one.unit_id),
    }
    return render(request, "documents/file.html", context, status=status)


@page("file.see")
def file_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a file with its documents."""
    return _file_page(request, _file(request, pk))


@page("file.keep")
@require_POST
def file_open(request: Request, pk: UUID) -> HttpResponse:
    """Open a file of the list, or a closed one again."""
    one = _file(request, pk)
    form = CloseFileForm({"closed_on": request.today.strftime("%d/%m/%Y")})
    if form.is_valid() and attempt(
        form,
        lambda: actions.open_file(
            case_file=one, opened_on=request.today, by=request.standing, at=clock.now()
        ),
    ):
        messages.success(request, gettext("The file is open."))
        return HttpResponseRedirect(reverse("file_detail", args=[one.pk]))
    return _file_page(request, one, close_form=form, status=422)


@page("file.keep")
@require_POST
def file_put(request: Request, pk: UUID) -> HttpResponse:
    """Put a document into a file, by its number; where several bear it, one of them is chosen."""
    one = _file(request, pk)
    form = PaperForm(request.POST)
    candidates = list(documents_cited_as(request.standing, request.POST.get("reference", "")))
    form.offer([(each.pk, f"{each.citation}, {each.term or each.dated_on}") for each in candidates])
    if form.is_valid():
        chosen = form.cleaned_data["document"]
        document = (
            document_visible_to(request.standing, chosen)
            if chosen
            else candidates[0]
            if len(candidates) == 1
            else None
        )
        if document is None:
            words = (
                gettext("Several documents bear this number. Choose which one is meant.")
                if candidates
                else gettext("No document that you may see bears this number.")
            )
            form.add_error("document" if candidates else "reference", words)
        elif attempt(
            form,
            lambda: actions.put_into_file(
                case_file=one,
                document=document,
                remark=form.cleaned_data["remark"],
                by=request.standing,
                at=clock.now(),
            ),
        ):
            messages.success(request, gettext("The document lies in the file."))
            return HttpResponseRedirect(reverse("file_detail", args=[one.pk]))
    return _file_page(request, one, paper_form=form, status=422)


@page("file.keep")
@require_POST
def file_take(request: Request, pk: UUID, paper_pk: UUID) -> HttpResponse:
    """Take a document out of an open file."""
    one = _file(request, pk)
    paper = queries.papers_of(request.standing, one).filter(pk=paper_pk).first()
    if paper is None:
        raise Http404
    actions.take_from_file(paper=paper, by=request.standing, at=clock.now())
    messages.success(request, gettext("The document is out of the file."))
    return HttpResponseRedirect(reverse("file_detail", args=[one.pk]))


@page("file.keep")
@require_POST
def file_close(request: Request, pk: UUID) -> HttpResponse:
    """Close a file."""
    one = _file(request, pk)
    form = CloseFileForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: actions.close_file(case_file=one, **form.cleaned_data, by=request.standing, at=clock.now()),
    ):
        messages.success(request, gettext("The file is closed."))
        return HttpResponseRedirect(reverse("file_detail", args=[one.pk]))
    return _file_page(request, one, close_form=form, status=422)


def _paper(paper: Any, name: str, suffix: str) -> HttpResponse:
    if suffix not in {"docx", "pdf"}:
        raise Http404
    content, media = (paper.docx(), docx.MEDIA_TYPE) if suffix == "docx" else (paper.pdf(), pdf.MEDIA_TYPE)
    return attachment(content, media, f"{name}.{suffix}")


@page("file.see")
def file_contents(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the list of documents in a file."""
    one = _file(request, pk)
    papers = list(queries.papers_of(request.standing, one))
    return _paper(slips.contents_of(one, papers, one.keeper_name), "muc-luc-van-ban", suffix)


@page("document.see")
def document_to_file(request: Request, pk: UUID) -> HttpResponse:
    """Put a document into one of the asker's open files, from the document's page."""
    document = found(request, pk)
    request.standing.require("file.keep", unit=request.standing.own_units)
    form = ToFileForm(request.POST or None, files=queries.open_files(request.standing))
    if request.method == "POST" and form.is_valid():
        one = _file(request, form.cleaned_data["case_file"])
        done = attempt(
            form,
            lambda: actions.put_into_file(
                case_file=one,
                document=document,
                remark=form.cleaned_data["remark"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The document lies in the file."))
            return HttpResponseRedirect(reverse("file_detail", args=[one.pk]))
    context = {
        "form": form,
        "title": gettext("Put into a file"),
        "back": reverse("document_detail", args=[document.pk]),
    }
    return render(request, "documents/form.html", context, status=status_of(form))


@page("file.see")
def hand_over_list(request: Request) -> HttpResponse:
    """List the hand-overs to the archive, and where closed files wait for one."""
    title = gettext("Hand-overs to the archive")
    table = HandOverTable(request, queries.hand_overs_visible_to(request.standing), title=title)
    keepers = queries.keepers_with_closed_files(request.standing)
    names = unit_choices(request.as_of, frozenset(keepers))
    links = [
        (reverse("hand_over_new", args=[pk]), gettext("Hand over closed files of %(unit)s") % {"unit": name})
        for pk, name in names
    ]
    return table.respond("documents/table.html", {"title": title, "links": links})


@page("archive.keep")
def hand_over_new(request: Request, unit_pk: UUID) -> HttpResponse:
    """Give closed files of a unit to the archive."""
    if unit_pk not in queries.keepers_with_closed_files(request.standing):
        raise Http404
    archive_pk = request.standing.tree.committee_of(unit_pk)
    files = list(queries.files_to_hand_over(request.standing, archive_pk, unit_pk))
    form = HandOverForm(request.POST or None, files=files, initial={"handed_on": request.today})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        chosen = [one for one in files if one.pk in set(values.pop("case_files"))]
        units = units_by_id([archive_pk, unit_pk])
        made = attempt(
            form,
            lambda: actions.hand_over(
                unit=units[archive_pk],
                from_unit=units[unit_pk],
                files=chosen,
                **values,
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("Handed over with minutes no. %(number)s.") % {"number": made})
            return HttpResponseRedirect(reverse("hand_over_detail", args=[made.pk]))
    title = gettext("Hand over closed files of %(unit)s") % {"unit": _unit_name(request, unit_pk)}
    context = {"form": form, "title": title, "back": reverse("hand_over_list")}
    return render(request, "documents/form.html", context, status=status_of(form))


def _hand_over(request: Request, pk: UUID) -> Any:
    one = queries.hand_overs_visible_to(request.standing).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


@page("file.see")
def hand_over_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a hand-over with its files."""
    one = _hand_over(request, pk)
    context = {
        "title": gettext("Hand-over no. %(number)s") % {"number": one},
        "back": reverse("hand_over_list"),
        "back_name": gettext("Hand-overs to the archive"),
        "facts": [
            (gettext("Handed over on"), one.handed_on),
            (gettext("Unit"), one.from_name),
            (gettext("Given by"), one.giver),
            (gettext("Received by"), one.receiver),
            (gettext("Condition of the papers"), one.condition or "–"),
        ],
        "files": one.files.order_by("year", "code"),
        "papers": [
            (reverse("hand_over_paper", args=[one.pk, "docx"]), gettext("Minutes and inventory, .docx")),
            (reverse("hand_over_paper", args=[one.pk, "pdf"]), gettext("Minutes and inventory, PDF")),
        ],
    }
    return render(request, "documents/files_of.html", context)


@page("file.see")
def hand_over_paper(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the minutes of a hand-over with the inventory."""
    one = _hand_over(request, pk)
    files = list(one.files.order_by("year", "code"))
    names = _unit_name(request, one.unit_id), _unit_name(request, one.from_unit_id)
    return _paper(slips.minutes_of(one, files, *names), "bien-ban-giao-nhan", suffix)


@page("archive.keep")
def disposal_list(request: Request) -> HttpResponse:
    """List the disposals."""
    title = gettext("Disposals")
    table = DisposalTable(request, queries.disposals_visible_to(request.standing), title=title)
    may = request.standing.may_somewhere("archive.dispose")
    past = len(queries.files_past_their_time(request.standing, request.today))
    return table.respond(
        "documents/table.html",
        {
            "title": title,
            "lede": gettext("Files whose time has passed: %(count)d") % {"count": past},
            "action_url": reverse("disposal_new") if may and past else "",
            "action": gettext("Dispose of files by a decision"),
        },
    )


@page("archive.dispose")
def disposal_new(request: Request) -> HttpResponse:
    """Dispose of files whose time has passed, by a decision."""
    files = queries.files_past_their_time(request.standing, request.today)
    form = DisposalForm(
        request.POST or None,
        name=gettext("dispose"),
        files=files,
        decisions=queries.decisions_for_disposal(request.standing),
        initial={"disposed_on": request.today},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = [one for one in files if one.pk in set(values["case_files"])]
        decision = document_visible_to(request.standing, values["decision"])
        made = attempt(
            form,
            lambda: actions.dispose(
                unit=units_by_id([chosen[0].unit_id])[chosen[0].unit_id],
                files=chosen,
                decision=decision,
                disposed_on=values["disposed_on"],
                way=values["way"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, gettext("The files are disposed of; their list stays."))
            return HttpResponseRedirect(reverse("disposal_detail", args=[made.pk]))
    context = {
        "form": form,
        "title": gettext("Dispose of files by a decision"),
        "warning": gettext("The files chosen are disposed of; what remains is their list."),
        "action": gettext("Dispose"),
        "back": reverse("disposal_list"),
    }
    return render(request, "kit/confirm.html", context, status=status_of(form))


def _disposal(request: Request, pk: UUID) -> Any:
    one = queries.disposals_visible_to(request.standing).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


@page("archive.keep")
def disposal_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a disposal with its files."""
    one = _disposal(request, pk)
    context = {
        "title": gettext("Disposal by %(decision)s") % {"decision": one.decision.reference},
        "back": reverse("disposal_list"),
        "back_name": gettext("Disposals"),
        "facts": [(gettext("Disposed of on"), one.disposed_on), (gettext("How"), one.way)],
        "files": one.files.order_by("year", "code"),
        "papers": [
            (reverse("document_detail", args=[one.decision_id]), one.decision.citation),
            (reverse("disposal_paper", args=[one.pk, "docx"]), gettext("List of the files, .docx")),
            (reverse("disposal_paper", args=[one.pk, "pdf"]), gettext("List of the files, PDF")),
        ],
    }
    return render(request, "documents/files_of.html", context)


@page("archive.keep")
def disposal_paper(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the list of the files disposed of."""
    one = _disposal(request, pk)
    files = list(one.files.order_by("year", "code"))
    paper = slips.disposal_list(one, files, _unit_name(request, one.unit_id))
    return _paper(paper, "danh-muc-tieu-huy", suffix)

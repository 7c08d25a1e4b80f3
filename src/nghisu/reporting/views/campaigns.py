"""Pages of those who ask for reports: templates, campaigns, the board, taking together."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nghisu.documents.queries import units_by_id
from nghisu.figures.queries import registry
from nghisu.figures.queries.registry import Asked
from nghisu.figures.rules.indicators import KIND_NAMES, Kind
from nghisu.kit import charts, clock, files, sheets
from nghisu.kit.language import format_number
from nghisu.kit.numbers import Counted, PartOf
from nghisu.kit.pages import Request, attachment, attempt, page, sentence_of, status_of
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.kit.tables import Badge, Column, Filter, Table
from nghisu.reporting.actions import campaigns as actions
from nghisu.reporting.actions import consolidating
from nghisu.reporting.actions import reports as report_actions
from nghisu.reporting.exports import campaigns as exports
from nghisu.reporting.forms.campaigns import (
    CampaignForm,
    ConsolidateForm,
    ErratumForm,
    TakeTextsForm,
    TemplateForm,
)
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.queries import reports as report_queries
from nghisu.reporting.rules.campaigns import STATUS_NAMES, Status

if TYPE_CHECKING:
    from nghisu.reporting.models import Campaign, ReportTemplate

EMPTY_CELL = '<td class="figure"></td>'
SENT_NOTHING = N_("Sent nothing")
TONES = {
    Status.NOT_OPENED: "plain",
    Status.DRAFTING: "plain",
    Status.SUBMITTED: "info",
    Status.RETURNED: "warn",
    Status.ACCEPTED: "good",
}


def status_badge(status: str) -> Badge:
    """Return where a unit's report stands as a word with a colour."""
    return Badge(TONES[Status(status)], gettext(STATUS_NAMES[Status(status)]))


def _of(campaign: Any, place: str) -> Counted:
    return Counted(getattr(campaign.tally, place), f"campaign.units_{place}", campaign.pk, campaign.day)


class CampaignTable(Table):
    """The campaigns that the reader's house runs."""

    title = _("Campaigns")
    columns = (
        Column("title", _("Campaign"), sort="title", link="campaign_detail", main=True),
        Column("period", _("Period"), sort=("year", "last_quarter"), value=lambda one: one.of.label),
        Column("as_of", _("Figures as of"), sort="as_of"),
        Column("due_on", _("Due on"), sort="due_on"),
        Column("close_on", _("Closes on"), sort="close_on"),
        Column("accepted", _("Accepted"), value=lambda one: PartOf(_of(one, "accepted"), _of(one, "asked"))),
        Column("returned", _("Returned"), number=True, value=lambda one: _of(one, "returned")),
        Column("silent", _("Sent nothing"), number=True, value=lambda one: _of(one, "silent")),
    )
    filters = (
        Filter(
            "year",
            _("Year"),
            choices=lambda table: [
                (year, str(year))
                for year in range(table.request.today.year, table.request.today.year - 6, -1)
            ],
        ),
    )
    order = "-due_on"
    empty_title = _("No campaign has been sent")
    empty_hint = _("Write a template of what is asked, then send it to the units.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        tallies = queries.tallies_on(rows, self.request.as_of)
        for row in rows:
            row.day = self.request.as_of
            row.tally = tallies[row.pk]
        return rows


@page("campaign.see")
def campaign_list(request: Request) -> HttpResponse:
    """Show the campaigns."""
    may_run = request.standing.may_somewhere("campaign.run")
    table = CampaignTable(request, queries.campaigns_visible_to(request.standing))
    return table.respond("reporting/campaign_list.html", {"may_run": may_run})


def found_campaign(request: Request, pk: UUID) -> "Campaign":
    """Return the campaign that the reader may see, or answer 404."""
    campaign = queries.campaign_visible_to(request.standing, pk)
    if campaign is None:
        raise Http404
    return campaign


class TemplateTable(Table):
    """What reports ask for."""

    title = _("Templates of reports")
    columns = (
        Column("title", _("Template"), sort="title", link="report_template_detail", main=True),
        Column("number", _("Number"), sort="number", number=True),
        Column("made_at", _("Written"), sort="made_at"),
    )
    order = "title"
    empty_title = _("No template has been written")
    empty_hint = _("Say once which sections and indicators a report has; every campaign is sent from one.")


@page("campaign.see")
def template_list(request: Request) -> HttpResponse:
    """Show the templates."""
    table = TemplateTable(request, queries.templates_visible_to(request.standing))
    may_run = request.standing.may_somewhere("campaign.run")
    return table.respond("reporting/template_list.html", {"may_run": may_run})


def _template(request: Request, pk: UUID) -> "ReportTemplate":
    template = queries.template_visible_to(request.standing, pk)
    if template is None:
        raise Http404
    return template


@page("campaign.see")
def template_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show what a template asks for."""
    template = _template(request, pk)
    context = {
        "template": template,
        "sections": template.sections.all(),
        "indicators": [(one, gettext(KIND_NAMES[Kind(one.kind)])) for one in template.indicators.all()],
        "checks": template.checks.all(),
        "campaigns": queries.campaigns_visible_to(request.standing).filter(template=template),
    }
    return render(request, "reporting/template_detail.html", context)


@page("campaign.see")
def template_sheet(request: Request, pk: UUID) -> HttpResponse:
    """Give the indicators of a template as a sheet that writes the next one."""
    return _sheet(
        exports.indicator_sheet(exports.template_rows(_template(request, pk)), _figures(request)), "chi-tieu"
    )


@page("campaign.run")
def template_blank(request: Request) -> HttpResponse:
    """Give the empty sheet of indicators."""
    return _sheet(exports.indicator_sheet([], _figures(request)), "chi-tieu")


def _figures(request: Request) -> list[tuple[str, str]]:
    units = queries.units_asking(request.standing, request.today)
    found = units_by_id([UUID(str(pk)) for pk, _name in units[:1]])
    for unit in found.values():
        asked = Asked(unit, Quarter.of(request.today), request.today)
        known = registry.definitions(asked).items()
        return [(code, gettext(one.name)) for code, (source, one) in known if source.code != "campaigns"]
    return []


def _sheet(content: bytes, name: str) -> HttpResponse:
    return attachment(content, sheets.SHEET_TYPE, f"{name}.xlsx")


@page("campaign.run")
def template_new(request: Request) -> HttpResponse:
    """Write a template."""
    form = TemplateForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        drafter = report_queries.drafter_for(request.standing, unit)
        units = units_by_id([unit, drafter])

        def write() -> Any:
            checked = files.check(form.cleaned_data["indicators"], kinds=sheets.SHEET_KINDS)
            return actions.draft_template(
                unit=units[unit],
                drafter=units[drafter],
                title=form.cleaned_data["title"],
                sections=form.section_lines(),
                indicators=exports.indicator_lines(checked),
                checks=form.cleaned_data["checks"].splitlines(),
                by=request.standing,
                at=clock.now(),
            )

        template = attempt(form, write)
        if template:
            messages.success(request, gettext("The template is written."))
            return HttpResponseRedirect(reverse("report_template_detail", args=[template.pk]))
    context = {"form": form, "title": gettext("Write a template"), "back": reverse("report_template_list")}
    return render(request, "reporting/template_form.html", context, status=status_of(form))


@page("campaign.run")
def campaign_new(request: Request) -> HttpResponse:
    """Send a campaign."""
    offered = queries.units_asking(request.standing, request.today)
    if not offered:
        raise Http404
    unit = UUID(str(offered[0][0]))
    form = CampaignForm(request.POST or None, request=request, unit=unit)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        drafter = report_queries.drafter_for(request.standing, unit)
        units = units_by_id([unit, drafter])
        template = _template(request, values["template"])
        campaign = attempt(
            form,
            lambda: actions.send_campaign(
                unit=units[unit],
                drafter=units[drafter],
                template=template,
                title=values["title"],
                period=form.chosen_period(),
                as_of=values["as_of"],
                due_on=values["due_on"],
                close_on=values["close_on"],
                units=queries.units_of(values["units"]),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if campaign:
            messages.success(request, gettext("The units are asked."))
            return HttpResponseRedirect(reverse("campaign_detail", args=[campaign.pk]))
    context = {"form": form, "title": gettext("Ask units for a report"), "back": reverse("campaign_list")}
    return render(request, "reporting/form.html", context, status=status_of(form))


@page("campaign.see")
def campaign_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show who was asked, where each report stands, and who is missing."""
    campaign = found_campaign(request, pk)
    day = request.as_of
    board = queries.board_of(campaign, day)
    missing = queries.missing_names(campaign, day)
    context = {
        "campaign": campaign,
        "tally": queries.tally_of(campaign, day),
        "board": [(row, status_badge(row.status).html()) for row in board],
        "missing": [
            (gettext(name), missing[key])
            for key, name in (
                ("returned", STATUS_NAMES[Status.RETURNED]),
                ("submitted", STATUS_NAMES[Status.SUBMITTED]),
                ("silent", SENT_NOTHING),
            )
            if key in missing
        ],
        "may_run": queries.may_run(request.standing, campaign),
        "is_closed": day > campaign.close_on,
        "form": ConsolidateForm(initial={"as_of": request.today}),
    }
    return render(request, "reporting/campaign_detail.html", context)


class _Cells:
    """Writes thousands of numbers as cells; each number is put into words once."""

    def __init__(self) -> None:
        self.language = "vi" if (get_language() or "vi").startswith("vi") else "en"
        self.known: dict[Decimal | None, str] = {None: EMPTY_CELL}

    def of(self, values: Sequence[Decimal | None]) -> SafeString:
        """Return the cells of one row."""
        for value in values:
            if value is not None and value not in self.known:
                words = format_number(value.normalize(), language=self.language)
                self.known[value] = format_html('<td class="figure">{}</td>', words)
        return mark_safe("".join(self.known[value] for value in values))  # noqa: S308 -- cells of numbers


@page("campaign.see")
def campaign_matrix(request: Request, pk: UUID) -> HttpResponse:
    """Show units in rows and indicators in columns; as a sheet, the annex of the report."""
    campaign = found_campaign(request, pk)
    matrix = queries.matrix_of(campaign, request.as_of)
    if request.GET.get("export") == "xlsx":
        return _sheet(exports.annex_sheet(campaign, matrix, request.as_of), "phu-luc")
    words = _Cells()
    context = {
        "campaign": campaign,
        "indicators": matrix.indicators,
        "rows": [(row, words.of(cells)) for row, cells in matrix.rows],
        "sums": [
            (f"campaign.sum_{one.code}", value and value.normalize())
            for one, value in zip(matrix.indicators, matrix.sums, strict=True)
        ],
        "tally": queries.tally_of(campaign, request.as_of),
    }
    return render(request, "reporting/campaign_matrix.html", context)


@page("campaign.see")
def campaign_periods(request: Request, pk: UUID) -> HttpResponse:
    """Show the sums of several periods side by side, with a chart of each indicator."""
    campaign = found_campaign(request, pk)
    campaigns, rows = queries.side_by_side(campaign, request.as_of)
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    context = {
        "campaign": campaign,
        "campaigns": campaigns,
        "rows": [
            (
                row,
                [
                    (one.pk, f"campaign.sum_{row.indicator.code}", value)
                    for one, value in zip(campaigns, row.values, strict=True)
                ],
                charts.bars(
                    row.indicator.name,
                    [(one.period, value) for one, value in zip(campaigns, row.values, strict=True)],
                    language=language,
                ),
            )
            for row in rows
        ],
    }
    return render(request, "reporting/campaign_periods.html", context)


@page("campaign.see")
def campaign_archive(request: Request, pk: UUID) -> HttpResponse:
    """Give everything of a campaign in open formats."""
    campaign = found_campaign(request, pk)
    content = exports.archive(campaign, request.as_of)
    return attachment(content, "application/zip", f"dot-bao-cao-{campaign.period}.zip")


@page("campaign.see")
def campaign_consolidate(request: Request, pk: UUID) -> HttpResponse:
    """Begin the report that takes the units' reports together, or go to it."""
    campaign = found_campaign(request, pk)
    back = reverse("campaign_detail", args=[campaign.pk])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    if not queries.may_run(request.standing, campaign):
        raise NotAllowed
    if campaign.report_id:
        return HttpResponseRedirect(reverse("report_detail", args=[campaign.report_id]))
    form = ConsolidateForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(back)
    try:
        report = _consolidated(request, campaign, form.cleaned_data["as_of"])
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed):
            raise
        messages.error(request, sentence_of(refusal))
        return HttpResponseRedirect(back)
    messages.success(
        request, gettext("The reports are taken together; the figures are those of the day named.")
    )
    return HttpResponseRedirect(reverse("report_detail", args=[report.pk]))


def _consolidated(request: Request, campaign: "Campaign", as_of: Any) -> Any:
    quarter = campaign.of.last_quarter_of
    report = report_queries.report_of(campaign.unit, quarter)
    at = clock.now()
    if report is None:
        report = report_actions.draft_report(
            unit=campaign.unit,
            drafter=campaign.drafter_unit,
            quarter=quarter,
            as_of=as_of,
            by=request.standing,
            at=at,
        )
    elif report.is_draft:
        report = report_actions.take_figures(report=report, as_of=as_of, by=request.standing, at=at)
    consolidating.tie_report(campaign=campaign, report=report, by=request.standing, at=at)
    return report


@page("report.write")
def report_take_texts(request: Request, pk: UUID) -> HttpResponse:
    """Take units' words over into a section; each paragraph keeps its author."""
    report = report_queries.report_visible_to(request.standing, pk)
    if report is None:
        raise Http404
    if not report.is_draft:
        raise NotAllowed
    form = TakeTextsForm(request.POST or None, report=report, day=request.today)
    back = reverse("report_detail", args=[report.pk])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: consolidating.take_texts(
                report=report,
                section=report.sections.get(pk=values["section"]),
                texts=queries.texts_chosen(report, values["texts"], request.today),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The words are taken over; each paragraph keeps its author."))
            return HttpResponseRedirect(back)
    context = {"form": form, "title": gettext("Take over words of units"), "back": back}
    return render(request, "reporting/form.html", context, status=status_of(form))


@page("report.adopt")
def report_erratum(request: Request, pk: UUID) -> HttpResponse:
    """Record what was wrong in an adopted report."""
    report = report_queries.report_visible_to(request.standing, pk)
    if report is None:
        raise Http404
    if report.is_draft or not request.standing.may("report.adopt", unit=report.unit_id):
        raise NotAllowed
    form = ErratumForm(request.POST or None)
    back = reverse("report_detail", args=[report.pk])
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: consolidating.put_right(
                report=report, **form.cleaned_data, by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, gettext("The erratum is recorded; the report stays as adopted."))
            return HttpResponseRedirect(back)
    context = {"form": form, "title": gettext("Record an erratum"), "back": back}
    return render(request, "reporting/form.html", context, status=status_of(form))

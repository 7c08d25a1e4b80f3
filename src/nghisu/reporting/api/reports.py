"""Campaigns, templates and consolidated reports for programs."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404

from nghisu.kit.api import AS_OF, Page, endpoint, listed
from nghisu.kit.pages import Request
from nghisu.kit.refusals import N_
from nghisu.reporting.queries import between, campaigns, reports
from nghisu.reporting.rules.between import Did

if TYPE_CHECKING:
    from nghisu.reporting.models import Campaign, Report, ReportTemplate


@dataclass(frozen=True)
class TemplateOut:
    """A template of reports."""

    id: UUID
    unit: str
    title: str
    number: int
    made_at: datetime


@dataclass(frozen=True)
class IndicatorOut:
    """One number asked for, with its definition and how it adds up."""

    code: str
    heading: str
    name: str
    definition: str
    measure: str
    kind: str
    is_added: bool
    is_required: bool
    places: int
    figure: str


@dataclass(frozen=True)
class SectionOut:
    """A narrative section asked for."""

    number: int
    heading: str
    is_required: bool


@dataclass(frozen=True)
class WholeTemplateOut:
    """A template with its sections, indicators and the rules between them."""

    about: TemplateOut
    sections: list[SectionOut]
    indicators: list[IndicatorOut]
    rules: list[str]


def _template(one: "ReportTemplate") -> TemplateOut:
    return TemplateOut(one.pk, one.unit.code, one.title, one.number, one.made_at)


@endpoint("campaign.see", summary=N_("Templates of reports"), answer=TemplateOut, tag="reports", many=True)
def api_templates(request: Request) -> Page[TemplateOut]:
    """Answer with the templates."""
    rows = campaigns.templates_visible_to(request.standing).select_related("unit")
    return listed(request, rows.order_by("title", "-number", "pk"), _template)


@endpoint(
    "campaign.see",
    summary=N_("A template with its sections, indicators and the rules between them"),
    answer=WholeTemplateOut,
    tag="reports",
)
def api_template(request: Request, pk: UUID) -> WholeTemplateOut:
    """Answer with one template."""
    found = campaigns.template_visible_to(request.standing, pk)
    if found is None:
        raise Http404
    return WholeTemplateOut(
        _template(found),
        [SectionOut(one.order, one.heading, one.is_required) for one in found.sections.all()],
        [_indicator(one) for one in found.indicators.all()],
        [one.text for one in found.checks.all()],
    )


def _indicator(one: Any) -> IndicatorOut:
    return IndicatorOut(
        one.code,
        one.heading,
        one.name,
        one.definition,
        one.measure,
        one.kind,
        one.is_added,
        one.is_required,
        one.places,
        one.figure,
    )


# Campaigns


@dataclass(frozen=True)
class CampaignOut:
    """A call for reports."""

    id: UUID
    unit: str
    title: str
    period: str
    template: UUID
    as_of: date
    due_on: date
    close_on: date
    report: UUID | None


@dataclass(frozen=True)
class PlaceOut:
    """Where a unit's report stood on the day; ``values`` by code, as last sent in."""

    submission: UUID
    unit: str
    name: str
    status: str
    round: int
    is_late: bool
    is_overdue: bool
    since: date
    values: dict[str, Decimal]


@dataclass(frozen=True)
class WholeCampaignOut:
    """A campaign as known on the day: how many answered, who is missing, the sums of the accepted."""

    about: CampaignOut
    asked: int
    accepted: int
    waiting: int
    returned: int
    silent: int
    late: int
    sums: dict[str, Decimal]
    units: list[PlaceOut]


def _campaign(one: "Campaign") -> CampaignOut:
    return CampaignOut(
        one.pk,
        one.unit.code,
        one.title,
        one.period,
        one.template_id,
        one.as_of,
        one.due_on,
        one.close_on,
        one.report_id,
    )


@endpoint("campaign.see", summary=N_("Campaigns of reports"), answer=CampaignOut, tag="reports", many=True)
def api_campaigns(request: Request) -> Page[CampaignOut]:
    """Answer with the campaigns, the newest first."""
    return listed(
        request, campaigns.campaigns_visible_to(request.standing).order_by("-sent_at", "pk"), _campaign
    )


@endpoint(
    "campaign.see",
    summary=N_("A campaign as known on a day: who answered, who is missing, every number, the sums"),
    answer=WholeCampaignOut,
    tag="reports",
    query=(AS_OF,),
)
def api_campaign(request: Request, pk: UUID) -> WholeCampaignOut:
    """Answer with one campaign."""
    found = campaigns.campaign_visible_to(request.standing, pk)
    if found is None:
        raise Http404
    tally = campaigns.tally_of(found, request.as_of)
    matrix = campaigns.matrix_of(found, request.as_of)
    codes = [one.code for one in matrix.indicators]
    return WholeCampaignOut(
        about=_campaign(found),
        asked=tally.asked,
        accepted=tally.accepted,
        waiting=tally.waiting,
        returned=tally.returned,
        silent=tally.silent,
        late=tally.late,
        sums={code: value for code, value in zip(codes, matrix.sums, strict=True) if value is not None},
        units=[
            PlaceOut(
                row.pk,
                row.code,
                row.name,
                row.status,
                row.round,
                row.is_late,
                row.is_overdue,
                row.since,
                {code: value for code, value in zip(codes, values, strict=True) if value is not None},
            )
            for row, values in matrix.rows
        ],
    )


# Reports


@dataclass(frozen=True)
class ReportOut:
    """A quarterly report of a unit."""

    id: UUID
    unit: str
    quarter: str
    as_of: date
    state: str
    subject: str
    adopted_at: datetime | None
    document: UUID | None
    reference: str


@dataclass(frozen=True)
class ParagraphOut:
    """A paragraph with its figures written out; ``author`` is the unit it was taken over from."""

    text: str
    figures: list[str]
    author: str


@dataclass(frozen=True)
class PartOut:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: list[ParagraphOut]


@dataclass(frozen=True)
class TakenOut:
    """A figure as taken for the report, and what the records say today."""

    code: str
    name: str
    definition: str
    value: Decimal
    today: Decimal
    is_used: bool
    is_stale: bool
    page: str


@dataclass(frozen=True)
class RowOut:
    """A task counted as done: a row of the annex."""

    code: str
    title: str
    lead: str
    origin: str
    accepted_on: date | None


@dataclass(frozen=True)
class ErratumOut:
    """What was put right after the adoption."""

    number: int
    place: str
    before: str
    after: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class NamedOut:
    """A proposal that the report names; without words where you may not open it."""

    id: str
    state: str
    words: str


@dataclass(frozen=True)
class WholeReportOut:
    """A report with its text, figures, annex, errata and the proposals it names."""

    about: ReportOut
    parts: list[PartOut]
    figures: list[TakenOut]
    annex: list[RowOut]
    errata: list[ErratumOut]
    proposals: list[NamedOut]


def _report(one: "Report") -> ReportOut:
    return ReportOut(
        one.pk,
        one.unit.code,
        str(one.quarter),
        one.as_of,
        one.status,
        one.subject,
        one.adopted_at,
        one.document_id,
        one.document.reference if one.document else "",
    )


@endpoint("report.see", summary=N_("Reports"), answer=ReportOut, tag="reports", many=True)
def api_reports(request: Request) -> Page[ReportOut]:
    """Answer with the reports, the newest first."""
    rows = reports.reports_visible_to(request.standing)
    return listed(request, rows.order_by("-year", "-quarter_number", "unit__code"), _report)


@endpoint(
    "report.see",
    summary=N_("A report with its text, figures, annex, errata and the proposals it names"),
    answer=WholeReportOut,
    tag="reports",
)
def api_report(request: Request, pk: UUID) -> WholeReportOut:
    """Answer with one report."""
    found = reports.report_visible_to(request.standing, pk)
    if found is None:
        raise Http404
    figures = reports.shown_figures(found, today=request.today)
    return WholeReportOut(
        about=_report(found),
        parts=[
            PartOut(
                section.heading,
                [
                    ParagraphOut(
                        "".join(piece.text for piece, _url in pieces),
                        [piece.code for piece, _url in pieces if piece.code],
                        author,
                    )
                    for pieces, author in section.paragraphs
                ],
            )
            for section in reports.shown_sections(found, figures)
        ],
        figures=[
            TakenOut(
                one.code,
                one.name,
                one.definition,
                Decimal(one.value),
                Decimal(one.live),
                one.is_used,
                one.is_stale,
                one.url,
            )
            for one in figures
        ],
        annex=[
            RowOut(one.code, one.title, one.lead, one.origin, one.accepted_on) for one in found.tasks.all()
        ],
        errata=[
            ErratumOut(one.number, one.place, one.before, one.after, one.reason, one.at)
            for one in campaigns.errata_of(found)
        ],
        proposals=[
            NamedOut(one.pk, one.label, one.words) for one in reports.proposals_shown(found, request.standing)
        ],
    )


# Between two sessions


@dataclass(frozen=True)
class SessionOut:
    """A numbered session of an executive committee; between two of them acts are counted."""

    id: UUID
    unit: str
    ordinal: int
    title: str
    starts_at: datetime
    kinds: list[str]


@endpoint(
    "report.see_draft",
    summary=N_("Sessions between which acts are counted, with the kinds of acts"),
    answer=SessionOut,
    tag="reports",
    many=True,
)
def api_sessions(request: Request) -> Page[SessionOut]:
    """Answer with the sessions, the newest first."""
    kinds = [one.value for one in Did]

    def shown(one: Any) -> SessionOut:
        return SessionOut(one.pk, one.unit.code, one.ordinal, one.title, one.starts_at, kinds)

    return listed(request, between.sessions_of(request.standing).order_by("-starts_at", "pk"), shown)

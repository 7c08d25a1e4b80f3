"""Read reports, for the one who asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override

from nghisu.documents.queries import (
    name_row,
    place_of,
    recipient_labels,
    superior_name_of,
    unit_choices,
)
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.numbering import open_number_line
from nghisu.documents.rules.signing import Right, signing_line
from nghisu.figures.queries import proposals as proposal_figures
from nghisu.figures.queries import records, registry
from nghisu.figures.queries.registry import Asked, Number
from nghisu.kit.official import Fact, OfficialForm, Paper, Signature
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import OutsideBody, Unit, UnitName
from nghisu.organisation.queries import names_on, on
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.models import Campaign, Report, ReportFigure, Submission
from nghisu.reporting.queries.campaigns import authors_of, missing_names
from nghisu.reporting.rules.outline import Section, outline, part_of
from nghisu.reporting.rules.outline import subject as subject_of
from nghisu.reporting.rules.paper import FigureLine, Head, ProposalLine, TaskLine, Together, compose
from nghisu.reporting.rules.states import State
from nghisu.reporting.rules.text import Piece, codes_in, numbers_without_source, pieces
from nghisu.tasks.queries.products import evaluations_of
from nghisu.tasks.queries.proposals import proposals_named
from nghisu.tasks.rules.evaluation import VIETNAMESE_QUALITY, Quality
from nghisu.tasks.rules.proposals import STATE_WORDS
from nghisu.tasks.rules.proposals import State as ProposalState


def reports_visible_to(standing: Standing) -> QuerySet[Report]:
    """Return the reports that the asker may see; drafts only inside the house that writes them."""
    is_draft = Q(status=State.DRAFT)
    return Report.objects.filter(
        (~is_draft & Q(unit_id__in=standing.reach("report.see")))
        | (is_draft & Q(unit_id__in=standing.reach("report.see_draft")))
        | Q(drafter_unit_id__in=standing.reach("report.write", "drafter"))
    ).select_related("unit", "document")


def report_visible_to(standing: Standing, pk: UUID) -> Report | None:
    """Return the report, or None if there is none that the asker may see."""
    return reports_visible_to(standing).filter(pk=pk).first()


def report_of(unit: Unit, quarter: Quarter) -> Report | None:
    """Return the report of a unit's quarter, if there is one; for the command line."""
    return Report.objects.filter(unit=unit, year=quarter.year, quarter_number=quarter.number).first()


def taken_values(unit: Unit, quarter: Quarter, as_of: date) -> dict[str, Number]:
    """Return every figure of the quarter as known on the day.

    Asked without a standing: who may write or see the report may see the figures in it.
    """
    return registry.values_of(Asked(unit, quarter, as_of))


def taken_tasks(unit: Unit, quarter: Quarter, as_of: date) -> list[tuple[UUID, TaskLine]]:
    """Return the tasks counted as done, in the order of acceptance and code, with their ids."""
    spans = list(records("done", unit=unit, quarter=quarter, as_of=as_of))
    names = names_on(as_of, {span.lead_id for span in spans if span.lead_id})
    judged = evaluations_of([span.task_id for span in spans], day=as_of)
    return [
        (
            span.task_id,
            TaskLine(
                code=span.task.code,
                title=span.task.title,
                lead=names.get(span.lead_id, ""),
                origin=str(span.origin),
                accepted_on=span.accepted_on,
                product=span.task.product,
                evaluation=(
                    VIETNAMESE_QUALITY[Quality(judged[span.task_id].quality)]
                    if span.task_id in judged
                    else ""
                ),
            ),
        )
        for span in spans
    ]


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure of a report: what was taken, what the records say today, and where they are."""

    code: str
    name: str
    definition: str
    value: Number
    live: Number
    url: str
    is_used: bool

    @property
    def is_stale(self) -> bool:
        """Whether the records say something else today."""
        return self.value != self.live


def shown_figures(report: Report, *, today: date) -> list[ShownFigure]:
    """Return every figure taken for the report, in the order of the registry, with today's value."""
    taken = report.values
    asked = Asked(report.unit, report.quarter, report.as_of)
    live = taken_values(report.unit, report.quarter, max(today, report.as_of))
    used = {code for section in report.sections.all() for code in codes_in(section.text)}
    return [
        ShownFigure(
            code=code,
            name=gettext(what.name),
            definition=gettext(what.definition),
            value=taken[code],
            live=live.get(code, 0),
            url=registry.page_url(code, asked),
            is_used=code in used,
        )
        for code, (_source, what) in registry.definitions(asked).items()
        if code in taken
    ]


def stale_codes(report: Report, *, today: date) -> list[str]:
    """Return the codes of the figures used in the text whose records say something else today."""
    return [one.code for one in shown_figures(report, today=today) if one.is_used and one.is_stale]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as its page shows it: paragraphs of pieces, each figure with the way to its records.

    Beside each paragraph stands the unit that wrote it, where it was taken over.
    """

    heading: str
    is_part: bool
    paragraphs: tuple[tuple[tuple[tuple[Piece, str], ...], str], ...]


def shown_sections(report: Report, figures: Iterable[ShownFigure]) -> list[ShownSection]:
    """Return the sections of a report with their figures as links."""
    lines = {one.code: one for one in figures}
    values = {code: one.value for code, one in lines.items()}
    authors = authors_of(report, report.as_of)
    return [
        ShownSection(
            section.heading,
            part_of(section.heading).value == "part",
            tuple(
                (
                    tuple(
                        (piece, lines[piece.code].url if piece.code in lines else "")
                        for piece in pieces(line.strip(), values)
                    ),
                    authors.get(line.strip(), ""),
                )
                for line in section.text.splitlines()
                if line.strip()
            ),
        )
        for section in report.sections.all()
    ]


def empty_headings(report: Report) -> list[str]:
    """Return the headings under which nothing is written; a part counts by its sections."""
    sections = list(report.sections.all())
    found = []
    for index, section in enumerate(sections):
        following = sections[index + 1] if index + 1 < len(sections) else None
        is_group = (
            part_of(section.heading).value == "part"
            and following is not None
            and part_of(following.heading).value == "section"
        )
        if not section.text.strip() and not is_group:
            found.append(section.heading)
    return found


def typed_numbers(report: Report) -> list[tuple[str, str]]:
    """Return (heading, number) of the numbers in the text that no figure and no date accounts for."""
    return [
        (section.heading, number)
        for section in report.sections.all()
        for number in numbers_without_source(section.text)
    ]


def form_of(report: Report) -> OfficialForm:
    """Return the official form in force on the report's day."""
    return profile_on(report.day)


def paper_of(report: Report) -> Paper:
    """Return the paper of a stored report."""
    sections = tuple(Section(part_of(one.heading), one.heading, one.text) for one in report.sections.all())
    tasks = tuple(
        TaskLine(one.code, one.title, one.lead, one.origin, one.accepted_on, one.product, one.evaluation)
        for one in report.tasks.all()
    )
    signature = None
    if report.signer_name:
        line = signing_line(Right.ON_BEHALF, report.in_name_of)
        signature = Signature(line, report.signer_title, report.signer_name)
    document = report.document
    if document is not None and document.dated_on is not None:
        head = Head(
            superior=document.superior_name,
            issuer=document.issuer_name,
            number_line=document.number_line,
            date_line=date_line(document.place, document.dated_on),
            subject=document.subject,
            signature=signature,
            recipients=recipient_labels(document),
            is_draft=False,
        )
    else:
        head = _open_head(
            report.unit,
            subject=report.subject,
            day=report.as_of,
            signature=signature,
            is_draft=True,
        )
    figures = _lines(Asked(report.unit, report.quarter, report.as_of), report.values)
    return compose(
        head=head,
        sections=sections,
        figures=figures,
        tasks=tasks,
        as_of=report.as_of,
        together=together_of(report),
        proposals=proposal_lines(report.unit, report.quarter, report.as_of),
    )


def proposals_shown(report: Report, standing: Standing) -> list[registry.Counted]:
    """Return the proposals that the report names, as far as the asker may open them."""
    asked = Asked(report.unit, report.quarter, report.as_of)
    return proposal_figures.records_of("proposals_named", asked, standing)


def proposal_lines(unit: Unit, quarter: Quarter, as_of: date) -> tuple[ProposalLine, ...]:
    """Return the proposals that the report names, each until it is answered, in the words of the paper."""
    rows = proposals_named(unit, first=quarter.first, day=as_of)
    names = names_on(as_of, {one.made_by_id for one in rows})
    with override("vi"):
        return tuple(
            ProposalLine(
                text=one.text,
                made_by=names.get(one.made_by_id) or one.made_by.code,
                made_on=one.made_on,
                addressee=one.addressee.name if one.addressee and one.state_then != "open" else "",
                state=gettext(STATE_WORDS[ProposalState(one.state_then)]),
            )
            for one in rows
        )


def together_of(report: Report) -> Together | None:
    """Return what the units' reports add up to, where a campaign is taken together in the report."""
    campaign = Campaign.objects.filter(report=report).select_related("template").first()
    if campaign is None or not campaign.of.is_quarter:
        return None
    missing = missing_names(campaign, report.as_of)
    return Together(
        indicators=tuple(
            (one.name, one.measure, f"sum_{one.code}")
            for one in campaign.template.indicators.all()
            if one.is_added
        ),
        returned=tuple(missing.get("returned", ())),
        waiting=tuple(missing.get("submitted", ())),
        silent=tuple(missing.get("silent", ())),
    )


def new_paper(unit: Unit, quarter: Quarter, as_of: date) -> Paper:
    """Return the paper of a quarter that nobody has drafted yet, with the outline's own sentences."""
    values = taken_values(unit, quarter, as_of)
    tasks = tuple(line for _, line in taken_tasks(unit, quarter, as_of))
    head = _open_head(unit, subject=subject_of(quarter), day=as_of, signature=None, is_draft=True)
    figures = _lines(Asked(unit, quarter, as_of), values)
    return compose(
        head=head,
        sections=outline(quarter, values),
        figures=figures,
        tasks=tasks,
        as_of=as_of,
        proposals=proposal_lines(unit, quarter, as_of),
    )


def _open_head(
    unit: Unit,
    *,
    subject: str,
    day: date,
    signature: Signature | None,
    is_draft: bool,
) -> Head:
    name = name_row(unit.pk, day)
    return Head(
        superior=superior_name_of(unit.pk, day),
        issuer=name.name if name else unit.code,
        number_line=open_number_line("BC", name.symbol if name else unit.code),
        date_line=open_date_line(place_of(unit.pk), day),
        subject=subject,
        signature=signature,
        recipients=default_recipients(unit, day),
        is_draft=is_draft,
    )


def _lines(asked: Asked, values: Mapping[str, Number]) -> dict[str, FigureLine]:
    """Return the figures with their words in Vietnamese, the language of the paper, and their facts."""
    known = {code: what for code, (_source, what) in registry.definitions(asked).items()}
    with override("vi"):
        return {
            code: FigureLine(
                code,
                gettext(known[code].name),
                gettext(known[code].definition),
                value,
                Fact(
                    code=code,
                    name=gettext(known[code].name),
                    value=str(value),
                    unit=asked.unit.code,
                    period=str(asked.quarter),
                    as_of=asked.as_of.isoformat(),
                    address=registry.api_url(code, asked),
                ),
            )
            for code, value in values.items()
            if code in known
        }


def default_recipients(unit: Unit, day: date) -> tuple[str, ...]:
    """Return the lines under Nơi nhận of a report: the superiors, the commissions, the affiliates."""
    superiors = OutsideBody.objects.filter(on(day), to_unit=unit).exclude(relation="partner")
    lines = [f"{body.name} (để báo cáo)" for body in superiors.filter(relation="superior").order_by("code")]
    lines += [body.name for body in superiors.filter(relation="specialised").order_by("code")]
    return (*lines, "Ủy viên Ban Chấp hành", "Các ban, văn phòng", "Các đảng ủy trực thuộc")


def superior_recipients(unit: Unit, day: date) -> list[OutsideBody]:
    """Return the outside superiors that a report goes to."""
    return list(
        OutsideBody.objects.filter(on(day), to_unit=unit)
        .exclude(relation="partner")
        .order_by("relation", "code")
    )


def affiliates_of(standing: Standing, unit: Unit) -> list[Unit]:
    """Return the committees directly under a unit."""
    tree = standing.tree
    ids = [child for child in tree.children_of.get(unit.pk, ()) if child in tree.committees]
    return list(Unit.objects.filter(pk__in=ids).order_by("code"))


def reporting_units(standing: Standing, day: date) -> list[tuple[str, str]]:
    """Return (id, name) of the units whose reports the asker may write."""
    writers = standing.reach("report.write")
    drafters = standing.reach("report.write", "drafter")
    units = {unit for unit in writers if unit in standing.tree.committees}
    units |= {standing.tree.committee_of(unit) for unit in drafters}
    return unit_choices(day, frozenset(units))


def drafter_for(standing: Standing, unit_id: UUID) -> UUID:
    """Return the unit as which the asker drafts: its own commission, else the committee itself."""
    drafters = standing.reach("report.write", "drafter")
    serving = sorted(str(one) for one in drafters if standing.tree.committee_of(one) == unit_id)
    return UUID(serving[0]) if serving else unit_id


def unit_called(code: str) -> Unit | None:
    """Return the unit with the code; for the command line."""
    return Unit.objects.filter(code=code).first()


def with_names(reports: Sequence[Report | Submission], day: date) -> dict[UUID, str]:
    """Return the names of the reports' units on the day, in one query."""
    rows = UnitName.objects.filter(on(day), unit_id__in={one.unit_id for one in reports})
    return dict(rows.values_list("unit_id", "name"))


def done_of(reports: Sequence[Report]) -> dict[UUID, int]:
    """Return the number of tasks done that each report shows, in one query."""
    rows = ReportFigure.objects.filter(report__in=[one.pk for one in reports], code="done")
    return {report: int(value) for report, value in rows.values_list("report_id", "value")}

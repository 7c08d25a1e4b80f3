"""Every write on reports: one function, one transaction, one line of the record."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from nghisu.documents import actions as documents
from nghisu.documents.actions import Recipient, Signer, day_of
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.signing import Right, bare_name
from nghisu.figures.queries.registry import Asked, Number, definitions
from nghisu.kit import docx
from nghisu.kit.language import clean_name, nfc, slug
from nghisu.kit.official import Paper
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import N_, Conflict, Refusal
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note
from nghisu.reporting.models import Report, ReportFigure, ReportSection, ReportTask
from nghisu.reporting.queries import reports as queries
from nghisu.reporting.rules import states
from nghisu.reporting.rules.outline import outline, subject
from nghisu.reporting.rules.states import State
from nghisu.reporting.rules.text import check_references, filled


class DrafterOutsideHouse(Refusal):
    """A report is drafted by the committee or by a body that serves it."""

    sentence = N_("A report is drafted by the committee itself or by a commission that serves it.")
    field = "unit"


class NoSignatory(Refusal):
    """A report is issued with a signatory."""

    sentence = N_("Name the signatory of the report before it is issued.")
    field = "signer_name"


@transaction.atomic
def draft_report(
    *, unit: Unit, drafter: Unit, quarter: Quarter, as_of: date, by: Standing, at: datetime
) -> Report:
    """Begin the report of a unit's quarter with the outline, and take its figures as known on a day.

    :raises AlreadyDrafted: if the unit has a report of the quarter
    :raises AsOfBeforeQuarter: if the day lies before the quarter
    :raises AsOfAhead: if it has not come
    """
    by.require("report.write", unit=unit.pk, drafter=drafter.pk)
    if drafter.pk not in by.tree.house_of(by.tree.committee_of(unit.pk)):
        raise DrafterOutsideHouse
    _check_as_of(quarter, as_of, at)
    if queries.report_of(unit, quarter) is not None:
        raise states.AlreadyDrafted(quarter=quarter.label)
    report = Report.objects.create(
        unit=unit,
        drafter_unit=drafter,
        year=quarter.year,
        quarter_number=quarter.number,
        as_of=as_of,
        status=State.DRAFT,
        subject=subject(quarter),
        drafted_at=at,
        figures_at=at,
    )
    values = _take(report)
    ReportSection.objects.bulk_create(
        ReportSection(report=report, order=order, heading=one.heading, text=one.text)
        for order, one in enumerate(outline(quarter, values))
    )
    note(
        verb="report.drafted",
        subject=report,
        by=by,
        at=at,
        quarter=str(quarter),
        as_of=as_of.isoformat(),
        done=int(values.get("done", 0)),
    )
    return report


@transaction.atomic
def revise_report(
    *,
    report: Report,
    expected_version: int,
    texts: Mapping[UUID, str],
    subject_line: str | None = None,
    signer_name: str | None = None,
    signer_title: str | None = None,
    by: Standing,
    at: datetime,
) -> Report:
    """Change the text of sections of a draft.

    :raises Conflict: if somebody saved since ``expected_version`` was read
    :raises UnknownFigure: if a text refers to a figure that does not exist
    :raises BrokenReference: if a brace is missing
    """
    report = _locked_for_writing(report, by)
    if report.version != expected_version:
        raise Conflict
    changed = 0
    codes = definitions(Asked(report.unit, report.quarter, report.as_of))
    for section in report.sections.filter(pk__in=texts):
        text = nfc(texts[section.pk]).replace("\r\n", "\n").strip()
        check_references(text, codes)
        if text != section.text:
            section.text = text
            section.save(update_fields=["text"])
            changed += 1
    if subject_line is not None:
        report.subject = clean_name(subject_line)
    if signer_name is not None:
        report.signer_name = bare_name(signer_name).name
    if signer_title is not None:
        report.signer_title = clean_name(signer_title)
    report.save_over(expected_version, "subject", "signer_name", "signer_title")
    note(verb="report.revised", subject=report, by=by, at=at, sections=changed, version=report.version)
    return report


@transaction.atomic
def take_figures(*, report: Report, as_of: date, by: Standing, at: datetime) -> Report:
    """Take the figures of a draft anew, as known on a day.

    :raises AsOfBeforeQuarter: if the day lies before the quarter
    :raises AsOfAhead: if it has not come
    """
    report = _locked_for_writing(report, by)
    _check_as_of(report.quarter, as_of, at)
    report.as_of, report.figures_at = as_of, at
    report.save_over(report.version, "as_of", "figures_at")
    values = _take(report)
    note(
        verb="report.figures_taken",
        subject=report,
        by=by,
        at=at,
        as_of=as_of.isoformat(),
        done=int(values.get("done", 0)),
    )
    return report


@transaction.atomic
def adopt_report(
    *, report: Report, expected_version: int | None = None, by: Standing, at: datetime
) -> Report:
    """Adopt a draft: from now on its text and its figures stay as they are.

    :raises FiguresStale: if the records say something else than the figures used in the text
    :raises EmptySections: if nothing is written
    """
    report = Report.locked(report.pk)
    by.require("report.adopt", unit=report.unit_id)
    states.check_move(report.status, State.ADOPTED)
    if expected_version is not None and report.version != expected_version:
        raise Conflict
    if not any(section.text.strip() for section in report.sections.all()):
        raise states.EmptySections
    if queries.stale_codes(report, today=day_of(at)):
        raise states.FiguresStale
    report.status, report.adopted_at = State.ADOPTED, at
    report.save_over(report.version, "status", "adopted_at")
    values = report.values
    note(
        verb="report.adopted",
        subject=report,
        by=by,
        at=at,
        as_of=report.as_of.isoformat(),
        planned=int(values.get("done_planned", 0)),
        arising=int(values.get("done_arising", 0)),
        done=int(values.get("done", 0)),
    )
    return report


@transaction.atomic
def issue_report(
    *,
    report: Report,
    dated_on: date,
    signer: Signer | None = None,
    write: Callable[[Report], Paper] = queries.paper_of,
    by: Standing,
    at: datetime,
) -> Report:
    """Send an adopted report out: an outgoing document with its number and the paper as its file.

    :raises NoSignatory: if none is named
    :raises NotThatStep: if the report is not adopted
    """
    report = Report.locked(report.pk)
    by.require("document.issue", unit=report.unit_id)
    states.check_move(report.status, State.ISSUED)
    if signer is None:
        if not report.signer_name:
            raise NoSignatory
        signer = Signer(
            name=report.signer_name,
            title=report.signer_title,
            right=Right.ON_BEHALF,
            in_name_of=report.in_name_of,
        )
    document = documents.draft_outgoing(
        drafter=report.unit,
        unit=report.unit,
        type_code="report",
        subject=report.subject,
        organ=Organ.STANDING,
        text=plain_text(report),
        signer=signer,
        recipients=_recipients(report, dated_on, by),
        by=by,
        at=at,
    )
    documents.submit(document=document, by=by, at=at)
    document = documents.issue(document=document, dated_on=dated_on, by=by, at=at)
    report.document, report.status = document, State.ISSUED
    report.signer_name, report.signer_title = bare_name(signer.name).name, signer.title
    report.save_over(report.version, "document", "status", "signer_name", "signer_title")
    documents.attach_made(
        document=document,
        content=docx.write(write(report), queries.form_of(report)),
        name=f"{slug(f'{document.reference} {report.subject}')[:80].strip('-')}.docx",
        media_type=docx.MEDIA_TYPE,
        by=by,
        at=at,
    )
    note(verb="report.issued", subject=report, by=by, at=at, reference=document.reference)
    return report


def plain_text(report: Report) -> str:
    """Return the words of a report with its figures, as the text of its document."""
    values = report.values
    return "\n".join(
        part
        for section in report.sections.all()
        for part in (section.heading, filled(section.text, values))
        if part.strip()
    )


def _locked_for_writing(report: Report, by: Standing) -> Report:
    report = Report.locked(report.pk)
    by.require("report.write", unit=report.unit_id, drafter=report.drafter_unit_id)
    if not report.is_draft:
        raise states.NotThatStep
    return report


def _check_as_of(quarter: Quarter, as_of: date, at: datetime) -> None:
    if as_of < quarter.first:
        raise states.AsOfBeforeQuarter(quarter=quarter.label, first=quarter.first)
    if as_of > day_of(at):
        raise states.AsOfAhead(as_of=as_of)


def _take(report: Report) -> dict[str, Number]:
    """Store the figures and the tasks they count, as known on the report's day."""
    values = queries.taken_values(report.unit, report.quarter, report.as_of)
    report.figures.all().delete()
    ReportFigure.objects.bulk_create(
        ReportFigure(report=report, code=code, value=value) for code, value in values.items()
    )
    report.tasks.all().delete()
    ReportTask.objects.bulk_create(
        ReportTask(
            report=report,
            task_id=pk,
            order=order,
            code=line.code,
            title=line.title,
            lead=line.lead,
            origin=line.origin,
            accepted_on=line.accepted_on,
            product=line.product,
            evaluation=line.evaluation,
        )
        for order, (pk, line) in enumerate(queries.taken_tasks(report.unit, report.quarter, report.as_of), 1)
    )
    return values


def _recipients(report: Report, day: date, by: Standing) -> list[Recipient]:
    superiors = queries.superior_recipients(report.unit, day)
    found = [
        Recipient(f"{body.name} (để báo cáo)" if body.relation == "superior" else body.name, outside=body)
        for body in superiors
    ]
    found += [Recipient("Ủy viên Ban Chấp hành"), Recipient("Các ban, văn phòng")]
    found += [
        Recipient("Các đảng ủy trực thuộc", unit=unit) for unit in queries.affiliates_of(by, report.unit)
    ]
    return found

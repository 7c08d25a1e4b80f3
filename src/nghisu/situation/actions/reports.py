"""Begin, word and issue the situation report of a closed month or quarter; tell the units what follows."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.documents import actions as documents
from nghisu.documents.actions import Recipient, Signer
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.signing import bare_name
from nghisu.kit import docx
from nghisu.kit.language import clean_name, nfc, slug
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.queries import day_of, name_in, on
from nghisu.record.actions import note
from nghisu.situation.models import SituationReport
from nghisu.situation.queries import handler_of
from nghisu.situation.queries.report_paper import IN_NAME_OF, form_of, paper_of
from nghisu.situation.queries.reports import months_missing, table_of, unit_of, units_below
from nghisu.situation.rules import personal
from nghisu.situation.rules.report_paper import subject_of
from nghisu.situation.rules.reports import (
    DECLARATION_ON_PAPER,
    DatedOutside,
    MonthsFirst,
    NoSignatory,
    NotAbove,
    NothingWritten,
    Period,
    ReportBegun,
    ReportIssued,
    ReportNotDeclared,
    ReportNotIssued,
    ReportState,
    SaySomething,
    check_closed,
)

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

TEXTS = ("attention", "assessment", "proposals")


@transaction.atomic
def begin_report(
    *, unit: Unit, period: Period, declared: bool, by: "Standing", at: datetime
) -> SituationReport:
    """Begin the report of a period that is over, by the office's declaration on state secrets.

    :raises PeriodOpen: if it is not over
    :raises ReportBegun: if it has a report; there is one table of a period, never a second
    :raises ReportNotDeclared: if the sentence was not ticked
    """
    by.require("synthesis.write", unit=unit.pk)
    if not units_below(unit.pk, by.tree):
        raise NotAbove
    check_closed(period, day_of(at))
    if not declared:
        raise ReportNotDeclared
    Unit.objects.select_for_update().get(pk=unit.pk)
    known = SituationReport.objects.filter(
        unit=unit, kind=period.kind, year=period.year, number=period.number
    )
    if known.exists():
        raise ReportBegun
    report = SituationReport.objects.create(
        unit=unit,
        kind=period.kind,
        year=period.year,
        number=period.number,
        first=period.first,
        last=period.last,
        begun_on=day_of(at),
    )
    note(
        verb="synthesis.begun",
        subject=report,
        by=by,
        at=at,
        period=str(period),
        words=DECLARATION_ON_PAPER,
    )
    return report


@transaction.atomic
def word_report(
    *,
    report: SituationReport,
    version: int,
    attention: str,
    assessment: str,
    proposals: str,
    by: "Standing",
    at: datetime,
    signer_name: str = "",
    signer_title: str = "",
) -> SituationReport:
    """Write what stands beside the table; nothing in it may point at a person.

    :raises personal.PointsAtAPerson: naming the field in which something does
    """
    report = _locked(report, version)
    by.require("synthesis.write", unit=report.unit_id)
    if report.is_issued:
        raise ReportIssued
    for name, text in zip(TEXTS, (attention, assessment, proposals), strict=True):
        setattr(report, name, _checked(text, name))
    report.signer_name, report.signer_title = bare_name(signer_name).name, clean_name(signer_title)
    report.save_over(version, *TEXTS, "signer_name", "signer_title")
    note(verb="synthesis.worded", subject=report, by=by, at=at, period=str(report.period))
    return report


@transaction.atomic
def issue_report(
    *,
    report: SituationReport,
    version: int,
    dated_on: date,
    signer: Signer | None = None,
    by: "Standing",
    at: datetime,
) -> SituationReport:
    """Send the report out by a document with its number; text and table stay as they are from now on.

    What is merged after this counts in the month in which it is merged.

    :param signer: instead of who is named on the draft
    :raises MonthsFirst: if it is a quarter's and a month of it has no issued report
    :raises NothingWritten: if nothing is assessed
    :raises NoSignatory: if nobody is named to sign
    :raises DatedOutside: if its day lies within the period, or has not come
    """
    report = _locked(report, version)
    by.require("synthesis.issue", unit=report.unit_id)
    if report.is_issued:
        raise ReportIssued
    if not report.assessment:
        raise NothingWritten
    if not report.last < dated_on <= day_of(at):
        raise DatedOutside(last=report.last)
    if signer is None:
        if not (report.signer_name and report.signer_title):
            raise NoSignatory
        signer = Signer(name=report.signer_name, title=report.signer_title, in_name_of=IN_NAME_OF)
    Unit.objects.select_for_update().get(pk=report.unit_id)
    if months_missing(report.unit_id, report.period):
        raise MonthsFirst
    report.table = table_of(report.unit_id, report.period, by.tree)
    subject = subject_of(report.period)
    document = documents.draft_outgoing(
        drafter=report.unit,
        unit=report.unit,
        type_code="report",
        subject=subject,
        organ=Organ.STANDING,
        text="\n".join(getattr(report, name) for name in TEXTS if getattr(report, name)),
        signer=signer,
        recipients=_recipients(report, dated_on, by),
        by=by,
        at=at,
    )
    documents.submit(document=document, by=by, at=at)
    document = documents.issue(document=document, dated_on=dated_on, by=by, at=at)
    report.document, report.state, report.issued_on = document, ReportState.ISSUED, dated_on
    report.signer_name, report.signer_title = bare_name(signer.name).name, signer.title
    report.save_over(version, "document", "table", "state", "issued_on", "signer_name", "signer_title")
    documents.attach_made(
        document=document,
        content=docx.write(paper_of(report, by.tree), form_of(report)),
        name=f"{slug(f'{document.reference} {subject}')[:80].strip('-')}.docx",
        media_type=docx.MEDIA_TYPE,
        by=by,
        at=at,
    )
    note(
        verb="synthesis.issued",
        subject=report,
        by=by,
        at=at,
        touching=[document],
        period=str(report.period),
        reference=document.reference,
    )
    return report


@transaction.atomic
def give_feedback(
    *, report: SituationReport, version: int, words: str, by: "Standing", at: datetime
) -> SituationReport:
    """Tell the units what the meeting that heard the report said on what they raised.

    :raises ReportNotIssued: if the report did not go out
    :raises personal.PointsAtAPerson: if the words do
    """
    return _told("feedback", report, version, words, by, at)


@transaction.atomic
def set_focus(
    *, report: SituationReport, version: int, words: str, by: "Standing", at: datetime
) -> SituationReport:
    """Tell the units what to attend to in the next period.

    :raises ReportNotIssued: if the report did not go out
    :raises personal.PointsAtAPerson: if the words do
    """
    return _told("focus", report, version, words, by, at)


TOLD = {"feedback": "synthesis.feedback_given", "focus": "synthesis.focus_set"}


def _told(
    what: str, report: SituationReport, version: int, words: str, by: "Standing", at: datetime
) -> SituationReport:
    report = _locked(report, version)
    by.require("synthesis.guide", unit=report.unit_id)
    if not report.is_issued:
        raise ReportNotIssued
    words = _checked(words, "words")
    if not words:
        raise SaySomething
    setattr(report, what, words)
    setattr(report, f"{what}_on", day_of(at))
    report.save_over(version, what, f"{what}_on")
    note(verb=TOLD[what], subject=report, by=by, at=at, period=str(report.period))
    return report


def _checked(text: str, field: str) -> str:
    return personal.checked_text(nfc(text).replace("\r\n", "\n").strip(), field=field)


def _locked(report: SituationReport, version: int) -> SituationReport:
    stored = (
        SituationReport.objects.select_for_update(of=("self",))
        .select_related("unit", "document")
        .get(pk=report.pk)
    )
    if stored.version != version:
        raise Conflict
    return stored


def _recipients(report: SituationReport, day: date, by: "Standing") -> list[Recipient]:
    """Return the superiors and those who hear the report; the units read it on their own pages."""
    found = []
    parent = handler_of(report.unit_id, by.tree)
    if parent is not None:
        found.append(Recipient(f"{name_in(by.tree, parent, day)} (để báo cáo)", unit=unit_of(parent)))
    superiors = OutsideBody.objects.filter(on(day), to_unit=report.unit).exclude(relation="partner")
    found += [
        Recipient(f"{body.name} (để báo cáo)" if body.relation == "superior" else body.name, outside=body)
        for body in superiors.order_by("relation", "code")
    ]
    return [*found, Recipient("Ủy viên Ban Thường vụ"), Recipient("Các ban, văn phòng")]

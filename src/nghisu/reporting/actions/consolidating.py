"""Take units' reports together into one, and put adopted reports right by record."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from nghisu.kit.language import clean_name, nfc
from nghisu.kit.periods import Quarter
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note
from nghisu.reporting.models import Campaign, Erratum, Report, ReportSection, SubmissionText, TakenText
from nghisu.reporting.rules import states
from nghisu.reporting.rules.campaigns import ReasonMissing


@transaction.atomic
def tie_report(*, campaign: Campaign, report: Report, by: Standing, at: datetime) -> Campaign:
    """Say in which report a campaign is taken together.

    :raises NotThatStep: if the report is of another unit or quarter
    """
    campaign = Campaign.locked(campaign.pk)
    by.require("campaign.run", unit=campaign.unit_id, drafter=campaign.drafter_unit_id)
    if report.unit_id != campaign.unit_id or campaign.of.last_quarter_of != Quarter(
        report.year, report.quarter_number
    ):
        raise states.NotThatStep
    campaign.report = report
    campaign.save_over(campaign.version, "report")
    note(verb="campaign.consolidated", subject=campaign, by=by, at=at, report=str(report.pk))
    return campaign


@transaction.atomic
def take_texts(
    *,
    report: Report,
    section: ReportSection,
    texts: Sequence[SubmissionText],
    by: Standing,
    at: datetime,
) -> Report:
    """Take units' paragraphs over into a section of a draft; each keeps its author."""
    report = Report.locked(report.pk)
    by.require("report.write", unit=report.unit_id, drafter=report.drafter_unit_id)
    if not report.is_draft:
        raise states.NotThatStep
    lines = [section.text] if section.text else []
    for one in texts:
        words = " ".join(one.text.split())
        if words:
            lines.append(words)
            TakenText.objects.get_or_create(
                section=section,
                submission=one.submission,
                text=words,
                defaults={"unit_id": one.submission.unit_id, "round": one.round},
            )
    section.text = "\n".join(lines)
    section.save(update_fields=["text"])
    report.save_over(report.version)
    note(verb="report.texts_taken", subject=report, by=by, at=at, count=len(texts), heading=section.heading)
    return report


@transaction.atomic
def put_right(
    *, report: Report, place: str, before: str, after: str, reason: str, by: Standing, at: datetime
) -> Erratum:
    """Record what was wrong in an adopted report; its text and figures stay as adopted.

    :raises NotThatStep: while it is a draft
    :raises ReasonMissing: without a reason
    """
    report = Report.locked(report.pk)
    by.require("report.adopt", unit=report.unit_id)
    if report.is_draft:
        raise states.NotThatStep
    if not reason.strip():
        raise ReasonMissing
    erratum = Erratum.objects.create(
        report=report,
        number=Erratum.objects.filter(report=report).count() + 1,
        place=clean_name(place),
        before=nfc(before).strip(),
        after=nfc(after).strip(),
        reason=reason.strip(),
        at=at,
        by_id=by.person_id,
    )
    note(
        verb="report.erratum",
        subject=report,
        by=by,
        at=at,
        number=erratum.number,
        place=erratum.place,
        reason=reason.strip()[:300],
    )
    return erratum

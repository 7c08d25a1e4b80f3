"""Reports with their sections and figures; campaigns that ask units for theirs."""

from nghisu.reporting.models.campaigns import (
    Campaign,
    Erratum,
    ReportTemplate,
    Submission,
    SubmissionSpan,
    SubmissionText,
    SubmissionValue,
    TakenText,
    TemplateCheck,
    TemplateIndicator,
    TemplateSection,
)
from nghisu.reporting.models.reports import Report, ReportFigure, ReportSection, ReportTask

__all__ = [
    "Campaign",
    "Erratum",
    "Report",
    "ReportFigure",
    "ReportSection",
    "ReportTask",
    "ReportTemplate",
    "Submission",
    "SubmissionSpan",
    "SubmissionText",
    "SubmissionValue",
    "TakenText",
    "TemplateCheck",
    "TemplateIndicator",
    "TemplateSection",
]

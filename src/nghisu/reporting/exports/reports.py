"""Files of a report."""

from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.reporting.models import Report
from nghisu.reporting.queries.reports import form_of, paper_of


def as_docx(report: Report) -> bytes:
    """Return the report in the official form of its day as .docx."""
    return docx.write(paper_of(report), form_of(report))


def as_pdf(report: Report) -> bytes:
    """Return the report in the official form of its day as PDF."""
    return pdf.write(paper_of(report), form_of(report))


def file_name(report: Report, suffix: str) -> str:
    """Return a name for the file."""
    reference = report.document.reference if report.document else "du thao bao cao"
    return f"{slug(f'{reference} {report.unit.code} quy {report.quarter}')[:80].strip('-')}.{suffix}"

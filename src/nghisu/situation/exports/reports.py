"""A situation report in its official form."""

from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.organisation.rules.tree import Tree
from nghisu.situation.models import SituationReport
from nghisu.situation.queries.report_paper import form_of, paper_of


def as_docx(report: SituationReport, tree: Tree) -> bytes:
    """Return the report as .docx."""
    return docx.write(paper_of(report, tree), form_of(report))


def as_pdf(report: SituationReport, tree: Tree) -> bytes:
    """Return the report as PDF."""
    return pdf.write(paper_of(report, tree), form_of(report))


def file_name(report: SituationReport, suffix: str) -> str:
    """Return a name for the file: ``321-bc-duk-tinh-hinh-thang-3-2023.docx``."""
    reference = report.document.reference if report.document else "du thao"
    return f"{slug(f'{reference} tinh hinh {report.period.label}')[:80].strip('-')}.{suffix}"

"""A situation report as its pages and its paper show it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, override

from nghisu.documents.queries import name_row, place_of, recipient_labels, superior_name_of
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.numbering import open_number_line
from nghisu.documents.rules.signing import Right, signing_line
from nghisu.kit.official import OfficialForm, Paper, Signature
from nghisu.organisation.rules.tree import Tree
from nghisu.situation.models import SituationReport
from nghisu.situation.queries.reports import table_of
from nghisu.situation.rules.competence import FIELD_BY_CODE
from nghisu.situation.rules.report_paper import TopicLine, report_blocks, subject_of, table_annex
from nghisu.situation.rules.synthesis import Printed
from nghisu.situation.rules.topics import (
    OUTCOME_WORDS,
    SIZE_WORDS,
    TOPIC_WORDS,
    Outcome,
    Size,
    TopicState,
)

IN_NAME_OF = "Ban Thường vụ"


def table_shown(report: SituationReport, tree: Tree) -> dict[str, Any]:
    """Return the table of a report: as it was frozen, or of a draft as it would be."""
    return report.table if report.is_issued else table_of(report.unit_id, report.period, tree)


def topic_lines(table: dict[str, Any]) -> list[TopicLine]:
    """Return the lines of a table in words, in the language that is spoken."""
    return [_line(**one) for one in table["lines"]]


def _line(
    *,
    field: str,
    title: str,
    counts: list[Printed],
    size: str,
    state: str,
    outcome: str,
    authority: str,
    k: int,
    months: Sequence[Printed | None] = (),
    **_rest: Any,
) -> TopicLine:
    known = FIELD_BY_CODE.get(field)
    return TopicLine(
        field=gettext(known.name) if known else "",
        title=title,
        counts=tuple(counts),
        months=tuple(months),
        size=gettext(SIZE_WORDS[Size(size)]) if size else "",
        state=gettext(TOPIC_WORDS[TopicState(state)]),
        outcome=gettext(OUTCOME_WORDS[Outcome(outcome)]) if outcome else "",
        authority=gettext(authority) if authority else "",
        threshold=k,
    )


def form_of(report: SituationReport) -> OfficialForm:
    """Return the official form in force on the report's day."""
    return profile_on(report.issued_on or report.last)


def paper_of(report: SituationReport, tree: Tree) -> Paper:
    """Return the paper of a report; before it is issued, as a draft."""
    with override("vi"):
        lines = topic_lines(table_shown(report, tree))
        sizes = [gettext(SIZE_WORDS[one]).capitalize() for one in Size]
    document, day = report.document, report.issued_on or report.last
    name = name_row(report.unit_id, day)
    issuer = name.name if name else report.unit.code
    number_line = open_number_line("BC", name.symbol if name else report.unit.code)
    dated = open_date_line(place_of(report.unit_id), day)
    recipients: tuple[str, ...] = ()
    if document is not None and document.dated_on is not None:
        number_line, dated = document.number_line, date_line(document.place, document.dated_on)
        recipients = recipient_labels(document)
    signature = None
    if report.signer_name:
        line = signing_line(Right.ON_BEHALF, IN_NAME_OF)
        signature = Signature(line, report.signer_title, report.signer_name)
    subject = subject_of(report.period)
    return Paper(
        superior=superior_name_of(report.unit_id, day),
        issuer=issuer,
        number_line=number_line,
        date_line=dated,
        type_name="báo cáo",
        subject=subject,
        blocks=report_blocks(
            attention=report.attention,
            lines=lines,
            assessment=report.assessment,
            proposals=report.proposals,
        ),
        signature=signature,
        recipients=recipients,
        annexes=(table_annex(report.period, lines, sizes),) if lines else (),
        is_draft=document is None,
        properties={"subject": subject},
    )

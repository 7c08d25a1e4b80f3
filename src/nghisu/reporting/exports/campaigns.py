"""Sheets and the open archive of campaigns."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from nghisu.figures.rules.indicators import KIND_NAMES, Kind
from nghisu.kit import sheets
from nghisu.kit.files import Checked
from nghisu.kit.refusals import N_
from nghisu.kit.sheets import Choice, SheetColumn, SheetShape, fault_words
from nghisu.kit.sheets import Kind as Cells
from nghisu.kit.tables import write_sheet
from nghisu.reporting.actions.campaigns import IndicatorLine
from nghisu.reporting.exports.reports import as_docx
from nghisu.reporting.models import Campaign, Submission
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.queries.campaigns import Matrix
from nghisu.reporting.rules.campaigns import STATUS_NAMES, SheetFaulty, Status

KINDS = tuple(Choice(kind.value, name) for kind, name in KIND_NAMES.items())
YES_NO = (Choice("yes", N_("Yes")), Choice("no", N_("No")))
INDICATORS = SheetShape(
    "indicators",
    N_("Indicators"),
    (
        SheetColumn("code", N_("Code"), required=True, longest=32, help=N_("Small letters, digits and _")),
        SheetColumn("heading", N_("Group"), longest=160),
        SheetColumn("name", N_("Indicator"), required=True, width=44),
        SheetColumn("kind", N_("Flow or stock"), Cells.CHOICE, required=True, choices=KINDS),
        SheetColumn("measure", N_("Counted in"), longest=40),
        SheetColumn("definition", N_("Definition"), longest=600, width=44),
        SheetColumn("added", N_("Units add up"), Cells.CHOICE, choices=YES_NO),
        SheetColumn("required", N_("Required"), Cells.CHOICE, choices=YES_NO),
        SheetColumn(
            "figure",
            N_("From the unit's records"),
            Cells.REFERENCE,
            help=N_("The figure of the registry that the unit's own records answer"),
        ),
    ),
)
ANSWER = SheetShape(
    "report",
    N_("Report of the unit"),
    (
        SheetColumn("code", N_("Code"), required=True, longest=32, width=18),
        SheetColumn("name", N_("Indicator"), width=48),
        SheetColumn("measure", N_("Counted in"), width=14),
        SheetColumn("own", N_("From the unit's records"), Cells.NUMBER, width=16),
        SheetColumn("value", N_("Value"), Cells.NUMBER, width=16),
        SheetColumn("note", N_("Note"), longest=400, width=40),
    ),
)


def indicator_lines(checked: Checked) -> list[IndicatorLine]:
    """Return the indicators of a filled-in sheet.

    :raises SheetFaulty: naming the first cells that are wrong
    """
    reading = sheets.read(checked, INDICATORS)
    _refuse_faults(reading.faults)
    return [
        IndicatorLine(
            code=row.text("code"),
            name=row.text("name"),
            kind=Kind(row.text("kind")),
            definition=row.text("definition"),
            measure=row.text("measure"),
            heading=row.text("heading"),
            figure=row.text("figure"),
            is_added=row.text("added") != "no",
            is_required=row.text("required") != "no",
        )
        for row in reading.rows
    ]


def answers(checked: Checked, submission: Submission) -> dict[UUID, tuple[Decimal | None, str]]:
    """Return the numbers and notes of a unit's filled-in sheet.

    :raises SheetFaulty: naming cells that are wrong, and codes that are not asked for
    """
    reading = sheets.read(checked, ANSWER)
    _refuse_faults(reading.faults)
    codes = {one.code: one.pk for one in submission.campaign.template.indicators.all()}
    strange = [row.text("code") for row in reading.rows if row.text("code") not in codes]
    if strange:
        raise SheetFaulty(faults=gettext("no such code: %(codes)s") % {"codes": ", ".join(strange[:5])})
    return {
        codes[row.text("code")]: (
            Decimal(str(row["value"])) if row["value"] is not None else None,
            row.text("note"),
        )
        for row in reading.rows
    }


def _refuse_faults(faults: Sequence[Any]) -> None:
    if faults:
        raise SheetFaulty(faults=" ".join(fault_words(one) for one in faults[:5]))


def indicator_sheet(rows: Iterable[dict[str, Any]], figures: Sequence[tuple[str, str]]) -> bytes:
    """Return the sheet in which the indicators of a template are written."""
    return sheets.written(INDICATORS, rows, offered={"figure": figures})


def template_rows(template: Any) -> list[dict[str, Any]]:
    """Return the indicators of a template as rows of its sheet."""
    return [
        {
            "code": one.code,
            "heading": one.heading,
            "name": one.name,
            "kind": one.kind,
            "measure": one.measure,
            "definition": one.definition,
            "added": "yes" if one.is_added else "no",
            "required": "yes" if one.is_required else "no",
            "figure": one.figure,
        }
        for one in template.indicators.all()
    ]


def answer_sheet(submission: Submission) -> bytes:
    """Return the sheet that a unit fills in away from the product."""
    known = queries.values_of(submission)
    rows = []
    for one in submission.campaign.template.indicators.all():
        row = known.get(one.pk)
        rows.append(
            {
                "code": one.code,
                "name": one.name,
                "measure": one.measure,
                "own": row.prefilled if row else None,
                "value": row.value if row else None,
                "note": row.note if row else "",
            }
        )
    return sheets.written(ANSWER, rows)


def annex_sheet(campaign: Campaign, matrix: Matrix, day: date) -> bytes:
    """Return the annex: units in rows, indicators in columns, the accepted sum below."""
    heads = [gettext("Code"), gettext("Unit"), gettext("State"), *(one.name for one in matrix.indicators)]
    rows: list[list[Any]] = [
        [row.code, row.name, gettext(STATUS_NAMES[Status(row.status)]), *cells] for row, cells in matrix.rows
    ]
    rows.append(
        ["", gettext("Sum of the accepted reports"), queries.tally_of(campaign, day).words, *matrix.sums]
    )
    note = gettext("As known on %(day)s") % {"day": f"{day:%d/%m/%Y}"}
    return write_sheet(title=campaign.title, note=note, heads=heads, rows=rows)


def archive(campaign: Campaign, day: date) -> bytes:
    """Return everything of a campaign in open formats: definitions, values by round, words, the paper."""
    template = campaign.template
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("doc-toi.txt", README)
        packed.writestr("campaign.json", json.dumps(_described(campaign, day), ensure_ascii=False, indent=1))
        packed.writestr("indicators.csv", _csv(INDICATOR_HEADS, _indicator_rows(template)))
        packed.writestr("states.csv", _csv(STATE_HEADS, _state_rows(campaign)))
        packed.writestr("values.csv", _csv(VALUE_HEADS, _value_rows(campaign)))
        packed.writestr("texts.csv", _csv(TEXT_HEADS, _text_rows(campaign)))
        if campaign.report is not None:
            packed.writestr("bao-cao.docx", as_docx(campaign.report))
    return target.getvalue()


README = (
    "Hồ sơ mở của một đợt báo cáo.\n"
    "campaign.json: đợt báo cáo và kết quả tổng hợp; indicators.csv: chỉ tiêu và định nghĩa;\n"
    "states.csv: từng bước của mỗi tổ chức; values.csv: số liệu theo từng lần gửi; texts.csv: lời văn;\n"
    "bao-cao.docx: báo cáo tổng hợp, mỗi con số mang theo căn cứ của nó (customXml/facts.xml).\n"
)
INDICATOR_HEADS = ("code", "name", "kind", "measure", "definition", "is_added", "is_required", "figure")
STATE_HEADS = ("unit", "number", "status", "round", "known_from", "known_until", "act", "words")
VALUE_HEADS = ("unit", "round", "indicator", "value", "own_records", "note")
TEXT_HEADS = ("unit", "round", "section", "text")


def _described(campaign: Campaign, day: date) -> dict[str, Any]:
    tally = queries.tally_of(campaign, day)
    codes = {one.pk: one.code for one in campaign.template.indicators.all()}
    return {
        "title": campaign.title,
        "unit": campaign.unit.code,
        "period": campaign.period,
        "figures_as_of": campaign.as_of.isoformat(),
        "due_on": campaign.due_on.isoformat(),
        "close_on": campaign.close_on.isoformat(),
        "known_on": day.isoformat(),
        "asked": tally.asked,
        "accepted": tally.accepted,
        "missing": queries.missing_names(campaign, day),
        "rules": list(campaign.template.checks.values_list("text", flat=True)),
        "sums": {codes[pk]: str(value) for pk, value in queries.sums_of(campaign, day).items()},
    }


def _indicator_rows(template: Any) -> Iterable[Sequence[Any]]:
    return template.indicators.values_list(*INDICATOR_HEADS)  # type: ignore[no-any-return]


def _state_rows(campaign: Campaign) -> Iterable[Sequence[Any]]:
    return queries.all_spans(campaign)


def _value_rows(campaign: Campaign) -> Iterable[Sequence[Any]]:
    return queries.all_values(campaign)


def _text_rows(campaign: Campaign) -> Iterable[Sequence[Any]]:
    return queries.all_texts(campaign)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return "\ufeff" + target.getvalue()

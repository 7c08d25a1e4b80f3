"""A list merged with a text into one PDF, or pictures of its first pages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from nghisu.kit import pdf
from nghisu.kit.official import two_lines
from nghisu.kit.table_paper import PaperColumn, TablePaper
from nghisu.meetings.exports.pack import drawn
from nghisu.meetings.queries.merge import Text
from nghisu.meetings.rules.merge import Layout, Name, filled, seat_of

TEMPLATE = Path(__file__).parent.parent / "typst" / "merge.typ"
CAPACITIES = {"member": "Đại biểu chính thức", "invited": "Đại biểu mời"}


def merged(
    text: Text,
    names: Sequence[Name],
    values: Mapping[str, str],
    *,
    per_row: int,
    address: str = "",
) -> bytes:
    """Return everybody of the list on the layout of the text, as one PDF."""
    if text.layout is Layout.SIGN_IN:
        return sign_in_sheet(names, values).pdf()
    return pdf.from_template(TEMPLATE, _values(text, names, values, per_row=per_row, address=address))


def preview(text: Text, names: Sequence[Name], values: Mapping[str, str], *, per_row: int) -> bytes:
    """Return a picture of the first page, of the list's first names."""
    shown = names if text.layout is Layout.SEATING else names[:24]
    if text.layout is Layout.SIGN_IN:
        return sign_in_sheet(names[:24], values).picture()
    made = _values(text, shown, values, per_row=per_row, address="")
    return pdf.pictures(TEMPLATE, made, ppi=70)[0]


def sign_in_sheet(names: Sequence[Name], values: Mapping[str, str]) -> TablePaper:
    """Return the sheet on which everybody signs."""
    return TablePaper(
        issuer=values["co_quan"],
        title=_("Sign-in sheet"),
        lines=[values["hoi_nghi"], values["phien"], f"{values['gio']}, {values['ngay']}"],
        columns=[
            PaperColumn(_("No. on the list"), 12, "center"),
            PaperColumn(_("Full name"), 55),
            PaperColumn(_("Office held")),
            PaperColumn(_("Signs here"), 38),
        ],
        rows=[[str(number), one.name, one.duty, ""] for number, one in enumerate(names, start=1)],
        pad=8,
    )


def _values(
    text: Text, names: Sequence[Name], values: Mapping[str, str], *, per_row: int, address: str
) -> dict[str, Any]:
    rows = []
    for number, one in enumerate(names):
        seat = seat_of(number, per_row=per_row)
        own = {
            **values,
            "ten": one.name,
            "chuc_vu": one.duty,
            "don_vi": one.unit,
            "tu_cach": CAPACITIES.get(one.capacity, one.capacity),
            "ghe": seat,
            "stt": str(number + 1),
        }
        rows.append(
            {
                "name": one.name,
                "seat": seat,
                "row": seat.rstrip("0123456789"),
                "lines": filled(text.text, own).splitlines(),
            }
        )
    return {
        "title": values["hoi_nghi"],
        "layout": text.layout.value,
        "issuer": values["co_quan"],
        "issuer_lines": two_lines(values["co_quan"], 85, 11),
        "place": values.get("noi_gui", ""),
        "names": rows,
        "per_row": per_row,
        "qr": drawn(address) if address else "",
        "scan": "Quét để xem tài liệu và trả lời",
        "words": {"plan": _("Seating plan"), "front": _("Front of the hall")},
    }

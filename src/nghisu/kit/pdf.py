"""Write an official paper as PDF, with the same measurements as the .docx, by typst."""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from nghisu.kit.docx import HEADER_MM, closed
from nghisu.kit.official import OfficialForm, Paper, two_lines

MEDIA_TYPE = "application/pdf"
FONTS = Path(__file__).parent / "fonts"
TEMPLATE = Path(__file__).parent / "typst" / "official.typ"
FAMILIES = ("Nghi Su Serif", "Tinos", "Liberation Serif", "Times New Roman")
SIGN_HERE = "<sign-here>"
A4 = (595.28, 841.89)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page, in points from its lower left corner.

    :param page: the first is 0
    """

    page: int
    left: float
    bottom: float
    right: float
    top: float


def write(paper: Paper, form: OfficialForm) -> bytes:
    """Return the paper as the bytes of a PDF."""
    inputs = {"paper": json.dumps(_values(paper, form), ensure_ascii=False)}
    with _lock:
        return bytes(_compiler().compile(format="pdf", sys_inputs=inputs))


def place_to_sign(paper: Paper, form: OfficialForm) -> Place:
    """Return where the signature stands: between title and name; at the head of a paper without signatory."""
    inputs = {"paper": json.dumps(_values(paper, form), ensure_ascii=False)}
    with _lock:
        found = json.loads(_compiler(inputs=inputs).query(SIGN_HERE, field="value"))
    if not found:
        return Place(0, A4[0] - 250, A4[1] - 54, A4[0] - 43, A4[1] - 6)
    here, height = found[0], form["page_height_mm"] * 72 / 25.4
    top, left = height - here["y"] - 4, here["x"] + 12
    return Place(here["page"] - 1, left, top - 56, left + 211, top)


def from_template(template: Path, values: Mapping[str, Any]) -> bytes:
    """Return what a typst template makes of the values, as the bytes of a PDF.

    The template reads them as ``json(bytes(sys.inputs.values))``; they are data, never markup.
    """
    with _lock:
        return bytes(_compiler(template).compile(format="pdf", sys_inputs=_inputs(values)))


def pictures(template: Path, values: Mapping[str, Any], *, ppi: float = 110) -> list[bytes]:
    """Return the pages as PNG pictures, to be looked at before printing."""
    with _lock:
        made = _compiler(template).compile(format="png", ppi=ppi, sys_inputs=_inputs(values))
    return [bytes(one) for one in made] if isinstance(made, list) else [bytes(made)]


def _inputs(values: Mapping[str, Any]) -> dict[str, str]:
    fonts = [FAMILIES[0]] if any(FONTS.glob("*.ttf")) else list(FAMILIES)
    return {"values": json.dumps({"fonts": fonts, **values}, ensure_ascii=False)}


def _compiler(template: Path = TEMPLATE, inputs: dict[str, str] | None = None) -> Any:
    return typst.Compiler(
        str(template),
        sys_inputs=inputs or {},
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=any(FONTS.glob("*.ttf")),
    )


def _values(paper: Paper, form: OfficialForm) -> dict[str, Any]:
    values = asdict(paper)
    values["form"] = {name: measure.value for name, measure in form.values.items()}
    values["fonts"] = list(FAMILIES) if not any(FONTS.glob("*.ttf")) else [FAMILIES[0]]
    width = HEADER_MM[form.family][0]
    values["superior_lines"] = two_lines(paper.superior.upper(), width, form["superior_pt"])
    values["issuer_lines"] = two_lines(paper.issuer.upper(), width, form["issuer_pt"])
    values["header_mm"] = HEADER_MM[form.family]
    values["keep_line"] = paper.keep_line or form["keep_line"].format(issuer=paper.issuer)
    if paper.copy is not None:
        copy = values["copy"]
        copy["superior_lines"] = (
            two_lines(paper.copy.superior.upper(), width, form["superior_pt"]) if paper.copy.superior else ()
        )
        copy["issuer_lines"] = two_lines(paper.copy.issuer.upper(), width, form["issuer_pt"])
        copy["keep_line"] = paper.copy.keep_line or form["keep_line"].format(issuer=paper.copy.issuer)
    anchors = [annex.anchor for annex in paper.annexes]
    anchors += [row.anchor for annex in paper.annexes for row in annex.rows]
    values["anchors"] = [anchor for anchor in anchors if anchor]
    if values["blocks"]:
        last = values["blocks"][-1]["runs"][-1]
        last["text"] = closed(last["text"], form["end_mark"])
    return values

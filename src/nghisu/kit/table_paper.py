"""A table as a paper to be printed, by typst; knows no committee."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nghisu.kit import pdf

TEMPLATE = Path(__file__).parent / "typst" / "sheet.typ"


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column; one of width 0 shares what is left."""

    title: str
    mm: float = 0
    align: str = "left"


@dataclass(frozen=True, slots=True)
class TablePaper:
    """Everything on the paper. A row of one cell is a heading across the table."""

    title: str
    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[str]]
    issuer: str = ""
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    signers: Sequence[str] = ()
    sign_hint: str = ""
    landscape: bool = False
    pad: float = 5
    extra: dict[str, str] = field(default_factory=dict)

    def pdf(self) -> bytes:
        """Return it as a PDF."""
        return pdf.from_template(TEMPLATE, asdict(self))

"""Words across every sheet of a file that is finished: Word and PDF."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
import pypdf
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from nghisu.kit import pdf

TEMPLATE = Path(__file__).parent / "typst" / "mark.typ"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def in_word(content: bytes, words: str) -> bytes:
    """Return a Word file with the words behind the text of every page, in each header that there is."""
    file = docx.Document(io.BytesIO(content))
    begun = set()  # kinds of headers that an earlier section has; later ones without their own show that one
    for section in file.sections:
        headers = {"every": section.header}
        if section.different_first_page_header_footer:
            headers["first"] = section.first_page_header
        if file.settings.odd_and_even_pages_header_footer:
            headers["even"] = section.even_page_header
        for kind, header in headers.items():
            if header.is_linked_to_previous and kind in begun:
                continue
            header.is_linked_to_previous = False
            header.paragraphs[-1]._p.append(_shape(words))
            begun.add(kind)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _shape(words: str) -> Any:
    return parse_xml(
        f"<w:r {nsdecls('w')} {VML}><w:pict>"
        '<v:shape id="PowerPlusWaterMarkObject" type="#_x0000_t136" style="position:absolute;width:420pt;'
        "height:105pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="#d09090" stroked="f" o:allowincell="f">'
        '<v:fill opacity=".5"/><v:path textpathok="t"/>'
        f'<v:textpath on="t" style="font-family:\'Times New Roman\';font-size:1pt" string="{words}"/>'
        "</v:shape></w:pict></w:r>"
    )


def across_pdf(content: bytes, words: str) -> bytes:
    """Return a PDF file with the words across every page."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    for leaf in writer.pages:
        box = leaf.mediabox
        size = (round(float(box.width)), round(float(box.height)))
        stamp = pypdf.PdfReader(io.BytesIO(_sheet(words, *size))).pages[0]
        leaf.merge_page(stamp)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@lru_cache(maxsize=8)
def _sheet(words: str, width: int, height: int) -> bytes:
    return pdf.from_template(TEMPLATE, {"words": words, "width": width, "height": height})

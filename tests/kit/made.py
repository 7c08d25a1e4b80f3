"""Files made in memory: honest ones, marked ones and hostile ones."""

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a ZIP archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def paragraphs(*lines: str) -> str:
    """Return paragraphs of Word, each in as many runs as it has words."""
    made = ""
    for line in lines:
        runs = "".join(
            f'<w:r><w:t xml:space="preserve">{piece}</w:t></w:r>' for piece in line.partition(" ") if piece
        )
        made += f"<w:p>{runs}</w:p>"
    return made


def docx(*lines: str, **parts: str | bytes) -> bytes:
    """Return a .docx with these paragraphs; further parts by name, with __ for / and _xml for .xml."""
    body = f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs(*lines)}</w:body></w:document>'
    more = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": body, **more})


def docx_header(line: str) -> bytes:
    return docx("Nội dung.", word__header1_xml=f'<w:hdr xmlns:w="{WORD}">{paragraphs(line)}</w:hdr>')


def docx_text_box(line: str) -> bytes:
    box = f"<w:r><w:pict><w:txbxContent>{paragraphs(line)}</w:txbxContent></w:pict></w:r>"
    text = "<w:r><w:t>Nội dung</w:t></w:r>"
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p>{box}{text}</w:p></w:body></w:document>'
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": body})


def xlsx_cells(*cells: str) -> bytes:
    shared = "".join(f"<si><t>{cell}</t></si>" for cell in cells)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(
        {"[Content_Types].xml": TYPES, "xl/workbook.xml": "<workbook/>",
         "xl/sharedStrings.xml": f'<sst xmlns="{space}">{shared}</sst>'}
    )  # fmt: skip


def pptx_lines(*lines: str) -> bytes:
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return zipped(
        {"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p/>",
         "ppt/slides/slide1.xml": f'<a:sld xmlns:a="{space}">{text}</a:sld>'}
    )  # fmt: skip


def odt(*lines: str, styles: str = "") -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    text = "".join(f"<t:p>{line}</t:p>" for line in lines)
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<c xmlns:t="{space}">{text}</c>',
            "styles.xml": f'<s xmlns:t="{space}"><t:p>{styles}</t:p></s>',
        }
    )


def doc(*lines: str) -> bytes:
    """Return what a .doc looks like to a reader of bytes."""
    return OLE + "\r".join(lines).encode("utf-16-le") + b"\r\0" + b"\0" * 512


def xls(*cells: str) -> bytes:
    """Return what the shared strings of a .xls look like: length, flag, letters."""
    made = b"".join(len(cell).to_bytes(2, "little") + b"\x01" + cell.encode("utf-16-le") for cell in cells)
    return OLE + made + b"\0" * 512


def rtf(*lines: str) -> bytes:
    def coded(line: str) -> str:
        return "".join(letter if ord(letter) < 128 else f"\\u{ord(letter)}?" for letter in line)

    return (
        "{\\rtf1\\ansi\\uc1 " + "".join(f"\\pard\\b {coded(line)}\\par\n" for line in lines) + "}"
    ).encode()


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def pdf(*lines: str) -> bytes:
    """Return a PDF of these lines, set by typst."""
    return pdf_of(*(f"#text({_quoted(line)})" for line in lines))


def pdf_of(*pieces: str) -> bytes:
    """Return a PDF of these pieces in the language of typst, a paragraph each."""
    import typst

    source = "#set page(width: 210mm, height: 297mm)\n" + "\n\n".join(pieces)
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def _quoted(line: str) -> str:
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'

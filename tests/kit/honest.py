"""Papers as an office has them: 200 that only speak of secrets, 120 and more that bear a mark."""

import io
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Callable, Iterator

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from tests.kit import made

from nghisu.kit.language import to_tcvn3
from nghisu.kit.language.legacy import VNI

TITLES = (
    "Kết quả công tác bảo vệ bí mật nhà nước quý I/2023",
    "CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC NĂM 2023",
    "Quy chế bảo mật thông tin trên mạng nội bộ",
    "QUY CHẾ BẢO MẬT",
    "Kế hoạch thay mật khẩu các hệ thống dùng chung",
    "THÔNG BÁO VỀ VIỆC ĐỔI MẬT KHẨU HỘP THƯ CÔNG VỤ",
    "Hướng dẫn bỏ phiếu kín tại đại hội chi bộ",
    "Biên bản kiểm phiếu kín bầu bổ sung Ban Thường vụ",
    "Báo cáo mật độ dân số và lao động tại các đơn vị trực thuộc",
    "MẬT ĐỘ XÂY DỰNG KHU NHÀ CÔNG VỤ",
    "Hội nghị tổng kết công tác cơ yếu, mật mã",
    "Tờ trình về mua máy hủy tài liệu và tủ bảo mật",
    "Công văn mời dự lớp tập huấn Luật Bảo vệ bí mật nhà nước",
    "Kế hoạch thăm làng nghề nuôi ong lấy mật",
    "Giấy giới thiệu đoàn công tác về phường Mật Sơn, thành phố Thanh Hóa",
    "Chương trình gặp mặt thân mật nhân ngày thành lập Đảng bộ",
    "MẶT TRẬN TỔ QUỐC PHỐI HỢP GIÁM SÁT NĂM 2023",
    "Danh sách tài liệu không thuộc danh mục mật",
    "Đề cương tuyên truyền về an toàn, an ninh mạng",
    "Tài liệu hỏi đáp về bí mật thư tín và quyền riêng tư",
    "QUẢN LÝ VĂN BẢN MẬT VÀ CON DẤU",
    "Báo cáo rà soát văn bản đã giải mật",
    "Nội dung thi tìm hiểu Luật Bảo vệ bí mật nhà nước",
    "Phụ lục phân công người làm công tác bảo vệ bí mật",
    "Thống kê sản phẩm OCOP: mật ong, mật mía, trà",
)
SENTENCES = (
    "Cấp ủy thường xuyên giữ mối liên hệ mật thiết với nhân dân, lắng nghe tâm tư của cán bộ, đảng viên.",
    "Việc đóng dấu MẬT, TỐI MẬT, TUYỆT MẬT theo Luật Bảo vệ bí mật nhà nước do văn thư thực hiện.",
    "Mật khẩu phải có ít nhất 12 ký tự và không dùng chung cho nhiều hệ thống.",
    "Hội nghị tiến hành bỏ phiếu kín; phiếu được niêm phong trước khi bàn giao cho văn phòng.",
    "Tài liệu có độ mật phải soạn thảo trên máy tính không nối mạng, đặt trong phòng có khóa.",
    "Mật độ đảng viên tại các doanh nghiệp nhà nước tăng 3,5% so với cùng kỳ.",
    "Đoàn thanh niên tổ chức bán hàng giúp dân: 120 chai mật ong, 40 hộp phấn hoa.",
    "Các đồng chí đã trao đổi thân mật, thẳng thắn, trên tinh thần xây dựng.",
    "Cán bộ cơ yếu bảo đảm thông tin mật mã thông suốt trong dịp lễ.",
    "Không phát hiện trường hợp làm lộ, mất bí mật nhà nước trong kỳ báo cáo.",
    "Danh mục bí mật nhà nước của Đảng gồm ba độ: tuyệt mật, tối mật và mật.",
    "Hồ sơ đề nghị giải mật được lập theo từng văn bản, có ý kiến của đơn vị soạn thảo.",
    "Thư mật của công dân gửi qua hòm thư góp ý được chuyển nguyên niêm phong.",
    "Số liệu thống kê đến ngày 31 tháng 3 năm 2023; đơn vị tính: người, tổ chức.",
    "Đề nghị các đảng ủy trực thuộc gửi báo cáo trước ngày 25 hằng tháng.",
    "Đảng ủy phường Mật Sơn chia sẻ kinh nghiệm xây dựng chi bộ bốn tốt.",
    "Vụ mùa năm nay các hộ nuôi ong thu mật sớm hơn mười ngày.",
    "Người được giao quản lý tài liệu mật ký cam kết bảo mật khi nhận nhiệm vụ.",
    "Phần mềm mã hóa đường truyền bảo đảm an toàn, bảo mật dữ liệu cá nhân.",
    "Mặt khác, việc học tập nghị quyết cần gắn với nhiệm vụ chính trị của từng cơ quan.",
)
SHORT = (
    "Mật khẩu", "Bí mật nhà nước", "Mật độ", "Mật ong", "Bỏ phiếu kín", "Bảo mật", "Giải mật", "Cơ mật",
    "Độ mật: Thường", "Không mật", "Phường Mật Sơn", "Mật mã", "Thân mật", "Mật thiết", "MẬT KHẨU", "MẬT MÃ",
    "BẢO MẬT", "BÍ MẬT", "mật", "Số trang", "Ghi chú", "Người quản lý",
)  # fmt: skip
CLERKS = ("Nguyễn Văn An", "Trần Thị Ánh", "Lê Đạt", "Hoàng Ân", "Phạm Thị Mật", "Đỗ Thanh Hà", "Vũ Hà")


def paper(number: int) -> list[str]:
    """Return the lines of a paper: letterhead, number, date, subject, paragraphs, signature, recipients."""
    title = TITLES[number % len(TITLES)]
    body = [SENTENCES[(number * 7 + place * 3) % len(SENTENCES)] for place in range(6 + number % 5)]
    return [
        "ĐẢNG BỘ KHỐI CÁC CƠ QUAN TRUNG ƯƠNG",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "ĐẢNG ỦY KHỐI",
        "*",
        f"Số {10 + number}-BC/ĐUK",
        f"Hà Nội, ngày {1 + number % 28:02} tháng 4 năm 2023",
        "BÁO CÁO",
        title,
        "-----",
        "Kính gửi: Các đảng ủy trực thuộc",
        *(f"{place}. {line}" for place, line in enumerate(body, start=1)),
        "T/M BAN THƯỜNG VỤ",
        "PHÓ BÍ THƯ",
        CLERKS[number % len(CLERKS)],
        "Nơi nhận:",
        "- Như trên,",
        "- Lưu Văn phòng Đảng ủy.",
    ]


def word(lines: list[str], *, header: str = "", cell: str = "", box: str = "") -> bytes:
    """Return a paper written by python-docx: a table for the letterhead, a header, a footer, a text box."""
    paper, stream = docx.Document(), io.BytesIO()
    head = paper.add_table(rows=2, cols=2)
    for place, line in enumerate(lines[:4]):
        head.rows[place // 2].cells[place % 2].text = line
    if cell:
        head.add_row().cells[0].text = cell
    for line in lines[4:]:
        run = paper.add_paragraph().add_run(line)
        run.font.size, run.font.name = Pt(14), "Times New Roman"
    section = paper.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.header.paragraphs[0].text = header
    section.footer.paragraphs[0].text = "Trang 1"
    paper.core_properties.title = lines[7] if len(lines) > 7 else lines[0]
    paper.save(stream)
    content = stream.getvalue()
    return with_text_box(content, box) if box else content


def with_text_box(content: bytes, line: str) -> bytes:
    """Put a text box of Word's present form at the head of a .docx."""
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<w:drawing><wps:wsp><wps:txbx><w:txbxContent>{made.paragraphs(line)}</w:txbxContent></wps:txbx>"
        "</wps:wsp></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + box.encode(), 1)
            new.writestr(part.filename, data)
    return target.getvalue()


def sheet(lines: list[str], *, header: str = "", box: str = "", tab: str = "", note: str = "") -> bytes:
    """Return a table written by XlsxWriter: a head, columns of words and numbers, a header of the print."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet(tab or "Tổng hợp")
        page.write_row(0, 0, ("STT", "Nội dung", "Số lượng", "Người quản lý"))
        for row, line in enumerate(lines, start=1):
            page.write_row(row, 0, (row, line, row * 3, CLERKS[row % len(CLERKS)]))
        page.set_header(header or '&L&"Times New Roman,Italic"ĐẢNG ỦY KHỐI&RTrang &P/&N')
        if box:
            page.insert_textbox(2, 6, box)
        if note:
            page.write_comment(1, 1, note)
    return stream.getvalue()


def ods(lines: list[str], *, tab: str = "Tổng hợp", header: str = "") -> bytes:
    """Return an OpenDocument table."""
    spaces = (
        'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    rows = "".join(
        f"<table:table-row><table:table-cell><text:p>{row}</text:p></table:table-cell>"
        f"<table:table-cell><text:p>{line}</text:p></table:table-cell></table:table-row>"
        for row, line in enumerate(lines, start=1)
    )
    body = f'<o:spreadsheet><table:table table:name="{tab}">{rows}</table:table></o:spreadsheet>'
    return made.zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<o:document-content {spaces}><o:body>{body}</o:body></o:document-content>",
            "styles.xml": f"<o:document-styles {spaces}><text:p>{header}</text:p></o:document-styles>",
        }
    )


def page(lines: list[str], *, header: str = "", layer: str = "") -> bytes:
    """Return a PDF set by typst: two columns of letterhead, numbered pages, a picture of words behind."""
    import typst

    words = [made._quoted(line) for line in lines]
    source = (
        f'#set page(paper: "a4", header: text({made._quoted(header)}), '
        f"background: rotate(-40deg, text(60pt, luma(85%), {made._quoted(layer)})))\n"
        f"#grid(columns: (1fr, 1fr), row-gutter: 6pt, {', '.join(f'[#{one}]' for one in words[:4])})\n"
        + "\n\n".join(f"#text({one})" for one in words[4:])
    )
    done = typst.compile(source.encode())
    assert isinstance(done, bytes)
    return done


def to_vni(text: str) -> str:
    """Return text as the font family VNI draws it."""
    back = {letter: code for code, letter in reversed(VNI.items())}
    return "".join(back.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def cp1258(text: str) -> bytes:
    """Return text in Windows-1258, which holds a letter with its hat and its tone apart."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    made_of = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(one for one in parts if one in tones)
        made_of += unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones)) + tone
    return made_of.encode("cp1258", errors="replace")


def _latin1(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("latin-1", errors="replace")


WAYS: dict[str, Callable[[list[str]], bytes]] = {
    "docx": word,
    "header.docx": lambda lines: word(lines, header=lines[7]),
    "box.docx": lambda lines: word(lines, box=lines[7]),
    "cell.docx": lambda lines: word(lines, cell=lines[11]),
    "plain.docx": lambda lines: made.docx(*lines),
    "xlsx": lambda lines: sheet([*lines[6:], *SHORT]),
    "box.xlsx": lambda lines: sheet(lines[9:], box=lines[7], note=lines[10]),
    "ods": lambda lines: ods([*lines[6:], *SHORT]),
    "odt": lambda lines: made.odt(*lines, styles=lines[7]),
    "pptx": lambda lines: made.pptx_lines(*lines[4:]),
    "pdf": page,
    "header.pdf": lambda lines: page(lines, header=lines[7]),
    "doc": lambda lines: made.doc(*lines),
    "xls": lambda lines: made.xls(*lines, *SHORT),
    "rtf": lambda lines: made.rtf(*lines),
    "txt": lambda lines: made.text(*lines),
    "nfd.txt": lambda lines: unicodedata.normalize("NFD", "\n".join(lines)).encode(),
    "utf16.txt": lambda lines: "\n".join(lines).encode("utf-16"),
    "tcvn3.txt": lambda lines: _latin1([to_tcvn3(line.lower()) for line in lines]),
    "vni.txt": lambda lines: _latin1([to_vni(line) for line in lines]),
    "1258.txt": lambda lines: cp1258("\n".join(lines)),
    "csv": lambda lines: "\n".join(f'{n};"{line}"' for n, line in enumerate(lines)).encode("utf-8-sig"),
}


def innocent_files() -> Iterator[tuple[str, bytes]]:
    """Yield 200 papers, no two alike, in turn in every kind and encoding."""
    ways = list(WAYS.items())
    for number in range(200):
        way, write = ways[number % len(ways)]
        yield (
            f"{number} {TITLES[number % len(TITLES)][:40].capitalize()}.{way.rpartition('.')[2]}",
            write(paper(number)),
        )


SPELLINGS = (
    "MẬT", "TỐI MẬT", "TUYỆT MẬT", "M Ậ T", "T Ố I   M Ậ T", "[ MẬT ]", "(TỐI MẬT)", "«TUYỆT MẬT»", "MẬT.",
    "M.Ậ.T", "M-Ậ-T", "— TỐI  MẬT —", "*MẬT*", "=== TUYỆT MẬT ===", "M\u00a0Ậ\u00a0T", "M\u200bẬ\u200dT",
    "ＭẬＴ", "МẬТ", "ΜẬΤ", "𝐌Ậ𝐓", "TUYET MAT", "Tối mật", "tuyệt mật", "Mật", "MẬT - KHẨN", "HỎA TỐC - MẬT",
    "MẬT/THƯỢNG KHẨN", "MẬT (bản số 3)", "TỐI MẬT Bản số: 03", "Số bản: 05 MẬT", "Số 12-BC/ĐUK (MẬT)",
    "Mật Số 12-BC/ĐUK", "Độ mật: Mật", "Độ Mật : TUYỆT MẬT", "Mức độ mật: Tối mật", "PHÂN LOẠI: MẬT",
    "DẤU CHỈ ĐỘ MẬT: TỐI MẬT", "TÀI LIỆU MẬT", "MẬT; KHÔNG SAO CHỤP", "MẬT - LƯU HÀNH NỘI BỘ",
    "TUYỆT MẬT ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG ỦY KHỐI\tMẬT\tHà Nội", "M\u0336Ậ\u0336T\u0336",
    unicodedata.normalize("NFD", "MẬT"), unicodedata.normalize("NFD", "TỐI MẬT"), "MÂ\u0323T",
)  # fmt: skip


STRANGE = re.compile("[\u0336\u200b-\u200d\uff00-\uffff\u0370-\u04ff\U0001d400-\U0001d7ff]")


def capitals_by_form(lines: list[str], stamp: str) -> bytes:
    """Return a .docx whose stamp was typed small and is shown in capitals."""
    run = f"<w:p><w:r><w:rPr><w:b/><w:caps/></w:rPr><w:t>{stamp.lower()}</w:t></w:r></w:p>"
    body = f'<w:document xmlns:w="{made.WORD}"><w:body>{made.paragraphs(*lines)}{run}</w:body></w:document>'
    return made.zipped({"[Content_Types].xml": made.TYPES, "word/document.xml": body})


def in_html(lines: list[str], stamp: str) -> bytes:
    """Return a .docx that takes in a piece of HTML."""
    return made.docx(*lines, **{"word__afchunk1.htm": f"<html><p><b>{stamp}</b></p></html>"})


def in_watermark(lines: list[str], stamp: str) -> bytes:
    """Return a .docx with a watermark of Word."""
    shape = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="{stamp}"/></v:shape>'
    header = f'<w:hdr xmlns:w="{made.WORD}"><w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p></w:hdr>'
    return made.docx(*lines, word__header1_xml=header)


def drawn_stamp(stamp: str, lines: list[str]) -> bytes:
    """Return a PDF with a stamp of a reader's own: an annotation that draws its words itself."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject

    writer, stream = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(page(lines))))
    source = PdfReader(io.BytesIO(page(["", "", "", "", stamp]))).pages[0]
    drawn, look = source.get_contents(), DecodedStreamObject()
    assert drawn is not None
    look.set_data(drawn.get_data())
    look[NameObject("/Type")], look[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    look[NameObject("/Resources")] = source["/Resources"].clone(writer)
    look[NameObject("/BBox")] = ArrayObject(NumberObject(one) for one in (0, 0, 595, 842))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Stamp"),
            NameObject("/Rect"): ArrayObject(NumberObject(one) for one in (50, 700, 150, 740)),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    writer.write(stream)
    return stream.getvalue()


KINDS_OF_STAMPED: dict[str, Callable[[list[str]], bytes]] = {
    **{kind: WAYS[kind] for kind in ("odt", "pptx", "pdf", "doc", "rtf", "txt")},
    "docx": lambda lines: made.docx(*lines),
    "xls": lambda lines: made.xls(*lines),
    "xlsx": sheet,
    "ods": ods,
}
PLACES: dict[str, Callable[[list[str], str], bytes]] = {
    "dau-trang.docx": lambda lines, stamp: word(lines, header=stamp),
    "o-bang.docx": lambda lines, stamp: word(lines, cell=stamp),
    "khung.docx": lambda lines, stamp: word(lines, box=stamp),
    "chu-hoa.docx": capitals_by_form,
    "mau-chim.docx": in_watermark,
    "html.docx": in_html,
    "nhung.docx": lambda lines, stamp: made.docx(*lines, word__embeddings__a_pdf=page([*lines[:4], stamp])),
    "nhung-bang.docx": lambda lines, stamp: made.docx(*lines, word__embeddings__a_xlsx=sheet([stamp])),
    "tung-chu.docx": lambda lines, stamp: made.docx(*lines, *stamp.replace(" ", "")),
    "dau-trang.xlsx": lambda lines, stamp: sheet(lines, header=f'&C&"Times New Roman,Bold"&14{stamp}'),
    "khung.xlsx": lambda lines, stamp: sheet(lines, box=stamp),
    "ghi-chu.xlsx": lambda lines, stamp: sheet(lines, note=stamp),
    "ten-trang.xlsx": lambda lines, stamp: sheet(lines, tab=stamp),
    "ten-trang.ods": lambda lines, stamp: ods(lines, tab=stamp),
    "dau-trang.ods": lambda lines, stamp: ods(lines, header=stamp),
    "dau-trang.pdf": lambda lines, stamp: page(lines, header=stamp),
    "lop.pdf": lambda lines, stamp: page(lines, layer=stamp),
    "dau.pdf": lambda lines, stamp: drawn_stamp(stamp, lines),
    "tcvn3.txt": lambda lines, stamp: _latin1([to_tcvn3(line.lower()) for line in [stamp, *lines]]),
    "vni.txt": lambda lines, stamp: _latin1([to_vni(line) for line in [stamp, *lines]]),
    "1258.txt": lambda lines, stamp: cp1258("\n".join([stamp, *lines])),
    "utf16.txt": lambda lines, stamp: "\n".join([stamp, *lines]).encode("utf-16"),
}


def stamped_files() -> Iterator[tuple[str, bytes, str]]:
    """Yield more than 120 papers with a mark and a canary: every spelling, every kind, every place."""
    kinds = list(KINDS_OF_STAMPED)
    for number, stamp in enumerate(SPELLINGS * 2):
        canary, lines = secrets.token_hex(12), paper(number)
        kind = kinds[(number + number // len(SPELLINGS)) % len(kinds)]
        if kind == "pdf" and STRANGE.search(stamp):
            kind = "docx"
        yield f"{number}.{kind}", KINDS_OF_STAMPED[kind]([*lines[:4], stamp, *lines[4:], canary]), canary
    for number, stamp in enumerate(("MẬT", "TỐI MẬT", "TUYỆT MẬT")):
        for name, write in PLACES.items():
            canary = secrets.token_hex(12)
            yield name, write([*paper(number), canary], stamp), canary

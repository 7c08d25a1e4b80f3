"""The slip that goes with a draft, the inventory of a file, the minutes of a hand-over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from nghisu.documents.models import CaseFile, CaseFilePaper, Disposal, Document, HandOver, SigningStep
from nghisu.documents.rules import archive
from nghisu.documents.rules.submission import STAGE_VIETNAMESE, Stage, State
from nghisu.documents.rules.types import Family
from nghisu.kit.table_paper import PaperColumn, TablePaper


def slip_of(document: Document, steps: Sequence[SigningStep], names: Mapping[UUID, str]) -> TablePaper:
    """Return the slip that goes with a draft to its signature (phiếu trình)."""
    signers = "; ".join(f"{one.name}, {one.title}" for one in document.signers.all())
    rows = [
        [
            str(step.order + 1),
            STAGE_VIETNAMESE[Stage(step.stage)],
            names.get(step.unit_id, ""),
            _answer(step),
            step.remark,
        ]
        for step in steps
    ]
    return TablePaper(
        title="Phiếu trình ký văn bản",
        issuer=document.issuer_name,
        lines=[
            f"{document.vietnamese_type.capitalize()}: {document.subject}",
            f"Người ký: {signers}",
            f"Lần trình: {steps[0].round}; ngày {timezone.localtime(steps[0].begun_at):%d/%m/%Y}",
        ],
        columns=[
            PaperColumn("TT", 10, "center"),
            PaperColumn("Bước", 42),
            PaperColumn("Đơn vị", 42),
            PaperColumn("Ý kiến, ngày", 38),
            PaperColumn("Nội dung ý kiến"),
        ],
        rows=rows,
        notes=[f"Mã kiểm tra văn bản trình: {document.text_hash[:16]}"] if document.text_hash else [],
        signers=["Người soạn thảo", "Lãnh đạo đơn vị", "Văn phòng"],
        sign_hint="(ký, ghi rõ họ tên)",
        landscape=True,
    )


def _answer(step: SigningStep) -> str:
    if step.acted_at is None:
        return ""
    words = "Đồng ý" if step.state == State.AGREED else "Trả lại"
    who = step.person.full_name if step.person else ""
    return f"{words}, {timezone.localtime(step.acted_at):%d/%m/%Y %H:%M}, {who}"


def years_in_words(years: int) -> str:
    """Return how long a file is kept, as the papers of an archive say it."""
    return "Vĩnh viễn" if years == archive.FOREVER else f"{years} năm"


def contents_of(case_file: CaseFile, papers: Sequence[CaseFilePaper], keeper: str) -> TablePaper:
    """Return the list of documents in a file (mục lục văn bản)."""
    return TablePaper(
        title="Mục lục văn bản trong hồ sơ",
        issuer=keeper,
        lines=[f"Hồ sơ số {case_file.code}: {case_file.title}", years_in_words(case_file.years)],
        columns=[
            PaperColumn("TT", 10, "center"),
            PaperColumn("Số, ký hiệu", 34),
            PaperColumn("Ngày tháng", 24, "center"),
            PaperColumn("Tác giả", 44),
            PaperColumn("Tên loại và trích yếu nội dung"),
            PaperColumn("Ghi chú", 24),
        ],
        rows=[
            [
                str(paper.order),
                paper.document.reference,
                f"{paper.document.dated_on:%d/%m/%Y}" if paper.document.dated_on else "",
                paper.document.issuer_name,
                f"{paper.document.vietnamese_type.capitalize()}: {paper.document.subject}",
                paper.note,
            ]
            for paper in papers
        ],
        landscape=True,
    )


def list_of_files(
    title: str, issuer: str, files: Sequence[CaseFile], lines: Sequence[str] = ()
) -> TablePaper:
    """Return a list of files: that of a year, an inventory, files whose time has passed."""
    return TablePaper(
        title=title,
        issuer=issuer,
        lines=lines,
        columns=[
            PaperColumn("TT", 10, "center"),
            PaperColumn("Số, ký hiệu hồ sơ", 36),
            PaperColumn("Tên hồ sơ"),
            PaperColumn("Thời hạn bảo quản", 30, "center"),
            PaperColumn("Thời gian", 46, "center"),
            PaperColumn("Số tờ", 18, "center"),
            PaperColumn("Hộp, giá", 24, "center"),
        ],
        rows=[
            [
                str(index),
                one.code,
                one.title,
                years_in_words(one.years),
                " - ".join(f"{day:%d/%m/%Y}" for day in (one.opened_on, one.closed_on) if day),
                str(one.sheets or ""),
                one.box,
            ]
            for index, one in enumerate(files, 1)
        ],
        landscape=True,
    )


def minutes_of(hand_over: HandOver, files: Sequence[CaseFile], unit: str, from_unit: str) -> TablePaper:
    """Return the minutes of a hand-over, with the inventory; both sides sign."""
    profile = archive.profile_on(hand_over.handed_on, Family(files[0].family))
    paper = list_of_files(
        f"{profile.minutes_title} số {hand_over}",
        unit,
        files,
        [
            f"Ngày {hand_over.handed_on:%d/%m/%Y}",
            f"Bên giao: {from_unit}, đại diện: {hand_over.giver}",
            f"Bên nhận: Lưu trữ {unit}, đại diện: {hand_over.receiver}",
        ],
    )
    notes = [f"Tổng số: {len(files)} hồ sơ; {sum(one.sheets or 0 for one in files)} tờ."]
    if hand_over.condition:
        notes.append(f"Tình trạng tài liệu: {hand_over.condition}")
    return replace(
        paper,
        notes=notes,
        signers=["Đại diện bên giao", "Đại diện bên nhận"],
        sign_hint="(ký, ghi rõ họ tên)",
    )


def disposal_list(disposal: Disposal, files: Sequence[CaseFile], unit: str) -> TablePaper:
    """Return the list of files disposed of, with the decision."""
    return list_of_files(
        "Danh mục hồ sơ, tài liệu hết giá trị đã tiêu hủy",
        unit,
        files,
        [
            f"Theo {disposal.decision.citation}",
            f"Ngày {disposal.disposed_on:%d/%m/%Y}; cách thức: {disposal.way}",
        ],
    )

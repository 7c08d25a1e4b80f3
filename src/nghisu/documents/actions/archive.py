"""Files and archive: the list of a year, documents in files, hand-over with minutes, disposal by decision."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from nghisu.documents.actions.drafting import day_of
from nghisu.documents.actions.numbering import next_number, sequence_of
from nghisu.documents.models import CaseFile, CaseFilePaper, Disposal, Document, HandOver
from nghisu.documents.rules import archive, states
from nghisu.documents.rules.archive import FileState
from nghisu.documents.rules.types import Family
from nghisu.kit.language import clean_name
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

HAND_OVER_BOOK = "nộp lưu"


@transaction.atomic
def plan_file(
    *,
    unit: Unit,
    keeper: Unit,
    year: int,
    code: str,
    title: str,
    group: str,
    years: int,
    family: Family = Family.PARTY,
    is_arising: bool = False,
    opened_on: date | None = None,
    by: Standing,
    at: datetime,
) -> CaseFile:
    """Put a file into the list of the year; with ``opened_on`` it is opened at once.

    :raises NoTitle: without a title
    :raises CodeTaken: if its number and symbol stand in the list already
    """
    by.require("file.keep", unit=keeper.pk)
    if not title.strip():
        raise archive.NoTitle
    code = clean_name(code)
    if CaseFile.objects.filter(unit=unit, year=year, code=code).exists():
        raise archive.CodeTaken(code=code, year=str(year))
    made = CaseFile.objects.create(
        unit=unit,
        keeper=keeper,
        family=family,
        year=year,
        code=code,
        title=clean_name(title),
        group=group,
        years=years,
        is_arising=is_arising,
        state=FileState.OPEN if opened_on else FileState.PLANNED,
        opened_on=opened_on,
        created_at=at,
    )
    note(verb="file.planned", subject=made, by=by, at=at, code=code, title=made.title)
    return made


@transaction.atomic
def copy_list(*, unit: Unit, from_year: int, to_year: int, by: Standing, at: datetime) -> list[CaseFile]:
    """Begin the list of a year with the files of an earlier one; those whose code stands there stay away."""
    by.require("file.keep", unit=unit.pk)
    there = set(CaseFile.objects.filter(unit=unit, year=to_year).values_list("code", flat=True))
    earlier = CaseFile.objects.filter(unit=unit, year=from_year, is_arising=False).select_related("keeper")
    made = [
        plan_file(
            unit=unit,
            keeper=one.keeper,
            year=to_year,
            code=one.code.replace(str(from_year), str(to_year)),
            title=one.title.replace(str(from_year), str(to_year)),
            group=one.group,
            years=one.years,
            family=Family(one.family),
            by=by,
            at=at,
        )
        for one in earlier
        if one.code.replace(str(from_year), str(to_year)) not in there
    ]
    if not made:
        raise archive.NothingChosen
    return made


@transaction.atomic
def open_file(*, case_file: CaseFile, opened_on: date, by: Standing, at: datetime) -> CaseFile:
    """Open a file of the list, or open a closed one again."""
    case_file = CaseFile.locked(case_file.pk)
    by.require("file.keep", unit=case_file.keeper_id)
    archive.check_file_move(case_file.state, FileState.OPEN)
    case_file.state, case_file.closed_on = FileState.OPEN, None
    case_file.opened_on = case_file.opened_on or opened_on
    case_file.save_over(case_file.version, "state", "opened_on", "closed_on")
    note(verb="file.opened", subject=case_file, by=by, at=at)
    return case_file


@transaction.atomic
def put_into_file(
    *, case_file: CaseFile, document: Document, remark: str = "", by: Standing, at: datetime
) -> CaseFilePaper:
    """Put an issued or received document into an open file, as the next one.

    :raises FileElsewhere: if the file is not open
    :raises DraftInFile: if the document is a draft
    :raises InFileAlready: if it lies there
    """
    case_file = CaseFile.locked(case_file.pk)
    by.require("file.keep", unit=case_file.keeper_id)
    if not case_file.is_open:
        raise archive.FileElsewhere
    if document.is_open:
        raise archive.DraftInFile
    if case_file.papers.filter(document=document).exists():
        raise archive.InFileAlready(reference=document.reference or document.subject)
    last = case_file.papers.aggregate(last=Max("order"))["last"] or 0
    paper = CaseFilePaper.objects.create(
        case_file=case_file, document=document, order=last + 1, note=clean_name(remark)
    )
    note(verb="file.filled", subject=case_file, by=by, at=at, touching=[document], order=paper.order)
    return paper


@transaction.atomic
def take_from_file(*, paper: CaseFilePaper, by: Standing, at: datetime) -> None:
    """Take a document out of an open file into which it was put by mistake."""
    case_file = CaseFile.locked(paper.case_file_id)
    by.require("file.keep", unit=case_file.keeper_id)
    if not case_file.is_open:
        raise archive.FileElsewhere
    note(verb="file.emptied", subject=case_file, by=by, at=at, touching=[paper.document])
    paper.delete()


@transaction.atomic
def close_file(
    *,
    case_file: CaseFile,
    closed_on: date,
    sheets: int | None = None,
    box: str = "",
    by: Standing,
    at: datetime,
) -> CaseFile:
    """Close a file: nothing goes in any more, and the time it is kept begins.

    :raises EmptyCaseFile: if it holds no document
    :raises DatedInTheFuture: if the day lies ahead
    """
    case_file = CaseFile.locked(case_file.pk)
    by.require("file.keep", unit=case_file.keeper_id)
    archive.check_file_move(case_file.state, FileState.CLOSED)
    states.check_dated(closed_on, day=day_of(at))
    if not case_file.papers.exists():
        raise archive.EmptyCaseFile(title=case_file.title)
    case_file.state, case_file.closed_on = FileState.CLOSED, closed_on
    case_file.sheets, case_file.box = sheets, clean_name(box)
    case_file.save_over(case_file.version, "state", "closed_on", "sheets", "box")
    note(verb="file.closed", subject=case_file, by=by, at=at, closed_on=closed_on.isoformat())
    return case_file


@transaction.atomic
def hand_over(
    *,
    unit: Unit,
    from_unit: Unit,
    files: Sequence[CaseFile],
    handed_on: date,
    giver: str,
    receiver: str,
    condition: str = "",
    by: Standing,
    at: datetime,
) -> HandOver:
    """Give closed files to the archive of the office, with numbered minutes.

    :raises NothingChosen: without a file
    :raises FileElsewhere: if one of them is not closed
    :raises NoArchiveProfile: if no rules of archives are known for the day
    """
    by.require("archive.keep", unit=unit.pk)
    if not files:
        raise archive.NothingChosen
    states.check_dated(handed_on, day=day_of(at))
    book = sequence_of(unit=unit, symbol=HAND_OVER_BOOK, year=handed_on.year)
    made = HandOver.objects.create(
        unit=unit,
        from_unit=from_unit,
        year=handed_on.year,
        number=next_number(book),
        handed_on=handed_on,
        giver=clean_name(giver),
        receiver=clean_name(receiver),
        condition=clean_name(condition),
        entered_at=at,
    )
    for one in files:
        case_file = CaseFile.locked(one.pk)
        archive.profile_on(handed_on, Family(case_file.family))
        archive.check_file_move(case_file.state, FileState.HANDED)
        if case_file.unit_id != unit.pk or case_file.keeper_id != from_unit.pk:
            raise archive.FileElsewhere
        case_file.state, case_file.hand_over = FileState.HANDED, made
        case_file.save_over(case_file.version, "state", "hand_over")
    note(verb="archive.handed_over", subject=made, by=by, at=at, touching=list(files), files=len(files))
    return made


@transaction.atomic
def dispose(
    *,
    unit: Unit,
    files: Sequence[CaseFile],
    decision: Document | None,
    disposed_on: date,
    way: str,
    by: Standing,
    at: datetime,
) -> Disposal:
    """Dispose of files whose time has passed, by an issued decision; the list stays with it.

    :raises DecisionMissing: if the document is no issued decision of the office
    :raises KeptForEver: if one is kept for ever
    :raises StillKept: if the time of one has not passed
    """
    by.require("archive.dispose", unit=unit.pk)
    if not files:
        raise archive.NothingChosen
    if (
        decision is None
        or decision.type != "decision"
        or not decision.is_issued
        or decision.unit_id != unit.pk
        or (decision.dated_on or disposed_on) > disposed_on
    ):
        raise archive.DecisionMissing
    states.check_dated(disposed_on, day=day_of(at))
    made = Disposal.objects.create(
        unit=unit, decision=decision, disposed_on=disposed_on, way=clean_name(way), entered_at=at
    )
    for one in files:
        case_file = CaseFile.locked(one.pk)
        archive.check_file_move(case_file.state, FileState.DISPOSED)
        if case_file.unit_id != unit.pk or case_file.closed_on is None:
            raise archive.FileElsewhere
        archive.check_disposal(
            title=case_file.title, closed_on=case_file.closed_on, years=case_file.years, day=disposed_on
        )
        case_file.state, case_file.disposal = FileState.DISPOSED, made
        case_file.save_over(case_file.version, "state", "disposal")
    note(
        verb="archive.disposed",
        subject=made,
        by=by,
        at=at,
        touching=[decision, *files],
        decision=decision.reference,
        files=len(files),
    )
    return made

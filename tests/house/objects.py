"""One object of every kind for a unit, so that the matrix can knock at every address.

A new kind of address registers its builder here: ``@of("kind")`` on a function of the unit (and of what was
built for it already) that returns the arguments of the address.
"""

import base64
import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import docx
from django.urls import reverse
from tests.conftest import START, House, at

from nghisu.ballots.models import (
    Bundle,
    BundleEntry,
    Candidate,
    CountSheet,
    PaperStock,
    Procedure,
    ProcedureName,
    ProcedureStep,
    Round,
    RoundComplaint,
    SecrecyDeclaration,
    SecretPoll,
    SecretTrustee,
)
from nghisu.contest.models import (
    Contest,
    ContestCategory,
    ContestEntry,
    EntrySource,
    Genre,
    Judge,
    Scoring,
)
from nghisu.corner.models import CalendarFeed
from nghisu.documents.models import (
    CaseFile,
    CaseFilePaper,
    Consultation,
    ConsultationRequest,
    DirectivePoint,
    Disposal,
    Document,
    DocumentCopy,
    DocumentFile,
    DocumentLink,
    DocumentRecipient,
    DraftComment,
    DraftParagraph,
    DraftVersion,
    HandOver,
    NumberSequence,
    PaperTemplate,
    SigningStep,
    StampUse,
    TrustedCertificate,
)
from nghisu.exchange.models import ApiToken, Delivery, ErasureRequest, TakenMeeting, Webhook
from nghisu.home.models import OfficeHandOver, OfficeHandOverItem
from nghisu.inspection.models import Inspection, InspectionProgramme, InspectionStep, WorkingMinutes
from nghisu.kit import clock, files
from nghisu.meetings.models import (
    AgendaItem,
    Bookable,
    Circular,
    CircularAnswer,
    Communique,
    CommuniquePhoto,
    ConclusionNotice,
    ConclusionParagraph,
    ConclusionWork,
    FloorComment,
    FloorProposal,
    Meeting,
    MeetingPaper,
    MeetingPart,
    MergeTemplate,
    Minutes,
    MinutesCorrection,
    MinutesRemark,
    MinutesSection,
    NumberedCopy,
    OpenVote,
    PaperVersion,
    Point,
    RecurringItem,
    ScreenLink,
    Statement,
    Summons,
    Turn,
    WeekEntry,
)
from nghisu.notices.models import PushDevice
from nghisu.organisation.models import (
    Absence,
    Assignment,
    Body,
    ImportDraft,
    Mandate,
    OutsideBody,
    OwnRules,
    Term,
    Unit,
)
from nghisu.people.models import Person
from nghisu.record.actions import give_out_copy
from nghisu.record.models import Checkpoint
from nghisu.reporting.models import (
    Campaign,
    Report,
    ReportSection,
    ReportTemplate,
    Submission,
    SubmissionSpan,
    TemplateIndicator,
)
from nghisu.situation.models import Contribution, Issue, ReadingDuty, SituationReport, Topic, TopicStep
from nghisu.tasks.models import Programme, ProgrammeItem, Proposal, ProposalStep, Task, TaskSpan
from nghisu.visits.models import Commitment, Visit, VisitMinutes, VisitQuestion, VisitStep

DAY = datetime.date(2023, 4, 3)
NOW = at("2023-04-03 09:00")
ONE_POINT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="


@dataclass
class Place:
    """A unit, with what was built there by kind."""

    house: House
    unit: Unit
    made: dict[str, Any] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)


Builder = Callable[[Place], dict[str, Any]]
BUILDERS: dict[str, Builder] = {}


def of(kind: str) -> Callable[[Builder], Builder]:
    """Register the builder of a kind; builders run in the order they stand in."""

    def register(builder: Builder) -> Builder:
        BUILDERS[kind] = builder
        return builder

    return register


def furnish(house: House, unit: Unit) -> Place:
    """Build one object of every kind at the unit."""
    place = Place(house, unit)
    for kind, builder in BUILDERS.items():
        place.arguments[kind] = builder(place)
    return place


def address(name: str, kind: str, place: Place | None) -> str:
    """Return the address of a page about the unit's object of the kind."""
    return reverse(name, kwargs=place.arguments[kind] if place else {})


# Addresses that are about no stored object, or about something of one's own: the same wherever one knocks.


@of("token")
def token(place: Place) -> dict[str, Any]:
    return {"token": "khong-co-lien-ket-nay"}


@of("chapter")
def chapter(place: Place) -> dict[str, Any]:
    return {"slug": "bat-dau"}


@of("device")
def device(place: Place) -> dict[str, Any]:
    return {"key": "thiet-bi-cua-nguoi-khac"}


@of("register")
def register(place: Place) -> dict[str, Any]:
    return {"register": "den"}


@of("import kind")
def import_kind(place: Place) -> dict[str, Any]:
    return {"kind": "units"}


@of("import key")
def import_key(place: Place) -> dict[str, Any]:
    return {"key": f"khong-co-{place.unit.code}"}


# Objects of a unit.


@of("unit")
def unit(place: Place) -> dict[str, Any]:
    return {"code": place.unit.code}


@of("unit by its key")
def unit_by_its_key(place: Place) -> dict[str, Any]:
    return {"pk": place.unit.pk}


@of("person")
def person(place: Place) -> dict[str, Any]:
    made = Person.objects.create_person(
        full_name=f"Cán bộ {place.unit.code}", username=f"canbo.{place.unit.code.lower()}"
    )
    place.made["person"] = made
    return {"pk": made.pk}


@of("mandate")
def mandate(place: Place) -> dict[str, Any]:
    made = Mandate.objects.create(
        person=place.made["person"], unit=place.unit, office="specialist", first=START
    )
    return {"pk": made.pk}


@of("import draft")
def import_draft(place: Place) -> dict[str, Any]:
    made = ImportDraft.objects.create(
        owner=place.made["person"],
        kind="units",
        file_name="don-vi.xlsx",
        file_hash="0" * 64,
        made_at=clock.now(),
    )
    return {"pk": made.pk}


@of("erasure")
def erasure(place: Place) -> dict[str, Any]:
    made = ErasureRequest.objects.create(
        person=place.made["person"],
        asked_at=NOW,
        answer_due=NOW.date(),
        done_due=NOW.date(),
        state="refused",
        decided_at=NOW,
        answer="Còn đang công tác.",
    )
    return {"pk": made.pk}


@of("openslides draft")
def openslides_draft(place: Place) -> dict[str, Any]:
    file = {"meeting": {"1": {"id": 1, "name": "Đại hội", "start_time": "2023-04-01T08:00:00+07:00"}}}
    made = ImportDraft.objects.create(
        owner=place.made["person"],
        kind="openslides",
        scope=str(place.unit.pk),
        file_name="hop.json",
        file_hash="1" * 64,
        rows=[file],
        made_at=clock.now(),
    )
    return {"pk": made.pk}


@of("openslides roster")
def openslides_roster(place: Place) -> dict[str, Any]:
    file = {
        "names": [[2, "Trần Văn Mới", "Ông"]],
        "left": [[3, "", "the row has no name; a user name is none"]],
        "columns": [["first_name", 1, True, "the name of the person"]],
        "seat": ["specialist", "", "2023-04-21"],
    }
    made = ImportDraft.objects.create(
        owner=place.made["person"],
        kind="openslides_roster",
        scope=place.unit.code,
        file_name="danh-sach.csv",
        file_hash="2" * 64,
        rows=[file],
        made_at=clock.now(),
    )
    return {"pk": made.pk}


@of("term")
def term(place: Place) -> dict[str, Any]:
    place.made["term"] = Term.objects.filter(unit=place.unit).first() or Term.objects.create(
        unit=place.unit,
        ordinal=13,
        first_year=2020,
        last_year=2025,
        opened_at=at("2020-08-01 08:00"),
    )
    return {"pk": place.made["term"].pk}


@of("body")
def body(place: Place) -> dict[str, Any]:
    made = Body.objects.create(unit=place.unit, term=place.made["term"], kind="permanent", seats=4)
    return {"pk": made.pk}


@of("assignment")
def assignment(place: Place) -> dict[str, Any]:
    made = Assignment.objects.create(
        person=place.made["person"], unit=place.unit, field="Tổ chức", notice="TB 1-TB/ĐUK", first=START
    )
    return {"pk": made.pk}


@of("absence")
def absence(place: Place) -> dict[str, Any]:
    made = Absence.objects.create(
        person=place.made["person"],
        unit=place.unit,
        substitute=place.house.people["minh"],
        scope="ký",
        first=datetime.date(2027, 1, 4),
        until=datetime.date(2027, 1, 9),
    )
    return {"pk": made.pk}


@of("own rules")
def own_rules(place: Place) -> dict[str, Any]:
    made = OwnRules.objects.create(
        unit=place.unit,
        name="Quy chế bầu cử riêng",
        source="Quy chế số 01-QC/ĐU",
        first=START,
        base="incumbents",
        threshold="more_than_half",
        quorum="two_thirds_summoned",
        tie="run_off",
        blank_is="invalid",
        outcome="needs_approval",
        entered_at=NOW,
    )
    return {"code": f"own-{made.pk.hex}"}


@of("outside")
def outside(place: Place) -> dict[str, Any]:
    place.made["outside"] = OutsideBody.objects.create(
        code=f"NG.{place.unit.code}",
        name=f"Cơ quan ngoài {place.unit.code}",
        relation="partner",
        to_unit=place.unit,
        first=START,
    )
    return {"pk": place.made["outside"].pk}


@of("incoming")
def incoming(place: Place) -> dict[str, Any]:
    place.made["incoming"] = Document.objects.create(
        unit=place.unit,
        direction="incoming",
        status="received",
        type="letter",
        issuer_outside=place.made["outside"],
        issuer_name=place.made["outside"].name,
        reference=f"1-CV/{place.unit.code}",
        subject=f"Chỉ đạo gửi {place.unit.code}",
        dated_on=DAY,
        received_number=1,
        received_year=2023,
        received_at=NOW,
        created_at=NOW,
    )
    return {"pk": place.made["incoming"].pk}


@of("draft")
def draft(place: Place) -> dict[str, Any]:
    place.made["draft"] = Document.objects.create(
        unit=place.unit,
        drafter_unit=place.unit,
        issuer_unit=place.unit,
        issuer_name=f"Đảng ủy {place.unit.code}",
        direction="outgoing",
        status="draft",
        type="report",
        symbol="BC",
        form_profile="hd-36",
        subject=f"Dự thảo của {place.unit.code}",
        text="Nội dung",
        created_at=NOW,
    )
    return {"pk": place.made["draft"].pk}


@of("file")
def file(place: Place) -> dict[str, Any]:
    content = b"%PDF-1.4\n" + place.unit.code.encode() + b"\n%%EOF\n"
    kept = files.store(content, name="van-ban.pdf", media_type="application/pdf")
    made = DocumentFile.objects.create(
        document=place.made["incoming"],
        name=kept.name,
        sha256=kept.sha256,
        size=kept.size,
        media_type="application/pdf",
        attached_at=NOW,
    )
    return {"pk": made.pk}


@of("draft on its way")
def draft_on_its_way(place: Place) -> dict[str, Any]:
    made = Document.objects.create(
        unit=place.unit,
        drafter_unit=place.unit,
        issuer_unit=place.unit,
        issuer_name=f"Đảng ủy {place.unit.code}",
        direction="outgoing",
        status="submitted",
        type="letter",
        symbol="CV",
        form_profile="hd-36",
        subject=f"Dự thảo trình ký của {place.unit.code}",
        text="Nội dung",
        created_at=NOW,
    )
    place.made["step"] = SigningStep.objects.create(
        document=made, round=1, order=0, stage="office", unit=place.unit, begun_at=NOW
    )
    return {"pk": made.pk}


@of("sent")
def sent(place: Place) -> dict[str, Any]:
    made = place.made["sent"] = Document.objects.create(
        unit=place.unit,
        drafter_unit=place.unit,
        issuer_unit=place.unit,
        issuer_name=f"Đảng ủy {place.unit.code}",
        direction="outgoing",
        status="issued",
        type="letter",
        symbol="CV",
        number=900,
        reference=f"900-CV/{place.unit.code}",
        form_profile="hd-36",
        subject=f"Công văn của {place.unit.code}",
        dated_on=DAY,
        issued_at=NOW,
        created_at=NOW,
    )
    place.made["recipient"] = DocumentRecipient.objects.create(
        document=made, label="Ban Tổ chức", way="hand", sent_at=NOW
    )
    StampUse.objects.create(
        unit=place.unit, year=2023, number=1, document=made, what="Công văn", kind="signature", stamped_at=NOW
    )
    return {"pk": made.pk}


@of("copy of a document")
def copy_of_a_document(place: Place) -> dict[str, Any]:
    sequence = NumberSequence.objects.create(unit=place.unit, symbol="BS", year=2023, last=1)
    made = place.made["copy of a document"] = DocumentCopy.objects.create(
        document=place.made["sent"],
        unit=place.unit,
        kind="full",
        family="party",
        sequence=sequence,
        number=1,
        reference=f"01-BS/{place.unit.code}",
        issuer_name=f"Đảng ủy {place.unit.code}",
        dated_on=DAY,
        form_profile="hd-36",
        signer_right="by_order",
        signer_title="Chánh Văn phòng",
        signer_name="Trần Thị Bình",
        made_at=NOW,
    )
    return {"pk": made.pk}


@of("word template")
def word_template(place: Place) -> dict[str, Any]:
    stream = io.BytesIO()
    docx.Document().save(stream)
    kept = files.store(stream.getvalue(), name="mau.docx", media_type=files.MEDIA_TYPES["docx"])
    made = place.made["word template"] = PaperTemplate.objects.create(
        unit=place.unit,
        type="plan",
        first=DAY,
        name=kept.name,
        sha256=kept.sha256,
        size=kept.size,
        kept_at=NOW,
    )
    return {"pk": made.pk}


@of("trusted certificate")
def trusted_certificate(place: Place) -> dict[str, Any]:
    made = place.made["trusted certificate"] = TrustedCertificate.objects.create(
        unit=place.unit,
        name=f"CƠ QUAN CHỨNG THỰC {place.unit.code}",
        issuer_name="Cơ quan chứng thực",
        fingerprint="ab" * 32,
        first_at=NOW,
        last_at=NOW,
        der=b"\x30",
        kept_at=NOW,
    )
    return {"pk": made.pk}


@of("recipient")
def recipient(place: Place) -> dict[str, Any]:
    return {"pk": place.made["sent"].pk, "recipient_pk": place.made["recipient"].pk}


@of("file of papers")
def file_of_papers(place: Place) -> dict[str, Any]:
    made = place.made["file"] = CaseFile.objects.create(
        unit=place.unit,
        keeper=place.unit,
        family="party",
        year=2023,
        code=f"01-{place.unit.code}",
        title=f"Hồ sơ của {place.unit.code}",
        group="letters",
        years=10,
        state="open",
        opened_on=DAY,
        created_at=NOW,
    )
    return {"pk": made.pk}


@of("paper in a file")
def paper_in_a_file(place: Place) -> dict[str, Any]:
    made = CaseFilePaper.objects.create(case_file=place.made["file"], document=place.made["sent"], order=1)
    return {"pk": made.case_file_id, "paper_pk": made.pk}


@of("contents of a file")
def contents_of_a_file(place: Place) -> dict[str, Any]:
    return {"pk": place.made["file"].pk, "suffix": "docx"}


def closed_file(place: Place, code: str, **rest: Any) -> CaseFile:
    return CaseFile.objects.create(
        unit=place.unit,
        keeper=place.unit,
        family="party",
        year=2012,
        code=f"{code}-{place.unit.code}",
        title="Công văn",
        group="letters",
        years=5,
        closed_on=datetime.date(2012, 12, 31),
        created_at=NOW,
        **rest,
    )


@of("keeper")
def keeper(place: Place) -> dict[str, Any]:
    closed_file(place, "02", state="closed")
    return {"unit_pk": place.unit.pk}


@of("hand-over")
def hand_over(place: Place) -> dict[str, Any]:
    made = place.made["hand_over"] = HandOver.objects.create(
        unit=place.unit,
        from_unit=place.unit,
        year=2023,
        number=1,
        handed_on=DAY,
        giver="Vân",
        receiver="Lưu trữ",
        entered_at=NOW,
    )
    closed_file(place, "03", state="handed", hand_over=made)
    return {"pk": made.pk}


@of("paper of a hand-over")
def paper_of_a_hand_over(place: Place) -> dict[str, Any]:
    return {"pk": place.made["hand_over"].pk, "suffix": "docx"}


@of("disposal")
def disposal(place: Place) -> dict[str, Any]:
    made = place.made["disposal"] = Disposal.objects.create(
        unit=place.unit, decision=place.made["sent"], disposed_on=DAY, way="Nghiền", entered_at=NOW
    )
    closed_file(place, "04", state="disposed", disposal=made)
    return {"pk": made.pk}


@of("paper of a disposal")
def paper_of_a_disposal(place: Place) -> dict[str, Any]:
    return {"pk": place.made["disposal"].pk, "suffix": "docx"}


@of("directive point")
def directive_point(place: Place) -> dict[str, Any]:
    made = DirectivePoint.objects.create(
        directive=place.made["incoming"], number="9", text="Báo cáo kết quả", order=9
    )
    return {"pk": made.pk}


@of("document link")
def document_link(place: Place) -> dict[str, Any]:
    made = DocumentLink.objects.create(
        source=place.made["incoming"], target=place.made["draft"], kind="cites"
    )
    return {"pk": made.pk}


@of("draft with version")
def draft_with_version(place: Place) -> dict[str, Any]:
    document = place.made["draft"]
    DraftVersion.objects.create(document=document, number=1, kept_at=NOW)
    version = DraftVersion.objects.create(document=document, number=2, kept_at=NOW)
    DraftParagraph.objects.create(version=version, order=0, text="Đoạn")
    place.made["draft version"] = version
    place.made["consultation"] = Consultation.objects.create(draft=version, due_on=DAY, asked_at=NOW)
    place.made["consultation request"] = ConsultationRequest.objects.create(
        consultation=place.made["consultation"], unit=place.unit, name=f"Đảng ủy {place.unit.code}"
    )
    return {"pk": document.pk}


@of("draft version")
def draft_version(place: Place) -> dict[str, Any]:
    return {"pk": place.made["draft"].pk, "number": 2}


@of("consultation")
def consultation(place: Place) -> dict[str, Any]:
    return {"pk": place.made["consultation"].pk}


@of("consultation request")
def consultation_request(place: Place) -> dict[str, Any]:
    return {"pk": place.made["consultation request"].pk}


def _comment(place: Place, *, sent: bool) -> DraftComment:
    return DraftComment.objects.create(
        document=place.made["draft"],
        request=place.made["consultation request"],
        who=f"Đảng ủy {place.unit.code}",
        act="remark",
        text="Đề nghị làm rõ",
        made_at=NOW,
        sent_at=NOW if sent else None,
    )


@of("draft comment")
def draft_comment(place: Place) -> dict[str, Any]:
    place.made["draft comment"] = _comment(place, sent=True)
    return {"pk": place.made["draft comment"].pk}


@of("unsent comment")
def unsent_comment(place: Place) -> dict[str, Any]:
    return {"pk": _comment(place, sent=False).pk}


@of("directive")
def directive(place: Place) -> dict[str, Any]:
    DirectivePoint.objects.create(directive=place.made["incoming"], number="1", text="Một việc", order=1)
    return {"pk": place.made["incoming"].pk}


@of("programme")
def programme(place: Place) -> dict[str, Any]:
    place.made["programme"] = Programme.objects.create(
        unit=place.unit, year=2023, title=f"Chương trình {place.unit.code}"
    )
    return {"pk": place.made["programme"].pk}


@of("programme item")
def programme_item(place: Place) -> dict[str, Any]:
    made = ProgrammeItem.objects.create(
        programme=place.made["programme"], number=1, content="Việc", lead=place.unit, added_on=DAY
    )
    return {"pk": made.pk}


@of("inspection programme")
def inspection_programme(place: Place) -> dict[str, Any]:
    made = InspectionProgramme.objects.create(unit=place.unit, year=2023, title="Chương trình kiểm tra")
    place.made["inspection programme"] = made
    return {"pk": made.pk}


@of("inspection")
def inspection(place: Place) -> dict[str, Any]:
    """Build an inspection of another unit, which was told of it."""
    others = Unit.objects.exclude(pk=place.unit.pk).filter(kind="committee", code__startswith="F")
    made = Inspection.objects.create(
        unit=place.unit,
        programme=place.made["inspection programme"],
        number=1,
        form="inspection",
        content="Việc thực hiện quy chế làm việc",
        inspected=others.first() or Unit.objects.exclude(pk=place.unit.pk).order_by("code")[0],
        lead=place.unit,
        first_month=3,
        last_month=4,
        output="conclusion",
        state="working",
        level="above_grassroots",
        decided_on=DAY,
        period_first=START,
        period_last=DAY,
        starts_on=DAY,
        days=20,
        notified_on=DAY,
        self_report_due_on=DAY,
    )
    InspectionStep.objects.create(
        inspection=made, number=1, taken="notified", state="working", day=DAY, at=NOW
    )
    place.made["inspection"] = made
    return {"pk": made.pk}


@of("inspection minutes")
def inspection_minutes(place: Place) -> dict[str, Any]:
    made = WorkingMinutes.objects.create(
        inspection=place.made["inspection"], number=1, held_on=DAY, way="there", text="Đã làm việc."
    )
    return {"pk": place.made["inspection"].pk, "minutes_pk": made.pk}


@of("inspection step")
def inspection_step(place: Place) -> dict[str, Any]:
    return {"pk": place.made["inspection"].pk, "slug": "bao-cao-doan"}


def _visit(place: Place, number: int, **values: Any) -> Visit:
    others = Unit.objects.exclude(pk=place.unit.pk).filter(kind="committee", code__startswith="F")
    made = Visit.objects.create(
        unit=place.unit,
        year=2023,
        quarter=2,
        number=number,
        head=place.made["person"],
        visited=others.first() or Unit.objects.exclude(pk=place.unit.pk).order_by("code")[0],
        purpose="Tháo gỡ khó khăn",
        starts_at=NOW,
        ends_at=NOW + datetime.timedelta(hours=3),
        place="Trụ sở",
        announced_on=DAY,
        questions_due_on=DAY,
        **values,
    )
    VisitStep.objects.create(visit=made, number=1, taken="announced", state=made.state, day=DAY, at=NOW)
    return made


@of("visit")
def visit(place: Place) -> dict[str, Any]:
    """Build a visit to another unit, which was told of it; it was held."""
    place.made["visit"] = made = _visit(place, 1, state="held", held_on=DAY)
    return {"pk": made.pk}


@of("visit planned")
def visit_planned(place: Place) -> dict[str, Any]:
    return {"pk": _visit(place, 2, state="announced").pk}


@of("visit plan")
def visit_plan(place: Place) -> dict[str, Any]:
    return {"pk": place.unit.pk, "year": place.made["visit"].year}


@of("visit minutes")
def visit_minutes(place: Place) -> dict[str, Any]:
    VisitMinutes.objects.create(
        visit=place.made["visit"],
        text="Đã làm việc.",
        written_by=place.made["person"],
        written_at=NOW,
        signed_by=Person.objects.exclude(pk=place.made["person"].pk).order_by("pk")[0],
        signed_at=NOW,
        text_hash="0" * 64,
    )
    return {"pk": place.made["visit"].pk}


@of("visit question")
def visit_question(place: Place) -> dict[str, Any]:
    made = VisitQuestion.objects.create(
        visit=place.made["visit"],
        number=1,
        field="digital",
        matter="software",
        text="Phần mềm chưa liên thông",
        stated_on=DAY,
    )
    return {"pk": place.made["visit"].pk, "question_pk": made.pk, "slug": "bao-lai"}


@of("visit commitment")
def visit_commitment(place: Place) -> dict[str, Any]:
    made = Commitment.objects.create(
        visit=place.made["visit"], number=1, way="task", title="Liên thông", lead=place.unit, due_on=DAY
    )
    return {"pk": place.made["visit"].pk, "commitment_pk": made.pk, "slug": "bo"}


@of("visit step")
def visit_step(place: Place) -> dict[str, Any]:
    return {"pk": place.made["visit"].pk, "slug": "cam-ket"}


@of("contest")
def contest(place: Place) -> dict[str, Any]:
    made = Contest.objects.create(
        unit=place.unit, title="Cuộc thi chính luận", launched_on=START, closes_on=DAY, state="first"
    )
    category = ContestCategory.objects.create(
        contest=made, order=1, code="magazine", name="Tạp chí", most_per_author=1
    )
    genre = Genre.objects.create(
        category=category, order=1, name="Bài", measure="words", low=1, high=9, most=1, source="Thể lệ"
    )
    kept = files.store(b"bai viet", name="", media_type="text/plain")
    entry = ContestEntry.objects.create(
        category=category, genre=genre, state="accepted", code="1-0001", file=kept.sha256
    )
    EntrySource.objects.create(
        entry=entry, unit=place.unit, title="Bài", original=kept.sha256, number=1, sent_at=NOW
    )
    judge = Judge.objects.create(contest=made, person=place.made["person"], round=1, declared_at=NOW)
    place.made["judge"] = judge
    place.made["scoring"] = Scoring.objects.create(judge=judge, entry=entry, round=1)
    place.made["contest"] = made
    return {"pk": made.pk}


@of("contest entry")
def contest_entry(place: Place) -> dict[str, Any]:
    return {"pk": place.made["contest"].pk, "entry_pk": place.made["scoring"].entry_id}


@of("contest judge")
def contest_judge(place: Place) -> dict[str, Any]:
    return {"pk": place.made["contest"].pk, "judge_pk": place.made["judge"].pk}


def contest_of(place: Place, state: str, **more: Any) -> ContestCategory:
    """Build another contest, in a state of its own, with one category."""
    made = Contest.objects.create(
        unit=place.unit, title=f"Cuộc thi {state}", launched_on=START, closes_on=DAY, state=state, **more
    )
    return ContestCategory.objects.create(
        contest=made, order=1, code="magazine", name="Tạp chí", most_per_author=1
    )


@of("contest draft")
def contest_draft(place: Place) -> dict[str, Any]:
    place.made["contest category"] = contest_of(place, "draft")
    return {"pk": place.made["contest category"].contest_id}


@of("contest category")
def contest_category(place: Place) -> dict[str, Any]:
    made = place.made["contest category"]
    return {"pk": made.contest_id, "category_pk": made.pk}


@of("contest entry open")
def contest_entry_open(place: Place) -> dict[str, Any]:
    """Build a contest that takes entries, with one of the unit."""
    category = contest_of(place, "open")
    genre = Genre.objects.create(
        category=category, order=1, name="Bài", measure="words", low=1, high=9, most=1, source="Thể lệ"
    )
    entry = ContestEntry.objects.create(category=category, genre=genre, length=5)
    EntrySource.objects.create(
        entry=entry, unit=place.unit, title="Bài", original="0" * 64, number=1, sent_at=NOW
    )
    return {"pk": category.contest_id, "entry_pk": entry.pk}


@of("contest ranked")
def contest_ranked(place: Place) -> dict[str, Any]:
    return {"pk": contest_of(place, "ranked").contest_id}


@of("contest step")
def contest_step(place: Place) -> dict[str, Any]:
    return {"pk": place.made["contest"].pk, "slug": "giam-khao"}


@of("scoring")
def scoring(place: Place) -> dict[str, Any]:
    return {"pk": place.made["scoring"].pk}


@of("proposal followed")
def proposal_followed(place: Place) -> dict[str, Any]:
    made = Proposal.objects.create(
        unit=place.unit, made_by=place.unit, number=1, text="Kiến nghị", made_on=DAY
    )
    ProposalStep.objects.create(proposal=made, number=1, taken="made", state="open", day=DAY, at=NOW)
    place.made["proposal followed"] = made
    return {"pk": made.pk}


@of("proposal step")
def proposal_step(place: Place) -> dict[str, Any]:
    return {"pk": place.made["proposal followed"].pk, "slug": "khong-tiep-thu"}


@of("issue")
def issue(place: Place) -> dict[str, Any]:
    made = Issue.objects.create(
        unit=place.unit,
        handler=place.unit,
        number=1,
        field="pay",
        matter="pay_payment",
        where="office",
        size="many",
        since=DAY,
        statement="Chi trả chậm",
        raised_on=DAY,
        raised_at=NOW,
    )
    place.made["issue"] = made
    return {"pk": made.pk}


@of("issue step")
def issue_step(place: Place) -> dict[str, Any]:
    return {"pk": place.made["issue"].pk, "slug": "kiem-tra"}


@of("topic")
def topic(place: Place) -> dict[str, Any]:
    made = Topic.objects.create(
        unit=place.unit, number=1, field="pay", matter="pay_payment", title="Chi trả chậm", opened_on=DAY
    )
    TopicStep.objects.create(topic=made, number=1, step="opened", state="open", day=DAY, at=NOW)
    Contribution.objects.create(topic=made, unit=place.unit, year=2023, month=4, size="many", first_on=DAY)
    place.made["topic"] = made
    return {"pk": made.pk}


@of("topic step")
def topic_step(place: Place) -> dict[str, Any]:
    return {"pk": place.made["topic"].pk, "slug": "giao"}


@of("reading duty")
def reading_duty(place: Place) -> dict[str, Any]:
    made = ReadingDuty.objects.create(
        unit=place.unit, person=place.made["person"], first=DAY, until=datetime.date(9000, 1, 1)
    )
    return {"pk": made.pk}


@of("situation draft")
def situation_draft(place: Place) -> dict[str, Any]:
    made = place.made["situation draft"] = SituationReport.objects.create(
        unit=place.unit,
        kind="month",
        year=2023,
        number=3,
        first=datetime.date(2023, 3, 1),
        last=datetime.date(2023, 3, 31),
        begun_on=DAY,
    )
    return {"pk": made.pk}


@of("situation report")
def situation_report(place: Place) -> dict[str, Any]:
    made = SituationReport.objects.create(
        unit=place.unit,
        kind="month",
        year=2023,
        number=2,
        first=datetime.date(2023, 2, 1),
        last=datetime.date(2023, 2, 28),
        begun_on=DAY,
        issued_on=DAY,
        state="issued",
        table={"lines": []},
        document=place.made["sent"],
    )
    return {"pk": made.pk}


@of("sensitive field")
def sensitive_field(place: Place) -> dict[str, Any]:
    return {"field": "opinion"}


@of("task")
def task(place: Place) -> dict[str, Any]:
    state: dict[str, Any] = {
        "unit": place.unit,
        "lead": place.unit,
        "asked_by": place.made["outside"],
        "directive": place.made["incoming"],
        "origin": "arising",
        "given_on": DAY,
        "due_on": datetime.date(2023, 5, 3),
    }
    made = Task.objects.create(
        code=f"{place.unit.code}-2023-001", year=2023, title=f"Nhiệm vụ {place.unit.code}", **state
    )
    TaskSpan.objects.create(task=made, number=1, known_from=DAY, at=NOW, act="given", **state)
    place.made["task"] = made
    return {"pk": made.pk}


@of("task act")
def task_act(place: Place) -> dict[str, Any]:
    return {"pk": place.made["task"].pk, "slug": "bao-cao"}


@of("figures of a quarter")
def figures_of_a_quarter(place: Place) -> dict[str, Any]:
    return {"unit": place.unit.code, "quarter": "2023-Q1"}


@of("numbers of a thing")
def numbers_of_a_thing(place: Place) -> dict[str, Any]:
    return {"kind": "programme", "key": str(place.made["programme"].pk)}


@of("number of a page")
def number_of_a_page(place: Place) -> dict[str, Any]:
    return {"kind": "programme", "key": str(place.made["programme"].pk), "code": "lines"}


@of("figure")
def figure(place: Place) -> dict[str, Any]:
    return {"unit": place.unit.code, "quarter": "2023-Q1", "code": "done"}


@of("quarter")
def quarter(place: Place) -> dict[str, Any]:
    return {"code": place.unit.code, "quarter": "2023-Q1"}


@of("meeting")
def meeting(place: Place) -> dict[str, Any]:
    made = Meeting.objects.create(
        unit=place.unit, kind="briefing", title=f"Giao ban {place.unit.code}", starts_at=NOW
    )
    place.made["meeting"] = made
    place.made["part"] = MeetingPart.objects.create(meeting=made, order=1, title="Toàn thể", starts_at=NOW)
    place.made["item"] = AgendaItem.objects.create(
        part=place.made["part"], order=1, number="1", title="Nội dung"
    )
    return {"pk": made.pk}


@of("taken meeting")
def taken_meeting(place: Place) -> dict[str, Any]:
    made = TakenMeeting.objects.create(
        meeting=place.made["meeting"],
        program="OpenSlides 4",
        file_name="hop.json",
        file_hash=place.unit.pk.hex * 2,
        account=[["meeting", 1, True, "the meeting, as held and closed"]],
        taken_at=NOW,
    )
    return {"pk": made.pk}


@of("paper")
def paper(place: Place) -> dict[str, Any]:
    made = MeetingPaper.objects.create(
        item=place.made["item"], document=place.made["incoming"], order=1, title="Tài liệu"
    )
    return {"pk": place.made["meeting"].pk, "paper_pk": made.pk}


@of("paper to read")
def paper_to_read(place: Place) -> dict[str, Any]:
    made = MeetingPaper.objects.create(
        item=place.made["item"], document=place.made["incoming"], order=7, title="Tài liệu để đọc"
    )
    return {"pk": made.pk}


@of("version to read")
def version_to_read(place: Place) -> dict[str, Any]:
    return {**paper_to_read(place), "number": 1}


@of("summons")
def summons(place: Place) -> dict[str, Any]:
    made = Summons.objects.create(
        part=place.made["part"], person=place.made["person"], capacity="invited", order=1
    )
    return {"pk": place.made["meeting"].pk, "summons_pk": made.pk}


@of("attender")
def attender(place: Place) -> dict[str, Any]:
    return {"pk": place.made["meeting"].pk, "person_pk": place.made["person"].pk}


@of("point")
def point(place: Place) -> dict[str, Any]:
    made = Point.objects.create(
        meeting=place.made["meeting"], host=place.unit, code="P1", name=f"Điểm cầu {place.unit.code}"
    )
    return {"pk": place.made["meeting"].pk, "point_pk": made.pk}


@of("turn")
def turn(place: Place) -> dict[str, Any]:
    made = Turn.objects.create(part=place.made["part"], speaker="Khách", place=1, asked_at=NOW)
    return {"pk": place.made["meeting"].pk, "turn_pk": made.pk}


@of("comment")
def comment(place: Place) -> dict[str, Any]:
    made = FloorComment.objects.create(part=place.made["part"], unit=place.unit, text="Góp ý", at=NOW)
    return {"pk": place.made["meeting"].pk, "comment_pk": made.pk}


@of("proposal")
def proposal(place: Place) -> dict[str, Any]:
    made = FloorProposal.objects.create(
        part=place.made["part"], unit=place.unit, number=1, text="Đề xuất", made_at=NOW
    )
    return {"pk": place.made["meeting"].pk, "proposal_pk": made.pk}


@of("vote")
def vote(place: Place) -> dict[str, Any]:
    made = OpenVote.objects.create(
        part=place.made["part"],
        meeting=place.made["meeting"],
        question=f"Câu hỏi {place.unit.code}",
        mode="hands",
        profile="dang-244-session",
        incumbents=49,
        suspended=0,
        base=49,
        present=33,
        quorum_needed=33,
        needed=25,
        opened_at=NOW,
    )
    return {"pk": place.made["meeting"].pk, "vote_pk": made.pk}


@of("screen link")
def screen_link(place: Place) -> dict[str, Any]:
    made = ScreenLink.objects.create(
        meeting=place.made["meeting"],
        label="Màn hình",
        word_hash=f"hash-{place.unit.code}",
        made_at=NOW,
        expires_at=clock.now() + datetime.timedelta(days=1),
    )
    return {"pk": place.made["meeting"].pk, "link_pk": made.pk}


@of("statement")
def statement(place: Place) -> dict[str, Any]:
    made = Statement.objects.create(
        part=place.made["part"], order=1, speaker="Cán bộ", text="Nhất trí", said_at=NOW
    )
    place.made["statement"] = made
    return {"pk": place.made["meeting"].pk, "statement_pk": made.pk}


@of("section of minutes")
def section_of_minutes(place: Place) -> dict[str, Any]:
    minutes = Minutes.objects.create(
        meeting=place.made["meeting"], begun_at=NOW, composed_at=NOW, recorder=place.made["person"]
    )
    made = MinutesSection.objects.create(
        minutes=minutes, key="opening", group="opening", order=1, text="Khai mạc", composed="Khai mạc"
    )
    place.made["section"] = made
    return {"pk": place.made["meeting"].pk, "section_pk": made.pk}


@of("file of minutes")
def file_of_minutes(place: Place) -> dict[str, Any]:
    return {"pk": place.made["meeting"].pk, "suffix": "docx"}


@of("remark")
def remark(place: Place) -> dict[str, Any]:
    made = MinutesRemark.objects.create(statement=place.made["statement"], wanted="Nhất trí cao", sent_at=NOW)
    return {"pk": place.made["meeting"].pk, "remark_pk": made.pk}


@of("correction")
def correction(place: Place) -> dict[str, Any]:
    made = MinutesCorrection.objects.create(
        minutes=place.made["section"].minutes,
        section=place.made["section"],
        number=1,
        text="Sửa",
        reason="Ghi thiếu",
        written_by=place.made["person"],
        written_at=NOW,
    )
    return {"pk": place.made["meeting"].pk, "correction_pk": made.pk}


@of("paragraph")
def paragraph(place: Place) -> dict[str, Any]:
    notice = ConclusionNotice.objects.create(meeting=place.made["meeting"], subject="Kết luận", begun_at=NOW)
    made = ConclusionParagraph.objects.create(notice=notice, order=1, number="1", text="Thống nhất")
    place.made["paragraph"] = made
    return {"pk": place.made["meeting"].pk, "paragraph_pk": made.pk}


@of("work")
def work(place: Place) -> dict[str, Any]:
    made = ConclusionWork.objects.create(paragraph=place.made["paragraph"], order=1, title="Việc")
    return {"pk": place.made["meeting"].pk, "work_pk": made.pk}


@of("photo")
def photo(place: Place) -> dict[str, Any]:
    communique = Communique.objects.create(
        meeting=place.made["meeting"], title="Thông cáo", text="Nội dung", begun_at=NOW
    )
    kept = files.store(base64.b64decode(ONE_POINT), name="anh", media_type="image/png")
    made = CommuniquePhoto.objects.create(
        communique=communique,
        order=1,
        caption="Quang cảnh",
        sha256=kept.sha256,
        media_type="image/png",
        size=kept.size,
        is_declared_open=True,
        added_at=NOW,
    )
    place.made["photo"] = made
    return {"pk": place.made["meeting"].pk, "photo_pk": made.pk}


@of("public communique")
def public_communique(place: Place) -> dict[str, Any]:
    return {"communique_pk": place.made["photo"].communique_id}


@of("public photo")
def public_photo(place: Place) -> dict[str, Any]:
    return {"communique_pk": place.made["photo"].communique_id, "photo_pk": place.made["photo"].pk}


@of("report")
def report(place: Place) -> dict[str, Any]:
    made = Report.objects.create(
        unit=place.unit,
        drafter_unit=place.unit,
        year=2023,
        quarter_number=1,
        as_of=DAY,
        status="draft",
        subject=f"Báo cáo quý I của {place.unit.code}",
        drafted_at=NOW,
        figures_at=NOW,
    )
    ReportSection.objects.create(report=made, order=1, heading="I. Tình hình", text="Nội dung")
    return {"pk": made.pk}


@of("token of another")
def token_of_another(place: Place) -> dict[str, Any]:
    made = ApiToken.objects.create(
        person=place.house.people["la"],
        name="Phần mềm",
        hash=f"{place.unit.code}",
        scopes="read",
        made_at=NOW,
        until=datetime.date(2030, 1, 1),
    )
    return {"pk": made.pk}


@of("webhook")
def webhook(place: Place) -> dict[str, Any]:
    made = Webhook.objects.create(
        unit=place.unit,
        name="Phần mềm",
        url="https://phan-mem.example.vn/",
        events="task.accepted",
        salt="x",
        made_at=NOW,
    )
    return {"pk": made.pk}


@of("step of a webhook")
def webhook_step(place: Place) -> dict[str, Any]:
    return webhook(place) | {"slug": "dung"}


@of("message of a webhook")
def webhook_message(place: Place) -> dict[str, Any]:
    hook = webhook(place)
    made = Delivery.objects.create(
        webhook_id=hook["pk"], event="task.accepted", kind="task", subject="x", at=NOW, state="given_up"
    )
    return hook | {"delivery": made.pk}


@of("feed of another")
def feed_of_another(place: Place) -> dict[str, Any]:
    made = CalendarFeed.objects.create(
        person=place.house.people["la"], hash=f"feed {place.unit.code}", made_at=NOW
    )
    return {"pk": made.pk}


@of("device of another")
def device_of_another(place: Place) -> dict[str, Any]:
    made = PushDevice.objects.create(
        person=place.house.people["la"],
        endpoint="https://push.example.net/1",
        mark=f"device {place.unit.code}",
        language="vi",
        made_at=NOW,
    )
    return {"pk": made.pk}


@of("feed secret")
def feed_secret(place: Place) -> dict[str, Any]:
    return {"secret": "nobody-knows-it"}


@of("two sessions")
def two_sessions(place: Place) -> dict[str, Any]:
    body = Body.objects.filter(unit=place.unit, kind="executive").first()
    if body is None:
        term = Term.objects.filter(unit=place.unit).first()
        assert term is not None
        body = Body.objects.create(unit=place.unit, term=term, kind="executive", seats=9)
    made = [
        Meeting.objects.create(
            unit=place.unit,
            body=body,
            kind="session",
            ordinal=number,
            title=f"Kỳ họp thứ {number}",
            starts_at=at(f"2023-0{number - 89}-03 08:00"),
        )
        for number in (90, 91)
    ]
    return {"first": made[0].pk, "second": made[1].pk}


@of("kind of act")
def kind_of_act(place: Place) -> dict[str, Any]:
    return place.arguments["two sessions"] | {"did": "issued"}


@of("report template")
def report_template(place: Place) -> dict[str, Any]:
    made = ReportTemplate.objects.create(unit=place.unit, title="Báo cáo quý", made_at=NOW)
    TemplateIndicator.objects.create(
        template=made, order=0, code="new", name="Đảng viên mới", kind="flow", is_required=False
    )
    place.made["report template"] = made
    return {"pk": made.pk}


@of("campaign")
def campaign(place: Place) -> dict[str, Any]:
    made = Campaign.objects.create(
        unit=place.unit,
        drafter_unit=place.unit,
        template=place.made["report template"],
        title="Báo cáo quý I",
        period="2023-Q1",
        year=2023,
        last_quarter=1,
        as_of=DAY,
        due_on=DAY,
        close_on=datetime.date(2030, 1, 1),
        sent_at=NOW,
    )
    place.made["campaign"] = made
    return {"pk": made.pk}


@of("submission")
def submission(place: Place) -> dict[str, Any]:
    made = Submission.objects.create(campaign=place.made["campaign"], unit=place.unit)
    SubmissionSpan.objects.create(
        submission=made, number=1, status="not_opened", round=1, known_from=DAY, at=NOW, act="sent"
    )
    return {"pk": made.pk}


@of("copy of the record")
def copy_of_the_record(place: Place) -> dict[str, Any]:
    first = Checkpoint.objects.order_by("pk").first()
    return {"number": (first or give_out_copy(by=place.house.people["minh"], at=clock.now())).pk}


def _record_of(kind: str, built: str) -> None:
    @of(f"record of a {kind}")
    def record_of(place: Place) -> dict[str, Any]:
        return {"kind": kind, "pk": place.arguments[built]["pk"]}


@of("record of a unit")
def record_of_unit(place: Place) -> dict[str, Any]:
    return {"kind": "unit", "pk": place.unit.pk}


for kind, built in (
    ("task", "task"),
    ("document", "incoming"),
    ("mandate", "mandate"),
    ("meeting", "meeting"),
):
    _record_of(kind, built)


# Completing a committee.


@of("procedure")
def procedure(place: Place) -> dict[str, Any]:
    body = Body.objects.filter(unit=place.unit, kind="executive").first() or Body.objects.create(
        unit=place.unit, term=place.made["term"], kind="executive", seats=9
    )
    made = place.made["procedure"] = Procedure.objects.create(
        unit=place.unit,
        body=body,
        branch="executive",
        number=1,
        reason="Khuyết do nghỉ hưu",
        opened_on=DAY,
        opened_at=NOW,
    )
    ProcedureStep.objects.create(procedure=made, code="need", done_on=DAY, at=NOW)
    SecrecyDeclaration.objects.create(
        procedure=made, words="Không thuộc danh mục", person=place.made["person"], name="Cán bộ", at=NOW
    )
    return {"pk": made.pk}


@of("name of a procedure")
def procedure_name(place: Place) -> dict[str, Any]:
    made = ProcedureName.objects.create(
        procedure=place.made["procedure"], person=place.made["person"], name="Cán bộ", order=1
    )
    return {"pk": made.procedure_id, "name_pk": made.pk}


@of("step of a procedure")
def procedure_step(place: Place) -> dict[str, Any]:
    return {"pk": place.made["procedure"].pk, "code": "ask"}


@of("paper of a procedure")
def procedure_paper(place: Place) -> dict[str, Any]:
    return {"pk": place.made["procedure"].pk, "code": "ask", "paper": "request"}


@of("record of a procedure")
def record_of_procedure(place: Place) -> dict[str, Any]:
    return {"kind": "procedure", "pk": place.made["procedure"].pk}


@of("vote of a procedure")
def procedure_vote(place: Place) -> dict[str, Any]:
    return {"pk": place.made["procedure"].pk, "code": "introduction"}


@of("regulation of a procedure")
def procedure_regulation(place: Place) -> dict[str, Any]:
    return {"pk": place.made["procedure"].pk, "subject": "charter"}


@of("poll of confidence")
def poll_of_confidence(place: Place) -> dict[str, Any]:
    meeting = Meeting.objects.create(
        unit=place.unit, kind="briefing", title="Hội nghị cán bộ", starts_at=NOW, state="concluded"
    )
    part = MeetingPart.objects.create(meeting=meeting, order=1, title="Phiên nội bộ", starts_at=NOW)
    made = Round.objects.create(
        unit=place.unit,
        meeting=meeting,
        part=part,
        title="Lấy phiếu tín nhiệm",
        kind="confidence",
        seats=1,
        profile="dang-244",
        profile_day=DAY,
        state="announced",
        mode="LEVELS",
        base=3,
        roster_hash="0" * 64,
        drafted_at=NOW,
        opened_at=NOW,
        closed_at=NOW,
        announced_at=NOW,
    )
    CountSheet.objects.create(
        round=made, issued=3, returned=3, valid=3, invalid=0, base=3, threshold=2, verdict="complete", at=NOW
    )
    return {"pk": made.pk}


@of("meeting part")
def meeting_part(place: Place) -> dict[str, Any]:
    return {"pk": place.made["meeting"].pk, "part_pk": place.made["part"].pk}


@of("agenda item")
def agenda_item(place: Place) -> dict[str, Any]:
    return {"pk": place.made["meeting"].pk, "item_pk": place.made["item"].pk}


@of("recurring item")
def recurring_item(place: Place) -> dict[str, Any]:
    body_of_unit = Body.objects.filter(unit=place.unit).first()
    assert body_of_unit is not None
    made = RecurringItem.objects.create(body=body_of_unit, order=1, title="Nội dung thường kỳ")
    return {"item_pk": made.pk}


@of("paper version")
def paper_version(place: Place) -> dict[str, Any]:
    made = MeetingPaper.objects.get(item=place.made["item"], title="Tài liệu")
    version = PaperVersion.objects.create(
        paper=made, number=1, document=place.made["incoming"], text="Lời văn", laid_at=NOW
    )
    place.made["version"] = version
    return {"pk": place.made["meeting"].pk, "paper_pk": made.pk, "number": 1}


@of("paper file")
def paper_file(place: Place) -> dict[str, Any]:
    version = place.made["version"]
    kept = DocumentFile.objects.get(document=place.made["incoming"])
    version.files.add(kept)
    return {"pk": place.made["meeting"].pk, "paper_pk": version.paper_id, "file_pk": kept.pk}


@of("paper to return")
def paper_to_return(place: Place) -> dict[str, Any]:
    made = MeetingPaper.objects.create(
        item=place.made["item"], document=place.made["incoming"], order=2, title="Thu hồi", to_return=True
    )
    place.made["to_return"] = made
    return {"pk": place.made["meeting"].pk, "paper_pk": made.pk}


@of("numbered copy")
def numbered_copy(place: Place) -> dict[str, Any]:
    made = NumberedCopy.objects.create(paper=place.made["to_return"], number=1)
    return {"pk": place.made["meeting"].pk, "paper_pk": made.paper_id, "copy_pk": made.pk}


@of("returned copy")
def returned_copy(place: Place) -> dict[str, Any]:
    made = NumberedCopy.objects.create(
        paper=place.made["to_return"], number=2, holder_name="Khách", given_at=NOW, returned_at=NOW
    )
    return {"pk": place.made["meeting"].pk, "paper_pk": made.paper_id, "copy_pk": made.pk}


@of("merge text")
def merge_text(place: Place) -> dict[str, Any]:
    made = MergeTemplate.objects.create(unit=place.unit, name="Mẫu", layout="letter", text="Mời {ten}")
    return {"pk": made.pk}


@of("circular")
def circular(place: Place) -> dict[str, Any]:
    made = Circular.objects.create(
        unit=place.unit,
        body=Body.objects.filter(unit=place.unit)[0],
        subject="programme",
        title=f"Phiếu {place.unit.code}",
        question="Đồng ý?",
        document=place.made["incoming"],
        due_at=at("2030-01-01 08:00"),
        state="asked",
        asked_at=NOW,
        created_at=NOW,
    )
    place.made["circular"] = made
    return {"pk": made.pk}


@of("circular answer")
def circular_answer(place: Place) -> dict[str, Any]:
    made = CircularAnswer.objects.create(circular=place.made["circular"], person=place.made["person"])
    return {"pk": place.made["circular"].pk, "answer_pk": made.pk}


@of("circular file")
def circular_file(place: Place) -> dict[str, Any]:
    kept = DocumentFile.objects.get(document=place.made["incoming"])
    return {"pk": place.made["circular"].pk, "file_pk": kept.pk}


@of("week entry")
def week_entry(place: Place) -> dict[str, Any]:
    made = WeekEntry.objects.create(
        unit=place.unit, title="Đi công tác", starts_at=NOW, ends_at=at("2023-04-03 11:00")
    )
    return {"pk": made.pk}


@of("room")
def room(place: Place) -> dict[str, Any]:
    return {"pk": Bookable.objects.create(unit=place.unit, kind="room", name="Phòng họp").pk}


# Rounds.


@of("round")
def round_(place: Place) -> dict[str, Any]:
    made = place.made["round"] = Round.objects.create(
        unit=place.unit,
        meeting=place.made["meeting"],
        part=place.made["part"],
        body=Body.objects.filter(unit=place.unit).first(),
        title=f"Cuộc bỏ phiếu {place.unit.code}",
        kind="election",
        seats=1,
        profile="dang-244-session",
        profile_day=DAY,
        outcome="needs_approval",
        mode="SINGLE",
        state="counting",
        declared_at=NOW,
        drafted_at=NOW,
    )
    PaperStock.objects.create(round=made, printed=1, stamped=1, issued=1, unused=0, returned=1)
    candidate = Candidate.objects.create(
        round=made, person=place.made["person"], name="Cán bộ", order=1, state="listed", sort_key="can bo"
    )
    place.made["candidate"] = candidate
    place.made["complaint"] = RoundComplaint.objects.create(round=made, letter="Đơn 1", received_on=DAY)
    bundle = Bundle.objects.create(round=made, number=1, size=1)
    place.made["entry"] = BundleEntry.objects.create(
        bundle=bundle, line=1, person=place.made["person"], device="máy 1", started_at=NOW
    )
    return {"pk": made.pk}


@of("secret poll")
def secret_poll(place: Place) -> dict[str, Any]:
    made = SecretPoll.objects.create(
        round=place.made["round"],
        uuid=f"poll{place.unit.code}"[:24],
        threshold=2,
        authority=place.made["person"],
        questions=[],
        drafted_at=NOW,
    )
    place.made["secret poll"] = made
    SecretTrustee.objects.create(poll=made, person=place.made["person"], name="Cán bộ", order=1)
    return {"pk": made.pk}


@of("act of a secret poll")
def secret_act(place: Place) -> dict[str, Any]:
    return {"pk": place.made["secret poll"].pk, "slug": "vo-hieu"}


@of("poll with a board")
def poll_with_a_board(place: Place) -> dict[str, Any]:
    SecretPoll.objects.filter(pk=place.made["secret poll"].pk).update(election="{}", credentials="[]")
    return {"pk": place.made["secret poll"].pk}


@of("act of a round")
def round_act(place: Place) -> dict[str, Any]:
    return {"pk": place.made["round"].pk, "slug": "in-phieu"}


@of("name of a round")
def round_name(place: Place) -> dict[str, Any]:
    return {"pk": place.made["round"].pk, "candidate_pk": place.made["candidate"].pk}


@of("complaint about a round")
def round_complaint(place: Place) -> dict[str, Any]:
    return {"pk": place.made["round"].pk, "complaint_pk": place.made["complaint"].pk}


@of("bundle of a round")
def round_bundle(place: Place) -> dict[str, Any]:
    return {"pk": place.made["round"].pk, "number": 1}


@of("entry of a bundle")
def bundle_entry(place: Place) -> dict[str, Any]:
    return {"pk": place.made["round"].pk, "number": 1, "entry_pk": place.made["entry"].pk}


@of("hand-over of an office")
def hand_over_of_an_office(place: Place) -> dict[str, Any]:
    receiver = Person.objects.create_person(
        full_name=f"Người nhận {place.unit.code}", username=f"nguoinhan.{place.unit.code.lower()}"
    )
    made = OfficeHandOver.objects.create(
        unit=place.unit, giver=place.made["person"], receiver=receiver, reason="leaves", begun_at=NOW
    )
    OfficeHandOverItem.objects.create(hand_over=made, order=1, kind="file", what="Hồ sơ", way="stays")
    return {"pk": made.pk}


@of("paper of an office hand-over")
def paper_of_an_office_hand_over(place: Place) -> dict[str, Any]:
    return {**place.arguments["hand-over of an office"], "suffix": "docx"}

"""Every list page asks the database as often for ten thousand rows as for ten, and at most twelve times.

A class of ``kit.tables.Table`` without a row here fails: put its page into ``LISTS`` and say in ``grow`` how
ten thousand rows of it come to be. The rows are copies of one that the matrix's builders made.
"""

import copy
import inspect
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.urls import reverse
from tests.asking import asked, count_rows
from tests.conftest import START, House, Visitor
from tests.house.objects import NOW, Place, furnish

import nghisu
from nghisu.ballots.models import Procedure, Round
from nghisu.contest.models import Contest, EntrySource, Judge
from nghisu.corner.models import CalendarFeed
from nghisu.documents.models import (
    CaseFile,
    Disposal,
    DocumentCopy,
    DocumentRecipient,
    DraftComment,
    HandOver,
    NumberSequence,
    PaperTemplate,
    StampUse,
    TrustedCertificate,
)
from nghisu.exchange.models import ApiToken, Delivery, Webhook
from nghisu.inspection.models import InspectionStep
from nghisu.kit.tables import Table
from nghisu.meetings.models import Circular, FloorComment, FloorProposal, Meeting
from nghisu.organisation.actions.units import touch_tree
from nghisu.organisation.models import (
    Absence,
    Assignment,
    Body,
    Mandate,
    OutsideBody,
    Unit,
    UnitName,
    UnitPlace,
)
from nghisu.people.models import Person
from nghisu.record.models import Entry
from nghisu.reporting.models import Report, ReportTemplate, Submission
from nghisu.situation.models import Contribution, Issue, SituationReport, Topic
from nghisu.tasks.models import Programme, ProgrammeItem, ProposalStep, TaskSpan
from nghisu.visits.models import VisitStep

ROWS = 10_000 if connection.vendor == "sqlite" else 2_000  # PostgreSQL only proves the same once more
MOST_QUERIES = 12
AT_ONCE = 2_000

Visit = Callable[[str], Visitor]
Grow = Callable[[Place, range], object]


def copies(row: Model, numbers: range, **vary: Callable[[int], Any]) -> list[Any]:
    """Store copies of a row, each with an id of its own and with what ``vary`` gives for its number."""
    made = []
    for number in numbers:
        one = copy.copy(row)
        one._state = copy.copy(row._state)
        one._state.adding = True
        one.pk = uuid.uuid4()
        for name, value in vary.items():
            setattr(one, name, value(number))
        made.append(one)
    return list(type(row)._default_manager.bulk_create(made, batch_size=AT_ONCE))


def numbered(numbers: range, made: list[Any]) -> dict[int, Any]:
    """Return what was made by its number."""
    return dict(zip(numbers, made, strict=True))


def grow_units(place: Place, numbers: range) -> dict[int, Unit]:
    units = numbered(numbers, copies(Unit.objects.get(pk=place.unit.pk), numbers, code=lambda n: f"N{n}"))
    named = UnitName.objects.get(unit=place.unit)
    copies(named, numbers, unit=units.__getitem__, name=lambda n: f"Đảng ủy {n}")
    placed = UnitPlace.objects.get(unit=place.unit)
    copies(placed, numbers, unit=lambda n: units[n], parent=lambda _: place.unit)
    touch_tree()
    return units


def grow_bodies(place: Place, numbers: range) -> None:
    units = grow_units(place, numbers)
    terms = numbered(numbers, copies(place.made["term"], numbers, unit=units.__getitem__))
    body = Body.objects.filter(unit=place.unit, kind="permanent").get()
    copies(body, numbers, unit=units.__getitem__, term=terms.__getitem__)


def people(numbers: range) -> list[Person]:
    template = Person(full_name="Người Thứ Nhất", username=None, password="!")
    template.save()
    return copies(template, numbers, full_name=lambda n: f"Người Thứ {n}")


def grow_people(place: Place, numbers: range, *, body: Body | None = None) -> None:
    mandate = Mandate(person=place.made["person"], unit=place.unit, body=body, office="member", first=START)
    known = numbered(numbers, people(numbers))
    copies(mandate, numbers, person=lambda n: known[n])


def grow_members(place: Place, numbers: range) -> None:
    grow_people(place, numbers, body=Body.objects.filter(unit=place.unit, kind="permanent").get())


def of(kind: type[Model], **vary: Callable[[int], Any]) -> Grow:
    """Return what copies the unit's own row of a kind."""

    def grow(place: Place, numbers: range) -> None:
        row = next(one for one in place.made.values() if isinstance(one, kind))
        copies(row, numbers, **vary)

    return grow


def latest(kind: type[Model], **vary: Callable[[int], Any]) -> Grow:
    """Return what copies the row that the builder of the kind left at the unit."""

    def grow(place: Place, numbers: range) -> None:
        row = kind._default_manager.filter(unit=place.unit).first()
        assert row is not None, kind
        copies(row, numbers, **vary)

    return grow


def of_meeting(kind: type[Model], **vary: Callable[[int], Any]) -> Grow:
    """Return what copies the row of a kind in the unit's meeting."""

    def grow(place: Place, numbers: range) -> None:
        row = kind._default_manager.filter(part__meeting__unit=place.unit).first()
        assert row is not None, kind
        copies(row, numbers, **vary)

    return grow


def grow_documents(place: Place, numbers: range, name: str) -> None:
    row = place.made[name]
    vary: dict[str, Callable[[int], Any]] = {"subject": lambda n: f"Văn bản {n}"}
    if name == "incoming":
        vary["received_number"] = lambda n: n + 1_000
    copies(row, numbers, **vary)


def grow_drafts(place: Place, numbers: range) -> None:
    drafts = numbered(numbers, copies(place.made["draft"], numbers, subject=lambda n: f"Dự thảo {n}"))
    copies(place.made["draft version"], numbers, document=drafts.__getitem__)


def grow_asked(place: Place, numbers: range) -> None:
    known = numbered(numbers, people(numbers))
    row = place.made["consultation request"]
    copies(row, numbers, unit=lambda _: None, person=known.__getitem__, name=lambda n: f"Người {n}")


def grow_requests(place: Place, numbers: range) -> None:
    consultations = numbered(numbers, copies(place.made["consultation"], numbers))
    copies(place.made["consultation request"], numbers, consultation=consultations.__getitem__)


def grow_steps(place: Place, numbers: range) -> None:
    step = place.made["step"]
    drafts = numbered(numbers, copies(step.document, numbers, subject=lambda n: f"Dự thảo {n}"))
    copies(step, numbers, document=drafts.__getitem__)


def grow_arrivals(place: Place, numbers: range) -> None:
    sent = place.made["sent"]
    made = numbered(numbers, copies(sent, numbers, number=lambda n: n + 1_000))
    row = DocumentRecipient(document=sent, unit=place.unit, label="Đơn vị", way="system", sent_at=NOW)
    copies(row, numbers, document=made.__getitem__)


def grow_sequences(place: Place, numbers: range) -> None:
    row = NumberSequence(unit=place.unit, symbol="CV", year=1)
    made = numbered(numbers, copies(row, numbers, year=lambda n: n + 1_000))
    copies(place.made["sent"], numbers, sequence=made.__getitem__, number=lambda n: n + 1_000)


def grow_tasks(place: Place, numbers: range) -> None:
    made = numbered(
        numbers, copies(place.made["task"], numbers, code=lambda n: f"N-{n}", title=lambda n: f"Việc {n}")
    )
    copies(TaskSpan.objects.get(task=place.made["task"]), numbers, task=lambda n: made[n])


def grow_raised(place: Place, numbers: range) -> None:
    topics = numbered(numbers, copies(place.made["topic"], numbers, number=lambda n: n + 1_000))
    row = Contribution.objects.get(topic=place.made["topic"])
    copies(row, numbers, topic=topics.__getitem__)


def grow_proposals(place: Place, numbers: range) -> None:
    row = place.made["proposal followed"]
    made = numbered(numbers, copies(row, numbers, number=lambda n: n + 10))
    copies(ProposalStep.objects.get(proposal=row), numbers, proposal=made.__getitem__)


def grow_entries(place: Place, numbers: range) -> None:
    row = EntrySource.objects.get(entry__category__contest=place.made["contest"], number=1)
    made = numbered(numbers, copies(row.entry, numbers, code=lambda n: f"2-{n}"))
    copies(row, numbers, entry=made.__getitem__, number=lambda n: n + 10)


def grow_scorings(place: Place, numbers: range) -> None:
    row = place.made["scoring"]
    Judge.objects.filter(pk=row.judge_id).update(person=place.house.people["minh"])
    made = numbered(numbers, copies(row.entry, numbers, code=lambda n: f"3-{n}"))
    copies(row, numbers, entry=made.__getitem__)


def grow_inspections(place: Place, numbers: range) -> None:
    made = numbered(numbers, copies(place.made["inspection"], numbers, number=lambda n: n + 10))
    row = InspectionStep.objects.get(inspection=place.made["inspection"])
    copies(row, numbers, inspection=made.__getitem__)


def grow_visits(place: Place, numbers: range) -> None:
    made = numbered(numbers, copies(place.made["visit"], numbers, number=lambda n: n + 10))
    row = VisitStep.objects.get(visit=place.made["visit"])
    copies(row, numbers, visit=made.__getitem__)


def grow_shares(place: Place, numbers: range) -> None:
    """Pass the unit's task on to units beyond counting."""
    parent = place.made["task"]
    units = numbered(numbers, copies(Unit.objects.get(pk=place.unit.pk), numbers, code=lambda n: f"S{n}"))
    made = numbered(
        numbers,
        copies(
            parent,
            numbers,
            code=lambda n: f"S-{n}",
            unit=units.__getitem__,
            parent=lambda _: parent,
            giver=lambda _: place.unit,
            asked_by=lambda _: None,
        ),
    )
    span = TaskSpan.objects.filter(task=parent).first()
    assert span is not None
    copies(
        span,
        numbers,
        task=made.__getitem__,
        unit=units.__getitem__,
        giver=lambda _: place.unit,
        asked_by=lambda _: None,
    )


def grow_items(place: Place, numbers: range) -> None:
    row = ProgrammeItem.objects.filter(programme=place.made["programme"]).first()
    assert row is not None
    copies(row, numbers, number=lambda n: n + 100)


def grow_lines(place: Place, numbers: range) -> None:
    """Write lines about the unit straight into the table: they measure, and prove nothing."""
    Entry.objects.bulk_create(
        (
            Entry(
                index=1_000_000 + number,
                verb="unit.updated",
                subject_kind="unit",
                subject_id=str(place.unit.pk),
                actor_id=str(place.house.people["minh"].pk),
                unit_id=str(place.unit.pk),
                at="2023-04-03T02:00:00Z",
                leaf=b"",
                leaf_hash=bytes(32),
                salt=bytes(32),
                details="{}",
            )
            for number in numbers
        ),
        batch_size=AT_ONCE,
    )


def grow_tokens(place: Place, numbers: range) -> None:
    row = ApiToken.objects.create(
        person=place.house.people["minh"],
        name="Phần mềm",
        hash=f"r{numbers.start}",
        scopes="read",
        made_at="2023-04-03T02:00:00Z",
        until="2030-01-01",
    )
    copies(row, numbers, hash=lambda n: f"h{n}")


def grow_webhooks(place: Place, numbers: range) -> None:
    row = Webhook.objects.create(
        unit=place.unit,
        name="Phần mềm",
        url="https://phan-mem.example.vn/",
        events="task.accepted",
        salt="x",
        made_at="2023-04-03T02:00:00Z",
    )
    copies(row, numbers)


def grow_deliveries(place: Place, numbers: range) -> None:
    row = Delivery.objects.create(
        webhook_id=place.arguments["webhook"]["pk"],
        event="task.accepted",
        kind="task",
        subject="x",
        at="2023-04-03T02:00:00Z",
        state="taken",
    )
    copies(row, numbers)


def grow_documents_of_body(place: Place, numbers: range) -> None:
    Mandate.objects.filter(person=place.house.people["minh"]).update(body=place.house.bodies["executive"])
    copies(place.made["sent"], numbers, number=lambda n: n + 10_000, subject=lambda n: f"Văn bản {n}")


def grow_feeds(place: Place, numbers: range) -> None:
    row = CalendarFeed.objects.create(
        person=place.house.people["minh"],
        hash=f"f{numbers.start}",
        made_at="2023-04-03T02:00:00Z",
        withdrawn_at="2023-04-03T02:00:00Z",
    )
    copies(row, numbers, hash=lambda n: f"f{n}-")


def grow_campaigns(place: Place, numbers: range) -> None:
    made = numbered(numbers, copies(place.made["campaign"], numbers, title=lambda n: f"Đợt {n}"))
    row = Submission.objects.filter(campaign=place.made["campaign"]).get()
    copies(row, numbers, campaign=made.__getitem__)


@dataclass(frozen=True)
class List:
    """A page with a table.

    :param table: the class that draws it
    :param arguments: of the address, of the furnished unit
    """

    table: str
    name: str
    grow: Grow
    arguments: Callable[[Place], dict[str, Any]] = lambda _: {}


LISTS = [
    List("UnitTable", "unit_list", grow_units),
    List("BodyTable", "body_list", grow_bodies),
    List("TermTable", "term_list", grow_bodies),
    List("PersonTable", "roster_list", grow_people),
    List("RosterTable", "body_detail", grow_members, lambda place: place.arguments["body"]),
    List("AssignmentTable", "assignment_list", latest(Assignment, field=lambda n: f"Lĩnh vực {n}")),
    List("AbsenceTable", "absence_list", latest(Absence)),
    List("OutsideTable", "outside_list", of(OutsideBody, code=lambda n: f"NG.N{n}")),
    List(
        "IncomingTable",
        "document_register",
        lambda place, numbers: grow_documents(place, numbers, "incoming"),
        lambda _: {"register": "den"},
    ),
    List(
        "OutgoingTable",
        "document_register",
        lambda place, numbers: grow_documents(place, numbers, "draft"),
        lambda _: {"register": "di"},
    ),
    List(
        "InForceTable",
        "document_in_force",
        lambda place, numbers: grow_documents(place, numbers, "incoming"),
    ),
    List("DraftTable", "draft_list", grow_drafts),
    List("AskedTable", "consultation_detail", grow_asked, lambda place: place.arguments["consultation"]),
    List(
        "CommentTable",
        "draft_comments",
        of(DraftComment, number=lambda n: n),
        lambda place: place.arguments["draft with version"],
    ),
    List("RequestTable", "request_list", grow_requests),
    List("SigningTable", "signing_list", grow_steps),
    List("DispatchTable", "dispatch_register", of(DocumentRecipient, label=lambda n: f"Nơi nhận {n}")),
    List("CopyTable", "copy_register", of(DocumentCopy, number=lambda n: n + 1_000)),
    List("PaperTemplateTable", "paper_template_list", latest(PaperTemplate, type=lambda n: f"t{n}")),
    List(
        "CertificateTable",
        "certificate_list",
        latest(TrustedCertificate, fingerprint=lambda n: f"{n:064x}"),
    ),
    List("StampTable", "stamp_register", latest(StampUse, number=lambda n: n + 1_000)),
    List("ArrivalTable", "document_arrivals", grow_arrivals),
    List("SequenceTable", "document_sequences", grow_sequences),
    List("FileTable", "file_list", of(CaseFile, code=lambda n: f"F-{n}")),
    List("HandOverTable", "hand_over_list", of(HandOver, number=lambda n: n + 1_000)),
    List("DisposalTable", "disposal_list", of(Disposal)),
    List("TaskTable", "task_list", grow_tasks),
    List("ProposalsTable", "proposal_list", grow_proposals),
    List("ContestsTable", "contest_list", of(Contest)),
    List("EntriesTable", "contest_entries", grow_entries, lambda place: place.arguments["contest"]),
    List("ScoringTable", "judge_list", grow_scorings, lambda place: place.arguments["contest"]),
    List("InspectionsTable", "inspection_list", grow_inspections),
    List("VisitsTable", "visit_list", grow_visits),
    List("IssuesTable", "issue_list", of(Issue, number=lambda n: n + 1_000)),
    List("TopicsTable", "topic_list", of(Topic, number=lambda n: n + 1_000)),
    List("RaisedTable", "raised_list", grow_raised),
    List("SituationReportsTable", "synthesis_list", of(SituationReport, year=lambda n: n + 2_100)),
    List("LateTable", "task_dunning", grow_shares),
    List("BoardTable", "task_board", grow_shares),
    List("ProgrammeTable", "programme_list", of(Programme, title=lambda n: f"Chương trình {n}")),
    List("ItemTable", "programme_detail", grow_items, lambda place: place.arguments["programme"]),
    List("TimelineTable", "programme_timeline", grow_items, lambda place: place.arguments["programme"]),
    List("MeetingTable", "meeting_list", of(Meeting)),
    List(
        "CommentTable",
        "floor_comments",
        of_meeting(FloorComment, text=lambda n: f"Góp ý {n}"),
        lambda place: place.arguments["meeting"],
    ),
    List(
        "ProposalTable",
        "floor_proposals",
        of_meeting(FloorProposal, number=lambda n: n + 10),
        lambda place: place.arguments["meeting"],
    ),
    List("CircularTable", "circular_list", latest(Circular)),
    List("ProcedureTable", "procedure_list", of(Procedure)),
    List("RoundTable", "round_list", of_meeting(Round)),
    List("PollTable", "confidence_list", of_meeting(Round)),
    List(
        "ReportTable",
        "report_list",
        latest(Report, year=lambda n: 2024 + n // 4, quarter_number=lambda n: n % 4 + 1),
    ),
    List(
        "RecordTable", "figure_detail", grow_tasks, lambda place: place.arguments["figure"] | {"code": "open"}
    ),
    List("DefinitionTable", "figure_definitions", lambda place, numbers: None),
    List("CampaignTable", "campaign_list", grow_campaigns),
    List(
        "TemplateTable",
        "report_template_list",
        latest(ReportTemplate, title=lambda n: f"Mẫu {n}"),
    ),
    List("SubmissionTable", "submission_list", grow_campaigns),
    List("TokenTable", "token_list", grow_tokens),
    List("WebhookTable", "webhook_list", grow_webhooks),
    List("DeliveryTable", "webhook_detail", grow_deliveries, lambda place: place.arguments["webhook"]),
    List("FeedTable", "feed_list", grow_feeds),
    List("BodyDocumentTable", "corner_documents", grow_documents_of_body),
    List("LineTable", "record_log", grow_lines),
    List(
        "ObjectTable",
        "record_of",
        grow_lines,
        lambda place: {"kind": "unit", "pk": place.unit.pk},
    ),
]
SHOWN_NOWHERE = {"SampleTable"}  # of the page of components, with rows of its own


def test_every_table_of_the_product_is_measured_here() -> None:
    for found in walk_packages(nghisu.__path__, "nghisu."):
        if ".views" in found.name or ".tables" in found.name:
            import_module(found.name)

    def kinds(kind: type[Table]) -> Iterable[type[Table]]:
        for one in kind.__subclasses__():
            yield one
            yield from kinds(one)

    real = {one.__name__ for one in kinds(Table) if inspect.getmodule(one).__name__.startswith("nghisu.")}  # type: ignore[union-attr]

    assert real - SHOWN_NOWHERE == {one.table for one in LISTS}


@pytest.mark.slow
@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.table)
def test_a_list_asks_as_often_for_ten_thousand_rows_as_for_ten(
    house: House, visit: Visit, listed: List
) -> None:
    place = furnish(house, house.units["DUK"])
    chief = visit("minh")
    path = reverse(listed.name, kwargs=listed.arguments(place))
    listed.grow(place, range(10))
    few = asked(chief, path)

    listed.grow(place, range(10, ROWS))
    count_rows()
    many = asked(chief, path)

    assert len(many) == len(few), f"asked besides: {set(many) - set(few)}"
    assert len(many) <= MOST_QUERIES, many

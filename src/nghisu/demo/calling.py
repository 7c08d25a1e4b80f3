"""Calling in the demo: recurring items, a circular of March, versions of papers, numbered copies, a week.

Nothing of it is in the source; every day, hall, car and count is invented and says so (số giả định).
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from nghisu.demo.organisation import ASSUMED
from nghisu.demo.parts import Stage, moment
from nghisu.documents.actions import revise_draft
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.meetings.actions import carrying, circular, merge, papers, returning, week
from nghisu.meetings.models import AgendaItem, Bookable, CircularAnswer, Meeting, MeetingPaper, Summons
from nghisu.meetings.queries.carrying import circulars_to_report, recurring_missing
from nghisu.meetings.queries.circular import answers_by_name
from nghisu.meetings.queries.merge import INVITATION
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

RECURRING = (
    ("Kiểm điểm việc thực hiện kết luận của phiên trước", "Chánh Văn phòng Đảng ủy Khối", 15),
    ("Tình hình dư luận xã hội trong tháng", "Trưởng Ban Tuyên giáo Đảng ủy Khối", 15),
)
THINGS = (
    ("room", "Hội trường Đảng ủy Khối", 300),
    ("room", "Phòng họp số 1", 40),
    ("room", "Phòng họp số 2", 20),
    ("car", "Xe 80A-000.01 (biển số giả định)", 6),
    ("car", "Xe 80A-000.02 (biển số giả định)", 15),
)
WEEK: tuple[tuple[str, str, str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "Giao ban Thường trực Đảng ủy Khối",
        "",
        "2023-04-17 08:00",
        "2023-04-17 10:00",
        "Đảng ủy Khối",
        ("bi_thu", "chutri", "pho_bi_thu_1", "pho_bi_thu_2"),
        ("Phòng họp số 1",),
    ),
    (
        "Dự hội nghị trực tuyến của Ban Tổ chức Trung ương",
        "Ban Tổ chức Trung ương",
        "2023-04-18 08:00",
        "2023-04-18 11:30",
        "Hà Nội",
        ("pho_bi_thu_1", "truongban_btc"),
        ("Xe 80A-000.01 (biển số giả định)",),
    ),
    (
        "Làm việc với một đảng ủy trực thuộc về tháo gỡ khó khăn",
        "",
        "2023-04-19 14:00",
        "2023-04-19 17:00",
        "Hà Nội",
        ("chutri", "truongban_bdv"),
        ("Xe 80A-000.02 (biển số giả định)",),
    ),
    (
        "Rà soát công tác chuẩn bị hội nghị lần thứ 12",
        "",
        "2023-04-20 09:00",
        "2023-04-20 11:00",
        "Đảng ủy Khối",
        ("chutri", "chanhvanphong"),
        ("Phòng họp số 2",),
    ),
    (
        "Tiếp đoàn công tác của một tỉnh ủy",
        "Đoàn công tác đề nghị",
        "2023-04-21 15:30",
        "2023-04-21 16:30",
        "Đảng ủy Khối",
        ("pho_bi_thu_2",),
        ("Phòng họp số 2",),
    ),
)


def fill(stage: Stage) -> None:
    """Put what belongs to calling on the timeline."""
    part = _Calling(stage)
    stage.later(moment("2023-01-04 09:00"), part.keep_lists)
    stage.later(moment("2023-03-06 09:00"), part.ask_circular)
    stage.later(moment("2023-03-10 16:00"), part.answer_circular)
    stage.later(moment("2023-03-15 17:30"), part.count_circular)
    stage.later(moment("2023-03-18 09:00"), part.report_circular)
    stage.later(moment("2023-04-14 09:00"), part.enter_week)
    stage.later(moment("2023-04-18 20:00"), part.write_note)
    stage.later(moment("2023-04-19 10:00"), part.replace_paper)
    stage.later(moment("2023-04-21 07:30"), part.hand_out)
    stage.later(moment("2023-04-21 11:45"), part.take_back)


class _Calling:
    """Carries what one act leaves to the next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people: dict[str, Any] = stage.made["people"]
        self.units: dict[str, Any] = stage.made["units"]
        self.bodies: dict[str, Any] = stage.made["bodies"]
        self.circular: Any = None

    def by(self, key: str, at: datetime) -> Standing:
        """Return a person with the roles of the day."""
        return standing_of(self.people[key], at.date())

    @transaction.atomic
    def keep_lists(self, at: datetime) -> None:
        """Keep recurring items of the standing committee, rooms and cars, and a text of the office."""
        chief = self.by("chanhvanphong", at)
        for title, presenter, minutes in RECURRING:
            carrying.add_recurring(
                body=self.bodies["standing"],
                title=title,
                presenter=presenter,
                minutes=minutes,
                wanted=AgendaItem.Wanted.HEAR,
                by=chief,
                at=at,
            )
        for kind, name, seats in THINGS:
            week.keep_thing(
                unit=self.units["DUK"], kind=kind, name=name, seats=seats, remark="", by=chief, at=at
            )
        merge.keep_template(
            unit=self.units["DUK"],
            name="Giấy mời họp có gửi kèm tài liệu",
            layout="letter",
            text=INVITATION + "\nTài liệu gửi kèm; xin nghiên cứu trước.\n",
            by=chief,
            at=at,
        )

    @transaction.atomic
    def ask_circular(self, at: datetime) -> None:
        """Ask the standing committee about a plan between two of its sessions."""
        chief = self.by("chanhvanphong", at)
        made = circular.draft_circular(
            body=self.bodies["standing"],
            subject="programme",
            title="Kế hoạch tổ chức hội nghị trực tuyến toàn Đảng bộ, quý I/2023",
            question=(
                "Đề nghị đồng chí cho ý kiến về việc tổ chức hội nghị trực tuyến toàn Đảng bộ quý I/2023 "
                f"vào cuối tháng 3, kết nối đến các điểm cầu ({ASSUMED})."
            ),
            due_at=moment("2023-03-15 17:00"),
            document=None,
            by=chief,
            at=at,
        )
        self.circular = circular.ask(circular=made, expected_version=made.version, by=chief, at=at)

    @transaction.atomic
    def answer_circular(self, at: datetime) -> None:
        """All but two answer; one has another opinion, one answered on paper."""
        rows = answers_by_name(self.circular)
        for number, row in enumerate(rows[:-2]):
            on_paper = number == 1
            opinion = "Đề nghị gửi tài liệu trước 5 ngày." if number == 2 else ""
            circular.answer_circular(
                answer=row,
                choice=CircularAnswer.Choice.OTHER if opinion else CircularAnswer.Choice.AGREE,
                opinion=opinion,
                by=self.by("chanhvanphong", at) if on_paper else standing_of(row.person, at.date()),
                at=at,
                on_paper=on_paper,
            )

    @transaction.atomic
    def count_circular(self, at: datetime) -> None:
        """Count the answers after the deadline."""
        self.circular.refresh_from_db()
        self.circular = circular.close_circular(
            circular=self.circular,
            expected_version=self.circular.version,
            by=self.by("chanhvanphong", at),
            at=at,
        )

    @transaction.atomic
    def report_circular(self, at: datetime) -> None:
        """Put the report and the recurring items onto the agenda of the committee's session of March."""
        meeting = Meeting.objects.get(body=self.bodies["standing"], ordinal=33)
        carrying.take_over(
            part=meeting.parts.get(),
            recurring=recurring_missing(meeting),
            left_open=[],
            circulars=[
                (one, f"Báo cáo kết quả lấy ý kiến bằng phiếu: {one.title}")
                for one in circulars_to_report(meeting)
            ],
            by=self.by("chanhvanphong", at),
            at=at,
        )

    @transaction.atomic
    def enter_week(self, at: datetime) -> None:
        """Enter the week of the 12th session; one deputy is needed at two places on Friday afternoon."""
        clerk = self.by("vanthu", at)
        things = {one.name: one for one in Bookable.objects.filter(unit=self.units["DUK"])}
        for title, host, first, last, place, people, booked in WEEK:
            week.put_entry(
                unit=self.units["DUK"],
                plan=week.EntryPlan(
                    title=title,
                    host=host,
                    starts_at=moment(first),
                    ends_at=moment(last),
                    place=place,
                    prepared_by="Văn phòng",
                    remark=ASSUMED,
                ),
                people=[(self.people[key], self.people[key].title) for key in people],
                things=[things[name] for name in booked],
                knows_clash=True,
                by=clerk,
                at=at,
            )
        week.book_for_meeting(
            meeting=Meeting.objects.get(body=self.bodies["executive"], ordinal=12),
            things=[things["Hội trường Đảng ủy Khối"]],
            by=clerk,
            at=at,
        )

    def _papers(self) -> list[MeetingPaper]:
        rows = MeetingPaper.objects.filter(
            item__part__meeting__body=self.bodies["executive"], item__part__meeting__ordinal=12
        )
        return list(rows.select_related("item__part__meeting", "document").order_by("item__order"))

    @transaction.atomic
    def write_note(self, at: datetime) -> None:
        """Let a member write a private note on the first version of the first draft."""
        papers.write_note(
            paper=self._papers()[0],
            number=1,
            text=f"Hỏi thêm về tiến độ các nhiệm vụ phát sinh ({ASSUMED}).",
            by=self.by("uyvien", at),
            at=at,
        )

    @transaction.atomic
    def replace_paper(self, at: datetime) -> None:
        """Revise the first draft and lay its second version before the session, for all readers."""
        chief, paper = self.by("chanhvanphong", at), self._papers()[0]
        draft = paper.document
        revised = revise_draft(
            document=draft,
            expected_version=draft.version,
            type_code=draft.type,
            subject=draft.subject,
            organ=Organ(draft.organ),
            text=f"{draft.text}\n\nBản trình thứ hai: đã bổ sung số liệu đến hết ngày 15/4/2023 ({ASSUMED}).",
            bases=draft.bases,
            addressed_to=draft.addressed_to,
            urgency=Urgency(draft.urgency),
            signer=None,
            recipients=(),
            by=chief,
            at=at,
        )
        papers.replace_paper(
            paper=paper, document=revised, remark=f"Bản trình thứ hai ({ASSUMED})", by=chief, at=at
        )

    @transaction.atomic
    def hand_out(self, at: datetime) -> None:
        """Hand numbered copies of the report on public opinion out to the members."""
        chief = self.by("chanhvanphong", at)
        paper = self._papers()[-1]
        paper = papers.change_paper(
            paper=paper,
            item=paper.item,
            title=paper.title,
            members_only=True,
            to_return=True,
            by=chief,
            at=at,
        )
        roll = Summons.objects.filter(
            part=paper.item.part, capacity=Summons.Capacity.MEMBER, answer=Summons.Answer.COMING
        )
        returning.give_in_order(
            paper=paper,
            holders=[row.person for row in roll.select_related("person").order_by("order")],
            by=self.by("vanthu", at),
            at=at,
        )

    @transaction.atomic
    def take_back(self, at: datetime) -> None:
        """Take all copies back but three."""
        paper = self._papers()[-1]
        copies = list(paper.copies.order_by("number"))
        returning.take_copies_back(paper=paper, copies=copies[3:], by=self.by("vanthu", at), at=at)

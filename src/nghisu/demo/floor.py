"""The floor of the 12th session as it stands at 15:00, and of the quarter's conference with its points.

Source: the report on the 12th session: four drafts discussed, "thống nhất cao", and proposals to the second
quarter. Who speaks, what is said and how many raised a hand is invented and says so (số giả định).
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from nghisu.demo.organisation import AFFILIATES, ASSUMED, affiliate_code
from nghisu.demo.parts import Stage, moment
from nghisu.meetings.actions import floor, remarks, screens, speaking, voting
from nghisu.meetings.models import AgendaItem, FloorProposal, Meeting, MeetingPart, Point, Turn
from nghisu.meetings.queries.attendance import quorum_now
from nghisu.meetings.queries.floor import floor_of
from nghisu.meetings.queries.voting import members_by_place
from nghisu.meetings.rules.voting import Tally
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

COMMENTS = (
    ("1", 3, "Đề nghị bổ sung số liệu so sánh với cùng kỳ quý I/2022 ở phần kết quả."),
    ("1", 8, "Phần nhiệm vụ quý II nên nêu rõ thời hạn của từng nhiệm vụ."),
    ("3", 14, "Đề nghị đánh giá sâu hơn việc đổi mới hình thức học tập nghị quyết ở chi bộ."),
    ("3", 21, "Nên bổ sung bài học kinh nghiệm của các đảng bộ có nhiều đơn vị xa trung tâm."),
    ("4", 30, "Đề nghị nêu rõ hơn những vấn đề cán bộ, đảng viên quan tâm trong quý I."),
)
PROPOSALS = (
    ("5", 5, "Tổ chức giao ban trực tuyến hằng tháng giữa văn phòng cấp ủy các đảng bộ trực thuộc."),
    ("5", 17, "Giao ban định kỳ với văn phòng các đảng bộ trực thuộc để thống nhất cách báo cáo."),
    ("5", 26, "Lùi thời hạn nộp báo cáo quý của các đảng bộ trực thuộc sang tháng sau."),
    ("5", 33, "Bổ sung nhiệm vụ sơ kết việc thực hiện quy chế phối hợp trong quý II."),
)
FROM_POINTS = (
    (4, "Đường truyền tốt; đề nghị gửi tài liệu sớm hơn để các điểm cầu nghiên cứu."),
    (12, "Đề nghị hướng dẫn thêm về cách thống kê nhiệm vụ phát sinh."),
    (40, "Điểm cầu thống nhất với các nhiệm vụ trọng tâm quý II."),
)


def fill(stage: Stage) -> None:
    """Put what happens on the floor on the timeline."""
    part = _Floor(stage)
    for time, act in part.conference() + part.twelfth():
        stage.later(moment(time), act)


Act = Callable[[datetime], object]


class _Floor:
    """Carries what one act leaves to the next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people: dict[str, Any] = stage.made["people"]
        self.units: dict[str, Any] = stage.made["units"]

    def conference(self) -> list[tuple[str, Act]]:
        """Return what happens in the quarter's conference."""
        take, key = self.take, "conference"
        return [
            ("2023-03-30 08:06", partial(self.begin, key, is_closed=False)),
            ("2023-03-30 08:10", partial(take, key, "1")),
            ("2023-03-30 09:38", partial(take, key, "2")),
            ("2023-03-30 10:30", partial(take, key, "3")),
            ("2023-03-30 10:32", self.points_speak),
            ("2023-03-30 11:28", partial(self.end, key)),
        ]

    def twelfth(self) -> list[tuple[str, Act]]:
        """Return what happens in the 12th session until 15:00."""
        take, key = self.take, "12"
        return [
            ("2023-04-20 15:00", self.make_link),
            ("2023-04-21 08:05", partial(self.begin, key, is_closed=True)),
            ("2023-04-21 08:06", partial(take, key, "1")),
            ("2023-04-21 08:19", partial(take, key, "2")),
            ("2023-04-21 10:10", partial(take, key, "3")),
            ("2023-04-21 11:20", partial(self.end, key)),
            ("2023-04-21 14:00", partial(self.begin, key, is_closed=False)),
            ("2023-04-21 14:02", partial(take, key, "1")),
            ("2023-04-21 14:12", partial(self.vote, mode="hands", against=0, abstain=1)),
            ("2023-04-21 14:15", partial(take, key, "2")),
            ("2023-04-21 14:22", partial(self.vote, mode="cards", against=0, abstain=0)),
            ("2023-04-21 14:25", partial(take, key, "3")),
            ("2023-04-21 14:33", partial(take, key, "4")),
            ("2023-04-21 14:37", self.send_comments),
            ("2023-04-21 14:38", partial(take, key, "5")),
            ("2023-04-21 14:40", self.four_ask),
            ("2023-04-21 14:44", partial(self.next_speaks, minuted=True)),
            ("2023-04-21 14:49", partial(self.next_speaks, minuted=False)),
            ("2023-04-21 14:52", self.propose),
            ("2023-04-21 14:57", partial(self.next_speaks, minuted=False)),
        ]

    # Who acts, and on what

    def chair(self, at: datetime) -> Standing:
        """Return the standing deputy secretary, who presides."""
        return standing_of(self.people["chutri"], at.date())

    def clerk(self, at: datetime) -> Standing:
        """Return the clerk, who keeps the list of speakers."""
        return standing_of(self.people["vanthu"], at.date())

    def meeting(self, key: str) -> Meeting:
        """Return a meeting as it is stored now."""
        stored = Meeting.objects.select_related("body__term", "unit")
        return stored.get(pk=self.stage.made["meetings"][key].pk)

    def unit_of(self, number: int) -> Any:
        """Return the affiliate of a number."""
        agency, _name = AFFILIATES[number]
        return self.units[affiliate_code(agency)].pk

    # Steps

    def begin(self, key: str, at: datetime, *, is_closed: bool) -> None:
        """Begin a part."""
        meeting = self.meeting(key)
        part = MeetingPart.objects.select_related("meeting").get(meeting=meeting, is_closed=is_closed)
        floor.begin_part(part=part, expected_version=floor_of(meeting).version, by=self.chair(at), at=at)

    def take(self, key: str, number: str, at: datetime) -> None:
        """Take up an item of the current part."""
        meeting = self.meeting(key)
        now = floor_of(meeting)
        item = AgendaItem.objects.select_related("part__meeting").get(part=now.part_id, number=number)
        floor.take_item(item=item, expected_version=now.version, by=self.chair(at), at=at)

    def end(self, key: str, at: datetime) -> None:
        """End the current part."""
        meeting = self.meeting(key)
        floor.end_part(meeting=meeting, expected_version=floor_of(meeting).version, by=self.chair(at), at=at)

    def make_link(self, at: datetime) -> None:
        """Make the link of the big screen the day before."""
        screens.make_screen_link(
            meeting=self.meeting("12"), label="Màn hình lớn tại hội trường", by=self.chair(at), at=at
        )

    @transaction.atomic
    def vote(self, at: datetime, *, mode: str, against: int, abstain: int) -> None:
        """Adopt the draft of the current item in principle, where enough members are checked in."""
        meeting = self.meeting("12")
        now = floor_of(meeting)
        if now.part is None or now.item is None or not quorum_now(now.part).is_met:
            return
        vote = voting.open_vote(
            meeting=meeting,
            question=f"Thông qua về nguyên tắc: {now.item.title}"[:400],
            mode=mode,
            by=self.chair(at),
            at=at,
        )
        here = members_by_place(now.part).get(None, 0)
        tally = Tally(here - against - abstain, against, abstain)
        voting.enter_tally(vote=vote, point=None, tally=tally, by=self.clerk(at), at=at)
        vote.refresh_from_db()
        voting.close_vote(vote=vote, expected_version=vote.version, by=self.chair(at), at=at)

    @transaction.atomic
    def send_comments(self, at: datetime) -> None:
        """Enter the comments that came in on paper and by voice, for their units."""
        meeting = self.meeting("12")
        items = {item.number: item for item in self.items(meeting)}
        for number, unit, text in COMMENTS:
            remarks.comment(
                meeting=meeting,
                item=items[number],
                text=f"{text} ({ASSUMED})",
                unit=self.unit_of(unit),
                by=self.clerk(at),
                at=at,
            )

    def items(self, meeting: Meeting) -> list[AgendaItem]:
        """Return the items of the current part."""
        rows = AgendaItem.objects.filter(part=floor_of(meeting).part_id)
        return list(rows.select_related("part__meeting"))

    @transaction.atomic
    def propose(self, at: datetime) -> None:
        """Make four proposals; one is accepted, one merged into it, one declined, one still open."""
        meeting = self.meeting("12")
        items = {item.number: item for item in self.items(meeting)}
        made: list[FloorProposal] = [
            remarks.propose(
                meeting=meeting,
                item=items[number],
                text=f"{text} ({ASSUMED})",
                unit=self.unit_of(unit),
                by=self.clerk(at),
                at=at,
            )
            for number, unit, text in PROPOSALS
        ]
        answers: tuple[tuple[int, str, FloorProposal | None, str], ...] = (
            (0, "accepted", None, "Đưa vào nhiệm vụ quý II."),
            (1, "merged", made[0], ""),
            (2, "declined", None, "Thời hạn do quy chế làm việc của Ban Chấp hành quy định."),
        )
        for number, state, into, answer in answers:
            remarks.answer_proposal(
                proposal=made[number],
                state=state,
                into=into,
                answer=answer,
                expected_version=1,
                by=self.chair(at),
                at=at,
            )

    @transaction.atomic
    def four_ask(self, at: datetime) -> None:
        """Put five speakers on the list, as they raised their hands."""
        for number in (7, 15, 22, 31, 44):
            person = self.people[f"chuyenvien_{affiliate_code(AFFILIATES[number][0])}"]
            speaking.add_speaker(
                meeting=self.meeting("12"), person=person, duty=person.title, by=self.clerk(at), at=at
            )

    @transaction.atomic
    def next_speaks(self, at: datetime, *, minuted: bool) -> None:
        """Give the floor to who waits longest, which ends the turn of the one before."""
        waiting = Turn.objects.filter(part__meeting=self.stage.made["meetings"]["12"], state="waiting")
        turn = waiting.select_related("part__meeting").order_by("place")[0]
        speaking.give_floor(turn=turn, by=self.clerk(at), at=at)
        if minuted:
            speaking.set_minuted(turn=turn, minuted=True, by=self.clerk(at), at=at)

    @transaction.atomic
    def points_speak(self, at: datetime) -> None:
        """Points of the conference comment, and one of them speaks."""
        meeting = self.meeting("conference")
        (item,) = [one for one in self.items(meeting) if one.number == "3"]
        operators: dict[Any, Any] = {person.pk: person for person in self.people.values()}
        points = list(
            Point.objects.filter(meeting=meeting, operator__isnull=False, parent__isnull=False)
            .select_related("meeting")
            .order_by("code")
        )
        for number, text in FROM_POINTS:
            point = points[number]
            by = standing_of(operators[point.operator_id], at.date())
            remarks.comment(meeting=meeting, item=item, text=f"{text} ({ASSUMED})", point=point, by=by, at=at)
        by = standing_of(operators[points[12].operator_id], at.date())
        turn = speaking.ask_for_point(
            point=points[12], speaker=f"Đại diện điểm cầu {points[12].code}", by=by, at=at
        )
        speaking.give_floor(turn=turn, by=self.chair(at), at=at)

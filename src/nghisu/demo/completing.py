"""The demo's 6 + 2: two procedures of completing the committee, and the five steps before them.

Source: the report on the 12th session: 6 members of the executive committee and 2 of the standing
committee were added. The branch of acts chosen here: the six are proposed and await the superior's decision
of appointment; the two are elected and await its approval. Numbers of documents, days before the session
and votes are invented and say so (số giả định); all names are invented.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from nghisu.ballots.actions import completing as actions
from nghisu.ballots.actions import entries, papers, results, rounds
from nghisu.ballots.actions.rounds import Hands
from nghisu.ballots.exports import completing as texts
from nghisu.ballots.queries import completing as queries
from nghisu.ballots.rules.steps import Branch, Paper
from nghisu.demo.organisation import ASSUMED
from nghisu.demo.parts import Stage, moment
from nghisu.documents.actions import Recipient, Signer, issue, revise_draft, submit
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.meetings import actions as meetings
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

NEW = tuple(f"bo_sung_{number}" for number in range(1, 7))
STANDING_NEW = ("uy_vien_10", "uy_vien_11")
COUNTERS = ("uy_vien_20", "uy_vien_21", "uy_vien_22")
ABSENT = 2
CADRE_PARTS = (
    ("Phiên nội bộ: tập thể lãnh đạo, bước 1", "08:00", True),
    ("Phiên mở rộng: giới thiệu, bước 2", "08:30", False),
    ("Phiên nội bộ: tập thể lãnh đạo, bước 3", "09:15", True),
    ("Phiên mở rộng: cán bộ chủ chốt, bước 4", "10:00", False),
    ("Phiên nội bộ: tập thể lãnh đạo, bước 5", "10:45", True),
)


def fill(stage: Stage) -> None:
    """Put the procedures on the timeline."""
    part = _Completing(stage)
    stage.later(moment("2023-02-06 09:00"), part.open_both)
    stage.later(moment("2023-02-07 09:00"), part.call_conference)
    stage.later(moment("2023-02-10 11:30"), part.five_steps)
    stage.later(moment("2023-02-15 10:00"), part.ask)
    stage.later(moment("2023-03-20 15:00"), part.agree)
    stage.later(moment("2023-04-21 08:20"), part.introduce)
    stage.later(moment("2023-04-21 09:20"), part.vote_confidence)
    stage.later(moment("2023-04-21 10:20"), part.elect)
    stage.later(moment("2023-04-21 14:20"), part.draft_files)


class _Completing:
    """Carries what one act leaves to the next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people: dict[str, Any] = stage.made["people"]
        self.bodies: dict[str, Any] = stage.made["bodies"]
        self.made: dict[str, Any] = stage.made.setdefault("procedures", {})
        self.conference: Meeting

    def chief(self, at: datetime) -> Standing:
        """Return the chief of office, who conducts every procedure."""
        return standing_of(self.people["chanhvanphong"], at.date())

    def take(self, key: str, code: str, at: datetime, **more: Any) -> None:
        """Take the next step of a procedure."""
        procedure = self.made[key]
        procedure.refresh_from_db()
        actions.take_step(
            procedure=procedure,
            expected_version=procedure.version,
            code=code,
            done_on=at.date(),
            by=self.chief(at),
            at=at,
            **more,
        )

    def open(self, key: str, branch: Branch, body: str, number: int, at: datetime, **more: Any) -> None:
        """Open a procedure and declare it."""
        procedure = actions.open_procedure(
            body=self.bodies[body],
            branch=branch,
            number=number,
            opened_on=at.date(),
            by=self.chief(at),
            at=at,
            **more,
        )
        actions.declare(procedure=procedure, declared=True, by=self.chief(at), at=at)
        self.made[key] = procedure

    def name(self, key: str, names: tuple[str, ...], at: datetime) -> None:
        """Put names on the list of a procedure."""
        for name in names:
            actions.put_name(procedure=self.made[key], person=self.people[name], by=self.chief(at), at=at)

    @transaction.atomic
    def call_conference(self, at: datetime) -> None:
        """Call the morning in which closed and enlarged parts follow each other, each with its electorate."""
        by = self.chief(at)
        self.conference = meetings.call_meeting(
            unit=self.stage.made["units"]["DUK"],
            kind="briefing",
            title="Hội nghị cán bộ: giới thiệu nhân sự bổ sung Ban Chấp hành (quy trình 5 bước)",
            starts_at=moment("2023-02-10 08:00"),
            ends_at=moment("2023-02-10 11:30"),
            place="Hội trường Đảng ủy Khối, Hà Nội",
            parts=[
                meetings.PartPlan(
                    title, moment(f"2023-02-10 {hour}"), is_closed=closed, is_enlarged=not closed
                )
                for title, hour, closed in CADRE_PARTS
            ],
            chairs=[(self.people["bi_thu"], self.people["bi_thu"].title)],
            secretary=self.people["chanhvanphong"],
            remark=f"Ngày họp và thành phần: {ASSUMED}",
            by=by,
            at=at,
        )
        leaders = ["bi_thu", "chutri", "pho_bi_thu_1", "pho_bi_thu_2"]
        leaders += [f"uy_vien_{number:02}" for number in range(1, 10)]
        wider = leaders + [f"uy_vien_{number:02}" for number in range(10, 39)]
        heads = ["truongban_btc", "truongban_btg", "truongban_bdv", "chanhvanphong"]
        for part in self.conference.parts.order_by("order"):
            called = leaders if part.is_closed else wider + heads
            meetings.summon(
                part=part,
                members=[(self.people[one], self.people[one].title) for one in called],
                invited=[],
                by=by,
                at=at,
            )

    @transaction.atomic
    def five_steps(self, at: datetime) -> None:
        """Find the six by the five steps: seven are proposed, six are chosen."""
        names = (*NEW, "chuyenvien_btc")
        self.open(
            "cadre",
            Branch.CADRE,
            "executive",
            6,
            at,
            reason=f"Khuyết 6 ủy viên Ban Chấp hành do chuyển công tác, nghỉ hưu ({ASSUMED})",
            prepares=self.made["executive"],
        )
        self.name("cadre", names, at)
        parts = list(self.conference.parts.order_by("order"))
        for code, part, few, choice in (
            ("enlarged_proposal", parts[1], 21, "introduce"),
            ("leadership_choice", parts[2], 0, "introduce"),
            ("key_cadres", parts[3], 0, "agree"),
            ("leadership_vote", parts[4], 0, "introduce"),
        ):
            round_ = actions.prepare_round(
                procedure=self.made["cadre"],
                code=code,
                part=part,
                title=CADRE_PARTS[part.order - 1][0].partition(": ")[2].capitalize(),
                seats=6,
                by=self.chief(at),
                at=at,
            )
            called = part.summonses.count()
            votes = {
                candidate.pk: {
                    choice: few if candidate.person == self.people[names[-1]] else called - place % 3
                }
                for place, candidate in enumerate(round_.candidates.order_by("sort_key"))
            }
            if few:  # a paper names at most six
                for place, pk in enumerate(votes):
                    votes[pk][choice] = min(votes[pk][choice], called - few // 6 - 1 - place % 2)
            keys = ("uy_vien_01", "uy_vien_02", "uy_vien_03")
            self.hold(round_, part, votes, keys, called, at)
            self.take("cadre", code, at, round=round_)
        self.name("executive", NEW, at)

    def hold(
        self,
        round_: Any,
        part: MeetingPart,
        votes: Mapping[Any, Mapping[str, int]],
        counters: tuple[str, ...],
        present: int,
        at: datetime,
    ) -> None:
        """Hold a round from its list to the signed minutes; everybody agrees to list and counters."""
        by = self.chief(at)
        hands = Hands(present=present, in_favour=present)
        rounds.close_list(round_=round_, hands=hands, by=by, at=at)
        head, *members = [self.people[key] for key in counters]
        rounds.choose_counters(
            round_=round_,
            head=head,
            members=members,
            technicians=[self.people["kiemphieu"]],
            hands=hands,
            by=by,
            at=at,
        )
        papers.register_printed(round_=round_, printed=present + 5, stamped=present + 5, by=by, at=at)
        round_.refresh_from_db()
        voters = list(
            part.summonses.filter(capacity="member").order_by("order").values_list("person_id", flat=True)
        )[:present]
        papers.open_round(round_=round_, present=voters, by=by, at=at)
        papers.hand_out(round_=round_, voters=voters, by=by, at=at)
        round_.refresh_from_db()
        papers.close_round(round_=round_, unused=5, returned=present, by=by, at=at)
        counting = standing_of(head, at.date())
        totals = entries.SheetTotals(valid=present, invalid={}, votes=votes)
        entries.enter_totals(round_=round_, totals=totals, by=counting, at=at)
        round_.refresh_from_db()
        results.announce(round_=round_, by=counting, at=at)
        secretary = self.people["bi_thu"]
        results.sign_minutes(
            round_=round_,
            head=head,
            chair=secretary,
            chair_duty=secretary.title,
            place="Hội trường Đảng ủy Khối, Hà Nội",
            by=counting,
            at=at,
        )
        round_.refresh_from_db()

    @transaction.atomic
    def open_both(self, at: datetime) -> None:
        """Open the two procedures, for six and for two seats."""
        self.open(
            "executive",
            Branch.EXECUTIVE,
            "executive",
            6,
            at,
            reason=f"Khuyết 6 ủy viên Ban Chấp hành do chuyển công tác, nghỉ hưu ({ASSUMED})",
        )
        self.open(
            "standing",
            Branch.STANDING,
            "standing",
            2,
            at,
            reason=f"Khuyết 2 ủy viên Ban Thường vụ do chuyển công tác ({ASSUMED})",
        )
        self.name("standing", STANDING_NEW, at)

    @transaction.atomic
    def ask(self, at: datetime) -> None:
        """Issue the two submissions that ask for agreement in principle."""
        for key in ("executive", "standing"):
            procedure = self.made[key]
            view = queries.procedure_view(procedure, self.chief(at), at.date())
            made = texts.request(procedure, view.seats, [one.name for one in view.names])
            document = self.drafted(key, "ask", Paper.REQUEST, made, at)
            document = revise_draft(
                document=document,
                expected_version=document.version,
                type_code=document.type,
                subject=document.subject,
                organ=Organ.STANDING,
                text=document.text,
                bases="",
                addressed_to=document.addressed_to,
                urgency=Urgency.NONE,
                signer=Signer(
                    name=self.people["bi_thu"].full_name, title="Bí thư", person=self.people["bi_thu"]
                ),
                recipients=[Recipient(one.label, outside=one.outside) for one in document.recipients.all()],
                by=self.chief(at),
                at=at,
            )
            document = submit(document=document, by=self.chief(at), at=at)
            document = issue(document=document, dated_on=at.date(), by=self.chief(at), at=at)
            self.take(key, "ask", at, document=document)

    def drafted(self, key: str, code: str, paper: Paper, made: texts.Draft, at: datetime) -> Any:
        """Draft a paper of a step."""
        return actions.draft_paper(
            procedure=self.made[key],
            code=code,
            paper=paper,
            subject=made.subject,
            text=f"{made.text}\n\n({ASSUMED})",
            annex=made.annex,
            annex_name=made.annex_name,
            by=self.chief(at),
            at=at,
        )

    @transaction.atomic
    def agree(self, at: datetime) -> None:
        """Register the superior's two answers; their numbers are invented."""
        for number, key in ((5101, "executive"), (5102, "standing")):
            self.take(
                key,
                "agreement",
                at,
                answer=actions.Answer(
                    type_code="letter",
                    reference=f"{number}-CV/BTCTW",
                    dated_on=date(2023, 3, 17),
                    subject=f"Chủ trương {texts.what(self.made[key])} ({ASSUMED})",
                    issuer=self.stage.made["outside"]["BTCTW"],
                ),
            )

    def vote(self, key: str, code: str, title: str, choice: str, at: datetime) -> None:
        """Hold one vote of the closed part of the 12th session and take its step."""
        part = self.stage.made["meetings"]["12"].parts.get(is_closed=True)
        procedure = self.made[key]
        round_ = actions.prepare_round(
            procedure=procedure,
            code=code,
            part=part,
            title=title,
            seats=procedure.number,
            by=self.chief(at),
            at=at,
        )
        present = part.summonses.filter(capacity="member").count() - ABSENT
        votes: dict[Any, dict[str, int]] = {}
        for place, candidate in enumerate(round_.candidates.order_by("sort_key")):
            against = place % 3
            votes[candidate.pk] = {choice: present - against}
            if choice == "confident":
                votes[candidate.pk]["not_confident"] = against
        self.hold(round_, part, votes, COUNTERS, present, at)
        self.take(key, code, at, round=round_)
        self.stage.made.setdefault("rounds", {})[code] = round_

    @transaction.atomic
    def introduce(self, at: datetime) -> None:
        """Introduce the six by secret poll."""
        self.vote("executive", "introduction", "Giới thiệu bổ sung 6 ủy viên Ban Chấp hành", "introduce", at)

    @transaction.atomic
    def vote_confidence(self, at: datetime) -> None:
        """Vote confidence in the six."""
        title = "Bỏ phiếu tín nhiệm 6 người được giới thiệu vào Ban Chấp hành"
        self.vote("executive", "confidence", title, "confident", at)

    @transaction.atomic
    def elect(self, at: datetime) -> None:
        """Elect the two by the six steps of the by-election."""
        for code in ("report", "names", "candidacies", "consolidation", "list"):
            self.take("standing", code, at)
        self.vote("standing", "election", "Bầu bổ sung 2 ủy viên Ban Thường vụ", "agree", at)

    @transaction.atomic
    def draft_files(self, at: datetime) -> None:
        """Draft both files and the extracts of the minutes; they await the signature this afternoon."""
        for key, code in (("executive", "confidence"), ("standing", "election")):
            view = queries.procedure_view(self.made[key], self.chief(at), at.date())
            step = next(one for one in view.steps if one.step.code == code)
            votes = queries.votes_of(step.rounds[0])
            names = [one.name for one in view.names]
            made = texts.extract(self.made[key], step, votes)
            self.drafted(key, code, Paper.EXTRACT, made, at)
            made = texts.file(self.made[key], view.seats, names, votes)
            self.drafted(key, "file", Paper.FILE, made, at)

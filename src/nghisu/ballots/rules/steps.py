"""The procedures of completing a committee (kiện toàn) as dated steps: who does what, by which article.

Source: domain.md 1.2: members of the executive committee are proposed and the direct superior decides;
members of the standing committee are elected by the committee and the superior approves (chuẩn y).
Which regulation was in force is read from the day the procedure was opened.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.ballots.rules.states import RoundKind
from nghisu.kit.refusals import N_, Refusal


class Branch(StrEnum):
    """Which of the procedures."""

    EXECUTIVE = "executive"  # proposal, the superior decides
    STANDING = "standing"  # election, the superior approves
    CADRE = "cadre"  # the five steps that find whom to propose


class Act(StrEnum):
    """What is done to take a step."""

    NOTE = "note"  # a day and a remark
    NAMES = "names"  # names are put down
    SEND = "send"  # a paper of ours goes to the superior
    RECEIVE = "receive"  # a paper of the superior's is registered
    POLL = "poll"  # a secret poll or confidence vote, its team is a tổ kiểm phiếu
    ELECT = "elect"  # an election, its committee is a ban kiểm phiếu
    OPEN_VOTE = "open_vote"  # the meeting votes by show of hands
    DECIDE = "decide"  # the superior's decision or approval is registered
    MANDATE = "mandate"  # the roster takes it over


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation while it was in force."""

    subject: str
    citation: str
    first: date
    until: date | None = None

    @property
    def code(self) -> str:
        """How an office's confirmation names it: ``charter-2021-07-30``."""
        return f"{self.subject}-{self.first.isoformat()}"

    def holds(self, day: date) -> bool:
        """Tell whether it is in force on the day."""
        return self.first <= day and (self.until is None or day < self.until)


CHARTER, ELECTIONS, CADRES, CONFIDENCE, FREEZE = "charter", "elections", "cadres", "confidence", "freeze"

REGULATIONS: tuple[Regulation, ...] = (
    Regulation(CHARTER, "Quy định 29-QĐ/TW, 25/7/2016", date(2016, 7, 25), date(2021, 7, 30)),
    Regulation(CHARTER, "Quy định 24-QĐ/TW, 30/7/2021", date(2021, 7, 30), date(2025, 5, 26)),
    Regulation(CHARTER, "Quy định 294-QĐ/TW, 26/5/2025", date(2025, 5, 26), date(2026, 4, 8)),
    Regulation(CHARTER, "Quy định 20-QĐ/TW, 08/4/2026", date(2026, 4, 8), date(2026, 7, 26)),
    Regulation(CHARTER, "Quy định 208-QĐ/TW, 26/7/2026", date(2026, 7, 26)),
    Regulation(ELECTIONS, "Quyết định 244-QĐ/TW, 09/6/2014", date(2014, 6, 9), date(2024, 10, 10)),
    Regulation(ELECTIONS, "Quyết định 190-QĐ/TW, 10/10/2024", date(2024, 10, 10)),
    Regulation(CADRES, "Quy định 105-QĐ/TW, 19/12/2017", date(2017, 12, 19), date(2022, 8, 18)),
    Regulation(CADRES, "Quy định 80-QĐ/TW, 18/8/2022", date(2022, 8, 18), date(2025, 10, 8)),
    Regulation(CADRES, "Quy định 377-QĐ/TW, 08/10/2025", date(2025, 10, 8)),
    Regulation(CONFIDENCE, "Quy định 262-QĐ/TW, 08/10/2014", date(2014, 10, 8), date(2023, 2, 2)),
    Regulation(CONFIDENCE, "Quy định 96-QĐ/TW, 02/02/2023", date(2023, 2, 2)),
    Regulation(FREEZE, "Chỉ thị 35-CT/TW, 30/5/2019, mục 3.2", date(2019, 5, 30), date(2025, 4, 14)),
    Regulation(FREEZE, "Chỉ thị 45-CT/TW, 14/4/2025", date(2025, 4, 14)),
)


ARTICLES_READ_IN = {ELECTIONS: "Quyết định 190-QĐ/TW, 10/10/2024"}
"""Where the articles of a subject were read; an older regulation is cited without a number not compared."""


class NoRegulation(Refusal):
    """No regulation is known for the day."""

    sentence = N_("No regulation is known that was in force on %(day)s. Choose a later day.")
    field = "opened_on"


def regulation_on(subject: str, day: date) -> Regulation:
    """Return the regulation on a subject in force on the day.

    :raises NoRegulation: if none is known
    """
    for one in REGULATIONS:
        if one.subject == subject and one.holds(day):
            return one
    raise NoRegulation(day=day)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure.

    :param who: who takes it
    :param needs: what must be there, in words
    :param subject: the regulation's subject; ``article`` is counted in it
    :param electorate: for a vote, who is summoned to this very step
    :param is_closed: held in a closed part of the meeting; None where it is no part of one
    """

    code: str
    name: str
    who: str
    needs: str
    act: Act
    subject: str
    article: str = ""
    electorate: str = ""
    is_closed: bool | None = None

    def source_on(self, day: date) -> str:
        """Return the article and the regulation in force on the day."""
        citation = regulation_on(self.subject, day).citation
        if self.subject in ARTICLES_READ_IN and citation != ARTICLES_READ_IN[self.subject]:
            return f"{citation} (số điều chưa đối chiếu)"
        return f"{self.article}, {citation}" if self.article else citation


STANDING_COMMITTEE = N_("The standing committee")
SESSION = N_("The session of the executive committee, closed part")
SUPERIOR = N_("The direct superior")
OFFICE = N_("The office")
LEADERSHIP = N_("The collective leadership")

NEED = Step(
    "need",
    N_("State the vacancy"),
    STANDING_COMMITTEE,
    N_("Seats decided by the congress, seats taken, how many are to be filled and why"),
    Act.NOTE,
    CHARTER,
    "Điều lệ Đảng, Điều 13 khoản 2",
)
ASK = Step(
    "ask",
    N_("Ask the superior for agreement in principle"),
    STANDING_COMMITTEE,
    N_("A submission with the reason, the number and the names"),
    Act.SEND,
    CHARTER,
    "Điều lệ Đảng, Điều 13 khoản 2",
)
AGREEMENT = Step(
    "agreement",
    N_("Receive the agreement in principle"),
    SUPERIOR,
    N_("The superior's document, registered as incoming"),
    Act.RECEIVE,
    CHARTER,
    "Điều lệ Đảng, Điều 13 khoản 2",
)
FILE = Step(
    "file",
    N_("Send the file to the superior"),
    STANDING_COMMITTEE,
    N_("A submission with the extract of the minutes and the list of names"),
    Act.SEND,
    CHARTER,
    "Điều lệ Đảng, Điều 13 khoản 2",
)

EXECUTIVE_STEPS: tuple[Step, ...] = (
    NEED,
    ASK,
    AGREEMENT,
    Step(
        "introduction",
        N_("The session introduces by secret poll"),
        SESSION,
        N_("A round of introduction; more than half of the incumbent members"),
        Act.POLL,
        CHARTER,
        "Điều lệ Đảng, Điều 13 khoản 2",
        electorate=N_("All incumbent members of the executive committee"),
        is_closed=True,
    ),
    Step(
        "confidence",
        N_("The session votes its confidence"),
        SESSION,
        N_("A vote of confidence on those introduced, two levels, by secret paper"),
        Act.POLL,
        CHARTER,
        "Điều lệ Đảng, Điều 13 khoản 2",
        electorate=N_("All incumbent members of the executive committee"),
        is_closed=True,
    ),
    FILE,
    Step(
        "decision",
        N_("Register the superior's decision of appointment"),
        SUPERIOR,
        N_("The decision with its number and day, registered as incoming"),
        Act.DECIDE,
        CHARTER,
        "Điều lệ Đảng, Điều 13 khoản 2",
    ),
    Step(
        "mandate",
        N_("Enter the mandates"),
        OFFICE,
        N_("The decision; the mandate begins on the day it takes effect and not before"),
        Act.MANDATE,
        CHARTER,
        "Điều lệ Đảng, Điều 13 khoản 2",
    ),
)

BY_ELECTION = "Điều 28"

STANDING_STEPS: tuple[Step, ...] = (
    NEED,
    ASK,
    AGREEMENT,
    Step(
        "report",
        N_("Report the need to the session"),
        STANDING_COMMITTEE,
        N_("The need, the requirements and the number; step 1 of the by-election"),
        Act.NOTE,
        ELECTIONS,
        f"{BY_ELECTION} (1)",
        is_closed=True,
    ),
    Step(
        "names",
        N_("Report the names introduced"),
        STANDING_COMMITTEE,
        N_("The names introduced by the standing committee or by the superior; step 2"),
        Act.NAMES,
        ELECTIONS,
        f"{BY_ELECTION} (2)",
        is_closed=True,
    ),
    Step(
        "candidacies",
        N_("Hear candidacies and nominations"),
        SESSION,
        N_("Members stand or nominate; step 3"),
        Act.NAMES,
        ELECTIONS,
        f"{BY_ELECTION} (3)",
        is_closed=True,
    ),
    Step(
        "consolidation",
        N_("Consolidate the list and settle withdrawals"),
        SESSION,
        N_("Who asks to withdraw; a poll of opinions where it is needed; step 4"),
        Act.NAMES,
        ELECTIONS,
        f"{BY_ELECTION} (4)",
        is_closed=True,
    ),
    Step(
        "list",
        N_("Vote the number and the list by show of hands"),
        SESSION,
        N_("Number and list; every candidate is an incumbent committee member; step 5"),
        Act.OPEN_VOTE,
        ELECTIONS,
        f"{BY_ELECTION} (5)",
        is_closed=True,
    ),
    Step(
        "election",
        N_("Elect, count and announce"),
        SESSION,
        N_("An election by secret paper; more than half of the incumbent members; step 6"),
        Act.ELECT,
        ELECTIONS,
        f"{BY_ELECTION} (6)",
        electorate=N_("All incumbent members of the executive committee"),
        is_closed=True,
    ),
    FILE,
    Step(
        "approval",
        N_("Register the superior's approval"),
        SUPERIOR,
        N_("The decision of approval (chuẩn y) with its number and day, registered as incoming"),
        Act.DECIDE,
        CHARTER,
        "Điều lệ Đảng, Điều 13 khoản 2",
    ),
    Step(
        "mandate",
        N_("Enter the mandates"),
        OFFICE,
        N_("The approval; the mandate begins on the day it takes effect and not before"),
        Act.MANDATE,
        CHARTER,
        "Điều lệ Đảng, Điều 13 khoản 2",
    ),
)

CADRE_STEPS: tuple[Step, ...] = (
    Step(
        "leadership_need",
        N_("Step 1: the leadership sets need, structure and standards"),
        LEADERSHIP,
        N_("A meeting of the leadership that agrees on need, structure, standards and procedure"),
        Act.NOTE,
        CADRES,
        "bước 1",
        is_closed=True,
    ),
    Step(
        "enlarged_proposal",
        N_("Step 2: the enlarged leadership session proposes"),
        N_("The enlarged session of the leadership"),
        N_("A secret poll; at least 2/3 of those summoned attend"),
        Act.POLL,
        CADRES,
        "bước 2",
        electorate=N_("Members of the committee, heads of the units concerned"),
        is_closed=False,
    ),
    Step(
        "leadership_choice",
        N_("Step 3: the leadership chooses"),
        LEADERSHIP,
        N_("A secret poll on those proposed, with the result of step 2 before it"),
        Act.POLL,
        CADRES,
        "bước 3",
        electorate=N_("The collective leadership alone"),
        is_closed=True,
    ),
    Step(
        "key_cadres",
        N_("Step 4: the conference of key cadres is polled"),
        N_("The conference of key cadres"),
        N_("A secret poll on those chosen in step 3; at least 2/3 of those summoned attend"),
        Act.POLL,
        CADRES,
        "bước 4",
        electorate=N_("Key cadres of the organisation"),
        is_closed=False,
    ),
    Step(
        "leadership_vote",
        N_("Step 5: the leadership discusses and votes"),
        LEADERSHIP,
        N_("A secret vote, with the results of the steps before it"),
        Act.POLL,
        CADRES,
        "bước 5",
        electorate=N_("The collective leadership alone"),
        is_closed=True,
    ),
)

STEPS: dict[Branch, tuple[Step, ...]] = {
    Branch.EXECUTIVE: EXECUTIVE_STEPS,
    Branch.STANDING: STANDING_STEPS,
    Branch.CADRE: CADRE_STEPS,
}
BRANCH_NAMES = {
    Branch.EXECUTIVE: N_("Executive committee members: proposal, the superior decides"),
    Branch.STANDING: N_("Standing committee members: election, the superior approves"),
    Branch.CADRE: N_("Five steps of cadre work"),
}


class UnknownStep(Refusal):
    """The procedure has no such step."""

    sentence = N_("This procedure has no such step. Reload the page to see its steps.")


def step_of(branch: Branch, code: str) -> Step:
    """Return the step of a procedure.

    :raises UnknownStep: if it has none with the code
    """
    for step in STEPS[branch]:
        if step.code == code:
            return step
    raise UnknownStep


ROUND_KINDS: dict[str, tuple[RoundKind, ...]] = {
    "introduction": (RoundKind.INTRODUCTION,),
    "confidence": (RoundKind.TRUST,),
    "election": (RoundKind.ELECTION,),
    "enlarged_proposal": (RoundKind.INTRODUCTION,),
    "leadership_choice": (RoundKind.INTRODUCTION,),
    "key_cadres": (RoundKind.OPINION, RoundKind.INTRODUCTION),
    "leadership_vote": (RoundKind.INTRODUCTION, RoundKind.TRUST),
}


def kinds_of_round(step: Step) -> tuple[RoundKind, ...]:
    """Return the kinds of round that may carry a vote; the first is the usual one. Never confused."""
    return ROUND_KINDS.get(step.code, ())


class Paper(StrEnum):
    """A paper that the product drafts for a step."""

    REQUEST = "request"  # tờ trình xin chủ trương
    FILE = "file"  # tờ trình đề nghị chỉ định, chuẩn y
    EXTRACT = "extract"  # trích biên bản
    ANNOUNCEMENT = "announcement"  # thông báo


PAPER_NAMES = {
    Paper.REQUEST: N_("Submission asking for agreement in principle"),
    Paper.FILE: N_("Submission with the file to the superior"),
    Paper.EXTRACT: N_("Extract of the minutes"),
    Paper.ANNOUNCEMENT: N_("Announcement of the result"),
}
PAPER_TYPES = {
    Paper.REQUEST: "submission",
    Paper.FILE: "submission",
    Paper.EXTRACT: "minutes",
    Paper.ANNOUNCEMENT: "notice",
}
PAPERS: dict[str, tuple[Paper, ...]] = {
    "ask": (Paper.REQUEST,),
    "introduction": (Paper.EXTRACT,),
    "confidence": (Paper.EXTRACT, Paper.ANNOUNCEMENT),
    "election": (Paper.EXTRACT, Paper.ANNOUNCEMENT),
    "leadership_vote": (Paper.EXTRACT,),
    "file": (Paper.FILE,),
    "mandate": (Paper.ANNOUNCEMENT,),
}


def papers_of(step: Step) -> tuple[Paper, ...]:
    """Return the papers that are drafted for a step."""
    return PAPERS.get(step.code, ())


class NotThisPaper(Refusal):
    """The step has no such paper."""

    sentence = N_("This paper does not belong to this step.")


COUNTING_TEAM = N_("counting team")
COUNTING_COMMITTEE = N_("counting committee")
TEAM_ON_PAPER = {True: "Ban kiểm phiếu", False: "Tổ kiểm phiếu"}


def team_name(act: Act) -> str:
    """Return what those who count are called: a committee in elections, a team in polls and cadre steps."""
    return COUNTING_COMMITTEE if act is Act.ELECT else COUNTING_TEAM


def team_on_paper(act: Act) -> str:
    """Return the same as it stands on Vietnamese papers."""
    return TEAM_ON_PAPER[act is Act.ELECT]

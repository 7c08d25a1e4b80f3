"""The clauses of the policy, one block a package. Reviewed by hand against docs/rights.md.

Read a line as: this role may do this action on objects whose unit is own / below / above / in the tree / any.
"""

from nghisu.organisation.rules.policy import Clause, Relation, Role

OWN, BELOW, ABOVE, TREE, ANY = (
    Relation.OWN,
    Relation.BELOW,
    Relation.ABOVE,
    Relation.TREE,
    Relation.ANY,
)
STAFF = (Role.CHIEF, Role.CLERK, Role.SPECIALIST, Role.LEADER, Role.CHAIR)
EVERY_ROLE = tuple(Role)


def allow(action: str, roles: tuple[Role, ...], *relations: Relation, side: str = "unit") -> list[Clause]:
    """Return one clause for each role and relation."""
    return [Clause(action, role, relation, side) for role in roles for relation in relations]


CLAUSES: tuple[Clause, ...] = (
    # organisation: the tree and the bodies are known to everyone who works in them, other trees to nobody
    *allow("organisation.see", tuple(role for role in Role if role is not Role.ADMINISTRATOR), TREE),
    *allow("organisation.see", (Role.ADMINISTRATOR,), ANY),
    *allow("organisation.change", (Role.CHIEF,), OWN, BELOW),
    *allow("organisation.change", (Role.ADMINISTRATOR,), ANY),
    *allow("organisation.found_top", (Role.ADMINISTRATOR,), ANY),
    *allow("body.change", (Role.CHIEF,), OWN, BELOW),
    *allow("body.change", (Role.ADMINISTRATOR,), ANY),
    *allow("body.confirm", (Role.CHIEF,), OWN),
    *allow("rules.change", (Role.CHIEF,), OWN),
    *allow("rules.confirm", (Role.CHIEF,), OWN),
    # the roster: names and offices only
    *allow("roster.see", EVERY_ROLE, OWN),
    *allow(
        "roster.see", (Role.CHIEF, Role.CLERK, Role.CHAIR, Role.SUPERIOR_READER, Role.ADMINISTRATOR), BELOW
    ),
    *allow("roster.change", (Role.CHIEF,), OWN, BELOW),
    *allow("roster.change", (Role.ADMINISTRATOR,), ANY),
    *allow("mandate.give", (Role.CHIEF,), OWN, BELOW),
    *allow("mandate.give", (Role.ADMINISTRATOR,), ANY),
    *allow("mandate.end", (Role.CHIEF,), OWN, BELOW),
    *allow("mandate.end", (Role.ADMINISTRATOR,), ANY),
    *allow("mandate.correct", (Role.CHIEF,), OWN, BELOW),
    *allow("mandate.suspend", (Role.CHIEF,), OWN, BELOW),
    *allow("duty.see", EVERY_ROLE, OWN),
    *allow("duty.see", (Role.CHIEF, Role.CHAIR, Role.SUPERIOR_READER), BELOW),
    *allow("duty.see", EVERY_ROLE, ABOVE),
    *allow("duty.change", (Role.CHIEF,), OWN),
    *allow("absence.record", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("outside.change", (Role.CHIEF, Role.CLERK), OWN),
    *allow("account.help", (Role.CHIEF, Role.ADMINISTRATOR), OWN, BELOW),
    *allow("factor.require", (Role.CHIEF, Role.ADMINISTRATOR), OWN),
    *allow("firststeps.see", (Role.CHIEF, Role.ADMINISTRATOR), OWN),
    # documents
    *allow(
        "document.see",
        (Role.CHIEF, Role.CLERK, Role.CHAIR, Role.LEADER, Role.SPECIALIST, Role.INSPECTOR),
        OWN,
    ),
    *allow("document.see", STAFF, OWN, side="recipient"),
    *allow("document.see", (Role.SUPERIOR_READER,), OWN),
    *allow("document.see", (Role.MEMBER,), OWN),
    *allow("document.receive", (Role.CHIEF, Role.CLERK), OWN),
    *allow("document.draft", STAFF, OWN),
    *allow("document.issue", (Role.CHIEF, Role.CLERK), OWN),
    *allow("document.seal", (Role.CHIEF, Role.CLERK), OWN),
    *allow("certificate.keep", (Role.CHIEF,), OWN),
    *allow("draft.comment", (Role.CHIEF, Role.LEADER, Role.SPECIALIST, Role.CHAIR), OWN, side="asked"),
    *allow("draft.conclude", (Role.CHIEF, Role.CHAIR), OWN),
    # the way to the signature: the commission's head, the office, who may sign where nobody is named
    *allow("document.review", (Role.LEADER,), OWN, side="drafter"),
    *allow("document.check", (Role.CHIEF,), OWN),
    *allow("document.sign", (Role.CHAIR,), OWN),
    *allow("document.direct", (Role.CHIEF, Role.CLERK, Role.CHAIR), OWN),
    # files and archive: each unit keeps its files; the archive is the office's
    *allow("file.see", (*STAFF, Role.INSPECTOR), OWN),
    *allow("file.keep", STAFF, OWN),
    *allow("archive.keep", (Role.CHIEF, Role.CLERK), OWN),
    *allow("archive.dispose", (Role.CHIEF,), OWN),
    # tasks: giver gives and accepts, lead reports
    *allow(
        "task.see",
        (Role.CHIEF, Role.CHAIR, Role.SUPERIOR_READER, Role.INSPECTOR),
        OWN,
        BELOW,
    ),
    *allow("task.see", (Role.CLERK, Role.LEADER, Role.SPECIALIST, Role.MEMBER), OWN),
    *allow("task.see", (Role.CHIEF, Role.CHAIR, Role.CLERK), OWN, side="giver"),
    *allow("task.see", STAFF, OWN, side="lead"),
    *allow("task.see", STAFF, OWN, side="support"),
    *allow("task.give", (Role.CHIEF, Role.CHAIR), OWN, BELOW),
    *allow("task.report", (Role.CHIEF, Role.SPECIALIST, Role.LEADER), OWN, side="lead"),
    *allow("task.accept", (Role.CHIEF, Role.CHAIR), OWN, side="giver"),
    *allow("task.correct", (Role.CHIEF,), OWN, side="giver"),
    *allow("quarter.close", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("programme.see", (*STAFF, Role.MEMBER, Role.INSPECTOR, Role.SUPERIOR_READER), OWN),
    *allow("programme.adopt", (Role.CHIEF, Role.CHAIR), OWN),
    # figures and reports
    *allow(
        "figure.see",
        (
            Role.CHIEF,
            Role.CLERK,
            Role.CHAIR,
            Role.LEADER,
            Role.SPECIALIST,
            Role.INSPECTOR,
            Role.MEMBER,
        ),
        OWN,
    ),
    *allow("figure.see", (Role.SUPERIOR_READER,), OWN),
    *allow("figure.see", (Role.CHIEF, Role.CHAIR, Role.SUPERIOR_READER), BELOW),
    *allow(
        "report.see",
        (
            Role.CHIEF,
            Role.CLERK,
            Role.CHAIR,
            Role.LEADER,
            Role.SPECIALIST,
            Role.INSPECTOR,
            Role.MEMBER,
        ),
        OWN,
    ),
    *allow("report.see", (Role.CHIEF, Role.CHAIR, Role.SUPERIOR_READER), BELOW),
    *allow("report.see", (Role.SUPERIOR_READER,), OWN),
    *allow(
        "report.see_draft",
        (Role.CHIEF, Role.CLERK, Role.CHAIR, Role.LEADER, Role.SPECIALIST, Role.INSPECTOR, Role.MEMBER),
        OWN,
    ),
    *allow("report.write", (Role.CHIEF, Role.SPECIALIST), OWN),
    *allow("report.write", (Role.SPECIALIST, Role.LEADER), OWN, side="drafter"),
    *allow("report.adopt", (Role.CHIEF, Role.CHAIR), OWN),
    # campaigns: who asks runs them; who is asked writes its own report
    *allow("campaign.see", (*STAFF, Role.INSPECTOR, Role.SUPERIOR_READER), OWN),
    *allow("campaign.run", (Role.CHIEF, Role.SPECIALIST), OWN),
    *allow("campaign.run", (Role.SPECIALIST, Role.LEADER), OWN, side="drafter"),
    *allow("submission.see", STAFF, OWN),
    *allow("submission.fill", (Role.CHIEF, Role.SPECIALIST), OWN),
    # meetings: by office for those who prepare them; members and the invited see them by their summons
    *allow("meeting.see", (Role.CHIEF, Role.CLERK, Role.CHAIR, Role.INSPECTOR), OWN),
    *allow("meeting.see", (Role.SUPERIOR_READER,), OWN, BELOW),
    *allow("meeting.see_closed", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("meeting.call", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("copy.hand_out", (Role.CHIEF, Role.CLERK), OWN),
    *allow("merge.make", (Role.CHIEF, Role.CLERK), OWN),
    *allow("circular.run", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("circular.enter", (Role.CHIEF, Role.CLERK), OWN),
    *allow("week.see", (*STAFF, Role.MEMBER, Role.INSPECTOR), OWN),
    *allow("week.change", (Role.CHIEF, Role.CLERK), OWN),
    # the floor: chairs take the steps; the clerk keeps the list of speakers and enters counts
    *allow("floor.run", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("floor.keep", (Role.CHIEF, Role.CLERK, Role.CHAIR), OWN),
    # after a meeting: the recorder and the chairs have their rights by the meeting itself
    *allow("minutes.write", (Role.CHIEF,), OWN),
    *allow("minutes.see", (Role.CHIEF, Role.CLERK, Role.CHAIR, Role.INSPECTOR), OWN),
    *allow("conclusion.write", (Role.CHIEF,), OWN),
    *allow("conclusion.approve", (Role.CHAIR,), OWN),
    *allow("communique.write", (Role.CHIEF, Role.CLERK), OWN),
    *allow("communique.approve", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("meeting.archive", (Role.CHIEF, Role.CLERK), OWN),
    *allow("point.see", (Role.CHIEF, Role.CLERK, Role.CHAIR), OWN),
    *allow("point.see", (Role.OPERATOR, Role.SPECIALIST), OWN, side="host"),
    *allow("point.change", (Role.CHIEF,), OWN),
    *allow("attendance.see", (Role.CHIEF, Role.CLERK, Role.CHAIR), OWN),
    *allow("attendance.keep", (Role.CHIEF, Role.CLERK), OWN),
    # ballots: a round is prepared by the office and the chairs; who counts is chosen by the meeting, by name
    *allow("round.see", (Role.CHIEF, Role.CHAIR, Role.COUNTER), OWN),
    *allow("round.see_result", (Role.INSPECTOR,), OWN),
    *allow("round.see_result", (Role.SUPERIOR_READER,), OWN, BELOW),
    *allow("round.prepare", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("round.complaint", (Role.CHIEF, Role.CHAIR, Role.INSPECTOR), OWN),
    # completing a committee: about persons, so only those who conduct it and the superior who decides
    *allow("completing.see", (Role.CHIEF, Role.CHAIR, Role.SUPERIOR_READER), OWN),
    *allow("completing.conduct", (Role.CHIEF,), OWN),
    # inspection: the side that inspects; the inspected body sees its own file only, from the plan on
    *allow("inspection.see", (Role.CHIEF, Role.CHAIR, Role.INSPECTOR, Role.SUPERIOR_READER), OWN),
    *allow("inspection.see", (Role.LEADER, Role.SPECIALIST), OWN, side="lead"),
    *allow("inspection.see", (Role.CHIEF, Role.CHAIR, Role.SPECIALIST), OWN, side="inspected"),
    *allow("inspection.run", (Role.CHIEF, Role.INSPECTOR), OWN),
    *allow("inspection.run", (Role.LEADER, Role.SPECIALIST), OWN, side="lead"),
    *allow("inspection.adopt", (Role.CHIEF, Role.CHAIR), OWN),
    *allow("inspection.conclude", (Role.CHAIR,), OWN),
    *allow("inspection.answer", (Role.CHIEF, Role.CHAIR, Role.SPECIALIST), OWN, side="inspected"),
    # exchange: which programs are told that something happened; ids alone, never what
    *allow("webhook.manage", (Role.CHIEF, Role.ADMINISTRATOR), OWN),
    # situation: a unit raises, its superior's office handles, and tells the answer back
    *allow("issue.raise", (Role.CHIEF, Role.SPECIALIST, Role.CHAIR), OWN),
    *allow("issue.see", STAFF, OWN),
    *allow("issue.see", (Role.CHIEF, Role.SPECIALIST, Role.CHAIR), OWN, side="handler"),
    *allow("issue.handle", (Role.CHIEF, Role.SPECIALIST), OWN, side="handler"),
    *allow("topic.see", (Role.CHIEF, Role.SPECIALIST, Role.CHAIR), OWN),
    *allow("topic.see", (Role.SPECIALIST, Role.LEADER), OWN, side="lead"),
    *allow("topic.handle", (Role.CHIEF, Role.SPECIALIST), OWN),
    *allow("topic.answer", (Role.CHIEF, Role.SPECIALIST), OWN),
    *allow("topic.answer", (Role.SPECIALIST, Role.LEADER), OWN, side="lead"),
    *allow("field.open", (Role.CHIEF,), OWN),
    *allow("reading_duty.set", (Role.CHIEF,), OWN),
    *allow("synthesis.see", (*STAFF, Role.MEMBER, Role.SUPERIOR_READER), OWN),
    *allow("synthesis.see", (Role.CHIEF, Role.SPECIALIST, Role.LEADER, Role.CHAIR), ABOVE),
    *allow("synthesis.write", (Role.CHIEF, Role.SPECIALIST), OWN),
    *allow("synthesis.issue", (Role.CHIEF,), OWN),
    *allow("synthesis.guide", (Role.CHIEF, Role.CHAIR), OWN),
    # visits: the side that visits; the unit visited sees its own visit only, from the announcement on
    *allow(
        "visit.see",
        (Role.CHIEF, Role.CLERK, Role.CHAIR, Role.SPECIALIST, Role.MEMBER, Role.SUPERIOR_READER),
        OWN,
    ),
    *allow("visit.see", (Role.CHIEF, Role.CHAIR, Role.SPECIALIST), OWN, side="visited"),
    *allow("visit.plan", (Role.CHIEF,), OWN),
    *allow("visit.run", (Role.CHIEF, Role.SPECIALIST), OWN),
    *allow("visit.conclude", (Role.CHAIR,), OWN),
    *allow("visit.state", (Role.CHIEF, Role.CHAIR, Role.SPECIALIST), OWN, side="visited"),
    # contest: judges have their rights by being appointed; a sender sees its own entries only
    *allow("contest.see", (Role.CHIEF, Role.CHAIR, Role.SPECIALIST), OWN),
    *allow("contest.run", (Role.CHIEF, Role.SPECIALIST), OWN),
    *allow("contest.sign", (Role.CHAIR,), OWN),
    *allow("contest.enter", (Role.CHIEF, Role.CHAIR, Role.SPECIALIST), OWN, side="sender"),
    # record
    *allow("record.see", (Role.CHIEF, Role.CHAIR, Role.INSPECTOR, Role.SUPERIOR_READER), OWN, BELOW),
    *allow("record.export", (Role.CHIEF, Role.INSPECTOR, Role.ADMINISTRATOR), OWN),
    # moving: erasure is decided by the office; who runs the machine could read the database anyway
    *allow("erasure.decide", (Role.CHIEF,), OWN, BELOW),
    *allow("whole.export", (Role.ADMINISTRATOR,), OWN),
)


def by_action() -> dict[str, tuple[Clause, ...]]:
    """Return the clauses grouped by action."""
    grouped: dict[str, list[Clause]] = {}
    for clause in CLAUSES:
        grouped.setdefault(clause.action, []).append(clause)
    return {action: tuple(clauses) for action, clauses in grouped.items()}


BY_ACTION = by_action()

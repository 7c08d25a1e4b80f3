"""What is held on a person, what is erased on request, and what the law keeps. Plain Python.

Every column of the database that names a person by id stands in ``KEYS``, and every table whose words are
kept in spite of an erasure in ``KEPT``, with the reason. A column that is not entered yet stays, as an id
whose name is gone.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.working_days import add_working_days

ANSWER_WORKING_DAYS = 2
DONE_DAYS = 20
ERASED_NAME = "Người đã xóa dữ liệu"


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    REFUSED = "refused"
    DONE = "done"


STATE_NAMES = {
    State.WAITING: N_("waits for a decision"),
    State.REFUSED: N_("refused"),
    State.DONE: N_("done"),
}


class AskedAlready(Refusal):
    """A request of the person waits."""

    sentence = N_("You asked for it on %(day)s already; the answer comes within two working days.")


class DecidedAlready(Refusal):
    """The request does not wait any more."""

    sentence = N_("This request was decided on %(day)s. Reload the page to see how.")


class OwnRequest(Refusal):
    """Nobody decides about oneself."""

    sentence = N_("Nobody decides on a request of one's own. Let another officer decide.")


class StillInOffice(Refusal):
    """The person still holds an office."""

    sentence = N_(
        "%(name)s still holds an office (%(units)s). End the mandates first, or refuse with the reason: what "
        "an office needs is kept as long as it is held."
    )


class AnswerMissing(Refusal):
    """A decision without its reason."""

    sentence = N_("Write the answer that the person receives.")
    field = "answer"


class Erasing(StrEnum):
    """What an erasure does with rows that name the person by id."""

    KEEP = "keep"  # the id stays; the name behind it is gone
    DELETE = "delete"


K, D = Erasing.KEEP, Erasing.DELETE

# table.column → what becomes of the row. What stays names an id whose name is erased.
KEYS: Mapping[str, Erasing] = {
    **dict.fromkeys(
        [
            "absence.person_id",
            "absence.substitute_id",
            "assignment.person_id",
            "bundleentry.person_id",
            "candidate.person_id",
            "circularanswer.person_id",
            "communique.approved_by_id",
            "conclusionnotice.approved_by_id",
            "consultationrequest.person_id",
            "contest.signed_by_id",
            "correction.by_id",
            "countingmember.person_id",
            "countminutes.chair_id",
            "countminutes.head_id",
            "documentcopy.made_by_id",
            "documentcopy.signer_id",
            "documentopening.person_id",
            "documentrouting.directed_by_id",
            "documentsigner.person_id",
            "draftcomment.author_id",
            "erratum.by_id",
            "extension.asked_by_id",
            "extension.decided_by_id",
            "fieldopening.person_id",
            "inspection.approved_by_id",
            "contestjudge.person_id",
            "link.issued_by_id",
            "mandate.person_id",
            "meeting.secretary_id",
            "meetingchair.person_id",
            "minutes.chair_id",
            "minutes.recorder_id",
            "minutescorrection.confirmed_by_id",
            "minutescorrection.written_by_id",
            "minutestext.replaced_by_id",
            "numberedcopy.holder_id",
            "officehandover.confirmed_by_id",
            "officehandover.giver_id",
            "officehandover.receiver_id",
            "papertemplate.kept_by_id",
            "point.operator_id",
            "presence.person_id",
            "procedurename.person_id",
            "proposalstep.by_id",
            "quarterclosing.by_id",
            "readingduty.person_id",
            "rosterentry.person_id",
            "round.declared_by_id",
            "secrecydeclaration.person_id",
            "secretpoll.authority_id",
            "secrettrustee.person_id",
            "signingstep.person_id",
            "stampuse.stamped_by_id",
            "statement.person_id",
            "submissionspan.by_id",
            "summons.person_id",
            "task.person_in_charge_id",
            "taskspan.by_id",
            "teammember.person_id",
            "trustedcertificate.kept_by_id",
            "turn.person_id",
            "visit.approved_by_id",
            "visit.head_id",
            "visitmember.person_id",
            "visitminutes.signed_by_id",
            "visitminutes.written_by_id",
            "webhook.made_by_id",
            "weekattendee.person_id",
            "erasurerequest.person_id",
            "erasurerequest.decided_by_id",
        ],
        K,
    ),
    **dict.fromkeys(
        [
            "apitoken.person_id",
            "calendarfeed.person_id",
            "draftnote.person_id",
            "importdraft.owner_id",
            "link.person_id",
            "message.person_id",
            "noticechoice.person_id",
            "noticeseen.person_id",
            "papernote.person_id",
            "pushdevice.person_id",
        ],
        D,
    ),
}

MINUTES = N_(
    "minutes, conclusions and what is laid before meetings: kept by the Law on Archives 33/2024/QH15"
)
DOCUMENTS = N_("documents, their drafts and their signatures: kept by the Law on Archives 33/2024/QH15")
ELECTIONS = N_("elections, their lists and their minutes: kept by the regulation on elections")
CONTEST = N_("entries and prizes of a contest: kept by its rules")
REPORTS = N_("reports that were sent and adopted: kept by the Law on Archives 33/2024/QH15")
INSPECTIONS = N_("papers of inspections and visits: kept by the Law on Archives 33/2024/QH15")
LEAVES = N_("the lines of the record: ids alone, no names")

# Tables whose words an erasure does not touch, and why.
KEPT: Mapping[str, str] = {
    **dict.fromkeys(
        [
            "minutes",
            "minutessection",
            "minutestext",
            "minutesremark",
            "minutescorrection",
            "statement",
            "conclusionnotice",
            "conclusionparagraph",
            "conclusionwork",
            "communique",
            "communiquefact",
            "paperversion",
            "meetingpaper",
            "meetingarchive",
            "circular",
            "circularanswer",
        ],
        MINUTES,
    ),
    **dict.fromkeys(
        [
            "document",
            "documentcopy",
            "documentfile",
            "documentsigner",
            "documentlink",
            "draftversion",
            "draftparagraph",
            "draftcomment",
            "settlement",
            "signingstep",
            "stampuse",
            "filesignature",
            "casefile",
            "casefilepaper",
            "handover",
            "disposal",
            "trustedcertificate",
            "officehandover",
            "officehandoveritem",
        ],
        DOCUMENTS,
    ),
    **dict.fromkeys(
        [
            "round",
            "candidate",
            "rosterentry",
            "countsheet",
            "countminutes",
            "nametally",
            "procedure",
            "procedurename",
            "procedurestep",
            "secretpoll",
            "secrettrustee",
            "secretslip",
            "seal",
            "unsealing",
            "roundcomplaint",
            "roundapproval",
        ],
        ELECTIONS,
    ),
    **dict.fromkeys(["contestentry", "entrysource", "contestauthor", "collectiveprize"], CONTEST),
    **dict.fromkeys(
        ["report", "reportsection", "submission", "submissiontext", "takentext", "erratum"], REPORTS
    ),
    **dict.fromkeys(
        [
            "inspection",
            "workingminutes",
            "inspectionevidence",
            "visitminutes",
            "visitcorrection",
            "commitment",
        ],
        INSPECTIONS,
    ),
    **dict.fromkeys(("entry", "touch", "checkpoint", "head"), LEAVES),
}


def answer_due(asked_on: date) -> date:
    """Return the day by which a request is answered: 2 working days (Decree 356/2025/NĐ-CP)."""
    return add_working_days(asked_on, ANSWER_WORKING_DAYS)


def done_due(asked_on: date) -> date:
    """Return the day by which an erasure is done: 20 days (Decree 356/2025/NĐ-CP)."""
    return asked_on + timedelta(days=DONE_DAYS)

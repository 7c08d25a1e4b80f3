"""Reports of units for programs: read and filled in; the acts between two sessions."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404

from nghisu.kit import clock
from nghisu.kit.api import BodyNotUnderstood, Page, endpoint, listed, sent
from nghisu.kit.pages import Request
from nghisu.kit.refusals import N_
from nghisu.reporting.actions import campaigns as actions
from nghisu.reporting.queries import between, campaigns
from nghisu.reporting.rules.between import Did

if TYPE_CHECKING:
    from nghisu.reporting.models import Submission


@dataclass(frozen=True)
class ActOut:
    """One act between two sessions."""

    kind: str
    id: str
    label: str
    words: str
    day: date
    amount: int
    page: str


@dataclass(frozen=True)
class BetweenOut:
    """How many acts of a kind lie between two sessions, and which."""

    unit: str
    since: datetime
    until: datetime
    value: int
    records: list[ActOut]


@endpoint(
    "report.see_draft",
    summary=N_("The acts of one kind between two sessions"),
    answer=BetweenOut,
    tag="reports",
)
def api_between(request: Request, first: UUID, second: UUID, did: str) -> BetweenOut:
    """Answer with the acts that a number of the draft report counts."""
    found = between.between_visible_to(request.standing, first, second)
    if found is None or did not in {one.value for one in Did}:
        raise Http404
    interval = between.interval_of(found.first, found.second)
    acts = found.of(Did(did))
    return BetweenOut(
        found.first.unit.code,
        interval.since,
        interval.until,
        len(acts),
        [ActOut(one.kind, one.pk, one.label, one.words, one.at.date(), 1, one.url) for one in acts],
    )


@dataclass(frozen=True)
class SubmissionOut:
    """A report asked of a unit."""

    id: UUID
    title: str
    unit: str
    period: str
    as_of: date
    due_on: date
    close_on: date
    status: str
    round: int
    version: int


@endpoint(
    "submission.see",
    summary=N_("Reports asked of units that you may see"),
    answer=SubmissionOut,
    tag="reports",
    many=True,
)
def api_submissions(request: Request) -> Page[SubmissionOut]:
    """Answer with the reports asked of units, newest first."""
    rows = campaigns.submissions_visible_to(request.standing).order_by("-campaign__due_on", "unit__code")
    return listed(request, rows, _shown)


def _shown(one: "Submission") -> SubmissionOut:
    campaign = one.campaign
    return SubmissionOut(
        one.pk,
        campaign.title,
        one.unit.code,
        campaign.period,
        campaign.as_of,
        campaign.due_on,
        campaign.close_on,
        one.status,
        one.round,
        one.version,
    )


@dataclass(frozen=True)
class ValueOut:
    """A number of a unit's report."""

    code: str
    name: str
    kind: str
    measure: str
    value: Decimal | None
    own_records: Decimal | None
    note: str


@dataclass(frozen=True)
class TextOut:
    """The words under a heading of a unit's report."""

    section: int
    heading: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class StepOut:
    """Where a unit's report was known to stand, and the act that brought it there."""

    number: int
    act: str
    status: str
    round: int
    is_late: bool
    at: datetime
    words: str


@dataclass(frozen=True)
class ChangeOut:
    """A number that differs between two rounds."""

    name: str
    round: int
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class WholeSubmissionOut:
    """A unit's report with its numbers and words, the rules between them, and its way."""

    about: SubmissionOut
    values: list[ValueOut]
    texts: list[TextOut]
    rules: list[str]
    steps: list[StepOut]
    changes: list[ChangeOut]


@endpoint(
    "submission.see",
    summary=N_("A unit's report with its numbers, words and steps"),
    answer=WholeSubmissionOut,
    tag="reports",
)
def api_submission(request: Request, pk: UUID) -> WholeSubmissionOut:
    """Answer with a unit's report."""
    found = _found(request, pk)
    known, words = campaigns.values_of(found), campaigns.texts_of(found)
    template = found.campaign.template
    return WholeSubmissionOut(
        _shown(found),
        [
            ValueOut(
                one.code,
                one.name,
                one.kind,
                one.measure,
                known[one.pk].value if one.pk in known else None,
                known[one.pk].prefilled if one.pk in known else None,
                known[one.pk].note if one.pk in known else "",
            )
            for one in template.indicators.all()
        ],
        [
            TextOut(one.order, one.heading, one.is_required, words[one.pk].text if one.pk in words else "")
            for one in template.sections.all()
        ],
        [one.text for one in template.checks.all()],
        [
            StepOut(one.number, one.act, one.status, one.round, one.is_late, one.at, one.words)
            for one in found.spans.all()
        ],
        [ChangeOut(one.name, one.round, one.before, one.after) for one in campaigns.changes_of(found)],
    )


@dataclass(frozen=True)
class FillIn:
    """Numbers to keep by code, with the version they were read at.

    ``notes`` by code where there are any, ``texts`` by the number of the section; what is not named stays.
    """

    version: int
    values: dict[str, Decimal]
    notes: dict[str, str]
    texts: dict[str, str]


@endpoint(
    "submission.fill",
    summary=N_("Keep numbers and words of a unit's report"),
    answer=SubmissionOut,
    body=FillIn,
    method="POST",
    tag="reports",
)
def api_submission_fill(request: Request, pk: UUID) -> SubmissionOut:
    """Keep numbers and words of one's unit's report."""
    found = _found(request, pk)
    body = sent(request)
    codes = {one.code: one.pk for one in found.campaign.template.indicators.all()}
    numbers, notes = body.get("values"), body.get("notes") or {}
    if not isinstance(numbers, dict) or not isinstance(notes, dict) or not set(numbers) <= set(codes):
        raise BodyNotUnderstood(what="values")
    sections = {str(one.order): one.pk for one in found.campaign.template.sections.all()}
    texts = body.get("texts") or {}
    if (
        not isinstance(texts, dict)
        or not set(texts) <= set(sections)
        or not all(isinstance(text, str) for text in texts.values())
    ):
        raise BodyNotUnderstood(what="texts")
    stored = actions.fill(
        submission=found,
        expected_version=_version(body),
        values={codes[code]: (_number(value), str(notes.get(code, ""))) for code, value in numbers.items()},
        texts={sections[number]: text for number, text in texts.items()},
        by=request.standing,
        at=clock.now(),
    )
    return _shown(stored)


@dataclass(frozen=True)
class SendIn:
    """The version that was read."""

    version: int


@endpoint(
    "submission.fill",
    summary=N_("Send a unit's report in"),
    answer=SubmissionOut,
    body=SendIn,
    method="POST",
    tag="reports",
)
def api_submission_submit(request: Request, pk: UUID) -> SubmissionOut:
    """Send one's unit's report in."""
    found = _found(request, pk)
    stored = actions.submit(
        submission=found, expected_version=_version(sent(request)), by=request.standing, at=clock.now()
    )
    return _shown(stored)


def _found(request: Request, pk: UUID) -> "Submission":
    found = campaigns.submission_visible_to(request.standing, pk)
    if found is None:
        raise Http404
    return found


def _version(body: dict[str, Any]) -> int:
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise BodyNotUnderstood(what="version")
    return version


def _number(value: Any) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise BodyNotUnderstood(what="values") from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) >= 10**13:
        raise BodyNotUnderstood(what="values")
    return number

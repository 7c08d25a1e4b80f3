"""What awaits a person: asked of each field of work, shown with its day, most urgent first."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from nghisu.ballots.queries.completing import awaiting_step, step_after
from nghisu.ballots.queries.rounds import rounds_to_count
from nghisu.ballots.rules.steps import BRANCH_NAMES, Branch
from nghisu.contest.queries import to_score
from nghisu.documents.queries import awaiting_number, entry_overdue, routed_to
from nghisu.documents.queries.dispatch import arrived_from_inside
from nghisu.documents.queries.drafts import requests_to_answer
from nghisu.documents.queries.signing import awaiting_me
from nghisu.home.queries.handover import to_sign
from nghisu.inspection.queries import reports_awaited
from nghisu.kit.few import first_few
from nghisu.meetings.queries import coming_meetings, unanswered_summonses
from nghisu.meetings.queries.circular import circulars_to_answer, circulars_to_count
from nghisu.meetings.queries.minutes_awaited import HAND_NAMES, minutes_awaited
from nghisu.meetings.queries.reminding import changed_meetings, reminders
from nghisu.meetings.queries.roll import check_ins_awaited, points_awaited
from nghisu.notices.queries.waiting import awaited_by
from nghisu.organisation.queries import names_in
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.queries.campaigns import waiting_for as reports_waiting
from nghisu.situation.models import Issue
from nghisu.situation.queries import issues_returned, issues_to_check, topics_waiting, urgent_for
from nghisu.situation.queries.reports import period_words, syntheses_awaited
from nghisu.situation.rules.topics import TOPIC_WORDS, TopicState
from nghisu.tasks.queries import awaiting as tasks_awaiting
from nghisu.visits.queries import hand_of, visits_awaiting
from nghisu.visits.rules.steps import State as VisitState

SHOWN = 6


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, where it is done, and by when."""

    title: str
    url: str
    detail: str = ""
    unit: str = ""
    due_on: date | None = None
    due_at: datetime | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Group:
    """Things of one kind. ``count`` is of all of them, ``rows`` are the first few."""

    title: str
    count: int
    rows: list[Waiting] = field(default_factory=list)
    page: str = ""

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)

    @property
    def more_url(self) -> str:
        """Where all of them are listed."""
        return reverse(self.page)


def waiting_for(standing: Standing, *, day: date, now: datetime) -> list[Group]:
    """Return what awaits the asker on the day; groups without anything are left out."""
    groups = [
        *_urgent(standing, day),
        *_counts(standing),
        *_meetings(standing, now),
        *_minutes(standing, day),
        *_procedures(standing),
        *_tasks(standing, day),
        *_documents(standing, day),
        *_drafts(standing, day),
        *_reports(standing, day),
        *_self_reports(standing, day),
        *_visits(standing, day),
        *_entries(standing),
        *_difficulties(standing, day),
        *_syntheses(standing, day),
        *_hand_overs(standing),
        *_of_others(standing, day),
    ]
    return [group for group in groups if group.count]


def _reports(standing: Standing, day: date) -> list[Group]:
    to_fill, to_accept = reports_waiting(standing, day)
    filled, fill_count = first_few(to_fill, SHOWN)
    sent, sent_count = first_few(to_accept, SHOWN)
    names = names_in(standing.tree, {one.unit_id for one in (*filled, *sent)}, day)
    return [
        Group(
            _("Reports to send in"),
            fill_count,
            [
                Waiting(
                    title=one.campaign.title,
                    detail=_("returned, to be sent again") if one.status == "returned" else "",
                    unit=names.get(one.unit_id, ""),
                    url=reverse("submission_detail", args=[one.pk]),
                    due_on=one.campaign.due_on,
                    is_late=one.campaign.due_on < day,
                )
                for one in filled
            ],
            "submission_list",
        ),
        Group(
            _("Reports of units to accept"),
            sent_count,
            [
                Waiting(
                    title=one.campaign.title,
                    unit=names.get(one.unit_id, ""),
                    url=reverse("submission_detail", args=[one.pk]),
                    due_on=one.campaign.close_on,
                )
                for one in sent
            ],
            "submission_list",
        ),
    ]


def _urgent(standing: Standing, day: date) -> list[Group]:
    few, count = first_few(urgent_for(standing, day), SHOWN)
    return [Group(_("Urgent issues to read"), count, _issues(standing, few, day, is_late=True), "issue_list")]


def _difficulties(standing: Standing, day: date) -> list[Group]:
    to_check, check_count = first_few(issues_to_check(standing), SHOWN)
    returned, returned_count = first_few(issues_returned(standing), SHOWN)
    topics, topic_count = first_few(topics_waiting(standing, day), SHOWN)
    waiting = [
        Waiting(
            title=topic.title,
            detail=_(TOPIC_WORDS[TopicState(topic.state)]),
            url=reverse("topic_detail", args=[topic.pk]),
            due_on=topic.due_on,
            is_late=bool(topic.due_on and topic.due_on < day),
        )
        for topic in topics
    ]
    return [
        Group(_("Issues to check or merge"), check_count, _issues(standing, to_check, day), "issue_list"),
        Group(_("Issues that came back"), returned_count, _issues(standing, returned, day), "issue_list"),
        Group(_("Difficulties to decide or to tell back"), topic_count, waiting, "topic_list"),
    ]


def _issues(standing: Standing, issues: list[Issue], day: date, *, is_late: bool = False) -> list[Waiting]:
    names = names_in(standing.tree, {one.unit_id for one in issues}, day)
    return [
        Waiting(
            title=Truncator(one.statement).chars(120),
            unit=names.get(one.unit_id, ""),
            url=reverse("issue_detail", args=[one.pk]),
            due_at=one.raised_at if is_late else None,
            is_late=is_late,
        )
        for one in issues
    ]


def _syntheses(standing: Standing, day: date) -> list[Group]:
    awaited = syntheses_awaited(standing, day)
    names = names_in(standing.tree, {unit for unit, _period, _report in awaited}, day)
    rows = [
        Waiting(
            title=_("Situation report: %(period)s") % {"period": period_words(period)},
            detail=_("begun, not issued") if report else _("not begun"),
            unit=names.get(unit, ""),
            url=reverse("synthesis_detail", args=[report.pk])
            if report
            else f"{reverse('synthesis_new')}?ky={period}",
        )
        for unit, period, report in awaited
    ]
    return [Group(_("Situation reports to issue"), len(rows), rows[:SHOWN], "synthesis_list")]


def _hand_overs(standing: Standing) -> list[Group]:
    few, count = first_few(to_sign(standing), SHOWN)
    rows = [
        Waiting(
            title=_("Hand-over: %(giver)s to %(receiver)s")
            % {"giver": one.giver.full_name, "receiver": one.receiver.full_name},
            url=reverse("office_hand_over", args=[one.pk]),
        )
        for one in few
    ]
    return [Group(_("Hand-overs to sign"), count, rows, "office_hand_overs")]


def _of_others(standing: Standing, day: date) -> list[Group]:
    return [
        Group(
            group.title,
            group.count,
            [
                Waiting(title=one.title, url=one.url, due_on=one.due_on, is_late=one.is_late)
                for one in group.rows
            ],
            group.page,
        )
        for group in awaited_by(standing, day)
    ]


def _self_reports(standing: Standing, day: date) -> list[Group]:
    few, count = first_few(reports_awaited(standing), SHOWN)
    names = names_in(standing.tree, {one.unit_id for one in few}, day)
    rows = [
        Waiting(
            title=one.content,
            unit=names.get(one.unit_id, ""),
            url=reverse("inspection_detail", args=[one.pk]),
            due_on=one.self_report_due_on,
            is_late=bool(one.self_report_due_on and one.self_report_due_on < day),
        )
        for one in few
    ]
    return [Group(_("Self-reports to send in"), count, rows, "inspection_list")]


def _visits(standing: Standing, day: date) -> list[Group]:
    few, count = first_few(visits_awaiting(standing, day), SHOWN)
    names = names_in(standing.tree, {one.visited_id for one in few}, day)
    rows = []
    for one in few:
        due_on = one.questions_due_on if one.state == VisitState.ANNOUNCED else None
        rows.append(
            Waiting(
                title=one.purpose,
                detail=_(hand_of(standing, one)),
                unit=names.get(one.visited_id, ""),
                url=reverse("visit_detail", args=[one.pk]),
                due_on=due_on if due_on and due_on >= day else None,
            )
        )
    return [Group(_("Working visits"), count, rows, "visit_list")]


def _entries(standing: Standing) -> list[Group]:
    few, count = first_few(to_score(standing), SHOWN)
    rows = [
        Waiting(
            title=_("Entry %(code)s") % {"code": one.entry.code},
            detail=one.entry.category.contest.title,
            url=reverse("judge_entry", args=[one.pk]),
        )
        for one in few
    ]
    return [Group(_("Contest entries to score"), count, rows, "contest_list")]


def _meetings(standing: Standing, now: datetime) -> list[Group]:
    few, count = first_few(unanswered_summonses(standing, now), SHOWN)
    rows = [
        Waiting(
            title=summons.part.meeting.title,
            detail=summons.part.title,
            url=reverse("meeting_answer", args=[summons.part.meeting_id, summons.pk]),
            due_at=summons.part.meeting.starts_at,
        )
        for summons in few
    ]
    groups = [Group(_("Summonses to answer"), count, rows, "meeting_list")]
    changed = [
        Waiting(
            title=meeting.title,
            detail=_("Called off") if meeting.is_cancelled else _("Put off to another day"),
            url=reverse("meeting_detail", args=[meeting.pk]),
            due_at=meeting.starts_at,
        )
        for meeting in changed_meetings(standing, now)
    ]
    asked, asked_count = first_few(circulars_to_answer(standing, now), SHOWN)
    opinions = [
        Waiting(
            title=answer.circular.title,
            url=reverse("circular_detail", args=[answer.circular_id]),
            due_at=answer.circular.due_at,
        )
        for answer in asked
    ]
    counted, counted_count = first_few(circulars_to_count(standing, now), SHOWN)
    to_count = [
        Waiting(
            title=circular.title,
            url=reverse("circular_detail", args=[circular.pk]),
            due_at=circular.due_at,
            is_late=True,
        )
        for circular in counted
    ]
    silent = [
        Waiting(
            title=reminder.meeting.title,
            detail=_("%(count)s have not answered") % {"count": reminder.silent},
            url=reverse("meeting_reminders", args=[reminder.meeting.pk]),
            due_at=reminder.meeting.starts_at,
            is_late=True,
        )
        for reminder in reminders(standing, now)
    ]
    here = [
        Waiting(
            title=meeting.title,
            url=reverse("own_attendance", args=[meeting.pk]),
            due_at=meeting.starts_at,
            is_late=meeting.starts_at < now,
        )
        for meeting in check_ins_awaited(standing, now)
    ]
    consoles = [
        Waiting(
            title=point.name,
            detail=point.meeting.title,
            url=reverse("point_console", args=[point.meeting_id, point.pk]),
            due_at=point.meeting.starts_at,
        )
        for point in points_awaited(standing, now)
    ]
    return [
        *groups,
        Group(_("Check in at the meeting"), len(here), here[:SHOWN], "meeting_list"),
        Group(_("Consoles of your points"), len(consoles), consoles[:SHOWN], "meeting_list"),
        Group(_("Meetings put off or called off"), len(changed), changed[:SHOWN], "meeting_list"),
        Group(_("Opinions asked by circular"), asked_count, opinions, "circular_list"),
        Group(_("Circulars to count"), counted_count, to_count, "circular_list"),
        Group(_("Who has not answered the summons"), len(silent), silent[:SHOWN], "meeting_list"),
    ]


def _minutes(standing: Standing, day: date) -> list[Group]:
    awaited = minutes_awaited(standing, day)
    rows = [
        Waiting(
            title=one.meeting.title,
            detail=_(HAND_NAMES[one.hand]),
            url=reverse(one.page, args=[one.meeting.pk]),
            due_on=one.due_on,
        )
        for one in awaited
    ]
    return [Group(_("Minutes of meetings"), len(rows), rows[:SHOWN], "meeting_list")]


def _procedures(standing: Standing) -> list[Group]:
    few, count = first_few(awaiting_step(standing), SHOWN)
    rows = [
        Waiting(
            title=_(step.name),
            detail=_(BRANCH_NAMES[Branch(procedure.branch)]),
            url=reverse("procedure_detail", args=[procedure.pk]),
        )
        for procedure in few
        if (step := step_after(procedure)) is not None
    ]
    return [Group(_("Next steps of completing the committee"), count, rows, "procedure_list")]


def _counts(standing: Standing) -> list[Group]:
    few, count = first_few(rounds_to_count(standing), SHOWN)
    rows = [
        Waiting(title=round_.title, detail=round_.meeting.title, url=reverse("count_page", args=[round_.pk]))
        for round_ in few
    ]
    return [Group(_("Papers to count"), count, rows, "round_list")]


def _tasks(standing: Standing, day: date) -> list[Group]:
    found = tasks_awaiting(standing, day=day, most=SHOWN)
    listed = "task_list"
    spans = [*found.to_accept, *found.late, *found.soon]
    names = names_in(standing.tree, {span.lead_id for span in spans}, day)

    def rows(spans: list[object], *, is_late: bool = False) -> list[Waiting]:
        return [
            Waiting(
                title=span.task.title,  # type: ignore[attr-defined]
                detail=span.task.code,  # type: ignore[attr-defined]
                unit=names[span.lead_id],  # type: ignore[attr-defined]
                url=reverse("task_detail", args=[span.task_id]),  # type: ignore[attr-defined]
                due_on=span.due_on,  # type: ignore[attr-defined]
                is_late=is_late,
            )
            for span in spans
        ]

    extensions = [
        Waiting(
            title=one.task.title,
            detail=one.task.code,
            url=reverse("task_detail", args=[one.task_id]),
            due_on=one.old_due_on,
        )
        for one in found.extensions
    ]
    return [
        Group(_("Late tasks to finish"), found.late_count, rows([*found.late], is_late=True), listed),
        Group(_("Products to accept or return"), found.to_accept_count, rows([*found.to_accept]), listed),
        Group(_("Extensions to decide"), found.extension_count, extensions, listed),
        Group(_("Tasks due soon"), found.soon_count, rows([*found.soon]), listed),
    ]


def _drafts(standing: Standing, day: date) -> list[Group]:
    few, count = first_few(requests_to_answer(standing, day), SHOWN)
    rows = [
        Waiting(
            title=asked.consultation.draft.document.subject,
            detail=asked.name,
            url=reverse("request_detail", args=[asked.pk]),
            due_on=asked.consultation.open_until,
        )
        for asked in few
    ]
    return [Group(_("Drafts to comment on"), count, rows, "request_list")]


def _documents(standing: Standing, day: date) -> list[Group]:
    listed = "document_list"
    overdue, overdue_count = first_few(entry_overdue(standing, day).order_by("entry_due_on"), SHOWN)
    numbers, numbers_count = first_few(awaiting_number(standing), SHOWN)
    routed, routed_count = first_few(routed_to(standing), SHOWN)
    late = [
        Waiting(
            title=document.subject,
            detail=document.reference,
            url=reverse("document_detail", args=[document.pk]),
            due_on=document.entry_due_on,
            is_late=True,
        )
        for document in overdue
    ]
    to_number = [
        Waiting(
            title=document.subject,
            detail=document.issuer_name,
            url=reverse("document_detail", args=[document.pk]),
        )
        for document in numbers
    ]
    to_do = [
        Waiting(
            title=routing.document.subject,
            detail=routing.document.reference,
            url=reverse("document_detail", args=[routing.document_id]),
            due_on=routing.due_on,
            is_late=bool(routing.due_on and routing.due_on < day),
        )
        for routing in routed
    ]
    asked, asked_count = first_few(awaiting_me(standing), SHOWN)
    to_answer = [
        Waiting(
            title=step.document.subject,
            detail=_(step.stage_name),
            url=reverse("document_way", args=[step.document_id]),
        )
        for step in asked
    ]
    inside, inside_count = first_few(arrived_from_inside(standing).order_by("sent_at"), SHOWN)
    arrived = [
        Waiting(
            title=one.document.subject,
            detail=one.document.reference,
            unit=one.unit_name or "",
            url=reverse("document_detail", args=[one.document_id]),
        )
        for one in inside
    ]
    return [
        Group(_("Documents that await your answer or signature"), asked_count, to_answer, "signing_list"),
        Group(_("Arrived from inside, not in the book"), inside_count, arrived, "document_arrivals"),
        Group(_("Incoming documents whose tasks are overdue for entry"), overdue_count, late, listed),
        Group(_("Documents that await their number"), numbers_count, to_number, listed),
        Group(_("Documents routed to you"), routed_count, to_do, listed),
    ]


def coming(standing: Standing, *, day: date) -> list[Waiting]:
    """Return the next meetings of the asker, today's first."""
    return [
        Waiting(
            title=meeting.title,
            detail=meeting.place,
            url=reverse("meeting_detail", args=[meeting.pk]),
            due_at=meeting.starts_at,
        )
        for meeting in coming_meetings(standing, day)[:SHOWN]
    ]

"""Hand-overs: who may see them, and what the one who leaves has in hand."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from nghisu.ballots.queries.handing import keys_held, papers_left
from nghisu.documents.models import CaseFile, Document, NumberSequence, StampUse
from nghisu.documents.rules.archive import FileState
from nghisu.documents.rules.states import Status
from nghisu.home.models import OfficeHandOver
from nghisu.home.queries.accounts import is_helped_by
from nghisu.home.rules.handover import Thing, Way
from nghisu.meetings.models import Meeting, NumberedCopy
from nghisu.organisation.models import Mandate
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Role, Standing
from nghisu.people.models import Person
from nghisu.tasks.models import Task
from nghisu.tasks.rules.status import Stage

LONGEST = 500
STAMP_KEEPERS = (Role.CHIEF, Role.CLERK)


def hand_overs_of_offices(standing: Standing) -> QuerySet[OfficeHandOver]:
    """Return the hand-overs one takes part in, and those of people whom one helps with accounts."""
    units = standing.reach("account.help", "unit")
    mine = Q(giver_id=standing.person_id) | Q(receiver_id=standing.person_id)
    found = OfficeHandOver.objects.filter(mine | Q(unit_id__in=units))
    return found.select_related("giver", "receiver", "confirmed_by", "unit")


def to_sign(standing: Standing) -> QuerySet[OfficeHandOver]:
    """Return the hand-overs that wait for the asker's signature."""
    return OfficeHandOver.objects.filter(
        Q(giver_id=standing.person_id, giver_signed_at=None)
        | Q(receiver_id=standing.person_id, receiver_signed_at=None),
        confirmed_at=None,
        dropped_at=None,
    ).select_related("giver", "receiver")


def may_confirm(standing: Standing, hand_over: OfficeHandOver) -> bool:
    """Tell whether the asker may confirm and drop it: who helps the giver, and is neither of the two."""
    is_party = standing.person_id in {hand_over.giver_id, hand_over.receiver_id}
    return not is_party and is_helped_by(standing, hand_over.giver_id)


def receivers(standing: Standing, giver: Person, at: datetime) -> dict[UUID, str]:
    """Return who can receive: everybody with a mandate in the committee's house on the day, but the giver."""
    day = at.date()
    units = {one.unit_id for one in Mandate.objects.filter(on(day), person=giver)}
    houses = {standing.tree.committee_of(unit) for unit in units}
    rows = Mandate.objects.filter(on(day)).exclude(person=giver).select_related("person")
    return {
        one.person_id: one.person.full_name
        for one in rows.order_by("person__folded")
        if standing.tree.committee_of(one.unit_id) in houses
    }


def unit_of(giver: Person, at: datetime) -> UUID | None:
    """Return the unit the giver leaves: that of the first mandate held on the day."""
    held = Mandate.objects.filter(on(at.date()), person=giver).order_by("first").first()
    return held.unit_id if held else None


def open_tasks(giver_id: UUID) -> QuerySet[Task]:
    """Return the tasks the person is in charge of and that are not over."""
    return Task.objects.filter(person_in_charge_id=giver_id).exclude(stage__in=[Stage.ACCEPTED, Stage.ENDED])


def meetings_to_come(giver_id: UUID) -> QuerySet[Meeting]:
    """Return the meetings of which the person is secretary and that are not concluded."""
    over = [Meeting.State.CONCLUDED, Meeting.State.ARCHIVED]
    return Meeting.objects.filter(secretary_id=giver_id, cancelled_at=None).exclude(state__in=over)


def things_of(giver: Person, unit_id: UUID, committee_id: UUID, *, at: datetime) -> list[Thing]:
    """Return all that is handed over, kind by kind. What the stamp keepers hold is listed for them alone."""
    found = [
        *(
            Thing("task", f"{one.code}: {one.title}", Way.MOVES)
            for one in open_tasks(giver.pk).order_by("code")
        ),
        *(Thing("meeting", one.title, Way.MOVES) for one in meetings_to_come(giver.pk).order_by("starts_at")),
        *(
            Thing("draft", one.subject, Way.STAYS)
            for one in Document.objects.filter(
                drafter_unit_id=unit_id, status__in=[Status.DRAFT, Status.SUBMITTED]
            ).order_by("created_at")
        ),
        *(
            Thing("file", f"{one.code}: {one.title}", Way.STAYS)
            for one in CaseFile.objects.filter(keeper_id=unit_id, state=FileState.OPEN).order_by("code")
        ),
        *(
            Thing("copy", f"{one.paper.title} – số {one.number}", Way.GIVEN)
            for one in NumberedCopy.objects.filter(
                holder=giver, returned_at=None, given_at__isnull=False
            ).select_related("paper")
        ),
        *(Thing("key", title, Way.STAYS) for title in keys_held(giver.pk)),
    ]
    offices = set(Mandate.objects.filter(on(at.date()), person=giver).values_list("office", flat=True))
    if offices & {role.value for role in STAMP_KEEPERS}:
        found += _of_the_office(committee_id, at)
    feeds = giver.calendar_feeds.filter(withdrawn_at=None).count()
    found += [Thing("feed", f"{feeds} địa chỉ", Way.ENDS)] if feeds else []
    found += [
        Thing("token", one.name, Way.ENDS)
        for one in giver.api_tokens.filter(withdrawn_at=None).order_by("name")
    ]
    return [Thing(one.kind, one.what[:LONGEST], one.way) for one in found]


def _of_the_office(committee_id: UUID, at: datetime) -> list[Thing]:
    found = []
    year = at.year
    sequences = NumberSequence.objects.filter(unit_id=committee_id, last__gt=0).select_related("term")
    for one in sequences.filter(Q(term__closed_at=None, term__isnull=False) | Q(year=year)).order_by(
        "symbol"
    ):
        scope = f"nhiệm kỳ {one.term}" if one.term else f"năm {one.year}"
        found.append(Thing("number", f"{one.symbol or 'Sổ đến'}: số cuối {one.last} ({scope})", Way.STAYS))
    last = StampUse.objects.filter(unit_id=committee_id).first()
    found.append(
        Thing("stamp", f"Con dấu; sổ đóng dấu đến số {last}" if last else "Con dấu; sổ đóng dấu", Way.GIVEN)
    )
    found += [
        Thing("stock", f"{title}: còn {count} phiếu", Way.GIVEN) for title, count in papers_left(committee_id)
    ]
    if settings.SIGN_UNIT:
        found.append(
            Thing("key", f"Khóa ký số của {settings.SIGN_UNIT}; đổi mật khẩu hoặc mã PIN khi nhận", Way.GIVEN)
        )
    return found

"""Read what may be told of a meeting, and what is told."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nghisu.meetings.models import (
    AgendaItem,
    Communique,
    CommuniquePhoto,
    ConclusionParagraph,
    Meeting,
    MeetingChair,
    MeetingPart,
    OpenVote,
    Presence,
)
from nghisu.meetings.queries.minutes import attended, times_of
from nghisu.meetings.queries.points import point_totals
from nghisu.meetings.rules.communique import Checked, Fact, check
from nghisu.meetings.rules.voting import VoteState
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

COMMUNIQUE_STATE_NAMES = {
    Communique.State.DRAFT: _("Being written"),
    Communique.State.APPROVED: _("Approved for release"),
    Communique.State.WITHDRAWN: _("Withdrawn"),
}
COMMUNIQUE_STATE_TONES = {
    Communique.State.DRAFT: "plain",
    Communique.State.APPROVED: "good",
    Communique.State.WITHDRAWN: "bad",
}
FactSource = Callable[[Meeting], Iterable[Fact]]
_sources: list[FactSource] = []


def register_facts(source: FactSource) -> FactSource:
    """Have packages above offer facts that may be told, such as an announced result, never closed parts."""
    if source not in _sources:
        _sources.append(source)
    return source


def may_tell(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker writes the communiqué."""
    return standing.may("communique.write", unit=meeting.unit_id)


def may_approve_communique(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker may approve it."""
    return standing.may("communique.approve", unit=meeting.unit_id)


def communique_for(standing: Standing, meeting: Meeting) -> Communique | None:
    """Return the communiqué for who writes or approves it."""
    if not may_tell(standing, meeting) and not may_approve_communique(standing, meeting):
        return None
    return Communique.objects.filter(meeting=meeting).select_related("approved_by", "meeting").first()


def facts_of(meeting: Meeting) -> list[Fact]:
    """Return the facts of the record that may be told, in order: nothing of a closed part is among them."""
    parts = list(MeetingPart.objects.filter(meeting=meeting).order_by("order"))
    times = times_of(parts)
    has_presences = Presence.objects.filter(meeting=meeting).exists()
    day = timezone.localtime(meeting.starts_at).date()
    source = f"meeting:{meeting.pk}"
    facts = [
        Fact("hoi-nghi", "Tên hội nghị", meeting.title, source),
        Fact("ngay", "Ngày họp", f"ngày {day.day}/{day.month}/{day.year}", source),
    ]
    if meeting.place:
        facts.append(Fact("noi-hop", "Nơi họp", meeting.place, source))
    if meeting.ordinal:
        facts.append(Fact("lan-thu", "Lần thứ trong nhiệm kỳ", f"lần thứ {meeting.ordinal}", source))
    for number, chair in enumerate(
        MeetingChair.objects.filter(meeting=meeting).select_related("person").order_by("order"), start=1
    ):
        words = f"{chair.person.full_name}, {chair.duty}" if chair.duty else chair.person.full_name
        facts.append(Fact(f"chu-tri.{number}", "Chủ trì", words, source))
    open_parts = [part for part in parts if not part.is_closed]
    for number, part in enumerate(open_parts, start=1):
        part.meeting = meeting
        there = attended(part, times[part.pk], has_presences=has_presences)
        origin = f"part:{part.pk}"
        if there.members:
            facts.append(
                Fact(
                    f"tham-du.{number}.uy-vien",
                    f"Ủy viên có mặt, {part.title}",
                    f"{there.present}/{there.members} ủy viên",
                    origin,
                )
            )
        if there.invited:
            facts.append(
                Fact(
                    f"tham-du.{number}.moi",
                    f"Đại biểu mời có mặt, {part.title}",
                    f"{there.invited} đại biểu",
                    origin,
                )
            )
    totals = point_totals(meeting) if open_parts else None
    if totals is not None:
        facts.append(Fact("diem-cau", "Điểm cầu đã báo", f"{totals.reported} điểm cầu", source))
        facts.append(Fact("diem-cau.nguoi", "Người dự tại điểm cầu", f"{totals.heads} người", source))
    items = AgendaItem.objects.filter(part__in=open_parts).order_by("part__order", "order")
    facts += [
        Fact(f"noi-dung.{number}", "Nội dung", item.title.rstrip("."), f"item:{item.pk}")
        for number, item in enumerate(items, start=1)
    ]
    votes = OpenVote.objects.filter(part__in=open_parts, state=VoteState.CLOSED).order_by("opened_at")
    for number, vote in enumerate(votes, start=1):
        origin = f"vote:{vote.pk}"
        facts.append(
            Fact(
                f"bieu-quyet.{number}",
                vote.question,
                f"tán thành {vote.agree}/{vote.base}, không tán thành {vote.against}, "
                f"không biểu quyết {vote.abstain}",
                origin,
            )
        )
        if vote.is_adopted:
            facts.append(Fact(f"thong-qua.{number}", "Đã thông qua", vote.question.rstrip("."), origin))
    return facts + [fact for offered in _sources for fact in offered(meeting)]


def chosen_facts(communique: Communique) -> list[Fact]:
    """Return the facts chosen as public, as they stood when they were chosen."""
    rows = communique.facts.order_by("order")
    return [Fact(*row) for row in rows.values_list("code", "label", "value", "source")]


def known_names() -> list[str]:
    """Return the names of all persons on the roster; what a communiqué may not say unless it is a fact."""
    return list(Person.objects.values_list("full_name", flat=True))


def checked_text(communique: Communique) -> Checked:
    """Return the text in pieces that lead to chosen facts, and what leads nowhere."""
    return check(communique.text, chosen_facts(communique), known_names())


def moved_facts(communique: Communique) -> list[str]:
    """Return the labels of chosen facts that the record no longer bears as chosen."""
    now = {fact.code: fact.value for fact in facts_of(communique.meeting)}
    return [fact.label for fact in chosen_facts(communique) if now.get(fact.code) != fact.value]


def record_words(meeting: Meeting) -> list[str]:
    """Return what the record says was proposed or decided, for comparing; never shown."""
    titles = AgendaItem.objects.filter(part__meeting=meeting).values_list("title", flat=True)
    conclusion = ConclusionParagraph.objects.filter(notice__meeting=meeting).values_list("text", flat=True)
    votes = OpenVote.objects.filter(meeting=meeting).values_list("question", flat=True)
    return [*titles, *conclusion, *votes]


def released(now: datetime) -> QuerySet[Communique]:
    """Return the communiqués whose hour has come, the newest first; they are public."""
    return (
        Communique.objects.filter(state=Communique.State.APPROVED, release_at__lte=now)
        .select_related("meeting__unit")
        .order_by("-release_at")
    )


def withdrawn_for(pk: UUID, now: datetime) -> Communique | None:
    """Return a communiqué that was public and is withdrawn, so that its page can say so."""
    return Communique.objects.filter(pk=pk, state=Communique.State.WITHDRAWN, release_at__lte=now).first()


def photo_of(communique: Communique, pk: UUID) -> CommuniquePhoto | None:
    """Return a picture of the communiqué."""
    return communique.photos.filter(pk=pk).first()


def state_name(communique: Communique) -> Promise | str:
    """Return the state in words."""
    return COMMUNIQUE_STATE_NAMES[Communique.State(communique.state)]


def state_tone(communique: Communique) -> str:
    """Return the tone of the state's badge."""
    return COMMUNIQUE_STATE_TONES[Communique.State(communique.state)]

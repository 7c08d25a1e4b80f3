"""Read circulars for the one who asks: totals and who has not answered; never who answered what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from nghisu.documents.models import DocumentFile
from nghisu.kit.refusals import N_
from nghisu.meetings.models import Circular, CircularAnswer
from nghisu.organisation.models import Body
from nghisu.organisation.rules.policy import Standing

STATE_NAMES = {
    Circular.State.DRAFT: N_("Draft"),
    Circular.State.ASKED: N_("Opinions are being asked"),
    Circular.State.CLOSED: N_("Answers counted"),
    Circular.State.WITHDRAWN: N_("Taken back"),
}
STATE_TONES = {
    Circular.State.DRAFT: "plain",
    Circular.State.ASKED: "info",
    Circular.State.CLOSED: "good",
    Circular.State.WITHDRAWN: "warn",
}
CHOICE_NAMES = {
    CircularAnswer.Choice.AGREE: N_("Agree"),
    CircularAnswer.Choice.DISAGREE: N_("Disagree"),
    CircularAnswer.Choice.OTHER: N_("Another opinion"),
}


def circulars_visible_to(standing: Standing) -> QuerySet[Circular]:
    """Return the circulars the asker runs, enters answers for, or was asked in; drafts to who runs them."""
    mine = CircularAnswer.objects.filter(circular=OuterRef("pk"), person_id=standing.me)
    return Circular.objects.filter(
        Q(unit_id__in=standing.reach("circular.run"))
        | (~Q(state=Circular.State.DRAFT) & (Q(unit_id__in=standing.reach("circular.enter")) | Exists(mine)))
    )


def circular_for(standing: Standing, pk: UUID) -> Circular | None:
    """Return a circular the asker may see, else None."""
    rows = circulars_visible_to(standing).filter(pk=pk)
    return rows.select_related(
        "body", "body__term", "unit", "document", "result", "reported_item__part"
    ).first()


@dataclass(frozen=True)
class Asked:
    """Who was asked, as far as the asker may know.

    ``missing`` are those who have not answered; nothing here says what anybody answered but the asker.
    """

    count: int
    answered: int
    missing: list[CircularAnswer]
    own: CircularAnswer | None
    other_opinions: list[str]


def asked(standing: Standing, circular: Circular) -> Asked:
    """Return who was asked. Other opinions come in words without names, and only once all are counted."""
    rows = list(CircularAnswer.objects.filter(circular=circular).select_related("person").order_by("order"))
    manages = standing.may("circular.run", unit=circular.unit_id) or standing.may(
        "circular.enter", unit=circular.unit_id
    )
    opinions = sorted(row.opinion for row in rows if row.opinion) if circular.is_closed and manages else []
    return Asked(
        count=len(rows),
        answered=sum(bool(row.choice) for row in rows),
        missing=[row for row in rows if not row.choice] if manages else [],
        own=next((row for row in rows if row.person_id == standing.person_id), None),
        other_opinions=opinions,
    )


def answer_of(circular: Circular, pk: UUID) -> CircularAnswer | None:
    """Return one row of those asked, for the clerk who enters it from paper."""
    return CircularAnswer.objects.filter(circular=circular, pk=pk).select_related("person").first()


def answers_by_name(circular: Circular) -> list[CircularAnswer]:
    """Return all answers with their names, for the minutes of the file alone."""
    return list(CircularAnswer.objects.filter(circular=circular).select_related("person").order_by("order"))


def circulars_to_answer(standing: Standing, now: datetime) -> QuerySet[CircularAnswer]:
    """Return the asker's own answers that are awaited, by deadline."""
    return (
        CircularAnswer.objects.filter(
            person_id=standing.me, choice="", circular__state=Circular.State.ASKED, circular__due_at__gte=now
        )
        .select_related("circular")
        .order_by("circular__due_at")
    )


def circulars_to_count(standing: Standing, now: datetime) -> QuerySet[Circular]:
    """Return the circulars whose deadline has passed and that the asker should count."""
    return Circular.objects.filter(
        unit_id__in=standing.reach("circular.run"), state=Circular.State.ASKED, due_at__lt=now
    ).order_by("due_at")


def choice_name(answer: CircularAnswer | None) -> str:
    """Return one's own answer in words, nothing where there is none."""
    if answer is None or not answer.choice:
        return ""
    return gettext(CHOICE_NAMES[CircularAnswer.Choice(answer.choice)])


def bodies_to_ask(standing: Standing) -> list[Body]:
    """Return the bodies of open terms that the asker may ask."""
    rows = Body.objects.filter(unit_id__in=standing.reach("circular.run"), term__closed_at__isnull=True)
    return list(rows.select_related("term", "unit").order_by("unit", "kind"))


def circular_file(circular: Circular, pk: UUID) -> DocumentFile | None:
    """Return a file of the paper that goes with a circular, else None."""
    if circular.document_id is None:
        return None
    return DocumentFile.objects.filter(document_id=circular.document_id, pk=pk).first()

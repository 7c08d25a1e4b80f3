"""The numbers on the page that follows a visit: questions asked, told back, still owed."""

from datetime import date

from django.urls import reverse

from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind, with_day
from nghisu.figures.queries.registry import Counted
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.policy import Standing
from nghisu.visits.models import Visit
from nghisu.visits.queries import visit_visible_to
from nghisu.visits.queries.following import questions_of

QUESTIONS = N_("questions")


def _find(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = visit_visible_to(standing, pk) if pk else None
    if found is None or found.held_on is None or found.held_on > day:
        return None
    place = with_day(reverse("visit_follow", args=[found.pk]), day)
    return About(key, f"{found.code} {found.purpose}", place, found)


def _records(code: str, of: Visit, standing: Standing, day: date) -> list[Counted]:
    place = with_day(reverse("visit_follow", args=[of.pk]), day)
    found = []
    for told in questions_of(of, day=day):
        one = told.question
        is_told = one.settled_on is not None and one.settled_on <= day
        if one.withdrawn_on is None and code in {"asked", "told" if is_told else "owed"}:
            words = one.text[:200]
            found.append(
                Counted(
                    "visitquestion", str(one.pk), f"{of.code}.{one.number}", words, one.stated_on, url=place
                )
            )
    return found


register_kind(
    Kept(
        "visit",
        N_("Working visits"),
        (
            counts(
                "asked",
                N_("Questions asked"),
                QUESTIONS,
                N_("Questions of the unit visited that were entered by the day, without those withdrawn."),
            ),
            counts(
                "told",
                N_("Questions told back"),
                QUESTIONS,
                N_("Of these questions, those told back by the day."),
            ),
            counts(
                "owed",
                N_("Questions still owed"),
                QUESTIONS,
                N_("Of these questions, those not told back by the day."),
            ),
        ),
        _find,
        _records,
    )
)

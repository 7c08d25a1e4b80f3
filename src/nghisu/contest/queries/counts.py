"""The numbers on the page of a contest; a sender's entries stay unnamed until the results are open."""

from datetime import date
from typing import Any

from django.urls import reverse

from nghisu.contest.models import Contest, EntrySource
from nghisu.contest.queries import contest_visible_to, runs, sources_visible_to
from nghisu.contest.rules.states import OPENED, State
from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind
from nghisu.figures.queries.registry import Counted
from nghisu.kit.periods import day_ends
from nghisu.kit.refusals import N_
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of, names_on
from nghisu.organisation.rules.policy import Standing

ENTRIES, COMMITTEES = N_("entries"), N_("committees")


def _find(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = contest_visible_to(standing, pk) if pk else None
    if found is None or found.state == State.DRAFT:
        return None
    if not runs(standing, found) and State(found.state) not in OPENED:
        return None
    return About(key, found.title, reverse("contest_detail", args=[found.pk]), found)


def _records(code: str, of: Contest, standing: Standing, day: date) -> list[Counted]:
    sent = EntrySource.objects.filter(entry__category__contest=of, sent_at__lt=day_ends(day))
    if code == "entries":
        return _entries(sent, of, standing)
    direct = set(standing.tree.children_of.get(of.unit_id, ()))
    asked = set(Unit.objects.filter(pk__in=direct, kind=Unit.Kind.COMMITTEE).values_list("pk", flat=True))
    senders = set(sent.values_list("unit_id", flat=True))
    wanted = {"units": senders & asked, "of_units": asked, "apart": senders - asked}[code]
    names = names_on(day, wanted)
    return [
        Counted(
            "unit", str(one.pk), one.code, names.get(one.pk, ""), url=reverse("unit_detail", args=[one.code])
        )
        for one in Unit.objects.filter(pk__in=wanted).order_by("code")
    ]


def _entries(sent: Any, of: Contest, standing: Standing) -> list[Counted]:
    rows = list(sent.select_related("entry").order_by("number"))
    seen = set(sources_visible_to(standing, of).values_list("pk", flat=True))
    return [
        Counted(
            "contestentry",
            str(one.entry_id),
            one.entry.code or str(one.number) if one.pk in seen else "",
            one.title if one.pk in seen else "",
            day_of(one.sent_at),
            url=reverse("contest_entry", args=[of.pk, one.entry_id]) if one.pk in seen else "",
        )
        for one in rows
    ]


register_kind(
    Kept(
        "contest",
        N_("Contests"),
        (
            counts(
                "entries",
                N_("Entries sent in"),
                ENTRIES,
                N_("Entries sent in by the day, refused ones included."),
            ),
            counts(
                "units",
                N_("Committees that took part"),
                COMMITTEES,
                N_("Committees directly below that had sent at least one entry by the day."),
            ),
            counts(
                "of_units",
                N_("Committees that could take part"),
                COMMITTEES,
                N_("Committees directly below the one that runs the contest; the whole of the percentage."),
            ),
            counts(
                "apart",
                N_("Other senders"),
                N_("units"),
                N_("Units that sent an entry by the day and are no committee directly below; counted apart."),
            ),
        ),
        _find,
        _records,
    )
)

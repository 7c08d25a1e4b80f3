"""Read programmes and plans: their lines, what each became, what the plan of the next period begins with."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.queries import names_in, names_on, on
from nghisu.tasks.models import Programme, ProgrammeItem, Realisation, Task, TaskSpan
from nghisu.tasks.queries import (
    document_choices,
    document_chosen,
    known_on,
    status_counts,
    with_names,
    with_status,
)
from nghisu.tasks.rules.planning import HowPlanned, Period, how_planned, is_part_due
from nghisu.tasks.rules.status import DONE, Stage, Status

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True, slots=True)
class Became:
    """What a line became in a package above this one.

    :param url: where it is shown, empty where the asker may not see it
    """

    words: str
    url: str = ""
    on: date | None = None


Choices = list[tuple[uuid.UUID, str]]
Offer = Callable[["Standing", date], Choices]
Finder = Callable[["Standing", Iterable[uuid.UUID]], dict[uuid.UUID, Became]]
_finders: dict[str, Finder] = {}
_offers: dict[str, Offer] = {}


def register_realised(kind: str, finder: Finder, offer: Offer) -> None:
    """Let a package above say what the things are that lines became, e.g. meetings, and offer them."""
    _finders[kind] = finder
    _offers[kind] = offer


def offered_to_realise(standing: "Standing", *, day: date) -> dict[str, Choices]:
    """Return what a line may have become, by the field of the form: documents, drafts, meetings."""
    drafts = documents_visible_to(standing).filter(dated_on=None).order_by("-created_at")[:100]
    rows = [*((one.pk, one.citation) for one in drafts), *document_choices(standing)]
    return {"documents": rows} | {f"{kind}s": offer(standing, day) for kind, offer in _offers.items()}


def superiors(day: date) -> Choices:
    """Return id and name of the superiors outside on the day, who assign projects and answer proposals."""
    rows = OutsideBody.objects.filter(on(day)).order_by("folded")
    return list(rows.values_list("pk", "name"))


def superior(pk: uuid.UUID | None) -> OutsideBody | None:
    """Return an outside body that a form offered."""
    return OutsideBody.objects.filter(pk=pk).first() if pk else None


def programmes_visible_to(standing: "Standing") -> QuerySet[Programme]:
    """Return the programmes of units whose programmes the asker may see, newest first."""
    return Programme.objects.filter(unit_id__in=standing.reach("programme.see")).select_related(
        "unit", "document"
    )


def _live(day: date) -> Exists:
    """Return whether work was known on the day to be given from ``items`` or from the same work."""
    return Exists(
        TaskSpan.objects.filter(
            Q(programme_item=OuterRef("items"))
            | Q(programme_item=OuterRef("items__root"))
            | Q(programme_item__root=Coalesce(OuterRef("items__root"), OuterRef("items"))),
            known_on(day),
        ).exclude(stage=Stage.ENDED)
    )


def programmes_listed(standing: "Standing", *, day: date) -> QuerySet[Any]:
    """Return the programmes with how many lines each has on the day, and from how many work was given."""
    standing_lines = (Q(items__added_on__lte=day) | Q(adopted_on=None)) & (
        Q(items__dropped_on=None) | Q(items__dropped_on__gt=day)
    )
    return programmes_visible_to(standing).annotate(
        line_count=Count("items", filter=Q(items__isnull=False) & standing_lines),
        given_count=Count("items", filter=Q(items__isnull=False) & standing_lines & Q(_live(day))),
    )


def chain_of(item: ProgrammeItem, prefix: str = "") -> Q:
    """Return the condition on lines (or, by prefix, on what names one) that are the same work as a line."""
    root = item.root_id or item.pk
    return Q(**{f"{prefix}pk": root}) | Q(**{f"{prefix}root_id": root})


def items_of(programme: Programme) -> QuerySet[ProgrammeItem]:
    """Return the lines of a programme with their leads."""
    return programme.items.select_related("lead", "asked_by", "programme", "stems_from__programme")


def without_task(items: QuerySet[ProgrammeItem], _yes: object = True) -> QuerySet[ProgrammeItem]:
    """Keep the lines that stand and from which no work was given, nor from one that is the same work."""
    live = Task.objects.filter(
        Q(programme_item=OuterRef("pk"))
        | Q(programme_item=OuterRef("root"))
        | Q(programme_item__root=Coalesce(OuterRef("root"), OuterRef("pk")))
    ).exclude(stage=Stage.ENDED)
    return items.filter(~Exists(live), dropped_on=None)


def spans_by_root(roots: Iterable[uuid.UUID], *, day: date) -> dict[uuid.UUID, Any]:
    """Return what was known on the day of the one task of each piece of work, by the root of its lines."""
    wanted = list(roots)
    spans = (
        with_status(
            with_names(
                TaskSpan.objects.filter(
                    Q(programme_item__in=wanted) | Q(programme_item__root__in=wanted), known_on(day)
                )
            ),
            day,
        )
        .exclude(stage=Stage.ENDED)
        .annotate(work_id=Coalesce(F("programme_item__root"), F("programme_item")))
    )
    return {span.work_id: span for span in spans}


def with_tasks(items: Sequence[Any], *, day: date, standing: "Standing | None" = None) -> list[Any]:
    """Write on each line its lead's name, the span of its task as known on the day, and what it became.

    With ``standing``, ``became`` holds what the asker may open; else the documents alone, without links.
    """
    by_root = spans_by_root({one.root_id or one.pk for one in items}, day=day)
    helpers, documents, above = _ties(items)
    named = {one.lead_id for one in items} | {unit for units in helpers.values() for unit in units}
    names = names_in(standing.tree, named, day) if standing is not None else names_on(day, named)
    realised = _realised(documents, above, standing)
    for item in items:
        item.span = by_root.get(item.root_id or item.pk)
        item.lead_name = names.get(item.lead_id) or item.lead.code
        item.support_names = sorted(names.get(unit, "") for unit in helpers.get(item.pk, ()))
        item.how = how_planned(
            is_carried_over=item.is_carried_over,
            added_on=item.added_on,
            adopted_on=item.programme.adopted_on,
            dropped_on=item.dropped_on,
            day=day,
        )
        item.became = realised.get(item.pk, [])
    return list(items)


Ties = dict[uuid.UUID, list[uuid.UUID]]
Above = list[tuple[uuid.UUID, str, uuid.UUID]]


def _ties(items: Sequence[Any]) -> tuple[Ties, Ties, Above]:
    """Return what lines are tied to, in one query: helping units, documents, and things of packages above."""
    pks = [one.pk for one in items]

    def rows(through: Any, column: str, kind: str) -> Any:
        found = through.objects.filter(programmeitem__in=pks).order_by()
        return found.values_list("programmeitem_id", Value(kind, CharField()), column)

    every = rows(ProgrammeItem.supports.through, "unit_id", "").union(
        rows(ProgrammeItem.realised_by.through, "document_id", "document"),
        Realisation.objects.filter(item__in=pks).order_by().values_list("item_id", "kind", "key"),
        all=True,
    )
    helpers: Ties = {}
    documents: Ties = {}
    above: Above = []
    for item, kind, key in every:
        if not kind:
            helpers.setdefault(item, []).append(key)
        elif kind == "document":
            documents.setdefault(item, []).append(key)
        else:
            above.append((item, kind, key))
    return helpers, documents, above


def _realised(documents: Ties, above: Above, standing: "Standing | None") -> dict[uuid.UUID, list[Became]]:
    """Return what each line became: its documents, and what the packages above know of."""
    wanted = {key for keys in documents.values() for key in keys}
    known = Document.objects.in_bulk(list(wanted)) if wanted else {}
    seen: set[uuid.UUID] = set()
    if standing is not None and wanted:
        seen = set(documents_visible_to(standing).filter(pk__in=wanted).values_list("pk", flat=True))
    found: dict[uuid.UUID, list[Became]] = {}
    for item, keys in documents.items():
        found[item] = [
            Became(
                known[key].citation,
                reverse("document_detail", args=[key]) if key in seen else "",
                known[key].dated_on,
            )
            for key in sorted(keys, key=lambda one: (str(known[one].dated_on), str(one)))
        ]
    for kind in {kind for _item, kind, _key in above}:
        finder = _finders.get(kind)
        if finder is None or standing is None:
            continue
        things = finder(standing, {key for _item, one, key in above if one == kind})
        for item, one, key in above:
            if one == kind and key in things:
                found.setdefault(item, []).append(things[key])
    return found


@dataclass(frozen=True)
class Progress:
    """How much of a programme has become work, as known on a day."""

    lines: int
    given: int
    done: int
    late: int
    by_how: dict[HowPlanned, int] = field(default_factory=dict)

    @property
    def without_task(self) -> int:
        """Lines from which no work was given."""
        return self.lines - self.given


def progress_of(programme: Programme, *, day: date) -> Progress:
    """Count the lines of a programme that stand on the day, and what became of them."""
    hows = hows_of(programme, day=day)
    standing = {_work(pk, root) for pk, (root, how) in hows.items() if how is not HowPlanned.DROPPED}
    counts = status_counts(work_of(standing, day=day), day)
    return Progress(
        lines=len(standing),
        given=sum(counts.values()),
        done=sum(count for status, count in counts.items() if status in DONE),
        late=counts.get(Status.OVERDUE, 0),
        by_how=dict(Counter(how for _root, how in hows.values())),
    )


def hows_of(programme: Programme, *, day: date) -> dict[uuid.UUID, tuple[uuid.UUID | None, HowPlanned]]:
    """Return the root of each line known on the day, and how the line came into the plan or left it."""
    lines = programme.items.filter(Q(added_on__lte=day) | Q(programme__adopted_on=None)).values_list(
        "pk", "root_id", "is_carried_over", "added_on", "dropped_on"
    )
    return {
        pk: (
            root,
            how_planned(
                is_carried_over=carried,
                added_on=added,
                adopted_on=programme.adopted_on,
                dropped_on=dropped,
                day=day,
            ),
        )
        for pk, root, carried, added, dropped in lines
    }


def work_of(roots: Iterable[uuid.UUID], *, day: date) -> QuerySet[TaskSpan]:
    """Return the tasks given from lines of these roots, as known on the day; ended ones do not count."""
    wanted = set(roots)
    return (
        TaskSpan.objects.filter(known_on(day))
        .filter(Q(programme_item__in=wanted) | Q(programme_item__root__in=wanted))
        .exclude(stage=Stage.ENDED)
    )


def _work(pk: uuid.UUID, root: uuid.UUID | None) -> uuid.UUID:
    return root or pk


def adopted_longer(unit: Unit, period: Period) -> Programme | None:
    """Return the adopted plan of the longer period, the year's where the quarter has none."""
    longer = period.longer
    while longer is not None:
        found = (
            Programme.objects.filter(
                unit=unit,
                year=longer.year,
                quarter=longer.quarter,
                month=longer.month,
                adopted_on__isnull=False,
            )
            .order_by("adopted_on")
            .first()
        )
        if found is not None:
            return found
        longer = longer.longer
    return None


def lines_to_take(longer: Programme | None, period: Period, *, day: date) -> list[ProgrammeItem]:
    """Return the lines of a longer plan that fall due in the period and stand on the day."""
    if longer is None:
        return []
    rows = longer.items.filter(dropped_on=None, added_on__lte=day).prefetch_related("supports")
    return [one for one in rows.order_by("number") if is_part_due(due_on=one.due_on, period=period)]


def lines_to_carry(unit: Unit, period: Period, *, day: date) -> list[ProgrammeItem]:
    """Return the lines of the plan of the period before that are neither done nor dropped on the day."""
    before = period.previous
    rows = list(
        ProgrammeItem.objects.filter(
            programme__unit=unit,
            programme__year=before.year,
            programme__quarter=before.quarter,
            programme__month=before.month,
            programme__adopted_on__isnull=False,
            dropped_on=None,
        )
        .prefetch_related("supports")
        .order_by("programme", "number")
    )
    finished = {
        root
        for root, span in spans_by_root({one.root_id or one.pk for one in rows}, day=day).items()
        if Status(span.status) in DONE
    }
    return [one for one in rows if (one.root_id or one.pk) not in finished]


def plans_around(programme: Programme, standing: "Standing") -> dict[str, Any]:
    """Return the longer plan of a plan, the shorter ones of its period, and the one after it, for links."""
    rows = list(
        programmes_visible_to(standing)
        .filter(unit=programme.unit_id, year__in=[programme.year, programme.year + 1])
        .exclude(pk=programme.pk)
        .order_by("year", "quarter", "month", "title")
    )
    period = programme.period
    longer = period.longer
    return {
        "longer": [one for one in rows if longer is not None and one.period in {longer, longer.longer}],
        "shorter": [one for one in rows if one.period.longer is not None and period in _wider(one.period)],
        "after": [one for one in rows if one.period == period.next],
    }


def _wider(period: Period) -> set[Period]:
    found = set()
    while period.longer is not None:
        period = period.longer
        found.add(period)
    return found


def item_choices(unit: Unit) -> list[tuple[uuid.UUID, str]]:
    """Return the lines of adopted programmes of a unit from which no work was given."""
    items = without_task(
        ProgrammeItem.objects.filter(programme__unit=unit, programme__adopted_on__isnull=False)
    )
    rows = items.select_related("programme").order_by("-programme__year", "number")
    return [(one.pk, f"{one.programme.period.label}, {one.number}. {one.content}") for one in rows]


def item_visible_to(standing: "Standing", pk: uuid.UUID | None) -> ProgrammeItem | None:
    """Return a programme line that the asker may see."""
    return (
        ProgrammeItem.objects.filter(pk=pk, programme__unit_id__in=standing.reach("programme.see"))
        .select_related("programme__unit", "lead")
        .first()
        if pk
        else None
    )


def items_of_unit(unit: Unit, *, adopted: bool = True) -> QuerySet[ProgrammeItem]:
    """Return the lines that stand in a unit's plans, newest plan first."""
    return (
        ProgrammeItem.objects.filter(
            programme__unit=unit, dropped_on=None, programme__adopted_on__isnull=not adopted
        )
        .select_related("programme")
        .order_by("-programme__year", "programme__quarter", "number")
    )


def sources_seen(task: Task, *, standing: "Standing") -> dict[str, bool]:
    """Tell whether the asker may open the directive and the programme that a task comes from."""
    item = task.programme_item
    return {
        "directive_seen": document_chosen(standing, task.directive_id) is not None,
        "programme_seen": item is not None
        and programmes_visible_to(standing).filter(pk=item.programme_id).exists(),
    }


def realisations_of(kind: str, key: uuid.UUID) -> QuerySet[Realisation]:
    """Return the lines that became a thing of a package above."""
    return Realisation.objects.filter(kind=kind, key=key).select_related("item__programme")


def of_how(rows: QuerySet[ProgrammeItem], how: str) -> QuerySet[ProgrammeItem]:
    """Keep the lines that came into their plan, or left it, in one way."""
    adopted = Q(programme__adopted_on__isnull=False)
    conditions = {
        HowPlanned.DROPPED.value: Q(dropped_on__isnull=False),
        HowPlanned.CARRIED.value: Q(dropped_on=None, is_carried_over=True),
        HowPlanned.ADDED.value: Q(dropped_on=None, is_carried_over=False)
        & adopted
        & Q(added_on__gt=F("programme__adopted_on")),
        HowPlanned.ADOPTED.value: Q(dropped_on=None, is_carried_over=False)
        & (~adopted | Q(added_on__lte=F("programme__adopted_on"))),
    }
    return rows.filter(conditions[how])

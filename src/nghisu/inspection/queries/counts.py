"""The numbers on the page of a programme of inspection."""

from datetime import date

from django.urls import reverse

from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind, with_day
from nghisu.figures.queries.registry import Counted
from nghisu.figures.queries.sources import tasks_shown
from nghisu.inspection.models import InspectionProgramme, Remedy
from nghisu.inspection.queries import inspections_visible_to, programme_visible_to, with_states
from nghisu.inspection.rules.steps import DONE, State
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.models import TaskSpan
from nghisu.tasks.queries import known_on, with_names, with_status
from nghisu.tasks.rules.status import Status

LINES = N_("inspections")


def _find(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = programme_visible_to(standing, pk) if pk else None
    if found is None:
        return None
    place = with_day(reverse("inspection_programme", args=[found.pk]), day)
    return About(key, found.title, place, found)


def _counts(code: str, state: State, is_outside: bool) -> bool:
    if is_outside or code == "outside":
        return is_outside and code == "outside"
    match code:
        case "concluded":
            return state in DONE
        case "moved":
            return state is State.MOVED
        case "cancelled":
            return state is State.CANCELLED
        case "open":
            return state not in DONE and state not in {State.MOVED, State.CANCELLED}
    return True


def _records(code: str, of: InspectionProgramme, standing: Standing, day: date) -> list[Counted]:
    if code == "remedies_late":
        tasks = Remedy.objects.filter(inspection__programme=of, task__isnull=False).values("task")
        spans = with_status(with_names(TaskSpan.objects.filter(known_on(day), task__in=tasks)), day)
        late = [span for span in spans.order_by("task__code") if Status(span.status) is Status.OVERDUE]
        return tasks_shown(late, standing, day)
    rows = with_states(of.inspections.select_related("inspected"), day).order_by("number", "pk")
    found = [one for one in rows if _counts(code, State(one.state_then), one.is_outside)]
    seen = set(
        inspections_visible_to(standing).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    )
    return [
        Counted(
            "inspection",
            str(one.pk),
            one.inspected.code if one.pk in seen else "",
            one.content if one.pk in seen else "",
            one.moved_on,
            url=with_day(reverse("inspection_detail", args=[one.pk]), day) if one.pk in seen else "",
        )
        for one in found
    ]


register_kind(
    Kept(
        "inspectionprogramme",
        N_("Programmes of inspection"),
        (
            counts(
                "lines",
                N_("Inspections of the programme"),
                LINES,
                N_("Lines of the programme known on the day, those moved and cancelled included."),
            ),
            counts("concluded", N_("Concluded"), LINES, N_("Of these lines, those concluded by the day.")),
            counts(
                "open",
                N_("Still open"),
                LINES,
                N_("Of these lines, those neither concluded nor moved nor cancelled on the day."),
            ),
            counts(
                "moved", N_("Moved"), LINES, N_("Of these lines, those moved to another time by the day.")
            ),
            counts("cancelled", N_("Cancelled"), LINES, N_("Of these lines, those cancelled by the day.")),
            counts(
                "outside",
                N_("Outside the programme"),
                LINES,
                N_("Inspections by a decision of their own, known on the day; counted apart from the lines."),
            ),
            counts(
                "remedies_late",
                N_("Remedies overdue"),
                N_("tasks"),
                N_("Tasks of remedies past their agreed deadline and not handed in on the day; each once."),
            ),
        ),
        _find,
        _records,
    )
)

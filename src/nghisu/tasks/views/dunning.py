"""Urge late work: the units that are late, and one act that writes their letters."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django import forms as fields
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nghisu.documents.actions import Signer
from nghisu.kit import clock
from nghisu.kit.forms import DayField, KitForm, ManyField
from nghisu.kit.numbers import Counted
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, Filter, Several, Table, YesFilter
from nghisu.tasks import forms, queries
from nghisu.tasks.actions.dunning import urge
from nghisu.tasks.queries.reminding import LateUnit, house_that_urges, late_units
from nghisu.tasks.rules.reminding import TOLD_WORDS, TONES, Told

DAYS_TO_ANSWER = 5
SHOWN = 5


def _told(place: LateUnit) -> Any:
    worst = place.worst
    return Badge(TONES[worst.told], gettext(TOLD_WORDS[worst.told])) if worst is not None else ""


class LateTable(Table):
    """Units that are late, with how much, since when, and up to whom it goes."""

    title = _("Late work by unit")
    size = 100
    columns: ClassVar[Sequence[Column]] = [
        Column("name", _("Unit"), sort="name", main=True),
        Column(
            "count",
            _("Late tasks"),
            sort="count",
            number=True,
            value=lambda place: Counted(len(place.tasks), "late.tasks", place.code),
        ),
        Column(
            "codes",
            _("Which"),
            value=lambda place: Several(
                [f"{span.task.code}, {span.due_on:%d/%m/%Y}" for span in place.tasks[:SHOWN]]
            ),
        ),
        Column(
            "reports",
            _("Reports owed"),
            number=True,
            value=lambda place: Counted(len(place.reports), "late.reports", place.code),
        ),
        Column("oldest", _("Earliest deadline"), sort="oldest"),
        Column("told", _("Who is reminded"), value=_told),
        Column("urged_on", _("Last urged on"), sort="urged_on"),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        YesFilter(
            "escalated",
            _("Up to the giver only"),
            apply=lambda rows, _yes: [
                row for row in rows if row.worst is not None and row.worst.told in {Told.GIVER, Told.CHAIR}
            ],
        ),
    ]
    order = "oldest"
    empty_title = _("Nobody is late")
    empty_hint = _("Work that you gave to others and that passes its deadline appears here.")


class UrgeForm(KitForm):
    """Write the letters."""

    units = ManyField(label=_("Letters to"), error_messages={"required": _("Choose at least one unit.")})
    answer_by = DayField(label=_("To report by"))
    signer_title = fields.CharField(label=_("Title of the signatory"), max_length=160)
    signer_name = fields.CharField(label=_("Name of the signatory"), max_length=120)
    numbered = fields.BooleanField(
        label=_("Give the numbers now: the letters are signed today"), required=False
    )


@page("task.accept")
def dunning(request: Request) -> HttpResponse:
    """List the units that are late with what the reader gave; write one letter for each chosen.

    Offered are the units of the page of the table that is shown.
    """
    house = house_that_urges(request.standing)
    if house is None:
        raise Http404
    places = late_units(request.standing, day=request.today)
    table = LateTable(request, places)
    shown = places if request.method == "POST" else table.page_rows
    form = UrgeForm(
        request.POST or None,
        initial={
            "units": [str(place.pk) for place in shown],
            "answer_by": request.today + timedelta(days=DAYS_TO_ANSWER),
            "signer_title": gettext("Chief of Office"),
            "signer_name": request.standing.name,
        },
    )
    if not request.standing.may("document.issue", unit=house.pk):
        del form.fields["numbered"]
    forms.offer(form, units=[(place.pk, place.name) for place in shown])
    if request.method == "POST" and form.is_valid():
        letters = attempt(form, lambda: _urge(request, house, form.cleaned_data))
        if letters:
            messages.success(
                request,
                ngettext("%(count)d letter is written.", "%(count)d letters are written.", len(letters))
                % {"count": len(letters)},
            )
            return redirect("task_dunning")
    if request.method == "POST":
        return render(request, "tasks/dunning.html", {"table": table, "form": form}, status=status_of(form))
    return table.respond("tasks/dunning.html", {"form": form if places else None})


def _urge(request: Request, house: Any, cleaned: dict[str, Any]) -> Any:
    return urge(
        house=house,
        units=queries.units_of(cleaned["units"]),
        signer=Signer(name=cleaned["signer_name"], title=cleaned["signer_title"]),
        answer_by=cleaned["answer_by"],
        numbered=bool(cleaned.get("numbered")),
        by=request.standing,
        at=clock.now(),
    )

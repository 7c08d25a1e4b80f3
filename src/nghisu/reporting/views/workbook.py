"""Take any table of units and indicators together; nothing of it is stored."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, PaperField
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.reporting.exports.workbook import Read, read_workbook
from nghisu.reporting.rules.workbook import WHY_WORDS


class WorkbookForm(KitForm):
    """A workbook as an office drew it."""

    file = PaperField(
        label=_("File"),
        accept=".xlsx,.xls,.ods",
        help_text=_("Units in rows, indicators in columns; the largest table of the file is taken."),
    )


@page("campaign.see")
def workbook_sum(request: Request) -> HttpResponse:
    """Read a workbook of any shape and show what its units add up to."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        read = attempt(form, lambda: read_workbook(form.cleaned_data["file"]))
        if read:
            context |= _shown(read)
    answer = render(request, "reporting/workbook.html", context, status=status_of(form))
    if "taken" in context:
        answer.after_once = reverse("workbook_sum")  # type: ignore[attr-defined]
    return answer


def _shown(read: Read) -> dict[str, Any]:
    taken = read.taken
    sums = taken.sums
    return {
        "taken": taken,
        "sheet": read.sheet,
        "sums": sums,
        "percent_names": [
            {
                "name": taken.columns[place],
                "part": taken.columns[pair[0]] if pair else "",
                "whole": taken.columns[pair[1]] if pair else "",
            }
            for place, pair in taken.percents.items()
        ],
        "left": [(one, gettext(WHY_WORDS[one.why])) for one in taken.left],
    }

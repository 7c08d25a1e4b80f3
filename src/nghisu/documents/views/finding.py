"""Pages that look up a number, and show the tables of types, authority and forms in force."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from nghisu.documents import queries
from nghisu.documents.rules import archive, authority, forms, types
from nghisu.documents.rules.form_check import NAMES
from nghisu.documents.views.registers import state_badge
from nghisu.kit.language import clean_name
from nghisu.kit.pages import Request, page


@page("document.see")
def document_lookup(request: Request) -> HttpResponse:
    """List every document a number may mean, one for each term; an undated one is never guessed."""
    asked = clean_name(request.GET.get("so", ""))[:80]
    rows = list(queries.documents_cited_as(request.standing, asked).select_related("term")) if asked else []
    for row in rows:
        row.badge = state_badge(row).html()  # type: ignore[attr-defined]
        row.holds = queries.is_in_force(row, request.as_of)  # type: ignore[attr-defined]
    context = {
        "title": gettext("Which document is meant"),
        "asked": asked,
        "rows": rows,
        "is_reference": queries.is_reference(asked) if asked else True,
    }
    return render(request, "documents/lookup.html", context)


@page("document.see")
def document_rules(request: Request) -> HttpResponse:
    """Show the tables that decide about types, authority, form and archive on the day."""
    day = request.as_of
    tables = [one for one in types.TABLES if one.holds(day)]
    context: dict[str, Any] = {
        "title": gettext("Rules of documents on the day"),
        "may_template": request.standing.may_somewhere("document.issue"),
        "tables": [
            {
                "source": one.source,
                "first": one.first,
                "confirmed": one.confirmed,
                "rows": [(gettext(kind.name), kind.vietnamese, kind.symbol or "–") for kind in one.types],
                "without_symbol": [(gettext(kind.name), kind.vietnamese) for kind in one.without_symbol],
            }
            for one in tables
        ],
        "authority": [
            {
                "source": one.source,
                "first": one.first,
                "confirmed": one.confirmed,
                "rows": [
                    (
                        gettext(authority.ORGAN_NAMES[organ]),
                        ", ".join(
                            sorted(
                                gettext(types.BY_CODE[code].name) for code in codes if code in types.BY_CODE
                            )
                        ),
                    )
                    for organ, codes in one.may.items()
                ],
            }
            for one in authority.TABLES
            if one.first <= day and (one.until is None or day < one.until)
        ],
        "forms": [
            {
                "name": one.name,
                "first": one.first,
                "confirmed": one.is_confirmed,
                "rows": [
                    (_measure_name(key), value.expected, value.source, value.confirmed)
                    for key, value in one.values.items()
                ],
            }
            for one in forms.profiles()
            if one.holds(day)
        ],
        "archives": [
            {
                "source": one.source,
                "confirmed": one.confirmed,
                "rows": [(gettext(group.name), group.years) for group in one.groups],
            }
            for one in archive.PROFILES
            if one.holds(day)
        ],
    }
    return render(request, "documents/rules.html", context)


def _measure_name(key: str) -> str:
    """Return what a value of a form is called; those the check of files compares have words."""
    name = key.removesuffix("_pt").removesuffix("_mm")
    found = NAMES.get(key) or NAMES.get(name) or NAMES.get(f"{name}_size")
    return gettext(found) if found else name.replace("_", " ")

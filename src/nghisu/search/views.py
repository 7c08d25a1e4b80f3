"""The search page: one question over everything one may see."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from nghisu.kit.pages import SIGNED_IN, Request, page
from nghisu.search import actions, queries
from nghisu.search.forms import SearchForm
from nghisu.search.rules import Question

if TYPE_CHECKING:
    from nghisu.search.models import SearchEntry

PAGE = 20


QUICK = 8


def _question(request: Request) -> tuple[SearchForm, Question]:
    form = SearchForm(request.GET)
    form.is_valid()
    sent = form.cleaned_data
    return form, Question(
        text=sent.get("q", ""),
        exact=bool(sent.get("exact")),
        kind=sent.get("kind", ""),
        first=sent.get("first"),
        last=sent.get("last"),
    )


@page(SIGNED_IN)
def search(request: Request) -> HttpResponse:
    """Find anything the asker may see, by words with or without marks, the best first."""
    form, question = _question(request)
    actions.settle()
    found = queries.found_by(question, request.standing, request.as_of)
    pages: Paginator[SearchEntry] = Paginator(found, PAGE)  # type: ignore[arg-type]
    shown = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "search/search.html",
        {
            "form": form,
            "question": question,
            "results": queries.as_results(shown.object_list, question),
            "page": shown,
            "count": shown.paginator.count,
            "is_more": found.is_more,
        },
    )


@page(SIGNED_IN)
def search_quick(request: Request) -> HttpResponse:
    """Answer the search line while somebody types: the best few, to go to at once."""
    _form, question = _question(request)
    actions.settle()
    found = queries.found_by(question, request.standing, request.as_of)[:QUICK]
    context = {"question": question, "results": queries.as_results(found, question)}
    return render(request, "search/quick.html", context)

"""The guide inside the product: its chapters, the way to it from each page, and the list of keys."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from nghisu.home.queries import guide as text
from nghisu.home.rules.guide import CHAPTERS, Chapter, chapter_by_slug, place_of
from nghisu.kit.pages import PUBLIC, Request, page
from nghisu.kit.shortcuts import COOKIE, JUMPS, SHORTCUTS
from nghisu.kit.templatetags.kit import MENU
from nghisu.kit.views import A_YEAR, way_back

LONGEST = 100


@page(PUBLIC)
def guide(request: Request) -> HttpResponse:
    """Show the chapters of the guide, or what in it fits the words asked for."""
    asked = request.GET.get("q", "")[:LONGEST].strip()
    language = get_language() or "vi"
    return render(
        request,
        "home/guide.html",
        {"asked": asked, "chapters": text.chapters(language), "hits": text.found(asked, language)},
    )


@page(PUBLIC)
def guide_chapter(request: Request, slug: str) -> HttpResponse:
    """Show a chapter with its pictures, the pages it speaks of, and its neighbours."""
    chapter = chapter_by_slug(slug)
    if chapter is None:
        raise Http404
    language = get_language() or "vi"
    told = text.told(chapter, language)
    pictures = {
        section.number: [
            (name, gettext(one.about)) for one in section.pictures if (name := text.picture_of(one, language))
        ]
        for section in told.sections
    }
    everything = text.chapters(language)
    return render(
        request,
        "home/guide_chapter.html",
        {
            "told": told,
            "sections": [(section, pictures[section.number]) for section in told.sections],
            "before": everything[chapter.number - 2] if chapter.number > 1 else None,
            "after": everything[chapter.number] if chapter.number < len(CHAPTERS) else None,
            "pages": _pages(request, chapter),
        },
    )


@page(PUBLIC)
def guide_here(request: Request) -> HttpResponse:
    """Lead to the chapter, and the place in it, that speak of the page one comes from."""
    try:
        module = resolve(request.GET.get("trang", "/")).func.__module__
    except Resolver404:
        return redirect("guide")
    number, section = place_of(module)
    anchor = f"#muc-{section}" if section else ""
    return HttpResponseRedirect(reverse("guide_chapter", args=[CHAPTERS[number - 1].slug]) + anchor)


@page(PUBLIC)
def keys(request: Request) -> HttpResponse:
    """Show all keys, made from the same list that the browser obeys."""
    labels = {name: label for name, label, _door, _picture in MENU}
    return render(
        request,
        "home/keys.html",
        {
            "shortcuts": SHORTCUTS,
            "jumps": [(letter, gettext(labels[name])) for name, letter in JUMPS.items()],
            "are_off": request.COOKIES.get(COOKIE) == "off",
        },
    )


@page(PUBLIC, stores_nothing=True)
@require_POST
def set_keys(request: Request) -> HttpResponse:
    """Keep in a cookie whether single letters are keys: who speaks to the computer may not want them."""
    response = HttpResponseRedirect(way_back(request))
    wanted = "off" if request.POST.get("keys") == "off" else "on"
    response.set_cookie(COOKIE, wanted, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _pages(request: Request, chapter: Chapter) -> list[tuple[str, Any]]:
    """Return the pages a chapter speaks of and that the reader may open, by address and name."""
    labels = {name: label for name, label, _door, _picture in MENU}
    found = []
    for name in chapter.pages:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        door = getattr(resolve(address).func, "door", "")
        if name not in labels or not request.user.is_authenticated:
            continue
        if "." not in door or request.standing.may_somewhere(door):
            found.append((address, gettext(labels[name])))
    return found

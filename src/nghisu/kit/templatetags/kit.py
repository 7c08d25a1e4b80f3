"""Tags that every template may use without loading them."""

import datetime
import hashlib
import secrets
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BaseForm, BoundField
from django.middleware.csrf import get_token
from django.template.base import Node, NodeList, Parser, TextNode, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockNode
from django.templatetags.static import static
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_  # noqa: N812 -- gettext's own name

from nghisu.kit import kept
from nghisu.kit.numbers import linked, number_link
from nghisu.kit.packing import BUNDLE
from nghisu.kit.shortcuts import JUMPS

register = template.Library()

TONES = ("plain", "info", "good", "warn", "bad")
MODULES = ("theme", "keys", "draft", "leave", "once", "pick", "menus", "live", "quick", "notices")

HOLDERS = "holds a mandate"
MENU = (
    ("home", N_("What awaits you"), None, "inbox"),
    ("corner", N_("My corner"), HOLDERS, "person"),
    ("meeting_list", N_("Meetings"), "meeting.see", "meeting"),
    ("week", N_("Weekly calendar"), "week.see", "calendar"),
    ("round_list", N_("Votes on paper"), "round.see", "inbox"),
    ("procedure_list", N_("Completing the committee"), "completing.see", "person"),
    ("document_list", N_("Documents"), "document.see", "document"),
    ("task_list", N_("Tasks"), "task.see", "task"),
    ("programme_list", N_("Programmes"), "programme.see", "programme"),
    ("inspection_list", N_("Inspection and supervision"), "inspection.see", "inspection"),
    ("issue_list", N_("Difficulties raised"), "issue.see", "inbox"),
    ("visit_list", N_("Working visits"), "visit.see", "person"),
    ("contest_list", N_("Contests"), "contest.see", "contest"),
    ("figure_list", N_("Figures"), "figure.see", "figure"),
    ("report_list", N_("Reports"), "report.see", "report"),
    ("unit_list", N_("Organisation"), "organisation.see", "unit"),
    ("record_log", N_("Record"), "record.see", "record"),
    ("notice_list", N_("Notices"), None, "bell"),
    ("accounts", N_("Accounts"), "account.help", "person"),
)


# Files -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _stamp(path: str) -> str:
    found = finders.find(path)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10] if found else ""


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file with a stamp of its content, so that it may be kept for long."""
    if settings.DEBUG:
        _stamp.cache_clear()
    stamp = _stamp(path)
    return f"{static(path)}?v={stamp}" if stamp else static(path)


@register.simple_tag(takes_context=True)
def styles(context: Context) -> SafeString:
    """Print the links to the style sheets; the dark twin follows the system unless the reader chose."""
    sheets = format_html('<link rel="stylesheet" href="{}">', asset(BUNDLE))
    theme = theme_of(context)
    media = {"dark": "all", "light": "not all"}.get(theme, "(prefers-color-scheme: dark)")
    dark = format_html('<link rel="stylesheet" href="{}" media="{}" data-dark>', asset("kit/dark.css"), media)
    return sheets + mark_safe("\n") + dark


@register.simple_tag
def scripts() -> SafeString:
    """Print the scripts: htmx and one small module for each behaviour."""
    htmx = format_html('<script src="{}" defer></script>\n', asset("vendor/htmx.js"))
    return htmx + format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((asset(f"kit/{name}.js"),) for name in MODULES)
    )


@register.simple_tag(takes_context=True)
def theme_of(context: Context) -> str:
    """Return light, dark or auto, as the reader chose."""
    request = context.get("request")
    chosen = request.COOKIES.get("nghisu-theme", "") if request is not None else ""
    return chosen if chosen in {"light", "dark"} else "auto"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Print an icon of the sprite; it says nothing that the words beside it do not say."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        asset("kit/icons.svg"),
        name,
    )


# Frame -------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[dict[str, Any]]:
    """Return the links of the main menu that exist and that the reader may open."""
    request = context.get("request")
    standing = getattr(request, "standing", None)
    if request is None or standing is None or not request.user.is_authenticated:
        return []
    links: list[dict[str, Any]] = []
    for name, label, action, picture in MENU:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if action == HOLDERS:
            if not standing.holdings:
                continue
        elif action and not standing.may_somewhere(action):
            continue
        here = request.path == address or (address != "/" and request.path.startswith(address))
        links.append(
            {
                "address": address + as_of_query(context),
                "label": gettext(label),
                "icon": picture,
                "is_here": here,
                "jump": JUMPS.get(name, ""),
            }
        )
    nearest = max(
        (link for link in links if link["is_here"]), key=lambda one: len(one["address"]), default=None
    )
    for link in links:
        link["is_here"] = link is nearest
    return links


@register.simple_tag(takes_context=True)
def address(context: Context, name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a page, or nothing where it does not exist or its door is shut to the reader."""
    try:
        found = reverse(name, args=args, kwargs=kwargs)
        door = getattr(resolve(found).func, "door", "")
    except (NoReverseMatch, Resolver404):
        return ""
    request = context.get("request")
    if "." not in door or request is None or not request.user.is_authenticated:
        return found
    return found if request.standing.may_somewhere(door) else ""


@register.simple_tag(takes_context=True)
def as_of_query(context: Context, glue: str = "?") -> str:
    """Return ``?as_of=…`` while another day than today is looked at, else nothing."""
    if not context.get("is_as_of_past") or not context.get("as_of"):
        return ""
    return f"{glue}as_of={context['as_of'].isoformat()}"


@register.simple_tag(takes_context=True)
def kept_query(context: Context, *without: str) -> list[tuple[str, str]]:
    """Return the names and values of the address as it is, without some, for the hidden fields of a form."""
    request = context["request"]
    return [(name, value) for name, values in request.GET.lists() if name not in without for value in values]


@register.simple_tag(takes_context=True)
def changed_query(context: Context, **changes: Any) -> str:
    """Return the query of this page with some values changed; an empty value takes the name out."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            asked.pop(name, None)
        else:
            asked[name] = value
    return f"?{asked.urlencode()}" if asked else "?"


class HeadingNode(Node):
    """The title of the page as its heading, unless the content brings a heading of its own."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        actions = _stripped(self.nodelist.render(context))
        rest = format_html('<div class="page-actions">{}</div>', actions) if actions else SafeString()
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        content = blocks.get_block("content") if blocks is not None else None
        if content is not None and _brings_heading(content):
            return rest
        title = _stripped(BlockNode("title", NodeList()).render(context))
        lede = _stripped(BlockNode("lede", NodeList()).render(context))
        return format_html(
            '<header class="page-head"><div class="page-title"><h1>{}</h1>{}</div>{}</header>',
            title,
            format_html('<p class="lede">{}</p>', lede) if lede else "",
            rest,
        )


def _stripped(rendered: str) -> SafeString:
    return mark_safe(rendered.strip())  # noqa: S308 -- what a template rendered is escaped already


def _brings_heading(block: BlockNode) -> bool:
    texts = block.nodelist.get_nodes_by_type(TextNode)
    return any("<h1" in node.s for node in texts if isinstance(node, TextNode))


@register.tag
def heading(parser: Parser, token: Token) -> HeadingNode:
    """Frame the title of the page, its lede and its actions: ``{% heading %}actions{% endheading %}``."""
    nodelist = parser.parse(("endheading",))
    parser.delete_first_token()
    return HeadingNode(nodelist)


class WrapNode(Node):
    """An element that is printed only where it has something in it."""

    def __init__(self, nodelist: NodeList, element: str, name: str) -> None:
        self.nodelist, self.element, self.name = nodelist, element, name

    def render(self, context: Context) -> SafeString:
        inside = self.nodelist.render(context)
        if not inside.strip():
            return SafeString()
        return format_html('<{0} class="{1}">{2}</{0}>', self.element, self.name, inside)


@register.tag
def wrap(parser: Parser, token: Token) -> WrapNode:
    """Wrap what is inside, if there is anything: ``{% wrap "aside" "page-aside" %}…{% endwrap %}``."""
    _tag, element, name = (part.strip("\"'") for part in token.split_contents())
    nodelist = parser.parse(("endwrap",))
    parser.delete_first_token()
    return WrapNode(nodelist, element, name)


class OfReaderNode(Node):
    """Prints what is one reader's own, so that a page kept for many has a hole there."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> SafeString:
        html = self.nodelist.render(context)
        request = context.get("request")
        return html if request is None else kept.section(request, self.name, html)


@register.tag
def of_reader(parser: Parser, token: Token) -> OfReaderNode:
    """Mark what differs from reader to reader: ``{% of_reader "own" %}…{% endof_reader %}`` (kit.kept)."""
    _tag, name = (part.strip("\"'") for part in token.split_contents())
    nodelist = parser.parse(("endof_reader",))
    parser.delete_first_token()
    return OfReaderNode(nodelist, name)


@register.simple_tag(takes_context=True)
def reader_name(context: Context) -> SafeString:
    """Print the name of who reads."""
    return kept.reader_name(context["request"])


# Forms -------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def guard(context: Context, form: BaseForm | None = None) -> SafeString:
    """Print what every form that writes must carry: the guard against forgery, the key, the version."""
    form = form if form is not None else context.get("form")
    pairs = [
        ("csrfmiddlewaretoken", get_token(context["request"])),
        ("idempotency_key", secrets.token_urlsafe(16)),
    ]
    if isinstance(form, BaseForm) and "version" in form.fields:
        value = form["version"].value()
        pairs.append(("version", "" if value is None else str(value)))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.inclusion_tag("kit/form.html", name="form", takes_context=True)
def form_tag(context: Context, form: BaseForm) -> dict[str, Any]:
    """Print every field of a form with its hint and errors, and the summary of the errors on top."""
    return {"form": form, "request": context.get("request")}


@register.inclusion_tag("kit/faults.html")
def faults(form: BaseForm) -> dict[str, Any]:
    """Print the summary of a form's errors, with a link to each field."""
    return {"form": form}


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Print one field with its label, hint and errors."""
    return {"field": bound}


# Live --------------------------------------------------------------------------------------------------


@register.simple_tag
def live(stream: str, version: int | None = None, source: str = "", on: str = "") -> SafeString:
    """Print the attributes of an element that stays in step: ``<section id="floor" {% live stream 7 %}>``.

    :param stream: the address from ``kit.live.address_for``; without one nothing is printed
    :param version: of what the element shows now; without one each event makes it be fetched anew
    :param source: where the element is fetched from, by its id; the page itself if not named
    :param on: names of further events, parted by blanks, that make it be fetched anew
    """
    if not stream:
        return SafeString()
    named = (
        *(("live", stream), ("live-version", "" if version is None else str(version))),
        *(("live-source", source), ("live-on", on)),
    )
    return format_html_join(" ", 'data-{}="{}"', (pair for pair in named if pair[1]))


# Small pieces ------------------------------------------------------------------------------------------


@register.simple_tag
def badge(tone: str, text: Any) -> SafeString:
    """Print a state as a word with a colour; tones: plain, info, good, warn, bad."""
    return format_html('<span class="badge badge-{}">{}</span>', tone if tone in TONES else "plain", text)


@register.inclusion_tag("kit/empty.html")
def empty(title: Any, hint: Any = "", url: str = "", action: Any = "") -> dict[str, Any]:
    """Print what stands where a list is empty: what is missing, and the first step."""
    return {"title": title, "hint": hint, "url": url, "action": action}


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a day as 21/04/2023; nothing for none."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value.strftime("%d/%m/%Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """Write a moment as 14:30 21/04/2023 (Vietnamese) or 21/04/2023 14:30 (English)."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return formats.date_format(local, "SHORT_DATETIME_FORMAT")


@register.filter
def number(value: int | Decimal | float | None) -> str:
    """Write a number in the reader's style: 1.234,5 in Vietnamese; a dash for none."""
    if value is None:
        return "–"
    return formats.number_format(value, use_l10n=True, force_grouping=True)


@register.simple_tag(takes_context=True)
def figure(context: Context, value: int | Decimal, code: str, key: Any, look: str = "") -> SafeString:
    """Print a counted number, which opens its records as of the day looked at.

    ``{% figure progress.lines "programme.lines" programme.pk %}``: the definition stands in the registry of
    figures; in a sentence, ``as lines`` and then ``{% blocktranslate with lines=lines %}``.
    """
    request = context.get("request")
    day = None if getattr(request, "is_kept", False) else context.get("as_of")
    return number_link(value, code, key, day=day, look=look)


@register.simple_tag
def figure_at(value: int | Decimal, code: str, url: str, look: str = "") -> SafeString:
    """Print a counted number whose records are listed at an address that the page knows."""
    return linked(value, code, url, look=look)


@register.filter
def minus(value: int, other: int) -> int:
    """Subtract."""
    return value - other


@register.simple_tag(name="cell")
def cell_tag(cell: Any) -> SafeString | str:
    """Print a cell of a table."""
    return cell.html()  # type: ignore[no-any-return]

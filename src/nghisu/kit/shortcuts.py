"""The keys of every page: the browser obeys this list, and the sheet of keys is printed from it.

Single letters and "?" can be switched off by the cookie (WCAG 2.1.4): who speaks to the computer would
otherwise press them by chance.
"""

from dataclasses import dataclass

from nghisu.kit.refusals import N_

COOKIE = "nghisu-keys"


@dataclass(frozen=True)
class Shortcut:
    """A key, what it does, and whether it is a single character, which can be switched off."""

    keys: tuple[str, ...]
    words: str
    is_single: bool = False


SHORTCUTS = (
    Shortcut(("Ctrl", "K"), N_("Go to the search line")),
    Shortcut(("?",), N_("Open the guide at the chapter about this page"), is_single=True),
    Shortcut(("Ctrl", "/"), N_("Show or hide this list")),
    Shortcut(("Esc",), N_("Close what is open: a menu, a list, this sheet")),
    Shortcut(("Tab",), N_("Go to the next link, button or field; with Shift to the one before")),
    Shortcut(("Enter",), N_("Open a link, press a button, send a form")),
    Shortcut(("Space",), N_("Tick a box, open or close a fold")),
    Shortcut(("Ctrl", "P"), N_("Print the page on A4, without menus")),
)

# After G: the letter that leads to a page of the main menu.
JUMPS = {
    "home": "C",
    "corner": "G",
    "meeting_list": "H",
    "week": "L",
    "round_list": "P",
    "procedure_list": "K",
    "document_list": "V",
    "task_list": "N",
    "programme_list": "T",
    "inspection_list": "I",
    "issue_list": "D",
    "visit_list": "W",
    "contest_list": "E",
    "figure_list": "S",
    "report_list": "B",
    "unit_list": "O",
    "record_log": "R",
    "notice_list": "M",
    "accounts": "U",
}

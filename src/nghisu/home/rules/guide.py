"""The guide: its chapters, which chapter speaks of which page, and the pictures that stand in it.

The words are docs/huong-dan.md and docs/guide.md: a chapter is a heading of the second level, a section one
of the third, in the same order in both languages. tools/guide_pictures.py makes the pictures from the demo.
"""

from dataclasses import dataclass

from nghisu.kit.refusals import N_


@dataclass(frozen=True)
class Chapter:
    """A chapter: its place in the text, its address, and the pages it speaks of first of all."""

    number: int
    slug: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture of the demo: who looks at which page (as for tools/screens.py), and what there is to see."""

    slug: str
    chapter: int
    section: int
    who: str
    page: str
    about: str


CHAPTERS = (
    Chapter(1, "bat-dau", ("home", "search", "notice_list")),
    Chapter(2, "quyen", ("account",)),
    Chapter(3, "to-chuc", ("unit_list", "unit_tree", "body_list", "roster_list")),
    Chapter(4, "van-ban", ("document_list", "signing_list", "request_list")),
    Chapter(5, "nhiem-vu", ("task_list", "programme_list", "figure_list", "issue_list")),
    Chapter(6, "bao-cao", ("report_list", "submission_list")),
    Chapter(7, "hoi-nghi", ("meeting_list", "week", "corner", "circular_list")),
    Chapter(8, "bo-phieu", ("procedure_list", "round_list")),
    Chapter(9, "chuyen-lam-viec", ("visit_list", "inspection_list", "contest_list")),
    Chapter(10, "nhat-ky", ("record_log",)),
    Chapter(11, "tai-khoan", ("account", "accounts")),
    Chapter(12, "su-co", ("home",)),
)

# Package of the view → chapter and section. A section is counted from 1; 0 is the head of the chapter.
OF_PACKAGE = {
    "home": (1, 0),
    "config": (1, 0),
    "kit": (1, 0),
    "search": (1, 0),
    "notices": (1, 0),
    "people": (11, 0),
    "exchange": (6, 0),
    "organisation": (3, 0),
    "documents": (4, 0),
    "tasks": (5, 0),
    "figures": (5, 0),
    "situation": (5, 0),
    "reporting": (6, 0),
    "meetings": (7, 1),
    "corner": (7, 1),
    "ballots": (8, 0),
    "visits": (9, 1),
    "inspection": (9, 2),
    "contest": (9, 3),
}

# How the view's module ends → chapter and section, where it is another one than that of the package.
OF_MODULE = {
    "home.views.accounts": (11, 0),
    "home.views.handover": (11, 0),
    "home.views.record": (10, 0),
    "meetings.views.attendance": (7, 2),
    "meetings.views.floor": (7, 2),
    "meetings.views.voting": (7, 2),
    "meetings.views.speaking": (7, 2),
    "meetings.views.screens": (7, 2),
    "meetings.views.console": (7, 2),
    "meetings.views.minutes": (7, 3),
    "meetings.views.conclusion": (7, 3),
    "meetings.views.communique": (7, 3),
    "meetings.views.archive": (7, 3),
    "meetings.views.circular": (7, 4),
    "ballots.views.electronic": (8, 1),
    "ballots.views.booth": (8, 1),
}

PICTURES = (
    Picture("viec-cho", 1, 0, "chanhvanphong", "home", N_("The first screen: what awaits you, by when")),
    Picture("tim-kiem", 1, 0, "chanhvanphong", "/tim-kiem/?q=nghi+quyet+02", N_("Search without marks")),
    Picture("to-chuc", 3, 0, "chanhvanphong", "unit_tree", N_("The tree of the organisation on one day")),
    Picture(
        "van-ban", 4, 0, "chanhvanphong", "document_list >> main .table tbody a", N_("The page of a document")
    ),
    Picture("nhiem-vu", 5, 0, "chanhvanphong", "task_list", N_("Tasks, with their state computed")),
    Picture("so-lieu", 5, 0, "chanhvanphong", "figure_list", N_("Figures, each of which opens its records")),
    Picture("bao-cao", 6, 0, "chanhvanphong", "report_list >> main .table tbody a", N_("A quarterly report")),
    Picture(
        "hoi-nghi",
        7,
        1,
        "chanhvanphong",
        "meeting_list >> main .table tbody a",
        N_("The page of a meeting, with its parts and agenda"),
    ),
    Picture("goc-dai-bieu", 7, 1, "uyvien", "corner", N_("My corner: the next meetings and their papers")),
    Picture(
        "dieu-hanh",
        7,
        2,
        "chanhvanphong",
        "meeting_list >> main a:has-text('Khối lần thứ 12') >> a[href$='/dieu-hanh/']",
        N_("The chair's console, with the next step"),
    ),
    Picture(
        "bien-ban",
        7,
        3,
        "chanhvanphong",
        "meeting_list >> main a:has-text('Khối lần thứ 11') >> a[href$='/bien-ban/']",
        N_("Minutes, composed from what was recorded"),
    ),
    Picture(
        "kien-toan", 8, 0, "chanhvanphong", "procedure_list", N_("Completing the committee, step by step")
    ),
    Picture("chuyen-lam-viec", 9, 1, "chanhvanphong", "visit_list", N_("Working visits and their questions")),
    Picture("nhat-ky", 10, 0, "chanhvanphong", "record_log", N_("The record: who did what, when")),
)


def chapter_by_slug(slug: str) -> Chapter | None:
    """Return a chapter by its address."""
    return next((one for one in CHAPTERS if one.slug == slug), None)


def place_of(module: str) -> tuple[int, int]:
    """Return the chapter and section that speak of the pages of a view's module."""
    short = module.removeprefix("nghisu.")
    if short in OF_MODULE:
        return OF_MODULE[short]
    return OF_PACKAGE.get(short.split(".")[0], (1, 0))

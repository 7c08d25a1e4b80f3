"""The sheets of the organisation: units, bodies with their terms, roster with mandates."""

from nghisu.kit.refusals import N_
from nghisu.kit.sheets.shape import Choice, Kind, SheetColumn, SheetShape
from nghisu.organisation.rules.offices import OFFICES
from nghisu.organisation.rules.profiles import PROFILES

UNIT_KINDS = (
    Choice("committee", N_("Party committee")),
    Choice("branch", N_("Branch")),
    Choice("advisory", N_("Advisory body")),
    Choice("area", N_("Administrative area")),
)
LEVELS = (
    Choice("top", N_("Directly under the Centre")),
    Choice("above_grassroots", N_("Directly above the grassroots")),
    Choice("grassroots", N_("Grassroots")),
    Choice("part", N_("Part of a grassroots committee")),
    Choice("branch", N_("Branch")),
    Choice("province", N_("Province")),
    Choice("ward", N_("Ward or commune")),
)
BODY_KINDS = (
    Choice("executive", N_("Executive committee")),
    Choice("standing", N_("Standing committee")),
    Choice("permanent", N_("Permanent members of the standing committee")),
    Choice("inspection", N_("Inspection committee")),
)
OBTAINED = (
    Choice("elected", N_("By election")),
    Choice("appointed", N_("By appointment of the superior")),
    Choice("assigned", N_("By assignment")),
)
PERSON_IS_NEW = (Choice("yes", N_("New person")), Choice("no", N_("Already on the roster")))

LAST_DAY_HELP = N_("The last day, day/month/year. Leave it empty while it goes on.")
DAY_HELP = N_("Day/month/year, like 21/4/2023.")

UNITS = SheetShape(
    "units",
    N_("Units"),
    (
        SheetColumn("code", N_("Code"), required=True, longest=40, width=11, help=N_(
            "Short and without marks: letters, digits, dots, hyphens. No two units share one."
        )),
        SheetColumn("name", N_("Name of the unit"), also=("Tên", "Name"), required=True, width=38),
        SheetColumn("short", N_("Short name"), longest=80, width=17),
        SheetColumn("symbol", N_("Symbol"), longest=40, width=10, help=N_("As in document symbols: ĐUK.")),
        SheetColumn("kind", N_("Kind"), Kind.CHOICE, required=True, choices=UNIT_KINDS, width=16),
        SheetColumn("level", N_("Level"), Kind.CHOICE, choices=LEVELS, width=17),
        SheetColumn("parent", N_("Code of the superior"), Kind.REFERENCE, width=14, help=N_(
            "The code of a unit that exists or stands in this sheet. Leave it empty at the top."
        )),
        SheetColumn("order", N_("Order"), Kind.COUNT, width=7, help=N_(
            "Its place among its equals: 1, 2, 3."
        )),
        SheetColumn("place", N_("Place"), longest=80, width=13, help=N_("As in the date line: Hà Nội.")),
        SheetColumn("charter_code", N_("Charter code"), longest=24, width=17, help=N_("38.168.053.000.001")),
        SheetColumn("first", N_("First day"), Kind.DAY, required=True, width=11, help=DAY_HELP),
        SheetColumn("until", N_("Last day"), Kind.DAY, width=11, help=LAST_DAY_HELP),
    ),
)  # fmt: skip

BODIES = SheetShape(
    "bodies",
    N_("Bodies"),
    (
        SheetColumn("unit", N_("Code of the unit"), Kind.REFERENCE, required=True, width=14),
        SheetColumn("ordinal", N_("Term"), Kind.COUNT, required=True, width=7, help=N_("The ordinal: 13.")),
        SheetColumn("first_year", N_("From the year"), Kind.COUNT, width=11, help=N_(
            "Of a term that is not yet in the system."
        )),
        SheetColumn("last_year", N_("To the year"), Kind.COUNT, width=11, help=N_(
            "Of a term that is not yet in the system."
        )),
        SheetColumn("opened_on", N_("Term opened on"), Kind.DAY, width=11, help=N_(
            "Of a term that is not yet in the system."
        )),
        SheetColumn("kind", N_("Body"), Kind.CHOICE, required=True, choices=BODY_KINDS, width=22),
        SheetColumn("seats", N_("Seats"), Kind.COUNT, required=True, width=7, help=N_(
            "As many as the congress decided."
        )),
        SheetColumn("quorum", N_("Quorum, as a share"), longest=9, width=10, help=N_("A share: 2/3.")),
        SheetColumn("frequency_months", N_("Meets every … months"), Kind.COUNT, width=11),
        SheetColumn("frequency_weeks", N_("Meets every … weeks"), Kind.COUNT, width=11),
        SheetColumn("papers_ahead_days", N_("Papers … days ahead"), Kind.COUNT, width=11),
        SheetColumn("rule_profile", N_("Rules"), Kind.CHOICE, width=22, choices=tuple(
            Choice(profile.code, profile.name) for profile in PROFILES
        )),
        SheetColumn("source", N_("Source"), longest=200, width=26, help=N_("The document that decided it.")),
    ),
)  # fmt: skip

ROSTER = SheetShape(
    "roster",
    N_("Roster"),
    (
        SheetColumn("full_name", N_("Full name"), required=True, longest=120, width=24),
        SheetColumn("title", N_("Title of the person"), also=("Chức danh", "Title"), longest=160, width=22),
        SheetColumn("is_new", N_("New or known"), Kind.CHOICE, choices=PERSON_IS_NEW, width=14, help=N_(
            "Say it where the roster already holds the name: the same person, or another of that name."
        )),
        SheetColumn("unit", N_("Code of the unit"), Kind.REFERENCE, required=True, width=14),
        SheetColumn("body", N_("Body"), Kind.CHOICE, choices=BODY_KINDS, width=22),
        SheetColumn("ordinal", N_("Term"), Kind.COUNT, width=7, help=N_(
            "The ordinal of the body's term. Empty: the term of the first day."
        )),
        SheetColumn("office", N_("Office"), Kind.CHOICE, required=True, width=22, choices=tuple(
            Choice(office.code, office.name) for office in OFFICES
        )),
        SheetColumn("duty", N_("Duty"), longest=160, width=22, help=N_("As lists of delegates show it.")),
        SheetColumn("order", N_("Order"), Kind.COUNT, width=7),
        SheetColumn("obtained", N_("How obtained"), Kind.CHOICE, choices=OBTAINED, width=18),
        SheetColumn("document", N_("By the document"), longest=160, width=24, help=N_(
            "Number, date and issuer of the decision."
        )),
        SheetColumn("first", N_("First day"), Kind.DAY, required=True, width=11, help=DAY_HELP),
        SheetColumn("until", N_("Last day"), Kind.DAY, width=11, help=LAST_DAY_HELP),
    ),
)  # fmt: skip
SHAPES = {shape.key: shape for shape in (UNITS, BODIES, ROSTER)}

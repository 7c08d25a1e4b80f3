"""Which level may decide which matter: the controlled list of topics, with its source.

Competence is data: a row says what is raised, in which field, who may decide it, and where that is read.
Regulations change, so a row holds from a day to a day; a row that nobody held against its text says so.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Level(StrEnum):
    """Who may decide, from below upwards."""

    LOCAL = "local"  # any committee, in its own organisation
    TOP = "top"  # the committee at the top of the tree
    CENTRE = "centre"  # a superior outside the tree


LEVEL_NAMES = {
    Level.LOCAL: N_("The committee itself"),
    Level.TOP: N_("The committee at the top"),
    Level.CENTRE: N_("The superior"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work; a sensitive one is opened only after the office's declaration."""

    code: str
    name: str
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """One line of the controlled list.

    :param decided_by: the lowest level that may decide it
    :param authority: who that is, in words; "" where it is the committee that handles it
    :param body: the code of the outside body, where it is one
    :param source: where the competence is read
    :param is_checked: whether the source was held against the original text
    """

    code: str
    field: str
    name: str
    decided_by: Level
    source: str
    authority: str = ""
    body: str = ""
    is_checked: bool = False
    first: date = date(1900, 1, 1)
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the row holds on a day."""
        return self.first <= day and (self.until is None or day < self.until)


FIELDS: tuple[Field, ...] = (
    Field("pay", N_("Pay and allowances")),
    Field("organisation", N_("Organisation and staff numbers")),
    Field("cadres", N_("Rules on cadres")),
    Field("membership", N_("Work with members and branches")),
    Field("documents", N_("Regulations and guidance")),
    Field("digital", N_("Digital work and information technology")),
    Field("facilities", N_("Buildings, equipment and funds")),
    Field("economy", N_("Economic life")),
    Field("society", N_("Social life and welfare")),
    Field("mass", N_("Mass mobilisation and unions")),
    Field("inspection", N_("Rules on inspection and supervision")),
    Field("opinion", N_("Public opinion and ideology"), is_sensitive=True),
    Field("security", N_("Internal political security"), is_sensitive=True),
)
FIELD_BY_CODE = {one.code: one for one in FIELDS}

REGULATIONS = N_("Working regulations of the committee")
SECRETARIAT = N_("Secretariat of the Central Committee")
POLITBURO = N_("Politburo")
ORGANISATION = N_("Central Organisation Commission")
PROPAGANDA = N_("Central Propaganda Commission")
INSPECTORS = N_("Central Inspection Commission")
CENTRAL_OFFICE = N_("Office of the Central Committee")
STATE = N_("Government and ministries, through the superior")
BLOC = N_("Standing committee of the committee at the top")

MATTERS: tuple[Matter, ...] = (
    Matter(
        "pay_scheme",
        "pay",
        N_("Scheme of pay in Party bodies, the Front and mass organisations"),
        Level.CENTRE,
        "Quyết định 128-QĐ/TW",
        SECRETARIAT,
        "BBT",
        is_checked=True,
    ),
    Matter(
        "allowances",
        "pay",
        N_("Allowances of committee members and part-time posts"),
        Level.CENTRE,
        REGULATIONS,
        ORGANISATION,
        "BTCTW",
    ),
    Matter("pay_payment", "pay", N_("Late or wrong payment in one unit"), Level.LOCAL, REGULATIONS),
    Matter(
        "grassroots_functions",
        "organisation",
        N_("Functions and tasks of grassroots organisations"),
        Level.CENTRE,
        "Quy định 97-QĐ/TW, Quy định 98-QĐ/TW",
        SECRETARIAT,
        "BBT",
        is_checked=True,
    ),
    Matter(
        "staff_numbers",
        "organisation",
        N_("Staff numbers of full-time Party work"),
        Level.CENTRE,
        REGULATIONS,
        ORGANISATION,
        "BTCTW",
    ),
    Matter(
        "unit_structure",
        "organisation",
        N_("Founding, merging or splitting affiliated organisations"),
        Level.TOP,
        REGULATIONS,
        BLOC,
    ),
    Matter(
        "cadre_standards",
        "cadres",
        N_("Standards and procedures for cadres"),
        Level.CENTRE,
        REGULATIONS,
        ORGANISATION,
        "BTCTW",
    ),
    Matter("cadre_training", "cadres", N_("Classes for committee workers"), Level.TOP, REGULATIONS, BLOC),
    Matter(
        "member_records",
        "membership",
        N_("Forms and procedures of admission and transfer"),
        Level.TOP,
        REGULATIONS,
        BLOC,
    ),
    Matter("branch_meetings", "membership", N_("How branch meetings are held"), Level.LOCAL, REGULATIONS),
    Matter("handbook", "membership", N_("The electronic member's handbook"), Level.TOP, REGULATIONS, BLOC),
    Matter(
        "central_guidance",
        "documents",
        N_("Central regulations that lack guidance"),
        Level.CENTRE,
        REGULATIONS,
        CENTRAL_OFFICE,
        "VPTW",
    ),
    Matter(
        "bloc_guidance",
        "documents",
        N_("Guidance of the committee at the top that is late or unclear"),
        Level.TOP,
        REGULATIONS,
        BLOC,
    ),
    Matter("report_load", "documents", N_("Too many reports and forms"), Level.TOP, REGULATIONS, BLOC),
    Matter("software", "digital", N_("Software that does not work together"), Level.TOP, REGULATIONS, BLOC),
    Matter("network", "digital", N_("Lines and devices of remote points"), Level.LOCAL, REGULATIONS),
    Matter("rooms", "facilities", N_("Rooms and equipment"), Level.LOCAL, REGULATIONS),
    Matter(
        "party_funds",
        "facilities",
        N_("Rates of spending on Party work"),
        Level.CENTRE,
        REGULATIONS,
        CENTRAL_OFFICE,
        "VPTW",
    ),
    Matter("prices", "economy", N_("Prices and living costs of employees"), Level.CENTRE, REGULATIONS, STATE),
    Matter("public_investment", "economy", N_("Slow public investment"), Level.CENTRE, REGULATIONS, STATE),
    Matter("housing", "society", N_("Housing of cadres and employees"), Level.CENTRE, REGULATIONS, STATE),
    Matter("health_care", "society", N_("Medical care and insurance"), Level.CENTRE, REGULATIONS, STATE),
    Matter("unions", "mass", N_("Work with unions and youth unions"), Level.LOCAL, REGULATIONS),
    Matter(
        "inspection_rules",
        "inspection",
        N_("Procedures of inspection and supervision"),
        Level.CENTRE,
        REGULATIONS,
        INSPECTORS,
        "UBKTTW",
    ),
    Matter(
        "opinion_topics",
        "opinion",
        N_("Matters that public opinion is concerned with"),
        Level.CENTRE,
        "Kết luận 100-KL/TW",
        PROPAGANDA,
        "BTGTW",
    ),
    Matter("study", "opinion", N_("Study of resolutions"), Level.TOP, REGULATIONS, BLOC),
    Matter(
        "information_safety",
        "security",
        N_("Safety of information within the office"),
        Level.TOP,
        REGULATIONS,
        BLOC,
    ),
)
BY_CODE = {one.code: one for one in MATTERS}


class UnknownMatter(Refusal):
    """Not a line of the controlled list, or none that holds today."""

    sentence = N_("Choose the matter from the list.")
    field = "matter"


class FieldClosed(Refusal):
    """A sensitive field before the office's declaration."""

    sentence = N_(
        "This field is opened only after the office has declared that what is entered is not on the list of "
        "state secrets."
    )
    field = "matter"


class BeyondCompetence(Refusal):
    """A matter that a higher level decides."""

    sentence = N_("This matter is decided above you (%(source)s). Escalate it with a proposal.")


class WithinCompetence(Refusal):
    """A matter that the committee may decide itself."""

    sentence = N_("This matter is within your own authority (%(source)s). Assign it to a body of yours.")


class NotDeclared(Refusal):
    """The declaration was not ticked."""

    sentence = N_("Tick the declaration, or leave the field closed.")
    field = "declared"


class AlreadyOpen(Refusal):
    """The field was opened before."""

    sentence = N_("The field is open already.")


class NotSensitive(Refusal):
    """An ordinary field needs no declaration."""

    sentence = N_("This field needs no declaration; it is open.")


DECLARATION = N_(
    "I declare for the office that what is raised and reported in this field is not on the list of state "
    "secrets (Law on the protection of state secrets, 2018)."
)
DECLARATION_ON_PAPER = (
    "Văn phòng xác nhận: nội dung phản ánh, báo cáo trong lĩnh vực này không thuộc danh mục bí mật nhà nước "
    "(Luật Bảo vệ bí mật nhà nước năm 2018)."
)


def matter_of(code: str, day: date) -> Matter:
    """Return the row of a matter that holds on the day.

    :raises UnknownMatter: if there is none
    """
    found = BY_CODE.get(code)
    if found is None or not found.holds_on(day):
        raise UnknownMatter
    return found


def may_decide(matter: Matter, *, is_top: bool) -> bool:
    """Tell whether a committee may decide a matter.

    :param is_top: whether it stands at the top of the tree
    """
    return matter.decided_by is Level.LOCAL or (matter.decided_by is Level.TOP and is_top)


def check_own(matter: Matter, *, is_top: bool) -> None:
    """Refuse to decide what a higher level decides.

    :raises BeyondCompetence: if it does
    """
    if not may_decide(matter, is_top=is_top):
        raise BeyondCompetence(source=matter.source)


def check_beyond(matter: Matter, *, is_top: bool) -> None:
    """Refuse to pass upward what the committee may decide.

    :raises WithinCompetence: if it may
    """
    if may_decide(matter, is_top=is_top):
        raise WithinCompetence(source=matter.source)

"""Offices (chức vụ) that a mandate may hold: protocol order, and the role each gives."""

from dataclasses import dataclass

from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.policy import Role


@dataclass(frozen=True, slots=True)
class Office:
    """One office.

    :param rank: orders protocol lists, low first
    :param roles: held at the committee served, or at the unit itself where ``at_own_unit``
    :param bodies: kinds of body whose members hold it; empty for an office in a unit
    :param advisory_only: held in an advisory body, never in a committee itself
    :param one_holder: only one person holds it at a time
    """

    code: str
    name: str
    rank: int
    roles: tuple[Role, ...] = ()
    bodies: tuple[str, ...] = ()
    at_own_unit: bool = False
    advisory_only: bool = False
    one_holder: bool = False


LEADING = ("executive", "standing", "permanent")

OFFICES: tuple[Office, ...] = (
    Office("secretary", N_("Secretary"), 10, (Role.CHAIR, Role.MEMBER), LEADING, one_holder=True),
    Office(
        "standing_deputy",
        N_("Standing deputy secretary"),
        20,
        (Role.CHAIR, Role.MEMBER),
        LEADING,
        one_holder=True,
    ),
    Office("deputy_secretary", N_("Deputy secretary"), 30, (Role.CHAIR, Role.MEMBER), LEADING),
    Office(
        "standing_member",
        N_("Member of the standing committee"),
        40,
        (Role.MEMBER,),
        ("standing", "permanent"),
    ),
    Office(
        "inspection_chair",
        N_("Chair of the inspection committee"),
        45,
        (Role.INSPECTOR,),
        ("inspection",),
        one_holder=True,
    ),
    Office(
        "inspection_deputy",
        N_("Deputy chair of the inspection committee"),
        47,
        (Role.INSPECTOR,),
        ("inspection",),
    ),
    Office("member", N_("Member of the executive committee"), 50, (Role.MEMBER,), ("executive",)),
    Office(
        "inspection_member",
        N_("Member of the inspection committee"),
        60,
        (Role.INSPECTOR,),
        ("inspection",),
    ),
    Office("chief_of_office", N_("Chief of office"), 62, (Role.CHIEF,), one_holder=True),
    Office("deputy_chief", N_("Deputy chief of office"), 63, (Role.CHIEF,)),
    Office(
        "head",
        N_("Head of commission"),
        64,
        (Role.LEADER,),
        at_own_unit=True,
        advisory_only=True,
        one_holder=True,
    ),
    Office(
        "deputy_head",
        N_("Deputy head of commission"),
        66,
        (Role.LEADER,),
        at_own_unit=True,
        advisory_only=True,
    ),
    Office("clerk", N_("Records clerk"), 80, (Role.CLERK,)),
    Office("office_specialist", N_("Specialist of the office"), 81, (Role.SPECIALIST,)),
    Office("specialist", N_("Specialist"), 82, (Role.SPECIALIST,), at_own_unit=True),
    Office("point_operator", N_("Operator of a remote point"), 90, (Role.OPERATOR,), at_own_unit=True),
    Office("counter", N_("Member of the counting committee"), 91, (Role.COUNTER,)),
    Office("superior_reader", N_("Reader for the superior"), 92, (Role.SUPERIOR_READER,)),
    Office("administrator", N_("System administrator"), 99, (Role.ADMINISTRATOR,)),
)
BY_CODE = {office.code: office for office in OFFICES}


class UnknownOffice(Refusal):
    """No such office."""

    sentence = N_("There is no office %(office)s. Choose one from the list.")
    field = "office"


class OfficeNotOfBody(Refusal):
    """The office belongs to another kind of body, or to none."""

    sentence = N_("This office is not held in this body. Choose one that is.")
    field = "office"


class OfficeNeedsBody(Refusal):
    """The office is held in a body, and none is named."""

    sentence = N_("This office is held in a body. Choose the body.")
    field = "body"


class OfficeOnlyInAdvisoryBodies(Refusal):
    """Heads lead advisory bodies, not committees."""

    sentence = N_("This office is held in an advisory body. Choose the commission or the office.")
    field = "unit"


def check_office(code: str, *, body_kind: str | None, is_advisory: bool) -> Office:
    """Return the office if it may be held there.

    :param body_kind: the kind of body, None outside bodies
    :raises UnknownOffice: if no office has the code
    :raises OfficeNotOfBody: if the body is of another kind
    :raises OfficeNeedsBody: if it is held in a body and none was named
    :raises OfficeOnlyInAdvisoryBodies: if it is a commission's and the unit is none
    """
    office = BY_CODE.get(code)
    if office is None:
        raise UnknownOffice(office=code)
    if body_kind is not None and body_kind not in office.bodies:
        raise OfficeNotOfBody
    if body_kind is None and office.bodies:
        raise OfficeNeedsBody
    if office.advisory_only and not is_advisory:
        raise OfficeOnlyInAdvisoryBodies
    return office

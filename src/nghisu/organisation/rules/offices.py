"""Offices (chức vụ) that a mandate may hold: protocol order, and the role each gives."""

from dataclasses import dataclass

from nghisu.kit.refusals import N_
from nghisu.organisation.rules.policy import Role


@dataclass(frozen=True, slots=True)
class Office:
    """One office. ``rank`` orders protocol lists, low first; ``roles`` are held at the committee served."""

    code: str
    name: str
    rank: int
    roles: tuple[Role, ...] = ()
    at_own_unit: bool = False


OFFICES: tuple[Office, ...] = (
    Office("secretary", N_("Secretary"), 10, (Role.CHAIR, Role.MEMBER)),
    Office("standing_deputy", N_("Standing deputy secretary"), 20, (Role.CHAIR, Role.MEMBER)),
    Office("deputy_secretary", N_("Deputy secretary"), 30, (Role.CHAIR, Role.MEMBER)),
    Office("standing_member", N_("Member of the standing committee"), 40, (Role.MEMBER,)),
    Office("member", N_("Member of the executive committee"), 50, (Role.MEMBER,)),
    Office("inspection_chair", N_("Chair of the inspection committee"), 45, (Role.INSPECTOR,)),
    Office("inspection_member", N_("Member of the inspection committee"), 60, (Role.INSPECTOR,)),
    Office("chief_of_office", N_("Chief of office"), 62, (Role.CHIEF,)),
    Office("head", N_("Head of commission"), 64, (Role.LEADER,), at_own_unit=True),
    Office("deputy_head", N_("Deputy head of commission"), 66, (Role.LEADER,), at_own_unit=True),
    Office("clerk", N_("Records clerk"), 80, (Role.CLERK,)),
    Office("specialist", N_("Specialist"), 82, (Role.SPECIALIST,), at_own_unit=True),
    Office("point_operator", N_("Operator of a remote point"), 90, (Role.OPERATOR,), at_own_unit=True),
    Office("counter", N_("Member of the counting committee"), 91, (Role.COUNTER,)),
    Office("superior_reader", N_("Reader for the superior"), 92, (Role.SUPERIOR_READER,)),
    Office("administrator", N_("System administrator"), 99, (Role.ADMINISTRATOR,)),
)
BY_CODE = {office.code: office for office in OFFICES}

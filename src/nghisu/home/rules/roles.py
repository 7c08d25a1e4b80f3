"""What each role is called on pages."""

from nghisu.kit.refusals import N_
from nghisu.organisation.rules.policy import Role

ROLE_NAMES = {
    Role.CHIEF: N_("Chief of office"),
    Role.CLERK: N_("Records clerk"),
    Role.SPECIALIST: N_("Specialist"),
    Role.LEADER: N_("Head or deputy head of commission"),
    Role.CHAIR: N_("Secretary or deputy secretary"),
    Role.MEMBER: N_("Committee member"),
    Role.OPERATOR: N_("Operator of a remote point"),
    Role.COUNTER: N_("Member of the counting committee"),
    Role.INSPECTOR: N_("Member of the inspection committee"),
    Role.SUPERIOR_READER: N_("Reader for the superior"),
    Role.ADMINISTRATOR: N_("System administrator"),
}

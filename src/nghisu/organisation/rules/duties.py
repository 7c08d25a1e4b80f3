"""What an assignment and an absence must say."""

from nghisu.kit.refusals import N_, Refusal


class NotInOffice(Refusal):
    """The person holds nothing in the unit."""

    sentence = N_("%(name)s holds no mandate in this unit on %(day)s. Choose a person who does.")
    field = "person"


class SubstituteNotInOffice(NotInOffice):
    """The substitute holds nothing in the unit."""

    field = "substitute"


class FieldMissing(Refusal):
    """An assignment without its field."""

    sentence = N_("Enter the field of work.")
    field = "field"


class NoticeMissing(Refusal):
    """An assignment without its notice."""

    sentence = N_("Enter the notice that makes this assignment: its number and date.")
    field = "notice"


class ScopeMissing(Refusal):
    """A substitution without its scope."""

    sentence = N_("Enter what the substitute may do on these days.")
    field = "scope"


class UnitNotThere(Refusal):
    """A unit assigned to a leader does not exist then."""

    sentence = N_("%(name)s does not exist on %(day)s. Leave it out or enter another day.")
    field = "over_units"

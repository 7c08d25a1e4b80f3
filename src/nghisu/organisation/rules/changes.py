"""What a founding, merger, split or dissolution must respect."""

from nghisu.kit.refusals import N_, Refusal


class NameMissing(Refusal):
    """A unit without a name."""

    sentence = N_("Enter the name.")
    field = "name"


class DocumentMissing(Refusal):
    """A change without the document that ordered it."""

    sentence = N_("Enter the document that orders this: its number, date and issuer.")
    field = "document"


class AlreadySetUp(Refusal):
    """The first unit exists."""

    sentence = N_("This installation already has an organisation.")


class UnitEnded(Refusal):
    """The unit has ended on that day, or not begun."""

    sentence = N_("%(name)s does not exist on %(day)s. Enter a day on which it does.")
    field = "day"


class AffiliatesRemain(Refusal):
    """A unit would end while others still stand under it."""

    sentence = N_("%(count)s units still stand under %(name)s on that day. Move or dissolve them first.")


class LaterChangeRecorded(Refusal):
    """Something is already recorded for the unit on or after the day."""

    sentence = N_("Something is already recorded for %(name)s from %(day)s on. Enter a later day.")
    field = "day"


class MergesIntoItself(Refusal):
    """A unit is named both as merged and as the result."""

    sentence = N_("A unit cannot be merged into itself. Choose another result.")
    field = "into"


class NothingToMerge(Refusal):
    """No unit is named."""

    sentence = N_("Choose at least one unit to merge.")
    field = "sources"


class TooFewParts(Refusal):
    """A split that leaves one unit."""

    sentence = N_("A split needs at least one new unit, and two when the old one ends.")
    field = "parts"


class AdvisoryNeedsCommittee(Refusal):
    """An advisory body on its own."""

    sentence = N_("An advisory body belongs to a committee. Choose its committee.")
    field = "parent"


class AdvisoryHasNoAffiliates(Refusal):
    """A committee under an advisory body."""

    sentence = N_("A committee cannot stand under an advisory body. Choose a committee.")
    field = "parent"


class SameName(Refusal):
    """A renaming that changes nothing."""

    sentence = N_("This is already its name.")
    field = "name"


class SameSuperior(Refusal):
    """A move that changes nothing."""

    sentence = N_("It already stands there.")
    field = "parent"


class OutsideCodeTaken(Refusal):
    """An outside body with this code is in the directory."""

    sentence = N_("The directory already has a body with the code %(code)s. Change that one instead.")
    field = "code"

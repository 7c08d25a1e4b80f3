"""Refusals of the independent entries of a bundle. Plain Python."""

from nghisu.kit.refusals import N_, Refusal


class NoLineLeft(Refusal):
    """Enough people enter this bundle."""

    sentence = N_(
        "All independent entries of bundle %(bundle)d are taken. Take another bundle, or go on with the "
        "entry of "
        "somebody whose device was lost."
    )


class DeviceUsedAlready(Refusal):
    """The same device would enter a bundle twice."""

    sentence = N_(
        "Bundle %(bundle)d was entered at this device once already. The entries are independent: make "
        "the other "
        "one at another device."
    )


class PersonEnteredAlready(Refusal):
    """The same person would enter a bundle twice."""

    sentence = N_(
        "You made an entry of bundle %(bundle)d yourself. The other one is made by somebody else who counts."
    )


class EntryLocked(Refusal):
    """A locked entry."""

    sentence = N_(
        "Your entry of bundle %(bundle)d is locked. It is opened again only if the entries of the bundle "
        "differ."
    )


class TakenOver(Refusal):
    """Another device goes on with this entry."""

    sentence = N_(
        "The entry of bundle %(bundle)d goes on at another device. Nothing of it was lost; this device "
        "can stop."
    )


class PaperOutOfOrder(Refusal):
    """A place without the papers before it."""

    sentence = N_(
        "There is no paper %(number)d to enter now: the bundle has %(size)d, and paper %(next)d comes next."
    )
    field = "number"


class BundleIncomplete(Refusal):
    """Papers are missing."""

    sentence = N_(
        "%(done)d of %(size)d papers of bundle %(bundle)d are entered. Enter the rest before locking it."
    )


class BundleClosed(Refusal):
    """Agreed on already."""

    sentence = N_("The entries of bundle %(bundle)d agree; it is closed.")


class NotDiffering(Refusal):
    """Nothing to mend."""

    sentence = N_("Bundle %(bundle)d is not locked by all who enter it, or its entries agree.")


class BundlesDiffer(Refusal):
    """The count is not agreed on."""

    sentence = N_(
        "The bundles %(bundles)s are not entered by all, or their entries differ. Mend them with the "
        "papers in hand."
    )


class ReasonMissing(Refusal):
    """A change without its reason."""

    sentence = N_("Give the reason; it stands in the minutes beside the new result.")
    field = "reason"

"""Say a fault of a sheet in the reader's language."""

from django.utils.translation import gettext

from nghisu.kit.refusals import N_
from nghisu.kit.sheets.shape import Fault

# A sentence that says where, in which another says what; both are whole for themselves.
IN_CELL = N_("Row %(row)s, cell %(cell)s (%(heading)s): %(what)s")
IN_ROW = N_("Row %(row)s: %(what)s")


def what_is_wrong(fault: Fault) -> str:
    """Return what is wrong."""
    template = gettext(fault.sentence)
    return template % fault.values if fault.values else template


def fault_words(fault: Fault) -> str:
    """Return where it is and what is wrong."""
    if not fault.cell:
        return gettext(IN_ROW) % {"row": fault.row, "what": what_is_wrong(fault)}
    place = {"row": fault.row, "cell": fault.cell, "heading": fault.heading, "what": what_is_wrong(fault)}
    return gettext(IN_CELL) % place

"""What acts and corrected entries are called on pages."""

from nghisu.kit.refusals import N_

ACT_WORDS: dict[str, str] = {
    "given": N_("The work was given"),
    "reported": N_("Progress was reported"),
    "submitted": N_("The product was handed in"),
    "accepted": N_("The product was accepted"),
    "accepted_in_part": N_("A part of the products was accepted; the rest stays to be done"),
    "returned": N_("The product was returned"),
    "extension_asked": N_("A later deadline was asked for"),
    "extended": N_("A later deadline was granted"),
    "extension_refused": N_("A later deadline was refused"),
    "paused": N_("The work was paused"),
    "resumed": N_("The work goes on"),
    "ended": N_("The task was ended"),
    "handed_over": N_("It was handed over to the unit that follows"),
    "corrected": N_("An entry was corrected"),
}
FIELD_WORDS: dict[str, str] = {
    "accepted_on": N_("Accepted on"),
    "unit": N_("Counts for"),
    "lead": N_("Lead"),
    "origin": N_("Origin"),
    "programme_item": N_("Programme line"),
    "directive": N_("Directive"),
    "products": N_("Products"),
}

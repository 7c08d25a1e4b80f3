"""What a new office does first, in this order; a step is done when the data say so, and never by a tick."""

from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.refusals import N_


class Step(StrEnum):
    """One step."""

    UNITS = "units"
    SYMBOL = "symbol"
    TERM = "term"
    BODIES = "bodies"
    CONFIRMED = "confirmed"
    ROSTER = "roster"
    CLERK = "clerk"
    ACCOUNTS = "accounts"
    FACTORS = "factors"
    COPY = "copy"
    DOCUMENT = "document"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class About:
    """What a step is, why, and the page where it is done (with the slug of a chapter of the guide)."""

    title: str
    why: str
    page: str
    slug: str = ""


ABOUT: dict[Step, About] = {
    Step.UNITS: About(
        N_("Enter the units"),
        N_("by hand or from a sheet: commissions, the office, the committees below"),
        "unit_list",
    ),
    Step.SYMBOL: About(
        N_("Enter the symbol and the place"),
        N_("they stand in the number and the date line of every document"),
        "unit_list",
    ),
    Step.TERM: About(
        N_("Enter the term that is running"), N_("numbers of documents run through a term"), "term_list"
    ),
    Step.BODIES: About(
        N_("Enter the bodies of the term"), N_("with the seats that the congress decided"), "body_list"
    ),
    Step.CONFIRMED: About(
        N_("Confirm the rules of each body"),
        N_("held against the regulation: quorum, votes, days for papers"),
        "body_list",
    ),
    Step.ROSTER: About(
        N_("Fill the roster"),
        N_("who holds which office since when: all rights follow from it"),
        "roster_list",
    ),
    Step.CLERK: About(
        N_("Name a clerk of documents"), N_("who keeps the book, gives numbers and stamps"), "roster_list"
    ),
    Step.ACCOUNTS: About(
        N_("Open the accounts"), N_("everybody who works here signs in as themselves"), "accounts"
    ),
    Step.FACTORS: About(
        N_("Ask for a second factor"), N_("at least of the office and of who administers"), "second_factors"
    ),
    Step.COPY: About(
        N_("Write the first sealed copy"),
        N_("and keep its key elsewhere; the guide says how it is done every night"),
        "guide_chapter",
        "su-co",
    ),
    Step.DOCUMENT: About(
        N_("Enter the first document"), N_("an incoming one, or a draft of one's own"), "document_list"
    ),
    Step.MEETING: About(
        N_("Call the first meeting"),
        N_("its agenda, papers and summonses come from one page"),
        "meeting_list",
    ),
}

"""Who chairs signs: the signature under a conclusion that a chair approves."""

from datetime import date
from uuid import UUID

from nghisu.documents.actions.drafting import Signer
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Mandate
from nghisu.organisation.queries import on
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import Role, Standing

SIGNER_TITLES = {
    "secretary": "Bí thư",
    "standing_deputy": "Phó Bí thư Thường trực",
    "deputy_secretary": "Phó Bí thư",
}


def chair_signing(by: Standing, *, unit: UUID, day: date) -> Signer:
    """Return who acts as signer for the committee of a unit, by the highest chair held there on the day.

    :raises NotAllowed: if who acts chairs nothing there
    """
    held = Mandate.objects.filter(on(day), person_id=by.me, unit=unit).select_related("person")
    chairs = [one for one in held if Role.CHAIR in BY_CODE[one.office].roles]
    if not chairs:
        raise NotAllowed
    best = min(chairs, key=lambda one: BY_CODE[one.office].rank)
    return Signer(
        name=by.name,
        title=SIGNER_TITLES.get(best.office, "Phó Bí thư"),
        in_name_of="Ban Chấp hành",
        person=best.person,
    )

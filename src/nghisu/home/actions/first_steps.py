"""Put the first steps of a committee away, or show them again."""

from datetime import datetime

from django.db import transaction

from nghisu.home.models import FirstStepsPutAway
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def put_away(*, unit: Unit, by: Standing, at: datetime) -> None:
    """Take the list from the first screens of the office; a second time changes nothing."""
    by.require("firststeps.see", unit=unit.pk)
    _made, is_new = FirstStepsPutAway.objects.get_or_create(unit=unit, defaults={"at": at})
    if is_new:
        note(verb="firststeps.put_away", subject=unit, by=by, at=at)


@transaction.atomic
def show_again(*, unit: Unit, by: Standing, at: datetime) -> None:
    """Put the list back on the first screens, as long as a step is left."""
    by.require("firststeps.see", unit=unit.pk)
    count, _rows = FirstStepsPutAway.objects.filter(unit=unit).delete()
    if count:
        note(verb="firststeps.shown_again", subject=unit, by=by, at=at)

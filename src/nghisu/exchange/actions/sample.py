"""Empty the sample organisation: what is left is a new instance with one unit and its administrator."""

import shutil
from datetime import datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.organisation.actions.units import NewUnit, set_up_organisation
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

OF_THE_SAMPLE = ("record.key", "record.pub", "record.checkpoint", "clock.json")


class NotASample(Refusal):
    """The data are somebody's own."""

    sentence = N_("These data are no sample, so nothing is emptied. A sample is what `nghisu demo` filled.")


@transaction.atomic
def empty_sample(
    *, is_sample: bool, unit: str, code: str, symbol: str, place: str, by: Standing, at: datetime
) -> Person:
    """Delete everything of the sample and found the first unit anew; the asker administers it.

    :param is_sample: whether the data folder is flagged as a sample: its clock stands at the sample's day
    :param at: the real moment
    :raises NotASample: if it is not
    """
    if not by.may_somewhere("whole.export") or by.person_id is None:
        raise NotAllowed
    if not is_sample:
        raise NotASample
    me = Person.objects.get(pk=by.person_id)
    for model in (UserSession, Authenticator, EmailAddress):
        model.objects.exclude(user_id=me.pk).delete()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_app_config("nghisu").get_models(include_auto_created=True):
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608 -- names of ours
    me._state.adding = True
    me.save(force_insert=True)
    set_up_organisation(
        unit=NewUnit(code=code, name=unit, symbol=symbol or code, place=place, level="top"),
        day=day_of(at),
        administrator=me,
        document="",
        at=at,
    )
    transaction.on_commit(_take_files_away)
    return me


def _take_files_away() -> None:
    data = Path(settings.DATA)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    for name in OF_THE_SAMPLE:
        (data / name).unlink(missing_ok=True)

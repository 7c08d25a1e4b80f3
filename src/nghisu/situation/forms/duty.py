"""The form that puts a reader on duty."""

from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import DayField, KitForm, PersonField, UnitField


class DutyForm(KitForm):
    """Who reads urgent issues, from which day to which."""

    unit = UnitField(label=_("Issues sent to"))
    person = PersonField(label=_("Reader on duty"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

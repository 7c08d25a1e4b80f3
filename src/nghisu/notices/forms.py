"""How often to be told, by which ways, and when not."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm
from nghisu.notices.rules import LEVEL_WORDS, Level
from nghisu.notices.rules.sending import MAIL_WORDS, MailLevel

HOURS = [(f"{hour:02}:{minute:02}",) * 2 for hour in range(24) for minute in (0, 30)]


def _time(text: str) -> time:
    return time.fromisoformat(text)


class ChoiceForm(KitForm):
    """How a person wants to be told."""

    level = forms.ChoiceField(
        label=_("Tell me on the pages"),
        choices=[(one.value, _(LEVEL_WORDS[one])) for one in Level],
        widget=forms.RadioSelect,
    )
    mail = forms.ChoiceField(
        label=_("Tell me by e-mail"),
        choices=[(one.value, _(MAIL_WORDS[one])) for one in MailLevel],
        widget=forms.RadioSelect,
        help_text=_("A mail says how many of what wait, and nothing of what they are."),
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only for these mails; nobody else sees it. It is deleted with “No mail”."),
    )
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"),
        choices=HOURS,
        coerce=_time,
        help_text=_("Hours of Việt Nam. The same hour twice means no quiet hours."),
    )
    quiet_until = forms.TypedChoiceField(label=_("Quiet until"), choices=HOURS, coerce=_time)
    urgent_through = forms.BooleanField(
        label=_("Tell me also in quiet hours"),
        required=False,
        help_text=_("Only of a meeting put off or called off within a day and a half, and of checking in."),
    )


class DeviceForm(KitForm):
    """What a browser gives when it lets itself be told; filled by the page's own script."""

    endpoint = forms.CharField(max_length=800, widget=forms.HiddenInput)
    p256dh = forms.CharField(max_length=120, widget=forms.HiddenInput)
    auth = forms.CharField(max_length=40, widget=forms.HiddenInput)

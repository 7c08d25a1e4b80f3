"""Forms of the way to the signature, and of a leader's remark."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.kit.forms import DayField, KitForm, LongText, ManyField, PickField, UnitField
from nghisu.kit.pages import Request


class AgreeForm(KitForm):
    """Agree, with or without words."""

    remark = LongText(label=_("Remark"), rows=2, required=False)
    on_paper = forms.BooleanField(label=_("The signatory signed the paper; I enter it"))

    def __init__(self, *args: Any, may_enter: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not may_enter:
            del self.fields["on_paper"]


class ReturnForm(KitForm):
    """What is to be mended."""

    remark = LongText(label=_("What is to be mended"), rows=3)


class DirectForm(KitForm):
    """A leader's remark as it stands on the paper."""

    leader = PickField(label=_("Leader"))
    remark = LongText(label=_("Remark (bút phê)"), rows=3)
    lead = UnitField(label=_("Leading unit"))
    supports = ManyField(label=_("Supporting units"), required=False)
    due_on = DayField(label=_("To be dealt with by"), required=False)

    def __init__(
        self, *args: Any, request: Request, unit_id: Any, leaders: list[tuple[str, str, str]], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        tree = request.standing.tree
        choices = queries.unit_choices(request.today, tree.house_of(tree.committee_of(unit_id)))
        fields: dict[str, Any] = self.fields
        fields["lead"].pick_from(choices)
        fields["supports"].pick_from(choices)
        self.titles = {pk: title for pk, _name, title in leaders}
        fields["leader"].pick_from([(pk, f"{name} – {title}") for pk, name, title in leaders])
        me = str(request.standing.person_id)
        if me in self.titles:
            fields["leader"].initial = me

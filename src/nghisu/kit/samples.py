"""What the page of components shows: a form with every kind of field, and a table of invented rows."""

import datetime
from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import (
    ConfirmForm,
    DayField,
    KitForm,
    LongText,
    MomentField,
    NumberField,
    PaperField,
    UnitField,
)
from nghisu.kit.tables import Badge, Column, Filter, Several, Table, TextFilter

STATES = {"open": "info", "done": "good", "late": "bad", "returned": "warn", "withdrawn": "plain"}
NAMES = {
    "open": _("in progress"),
    "done": _("accepted"),
    "late": _("late"),
    "returned": _("returned"),
    "withdrawn": _("withdrawn"),
}
UNITS = (
    "Đảng ủy Bộ Ví dụ Một",
    "Đảng ủy Bộ Ví dụ Hai",
    "Đảng ủy Viện Hàn lâm Ví dụ về những điều có tên rất dài và không thể viết tắt",
    "Văn phòng Đảng ủy Khối",
)


class SampleForm(KitForm):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("As it stands on the paper"))
    unit = UnitField(label=_("Unit"))
    due_on = DayField(label=_("Due"))
    begins_at = MomentField(label=_("Begins"), required=False)
    share = NumberField(label=_("Share, in percent"), at_least=0, at_most=100)
    origin = forms.ChoiceField(
        label=_("Origin"),
        choices=[("planned", _("planned")), ("arising", _("arising"))],
        widget=forms.RadioSelect,
    )
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    remarks = LongText(label=_("Remarks"), required=False)
    paper = PaperField(label=_("File"), required=False, help_text=_("PDF or Word, at most 50 MB"))

    groups: ClassVar[list[tuple[object, list[str]]]] = [
        (_("When"), ["due_on", "begins_at"]),
        (_("The rest"), ["share", "origin", "urgent", "remarks", "paper"]),
    ]

    def __init__(self, *args: object, **rest: object) -> None:
        super().__init__(*args, **rest)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.pick_from((f"00000000-0000-4000-8000-{n:012}", UNITS[n % 4]) for n in range(14))


def sent_wrong() -> SampleForm:
    """Return the form as it comes back with faults."""
    sent = {"title": "", "due_on": "31/02/2023", "share": "1,234.5", "remarks": "Chữ đã gõ"}
    return SampleForm({f"wrong-{name}": value for name, value in sent.items()}, prefix="wrong")


def confirm() -> ConfirmForm:
    """Return the form that asks for a name."""
    return ConfirmForm(name="Đảng ủy Bộ Ví dụ Một", prefix="confirm")


@dataclass(frozen=True)
class Row:
    """An invented task."""

    pk: int
    code: str
    title: str
    unit: str
    due_on: datetime.date
    done: int
    state: str


def sample_rows() -> list[Row]:
    """Return invented rows."""
    first = datetime.date(2023, 2, 3)
    return [
        Row(
            pk=n,
            code=f"NV-2023-{n:03}",
            title=(
                "Rà soát, bổ sung quy chế làm việc của Ban Chấp hành theo kết luận của hội nghị lần thứ 11"
                if n % 3
                else "Tổng hợp ý kiến góp ý của các đảng ủy trực thuộc"
            ),
            unit=UNITS[n % 4],
            due_on=first + datetime.timedelta(days=3 * n),
            done=n * 1117,
            state=list(STATES)[n % 5],
        )
        for n in range(1, 61)
    ]


class SampleTable(Table):
    """The invented rows."""

    title = _("Sample tasks")
    order = "due_on"
    size = 25
    columns = (
        Column("code", _("Code"), sort="code", link=lambda row: f"#{row.code}"),
        Column("title", _("Task"), sort="title", main=True),
        Column("unit", _("Unit"), value=lambda row: Several([row.unit]) if row.pk % 7 else row.unit),
        Column("due_on", _("Due"), sort="due_on"),
        Column("done", _("Words"), sort="done", number=True),
        Column("state", _("State"), value=lambda row: Badge(STATES[row.state], NAMES[row.state])),
    )
    filters = (
        TextFilter("q", _("Words"), apply=lambda rows, text: [row for row in rows if text in row.title]),
        Filter(
            "state",
            _("State"),
            choices=list(NAMES.items()),
            apply=lambda rows, state: [row for row in rows if row.state == state],
        ),
    )

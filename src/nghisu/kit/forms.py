"""Forms: text in NFC without invisible direction marks, days and numbers as people here write them."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import language
from nghisu.kit.pages import sentence_of
from nghisu.kit.refusals import Refusal

LINE_ENDS = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
HARMLESS = re.compile("[\u00ad\ufeff]")  # soft hyphens and byte order marks that come along with pasted text


def cleaned_text(text: str) -> str:
    """Return the text in NFC, with plain line ends.

    Word and Excel paste vertical tabs for line ends; no file format of ours may hold them.
    """
    return HARMLESS.sub("", LINE_ENDS.sub("\n", language.nfc(text)))


def invalid(refusal: Refusal, code: str) -> ValidationError:
    """Return a refusal of the rules as an error of a field."""
    return ValidationError(sentence_of(refusal), code=code)


def _cleaned(sent: Any) -> Any:
    if isinstance(sent, QueryDict):
        ours = sent.copy()
        for name, values in sent.lists():
            ours.setlist(name, [cleaned_text(value) for value in values])
        return ours
    if isinstance(sent, Mapping):
        return {
            name: cleaned_text(value) if isinstance(value, str) else value for name, value in sent.items()
        }
    return sent


class Group:
    """Fields of a form that belong together under a legend."""

    def __init__(self, legend: str, fields: list[forms.BoundField]) -> None:
        self.legend = legend
        self.fields = fields


class KitForm(forms.Form):
    """A form of the product: all errors at once, nothing lost.

    ``groups`` may part the fields: ``groups = [(_("The document"), ["number", "issued_on"]), …]``; fields
    that stand in no group come first. ``wide`` names the fields that take the whole width.
    """

    use_required_attribute = False  # the browser would stop at the first error; we show all of them
    groups: ClassVar[list[tuple[Any, list[str]]]] = []

    def __init__(self, data: Any = None, files: Any = None, **rest: Any) -> None:
        super().__init__(data=_cleaned(data), files=files, **rest)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                chosen = isinstance(field, (forms.ChoiceField, forms.BooleanField))
                field.error_messages["required"] = _("Choose one.") if chosen else _("Fill this in.")

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, value in list(self.cleaned_data.items()):
            texts = value if isinstance(value, list) else [getattr(value, "name", value)]
            try:
                for text in texts:
                    if isinstance(text, str):
                        language.refuse_hidden_marks(text)
            except language.HiddenMark as refusal:
                self.add_error(name, invalid(refusal, "hidden"))

    def in_groups(self) -> Iterator[Group]:
        """Yield the visible fields, parted as ``groups`` says."""
        grouped = {name for _legend, names in self.groups for name in names}
        loose = [field for field in self.visible_fields() if field.name not in grouped]
        if loose:
            yield Group("", loose)
        for legend, names in self.groups:
            fields = [self[name] for name in names if name in self.fields and not self[name].is_hidden]
            if fields:
                yield Group(legend, fields)

    def beside(self) -> list[tuple[forms.BoundField, str, bool]]:
        """Return each visible field, what is stored now in words, and whether the sent one differs.

        The initial values are read anew with every request, so after a conflict they are the other's.
        """
        rows = []
        for field in self.visible_fields():
            stored = words_of(field.field, self.get_initial_for_field(field.field, field.name))
            sent = words_of(field.field, self.cleaned_data.get(field.name)) if self.is_bound else ""
            rows.append((field, stored, stored != sent))
        return rows

    @property
    def stored_version(self) -> str:
        """The version that is stored now, where the form carries one."""
        return str(self.initial.get("version") or "")

    def faults(self) -> list[tuple[str, str, str]]:
        """Return every error as (id of the field or "", label, sentence), in the order of the fields."""
        found = [("", "", str(sentence)) for sentence in self.non_field_errors()]
        for field in self:
            label = "" if field.is_hidden else str(field.label)
            found += [("" if field.is_hidden else place_of(field), label, str(one)) for one in field.errors]
        return found


def words_of(field: forms.Field, value: Any) -> str:
    """Return a value of a field as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, (list, tuple, set, QuerySet)):
        return ", ".join(words_of(field, one) for one in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, forms.ChoiceField):
        for key, label in list(field.choices):  # type: ignore[arg-type]
            if str(key) == str(getattr(value, "pk", value)):
                return str(label)
    if isinstance(value, datetime.datetime):
        return MomentInput().format_value(value) or ""
    if isinstance(value, datetime.date):
        return DayInput().format_value(value) or ""
    if isinstance(value, (int, Decimal)):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


def place_of(field: forms.BoundField) -> str:
    """Return the id of the element that a link to the field should focus."""
    if field.use_fieldset:
        return f"{field.auto_id}_0"
    return field.id_for_label or str(field.auto_id)


class DayInput(forms.TextInput):
    """A line for a day: text, because the browser's own control shows the month first to many."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "inputmode": "numeric",
                "autocomplete": "off",
                "class": "input-day",
                "maxlength": "20",
                **(attrs or {}),
            }
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime.date):
            return value.strftime("%d/%m/%Y")
        return None if value is None else str(value)


class MomentInput(DayInput):
    """A line for a day with its hour."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input-moment", "inputmode": "text", "maxlength": "40", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime.datetime):
            return formats.date_format(
                timezone.localtime(value) if timezone.is_aware(value) else value, "SHORT_DATETIME_FORMAT"
            )
        return super().format_value(value)


class DayField(forms.Field):
    """A day, written 21/04/2023.

    :param earliest, latest: the first and last day that are taken
    """

    widget = DayInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Give the day."),
        "early": _("The day may not be before %(day)s."),
        "late": _("The day may not be after %(day)s."),
    }

    def __init__(
        self, *, earliest: datetime.date | None = None, latest: datetime.date | None = None, **rest: Any
    ) -> None:
        rest.setdefault("help_text", _("Day/month/year, like 21/04/2023"))
        super().__init__(**rest)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        try:
            return language.parse_day(str(value))
        except language.DayNotUnderstood as refusal:
            raise invalid(refusal, "day") from refusal

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for bound, wrong, code in (
            (self.earliest, self.earliest and value < self.earliest, "early"),
            (self.latest, self.latest and value > self.latest, "late"),
        ):
            if bound and wrong:
                raise ValidationError(
                    self.error_messages[code], code=code, params={"day": bound.strftime("%d/%m/%Y")}
                )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class MomentField(DayField):
    """A moment in Việt Nam's time, written ``14:30 21/04/2023`` (or ``21/04/2023 14:30``)."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Give the day and the hour.")}

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("help_text", _("Hour:minute day/month/year, like 14:30 21/04/2023"))
        rest.setdefault("widget", MomentInput)
        super().__init__(**rest)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, datetime.datetime):
            return value or None
        text = " ".join(str(value).split()).replace("T", " ")
        found = re.fullmatch(
            r"(\d{1,2})[:hg](\d{2})(?::\d{2})? (.+)|(.+) (\d{1,2})[:hg](\d{2})(?::\d{2})?", text
        )
        if not found:
            raise ValidationError(
                gettext("“%(text)s” is not a day with an hour. Write it like 14:30 21/04/2023.")
                % {"text": text},
                code="moment",
            )
        hour, minute, day = found[1] or found[5], found[2] or found[6], found[3] or found[4]
        try:
            time = datetime.time(int(hour), int(minute))
        except ValueError as error:
            raise ValidationError(
                gettext("There is no time %(hour)s:%(minute)s; hours go from 0 to 23, minutes from 0 to 59.")
                % {"hour": hour, "minute": minute},
                code="moment",
            ) from error
        try:
            return timezone.make_aware(datetime.datetime.combine(language.parse_day(day), time))
        except language.DayNotUnderstood as refusal:
            raise invalid(refusal, "day") from refusal


class NumberField(forms.Field):
    """A number in the style of the reader's language.

    :param whole: only whole numbers
    :param at_least, at_most: the bounds, both taken
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Give the number."),
        "small": _("The number may not be below %(bound)s."),
        "large": _("The number may not be above %(bound)s."),
    }

    def __init__(
        self,
        *,
        whole: bool = False,
        at_least: int | Decimal | None = None,
        at_most: int | Decimal | None = None,
        **rest: Any,
    ) -> None:
        rest.setdefault(
            "widget",
            forms.TextInput(
                {
                    "inputmode": "numeric" if whole else "decimal",
                    "autocomplete": "off",
                    "class": "input-number",
                }
            ),
        )
        super().__init__(**rest)
        self.whole, self.at_least, self.at_most = whole, at_least, at_most

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (int, Decimal, float)) and not isinstance(value, bool):
            return formats.number_format(value, use_l10n=True, force_grouping=False)
        return value

    def to_python(self, value: Any) -> Decimal | int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, (int, Decimal)):
            return value
        tongue = "vi" if (get_language() or "vi").startswith("vi") else "en"
        try:
            number = language.parse_number(str(value), language=tongue, whole=self.whole)
        except language.NumberNotUnderstood as refusal:
            raise invalid(refusal, "number") from refusal
        return int(number) if self.whole else number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for bound, wrong, code in (
            (self.at_least, self.at_least is not None and value < self.at_least, "small"),
            (self.at_most, self.at_most is not None and value > self.at_most, "large"),
        ):
            if wrong:
                raise ValidationError(
                    self.error_messages[code],
                    code=code,
                    params={"bound": formats.number_format(bound or 0, use_l10n=True, force_grouping=True)},
                )


class VersionField(forms.IntegerField):
    """The version that the form was opened at, hidden; ``{% guard form %}`` prints it."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(min_value=1, widget=forms.HiddenInput, **rest)


class PickField(forms.TypedChoiceField):
    """One of many named things by id. Long lists get a line to search in, where the browser runs scripts.

    :param names: id → name, in the order shown; may be set later through ``pick_from``
    """

    def __init__(self, *, names: Mapping[UUID, str] | None = None, empty: Any = None, **rest: Any) -> None:
        rest.setdefault("coerce", UUID)
        rest.setdefault("empty_value", None)
        rest.setdefault("widget", forms.Select({"data-pick": ""}))
        super().__init__(**rest)
        self.empty = _("— choose —") if empty is None else empty
        self.pick_from((names or {}).items())

    def pick_from(self, names: Iterable[tuple[Any, str]]) -> None:
        """Offer these, in this order."""
        offered: list[tuple[Any, Any]] = [("", self.empty)]
        offered += [(str(pk), name) for pk, name in names]
        self.choices = offered


class UnitField(PickField):
    """One of the units, found by any part of its name, with or without marks."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose the unit."),
        "invalid_choice": _("This unit is not among those you may choose."),
    }


class PersonField(PickField):
    """One of the persons on the roster, ordered by given name."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose the person."),
        "invalid_choice": _("This person is not among those you may choose."),
    }


class ManyField(forms.TypedMultipleChoiceField):
    """Several of many named things by id."""

    def __init__(self, *, names: Mapping[UUID, str] | None = None, **rest: Any) -> None:
        rest.setdefault("coerce", UUID)
        rest.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**rest)
        self.pick_from((names or {}).items())

    def pick_from(self, names: Iterable[tuple[Any, str]]) -> None:
        """Offer these, in this order."""
        self.choices = [(str(pk), name) for pk, name in names]


class LongText(forms.CharField):
    """Text of several lines; what is typed is kept in the browser until it was saved."""

    def __init__(self, *, rows: int = 5, **rest: Any) -> None:
        rest.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(**rest)


class PaperField(forms.FileField):
    """A file to be kept; the checks of its bytes are made by ``kit.files``."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose a file."),
        "empty": _("The file is empty. Choose another one."),
    }

    def __init__(self, *, accept: str = "", **rest: Any) -> None:
        rest.setdefault("widget", forms.FileInput({"accept": accept} if accept else {}))
        super().__init__(**rest)


class ConfirmForm(KitForm):
    """Asks for the name of the thing before an act that cannot be taken back.

    :param name: what must be typed; marks and case do not matter
    """

    typed = forms.CharField(label=_("Type the name to confirm"), max_length=300)

    def __init__(self, *args: Any, name: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.name = name
        self.fields["typed"].help_text = name
        self.fields["typed"].widget.attrs["autocomplete"] = "off"

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        if language.fold(language.clean_name(typed)) != language.fold(language.clean_name(self.name)):
            raise ValidationError(
                gettext("This is not the name. Type: %(name)s") % {"name": self.name}, code="name"
            )
        return typed

"""Rows of products in a form, and what the giver accepts of them and how it is judged."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, ManyField, NumberField, PickField, VersionField
from nghisu.tasks.rules.evaluation import MOST_REACHED, QUALITY_WORDS, Judged, Quality
from nghisu.tasks.rules.products import (
    FORM_SHOWN,
    KIND_WORDS,
    LONGEST_WORDS,
    MOST_PIECES,
    MOST_PRODUCTS,
    Expected,
    Form,
    Kind,
    kind_of_words,
    usual_form,
)

FEWEST_ROWS = 2
PARTS = ("kind", "count", "form", "words", "key")
RawRow = dict[str, str]


class ProductRows(forms.Widget):
    """A row for each product: kind, how many, form, words; one row more than there are stays empty."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: Sequence[Kind] = tuple(Kind)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[RawRow]:
        """Return the rows sent; a single free text, as older forms and programs send it, is one row."""
        rows = [
            {part: str(data.get(f"{name}-{number}-{part}", "")).strip() for part in PARTS}
            for number in range(1, MOST_PRODUCTS + 1)
        ]
        rows = [row for row in rows if row["kind"] or row["words"]]
        if not rows and str(data.get("product", "")).strip():
            rows = [{"kind": "", "count": "", "form": "", "words": str(data["product"]).strip()}]
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}-1-kind"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the table of rows."""
        rows = [_raw(one) for one in value or []]
        empty = max(FEWEST_ROWS - len(rows), 1) if len(rows) < MOST_PRODUCTS else 0
        rows += [dict.fromkeys(PARTS, "")] * empty
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "is_wrong": (attrs or {}).get("aria-invalid") == "true",
            "rows": rows,
            "kinds": [(kind.value, gettext(KIND_WORDS[kind])) for kind in self.kinds],
            "forms": [(form.value, gettext(words)) for form, words in FORM_SHOWN.items()],
            "longest": LONGEST_WORDS,
        }
        return SafeString(render_to_string("tasks/product_rows.html", context))


def _raw(one: Any) -> RawRow:
    if isinstance(one, Expected):
        return {
            "kind": one.kind.value,
            "count": str(one.count),
            "form": one.form.value,
            "words": one.words,
            "key": "",
        }
    if isinstance(one, tuple):
        return _raw(one[1]) | {"key": str(one[0] or "")}
    return dict(one)


class ProductsField(forms.Field):
    """The products that work is to bring."""

    widget = ProductRows
    default_error_messages: ClassVar[dict[str, Any]] = {
        "count": _("How many of a product: a whole number from 1 to %(most)s."),
        "kind": _("Choose the kind of each product from the list."),
        "words": _("The words of a product are longer than %(most)s letters. Shorten them."),
    }

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("label", _("Products"))
        rest.setdefault("required", False)
        rest.setdefault(
            "help_text",
            _("What must lie on the table: kind, how many, in which form. One empty row is always left."),
        )
        super().__init__(**rest)

    def of_kinds(self, kinds: Sequence[Kind]) -> None:
        """Offer the kinds of the list in force."""
        self.widget.kinds = kinds

    def to_python(self, value: Any) -> tuple[Expected, ...]:
        return tuple(one if isinstance(one, Expected) else self._row(one) for one in value or ())

    def _row(self, row: Mapping[str, str]) -> Expected:
        words = " ".join(row["words"].split())
        if len(words) > LONGEST_WORDS:
            raise ValidationError(self.error_messages["words"], "words", {"most": LONGEST_WORDS})
        try:
            kind = Kind(row["kind"]) if row["kind"] else kind_of_words(words)
            form = Form(row["form"]) if row["form"] else usual_form(kind)
        except ValueError as error:
            raise ValidationError(self.error_messages["kind"], "kind") from error
        count = row["count"] or "1"
        if not (count.isascii() and count.isdecimal() and 1 <= int(count) <= MOST_PIECES):
            raise ValidationError(self.error_messages["count"], "count", {"most": MOST_PIECES})
        return Expected(kind, int(count), form, words)


class CorrectedProductsField(ProductsField):
    """The products that are expected from now on, each with the key of the product that it was."""

    def to_python(self, value: Any) -> Any:
        return tuple(one if isinstance(one, tuple) else (_key(one), self._row(one)) for one in value or ())


def _key(row: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(row.get("key", ""))
    except ValueError:
        return None


def product_label(followed: Any) -> str:
    """Return a product with how many of how many are there so far."""
    return gettext("%(product)s: %(here)d of %(expected)d so far") % {
        "product": str(followed.product),
        "here": followed.progress.here,
        "expected": followed.progress.expected,
    }


class ByProduct(KitForm):
    """A form that asks something of each expected product; the views tell which there are."""

    def ask_documents(self, products: Iterable[Any], choices: Sequence[tuple[Any, str]]) -> None:
        """Ask which documents show each product."""
        for followed in products:
            self._put(
                f"shows_{followed.product.number}",
                ManyField(
                    label=product_label(followed),
                    required=False,
                    names=dict(choices),
                    help_text=_("Documents that show this product."),
                ),
                before="evidence",
            )

    def ask_counts(self, products: Iterable[Any]) -> None:
        """Ask how many of each product are accepted now."""
        for followed in products:
            most = followed.progress.expected - followed.progress.accepted
            if most <= 0:
                continue
            self._put(
                f"count_{followed.product.number}",
                NumberField(
                    label=_("Accepted now: %(product)s") % {"product": str(followed.product)},
                    whole=True,
                    at_least=0,
                    at_most=most,
                    required=False,
                    initial=followed.handed_in_now,
                    help_text=_("%(waiting)d handed in, %(accepted)d accepted before, %(expected)d expected.")
                    % {
                        "waiting": followed.progress.waiting,
                        "accepted": followed.progress.accepted,
                        "expected": followed.progress.expected,
                    },
                ),
                before="document",
            )

    def _put(self, name: str, field: forms.Field, *, before: str) -> None:
        order = list(self.fields)
        self.fields[name] = field
        order.insert(order.index(before), name)
        self.order_fields(order)

    def counts(self, products: Iterable[Any]) -> dict[Any, int]:
        """Return how many of each product are accepted now."""
        return {
            one.product.pk: int(self.cleaned_data.get(f"count_{one.product.number}") or 0) for one in products
        }


class CorrectProductsForm(KitForm):
    """Put right what a task is to bring."""

    wide = ("products",)

    version = VersionField()
    products = CorrectedProductsField(
        help_text=_("Empty the kind and the words of a product that is no longer expected."),
    )
    reason = LongText(
        label=_("Reason"),
        rows=3,
        error_messages={"required": _("Say why, in a sentence.")},
        help_text=_(
            "The correction stays to be read, with what stood before; past days keep what was known."
        ),
    )


class AcceptPartForm(ByProduct):
    """Accept some of the products; the task goes on."""

    version = VersionField()
    document = PickField(label=_("Document of the giver"), required=False, empty=_("none"))
    reason = LongText(
        label=_("What is still to be brought"),
        rows=4,
        error_messages={"required": _("Say what is still to be brought.")},
    )


class JudgeForm(ByProduct):
    """The evaluation that comes with an acceptance."""

    quality = forms.ChoiceField(
        label=_("Quality, by the qualitative criteria"),
        required=False,
        choices=[("", _("not judged")), *((one.value, _(words)) for one, words in QUALITY_WORDS.items())],
    )
    reached = NumberField(
        label=_("Reached of the quantitative criteria, in percent"),
        whole=True,
        at_least=0,
        at_most=MOST_REACHED,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reached") is not None and not cleaned.get("quality"):
            self.add_error("quality", _("Choose the quality too; what was reached alone is no evaluation."))
        return cleaned

    def judged(self) -> Judged | None:
        """Return the evaluation, None where the giver judges nothing."""
        quality = self.cleaned_data.get("quality")
        return Judged(Quality(quality), self.cleaned_data.get("reached")) if quality else None

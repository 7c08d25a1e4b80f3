"""The form of a category before the launch: its genres with their lengths, its rubric, its prizes."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.contest.models import ContestCategory
from nghisu.contest.rules.limits import Measure
from nghisu.kit import language
from nghisu.kit.forms import Group, KitForm, LongText, NumberField, VersionField

BLANK_ROWS = 2
LONGEST = 1_000_000
MINUTES = re.compile(r"(\d{1,4})(?::([0-5]\d))?")
MEASURES = [(Measure.WORDS.value, _("in words")), (Measure.SECONDS.value, _("in minutes:seconds"))]
ROW = ("name", "measure", "low", "high", "most")


class CategoryForm(KitForm):
    """Set a category; a genre without a name is left out."""

    version = VersionField()
    name = forms.CharField(label=_("Category"), max_length=120)
    most_per_author = NumberField(
        label=_("Works of one author, over all groups"), whole=True, at_least=1, at_most=20, initial=1
    )
    shortlist = NumberField(
        label=_("How many go into the final"), whole=True, at_least=1, at_most=500, initial=40
    )
    source = forms.CharField(
        label=_("Where the lengths are written"),
        max_length=200,
        help_text=_("The rules of the contest, with number and day."),
    )
    confirmed = forms.BooleanField(label=_("The office compared the lengths with it"), required=False)
    rubric = LongText(
        label=_("Rubric"), rows=4, help_text=_("One a line: name | weight. The weights make 100.")
    )
    prizes = LongText(
        label=_("Prizes"), rows=5, help_text=_("One a line, the highest first: name | how many.")
    )

    def __init__(self, *args: Any, rows: int, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.rows = rows
        for row in range(rows):
            self.fields |= {
                f"name{row}": forms.CharField(label=_("Genre"), max_length=120, required=False),
                f"measure{row}": forms.ChoiceField(label=_("Measured"), choices=MEASURES),
                f"low{row}": forms.CharField(label=_("At least"), max_length=9, required=False),
                f"high{row}": forms.CharField(
                    label=_("At most"),
                    max_length=9,
                    required=False,
                    help_text=_("Like 4000, or 30:00 for minutes."),
                ),
                f"most{row}": NumberField(
                    label=_("Works of one author"),
                    whole=True,
                    at_least=1,
                    at_most=20,
                    initial=1,
                    required=False,
                ),
            }

    def in_groups(self) -> Iterator[Group]:
        """Yield the category, then each genre, then rubric and prizes."""
        yield Group(
            gettext("The category"), [self[name] for name in ("name", "most_per_author", "shortlist")]
        )
        for row in range(self.rows):
            legend = gettext("Genre %(number)s") % {"number": row + 1}
            yield Group(legend, [self[f"{part}{row}"] for part in ROW])
        yield Group(gettext("The source of the lengths"), [self["source"], self["confirmed"]])
        yield Group(gettext("How it is judged"), [self["rubric"], self["prizes"]])

    def clean_rubric(self) -> list[tuple[str, int]]:
        return self._lines("rubric")

    def clean_prizes(self) -> list[tuple[str, int]]:
        return self._lines("prizes")

    def _lines(self, field: str) -> list[tuple[str, int]]:
        """Return the lines ``name | number``."""
        found = []
        for line in str(self.cleaned_data.get(field) or "").splitlines():
            if not line.strip():
                continue
            name, bar, number = (part.strip() for part in line.rpartition("|"))
            if not bar or not name or not number.isdecimal() or not 1 <= int(number) <= 100:
                raise forms.ValidationError(
                    _("“%(line)s”: write a name, a bar | and a number from 1 to 100."),
                    params={"line": line.strip()},
                )
            found.append((name[:80], int(number)))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        genres = []
        for row in range(self.rows):
            name = language.clean_name(cleaned.get(f"name{row}") or "")
            if not name:
                continue
            measure = Measure(cleaned.get(f"measure{row}") or Measure.WORDS)
            low = self._length(f"low{row}", measure, empty=1)
            high = self._length(f"high{row}", measure, empty=None)
            if low is not None and high is not None:
                genres.append((name, measure, low, high, cleaned.get(f"most{row}") or 1))
        cleaned["genres"] = genres
        return cleaned

    def _length(self, field: str, measure: Measure, *, empty: int | None) -> int | None:
        text = str(self.cleaned_data.get(field) or "").strip().replace(".", "")
        if not text and empty is not None:
            return empty
        found = MINUTES.fullmatch(text) if measure is Measure.SECONDS else None
        value = None
        if found:
            value = int(found[1]) * 60 + int(found[2] or 0)
        elif measure is Measure.WORDS and text.isdecimal():
            value = int(text)
        if value is None or not 1 <= value <= LONGEST:
            self.add_error(field, _("Write a number of words like 4000, or minutes like 30:00."))
            return None
        return value


def initial_of(category: ContestCategory) -> dict[str, Any]:
    """Return what the form shows of a category as it stands."""
    shown: dict[str, Any] = {
        "name": category.name,
        "most_per_author": category.most_per_author,
        "shortlist": category.shortlist,
        "rubric": "\n".join(f"{one.name} | {one.weight}" for one in category.criteria.all()),
        "prizes": "\n".join(f"{one.name} | {one.count}" for one in category.prizes.all()),
    }
    for row, genre in enumerate(category.genres.all()):
        is_words = genre.measure == Measure.WORDS
        shown |= {
            "source": genre.source,
            "confirmed": genre.confirmed,
            f"name{row}": genre.name,
            f"measure{row}": genre.measure,
            f"low{row}": genre.low if is_words else f"{genre.low // 60}:{genre.low % 60:02d}",
            f"high{row}": genre.high if is_words else f"{genre.high // 60}:{genre.high % 60:02d}",
            f"most{row}": genre.most,
        }
    return shown

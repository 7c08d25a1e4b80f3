"""The official forms (thể thức) as data: one profile file a regulation, chosen by the day."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from nghisu.documents.rules.types import Family
from nghisu.kit.official import Measure, OfficialForm
from nghisu.kit.refusals import N_, Refusal

PROFILES = Path(__file__).parent / "profiles"


class NoForm(Refusal):
    """No form is known for the day."""

    sentence = N_("No official form is known for %(day)s. Choose a day after the regulation took effect.")
    field = "dated_on"


def read_profile(place: Path) -> OfficialForm:
    """Read one profile file."""
    raw = json.loads(place.read_text(encoding="utf-8"))
    return OfficialForm(
        code=raw["code"],
        name=raw["name"],
        family=raw["family"],
        first=date.fromisoformat(raw["first"]),
        until=date.fromisoformat(raw["until"]) if raw["until"] else None,
        values={name: Measure(**value) for name, value in raw["values"].items()},
    )


@lru_cache(maxsize=1)
def profiles() -> tuple[OfficialForm, ...]:
    """Return every form, oldest first."""
    return tuple(
        sorted((read_profile(place) for place in PROFILES.glob("*.json")), key=lambda one: one.first)
    )


def profile_on(day: date, family: Family = Family.PARTY) -> OfficialForm:
    """Return the form in force on the day.

    :raises NoForm: if none is known
    """
    for form in profiles():
        if form.family == family and form.holds(day):
            return form
    raise NoForm(day=day)


def profile_called(code: str) -> OfficialForm:
    """Return the form with the code."""
    return next(form for form in profiles() if form.code == code)

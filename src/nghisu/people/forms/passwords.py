"""The one judgement that every password form asks: length, similarity, common words, our own block-list."""

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from nghisu.kit.pages import sentence_of
from nghisu.people.models import Person
from nghisu.people.rules.passwords import WordsEverybodyTries, check_password, words_about


class OwnWordsValidator:
    """Refuse a password made of Vietnamese and other well-known words, or of names of person and units."""

    def __init__(self, units_named_by: str = "") -> None:
        self.units_named_by = units_named_by

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse by raising.

        :raises ValidationError: if too little is left without such words
        """
        about = words_about(user.full_name, user.username or "") if user is not None else set()
        about |= {name for unit in self._unit_names() for name in (unit, *_without_kind(unit))}
        try:
            check_password(password, about=about)
        except WordsEverybodyTries as refusal:
            raise ValidationError(sentence_of(refusal), code="password_of_known_words") from refusal

    def get_help_text(self) -> str:
        """Say what a good password is."""
        return gettext(
            "Take several words that only you would put together; names, places and rows of keys do not help."
        )

    def _unit_names(self) -> Iterable[str]:
        if not self.units_named_by:
            return ()
        names: Callable[[], Iterable[str]] = import_string(self.units_named_by)
        return names()


def _without_kind(name: str) -> Iterable[str]:
    """Yield the name without its kind: «Bộ Ví dụ Một» for «Đảng ủy Bộ Ví dụ Một»."""
    for kind in ("Đảng ủy ", "Đảng bộ ", "Ban cán sự đảng ", "Đảng đoàn "):
        if name.startswith(kind):
            yield name.removeprefix(kind)

"""Commands that answer in sentences, in Vietnamese, or in English where the terminal is set to it."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connection
from django.utils import translation
from django.utils.translation import gettext as _

from nghisu.kit.pages import sentence_of
from nghisu.kit.refusals import Refusal


def terminal_language() -> str:
    """Return the language of the terminal's settings: English where they say so, else Vietnamese."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if named.startswith("en") else "vi"


class SpokenCommand(BaseCommand):
    """A command whose refusals are sentences, and no tracebacks."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override(terminal_language()):
            try:
                return super().execute(*args, **options)
            except Refusal as refusal:
                raise CommandError(sentence_of(refusal)) from refusal
            except (OperationalError, ProgrammingError):
                if connection.introspection.table_names():
                    raise
                words = _("There are no data in %(folder)s yet. NGHISU_DATA names the folder to look at.")
                raise CommandError(words % {"folder": settings.DATA}) from None

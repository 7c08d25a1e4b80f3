"""`nghisu doctor`: say in sentences whether everything is in order."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext, ngettext

from nghisu.config import health
from nghisu.management.spoken import SpokenCommand


class Command(SpokenCommand):
    """One line for each thing looked at, beginning with OK or with what is wrong; exit 1 with a fault."""

    help = "Say whether everything is in order; the exit code is 1 when it is not."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for finding in health.look():
            values = {
                name: ", ".join(gettext(word) for word in value.split(", ")) if name == "names" else value
                for name, value in finding.values.items()
            }
            mark = gettext("OK") if finding.is_sound else gettext("FAULT")
            faults += not finding.is_sound
            style = self.style.SUCCESS if finding.is_sound else self.style.ERROR
            self.stdout.write(style(f"{mark}: {gettext(finding.sentence) % values}"))
        if faults:
            words = ngettext("%(count)d thing is not in order.", "%(count)d things are not in order.", faults)
            raise CommandError(words % {"count": faults})

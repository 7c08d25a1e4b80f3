"""Run `python -m nghisu COMMAND`, the one door of the command line."""

import os
import sys


def main() -> None:
    """Hand the words of the command line to the command they name."""
    if sys.argv[1:2] == ["count"]:
        from nghisu.management.count import main as count  # noqa: PLC0415 -- needs no Django, and loads none

        sys.exit(count(sys.argv[2:]))
    if "--training" in sys.argv[1:]:
        from nghisu.config.training import NotForTraining, enter  # noqa: PLC0415 -- before any setting is read

        try:
            sys.argv[1:] = enter(sys.argv[1:], os.environ)
        except NotForTraining as folder:
            sys.exit(f"{folder}: these data were not made for training, and nothing was touched.")
    from nghisu.config import rehearsal  # noqa: PLC0415 -- before any setting is read

    if rehearsal.is_asked(sys.argv[1:]):
        try:
            sys.exit(rehearsal.rehearse(sys.argv[1:], os.environ))
        except rehearsal.NoRehearsal as reason:
            sys.exit(str(reason))
    if sys.argv[1:2] == ["serve"]:
        rehearsal.sweep(os.environ)
        from nghisu.config.handover import serve_again  # noqa: PLC0415 -- needs no Django either

        serve_again(sys.argv[2:])  # comes back only if the data are to be prepared first
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- slow import

    command = [
        word if word.startswith("-") else word.replace("-", "_") for word in sys.argv[1:2]
    ]  # signin-link is commands/signin_link.py
    execute_from_command_line(["nghisu", *command, *sys.argv[2:]])


if __name__ == "__main__":
    main()

"""Run `python -m nghisu COMMAND`, the one door of the command line."""

import os
import sys


def main() -> None:
    """Hand the words of the command line to the command they name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- slow import

    execute_from_command_line(["nghisu", *sys.argv[1:]])


if __name__ == "__main__":
    main()

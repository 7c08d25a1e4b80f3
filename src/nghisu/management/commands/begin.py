"""`nghisu begin`: found the first unit of an empty installation and open its administrator's account."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import transaction

from nghisu.kit import clock
from nghisu.management.spoken import SpokenCommand
from nghisu.organisation.actions.units import NewUnit, set_up_organisation
from nghisu.people.models import Person


class Command(SpokenCommand):
    """The one act that nobody in the organisation can do, because nobody is there yet."""

    help = "Found the first unit of an empty installation, and print a sign-in link for its administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="name of the first unit")
        parser.add_argument("--code", required=True, help="its short code, for example DUK")
        parser.add_argument("--symbol", default="", help="its symbol in document numbers")
        parser.add_argument("--place", default="", help="where it sits; stands in the date line of documents")
        parser.add_argument("--administrator", required=True, help="full name of the administrator")
        parser.add_argument("--username", required=True, help="with which the administrator signs in")
        parser.add_argument("--document", default="", help="the document that founds the unit")
        parser.add_argument("--base", default="http://localhost:8000", help="where the product is served")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            administrator = Person.objects.create_person(
                full_name=options["administrator"], username=options["username"]
            )
            set_up_organisation(
                unit=NewUnit(
                    code=options["code"],
                    name=options["unit"],
                    symbol=options["symbol"] or options["code"],
                    place=options["place"],
                    level="top",
                ),
                day=clock.today(),
                administrator=administrator,
                document=options["document"],
                at=clock.now(),
            )
        call_command("signin_link", options["username"], base=options["base"], stdout=self.stdout)

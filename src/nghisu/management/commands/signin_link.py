"""``nghisu signin-link USERNAME``: print an address that signs the person in once."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from nghisu.kit import clock
from nghisu.kit.pages import sentence_of
from nghisu.kit.refusals import Refusal
from nghisu.people.actions.links import issue_sign_in_link
from nghisu.people.models import Person
from nghisu.people.queries.links import token_of


class Command(BaseCommand):
    """Print one address for each username, one a line."""

    help = "Print an address that signs the person in once; a second factor is still asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="+", help="whom to sign in")
        parser.add_argument("--base", default="http://localhost:8000", help="where the product is served")
        parser.add_argument("--hours", type=int, default=24, help="how long the address works")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue the links.

        :raises CommandError: if nobody has the username, or the account is closed
        """
        for username in options["username"]:
            person = Person.objects.filter(username__iexact=username).first()
            if person is None:
                raise CommandError(f"Nobody has the username {username}.")
            try:
                link = issue_sign_in_link(
                    person=person, at=clock.now(), valid_for=datetime.timedelta(hours=options["hours"])
                )
            except Refusal as refusal:
                raise CommandError(sentence_of(refusal)) from refusal
            path = reverse("sign_in_by_link", args=[token_of(link)])
            self.stdout.write(f"{options['base'].rstrip('/')}{path}")

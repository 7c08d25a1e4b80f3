"""What is said on the terminal once the pages can be opened."""

import sys

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from nghisu.kit import clock
from nghisu.kit.refusals import N_
from nghisu.management.spoken import terminal_language
from nghisu.people.actions.links import issue_sign_in_link
from nghisu.people.models import Person
from nghisu.people.queries.links import token_of

# The roles of the demo and who plays them (demo/organisation.py).
DEMO_ROLES: tuple[tuple[str, str], ...] = (
    ("chanhvanphong", N_("Chief of the committee office")),
    ("vanthu", N_("Clerk of documents")),
    ("chutri", N_("Chair of the session")),
    ("uyvien", N_("Member of the Executive Committee")),
    ("diemcau", N_("Operator of a remote point")),
    ("chuyenvien", N_("Specialist of an affiliated committee")),
    ("kiemphieu", N_("Counting committee")),
    ("kiemtra", N_("Inspection committee")),
    ("captren", N_("Reader at the superior level")),
)


def greet(port: int) -> None:
    """Print the address, and in a demo a link that signs each role in once."""
    address = f"http://localhost:{port}"
    with translation.override(terminal_language()):
        lines = []
        if clock.offset() and not settings.REHEARSAL:  # real people sign in as they do every day
            lines.append(gettext("Each of these links signs in once, as one role of the demo:"))
            for username, role in DEMO_ROLES:
                person = Person.objects.filter(username=username).first()
                if person is not None:
                    link = issue_sign_in_link(person=person, at=clock.now())
                    path = reverse("sign_in_by_link", args=[token_of(link)])
                    lines.append(f"  {gettext(role)}, {person.full_name}:\n    {address}{path}")
        closing = gettext("Nghị Sự is open at %(address)s — Ctrl-C closes it.")
        lines.append(closing % {"address": address})
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()

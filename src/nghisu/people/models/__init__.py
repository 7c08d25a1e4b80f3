"""The roster of names, who of them can sign in, one-time links, and which roles need a second factor."""

from nghisu.people.models.link import Link
from nghisu.people.models.person import Person, PersonManager
from nghisu.people.models.required_factor import RequiredFactor

__all__ = ["Link", "Person", "PersonManager", "RequiredFactor"]

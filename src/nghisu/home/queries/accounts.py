"""Whose account an office may help with, and how far a second factor is in use."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from nghisu.home.rules.roles import ROLE_NAMES
from nghisu.organisation.models import Mandate
from nghisu.organisation.queries import names_on, on
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import Role, Standing
from nghisu.people.models import Person
from nghisu.people.queries.accounts import FACTORS, Account, State, account_of, accounts_of
from nghisu.people.queries.factors import required_factors


@dataclass(frozen=True, slots=True)
class Row:
    """An account with the offices its person holds today, as (office, unit)."""

    account: Account
    offices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoleFactor:
    """Whether a role needs a second factor at a committee and below, and how many holders have one."""

    role: Role
    name: str
    unit_id: UUID
    is_required: bool
    holders: int
    with_factor: int

    @property
    def without_factor(self) -> int:
        """How many holders have none yet."""
        return self.holders - self.with_factor


def people_helped_by(standing: Standing) -> QuerySet[Person]:
    """Return the people all of whose mandates of today lie within reach.

    One mandate outside is enough to be out of reach: who could set the password of a superior's secretary
    because the same person also sits in the affiliate would hold the superior's rights. Whoever holds no
    mandate today is judged by all they ever held; who never held one is in nobody's reach.
    """
    reach = standing.reach("account.help")
    all_ever = Mandate.objects.filter(person=OuterRef("pk"))
    today = all_ever.filter(on(standing.day))
    return Person.objects.filter(
        Q(Exists(today), ~Exists(today.exclude(unit__in=reach)))
        | Q(~Exists(today), Exists(all_ever), ~Exists(all_ever.exclude(unit__in=reach)))
    )


def accounts_visible_to(standing: Standing, text: str = "", state: State | None = None) -> list[Row]:
    """Return the accounts within reach whose name or username has the words; at most 20, by name."""
    accounts = accounts_of(people_helped_by(standing), text, state)
    offices = _offices(standing, [account.person_id for account in accounts])
    return [Row(account, offices.get(account.person_id, ())) for account in accounts]


def account_visible_to(standing: Standing, person_id: UUID) -> Row:
    """Return one account within reach.

    :raises Person.DoesNotExist: if it is not within reach
    """
    account = account_of(people_helped_by(standing), person_id)
    return Row(account, _offices(standing, [person_id]).get(person_id, ()))


def is_helped_by(standing: Standing, person_id: UUID) -> bool:
    """Tell whether the person's account is within reach."""
    return people_helped_by(standing).filter(pk=person_id).exists()


def committees_of(standing: Standing) -> list[tuple[UUID, str]]:
    """Return the committees for which the asker may require a second factor, with their names."""
    ids = standing.reach("factor.require") & standing.tree.committees
    names = names_on(standing.day, set(ids))
    return sorted(((one, names.get(one, "")) for one in ids), key=lambda pair: pair[1])


def role_factors(standing: Standing, unit_id: UUID) -> list[RoleFactor]:
    """Return every role that somebody holds at the committee or below today, in the order of the policy."""
    units = {unit_id, *standing.tree.below(unit_id)}
    has_factor = Authenticator.objects.filter(user=OuterRef("person"), type__in=FACTORS)
    holders: dict[Role, dict[UUID, bool]] = {}
    rows = Mandate.objects.filter(
        on(standing.day), unit__in=units, person__username__isnull=False, person__is_active=True
    )
    for person_id, office, has_one in rows.annotate(has_one=Exists(has_factor)).values_list(
        "person_id", "office", "has_one"
    ):
        for role in BY_CODE[office].roles if office in BY_CODE else ():
            holders.setdefault(role, {})[person_id] = has_one
    required = required_factors()
    return [
        RoleFactor(
            role=role,
            name=ROLE_NAMES[role],
            unit_id=unit_id,
            is_required=(role.value, unit_id) in required,
            holders=len(holders.get(role, {})),
            with_factor=sum(holders.get(role, {}).values()),
        )
        for role in Role
        if role in holders or (role.value, unit_id) in required
    ]


def _offices(standing: Standing, people: Iterable[UUID]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    found: dict[UUID, list[tuple[str, UUID]]] = {}
    rows = Mandate.objects.filter(on(standing.day), person__in=list(people)).order_by("office", "unit_id")
    for person_id, code, unit_id in rows.values_list("person_id", "office", "unit_id"):
        found.setdefault(person_id, []).append((BY_CODE[code].name if code in BY_CODE else code, unit_id))
    names = names_on(standing.day, {unit for held in found.values() for _, unit in held})
    return {
        person: tuple((office, names.get(unit, "")) for office, unit in held)
        for person, held in found.items()
    }

"""Open, help and close accounts; require second factors. Each asks the policy, then lets people act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from nghisu.home.queries.accounts import is_helped_by
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.rules.policy import Role, Standing
from nghisu.people.actions import accounts, factors, links
from nghisu.people.models import Link, Person, RequiredFactor


def _require_reach(by: Standing, person_id: UUID) -> None:
    """Refuse unless every unit the person works in is within reach.

    :raises NotAllowed: if one is not
    """
    if not is_helped_by(by, person_id):
        raise NotAllowed


@transaction.atomic
def open_account(*, person_id: UUID, username: str, by: Standing, at: datetime) -> Person:
    """Give a person of the roster a username."""
    _require_reach(by, person_id)
    return accounts.open_account(person_id=person_id, username=username, by=by, at=at)


@transaction.atomic
def hand_out_link(*, person_id: UUID, clears_factors: bool, reason: str, by: Standing, at: datetime) -> Link:
    """Make a one-time link by which the person sets a new password."""
    _require_reach(by, person_id)
    return links.issue_recovery_link(
        person_id=person_id, clears_factors=clears_factors, reason=reason, by=by, at=at
    )


@transaction.atomic
def withdraw_links(*, person_id: UUID, by: Standing, at: datetime) -> int:
    """Make the person's open links useless."""
    _require_reach(by, person_id)
    return links.withdraw_recovery_links(person_id=person_id, by=by, at=at)


@transaction.atomic
def close_account(*, person_id: UUID, reason: str, by: Standing, at: datetime) -> Person:
    """Close an account with all its sessions and links."""
    _require_reach(by, person_id)
    return accounts.close_account(person_id=person_id, reason=reason, by=by, at=at)


@transaction.atomic
def reopen_account(*, person_id: UUID, reason: str, by: Standing, at: datetime) -> Person:
    """Open a closed account again."""
    _require_reach(by, person_id)
    return accounts.reopen_account(person_id=person_id, reason=reason, by=by, at=at)


@transaction.atomic
def require_factor(*, role: Role, unit_id: UUID, by: Standing, at: datetime) -> RequiredFactor:
    """Require a second factor of whoever holds the role at the committee or below."""
    by.require("factor.require", unit=unit_id)
    return factors.require_factor(role=role.value, unit_id=unit_id, by=by, at=at)


@transaction.atomic
def release_factor(*, role: Role, unit_id: UUID, by: Standing, at: datetime) -> None:
    """Require it no longer."""
    by.require("factor.require", unit=unit_id)
    factors.release_factor(role=role.value, unit_id=unit_id, by=by, at=at)

"""Require a second factor for a role, and release it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from nghisu.people.models import RequiredFactor
from nghisu.people.queries.factors import forget_required_factors
from nghisu.record.actions import note


@transaction.atomic
def require_factor(*, role: str, unit_id: UUID, by: Any, at: datetime) -> RequiredFactor:
    """Require a second factor of whoever holds the role at the unit or under it; repeated, it stays."""
    required, is_new = RequiredFactor.objects.get_or_create(
        role=role, unit_id=unit_id, defaults={"since": at}
    )
    if is_new:
        note(verb="factor.required", subject=required, by=by, at=at, within=unit_id, role=role)
    _tell()
    return required


@transaction.atomic
def release_factor(*, role: str, unit_id: UUID, by: Any, at: datetime) -> None:
    """Require it no longer; repeated, it stays released."""
    required = RequiredFactor.objects.filter(role=role, unit_id=unit_id).first()
    if required is not None:
        note(verb="factor.released", subject=required, by=by, at=at, within=unit_id, role=role)
        required.delete()
    _tell()


def _tell() -> None:
    """Let the next request read anew: this one at once, all others once it is stored."""
    forget_required_factors()
    transaction.on_commit(forget_required_factors)

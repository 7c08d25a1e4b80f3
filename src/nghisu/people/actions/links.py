"""Hand out one-time links and use them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from nghisu.kit.refusals import N_, Refusal
from nghisu.people.actions.accounts import AlreadyClosed, HasNoAccount, end_sessions
from nghisu.people.models import Link, Person
from nghisu.people.queries.links import digest_of, open_link, open_links, token_of
from nghisu.people.rules.links import LONGEST, RECOVERY_LASTS, SIGN_IN_LASTS, LinkSpent, Purpose
from nghisu.record.actions import note


class NotForYourself(Refusal):
    """Nobody hands a link to themselves."""

    sentence = N_("A link for your own account must come from someone else in the office.")


class ReasonMissing(Refusal):
    """Factors are cleared only for a reason."""

    sentence = N_("Say why the second factor is removed; the record keeps the reason.")
    field = "reason"


@transaction.atomic
def issue_recovery_link(*, person_id: UUID, clears_factors: bool, reason: str, by: Any, at: datetime) -> Link:
    """Hand out a link that sets a new password once within 24 hours; earlier ones stop working.

    :raises NotForYourself: if the person is the one who asks
    :raises HasNoAccount: if there is no username
    :raises AlreadyClosed: if the account is closed
    :raises ReasonMissing: if factors are to be cleared without a reason
    """
    person = Person.locked(person_id)
    issuer_id = getattr(by, "person_id", None) or by.pk
    if issuer_id == person.pk:
        raise NotForYourself
    if clears_factors and not reason.strip():
        raise ReasonMissing
    open_links(person.pk, at).update(withdrawn_at=at)
    link = _issue(person, Purpose.RECOVERY, at, RECOVERY_LASTS, issuer_id, clears_factors=clears_factors)
    note(
        verb="account.recovery_link_issued",
        subject=person,
        by=by,
        at=at,
        clears_factors="yes" if clears_factors else "no",
        reason=reason,
    )
    return link


@transaction.atomic
def withdraw_recovery_links(*, person_id: UUID, by: Any, at: datetime) -> int:
    """Make the open recovery links of a person useless; return how many."""
    person = Person.locked(person_id)
    withdrawn = open_links(person.pk, at).update(withdrawn_at=at)
    note(verb="account.recovery_link_withdrawn", subject=person, by=by, at=at, count=withdrawn)
    return withdrawn


@transaction.atomic
def use_recovery_link(*, token: str, password: str, at: datetime) -> Person:
    """Set a new password by a link, end every session, and clear second factors if the office said so.

    :raises LinkSpent: if the link does not work (any more)
    """
    link = open_link(token, Purpose.RECOVERY, at)
    _spend(link, at)
    person = Person.locked(link.person_id)
    person.set_password(password)
    person.save_over(person.version, "password")
    end_sessions(person)
    if link.clears_factors:
        Authenticator.objects.filter(user_id=person.pk).delete()
    note(
        verb="account.recovered",
        subject=person,
        by=person,
        at=at,
        factors_cleared="yes" if link.clears_factors else "no",
    )
    return person


@transaction.atomic
def issue_sign_in_link(
    *, person: Person, at: datetime, valid_for: timedelta = SIGN_IN_LASTS, by: Any = None
) -> Link:
    """Make a link that signs the person in once; a second factor is still asked for.

    :raises HasNoAccount: if there is no username
    :raises AlreadyClosed: if the account is closed
    """
    link = _issue(person, Purpose.SIGN_IN, at, min(valid_for, LONGEST), getattr(by, "pk", None))
    note(verb="account.sign_in_link_issued", subject=person, by=by, at=at)
    return link


@transaction.atomic
def use_sign_in_link(*, token: str, at: datetime) -> Person:
    """Spend a sign-in link and return whom it lets in.

    :raises LinkSpent: if the link does not work (any more)
    """
    link = open_link(token, Purpose.SIGN_IN, at)
    _spend(link, at)
    note(verb="account.sign_in_link_used", subject=link.person, by=link.person, at=at)
    return link.person


def _issue(
    person: Person,
    purpose: Purpose,
    at: datetime,
    valid_for: timedelta,
    issuer_id: UUID | None,
    *,
    clears_factors: bool = False,
) -> Link:
    if not person.username:
        raise HasNoAccount(name=person.full_name)
    if not person.is_active:
        raise AlreadyClosed(name=person.full_name)
    link = Link(
        person=person,
        purpose=purpose,
        issued_at=at,
        issued_by_id=issuer_id,
        expires_at=at + valid_for,
        clears_factors=clears_factors,
    )
    link.digest = digest_of(token_of(link))
    link.save(force_insert=True)
    return link


def _spend(link: Link, at: datetime) -> None:
    """Mark the link used; of two who use it at once, one is refused."""
    spent = Link.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None).update(used_at=at)
    if not spent:
        raise LinkSpent

"""Ask for erasure, decide, and erase: the name goes, what the law keeps stays, the record still verifies."""

import json
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.db.models import Q

from nghisu.exchange.models import ErasureRequest
from nghisu.exchange.queries import own_data as queries
from nghisu.exchange.rules import own_data as rules
from nghisu.kit import language
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.actions.accounts import end_sessions
from nghisu.people.models import Person
from nghisu.record.actions import erase_details, note
from nghisu.record.models import Entry, Receipt

AT_ONCE = 500


@transaction.atomic
def ask_erasure(*, person: Person, reason: str, at: datetime) -> ErasureRequest:
    """Ask that one's own data be erased.

    :raises rules.AskedAlready: if a request waits
    """
    Person.locked(person.pk)
    waiting = queries.waiting_of(person.pk)
    if waiting is not None:
        raise rules.AskedAlready(day=day_of(waiting.asked_at))
    day = day_of(at)
    request = ErasureRequest.objects.create(
        person=person,
        reason=language.clean_name(reason),
        asked_at=at,
        answer_due=rules.answer_due(day),
        done_due=rules.done_due(day),
    )
    note(verb="erasure.asked", subject=request, by=person, at=at, touching=[person])
    return request


@transaction.atomic
def refuse_erasure(
    *, request: ErasureRequest, version: int, answer: str, by: Standing, at: datetime
) -> ErasureRequest:
    """Refuse a request, with the reason that the person reads."""
    _check(request, by)
    if not answer.strip():
        raise rules.AnswerMissing
    _decide(request, version, rules.State.REFUSED, answer, [], by, at)
    note(verb="erasure.refused", subject=request, by=by, at=at)
    return request


@transaction.atomic
def erase_person(
    *, request: ErasureRequest, version: int, answer: str, by: Standing, at: datetime
) -> ErasureRequest:
    """Erase what is held on the person and name what the law keeps.

    The row of the person stays as an id without a name, so that votes, minutes and the record stay whole. The
    words of lines of the record that name the person are erased with their salts.

    :raises rules.StillInOffice: if the person holds an office
    """
    _check(request, by)
    if not answer.strip():
        raise rules.AnswerMissing
    person = Person.locked(request.person_id)
    if units := queries.offices_held(person.pk, by):
        raise rules.StillInOffice(name=person.full_name, units=", ".join(units))
    names = [one for one in (person.full_name, person.email) if one.strip()]
    username = person.username or ""
    label = f"{rules.ERASED_NAME} {person.pk.hex[:8]}"
    _empty_the_person(person, label)
    _delete_own(person)
    kept = _clean_words(names, label)
    Receipt.objects.filter(Q(actor_id=str(person.pk)) | _holding("content", names)).delete()
    _decide(request, version, rules.State.DONE, answer, kept, by, at)
    ErasureRequest.objects.filter(person=person).update(reason="")
    _erase_lines(person, [*names, *([username] if len(username) > 2 else [])], by, at)
    note(verb="erasure.done", subject=request, by=by, at=at, touching=[person], kept=len(kept))
    return request


def _check(request: ErasureRequest, by: Standing) -> None:
    if not queries.requests_to_decide(by).filter(pk=request.pk).exists():
        by.require("erasure.decide", unit=None)
    if request.decided_at is not None:
        raise rules.DecidedAlready(day=day_of(request.decided_at))
    if request.person_id == by.person_id:
        raise rules.OwnRequest


def _decide(
    request: ErasureRequest,
    version: int,
    state: rules.State,
    answer: str,
    kept: list[list[Any]],
    by: Standing,
    at: datetime,
) -> None:
    request.state, request.answer, request.kept = state.value, answer.strip(), kept
    request.decided_at, request.decided_by_id = at, by.person_id
    request.save_over(version, "state", "answer", "kept", "decided_at", "decided_by_id")


def _empty_the_person(person: Person, label: str) -> None:
    end_sessions(person)
    person.refresh_from_db()
    person.full_name, person.title, person.email = label, "", ""
    person.username, person.is_active = None, False
    person.last_login = None
    person.set_unusable_password()
    person.save()


def _delete_own(person: Person) -> None:
    for key, model, field in queries.person_keys():
        if rules.KEYS.get(key) is rules.Erasing.DELETE:
            model._base_manager.filter(**{field.attname: person.pk}).delete()
    Authenticator.objects.filter(user_id=person.pk).delete()
    EmailAddress.objects.filter(user_id=person.pk).delete()


def _holding(column: str, names: list[str]) -> Q:
    condition = Q(pk__in=[])
    for name in names:
        condition |= Q(**{f"{column}__icontains": name})
    return condition


def _clean_words(names: list[str], label: str) -> list[list[Any]]:
    """Replace the name wherever words are not kept by law; return in how many rows of which table it is."""
    kept: list[list[Any]] = []
    for table, model, columns in queries.tables_with_words():
        if table in {"person", "receipt"}:
            continue
        found = 0
        for column in columns:
            searched = _holding(column.attname, names) | _folded(column, names)
            rows = model._base_manager.filter(searched).values_list("pk", column.attname)
            if table in rules.KEPT:
                found += rows.count()
                continue
            for pk, value in list(rows):
                cleaned = {column.attname: _without(value, names, label, column)}
                model._base_manager.filter(pk=pk).update(**cleaned)
        if found:
            kept.append([table, found, rules.KEPT[table]])
    return kept


def _folded(column: Any, names: list[str]) -> Q:
    """Return the condition that a column made for searching holds the name as it is folded there."""
    condition = Q(pk__in=[])
    if not isinstance(column, models.JSONField):
        for name in names:
            condition |= Q(**{f"{column.attname}__contains": language.fold(name)})
            condition |= Q(**{f"{column.attname}__contains": language.exact(name)})
    return condition


def _without(value: Any, names: list[str], label: str, column: Any) -> Any:
    if isinstance(value, str):
        text = value
        for name in names:
            for written in (name, name.upper(), name.lower(), language.fold(name), language.exact(name)):
                text = text.replace(written, label)
        return text[: column.max_length] if column.max_length else text
    text = json.dumps(value, ensure_ascii=False)
    for name in names:
        text = text.replace(json.dumps(name, ensure_ascii=False)[1:-1], label)
    return json.loads(text)


def _erase_lines(person: Person, words: list[str], by: Standing, at: datetime) -> None:
    about = Q(subject_kind="person", subject_id=str(person.pk)) | _holding("details", words)
    entries = list(Entry.objects.filter(about, details__isnull=False).order_by("index"))
    for start in range(0, len(entries), AT_ONCE):
        erase_details(entries=entries[start : start + AT_ONCE], reason="erasure", by=by, at=at)

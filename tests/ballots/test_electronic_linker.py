"""P7: whoever holds the whole database cannot join a voter to a choice, nor tell a choice by its ballot."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from tests.ballots.conftest import Hall
from tests.ballots.test_electronic import NO, NONE, YES, matters, opened

from nghisu.ballots.actions import casting
from nghisu.ballots.models import SecretCast
from nghisu.belenios import ballots, credentials, texts, trustees
from nghisu.belenios.election import Election, Question, describe
from nghisu.belenios.groups import group_named

GROUP = group_named("Ed25519")
ELECTIONS, VOTERS = 10, 50
CHANCE = 1e-6  # of all guesses together; a linker that knows anything is far below


def rows_of(model: type[models.Model]) -> list[dict[str, Any]]:
    """Return a table with the order in which the database keeps its rows."""
    with connection.cursor() as cursor:
        order = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY {order}')
        names = [one[0] for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_harness_P7_nothing_stored_joins_a_voter_to_a_ballot(hall: Callable[..., Hall]) -> None:
    here = hall(12)
    devices = opened(here, matters(here))
    choices = [[YES, NO], [NO, YES], [YES, YES], [NO, NO], [NONE, YES], [YES, NONE]]
    for voter in range(6):
        devices.cast(voter, choices[voter])
    casting.settle(poll_id=devices.poll.pk)
    devices.close()
    devices.share(0)
    devices.share(1)
    people = {str(pk).replace("-", "") for pk in [one.pk for one in here.members]}
    names = {one.full_name for one in here.members}
    codes = {*devices.slips, *devices.seeds, *(str(key.secret) for key in devices.keys)}

    everything = {model: rows_of(model) for model in apps.get_app_config("nghisu").get_models()}

    casts = rows_of(SecretCast)
    marks = {row[name] for row in casts for name in ("id", "tracker", "credential", "head") if row[name]}
    for model, rows in everything.items():
        for row in rows:
            text = repr(row)
            assert not any(code in text for code in codes), model
            holds_a_cast = any(str(mark) in text for mark in marks)
            named = any(one in text.replace("-", "") for one in people) or any(one in text for one in names)
            # The head of the board stands on the poll, with its authority, and in the record of the closing.
            if holds_a_cast and model._meta.model_name in {"secretcast", "secretmark", "secretpiece"}:
                assert not named, model
    told = {
        kind for kind in (type(one) for one in SecretCast._meta.fields) if issubclass(kind, models.DateField)
    }
    assert told == set()


Ballot = dict[str, Any]


def numbers_in(ballot: bytes, place: int, publics: Sequence[str]) -> list[float]:
    """Return all that a linker can measure of a ballot: sizes, orders, digits, remainders."""
    found: Ballot = json.loads(ballot)
    texts_ = [found["credential"], found["signature"]["hash"], texts.sha256_base64(ballot)]
    measured: list[float] = [len(ballot), place, sorted(publics).index(found["credential"])]
    leaves: list[str] = []
    for answer in found["answers"]:
        leaves += [one[half] for one in answer["choices"] for half in ("alpha", "beta")]
        pairs = [pair for single in answer["individual_proofs"] for pair in single]
        pairs += answer["overall_proof"]
        leaves += [pair[name] for pair in pairs for name in ("challenge", "response")]
    for leaf in [*leaves, *texts_]:
        measured += [len(leaf), sum(map(ord, leaf)) % 2, ord(leaf[0]), ord(leaf[-1])]
    first = leaves[0], leaves[2]
    return [*measured, float(first[0] < first[1])]


@pytest.mark.slow
@pytest.mark.once
def test_harness_P7_a_linker_guesses_choices_from_ballots_no_better_than_chance() -> None:
    key = trustees.make_key(GROUP)
    content = describe(
        group=GROUP,
        key=key.public,
        name="Bầu",
        description="",
        questions=[Question(("Đồng ý", "Không đồng ý"), 1, 1, False, "?")],
        uuid="JEhjBEpqedoHbVaaa",
        administrator="A",
        credential_authority="B",
    )
    election = Election.read(content)
    seen: list[list[list[float]]] = []
    chosen: list[list[int]] = []
    for _ in range(ELECTIONS):
        secrets = [credentials.derive(GROUP, credentials.generate(), election.uuid) for _ in range(VOTERS)]
        publics = [credentials.public(GROUP, one) for one in secrets]
        choices = [place % 2 for place in range(VOTERS)]
        order = sorted(range(VOTERS), key=lambda place, publics=publics: publics[place])  # type: ignore[misc]
        cast = [
            (ballots.make(election, secrets[one], [[1 - choices[one], choices[one]]]), one) for one in order
        ]
        seen.append([numbers_in(ballot, place, publics) for place, (ballot, _one) in enumerate(cast)])
        chosen.append([choices[one] for _ballot, one in cast])

    # Each measure learns its best cut on one half of the elections, and guesses the other half.
    half = ELECTIONS // 2
    known = [row for rows in seen[:half] for row in rows]
    answers = [one for ones in chosen[:half] for one in ones]
    asked = [row for rows in seen[half:] for row in rows]
    truth = [one for ones in chosen[half:] for one in ones]
    worst = 0.0
    for place in range(len(known[0])):
        values = [row[place] for row in known]
        cut = sorted(values)[len(values) // 2]
        above = [one for value, one in zip(values, answers, strict=True) if value >= cut]
        says_one = sum(above) * 2 >= len(above)
        right = sum(
            ((row[place] >= cut) is says_one) == bool(one) for row, one in zip(asked, truth, strict=True)
        )
        worst = max(worst, right)
    tries, count = len(known[0]), len(truth)
    likely = tries * sum(math.comb(count, one) for one in range(int(worst), count + 1)) / 2**count

    assert likely > CHANCE, f"{worst} of {count} guessed"

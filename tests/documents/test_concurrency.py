"""Clerks who issue at the same moment: consecutive numbers, none lost, on both databases."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from tests.conftest import House, at

from nghisu.documents import actions
from nghisu.documents.models import Document, NumberSequence

CLERKS, EACH, PROCESSES = 50, 1, 5
Make = Callable[..., Document]


@pytest.mark.django_db(transaction=True)
def test_rule_D5_fifty_clerks_at_the_same_moment_get_consecutive_numbers_on_postgresql(
    house: House, draft: Make
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only on PostgreSQL")
    moment = at("2023-04-20 10:00")
    documents = [draft("letter", at=moment) for _ in range(CLERKS * EACH)]
    for document in documents:
        actions.submit(document=document, by=house.standing("minh"), at=moment)
    start = threading.Barrier(CLERKS)
    wrong: list[BaseException] = []

    def issue(number: int) -> None:
        try:
            by = house.standing("van")
            start.wait()
            for document in documents[number::CLERKS]:
                actions.issue(document=document, dated_on=date(2023, 4, 20), by=by, at=moment)
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    clerks = [threading.Thread(target=issue, args=[number]) for number in range(CLERKS)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert wrong == []
    numbers = Document.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, CLERKS * EACH + 1))
    assert NumberSequence.objects.get(symbol="CV").last == CLERKS * EACH


SETTING = """
import os, sys
sys.path[:0] = [os.getcwd(), os.path.join(os.getcwd(), "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "nghisu.config.settings"
import django
django.setup()
from datetime import date
from nghisu.documents import actions
from nghisu.documents.models import Document
from tests.conftest import House, at
moment = at("2023-04-20 10:00")
"""
PREPARE = (
    SETTING
    + """
from django.conf import settings
from django.core.management import call_command
class Without:
    def __contains__(self, app): return True
    def __getitem__(self, app): return None
settings.MIGRATION_MODULES = Without()
call_command("migrate", run_syncdb=True, verbosity=0)
import tests.conftest as cast
house = cast.house._get_wrapped_function()(None)
by = house.standing("minh")
for _ in range(int(sys.argv[1])):
    document = actions.draft_outgoing(
        drafter=house.units["VP"], unit=house.units["DUK"], type_code="letter", subject="Công văn",
        signer=actions.Signer(name="Lê Thị Lan", title="Phó Bí thư"), by=by, at=moment,
    )
    actions.submit(document=document, by=by, at=moment)
"""
)
CLERK = (
    SETTING
    + """
import threading
from django.db import connections
from nghisu.organisation.queries import standing_of
from nghisu.people.models import Person
by = standing_of(Person.objects.get(username="van"), date(2023, 4, 20))
share, of = int(sys.argv[1]), int(sys.argv[2])
mine = list(Document.objects.order_by("pk"))[share::of]
wrong = []
def issue(document):
    try:
        actions.issue(document=document, dated_on=date(2023, 4, 20), by=by, at=moment)
    except BaseException as error:
        wrong.append(error)
    finally:
        connections.close_all()
clerks = [threading.Thread(target=issue, args=[document]) for document in mine]
print("ready", flush=True)
sys.stdin.readline()
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()
sys.exit(f"{len(wrong)}: {wrong[0]!r}" if wrong else 0)
"""
)
COUNT = (
    SETTING
    + """
import json
print(json.dumps(sorted(Document.objects.values_list("number", flat=True))))
"""
)


def test_rule_D5_fifty_clerks_in_five_processes_get_consecutive_numbers_on_sqlite(tmp_path: Path) -> None:
    environment: dict[str, Any] = {
        **os.environ,
        "NGHISU_DATA": str(tmp_path),
        "NGHISU_DATABASE_URL": f"sqlite:///{tmp_path / 'nghisu.sqlite3'}",
    }

    def program(text: str, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", text, *words],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    made = program(PREPARE, str(CLERKS))
    made.communicate()
    assert made.returncode == 0
    clerks = [program(CLERK, str(number), str(PROCESSES)) for number in range(PROCESSES)]
    for clerk in clerks:
        assert clerk.stdout is not None
        assert clerk.stdout.readline() == "ready\n"

    for clerk in clerks:
        assert clerk.stdin is not None
        clerk.stdin.write("go\n")
        clerk.stdin.flush()
    for clerk in clerks:
        clerk.communicate()

    assert [clerk.returncode for clerk in clerks] == [0] * PROCESSES
    counted, _ = program(COUNT).communicate()
    assert json.loads(counted) == list(range(1, CLERKS + 1))

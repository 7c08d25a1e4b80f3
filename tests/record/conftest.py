"""A few lines of the record, written by the people of the house, and logs to tamper with."""

import datetime
import importlib.util
import itertools
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, transaction
from tests.conftest import START, House, at

from nghisu.organisation.models import Unit
from nghisu.people.models import Person
from nghisu.record.actions import Act, erase_details, give_out_copy, note, note_many, sign_checkpoint
from nghisu.record.exports import write_folder
from nghisu.record.models import Checkpoint, Entry

Write = Callable[..., Entry]
Files = dict[str, bytes]
TOOL = Path(__file__).parents[2] / "tools" / "verify_record.py"


def tool_by_path() -> ModuleType:
    """Load tools/verify_record.py, which is no part of the product."""
    spec = importlib.util.spec_from_file_location("verify_record", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def write(house: House) -> Write:
    """Return a function that writes one line about a unit: ``write("A1", "unit.renamed", by="minh")``."""

    def one(
        unit: str = "A1",
        verb: str = "unit.renamed",
        *,
        by: str | None = "minh",
        moment: str = "2023-04-21 15:00",
        touching: tuple[str, ...] = (),
        **details: str | int,
    ) -> Entry:
        with transaction.atomic():
            return note(
                verb=verb,
                subject=house.units[unit],
                by=house.people[by] if by else None,
                at=at(moment),
                touching=[house.units[code] for code in touching],
                **details,
            )

    return one


class Log:
    """A record of its own: one unit, one person, and as many lines as asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = (f"copy-{number}" for number in itertools.count())
        self.unit = Unit.objects.create(code="DUK", kind="committee", first=START, place="Hà Nội")
        self.person = Person.objects.create_person(full_name="Nguyễn Văn Minh")

    def grow(self, lines: int, word: str = "tên") -> list[Entry]:
        with transaction.atomic():
            return note_many(
                Act(
                    "unit.renamed",
                    self.unit,
                    self.person,
                    at("2023-04-21 15:00"),
                    touching=[self.unit, self.person] if number % 3 == 0 else (),
                    details={"name": f"{word} số {number}", "count": number},
                )
                for number in range(lines)
            )

    def erase(self, *indexes: int) -> Entry:
        with transaction.atomic():
            entries = [Entry.objects.get(pk=index) for index in indexes]
            return erase_details(
                entries=entries, reason="theo yêu cầu", by=self.person, at=at("2023-04-21 16:00")
            )

    def sign(self) -> Checkpoint:
        with transaction.atomic():
            return sign_checkpoint(at=at("2023-04-21 17:00"))

    def copy(self) -> Path:
        """Write a copy into a folder of its own, as the command does."""
        with transaction.atomic():
            checkpoint = give_out_copy(by=None, at=at("2023-04-21 18:00"))
        out = self.folder / next(self.names)
        write_folder(checkpoint, out)
        return out

    def database_file(self) -> Path:
        """Write the tables of the record, as SQLite holds them, into a file with its key beside it."""
        source: Any = connection.cursor().connection
        folder = self.folder / next(self.names)
        folder.mkdir()
        place = folder / "nghisu.sqlite3"
        target = type(source)(str(place))
        for table in ("nghisu_head", "nghisu_entry", "nghisu_touch", "nghisu_checkpoint"):
            target.execute(
                *source.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
            )
            for row in source.execute(f"SELECT * FROM {table}"):
                values = [str(one) if isinstance(one, datetime.datetime) else one for one in row]
                target.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)
        target.commit()
        target.close()
        (folder / "record.pub").write_bytes((self.folder / "record.pub").read_bytes())
        return place


def files_in(folder: Path) -> Files:
    """Return the files of a copy by their paths."""
    found = [place for place in folder.rglob("*") if place.is_file()]
    return {place.relative_to(folder).as_posix(): place.read_bytes() for place in found}


@pytest.fixture
def log(db: None, tmp_path: Path) -> Log:
    """Return an empty record whose data folder is the test's own."""
    return Log(tmp_path)

"""The drills themselves: a disk that loses its power, calls as strace writes them, the table."""

import importlib.util
import random
from pathlib import Path

import pytest
from tests.drills import plan, recorded, table
from tests.drills.disk import Disk
from tests.drills.recorded import Operation

ABOUT = table.Surroundings("abc123", 7, "ci", "2023-04-21", "2 × PC")


def done(name: str, figures: str = "states 1") -> plan.Done:
    return plan.Done(name, "power cut", plan.HELD, figures, "lies caught", 3.4, {})


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Return a disk with one file of three bytes, which is synced."""
    (tmp_path / "a").write_bytes(b"old")
    return Disk(tmp_path)


def after(disk: Disk, way: str) -> dict[str, bytes]:
    return disk.after_a_cut(random.Random(1), way)


def test_what_was_not_synced_is_kept_or_lost_and_what_was_synced_is_kept(disk: Disk) -> None:
    disk.do(Operation(0, "write", "a", offset=0, content=b"new"))

    assert (after(disk, "least"), after(disk, "most")) == ({"a": b"old"}, {"a": b"new"})

    disk.do(Operation(0, "sync", "a"))

    assert after(disk, "least") == {"a": b"new"}


def test_a_name_is_sure_once_its_folder_is_synced(disk: Disk) -> None:
    disk.do(Operation(0, "make", "b"))
    disk.do(Operation(0, "write", "b", content=b"x"))
    disk.do(Operation(0, "sync", "b"))
    disk.do(Operation(0, "rename", "b", other="c"))

    assert after(disk, "least") == {"a": b"old"}

    disk.do(Operation(0, "sync", "."))

    assert after(disk, "least") == {"a": b"old", "c": b"x"}


def test_a_disk_that_lies_keeps_nothing_it_said_it_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    liar = Disk(tmp_path, lies=True)
    liar.do(Operation(0, "write", "a", content=b"new"))
    liar.do(Operation(0, "sync", "a"))

    assert after(liar, "least") == {"a": b"old"}


def test_calls_are_read_as_strace_writes_them_also_when_cut_in_two(tmp_path: Path) -> None:
    data = str(tmp_path)
    hexed = "".join(f"\\x{one:02x}" for one in f"{data}/db".encode())
    lines = [
        f'7 1.0 openat(AT_FDCWD</>, "{hexed}", O_RDWR|O_CREAT, 0600) = 3<{data}/db>',
        f'7 1.1 pwrite64(3<{data}/db>, "\\x61\\x62", 2, 4096) = 2',
        f"7 1.2 fdatasync(3<{data}/db> <unfinished ...>",
        '8 1.3 pwrite64(9</elsewhere>, "\\x61", 1, 0) = 1',
        "7 1.4 <... fdatasync resumed>) = 0",
        f'7 1.5 pwrite64(3<{data}/db>, "\\x61", 1, 0) = -1 EIO (Input/output error)',
    ]
    (tmp_path / "trace").write_text("\n".join(lines) + "\n")

    assert recorded.operations(tmp_path / "trace", tmp_path) == [
        Operation(1.0, "make", "db"),
        Operation(1.1, "write", "db", offset=4096, content=b"ab"),
        Operation(1.4, "sync", "db"),
    ]


def test_every_step_of_the_plan_is_there() -> None:
    for step in plan.STEPS:
        if step.module:
            assert importlib.util.find_spec(f"tests.drills.{step.module}"), step.name
        for one in (*(step.ci or ()), *(step.full or ())):
            assert not one.startswith("tests/") or (plan.ROOT / one).exists(), one
    assert len({step.name for step in plan.STEPS}) == len(plan.STEPS)


def test_a_new_row_takes_the_place_of_the_old_one_and_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "PAGE", tmp_path / "chaos.md")

    table.write([done("H2"), done("H16")], ABOUT)
    table.write([done("H2", "states 60000 | lost 0")], ABOUT._replace(seed=8))
    table.write([done("H2")], ABOUT._replace(size="full"))

    rows = [line for line in table.PAGE.read_text().splitlines() if line.startswith("| H")]
    assert rows == [
        f"| {name} | power cut | held | {figures} | lies caught | 3 | {size} | {seed} | abc123"
        " | 2023-04-21 | 2 × PC |"
        for name, figures, size, seed in (
            ("H2", "states 60000 lost 0", "ci", 8),
            ("H2", "states 1", "full", 7),
            ("H16", "states 1", "ci", 7),
        )
    ]

"""Each fault that others published has its test here, or says why it cannot happen."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def peers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("peers_faults", ROOT / "tools" / "peers_faults.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_fault_of_peers_has_a_test_or_a_reason_and_every_test_its_entry(peers: ModuleType) -> None:
    assert peers.untested() == []
    assert len(peers.faults()) == 44


def test_a_fault_without_a_test_is_noticed(peers: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    known = peers.tests()
    known.pop("T07")
    monkeypatch.setattr(peers, "tests", lambda: known)

    assert peers.untested() == ["T07"]


def test_the_page_of_faults_is_what_the_tests_say(peers: ModuleType) -> None:
    assert peers.PAGE.read_text(encoding="utf-8") == peers.page(), "run: python tools/peers_faults.py"

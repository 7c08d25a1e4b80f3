"""A pytest plugin: under CI a test skipped for lack of a part is a failed test.

A skip is honest when the test does not belong to this run ("only on SQLite", "only on PostgreSQL"), or
when it is an anchor of docs/optional-anchors.md, whose reason begins with NOT RUN.
"""

import os
from collections.abc import Generator
from typing import Any

import pytest

HONEST = ("Skipped: only on ", "Skipped: NOT RUN", "only on ", "NOT RUN")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, Any]:
    """Turn a skip without an honest reason into a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.startswith(HONEST):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped, which CI does not allow: {reason}"
    return report

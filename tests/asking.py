"""What a warm page asks the database, counted alike for every list."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import Visitor

from nghisu.people.queries.factors import required_factors


def count_rows() -> None:
    """Let the database count its rows, as it does by itself in a minute; else it plans for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked(visitor: Visitor, path: str) -> list[str]:
    """Return the beginnings of the queries of a warm page: the fewer of two visits after a first."""
    visitor.get(path)
    visits = []
    for _ in range(2):
        required_factors()  # kept for seconds only, which a slow page outlives
        with CaptureQueriesContext(connection) as captured:
            answer = visitor.get(path)
        assert answer.status_code == 200, path
        visits.append([query["sql"][:200] for query in captured])
    return min(visits, key=len)

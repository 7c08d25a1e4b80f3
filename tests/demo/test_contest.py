"""What the demo shows of contests: one with its prizes, one being judged, one open for entries."""

from datetime import date

import pytest

from nghisu.contest import queries
from nghisu.contest.models import Contest, ContestEntry, EntrySource, Scoring
from nghisu.demo import contest, organisation
from nghisu.demo.parts import Stage
from nghisu.organisation.queries import standing_of

DAY = date(2023, 4, 21)


@pytest.mark.slow
def test_one_contest_has_its_prizes_one_is_being_judged_and_one_takes_entries(db: None) -> None:
    stage = Stage(lambda steps: None)
    for part in (organisation, contest):
        part.fill(stage)

    stage.play()

    old, small, opened, draft = Contest.objects.order_by("launched_on")
    states = [one.state for one in (old, small, opened, draft)]
    assert states == ["published", "first", "open", "draft"]
    sources = EntrySource.objects.filter(entry__category__contest=old)
    refused = sources.filter(entry__state="rejected").order_by("number")
    assert (sources.count(), sources.values("unit").distinct().count()) == (40, 20)
    assert [one.entry.reason.split('"')[1] for one in refused] == ["ContentTwice", "TooLong", "NameInside"]
    assert Scoring.objects.filter(judge__contest=old, is_third=True).count() == 1
    prizes = ContestEntry.objects.filter(category__contest=old, rank__isnull=False).order_by("rank")
    assert [one.prize for one in prizes][:7] == [
        "Giải Nhất",
        *["Giải Nhì"] * 2,
        *["Giải Ba"] * 3,
        "Giải Khuyến khích",
    ]
    assert [one.rank for one in prizes] == list(range(1, 13))
    awaited = [
        queries.to_score(standing_of(stage.made["people"][key], DAY)) for key in ("uyvien", "chuyenvien")
    ]
    assert [one.count() > 0 for one in awaited] == [True, True]

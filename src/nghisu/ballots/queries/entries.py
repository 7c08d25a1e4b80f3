"""The entries of bundles: what one's own holds, which bundles differ, and where."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nghisu.ballots.models import Bundle, BundleEntry, Candidate, EnteredPaper, Round


@dataclass(frozen=True, slots=True)
class Difference:
    """A paper read in different ways: ``readings`` hold (line, marks, defect)."""

    bundle: int
    number: int
    readings: tuple[tuple[int, str, str], ...]


def differing_bundles(round_: Round, *, bundle: Bundle | None = None) -> list[Difference]:
    """Return the papers read differently, only of bundles that all entries have locked.

    Before that nobody learns anything of another's entry.
    """
    rows = BundleEntry.objects.filter(bundle__round=round_, bundle__is_agreed=False)
    if bundle is not None:
        rows = rows.filter(bundle=bundle)
    entries: dict[UUID, list[BundleEntry]] = defaultdict(list)
    for entry in rows.select_related("bundle"):
        entries[entry.bundle_id].append(entry)
    whole = {
        entry.pk: entry
        for group in entries.values()
        if len(group) == round_.entries_needed and all(one.locked_at for one in group)
        for entry in group
    }
    readings: dict[tuple[int, int], list[tuple[int, str, str]]] = defaultdict(list)
    papers = EnteredPaper.objects.filter(entry__in=whole).values_list("entry_id", "number", "marks", "defect")
    for entry_id, number, marks, defect in papers:
        entry = whole[entry_id]
        readings[entry.bundle.number, number].append((entry.line, marks, defect))
    return [
        Difference(place[0], place[1], tuple(sorted(found)))
        for place, found in sorted(readings.items())
        if len({(marks, defect) for _line, marks, defect in found}) > 1
    ]


def listed_names(round_: Round) -> list[Candidate]:
    """Return the names on the paper, in order."""
    return list(Candidate.objects.filter(round=round_, state=Candidate.State.LISTED).order_by("order"))


def bundle_for(round_: Round, number: int) -> Bundle | None:
    """Return a bundle of the round by its number."""
    return Bundle.objects.select_related("round").filter(round=round_, number=number).first()


def entry_for(round_: Round, pk: UUID) -> BundleEntry | None:
    """Return an entry of the round."""
    return (
        BundleEntry.objects.select_related("bundle__round", "person")
        .filter(bundle__round=round_, pk=pk)
        .first()
    )


def papers_of(entry: BundleEntry) -> list[EnteredPaper]:
    """Return the papers of one's entry, in order."""
    return list(EnteredPaper.objects.filter(entry=entry).order_by("number"))


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A bundle on the page of the count: how far each entry is, never what it holds."""

    bundle: Bundle
    entries: list[dict[str, Any]]
    free: int
    differs: bool
    own: BundleEntry | None


def bundle_rows(round_: Round, person_id: UUID | None) -> list[BundleRow]:
    """Return the bundles of a round with the progress of their entries."""
    done: dict[UUID, int] = defaultdict(int)
    for entry_id in EnteredPaper.objects.filter(entry__bundle__round=round_).values_list(
        "entry_id", flat=True
    ):
        done[entry_id] += 1
    entries: dict[UUID, list[BundleEntry]] = defaultdict(list)
    for entry in BundleEntry.objects.filter(bundle__round=round_).select_related("person"):
        entries[entry.bundle_id].append(entry)
    differing = {one.bundle for one in differing_bundles(round_)}
    rows = []
    for bundle in Bundle.objects.filter(round=round_):
        found = sorted(entries[bundle.pk], key=lambda one: one.line)
        rows.append(
            BundleRow(
                bundle=bundle,
                entries=[
                    {
                        "entry": one,
                        "line": one.line,
                        "name": one.person.full_name,
                        "done": done[one.pk],
                        "is_locked": one.locked_at is not None,
                        "is_own": one.person_id == person_id,
                    }
                    for one in found
                ],
                free=round_.entries_needed - len(found),
                differs=bundle.number in differing,
                own=next((one for one in found if one.person_id == person_id), None),
            )
        )
    return rows

"""Count the papers: bundles, independent entries at different devices, agreement, the sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nghisu.ballots.actions.collector import check_voted_on_paper
from nghisu.ballots.actions.papers import require_counter
from nghisu.ballots.actions.rounds import move, profile_for, touch
from nghisu.ballots.models import (
    Bundle,
    BundleEntry,
    Candidate,
    CountSheet,
    EnteredPaper,
    NameTally,
    PaperStock,
    Round,
)
from nghisu.ballots.queries.entries import differing_bundles
from nghisu.ballots.rules import results, stock
from nghisu.ballots.rules.electorate import Roster
from nghisu.ballots.rules.entries import (
    BundleClosed,
    BundleIncomplete,
    BundlesDiffer,
    DeviceUsedAlready,
    EntryLocked,
    NoLineLeft,
    NotDiffering,
    PaperOutOfOrder,
    PersonEnteredAlready,
    ReasonMissing,
    TakenOver,
)
from nghisu.ballots.rules.keys import Reading, as_marks, read_keys
from nghisu.ballots.rules.papers import Paper, Totals
from nghisu.ballots.rules.states import PUBLISHED, RoundState, check_at
from nghisu.kit import language
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def start_count(*, round_: Round, by: Standing, at: datetime, size: int | None = None) -> Round:
    """Begin the count: part the returned papers in numbered bundles."""
    require_counter(round_, by)
    check_at(round_.state, RoundState.CLOSED)
    check_voted_on_paper(round_)
    if size:
        round_.bundle_size = size
        round_.save_over(round_.version, "bundle_size")
    returned = PaperStock.objects.get(round=round_).returned or 0
    sizes = stock.bundle_sizes(returned, round_.bundle_size)
    Bundle.objects.bulk_create(
        Bundle(round=round_, number=number, size=papers) for number, papers in enumerate(sizes, 1)
    )
    return move(round_, RoundState.COUNTING, by=by, at=at, verb="round.count_started", bundles=len(sizes))


@transaction.atomic
def take_bundle(*, bundle: Bundle, device: str, by: Standing, at: datetime) -> BundleEntry:
    """Begin to enter a bundle, or go on with one's own entry of it, at this device.

    :raises EntryLocked: if one's entry is locked
    :raises PersonEnteredAlready: never; one's own entry goes on, at another device too
    :raises DeviceUsedAlready: if another entry of the bundle was made at this device
    :raises NoLineLeft: if all entries of the bundle are taken by others
    """
    require_counter(bundle.round, by)
    check_at(bundle.round.state, RoundState.COUNTING)
    Bundle.objects.select_for_update().get(pk=bundle.pk)
    entries = list(BundleEntry.objects.filter(bundle=bundle))
    own = next((one for one in entries if one.person_id == by.person_id), None)
    if own is not None:
        return _at_device(own, entries, device, by=by, at=at)
    if any(one.device == device for one in entries):
        raise DeviceUsedAlready(bundle=bundle.number)
    free = set(range(1, bundle.round.entries_needed + 1)) - {one.line for one in entries}
    if not free:
        raise NoLineLeft(bundle=bundle.number)
    made = BundleEntry.objects.create(
        bundle=bundle, line=min(free), person_id=by.me, device=device, started_at=at
    )
    note(verb="count.entry_begun", subject=bundle.round, by=by, at=at, bundle=bundle.number, line=made.line)
    return made


@transaction.atomic
def take_over(*, entry: BundleEntry, device: str, by: Standing, at: datetime) -> BundleEntry:
    """Go on with another's entry whose device was lost: its papers stay, the other device is shut out.

    :raises EntryLocked: if the entry is locked
    :raises PersonEnteredAlready: if the asker made another entry of this bundle
    :raises DeviceUsedAlready: if another entry of the bundle was made at this device
    """
    bundle = entry.bundle
    require_counter(bundle.round, by)
    check_at(bundle.round.state, RoundState.COUNTING)
    Bundle.objects.select_for_update().get(pk=bundle.pk)
    others = list(BundleEntry.objects.filter(bundle=bundle).exclude(pk=entry.pk))
    if any(one.person_id == by.person_id for one in others):
        raise PersonEnteredAlready(bundle=bundle.number)
    entry.refresh_from_db()
    entry.person_id = by.me
    return _at_device(entry, [*others, entry], device, by=by, at=at)


def _at_device(
    entry: BundleEntry, entries: list[BundleEntry], device: str, *, by: Standing, at: datetime
) -> BundleEntry:
    if entry.locked_at is not None:
        raise EntryLocked(bundle=entry.bundle.number)
    if any(one.device == device for one in entries if one.pk != entry.pk):
        raise DeviceUsedAlready(bundle=entry.bundle.number)
    if entry.device != device:
        entry.device, entry.takeovers = device, entry.takeovers + 1
        entry.save(update_fields=["device", "takeovers", "person"])
        note(
            verb="count.entry_taken_over",
            subject=entry.bundle.round,
            by=by,
            at=at,
            bundle=entry.bundle.number,
            line=entry.line,
        )
    return entry


@transaction.atomic
def enter_paper(
    *, entry: BundleEntry, number: int, keys: str, device: str, by: Standing, at: datetime
) -> Reading:
    """Store what was read on the paper at a place of the bundle; sent twice, it is stored once.

    :raises TakenOver: if another device goes on with this entry
    :raises EntryLocked: if the entry is locked
    :raises PaperOutOfOrder: if a paper before it is missing or the bundle has none at this place
    :raises KeysNotUnderstood: if the keys make no paper
    """
    _writing(entry, device, by)
    round_ = entry.bundle.round
    names = Candidate.objects.filter(round=round_, state=Candidate.State.LISTED).count()
    reading = read_keys(keys, mode=round_.mode, names=names)
    done = EnteredPaper.objects.filter(entry=entry).count()
    if not 1 <= number <= min(done + 1, entry.bundle.size):
        raise PaperOutOfOrder(number=number, size=entry.bundle.size, next=min(done + 1, entry.bundle.size))
    EnteredPaper.objects.update_or_create(
        entry=entry, number=number, defaults={"marks": reading.marks, "defect": reading.defect, "at": at}
    )
    return reading


def _writing(entry: BundleEntry, device: str, by: Standing) -> None:
    require_counter(entry.bundle.round, by)
    check_at(entry.bundle.round.state, RoundState.COUNTING)
    if entry.bundle.is_agreed:
        raise BundleClosed(bundle=entry.bundle.number)
    if entry.person_id != by.person_id or entry.device != device:
        raise TakenOver(bundle=entry.bundle.number)
    if entry.locked_at is not None:
        raise EntryLocked(bundle=entry.bundle.number)


@transaction.atomic
def lock_entry(*, entry: BundleEntry, device: str, by: Standing, at: datetime) -> bool:
    """Lock an entry of a whole bundle; return whether all entries are locked and agree.

    :raises BundleIncomplete: if papers are missing
    """
    _writing(entry, device, by)
    bundle = Bundle.objects.select_for_update().select_related("round").get(pk=entry.bundle_id)
    done = EnteredPaper.objects.filter(entry=entry).count()
    if done < bundle.size:
        raise BundleIncomplete(bundle=bundle.number, done=done, size=bundle.size)
    entry.locked_at = at
    entry.save(update_fields=["locked_at"])
    entries = list(BundleEntry.objects.filter(bundle=bundle))
    whole = len(entries) == bundle.round.entries_needed and all(one.locked_at for one in entries)
    if whole and not differing_bundles(bundle.round, bundle=bundle):
        bundle.is_agreed = True
        bundle.save(update_fields=["is_agreed"])
    note(
        verb="count.entry_locked",
        subject=bundle.round,
        by=by,
        at=at,
        bundle=bundle.number,
        line=entry.line,
        agreed=bundle.is_agreed,
    )
    return bundle.is_agreed


@transaction.atomic
def reopen_bundle(*, bundle: Bundle, by: Standing, at: datetime) -> Bundle:
    """Open the entries of a bundle that differ, so that each mends its own with the papers in hand.

    :raises NotDiffering: if they are not all locked, or agree
    """
    require_counter(bundle.round, by)
    check_at(bundle.round.state, RoundState.COUNTING)
    if not differing_bundles(bundle.round, bundle=bundle):
        raise NotDiffering(bundle=bundle.number)
    for entry in BundleEntry.objects.filter(bundle=bundle):
        entry.locked_at, entry.attempt = None, entry.attempt + 1
        entry.save(update_fields=["locked_at", "attempt"])
    note(verb="count.bundle_reopened", subject=bundle.round, by=by, at=at, bundle=bundle.number)
    return bundle


@dataclass(frozen=True, slots=True)
class SheetTotals:
    """Totals of a tally sheet: ``votes`` by candidate id, one number or one a choice."""

    valid: int
    invalid: Mapping[str, int]
    votes: Mapping[UUID, Mapping[str, int]] = field(default_factory=dict)


@transaction.atomic
def finish_count(*, round_: Round, by: Standing, at: datetime, reason: str = "") -> CountSheet:
    """Count the agreed bundles by the rules of the round.

    :param reason: why it is counted anew, where a sheet exists
    :raises BundlesDiffer: if a bundle is not agreed on
    """
    require_counter(round_, by)
    check_at(round_.state, RoundState.COUNTING)
    left = list(Bundle.objects.filter(round=round_, is_agreed=False).values_list("number", flat=True))
    if left:
        raise BundlesDiffer(bundles=", ".join(map(str, left)))
    names = _names(round_)
    rows = EnteredPaper.objects.filter(entry__bundle__round=round_, entry__line=1)
    papers = tuple(
        Paper(
            marks=dict(zip(map(str, names), as_marks(marks, round_.mode), strict=True)),
            defects=(defect,) if defect else (),
        )
        for marks, defect in rows.values_list("marks", "defect")
    )
    return _sheet(round_, names, papers=papers, by=by, at=at, reason=reason)


@transaction.atomic
def enter_totals(
    *, round_: Round, totals: SheetTotals, by: Standing, at: datetime, reason: str = ""
) -> CountSheet:
    """Enter the totals of a count made on tally sheets; sums are checked at once.

    :raises CountRefused: if the sums cannot be
    """
    require_counter(round_, by)
    check_at(round_.state, RoundState.CLOSED, RoundState.COUNTING)
    check_voted_on_paper(round_)
    return _sheet(round_, _names(round_), totals=totals, by=by, at=at, reason=reason)


MENDED = (RoundState.COUNTED, RoundState.ANNOUNCED, RoundState.SIGNED)


def put_totals(
    *, round_: Round, totals: SheetTotals, by: Standing, at: datetime, reason: str = ""
) -> CountSheet:
    """Put the totals of a vote on devices, within the transaction of the act that does it.

    :raises ReasonMissing: if a sheet is there already and no reason is given
    """
    require_counter(round_, by)
    check_at(round_.state, RoundState.CLOSED, *MENDED)
    if round_.state in MENDED and not reason.strip():
        raise ReasonMissing
    return _sheet(round_, _names(round_), totals=totals, by=by, at=at, reason=reason)


@transaction.atomic
def recount(*, round_: Round, reason: str, by: Standing, at: datetime) -> Round:
    """Count anew before the announcement: the bundles are entered once more; the old sheet stays.

    :raises ReasonMissing: without a reason
    """
    require_counter(round_, by)
    check_at(round_.state, RoundState.COUNTED)
    check_voted_on_paper(round_)
    if not reason.strip():
        raise ReasonMissing
    BundleEntry.objects.filter(bundle__round=round_).delete()
    if not Bundle.objects.filter(round=round_).exists():
        returned = PaperStock.objects.get(round=round_).returned or 0
        Bundle.objects.bulk_create(
            Bundle(round=round_, number=number, size=size)
            for number, size in enumerate(stock.bundle_sizes(returned, round_.bundle_size), 1)
        )
    Bundle.objects.filter(round=round_).update(is_agreed=False)
    round_.note = language.clean_name(reason)[:300]
    round_.save_over(round_.version, "note")
    return move(round_, RoundState.COUNTING, by=by, at=at, verb="round.count_repeated", reason=round_.note)


@transaction.atomic
def correct_result(
    *, round_: Round, totals: SheetTotals, reason: str, by: Standing, at: datetime
) -> CountSheet:
    """Put a new sheet over an announced one, with its reason; the old one stays, the minutes are signed anew.

    :raises ReasonMissing: without a reason
    """
    require_counter(round_, by)
    check_at(round_.state, RoundState.ANNOUNCED, RoundState.SIGNED)
    check_voted_on_paper(round_)
    if not reason.strip():
        raise ReasonMissing
    return _sheet(round_, _names(round_), totals=totals, by=by, at=at, reason=reason)


def _names(round_: Round) -> list[UUID]:
    listed = Candidate.objects.filter(round=round_, state=Candidate.State.LISTED)
    return list(listed.order_by("order").values_list("pk", flat=True))


def _sheet(
    round_: Round,
    names: list[UUID],
    *,
    by: Standing,
    at: datetime,
    papers: tuple[Paper, ...] = (),
    totals: SheetTotals | None = None,
    reason: str = "",
) -> CountSheet:
    last = CountSheet.objects.filter(round=round_).order_by("-number").first()
    reason = language.clean_name(reason) or (round_.note if last else "")
    if last is not None and not reason:
        raise ReasonMissing
    stored = PaperStock.objects.get(round=round_)
    result = results.of_round(
        results.Counted(
            kind=round_.kind,
            mode=round_.mode,
            profile=profile_for(round_),
            seats=round_.seats,
            names=tuple(map(str, names)),
            roster=Roster(**round_.roster_numbers),
            issued=stored.issued,
            returned=stored.returned or 0,
            number=round_.number,
            is_run_off=round_.is_run_off,
            papers=papers,
            totals=_totals(totals, round_.mode) if totals else None,
        )
    )
    sheet = CountSheet.objects.create(
        round=round_,
        number=last.number + 1 if last else 1,
        issued=stored.issued,
        returned=stored.returned or 0,
        valid=result.valid,
        invalid=sum(result.invalid.values()),
        by_reason=dict(result.invalid),
        base=result.base,
        threshold=result.threshold,
        quorum_met=result.quorum_met,
        open_seats=result.open_seats,
        run_off_seats=result.run_off_seats,
        verdict=result.state,
        warnings=list(result.warnings),
        result={"base_parts": dict(result.base_parts), "max_surplus": result.max_surplus},
        reason=reason if last else "",
        is_totals=totals is not None,
        at=at,
    )
    NameTally.objects.bulk_create(
        NameTally(
            sheet=sheet,
            candidate_id=one.name,
            valid=result.valid,
            votes=one.votes,
            high=one.choices.get("high"),
            medium=one.choices.get("medium"),
            low=one.choices.get("low"),
            against=one.choices.get("not_confident"),
            level=one.share,
            of_base=one.of_base,
            of_returned=one.of_returned,
            of_valid=one.of_valid,
            is_elected=one.is_elected,
            is_tied=one.is_tied,
            order=order,
        )
        for order, one in enumerate(result.names, 1)
    )
    if round_.state not in PUBLISHED:
        round_.counted_at, round_.state = at, RoundState.COUNTED
        round_.save_over(round_.version, "counted_at", "state")
    else:
        touch(round_)
    note(
        verb="round.result_corrected" if round_.state in PUBLISHED else "round.counted",
        subject=round_,
        by=by,
        at=at,
        sheet=sheet.number,
        returned=sheet.returned,
        valid=sheet.valid,
        invalid=sheet.invalid,
        reason=sheet.reason,
    )
    return sheet


def _totals(totals: SheetTotals, mode: str) -> Totals:
    choices: dict[str, dict[str, int]] = {}
    for pk, numbers in totals.votes.items():
        for choice, number in numbers.items():
            choices.setdefault(choice, {})[str(pk)] = number
    return Totals(totals.valid, {key: value for key, value in totals.invalid.items() if value}, choices)

"""Read a published election (the .csv of onegov-cloud) into a round, and hold the count against what it says.

One row stands for a candidate in one district. Every number that the file repeats must be the same each
time, every sum must come out, and the published majority and outcome must be those of the count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from nghisu.ballots.rules.count_file import LARGEST, FileRefused
from nghisu.ballots.rules.counting import Election, count
from nghisu.ballots.rules.electorate import Roster
from nghisu.ballots.rules.papers import CountRefused, Mode, Reason, Totals
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.profiles import Base, Blank, RuleProfile

ELECTION = ("election_title", "election_type", "election_mandates", "election_absolute_majority")
DISTRICT = (
    "entity_counted",
    "entity_received_ballots",
    "entity_blank_ballots",
    "entity_invalid_ballots",
    "entity_unaccounted_ballots",
    "entity_accounted_ballots",
    "entity_blank_votes",
    "entity_invalid_votes",
    "entity_accounted_votes",
)
CANDIDATE = ("candidate_family_name", "candidate_first_name", "candidate_elected", "candidate_votes")
COLUMNS = (*ELECTION, "entity_id", *DISTRICT, "candidate_id", *CANDIDATE)
TRUTH = {"True": True, "False": False}


class NoRows(CountRefused):
    """A file without rows."""

    code = "no_rows"
    sentence = N_("The file has no rows. Publish it again.")


class ColumnMissing(CountRefused):
    """A column is missing."""

    code = "column_missing"
    sentence = N_("The column %(column)s is missing.")


class RowGarbled(CountRefused):
    """A row with more or fewer fields than the heading, or a field with the wrong content."""

    code = "row_garbled"
    sentence = N_("In row %(row)s, “%(value)s” cannot stand in the column %(column)s. The row is garbled.")


class RowTwice(CountRefused):
    """One candidate twice in one district."""

    code = "row_twice"
    sentence = N_("Row %(row)s repeats candidate %(name)s in district %(district)s.")


class NotOneValue(CountRefused):
    """A value that the rows repeat and that is not the same."""

    code = "not_one_value"
    sentence = N_("The column %(column)s has another value in row %(row)s than before.")


class DistrictNotCounted(CountRefused):
    """A district whose papers are not counted yet."""

    code = "district_not_counted"
    sentence = N_("District %(district)s is not counted yet. Wait for its result.")


class DistrictSum(CountRefused):
    """A district whose numbers do not add up."""

    code = "district_sum"
    sentence = N_("In district %(district)s %(column)s is %(value)s, and its parts make %(sum)s.")


class CandidateMissing(CountRefused):
    """A candidate without a row in a district."""

    code = "candidate_missing"
    sentence = N_("District %(district)s has no row for candidate %(name)s.")


class MajorityDiffers(CountRefused):
    """The published majority is not that of the votes in the file."""

    code = "majority_differs"
    sentence = N_(
        "The published majority is %(published)s, and the votes in the file make it %(counted)s. "
        "The file is incomplete or altered."
    )


class OutcomeDiffers(CountRefused):
    """Somebody else is elected by the votes in the file."""

    code = "outcome_differs"
    sentence = N_("The published outcome names %(published)s, and the votes in the file elect %(counted)s.")


Row = Mapping[str, str]


def read_published(rows: Iterable[Mapping[str | None, object]]) -> Election:
    """Return the election of a published file, its count held against the published majority and outcome.

    With one seat the majority is asked of the valid papers (Bern), with several of the sum of the votes of
    all candidates divided by twice the seats (Zug).

    :raises FileRefused: with the first fault
    """
    try:
        return _read(rows)
    except CountRefused as fault:
        raise FileRefused([fault]) from fault


def _read(rows: Iterable[Mapping[str | None, object]]) -> Election:
    read = [_row(number, row) for number, row in enumerate(rows, start=2)]
    if not read:
        raise NoRows
    for column in ELECTION:
        _one_value(read, column)
    seats, majority = (_number(2, read[0], column) for column in ELECTION[2:])
    districts: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(read, start=2):
        districts.setdefault(row["entity_id"], []).append((number, row))
    names = {row["candidate_id"]: _name(row) for row in read}
    votes, elected = dict.fromkeys(names.values(), 0), set()
    valid = received = blank = 0
    for district, own in districts.items():
        _everybody_once(district, own, names)
        numbers = _district(district, own, seats)
        valid += numbers["entity_accounted_ballots"]
        received += numbers["entity_received_ballots"]
        blank += numbers["entity_blank_ballots"]
        for number, row in own:
            votes[_name(row)] += _number(number, row, "candidate_votes")
            if _truth(number, row, "candidate_elected"):
                elected.add(_name(row))
    election = _election(seats, valid, (received, blank), votes, read[0]["election_title"])
    _held_against(election, majority, elected)
    return election


def _held_against(election: Election, majority: int, elected: set[str]) -> None:
    result = count(election)
    if result.threshold != majority:
        raise MajorityDiffers("election_absolute_majority", published=majority, counted=result.threshold)
    if set(result.elected) != elected:
        published, counted = ", ".join(sorted(elected)), ", ".join(sorted(result.elected))
        raise OutcomeDiffers("candidate_elected", published=published or "–", counted=counted or "–")


def _election(
    seats: int, valid: int, others: tuple[int, int], votes: Mapping[str, int], title: str
) -> Election:
    received, blank = others
    profile = RuleProfile(
        code="published",
        name=title,
        source=title,
        first=date.min,
        base=Base.VALID_BALLOTS if seats == 1 else Base.CANDIDATE_VOTES,
        blank_is=Blank.VALID,
    )
    round_ = Election(
        profile=profile,
        seats=seats,
        candidates=tuple(votes),
        roster=Roster(present=received),
        issued=received,
        returned=received,
    )
    choice = "keep" if round_.mode is Mode.SURPLUS else "agree"
    nobody = Reason.NOBODY_CHOSEN if round_.mode is Mode.SURPLUS else Reason.NO_EXPRESSED_CHOICE
    invalid: dict[str, int] = {nobody: blank, Reason.EXTRA_MARKS: received - valid - blank}
    totals = Totals(valid, invalid, {choice: votes})
    return replace(round_, totals=totals)


def _row(number: int, row: Mapping[str | None, object]) -> Row:
    for column in COLUMNS:
        if column not in row:
            raise ColumnMissing(column, column=column)
        if not isinstance(row[column], str):
            raise RowGarbled(f"row {number}", row=number, value="–", column=column)
    if None in row:
        raise RowGarbled(f"row {number}", row=number, value=str(row[None]), column="–")
    return {str(column): str(value) for column, value in row.items()}


def _number(number: int, row: Row, column: str) -> int:
    value = row[column]
    if not (value.isascii() and value.isdecimal() and int(value) <= LARGEST):
        raise RowGarbled(f"row {number}", row=number, value=value, column=column)
    return int(value)


def _truth(number: int, row: Row, column: str) -> bool:
    if row[column] not in TRUTH:
        raise RowGarbled(f"row {number}", row=number, value=row[column], column=column)
    return TRUTH[row[column]]


def _name(row: Row) -> str:
    return f"{row['candidate_first_name']} {row['candidate_family_name']}".strip()


def _one_value(rows: list[Row], column: str) -> None:
    for number, row in enumerate(rows, start=2):
        if row[column] != rows[0][column]:
            raise NotOneValue(f"row {number}", column=column, row=number)


def _district(district: str, own: list[tuple[int, Row]], seats: int) -> dict[str, int]:
    first, row = own[0]
    for column in DISTRICT:
        for number, other in own:
            if other[column] != row[column]:
                raise NotOneValue(f"row {number}", column=column, row=number)
    if not _truth(first, row, "entity_counted"):
        raise DistrictNotCounted(f"row {first}", district=district)
    numbers = {column: _number(first, row, column) for column in DISTRICT[1:]}
    votes = sum(_number(number, one, "candidate_votes") for number, one in own)
    spent = ("entity_accounted_votes", "entity_blank_votes", "entity_invalid_votes")
    sums = {
        "entity_unaccounted_ballots": numbers["entity_blank_ballots"] + numbers["entity_invalid_ballots"],
        "entity_received_ballots": numbers["entity_accounted_ballots"]
        + numbers["entity_unaccounted_ballots"],
        "entity_accounted_votes": votes,
    }
    for column, made in sums.items():
        if numbers[column] != made:
            raise DistrictSum(
                f"row {first}", district=district, column=column, value=numbers[column], sum=made
            )
    papers = numbers["entity_accounted_ballots"] * seats
    made = sum(numbers[column] for column in spent)
    if papers != made:
        raise DistrictSum(
            f"row {first}", district=district, column="entity_accounted_ballots", value=papers, sum=made
        )
    return numbers


def _everybody_once(district: str, own: list[tuple[int, Row]], names: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for number, row in own:
        if row["candidate_id"] in seen:
            raise RowTwice(f"row {number}", row=number, name=_name(row), district=district)
        seen.add(row["candidate_id"])
    for candidate, name in names.items():
        if candidate not in seen:
            raise CandidateMissing(f"row {own[0][0]}", district=district, name=name)

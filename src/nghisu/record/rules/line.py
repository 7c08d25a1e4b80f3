"""One line of the record as exact bytes: the leaf that is hashed.

A leaf is JSON of one form only: keys in alphabetical order, no blanks, ASCII. Reading it back gives the
same bytes or is refused, so a changed letter case or blank is a changed line.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Self

LONGEST_LEAF = 65_535  # an entry bundle counts its bytes in 16 bits (C2SP tlog-tiles)
CLOCK_WENT_BACK = "clock_went_back"
ERASED = "record.details_erased"
TOLERANCE = datetime.timedelta(seconds=1)

Detail = str | int | float | None


@dataclass(frozen=True, slots=True)
class Line:
    """What one line commits to, by opaque ids.

    :param commitment: hex hash over the salt and the details, which lie outside and can be erased
    :param touching: other objects the act was about, as (kind, id), in order
    :param unit: id of the unit whose record this line belongs to; empty: of the whole installation
    :param flag: CLOCK_WENT_BACK where the line before it bears a later moment; else empty
    """

    index: int
    at: datetime.datetime
    verb: str
    kind: str
    subject: str
    actor: str
    unit: str
    commitment: str
    touching: tuple[tuple[str, str], ...] = ()
    flag: str = ""

    def leaf(self) -> bytes:
        """Return the exact bytes.

        :raises ValueError: if they are too many for a bundle
        """
        leaf = _json(
            {
                "actor": self.actor,
                "at": moment_text(self.at),
                "details": self.commitment,
                "flag": self.flag,
                "index": self.index,
                "kind": self.kind,
                "subject": self.subject,
                "touching": [list(one) for one in self.touching],
                "unit": self.unit,
                "verb": self.verb,
            }
        ).encode("ascii")
        if len(leaf) > LONGEST_LEAF:
            raise ValueError("One line of the record cannot touch so many objects; write several lines.")
        return leaf

    @classmethod
    def read(cls, leaf: bytes) -> Self:
        """Return the line that the bytes stand for.

        :raises ValueError: if they are not the one form that ``leaf`` writes
        """
        try:
            said = json.loads(leaf.decode("ascii"))
            line = cls(
                index=said["index"],
                at=datetime.datetime.strptime(said["at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(
                    tzinfo=datetime.UTC
                ),
                verb=said["verb"],
                kind=said["kind"],
                subject=said["subject"],
                actor=said["actor"],
                unit=said["unit"],
                commitment=said["details"],
                touching=tuple((kind, pk) for kind, pk in said["touching"]),
                flag=said["flag"],
            )
            words = (line.verb, line.kind, line.subject, line.actor, line.unit, line.commitment, line.flag)
            named = [word for pair in line.touching for word in pair]
            is_exact = type(line.index) is int and all(type(word) is str for word in (*words, *named))
            is_exact = is_exact and line.leaf() == leaf
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("The bytes are no line of the record.") from error
        if not is_exact:
            raise ValueError("The bytes are not in the one form of a line.")
        return line


def moment_text(moment: datetime.datetime) -> str:
    """Return a moment in the one form of the record: UTC, six digits of a second."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def details_text(details: dict[str, Detail]) -> str:
    """Return the words behind a line in one form: keys in order, no blanks, Unicode as it is."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def commitment(salt: bytes, details: str) -> str:
    """Return the hex hash that binds a line to its words without showing them."""
    return hashlib.sha256(salt + details.encode()).hexdigest()


def flag_for(at: datetime.datetime, previous: datetime.datetime | None) -> str:
    """Return the flag of a line written at ``at`` after a line written at ``previous``."""
    return CLOCK_WENT_BACK if previous is not None and at < previous - TOLERANCE else ""


def _json(said: dict[str, object]) -> str:
    return json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))

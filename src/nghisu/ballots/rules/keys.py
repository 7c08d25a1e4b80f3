"""Read a paper from the keys pressed for it: digits for names, a few signs of the number pad, then Enter.

A paper begins as most papers are: nobody struck or introduced, all agreed, all highly trusted. A digit
gives that name the brush's mark; ``-``, ``*`` and ``.`` take another brush; ``+`` gives the brush's mark
to every name not yet touched; ``/`` and a digit name a defect of the whole paper. Lists of more than nine
names take two digits a name. At most ten keys, Enter included, make any paper of eight names of an
election. The script ``paper-entry.js`` reads the same keys while they are typed.
"""

from dataclasses import dataclass

from nghisu.kit.refusals import N_, Refusal

KEEP, STRIKE = "k", "s"
AGREE, DISAGREE, NEITHER, BOTH = "a", "d", "n", "b"
INTRODUCE = "i"
HIGH, MEDIUM, LOW, SEVERAL, UNMARKED = "h", "m", "l", "v", "u"

BRUSHES: dict[str, tuple[str, dict[str, str]]] = {
    # mode: the mark a paper begins with, and the mark of each brush ("" is the first)
    "SURPLUS": (KEEP, {"": STRIKE}),
    "SINGLE": (AGREE, {"": DISAGREE, "-": NEITHER, "*": BOTH}),
    "NO_SURPLUS": (AGREE, {"": DISAGREE, "-": NEITHER, "*": BOTH}),
    "INTRODUCTION": (NEITHER, {"": INTRODUCE}),
    "TRUST": (AGREE, {"": DISAGREE, "-": NEITHER, "*": BOTH}),
    "CONFIDENCE": (HIGH, {"": MEDIUM, "-": LOW, "*": SEVERAL, ".": UNMARKED}),
}
DEFECTS: dict[str, str] = {"1": "not_issued", "2": "outside_list", "3": "extra_marks", "4": "name_struck"}
MARK_WORDS: dict[str, str] = {
    KEEP: "keep",
    STRIKE: "strike",
    AGREE: "agree",
    DISAGREE: "disagree",
    NEITHER: "none",
    BOTH: "both",
    HIGH: "high",
    MEDIUM: "medium",
    LOW: "low",
    SEVERAL: "several",
    UNMARKED: "none",
    INTRODUCE: "introduce",
}
TRUST_WORDS = {AGREE: "confident", DISAGREE: "not_confident"}


class KeysNotUnderstood(Refusal):
    """Keys that make no paper."""

    sentence = N_(
        "“%(keys)s” is not a paper of this list of %(names)d names. Press the number of a name, or a "
        "sign shown "
        "below the paper."
    )
    field = "keys"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on one paper: a letter a name in the order of the list, and a defect or none."""

    marks: str
    defect: str = ""


def read_keys(keys: str, *, mode: str, names: int) -> Reading:
    """Return what the keys say.

    :raises KeysNotUnderstood: if a key says nothing here
    """
    first, brushes = BRUSHES[mode]
    marks: list[str | None] = [None] * names
    width = 2 if names > 9 else 1
    brush, defect, place = "", "", 0
    while place < len(keys):
        key = keys[place]
        if key in brushes:
            brush = key
        elif key == "+":
            marks = [mark or brushes[brush] for mark in marks]
        elif key == "/":
            place += 1
            defect = DEFECTS.get(keys[place : place + 1], "")
            if not defect:
                raise KeysNotUnderstood(keys=keys, names=names)
        else:
            digits = keys[place : place + width]
            if not (digits.isascii() and digits.isdigit() and len(digits) == width):
                raise KeysNotUnderstood(keys=keys, names=names)
            if not 1 <= int(digits) <= names:
                raise KeysNotUnderstood(keys=keys, names=names)
            marks[int(digits) - 1] = brushes[brush]
            place += width - 1
        place += 1
    return Reading("".join(mark or first for mark in marks), defect)


def keys_for(marks: str, *, mode: str) -> str:
    """Return few keys that make these marks; with Enter at most ten for eight names of an election."""
    first, brushes = BRUSHES[mode]
    signs = {mark: sign for sign, mark in brushes.items()}
    width = 2 if len(marks) > 9 else 1
    places = {
        mark: [f"{number:0{width}}" for number, one in enumerate(marks, 1) if one == mark] for mark in signs
    }

    def typed(filled: str) -> str:
        """Return the keys when the mark ``filled`` is given to all names at once."""
        keys, brush = "", ""
        used = [mark for mark in signs if places[mark]]
        if filled == brushes[""]:
            keys, used = "+", [mark for mark in used if mark != filled]
        elif filled:
            used = [mark for mark in used if mark != filled] + [filled]
        for mark in used:
            if signs[mark] != brush:
                keys, brush = keys + signs[mark], signs[mark]
            keys += "+" if mark == filled else "".join(places[mark])
        return keys

    ways = [typed("")]
    if first not in marks:
        ways += [typed(mark) for mark in signs if places[mark]]
    return min(ways, key=len)


def as_marks(marks: str, mode: str) -> list[str]:
    """Return the words of the count file for each name."""
    words = MARK_WORDS | (TRUST_WORDS if mode == "TRUST" else {})
    return [words[mark] for mark in marks]

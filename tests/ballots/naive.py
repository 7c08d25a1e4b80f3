"""Count an election by reading each paper aloud: slow, plain, and written without a look at the product."""

from fractions import Fraction

Read = tuple[int, dict[str, int], dict[str, int], set[str], set[str]]


def count(seats: int, names: list[str], papers: list[tuple[dict[str, str], list[str]]], base: int) -> Read:
    """Return valid papers, invalid ones by reason, votes, elected and tied, reading paper by paper."""
    why: dict[str, int] = {}
    surplus = len(names) > seats and len(names) > 1
    valid, why, votes = 0, {}, dict.fromkeys(names, 0)
    for marks, defects in papers:
        reason = ""
        for defect in ("not_issued", "outside_list", "extra_marks", "name_struck"):
            if defect in defects and not reason:
                reason = defect
        chosen = []
        expressed = False
        for name in names:
            if surplus and marks.get(name, "keep") == "keep":
                chosen.append(name)
            if not surplus and marks.get(name) == "agree":
                chosen.append(name)
            if marks.get(name) in ("agree", "disagree"):
                expressed = True
        if not reason and surplus and len(chosen) > seats:
            reason = "too_many"
        if not reason and surplus and not chosen:
            reason = "nobody_chosen"
        if not reason and not surplus and not expressed:
            reason = "no_expressed_choice"
        if reason:
            why[reason] = why.get(reason, 0) + 1
        else:
            valid += 1
            for name in chosen:
                votes[name] += 1
    able = [name for name in names if Fraction(votes[name]) > Fraction(base, 2)]
    elected, tied = [], []
    for name in able:
        better = [other for other in able if votes[other] > votes[name]]
        level = [other for other in able if votes[other] == votes[name]]
        if len(better) + len(level) <= seats:
            elected.append(name)
        elif len(better) < seats:
            tied.append(name)
    return valid, why, votes, set(elected), set(tied)

"""What was voted on paper beside the devices, as count files that anybody can count again."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from nghisu.ballots.models import Candidate, CountSheet, NameTally, SecretPoll
from nghisu.ballots.rules.count_write import written
from nghisu.ballots.rules.papers import CHOICES, Mode
from nghisu.organisation.queries.rules import rules_by_code

PAPERS = "phieu-giay.json"
TOGETHER = "tong-hop.json"


def count_files(poll: SecretPoll) -> Mapping[str, bytes]:
    """Return the count files by name: of the papers, where they may be told, and of devices and papers."""
    round_ = poll.round
    sheet = CountSheet.objects.filter(round=round_).order_by("-number").first()
    if not poll.papers_back or sheet is None:
        return {}
    listed = Candidate.objects.filter(round=round_, state=Candidate.State.LISTED).order_by("order")
    rows = list(listed.values_list("pk", "name"))
    given: dict[str, Any] = {
        "kind": round_.kind,
        "mode": round_.mode,
        "number": round_.number,
        "profile": rules_by_code(round_.profile, unit=round_.unit_id),
        "seats": round_.seats,
        "names": [name for _pk, name in rows],
        "roster": round_.roster_numbers,
    }
    tallies = {one.candidate_id: one for one in NameTally.objects.filter(sheet=sheet)}
    votes = [_choices(tallies[pk], Mode(round_.mode)) for pk, _name in rows]
    whole = {"issued": sheet.issued, "valid": sheet.valid, "invalid": sheet.by_reason, "votes": votes}
    found = {TOGETHER: written(**given, **whole)}
    if poll.paper_totals is not None:
        found[PAPERS] = written(**given, issued=poll.on_paper, **poll.paper_totals)
    return found


def _choices(tally: NameTally, mode: Mode) -> dict[str, int]:
    levels = CHOICES[mode]
    if mode is Mode.CONFIDENCE:
        return {level: getattr(tally, level) or 0 for level in levels}
    return {levels[0]: tally.votes, **({"not_confident": tally.against or 0} if mode is Mode.TRUST else {})}


def mark_of_papers(poll: SecretPoll) -> str:
    """Return the hash of the papers' count file as the minutes print it; empty where there is none."""
    content = count_files(poll).get(PAPERS)
    return sha256(content).hexdigest() if content else ""

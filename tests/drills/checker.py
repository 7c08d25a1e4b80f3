"""The checker of the drills: compares what writers were told with what the data hold; prints one JSON object.

Run with Django set up on the data, by `kill9`; looks at the tables, never at the server.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def compare(ledger: Path) -> dict[str, Any]:
    """Return how many writes were acknowledged, lost, doubled, unasked for, or refused."""
    from nghisu.documents.models import Document, DocumentFile
    from nghisu.organisation.models import OutsideBody
    from nghisu.record.models import Entry
    from nghisu.record.queries.whole import check_record

    said = [json.loads(line) for line in ledger.read_text().splitlines()]
    meant = {one["intent"]: one["kind"] for one in said if "intent" in one}
    acknowledged = {one["ack"] for one in said if "ack" in one}
    refused = [one for one in said if "refused" in one]
    outside = dict(OutsideBody.objects.filter(code__startswith="W").values_list("code", "pk"))
    papers = Document.objects.filter(subject__startswith="W")
    rows = Counter([*OutsideBody.objects.filter(code__startswith="W").values_list("code", flat=True)])
    rows += Counter(papers.values_list("subject", flat=True))
    files = Counter(
        DocumentFile.objects.filter(document__in=papers).values_list("document__subject", flat=True)
    )
    subjects = {str(pk): name for name, pk in outside.items()}
    subjects |= {str(pk): name for pk, name in papers.values_list("pk", "subject")}
    lines = Counter(
        subjects[one]
        for one in Entry.objects.filter(verb__in=("outside.added", "document.received")).values_list(
            "subject_id", flat=True
        )
        if one in subjects
    )
    numbers = Counter(papers.exclude(number=None).values_list("unit_id", "number"))
    return {
        "meant": len(meant),
        "acknowledged": len(acknowledged),
        "lost": len([one for one in acknowledged if not rows[one]]),
        "doubled": len([one for one, count in rows.items() if count > 1])
        + len([one for one, count in numbers.items() if count > 1]),
        "unasked": len(set(rows) - set(meant)),
        "without_line": len([one for one in rows if lines[one] != rows[one]]),
        "without_file": len(
            [one for one in rows if meant.get(one) == "incoming" and files[one] != rows[one]]
        ),
        "refused": len(refused),
        "refusals": refused[:3],
        "record_holds": check_record().is_green,
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(compare(Path(sys.argv[1])), ensure_ascii=False))

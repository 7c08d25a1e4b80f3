"""A sheet of 10,000 rows read, validated and stored, beside openpyxl that merely reads it.

    NGHISU_DATA=/some/empty/folder python bench/imports.py [ROWS]    # pip install openpyxl for its anchor

Two sheets: tasks of a directive for 61 units, and a roster. Ours is what the two pages do: the file checked
for secrecy marks, read and held against what is there, kept until somebody says yes, held again, stored with
the line of the record and the search index, all in transactions that are committed to the disk. Ours and the
anchor take turns; times are of CPU, and by the clock. Exit status 1 where ours takes more CPU than openpyxl.
"""

import datetime
import gc
import io
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src"))

ROUNDS, UNITS = 3, 61
FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
)
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Ngọc", "Hữu", "Quang", "Thanh", "Xuân", "Thu", "Kim", "Anh")
GIVEN = (
    "Hùng",
    "Hoa",
    "Lan",
    "Dũng",
    "Tuấn",
    "Hương",
    "Bình",
    "Châu",
    "Giang",
    "Hạnh",
    "Khánh",
    "Linh",
    "Nam",
)
WORK = (
    "Báo cáo kết quả",
    "Xây dựng kế hoạch",
    "Rà soát quy chế",
    "Tổ chức học tập",
    "Kiểm tra việc thực hiện",
)
ABOUT = (
    "nghị quyết của Trung ương",
    "công tác đảng viên",
    "chuyển đổi số",
    "dân vận khéo",
    "quy chế làm việc",
)


def main() -> int:
    """Print the table."""
    import django

    django.setup()
    gc.freeze()  # as the server does once everything is loaded
    from django.core.management import call_command
    from django.db import connection

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    call_command("migrate", verbosity=0, run_syncdb=True)
    place = found()
    print(f"{rows} rows, {connection.vendor}, load {os.getloadavg()[0]:.1f}, rounds in turn: {ROUNDS}")
    slow = False
    for kind in ("tasks", "roster"):
        ours: list[tuple[float, float]] = []
        parts: list[dict[str, float]] = []
        anchors: dict[str, list[tuple[float, float]]] = {"read only": [], "whole": []}
        for number in range(ROUNDS):
            content = sheet(kind, rows, place, number)
            taken: dict[str, float] = {}
            ours.append(timed(lambda k=kind, c=content, t=taken: whole(k, c, place, rows, t)))
            parts.append(taken)
            for name, is_read_only in (("read only", True), ("whole", False)):
                anchors[name].append(timed(lambda c=content, r=is_read_only: merely_read(c, rows, r)))
        cpu, clock = (statistics.median(one[way] for one in ours) for way in (0, 1))
        steps = "  ".join(f"{name} {statistics.median(one[name] for one in parts):.2f}" for name in parts[0])
        print(f"{kind:<8} ours {cpu:5.2f} s CPU, {clock:5.2f} s by the clock   ({steps})")
        for name, times in anchors.items():
            if times[0] == (0.0, 0.0):
                print("         openpyxl NOT RUN: not installed")
                continue
            its_cpu, its_clock = (statistics.median(one[way] for one in times) for way in (0, 1))
            ratio = f"{cpu / its_cpu:.2f} of CPU, {clock / its_clock:.2f} by the clock"
            print(
                f"         openpyxl {name:<9} {its_cpu:5.2f} s CPU, {its_clock:5.2f} s   ours by it: {ratio}"
            )
            slow = slow or (name == "whole" and cpu > its_cpu)
    return int(slow)


def timed(act: Callable[[], bool]) -> tuple[float, float]:
    """Return the seconds of CPU and by the clock that an act took; nothing where it was not run."""
    cpu, clock = time.process_time(), time.perf_counter()
    if not act():
        return 0.0, 0.0
    return time.process_time() - cpu, time.perf_counter() - clock


def merely_read(content: bytes, rows: int, is_read_only: bool) -> bool:
    """Read every cell with openpyxl."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        return False
    book = load_workbook(io.BytesIO(content), read_only=is_read_only)
    count = sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))
    assert count == rows + 1
    return True


def found() -> dict[str, Any]:
    """Found a committee with its affiliates, and a directive of its superior."""
    from django.db import transaction

    from nghisu.documents.actions import register_incoming
    from nghisu.kit import clock
    from nghisu.organisation.actions.units import touch_tree
    from nghisu.organisation.models import Mandate, OutsideBody, Unit, UnitName, UnitPlace
    from nghisu.organisation.queries import standing_of
    from nghisu.people.models import Person

    first = clock.today() - datetime.timedelta(days=3650)

    def unit(code: str, name: str, parent: Any, kind: str = "committee") -> Any:
        made = Unit.objects.create(code=code, kind=kind, first=first, place="Hà Nội")
        UnitName.objects.create(unit=made, name=name, symbol=code, first=first)
        UnitPlace.objects.create(unit=made, parent=parent, first=first)
        return made

    with transaction.atomic():
        top = unit("DUK", "Đảng ủy đo kiểm", None)
        office = unit("VP", "Văn phòng", top, "advisory")
        for number in range(1, UNITS + 1):
            unit(f"TT{number:02d}", f"Đảng ủy trực thuộc {number}", top)
        touch_tree()
        chief = Person(full_name="Chánh Văn phòng", username="chanhvanphong")
        chief.set_unusable_password()
        chief.save()
        for office_name in ("chief_of_office", "clerk", "administrator"):
            Mandate.objects.create(person=chief, unit=office, office=office_name, first=first)
        issuer = OutsideBody.objects.create(
            code="BTCTW", name="Ban Tổ chức Trung ương", relation="superior", to_unit=top, first=first
        )
        directive = register_incoming(
            unit=top,
            type_code="letter",
            subject="Giao nhiệm vụ",
            dated_on=clock.today() - datetime.timedelta(days=2),
            reference="1-CV/BTCTW",
            issuer=issuer,
            expected_tasks=1,
            by=standing_of(chief, clock.today()),
            at=clock.now() - datetime.timedelta(days=1),
        )
    return {"chief": chief, "directive": directive}


def sheet(kind: str, rows: int, place: dict[str, Any], number: int) -> bytes:
    """Return a sheet as an office fills it in, other words in each round."""
    from nghisu.kit import clock, sheets
    from nghisu.organisation.rules.shapes import ROSTER
    from nghisu.tasks.imports import TASKS

    chance = random.Random(number)
    codes = [f"TT{one:02d}" for one in range(1, UNITS + 1)]
    today = clock.today()
    if kind == "tasks":
        works = [
            f"{chance.choice(WORK)} {chance.choice(ABOUT)} đợt {number + 1}, nội dung {one}"
            for one in range(-(-rows // UNITS))
        ]
        dues = [today + datetime.timedelta(days=chance.randrange(5, 200)) for _work in works]
        return sheets.written(
            TASKS,
            [
                {
                    "unit": codes[one % UNITS],
                    "title": works[one // UNITS],
                    "point": f"II.{one // UNITS % 12 + 1}",
                    "due_on": dues[one // UNITS],
                    "product": "Báo cáo bằng văn bản",
                    "criteria": "Đủ số liệu, đúng thời hạn",
                    "urgent": "yes" if one % 7 == 0 else "no",
                }
                for one in range(rows)
            ],
        )
    names = [
        f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)} {number}{one}"
        for one in range(rows)
    ]
    return sheets.written(
        ROSTER,
        [
            {
                "full_name": names[one],
                "title": "Đồng chí",
                "is_new": "yes",
                "unit": codes[one % UNITS],
                "office": "specialist",
                "duty": "Chuyên viên",
                "order": one % 40,
                "obtained": "assigned",
                "first": today - datetime.timedelta(days=one % 900),
            }
            for one in range(rows)
        ],
    )


def whole(kind: str, content: bytes, place: dict[str, Any], rows: int, taken: dict[str, float]) -> bool:
    """Do what the two pages of an import do, and note what each part took."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import transaction

    from nghisu.kit import clock
    from nghisu.organisation import imports
    from nghisu.organisation.actions import importing as actions
    from nghisu.organisation.actions.importing import Source
    from nghisu.organisation.imports import IMPORTERS, Asked
    from nghisu.organisation.models import ImportDraft
    from nghisu.organisation.queries import standing_of

    begun = time.process_time()

    def lap(name: str) -> None:
        nonlocal begun
        now = time.process_time()
        taken[name], begun = now - begun, now

    told: list[tuple[int, int]] = []
    tell = lambda done, total: told.append((done, total))  # noqa: E731
    importer = IMPORTERS[kind]
    by = standing_of(place["chief"], clock.today())
    scope = str(place["directive"].pk) if kind == "tasks" else ""
    asked = Asked(by, clock.today(), scope)
    with transaction.atomic():
        upload = SimpleUploadedFile("so-lieu.xlsx", content)
        checked, reading, plan = imports.read_upload(importer, upload, asked, tell=tell)
        lap("read")
        assert not reading.faults, reading.faults[:3]
        draft = actions.keep_draft(
            kind=kind,
            scope=scope,
            source=Source(checked.name, checked.sha256),
            sheet=reading.sheet,
            document="",
            by=by,
            at=clock.now(),
            **imports.draft_values(importer.shape, reading, plan),
        )
    lap("kept")
    draft = ImportDraft.objects.get(pk=draft.pk)
    kept = imports.reading_of(importer.shape, draft.sheet, draft.rows, draft.faults, draft.converted)
    shown = imports.kept_plan(draft, asked)  # or, where anything happened since, all is checked again
    assert shown is not None
    assert shown.new_count >= rows
    lap("shown")
    with transaction.atomic():
        draft = ImportDraft.objects.get(pk=draft.pk)
        kept = imports.reading_of(importer.shape, draft.sheet, draft.rows, draft.faults, draft.converted)
        made = importer.run(
            rows=kept.rows, asked=asked, document="", source=Source("x", "y"), at=clock.now(), tell=tell
        )
        actions.drop_draft(draft=draft, by=by)
        lap("stored")
    lap("committed")
    assert len(made) == rows
    assert len(told) >= rows // 2000
    return True


if __name__ == "__main__":
    sys.exit(main())

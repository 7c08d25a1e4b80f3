"""A contest of 4,000 works: what each costs from its upload to its code, and the list of a judge.

    NGHISU_DATA=/some/empty/folder python -m nghisu migrate
    NGHISU_DATA=/some/empty/folder python bench/contest.py [how many works]

Each work is a Word file of about 1,850 words with styles, theme and tracked insertions. It goes through
``entering.enter`` as from the page (checks, reading, two files written durably, one line of the record); then
the check-in compares every file with its hash, applies limits and duplicates, and draws the codes.
"""

import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
HOUSE = Path(__file__).parents[1]
sys.path[:0] = [str(HOUSE), str(HOUSE / "src")]

WORKS, WORDS, SENDERS, JUDGES = 4_000, 1_800, 53, 20


def main() -> int:
    """Print the table."""
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from tests.conftest import House, at
    from tests.contest.scene import works

    from nghisu.contest.actions import entering, judging
    from nghisu.contest.models import Genre, Judge
    from nghisu.kit import clock

    count = int(sys.argv[1]) if len(sys.argv) > 1 else WORKS
    house = House()
    house.add_unit("DUK", "Đảng ủy Khối các cơ quan Trung ương", None)
    house.add_unit("VP", "Văn phòng Đảng ủy Khối", "DUK", kind="advisory")
    for number in range(SENDERS + JUDGES):
        house.add_unit(f"A{number}", f"Đảng ủy Bộ Ví dụ {number}", "DUK")
        house.add_person(f"gui{number}", f"Người Gửi Số {number}", f"A{number}", "specialist")
    house.add_person("minh", "Nguyễn Văn Minh", "VP", "chief_of_office")
    clock.set_demo_time(at("2023-05-10 09:00"))
    minh, opened = house.standing("minh"), at("2023-03-15 08:00")
    contest = entering.begin_contest(
        unit=house.units["DUK"],
        title="Cuộc thi chính luận",
        launched_on=opened.date(),
        closes_on=at("2023-06-30 08:00").date(),
        by=minh,
        at=opened,
    )
    contest = entering.launch(contest=contest, version=contest.version, by=minh, at=opened)
    genre = Genre.objects.get(category__contest=contest, name="Bài báo điện tử")
    senders = [house.standing(f"gui{number}") for number in range(SENDERS)]

    taken: list[float] = []
    size, processor = 0, 0.0
    for work in works(taken_names=set(), entries=count, words=WORDS):
        size += len(work.content)
        begun, started = time.perf_counter(), time.process_time()
        entering.enter(
            contest=contest,
            unit=house.units[f"A{work.sender}"],
            genre=genre,
            title=work.title,
            authors=work.authors,
            upload=SimpleUploadedFile("bai.docx", work.content),
            is_original=True,
            by=senders[work.sender],
            at=at("2023-05-10 09:00"),
        )
        taken.append(time.perf_counter() - begun)
        processor += time.process_time() - started
        if len(taken) % 500 == 0:
            print(f"  {len(taken)} sent, {sum(taken):.1f} s", file=sys.stderr)

    told: list[int] = []
    begun, started = time.perf_counter(), time.process_time()
    contest.refresh_from_db()
    contest = entering.check_in(
        contest=contest,
        version=contest.version,
        by=minh,
        at=at("2023-07-03 08:00"),
        tell=lambda done, _total: told.append(done),
    )
    closing, closed = time.perf_counter() - begun, time.process_time() - started
    print(f"works                {count:10d}   {size / count / 1024:.0f} KB each")
    print(
        f"sending a work       {statistics.median(taken) * 1000:10.1f} ms   reads, frees and keeps its file"
    )
    print(f"all of them          {sum(taken):10.1f} s    processor {processor:.1f} s")
    print(
        f"closing, check-in    {closing:10.1f} s    processor {closed:.1f} s, "
        f"told {len(told)} times how far it is"
    )
    print(
        f"together             {sum(taken) + closing:10.1f} s    processor {processor + closed:.1f} s "
        "(at most 300 s by the clock)"
    )

    judges = [house.people[f"gui{SENDERS + number}"] for number in range(JUDGES)]
    judging.appoint_judges(contest=contest, number=1, persons=judges, by=minh, at=at("2023-07-04 08:00"))
    for number in range(JUDGES):
        by = house.standing(f"gui{SENDERS + number}")
        judging.declare_conflicts(contest=contest, units=[], by=by, at=at("2023-07-05 08:00"))
    begun = time.perf_counter()
    contest.refresh_from_db()
    judging.begin_round(
        contest=contest, version=contest.version, number=1, by=minh, at=at("2023-07-06 08:00")
    )
    print(f"giving to judges     {time.perf_counter() - begun:10.1f} s    two each of {JUDGES}")
    browser = Client()
    browser.force_login(judges[0], backend="allauth.account.auth_backends.AuthenticationBackend")
    scorings: Any = Judge.objects.get(contest=contest, person=judges[0]).scorings
    path = f"/cuoc-thi/{contest.pk}/cham/"
    browser.get(path)
    pages = []
    for _round in range(9):
        begun = time.perf_counter()
        assert browser.get(path).status_code == 200
        pages.append(time.perf_counter() - begun)
    print(
        f"judge's list         {statistics.median(pages) * 1000:10.1f} ms   {scorings.count()} entries "
        f"(less than 200)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A meeting to measure with, made by the product's own actions in an empty data folder.

    NGHISU_DATA=FOLDER python -m nghisu.bench.hall POINTS ITEMS PAPERS DELEGATES

Prints what the clients need as one JSON object: the meeting, a session of the chair, and for each point its
id and a session of its operator. The accounts have no password.
"""

import datetime
import json
import os
import sys
from typing import Any


def main() -> None:
    """Make the meeting and print what the clients need."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    import django  # noqa: PLC0415 -- slow, and the models only after it

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    if "migrate" in sys.argv:
        sys.argv.remove("migrate")
        call_command("migrate", verbosity=0, run_syncdb=True)
    points, items, papers, delegates = (int(word) for word in sys.argv[1:5])
    with transaction.atomic():
        made = make(points=points, items=items, papers=papers, delegates=delegates)
    sys.stdout.write(json.dumps(made) + "\n")


def make(*, points: int, items: int, papers: int, delegates: int) -> dict[str, Any]:
    """Found a committee, call its meeting, register its points and let it begin."""
    from nghisu.documents.actions import draft_outgoing  # noqa: PLC0415
    from nghisu.kit import clock  # noqa: PLC0415
    from nghisu.meetings import actions  # noqa: PLC0415
    from nghisu.meetings.actions.floor import begin_part  # noqa: PLC0415
    from nghisu.meetings.models import Meeting, Point  # noqa: PLC0415
    from nghisu.meetings.queries.floor import floor_of  # noqa: PLC0415
    from nghisu.organisation.actions.units import touch_tree  # noqa: PLC0415
    from nghisu.organisation.models import (  # noqa: PLC0415
        Body,
        Mandate,
        Term,
        Unit,
        UnitName,
        UnitPlace,
    )
    from nghisu.organisation.queries import standing_of  # noqa: PLC0415
    from nghisu.people.models import Person  # noqa: PLC0415

    at = clock.now()
    first = clock.today() - datetime.timedelta(days=365)

    def unit(code: str, name: str, parent: Any, kind: str = "committee") -> Any:
        made = Unit.objects.create(code=code, kind=kind, first=first, place="Hà Nội")
        UnitName.objects.create(unit=made, name=name, symbol=code, first=first)
        UnitPlace.objects.create(unit=made, parent=parent, first=first)
        return made

    def person(key: str, name: str, where: Any, office: str, body: Any = None) -> Any:
        made = Person(full_name=name, username=key)
        made.set_unusable_password()
        made.save()
        Mandate.objects.create(person=made, unit=where, body=body, office=office, first=first)
        return made

    top = unit("DUK", "Đảng ủy đo kiểm", None)
    office = unit("VP", "Văn phòng", top, "advisory")
    hosts = [unit(f"TT{number}", f"Đảng ủy trực thuộc {number}", top) for number in range(1, 66)]
    touch_tree()
    term = Term.objects.create(
        unit=top,
        ordinal=1,
        first_year=first.year,
        last_year=first.year + 5,
        opened_at=at - datetime.timedelta(days=365),
    )
    body = Body.objects.create(unit=top, term=term, kind="executive", seats=max(delegates, 1))
    chief = person("chanhvanphong", "Chánh Văn phòng", office, "chief_of_office")
    chair = person("chutri", "Chủ trì Hội nghị", top, "standing_deputy", body)
    members = [
        person(f"uyvien{number}", f"Đại biểu {number}", top, "member", body) for number in range(delegates)
    ]
    operators = [
        person(f"diemcau{number}", f"Đầu mối {number}", hosts[number % len(hosts)], "point_operator")
        for number in range(points)
    ]
    by = standing_of(chief, clock.today())
    meeting = actions.call_meeting(
        unit=top,
        body=body,
        kind="regular",
        title="Hội nghị đo kiểm",
        starts_at=at + datetime.timedelta(hours=1),
        ends_at=at + datetime.timedelta(hours=5),
        place="Hội trường",
        parts=[actions.PartPlan("Phiên toàn thể", at + datetime.timedelta(hours=1))],
        chairs=[(chair, "Phó Bí thư Thường trực")],
        by=by,
        at=at,
    )
    (part,) = meeting.parts.all()
    laid = 0
    for number in range(1, items + 1):
        item = actions.add_item(
            part=part, number=str(number), title=f"Nội dung {number} của hội nghị", minutes=5, by=by, at=at
        )
        share = papers * number // items - laid
        for paper in range(share):
            laid += 1
            document = draft_outgoing(
                drafter=office, unit=top, type_code="report", subject=f"Báo cáo số {laid}", by=by, at=at
            )
            actions.lay_paper(
                item=item, document=document, title=f"Tài liệu {number}.{paper + 1}", by=by, at=at
            )
    actions.summon(part=part, members=[(one, "Ủy viên") for one in members], invited=[], by=by, at=at)
    plans = [
        actions.PointPlan(
            code=f"{number:03}",
            name=f"Điểm cầu {number}",
            host=hosts[number % len(hosts)].pk,
            operator=operators[number].pk,
            expected=10,
        )
        for number in range(points)
    ]
    actions.register_points(meeting=meeting, plans=plans, by=by, at=at)
    for state in ("summoned", "papers_out", "open"):
        meeting.refresh_from_db()
        if Meeting.State(meeting.state) != state:
            actions.move_to_state(
                meeting=meeting, state=state, expected_version=meeting.version, by=by, at=at
            )
    meeting.refresh_from_db()
    begin_part(
        part=meeting.parts.get(),
        expected_version=floor_of(meeting).version,
        by=standing_of(chair, clock.today()),
        at=at,
    )
    return {
        "meeting": str(meeting.pk),
        "chair": session_of(chair),
        "chief": session_of(chief),
        "items": [str(pk) for pk in part.items.values_list("pk", flat=True)],
        "points": [
            {"point": str(pk), "session": session_of(operator)}
            for pk, operator in zip(
                Point.objects.filter(meeting=meeting).order_by("order").values_list("pk", flat=True),
                operators,
                strict=True,
            )
        ],
    }


def session_of(person: Any) -> str:
    """Return the key of a new session of a person who is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    main()

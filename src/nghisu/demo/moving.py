"""Moving in and out in the demo: a meeting that came from OpenSlides, a request for erasure that waits."""

import datetime
import hashlib
import json
from typing import Any

from nghisu.demo.parts import Stage, moment
from nghisu.exchange.actions.erasure import ask_erasure
from nghisu.exchange.actions.openslides import take_meeting
from nghisu.exchange.queries.openslides import units_for_meetings
from nghisu.exchange.rules.openslides import read
from nghisu.organisation.actions.importing import Source
from nghisu.organisation.models import Mandate, Unit
from nghisu.organisation.queries import standing_of
from nghisu.people.models import Person

FILE = "hoi-nghi-can-bo-2022.json"
WHO_SAT_THERE = ("chanhvanphong", "vanthu", "uyvien")


def fill(stage: Stage) -> None:
    """Put both on the timeline, on the day before the session."""
    stage.later(moment("2023-04-20 16:05"), _import)
    stage.later(moment("2023-04-20 16:20"), _ask)


def _import(at: datetime.datetime) -> None:
    people = {one.username: one for one in Person.objects.filter(username__in=WHO_SAT_THERE)}
    chief = people["chanhvanphong"]
    by = standing_of(chief, at.date())
    content = json.dumps(
        file_of([people[key].full_name for key in WHO_SAT_THERE]), ensure_ascii=False
    ).encode()
    mandate = Mandate.objects.filter(person=chief, until=None).order_by("first")[0]
    unit_id = by.tree.committee_of(mandate.unit_id)
    assert unit_id in {pk for pk, _name in units_for_meetings(by)}
    take_meeting(
        file=read(content, name=FILE),
        unit=Unit.objects.get(pk=unit_id),
        source=Source(FILE, hashlib.sha256(content).hexdigest()),
        by=by,
        at=at,
    )


def _ask(at: datetime.datetime) -> None:
    """Let somebody who left an office of the committee ask, or, where nobody did, a member."""
    chief = Person.objects.get(username="chanhvanphong")
    house = standing_of(chief, at.date()).reach("erasure.decide")
    left = Mandate.objects.filter(unit__in=house, until__lte=at.date())
    still = Mandate.objects.filter(until=None).values("person_id")
    gone = left.exclude(person_id__in=still).select_related("person").order_by("until", "person__sort_key")
    person = gone[0].person if gone.exists() else Person.objects.get(username="uyvien")
    ask_erasure(person=person, reason="Đã thôi công tác tại Đảng ủy Khối.", at=at)


def file_of(names: list[str]) -> dict[str, Any]:
    """Return a meeting file as OpenSlides 4 gives it: two items, a motion that was voted on, who spoke."""
    begun = int(moment("2022-12-20 08:30").timestamp())
    people = list(enumerate(names, 1))
    keys = [number for number, _name in people]
    return {
        "_migration_index": 70,
        "meeting": {
            "1": {
                "id": 1,
                "name": "Hội nghị cán bộ, công chức Văn phòng năm 2022",
                "location": "Phòng họp tầng 2",
                "start_time": begun,
                "end_time": begun + 3 * 3600,
            }
        },
        "group": {"1": {"id": 1, "name": "Delegates", "meeting_user_ids": keys}},
        "user": {str(key): {"id": key, "last_name": name, "username": f"u{key}"} for key, name in people},
        "meeting_user": {str(key): {"id": key, "user_id": key, "group_ids": [1]} for key in keys},
        "agenda_item": {
            "1": {"id": 1, "content_object_id": "topic/1", "weight": 1},
            "2": {"id": 2, "content_object_id": "motion/1", "weight": 2},
        },
        "topic": {
            "1": {
                "id": 1,
                "title": "Báo cáo kết quả công tác năm 2022",
                "text": "<p>Trình bày báo cáo và thảo luận.</p>",
            }
        },
        "motion": {
            "1": {
                "id": 1,
                "number": "A1",
                "title": "Quy chế làm việc của Văn phòng",
                "text": "<p>Hội nghị thông qua quy chế làm việc kèm theo.</p>",
                "state_id": 1,
            }
        },
        "motion_state": {"1": {"id": 1, "name": "accepted"}},
        "motion_submitter": {"1": {"id": 1, "motion_id": 1, "meeting_user_id": 1}},
        "poll": {
            "1": {
                "id": 1,
                "title": "Thông qua quy chế",
                "state": "published",
                "content_object_id": "motion/1",
                "option_ids": [1],
                "votescast": "41.000000",
                "votesvalid": "41.000000",
                "votesinvalid": "0.000000",
            }
        },
        "option": {
            "1": {
                "id": 1,
                "content_object_id": "motion/1",
                "yes": "38.000000",
                "no": "1.000000",
                "abstain": "2.000000",
            }
        },
        "list_of_speakers": {"1": {"id": 1, "content_object_id": "topic/1"}},
        "speaker": {
            "1": {
                "id": 1,
                "list_of_speakers_id": 1,
                "meeting_user_id": 2,
                "begin_time": begun + 1800,
                "end_time": begun + 2400,
            }
        },
        "projector": {"1": {"id": 1, "name": "Màn hình"}},
    }

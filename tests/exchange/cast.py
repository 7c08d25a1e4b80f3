"""A house with a row of many kinds, and how it is all forgotten again."""

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from tests.conftest import House, at

from nghisu.documents.models import Document
from nghisu.exchange.actions import tokens
from nghisu.kit import files
from nghisu.meetings.models import Meeting, MeetingPart, Summons
from nghisu.organisation.models import Assignment
from nghisu.people.models import Link
from nghisu.record.actions import note

KEYS = ("record.key", "record.pub", "record.checkpoint")


def a_full_house(house: House) -> None:
    """Give the house papers, a meeting, a token, a link, a file, a relation of many, and a record."""
    moment = at("2023-04-20 09:00")
    office = house.units["VP"]
    files.store("nội dung".encode(), name="a.txt", media_type="text/plain")
    document = Document.objects.create(
        unit=office,
        direction="internal",
        status="draft",
        type="report",
        issuer_name="Văn phòng Đảng ủy Khối",
        subject="Báo cáo quý I",
        text="Dòng một\nDòng hai “có dấu” \u2028 và = công thức",
        created_at=moment,
        folded="bao cao quy i",
    )
    meeting = Meeting.objects.create(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        ordinal=12,
        title="Hội nghị Ban Chấp hành lần thứ mười hai",
        starts_at=at("2023-04-21 08:00"),
        ends_at=at("2023-04-21 17:00"),
    )
    part = MeetingPart.objects.create(
        meeting=meeting, order=1, title="Phiên họp", starts_at=meeting.starts_at
    )
    Summons.objects.create(part=part, person=house.people["lan"], capacity="member")
    duty = Assignment.objects.create(
        person=house.people["lan"],
        unit=house.units["DUK"],
        field="Tuyên giáo",
        notice="TB 1",
        first=moment.date(),
    )
    duty.over_units.add(house.units["A1"], house.units["A2"])
    tokens.make_token(
        name="Cổng thông tin",
        scopes=["read"],
        unit=None,
        until=at("2023-12-31 00:00").date(),
        by=house.standing("minh"),
        at=moment,
    )
    Link.objects.create(
        person=house.people["van"],
        purpose="sign_in",
        digest="d" * 64,
        issued_at=moment,
        expires_at=at("2023-04-22 09:00"),
    )
    with transaction.atomic():
        for subject in (document, meeting):
            note(
                verb="document.drafted", subject=subject, by=house.people["minh"], at=moment, title="Báo cáo"
            )


def forget_everything() -> None:
    """Make the instance of the test an empty one: no rows, no files, no keys of the record."""
    quote = connection.ops.quote_name
    models = [
        *apps.get_app_config("nghisu").get_models(include_auto_created=True),
        apps.get_model("mfa", "Authenticator"),
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys=ON")
        for model in models:
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")
    data = Path(settings.DATA)
    shutil.rmtree(data / "files", ignore_errors=True)
    for name in (*KEYS, "clock.json", "backup.pub"):
        (data / name).unlink(missing_ok=True)

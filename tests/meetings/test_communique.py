"""The communiqué: every number, name and office leads to a chosen fact; public only from its hour on."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.kit import clock, files, pictures
from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions import add_item
from nghisu.meetings.actions import communique as actions
from nghisu.meetings.models import Communique, Meeting
from nghisu.meetings.queries.communique import chosen_facts, facts_of
from nghisu.meetings.rules import communique as rules
from nghisu.meetings.rules.communique import Fact, Kind, check

Visit = Callable[[str], Visitor]
AFTER = at("2023-04-22 09:00")
HOUR = at("2023-04-22 15:00")
FACTS = (
    Fact("lan-thu", "Lần thứ", "lần thứ 12", "meeting:1"),
    Fact("ngay", "Ngày họp", "ngày 21/4/2023", "meeting:1"),
    Fact("tham-du.1.uy-vien", "Ủy viên", "33/49 ủy viên", "part:1"),
    Fact("chu-tri.1", "Chủ trì", "Lê Thị Lan, Phó Bí thư Thường trực", "meeting:1"),
)


def png(*, text: bytes = b"") -> bytes:
    """Return a picture of one point, with words beside it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        pictures.PNG_START
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + (chunk(b"tEXt", text) if text else b"")
        + chunk(b"eXIf", b"MM\x00*GPS 21.03N 105.85E")
        + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
        + chunk(b"IEND", b"")
        + b"after the end: 21.03N"
    )


def jpeg() -> bytes:
    """Return the skeleton of a JPEG with EXIF, XMP, a comment, a preview and a film after its end."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    upward = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    exif = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01" + upward + b"\x00\x00\x00\x00GPS-CANARY"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + segment(0xE1, exif)
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00XMP-CANARY")
        + segment(0xED, b"Photoshop 3.0\x00IPTC-CANARY")
        + segment(0xFE, b"COMMENT-CANARY")
        + segment(0xDB, bytes(65))
        + segment(0xC0, b"\x08\x00\x10\x00\x10\x01\x01\x11\x00")
        + segment(0xC4, bytes(17))
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\xff\x00\x34\xff\xd0\x56"
        + b"\xff\xd9"
        + b"FILM-CANARY"
    )


def test_a_number_leads_to_a_fact_only_by_its_mark_or_its_whole_words() -> None:
    found = check("Có [[tham-du.1.uy-vien]] dự hội nghị lần thứ 12, ngày 21/4/2023.", FACTS)
    bare = check("Có 33 đồng chí dự.", FACTS)

    assert found.unresolved == ()
    assert [piece.code for piece in found.pieces if piece.code] == ["tham-du.1.uy-vien", "lan-thu", "ngay"]
    assert [(one.kind, one.words) for one in bare.unresolved] == [(Kind.NUMBER, "33")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hội nghị có [[so-la]] dự.", [(Kind.MARK, "[[so-la]]")]),
        ("Có 400 đại biểu, đạt 98,5%.", [(Kind.NUMBER, "400"), (Kind.NUMBER, "98,5%")]),
        ("Thông qua sáu nội dung.", [(Kind.NUMBER, "sáu")]),
        ("Kết quả quý IV.", [(Kind.NUMBER, "IV")]),
        ("Đồng chí Trần Văn Bình phát biểu.", [(Kind.NAME, "Trần Văn Bình")]),
        ("Nguyễn Quốc Hưng chủ trì.", [(Kind.NAME, "Nguyễn Quốc Hưng")]),
        ("Ô Châu Á dự họp.", [(Kind.NAME, "Ô Châu Á")]),
        ("Chánh Văn phòng báo cáo.", [(Kind.OFFICE, "Chánh Văn phòng")]),
        ("Học tập tư tưởng Hồ Chí Minh.", []),
        ("Lê Thị Lan chủ trì; Phó Bí thư Thường trực kết luận.", []),
        ("Hội nghị thống nhất nhiều nội dung quan trọng.", []),
    ],
)
def test_what_leads_to_no_fact_is_named(text: str, expected: list[tuple[Kind, str]]) -> None:
    found = check(text, FACTS, names=["Ô Châu Á"])

    assert [(one.kind, one.words) for one in found.unresolved] == expected


def test_a_title_takes_the_words_of_the_marks_that_were_chosen() -> None:
    assert rules.in_words("Hội nghị [[lan-thu]], [[ai]]", FACTS) == "Hội nghị lần thứ 12, [[ai]]"


def test_elected_is_warned_about_where_the_record_says_proposed() -> None:
    record = ["Giới thiệu bổ sung 6 ủy viên, trình cấp trên quyết định"]

    assert rules.says_elected_where_proposed("Hội nghị đã bầu bổ sung ủy viên.", record)
    assert not rules.says_elected_where_proposed("Hội nghị đã giới thiệu bổ sung.", record)
    assert not rules.says_elected_where_proposed("Hội nghị đã bầu bổ sung.", ["Bầu Ban Chấp hành"])


def test_a_jpeg_keeps_nothing_but_the_picture_and_which_way_is_up() -> None:
    kept = pictures.bare(jpeg()).content

    assert b"CANARY" not in kept
    assert kept.endswith(b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9")
    assert kept.count(b"Exif") == 1
    assert pictures.bare(kept).content == kept


def test_a_png_keeps_nothing_but_the_picture() -> None:
    kept = pictures.bare(png(text=b"Author\x00Canary")).content

    assert b"Canary" not in kept
    assert b"21.03N" not in kept
    assert kept.endswith(b"IEND\xaeB`\x82")


@pytest.mark.parametrize("broken", [b"", b"GIF89a", jpeg()[:40], png()[:30], b"\xff\xd8\xff\xd9"])
def test_bad_input_what_is_no_whole_picture_is_refused(broken: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.bare(broken)


@pytest.fixture
def over(house: House, session: Session) -> Meeting:
    """Return the session, concluded, with an item in each part."""
    by = house.standing("minh")
    add_item(part=session.closed, number="1", title="Giới thiệu bổ sung nhân sự", by=by, at=AFTER)
    add_item(part=session.enlarged, number="1", title="Báo cáo kết quả công tác quý I/2023", by=by, at=AFTER)
    Meeting.objects.filter(pk=session.meeting.pk).update(state="concluded")
    session.meeting.refresh_from_db()
    return session.meeting


@pytest.fixture
def draft(house: House, over: Meeting) -> Communique:
    """Return a draft with all facts chosen, whose text leads to them."""
    van = house.standing("van")
    made = actions.begin_communique(meeting=over, by=van, at=AFTER)
    codes = {fact.code for fact in facts_of(over)}
    made = actions.choose_facts(communique=made, codes=codes, by=van, at=AFTER)
    return actions.write_text(
        communique=made,
        expected_version=made.version,
        title="Hội nghị Ban Chấp hành",
        text="Tại [[noi-hop]], [[ngay]], diễn ra [[hoi-nghi]].\n"
        "Đồng chí Lê Thị Lan, Phó Bí thư Thường trực chủ trì. "
        "Hội nghị thảo luận Báo cáo kết quả công tác quý I/2023.",
        by=van,
        at=AFTER,
    )


def approved(house: House, draft: Communique) -> Communique:
    return actions.approve_communique(
        communique=draft,
        expected_version=draft.version,
        release_at=HOUR,
        by=house.standing("minh"),
        at=AFTER,
    )


def test_rule_S8_no_fact_of_a_closed_part_is_offered(over: Meeting) -> None:
    assert not any("nhân sự" in fact.value or "nội bộ" in fact.label for fact in facts_of(over))


def test_a_communique_whose_every_word_resolves_is_approved_by_name_for_an_hour(
    house: House, draft: Communique
) -> None:
    made = approved(house, draft)

    assert (made.is_approved, made.approved_by_id, made.release_at) == (
        True,
        house.people["minh"].pk,
        HOUR,
    )


def test_an_unresolved_number_stops_the_approval(house: House, draft: Communique) -> None:
    draft = actions.write_text(
        communique=draft,
        expected_version=draft.version,
        title=draft.title,
        text=draft.text + "\nCó 999 đại biểu.",
        by=house.standing("van"),
        at=AFTER,
    )

    with pytest.raises(rules.NotResolved):
        approved(house, draft)


def test_a_fact_that_moved_stops_the_approval(house: House, draft: Communique) -> None:
    Meeting.objects.filter(pk=draft.meeting_id).update(place="Nơi khác")

    with pytest.raises(rules.FactsMoved):
        approved(house, draft)


def test_elected_where_proposed_needs_somebody_who_compared(house: House, draft: Communique) -> None:
    draft = actions.write_text(
        communique=draft,
        expected_version=draft.version,
        title=draft.title,
        text=draft.text + "\nHội nghị đã bầu bổ sung nhân sự.",
        by=house.standing("van"),
        at=AFTER,
    )
    with pytest.raises(rules.NotCompared):
        approved(house, draft)

    made = actions.approve_communique(
        communique=draft,
        expected_version=draft.version,
        release_at=HOUR,
        is_compared=True,
        by=house.standing("minh"),
        at=AFTER,
    )

    assert made.is_approved


@pytest.mark.parametrize("who", ["van", "hung", "kiem", "hoa", "tren", "quantri"])
def test_only_chief_and_chairs_approve(house: House, draft: Communique, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.approve_communique(
            communique=draft,
            expected_version=draft.version,
            release_at=HOUR,
            by=house.standing(who),
            at=AFTER,
        )


def test_nobody_outside_sees_a_communique_before_its_hour(house: House, draft: Communique) -> None:
    made = approved(house, draft)
    root = f"/hoi-nghi/thong-cao/{made.pk}/"
    Communique.objects.filter(pk=made.pk).update(release_at=clock.now() + timedelta(minutes=5))

    before = [Visitor().get(path).status_code for path in (root, f"{root}thong-cao.docx")]
    listed = Visitor().get("/hoi-nghi/thong-cao/").content.decode()
    Communique.objects.filter(pk=made.pk).update(release_at=clock.now() - timedelta(minutes=5))
    after = Visitor().get(root)

    assert before == [404, 404]
    assert made.title not in listed
    assert after.status_code == 200
    assert "nhân sự" not in after.content.decode()
    assert 'href="#nguon-1"' in after.content.decode()
    assert made.title in Visitor().get("/hoi-nghi/thong-cao/").content.decode()


def test_a_picture_is_stored_bare_and_needs_its_declaration(house: House, draft: Communique) -> None:
    van = house.standing("van")

    def upload() -> SimpleUploadedFile:
        return SimpleUploadedFile("anh.png", png(text=b"Author\x00Canary"), content_type="image/png")

    with pytest.raises(rules.NotDeclaredOpen):
        actions.add_photo(
            communique=draft, upload=upload(), caption="Quang cảnh", is_declared_open=False, by=van, at=AFTER
        )
    with pytest.raises(rules.NoCaption):
        actions.add_photo(
            communique=draft, upload=upload(), caption=" ", is_declared_open=True, by=van, at=AFTER
        )
    with pytest.raises(rules.CaptionNotResolved):
        actions.add_photo(
            communique=draft,
            upload=upload(),
            caption="Đồng chí Trần Văn Bình phát biểu",
            is_declared_open=True,
            by=van,
            at=AFTER,
        )

    photo = actions.add_photo(
        communique=draft, upload=upload(), caption="Quang cảnh", is_declared_open=True, by=van, at=AFTER
    )

    assert b"Canary" not in files.content_of(photo.sha256)


def test_the_word_file_holds_text_pictures_and_captions(
    house: House, draft: Communique, visit: Visit
) -> None:
    actions.add_photo(
        communique=draft,
        upload=SimpleUploadedFile("anh.png", png(), content_type="image/png"),
        caption="Quang cảnh hội nghị",
        is_declared_open=True,
        by=house.standing("van"),
        at=AFTER,
    )

    content = visit("van").get(f"/hoi-nghi/{draft.meeting_id}/thong-cao/thong-cao.docx").content

    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert "Quang cảnh hội nghị" in file.read("word/document.xml").decode()
        assert [name for name in file.namelist() if name.startswith("word/media/")] == [
            "word/media/image1.png"
        ]


def test_an_approved_communique_is_taken_back_before_its_hour_and_withdrawn_after(
    house: House, draft: Communique
) -> None:
    minh = house.standing("minh")
    made = approved(house, draft)
    with pytest.raises(rules.CommuniqueStandsStill):
        actions.write_text(
            communique=made, expected_version=made.version, title="x", text="y", by=minh, at=AFTER
        )
    with pytest.raises(rules.AlreadyReleased):
        actions.reopen_communique(communique=made, by=minh, at=HOUR)
    actions.reopen_communique(communique=made, by=minh, at=AFTER)
    made.refresh_from_db()
    made = approved(house, made)
    with pytest.raises(rules.WithdrawnWithoutReason):
        actions.withdraw_communique(communique=made, reason="", by=minh, at=HOUR)

    actions.withdraw_communique(communique=made, reason="Sai số liệu", by=minh, at=HOUR)

    answer = Visitor().get(f"/hoi-nghi/thong-cao/{made.pk}/")
    assert (answer.status_code, "Sai số liệu" in answer.content.decode()) == (410, True)


def test_the_pages_write_a_communique(house: House, over: Meeting, visit: Visit) -> None:
    van = visit("van")
    root = f"/hoi-nghi/{over.pk}/thong-cao/"

    begun = van.send(root)
    chose = van.send(f"{root}du-kien/", {"codes": ["hoi-nghi", "ngay", "chu-tri.1"]})
    version = Communique.objects.get().version
    wrote = van.send(
        f"{root}sua/", {"title": "Hội nghị", "text": "Diễn ra [[hoi-nghi]].", "version": str(version)}
    )
    out = visit("lan").send(f"{root}duyet/", {"release_at": "08:00 01/01/2099"})
    past = visit("lan").get(f"{root}duyet/")

    assert [one.status_code for one in (begun, chose, wrote, out)] == [302] * 4
    assert past.status_code == 404
    assert {fact.code for fact in chosen_facts(Communique.objects.get())} == {"hoi-nghi", "ngay", "chu-tri.1"}
    assert {who: visit(who).get(root).status_code for who in ("minh", "van", "lan", "hung", "hoa")} == {
        "minh": 200, "van": 200, "lan": 200, "hung": 404, "hoa": 404,
    }  # fmt: skip

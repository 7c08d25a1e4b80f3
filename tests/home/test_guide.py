"""The guide inside the product: both languages alike, every page has its chapter, every name in it exists."""

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve, reverse
from tests.conftest import Visitor
from tests.house.test_rights_matrix import OTHERS, table

from nghisu.home.queries import guide
from nghisu.home.rules.guide import CHAPTERS, OF_MODULE, OF_PACKAGE, PICTURES, place_of
from nghisu.kit.shortcuts import JUMPS, SHORTCUTS
from nghisu.kit.templatetags.kit import MENU

KEYS = Path("src/nghisu/kit/static/kit/keys.js")
HEAVIEST = 60 * 1024


def test_both_languages_have_the_same_chapters_and_sections() -> None:
    shapes = [
        [(one.chapter.slug, [section.number for section in one.sections]) for one in guide.chapters(language)]
        for language in ("vi", "en")
    ]

    assert shapes[0] == shapes[1]
    assert len(shapes[0]) == len(CHAPTERS)


def test_every_address_belongs_to_a_chapter_that_exists() -> None:
    sections = {one.chapter.number: len(one.sections) for one in guide.chapters("vi")}
    rows = [one for one in table() if one.door != OTHERS and "GET" in one.methods]
    packages = {Path(place).name for place in Path("src/nghisu").iterdir()}

    assert {number: count for number, count in sections.items() if count < 1} == {}
    for module in (*OF_MODULE, *(f"{package}.views" for package in OF_PACKAGE)):
        number, section = place_of(module)
        assert section < sections[number], module
    for module in OF_MODULE:
        importlib.import_module(f"nghisu.{module}")
    assert set(OF_PACKAGE) <= packages
    assert rows


def test_every_package_with_pages_has_its_chapter() -> None:
    from django.urls import get_resolver
    from tests.house.test_rights_matrix import patterns

    names = {name for name, _route, door in patterns(get_resolver()) if door != OTHERS}
    modules = {
        callback.__module__.removeprefix("nghisu.").split(".")[0]
        for callback, *_rest in get_resolver().reverse_dict.values()
        if callable(callback)
    }
    for chapter in CHAPTERS:
        assert set(chapter.pages) <= names
    assert modules <= set(OF_PACKAGE) | {""}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/nhiem-vu/", "/huong-dan/nhiem-vu/"),
        ("/hoi-nghi/", "/huong-dan/hoi-nghi/#muc-1"),
        ("/nhat-ky/", "/huong-dan/nhat-ky/"),
        ("/tai-khoan/", "/huong-dan/tai-khoan/"),
        ("/khong/co/trang/nay/", "/huong-dan/"),
        ("https://example.org/", "/huong-dan/"),
    ],
)
def test_the_sign_leads_to_the_chapter_about_the_page(path: str, wanted: str) -> None:
    answer = Client().get("/huong-dan/o-day/", {"trang": path})

    assert (answer.status_code, answer.headers["Location"]) == (302, wanted)


def test_every_page_carries_the_sign_with_its_own_address(visit: Callable[[str], Visitor]) -> None:
    page = visit("minh").get("/nhiem-vu/").content.decode()

    assert re.search(r'href="/huong-dan/o-day/\?trang=/nhiem-vu/"\s+data-help', page)


def test_a_chapter_names_the_pages_that_its_reader_may_open(visit: Callable[[str], Visitor]) -> None:
    clerk = visit("van").get("/huong-dan/tai-khoan/").content.decode()
    office = visit("minh").get("/huong-dan/tai-khoan/").content.decode()
    nobody = Client().get("/huong-dan/tai-khoan/")

    assert 'href="/nguoi-dung/">Tài khoản' not in clerk.split('id="main"')[1]
    assert reverse("accounts") in office.split('id="main"')[1]
    assert nobody.status_code == 200


@pytest.mark.parametrize(
    ("asked", "chapter"), [("niem phong", "bo-phieu"), ("Điểm cầu", "hoi-nghi"), ("507", "su-co")]
)
def test_the_guide_is_searched_with_and_without_marks(asked: str, chapter: str) -> None:
    assert chapter in [one.chapter.slug for one in guide.found(asked, "vi")]


@pytest.mark.parametrize("asked", ["", " ", "x", "khôngcótừnàyđâu", "<script>"])
def test_words_that_fit_nothing_find_nothing(asked: str) -> None:
    assert guide.found(asked, "vi") == []
    assert Client().get("/huong-dan/", {"q": asked}).status_code == 200


def test_words_of_the_guide_are_never_read_as_marks() -> None:
    assert "&lt;b&gt;" in guide._html("một <b> hai")


def test_each_picture_exists_in_both_languages_and_is_small() -> None:
    for picture in PICTURES:
        for language in ("vi", "en"):
            name = f"home/guide/{picture.slug}-{language}.webp"
            place = finders.find(name)
            assert place, f"{name}: make guide-pictures"
            assert Path(place).stat().st_size <= HEAVIEST, name


def test_the_sheet_of_keys_lists_what_the_browser_obeys(visit: Callable[[str], Visitor]) -> None:
    sheet = re.sub(r"\s+", "", visit("minh").get("/huong-dan/phim/").content.decode())
    code = KEYS.read_text()

    for one in SHORTCUTS:
        for key in one.keys:
            assert f"<kbd>{key}</kbd>" in sheet
        if one.is_single:
            assert f'event.key === "{one.keys[0]}"' in code
    for letter in JUMPS.values():
        assert f"<kbd>{letter}</kbd>" in sheet
    assert len(set(JUMPS.values())) == len(JUMPS)
    assert set(JUMPS) == {name for name, *_rest in MENU}


def test_single_letters_are_switched_off_on_a_device() -> None:
    browser = Client()

    browser.post("/huong-dan/phim/chon/", {"keys": "off", "next": "/huong-dan/phim/"})
    off = browser.get("/huong-dan/phim/").content.decode()
    browser.post("/huong-dan/phim/chon/", {"keys": "anything"})

    assert 'value="on"' in off
    assert browser.cookies["nghisu-keys"].value == "on"


def test_no_chapter_of_that_name_is_not_found() -> None:
    assert Client().get("/huong-dan/khong-co/").status_code == 404
    assert resolve("/huong-dan/phim/").url_name == "keys"

"""Rules of signing in."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nghisu.people.rules.passwords import WordsEverybodyTries, check_password, words_about
from nghisu.people.rules.usernames import NotAUsername, check_username, propose_username

WEAK = [
    "matkhau123",
    "Mậtkhẩu@2023",
    "M@tKh4u2023",
    "m.a.t.k.h.a.u.1",
    "Hanoi123456",
    "Hà Nội 2023",
    "ĐảngCộngSản",
    "danguykhoi1",
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "abcdefghijk",
    "aaaaaaaaaaaa",
    "12121212121212",
    "P@ssw0rd2024",
    "Hochiminh1930",
    "vanphong@123",
    "nguyen1985!",
    "xinchao12345",
]
STRONG = ["đồng lúa chín vàng", "ba con mèo xanh ngủ", "Thuyền-xa-bến-cũ", "x7!kQ2w#Lp9z", "rổ cam chua 58"]


@pytest.mark.parametrize("password", WEAK)
def test_a_password_of_words_everybody_tries_is_refused(password: str) -> None:
    with pytest.raises(WordsEverybodyTries):
        check_password(password)


@pytest.mark.parametrize("password", STRONG)
def test_several_words_of_ones_own_are_taken(password: str) -> None:
    check_password(password)


@pytest.mark.parametrize("password", ["Lê Thị Lan 1985", "lan.lethi@2023", "Bộ Ví dụ Một 1", "bovidumot2023"])
def test_a_password_about_the_person_or_the_unit_is_refused(password: str) -> None:
    about = words_about("Lê Thị Lan", "lantl", "Đảng ủy Bộ Ví dụ Một", "Bộ Ví dụ Một")

    with pytest.raises(WordsEverybodyTries):
        check_password(password, about=about)


@given(some.text(max_size=200))
def test_any_text_is_judged_and_a_disguise_never_helps(text: str) -> None:
    try:
        check_password(text)
    except WordsEverybodyTries:
        with pytest.raises(WordsEverybodyTries):
            check_password(f"Hà Nội{text}")


@pytest.mark.parametrize(
    ("full_name", "taken", "username"),
    [
        ("Nguyễn Văn Minh", set(), "minhnv"),
        ("Nguyễn Văn Minh", {"minhnv"}, "minhnv2"),
        ("Nguyễn Văn Minh", {"minhnv", "minhnv2"}, "minhnv3"),
        ("Đỗ Thị Hoa", set(), "hoadt"),
        ("Ý", set(), "y00"),
        ("”", set(), "nguoidung"),
    ],
)
def test_a_username_is_the_given_name_with_initials(full_name: str, taken: set[str], username: str) -> None:
    assert propose_username(full_name, taken) == username


@given(some.text(max_size=60), some.sets(some.text(max_size=4), max_size=3))
def test_a_proposed_username_is_always_one(full_name: str, taken: set[str]) -> None:
    check_username(propose_username(full_name, taken))


@pytest.mark.parametrize("text", ["", "ab", "Minh", "minh nv", "mình", "m" * 81, ".minh", "minh\n"])
def test_what_is_no_username_is_refused(text: str) -> None:
    with pytest.raises(NotAUsername):
        check_username(text)

"""Which passwords are refused: those made of words that everybody tries first.

Every password is read folded (no marks, lower case) and with its disguises taken off (0 for o, @ for a),
so that «M@tKh4u» is «matkhau». Well-known words, runs of the keyboard, years and repeated characters are
taken away; what is left must still be long enough. Source: NIST SP 800-63B, 3.1.1.2 (block-list).
"""

import re
from collections.abc import Iterable

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal

LEAST_OF_ONES_OWN = 6  # characters that must be left
DISGUISES = str.maketrans("013457@$!+", "oieastasit")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "abcdefghijklmnopqrstuvwxyz")
SHORTEST_RUN = 4

WELL_KNOWN = frozenset(
    " ".join(
        (
            # password, sign-in and the product itself
            "matkhau matma khauhieu dangnhap taikhoan nguoidung quantri quantrivien quanly admin",
            "administrator password passwd pass login letmein welcome secret default guest root test",
            "demo user nghisu thanhvien khongbiet khongcopass batbuoc doimatkhau matkhaumoi khoiphuc",
            "bimat",
            # the organisation
            "dang danguy dangvien dangcongsan congsan chibo dangbo tinhuy thanhuy quanuy huyenuy",
            "bithu phobithu thuongtruc thuongvu banthuongvu chaphanh banchaphanh uyvien vanphong",
            "chanhvanphong vanthu chuyenvien tuyengiao tochuc kiemtra danvan noichinh trunguong",
            "bochinhtri banbithu daihoi hoinghi nghiquyet chithi quyetdinh congdoan doanthanhnien",
            "mattran hoiphunu cuuchienbinh congchuc canbo coquan nhanuoc chinhphu quochoi ubnd hdnd",
            "tapthe donvi nhiemky dangkhoi khoicoquan",
            # the country, its places, days and heroes
            "vietnam hanoi saigon tphcm hcmc hochiminh bacho chutich danang haiphong cantho hue",
            "nghean thanhhoa quangninh daklak halong dienbien dienbienphu tanuoc tohungvuong",
            "hungvuong langbac thanglong sonla bacninh namdinh thaibinh haiduong phutho lamdong dalat",
            "nhatrang vungtau quocgia tudo hanhphuc doclap doclaptudo quockhanh tienquanca sontinh",
            "giaiphong camonbac",
            # names, families first
            "nguyen tran pham hoang huynh phan truong duong dinh trinh ngoc linh trang huong hung",
            "dung tuan minh thanh quang hieu nhung phuong thuy thao hanh nguyenvan tranthi nguyenthi",
            "levan phamvan hoangvan",
            # what people are fond of
            "yeuem anhyeuem emyeuanh toiyeu iloveyou love giadinh conyeu meyeu boyeu vochong banbe",
            "sinhnhat tinhyeu mailaanhem vodich bongda nguoiviet tetnguyendan chucmung camon xinchao",
            "hello dragon monkey football baseball princess sunshine master shadow superman batman",
            "michael facebook zalo google samsung iphone manchester liverpool barcelona",
        )
    ).split()
)
_YEAR = re.compile(r"(?:19|20)\d\d")


class WordsEverybodyTries(Refusal):
    """Too little is left of the password without its well-known words."""

    sentence = N_(
        "This password is mostly made of words, names or rows of keys that others try first. "
        "Take several words that only you would put together."
    )


def check_password(password: str, *, about: Iterable[str] = ()) -> None:
    """Refuse a password that is mostly well-known words. ``about`` names the person and their units.

    :raises WordsEverybodyTries: if fewer than six characters are left without them
    """
    words = WELL_KNOWN | {bare(word) for word in about}
    pattern = re.compile("|".join(sorted((word for word in words if len(word) >= 3), key=_longest_first)))
    folded = language.fold(password)
    for reading in (folded, folded.translate(DISGUISES)):
        if len(_own_part(bare(reading), pattern)) < LEAST_OF_ONES_OWN:
            raise WordsEverybodyTries


def bare(text: str) -> str:
    """Return the text folded, letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", language.fold(text))


def words_about(*texts: str) -> set[str]:
    """Return what a name gives away: the whole, its words, and family and given name with initials."""
    found: set[str] = set()
    for text in texts:
        words = [bare(word) for word in re.split(r"[\s.@_-]+", text) if bare(word)]
        found |= {"".join(words), *words}
        if len(words) > 1:
            initials = "".join(word[0] for word in words[:-1])
            found |= {initials + words[-1], words[-1] + initials, words[0] + words[-1]}
    return {word for word in found if len(word) >= 3}


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


def _own_part(text: str, words: re.Pattern[str]) -> str:
    text = _without_runs(words.sub("", _YEAR.sub("", text)))
    return re.sub(r"(.{1,3}?)\1{2,}", r"\1", text)  # aaaa, abab ab, 121212


def _without_runs(text: str) -> str:
    """Take away pieces of four and more that go along a row of keys or the alphabet, either way."""
    for row in ROWS:
        for way in (row, row[::-1]):
            for length in range(len(way), SHORTEST_RUN - 1, -1):
                for start in range(len(way) - length + 1):
                    text = text.replace(way[start : start + length], "")
    return text

"""Forms: text in NFC, days and numbers as people write them, all errors at once."""

import datetime
import unicodedata
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.http import HttpResponse, QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from tests.conftest import at

from nghisu.config.middleware import DoorMiddleware
from nghisu.kit.forms import (
    ConfirmForm,
    DayField,
    KitForm,
    LongText,
    MomentField,
    NumberField,
    PaperField,
    UnitField,
    VersionField,
)
from nghisu.kit.pages import attempt
from nghisu.kit.refusals import Conflict


class LetterForm(KitForm):
    """A form with one field of each kind."""

    title = forms.CharField(label="Trích yếu", max_length=20)
    sent_on = DayField(label="Ngày gửi", required=False)
    begins_at = MomentField(label="Bắt đầu", required=False)
    share = NumberField(label="Tỷ lệ", required=False, at_least=0, at_most=2000)
    pages = NumberField(label="Số trang", required=False, whole=True)
    remarks = LongText(label="Ghi chú", required=False)


def sent(**values: str) -> LetterForm:
    return LetterForm({"title": "Báo cáo", **values})


def sentences(form: KitForm, name: str) -> list[str]:
    return [str(one) for one in form.errors.get(name, [])]


def test_text_typed_on_a_mac_is_kept_in_nfc() -> None:
    typed = unicodedata.normalize("NFD", "Đảng ủy Khối")

    form = LetterForm({"title": typed})

    assert form.is_valid()
    assert form.cleaned_data["title"] == "Đảng ủy Khối"
    assert form["title"].value() == "Đảng ủy Khối"


def test_a_text_is_measured_in_nfc() -> None:
    typed = unicodedata.normalize("NFD", "ốốốốốốốốốốốốốốốốốốốố")

    assert len(typed) == 60
    assert LetterForm({"title": typed}).is_valid()


def test_a_query_with_several_values_is_cleaned_too() -> None:
    query = QueryDict(mutable=True)
    query.setlist("title", ["bỏ", unicodedata.normalize("NFD", "Kế hoạch")])

    assert LetterForm(query)["title"].value() == "Kế hoạch"


def test_line_ends_of_word_and_windows_become_plain_ones() -> None:
    form = sent(remarks="một\r\nhai\x0bba")

    assert form.is_valid()
    assert form.cleaned_data["remarks"] == "một\nhai\nba"


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069", "\u200f"])
def test_a_mark_that_turns_the_text_is_refused_with_its_place(mark: str) -> None:
    with translation.override("en"):
        form = LetterForm({"title": f"Bản{mark} sao"})

        assert sentences(form, "title") == [
            f"There is an invisible character (U+{ord(mark):04X}) after “Bản”. "
            "Delete it and type the text again."
        ]
    assert form["title"].value() == f"Bản{mark} sao"


def test_a_file_whose_name_is_turned_around_is_refused(settings: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    class PaperForm(KitForm):
        paper = PaperField(label="Tệp")

    form = PaperForm({}, {"paper": SimpleUploadedFile("bao\u202exod.exe", b"MZ")})

    assert "paper" in form.errors


@pytest.mark.parametrize("typed", ["21/04/2023", "21/4/2023", "21-04-2023", "21.04.2023", "2023-04-21"])
def test_a_day_is_read_day_first(typed: str) -> None:
    form = sent(sent_on=typed)

    assert form.is_valid()
    assert form.cleaned_data["sent_on"] == datetime.date(2023, 4, 21)


def test_the_third_of_april_is_not_the_fourth_of_march() -> None:
    form = sent(sent_on="03/04/2023")

    assert form.is_valid()
    assert form.cleaned_data["sent_on"] == datetime.date(2023, 4, 3)


def test_rule_V8_a_day_that_does_not_exist_is_refused_and_a_leap_day_is_taken() -> None:
    with translation.override("en"):
        wrong = sent(sent_on="31/02/2023")
        leap = sent(sent_on="29/2/2024")

        assert sentences(wrong, "sent_on") == [
            "“31/02/2023” does not exist: month 2 of 2023 has only 28 days. Check the day and type it again."
        ]
        assert wrong["sent_on"].value() == "31/02/2023"
        assert leap.is_valid()


def test_a_day_is_shown_as_it_is_typed() -> None:
    form = LetterForm(initial={"sent_on": datetime.date(2023, 4, 3)})

    assert 'value="03/04/2023"' in str(form["sent_on"])


def test_a_day_outside_its_bounds_is_refused_with_the_bound() -> None:
    class TermForm(KitForm):
        day = DayField(earliest=datetime.date(2023, 1, 1), latest=datetime.date(2023, 3, 31))

    with translation.override("en"):
        early = TermForm({"day": "31/12/2022"})
        late = TermForm({"day": "01/04/2023"})
        fits = TermForm({"day": "31/03/2023"})

        assert sentences(early, "day") == ["The day may not be before 01/01/2023."]
        assert sentences(late, "day") == ["The day may not be after 31/03/2023."]
        assert fits.is_valid()


@pytest.mark.parametrize(
    "typed", ["14:30 21/04/2023", "21/04/2023 14:30", "14h30 21/4/2023", "2023-04-21T14:30"]
)
def test_a_moment_is_read_in_the_time_of_viet_nam(typed: str) -> None:
    form = sent(begins_at=typed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["begins_at"] == at("2023-04-21 14:30")


@pytest.mark.parametrize("typed", ["25:00 21/04/2023", "14:30", "14:30 31/02/2023", "chiều mai"])
def test_a_moment_that_does_not_exist_is_refused(typed: str) -> None:
    form = sent(begins_at=typed)

    assert len(sentences(form, "begins_at")) == 1


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("vi", "1.234,5", Decimal("1234.5")),
        ("vi", "1234,5", Decimal("1234.5")),
        ("en", "1,234.5", Decimal("1234.5")),
        ("en", "1234.5", Decimal("1234.5")),
    ],
)
def test_rule_R5_a_number_is_read_in_the_style_of_the_language(
    language: str, typed: str, meant: Decimal
) -> None:
    with translation.override(language):
        form = sent(share=typed)

        assert form.is_valid()
        assert form.cleaned_data["share"] == meant


def test_rule_R5_the_other_style_is_refused_with_a_hint() -> None:
    with translation.override("vi"):
        form = sent(share="1,234.5")

        assert len(sentences(form, "share")) == 1
        assert "1.234,5" in sentences(form, "share")[0]
        assert form["share"].value() == "1,234.5"


def test_a_number_has_bounds_and_may_have_to_be_whole() -> None:
    with translation.override("en"):
        small = sent(share="-1")
        large = sent(share="2001")
        broken = sent(pages="1.5")
        whole = sent(pages="12")

        assert sentences(small, "share") == ["The number may not be below 0."]
        assert sentences(large, "share") == ["The number may not be above 2,000."]
        assert len(sentences(broken, "pages")) == 1
        assert whole.is_valid()
        assert whole.cleaned_data["pages"] == 12


def test_a_stored_number_is_shown_in_the_style_of_the_language() -> None:
    with translation.override("vi"):
        shown = str(LetterForm(initial={"share": Decimal("12.5")})["share"])

    assert 'value="12,5"' in shown


def test_only_an_offered_unit_is_taken() -> None:
    known, unknown = uuid4(), uuid4()

    class UnitForm(KitForm):
        unit = UnitField(label="Đơn vị", names={known: "Đảng ủy Bộ Ví dụ Một"})

    good = UnitForm({"unit": str(known)})
    assert good.is_valid()
    assert good.cleaned_data["unit"] == UUID(str(known))
    for wrong in (str(unknown), "", "x", "'; drop table"):
        assert not UnitForm({"unit": wrong}).is_valid()


def test_a_confirmation_wants_the_name_with_or_without_marks() -> None:
    assert ConfirmForm({"typed": "dang uy bo vi du mot "}, name="Đảng ủy Bộ Ví dụ Một").is_valid()
    assert not ConfirmForm({"typed": "đảng ủy"}, name="Đảng ủy Bộ Ví dụ Một").is_valid()


def rendered(text: str, **context: Any) -> str:
    request = RequestFactory().get("/")
    return Template(text).render(Context({"request": request, **context}))


def test_all_errors_stand_on_top_at_once_with_links_and_nothing_typed_is_lost() -> None:
    with translation.override("en"):
        form = LetterForm({"title": "", "sent_on": "31/02/2023", "pages": "x", "remarks": "Chữ đã gõ"})

        page = rendered("{% form form %}", form=form)

    assert "3 things must be mended; nothing you typed is lost" in page
    for place in ("id_title", "id_sent_on", "id_pages"):
        assert f'<a href="#{place}">' in page
        assert f'id="{place}_error"' in page
    assert "Chữ đã gõ" in page
    assert 'value="31/02/2023"' in page
    assert " required" not in page.replace("(required)", "")


def test_hints_and_errors_are_told_to_those_who_listen() -> None:
    page = rendered("{% form form %}", form=LetterForm({"title": "x", "sent_on": "hôm qua"}))

    assert 'aria-describedby="id_sent_on_helptext id_sent_on_error"' in page
    assert 'aria-invalid="true"' in page


def test_the_guard_carries_the_forgery_guard_a_fresh_key_and_the_version() -> None:
    class EditForm(KitForm):
        version = VersionField()
        title = forms.CharField()

    form = EditForm(initial={"version": 7})

    first = rendered("{% guard form %}{% form form %}", form=form)
    second = rendered("{% guard %}", form=form)

    assert first.count('name="version" value="7"') == 1
    assert first.count('name="csrfmiddlewaretoken"') == 1
    assert 'name="version" value="7"' in second
    keys = [page.split('name="idempotency_key" value="')[1].split('"')[0] for page in (first, second)]
    assert keys[0] != keys[1]
    assert all(16 <= len(key) <= 80 for key in keys)


class PlanForm(KitForm):
    """A form that carries the version it was opened at."""

    version = VersionField(required=False)
    title = forms.CharField(label="Tiêu đề", required=False)
    due_on = DayField(label="Hạn", required=False)
    origin = forms.ChoiceField(
        label="Nguồn", choices=[("planned", "theo kế hoạch"), ("arising", "phát sinh")], required=False
    )


def test_after_a_conflict_what_was_sent_stands_beside_what_is_stored(visit: Any) -> None:
    stored = {
        "title": "Bản của người kia",
        "due_on": datetime.date(2023, 4, 3),
        "origin": "arising",
        "version": 8,
    }
    form = PlanForm(
        {"title": "Bản của tôi", "due_on": "03/04/2023", "origin": "planned", "version": "7"}, initial=stored
    )
    assert form.is_valid()

    def act() -> None:
        raise Conflict

    with pytest.raises(Conflict) as raised:
        attempt(form, act)
    request: Any = visit("minh").get("/").wsgi_request
    with translation.override("en"):
        answer = DoorMiddleware(lambda _request: HttpResponse()).process_exception(request, raised.value)

    assert answer is not None
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Bản của tôi"' in page
    assert "Bản của người kia" in page
    assert "phát sinh" in page
    assert page.count('name="version"') == 1
    assert 'name="version" value="8"' in page
    assert page.count("conflict-differs") == 2
    assert "Save what I sent" in page

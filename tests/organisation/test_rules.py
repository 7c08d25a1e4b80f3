"""The rules of election and voting: which hold, in plain words, the office's own, and who confirms them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.conftest import House, Visitor, at

from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.organisation.actions.rules import Entered, confirm_book, confirm_own_rules, enter_rules
from nghisu.organisation.models import ConfirmedRules, OwnRules
from nghisu.organisation.queries.rules import OWN, in_plain_words, rules_by_code, rules_for
from nghisu.organisation.rules.own import PercentTooLarge, SourceMissing
from nghisu.organisation.rules.plain_words import in_words
from nghisu.organisation.rules.profiles import RULES, Gathering, OpenMode, UnknownProfile, rules_of
from nghisu.organisation.rules.spans import EndsBeforeItBegins
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
NOON = at("2023-04-21 12:00")
DAY = date(2023, 4, 21)
OURS = Entered(
    name="Quy chế bầu cử của Đảng ủy Khối",
    source="Quy chế 01-QC/ĐUK, Điều 7",
    first=date(2023, 1, 1),
    base="present",
    threshold="two_thirds",
    quorum="half_present",
    tie="lot",
    blank_is="valid",
    outcome="final",
    retention_months=12,
    by_device=True,
)


def enter(house: House, values: Entered = OURS, by: str = "minh", moment: datetime = NOON) -> OwnRules:
    return enter_rules(unit=house.units["DUK"], values=values, by=house.standing(by), at=moment)


def form_of(values: Entered, house: House) -> dict[str, str]:
    said = {name: getattr(values, name) for name in Entered.__dataclass_fields__}
    sent = {name: str(value) for name, value in said.items() if value not in (None, False, "")}
    return sent | {"unit": str(house.units["DUK"].pk), "first": f"{values.first:%d/%m/%Y}"}


def test_without_rules_of_its_own_the_book_of_the_day_holds(house: House) -> None:
    body = house.bodies["executive"]

    assert rules_for(body, Gathering.SESSION, DAY).code == "dang-244-session"
    assert rules_for(body, Gathering.SESSION, date(2026, 11, 23)).code == "dang-190-session"


def test_the_offices_own_rules_hold_from_their_day_for_their_body_and_gathering(house: House) -> None:
    enter(house, replace(OURS, body_kind="executive", gathering="session"))
    executive, standing = house.bodies["executive"], house.bodies["standing"]

    own = rules_for(executive, Gathering.SESSION, DAY)

    assert (own.name, own.threshold, own.tie, own.retention_months) == (OURS.name, "two_thirds", "lot", 12)
    assert OpenMode.DEVICE in own.open_modes
    assert rules_for(executive, Gathering.SESSION, date(2022, 12, 31)).code == "dang-244-session"
    assert rules_for(executive, Gathering.DELEGATES, DAY).code == "dang-244-delegates"
    assert rules_for(standing, Gathering.SESSION, DAY).code == "dang-244-session"
    assert rules_by_code(own.code) == own


def test_newer_rules_replace_older_ones_which_stay_for_what_was_counted_by_them(house: House) -> None:
    older = enter(house)
    newer = enter(house, replace(OURS, threshold="three_quarters"), moment=at("2023-04-21 12:01"))
    body = house.bodies["executive"]

    assert rules_for(body, Gathering.SESSION, DAY).code == f"{OWN}{newer.pk.hex}"
    assert rules_by_code(f"{OWN}{older.pk.hex}").threshold == "two_thirds"


def test_a_code_nobody_gave_is_refused(house: House) -> None:
    for code in ("own-", "own-0", "own-" + "0" * 32, "dang-7"):
        with pytest.raises(UnknownProfile):
            rules_by_code(code)


def test_rules_need_their_text_a_span_and_shares_up_to_everything(house: House) -> None:
    with pytest.raises(SourceMissing):
        enter(house, replace(OURS, source=" "))
    with pytest.raises(EndsBeforeItBegins):
        enter(house, replace(OURS, until=OURS.first))
    with pytest.raises(PercentTooLarge):
        enter(house, replace(OURS, nomination_percent=101))
    with pytest.raises(NotAllowed):
        enter(house, by="van")
    assert OwnRules.objects.count() == 0


def test_the_office_confirms_its_own_rules_and_those_of_the_book(house: House) -> None:
    rules = enter(house)
    by = house.standing("minh")

    confirm_own_rules(rules=rules, expected_version=1, by=by, at=NOON)
    for _ in range(2):
        confirm_book(unit=house.units["DUK"], code="dang-190-session", by=by, at=NOON)

    assert rules_by_code(f"{OWN}{rules.pk.hex}").confirmed
    body = house.bodies["executive"]
    assert rules_for(body, Gathering.SESSION, DAY).confirmed
    rules.delete()
    assert not rules_for(body, Gathering.SESSION, DAY).confirmed
    assert rules_for(body, Gathering.SESSION, date(2026, 11, 23)).confirmed
    verbs = Entry.objects.filter(verb__startswith="rules.").values_list("verb", flat=True)
    assert sorted(verbs) == ["rules.confirmed", "rules.confirmed", "rules.entered"]


def test_rules_somebody_confirmed_meanwhile_are_not_confirmed_over(house: House) -> None:
    rules = enter(house)
    by = house.standing("minh")
    confirm_own_rules(rules=rules, expected_version=1, by=by, at=NOON)

    with pytest.raises(Conflict):
        confirm_own_rules(rules=rules, expected_version=1, by=by, at=NOON)


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.code)
def test_every_rule_is_said_in_plain_words_with_its_article_or_without(rules: object) -> None:
    assert rules in RULES
    told = in_plain_words(next(one for one in RULES if one is rules))

    assert len(told) >= 9
    assert all(one.about and one.words and "%(" not in one.words for one in told)


def test_plain_words_name_numbers_and_articles() -> None:
    said = {one.key: (one.words % one.values, one.source) for one in in_words(rules_of("dang-190-session"))}

    assert said["surplus_percent_max"] == (
        "The list may have more names than seats, at most 30 per cent more and at least one.",
        "190-QĐ/TW, Điều 14",
    )
    assert said["complaint_working_days"][0] == "Complaints are heard for 15 working days after closing."
    assert said["tie"][1] == ""
    congress = {one.key: one.words for one in in_words(rules_of("dang-190-delegates"))}
    assert congress["surplus_percent_max"].startswith("The list must have more names than seats")


def test_the_pages_show_the_rules_and_that_they_are_not_confirmed(house: House, visit: Visit) -> None:
    enter(house)

    listed = visit("van").get("/to-chuc/quy-che-bau-cu/?as_of=2023-04-21").content.decode()
    page = visit("van").get("/to-chuc/quy-che-bau-cu/dang-244-session/").content.decode()

    assert OURS.name in listed
    assert "Đảng, hội nghị cấp ủy, quy chế năm 2014" in listed
    assert "Đảng, hội nghị cấp ủy, quy chế năm 2024" not in listed
    assert "chưa đối chiếu" in page
    assert "Trúng cử hoặc thông qua khi đạt quá một nửa." in page
    assert "24-QĐ/TW, 30/7/2021" in page
    assert "biết từ thực tiễn" in page
    assert "/xac-nhan/" not in page


def test_the_chief_of_office_enters_and_confirms_rules_on_the_pages(house: House, visit: Visit) -> None:
    minh = visit("minh")

    begun = minh.get("/to-chuc/quy-che-bau-cu/them/?from=dang-190-members").content.decode()
    sent = minh.send("/to-chuc/quy-che-bau-cu/them/", form_of(OURS, house))
    rules = OwnRules.objects.get()
    address = f"/to-chuc/quy-che-bau-cu/own-{rules.pk.hex}/"
    page = minh.get(address).content.decode()
    confirmed = minh.send(f"{address}xac-nhan/", {"version": "1"})
    rules.refresh_from_db()

    assert '<option value="official_summoned" selected' in begun
    assert (sent.status_code, sent.url) == (302, address)
    assert f'action="{address}xac-nhan/"' in page
    assert (confirmed.status_code, rules.confirmed) == (302, True)
    assert "Cơ quan đã xác nhận quy chế." in minh.get(address).content.decode()


def test_a_book_is_confirmed_for_the_unit_of_the_office_only(house: House, visit: Visit) -> None:
    address = "/to-chuc/quy-che-bau-cu/dang-190-session/xac-nhan/"
    minh = visit("minh")

    assert minh.send(address, {"unit": str(house.units["A1"].pk)}).status_code == 404
    assert minh.send(address, {"unit": "x"}).status_code == 404
    assert minh.send(address, {"unit": str(house.units["DUK"].pk)}).status_code == 302
    assert ConfirmedRules.objects.values_list("code", flat=True).get() == "dang-190-session"
    page = minh.get("/to-chuc/quy-che-bau-cu/dang-190-session/").content.decode()
    assert "chưa đối chiếu" not in page


def test_rules_of_another_tree_and_codes_nobody_gave_are_not_found(house: House, visit: Visit) -> None:
    rules = enter(house)
    house.add_unit("KHAC", "Đảng ủy Khác", None)
    house.add_person("ngoai", "Cao Văn Ngoài", "KHAC", "chief_of_office")
    outsider = visit("ngoai")

    assert outsider.get(f"/to-chuc/quy-che-bau-cu/own-{rules.pk.hex}/").status_code == 404
    assert visit("minh").get("/to-chuc/quy-che-bau-cu/own-7/").status_code == 404
    assert visit("minh").get("/to-chuc/quy-che-bau-cu/dang-7/").status_code == 404


def test_the_page_of_a_body_leads_to_its_rules(house: House, visit: Visit) -> None:
    page = visit("minh").get(f"/to-chuc/co-quan/{house.bodies['executive'].pk}/?as_of=2023-04-21")

    assert 'href="/to-chuc/quy-che-bau-cu/dang-244-session/"' in page.content.decode()

"""The house itself."""

from collections.abc import Callable

from tests.conftest import Visitor


def test_the_first_screen_opens_for_a_person_with_a_mandate(
    visit: Callable[[str], Visitor],
) -> None:
    answer = visit("minh").get("/")

    assert answer.status_code == 200


def test_an_anonymous_visitor_is_asked_to_sign_in(client: Visitor, db: None) -> None:
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/tai-khoan/dang-nhap/?next=/"

"""The moderator reads why a request is suspicious, and can have a phone looked at first."""

import pytest
from flask import Flask

from connect import db
from connect.cases.models import Case
from connect.cases.screening.models import WatchedPhone
from tests.builders import make_case, make_person, post_case
from tests.visit import Visit


@pytest.fixture
def desk(visit: Visit) -> Visit:
    """A moderator of Ho Chi Minh City."""
    return visit.as_(make_person("moderator", area="79"))


def test_the_review_explains_what_looks_like_fraud(desk: Visit) -> None:
    case, _ = post_case(words="Xin gửi vào stk 0123456789 VCB")
    text = desk.get("moderation.review", public_id=case.public_id).text
    assert "stk 0123456789" in text
    assert "giống số tài khoản ngân hàng" in text


def test_an_honest_request_has_no_warning(desk: Visit) -> None:
    assert "Xem kỹ" not in desk.get("moderation.review", public_id=make_case().public_id).text


def test_much_more_than_usual_is_a_hint_and_never_a_refusal(desk: Visit) -> None:
    case, _ = post_case(needs={"rice": 43, "eggs": 28, "formula": 2}, people=4)
    text = desk.get("moderation.review", public_id=case.public_id).text.replace("\xa0", " ")
    assert "Gạo 43 kg: nhiều hơn thường lệ" in text and "khoảng 14 kg cho 4 người trong một tuần" in text
    assert "Trứng 28 quả: nhiều" not in text and "nhân viên y tế đã thăm khám" in text
    desk.post("moderation.approve", public_id=case.public_id)
    desk.follow()
    assert case.state == "open"


def test_the_same_amounts_for_more_people_are_no_hint(desk: Visit) -> None:
    case, _ = post_case(needs={"rice": 43}, people=5)
    assert "nhiều hơn thường lệ" not in desk.get("moderation.review", public_id=case.public_id).text


def test_a_phone_is_watched_and_let_go_from_the_review_page(desk: Visit, app: Flask) -> None:
    case = make_case()
    desk.post("moderation.phone", public_id=case.public_id, verb="watch")
    assert "đều được xem trước" in desk.follow().text
    db.session.rollback()
    assert db.session.query(WatchedPhone).count() == 1
    desk.post("moderation.phone", public_id=case.public_id, verb="unwatch")
    db.session.rollback()
    assert db.session.query(WatchedPhone).count() == 0


def test_a_moderator_of_elsewhere_finds_nothing(visit: Visit, app: Flask) -> None:
    case: Case = make_case()
    visit.as_(make_person("moderator", area="01"))
    visit.post("moderation.phone", public_id=case.public_id, verb="watch", status=404)


def test_nothing_of_it_is_public_or_on_the_requesters_page(visit: Visit, app: Flask) -> None:
    _, token = post_case(words="Xin gửi vào stk 0123456789 VCB")
    text = visit.get("cases.mine", token=token).text
    assert "lừa đảo" not in text
    assert "xem kỹ" not in text.lower()

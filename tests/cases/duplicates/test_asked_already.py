"""Who asks twice from one browser is offered her earlier request; nobody else learns that it is there."""

import re

from flask import Flask

from connect import db
from connect.cases.models import Case
from tests.cases.test_views_ask import FILLED, cases, key, send
from tests.visit import Visit

AGAIN = {"name": "nguyen thi lan", "item": ["rice", "eggs"], "qty-rice": "20", "words": "Xin thêm trứng."}


def quantities(case: Case) -> dict[str, int]:
    db.session.rollback()
    return {need.item: need.quantity for need in db.session.get_one(Case, case.id).needs}


def asked(visit: Visit) -> Case:
    send(visit)
    visit.follow()
    return cases()[0]


def typed(text: str) -> dict[str, list[str]]:
    """The hidden fields of the page, as a browser would send them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text):
        found.setdefault(name, []).append(value)
    return found


def test_who_asks_again_from_the_same_phone_is_offered_the_earlier_request(visit: Visit) -> None:
    first = asked(visit)
    text = send(visit, status=200, **AGAIN).text
    assert "Thêm vào yêu cầu trước" in text
    assert len(cases()) == 1
    assert first.public_id not in text
    assert first.public_id[4:] not in text


def test_what_she_adds_is_laid_over_the_earlier_request_and_kept_when_she_says_so(visit: Visit) -> None:
    first = asked(visit)
    page = send(visit, status=200, **AGAIN).text
    add = re.search(r'formaction="([^"]+)"', page)
    assert add
    text = visit.post(add.group(1), typed(page), status=200).text
    assert "Nhà hết gạo từ hôm qua.\nXin thêm trứng." in text
    assert quantities(first) == {"rice": 10, "milk": 4}  # nothing is kept yet
    shown = re.findall(r'name="(qty-\w+)" value="(\d+)"', text)
    edited = {**FILLED, "item": [], **dict(shown)}
    visit.post(add.group(1).replace("/add", "/edit"), edited)
    assert quantities(first) == {"rice": 20, "milk": 4, "eggs": 10}
    assert len(cases()) == 1


def test_she_may_send_it_all_the_same_and_a_double_tap_sends_one(visit: Visit) -> None:
    asked(visit)
    body = {**typed(send(visit, status=200, **AGAIN).text), "another": "1"}
    places = {visit.post("cases.ask", body).location for _ in range(2)}
    assert len(places) == 1
    assert len(cases()) == 2


def test_the_same_form_once_more_leads_to_the_same_page_without_a_question(visit: Visit) -> None:
    body = {**FILLED, "form_key": key(visit)}
    first = visit.post("cases.ask", body).location
    assert visit.post("cases.ask", body).location == first


def test_another_browser_learns_nothing(app: Flask, visit: Visit) -> None:
    asked(visit)
    stranger = Visit(app)
    send(stranger, **AGAIN)
    assert len(cases()) == 2


def test_another_home_from_the_same_phone_is_not_asked_about(visit: Visit) -> None:
    asked(visit)
    send(visit, name="Trần Văn Hùng", phone="0987 654 321", door="Số 8 hẻm 9", people="2")
    assert len(cases()) == 2


def test_a_request_that_has_ended_is_not_offered(visit: Visit) -> None:
    asked(visit)
    token = visit.last.request.path.rsplit("/", 1)[-1]
    visit.post("cases.mine_do", token=token, verb="withdraw")
    send(visit, **AGAIN)
    assert len(cases()) == 2


def test_an_offer_to_add_to_a_wrong_link_is_the_page_of_all_wrong_links(visit: Visit) -> None:
    visit.post("cases.mine_add", FILLED, status=404, token="a" * 26)

"""The page after sending: the code, the link in three ways to keep it, what comes next; for its requester alone."""

import re

import pytest
from flask import Flask

from connect import db
from connect.cases import actions
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto.tokens import spoken
from tests.builders import make_person, post_case
from tests.cases.test_views_ask import send
from tests.visit import Visit


def test_what_was_sent_leads_to_its_code_its_link_and_what_comes_next(visit: Visit) -> None:
    send(visit)
    page = visit.follow().text
    case = db.session.query(Case).one()
    link = re.search(r'id="own-link"[^>]* value="(http://[^"]+/cases/mine/[a-z2-7]{26})"', page)
    assert link and spoken(case.public_id) in page
    assert "Nguyễn Thị Lan" not in page and "0912" not in page, "it may be shown to whoever keeps the link"
    assert 'class="tracker"' in page
    visit.get(link.group(1).removeprefix("http://localhost"))


def test_the_picture_is_drawn_here_and_no_address_but_its_own_is_on_the_page(visit: Visit) -> None:
    _case, token = post_case()
    page = visit.get("cases.sent", token=token).text
    assert re.search(r'class="qr" src="data:image/svg\+xml[^"]+" [^>]*alt="[^"]+"', page)
    addresses = re.findall(r'(?:href|src|action|data-[a-z]+)="([^"]+)"', page)
    assert not [
        one
        for one in addresses
        if token in one and one != f"/cases/mine/{token}" and not one.startswith("/cases/sent/")
    ]
    assert visit.last.headers["Referrer-Policy"] == "no-referrer" and visit.last.headers["Cache-Control"] == "no-store"


def test_a_life_in_danger_is_told_to_call_and_others_are_not(visit: Visit) -> None:
    for urgency, told in ((3, True), (1, False)):
        _case, token = post_case(urgency=urgency)
        main = visit.get("cases.sent", token=token).text.partition("<main")[2].partition("</main>")[0]
        assert ('href="tel:112"' in main) is told


def test_once_more_has_happened_it_leads_to_the_own_page(visit: Visit) -> None:
    moderator, (case, token) = Actor(make_person("moderator")), post_case()
    with db.transaction():
        actions.reject(case, moderator, "joke")
    assert visit.get("cases.sent", 303, token=token).location == f"/cases/mine/{token}"


@pytest.mark.parametrize("wrong", ["a" * 26, "x", "A" * 26])
def test_a_wrong_link_is_the_page_of_all_wrong_links(app: Flask, wrong: str) -> None:
    assert "a" * 26 not in Visit(app).get("cases.sent", 404, token=wrong).text

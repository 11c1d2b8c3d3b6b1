"""What is new in a thread: told once, in order, cheaply, and to nobody else; counted when asked, never counted up."""

import re
from unittest import mock

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases.disclosure import limits
from connect.cases.models import Case
from connect.db import Reader
from connect.messages import actions, seats
from connect.messages.models import Thread
from connect.messages.polling import rules
from connect.messages.rules import Closed
from tests.builders import make_case, make_person, speak, token_of
from tests.statements import statements_of
from tests.visit import Visit


def seen(thread: Thread, case: Case, person: Person | None, number: int) -> None:
    """Somebody has had messages up to a number on the screen."""
    with db.transaction():
        actions.see(seats.seat_of(None if person else token_of(case), person, thread.public_id), number)


def news(visit: Visit, thread: Thread, after: int, status: int = 200, **headers: str) -> Visit:
    """Asks what is new, as the helper."""
    return visit.get("messages.news", status, public_id=thread.public_id, after=after, headers=headers)


def test_only_what_comes_after_is_told_and_then_that_nothing_is_new(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    hanh = Visit(app, "en").as_(helper)
    said = hanh.client.get(f"/messages/{thread.public_id}/talk.json?after=1")
    assert said.json["last"] == 2 and [one["number"] for one in said.json["messages"]] == [2]
    assert "Tôi ra ngay." in said.json["messages"][0]["html"] and said.json["may_speak"] is True
    assert said.json["again_in_s"] == 2 and said.headers["Cache-Control"] == "private, no-store"
    tag = {"If-None-Match": said.headers["ETag"]}
    again = hanh.client.get(f"/messages/{thread.public_id}/talk.json?after=2", headers=tag)
    assert again.status_code == 304 and again.headers["Retry-After"] == "2"
    speak(thread, case, None, "Cảm ơn.")
    third = hanh.client.get(f"/messages/{thread.public_id}/talk.json?after=2", headers=tag)
    assert [one["number"] for one in third.json["messages"]] == [3]


def test_the_script_gets_a_document_of_the_same(app: Flask, case: Case, thread: Thread) -> None:
    lan = Visit(app, "en")
    path = f"/messages/mine/{token_of(case)}/{thread.public_id}/talk.json?after=0"
    said = lan.client.get(path, headers={"Accept": "text/html"})
    assert said.mimetype == "text/html" and re.findall(r'data-number="(\d)"', said.text) == ["1", "2"]
    assert 'id="news" data-last="2"' in said.text and "data-seen-by-them" not in said.text
    tag = {"If-None-Match": said.headers["ETag"], "Accept": "text/html"}
    assert lan.client.get(path, headers=tag).status_code == 304


def test_a_number_from_the_future_and_a_foreign_thread_are_not_there(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    path = f"/messages/{thread.public_id}/talk.json?after="
    hanh, other = Visit(app, "en").as_(helper), Visit(app, "en").as_(make_person())
    assert hanh.client.get(f"{path}3").status_code == 404 and other.client.get(f"{path}0").status_code == 404
    assert hanh.client.get(f"{path}x").status_code == 200
    wrong = token_of(make_case("open"))
    assert other.client.get(f"/messages/mine/{wrong}/{thread.public_id}/talk.json").status_code == 404


def test_a_look_of_the_other_side_shows_in_no_version_unless_the_site_says_so(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    path = f"/messages/mine/{token_of(case)}/{thread.public_id}/talk.json?after=2"
    lan = Visit(app, "en")
    before = lan.client.get(path)
    seen(thread, case, helper, 2)
    after = lan.client.get(path)
    assert before.headers["ETag"] == after.headers["ETag"] and after.json["seen"] == {"mine": 0, "theirs": None}


def test_the_version_changes_when_contact_opens_something_is_taken_back_or_it_is_closed() -> None:
    versions = {
        rules.mark(None, True, False, 0), rules.mark(None, True, True, 0), rules.mark(None, True, True, 1),
        rules.mark(Closed.LAPSED, True, False, 1), rules.mark(Closed.STOPPED, False, False, 1),
    }  # fmt: skip
    assert len(versions) == 5


@pytest.mark.parametrize(("waiting", "seconds"), [(0, 2), (8, 16), (32, 60), (500, 60)])
def test_under_load_it_is_asked_later(waiting: int, seconds: int) -> None:
    assert rules.again_in_s(waiting, 32) == seconds


def test_that_nothing_is_new_costs_one_read(app: Flask, case: Case, helper: Person, thread: Thread) -> None:
    path = f"/messages/mine/{token_of(case)}/{thread.public_id}/talk.json?after=2"
    lan = Visit(app, "en")
    tag = {"If-None-Match": lan.client.get(path).headers["ETag"]}
    with (
        statements_of(app) as statements,
        mock.patch.object(Reader, "rows", autospec=True, side_effect=Reader.rows) as reads,
    ):
        assert lan.client.get(path, headers=tag).status_code == 304
    assert not [one for one in statements if one.lstrip().upper().startswith("SELECT")]
    assert ["FROM threads" in str(one) for one in reads.mock_calls].count(True) == 1


def test_what_is_new_is_counted_when_asked_on_every_page_of_a_helper(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    hanh, other = Visit(app, "en").as_(helper), Visit(app, "en").as_(make_person())
    assert '<span class="sr">1 new</span>' in hanh.get("home.front").text
    assert "1 new message" in hanh.get("cases.taken").text
    assert (
        'class="news"' not in other.get("home.front").text
        and 'class="news"' not in Visit(app, "en").get("home.front").text
    )
    seen(thread, case, helper, 1)
    assert 'class="news"' not in hanh.get("home.front").text and "new message" not in hanh.get("cases.taken").text


def test_what_was_taken_back_and_what_one_may_not_read_is_never_new(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    hanh = Visit(app, "en").as_(helper)
    with db.transaction():
        actions.hide(seats.seat_of(token_of(case), None, thread.public_id), 1)
    assert 'class="news"' not in hanh.get("home.front").text
    speak(thread, case, None, "Chị ở đâu?")
    assert '<span class="sr">1 new</span>' in hanh.get("home.front").text
    with db.transaction():
        limits.stop_helper(db.session.get_one(Case, case.id))
    assert 'class="news"' not in hanh.get("home.front").text


def test_a_requester_sees_it_on_the_list_of_requests(app: Flask, case: Case, helper: Person, thread: Thread) -> None:
    lan = Visit(app, "en")
    lan.client.set_cookie("mine", token_of(case))
    assert "1 new message" in lan.get("cases.mine_list").text
    seen(thread, case, None, 2)
    assert "new message" not in lan.get("cases.mine_list").text

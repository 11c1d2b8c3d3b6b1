"""Where to meet: said by the requester alone, in words that both read, as a point while the help runs."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect import db
from connect.accounts.models import Person
from connect.cases.claims import actions as claims
from connect.cases.disclosure import case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.geo import Point
from connect.messages.models import Message, Thread
from connect.messages.places import rules
from tests.builders import make_case, make_person, make_place, make_thread, take, token_of
from tests.visit import Visit

GATE = {"words": "Cổng chùa, cạnh tiệm vá xe", "lat": "10.77220", "lon": "106.69830", "place_by": "map"}


def send(visit: Visit, at: str, **data: str) -> TestResponse:
    page = visit.client.get(f"{at}/place").text
    found = re.search(r'name="key"[^>]* value="([^"]*)"', page)
    assert found
    return visit.client.post(f"{at}/place", data={"csrf_token": visit.token(), "key": found[1], **data})


def test_both_read_where_to_meet_and_see_it_on_a_map(app: Flask, case: Case, helper: Person, thread: Thread) -> None:
    lan, hanh = Visit(app, "en"), Visit(app, "en").as_(helper)
    mine, theirs = f"/messages/mine/{token_of(case)}/{thread.public_id}", f"/messages/{thread.public_id}"
    assert send(lan, mine, **GATE).status_code == 303
    for visit, at in ((lan, mine), (hanh, theirs)):
        page = visit.client.get(at).text
        assert "Cổng chùa, cạnh tiệm vá xe" in page and f"{at}/place/3" in page
        assert "Phường" in page, "the ward of the point, in words"
        spot = visit.client.get(f"{at}/place/3")
        assert spot.status_code == 200 and "10.77220, 106.69830" in spot.text
        assert spot.headers["Cache-Control"] == "no-store"


def test_words_alone_are_enough_and_words_are_needed(app: Flask, case: Case, thread: Thread) -> None:
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}"
    without = send(lan, at, **{**GATE, "words": " "})
    assert without.status_code == 422 and "Say it in words too" in without.text and 'value="10.77220"' in without.text
    assert send(lan, at, words="Đầu hẻm").status_code == 303
    assert "Đầu hẻm" in lan.client.get(at).text
    assert lan.client.get(f"{at}/place/3").status_code == 404, "there is no point to show"


def test_two_numbers_of_a_position_and_a_ward_work_without_a_map(app: Flask, case: Case, thread: Thread) -> None:
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}"
    assert send(lan, at, words="Chợ", place_text="10.7722, 106.6983").status_code == 303
    assert "10.77220, 106.69830" in lan.client.get(f"{at}/place/3").text
    found = send(lan, at, words="Chợ", place_text="Bến Thành", find="1")
    assert found.status_code == 200 and 'name="ward"' in found.text and 'value="Chợ"' in found.text


@pytest.mark.parametrize(("more", "told"), [
    ({"lat": "48.1", "lon": "11.5"}, "outside Vietnam"), ({"lat": "x", "lon": "1"}, "cannot be right"),
    ({"lat": "", "lon": "", "place_text": "Nowhere at all"}, "Press Find"), ({"words": "a" * 201}, "200"),
    ({"ward": "nowhere"}, "choose your ward"),
])  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_lost(
    app: Flask, case: Case, thread: Thread, more: dict[str, str], told: str
) -> None:
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}"
    answer = send(lan, at, **{**GATE, **more})
    assert answer.status_code == 422 and told in answer.text
    assert ({**GATE, **more})["words"][:20] in answer.text


def test_only_the_requester_says_where(app: Flask, helper: Person, thread: Thread) -> None:
    hanh = Visit(app).as_(helper)
    assert hanh.client.get(f"/messages/{thread.public_id}/place").status_code == 404
    assert "Where to meet" not in Visit(app, "en").as_(helper).client.get(f"/messages/{thread.public_id}").text


def test_the_point_is_sealed_and_gone_for_a_helper_whose_help_is_over(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    number = make_place(thread, case)
    row = db.session.query(Message).filter_by(thread_id=thread.id, number=number).one()
    assert row.body_sealed is not None and b"10.77" not in row.body_sealed and "10.77" in (row.body or "")
    with db.transaction():
        claims.release(case_view.of(db.session.get_one(Case, case.id), Actor(helper)), "no_time")
    hanh, lan = Visit(app).as_(helper), Visit(app)
    assert hanh.client.get(f"/messages/{thread.public_id}").status_code == 200
    assert hanh.client.get(f"/messages/{thread.public_id}/place/{number}").status_code == 404
    assert lan.client.get(f"/messages/mine/{token_of(case)}/{thread.public_id}/place/{number}").status_code == 200


def test_the_thread_of_others_has_no_place(app: Flask, case: Case, thread: Thread) -> None:
    number = make_place(thread, case)
    other, theirs = make_case("open"), make_person(verified=True)
    take(other, theirs)
    make_thread(other, theirs)
    path = f"/messages/mine/{token_of(other)}/{thread.public_id}/place/{number}"
    assert Visit(app).client.get(path).status_code == 404
    assert Visit(app).as_(theirs).client.get(f"/messages/{thread.public_id}/place/{number}").status_code == 404


@pytest.mark.parametrize("place", [
    rules.Place("Cổng chùa"), rules.Place("a,b\nc", "27145"), rules.Place("Chợ", "", Point(10.77221, 106.69831)),
])  # fmt: skip
def test_a_place_comes_out_of_its_message_as_it_went_in(place: rules.Place) -> None:
    assert rules.unpacked(rules.packed(place)) == place

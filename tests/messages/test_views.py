"""The pages of a thread, without a script: what both read, what is kept when it cannot be sent, and who gets a 404."""

import re
import uuid

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases.claims import actions as claims
from connect.cases.disclosure import case_view, limits
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.messages import rules
from connect.messages.models import Thread
from tests.builders import make_case, make_person, token_of
from tests.visit import Visit


def hidden(visit: Visit, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', visit.last.text)
    assert found
    return found[1]


def test_requester_and_helper_agree_on_a_gate(app: Flask, case: Case, helper: Person) -> None:
    lan, hanh = Visit(app, "en"), Visit(app, "en").as_(helper)
    lan.get("messages.mine", 303, token=token_of(case))
    assert "No words yet" in lan.follow().text
    page = lan.client.get(lan.last.request.path).request.path
    lan.post(page, {"words": " Cổng xanh,\u200b cạnh chùa ", "key": hidden(lan, "key")})
    assert "Cổng xanh, cạnh chùa" in lan.follow().text
    hanh.get("messages.of", 303, public_id=case.public_id)
    assert "Cổng xanh, cạnh chùa" in hanh.follow().text


def test_the_pages_of_the_case_lead_there_and_count_what_is_new(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    lan, hanh, other = Visit(app, "en"), Visit(app, "en").as_(helper), Visit(app, "en").as_(make_person())
    way = "1 new message"
    assert way in lan.get("cases.mine", token=token_of(case)).text
    assert way in hanh.get("cases.show", public_id=case.public_id).text
    assert "/messages/" not in other.get("cases.show", public_id=case.public_id).text


def test_what_was_on_the_screen_is_said_by_the_next_step(app: Flask, case: Case, thread: Thread) -> None:
    lan, token = Visit(app, "en"), token_of(case)
    lan.get("messages.mine_talk", token=token, thread_id=thread.public_id)
    assert "1 new message" in lan.get("cases.mine", token=token).text  # an answer that got lost would not count either
    lan.post("messages.mine_see", {"n": "2"}, 303, token=token, thread_id=thread.public_id)
    assert "new message" not in lan.get("cases.mine", token=token).text


def test_a_script_is_told_the_number_and_the_same_again(app: Flask, thread: Thread, helper: Person) -> None:
    hanh = Visit(app, "en").as_(helper)
    form = {"words": "Khoảng 15 phút nữa", "key": str(uuid.uuid4()), "csrf_token": hanh.token()}
    path, speaks = f"/messages/{thread.public_id}", {"Accept": "application/json"}
    answers = [hanh.client.post(path, data=form, headers=speaks) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert answers[0].json and answers[1].json
    told = [re.sub(r'(csrf_token" value=")[^"]+', r"\1", one.json["html"]) for one in answers]  # another each second
    assert told[0] == told[1] and answers[0].json["number"] == answers[1].json["number"]
    assert answers[0].json["number"] == 3 and 'id="m3"' in answers[0].json["html"]
    other = hanh.client.post(path, data=form | {"words": "Khoảng 50 phút nữa"}, headers=speaks)
    assert other.status_code == 409 and other.json and other.json["kept"]


@pytest.mark.parametrize(("words", "told"), [("", "Write something"), ("\u200b \ufeff", "Write something"),
                                             ("a" * 1001, "1,001 characters")])  # fmt: skip
def test_no_words_and_too_many_come_back_with_what_was_typed(
    app: Flask, thread: Thread, helper: Person, words: str, told: str
) -> None:
    hanh = Visit(app, "en").as_(helper)
    hanh.get("messages.talk", public_id=thread.public_id)
    page = hanh.post("messages.talk", {"words": words, "key": hidden(hanh, "key")}, 422, public_id=thread.public_id)
    assert told in page.text and ("a" * 1001 in page.text or len(words) < 9)


def test_a_key_of_another_thread_gives_a_new_form_and_keeps_the_words(
    app: Flask, case: Case, thread: Thread, helper: Person
) -> None:
    lan, hanh = Visit(app, "en"), Visit(app, "en").as_(helper)
    lan.get("messages.mine_talk", token=token_of(case), thread_id=thread.public_id)
    forged = {"words": "Tôi tới rồi", "key": hidden(lan, "key")}
    assert "Tôi tới rồi" in hanh.post("messages.talk", forged, 422, public_id=thread.public_id).text
    hanh.post("messages.talk", {"words": "Tôi tới rồi", "key": hidden(hanh, "key")}, public_id=thread.public_id)


def test_words_that_come_too_late_are_kept(app: Flask, case: Case, thread: Thread, helper: Person) -> None:
    hanh = Visit(app, "en").as_(helper)
    hanh.get("messages.talk", public_id=thread.public_id)
    with db.transaction():
        claims.release(case_view.of(case, Actor(helper)), "no_time")
    typed = {"words": "Tôi gần tới", "key": hidden(hanh, "key")}
    page = hanh.post("messages.talk", typed, 409, public_id=thread.public_id)
    assert "Tôi gần tới" in page.text and "given back" in page.text


def test_a_helper_who_was_stopped_keeps_the_own_words_and_reads_none(
    app: Flask, case: Case, thread: Thread, helper: Person
) -> None:
    hanh = Visit(app, "en").as_(helper)
    hanh.get("messages.talk", public_id=thread.public_id)
    with db.transaction():
        limits.stop_helper(case)
    typed = {"words": "Tôi gần tới", "key": hidden(hanh, "key")}
    page = hanh.post("messages.talk", typed, 409, public_id=thread.public_id)
    assert "Tôi gần tới" in page.text and "cổng xanh" not in page.text


def test_too_many_in_a_minute_says_when_it_goes_on(
    app: Flask, thread: Thread, helper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "A_MINUTE", 1)
    hanh = Visit(app, "en").as_(helper)
    hanh.get("messages.talk", public_id=thread.public_id)
    typed = {"words": "Alo", "key": hidden(hanh, "key")}
    page = hanh.post("messages.talk", typed, 429, public_id=thread.public_id)
    assert 0 < int(page.headers["Retry-After"]) <= 60 and "Alo</textarea>" in page.text


def test_a_thread_of_others_is_no_thread(app: Flask, case: Case, thread: Thread) -> None:
    other, stranger = make_case("open"), Visit(app, "en").as_(make_person())
    stranger.get("messages.talk", 404, public_id=thread.public_id)
    stranger.get("messages.of", 404, public_id=case.public_id)
    Visit(app).get("messages.mine_talk", 404, token=token_of(other), thread_id=thread.public_id)


def test_before_anybody_takes_it_there_is_nobody_to_write_to(app: Flask) -> None:
    lan, token = Visit(app, "en"), token_of(make_case("open"))
    lan.get("messages.mine", 303, token=token)
    assert "Nobody has taken your request yet" in lan.follow().text


def test_a_message_is_taken_back(app: Flask, thread: Thread, helper: Person) -> None:
    hanh = Visit(app, "en").as_(helper)
    assert "Take off" in hanh.get("messages.talk", public_id=thread.public_id).text
    hanh.post("messages.hide", {"number": "2"}, public_id=thread.public_id)
    page = hanh.follow().text
    assert "Taken off" in page and "Tôi ra ngay" not in page

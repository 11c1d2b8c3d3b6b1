"""A lost link: what its page says, and how a requester gets a new one."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import queries
from connect.cases.asking import requester_links
from connect.cases.transitions import Actor
from connect.crypto import audit_log
from connect.errors import NotAllowed, RuleBroken
from tests.builders import make_case, make_person, post_case
from tests.visit import Visit


def test_a_wrong_link_says_what_the_short_code_is_for_and_whom_to_call(make_app) -> None:
    app = make_app(operator_phone="028 1234 5678")
    with app.app_context():
        text = Visit(app).get("cases.mine", 404, token="a" * 26).text
        assert "mã ngắn" in text and 'href="tel:02812345678"' in text and "/cases/mine" in text
        db.session.remove()


def test_after_a_call_back_a_new_link_works_the_old_one_is_dead_and_both_are_written_down(app: Flask) -> None:
    case, token = post_case()
    moderator = make_person("moderator", area="79")
    visit = Visit(app).as_(moderator)
    typed = {"how": "Đọc đúng tên và món đã xin"}
    assert "gọi lại số" in visit.post("moderation.relink", typed, 422, public_id=case.public_id).text
    visit.post("moderation.contact", {"text": "mất đường dẫn"}, 200, public_id=case.public_id)
    text = visit.post("moderation.relink", typed, 200, public_id=case.public_id).text
    new = re.search(r"/cases/mine/([a-z2-7]{26})", text).group(1)
    assert visit.last.headers["Cache-Control"] == "no-store"
    stranger = Visit(app)
    stranger.get("cases.mine", 404, token=token)
    assert "Đọc đúng tên" in stranger.get("cases.mine", token=new).text
    lines = list(db.session.scalars(sa.select(audit_log.AuditEntry).where(audit_log.AuditEntry.what == "relink")))
    assert [(line.person_id, line.about) for line in lines] == [(moderator.id, f"case {case.id}")]


def test_no_link_is_given_out_without_a_look_within_the_hour_nor_by_moderators_elsewhere(app: Flask, clock) -> None:
    case, token = post_case()
    here, there = make_person("moderator", area="79"), make_person("moderator", area="01")
    Visit(app).as_(here).post("moderation.contact", {"text": "mất đường dẫn"}, 200, public_id=case.public_id)
    clock.forward(minutes=61)
    for person, error in ((here, RuleBroken), (there, NotAllowed)):
        with pytest.raises(error), db.transaction():
            requester_links.renew(case, Actor(person), "giọng quen")
    assert queries.by_token(token).id == case.id


def test_who_gives_a_case_back_reads_one_sentence_that_is_true(app: Flask) -> None:
    helper = make_person(verified=True)
    case = make_case("claimed", helper=helper)
    visit = Visit(app).as_(helper)
    visit.post("cases.release", {"reason": "too_far"}, public_id=case.public_id)
    assert "Người khác có thể nhận ngay" in visit.follow().text
    assert "báo sớm" not in visit.last.text


def test_the_place_of_a_contact_can_be_opened_on_any_phone_or_copied(app: Flask) -> None:
    helper = make_person(verified=True)
    case = make_case("claimed", helper=helper)
    text = Visit(app).as_(helper).post("cases.contact", status=200, public_id=case.public_id).text
    there = "10.772200,106.698300"
    for address in ("geo:", "google.com/maps/dir/?api=1&amp;destination=", "maps.apple.com/?daddr=", "?to="):
        assert f"{address}{there}" in text
    assert "7P28QMCX+V8" in text and text.count('rel="noopener noreferrer"') >= 3
    assert re.search(r'id="spot" readonly[^>]* value="10.77220, 106.69830"', text)

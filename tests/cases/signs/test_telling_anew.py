"""A change of a request asks the signs of danger again: worse ones count at once, and nothing makes it less grave."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from connect import clock, db
from connect.cases import actions, export, queries, rules, wiping
from connect.cases.changes import actions as changes
from connect.cases.claims import actions as claim_actions
from connect.cases.clinical import actions as clinical
from connect.cases.disclosure import case_view
from connect.cases.models import Case
from connect.cases.signs import queries as signs
from connect.cases.signs.models import CaseSigns
from connect.cases.transitions import Actor
from connect.incidents.signs.rules import Level
from connect.web import compat
from tests.advice.pages import doctor, post_advice, summarise
from tests.builders import hold, make_clinician, make_person, post_both, sign_the_list
from tests.visit import Visit

FORM: dict[str, Any] = {
    "item": "doctor_call", "qty-doctor_call": "1", "people": "2", "urgency": "normal", "words": "Mẹ tôi mệt.",
    "name": "Nguyễn Thị Lan", "phone": "0912 345 678", "door": "Số 12 hẻm 45", "signs-seen": "all",
}  # fmt: skip
CALL = 'href="tel:115"'


@pytest.fixture
def asker(app: Flask, visit: Visit) -> Visit:
    """Somebody who asks where the list is signed."""
    sign_the_list()
    return visit


def change(visit: Visit, token: str, status: int = 303, **over: Any) -> str:
    text = visit.post("cases.mine_edit", {**FORM, **over}, status, token=token).text
    db.session.rollback()
    return text


def now(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def test_what_is_worse_is_saved_first_and_then_the_page_begins_with_the_number(asker: Visit) -> None:
    case, token = post_advice()
    assert CALL not in asker.get("cases.mine", token=token).text.split("<footer")[0]
    form = asker.get("cases.mine_edit", token=token).text
    assert re.search(r'value="adult" checked', form) and 'name="sign-fits"' in form
    change(asker, token, **{"age-band": "adult", "sign-fits": "y"})
    assert (signs.level(now(case)), now(case).urgency) == (Level.E, 3)
    page = asker.follow().text
    main = page[page.index("<main") :]
    assert main.index(CALL) < main.index('id="signs-told"') and "đã được lưu" in main


def test_what_was_told_before_stays_beside_what_is_told_now_and_the_urgency_never_falls(asker: Visit) -> None:
    case, token = post_advice("cannot_breathe")
    change(asker, token, **{"age-band": "adult", "sign-spo2": "97", "urgency": "low"})
    assert (signs.level(now(case)), now(case).urgency) == (Level.E, 3)
    told = signs.told(now(case))
    assert told and told.at and [one.before for one in told.grave] == [True]
    kept = export.of_case(now(case))["signs_of_danger"]
    assert kept["values"]["spo2"] == "97" and kept["earlier"][0]["signs"] == ["cannot_breathe"]
    row = db.session.scalars(sa.select(CaseSigns)).one()
    assert b"cannot_breathe" not in row.answers_sealed


def test_a_form_sent_back_as_it_was_shown_tells_nothing_anew(asker: Visit) -> None:
    case, token = post_advice("cannot_drink")
    before = db.session.get_one(CaseSigns, case.id).answers
    change(asker, token, **{"age-band": "adult", "words": "Mẹ tôi mệt hơn."})
    assert json.loads(db.session.get_one(CaseSigns, case.id).answers) == json.loads(before)
    assert now(case).urgency == 2


def test_a_younger_age_counts_for_what_was_ticked_before(asker: Visit) -> None:
    case, token = post_advice("cannot_drink")
    change(asker, token, **{"age-band": "under_2_months"})
    assert (signs.level(now(case)), now(case).urgency) == (Level.E, 3)


def test_what_cannot_be_right_is_asked_again_with_all_that_was_typed(asker: Visit) -> None:
    case, token = post_advice()
    said = change(asker, token, 422, **{"age-band": "adult", "sign-spo2": "950", "sign-fits": "y"})
    assert 'id="sign-spo2-error"' in said and re.search(r'name="sign-fits"[^>]* checked', said) and CALL in said
    assert signs.level(now(case)) is Level.NONE


def test_without_a_script_advice_that_is_added_asks_for_the_age_and_then_the_signs_of_it(asker: Visit) -> None:
    food = post_both(needs={"rice": 5})[0]
    token = actions.secret_of(food).link_token
    both = {"item": ["rice", "doctor_call"], "qty-rice": "5", "health": "y"}
    plain = {name: x for name, x in FORM.items() if name != "signs-seen"} | both
    first = asker.post("cases.mine_edit", plain, 200, token=token).text
    assert 'name="signs-seen" value=""' in first and "bấm “Lưu thay đổi” một lần nữa" in first
    asker.post("cases.mine_edit", plain | {"signs-seen": "", "age-band": "under_5"}, 200, token=token)
    asker.post(
        "cases.mine_edit", plain | {"signs-seen": "under_5", "age-band": "under_5", "sign-blue": "y"}, token=token
    )
    page = asker.follow().text
    assert "/cases/sent/" in asker.last.request.path and CALL in page[page.index("<main") : page.index("<h1")]
    advice = db.session.scalars(sa.select(Case).where(Case.guarded == rules.CLINICAL)).one()
    assert (signs.level(advice), advice.urgency, now(food).urgency) == (Level.E, 3, 1)


@pytest.mark.parametrize("state", ["helped", "follow_up"])
def test_what_was_over_is_back_on_the_clinicians_list(asker: Visit, state: str) -> None:
    case, token = post_advice()
    clinician = doctor()
    hold(case, clinician)
    if state == "helped":
        summarise(case, clinician)
    else:
        with db.transaction():
            claim_actions.cannot_reach(case_view.of(case, Actor(clinician)), "no_answer")
    assert now(case).state == state
    change(asker, token, **{"age-band": "adult", "words": "Như cũ."})
    assert now(case).state == state
    change(asker, token, **{"age-band": "adult", "sign-fits": "y"})
    assert (now(case).state, now(case).given, now(case).needs[0].rest) == ("open", 0, 1)
    assert queries.history(case)[-1].verb == "worse"
    assert case.public_id in asker.as_(clinician).get("advice.queue").text


def test_whoever_holds_it_keeps_it_no_longer_than_such_a_case_is_kept(asker: Visit) -> None:
    case, token = post_advice()
    claim = hold(case, make_clinician())
    assert claim.until - clock.now() > timedelta(hours=3)
    change(asker, token, **{"age-band": "adult", "sign-fits": "y"})
    held = queries.live_claim(now(case))
    assert held and held.until == now(case).free_at and held.until - clock.now() <= timedelta(minutes=20)


def test_signs_count_at_once_where_all_else_is_looked_at_first_and_no_refusal_takes_them_back(make_app) -> None:
    with make_app(moderation="fully_moderated").app_context():
        sign_the_list()
        case, token = post_advice()
        moderator = Actor(make_person("moderator"))
        with db.transaction():
            actions.approve(case, moderator)
        visit = Visit(compat.itself(current_app))  # type: ignore[arg-type]
        change(visit, token, **{"age-band": "adult", "sign-fits": "y", "words": "Mẹ tôi co giật từ sáng."})
        assert now(case).urgency == 3
        waiting = changes.waiting(now(case))
        assert waiting and "urgency" in waiting.codes
        with db.transaction():
            changes.refuse(now(case), moderator, waiting.mark)
        assert now(case).urgency == 3
        with db.transaction():
            actions.correct(now(case), moderator, urgency=0)
        assert now(case).urgency == 3
        db.session.remove()


def test_a_life_in_danger_that_is_helped_and_unanswered_is_asked_after_until_a_moderator_closes_it(
    asker: Visit, clock: Any
) -> None:
    case, token = post_advice("fits")
    clinician, moderator = doctor(), make_person("moderator")
    hold(case, clinician)
    summarise(case, clinician)
    desk = Visit(asker.app).as_(moderator)
    desk.post("moderation.close", public_id=case.public_id)
    assert now(case).state == "helped", "while the requester may still answer"
    for _again in range(2):
        clock.forward(days=4)
        assert case.public_id in Visit(asker.app).as_(moderator).get("moderation.queue").text
        desk = Visit(asker.app).as_(moderator)
        desk.get("moderation.review", public_id=case.public_id)
        desk.post("moderation.check", public_id=case.public_id)
        assert f"/moderation/{case.public_id}" not in desk.get("moderation.queue").text.split("đã xem")[-1][60:]
        assert "không đóng chỉ vì" in asker.get("cases.mine", token=token).text
    clock.forward(days=4)
    desk = Visit(asker.app).as_(moderator)
    assert 'action="/moderation/' in desk.get("moderation.review", public_id=case.public_id).text
    desk.post("moderation.close", public_id=case.public_id)
    assert now(case).state == "unconfirmed"


def test_a_silent_request_with_a_life_in_danger_says_that_it_stays(asker: Visit, clock: Any) -> None:
    grave, calm = post_advice("fits"), post_advice()
    clock.forward(days=60)
    assert "dù bao lâu" in asker.get("cases.mine", token=grave[1]).text
    assert "dù bao lâu" not in asker.get("cases.mine", token=calm[1]).text
    assert now(grave[0]).state == "open"


def test_whoever_was_helped_in_danger_may_still_delete_it_all(asker: Visit) -> None:
    case, _token = post_advice("fits")
    clinician = doctor()
    hold(case, clinician)
    summarise(case, clinician)
    with db.transaction():
        assert wiping.wipe(now(case))
    assert now(case).state == "withdrawn" and actions.secret_of(now(case)).phone == ""


def test_a_case_of_food_is_not_told_worse(app: Flask) -> None:
    food = post_both(needs={"rice": 5})[0]
    with db.transaction():
        clinical.heed(food, Level.E)
    assert queries.history(food)[-1].verb == "post"

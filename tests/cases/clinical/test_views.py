"""One form for food and advice: its own consent, two codes, two pages that lead to each other; and the clinician's."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask

from connect import clock, db
from connect.cases import rules
from connect.cases.clinical import siblings
from connect.cases.models import Case
from tests.builders import hold, make_clinician, make_person, post_both, take
from tests.cases.test_views_ask import FILLED, cases, key
from tests.visit import Visit

BOTH: dict[str, Any] = FILLED | {
    "item": ["rice", "doctor_call"], "qty-milk": "0", "clinical_words": "Mẹ khó thở từ hôm qua", "health": "y",
}  # fmt: skip


def ask(visit: Visit, status: int = 303, **over: Any) -> Any:
    return visit.post("cases.ask", {**BOTH, "form_key": key(visit), **over}, status)


def test_both_are_looked_over_apart_and_the_advice_has_a_box_of_its_own(app: Flask) -> None:
    visit = Visit(app, "en")
    page = visit.post("cases.ask", {name: x for name, x in BOTH.items() if name not in ("consent", "health")}, 200).text
    assert "This becomes two requests" in page
    assert 'name="health"' in page
    everybody = page[page.index("seen-by-all") : page.index("seen-by-clinicians")]
    clinicians = page[page.index("seen-by-clinicians") : page.index("seen-by-helper")]
    assert "Rice" in everybody and "call from a doctor" not in everybody
    assert "call from a doctor" in clinicians and "Mẹ khó thở" in clinicians
    assert "No clinician of your area is here just now" in page
    assert 'href="tel:115"' in page
    make_clinician()
    page = visit.post("cases.ask", {name: x for name, x in BOTH.items() if name not in ("consent", "health")}, 200).text
    assert "No clinician of your area" not in page
    plain = visit.post("cases.ask", {name: x for name, x in FILLED.items() if name != "consent"}, 200).text
    assert 'name="health"' not in plain


def test_without_its_own_yes_nothing_is_sent_and_nothing_is_lost(app: Flask) -> None:
    visit = Visit(app, "en")
    page = ask(visit, 422, health="").text
    assert "Without your consent no clinician may read this" in page
    assert "Mẹ khó thở" in page
    assert cases() == []
    page = ask(visit, 422, item=["rice"]).text
    assert "This is for a clinician only" in page
    assert "Mẹ khó thở" in page


def test_the_page_after_sending_tells_both_codes_and_the_browser_remembers_both(app: Flask) -> None:
    visit = Visit(app, "en")
    ask(visit)
    page = visit.follow().text
    food, advice = sorted(cases(), key=lambda one: one.guarded)
    assert (food.guarded, advice.guarded) == (0, rules.CLINICAL)
    for case in (food, advice):
        assert f"{case.public_id[:4]} {case.public_id[4:]}" in page
    links = {case.id: token for token, case in siblings.links(food) + siblings.links(advice)}
    db.session.rollback()
    listed = visit.get("cases.mine_list").text
    for one, other in ((food, advice), (advice, food)):
        assert links[one.id] in listed
        own = visit.get("cases.mine", token=links[one.id]).text
        assert f"/cases/mine/{links[other.id]}" in own
    assert "Only clinicians of your area" in own or "Clinicians of your area" in own


def test_the_same_form_twice_leads_to_the_same_page(app: Flask) -> None:
    visit = Visit(app)
    body = {**BOTH, "form_key": key(visit)}
    first, second = (visit.post("cases.ask", body).location for _ in range(2))
    assert first == second
    assert len(cases()) == 2


def test_a_form_for_advice_does_not_take_the_food_of_before_for_the_same(app: Flask) -> None:
    visit = Visit(app)
    visit.post("cases.ask", {**FILLED, "form_key": key(visit)})
    ask(visit, item=["doctor_call"], **{"qty-rice": "0"})
    assert sorted(one.guarded for one in cases()) == [0, rules.CLINICAL]
    again = ask(visit, 200, item=["doctor_call"], **{"qty-rice": "0"}, words="thêm một lần")
    advice = next(one for one in cases() if one.guarded)
    token = siblings.db.session.get_one(siblings.CaseSecret, advice.id).link_token
    assert token in again.text


def test_a_change_that_adds_advice_leads_to_the_page_of_the_new_one(app: Flask) -> None:
    visit = Visit(app, "en")
    visit.post("cases.ask", {**FILLED, "form_key": key(visit)})
    token = re.search(r"/sent/([a-z2-7]{26})", visit.last.location or "")
    assert token
    assert 'name="health"' in visit.get("cases.mine_edit", token=token[1]).text
    refused = visit.post("cases.mine_edit", BOTH | {"health": ""}, status=422, token=token[1])
    assert "Without your consent no clinician" in refused.text
    visit.post("cases.mine_edit", BOTH, token=token[1])
    assert "/cases/sent/" in (visit.last.location or "")
    assert "And the code of your other request" in visit.follow().text
    empty = visit.post("cases.mine_edit", BOTH | {"item": ["doctor_call"], "qty-rice": "0"}, status=422, token=token[1])
    assert "This request would be empty" in empty.text
    assert sorted(one.guarded for one in cases()) == [0, rules.CLINICAL]


def test_a_clinician_takes_it_calls_and_passes_it_on(app: Flask) -> None:
    case, clinician = post_both(needs={"doctor_call": 1})[0], make_clinician()
    visit = Visit(app, "en").as_(clinician)
    page = visit.get("cases.show", public_id=case.public_id).text
    assert "Medical advice wanted in" in page
    visit.post("cases.claim", public_id=case.public_id)
    assert "Show phone and address" in visit.get("cases.show", public_id=case.public_id).text
    contact = visit.post("cases.contact", status=200, public_id=case.public_id).text
    assert "Nguyễn Thị Lan" in contact
    assert 'id="bring"' not in contact
    wrong = visit.post("cases.refer", {"reason": "a friend"}, status=422, public_id=case.public_id)
    assert "Say who takes care of it now" in wrong.text
    visit.post("cases.refer", {"reason": "hospital"}, public_id=case.public_id)
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).state == "referred"


def test_to_everybody_else_it_is_no_page_at_all(app: Flask) -> None:
    case = post_both(needs={"doctor_call": 1})[0]
    hold(post_both(needs={"doctor_call": 1})[0], make_clinician())
    for person in (None, make_person(verified=True), make_clinician("01"), make_person("official")):
        visit = Visit(app) if person is None else Visit(app).as_(person)
        visit.get("cases.show", status=404, public_id=case.public_id)
        visit.get("moderation.report", status=404, public_id=case.public_id)
        if person:
            visit.post("cases.claim", status=404, public_id=case.public_id)
            assert case.public_id not in visit.get("cases.taken").text
    food = post_both(needs={"rice": 1})[0]
    take_it = Visit(app).as_(make_clinician())
    take_it.get("cases.refer", status=409 if food.state != "pending_review" else 404, public_id=food.public_id)


def test_a_lapsed_clinician_reads_on_the_page_that_it_goes_back(app: Flask) -> None:

    case, clinician = post_both(needs={"doctor_call": 1})[0], make_clinician()
    with clock.told(clock.now() + timedelta(days=179, hours=23, minutes=50)):
        take(case, clinician)
    with clock.told(clock.now() + timedelta(days=180, minutes=5)):
        page = Visit(app, "en").as_(clinician).get("cases.show", public_id=case.public_id).text
    assert "Your credential no longer holds" in page
    assert "Nguyễn Thị Lan" not in page

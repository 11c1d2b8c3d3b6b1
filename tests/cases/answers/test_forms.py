"""The questions on the form: asked when the place is known, checked against the version that was seen."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from connect import clock, db
from connect.cases import actions
from connect.cases.answers import queries
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto import signing
from connect.incidents.models import Incident
from connect.incidents.questions.models import QuestionSet
from tests.builders import a_question, ask_from_now, make_person, make_questions, put_into_force
from tests.cases.test_views_ask import FILLED, key
from tests.visit import Visit

IF_ROOF: dict[str, Any] = {"all": [{"code": "on_roof", "is": "yes"}]}
ROOF = a_question("on_roof", required=True, shown_to="public")
HIGH = a_question("water_cm", "number", required=True, ask_if=IF_ROOF, shown_to="volunteer")
MORE = a_question("more", "text", shown_to="volunteer")


@pytest.fixture
def asked(app: Flask) -> QuestionSet:
    """Questions on food in force in Ho Chi Minh City."""
    made = make_questions(ROOF, HIGH, MORE)
    put_into_force(made)
    return made


def mark(set_id: int, utility: str = "food") -> str:
    """The version as a page of this site carries it."""
    return signing.signed([utility, set_id], "questions")


def send(visit: Visit, status: int = 303, **answers: Any) -> str:
    """The whole form, sent with answers; the words of what comes back."""
    typed = {"form_key": key(visit), **FILLED, **{name.replace("__", "-"): said for name, said in answers.items()}}
    return unescape(visit.post("cases.ask", typed, status).text)


def kept() -> dict[str, Any]:
    """The answers of the one case that there is; nothing where there is no case."""
    db.session.rollback()
    found = db.session.query(Case).all()
    answers = queries.of_case(found[0]).get("food") if found else None
    return dict(answers.values) if answers else {}


def wrong_at(page: str) -> list[str]:
    """The fields at which something is said to be wrong."""
    return re.findall(r'id="(q-[a-z0-9_-]+)-error"', page)


def test_what_was_not_asked_yet_is_asked_before_anything_is_written(visit: Visit, asked: QuestionSet) -> None:
    page = send(visit, 422)
    assert 'name="q-food-on_roof"' in page and wrong_at(page) == [] and "Step" not in page
    assert db.session.query(Case).count() == 0


def test_answers_are_kept_with_the_version_that_asked(visit: Visit, asked: QuestionSet) -> None:
    send(visit, qset__food=mark(asked.id), q__food__on_roof="yes", q__food__water_cm="090", q__food__more="hai con")
    assert kept() == {"on_roof": "yes", "water_cm": "90", "more": "hai con"}


def test_hidden_answers_and_unknown_codes_are_dropped_and_never_block(visit: Visit, asked: QuestionSet) -> None:
    more = {"q-food-zz": "x", "q-shopping-more": "x"}
    send(visit, qset__food=mark(asked.id), q__food__on_roof="no", q__food__water_cm="khoảng 90", **more)
    assert kept() == {"on_roof": "no"}


@pytest.mark.parametrize("typed", ["khoảng 90", "950", "1.000", "-1", "9" * 1000])
def test_a_number_that_cannot_be_right_is_refused_at_its_field_and_stands_there_again(
    visit: Visit, asked: QuestionSet, typed: str
) -> None:
    page = send(visit, 422, qset__food=mark(asked.id), q__food__on_roof="yes", q__food__water_cm=typed)
    assert wrong_at(page) == ["q-food-water_cm"] and f'value="{typed}"' in page
    assert '<a href="#q-food-water_cm">' in page and kept() == {}


def test_what_is_required_and_asked_must_be_answered(visit: Visit, asked: QuestionSet) -> None:
    assert wrong_at(send(visit, 422, qset__food=mark(asked.id))) == ["q-food-on_roof"]


def test_a_long_text_is_refused_and_not_lost(visit: Visit, asked: QuestionSet) -> None:
    text = "ớ" * 1500
    page = send(visit, 422, qset__food=mark(asked.id), q__food__on_roof="no", q__food__more=text)
    found = re.search(r"<textarea[^>]*q-food-more[^>]*>([^<]*)<", page)
    assert wrong_at(page) == ["q-food-more"] and found and found[1].strip() == text
    assert wrong_at(send(visit, 422, qset__food=mark(asked.id), q__food__on_roof="no", q__food__more="x" * 10_000))


def test_nothing_typed_is_lost_where_the_place_cannot_be_read(visit: Visit, asked: QuestionSet) -> None:
    page = send(visit, 422, qset__food=mark(asked.id), q__food__on_roof="no", q__food__more="hai con", ward="")
    assert "hai con" in page and re.search(r'value="no" checked', page)
    page = visit.post(
        "cases.ask", {**FILLED, "find": "1", "qset-food": mark(asked.id), "q-food-more": "hai con"}, 200
    ).text
    assert "hai con" in page


def test_another_province_is_asked_nothing(visit: Visit, asked: QuestionSet) -> None:
    hanoi = {"ward": "00070", "lat": "", "lon": ""}
    page = visit.post("cases.ask", {"form_key": key(visit), "part": "questions", **FILLED, **hanoi}, 200).text
    assert "q-food" not in page


def test_the_script_is_given_the_questions_alone_with_what_was_answered(visit: Visit, asked: QuestionSet) -> None:
    typed = {"form_key": key(visit), "part": "questions", **FILLED, "name": "", "q-food-more": "hai con"}
    page = unescape(visit.client.post("/cases/ask", data={"csrf_token": visit.token(), **typed}).text)
    assert "<html" not in page and "hai con" in page and "error" not in page and 'name="qset-food"' in page


@pytest.mark.parametrize("utility", ["food", "shopping"])
def test_the_mark_of_another_set_or_of_nobody_counts_as_not_seen(
    visit: Visit, asked: QuestionSet, utility: str
) -> None:
    other = make_questions(a_question("x"), utility="shopping", area="01")
    for sign in ("made up", mark(other.id, utility), mark(10**9), signing.signed("food", "questions")):
        page = send(visit, 422, qset__food=sign, q__food__on_roof="no")
        assert kept() == {} and 'name="q-food-on_roof"' in page, sign


def newer(incident: Incident, first: QuestionSet, *more: dict[str, Any]) -> QuestionSet:
    """The next version, in force."""
    second = make_questions(ROOF, HIGH, MORE, *more)
    assert second.version == first.version + 1
    ask_from_now(incident, second, make_person("official", "79"))
    return second


def test_for_a_day_answers_count_that_were_given_to_the_version_before(visit: Visit, app: Flask) -> None:
    first = make_questions(ROOF, HIGH, MORE)
    newer(put_into_force(first), first, a_question("pets", required=True))
    with clock.told(clock.now() + timedelta(hours=23)):
        send(visit, qset__food=mark(first.id), q__food__on_roof="no")
    assert kept() == {"on_roof": "no"}


def test_after_that_day_only_what_is_new_is_asked_and_the_rest_is_kept(visit: Visit, app: Flask) -> None:
    first = make_questions(ROOF, HIGH, MORE)
    second = newer(put_into_force(first), first, a_question("pets", required=True))
    with clock.told(clock.now() + timedelta(hours=25)):
        page = send(visit, 422, qset__food=mark(first.id), q__food__on_roof="no", q__food__more="hai con")
        assert page.index('name="q-food-pets"') < page.index('name="q-food-on_roof"') and "hai con" in page
        assert wrong_at(page) == [] and kept() == {}
        send(visit, qset__food=mark(second.id), q__food__on_roof="no", q__food__more="hai con", q__food__pets="yes")
    assert kept() == {"on_roof": "no", "more": "hai con", "pets": "yes"}


def test_after_that_day_a_version_that_asks_nothing_new_is_not_shown_again(visit: Visit, app: Flask) -> None:
    first = make_questions(ROOF, HIGH, MORE)
    newer(put_into_force(first), first)
    with clock.told(clock.now() + timedelta(hours=25)):
        send(visit, qset__food=mark(first.id), q__food__on_roof="no")
    assert kept() == {"on_roof": "no"}


def test_a_request_is_changed_with_its_answers(visit: Visit, asked: QuestionSet) -> None:
    send(visit, qset__food=mark(asked.id), q__food__on_roof="no", q__food__more="hai con")
    case = db.session.query(Case).one()
    token = actions.secret_of(case).link_token
    page = unescape(visit.get("cases.mine_edit", token=token).text)
    assert "hai con" in page and 'value="no" checked' in page
    typed = {**FILLED, "qset-food": mark(asked.id), "q-food-on_roof": "yes", "q-food-water_cm": "90"}
    visit.post("cases.mine_edit", typed, 303, token=token)
    assert kept() == {"on_roof": "yes", "water_cm": "90"}
    page = visit.post("cases.mine_edit", {**typed, "q-food-water_cm": "nhiều"}, 422, token=token).text
    assert wrong_at(page) == ["q-food-water_cm"]


def own(visit: Visit, endpoint: str = "cases.mine") -> str:
    """A page of the one request that there is, as its requester reads it."""
    db.session.rollback()
    token = actions.secret_of(db.session.query(Case).one()).link_token
    return unescape(visit.get(endpoint, token=token).text)


def test_a_day_after_a_newer_version_the_own_page_asks_what_is_new_until_it_is_answered(
    visit: Visit, app: Flask
) -> None:
    first = make_questions(ROOF, HIGH, MORE)
    incident = put_into_force(first)
    send(visit, qset__food=mark(first.id), q__food__on_roof="no", q__food__more="hai con")
    second = newer(incident, first, a_question("pets"), a_question("boat", required=True, ask_if=IF_ROOF))
    assert 'id="unasked"' not in own(visit), "for a day the version counts that was answered"
    with clock.told(clock.now() + timedelta(hours=25)):
        page = own(visit)
        assert "1 câu hỏi mới" in page and "/edit#step-q" in page, "and nothing that is not asked of this household"
        page = own(visit, "cases.mine_edit")
        assert page.index('name="q-food-pets"') < page.index('name="q-food-on_roof"'), "the rest is folded away"
        typed = {**FILLED, "qset-food": mark(second.id), "q-food-on_roof": "no", "q-food-more": "hai con"}
        token = actions.secret_of(db.session.query(Case).one()).link_token
        visit.post("cases.mine_edit", typed, 303, token=token)
        assert 'id="unasked"' not in own(visit), "left out is answered too"
    assert kept() == {"on_roof": "no", "more": "hai con"}


def test_a_request_from_before_all_questions_is_asked_what_must_be_answered(visit: Visit, app: Flask) -> None:
    send(visit)
    assert 'id="unasked"' not in own(visit)
    made = make_questions(ROOF, HIGH, MORE)
    put_into_force(made)
    page = own(visit)
    assert "1 câu hỏi mới" in page and 'name="q-food-on_roof"' in own(visit, "cases.mine_edit")
    typed = {**FILLED, "qset-food": mark(made.id), "q-food-on_roof": "no"}
    visit.post("cases.mine_edit", typed, 303, token=actions.secret_of(db.session.query(Case).one()).link_token)
    assert 'id="unasked"' not in own(visit)


def test_pages_show_to_each_what_is_meant_for_them(visit: Visit, asked: QuestionSet) -> None:
    said = "gọi 0912345678"
    send(visit, qset__food=mark(asked.id), q__food__on_roof="yes", q__food__water_cm="90", q__food__more=said)
    case = db.session.query(Case).one()
    moderator = Actor(make_person("moderator"))
    with db.transaction():
        actions.approve(case, moderator)
    public_id, own = case.public_id, actions.secret_of(case).link_token
    assert said in unescape(visit.get("cases.mine", token=own).text)
    shown = unescape(Visit(visit.app).get("cases.show", public_id=public_id).text)
    assert "Hỏi on_roof?" in shown and "Hỏi water_cm?" not in shown and "0912345678" not in shown

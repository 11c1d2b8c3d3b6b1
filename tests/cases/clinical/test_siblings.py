"""A form that asks for food and advice becomes two cases, which know of each other by the requester's link alone."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import actions, export, queries, rules, wiping
from connect.cases.asking import posting, requester_links
from connect.cases.clinical import siblings
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.duplicates import queries as duplicates
from connect.cases.duplicates.models import Suspicion
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import RuleBroken
from tests.builders import BEN_THANH, details, location, make_case, make_clinician, make_person, phone, post_both

BOTH = {"rice": 5, "doctor_call": 1}


def test_food_and_advice_are_two_cases_each_with_its_own_link(app: Flask) -> None:
    food, advice = post_both()
    assert (food.guarded, advice.guarded) == (0, rules.CLINICAL)
    assert [need.item for need in food.needs] == ["rice"]
    assert [need.item for need in advice.needs] == ["doctor_call"]
    assert (food.cell_res, advice.cell_res) == (8, 6)
    assert siblings.of(food) == [advice]
    assert siblings.of(advice) == [food]
    assert siblings.links(food)[0][0] != siblings.links(advice)[0][0]


def test_advice_alone_is_one_case_and_so_are_medical_goods_with_food(app: Flask) -> None:
    assert [one.guarded for one in post_both(needs={"counselling": 1})] == [rules.CLINICAL]
    goods = post_both(needs={"oxygen": 1, "rice": 5})
    assert [one.guarded for one in goods] == [0]
    assert siblings.of(goods[0]) == []


def test_the_same_form_sent_twice_gives_the_same_two(app: Flask) -> None:
    told: dict[str, str] = {"phone": phone(), "form_key": "one form"}
    assert [one.id for one in post_both(**told)] == [one.id for one in post_both(**told)]
    assert db.session.scalar(sa.select(sa.func.count(Case.id))) == 2


def test_the_two_are_looked_at_for_the_same_reasons(make_app) -> None:
    with make_app(moderation="peer_to_peer", review_first_posts=True).app_context():
        assert [one.state for one in post_both()] == ["pending_review", "pending_review"]
        db.session.remove()


@pytest.mark.parametrize(
    ("mode", "state"),
    [("dispatch_moderated", "open"), ("peer_to_peer", "open"), ("fully_moderated", "pending_review")],
)
def test_clinicians_see_it_at_once_unless_all_is_looked_at_first(make_app, mode: str, state: str) -> None:
    with make_app(moderation=mode).app_context():
        assert post_both(urgency=0)[1].state == state
        db.session.remove()


def test_siblings_are_never_taken_for_one_household_told_twice(app: Flask) -> None:
    same = details(needs=BOTH)
    food, advice = post_both(phone=same.phone, door=same.door, name=same.name)
    for case in (food, advice):
        looked = duplicates.look(case.id)
        assert looked
        assert looked.suspects == []
    again = post_both(phone=same.phone, door=same.door, name=same.name, needs={"doctor_call": 1})[0]
    found = duplicates.look(again.id)
    assert found
    assert [one.case_id for one in found.suspects] == [advice.id]
    own = siblings.links(food) + siblings.links(advice)
    for needs, like in (({"rice": 5}, food), ({"doctor_call": 1}, advice)):
        told = posting.telling_of(details(needs=needs, phone=same.phone, door=same.door, name=same.name), location())
        assert duplicates.likest(told, own) == {case.id: token for token, case in own}[like.id]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Suspicion)) == 0


def test_a_moderator_does_not_merge_the_one_into_the_other_nor_mix_them(app: Flask) -> None:
    food, advice = post_both()
    moderator = Actor(make_person("moderator"))
    for one, into in ((food, advice), (advice, food)):
        with pytest.raises(RuleBroken), db.transaction():
            actions.merge(one, moderator, into)
    for case, needs in ((food, BOTH), (advice, BOTH), (food, {"doctor_call": 1}), (advice, {"rice": 5})):
        with pytest.raises(RuleBroken), db.transaction():
            actions.correct(case, moderator, needs=needs)


def test_a_change_that_adds_advice_makes_a_sibling_and_the_first_stays_what_it_is(app: Flask) -> None:
    case, told = make_case(), details(needs=BOTH, health=True, clinical_words="Sốt ba ngày")
    with db.transaction():
        _waits, posted = siblings.change(case, told)
    assert posted
    advice = db.session.get_one(Case, posted.case_id)
    assert [need.item for need in advice.needs] == ["doctor_call"]
    assert (case.guarded, advice.guarded, advice.area_id) == (0, rules.CLINICAL, advice.area_id)
    assert actions.secret_of(advice).words.startswith("Sốt ba ngày")
    assert "Sốt" not in actions.secret_of(case).words
    assert actions.secret_of(advice).health_agreed_at is not None
    assert siblings.of(case) == [advice]
    with db.transaction():  # the same once more
        assert siblings.change(case, told)[1] == posted
    with pytest.raises(RuleBroken), db.transaction():
        siblings.change(case, details(needs=BOTH, words="khác", phone=told.phone))
    with db.transaction():
        actions.withdraw(advice)
        _waits, later = siblings.change(case, told)
    assert later
    assert later.case_id != posted.case_id


def test_a_change_cannot_make_food_into_advice_and_back(app: Flask) -> None:
    food, advice = post_both()
    for case, needs in ((food, {"doctor_call": 1}), (advice, {"rice": 5})):
        with pytest.raises(RuleBroken), db.transaction():
            siblings.change(case, details(needs=needs))
    db.session.expire_all()
    assert (food.guarded, advice.guarded) == (0, rules.CLINICAL)


def test_a_case_from_before_that_holds_both_goes_on_as_one(app: Flask) -> None:
    case = make_case()
    with db.transaction():
        db.session.execute(
            sa.text("UPDATE needs SET item = 'doctor_call', kind = 'medical_advice' WHERE item = 'milk'")
        )
        db.session.execute(sa.update(Case).values(kinds=9))
    db.session.expire_all()
    with db.transaction():
        _waits, posted = siblings.change(case, details(needs={"rice": 3, "doctor_call": 1}))
    assert posted is None
    assert {need.item for need in case.needs} == {"rice", "doctor_call"}
    assert case.guarded == 0


def test_words_for_the_clinician_reach_no_helper(app: Flask) -> None:
    food, advice = post_both(words="Nhà hết gạo.", clinical_words="Khó thở từ hôm qua")
    volunteer, clinician, moderator = make_person(verified=True), make_clinician(), make_person("moderator")
    with db.transaction():
        actions.approve(food, Actor(moderator))
    told = disclosures.told(case_view.of(food, Actor(volunteer)))
    assert told
    assert "Khó thở" not in told.words
    told = disclosures.told(case_view.of(advice, Actor(clinician)))
    assert told
    assert "Khó thở" in told.words


def test_when_one_is_wiped_nothing_leads_from_one_to_the_other(app: Flask) -> None:
    for first in (0, 1):
        both = post_both()
        with db.transaction():
            wiping.wipe(both[first])
        assert siblings.of(both[0]) == siblings.of(both[1]) == []
        assert actions.secret_of(both[1 - first]).wiped_at is None


def test_a_new_link_of_one_is_a_new_link_of_both(app: Flask) -> None:
    food, _advice = post_both()
    old = [token for token, _case in siblings.links(food)]
    moderator = make_person("moderator")
    with db.transaction():
        disclosures.reveal(case_view.of(food, Actor(moderator)), "gọi lại số của nhà")
        requester_links.renew(food, Actor(moderator), "nhận ra giọng")
    assert [token for token, _case in siblings.links(food)] != old


def test_the_download_of_one_names_the_other_by_its_code_and_holds_the_consent(app: Flask) -> None:
    food, advice = post_both(health=True)
    told = export.of_case(advice)
    assert told["sent_with"] == [food.public_id]
    assert told["consent"]["health"]
    assert "health" not in export.of_case(food)["consent"]
    assert "sibling_id" not in told["personal"]


def test_nothing_near_the_home_shows_it(app: Flask) -> None:
    post_both(needs={"doctor_call": 1}, urgency=3)
    assert queries.nearby(BEN_THANH, queries.Filters()) == []

"""One decision in twenty is given again by somebody who does not know the first; a difference is told."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases import queries as cases
from connect.cases.models import Case
from connect.crypto.tokens import new_public_id
from connect.moderation import rules
from connect.moderation.models import SecondOpinion
from connect.moderation.queue import assignment
from tests.builders import make_person, post_case
from tests.visit import Visit


@pytest.fixture
def app(make_app):
    """A site where every decision is given twice."""
    made = make_app(second_opinion_percent=100)
    with made.app_context():
        yield made
        db.session.remove()


@pytest.fixture
def people(app: Flask) -> tuple[Person, Person]:
    """Two moderators of one city."""
    return make_person("moderator", area="79", name="Cô Duyên"), make_person("moderator", area="79", name="Anh Hải")


def decided(app: Flask, by: Person, verb: str = "approve") -> tuple[Case, SecondOpinion]:
    case, _ = post_case()
    Visit(app).as_(by).post(f"moderation.{verb}", {"reason": "joke"}, public_id=case.public_id)
    db.session.rollback()
    return case, db.session.scalars(sa.select(SecondOpinion)).one()


def next_for(person: Person) -> str | None:
    with db.transaction():
        item = assignment.next_item(person)
    return item.public_id if item else None


def test_one_in_twenty_is_drawn_and_always_the_same_ones() -> None:
    drawn = [one for one in (new_public_id() for _ in range(20_000)) if rules.sampled("key", one, 5)]
    assert 850 < len(drawn) < 1150
    assert all(rules.sampled("key", one, 5) for one in drawn)
    assert not all(rules.sampled("other key", one, 5) for one in drawn)
    assert not any(rules.sampled("key", one, 0) for one in drawn)


def test_the_first_is_never_asked_and_another_one_is(app: Flask, people: tuple[Person, Person]) -> None:
    duyen, hai = people
    _, opinion = decided(app, duyen)
    assert next_for(duyen) is None
    assert next_for(hai) == opinion.public_id
    assert next_for(make_person("moderator", area="01")) is None
    Visit(app).as_(duyen).get("moderation.second", 404, public_id=opinion.public_id)
    Visit(app).as_(duyen).post("moderation.second_answer", {"verb": "reject"}, 404, public_id=opinion.public_id)


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_the_second_sees_nothing_of_the_first(app: Flask, people: tuple[Person, Person], verb: str) -> None:
    duyen, hai = people
    pages = []
    for one in ("approve", "reject"):
        case, opinion = decided(app, duyen, one)
        text = Visit(app).as_(hai).get("moderation.second", public_id=opinion.public_id).text
        assert "Cô Duyên" not in text
        assert case.public_id not in text
        main = text.split("<main")[1].split("</main>")[0]
        main = main.replace(f"{opinion.public_id[:4]} {opinion.public_id[4:]}", "").replace(opinion.public_id, "")
        pages.append(main.split('name="csrf_token"')[0])
        with db.transaction():
            db.session.delete(db.session.get_one(SecondOpinion, opinion.id))
    assert pages[0] == pages[1]


def test_who_agrees_is_counted_and_nobody_is_bothered(app: Flask, people: tuple[Person, Person]) -> None:
    duyen, hai = people
    case, opinion = decided(app, duyen)
    Visit(app).as_(hai).post("moderation.second_answer", {"verb": "approve"}, public_id=opinion.public_id)
    db.session.rollback()
    assert (opinion.second_id, opinion.disagrees) == (hai.id, False)
    assert next_for(duyen) is None
    assert [event.verb for event in cases.history(case)] == ["post", "approve"]


def test_a_difference_goes_to_the_first_and_into_the_history_and_changes_nothing(
    app: Flask, people: tuple[Person, Person]
) -> None:
    duyen, hai = people
    case, opinion = decided(app, duyen)
    Visit(app).as_(hai).post("moderation.second_answer", {"reason": "joke"}, public_id=opinion.public_id)
    db.session.rollback()
    assert (case.state, opinion.reason) == ("open", "joke")
    assert [event.verb for event in cases.history(case)][-1] == "second"
    assert next_for(duyen) == opinion.public_id
    visit = Visit(app).as_(duyen)
    assert "Đùa giỡn, không nghiêm túc" in visit.get("moderation.second", public_id=opinion.public_id).text
    visit.get("moderation.queue")
    visit.get("moderation.review", public_id=case.public_id)
    visit.post("moderation.second_answer", public_id=opinion.public_id)
    assert next_for(duyen) is None


def test_a_second_opinion_is_given_once(app: Flask, people: tuple[Person, Person]) -> None:
    duyen, hai = people
    _, opinion = decided(app, duyen)
    Visit(app).as_(hai).post("moderation.second_answer", {"verb": "reject"}, public_id=opinion.public_id)
    db.session.rollback()
    assert opinion.second_id is None, "not accepted needs a reason"
    Visit(app).as_(hai).post("moderation.second_answer", {"verb": "approve"}, public_id=opinion.public_id)
    third = Visit(app).as_(make_person("moderator", area="79"))
    third.post("moderation.second_answer", {"reason": "joke"}, public_id=opinion.public_id)
    db.session.rollback()
    assert opinion.second_id == hai.id


def test_by_default_few_are_drawn(make_app) -> None:
    assert make_app().extensions["connect.config"].second_opinion_percent == 5

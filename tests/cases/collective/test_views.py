"""A verified school asks once for many, looks it over, and helpers bring a part each."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.models import Organization, Person
from connect.cases import actions as cases
from connect.cases.claims import handover
from connect.cases.collective import queries, rules
from connect.cases.collective.models import CollectiveCase
from connect.cases.disclosure import case_view
from connect.cases.models import Case, CaseSecret
from connect.cases.transitions import Actor
from tests.builders import hold, make_organization, make_person, make_school, make_teacher, post_for_many
from tests.visit import Visit

NEW = "cases.collective_new"


@pytest.fixture
def visit(app: Flask) -> Visit:
    """A visitor in English, so that the words are those of the code."""
    return Visit(app, "en")


@pytest.fixture
def school(app: Flask) -> Organization:
    return make_school()


@pytest.fixture
def teacher(school: Organization, visit: Visit) -> Person:
    person = make_teacher(school)
    visit.as_(person)
    return person


def typed(school: Organization, **over: str) -> dict[str, str]:
    return {
        "school": str(school.id), "people": "420", "address": "12 đường Trần Phú, thôn Bản Mù", "ward": "26743",
        "qty-device": "30", "qty-notebooks": "1500", "words": "Khối 5 học trực tuyến từ tháng 9.",
    } | over  # fmt: skip


def sent(**more: str) -> dict[str, str]:
    return {"send": "1", "consent": "y"} | more


def the_case() -> Case | None:
    db.session.rollback()
    return db.session.scalar(sa.select(Case).order_by(Case.id.desc()).limit(1))


def test_a_school_asks_looks_it_over_and_sends(visit: Visit, school: Organization, teacher: Person) -> None:
    assert "/cases/collective/new" in visit.get("cases.collective").text
    visit.get(NEW)
    page = visit.post(NEW, typed(school), 200).text
    assert "12 đường Trần Phú" in page and the_case() is None
    visit.post(NEW, typed(school, **sent()))
    case = the_case()
    assert case is not None and (case.people, case.wanted) == (420, 1530)
    secret = db.session.get_one(CaseSecret, case.id)
    assert (secret.name, secret.phone) == (school.name, school.phone)
    assert visit.follow().status_code == 200
    assert secret.link_token in visit.get("cases.collective").text


@pytest.mark.parametrize(("wrong", "why"), [
    ({"people": "2001"}, "1 to 2,000"), ({"people": "0"}, "1 to 2,000"), ({"qty-device": "10000"}, "from 1 to 9,999"),
    ({"address": "đây"}, "whole address"), ({"address": "12 Trần Phú, gọi 0912 345 678"}, "leave out phone"),
    ({"words": "Nguyễn Thị Lan, Trần Văn Bình, Lê Hoàng Minh"}, "names of pupils"), ({"ward": ""}, "ward"),
    ({"qty-device": "", "qty-notebooks": ""}, "at least one thing"),
])  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    visit: Visit, school: Organization, teacher: Person, wrong: dict[str, str], why: str
) -> None:
    for more in ({}, sent()):
        page = visit.post(NEW, typed(school, **wrong, **more), 422).text
        assert why in page
        assert "thôn Bản Mù" in page or "address" in wrong
    assert the_case() is None


def test_a_school_may_ask_for_9999_of_a_thing_and_2000_pupils(
    visit: Visit, school: Organization, teacher: Person
) -> None:
    visit.post(NEW, typed(school, people="2000", **{"qty-notebooks": "9999"}, **sent()))
    case = the_case()
    assert case is not None and case.people == 2000
    token = db.session.get_one(CaseSecret, case.id).link_token
    assert "9999" in visit.get("cases.mine_edit", token=token).text


def test_without_consent_nothing_is_kept(visit: Visit, school: Organization, teacher: Person) -> None:
    visit.post(NEW, typed(school, send="1"), 422)
    assert the_case() is None


def test_the_same_form_sent_twice_is_one_request(visit: Visit, school: Organization, teacher: Person) -> None:
    page = visit.get(NEW).text
    key = page.split('name="form_key" value="')[1].split('"')[0]
    for _ in range(2):
        visit.post(NEW, typed(school, form_key=key, **sent()))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CollectiveCase)) == 1


@pytest.mark.parametrize("kind", ["group", "clinic"])
def test_only_members_of_a_verified_school_may(visit: Visit, kind: str) -> None:
    other = make_school(kind=kind)
    for person in (make_person(), make_teacher(other)):
        visit.as_(person)
        assert "no verified school" in visit.get("cases.collective").text
        visit.get(NEW, 403)
        visit.post(NEW, typed(other, **sent()), 403)
    assert the_case() is None


def test_a_school_that_lost_its_verification_asks_no_more(visit: Visit, school: Organization, teacher: Person) -> None:
    visit.post(NEW, typed(school), 200)
    with db.transaction():
        db.session.get_one(Organization, school.id).verified_at = None
    visit.post(NEW, typed(school, **sent()), 403)
    assert the_case() is None


def test_another_school_cannot_be_named(visit: Visit, school: Organization, teacher: Person) -> None:
    other = make_school(name="Trường khác")
    visit.post(NEW, typed(other, **sent()))
    case = the_case()
    assert case is not None and queries.school_id(case) == school.id


def test_a_school_has_only_so_many_open_requests(visit: Visit, school: Organization, teacher: Person) -> None:
    for _ in range(rules.MOST_OPEN):
        post_for_many(school, teacher)
    assert "/cases/collective/new" not in visit.get("cases.collective").text
    visit.post(NEW, typed(school, **sent()), 422)
    first = db.session.scalars(sa.select(CollectiveCase.case_id)).first()
    with db.transaction():
        cases.withdraw(db.session.get_one(Case, first))
    visit.post(NEW, typed(school, **sent()))


def test_everybody_reads_the_school_and_its_address_and_nobody_its_phone(
    visit: Visit, school: Organization, teacher: Person
) -> None:
    case, _token = post_for_many(school, teacher, "12 đường Trần Phú")
    page = Visit(visit.app).get("cases.show", public_id=case.public_id).text
    assert school.name in page and "12 đường Trần Phú" in page
    assert school.phone not in page and "khối 5" not in page.lower()


def test_helpers_bring_a_part_each(school: Organization, app: Flask) -> None:
    case, _token = post_for_many(school, make_teacher(school))
    for number, given in enumerate((5, 10, 15)):
        with clock.told(clock.now() + timedelta(hours=number)):
            helper: Any = make_person(verified=True)
            hold(db.session.get_one(Case, case.id, populate_existing=True), helper)
            with db.transaction():
                view = case_view.of(db.session.get_one(Case, case.id, populate_existing=True), Actor(helper))
                handover.hand_over(view, {"device": given})
    assert db.session.get_one(Case, case.id, populate_existing=True).given == 30


def test_an_organisation_that_waits_is_no_school_yet(visit: Visit) -> None:
    visit.as_(make_teacher(make_organization(kind="school")))
    visit.get(NEW, 403)

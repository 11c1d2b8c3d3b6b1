"""A credential is asked for by a member of a clinic, checked by an official, and holds until a day."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts import actions as accounts, vouching
from connect.accounts.credentials import actions, queries
from connect.accounts.credentials.models import Credential
from connect.accounts.models import Person
from connect.errors import Conflict, NotAllowed, RuleBroken
from tests.builders import (
    ask_credential,
    check_credential,
    make_clinic,
    make_clinician,
    make_organization,
    make_person,
    phone,
)


def fresh(person: Person) -> Person:
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def test_a_credential_holds_in_the_area_of_its_organisation_until_its_day(app: Flask) -> None:
    person = make_clinician("79")
    assert queries.is_clinician(person)
    assert queries.is_clinician(person, "/VN/79/")
    assert not queries.is_clinician(person, "/VN/01/")
    assert queries.clinicians_in("/VN/79/") == [person]
    assert queries.clinicians_in("/VN/01/") == []
    with clock.told(clock.now() + timedelta(days=181)):
        assert not queries.is_clinician(person)


def test_nobody_is_a_clinician_by_asking(app: Flask) -> None:
    person = make_person()
    ask_credential(person, make_clinic())
    assert not queries.is_clinician(person)
    assert queries.clinicians_in("/VN/79/") == []


def test_only_a_member_of_a_verified_clinic_or_authority_may_ask(app: Flask) -> None:
    stranger, group = make_person(), make_organization(kind="clinic")
    with db.transaction():
        accounts.grant(stranger, "volunteer", organization=group)
    for organization in (make_clinic(), group, None):  # no member; not verified; none
        with pytest.raises(RuleBroken), db.transaction():
            actions.ask(stranger, "doctor", "001234/HCM-CCHN", organization)
    charity = make_clinic(kind="charity")
    with pytest.raises(RuleBroken):
        ask_credential(stranger, charity)
    with pytest.raises(RuleBroken), db.transaction():
        actions.ask(stranger, "healer", "001234/HCM-CCHN", charity)


def test_one_goes_on_at_a_time_and_a_lapsed_one_is_asked_for_again(app: Flask) -> None:
    clinic = make_clinic()
    person = make_clinician(clinic=clinic)
    with pytest.raises(Conflict):
        ask_credential(person, clinic)
    with clock.told(clock.now() + timedelta(days=181)):
        check_credential(ask_credential(person, clinic))
        assert queries.is_clinician(person)


def test_an_official_of_another_area_and_the_clinician_decide_nothing(app: Flask) -> None:
    person = make_person("official", "79")
    asked = ask_credential(person, make_clinic())
    until = clock.now() + timedelta(days=30)
    for by in (person, make_person("official", "01"), make_person("moderator", "79"), make_person()):
        with pytest.raises(NotAllowed), db.transaction():
            actions.check(asked, by, until)
        with pytest.raises(NotAllowed), db.transaction():
            actions.end(asked, by, "vì vậy")
        assert queries.by_public_id(asked.public_id, by) is None
    assert queries.of_area(person) == []


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_it_holds_a_year_at_most(app: Flask, days: int) -> None:
    asked = ask_credential(make_person(), make_clinic())
    with pytest.raises(RuleBroken):
        check_credential(asked, days)


def test_one_number_is_held_by_one_account(app: Flask) -> None:
    clinic = make_clinic()
    check_credential(ask_credential(make_person(), clinic, "001234/HCM-CCHN"))
    again = ask_credential(make_person(), clinic, "001234 hcm cchn")
    with pytest.raises(RuleBroken):
        check_credential(again)


def test_revoked_refused_or_given_back_it_holds_no_more(app: Flask) -> None:
    revoked, back = make_clinician(), make_clinician()
    official = make_person("official", "79")
    with db.transaction():
        found = queries.last_of(revoked)
        assert found
        actions.end(found, official, "Giấy phép đã bị thu hồi")
        actions.withdraw(back)
        actions.withdraw(back)
    for person, how in ((revoked, "revoked"), (back, "withdrawn")):
        last = queries.last_of(fresh(person))
        assert last and last.standing == how
        assert not queries.is_clinician(person)
    with pytest.raises(Conflict), db.transaction():
        actions.end(found, official, "hai lần")


def test_an_organisation_paused_or_left_answers_for_no_clinician(app: Flask) -> None:
    clinic = make_clinic()
    person = make_clinician(clinic=clinic)
    with db.transaction():
        vouching.pause(clinic, "contacts")
    assert not queries.is_clinician(fresh(person))
    with db.transaction():
        clinic.paused_at = None
        assert queries.is_clinician(person)
        accounts.revoke(person, "volunteer", organization=clinic)
    assert not queries.is_clinician(fresh(person))


def test_a_blocked_account_gives_no_advice(app: Flask) -> None:
    person = make_clinician()
    with db.transaction():
        accounts.block(person)
    assert not queries.is_clinician(person)
    assert queries.clinicians_in("/VN/79/") == []


def test_the_number_stands_nowhere_in_clear(app: Flask) -> None:
    ask_credential(make_person(), make_clinic(), "CHỨNG7788")
    row = db.session.execute(sa.text("SELECT * FROM credentials")).one()
    assert not any("7788" in str(value) for value in row)


def test_an_erased_account_leaves_no_credential_but_what_was_revoked_is_known_to_the_next_official(app: Flask) -> None:
    number, clinic = phone(), make_clinic()
    person = make_clinician(clinic=clinic, phone=number)
    official, found = make_person("official", "79"), queries.last_of(person)
    assert found
    with db.transaction():
        actions.end(found, official, "Không đúng người")
    with db.transaction():
        accounts.erase(person)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Credential)) == 0
    back = make_person(phone=number)
    assert len(actions.revoked_before(back)) == 1
    with db.transaction():
        accounts.erase(back)
    assert len(actions.revoked_before(make_person(phone=number))) >= 1

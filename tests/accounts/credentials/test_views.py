"""A clinician asks on the own page; an official of the area looks the number up and says until when."""

from datetime import timedelta

from flask import Flask

from connect import clock, db
from connect.accounts.credentials import queries
from connect.accounts.models import Person
from tests.builders import ask_credential, make_clinic, make_clinician, make_person
from tests.visit import Visit


def test_from_asking_to_a_check_and_to_the_end(app: Flask) -> None:
    visit = Visit(app, "en")
    clinic, person, official = make_clinic(), make_person(), make_person("official", "79")
    page = visit.as_(person).get("accounts.credential_mine").text
    assert "You belong to no verified clinic" in page
    asked = ask_credential(person, clinic, "001234/HCM-CCHN")
    page = visit.get("accounts.credential_mine").text
    assert "001234/HCM-CCHN" in page.replace("<wbr>", "")
    assert "waits for a look" in page
    visit.as_(official)
    assert person.name in visit.get("accounts.credentials").text
    page = visit.get("accounts.credential", public_id=asked.public_id).text
    assert "001234/HCM-CCHN" in page.replace("<wbr>", "")
    day = f"{clock.now() + timedelta(days=90):%Y-%m-%d}"
    visit.post("accounts.credential_check", data={"until": day}, public_id=asked.public_id)
    assert queries.is_clinician(db.session.get_one(Person, person.id))
    visit.post("accounts.credential_end", data={"reason": "Không còn làm ở đây"}, public_id=asked.public_id)
    assert "Không còn làm ở đây" in visit.as_(person).get("accounts.credential_mine").text


def test_a_member_asks_by_the_form_and_what_is_wrong_is_said_beside_it(app: Flask) -> None:
    visit = Visit(app, "en")
    person, clinic = make_clinician(), make_clinic(name="Bệnh viện quận")
    visit.as_(person).post("accounts.credential_withdraw")
    form = {"title": "nurse", "number": "009876/HCM", "organization": clinic.public_id}
    answer = visit.post("accounts.credential_mine", form, status=422)
    assert "009876/HCM" in answer.text
    mine = queries.organizations_for(db.session.get_one(Person, person.id))[0].public_id
    answer = visit.post("accounts.credential_mine", form | {"organization": mine, "number": "1"}, status=422)
    assert "4 to 30 letters" in answer.text
    visit.post("accounts.credential_mine", form | {"organization": mine})
    last = queries.last_of(db.session.get_one(Person, person.id))
    assert last
    assert (last.title, last.number, last.standing) == ("nurse", "009876/HCM", "waits")


def test_a_day_that_is_none_or_too_far_is_refused_and_kept(app: Flask) -> None:
    visit = Visit(app, "en")
    asked = ask_credential(make_person(), make_clinic())
    visit.as_(make_person("admin", "79"))
    for day in ("", "tomorrow", "2031-01-01", "2020-01-01", "0001-01-01", "9999-12-31"):
        answer = visit.post("accounts.credential_check", status=422, data={"until": day}, public_id=asked.public_id)
        assert "Choose a day within a year" in answer.text
    answer = visit.post("accounts.credential_end", data={"reason": "x"}, status=422, public_id=asked.public_id)
    assert "Write why" in answer.text


def test_officials_elsewhere_find_nothing(app: Flask) -> None:
    visit = Visit(app, "en")
    asked = ask_credential(make_person(), make_clinic())
    visit.as_(make_person("official", "01"))
    visit.get("accounts.credential", status=404, public_id=asked.public_id)
    assert "Nobody of your area" in visit.get("accounts.credentials").text

"""The page of the list of signs of danger, and its signature."""

from connect import db
from connect.accounts.models import Person
from connect.incidents.signs import queries
from connect.incidents.signs.models import SignList
from connect.incidents.signs.rules import CURRENT
from tests.builders import make_clinic, make_clinician, make_person
from tests.visit import Visit

READ = {"read": "y", "version": CURRENT.version, "digest": CURRENT.digest}


def _doctor(kind: str = "authority") -> Person:
    clinic = make_clinic("79")
    with db.transaction():
        clinic.kind = kind
    return make_clinician(clinic=clinic)


def test_everybody_may_read_what_is_asked_and_who_answers_for_it(visit: Visit) -> None:
    said = visit.get("incidents.signs").text
    assert all(sign.vi in said for sign in CURRENT.signs.values()) and CURRENT.version in said
    assert "chưa ký" in said and "incidents/signs/sign" not in said


def test_a_clinician_of_an_authority_signs_and_stands_there_by_name(visit: Visit) -> None:
    doctor = _doctor()
    assert not queries.is_signed()
    visit.as_(doctor).post("incidents.signs_sign", READ)
    assert queries.is_signed()
    said = visit.follow().text
    assert doctor.name in said and "Bác sĩ" in said


def test_nobody_else_signs(visit: Visit) -> None:
    for person in (make_person("admin"), make_person("official"), _doctor(kind="clinic")):
        visit.as_(person).post("incidents.signs_sign", READ, status=403)
    assert not queries.is_signed()


def test_another_version_than_the_one_that_was_read_is_not_signed(visit: Visit) -> None:
    visit.as_(_doctor())
    visit.post("incidents.signs_sign", READ | {"version": "2020-01-01"}, status=409)
    visit.post("incidents.signs_sign", READ | {"digest": "0" * 64}, status=409)
    visit.post("incidents.signs_sign", {name: text for name, text in READ.items() if name != "read"}, status=422)
    assert not queries.is_signed()


def test_a_list_that_changed_since_is_not_in_use(visit: Visit) -> None:
    visit.as_(_doctor()).post("incidents.signs_sign", READ)
    with db.transaction():
        row = db.session.query(SignList).one()
        row.digest = "0" * 64  # as if the file had other letters now
    assert not queries.is_signed()
    assert "một danh sách trước" in visit.get("incidents.signs").text


def test_one_clinician_signs_a_version_once(visit: Visit) -> None:
    visit.as_(_doctor())
    visit.post("incidents.signs_sign", READ)
    visit.post("incidents.signs_sign", READ, status=409)
    assert len(queries.signatures()) == 1

"""The tables of incidents: what the database itself keeps from going wrong."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.incidents.models import Incident, IncidentArea, Switch
from connect.incidents.rules import IncidentKind, Status, Verb
from tests.builders import make_person


def incident(by: Person) -> Incident:
    found = Incident(
        kind=IncidentKind.FLOOD, name_vi="Lũ", name_en="Flood", status=Status.ACTUAL, starts_at=clock.now(),
        created_by_id=by.id, created_at=clock.now(), areas=[IncidentArea(area_id=areas.get("79").id)],
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    return found


def line(of: Incident, number: int, by: Person) -> Switch:
    return Switch(
        incident_id=of.id, utility="food", area_id=areas.get("79").id, number=number, verb=Verb.ON, is_on=True,
        starts_at=clock.now(), by_id=by.id, at=clock.now(),
    )  # fmt: skip


def test_two_lines_of_a_utility_in_an_area_cannot_have_one_number(app: Flask) -> None:
    official = make_person("official", "79")
    with db.transaction():
        one = incident(official)
        db.session.add_all([line(one, 1, official), line(one, 2, official)])
    with pytest.raises(sa.exc.IntegrityError), db.transaction():
        db.session.add(line(one, 2, official))


def test_the_number_of_a_deleted_line_never_comes_back(app: Flask) -> None:
    official = make_person("official", "79")
    with db.transaction() as session:
        one = incident(official)
        last = line(one, 1, official)
        session.add(last)
        session.flush()
        before = last.id
        session.delete(last)
        session.flush()
        after = line(one, 1, official)
        session.add(after)
        session.flush()
        assert after.id > before

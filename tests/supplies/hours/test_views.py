"""The page on which the hours of a point are written."""

from flask import Flask

from connect import db
from connect.supplies.models import SupplyPoint
from tests.builders import make_person, make_point
from tests.visit import Visit

HOURS = {"hours-1-days": ["0", "1"], "hours-1-from-1": "18:00", "hours-1-until-1": "6:00", "hours-holidays": "y"}


def test_an_owner_writes_the_hours_and_the_page_of_the_point_says_them(app: Flask, visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    visit.as_(owner)
    wrong = visit.post("supplies.hours", HOURS | {"hours-1-until-1": "25:00"}, status=422, public_id=point.public_id)
    assert 'value="25:00"' in wrong.text and 'id="hours-1-error"' in wrong.text
    visit.post("supplies.hours", HOURS, public_id=point.public_id)
    kept = db.session.get_one(SupplyPoint, point.id)
    assert (kept.hours, kept.hours_from is not None) == ("Mo-Tu 18:00-06:00; PH off", True)
    assert "18:00–6:00" in visit.get("supplies.show", public_id=point.public_id).text


def test_nobody_else_writes_them(app: Flask, visit: Visit) -> None:
    point = make_point(make_person())
    with db.transaction():
        db.session.get_one(SupplyPoint, point.id).state = "open"
    visit.as_(make_person())
    visit.post("supplies.hours", HOURS, status=403, public_id=point.public_id)

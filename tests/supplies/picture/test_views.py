"""A point has one picture: written anew, looked at where points are looked at, gone with its point."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from connect import clock, config, db
from connect.accounts.models import Person
from connect.supplies.models import SupplyPoint
from connect.supplies.picture import files, jobs
from connect.supplies.rules import State
from tests.builders import a_picture, make_person, make_point
from tests.visit import Visit


def sent(name: str = "a.jpg") -> dict[str, Any]:
    """A picture in a form, as a phone takes it: with the place where it was taken."""
    return {"picture": (a_picture(size=(2000, 1000)), name)}


def the(point: SupplyPoint) -> SupplyPoint:
    db.session.expire_all()
    return db.session.get_one(SupplyPoint, point.id)


def lying() -> list[str]:
    return [one.name for one in files.folder().iterdir()]


def test_a_picture_is_written_anew_shown_with_its_size_replaced_and_taken_down(visit: Visit) -> None:
    owner = make_person()
    point = make_point(owner)
    visit.as_(owner).post("supplies.picture_change", sent(), public_id=point.public_id)
    assert "Đổi ảnh" in visit.follow().text
    found = the(point)
    assert (found.picture_width, found.picture_height, found.picture_waits) == (1280, 640, False)
    page = Visit(visit.app).get("supplies.show", public_id=point.public_id).text
    for words in ('width="1280" height="640" loading="lazy"', 'alt="Ảnh của Tạp hóa Cô Ba"'):
        assert words in page
    shown = Visit(visit.app).get("supplies.picture", public_id=point.public_id)
    assert shown.mimetype == "image/webp" and shown.headers["Cache-Control"] == "private, no-cache"
    with Image.open(io.BytesIO(shown.data)) as seen:
        assert not seen.getexif() and "exif" not in seen.info
    assert point.public_id in Visit(visit.app).get("supplies.finding", area="79").text
    assert "/picture" not in Visit(visit.app).get("supplies.finding", area="79").text, "none on the card: bytes"
    visit.post("supplies.picture_change", sent(), public_id=point.public_id)
    assert lying() == [the(point).picture], "the one before is gone"
    visit.post("supplies.picture_change", {"take_down": "y"}, public_id=point.public_id)
    assert the(point).picture is None and not lying()
    Visit(visit.app).get("supplies.picture", status=404, public_id=point.public_id)
    for wrong in ({}, {"picture": (io.BytesIO(b"no picture"), "a.jpg")}):
        visit.post("supplies.picture_change", wrong, status=422, public_id=point.public_id)
    assert not lying()


def test_where_points_are_looked_at_a_changed_picture_waits_for_a_look(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "connect.config", replace(config.current(), supplies_first="pending"))
    owner, moderator = make_person(), make_person("moderator", "79")
    point = shown_point(owner)
    visit.as_(owner).post("supplies.picture_change", sent(), public_id=point.public_id)
    stranger = Visit(visit.app)
    assert "/picture" not in stranger.get("supplies.show", public_id=point.public_id).text
    stranger.get("supplies.picture", status=404, public_id=point.public_id)
    assert visit.get("supplies.picture", public_id=point.public_id).headers["Cache-Control"] == "no-store"
    first = str(the(point).picture)
    visit.post("supplies.picture_change", sent(), public_id=point.public_id)
    desk = visit.as_(moderator)
    assert point.name in desk.get("supplies.desk", show="pictures").text
    assert "Xem và cho hiện ảnh" in desk.get("supplies.desk_point", public_id=point.public_id).text
    desk.post("supplies.picture_look", {"seen": first}, status=409, public_id=point.public_id)
    desk.post("supplies.picture_look", {"seen": str(the(point).picture)}, public_id=point.public_id)
    assert stranger.get("supplies.picture", public_id=point.public_id).status_code == 200
    desk.post("supplies.hide", {"reason": "scam"}, public_id=point.public_id)
    stranger.get("supplies.picture", status=404, public_id=point.public_id)
    desk.post("supplies.picture_look", {"take_down": "y"}, public_id=point.public_id)
    assert the(point).picture is None and not lying()


def test_a_new_point_and_its_picture_are_looked_at_together(visit: Visit) -> None:
    owner, moderator = make_person(), make_person("moderator", "79")
    point = make_point(owner)
    with db.transaction():
        the(point).state = State.PENDING
    visit.as_(owner).post("supplies.picture_change", sent(), public_id=point.public_id)
    desk = visit.as_(moderator)
    desk.post("supplies.verify", {"seen": "another"}, public_id=point.public_id)
    assert the(point).picture_waits, "another picture was looked at"
    desk.post("supplies.picture_look", {"seen": str(the(point).picture)}, public_id=point.public_id)
    assert not the(point).picture_waits


def shown_point(owner: Person) -> SupplyPoint:
    point = make_point(owner)
    with db.transaction():
        the(point).state = State.OPEN
    return the(point)


def test_files_without_a_point_are_swept(app: Flask) -> None:
    point, kept = make_point(make_person()), files.keep(a_picture())
    with db.transaction():
        the(point).picture = kept.name
    files.keep(a_picture())
    assert jobs.sweep_pictures() == 0, "its row may be on its way"
    with clock.told(clock.now() + timedelta(hours=2)):
        assert jobs.sweep_pictures() == 1 and lying() == [kept.name]

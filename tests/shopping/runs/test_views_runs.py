"""The runs that somebody plans, and a new one: only of one's own windows, and nothing typed is lost."""

import pytest

from connect import db
from connect.shopping.runs import queries
from connect.shopping.runs.models import Run
from tests.builders import BEN_THANH, make_person, make_point
from tests.shopping.runs.planned import closed_window, make_team_of, place_orders
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")


def the_run() -> Run:
    db.session.rollback()
    return db.session.query(Run).order_by(Run.id.desc()).first()  # type: ignore[return-value]


def test_a_coordinator_makes_a_run_of_a_window_after_its_cut_off(visit: Visit) -> None:
    group, by, _people = make_team_of()
    window = closed_window(by, group)
    place_orders(window, 2)
    point = make_point(point=BEN_THANH, name="Chợ Bến Thành")
    visit.as_(by)
    assert f"window={window.public_id}" in visit.get("shopping.runs").text
    form = visit.get("shopping.runs_new", window=window.public_id).text
    assert "Chợ Bến Thành" in form and "đơn" in form
    assert form.count("Hồ Chí Minh</strong>") == 1  # the province once, above its wards
    wards = [str(one.place.id) for one in queries.wards_of(window)]
    visit.post("shopping.runs_new", {"wards": wards, "start": point.public_id}, window=window.public_id)
    run = the_run()
    assert (run.window_id, run.start_point_id, run.back) == (window.id, point.id, False)
    assert "Chuyến giao từ Chợ Bến Thành" in visit.get("shopping.runs").text


def test_a_chosen_place_is_read_from_a_link_and_what_cannot_be_is_said(visit: Visit) -> None:
    group, by, _people = make_team_of()
    window = closed_window(by, group)
    place_orders(window, 1)
    wards = [str(one.place.id) for one in queries.wards_of(window)]
    given = {"wards": wards, "start": "chosen", "start_name": "Sân nhà văn hoá", "start_place": "gần chợ"}
    said = visit.as_(by).post("shopping.runs_new", given, 422, window=window.public_id).text
    assert 'href="#start_place"' in said and "Sân nhà văn hoá" in said
    nothing = visit.post("shopping.runs_new", {"start": "chosen"}, 422, window=window.public_id).text
    assert 'href="#wards"' in nothing and 'href="#start_name"' in nothing
    visit.post("shopping.runs_new", given | {"start_place": "10.7721, 106.6983"}, window=window.public_id)
    run = the_run()
    assert run.start_point_id is None and run.start_lat == pytest.approx(10.7721)


def test_without_an_order_there_is_nothing_to_bring(visit: Visit) -> None:
    group, by, _people = make_team_of()
    window = closed_window(by, group)
    assert "Không có đơn nào của đợt này" in visit.as_(by).get("shopping.runs_new", window=window.public_id).text


def test_who_coordinates_nothing_and_who_coordinates_something_else_get_no_run_of_it(visit: Visit) -> None:
    group, by, _people = make_team_of()
    window = closed_window(by, group)
    visit.as_(make_person()).get("shopping.runs", 403)
    stranger = make_team_of()[1]
    visit.as_(stranger).get("shopping.runs_new", 404, window=window.public_id)
    visit.post("shopping.runs_new", {"start": "chosen"}, 404, window=window.public_id)

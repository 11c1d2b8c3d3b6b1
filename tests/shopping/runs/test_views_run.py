"""The page of a run: teams, the plan with its reasons, what is changed by hand; no home can be measured on it."""

import re
from zoneinfo import ZoneInfo

import pytest

from connect import clock, db
from connect.shopping.runs import planner, queries
from connect.shopping.runs.actions import Start
from connect.shopping.runs.models import Run
from connect.shopping.runs.rules import State
from connect.shopping.runs.solving import jobs
from tests.builders import BEN_THANH, make_person
from tests.shopping.runs.planned import closed_window, make_run, make_team_of, place_orders, planned_run
from tests.visit import Visit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "ROUNDS", 30)


def fresh(run: Run) -> Run:
    db.session.rollback()
    return db.session.get_one(Run, run.id, populate_existing=True)


def typed(run: Run, leader: str, **over: str) -> dict[str, str]:
    """A team as its form sends it."""
    given = {"leader": leader, "vehicle": "motorbike", "kg": "1.000", "bags": "40", "most_stops": "30"}
    times = {"start_from": run.window.deliver_from, "until": run.window.deliver_until}
    return given | {name: f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M}" for name, at in times.items()} | over


def test_a_team_is_added_the_run_is_planned_and_its_page_says_how_it_stands(visit: Visit) -> None:
    group, by, people = make_team_of()
    window = closed_window(by, group)
    place_orders(window, 6)
    run = make_run(by, window)
    visit.as_(by)
    assert "Chưa có đội nào" in visit.get("shopping.run", public_id=run.public_id).text
    given = typed(run, people[0].public_id, version=str(run.version), people=people[1].public_id)
    visit.post("shopping.run_team", given, public_id=run.public_id)
    run = fresh(run)
    assert (run.teams[0].kg, run.teams[0].members[0].person_id) == (1000, people[1].id)
    visit.post("shopping.run_plan", {"version": str(run.version)}, public_id=run.public_id)
    assert "Bước 1/2" in visit.get("shopping.run", public_id=run.public_id).text
    jobs.solve()
    said = visit.get("shopping.run", public_id=run.public_id).text
    assert "6 điểm giao" in said and re.search(r"khoảng \d+ km", said)
    assert all(stop.order.public_id in said for stop in queries.stops_of(fresh(run)))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"kg": "0"}, "kg"), ({"bags": "9.999"}, "bags"), ({"most_stops": "61"}, "most_stops"),
        ({"vehicle": "tank"}, "vehicle"), ({"leader": "nobody"}, "leader"), ({"start_from": "mai"}, "start_from"),
        ({"until": "2026-01-01T06:00"}, "until"), ({"start_from": "2026-01-01T06:07"}, "start_from"),
    ],
)  # fmt: skip
def test_what_a_team_cannot_be_is_said_at_its_field(visit: Visit, over: dict[str, str], field: str) -> None:
    group, by, people = make_team_of(1)
    window = closed_window(by, group)
    place_orders(window, 1)
    run = make_run(by, window)
    given = typed(run, people[0].public_id, version=str(run.version)) | over
    said = visit.as_(by).post("shopping.run_team", given, 422, public_id=run.public_id).text
    assert f'href="#{field}"' in said


def test_of_a_chosen_start_or_few_stops_no_length_is_told(visit: Visit) -> None:
    chosen, by, _people = planned_run(6, start=Start(None, "Sân nhà văn hoá", BEN_THANH))
    few, other, _people = planned_run(4)
    for run, whose in ((chosen, by), (few, other)):
        said = visit.as_(whose).get("shopping.run", public_id=run.public_id).text
        assert "sẽ đo ra đường đến một nhà" in said
        assert not re.search(r"\d km", said)


def test_until_it_is_approved_nothing_is_told_of_one_stop_or_one_team(visit: Visit) -> None:
    run, by, _people = planned_run(6)
    second = visit.as_(make_person("official", area="79")).get("shopping.run_approve", public_id=run.public_id).text
    assert re.search(r"khoảng \d+ km", second) and len(re.findall(r"\d km", second)) == 1
    said = visit.as_(by).get("shopping.run", public_id=run.public_id).text
    assert len(re.findall(r"\d km", said)) == 1
    for stop in queries.stops_of(fresh(run)):
        arrives = stop.arrives_at.astimezone(ZONE)  # type: ignore[union-attr]
        assert arrives.minute == 0 or f"{arrives:%-H:%M}" not in said


def test_an_old_page_and_a_press_sent_twice_change_nothing(visit: Visit) -> None:
    run, by, _people = planned_run(5)
    old = str(run.version)
    visit.as_(by).post("shopping.run_plan", {"version": old}, public_id=run.public_id)
    again = visit.post("shopping.run_plan", {"version": old}, 409, public_id=run.public_id).text
    assert "Đã có người sửa chuyến này" in again
    for verb in ("run_cancel", "run_shift"):
        visit.post(f"shopping.{verb}", {"version": "1", "stop": "x", "team": "1"}, 409, public_id=run.public_id)
    assert fresh(run).state == State.PLANNING


def test_a_stop_is_given_to_another_team_and_a_leader_changed_by_one_press(visit: Visit) -> None:
    run, by, people = planned_run(5)
    visit.as_(by)
    code = queries.stops_of(run)[0].order.public_id
    visit.post(
        "shopping.run_leader", {"version": str(run.version), "leader": people[2].public_id}, public_id=run.public_id,
        number=1,
    )  # fmt: skip
    run = fresh(run)
    assert run.teams[0].leader_id == people[2].id
    visit.post("shopping.run_shift", {"version": str(run.version), "stop": code, "team": "1"}, public_id=run.public_id)
    jobs.solve()
    said = visit.get("shopping.run", public_id=run.public_id).text
    assert "ở lại đội này" in said and people[2].name in said
    run = fresh(run)
    visit.post("shopping.run_team_remove", {"version": str(run.version)}, public_id=run.public_id, number=1)
    assert fresh(run).teams == [] and fresh(run).state == State.DRAFT


def test_of_others_it_does_not_exist(visit: Visit) -> None:
    run, _by, people = planned_run(5)
    for stranger in (people[0], make_person("moderator", area="79"), make_team_of()[1]):
        visit.as_(stranger).get("shopping.run", 404, public_id=run.public_id)
        visit.post("shopping.run_plan", {"version": str(run.version)}, 404, public_id=run.public_id)
    visit.as_(make_person("official", area="79")).get("shopping.run", public_id=run.public_id)


def test_a_run_that_has_no_stop_says_so(visit: Visit) -> None:
    run, by, _people = planned_run(5)
    for stop in queries.stops_of(run):
        stop.order.case.free_at = clock.now().replace(year=2100)
        stop.order.case.state = "claimed"
    db.session.commit()
    visit.as_(by).post("shopping.run_plan", {"version": str(run.version)}, public_id=run.public_id)
    jobs.solve()
    said = visit.get("shopping.run", public_id=run.public_id).text
    assert "Chuyến này chưa có điểm giao nào" in said and "đã có hàng xóm nhận" in said

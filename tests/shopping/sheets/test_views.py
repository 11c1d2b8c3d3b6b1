"""The paper of a run: no code and no phone on it, every door that was printed written down, and nobody else's."""

from datetime import timedelta

import pytest

from connect import db
from connect.cases import actions as cases, queries
from connect.cases.disclosure import limits as disclosure_limits
from connect.text import phone_for_eyes
from tests.builders import make_person
from tests.shopping.gathering.builders import Made
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")


def route(visit: Visit, made: Made, status: int = 200, team: int = 1) -> str:
    return visit.post("shopping.run_route", {"team": team}, status, public_id=made.run.public_id).text


def test_a_route_sheet_has_name_door_lines_and_a_box_and_neither_code_nor_phone(visit: Visit) -> None:
    made = Made(stops=2)
    made.gather()
    visit.as_(made.coordinator)
    page = route(visit, made)
    assert '<b translate="no">Lan</b>' in page and "Nguyễn" not in page
    assert "Số 12 hẻm 45" in page and "Gạo" in page and "code-box" in page and "huỷ sau ngày" in page
    assert "320.000 đ" in page
    for order in made.orders:
        secret = cases.secret_of(order.case)
        assert secret.delivery_code not in page.replace(order.public_id, "")
        assert phone_for_eyes(secret.phone) not in page and secret.phone not in page
        looks = {(one.person_id, one.role, one.reason) for one in queries.disclosures(order.case)}
        assert {person for person, _, _ in looks} == {made.leader.id, made.coordinator.id}
        assert all(role == "run" and made.run.public_id[:4] in reason for _, role, reason in looks)


def test_phones_stand_on_paper_only_where_the_site_says_so(make_app) -> None:
    app = make_app(moderation="peer_to_peer", sheet_phones=True)
    with app.app_context():
        made = Made(stops=1)
        made.gather()
        visit = Visit(app).as_(made.leader)
        assert phone_for_eyes(cases.secret_of(made.orders[0].case).phone) in route(visit, made)


def test_twelve_stops_a_page(visit: Visit) -> None:
    made = Made(stops=13)
    made.gather()
    visit.as_(made.leader)
    page = route(visit, made)
    assert page.count("run-sheet route") == 2 and "1/2" in page and "2/2" in page


def test_doors_are_printed_from_the_start_to_the_end_and_by_nobody_else(visit: Visit, clock) -> None:
    made = Made(stops=2, teams=2, starts_at=clock.moment + timedelta(hours=1))
    made.gather()
    visit.as_(made.coordinator)
    route(visit, made, 409)
    assert queries.disclosures(made.orders[0].case) == []
    clock.forward(hours=1)
    for stranger in (made.second, made.official, make_person("volunteer"), made.leaders[1]):
        visit.as_(stranger)
        route(visit, made, 404)
    visit.as_(made.leader)
    assert "Số 12" in route(visit, made)
    clock.forward(hours=4)
    route(visit, made, 409)


def test_whom_a_household_has_stopped_prints_it_no_more(visit: Visit) -> None:
    made = Made(stops=2)
    made.gather()
    visit.as_(made.coordinator)
    route(visit, made)
    with db.transaction():
        disclosure_limits.stop_looker(made.orders[0].case, made.coordinator.public_id)
    page = route(visit, made)
    assert page.count("code-box") == 1 and "Điểm 1 không in" in page
    visit.as_(made.leader)
    assert route(visit, made).count("code-box") == 2


def test_the_loading_list_is_summed_and_slips_say_nothing_of_a_household(visit: Visit) -> None:
    made = Made(stops=3)
    made.gather()
    visit.as_(made.leader)
    loading = visit.get("shopping.run_loading", public_id=made.run.public_id).text
    assert "30" in loading and "Gạo" in loading and "Số 12" not in loading and "Lan" not in loading
    slips = visit.get("shopping.run_bags", public_id=made.run.public_id).text
    assert slips.count("huge-number") == 6 and "Lan" not in slips and "Số 12" not in slips
    assert "túi 2 trên 2" in slips


def test_the_code_on_a_bag_opens_its_order_for_the_team(visit: Visit) -> None:
    made = Made(stops=2)
    made.gather()
    visit.as_(made.leader)
    page = visit.get("shopping.run_bags", public_id=made.run.public_id).text
    stops = visit.get("shopping.run_stops", public_id=made.run.public_id).text
    code = stops.split('code-like" translate="no">')[1].split("<")[0]
    assert code in page
    assert "Không có túi nào" in visit.get("shopping.run_stops", public_id=made.run.public_id, bag="ABCDEF").text

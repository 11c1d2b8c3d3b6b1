"""The pages of the switchboard: officials see and write their own areas only; everybody reads what is on and off."""

from datetime import timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as the_clock, config, db
from connect.accounts.models import Person
from connect.cases.screening.rules import MODES
from connect.incidents import ready_made, words
from connect.incidents.models import Incident, Switch
from connect.incidents.rules import IncidentKind, Status
from tests.builders import make_person, sign_the_list
from tests.conftest import Clock
from tests.incidents.conftest import HANOI, HCMC, is_on, make_incident, plan_on, switch_off, switch_on
from tests.visit import Visit

OFF_NOW = {"area": HCMC, "utility": "food", "is_on": "off", "when": "now", "reason": "Chưa đủ người.", "seen": "0"}


@pytest.fixture
def visit(app: Flask, official: Person) -> Visit:
    """An official of Ho Chi Minh City."""
    return Visit(app).as_(official)


def typed(hours: float) -> str:
    """A moment as a form sends it."""
    at = the_clock.now() + timedelta(hours=hours)
    return f"{at.astimezone(ZoneInfo(config.current().timezone)):%Y-%m-%dT%H:%M}"


def count() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Switch)) or 0


def post(visit: Visit, incident: Incident, status: int = 303, **over: Any) -> str:
    return unescape(visit.post("incidents.switch", {**OFF_NOW, **over}, status, public_id=incident.public_id).text)


def test_the_first_page_says_that_there_is_no_incident_and_how_to_make_one(visit: Visit) -> None:
    assert "Khu vực của bạn chưa có đợt nào" in visit.get("incidents.mine").text


def test_an_official_makes_an_incident_and_comes_to_its_empty_board(visit: Visit) -> None:
    visit.post("incidents.write", {
        "kind": "flood", "name_vi": "Lũ tháng 11", "name_en": "The flood", "status": "Actual", "area": HCMC,
        "starts_at": typed(0), "ends_at": "",
    })  # fmt: skip
    page = visit.follow().text
    assert "Khu vực này chưa có dòng nào" in page and "Bảng soạn sẵn" in page
    assert is_on("food")


@pytest.mark.parametrize(
    "wrong", [{"kind": ""}, {"name_vi": "x"}, {"area": HANOI}, {"area": []}, {"ends_at": "hôm qua"}]
)
def test_a_wrong_incident_is_not_made_and_nothing_typed_is_lost(visit: Visit, wrong: dict[str, Any]) -> None:
    form = {
        "kind": "flood", "name_vi": "Lũ tháng 11", "name_en": "The flood of 11", "status": "Actual", "area": HCMC,
        "starts_at": typed(0), "ends_at": "",
    }  # fmt: skip
    assert "The flood of 11" in visit.post("incidents.write", form | wrong, 422).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Incident)) == 0


def test_turning_off_is_written_with_its_reason_and_read_by_everybody(visit: Visit, incident: Incident) -> None:
    post(visit, incident, ends_at=typed(5))
    assert not is_on("food")
    page = unescape(visit.follow().text)
    assert "Chưa đủ người." in page and "Kết thúc sớm dòng" in page
    public = unescape(Visit(visit.app).get("incidents.board", area="26740").text)
    assert "Chưa đủ người." in public and "Nhận lại lúc" in public


def test_turning_off_without_a_reason_is_not_written(visit: Visit, incident: Incident) -> None:
    assert "Hãy ghi lý do" in post(visit, incident, 422, reason="", note="Đã hỏi chú Ba.")
    assert "Đã hỏi chú Ba." in unescape(visit.last.text) and count() == 0


def test_planning_shopping_for_one_province_from_tomorrow_shows_another_nothing(
    visit: Visit, official: Person, app: Flask
) -> None:
    wide = make_incident(make_person("admin", "VN"), HCMC, HANOI)
    post(visit, wide, utility="shopping", is_on="on", when="later", starts_at=typed(16), reason="")
    assert "Tiếp" in visit.follow().text
    other = Visit(app).as_(make_person("official", HANOI))
    assert "dòng 1" not in other.get("incidents.show", public_id=wide.public_id).text
    assert "Chưa ai ghi dòng nào" in unescape(other.last.text)
    other.get("incidents.show", 404, public_id=wide.public_id, area=HCMC)


def test_the_second_of_two_officials_reads_both_versions(visit: Visit, incident: Incident) -> None:
    switch_off(incident, make_person("official", HCMC, name="Lê Văn Hai"), reason="Bão đang vào.")
    page = post(visit, incident, 409)
    assert "Lê Văn Hai" in page and "Bão đang vào." in page and "Chưa đủ người." in page
    assert 'name="seen" value="1"' in page, "to write it anyway takes one press"
    post(visit, incident, seen="1")
    assert count() == 2


def test_an_official_of_another_province_finds_nothing_here(app: Flask, incident: Incident, official: Person) -> None:
    line = switch_on(incident, official)
    other = Visit(app).as_(make_person("official", HANOI))
    other.get("incidents.show", 404, public_id=incident.public_id)
    other.post("incidents.switch", OFF_NOW, 404, public_id=incident.public_id)
    other.post("incidents.line_confirm", {"seen": "1"}, 404, public_id=incident.public_id, line_id=line.id)
    other.post("incidents.finish", None, 404, public_id=incident.public_id)
    assert count() == 1
    assert "Khu vực của bạn chưa có đợt nào" in other.get("incidents.mine").text


def test_a_line_cannot_be_reached_through_another_incident(visit: Visit, incident: Incident, official: Person) -> None:
    line, other = switch_on(incident, official), make_incident(official)
    visit.get("incidents.line_end", 404, public_id=other.public_id, line_id=line.id)


def test_a_second_official_confirms_with_one_press(app: Flask, incident: Incident, official: Person) -> None:
    line = switch_on(incident, official)
    first = Visit(app).as_(official).get("incidents.show", public_id=incident.public_id).text
    assert "Xác nhận</button>" not in first
    second = Visit(app).as_(make_person("official", "VN"))
    assert "Xác nhận</button>" in second.get("incidents.show", public_id=incident.public_id, area=HCMC).text
    second.post("incidents.line_confirm", {"seen": "1"}, public_id=incident.public_id, line_id=line.id)
    assert "đã một mình bật" not in second.follow().text


def test_a_plan_is_taken_back_with_a_reason(visit: Visit, incident: Incident, official: Person, clock: Clock) -> None:
    line = plan_on(incident, official, 5)
    assert "Rút lại lịch này" in visit.get("incidents.show", public_id=incident.public_id).text
    end = {"ends_at": typed(0), "seen": "1", "reason": ""}
    visit.post("incidents.line_end", end, 422, public_id=incident.public_id, line_id=line.id)
    visit.post("incidents.line_end", end | {"reason": "Chưa sẵn sàng."}, public_id=incident.public_id, line_id=line.id)
    assert "Rút lại lịch này" not in visit.follow().text


def test_settings_are_typed_in_hours_and_days(visit: Visit, incident: Incident) -> None:
    told = {
        "lease_3": "1", "fresh": "2", "interval": "14", "moderation": "peer_to_peer", "served_by": "both",
        "hotline": "112", "text_vi": "Giao trước 17 giờ.", "household_table": "no_cooking",
    }  # fmt: skip
    post(visit, incident, is_on="on", **told)
    line = db.session.scalar(sa.select(Switch))
    assert line and line.settings == {
        "leases_s": {"3": 3600}, "fresh_s": 172800, "interval_days": 14, "moderation": "peer_to_peer",
        "served_by": "both", "hotline": "112", "text_vi": "Giao trước 17 giờ.", "household_table": "no_cooking",
    }  # fmt: skip
    assert "Giao trước 17 giờ." in unescape(Visit(visit.app).get("incidents.board", area=HCMC).text)


@pytest.mark.parametrize(
    "wrong", [{"lease_3": "0"}, {"fresh": "vài"}, {"interval": "999"}, {"hotline": "gọi Ba"}, {"moderation": "x"}]
)
def test_settings_that_cannot_be_are_said_beside_the_field(
    visit: Visit, incident: Incident, wrong: dict[str, str]
) -> None:
    post(visit, incident, 422, **wrong)
    assert count() == 0


def test_a_ready_made_board_is_planned_with_one_press_and_only_once(visit: Visit, incident: Incident) -> None:
    address = {"public_id": incident.public_id}
    assert "Lên lịch tất cả" in visit.get("incidents.ready", area=HCMC, **address).text
    visit.post("incidents.ready", {"area": HCMC}, **address)
    assert count() == 0, "medical advice is among it, and nobody has signed the signs of danger"
    assert "ký danh sách dấu hiệu nguy hiểm" in visit.follow().text
    sign_the_list()
    visit.post("incidents.ready", {"area": HCMC}, **address)
    many = len(ready_made.lines_of(IncidentKind.EPIDEMIC))
    assert many == count() > 3
    visit.post("incidents.ready", {"area": HCMC}, **address)
    assert count() == many


def test_an_incident_is_ended_after_asking_once_more(visit: Visit, incident: Incident, official: Person) -> None:
    switch_off(incident, official)
    assert "Kết thúc đợt này?" in visit.get("incidents.finish", public_id=incident.public_id).text
    visit.post("incidents.finish", public_id=incident.public_id)
    assert is_on("food")
    assert "Đã qua" in visit.follow().text


def test_an_exercise_is_marked_and_the_public_board_does_not_know_it(visit: Visit, official: Person) -> None:
    drill = make_incident(official, status=Status.EXERCISE)
    post(visit, drill)
    assert "Diễn tập" in visit.get("incidents.show", public_id=drill.public_id).text
    assert "Chưa đủ người." not in unescape(Visit(visit.app).get("incidents.board", area=HCMC).text)


def test_the_board_as_json_says_the_same_and_any_cache_may_keep_it_for_five_seconds(
    visit: Visit, incident: Incident, official: Person
) -> None:
    switch_off(incident, official, reason="Bão đang vào.")
    answer = Visit(visit.app).get("incidents.board_json", area=HCMC)
    food = next(one for one in answer.json["utilities"] if one["utility"] == "food")  # type: ignore[index]
    assert (food["on"], food["reason"], food["again_at"]) == (False, "Bão đang vào.", None)
    assert answer.headers["Cache-Control"] == "public, max-age=5"


def test_of_the_country_the_board_says_in_which_provinces_something_is_off(
    visit: Visit, incident: Incident, official: Person
) -> None:
    assert "Tỉnh, thành có mục tạm ngừng" not in Visit(visit.app).get("incidents.board").text
    switch_off(incident, official)
    assert "1 mục tạm ngừng" in Visit(visit.app).get("incidents.board").text


def test_the_ways_of_looking_at_requests_are_those_of_cases() -> None:
    assert set(words.MODES) == set(MODES)


@pytest.mark.parametrize("kind", [IncidentKind.EPIDEMIC, IncidentKind.FLOOD, IncidentKind.TYPHOON])
def test_a_ready_made_board_passes_over_what_the_catalogue_does_not_have(kind: IncidentKind) -> None:
    lines = [one.utility for one in ready_made.lines_of(kind)]
    assert lines and "rescue" not in lines and len(lines) == len(set(lines))
    assert not ready_made.lines_of(IncidentKind.OTHER)

"""A drill on the real site: its whole life by those who take part, and nothing of it for anybody else."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as the_clock, config, db
from connect.accounts.models import Person
from connect.cases import queries as cases, rules
from connect.cases.claims.models import HouseholdGift, RequesterWord
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.drill import actions as drill_actions
from connect.cases.drill.jobs import delete_drills
from connect.cases.duplicates.models import CaseKey
from connect.cases.jobs import remind
from connect.cases.models import Case
from connect.deliveries.ledger.models import Dispatch
from connect.gateways.media import outbox
from connect.gateways.recording import recorded
from connect.incidents import actions
from connect.incidents.drill import actions as drill, queries
from connect.incidents.models import ExerciseResult, Incident, Switch
from connect.incidents.rules import Status
from connect.moderation.models import SecondOpinion
from tests.builders import make_case, make_person
from tests.cases.test_views_ask import FILLED
from tests.conftest import Clock
from tests.incidents.conftest import HANOI, HCMC, is_on, make_incident, switch_off, switch_on
from tests.visit import Visit


@pytest.fixture
def official(app: Flask) -> Person:
    """An official of Ho Chi Minh City."""
    return make_person("official", HCMC)


@pytest.fixture
def exercise(official: Person) -> Incident:
    """An exercise in the city, to which people are invited."""
    made = make_incident(official, status=Status.EXERCISE, name_vi="Diễn tập lũ", name_en="Flood drill")
    with db.transaction():
        drill.invite(db.session.get_one(Incident, made.id), by=official)
    return db.session.get_one(Incident, made.id)


def joined(app: Flask, exercise: Incident, person: Person | None = None) -> Visit:
    """A browser that takes part by the link of the invitation."""
    visit = Visit(app)
    if person:
        visit.as_(person)
    visit.post("incidents.drill", token=queries.invitation_of(db.session.get_one(Incident, exercise.id)))
    return visit


def key(visit: Visit) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', visit.get("cases.ask").text)
    assert found
    return found.group(1)


def asked(visit: Visit, status: int = 303, **over: Any) -> str:
    """Asks as anybody does; the address of the page that says so."""
    answer = visit.post("cases.ask", {**FILLED, "form_key": key(visit), **over}, status)
    return answer.location or unescape(answer.text)


def the_case() -> Case:
    db.session.rollback()
    (found,) = db.session.scalars(sa.select(Case).where(Case.guarded == rules.DRILL))
    return found


def test_the_whole_life_is_practised_and_counts_for_nobody(app: Flask, exercise: Incident) -> None:
    helper, moderator = make_person("volunteer"), make_person("moderator", HCMC)
    asker, helping, looking = (joined(app, exercise, who) for who in (None, helper, moderator))
    own = asked(asker).replace("/sent/", "/mine/")
    case = the_case()
    assert (case.incident_id, case.state) == (exercise.id, "pending_review")
    assert case.public_id in looking.get("cases.drill").text and "DIỄN TẬP" in asker.get(own).text
    looking.get("moderation.review", public_id=case.public_id)
    looking.post("moderation.approve", public_id=case.public_id)
    helping.post("cases.claim", public_id=case.public_id)
    assert "Nguyễn Thị Lan" in helping.post("cases.contact", status=200, public_id=case.public_id).text
    helping.post("cases.help", {"given-rice": "10", "given-milk": "4"}, public_id=case.public_id)
    asker.post("cases.mine_do", token=own.rpartition("/")[2], verb="received")
    assert the_case().state == "confirmed"
    assert cases.open_claims_count(helper.id) == 0 and not cases.has_helped(helper.id)
    assert disclosure_limits.trust_of(helper) == "new"
    for table in (HouseholdGift, RequesterWord, SecondOpinion, CaseKey):
        assert not db.session.scalar(sa.select(sa.func.count()).select_from(table)), table.__name__


PUBLIC = (
    "/", "/cases/nearby?area=26740", "/cases/nearby.geojson?area=26740", "/cases/map", "/cases/answer-counts",
    "/cases/clusters.json?bbox=106,10,107,11&zoom=12", "/incidents/board?area=79", "/incidents/board.json?area=79",
)  # fmt: skip


def shown(app: Flask) -> dict[str, str]:
    """All that a stranger reads, without what differs from one answer to the next by itself."""
    stranger = Visit(app)
    pages = {address: stranger.client.get(address).text for address in PUBLIC}
    return {address: re.sub(r'name="csrf_token" value="[^"]*"', "", text) for address, text in pages.items()}


def test_a_stranger_reads_the_same_whether_or_not_there_is_a_drill(
    app: Flask, exercise: Incident, clock: Clock
) -> None:
    make_case()
    before = shown(app)
    asker = joined(app, exercise)
    own = asked(asker, urgency="life_threatening")
    code = the_case().public_id
    assert shown(app) == before
    stranger = Visit(app)
    for address in (own, own.replace("/sent/", "/mine/"), f"/cases/{code}", "/cases/drill"):
        stranger.get(address, 404)
    for who in (make_person("volunteer"), make_person("moderator", HCMC), make_person("admin", "VN")):
        outside = Visit(app).as_(who)
        outside.get("cases.show", 404, public_id=code)
        if who.has_role("moderator"):
            outside.get("moderation.review", 404, public_id=code)
            outside.post("moderation.approve", status=404, public_id=code)
            assert code not in outside.get("moderation.queue").text


def test_in_a_drill_nothing_real_is_shown_or_changed(app: Flask, exercise: Incident) -> None:
    real, moderator = make_case(), make_person("moderator", HCMC)
    volunteer = make_person("volunteer")
    inside = joined(app, exercise, volunteer)
    for address in ("/cases/nearby?area=26740", "/", "/cases/map"):
        assert inside.get(address, 303).location.endswith("/cases/drill")
    for address in ("/cases/nearby.geojson?area=26740", "/notices/", "/accounts/sessions"):
        assert "không thuộc buổi diễn tập" in unescape(inside.get(address, 409).text)
    inside.get("cases.show", 404, public_id=real.public_id)
    inside.post("cases.claim", status=404, public_id=real.public_id)
    looking = joined(app, exercise, moderator)
    looking.get("moderation.review", 404, public_id=real.public_id)
    assert real.public_id not in looking.get("cases.drill").text


def test_the_asking_form_says_that_it_is_a_drill_and_one_press_leaves_it(app: Flask, exercise: Incident) -> None:
    visit = joined(app, exercise)
    page = unescape(visit.get("cases.ask").text)
    assert "Đây là diễn tập: sẽ không có ai đến" in page and "Rời ra và xin giúp thật" in page
    assert visit.last.headers["Cache-Control"] == "no-store"
    visit.post("incidents.drill_leave", {"to": "ask"})
    assert "DIỄN TẬP" not in visit.follow().text and visit.last.request.path == "/cases/ask"


def test_a_form_opened_in_a_drill_never_becomes_a_real_request_nor_the_other_way_round(
    app: Flask, exercise: Incident
) -> None:
    visit = joined(app, exercise)
    of_the_drill = key(visit)
    visit.post("incidents.drill_leave")
    page = unescape(visit.post("cases.ask", {**FILLED, "form_key": of_the_drill}, 409).text)
    assert "chưa gửi gì cả" in page and FILLED["words"] in page
    of_the_real = key(visit)
    visit.post("incidents.drill", token=queries.invitation_of(exercise))
    assert "chưa gửi gì cả" in unescape(visit.post("cases.ask", {**FILLED, "form_key": of_the_real}, 409).text)
    db.session.rollback()
    assert not db.session.scalars(sa.select(Case)).all()


@pytest.mark.parametrize("marker", ["", "x", "WyJhIiwiYiIsOTk5OTk5OTk5OV0.forged", "null"])
def test_a_forged_marker_gives_the_real_site(app: Flask, exercise: Incident, marker: str) -> None:
    visit = Visit(app)
    visit.client.set_cookie("drill", marker)
    assert "DIỄN TẬP" not in visit.get("cases.ask").text
    visit.get("incidents.drill", 404, token=marker or "y")


def test_a_marker_ends_with_its_hours_with_the_invitation_and_with_the_exercise(
    app: Flask, exercise: Incident, official: Person, clock: Clock
) -> None:
    visit = joined(app, exercise)
    clock.forward(hours=13)
    assert "DIỄN TẬP" not in visit.get("cases.ask").text
    visit = joined(app, exercise)
    old = queries.invitation_of(exercise)
    with db.transaction():
        drill.invite(db.session.get_one(Incident, exercise.id), by=official)
    assert "DIỄN TẬP" not in visit.get("cases.ask").text
    visit.get("incidents.drill", 404, token=old)
    visit = joined(app, exercise)
    with db.transaction():
        actions.end(db.session.get_one(Incident, exercise.id), by=official)
    assert "DIỄN TẬP" not in visit.get("cases.ask").text


def test_the_switches_of_the_exercise_count_in_it_alone(app: Flask, exercise: Incident, official: Person) -> None:
    switch_off(exercise, official, "food")
    assert is_on("food")
    visit = joined(app, exercise)
    assert "Chưa đủ người đi chợ" in unescape(visit.get("/incidents/board?area=79").text)
    assert "Chưa đủ người đi chợ" not in unescape(Visit(app).get("/incidents/board?area=79").text)
    asked(visit, 409)
    asked(Visit(app))
    db.session.rollback()
    (real,) = db.session.scalars(sa.select(Case))
    assert (real.guarded, real.incident_id) == (rules.Guarded.LISTED, None)


def test_the_end_deletes_all_of_it_and_keeps_its_times(
    app: Flask, exercise: Incident, official: Person, clock: Clock
) -> None:
    real = make_case()
    clock.forward(minutes=2)
    switch_on(exercise, official, "food")
    clock.forward(minutes=5)
    asked(joined(app, exercise))
    clock.forward(minutes=3)
    looking = joined(app, exercise, make_person("moderator", HCMC))
    looking.post("moderation.approve", public_id=the_case().public_id)
    clock.forward(minutes=4)
    joined(app, exercise, make_person("volunteer")).post("cases.claim", public_id=the_case().public_id)
    office = Visit(app).as_(official)
    office.post("incidents.finish", public_id=exercise.public_id)
    page = unescape(office.follow().text)
    assert all(span in page for span in ("2 phút", "5 phút", "3 phút", "7 phút"))
    assert delete_drills() == 1 and delete_drills() == 0
    db.session.rollback()
    assert [one.id for one in db.session.scalars(sa.select(Case))] == [real.id]
    assert not db.session.scalars(sa.select(Switch)).all()
    result = db.session.get_one(ExerciseResult, exercise.id)
    assert (result.cases, result.deleted_at is not None) == (1, True)
    assert "7 phút" in unescape(office.get("incidents.drill_of", public_id=exercise.public_id).text)


def test_an_exercise_whose_time_is_over_ends_by_itself(app: Flask, official: Person, clock: Clock) -> None:
    until = the_clock.now() + timedelta(hours=2)
    made = make_incident(official, status=Status.EXERCISE, ends_at=until)
    with db.transaction():
        drill.invite(db.session.get_one(Incident, made.id), by=official)
    asked(joined(app, made))
    assert delete_drills() == 0
    clock.forward(hours=3)
    assert delete_drills() == 1


def test_nothing_real_can_be_deleted_as_a_drill(app: Flask) -> None:
    with pytest.raises(ValueError, match="drill"):
        drill_actions.delete(make_case())


def test_an_official_of_another_province_neither_sees_nor_ends_it(app: Flask, exercise: Incident) -> None:
    far = Visit(app).as_(make_person("official", HANOI))
    far.get("incidents.drill_of", 404, public_id=exercise.public_id)
    far.post("incidents.drill_of", status=404, public_id=exercise.public_id)
    far.post("incidents.finish", status=404, public_id=exercise.public_id)


def test_signs_of_danger_that_nobody_has_signed_are_asked_in_a_drill_alone(app: Flask, exercise: Incident) -> None:
    advice = {**FILLED, "item": ["doctor_call"], "qty-rice": "", "find": "1"}
    inside, outside = joined(app, exercise), Visit(app)
    assert 'name="age-band"' in inside.post("cases.ask", {**advice, "form_key": key(inside)}, 200).text
    assert 'name="age-band"' not in outside.post("cases.ask", {**advice, "form_key": key(outside)}, 200).text


def test_messages_of_a_drill_are_recorded_whatever_the_gateway(
    app: Flask, exercise: Incident, official: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = replace(config.current(), sms_url="https://nobody.invalid/", sms_form="t={to}")
    monkeypatch.setitem(app.extensions, "connect.config", here)
    asked(joined(app, exercise), sms="y", urgency="life_threatening")
    clock.forward(seconds=here.fresh_s * 0.6)
    remind()
    assert len(recorded(outbox(here))) == 1
    helper = joined(app, exercise, make_person(verified=True))
    helper.post("cases.claim", public_id=the_case().public_id)
    assert sorted(one.key.partition("-")[0] for one in recorded(outbox(here))) == ["reminder", "word"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Dispatch)) == 0
    with db.transaction():
        actions.end(db.session.get_one(Incident, exercise.id), by=official)
    delete_drills()
    assert recorded(outbox(here)) == []

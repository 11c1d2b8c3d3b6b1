"""Who is verified wears it where it matters, with who looked and when; who is not does not."""

from datetime import timedelta
from typing import Any

from flask import Flask

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.organizations import actions as organizations
from connect.areas import queries as areas
from tests.builders import make_person, post_case, take
from tests.visit import Visit


def held_by(helper: Any) -> tuple[Any, str]:
    case, token = post_case()
    with db.transaction():
        case.state = "open"
    take(case, helper)
    return case, token


def test_the_requester_reads_who_verified_her_helper_and_when(app: Flask, clock: Any) -> None:
    clock.at("2026-11-24 01:00")
    admin, helper = make_person("admin", name="Phạm Văn Quang"), make_person()
    with db.transaction():
        accounts.verify_person(helper, by=admin)
    case, token = held_by(helper)
    said = "Phạm Văn Quang"
    assert said in Visit(app).get("cases.mine", token=token).text
    assert "08:00 24/11" in Visit(app).get("cases.mine", token=token).text
    assert said in Visit(app).as_(make_person("moderator")).get("moderation.review", public_id=case.public_id).text
    assert said in Visit(app).as_(make_person()).get("cases.show", public_id=case.public_id).text
    stranger = Visit(app).get("cases.show", public_id=case.public_id).text
    assert "người giúp đã xác minh" in stranger
    assert said not in stranger
    assert helper.name not in stranger


def test_a_member_wears_her_organisations_word(app: Flask) -> None:
    founder, official = make_person(), make_person("official", name="Lý Thị Mai")
    with clock.told(clock.now() - timedelta(days=2)), db.transaction():
        group = organizations.register("Nhóm Bếp Ấm", "group", areas.get("79"), founder)
        organizations.verify(group, by=official)
    _, token = held_by(founder)
    text = Visit(app).get("cases.mine", token=token).text
    assert "Thuộc Nhóm Bếp Ấm." in text
    assert "Lý Thị Mai" in text
    assert "Lý Thị Mai" in Visit(app).get("accounts.organization", public_id=group.public_id).text


def test_who_is_not_verified_wears_that(app: Flask) -> None:
    case, token = held_by(make_person())
    text = Visit(app).get("cases.mine", token=token).text
    assert "chưa được xác minh" in text or "chưa xác minh" in text
    assert "người giúp đã xác minh" not in Visit(app).get("cases.show", public_id=case.public_id).text

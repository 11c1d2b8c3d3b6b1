"""Organisations and verified people: who sees them, who says so, who belongs to them."""

import pytest

from connect import db
from connect.accounts import actions, queries
from connect.areas import queries as areas
from tests.builders import make_person
from tests.visit import Visit

KNOWN, UNKNOWN = "0912 345 678", "0912 345 679"


@pytest.fixture
def lan(app):
    with db.transaction():
        return actions.sign_up("Lan", "+84912345678", "con mèo ngủ trên mái")


@pytest.fixture
def group(lan):
    with db.transaction():
        return actions.register_organization("Bếp Ấm", "group", areas.get("79"), by=lan)


def organization_form(**over):
    return {"name": "Bếp Vui", "kind": "group", "area": "79", "phone": "028 3822 1111", "about": "Nấu cơm."} | over


def test_a_volunteer_registers_an_organisation_that_only_members_see_until_it_is_verified(app, visit, lan):
    visit.as_(lan).post("accounts.organization_new", organization_form())
    assert "Bếp Vui" in visit.follow().text
    [made] = queries.organizations(verified_only=False)
    stranger = Visit(app)
    assert "Bếp Vui" not in stranger.get("accounts.organizations").text
    stranger.get("accounts.organization", status=404, public_id=made.public_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "\u200b\u200b\u200b"}, {"name": "x" * 121}, {"kind": "mafia"}, {"kind": ""},
        {"area": "999"}, {"area": ""}, {"phone": "091"}, {"about": "x" * 1001}, {"about": "x" * 100_000},
    ],
)  # fmt: skip
def test_an_organisation_that_does_not_fit_is_not_entered(visit, lan, wrong):
    sent = organization_form(**wrong)
    text = visit.as_(lan).post("accounts.organization_new", sent, status=422).text
    assert sent["about"][:4000] in text
    assert queries.organizations(verified_only=False) == []


def test_an_admin_verifies_an_organisation_and_everybody_sees_who_and_when(app, visit, lan, group):
    admin = make_person("admin", name="Phạm Minh Tâm")
    visit.as_(admin)
    assert "Xác minh Bếp Ấm" in visit.get("accounts.organizations").text
    visit.post("accounts.organization_verify", public_id=group.public_id)
    seen = Visit(app).get("accounts.organizations").text
    assert "Bếp Ấm" in seen
    assert "Phạm Minh Tâm đã xác minh" in seen


@pytest.mark.parametrize(
    ("role", "area", "status"),
    [
        ("volunteer", "79", 403),
        ("moderator", "79", 403),
        ("official", "48", 404),
        ("official", "79", 303),
        ("admin", "48", 404),
    ],
)
def test_an_organisation_is_verified_by_nobody_but_staff_of_its_area(visit, group, role, area, status):
    visit.as_(make_person(role, area=area)).post(
        "accounts.organization_verify", public_id=group.public_id, status=status
    )
    db.session.refresh(group)
    assert (group.verified_at is not None) is (status == 303)


def test_a_coordinator_takes_in_and_lets_go_by_the_code_read_out(visit, lan, group):
    minh = make_person(name="Minh")
    visit.as_(lan)
    spoken = f" {minh.public_id[:4].lower()} {minh.public_id[4:]} "
    visit.post("accounts.organization_member_add", {"code": spoken}, public_id=group.public_id)
    assert "Minh" in visit.get("accounts.organization", public_id=group.public_id).text
    visit.post("accounts.organization_member_remove", public_id=group.public_id, member_id=minh.public_id)
    assert queries.members(group) == [lan]


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "x" * 10_000, "\u202e\u200b", "+84912345678"])
def test_a_code_that_nobody_has_takes_in_nobody(visit, lan, group, code):
    visit.as_(lan).post("accounts.organization_member_add", {"code": code}, status=422, public_id=group.public_id)
    assert queries.members(group) == [lan]


def test_an_outsider_neither_joins_nor_removes(visit, lan, group):
    with db.transaction():
        actions.verify_organization(group)
    outsider = make_person()
    visit.as_(outsider)
    visit.post("accounts.organization_member_add", {"code": outsider.public_id}, status=403, public_id=group.public_id)
    visit.post("accounts.organization_member_remove", status=403, public_id=group.public_id, member_id=lan.public_id)
    assert "Lan" not in visit.get("accounts.organization", public_id=group.public_id).text
    assert queries.members(group) == [lan]


def test_a_member_leaves_without_asking(visit, lan, group):
    minh = make_person(name="Minh")
    with db.transaction():
        actions.grant(minh, "volunteer", organization=group)
    visit.as_(minh).get("accounts.organization", public_id=group.public_id)
    visit.post("accounts.organization_member_remove", public_id=group.public_id, member_id=minh.public_id)
    assert queries.members(group) == [lan]


# --- One person -------------------------------------------------------------------------------------------


def test_an_admin_sees_the_name_before_a_second_press_verifies(visit, lan):
    visit.as_(make_person("admin"))
    assert "Xác minh Lan" in visit.post("accounts.person_verify", {"who": KNOWN}, status=200).text
    db.session.refresh(lan)
    assert not lan.verified
    visit.post("accounts.person_verify", {"who": lan.public_id, "sure": lan.public_id})
    db.session.refresh(lan)
    assert lan.verified


@pytest.mark.parametrize("who", ["", UNKNOWN, "AAAAAAAA", "x" * 10_000, "\u200b"])
def test_looking_for_nobody_verifies_nobody(visit, lan, who):
    visit.as_(make_person("admin")).post("accounts.person_verify", {"who": who, "sure": who}, status=422)


@pytest.mark.parametrize("role", ["volunteer", "moderator", "official"])
def test_only_an_admin_verifies_people(visit, lan, role):
    visit.as_(make_person(role)).post("accounts.person_verify", {"who": KNOWN, "sure": lan.public_id}, status=403)


def test_every_page_is_whole_in_english_too(app, lan, group):
    visitor = Visit(app, "en").as_(make_person("admin"))
    for endpoint in ("me", "password", "erase", "organizations", "organization_new", "person_verify"):
        visitor.get(f"accounts.{endpoint}", status=403 if endpoint == "organization_new" else 200)
    visitor.get("accounts.organization", public_id=group.public_id)

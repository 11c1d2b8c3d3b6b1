"""Organisations and verified people: who sees them, who says so, who belongs to them."""

import pytest

from connect import db
from connect.accounts import actions, queries, vouching
from connect.accounts.organizations import actions as organizations
from connect.areas import queries as areas
from connect.errors import RuleBroken
from connect.moderation.queue import work_queue
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
        return organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)


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
    assert 'Xác minh<span class="sr"> Bếp Ấm</span>' in visit.get("accounts.organizations").text
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


def test_a_coordinator_asks_by_the_code_read_out_and_lets_go(visit, lan, group):
    minh = make_person(name="Minh")
    visit.as_(lan)
    spoken = f" {minh.public_id[:4].lower()} {minh.public_id[4:]} "
    visit.post("accounts.organization_member_add", {"code": spoken}, public_id=group.public_id)
    assert "Minh" in visit.get("accounts.organization", public_id=group.public_id).text
    assert queries.members(group) == [lan]
    answer(visit.as_(minh), group, "accept")
    assert queries.members(group) == [lan, minh] and vouching.invitations(minh) == []
    visit.as_(lan).post("accounts.organization_member_remove", public_id=group.public_id, member_id=minh.public_id)
    assert queries.members(group) == [lan]


def answer(visit, group, verb, status=303):
    visit.post("accounts.organization_answer", public_id=group.public_id, verb=verb, status=status)


def test_whoever_is_asked_reads_it_on_their_own_page_and_may_decline(visit, lan, group):
    minh = make_person(name="Minh")
    with db.transaction():
        vouching.invite(group, minh, lan)
    assert "Bếp Ấm mời bạn tham gia" in visit.as_(minh).get("accounts.me").text
    assert "Tham gia" in visit.get("accounts.organization", public_id=group.public_id).text
    answer(visit, group, "decline")
    answer(visit, group, "accept", status=404)
    assert queries.members(group) == [lan]


def test_an_invitation_is_taken_back_and_dies_with_the_power_of_who_sent_it(visit, lan, group):
    minh, thu = make_person(name="Minh"), make_person(name="Thu")
    with db.transaction():
        for one in (minh, thu):
            vouching.invite(group, one, lan)
    visit.as_(lan).post("accounts.organization_member_remove", public_id=group.public_id, member_id=minh.public_id)
    assert vouching.invitations(minh) == [] and vouching.invitations(thu)
    with db.transaction():
        actions.revoke(lan, "moderator", organization=group)
    answer(visit.as_(thu), group, "accept", status=403)
    assert queries.members(group) == []


def test_the_number_asked_in_a_day_has_an_end_and_raises_the_alarm(app, visit, lan, group, clock):
    asked = [make_person() for _ in range(20)]
    with db.transaction():
        organizations.verify(group)
        for one in asked[:19]:  # and the founder is one
            vouching.invite(group, one, lan)
    assert group.paused_for == "members"
    with pytest.raises(RuleBroken), db.transaction():
        vouching.invite(group, asked[19], lan)
    clock.forward(hours=25)
    assert not lan.verified  # until a moderator has looked
    moderator = make_person("moderator", area="79")
    page = visit.as_(moderator).get("moderation.vouching_of", public_id=group.public_id).text
    assert "Đã mời nhiều người" in page
    visit.post("moderation.vouching_settle", {"verb": "go_on"}, public_id=group.public_id)
    db.session.rollback()
    assert group.paused_at is None and lan.verified
    visit.get("moderation.vouching_of", status=404, public_id=group.public_id)


def test_a_moderator_may_keep_the_word_of_an_organisation_without_effect(app, visit, lan, group, clock):
    with db.transaction():
        organizations.verify(group)
        vouching.pause(group, "contacts")
    moderator = make_person("moderator", area="79")
    assert work_queue.counts(moderator).get("vouching") == 1
    visit.as_(moderator).post("moderation.vouching_settle", {"verb": "keep"}, public_id=group.public_id)
    clock.forward(days=3)
    db.session.rollback()
    assert "vouching" not in work_queue.counts(moderator) and not lan.verified
    assert "vouching" not in work_queue.counts(make_person("moderator", area="48"))


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "x" * 10_000, "\u202e\u200b", "+84912345678"])
def test_a_code_that_nobody_has_takes_in_nobody(visit, lan, group, code):
    visit.as_(lan).post("accounts.organization_member_add", {"code": code}, status=422, public_id=group.public_id)
    assert queries.members(group) == [lan]


def test_an_outsider_neither_joins_nor_removes(visit, lan, group):
    with db.transaction():
        organizations.verify(group)
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

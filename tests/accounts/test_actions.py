"""Accounts are made, guarded, given roles and erased."""

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from connect import clock, db
from connect.accounts import actions, queries
from connect.accounts.models import Role
from connect.accounts.organizations import actions as organizations
from connect.areas import queries as areas
from connect.errors import Conflict, NotAllowed, RuleBroken

PHONE, OTHER = "+84912345678", "+84912345679"
PASSWORD = "con mèo ngủ trên mái"


@pytest.fixture
def lan(app):
    with db.transaction():
        return actions.sign_up("Lan", PHONE, PASSWORD)


@pytest.fixture
def admin(app):
    with db.transaction():
        person = actions.sign_up("Hạnh", OTHER, PASSWORD)
        actions.grant(person, "admin", area=areas.get("VN"))
    return person


def test_who_signs_up_is_a_volunteer_and_not_verified(lan):
    assert lan.has_role("volunteer")
    assert not lan.verified
    assert not lan.is_staff


def test_a_phone_that_has_an_account_gets_no_second_one_and_keeps_the_first(lan):
    with db.transaction():
        assert actions.sign_up("Somebody", PHONE, "another password") is None
    assert [person.name for person in queries.people()] == ["Lan"]
    assert actions.authenticate(PHONE, PASSWORD) is lan


def test_the_password_is_kept_as_argon2id_only(lan):
    assert lan.password_hash.startswith("$argon2id$")
    assert PASSWORD not in lan.password_hash


@pytest.mark.parametrize(
    ("phone", "password"),
    [(PHONE, "wrong password"), (PHONE, ""), (OTHER, PASSWORD), (None, PASSWORD), ("", ""), (PHONE, "x\x00" * 9)],
)
def test_what_does_not_belong_together_signs_nobody_in(lan, phone, password):
    assert actions.authenticate(phone, password) is None


def test_unknown_wrong_and_blocked_cost_one_check_each(lan, monkeypatch):
    checked = []
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    class Counting(PasswordHasher):
        def verify(self, hash, password):
            checked.append(hash)
            return cheap.verify(hash, password)

    monkeypatch.setattr(actions, "hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    actions.authenticate(OTHER, PASSWORD)
    actions.authenticate(PHONE, "wrong password")
    with db.transaction():
        actions.block(lan)
    actions.authenticate(PHONE, PASSWORD)
    assert len(checked) == 3
    assert all(one.startswith("$argon2id$") for one in checked)


def test_an_unknown_phone_is_checked_at_the_cost_of_today(app):
    assert not actions.hasher.check_needs_rehash(actions._nobodys_hash(actions.hasher))


def test_a_password_hashed_at_another_cost_is_outdated_until_it_is_renewed(lan, monkeypatch):
    monkeypatch.setattr(actions, "hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert actions.is_outdated(lan)
    with db.transaction():
        actions.renew_hash(lan, PASSWORD)
    assert not actions.is_outdated(lan)
    assert actions.authenticate(PHONE, PASSWORD) is lan


def test_who_is_blocked_signs_in_again_after_the_block_is_undone(lan):
    with db.transaction():
        actions.block(lan)
    assert actions.authenticate(PHONE, PASSWORD) is None
    with db.transaction():
        actions.unblock(lan)
    assert actions.authenticate(PHONE, PASSWORD) is lan


def test_after_an_erasure_nothing_personal_is_left_and_the_phone_is_free(lan):
    with db.transaction():
        actions.verify_person(lan)
        actions.erase(lan)
    assert (lan.name, lan.password_hash, lan.roles, lan.verified) == ("–", "", [], False)
    assert PHONE not in lan.phone
    with db.transaction():
        assert actions.sign_up("Lan again", PHONE, PASSWORD) is not None
    assert actions.authenticate(f"-{lan.public_id}", "") is None


def test_a_role_given_twice_is_held_once(lan):
    with db.transaction():
        first = actions.grant(lan, "moderator", area=areas.get("79"))
        assert actions.grant(lan, "moderator", area=areas.get("79")) is first
    assert queries.scopes(lan, "moderator") == ["/VN/79/"]


def test_the_database_refuses_the_same_role_twice(lan):
    with pytest.raises(sa.exc.IntegrityError), db.transaction() as session:
        session.add(Role(person_id=lan.id, role="volunteer", granted_at=clock.now()))
        session.flush()


def test_a_role_that_was_taken_away_gives_no_scope(lan):
    with db.transaction():
        actions.grant(lan, "official", area=areas.get("79"))
        actions.revoke(lan, "official", area=areas.get("79"))
        actions.revoke(lan, "official", area=areas.get("79"))
    assert queries.scopes(lan, "official") == []
    assert not lan.is_staff


@pytest.mark.parametrize(("role", "code"), [("moderator", None), ("admin", None), ("owner", "VN"), ("", "VN")])
def test_staff_without_a_place_and_unknown_roles_are_refused(lan, role, code):
    with pytest.raises(RuleBroken), db.transaction():
        actions.grant(lan, role, area=areas.get(code) if code else None)
    assert [held.role for held in lan.roles] == ["volunteer"]


@pytest.mark.parametrize("own", ["volunteer", "moderator", "official"])
@pytest.mark.parametrize("wanted", ["moderator", "official", "admin"])
def test_nobody_but_an_admin_gives_staff_roles_not_even_to_themselves(lan, own, wanted):
    with db.transaction():
        actions.grant(lan, own, area=areas.get("VN"))
    with pytest.raises(NotAllowed), db.transaction():
        actions.grant(lan, wanted, area=areas.get("79"), by=lan)
    with pytest.raises(NotAllowed), db.transaction():
        actions.revoke(lan, own, area=areas.get("VN"), by=lan)
    assert lan.has_role(own)


def test_an_admin_gives_roles_in_her_area_and_is_named(lan, admin):
    with db.transaction():
        held = actions.grant(lan, "moderator", area=areas.get("79"), by=admin)
    assert held.granted_by_id == admin.id


def test_an_admin_of_one_province_gives_no_role_in_another(lan, admin):
    with db.transaction():
        actions.revoke(admin, "admin", area=areas.get("VN"))
        actions.grant(admin, "admin", area=areas.get("79"))
    with pytest.raises(NotAllowed), db.transaction():
        actions.grant(lan, "moderator", area=areas.get("48"), by=admin)


def test_members_of_a_verified_organisation_are_verified_a_day_later_and_only_they(lan, admin, clock):
    with db.transaction():
        group = organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)
    assert not lan.verified
    with db.transaction():
        organizations.verify(group, by=admin)
    clock.forward(hours=23)
    assert not lan.verified
    clock.forward(hours=1)
    assert lan.verified
    assert not admin.verified
    assert (group.verified_by_id, queries.organizations()) == (admin.id, [group])


def test_founding_an_organisation_gives_no_power_over_its_area(lan):
    with db.transaction():
        group = organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)
    assert not lan.has_role("moderator")
    assert queries.scopes(lan, "moderator") == []
    with pytest.raises(NotAllowed), db.transaction():
        organizations.verify(group, by=lan)


def test_a_coordinator_takes_in_members_but_makes_no_second_coordinator(lan, admin):
    with db.transaction():
        group = organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)
        actions.grant(admin, "volunteer", organization=group, by=lan)
    assert queries.members(group) == [lan, admin]
    with pytest.raises(NotAllowed), db.transaction():
        actions.grant(admin, "moderator", organization=group, by=lan)


def test_an_official_verifies_organisations_of_his_area_only(lan, admin):
    with db.transaction():
        official = actions.sign_up("Nam", "+84912345670", PASSWORD)
        actions.grant(official, "official", area=areas.get("48"))
        here = organizations.register("Bếp Ấm", "group", areas.get("48"), by=lan)
        there = organizations.register("Bếp Vui", "group", areas.get("79"), by=lan)
        organizations.verify(here, by=official)
    with pytest.raises(NotAllowed), db.transaction():
        organizations.verify(there, by=official)
    assert queries.organizations() == [here]


def test_the_same_organisation_sent_twice_is_entered_once(lan):
    with db.transaction():
        organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)
    with pytest.raises(Conflict), db.transaction():
        organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)
    assert len(queries.organizations(verified_only=False)) == 1


def test_an_organisation_of_an_unknown_kind_is_refused(lan):
    with pytest.raises(RuleBroken), db.transaction():
        organizations.register("Bếp Ấm", "mafia", areas.get("79"), by=lan)


def test_only_admins_verify_people_and_nobody_themselves(lan, admin):
    with pytest.raises(NotAllowed), db.transaction():
        actions.verify_person(admin, by=lan)
    with pytest.raises(NotAllowed), db.transaction():
        actions.verify_person(admin, by=admin)
    with db.transaction():
        actions.verify_person(lan, by=admin)
    assert lan.verified
    assert lan.verified_by is admin


def test_the_first_word_on_a_person_stays(lan, admin):
    with db.transaction():
        actions.verify_person(lan, by=admin)
        at = lan.verified_at
        actions.verify_person(lan)
    assert (lan.verified_at, lan.verified_by_id) == (at, admin.id)


def test_the_database_knows_no_phone_of_an_account_and_finds_it_by_a_keyed_hash(lan):
    db.session.rollback()
    [row] = db.session.execute(sa.text("SELECT * FROM people WHERE id = :id"), {"id": lan.id}).mappings()
    assert not [name for name, value in row.items() if PHONE[3:].encode() in str(value).encode()]
    assert PHONE[3:].encode() not in bytes(row["phone_sealed"])
    assert queries.by_phone(PHONE).phone == PHONE
    assert queries.by_phone(OTHER) is None


def test_signing_up_costs_the_same_work_for_a_known_phone(lan, monkeypatch):
    made = []
    hashed = actions.hasher.hash
    monkeypatch.setattr(type(actions.hasher), "hash", lambda self, password: made.append(1) or hashed(password))
    for phone in (PHONE, OTHER):
        with db.transaction():
            actions.sign_up("Somebody", phone, PASSWORD)
    assert len(made) == 2

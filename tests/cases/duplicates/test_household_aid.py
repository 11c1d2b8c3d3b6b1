"""A household that had the same lately is pointed out to the moderator, who may approve with a reason."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import actions, queries, wiping
from connect.cases.claims import handover
from connect.cases.claims.models import HouseholdGift
from connect.cases.disclosure import case_view
from connect.cases.duplicates import household_aid
from connect.cases.models import Case
from connect.cases.transitions import THE_REQUESTER, Actor
from connect.errors import RuleBroken
from connect.registry import retention
from tests.builders import hold, make_case, make_person, phone, post_case
from tests.visit import Visit

RICE = {"needs": {"rice": 5}}


def helped(**over):
    """A case whose household was given all it asked for."""
    case, helper = make_case(**over), make_person(verified=True)
    hold(case, helper)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), {need.item: need.quantity for need in case.needs})
    return case


def test_the_same_phone_within_the_interval_is_pointed_out(app: Flask, clock) -> None:
    number = phone()
    helped(phone=number, **RICE)
    clock.forward(days=13)
    case, _ = post_case(phone=number, door="", **RICE)
    assert [(one.kind, one.same) for one in household_aid.earlier_aid(case)] == [("food", "phone")]
    clock.forward(days=2)
    assert household_aid.earlier_aid(case) == []


def test_the_same_door_however_it_is_written_is_pointed_out(app: Flask) -> None:
    helped(door="Số 12 hẻm 45 đường Lê Lợi", **RICE)
    case, _ = post_case(door="so 12, hem 45 duong le loi", **RICE)
    assert [(one.kind, one.same) for one in household_aid.earlier_aid(case)] == [("food", "door")]


def test_another_kind_of_help_another_household_and_an_empty_door_are_not(app: Flask) -> None:
    number = phone()
    helped(phone=number, door="", **RICE)
    assert household_aid.earlier_aid(post_case(phone=number, door="", needs={"notebooks": 2})[0]) == []
    assert household_aid.earlier_aid(post_case(door="", **RICE)[0]) == []


def test_a_moderator_approves_with_a_reason_and_only_so(app: Flask, visit: Visit) -> None:
    number = phone()
    helped(phone=number, **RICE)
    case, _ = post_case(phone=number, **RICE)
    visit.as_(make_person("moderator"))
    assert "cùng số điện thoại" in visit.get("moderation.review", public_id=case.public_id).text
    visit.post("moderation.approve", {"although": "x"}, status=422, public_id=case.public_id)
    visit.post("moderation.approve", {"although": "Nhà đông người, có trẻ nhỏ"}, public_id=case.public_id)
    db.session.expire_all()
    case = db.session.get_one(Case, case.id)
    assert case.state == "open"
    assert [e.note for e in queries.history(case) if e.verb == "although"] == ["Nhà đông người, có trẻ nhỏ"]


def test_no_way_round_the_page_leads_round_the_reason(app: Flask) -> None:
    number = phone()
    helped(phone=number, **RICE)
    case, _ = post_case(phone=number, **RICE)
    moderator = make_person("moderator")
    with pytest.raises(RuleBroken), db.transaction():
        actions.approve(case, Actor(moderator))


def test_the_table_holds_no_name_and_no_phone(app: Flask) -> None:
    case = helped(**RICE)
    secret = actions.secret_of(case)
    text = str(db.session.execute(sa.text("SELECT * FROM household_gifts")).all())
    assert text.count("food") == 2  # once by phone, once by door
    for value in (secret.name, secret.phone, secret.phone.removeprefix("+84"), secret.door):
        assert value not in text


def test_deleting_her_data_does_not_wipe_the_ledger_and_time_does(app: Flask, clock) -> None:
    case = helped(**RICE)
    with db.transaction():
        wiping.wipe(case, THE_REQUESTER)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HouseholdGift)) == 2
    clock.forward(days=181)
    retention.run()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HouseholdGift)) == 0

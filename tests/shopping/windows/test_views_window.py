"""What may be done with one window, by whom, and what stands once it is open."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from connect import db
from connect.shopping.windows import taking
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import FIELDS
from tests.builders import make_person, make_window
from tests.shopping.windows.test_views_windows import form, moment
from tests.visit import Visit

COMBO = {"vi": "Combo rau", "price": "99.000", "total": "50", "weight": "5.000", "bags": "1", "item-0": "rice",
         "qty-0": "5", "version": "1"}  # fmt: skip


def fresh(window: ShoppingWindow) -> ShoppingWindow:
    db.session.rollback()
    return db.session.get_one(ShoppingWindow, window.id, populate_existing=True)


@pytest.fixture
def official(visit: Visit) -> Visit:
    return visit.as_(make_person("official", "79"))


def test_a_plan_is_written_anew_and_keeps_its_combos(official: Visit) -> None:
    plan = make_window(opened_h=-3)
    assert 'value="200"' in official.get("shopping.window_edit", public_id=plan.public_id).text
    official.post("shopping.window_edit", form(most_orders="80", version="1"), public_id=plan.public_id)
    assert (fresh(plan).most_orders, [one.code for one in fresh(plan).combos]) == (80, ["BASC2345"])
    official.post("shopping.window_edit", form(version="1"), 409, public_id=plan.public_id)


def test_an_open_window_stands(official: Visit) -> None:
    window = make_window()
    official.get("shopping.window_edit", 409, public_id=window.public_id)
    official.post("shopping.window_edit", form(version="1"), 409, public_id=window.public_id)
    official.post("shopping.window_combo_remove", {"version": "1"}, 422, public_id=window.public_id, code="BCDFGHJK")
    assert len(fresh(window).combos) == 1


def later(window: ShoppingWindow, **hours: float) -> dict[str, Any]:
    """The form of *later*, with so many hours more for some fields."""
    at = {name: getattr(window, name) + timedelta(hours=hours.get(name, 0)) for name in FIELDS[1:]}
    return {name: moment(one) for name, one in at.items()} | {"reason": "Chợ mở muộn", "version": str(window.version)}


def test_later_is_told_to_everybody_with_what_was_before(official: Visit) -> None:
    window = make_window()
    official.post("shopping.window_later", later(window, deliver_until=2), public_id=window.public_id)
    said = official.get("shopping.window", public_id=window.public_id).text
    assert "dời muộn hơn" in said and "Chợ mở muộn" in said and "Trước đó" in said
    assert fresh(window).deliver_until == window.deliver_until


@pytest.mark.parametrize("field", FIELDS[1:])
def test_earlier_is_refused_at_its_field(official: Visit, field: str) -> None:
    window = make_window()
    said = official.post("shopping.window_later", later(window, **{field: -0.5}), 422, public_id=window.public_id).text
    assert f'href="#{field}"' in said and "Chợ mở muộn" in said
    assert fresh(window).version == 1


def test_cancelling_needs_a_reason_and_ends_it_for_good(official: Visit) -> None:
    window = make_window()
    official.post("shopping.window_cancel", {"version": "1", "reason": ""}, 422, public_id=window.public_id)
    official.post("shopping.window_cancel", {"version": "1", "reason": "Mưa to"}, public_id=window.public_id)
    assert "Mưa to" in official.get("shopping.window", public_id=window.public_id).text
    again = official.post("shopping.window_cancel", {"version": "2", "reason": "Mưa to"}, 422,
                          public_id=window.public_id)  # fmt: skip
    assert "đã hủy" in again.text
    official.get("shopping.window_later", 409, public_id=window.public_id)


def test_a_combo_is_added_and_what_is_wrong_with_it_is_said(official: Visit) -> None:
    window = make_window()
    official.post("shopping.window_combo", COMBO, public_id=window.public_id)
    assert [one.price for one in fresh(window).combos] == [299_000, 99_000]
    for wrong in (
        {"price": "0"},
        {"total": "nhiều"},
        {"qty-0": ""},
        {"item-0": "gold"},
        {"weight": "99.000"},
        {"vi": ""},
    ):
        sent = COMBO | {"version": "2"} | wrong
        said = official.post("shopping.window_combo", sent, 422, public_id=window.public_id).text
        assert "Combo rau" in said or "vi" in wrong
    assert len(fresh(window).combos) == 2


def test_numbers_never_go_below_what_is_taken(official: Visit) -> None:
    window = make_window(total=10)
    with db.transaction():
        taking.take(window, {window.combos[0].id: 4})
    path = {"public_id": window.public_id}
    official.post("shopping.window_numbers", {"most_orders": "300", "total-BASC2345": "3", "version": "1"}, 409, **path)
    official.post("shopping.window_numbers", {"most_orders": "0", "total-BASC2345": "9", "version": "1"}, 422, **path)
    official.post("shopping.window_numbers", {"most_orders": "1", "total-BASC2345": "4", "version": "1"}, **path)
    assert (fresh(window).most_orders, fresh(window).combos[0].total) == (1, 4)


def test_the_desk_is_of_whoever_runs_the_window(visit: Visit) -> None:
    window = make_window()
    for role, area in (("official", "01"), ("moderator", "79"), ("volunteer", "VN")):
        visit.as_(make_person(role, area)).get("shopping.window_desk", 404, public_id=window.public_id)
    assert not db.session.scalar(sa.select(ShoppingWindow.version).where(ShoppingWindow.version != 1))

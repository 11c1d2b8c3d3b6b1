"""A point as it is written: its place, its goods as bits, its life through the one door."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, config, db, geo
from connect.errors import Conflict, RuleBroken
from connect.incidents import kinds
from connect.supplies import actions, goods, queries, rules, transitions
from connect.supplies.actions import Said
from connect.supplies.models import SupplyEvent, SupplyPoint
from connect.supplies.registering import actions as registering
from connect.supplies.rules import By, Level, State, Verb
from tests.builders import BEN_THANH, make_person, make_point, make_utility


def test_the_bit_of_an_item_never_changes() -> None:
    assert goods.BUILT_IN[:4] == ("rice", "noodles", "bread", "water")
    assert goods.mask_of(["rice", "water"]) == 1 | 8
    mine = {item.code for _, items in goods.offered() for item in items if kinds.kind(item.kind).is_built_in}
    assert mine == set(goods.BUILT_IN)
    assert len(goods.BUILT_IN) <= goods.FIRST_ADDED


def test_an_added_item_gets_a_bit_of_its_own_when_a_point_first_has_it(app: Flask) -> None:
    with app.app_context():
        item = make_utility(make_person("admin")).items[0].code
        assert goods.mask_of([item]) == 0
        first = make_point(levels={item: Said(Level.SOME), "rice": Said(Level.OUT)})
        assert first.goods == goods.mask_of([item]) == 1 << goods.FIRST_ADDED


def test_a_new_point_is_open_and_not_verified_and_an_officials_is_verified(app: Flask) -> None:
    with app.app_context():
        mine, theirs = make_point(make_person()), make_point()
        assert (mine.state, mine.verified_at, mine.goods) == (State.OPEN, None, 1)
        assert theirs.state == State.OPEN
        assert theirs.verified_at is not None
        assert theirs.owner_id is None


def test_a_site_that_wants_to_look_first_begins_with_pending(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        monkeypatch.setitem(app.extensions, "connect.config", replace(config.current(), supplies_first="pending"))
        assert make_point(make_person()).state == State.PENDING


def test_ward_only_keeps_nothing_finer_than_its_cell(app: Flask) -> None:
    with app.app_context():
        one = make_point(make_person(), BEN_THANH, exact=False, address="12 Lê Lợi")
        two = make_point(make_person(), geo.Point(BEN_THANH.lat + 0.0005, BEN_THANH.lon), exact=False)
        assert (one.lat, one.lon, one.cell, one.area_id) == (two.lat, two.lon, two.cell, two.area_id)
        assert one.place == geo.centre_of(geo.parent_of(one.cell, one.cell_res))
        assert one.address is None


def test_a_pin_in_the_sea_is_asked_about(app: Flask) -> None:
    with app.app_context(), pytest.raises(registering.TooFar):
        make_point(make_person(), geo.Point(10.2, 107.3), ward="26740")


def test_what_is_said_again_is_fresh_and_what_buyers_said_is_forgotten(app: Flask) -> None:
    with app.app_context():
        point = make_point(make_person(), levels={"rice": Said(Level.SOME, 20_000), "eggs": Said(Level.LAST)})
        later = clock.now() + timedelta(days=3)
        with clock.told(later), db.transaction():
            queries.goods_of(point)[0].buyers_out_at = later
        with clock.told(later), db.transaction():
            actions.confirm(point, By.OWNER)
        rice, eggs = queries.goods_of(point)
        assert {rice.said_at, eggs.said_at, point.said_at} == {later}
        assert (rice.buyers_out_at, rice.price) == (None, 20_000)
        with clock.told(later + timedelta(hours=1)), db.transaction():
            actions.say_levels(point, {"eggs": Said(Level.OUT)}, By.HELPER)
        rice, eggs = queries.goods_of(point)
        assert (rice.said_at, eggs.said_at) == (later, later + timedelta(hours=1))
        assert point.goods == goods.mask_of(["rice"])


def test_after_two_weeks_without_a_word_nobody_finds_it_whether_or_not_the_clock_came_round(app: Flask) -> None:
    with app.app_context():
        point = make_point(make_person())
        listed = sa.select(SupplyPoint.id)
        for days, is_there in ((13, True), (15, False)):
            now = clock.now() + timedelta(days=days)
            assert point.is_listed(now) is is_there
            assert bool(db.session.scalar(listed.where(SupplyPoint.is_listed(now)))) is is_there
        assert rules.shown_state(point.state, point.said_at, clock.now() + timedelta(days=15)) == State.DORMANT


def test_a_move_is_in_the_table_and_two_at_once_are_told_apart(app: Flask) -> None:
    with app.app_context():
        point = make_point(make_person())
        with pytest.raises(Conflict), db.transaction():
            transitions.move(point, Verb.SHOW, By.MODERATOR)
        stale = db.session.get_one(SupplyPoint, point.id)
        db.session.expunge(stale)
        with db.transaction():
            transitions.move(db.session.get_one(SupplyPoint, point.id), Verb.HIDE, By.MODERATOR)
        with pytest.raises(Conflict), db.transaction():
            transitions.move(stale, Verb.VERIFY, By.OFFICIAL)
        verbs = list(db.session.scalars(sa.select(SupplyEvent.verb).order_by(SupplyEvent.id)))
        assert verbs == [Verb.REGISTER, Verb.SAY, Verb.HIDE]


def test_one_account_registers_no_more_than_five_points_a_day(app: Flask) -> None:
    with app.app_context():
        trader = make_person()
        for _ in range(rules.MOST_A_DAY):
            make_point(trader)
        with pytest.raises(RuleBroken):
            make_point(trader)

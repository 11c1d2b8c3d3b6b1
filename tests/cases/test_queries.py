"""Nearby against a look at every case."""

import random
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import given, settings, strategies as st

from connect import clock, db, geo
from connect.cases import queries
from connect.cases.models import Case
from connect.cases.queries import Filters
from connect.nearby import sqlite
from tests.cases import crowd

points = st.builds(
    lambda north, east, away: geo.Point(crowd.HERE.lat + north * away, crowd.HERE.lon + east * away),
    st.floats(-1, 1), st.floats(-1, 1), st.sampled_from((0.01, 0.1, 2.0)),
)  # fmt: skip
filters = st.builds(
    lambda kinds, km, urgency, hours: Filters(
        kinds, km * 1000, urgency, clock.now() - timedelta(hours=hours) if hours else None
    ),
    st.sampled_from((1, 2, 6, 16, 32, 63)), st.sampled_from((1, 3, 5, 10, 20, 50)), st.integers(0, 3),
    st.sampled_from((0, 3, 12, 24)),
)  # fmt: skip


def pages(at, wanted, limit):
    """The public ids, page by page until one is short."""
    found, after = [], None
    while True:
        page = queries.nearby(at, wanted, limit=limit, after=after)
        found += [one.public_id for one in page]
        if len(page) < limit:
            return found
        after = page[-1]._replace(id=0)  # as a cursor brings it back


def test_the_pages_together_are_what_a_look_at_every_case_gives(app, monkeypatch):
    monkeypatch.setattr(sqlite, "FEW", sqlite.FEW)
    cases = crowd.gather(random.Random(7), 900)

    @settings(max_examples=100, deadline=None)
    @given(at=points, wanted=filters, limit=st.sampled_from((4, 20, 33)), few=st.sampled_from((1, 30, 400)))
    def agrees(at, wanted, limit, few):
        sqlite.FEW = few  # whether SQLite steps or leaps
        assert pages(at, wanted, limit) == crowd.expected_near(cases, at, wanted)

    agrees()


def test_where_in_its_cell_the_viewer_stands_never_matters(app):
    crowd.gather(random.Random(8), 300)

    @settings(max_examples=60, deadline=None)
    @given(at=points, north=st.floats(-0.002, 0.002), east=st.floats(-0.002, 0.002))
    def alike(at, north, east):
        at = geo.snapped(at)
        other = geo.Point(at.lat + north, at.lon + east)
        assert geo.cell_of(other) == geo.cell_of(at)
        assert queries.nearby(at, Filters()) == queries.nearby(other, Filters())

    alike()


def test_a_lease_that_has_run_out_is_listed_again_without_any_job(app):
    case = crowd.gather(random.Random(9), 1)[0]
    soon = clock.now() + timedelta(hours=1)
    with db.transaction() as session:
        session.execute(sa.update(Case).values(state="claimed", free_at=soon))
    assert queries.nearby(case.centre, Filters(within_m=50_000)) == []
    with clock.told(soon):
        assert [one.id for one in queries.nearby(case.centre, Filters(within_m=50_000))] == [case.id]


def test_a_case_just_outside_the_radius_is_left_out_and_just_inside_it_is_found(app):
    case = crowd.gather(random.Random(9), 1)[0]
    with db.transaction() as session:
        session.execute(sa.update(Case).values(state="open", free_at=db.EPOCH))
    far = geo.Point(case.lat + 0.1, case.lon)
    exact = queries.nearby(far, Filters(within_m=50_000))[0].distance_m
    assert queries.nearby(far, Filters(within_m=int(exact) - 1)) == []
    assert len(queries.nearby(far, Filters(within_m=int(exact) + 1))) == 1


def test_no_radius_reaches_farther_than_fifty_kilometres(app):
    crowd.gather(random.Random(10), 200)
    found = queries.nearby(crowd.HERE, Filters(within_m=10_000_000), limit=1000)
    assert max(one.distance_m for one in found) <= queries.FARTHEST_M


def test_cards_keep_the_order_and_say_only_what_is_still_wanted(app):
    cases = crowd.gather(random.Random(11), 50)
    with db.transaction() as session:
        session.execute(sa.text("UPDATE needs SET given = 2"))
    found = queries.nearby(crowd.HERE, Filters(within_m=50_000))
    cards = queries.cards(found)
    assert found
    assert [card.found for card in cards] == found
    assert {card.wants for card in cards} == {(("rice", 3),)}
    assert {card.area_id for card in cards} <= {case.area_id for case in cases}

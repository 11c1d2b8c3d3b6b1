"""The nearest supply points, beside a look at every one of them."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from geopy.distance import geodesic

from connect import clock, db, geo
from connect.areas import queries as areas
from connect.cases.map.clusters import Box
from connect.supplies.demo import points as invented
from connect.supplies.demo.points import Invented
from connect.supplies.finding.clusters import clusters
from connect.supplies.finding.nearby import Filters, nearby
from connect.supplies.freshness.rules import HEARD_FOR
from connect.supplies.rules import PAY_BITS, Kind, Level, Pay
from connect.text import folded
from tests.builders import BEN_THANH

NUMBER = 400


@pytest.fixture
def made(app: Flask) -> list[Invented]:
    """Points around the market, some at one spot, as a seed has them."""
    dice = random.Random(11)
    with app.app_context(), db.transaction():
        maker = invented.Maker(dice, clock.now())
        found = []
        for _ in range(NUMBER):
            away = 10 ** dice.uniform(-3.5, -0.3)
            at = geo.Point(BEN_THANH.lat + dice.uniform(-1, 1) * away, BEN_THANH.lon + dice.uniform(-1, 1) * away)
            found.append(maker.one(at, areas.ward_at(at)))
        invented.write(found)
    return found


def truth(made: list[Invented], filters: Filters) -> list[str]:
    """The public ids that fit, by a look at each and by geodesic distance; of an item the known ones first."""
    here, now = geo.snapped(BEN_THANH), clock.now()
    found = []
    for one in made:
        row = one.point
        metres = geodesic((here.lat, here.lon), (row["lat"], row["lon"])).meters
        item = next((good for good in one.goods if good["item"] == filters.item and good["level"] != Level.OUT), None)
        spans = ((row["hours_from"], row["hours_until"]), (row["next_from"], row["next_until"]))
        fits = (
            metres <= filters.within_m,
            item is not None or not filters.item,
            not filters.open_now or any(start is not None and start <= now < end for start, end in spans),
            not filters.delivers or (row["delivers"] and metres <= (row["delivers_m"] or 10**9)),
            not filters.free or row["pays"] & PAY_BITS[Pay.FREE],
            not filters.verified or row["verified_at"] is not None,
            filters.pay is None or row["pays"] & PAY_BITS[filters.pay],
            filters.kind is None or row["kind"] == filters.kind,
            all(word in row["folded"] for word in filters.words),
        )
        if all(fits):
            known = item is None or (item["said_at"] >= now - HEARD_FOR and item["buyers_out_at"] is None)
            found.append((not known, metres, row["public_id"]))
    return [public_id for _, _, public_id in sorted(found)]


def pages(filters: Filters, limit: int) -> list[str]:
    """The public ids page by page, each page after the last point of the page before."""
    found, last = [], None
    while there := nearby(BEN_THANH, filters, limit=limit, after=last):
        found += [one.public_id for one in there]
        last = there[-1]._replace(id=0, lat=0.0, lon=0.0)  # as a cursor brings it back
    return found


CHOICES = {
    "anything": Filters(within_m=20_000),
    "rice": Filters(item="rice", within_m=50_000),
    "rice, near": Filters(item="rice", within_m=3_000),
    "open now": Filters(within_m=50_000, open_now=True),
    "rice that is open": Filters(item="rice", within_m=50_000, open_now=True),
    "brought": Filters(within_m=50_000, delivers=True),
    "for nothing": Filters(within_m=50_000, free=True),
    "verified, by card": Filters(within_m=50_000, verified=True, pay=Pay.CARD),
    "a kind and a name": Filters(within_m=50_000, kind=Kind.SHOP, words=("tap", "hoa")),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_the_pages_together_are_what_a_look_at_every_point_gives(app: Flask, made: list[Invented], choice: str) -> None:
    with app.app_context():
        expected = truth(made, CHOICES[choice])
        assert pages(CHOICES[choice], 7) == expected
        assert expected


def test_what_was_said_of_an_item_three_days_ago_stands_behind_what_is_known(app: Flask, made: list[Invented]) -> None:
    with app.app_context():
        found = nearby(BEN_THANH, Filters(item="rice", within_m=50_000), limit=NUMBER)
        assert [one.known for one in found] == sorted((one.known for one in found), reverse=True)
        assert {one.known for one in found} == {True, False}


def test_a_point_that_nobody_heard_of_for_two_weeks_is_found_no_more_without_any_job(
    app: Flask, made: list[Invented]
) -> None:
    with app.app_context():
        assert nearby(BEN_THANH, Filters())
        with clock.told(clock.now() + timedelta(days=14)):
            assert nearby(BEN_THANH, Filters(within_m=50_000)) == []


def test_the_signs_of_the_map_count_every_point_once(app: Flask, made: list[Invented]) -> None:
    with app.app_context():
        for size in (0.02, 0.3, 3.0):
            box = Box(BEN_THANH.lat - size, BEN_THANH.lon - size, BEN_THANH.lat + size, BEN_THANH.lon + size)
            for filters in (Filters(), Filters(item="rice"), Filters(open_now=True, free=True)):
                everywhere = replace(filters, within_m=10**7)
                fitting = set(truth(made, everywhere))
                found = clusters(box, filters)
                cells = {one.cell: one.need + one.taken + one.done for one in found}
                for cell, number in cells.items():
                    resolution = geo.resolution_of(cell)
                    inside = [
                        one for one in made
                        if geo.parent_of(one.point["cell"], resolution) == cell and one.point["public_id"] in fitting
                    ]  # fmt: skip
                    assert number == len(inside)
                if size == 3.0:
                    assert sum(cells.values()) == len(fitting)


def test_names_are_looked_for_without_marks(app: Flask, made: list[Invented]) -> None:
    name = made[0].point["name"]
    with app.app_context():
        found = nearby(BEN_THANH, Filters(within_m=50_000, words=tuple(folded(name).split()[:4])), limit=NUMBER)
        assert made[0].point["public_id"] in {one.public_id for one in found}

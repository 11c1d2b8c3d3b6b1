"""The totals of areas are those of their public cases, at every moment, and silence never looks green."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.areas import queries as areas
from connect.cases.green import queries
from connect.cases.green.rules import Change, Totals
from connect.cases.map import area_counts, cell_counts, jobs as map_jobs
from connect.cases.map.models import AreaTotal
from connect.cases.statistics import jobs as statistics_jobs
from tests.builders import BEN_THANH, make_case, post_both, put_into_force

HUE = geo.Point(16.4637, 107.5909)


def here() -> areas.Place:
    return areas.ward_at(geo.centre_of(geo.cell_of(BEN_THANH)))


def counts(of: areas.Place) -> tuple[int, int, int]:
    found = queries.totals(of)
    return found.waiting, found.being_helped, found.helped


@pytest.mark.parametrize("folded", [False, True])
def test_a_ward_its_province_and_the_country_have_the_sums_of_their_cells(app: Flask, folded: bool) -> None:
    for state in ("open", "partly_helped", "claimed", "helped", "withdrawn", "pending_review"):
        make_case(state)
    make_case("helped", HUE)
    if folded:
        with db.transaction():
            cell_counts.fold()
    country, province, ward = areas.ancestors(here())
    assert [counts(one) for one in (ward, province, country)] == [(2, 1, 1), (2, 1, 1), (2, 1, 2)]
    assert queries.of_areas(areas.children_of(country))[province.id] == queries.totals(province)


def test_guarded_clinical_and_drill_cases_are_in_none_of_it(app: Flask) -> None:
    make_case("open", guards=1)
    listed, clinical = post_both()
    with db.transaction():
        cell_counts.fold()
    assert clinical.guarded
    assert counts(here())[1:] == (0, 0)
    assert counts(here())[0] == (listed.state == "open")


def test_the_oldest_wait_is_that_of_the_public_case_that_waits_longest(app: Flask, clock) -> None:
    make_case("open", guards=1)
    clock.forward(hours=1)
    make_case("claimed")
    clock.forward(minutes=10)
    first = make_case("open").waiting_since
    clock.forward(hours=1)
    make_case("open")
    for area in areas.ancestors(here()):
        assert queries.totals(area).oldest_wait == first
    assert queries.totals(areas.ward_at(HUE)) == Totals()


def test_a_lease_that_is_over_waits_again_without_any_job(app: Flask, clock) -> None:
    since = make_case("claimed").waiting_since
    assert queries.totals(here()) == Totals(0, 1, 0)
    clock.forward(days=3)
    assert queries.totals(here()) == Totals(1, 0, 0, since)


def test_an_incident_has_the_sums_of_what_was_posted_for_it(app: Flask, clock) -> None:
    make_case("open")
    incident = put_into_force()
    since = min(make_case(state).waiting_since for state in ("open", "open", "claimed", "helped"))
    for fold in (False, True):
        if fold:
            with db.transaction():
                cell_counts.fold()
        assert queries.of_incident(incident) == Totals(2, 1, 1, since)
    clock.forward(days=3)
    assert queries.of_incident(incident) == Totals(3, 0, 1, since)
    with db.transaction():
        assert cell_counts.recount() == 0


def test_a_week_ago_is_told_where_its_day_was_counted(app: Flask, clock) -> None:
    make_case("open")
    make_case("helped")
    assert queries.week(here(), queries.totals(here())) is None
    clock.forward(days=7)
    statistics_jobs.count_days()
    for _ in range(2):
        make_case("helped")
    make_case("open")
    for area in areas.ancestors(here()):
        assert queries.week(area, queries.totals(area)) == Change(helped=2, waiting=1)
    assert queries.week(areas.ward_at(HUE), Totals()) == Change(0, 0)


def test_what_is_wrong_in_an_area_is_found_and_repaired(app: Flask) -> None:
    make_case("open")
    with db.transaction() as session:
        session.execute(sa.insert(AreaTotal).values(area_id=here().id, need=3, taken=0, done=1))
    with db.transaction():
        assert cell_counts.recount() == 1
    with db.transaction():
        assert cell_counts.recount() == 0
    assert counts(here()) == (1, 0, 0)


def test_what_code_from_before_added_to_the_cells_alone_is_made_good(app: Flask, monkeypatch) -> None:
    make_case("open")
    make_case("helped")
    with monkeypatch.context() as old, db.transaction():
        old.setattr(cell_counts, "_add_areas", lambda sums: None)
        cell_counts.fold()
    assert counts(here()) == (0, 0, 0)
    assert area_counts.lags()
    assert map_jobs.keep_areas() == 3
    assert counts(here()) == (1, 0, 1)
    assert not area_counts.lags()
    assert map_jobs.keep_areas() == 0

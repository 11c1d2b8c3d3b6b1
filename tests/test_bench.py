"""Every bench runs, at a size that tells nothing of speed, and what it says of answers is true."""

import itertools
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask

from bench import (
    claims,
    coverage,
    deliveries,
    drawing,
    duplicates,
    feed,
    growth,
    nearby,
    people,
    place,
    runs,
    supplies,
    switchboard,
    wave,
    writes,
)
from connect import db
from connect.cases import queries, transitions
from connect.incidents.standings import rules as standings
from connect.notices.feed import queries as feeds
from connect.shopping.runs import planner
from connect.shopping.runs.routes import Why
from tests.often import LONG
from tests.postgres import Cluster, binaries


def test_second_tellings_are_found_and_honest_posts_left_alone(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(duplicates, "RETYPINGS", 150)
    monkeypatch.setattr(duplicates, "HONEST", 150)
    found = duplicates.measure(300, random.Random(7))
    assert found["recall"] >= 0.93
    assert found["false_warning_rate"] <= 0.03
    assert found["open_cases"] == 300


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Iterator[None]:
    """A folder for tiny built sites; outside pytest's own, where the user of PostgreSQL may not go."""
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o711)
        patch.setenv("CONNECT_BENCH_CACHE", folder)
        yield


@pytest.fixture
def tiny(cache, monkeypatch) -> None:
    """As few questions as will do."""
    for name, value in (("ASKERS", 4), ("CHECKED", 12), ("PAGED", 2)):
        monkeypatch.setattr(nearby, name, value)
    monkeypatch.setattr(growth, "ASKERS", 4)


@pytest.mark.skipif(not binaries(), reason="no PostgreSQL server is installed")
def test_nearby_is_measured_and_its_answers_are_the_true_ones(tiny) -> None:
    found = nearby.measure(300, seed=3, rounds=1, with_peers=False)
    assert found["sqlite_median_vs_pk"] > 0
    assert found["postgres_median_vs_knn_geography"] is None  # not measured is said, not guessed
    assert {found[name] for name in ("wrong_sets", "wrong_orders", "repeats", "gaps")} == {0}


def test_a_search_that_puts_the_far_first_is_found_wrong(tiny, monkeypatch) -> None:
    right = queries.nearby
    monkeypatch.setattr(queries, "nearby", lambda *args, **named: right(*args, **named)[::-1])
    with wave.site(300, 1) as app:
        assert nearby.check(app, app, seed=3)["wrong_orders"] > 0


@pytest.mark.skipif(not binaries(), reason="no PostgreSQL server is installed")
def test_supply_points_are_measured_on_both_databases_and_a_bug_that_cannot_be_seen_is_not_believed(
    tiny, monkeypatch
) -> None:
    for name, number in {"CHECKED": 90, "ASKERS": 4, "SCANS": 1, "MONTH_H": 24, "MOMENTS": 100}.items():
        monkeypatch.setattr(supplies, name, number)
    found = supplies.measure(2_000, 300, seed=3, rounds=1, listed=20)
    assert {found[line] for line in ("wrong", "open_wrong", "stale_shown", "import_changed_again")} == {0}
    assert min(found[line] for line in ("median_vs_cases", "vs_scan", "import_check_s", "import_write_s")) >= 0
    assert found["import_written"] == 20
    monkeypatch.setattr(supplies, "PLANTED", {"does nothing": supplies.asked})
    with wave.site(300, 1) as app, pytest.raises(AssertionError, match="does nothing"):
        supplies.proven({"SQLite": app}, [], 3, db.EPOCH)


@pytest.mark.skipif(not binaries(), reason="no PostgreSQL server is installed")
def test_growth_is_measured_on_both_databases_and_drawn(tiny) -> None:
    took = growth.measure([300], seed=3, rounds=1)
    found = growth.ratios(took)
    assert found["list_ratio"] == found["growth_median"] == found["postgres_growth_p99"] == 1.0
    drawn = ElementTree.fromstring(growth.plot(took))
    assert len(drawn.findall(".//{*}path[@class]")) == 2 * len(growth.CALLS)
    said = "".join(drawn.itertext())
    assert all(name.removeprefix("nearby, ") in said for name in growth.CALLS)


def test_names_of_curves_that_end_alike_do_not_cover_each_other() -> None:
    curves = [drawing.Curve(name, [1.0, 2.0], [3.0, 4.0]) for name in "abc"]
    drawn = ElementTree.fromstring(drawing.svg("x", [1, 10], [drawing.Panel("y", curves)]))
    levels = [float(one.get("y")) for one in drawn.iterfind(".//{*}text[@class]") if one.text in {"a", "b", "c"}]
    assert min(b - a for a, b in itertools.pairwise(sorted(levels))) >= drawing.LINE


@pytest.mark.skipif(not binaries(), reason="no PostgreSQL server is installed")
def test_coverage_is_measured_and_both_databases_say_the_same(tiny) -> None:
    took, alike = coverage.measure(300, seed=3, rounds=1)
    assert alike
    assert min(coverage.ratios(took).values()) > 0


def test_a_wave_is_the_same_for_the_same_seed_and_keeps_closed_cases_between_the_open(tiny) -> None:
    with wave.site(300, 1):
        spots = people.public_spots(50, 5)
        assert spots == people.public_spots(50, 5) != people.public_spots(50, 6)
        assert wave.askers(1, 5) != wave.askers(2, 5, 1)
        states = list(db.session.scalars(sa.text("SELECT state FROM cases ORDER BY id")))
    assert len(states) == 300 * people.EACH
    assert all((state in ("open", "partly_helped")) == (n % people.EACH == 0) for n, state in enumerate(states, 1))


def test_the_numbers_of_places_are_those_of_their_cases_and_a_lost_step_is_found(tiny) -> None:
    with wave.site(300, 1, scratch=True) as app:
        client = app.test_client()
        codes = [*sorted(place.counted(), key=lambda code: -place.counted()[code][0])[:8], "00004"]
        assert place.totals_wrong(lambda path: client.get(path).text, codes) == 0
        with db.transaction() as session:
            session.execute(sa.text("UPDATE area_totals SET need = need + 1"))
        assert place.totals_wrong(lambda path: client.get(path).text, codes) > 0


# --- The switchboard --------------------------------------------------------------------------------------


@pytest.fixture
def small_board(monkeypatch) -> None:
    """As few lines, posts and looks as will do."""
    for name, value in (("CHECKED", 200), ("CHANGES", 2), ("HOT", 50), ("ROUNDS", 1), ("POSTS", 3), ("WARM", 1),
                        ("ASKERS", 4)):  # fmt: skip
        monkeypatch.setattr(switchboard, name, value)


def test_boards_are_what_a_plain_reading_of_all_lines_says(small_board) -> None:
    found = switchboard.boards(300, 3, 0)
    assert found["board_wrong"] == 0
    assert found["board_us"] > 0


def test_a_board_that_forgets_lines_is_found_wrong(small_board, monkeypatch) -> None:
    monkeypatch.setattr(standings, "timeline", lambda stretches: standings.Timeline((), (None,)))
    assert switchboard.boards(300, 3, 0)["board_wrong"] > 0


def test_posts_with_an_incident_and_answers_are_measured_beside_those_without(small_board) -> None:
    assert switchboard.posts(50, 3, 0)["posts_vs_before"] > 0


def test_what_is_near_is_measured_with_hidden_cases_and_shows_none(tiny, small_board) -> None:
    found = switchboard.near(0, 3, 300 * people.EACH)
    assert found["nearby_vs_before"] > 0
    assert found["hidden_shown"] == 0


# --- Writing ----------------------------------------------------------------------------------------------


@pytest.fixture
def small_crowd(monkeypatch) -> None:
    """Six who claim instead of a hundred, and two who write."""
    monkeypatch.setattr(claims, "PROCESSES", 2)
    monkeypatch.setattr(claims, "THREADS", 3)
    monkeypatch.setattr(writes, "WRITERS", (1, 2, 2))
    monkeypatch.setattr(writes, "SLICES", 1)


@pytest.mark.skipif(not (LONG and binaries()), reason="part of `make proofs`; CI calls `make bench` as well")
def test_writes_are_measured_on_both_databases_and_nothing_is_lost(small_crowd, tmp_path: Path) -> None:
    with Cluster() as url:
        bases = [writes.Base("sqlite", "", tmp_path / "one"), writes.Base("postgres", url, tmp_path / "two")]
        found = writes.measure(bases, seed=3, http_s=2, seconds=0.3, rounds=2)
    assert found["http_posts_per_second_sqlite"] > 0
    assert found["claims_vs_for_update"] > 0
    wrong = ("lost", "doubled", "http_not_confirmed", "busy_16", "claim_winners_wrong", "claim_errors")
    assert {found[name + base] for name in wrong for base in ("", "_postgres")} == {0}
    assert found["bare_winners_wrong"] == 0


def test_a_claim_that_does_not_ask_who_was_first_is_found(small_crowd, tmp_path: Path, monkeypatch) -> None:
    def careless(case, person) -> None:
        transitions.record(case, "claim", case.state, "volunteer", person, db.EPOCH)

    monkeypatch.setattr(claims, "take", careless)
    assert claims.by_action("", tmp_path / "site", seed=3, rounds=2)["winners_wrong"] == 2


def test_a_link_that_leads_nowhere_is_lost_and_a_second_case_of_one_post_is_doubled() -> None:
    rows = [("a", "phone 1"), ("b", "phone 2")]
    assert writes.verdict({"a", "b"}, rows) == (0, 0)
    assert writes.verdict({"a", "b", "c"}, rows) == (1, 0)
    assert writes.verdict({"a", "b"}, [*rows, ("x", "phone 1")]) == (0, 1)


def test_the_ledger_is_measured_and_its_senders_send_all(cache, monkeypatch, tmp_path: Path) -> None:
    for name, number in {"TASKS": 5, "DRAINED": 30, "FEW": 3}.items():
        monkeypatch.setattr(deliveries, name, number)
    monkeypatch.setattr(deliveries.senders, "AT_WORK", 10)
    with deliveries.announced():
        found = deliveries.measure("sqlite", "", tmp_path / "site", receivers=50, rounds=1)
    assert set(found) >= {"sqlite_fanout_vs_insert_select", "sqlite_drain_vs_bare", "sqlite_publish_growth"}


# --- The feed ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(not (LONG and binaries()), reason="part of `make proofs`: two sites are set up for it")
def test_the_feed_is_measured_and_what_it_shows_is_what_a_plain_reading_says(monkeypatch) -> None:
    for name, number in {"PAGE": 4, "LIVE": 60, "COUNTRY": 2, "ASKERS": 4, "CHECKED": 8}.items():
        monkeypatch.setattr(feed, name, number)
    found = feed.measure(120, seed=3, rounds=1)
    assert found["wrong"] == 0
    lines = ("sqlite_vs_twenty_lookups", "postgres_vs_select_1", "growth", "page5_vs_page1")
    assert all(found[line] > 0 for line in lines)


@pytest.mark.skipif(not LONG, reason="part of `make proofs`: a site is set up for it")
def test_a_feed_that_leaves_something_out_is_found_wrong(monkeypatch) -> None:
    for name, number in {"LIVE": 60, "ASKERS": 4, "CHECKED": 8}.items():
        monkeypatch.setattr(feed, name, number)
    right = feeds.page
    monkeypatch.setattr(feeds, "page", lambda *args, **named: right(*args, **named)[1:])
    with feed.site(120, 3, postgres=False) as app:
        assert feed.wrong(app, seed=3) > 0


def test_runs_are_planned_shorter_than_nearest_first_and_every_stop_left_out_is_looked_at() -> None:
    found = runs.measure(24, 2, seed=3, long_s=0.2)
    assert found["bound"] < found["metres"] < found["nearest_first"]
    assert found["same_again"] is True
    assert (found["unplaced"], found["unplaced_unexplained"]) == (0, 0)
    assert abs(float(found["over_60_s_percent"])) < 5

    asked = runs.problem(24, 2, 3)
    few = replace(asked, teams=[replace(one, most_stops=10) for one in asked.teams], rounds=20)
    plan = planner.plan(few)
    assert len(plan.left) == 4 and runs.unexplained(few, plan) == 0
    lies = dict.fromkeys(plan.left, Why.TOO_HEAVY)
    assert runs.unexplained(few, replace(plan, left=lies)) == 4
    assert runs.unexplained(few, replace(plan, left={})) == 4
    assert runs.unexplained(asked, replace(plan, left=dict.fromkeys(plan.left, Why.FULL))) == 4  # now there is room

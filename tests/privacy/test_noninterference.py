"""Where in its public cell a home lies changes no byte of any answer; and builds that leak it are found at once."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from connect import clock, db, geo
from connect.accounts.sign_in import passkeys
from connect.cases import queries
from connect.cases.map import clusters
from connect.cases.map.clusters import Box, Cluster
from connect.cases.models import Case, CaseSecret
from connect.cases.queries import FARTHEST_M, Filters, Found
from connect.stories import queries as stories
from connect.stories.feed import queries as feed
from connect.supplies.exports.cli import supplies_cli
from connect.supplies.models import SupplyPoint
from tests.often import LONG, often
from tests.privacy.asking import Asker
from tests.privacy.noninterference import compare, rank_sum
from tests.privacy.worlds import Ask, Cast, World, standing_still, two_worlds

PAIRS, HOMES = often(20_000, 24), often(200)
CASES, EACH = 250, 10 if LONG else 3  # requests in the two worlds, questions to every address
pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="two copies of one file of SQLite")
Worlds = tuple[World, World, Cast]


@pytest.fixture(scope="module")
def worlds(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Two sites that differ in the true points only."""
    with standing_still() as chance:
        folder = tmp_path_factory.mktemp("worlds")
        yield two_worlds(folder, chance, seed=5, cases=CASES, template=Path(template))


def asker(worlds: Worlds, seed: int) -> Asker:
    with worlds[0].app.app_context():
        return Asker(worlds[0].app, worlds[2], random.Random(seed))


@pytest.mark.timeout(600)
def test_no_answer_to_anybody_tells_where_in_its_cell_a_home_lies(worlds: Worlds) -> None:
    before = posted(worlds[1])
    run = compare(worlds[:2], asker(worlds, 1), PAIRS, homes=HOMES, cheap=0.96, each=EACH)
    assert run.pairs == PAIRS
    assert not run.crashes, run.crashes[:3]
    assert not run.differences, f"{run.differences} of {run.pairs}, the first: {run.first_difference}"
    pages = {rule.endpoint for rule in asker(worlds, 1).pages}
    assert min(run.endpoints[name] for name in pages) >= EACH
    # In short half of all is one look at each address, and most things of most features are not in these worlds.
    assert run.statuses["200"] >= PAIRS * (0.8 if LONG else 0.33), f"most questions are answered: {dict(run.statuses)}"
    assert posted(worlds[0]) == posted(worlds[1]) > before + HOMES / 2


def test_files_of_all_points_are_alike_in_both_worlds_by_page_and_by_command(worlds: Worlds) -> None:
    """Of a stall at home a file has the middle of its rough area, whichever home in it that is."""
    for kind in ("csv", "geojson"):
        asked = Ask("supplies.export", f"/supplies/export.{kind}", "area=VN", role="official", seed=3)
        one, other = (world.answer(asked)[0] for world in worlds[:2])
        assert one == other and one.status == "200 OK", kind
        assert one.body.count(b"\n") > CASES // 10, "the points are in it"
        told = [exported(world, kind) for world in worlds[:2]]
        assert told[0] == told[1] == one.body.decode().splitlines(), kind
    with worlds[1].app.app_context():
        rough = sa.select(SupplyPoint).where(~SupplyPoint.exact, SupplyPoint.is_listed(clock.now())).limit(1)
        with db.transaction() as session:
            point = session.scalars(rough).one()
            kept, point.lat = point.lat, point.lat + 1e-6
        moved = worlds[1].answer(asked)[0]
        with db.transaction() as session:
            session.get_one(SupplyPoint, point.id).lat = kept
    assert moved != one, "a point that stands a hand's breadth elsewhere is found"


def exported(world: World, kind: str) -> list[str]:
    with world.app.app_context():
        return CliRunner().invoke(supplies_cli, ["export", "--format", kind, "--area", "VN"]).output.splitlines()


def posted(world: World) -> int:
    with world.app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Case)) or 0


def test_the_challenge_of_a_passkey_is_the_same_in_both_worlds_whatever_was_drawn_before_it(worlds: Worlds) -> None:
    chance = worlds[0].chance
    told = []
    for drawn_before in (0, 1, 40):
        chance.begin(77)
        os.urandom(drawn_before)
        told.append(passkeys.new_challenge())
    assert set(told) == {told[0]}
    chance.begin(78)
    assert passkeys.new_challenge() != told[0]
    for seed in (77, 78):
        asked = Ask("accounts.factor_list", "/accounts/factors", role="moderator", seed=seed)
        assert (answer := worlds[0].answer(asked)[0]) == worlds[1].answer(asked)[0]
        assert answer.status == "200 OK"


def test_a_build_that_answers_for_a_story_that_is_not_out_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "shown", stories.by_public_id)
    asked = asker(worlds, 3)
    asked.quick = [rule for rule in asked.pages if rule.endpoint == "stories.show"]
    run = compare(worlds[:2], asked, 60, cheap=1.0, stop=True)
    assert run.differences == 1, "60 looks at stories, and none that is not out was told apart"


# --- Builds broken on purpose -----------------------------------------------------------------------------

right = queries.nearby
Search = Callable[..., list[Found]]


def true_distance_m(centre: geo.Point) -> dict[int, float]:
    """What no public query may compute: metres to the homes themselves."""
    around = geo.snapped(centre)
    homes = db.session.scalars(sa.select(CaseSecret))
    return {one.case_id: geo.distance_m(around, geo.Point(one.lat, one.lon)) for one in homes}


def filtered(centre: geo.Point, filters: Filters, *, limit: int = 20, after: Found | None = None) -> list[Found]:
    """Shows the cell, filters on the true point."""
    true = true_distance_m(centre)
    found = right(centre, replace(filters, within_m=FARTHEST_M), limit=500, after=after)
    return [one for one in found if true[one.id] <= filters.within_m][:limit]


def ordered(centre: geo.Point, filters: Filters, *, limit: int = 20, after: Found | None = None) -> list[Found]:
    """Shows the cell, sorts by the true distance."""
    true = true_distance_m(centre)
    return sorted(right(centre, filters, limit=500, after=after), key=lambda one: true[one.id])[:limit]


def rounded(centre: geo.Point, filters: Filters, *, limit: int = 20, after: Found | None = None) -> list[Found]:
    """Shows the true distance, to the nearest kilometre."""
    true = true_distance_m(centre)
    found = right(centre, filters, limit=limit, after=after)
    return [one._replace(d2=round(true[one.id], -3) ** 2) for one in found]


@pytest.mark.parametrize("leaky", [filtered, ordered, rounded])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_build_that_leaks_is_found_within_fifty_questions(
    worlds: Worlds, leaky: Search, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "nearby", leaky)
    lists = asker(worlds, seed)
    lists.quick = [rule for rule in lists.quick if rule.endpoint == "cases.nearby_geojson"]
    run = compare(worlds[:2], lists, 50, cheap=1.0, stop=True)
    print(leaky.__name__, "found at question", run.first_at)
    assert run.differences == 1, f"50 questions and the build {leaky.__name__} was not found"


def test_the_rank_sum_of_two_halves_is_that_of_the_tables() -> None:
    z, p = rank_sum([1, 2, 3], [4, 5, 6])
    assert (round(z, 3), round(p, 4)) == (-1.964, 0.0495)
    assert rank_sum([1.0, 2.0, 2.0], [1.0, 2.0, 2.0]) == (0.0, 1.0)


right_signs = clusters.clusters


def homes_in(sign: Cluster) -> list[geo.Point]:
    """What no sign may know: the homes themselves that lie in its cell."""
    homes = (geo.Point(one.lat, one.lon) for one in db.session.scalars(sa.select(CaseSecret)))
    return [home for home in homes if geo.cell_of(home, geo.resolution_of(sign.cell)) == sign.cell]


def among_homes(box: Box, filters: Filters) -> list[Cluster]:
    """Stands at the middle of the homes and not of their cells."""
    found = []
    for one in right_signs(box, filters):
        lats, lons = zip(*[(home.lat, home.lon) for home in homes_in(one)] or [(one.at.lat, one.at.lon)], strict=True)
        found.append(replace(one, at=geo.Point(round(mean(lats), 6), round(mean(lons), 6))))
    return found


def round_homes(box: Box, filters: Filters) -> list[Cluster]:
    """Goes round the homes and not their cells."""
    found = []
    for one in right_signs(box, filters):
        homes = homes_in(one) or [one.at]
        lats, lons = [home.lat for home in homes], [home.lon for home in homes]
        found.append(replace(one, bounds=Box(min(lats), min(lons), max(lats), max(lons))))
    return found


@pytest.mark.parametrize("leaky", [among_homes, round_homes])
def test_a_sign_of_the_map_that_knows_the_homes_is_found(
    worlds: Worlds, leaky: Callable[..., list[Cluster]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "clusters", leaky)
    signs = asker(worlds, 4)
    signs.quick = [rule for rule in signs.quick if rule.endpoint == "cases.clusters_json"]
    run = compare(worlds[:2], signs, 50, cheap=1.0, stop=True)
    print(leaky.__name__, "found at question", run.first_at)
    assert run.differences == 1, f"50 questions and the build {leaky.__name__} was not found"

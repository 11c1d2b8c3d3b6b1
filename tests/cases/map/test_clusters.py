"""The map's clusters against a look at every case."""

import random
from collections import Counter, defaultdict
from datetime import timedelta
from fractions import Fraction

import sqlalchemy as sa
from hypothesis import given, settings, strategies as st

from connect import clock, db, geo
from connect.cases.map import clusters
from connect.cases.map.clusters import Box
from connect.cases.models import Case
from connect.cases.queries import Filters
from tests.cases import crowd

boxes = st.builds(
    lambda lat, lon, half: Box(lat - half, lon - half, lat + half, lon + half),
    st.floats(9.5, 12.5), st.floats(105.5, 108), st.sampled_from((0.005, 0.03, 0.1, 0.4, 1.5, 6.0)),
)  # fmt: skip
filters = st.builds(
    lambda kinds, urgency, hours: Filters(
        kinds=kinds, urgency=urgency, waiting_before=clock.now() - timedelta(hours=hours) if hours else None
    ),
    st.sampled_from((1, 2, 6, 16, 63)), st.integers(0, 3), st.sampled_from((0, 0, 3, 24)),
)  # fmt: skip


def truth(cases, view, wanted):
    """Every cell with its numbers, the exact mean of the deeper cells that it counts, and its finest cells."""
    parts = defaultdict(list)
    for cell, n in crowd.expected_cells(cases, geo.FINEST, wanted).items():
        parts[geo.parent_of(cell, view.fine)].append((cell, n, geo.centre_of(geo.parent_of(cell, view.deep))))
    return {
        above: (sum((n for _, n, _ in inside), Counter()), mean(inside), [cell for cell, *_ in inside])
        for above, inside in parts.items()
    }


def mean(inside):
    """The exact mean of points, each counted as often as its cell has cases, to a millionth of a degree."""
    n = sum(n.total() for _, n, _ in inside)
    lat = sum(Fraction(round(at.lat * 1e6)) * n.total() for _, n, at in inside) / n
    lon = sum(Fraction(round(at.lon * 1e6)) * n.total() for _, n, at in inside) / n
    return geo.Point(round(lat) / 1e6, round(lon) / 1e6)


def counted(found):
    """The clusters as counters by cell, without the colours that are not there."""
    return {one.cell: +Counter(need=one.need, taken=one.taken, done=one.done) for one in found}


def test_every_cell_in_view_counts_what_a_look_at_every_case_gives(app):
    cases = crowd.gather(random.Random(21), 900)

    @settings(max_examples=100, deadline=None)
    @given(box=boxes, wanted=filters)
    def agrees(box, wanted):
        found = clusters.clusters(box, wanted)
        view = clusters.in_view(box)
        everywhere = truth(cases, view, wanted)
        assert counted(found) == {cell: n for cell, (n, at, _) in everywhere.items() if box.holds(at)}
        for one in found:
            _, at, cells = everywhere[one.cell]
            assert one.at == at
            assert all(one.bounds.holds(geo.centre_of(cell)) for cell in cells)
            assert [one.heart] == cells if one.is_one else len(cells) > 1 or view.deep < geo.FINEST

    agrees()


def test_the_whole_country_adds_up_to_all_cases(app):
    cases = crowd.gather(random.Random(22), 400)
    south, north, west, east = geo.VIETNAM
    found = clusters.clusters(Box(south, west, north, east), Filters())
    sums = Counter(need=sum(c.need for c in found), taken=sum(c.taken for c in found), done=sum(c.done for c in found))
    assert sums == sum(crowd.expected_cells(cases, 2, Filters()).values(), Counter())


def test_a_lease_that_has_run_out_counts_as_needing_help_without_any_job(app):
    cases = crowd.gather(random.Random(23), 300)
    later = clock.now() + timedelta(days=2)
    with clock.told(later):
        found = clusters.clusters(Box(10.7, 106.6, 10.9, 106.8), Filters())
        assert sum(one.taken for one in found) == 0
        resolution = geo.resolution_of(found[0].cell)
        everywhere = crowd.expected_cells(cases, resolution, Filters())
    assert all(counted([one]) == {one.cell: everywhere[one.cell]} for one in found)


def test_whoever_goes_to_the_bounds_of_a_sign_finds_signs_there_and_ends_at_one_cell(app):
    crowd.gather(random.Random(24), 300)
    south, north, west, east = geo.VIETNAM
    views = [Box(south, west, north, east)]
    lists = set()
    while views:
        found = clusters.clusters(views.pop(), Filters())
        assert found
        lists |= {one.heart for one in found if one.is_one}
        views += [one.bounds for one in found if not one.is_one]
    assert len(lists) == len({cell for cell, n in crowd.expected_cells(_all(), geo.FINEST, Filters()).items() if n})


def _all():
    return list(db.session.scalars(sa.select(Case)))

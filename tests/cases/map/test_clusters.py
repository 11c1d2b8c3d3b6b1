"""The map's clusters against a look at every case."""

import random
from collections import Counter
from datetime import timedelta

from hypothesis import given, settings, strategies as st

from connect import clock, geo
from connect.cases.map import clusters
from connect.cases.map.clusters import Box
from connect.cases.queries import Filters
from connect.nearby.ranges import cover_of_box
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


def counted(found):
    """The clusters as counters by cell, without the colours that are not there."""
    return {one.cell: +Counter(need=one.need, taken=one.taken, done=one.done) for one in found}


def test_every_cell_in_view_counts_what_a_look_at_every_case_gives(app):
    cases = crowd.gather(random.Random(21), 900)

    @settings(max_examples=150, deadline=None)
    @given(box=boxes, wanted=filters)
    def agrees(box, wanted):
        found = clusters.clusters(box, wanted)
        coarse, _ = cover_of_box(box.south, box.west, box.north, box.east)
        fineness = {geo.resolution_of(one.cell) for one in found} or {min(geo.FINEST, coarse + 1)}
        assert len(fineness) == 1
        everywhere = crowd.expected_cells(cases, fineness.pop(), wanted)
        assert counted(found) == {cell: n for cell, n in everywhere.items() if box.holds(geo.centre_of(cell))}

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

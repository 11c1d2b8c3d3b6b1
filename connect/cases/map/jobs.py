"""The periodic jobs of the map's counts."""

from connect import db
from connect.cases.map import area_counts, cell_counts
from connect.jobs.queue import every_minute, nightly


@every_minute
def keep_areas() -> int:
    """Makes good what code from before the sums of areas has added to the cells alone; says how many were wrong."""
    return recount_areas() if area_counts.lags() else 0


@nightly
def recount_areas() -> int:
    """Compares the sums of areas with the cases: an import of areas may have given cells to other wards."""
    with db.transaction():
        return cell_counts.recount_areas()

"""What is near by looking at every cell and measuring on the ellipsoid: what `queries.nearby` is compared with."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from geopy.distance import geodesic

from connect import db, geo

Keys = tuple[float, int, str, str]  # distance in metres, urgency downwards, waiting since, public id


class Truth:
    """All open cases of the site of the app in force, by cell. Needs no index and trusts no metric of ours."""

    def __init__(self, most: int) -> None:
        """`most` is how many of one answer will be asked for at the most."""
        self._cells: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        rows = db.session.execute(
            sa.text(
                "SELECT cell, -urgency, waiting_since, public_id FROM cases WHERE state IN ('open', 'partly_helped')"
            )
        )
        for cell, urgency, since, public_id in rows:
            self._cells[cell].append((urgency, str(since), public_id))
        db.session.remove()
        for keys in self._cells.values():
            keys.sort()
            del keys[most:]
        self._centres = {cell: geo.centre_of(cell) for cell in self._cells}

    def nearest(self, at: geo.Point, within_m: int, number: int) -> list[str]:
        """Public ids in the order of geodesic distance to the cells' centres, then of the documented keys."""
        here = geo.snapped(at)
        around = geo.metric(here)
        rough = sorted((around.squared(one.lat, one.lon) ** 0.5, cell) for cell, one in self._centres.items())
        near: list[Keys] = []
        enough = within_m * 1.01 + 10  # the rough distance is good to a few metres; all within it are measured
        for metres, cell in rough:
            if metres > enough:
                break
            centre = self._centres[cell]
            true = geodesic((here.lat, here.lon), (centre.lat, centre.lon)).meters
            near += [(true, *keys) for keys in self._cells[cell] if true <= within_m]
            if len(near) >= number:
                enough = min(enough, metres * 1.01 + 10)
        return [public_id for *_, public_id in sorted(near)[:number]]


def compared(expected: Iterable[str], found: Iterable[str]) -> tuple[bool, bool]:
    """Whether the set differs, and whether the order does."""
    one, other = list(expected), list(found)
    return set(one) != set(other), one != other

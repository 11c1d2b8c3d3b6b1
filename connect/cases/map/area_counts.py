"""How many cases need help, are taken and were helped in each ward, its province and the country, and of each incident.

The public ward of a case is that of its cell's centre, so each finest cell lies in exactly one, and the sums of an
area are those of its cells. They are written by the fold of `cell_counts`, from the same steps.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from connect import db, geo
from connect.areas import queries as areas
from connect.cases.map.colours import BY_COLOUR, COLOUR_SQL, COLOURS, PUBLIC_SQL

Step = tuple[int, int | None, str, int]  # finest cell, incident, colour, how many more
centre_of = lru_cache(maxsize=100_000)(geo.centre_of)


class Sums(NamedTuple):
    """How many more or fewer, by area and by incident, each by colour."""

    areas: dict[int, Counter[str]]
    incidents: dict[int, Counter[str]]

    def of_areas(self) -> list[tuple[int, ...]]:
        """A row of (area, need, taken, done) for each in which anything changes, in the order of their numbers."""
        return _rows(self.areas)

    def of_incidents(self) -> list[tuple[int, ...]]:
        """The same of incidents."""
        return _rows(self.incidents)


def areas_of(cell: int) -> tuple[int, ...]:
    """The numbers of the areas in which a finest cell lies: the country, a province, the public ward."""
    return areas.ids_at(centre_of(cell))


def sums(steps: Iterable[Step]) -> Sums:
    """Steps, each counted for the ward of its cell and all above, and for its incident."""
    found = Sums({}, {})
    for cell, incident, colour, n in steps:
        for area in areas_of(cell):
            found.areas.setdefault(area, Counter())[colour] += n
        if incident is not None:
            found.incidents.setdefault(incident, Counter())[colour] += n
    return found


def _rows(found: dict[int, Counter[str]]) -> list[tuple[int, ...]]:
    # In one order, so that two writers never wait for each other crosswise.
    rows = [(key, *(found[key][colour] for colour in COLOURS)) for key in sorted(found)]
    return [row for row in rows if any(row[1:])]


def due() -> Sums:
    """The difference to be added to the sums, so that with the steps they say the same as a look at every case.

    In one statement, so with one view of cases, sums and steps.
    """
    found = sums([])
    steps: list[Step] = []
    for what, key, incident, *row in db.session.execute(_DUE):
        counts: Counter[str] = Counter(dict(zip(COLOURS, row, strict=True)))
        if what == "cell":
            steps += ((key, incident, colour, n) for colour, n in counts.items() if n)
        else:
            (found.areas if what == "area" else found.incidents)[key] = counts
    for mine, more in zip(found, sums(steps), strict=True):
        for key, missing in more.items():
            mine.setdefault(key, Counter()).update(missing)
    return found


_DUE = sa.text(f"""
    WITH entries AS (
        SELECT cell, incident_id, {COLOUR_SQL} AS colour, count(*) AS n FROM cases WHERE {PUBLIC_SQL}
        GROUP BY cell, incident_id, colour
        UNION ALL SELECT cell, incident_id, colour, -n FROM cell_steps
    ),
    columns AS (SELECT cell, incident_id, {BY_COLOUR} FROM entries)
    SELECT 'cell', cell, incident_id, {", ".join(f"sum({colour})" for colour in COLOURS)} FROM columns
    GROUP BY cell, incident_id
    UNION ALL SELECT 'area', area_id, NULL, {", ".join(f"-{colour}" for colour in COLOURS)} FROM area_totals
    UNION ALL SELECT 'incident', incident_id, NULL, {", ".join(f"-{colour}" for colour in COLOURS)} FROM incident_totals
""")  # nosec B608 # noqa: S608 - made of constants


def lags() -> bool:
    """Whether something was added to the cells that the areas did not get: by code from before them, which still ran.

    The whole country both ways, of few rows.
    """
    return any(db.session.execute(_LAGS, {"res": geo.COARSEST}).one())


_LAGS = sa.text(f"""
    SELECT {", ".join(f"sum({colour})" for colour in COLOURS)} FROM (
        SELECT {", ".join(COLOURS)} FROM cell_totals WHERE res = :res
        UNION ALL SELECT {", ".join(f"-{colour}" for colour in COLOURS)} FROM area_totals
        WHERE area_id = (SELECT id FROM areas WHERE parent_id IS NULL)
    ) AS x
""")  # nosec B608 # noqa: S608 - made of constants

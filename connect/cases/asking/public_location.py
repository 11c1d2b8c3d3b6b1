"""Where the public sees a case: a cell so coarse that some fifty homes share it.

Everything here is a function of the finest cell alone, and constant inside the cell it answers with. So two
cases that differ only inside their public cell cannot be told apart by anything derived from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from connect import geo

CITY_WARD, COUNTRYSIDE, WIDE, SENSITIVE = 8, 7, 6, 6  # H3 resolutions


@dataclass(frozen=True, slots=True)
class WardFacts:
    """The facts of a ward that the rule needs: its id, its kind, its size in km²."""

    id: int
    kind: str
    km2: float


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """The cell the public sees, as stored: centre child at the finest resolution, its own resolution, centre."""

    cell: int
    resolution: int
    centre: geo.Point

    @property
    def own_cell(self) -> int:
        """The cell at its own resolution."""
        return geo.parent_of(self.cell, self.resolution)


def public_place(
    point: geo.Point, ward_at: Callable[[geo.Point], WardFacts], *, coarse_km2: float, sensitive: bool
) -> PublicPlace:
    """The public place of a true point.

    A coarse look decides first, so that the choice of resolution tells nothing finer than the cell: the ward
    of the centre of the resolution-6 cell says whether the land is wide, that of the resolution-7 cell
    whether it is city.
    """
    finest = geo.cell_of(point)
    if sensitive or ward_at(geo.centre_of(geo.parent_of(finest, WIDE))).km2 > coarse_km2:
        return place_of(geo.parent_of(finest, WIDE if not sensitive else SENSITIVE))
    countryside = geo.parent_of(finest, COUNTRYSIDE)
    if ward_at(geo.centre_of(countryside)).kind != "ward":
        return place_of(countryside)
    return place_of(geo.parent_of(finest, CITY_WARD))


def place_of(cell: int) -> PublicPlace:
    """A cell of any resolution as a public place."""
    return PublicPlace(geo.centre_child(cell), geo.resolution_of(cell), geo.centre_of(cell))


def sticky(place: PublicPlace, earlier: Iterable[PublicPlace]) -> PublicPlace:
    """The place, or an earlier one of the same requester that it touches.

    Otherwise twenty posts from one home, with the noise of a phone's position, show on which edge it lies.
    """
    for old in earlier:
        if old.resolution == place.resolution and geo.are_neighbours(old.own_cell, place.own_cell):
            return old
    return place

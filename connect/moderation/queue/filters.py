"""Narrowing the queue to one group of work or one area. The address alone carries it, so it works without a script."""

from dataclasses import dataclass

from flask import request

from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import STAFF
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.registry import work
from connect.registry.work import Source

GRAVE = "grave"  # lives in danger, of whatever group
ARGS = ("show", "in")


@dataclass(frozen=True, slots=True)
class Filter:
    """A part of the queue: `show` is `GRAVE`, one of `work.GROUPS`, or empty for all; `area` with all below it."""

    show: str = ""
    area: Place | None = None

    @property
    def sources(self) -> list[Source]:
        """The sources of this part. What waits nowhere in particular is left out where an area was chosen."""
        of_group = [one for one in work.SOURCES.values() if self.show in ("", GRAVE, one.group)]
        return [one for one in of_group if self.area is None or one.area is not None]

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.show and self.area is None


EVERYTHING = Filter()


def of_request() -> Filter:
    """The filter in the address of this request; what is unknown narrows nothing."""
    show = request.args.get("show", "")
    try:
        area = areas.get(request.args["in"]) if request.args.get("in") else None
    except NotFound:
        area = None
    return Filter(show if show in (GRAVE, *work.GROUPS) else "", area)


def choices(person: Person, area: Place | None) -> list[Place]:
    """The areas to choose from, read from memory: of the country its provinces, of a province its wards.

    Beside a chosen ward stand its neighbours, below a chosen province its wards: nobody reads three thousand names.
    """
    if area is None:
        return [one for place in _own(person) for one in (_below(place) or [place])]
    return _below(area) or (_below(areas.by_id(area.parent_id)) if area.parent_id else [area])


def _own(person: Person) -> list[Place]:
    paths = {path for role in STAFF for path in accounts.scopes(person, role)}
    return [areas.get(path.rstrip("/").rsplit("/", 1)[-1]) for path in sorted(paths)]


def _below(place: Place) -> list[Place]:
    return areas.provinces() if place.parent_id is None else areas.wards_of(place)

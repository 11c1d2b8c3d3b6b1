"""Presses on the signs of the map, for `bench.map`: none may end in a view without signs."""

import json
import random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import urlopen

from bench import clusters
from connect import geo

if TYPE_CHECKING:
    from bench.map import Stand

Edges = tuple[float, float, float, float]  # south, west, north, east
VIEWS = 100  # random ones, of a desk
NAMES = ("south", "west", "north", "east")


def empty_presses(here: "Stand") -> dict[str, float]:
    """How many presses end in nothing: on all signs from the country down to single cells, and of random views."""
    pressed, empty = _presses(here, 0)
    print(f"{pressed} signs pressed, {empty} ended in an empty view")
    return {"empty_presses": empty, "presses": pressed}


def planted_presses(here: "Stand") -> dict[str, float]:
    """The same where a press goes to the box beside the one that it should go to."""
    pressed, empty = _presses(here, 1)
    print(f"planted, one box to the east: {pressed} signs pressed, {empty} ended in an empty view")
    return {"empty_presses_planted": empty}


def _presses(here: "Stand", beside: int) -> tuple[int, int]:
    """How many signs were pressed, and how many of the presses found nothing; `beside`: boxes too far to the east."""
    dice, (south, north, west, east) = random.Random(18), geo.VIETNAM
    views: list[Edges] = [(south, west, north, east)]
    pressed = empty = 0
    known: list[geo.Point] = []
    while views:
        for sign in _signs(here, views.pop()):
            known.append(geo.Point(sign["lat"], sign["lon"]))
            if sign["finest"]:
                continue
            pressed += 1
            bounds = _moved(sign["bounds"], beside)
            empty += not _signs(here, bounds)
            views.append(tuple(sign["bounds"]))
    for _ in range(VIEWS):
        box = clusters.view(dice.choice(known), dice.choice(clusters.ZOOMS))
        for sign in _signs(here, (box.south, box.west, box.north, box.east)):
            pressed += 1
            empty += not _signs(here, _moved(sign["bounds"], beside))
    return pressed, empty


def _moved(bounds: list[float], beside: int) -> Edges:
    south, west, north, east = bounds
    more = beside * (east - west)
    return south, west + more, north, east + more


def _signs(here: "Stand", edges: Edges) -> list[dict[str, Any]]:
    """The signs in a box that is as tight as can be: what a screen shows of it is more."""
    asked = urlencode(dict(zip(NAMES, edges, strict=True)))
    with urlopen(f"{here.site}/cases/clusters.json?{asked}", timeout=30) as answer:
        found: list[dict[str, Any]] = json.load(answer)["clusters"]
    return found

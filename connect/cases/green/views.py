"""The pages of how green a place is, with its map and a card to print: the same for everybody."""

from typing import Any, NamedTuple

from flask import jsonify, request, url_for

from connect import geo, web
from connect.areas import queries as areas
from connect.areas.queries import WARDS, Place
from connect.cases.green import queries, rules
from connect.cases.green.rules import Totals
from connect.cases.map import clusters
from connect.cases.map.clusters import Cluster
from connect.cases.map.nearby import Filters
from connect.cases.views.blueprint import bp
from connect.cases.views.map import NO_BOX
from connect.cases.views.nearby import SHARED_S
from connect.errors import NotFound
from connect.web import Answer, open_to, read_replica

COUNTRY = "VN"
CLOSE = {"country": 5, "province": 9, "city": 9}  # zoom of the map; of a ward closer


class Line(NamedTuple):
    """A place of the table below, with its totals."""

    place: Place
    totals: Totals


@bp.get("/green")
@open_to("anyone")
@read_replica.may_answer
def green() -> Answer:
    """How much of what a place asked for was helped, and who still waits; and the same of the places in it."""
    place = _place()
    inside = areas.children_of(place)
    found = queries.of_areas([place, *inside])
    totals, lines = found[place.id], [Line(one, found[one.id]) for one in inside if found[one.id].all]
    page = web.page(
        "cases/green.html", place=place, totals=totals, change=queries.week(place, totals), inside=inside,
        above=areas.ancestors(place)[:-1], lines=sorted(lines, key=_most_waiting), shades=rules.Shade,
        zoom=CLOSE.get(place.kind, 12), is_ward=place.kind in WARDS,
    )  # fmt: skip
    return web.shared(web.with_map(page), SHARED_S)


def _most_waiting(line: Line) -> tuple[int, str]:
    return -line.totals.waiting, line.place.folded


@bp.get("/green/card")
@open_to("anyone")
@read_replica.may_answer
def green_card() -> Answer:
    """The same on a sheet for the board of the ward's office."""
    place = _place()
    totals = queries.totals(place)
    page = web.page("cases/green_card.html", place=place, totals=totals, change=queries.week(place, totals))
    return web.shared(page, SHARED_S)


def _place() -> Place:
    """The place of the address; one that is no more has no totals of its own."""
    place = areas.get(request.args.get("area") or COUNTRY)
    if place.ended:
        raise NotFound
    return place


@bp.get("/green.json")
@open_to("anyone")
@read_replica.may_answer
def green_json() -> Answer:
    """The cells in view, with their edges and what is told of each."""
    box = clusters.box_of(request.args)
    if box is None:
        return jsonify(error=str(NO_BOX)), 422
    return web.public(jsonify(cells=[_told(one) for one in clusters.clusters(box, Filters())]), SHARED_S)


def _told(one: Cluster) -> dict[str, Any]:
    place, of, middle = clusters.place_of(one), one.need + one.taken + one.done, geo.centre_of(one.cell)
    return {
        "edge": [[point.lat, point.lon] for point in geo.outline_of(one.cell)], "lat": middle.lat, "lon": middle.lon,
        "waiting": one.need, "being_helped": one.taken, "helped": one.done,
        "share": rules.share(one.done, of), "shade": int(rules.shade(one.done, of)),
        "place": place.short if place else "", "href": url_for("cases.green", area=place.code) if place else None,
    }  # fmt: skip

"""Nearby: the open cases around a place, as a list, on a map, as GeoJSON and as clusters. One query for all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g, jsonify, request, url_for
from flask_babel import gettext as _

from connect import formatting, geo, web
from connect.areas import positions, queries as areas
from connect.areas.positions import Position
from connect.areas.queries import Place
from connect.cases import kinds, queries
from connect.cases.claims.forms import PositionForm
from connect.cases.map import clusters
from connect.cases.queries import Card, Found
from connect.cases.rules import URGENCY_NAMES
from connect.cases.views import search as searching
from connect.cases.views.blueprint import bp
from connect.cases.views.search import Search
from connect.web import Answer, open_to, read_replica

PAGE = 20
GRAVE = 3  # so many lives in danger, the nearest, are shown above the list
GEOJSON_PAGE = 200
PROVINCE_NAMES_FROM, WARD_NAMES_FROM = 4, 6  # H3 resolutions at which a cell is about as large as those
SHARED_S = 15  # how long the answers that are alike for all may be kept


@dataclass(frozen=True, slots=True)
class Row:
    """A card of the list with its ward and why it stands where it stands."""

    card: Card
    area: Place
    why: str


# --- The list ---------------------------------------------------------------------------------------------


@bp.get("/nearby")
@open_to("anyone")
@read_replica.may_answer
def nearby() -> Answer:
    """The open cases around a place, the nearest first; without a place, the choice of one."""
    search = searching.read(request.args)
    if search.cell is None:
        if (typed := _typed()) and not typed.turned:
            return web.see_other("cases.nearby", **search.args(cell=geo.cell_of(typed.point), area=None))
        return _choice_of_place(search)
    after, good = searching.after(search, request.args.get("after"))
    found = _found(search, PAGE, after)
    grave = [] if after else _grave(search)
    above = {one.id for one in grave}
    listed = [one for one in found[:PAGE] if one.id not in above]
    page = web.page(
        "cases/nearby.html", search=search, rows=rows_of(listed, after, others=bool(above)), place=place_name(search),
        anew=not good, paged=after is not None, grave=_grave_rows(grave), wider=None if found else _wider(search),
        next_url=_next_url("cases.nearby", search, found, PAGE), **_choices(),
    )  # fmt: skip
    return web.shared(page, SHARED_S)


def _choices() -> dict[str, Any]:
    """The choices of the search form: radii in kilometres, waiting times in hours."""
    return {"radii": searching.RADII_KM, "waits": searching.WAITS_H}


@bp.post("/nearby")
@web.csrf.exempt  # type: ignore[untyped-decorator]  # changes nothing; a token would make every list somebody's own
@open_to("anyone")
def my_position() -> Answer:
    """Takes an exact position and lets go of it at once: only its cell goes on, into the address."""
    form = PositionForm()
    search = searching.read(request.args)
    if not form.validate_on_submit():
        return _choice_of_place(search, form), 422
    cell = geo.cell_of(form.point())
    return web.see_other("cases.nearby", **search.args(cell=cell, area=None))


def _typed() -> Position | None:
    """The position that was typed where a name is asked for."""
    return areas.position_in(request.args.get("q", ""))


def _choice_of_place(search: Search, form: PositionForm | None = None) -> str:
    """A typed position comes here only with longitude first; it is turned round and asked about."""
    text, typed = request.args.get("q", "").strip()[: positions.MOST], _typed()
    link = positions.is_link(text)
    return web.page(
        "cases/place.html", search=search, q=text, form=form or PositionForm(), typed=typed, link=link,
        cell=geo.cell_of(typed.point) if typed else None,
        hits=areas.search(text, limit=10) if text and not (typed or link) else [],
    )  # fmt: skip


def _found(search: Search, limit: int, after: Found | None) -> list[Found]:
    """One more than fits the page, so that it is known whether there is another."""
    centre = search.centre
    return queries.nearby(centre, search.filters(), limit=limit + 1, after=after) if centre else []


def _grave(search: Search) -> list[Found]:
    """The nearest lives in danger within the radius; none where the search asks for nothing else."""
    if search.urgency == "life_threatening":
        return []
    return _found(replace(search, urgency="life_threatening"), GRAVE, None)[:GRAVE]


def _grave_rows(found: Sequence[Found]) -> list[Row]:
    why = _("Shown above the list because a life is in danger.")
    return [replace(row, why=why) for row in rows_of(found)]


def _next_url(endpoint: str, search: Search, found: list[Found], fit: int, **more: Any) -> str | None:
    if len(found) <= fit:
        return None
    return url_for(endpoint, **search.args(), **more, after=searching.cursor(search, found[fit - 1]))


def _wider(search: Search) -> int | None:
    """The next larger radius, or None at the largest."""
    return next((km for km in searching.RADII_KM if km > search.within_km), None)


def rows_of(found: Sequence[Found], after: Found | None = None, *, others: bool = False) -> list[Row]:
    """The cards of some cases that stand in this order. `others`: nearer ones may stand above the list."""
    whys = {one.id: _why(before, one) for before, one in zip([after, *found], found, strict=False)}
    if found and others:
        whys[found[0].id] = _reason("others")
    return [Row(card, areas.by_id(card.area_id), whys[card.found.id]) for card in queries.cards(found)]


def _why(before: Found | None, one: Found) -> str:
    """Why a case stands right after the one before it."""
    if before is None:
        return _reason("first")
    return _reason("farther" if one.d2 > before.d2 else "less urgent" if one.urgency < before.urgency else "later")


@formatting.kept
def _reason(which: str) -> str:
    return {
        "first": _("First because it is nearest to your place."),
        "others": _("The nearest of all the others."),
        "farther": _("Next because nothing nearer is left."),
        "less urgent": _("As near as the one above, but less urgent."),
        "later": _("As near and as urgent as the one above, but waiting for less time."),
    }[which]


def place_name(search: Search) -> str:
    """The name of the searched place: the chosen ward, or the one around the middle of the cell; "" without a place."""
    if search.area or search.centre is None:
        return areas.label(search.area) if search.area else ""
    return areas.label(areas.ward_at(search.centre))


def next_nearest(centre: geo.Point, but: int, limit: int = 3) -> list[Row]:
    """The cases nearest to another one, for whoever came too late."""
    found = [one for one in queries.nearby(centre, queries.Filters(), limit=limit + 1) if one.id != but]
    return rows_of(found[:limit])


# --- The map ----------------------------------------------------------------------------------------------


@bp.get("/map", endpoint="map")
@open_to("anyone")
def map_page() -> Answer:
    """The same search on a map."""
    search = searching.read(request.args)
    centre = search.centre
    page = web.page(
        "cases/map.html", search=search, centre=centre, place=place_name(search) if centre else None,
        provinces=areas.provinces(), **_choices(),
    )  # fmt: skip
    return web.with_map(page)


@bp.get("/nearby.geojson")
@open_to("anyone")
@read_replica.may_answer
def nearby_geojson() -> Answer:
    """The list as GeoJSON (RFC 7946), for programs. Positions are centres of cells."""
    search = searching.read(request.args)
    if search.cell is None:
        return jsonify(error=_("Say where: at=CELL (H3, resolution 8) or area=CODE of a ward.")), 422
    after, good = searching.after(search, request.args.get("after"))
    if not good:
        return jsonify(error=_("This cursor belongs to another search. Begin anew without it.")), 422
    limit = request.args.get("limit", GEOJSON_PAGE, type=_at_most_a_page)
    found = _found(search, limit, after)
    more = {} if limit == GEOJSON_PAGE else {"limit": limit}
    answer = {
        "type": "FeatureCollection",
        "features": [_feature(card) for card in queries.cards(found[:limit])],
        "next": _next_url("cases.nearby_geojson", search, found, limit, **more),
    }
    response = jsonify(answer)
    response.mimetype = "application/geo+json"
    return web.public(response, SHARED_S)


@bp.app_template_global("case_url")
def case_url(public_id: str) -> str:
    """The address of a case. All are alike but for their end, so that Flask builds one for a page and not twenty."""
    if "case_url" not in g:
        g.case_url = url_for("cases.show", public_id=_ANY).removesuffix(_ANY)
    return f"{g.case_url}{public_id}"


_ANY = "22222222"  # an id as all are


def _at_most_a_page(text: str) -> int:
    if not 0 < (number := int(text)) <= GEOJSON_PAGE:
        raise ValueError
    return number


def _feature(card: Card) -> dict[str, Any]:
    found = card.found
    return {
        "type": "Feature",
        "id": found.public_id,
        "geometry": {"type": "Point", "coordinates": geo.Point(found.lat, found.lon).lon_lat()},
        "properties": {
            "kinds": [kind.code for kind in kinds.in_mask(found.kinds)],
            "wants": [{"item": item, "quantity": rest, "unit": kinds.ITEMS[item].unit} for item, rest in card.wants],
            "urgency": URGENCY_NAMES[found.urgency],
            "people": card.people,
            "waiting_since": found.waiting_since.isoformat(timespec="seconds"),
            "distance_m": round(found.distance_m),
            "url": case_url(found.public_id),
        },
    }


@bp.get("/clusters.json")
@open_to("anyone")
@read_replica.may_answer
def clusters_json() -> Answer:
    """The cells in view with how many need help, are taken, were helped."""
    box = _box()
    if box is None:
        return jsonify(error=_("Say which part of the map: south, west, north and east in degrees.")), 422
    found = clusters.clusters(box, searching.read(request.args).filters())
    answer = {
        "clusters": [
            {
                "at": f"{geo.centre_child(one.cell):x}",
                "finest": geo.resolution_of(one.cell) == geo.FINEST,
                "place": _name_on_map(one),
                "lat": one.at.lat, "lon": one.at.lon, "need": one.need, "taken": one.taken, "done": one.done,
            }
            for one in found
        ]
    }  # fmt: skip
    return web.public(jsonify(answer), SHARED_S)


def _name_on_map(cluster: clusters.Cluster) -> str:
    """The label of a sign on the map: the ward of its middle, the province of a larger cell, "" for a vast one."""
    fineness, ward = geo.resolution_of(cluster.cell), areas.ward_at(cluster.at)
    if fineness < PROVINCE_NAMES_FROM:
        return ""
    return ward.short if fineness >= WARD_NAMES_FROM else areas.ancestors(ward)[1].short


def _box() -> clusters.Box | None:
    """The view in the address, cut to where the country is; None when it is no view."""
    try:
        south, west, north, east = (float(request.args[name]) for name in ("south", "west", "north", "east"))
    except (KeyError, ValueError):
        return None
    if not all(map(math.isfinite, (south, west, north, east))) or south >= north or west >= east:
        return None
    low, high, left, right = geo.VIETNAM
    if south >= high or north <= low or west >= right or east <= left:
        return clusters.Box(low, left, low, left)  # elsewhere on the globe: an empty view, not an error
    return clusters.Box(max(south, low), max(west, left), min(north, high), min(east, right))

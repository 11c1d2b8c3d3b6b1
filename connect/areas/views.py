"""Choosing a ward: as you type, without JavaScript, by position, by address."""

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, jsonify, request
from flask_babel import gettext as _

from connect import formatting, geo, lazy_import, web
from connect.areas import positions, queries
from connect.areas.names import lookup
from connect.errors import RuleBroken
from connect.text import clean
from connect.web import Answer, open_to

if TYPE_CHECKING:
    from connect.areas.geocoding import area_names
else:
    area_names = lazy_import.module("connect.areas.geocoding.area_names")  # loads geopy

bp = Blueprint("areas", __name__, url_prefix="/areas")
bp.add_app_template_filter(queries.label, "area_label")
bp.add_app_template_filter(positions.plus_code, "plus_code")
bp.add_app_template_global(formatting.directions, "way_directions")
PURPOSES = {
    "nearby": ("cases.nearby", "area"),
    "notices": ("notices.feed", "area"),
    "channel": ("notices.channel_open", "area"),
    "board": ("incidents.board", "area"),
    "stories": ("stories.feed", "area"),
    "supplies": ("supplies.finding", "area"),
}


@bp.get("/search")
@open_to("anyone")
def search() -> Answer:
    """The areas that match, as links to what one came for."""
    text = clean(request.args.get("q", ""))[:200]
    endpoint, name = PURPOSES.get(request.args.get("for", ""), PURPOSES["nearby"])
    hits = lookup.search(text, 20)
    links = [(hit, web.url_if(endpoint, **{name: hit.place.code})) for hit in hits]
    return web.page("areas/search.html", text=text, links=links, purpose=request.args.get("for", "nearby"))


@bp.get("/search.json")
@open_to("anyone")
def search_json() -> Answer:
    """Areas an unfinished text may mean, as JSON: code, label, the older name that matched, whether to propose it."""
    text = clean(request.args.get("q", ""))[: positions.MOST]
    if (found := lookup.position_in(text)) or positions.is_link(text):
        return web.private(jsonify(_around(found.point) if found else []))
    hits = lookup.search(text[:200], 8, wards_only=request.args.get("wards") == "1")
    sure = lookup.is_sure(hits, text)
    return web.public(jsonify([{**_json(hit), "sure": sure} for hit in hits]), 3600)


@bp.get("/near.json")
@open_to("anyone")
def near_json() -> Answer:
    """The three likeliest wards of a position, to be confirmed."""
    return web.private(jsonify(_around(point_of(request.args))))


def _around(point: geo.Point) -> list[dict[str, Any]]:
    return [
        {"code": ward.code, "label": queries.label(ward), "at": _at(ward), "distance": formatting.distance(metres)}
        for metres, ward in queries.nearest_wards(point)
    ]


@bp.get("/find.json")
@open_to("anyone")
def find_json() -> Answer:
    """Candidates for a typed address, with a score. Never cached by others: it is somebody's address."""
    found = area_names.candidates(request.args.get("address", ""))
    return web.private(jsonify([{**one, "label": queries.label(queries.get(one["code"]))} for one in found]))


def point_of(values: Any) -> geo.Point:
    """The point in `lat` and `lon`, or RuleBroken in words."""
    try:
        point = geo.Point(float(values.get("lat", "")), float(values.get("lon", "")))
    except ValueError as error:
        raise RuleBroken(_("This position cannot be right. Choose your ward instead.")) from error
    if not geo.in_vietnam(point):
        raise RuleBroken(_("This position lies outside Vietnam. Choose your ward instead."))
    return point


def _json(hit: lookup.AreaHit) -> dict[str, Any]:
    return {"code": hit.place.code, "label": hit.label, "note": hit.note, "at": _at(hit.place)}


def _at(place: queries.Place) -> list[float]:
    """The middle of an area, for a map that goes there."""
    return [place.point.lat, place.point.lon]


# --- The way to a point, in words and by apps -----------------------------------------------------------------


class Link(NamedTuple):
    """An app of maps by its name, and the address that asks it for the way to a point."""

    name: str
    address: str


# As their makers document it; each also opens the app where a phone has it.
_ADDRESSES = {
    "Google Maps": "https://www.google.com/maps/dir/?api=1&destination=",
    "Apple Maps": "https://maps.apple.com/?daddr=",
    "OpenStreetMap": "https://www.openstreetmap.org/directions?to=",
}


@bp.app_template_global("way_links")
def way_links(point: geo.Point) -> list[Link]:
    """The apps that are offered, for somebody to press: whoever runs them then learns of the point."""
    return [Link(name, f"{address}{numbers(point)}") for name, address in _ADDRESSES.items()]


@bp.app_template_filter("numbers")
def numbers(point: geo.Point) -> str:
    """A point as apps and geo: take it (RFC 5870), to about 10 cm."""
    return f"{point.lat:.6f},{point.lon:.6f}"


@bp.app_template_global("way_words")
def way_words(home: queries.Place, point: geo.Point) -> str:
    """How far a point is and in which direction, as the crow flies, from the middle of an area."""
    return _(
        "%(distance)s to the %(direction)s of the middle of %(place)s",
        distance=formatting.distance(geo.distance_m(home.point, point)),
        direction=formatting.directions()[geo.direction_of(home.point, point)], place=home.name,
    )  # fmt: skip

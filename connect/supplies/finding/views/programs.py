"""The supply points around a place for programs, as GeoJSON and as JSON. Moments are in UTC, sums in đồng."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _

from connect import clock, geo, web
from connect.areas import queries as areas
from connect.supplies.blueprint import bp
from connect.supplies.finding import queries, search as searching
from connect.supplies.finding.nearby import nearby
from connect.supplies.finding.queries import Card
from connect.supplies.finding.views.finding import SHARED_S, next_url
from connect.supplies.hours import queries as hours, words as hours_words
from connect.supplies.rules import ways_in
from connect.web import Answer, open_to, read_replica

MOST = 200


@bp.get("/finding.geojson")
@open_to("anyone")
@read_replica.may_answer
def finding_geojson() -> Answer:
    """The list as GeoJSON (RFC 7946). A point of which only the ward is told stands at the centre of its cell."""
    return _answered("supplies.finding_geojson", "features", _feature, type="FeatureCollection")


@bp.get("/finding.json")
@open_to("anyone")
@read_replica.may_answer
def finding_json() -> Answer:
    """The same as plain JSON."""
    return _answered("supplies.finding_json", "points", _point)


def _answered(endpoint: str, key: str, told: Callable[[Card], dict[str, Any]], **more: Any) -> Answer:
    search = searching.read(request.args)
    if search.centre is None:
        return jsonify(error=_("Say where: at=CELL (H3, resolution 8) or area=CODE of a ward.")), 422
    after, good = searching.after(search, request.args.get("after"))
    if not good:
        return jsonify(error=_("This cursor belongs to another search. Begin anew without it.")), 422
    limit = request.args.get("limit", MOST, type=_at_most_a_page)
    found = nearby(search.centre, search.filters(), limit=limit + 1, after=after)
    asked = {} if limit == MOST else {"limit": limit}
    response = jsonify({
        **more, key: [told(card) for card in queries.cards(found[:limit])],
        "next": next_url(endpoint, search, found, limit, **asked),
    })  # fmt: skip
    response.add_etag()
    if key == "features":
        response.mimetype = "application/geo+json"
    return web.public(response, SHARED_S)


def _at_most_a_page(text: str) -> int:
    if not 0 < (number := int(text)) <= MOST:
        raise ValueError
    return number


def _feature(card: Card) -> dict[str, Any]:
    found = card.found
    return {
        "type": "Feature",
        "id": found.public_id,
        "geometry": {"type": "Point", "coordinates": geo.Point(found.lat, found.lon).lon_lat()},
        "properties": _facts(card),
    }


def _point(card: Card) -> dict[str, Any]:
    return {"id": card.found.public_id, "lat": card.found.lat, "lon": card.found.lon, **_facts(card)}


def _facts(card: Card) -> dict[str, Any]:
    point, now = card.point, clock.now()
    state = hours_words.said(hours.opens(point), now).state
    return {
        "name": point.name, "market": point.market, "address": point.address, "kind": point.kind,
        "ward": areas.by_id(point.area_id).code, "exact": point.exact, "verified": point.verified_at is not None,
        "delivers": point.delivers, "delivers_m": point.delivers_m, "pays": ways_in(point.pays),
        "open_now": None if state == "unknown" else state != "closed",
        "hours_until": _moment(point.hours_until), "said_at": _moment(point.said_at),
        "goods": [_good(one) for one in card.goods], "distance_m": round(card.found.distance_m),
        "url": web.url_if("supplies.show", public_id=card.found.public_id),
    }  # fmt: skip


def _good(row: Any) -> dict[str, Any]:
    return {
        "item": row.item, "level": row.level, "price": row.price, "per": row.per, "said_at": _moment(row.said_at),
        "out_say_buyers": row.buyers_out_at is not None,
    }  # fmt: skip


def _moment(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") if at else None

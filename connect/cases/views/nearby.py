"""Nearby: the open cases around a place, as a list, on a map, as GeoJSON and as clusters. One query for all."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import g, jsonify, request, url_for
from flask_babel import gettext as _

from connect import geo, web
from connect.areas import positions, queries as areas
from connect.areas.names import lookup
from connect.areas.positions import Position
from connect.cases import queries
from connect.cases.claims.forms import PositionForm
from connect.cases.map import changes, sketch
from connect.cases.map.rows import Row, rows_of
from connect.cases.queries import Card, Found
from connect.cases.rules import URGENCY_NAMES
from connect.cases.views import search as searching
from connect.cases.views.blueprint import bp
from connect.cases.views.search import Search
from connect.incidents import kinds
from connect.registry.drill import exercises
from connect.web import Answer, open_to, read_replica
from connect.web.pages import fresh

PAGE = 20
GRAVE = 3  # so many lives in danger, the nearest, are shown above the list
GEOJSON_PAGE = 200
SHARED_S = 15  # how long the answers that are alike for all may be kept


# --- The list ---------------------------------------------------------------------------------------------


class Listed(NamedTuple):
    """The answer to a search: one more than fits the page, the lives in danger above the list, and the list."""

    found: list[Found]
    grave: list[Found]
    rest: list[Found]


def _version() -> str:
    """The version of the list in an address: of what its cards say, without the words that change with the clock."""
    search = searching.read(request.args)
    if search.cell is None or "after" in request.args:
        return ""
    cells = changes.around(search.cell, search.within_km * 1000)
    return changes.remembered(("list", search), cells, lambda: _said_now(search), search.holds_s)


def _said_now(search: Search) -> str:
    listed = _listed(search)
    return _said(listed, queries.cards([*listed.grave, *listed.rest]))


def _said(listed: Listed, cards: Sequence[Card]) -> str:
    """A hash of all that the public sees, but for moments: it must change with nothing that the public does not see."""
    facts = [
        (one.found.public_id, one.found.urgency, one.wants, one.people, one.given > 0, one.area_id) for one in cards
    ]
    return hashlib.sha256(repr((len(listed.found) > PAGE, len(listed.grave), facts)).encode()).hexdigest()


@bp.get("/nearby")
@open_to("anyone")
@fresh.polled(_version, view_marks=True)
@read_replica.may_answer
def nearby() -> Answer:
    """The open cases around a place, the nearest first; without a place, the choice of one."""
    search = searching.read(request.args)
    if search.cell is None:
        if (typed := _typed()) and not typed.turned:
            return web.see_other("cases.nearby", **search.args(cell=geo.cell_of(typed.point), area=None))
        return _choice_of_place(search)
    after, good = searching.after(search, request.args.get("after"))
    listed = _listed(search, after)
    cards = queries.cards([*listed.grave, *listed.rest])
    if after is None:
        fresh.mark(_said(listed, cards))
    page = web.page(
        "cases/nearby.html", search=search, place=place_name(search), anew=not good, paged=after is not None,
        grave=_grave_rows(listed, cards), rows=_rows(listed, cards, after),
        around=sketch.sketch(geo.centre_of(search.cell), [*listed.grave, *listed.rest]),
        wider=None if listed.found else _wider(search),
        next_url=_next_url("cases.nearby", search, listed.found, PAGE), **searching.choices(),
    )  # fmt: skip
    return web.shared(page, SHARED_S)


def _listed(search: Search, after: Found | None = None) -> Listed:
    found = _found(search, PAGE, after)
    grave = [] if after else _grave(search)
    above = {one.id for one in grave}
    return Listed(found, grave, [one for one in found[:PAGE] if one.id not in above])


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
    return lookup.position_in(request.args.get("q", ""))


def _choice_of_place(search: Search, form: PositionForm | None = None) -> str:
    """A typed position comes here only with longitude first; it is turned round and asked about."""
    text, typed = request.args.get("q", "").strip()[: positions.MOST], _typed()
    link = positions.is_link(text)
    return web.page(
        "cases/place.html", search=search, q=text, form=form or PositionForm(), typed=typed, link=link,
        cell=geo.cell_of(typed.point) if typed else None,
        hits=lookup.search(text, limit=10) if text and not (typed or link) else [],
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


def _grave_rows(listed: Listed, cards: Sequence[Card]) -> list[Row]:
    why, above = _("Shown above the list because a life is in danger."), {one.id for one in listed.grave}
    return [Row(card, areas.by_id(card.area_id), why) for card in cards if card.found.id in above]


def _rows(listed: Listed, cards: Sequence[Card], after: Found | None) -> list[Row]:
    mine = {one.id for one in listed.rest}
    return rows_of([card for card in cards if card.found.id in mine], after, others=bool(listed.grave))


def _next_url(endpoint: str, search: Search, found: list[Found], fit: int, **more: Any) -> str | None:
    if len(found) <= fit:
        return None
    return url_for(endpoint, **search.args(), **more, after=searching.cursor(search, found[fit - 1]))


def _wider(search: Search) -> int | None:
    """The next larger radius, or None at the largest."""
    return next((km for km in searching.RADII_KM if km > search.within_km), None)


def place_name(search: Search) -> str:
    """The name of the searched place: the chosen ward, or the one around the middle of the cell; "" without a place."""
    return areas.label_around(search.area, search.centre)


def next_nearest(centre: geo.Point, but: int, limit: int = 3) -> list[Row]:
    """The cases nearest to another one, for whoever came too late; in a drill none, for these are real."""
    if exercises.current():
        return []
    found = [one for one in queries.nearby(centre, queries.Filters(), limit=limit + 1) if one.id != but]
    return rows_of(queries.cards(found[:limit]))


# --- For programs ---------------------------------------------------------------------------------------


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
            "wants": [{"item": item, "quantity": rest, "unit": kinds.item(item).unit} for item, rest in card.wants],
            "urgency": URGENCY_NAMES[found.urgency],
            "people": card.people,
            "waiting_since": found.waiting_since.isoformat(timespec="seconds"),
            "distance_m": round(found.distance_m),
            "url": case_url(found.public_id),
        },
    }

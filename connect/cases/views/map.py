"""The map: the same search as the list, and the signs that are in view."""

from dataclasses import replace

from flask import Response, current_app, jsonify, request
from flask_babel import lazy_gettext as _l
from werkzeug.http import generate_etag

from connect import geo, web
from connect.areas import queries as areas
from connect.cases import queries
from connect.cases.map import changes, clusters
from connect.cases.map.rows import Row
from connect.cases.queries import Found
from connect.cases.views import search as searching
from connect.cases.views.blueprint import bp
from connect.cases.views.nearby import SHARED_S, place_name
from connect.cases.views.search import RADII_KM, Search
from connect.errors import RuleBroken
from connect.web import Answer, open_to, read_replica
from connect.web.pages import fresh

BESIDE = 20  # cards at most
CORNERS = 3  # so many times as many are looked at: what is near the middle may be above or below the view
NO_BOX = _l("Say which part of the map: south, west, north and east in degrees.")


@bp.get("/map", endpoint="map")
@open_to("anyone")
def map_page() -> Answer:
    """The same search on a map."""
    search = searching.read(request.args)
    centre = search.centre
    fresh.mark_parts()
    page = web.page(
        "cases/map.html", search=search, centre=centre, place=place_name(search) if centre else None,
        provinces=areas.provinces(), filtered=search.args(cell=None, area=None, within_km=searching.USUAL_KM) != {},
        **searching.choices(),
    )  # fmt: skip
    return web.with_map(page)


@bp.get("/clusters.json")
@open_to("anyone")
@read_replica.may_answer
def clusters_json() -> Answer:
    """The cells in view with how many need help, are taken, were helped."""
    box, search = clusters.box_of(request.args), searching.read(request.args)
    if box is None:
        return jsonify(error=str(NO_BOX)), 422
    if web.person() and request.if_none_match.contains(_mark(box, search)):  # strangers have the shared cache
        return web.public(Response(status=304), SHARED_S)
    answer = Response(_in_view(box, search), mimetype="application/json")
    answer.add_etag()
    return web.public(answer, SHARED_S)


def _mark(box: clusters.Box, search: Search) -> str:
    """The ETag of what is in view now; while nothing there changes, it costs no search."""
    view = ("map", box, search.kinds, search.urgency, search.waiting_h)
    return changes.remembered(
        view, changes.in_view(box), lambda: generate_etag(_in_view(box, search)), search.holds_s
    )  # fmt: skip


def _in_view(box: clusters.Box, search: Search) -> bytes:
    found = [clusters.told(one) for one in clusters.clusters(box, search.filters())]
    return current_app.json.dumps({"clusters": found}).encode()


# --- The cards beside the map ---------------------------------------------------------------------------------


@bp.get("/map/cards")
@open_to("anyone")
@read_replica.may_answer
def map_cards() -> Answer:
    """The cards of the open cases in view that are nearest to its middle, as a document for the script of the map."""
    box, search = clusters.box_of(request.args), searching.read(request.args)
    if box is None:
        raise RuleBroken(NO_BOX)
    middle = geo.Point((box.south + box.north) / 2, (box.west + box.east) / 2)
    around_m = geo.distance_m(middle, geo.Point(box.north, box.east))
    wide = next((km for km in RADII_KM if km * 1000 >= around_m), RADII_KM[-1])
    there = replace(search, cell=geo.cell_of(middle), area=None, within_km=wide)
    near = queries.nearby(geo.centre_of(geo.cell_of(middle)), there.filters(), limit=CORNERS * BESIDE)
    cards = queries.cards([one for one in near if box.holds(_place(one))][:BESIDE])
    page = web.page(
        "cases/map_cards.html", rows=[Row(card, areas.by_id(card.area_id), "") for card in cards], search=there,
        cells=clusters.cells_of(box, (_place(card.found) for card in cards)),
    )  # fmt: skip
    return web.shared(page, SHARED_S)


def _place(found: Found) -> geo.Point:
    return geo.Point(found.lat, found.lon)

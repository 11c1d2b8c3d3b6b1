"""The map of supply points: the same search as the list, and the signs that are in view."""

from flask import Response, current_app, jsonify, request
from flask_babel import gettext as _

from connect import web
from connect.areas import queries as areas
from connect.cases.map.clusters import Box, box_of, told
from connect.supplies.blueprint import bp
from connect.supplies.finding import search as searching
from connect.supplies.finding.clusters import clusters
from connect.supplies.finding.search import Search
from connect.supplies.finding.views.finding import SHARED_S, choices
from connect.web import Answer, open_to, read_replica
from connect.web.pages import fresh


@bp.get("/map", endpoint="map")
@open_to("anyone")
def map_page() -> Answer:
    """The same search on a map."""
    search = searching.read(request.args)
    fresh.mark_parts()
    home = search.cell if search.delivers else None  # signs for others are alike wherever one stands
    page = web.page(
        "supplies/map.html", search=search, centre=search.centre, provinces=areas.provinces(),
        signs=search.args(cell=home, area=None), **choices(),
    )  # fmt: skip
    return web.with_map(page)


@bp.get("/clusters.json")
@open_to("anyone")
@read_replica.may_answer
def clusters_json() -> Answer:
    """The points in view with how many are open now; with a place, whether they deliver there may be asked as well."""
    box, search = box_of(request.args), searching.read(request.args)
    if box is None:
        return jsonify(error=_("Say which part of the map: south, west, north and east in degrees.")), 422
    answer = Response(_in_view(box, search), mimetype="application/json")
    answer.add_etag()
    return web.public(answer, SHARED_S)


def _in_view(box: Box, search: Search) -> bytes:
    found = clusters(box, search.filters(), search.centre)
    return current_app.json.dumps({"clusters": [told(one) for one in found]}).encode()

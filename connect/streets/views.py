"""Tiles of streets by zoom, column and row, and what a page says of them to its script."""

import gzip
import json
from typing import Any

import structlog
from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from connect import config, geo, web
from connect.config import map_tiles
from connect.streets import source
from connect.streets.pmtiles import Broken
from connect.streets.source import Streets
from connect.web import Answer, open_to
from connect.web.pages.assets import FOREVER, static_url

bp = Blueprint("streets", __name__, url_prefix="/streets")
EAST_END = 110.5  # beyond lie Hoàng Sa and Trường Sa, which have our own names, whatever the file says of them
BEYOND_ZOOM = 14  # of the tiles of others, which say nothing of themselves
LIBRARY = "vendor/protomaps-leaflet-5.1.0/protomaps-leaflet.js"
LICENCE = "https://www.openstreetmap.org/copyright"
log = structlog.get_logger()


@bp.get("/<mark>/<int:z>/<int:x>/<int:y>.mvt")
@open_to("anyone")
def tile(mark: str, z: int, x: int, y: int) -> Answer:
    """One tile as it lies in the file, without buildings unless asked for; nothing where the file has none."""
    streets = source.now()
    if streets is None or not streets.min_zoom <= z <= streets.max_zoom or x >> z or y >> z:
        raise NotFound
    buildings = request.args.get("buildings") == "1"
    try:
        found = streets.shown(z, x, y, buildings)
    except Broken as error:
        log.warning("tile of streets", trouble=str(error), z=z, x=x, y=y)
        raise NotFound from error
    return web.as_file(_kept(_answer(found, streets, f"{z}.{x}.{y}.{buildings:d}"), streets.mark == mark))


def _answer(found: bytes | None, streets: Streets, name: str) -> Response:
    if not found:
        return Response(status=204)
    packs = request.accept_encodings.quality("gzip") > 0
    answer = Response(found if packs else gzip.decompress(found), mimetype="application/vnd.mapbox-vector-tile")
    if packs:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.set_etag(f"{streets.mark}.{name}{'' if packs else '.plain'}")
    answer.make_conditional(request)
    return answer


def _kept(answer: Response, is_present: bool) -> Response:
    """Kept for a year under the address of the present file; under an older one it is asked for again."""
    answer.headers["Cache-Control"] = FOREVER if is_present else "no-cache"
    return answer


# --- What a page says to its script -------------------------------------------------------------------------


@bp.app_template_global("streets")
def attributes() -> dict[str, str]:
    """Attributes of a map's box: all that its script needs to draw streets; nothing where there are none."""
    here = config.current()
    if here.map_tiles:
        told = _of_another(here.map_tiles)
    elif streets := source.now():
        told = _of_file(streets)
    else:
        return {}
    told |= {
        "script": static_url("components/map/streets_layer.js"), "credit": here.map_credit, "licence": LICENCE,
        "show": _("Show streets"), "why": _("Your browser saves data, so streets are left out."),
    }  # fmt: skip
    return {"data-streets": json.dumps(told, ensure_ascii=False)}


def _of_file(streets: Streets) -> dict[str, Any]:
    south, west, north, east = streets.bounds
    address = url_for("streets.tile", mark=streets.mark, z=0, x=0, y=0).removesuffix("0/0/0.mvt")
    return {
        "tiles": f"{address}{{z}}/{{x}}/{{y}}.mvt", "houses": "?buildings=1", "zoom": streets.max_zoom,
        "bounds": [[south, west], [north, min(east, EAST_END)]], "library": static_url(LIBRARY),
    }  # fmt: skip


def _of_another(address: str) -> dict[str, Any]:
    south, north, west, _east = geo.VIETNAM
    told = {"tiles": address, "bounds": [[south, west], [north, EAST_END]]}
    if map_tiles.are_vector(address):
        return told | {"zoom": BEYOND_ZOOM, "library": static_url(LIBRARY)}
    return told

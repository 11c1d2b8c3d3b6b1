"""The board of an area as everybody reads it, as a page and as JSON."""

from typing import Any

from flask import jsonify, request

from connect import clock, web
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.incidents import listing, queries
from connect.incidents.blueprint import bp
from connect.incidents.rules import Standing
from connect.web import Answer, cookies, open_to


@bp.get("/board")
@open_to("anyone")
def board() -> Answer:
    """Shows what is on and what is off in an area, since when, until when, and whom to call meanwhile."""
    chosen = request.args.get("area")
    asked = areas.place_of(chosen)
    place = asked or areas.place_of(cookies.kept(cookies.WARD)) or areas.get("VN")
    found = listing.of(place, queries.board_here())
    page = web.page(
        "incidents/board.html", place=place, wrong=bool(chosen and not asked), on=found.on, off=found.off,
        elsewhere=_elsewhere() if place.parent_id is None else [],
    )  # fmt: skip
    return web.private(page)


@bp.get("/board.json")
@open_to("anyone")
def board_json() -> Answer:
    """The same as JSON; moments in ISO 8601, in UTC."""
    place = areas.get(request.args.get("area", "VN"))
    found = queries.board(place.path, clock.now(), of=queries.board_here())
    told = {"area": place.code, "at": clock.now().isoformat(), "utilities": [_told(one) for one in found.values()]}
    return web.public(jsonify(told), queries.ASKED_EVERY_S)


def _told(one: Standing) -> dict[str, Any]:
    moments = {"since": one.since, "until": one.until, "again_at": one.again_at}
    return {
        "utility": one.utility, "on": one.is_on, "reason": one.reason, "hotline": one.settings.hotline,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }  # fmt: skip


def _elsewhere() -> list[tuple[Place, int]]:
    """The provinces in which something stands otherwise than usual, each with how many utilities are off there."""
    now, found = clock.now(), []
    for province in areas.provinces():
        here = queries.board(province.path, now, of=queries.board_here()).values()
        off = [one for one in here if not one.is_on and listing.is_told(one)]
        if off:
            found.append((province, len(off)))
    return found

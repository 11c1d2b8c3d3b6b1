"""*Đi chợ gần nhà*: the supply points around a place as a list, the nearest first."""

from dataclasses import replace
from typing import Any

from flask import request, url_for

from connect import geo, web
from connect.areas import positions, queries as areas
from connect.areas.names import lookup
from connect.areas.positions import Position
from connect.supplies import goods, words
from connect.supplies.blueprint import bp
from connect.supplies.finding import queries, search as searching, telling
from connect.supplies.finding.nearby import Found, nearby
from connect.supplies.finding.search import Search
from connect.web import Answer, open_to, read_replica

PAGE = 20
SHARED_S = 15  # how long the answers that are alike for all may be kept


# --- The list ---------------------------------------------------------------------------------------------


@bp.get("/")
@open_to("anyone")
@read_replica.may_answer
def finding() -> Answer:
    """The supply points around a place, the nearest first; without a place, the choice of one."""
    search = searching.read(request.args)
    if search.centre is None:
        return _choice_of_place(search)
    after, good = searching.after(search, request.args.get("after"))
    found = nearby(search.centre, search.filters(), limit=PAGE + 1, after=after)
    shown = found[:PAGE] or (_next_to_open(search) if after is None else [])
    rows = telling.rows(shown, search.item)
    page = web.page(
        "supplies/finding.html", search=search, place=place_name(search), anew=not good, paged=after is not None,
        known=[row for row in rows if row.known], unknown=[row for row in rows if not row.known],
        unknown_before=after is not None and not after.known, all_closed=bool(rows) and not found,
        wider=_wider(search), next_url=next_url("supplies.finding", search, found, PAGE), **choices(),
    )  # fmt: skip
    return web.shared(page, SHARED_S)


@bp.post("/")
@web.csrf.exempt  # type: ignore[untyped-decorator]  # changes nothing; a token would make every list somebody's own
@open_to("anyone")
def my_position() -> Answer:
    """Takes an exact position and lets go of it at once: only its cell goes on, into the address."""
    search = searching.read(request.args)
    point = _posted()
    if point is None:
        return _place_page(search, "", wrong=True), 422
    return web.see_other("supplies.finding", **search.args(cell=geo.cell_of(point), area=None))


def _posted() -> geo.Point | None:
    try:
        point = geo.Point(float(request.form.get("lat", "")), float(request.form.get("lon", "")))
    except ValueError:
        return None
    return point if geo.in_vietnam(point) else None


def _choice_of_place(search: Search) -> Answer:
    """A typed position goes on as its cell; one that came with longitude first is turned round and asked about."""
    text = request.args.get("q", "").strip()[: positions.MOST]
    typed = lookup.position_in(text)
    if typed and not typed.turned:
        return web.see_other("supplies.finding", **search.args(cell=geo.cell_of(typed.point), area=None))
    return _place_page(search, text, typed)


def _place_page(search: Search, text: str, typed: Position | None = None, *, wrong: bool = False) -> str:
    link = positions.is_link(text)
    return web.page(
        "supplies/place.html", search=search, q=text, wrong=wrong, typed=typed, link=link,
        cell=geo.cell_of(typed.point) if typed else None,
        hits=lookup.search(text, limit=10) if text and not (typed or link) else [],
    )  # fmt: skip


def _next_to_open(search: Search) -> list[Found]:
    """Where every point is closed now, the next to open first."""
    if not search.open_now or search.centre is None:
        return []
    return queries.next_to_open(search.centre, replace(search.filters(), open_now=False), PAGE)


def next_url(endpoint: str, search: Search, found: list[Found], fit: int, **more: Any) -> str | None:
    """The address of the next page where more was found than fits on one."""
    if len(found) <= fit:
        return None
    return url_for(endpoint, **search.args(), **more, after=searching.cursor(search, found[fit - 1]))


def _wider(search: Search) -> int | None:
    """The next larger radius, or None at the largest."""
    return next((km for km in searching.RADII_KM if km > search.within_km), None)


def place_name(search: Search) -> str:
    """The name of the searched place: the chosen ward, or the one around the middle of the cell; "" without a place."""
    return areas.label_around(search.area, search.centre)


def choices() -> dict[str, Any]:
    """The choices of the search form: goods by group, radii in kilometres, ways to pay, kinds of points."""
    return {"groups": goods.offered(), "radii": searching.RADII_KM, "pays": words.PAYS, "point_kinds": words.KINDS}

"""The bar of every page: what people of the reader's ward must do now, asked once in some seconds for each ward."""

from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app, g, has_request_context

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices.alerts.cap import SEVERITIES
from connect.notices.feed import queries
from connect.notices.feed.lines import Line
from connect.web import answers, cookies
from connect.web.pages import languages

COOKIE = cookies.WARD
KEPT = timedelta(seconds=5)
MOST = 5
EXTREME = max(SEVERITIES.values())


class Kept(NamedTuple):
    """The answer for a ward in a language, and when it was found."""

    at: datetime
    lines: list[Line]


def of(place: Place, lang: str) -> list[Line]:
    """The extreme notices in force for a place, the newest first, at most five; some seconds old."""
    kept: dict[tuple[int, str], Kept] = current_app.extensions.setdefault("connect.extreme", {})
    now = clock.now()
    found = kept.get((place.id, lang))
    if found is None or abs(now - found.at) > KEPT:
        found = kept[place.id, lang] = Kept(now, queries.page(place, MOST, lang=lang, severity=EXTREME))
    return [one for one in found.lines if one.withdrawn_at is None and one.ends_at > now]


def forget() -> None:
    """Once this transaction stands, this process looks anew; the others do so by themselves."""
    kept = current_app.extensions.setdefault("connect.extreme", {})
    db.after_commit("extreme", kept.clear)


def look_at(place: Place) -> None:
    """Says that the reader has chosen another ward by this very request; its browser remembers it from now on."""
    g.chosen_ward = place.code


def about(place: Place) -> None:
    """Says that this page is about a place: its bar is that of the place, whoever reads, whatever ward is kept."""
    g.page_of = place


def here() -> list[Line]:
    """The same for whoever asks for this page: of the ward that the browser remembers, else of the whole country.

    On a page about a place, of that.
    """
    if not has_request_context():
        return []
    if "extreme" not in g:
        g.extreme = _here()
    found: list[Line] = g.extreme
    return found


def _here() -> list[Line]:
    try:
        found = of(_place(), languages.chosen())
    except db.FAILURES:  # the page says that the database does not answer; it can ask nothing
        return []
    if found and "page_of" not in g and ("chosen_ward" in g or cookies.kept(COOKIE)):
        answers.for_one()
    return found


def _place() -> Place:
    if place := g.get("page_of"):
        return place
    try:
        return areas.get(g.get("chosen_ward") or cookies.kept(COOKIE))
    except NotFound:
        return areas.get("VN")

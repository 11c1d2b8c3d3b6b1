"""The way to stories: the newest on the front page, and a link at the foot of every page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from connect import db
from connect.areas.queries import Place
from connect.registry import front_page, navigation
from connect.stories.feed import queries
from connect.web.pages import languages

ON_FRONT = 2


def newest() -> Mapping[str, Any] | None:
    """Two stories of the whole country; nothing while there are none, or while the database does not answer."""
    try:
        found = queries.latest("/VN/", ON_FRONT, lang=languages.chosen())
    except db.FAILURES:  # the rest of the page may come of a replica
        return None
    return {"stories": found} if found else None


def of_place(place: Place) -> Mapping[str, Any] | None:
    """Two stories of a place and of all below it, or told of its province."""
    found = queries.latest(place.path, ON_FRONT, lang=languages.chosen())
    return {"stories": found} if found else None


navigation.foot("stories.feed", _l("Stories of help"))
front_page.part("stories/front.html", order=60, values=newest)
front_page.place_part("stories/place.html", order=60, slot="news", values=of_place)

"""A whole province is told to act now only by whoever types its name: a slip of the finger wakes no million people."""

from flask_babel import lazy_gettext as _l

from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import RuleBroken
from connect.notices.alerts.cap import SEVERITIES, Status
from connect.notices.models import Notice
from connect.text import folded

WIDE = ("country", "city", "province")


def to_be_typed(notice: Notice) -> Place | None:
    """The place whose name is to be typed before a notice goes out; None for what is smaller, lighter or not real."""
    if notice.severity < SEVERITIES["extreme"] or notice.status != Status.ACTUAL:
        return None
    places = [areas.by_id(one.area_id) for one in notice.areas]
    return next((one for one in sorted(places, key=lambda one: one.path) if one.kind in WIDE), None)


def require(notice: Notice, typed: str) -> None:
    """Raises RuleBroken where the name that is asked for was not typed, with or without what kind of place it is."""
    place = to_be_typed(notice)
    if place is not None and folded(typed) not in (folded(place.name), folded(place.short)):
        raise RuleBroken(_l("Type the name of the area: %(name)s", name=place.name))

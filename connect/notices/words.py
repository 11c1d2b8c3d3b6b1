"""Severity and areas of a notice in words."""

from flask_babel import gettext, lazy_gettext as _l, ngettext

from connect.areas import queries as areas
from connect.notices.models import Notice

# number: (what a notice asks of its reader, tone); each tone has a sign of the same name
SEVERITIES = {
    4: (_l("Act now"), "grave"),
    3: (_l("Get ready"), "ready"),
    2: (_l("Keep watch"), "watch"),
    1: (_l("Good to know"), "tell"),
}
MEANINGS = {
    4: _l("a life may be in danger: do what it says at once"),
    3: _l("it comes: prepare today"),
    2: _l("it may come: look here again"),
    1: _l("nothing is in danger"),
}
ACT_NOW = max(SEVERITIES)
MOST_NAMES = 2


def areas_listed(notice: Notice) -> str:
    """All areas of a notice, those of a province together: "Thành phố Huế: Phường Vỹ Dạ, Phường Kim Long"."""
    together: dict[str, list[str]] = {}
    for one in notice.areas:
        place = areas.by_id(one.area_id)
        above = areas.ancestors(place)[1:-1]
        together.setdefault(above[0].name if above else "", []).append(place.name)
    return "; ".join(f"{name}: {', '.join(names)}" if name else ", ".join(names) for name, names in together.items())


def areas_said(notice: Notice) -> str:
    """The areas of a notice in a few words: "Phường Vỹ Dạ, Thành phố Huế", "Thành phố Huế, 10 wards"."""
    places = [areas.by_id(one.area_id) for one in notice.areas]
    if len(places) == 1:
        return gettext("The whole country") if places[0].kind == "country" else areas.label(places[0])
    above = {areas.ancestors(place)[-2].id for place in places if place.kind != "country"}
    if len(above) == 1 and len(places) > MOST_NAMES and areas.by_id(*above).kind != "country":
        wards = ngettext("%(num)s ward", "%(num)s wards", len(places))
        return f"{areas.by_id(*above).name}, {wards}"
    names = ", ".join(place.name for place in places[:MOST_NAMES])
    more = len(places) - MOST_NAMES
    return gettext("%(names)s and %(more)s more", names=names, more=more) if more > 0 else names

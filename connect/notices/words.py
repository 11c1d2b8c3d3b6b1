"""Severity and areas of a notice in words."""

from flask_babel import gettext, lazy_gettext as _l, ngettext

from connect.areas import queries as areas
from connect.notices.alerts.cap import Category, Certainty, Response, Urgency
from connect.notices.alerts.content import Words
from connect.notices.feed.lines import Line
from connect.notices.models import Notice
from connect.notices.rules import State, Verb

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
URGENCIES = {
    Urgency.IMMEDIATE: _l("right now"),
    Urgency.EXPECTED: _l("within the next hour"),
    Urgency.FUTURE: _l("soon"),
    Urgency.PAST: _l("over"),
    Urgency.UNKNOWN: _l("not known"),
}
CERTAINTIES = {
    Certainty.OBSERVED: _l("it is happening"),
    Certainty.LIKELY: _l("very likely"),
    Certainty.POSSIBLE: _l("possible"),
    Certainty.UNLIKELY: _l("hardly likely"),
    Certainty.UNKNOWN: _l("not known"),
}
RESPONSES = {
    Response.SHELTER: _l("take shelter where you are"),
    Response.EVACUATE: _l("leave the place"),
    Response.PREPARE: _l("prepare"),
    Response.EXECUTE: _l("do as planned"),
    Response.AVOID: _l("keep away"),
    Response.MONITOR: _l("keep watch"),
    Response.ASSESS: _l("judge for yourself"),
    Response.ALL_CLEAR: _l("the danger is over"),
    Response.NONE: _l("nothing needs to be done"),
}
CATEGORIES = {
    Category.MET: _l("weather, flood, typhoon"),
    Category.GEO: _l("landslide, earthquake"),
    Category.HEALTH: _l("health, epidemic"),
    Category.SAFETY: _l("safety of everybody"),
    Category.FIRE: _l("fire"),
    Category.RESCUE: _l("rescue"),
    Category.ENV: _l("environment"),
    Category.TRANSPORT: _l("roads and transport"),
    Category.INFRA: _l("power, water, telephone"),
    Category.SECURITY: _l("crime, fraud"),
    Category.CBRNE: _l("chemicals, radiation, explosives"),
    Category.OTHER: _l("something else"),
}
# Decision 18/2021/QĐ-TTg, article 4
RISK_LEVELS = {
    1: _l("1: low"),
    2: _l("2: medium"),
    3: _l("3: large"),
    4: _l("4: very large"),
    5: _l("5: catastrophe"),
}
STATES = {
    State.DRAFT: _l("draft"),
    State.SUBMITTED: _l("waits for a second official"),
    State.SCHEDULED: _l("begins later"),
    State.PUBLISHED: _l("published"),
    State.CANCELLED: _l("withdrawn"),
}
VERBS = {
    Verb.SUBMIT: _l("handed in"),
    Verb.SEND_BACK: _l("sent back"),
    Verb.APPROVE: _l("approved"),
    Verb.PUBLISH: _l("published"),
    Verb.PUBLISH_ALONE: _l("published without a second official"),
    Verb.BEGIN: _l("begun"),
    Verb.UPDATE: _l("changed"),
    Verb.CANCEL: _l("withdrawn"),
}
MOST_NAMES = 2


def areas_listed(notice: Notice) -> str:
    """All areas of a notice, those of a province together: "Thành phố Huế: Phường Vỹ Dạ, Phường Kim Long"."""
    together: dict[str, list[str]] = {}
    for one in notice.areas:
        place = areas.by_id(one.area_id)
        above = areas.ancestors(place)[1:-1]
        together.setdefault(above[0].name if above else "", []).append(place.name)
    return "; ".join(f"{name}: {', '.join(names)}" if name else ", ".join(names) for name, names in together.items())


def areas_said(notice: Notice | Line) -> str:
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


def told_in(notice: Notice | Line, lang: str) -> Words:
    """The words of a notice in a language; its own, which are Vietnamese, where it has none in that.

    A line of a feed was read in a language already.
    """
    if isinstance(notice, Line):
        return Words(notice.title, notice.text, notice.instruction)
    found = next((one for one in notice.texts if one.lang == lang), notice)
    return Words(found.title, found.text, found.instruction)

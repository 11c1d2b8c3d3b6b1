"""The parts of notices on the front page of a place: what must be done, what is told, who speaks, what was counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from flask_babel import gettext as _

from connect import config
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.gateways.media import MEDIA, reaches
from connect.notices import queries as notices
from connect.notices.bulletins import queries as bulletins, words
from connect.notices.bulletins.queries import Reading
from connect.notices.bulletins.rules import ADDED_UP
from connect.notices.channels import speaking as voices
from connect.notices.channels.speaking import Counts
from connect.notices.feed import bar, queries
from connect.web.pages import languages

Values = Mapping[str, Any]
TOLD, SPEAKING, COUNTED = 4, 4, 3  # so many of each; what there is more stands a press away
LOOKED_AT = 8  # series, for those that tell something of the place


def alarm(place: Place) -> Values | None:
    """The newest notice that asks the people of a place to act now."""
    bar.about(place)
    found = bar.of(place, languages.chosen())
    g.alarmed = found[0].public_id if found else None
    return {"notice": found[0]} if found else None


def news(place: Place) -> Values:
    """The gravest of all others that are told there; in the country, of all that is told anywhere."""
    if place.parent_id is None:
        found: list[Any] = list(notices.gravest(TOLD + 1))
    else:
        found = list(queries.page(place, TOLD + 1, lang=languages.chosen()))
    told = g.get("alarmed")
    return {"notices": [one for one in found if one.public_id != told][:TOLD], "alarm": told is not None}


def speaking(place: Place) -> Values:
    """The channels that speak to a place, the nearest first, each with the area that it speaks for."""
    found = voices.to(place)
    shown = [(one, _whose(areas.by_id(one.area_id))) for one in found[:SPEAKING]]
    return {"channels": shown, "more": len(found) > SPEAKING, "followable": followable()}


def followable() -> bool:
    """Whether a message would reach anybody: without a way out the feed reader is the only one."""
    return any(reaches(config.current(), medium) for medium in MEDIA)


def counted(place: Place) -> Values | None:
    """The newest figure of each series that is told of a place, with how it has changed."""
    series = [one for voice in voices.to(place) for one in voice.counts][:LOOKED_AT]
    if not series:
        return None
    two = bulletins.newest_two([one.id for one in series], place)
    found = [(one, *_changed(some, one)) for one in series if (some := two.get(one.id) or _together(one, place))]
    return {"figures": found[:COUNTED]} if found else None


def _changed(two: Sequence[Reading], series: Any) -> tuple[Reading, str]:
    return two[0], words.change(two[0], two[1] if len(two) > 1 else None, series)


def _together(one: Counts, place: Place) -> list[Reading]:
    """Of a place that reports nothing itself, what the wards in it report together."""
    if place.kind in areas.WARDS or one.kind not in ADDED_UP:
        return []
    return bulletins.readings(bulletins.by_public_id(one.public_id), place, 2)


def _whose(area: Place) -> str:
    return area.name if area.parent_id is not None else _("The whole country")

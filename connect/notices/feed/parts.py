"""The parts of notices on the front page of a place: what must be done, what is told, who speaks, what was counted."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _

from connect import config
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.gateways.media import MEDIA, reaches
from connect.notices import queries as notices
from connect.notices.bulletins import queries as bulletins, words
from connect.notices.channels import queries as channels
from connect.notices.feed import bar, queries
from connect.web.pages import languages

Values = Mapping[str, Any]
TOLD, SPEAKING, COUNTED = 4, 4, 3  # so many of each; what there is more stands a press away


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
    found = channels.listed(place)
    shown = [(one, _whose(areas.by_id(one.area_id))) for one in found[:SPEAKING]]
    return {"channels": shown, "more": len(found) > SPEAKING, "followable": followable()}


def followable() -> bool:
    """Whether a message would reach anybody: without a way out the feed reader is the only one."""
    return any(reaches(config.current(), medium) for medium in MEDIA)


def counted(place: Place) -> Values | None:
    """The newest figure of each series that is told of a place, with how it has changed."""
    found: list[tuple[Any, ...]] = []
    for one in bulletins.of_place(place):
        if len(found) < COUNTED and (two := bulletins.readings(one, place, 2)):
            found.append((one, two[0], words.change(two[0], two[1] if len(two) > 1 else None, one)))
    return {"figures": found} if found else None


def _whose(area: Place) -> str:
    return area.name if area.parent_id is not None else _("The whole country")

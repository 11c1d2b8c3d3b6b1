"""A notice as an alert of the standard: its words by language, its areas by code, outline and circle."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import force_locale, gettext as _

from connect import config
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices.alerts import cap, outlines
from connect.notices.alerts.alert import Alert, AlertArea, Circle, Info, Named, Reference
from connect.notices.alerts.cap import LONGEST_EVENT, Category, MsgType, Status
from connect.notices.models import Channel, Notice, NoticeVersion
from connect.notices.rules import SEVERITY_NAMES
from connect.notices.words import CATEGORIES
from connect.web import link_to

CODES = "VN-GSO"  # the list that geocodes are from: the numbers of the statistics office
RISK_LEVEL = "VN-18-2021-QD-TTg"  # the decision that has the levels of disaster risk
LANGUAGES = {"vi": "vi-VN"}
SMALLEST_KM = 0.1
LONGEST_PLACES = 500  # letters of all names together


def alert_of(notice: Notice, version: NoticeVersion, before: Sequence[NoticeVersion]) -> Alert:
    """The alert that one version is. `before`: all earlier ones, in whatever order."""
    said = version.said
    status = Status(said.get("status", Status.ACTUAL))
    return Alert(
        identifier=name_of(notice, version), sender=sender_of(notice.channel, version), sent=version.at,
        status=status, msg_type=MsgType(version.msg_type), note=said.get("reason", "") or _note(status),
        references=tuple(_reference(notice, one) for one in sorted(before, key=lambda one: one.version)),
        incidents=said.get("incident", ""), infos=tuple(_infos(notice, said)),
    )  # fmt: skip


def name_of(notice: Notice, version: NoticeVersion) -> str:
    """The identifier of a version; one that was written by an older process is named as it would have named it."""
    return version.identifier or cap.identifier(notice.public_id, version.version)


def sender_of(channel: Channel, version: NoticeVersion) -> str:
    """The sender of a version, as it was when it was published."""
    return str(version.said.get("sender") or cap.sender(channel.public_id, config.current().site_url))


def _reference(notice: Notice, version: NoticeVersion) -> Reference:
    return Reference(sender_of(notice.channel, version), name_of(notice, version), version.at)


def _note(status: Status) -> str:
    """The words that the standard wants beside an exercise."""
    return "Diễn tập / Exercise" if status == Status.EXERCISE else ""


def _infos(notice: Notice, said: Mapping[str, Any]) -> Iterator[Info]:
    """One for each language, alike but for the words."""
    with force_locale("vi"):
        yield _info(notice, said, "vi", said)
    for lang, words in sorted(said.get("others", {}).items()):
        with force_locale(lang):
            yield _info(notice, said, lang, words)


def _info(notice: Notice, said: Mapping[str, Any], lang: str, words: Mapping[str, Any]) -> Info:
    category, level = Category(said.get("category", Category.OTHER)), said.get("risk_level")
    return Info(
        language=LANGUAGES.get(lang, lang), categories=(category,),
        event=said.get("event") or str(CATEGORIES[category])[:LONGEST_EVENT],
        responses=(said["response"],) if said.get("response") else (),
        urgency=said.get("urgency", "Unknown"), severity=SEVERITY_NAMES[said["severity"]].title(),
        certainty=said.get("certainty", "Unknown"), effective=_moment(said["starts_at"]),
        onset=_moment(said.get("onset_at")), expires=_moment(said["ends_at"]), sender_name=notice.channel.name,
        headline=words["title"], description=words["text"], instruction=words.get("instruction", ""),
        web=said.get("web") or link_to("notices.show", public_id=notice.public_id), contact=said.get("contact", ""),
        parameters=(Named(RISK_LEVEL, str(level)),) if level else (), areas=areas_of(said),
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def areas_of(said: Mapping[str, Any]) -> tuple[AlertArea, ...]:
    """The areas of a version: a drawn outline or a circle round them all, or each as it lies."""
    outline, circle = said.get("outline"), said.get("circle")
    if not outline and not circle:
        return tuple(_area(code) for code in said["areas"])
    drawn = AlertArea(
        description=places_said(said), codes=tuple(Named(CODES, code) for code in said["areas"]),
        outlines=(tuple((lat, lon) for lat, lon in outline),) if outline else (),
        circles=(Circle(*circle),) if circle else (),
    )  # fmt: skip
    return (drawn,)


def places_said(said: Mapping[str, Any]) -> str:
    """The names of all areas, as far as there is room."""
    names = "; ".join(_name(code) for code in said["areas"])
    return names if len(names) <= LONGEST_PLACES else names[: LONGEST_PLACES - 1] + "…"


def _place(code: str) -> Place | None:
    try:
        return areas.get(code)
    except NotFound:
        return None


def _name(code: str) -> str:
    place = _place(code)
    if place is None:
        return code
    return _("The whole country") if place.kind == "country" else areas.label(place)


def _area(code: str) -> AlertArea:
    place = _place(code)
    named = AlertArea(description=_name(code), codes=(Named(CODES, code),))
    if place is None:
        return named
    if place.kind == "country":
        return replace(named, outlines=outlines.of_country())
    if drawn := outlines.of_province(code):
        return replace(named, outlines=drawn)
    return replace(named, circles=(Circle(place.lat, place.lon, max(SMALLEST_KM, radius_km(place.km2))),))


def radius_km(km2: float) -> float:
    """The radius of a circle of this size, to ten metres."""
    return round(math.sqrt(km2 / math.pi), 2)

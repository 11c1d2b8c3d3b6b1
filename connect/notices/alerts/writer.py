"""Alerts as XML: the elements stand in tables, in the order of the standard (OASIS CAP 1.2, section 3.2)."""

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405 - written, never read

from connect.notices.alerts.alert import NAMESPACE, Alert, Circle, Outline, Reference

UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 has no way to say these

Table = tuple[tuple[str, str, "Callable[[Any, tzinfo], str] | Table"], ...]


def written(alert: Alert, zone: tzinfo) -> bytes:
    """An alert as a file in UTF-8; moments carry the offset of the zone."""
    root = Element("alert", xmlns=NAMESPACE)
    _write(root, ALERT, alert, zone)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def said(at: datetime, zone: tzinfo) -> str:
    """A moment as the standard wants it: whole seconds, the offset in figures, and never the letter Z.

    >>> from datetime import UTC
    >>> said(datetime(2026, 11, 29, 8, tzinfo=UTC), UTC)
    '2026-11-29T08:00:00-00:00'
    """
    text = at.astimezone(zone).replace(microsecond=0).isoformat()
    return text[:-6] + "-00:00" if text.endswith("+00:00") else text


def plain(text: str) -> str:
    """A text without what XML cannot hold, and with line ends that come back as they went."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _write(parent: Element, table: Table, thing: Any, zone: tzinfo) -> None:
    for name, attribute, how in table:
        value = getattr(thing, attribute)
        for one in value if isinstance(value, tuple) and attribute != "references" else [value]:
            if one is None or one in ("", ()):
                continue
            child = SubElement(parent, name)
            if callable(how):
                child.text = plain(how(one, zone))
            else:
                _write(child, how, one, zone)


def _text(value: Any, _zone: tzinfo) -> str:
    return str(value)


def _references(some: tuple[Reference, ...], zone: tzinfo) -> str:
    return " ".join(f"{one.sender},{one.identifier},{said(one.sent, zone)}" for one in some)


def _outline(outline: Outline, _zone: tzinfo) -> str:
    return " ".join(f"{figure(lat)},{figure(lon)}" for lat, lon in outline)


def _circle(circle: Circle, _zone: tzinfo) -> str:
    return f"{figure(circle.lat)},{figure(circle.lon)} {figure(circle.km)}"


def figure(value: float) -> str:
    """A number without an exponent, to five places: about a metre."""
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


NAMED: Table = (("valueName", "name", _text), ("value", "value", _text))
AREA: Table = (
    ("areaDesc", "description", _text), ("polygon", "outlines", _outline), ("circle", "circles", _circle),
    ("geocode", "codes", NAMED),
)  # fmt: skip
INFO: Table = (
    ("language", "language", _text), ("category", "categories", _text), ("event", "event", _text),
    ("responseType", "responses", _text), ("urgency", "urgency", _text), ("severity", "severity", _text),
    ("certainty", "certainty", _text), ("effective", "effective", said), ("onset", "onset", said),
    ("expires", "expires", said), ("senderName", "sender_name", _text), ("headline", "headline", _text),
    ("description", "description", _text), ("instruction", "instruction", _text), ("web", "web", _text),
    ("contact", "contact", _text), ("parameter", "parameters", NAMED), ("area", "areas", AREA),
)  # fmt: skip
ALERT: Table = (
    ("identifier", "identifier", _text), ("sender", "sender", _text), ("sent", "sent", said),
    ("status", "status", _text), ("msgType", "msg_type", _text), ("scope", "scope", _text), ("note", "note", _text),
    ("references", "references", _references), ("incidents", "incidents", _text), ("info", "infos", INFO),
)  # fmt: skip

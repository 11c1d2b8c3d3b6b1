"""Alerts as an Atom feed (RFC 4287, paged by RFC 5005), with the standard's fields in each entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405 - written, never read

from connect.notices.alerts.alert import NAMESPACE, Alert, Info
from connect.notices.alerts.writer import plain, said

ATOM = "http://www.w3.org/2005/Atom"
MOST_BYTES = 100_000  # of a page, as receivers ask for
CAP_TYPE = "application/cap+xml"
_ROOM = 4_000  # for the links of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An alert in the feed: where its file and its page are, and its places in words."""

    alert: Alert
    file: str
    page: str
    places: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The words of a feed about itself."""

    name: str
    title: str
    language: str
    updated: datetime
    itself: str


def page(head: Head, entries: Sequence[Entry], zone: tzinfo) -> tuple[list[Element], int]:
    """The entries that a page has room for, and how many they are; at least one."""
    made: list[Element] = []
    size = _ROOM
    for entry in entries:
        one = _entry(entry, zone)
        size += len(tostring(one, encoding="utf-8"))
        if made and size > MOST_BYTES:
            break
        made.append(one)
    return made, len(made)


def feed(head: Head, entries: Sequence[Element], links: Mapping[str, str], zone: tzinfo) -> bytes:
    """The page as a file in UTF-8. `links`: addresses by their relation."""
    root = Element("feed", {"xmlns": ATOM, "xmlns:cap": NAMESPACE, "xml:lang": head.language})
    for name, text in (("id", head.name), ("title", head.title), ("updated", said(head.updated, zone))):
        SubElement(root, name).text = plain(text)
    for relation, address in {"self": head.itself, **links}.items():
        SubElement(root, "link", rel=relation, type="application/atom+xml", href=address)
    root.extend(entries)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(entry: Entry, zone: tzinfo) -> Element:
    alert, info, root = entry.alert, entry.alert.infos[0], Element("entry")
    moment = said(alert.sent, zone)
    told = {"id": address(alert), "title": title(alert, info), "updated": moment, "published": moment}
    for name, text in told.items():
        SubElement(root, name).text = plain(text)
    SubElement(SubElement(root, "author"), "name").text = plain(info.sender_name)
    SubElement(root, "link", rel="alternate", type=CAP_TYPE, href=entry.file)
    SubElement(root, "link", rel="related", type="text/html", href=entry.page)
    SubElement(root, "summary").text = plain(info.headline)
    for name, value in _fields(entry, info, zone):
        SubElement(root, f"cap:{name}").text = plain(value)
    return root


def address(alert: Alert) -> str:
    """The identifier as feeds want it, which is always an address."""
    return alert.identifier if alert.identifier.startswith("urn:") else f"urn:connect:alert:{alert.identifier}"


def title(alert: Alert, info: Info) -> str:
    """The headline, with what a reader must not miss before it."""
    marks = {"Exercise": "[DIỄN TẬP / EXERCISE] ", "Test": "[THỬ / TEST] "}.get(alert.status, "")
    return f"{marks}{'[HUỶ / CANCEL] ' if alert.msg_type == 'Cancel' else ''}{info.headline}"


def _fields(entry: Entry, info: Info, zone: tzinfo) -> list[tuple[str, str]]:
    """CAP's fields as feeds have them, in the order of the standard."""
    alert = entry.alert
    told: list[tuple[str, Any]] = [
        ("status", alert.status), ("msgType", alert.msg_type), *(("category", one) for one in info.categories),
        ("event", info.event), *(("responseType", one) for one in info.responses), ("urgency", info.urgency),
        ("severity", info.severity), ("certainty", info.certainty), ("effective", info.effective),
        ("onset", info.onset), ("expires", info.expires), ("areaDesc", entry.places),
    ]  # fmt: skip
    return [(name, said(value, zone) if isinstance(value, datetime) else str(value)) for name, value in told if value]

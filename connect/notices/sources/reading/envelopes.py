"""The ways in which alerts come: alone, several in one file, in an EDXL envelope, in a feed, or as links from one."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element  # nosec B405 - the type alone; defusedxml reads

from connect.notices.sources.reading.verdicts import Code, Refusal
from connect.notices.sources.reading.xml_guard import local, namespace

MOST_ALERTS = 500
FEEDS = ("feed", "rss", "RDF")
ENTRIES = ("entry", "item")
CAP_TYPE = "application/cap+xml"


class Opened(NamedTuple):
    """The content of a file: alerts, and where others are to be fetched."""

    kind: str
    alerts: list[Element]
    links: list[str]


def opened(root: Element) -> Opened:
    """The alerts of a file, whatever they came in. Raises Refusal."""
    name = local(root.tag)
    if name == "alert":
        return Opened("alert", [root], [])
    alerts = list(_outermost(root))
    if len(alerts) > MOST_ALERTS:
        raise Refusal(Code.MANY_ALERTS, str(MOST_ALERTS))
    if name in FEEDS:
        return Opened("feed", alerts, list(dict.fromkeys(_links(root)))[:MOST_ALERTS])
    if alerts or name in ("alerts", "EDXLDistribution"):
        return Opened("alerts", alerts, [])
    raise Refusal(Code.NOT_CAP, (f"{name} ({namespace(root.tag)})" if namespace(root.tag) else name)[:100])


def _outermost(root: Element) -> Iterator[Element]:
    """Alerts at any depth, but none inside another."""
    waiting = [root]
    while waiting:
        for one in reversed(waiting.pop()):
            if local(one.tag) == "alert":
                yield one
            else:
                waiting.append(one)


def _links(root: Element) -> Iterator[str]:
    for entry in root.iter():
        if local(entry.tag) in ENTRIES and not any(local(one.tag) == "alert" for one in entry.iter()):
            found = _best([one for one in entry if local(one.tag) == "link"])
            if found:
                yield found[:500]


def _best(links: list[Element]) -> str:
    """The link that says it is an alert; else the one that stands for the entry itself."""
    said = [one for one in links if one.get("type", "").startswith(CAP_TYPE)]
    plain = [one for one in links if one.get("rel", "alternate") == "alternate"]
    return next((address for one in (*said, *plain) if (address := (one.get("href") or one.text or "").strip())), "")

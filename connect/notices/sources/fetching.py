"""Asking a source: by the checked client of the gateways, its host alone, once for each link of its feed."""

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from connect import clock, config, db
from connect.areas import queries as areas
from connect.gateways.base import Failed
from connect.gateways.http_client import Client
from connect.notices.sources import actions, queries
from connect.notices.sources.reading import places, reader, xml_guard
from connect.notices.sources.reading.places import Gazetteer
from connect.notices.sources.reading.reader import FileRead

WITHIN_S = 10.0  # for the feed and its links together
MOST_LINKS = 20  # of a feed in one look; the others come with the next
FINE = 200
ACCEPT = {"Accept": "application/cap+xml, application/atom+xml, application/rss+xml, application/xml, text/xml"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """The files of a source as they were read, the links that were asked, and what kept it from coming."""

    files: tuple[FileRead, ...]
    links: tuple[str, ...]
    trouble: str


def look(number: int) -> dict[str, int]:
    """Asks a source, and takes what it says; nothing of the database is held while it answers."""
    with db.transaction():
        source = queries.by_id(number)
        address, known = source.address, frozenset(source.fetched)
    db.session.rollback()
    told = fetched(address, known)
    with db.transaction():
        return actions.taken(queries.by_id(number), told.files, told.links, told.trouble)


def fetched(address: str, known: Collection[str] = ()) -> Fetched:
    """All that an address says, and each link of its feed that is not known yet, within one time for all."""
    until = time.monotonic() + WITHIN_S
    here, client = (
        places.gazetteer(areas.everywhere()),
        Client(urlsplit(address).netloc, config.current().gateway_private),
    )
    feed, trouble = _file(client, address, here, until)
    files, asked = [feed], []
    for link in [one for one in (urljoin(address, one) for one in feed.links) if one not in known][:MOST_LINKS]:
        if time.monotonic() >= until:
            break
        files.append(_file(client, link, here, until)[0])
        asked.append(link)
    return Fetched(tuple(files), tuple(asked), trouble)


def _file(client: Client, address: str, here: Gazetteer, until: float) -> tuple[FileRead, str]:
    """A file, read; and what kept it from coming, in a word."""
    try:
        reply = client.get(address, ACCEPT, max(until - time.monotonic(), 0.1), xml_guard.MOST_BYTES + 1)
    except (Failed, ValueError) as error:
        return FileRead(), str(error) or type(error).__name__
    if reply.status != FINE:
        return FileRead(), f"HTTP {reply.status}"
    found = reader.read(reply.body, replace(here), clock.now())
    return found, f"{found.refusal.code} {found.refusal.what}".strip() if found.refusal else ""

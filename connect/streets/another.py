"""Tiles of another server, looked at when an operator asks: whether one comes, what is in it, what pages draw of it."""

import math
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from connect import config, geo
from connect.config import map_tiles
from connect.gateways.base import Failed
from connect.gateways.http_client import Client, Reply
from connect.streets.checking import LEAST, OTHERS, README, WANTED
from connect.streets.layers import layers

TOWNS = {
    "Hồ Chí Minh City": geo.Point(10.7769, 106.7009), "Hà Nội": geo.Point(21.0285, 105.8542),
    "Đà Nẵng": geo.Point(16.0678, 108.2208),
}  # fmt: skip
ZOOM = 14
WITHIN_S, MOST_BYTES, MOST_UNPACKED = 5.0, 2_000_000, 16_000_000
PACKED = b"\x1f\x8b"  # how gzip begins
ONLY_GZIP = {"Accept-Encoding": "gzip"}
HEADER = "Access-Control-Allow-Origin"


class Line(NamedTuple):
    """A line about a server of tiles, and whether streets can be shown in spite of it."""

    says: str
    is_well: bool = True


def told(address: str, towns: Mapping[str, geo.Point]) -> Iterator[Line]:
    """The first tile that comes of a few towns, and what it holds. Nothing is asked of any other host."""
    here = config.current()
    client = Client(urlsplit(address).netloc, here.gateway_private or address.startswith("http://localhost"))
    trouble = "it has no towns to look at"
    for town, at in towns.items():
        try:
            reply = client.get(tile_of(address, at), _headers(here.site_url), WITHIN_S, MOST_BYTES)
        except (Failed, ValueError) as error:
            yield Line(f"No tile came: {error}.", is_well=False)
            return
        if reply.status == 200 and reply.body:
            yield Line(f"Asked for the tile of {town} at zoom {ZOOM}: {len(reply.body):,} bytes came.")
            yield from _vector(reply, here.site_url) if map_tiles.are_vector(address) else _picture(reply)
            return
        trouble = f"it answers HTTP {reply.status}{'' if reply.body else ' with nothing'}"
    yield Line(
        f"No tile at zoom {ZOOM} of {', '.join(towns)}: {trouble}. "
        "A redirect is not followed. Say where the map has streets: flask map check --at 10.03,105.78",
        is_well=False,
    )


def _headers(site: str) -> dict[str, str]:
    return ONLY_GZIP | ({"Origin": site} if site else {})


def tile_of(address: str, at: geo.Point) -> str:
    """The address of the tile around a position (Web Mercator, EPSG:3857)."""
    east = (at.lon + 180) / 360
    south = (1 - math.asinh(math.tan(math.radians(at.lat))) / math.pi) / 2
    for place, value in zip(map_tiles.PLACES, (ZOOM, *(int(share * 2**ZOOM) for share in (east, south))), strict=True):
        address = address.replace(place, str(value))
    return address


def _picture(reply: Reply) -> Iterator[Line]:
    kind = reply.headers.get_content_type()
    if not kind.startswith("image/"):
        yield Line(f"It is no picture but {kind}, and maps show none of it.", is_well=False)


def _vector(reply: Reply, site: str) -> Iterator[Line]:
    shared = reply.headers.get(HEADER, "")
    if shared != "*" and (not site or shared != site):
        yield Line(f"Its answer lets no page of this site read it: it needs the header {HEADER}.", is_well=False)
    try:
        tile = unpacked(reply.body)
        names = [name for name, *_ in layers(tile)]
    except (IndexError, KeyError, UnicodeDecodeError, zlib.error, ValueError):
        yield Line("It cannot be read as a vector tile (MVT).", is_well=False)
        return
    yield from schema(names, is_old=b"pmap:kind" in tile)


def unpacked(body: bytes) -> bytes:
    """A tile without its gzip; zlib.error, or ValueError where it is cut short or would be too large."""
    if not body.startswith(PACKED):
        return body
    unpacking = zlib.decompressobj(wbits=31)
    tile = unpacking.decompress(body, MOST_UNPACKED)
    if not unpacking.eof:
        raise ValueError("cut short, or too large")
    return tile


def schema(names: list[str], *, is_old: bool) -> Iterator[Line]:
    """The layers of a tile, and whether pages can draw them."""
    yield Line(f"Its layers: {', '.join(sorted(names)) or 'none'}.")
    other = next((OTHERS[name] for name in names if name in OTHERS), "")
    if other and not {*names} >= WANTED:
        yield Line(f"That is the schema of {other}, and Protomaps' basemap 4 is drawn here. {README}.", is_well=False)
    elif not {*names} >= LEAST:
        yield Line("It has no layer of roads, so maps draw no streets of it.", is_well=False)
    elif is_old:
        yield Line("That is an older version of Protomaps' basemap, and 4 is drawn here.", is_well=False)
    elif missing := WANTED - {*names}:
        yield Line(f"Maps draw it. It has no {', '.join(sorted(missing))} there: they show less, and all else holds.")
    else:
        yield Line("Maps draw it: it looks like Protomaps' basemap 4.")

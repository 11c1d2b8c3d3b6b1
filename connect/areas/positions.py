"""Positions as people write them: two numbers, degrees and minutes, links of maps, geo: and plus codes."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from connect.geo import Point, distance_m, in_vietnam
from connect.text import normal

MOST = 500  # characters that are looked at
PlaceOf = Callable[[str], Point | None]


class Position(NamedTuple):
    """A point in Vietnam, and whether the text had longitude first, so that it is better asked about."""

    point: Point
    turned: bool


def position_in(text: str, place_of: PlaceOf = lambda _name: None) -> Position | None:
    """The position that a text holds; None when it holds none in Vietnam.

    `place_of` gives a point near the place that a name means: a short plus code counts from there.
    """
    said = " ".join(normal("NFC", unquote(text[:MOST])).translate(_SIGNS).split())  # no run of blanks to go back over
    plus = _plus_code(said, place_of)
    if plus and in_vietnam(plus):
        return Position(plus, False)
    for one, other in _pairs(said):
        for a, b, turned in ((one, other, False), (other, one, True)):
            if _on_globe(a, b) and in_vietnam(Point(a, b)):
                return Position(Point(round(a, 7), round(b, 7)), turned)
    return None


def is_link(text: str) -> bool:
    """Whether a text is the address of a page and no name of a place."""
    return bool(_LINK.match(text.strip()))


_LINK = re.compile(r"(?:https?://|www\.|(?:maps\.app\.)?goo\.gl/|maps\.apple|zalo\.me/)\S+", re.IGNORECASE)
_SIGNS = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2032": "'", "\u201d": '"', "\u201c": '"', "\u2033": '"',
                        "\u00ba": "°", "\u02da": "°", "\u2212": "-", "\u00a0": " "})  # fmt: skip


def _on_globe(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


# --- Two numbers ------------------------------------------------------------------------------------------

_NUMBER = r"(-?\d{1,3}[.,]\d{2,})"
# Where a link says its place, the surest first: the pin of Google's, what is asked for, the middle of the view.
_IN_LINKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)",
        r"[?&](?:q|query|ll|sll|center|destination|daddr|cp)=(?:loc:)?(-?\d+\.\d+)[,~+ ]+(-?\d+\.\d+)",
        r"mlat=(-?\d+\.\d+)&mlon=(-?\d+\.\d+)",
        r"#map=\d+/(-?\d+\.\d+)/(-?\d+\.\d+)",
        r"@(-?\d+\.\d+),(-?\d+\.\d+)",
    )
)
_DECIMAL = re.compile(rf"(?<![\d.,]){_NUMBER}[^\d\n-]{{1,20}}?{_NUMBER}(?!\d)")
_EXACT = 4  # decimals of ten metres; with fewer it may be money, unless it is said what it is
_NAMED = re.compile(r"vĩ độ|kinh độ|toạ độ|tọa độ|\blat|\blon|°|\bgps\b", re.IGNORECASE)
_HALF = r"([NE])?\s*(\d{1,3})\s*(?:°|độ|\s)\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:'|phút)?\s*"
_REST = r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|giây)?\s*)?(N|E|B|Đ|Bắc|Đông)?"
_DEGREES = re.compile(rf"(?<![\w.]){_HALF}{_REST}[\s,;]+{_HALF}{_REST}(?![\w.])", re.IGNORECASE)


def _pairs(text: str) -> Iterator[tuple[float, float]]:
    """All pairs of numbers that may be a position, as they stand."""
    for pattern in _IN_LINKS:
        yield from ((_number(one[1]), _number(one[2])) for one in pattern.finditer(text))
    for one in _DEGREES.finditer(text):
        halves = one.groups()[:5], one.groups()[5:]
        if all(before or after for before, *_angle, after in halves):
            yield _degrees(*halves[0][1:4]), _degrees(*halves[1][1:4])
    named = _NAMED.search(text)
    for one in _DECIMAL.finditer(text):
        if named or any(len(re.split(r"[.,]", number)[1]) >= _EXACT for number in one.groups()):
            yield _number(one[1]), _number(one[2])


def _degrees(degrees: str, minutes: str, seconds: str | None) -> float:
    return _number(degrees) + _number(minutes) / 60 + _number(seconds or "0") / 3600


def _number(text: str) -> float:
    return float(text.replace(",", "."))


# --- Plus codes -------------------------------------------------------------------------------------------
# Source: Open Location Code, specification ("Decoding", "Recovering the full code"), google/open-location-code.

_LETTERS = "23456789CFGHJMPQRVWX"
_OF = f"[{_LETTERS}]"
_PLUS = re.compile(rf"(?<![\w+])(?:({_OF}{{4}})\s?)?({_OF}{{4}})\+({_OF}{{2,7}})(?!\w)", re.IGNORECASE)


def _plus_code(text: str, place_of: PlaceOf) -> Point | None:
    found = _PLUS.search(text)
    if not found:
        return None
    front, short = (found[1] or "").upper(), (found[2] + found[3]).upper()
    if front:
        return _decoded(front + short)
    near = place_of((text[: found.start()] + " " + text[found.end() :]).strip(" ,;:"))
    return _nearest(short, near) if near else None


def _decoded(code: str) -> Point:
    """The middle of the area of a full code, without its plus sign: ten letters by pairs, then a grid of 4 x 5."""
    lat, lon, height, width = -90.0, -180.0, 400.0, 400.0
    for north, east in zip(code[:10:2], code[1:10:2], strict=True):
        height, width = height / 20, width / 20
        lat, lon = lat + _LETTERS.index(north) * height, lon + _LETTERS.index(east) * width
    for letter in code[10:]:
        height, width = height / 5, width / 4
        row, column = divmod(_LETTERS.index(letter), 4)
        lat, lon = lat + row * height, lon + column * width
    return Point(round(lat + height / 2, 7), round(lon + width / 2, 7))


def plus_code(point: Point) -> str:
    """The full code of the area of 14 by 14 metres that holds a point: "7P28QMCX+VM"."""
    parts, code = [point.lat + 90, point.lon + 180], ""
    steps = [round(part * 8000 - 0.5) for part in parts]  # a degree has 20 * 20 * 20 of the last pair
    for _pair in range(5):
        code = "".join(_LETTERS[step % 20] for step in steps) + code
        steps = [step // 20 for step in steps]
    return f"{code[:8]}+{code[8:]}"


def _nearest(short: str, near: Point) -> Point:
    """The place of a code without its first four letters, which repeats in every degree, that is nearest to a point."""
    in_degree = _decoded("2222" + short)
    lat, lon = in_degree.lat + 90, in_degree.lon + 180
    places = (
        Point(south + lat, west + lon)
        for south in (int(near.lat) + n for n in (-1, 0, 1))
        for west in (int(near.lon) + n for n in (-1, 0, 1))
    )
    return min(places, key=lambda place: distance_m(near, place))

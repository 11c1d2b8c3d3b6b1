"""Where in a text a position stands: degrees, plus codes, three words, geohashes, links to maps, in words too."
" Pure."""

import re
from collections.abc import Iterator

from connect.cases.disclosure.masking.spelling import Read

Span = tuple[int, int]

_PLUS = "23456789cfghjmpqrvwx"
_SAID = "khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|linh|le|phay|cham|phan|do|phut|giay|va"
_ONE = rf"(?:(?<!\d)\d{{1,9}}(?!\d)|\b(?:{_SAID})\b)"  # bounded and held on both sides: one way to read a text
_MANY = rf"{_ONE}(?:[\s.,;:°'\"′″-]{{1,4}}{_ONE}){{0,24}}+"
_SIDE = r"(?:\b(?:bac|nam|dong|tay|north|south|east|west|[nsewbd])\b)"
_BEFORE = r"(?:bac|nam|dong|tay|[nsewbd])"
_AXIS = r"(?:vi do|kinh do|latitude|longitude|lat|lon|lng|long|vd|kd)"
_NAME = (
    r"(?:toa do|to a do|gps|dinh vi|google ?maps?|gg ?maps?|ban do|vi tri|location|vi do|kinh do|latitude|longitude"
    r"|lat|lng|utm|mgrs|geo)"
)
_WHOSE = r"(?:(?:la|cua em|nha em|nha|o)\b[^\w\n]{0,3}){0,2}"
_ON = rf"(?:{_AXIS}\b\W{{0,3}}(?:la\W)?)"
_AT = rf"{_MANY}(?:\W{{0,3}}{_SIDE})?"
_SECOND = rf"(?:\W{{0,4}}(?:va\W)?(?:{_ON}|[ensw]\W{{0,2}}){_AT})?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![{_PLUS}])[{_PLUS}](?:[{_PLUS} ]{{2,8}})[{_PLUS}]\s?(?:\+|\b(?:dau )?(?:cong|plus)\b)"
        rf"\s?[{_PLUS}]{{2,3}}\b",
        r"\bplus ?codes?\b\W{0,3}[^\s,;]+(?:\s?\+\s?[^\s,;]+)?",
        r"/{2,3}\s?[^\W\d_]+\s?[.。・]\s?[^\W\d_]+\s?[.。・]\s?[^\W\d_]+",
        r"\b(?:w3w|what ?3 ?words?|what three words|ba tu|3 tu)\b\W{0,4}(?:la\W{0,2})?"
        r"[^\W\d_]{2,}(?:\s?[./,\s]\s?[^\W\d_]{2,}){2}",
        r"\bgeo ?hash\b\W{0,4}(?:la\W{0,2})?[0-9b-z]{4,12}\b",
        r"\bw(?=[a-z]*\d)[0-9b-hjkmnp-z]{5,11}\b",
        r"\b8[0-9a-f]{14}\b",
        r"\bgeo:\S+",
        r"\b4[789]\s?[npqr]\s?[a-z]{2}\s?\d{2,5}\s?\d{2,5}\b",
        rf"{_NAME}\b[^\w\n]{{0,4}}{_WHOSE}{_ON}?{_AT}{_SECOND}",
        rf"{_ONE}\s?(?:°|\bdo\b)\s?(?:{_ONE}\s?){{1,4}}(?:phut\b|['′])(?:\W{{0,2}}{_MANY})?(?:\W{{0,3}}(?:giay|[\"″]))?(?:\W{{0,3}}{_SIDE})?",
        rf"(?<!\w){_BEFORE}\s?\d{{1,3}}[°\s.,]\s?\d{{1,2}}[.,'′\s]\d+(?:[\s.,;]{{0,3}}{_BEFORE}\s?\d{{1,3}}[°\s.,]\s?\d{{1,2}}[.,'′\s]\d+)?",
        rf"\b\d{{1,3}}[.,]\d+\s?(?:°|do)?\s?{_SIDE}\W{{0,4}}\d{{1,3}}[.,]\d+\s?(?:°|do)?\s?{_SIDE}",
        r"\b(?:8|9|1\d|2[0-3])[.,]\d{2,}\W{1,4}10[2-9][.,]\d{2,}\b|\b10[2-9][.,]\d{2,}\W{1,4}(?:8|9|1\d|2[0-3])[.,]\d{2,}\b",
        r"\b(?:https?\s?:\s?/\s?/\s?)?(?:www\.)?(?:maps?\.app\.goo\.gl|goo\.gl/maps|google\.[a-z.]+/maps|maps\.google\.[a-z.]+"
        r"|plus\.codes|what3words\.com|w3w\.co|openstreetmap\.org|osm\.org|maps\.apple\.com|bing\.com/maps|zalo\.me/map"
        r"|waze\.com|map\.coccoc\.com|maps\.vietbando\.com)\S*",
    )
)


def spans(text: Read) -> Iterator[Span]:
    """Every part of the text that gives a position."""
    for pattern in _PATTERNS:
        yield from (one.span() for one in pattern.finditer(text.bare) if _tells(one.group()))


def _tells(found: str) -> bool:
    """Whether it is more than the name of one: with figures or strokes, three words, or several numbers in words."""
    named = re.match(r"w3w|what|ba tu", found)
    return bool(named or re.search(r"[\d/+]", found)) or len(re.findall(rf"\b(?:{_SAID})\b", found)) > 3

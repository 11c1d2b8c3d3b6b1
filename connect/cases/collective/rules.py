"""The limits of a collective case, and what looks like a list of names; plain functions."""

import re

from connect.cases.asking.need_fields import Limits

LIMITS = Limits(of_one=9_999, items=20)
MOST_PEOPLE = 2_000
MOST_OPEN = 5  # requests of one school that have not ended
ADDRESS_CHARS = (8, 200)
LONGEST_WORDS = 1_000
KIND = "school"  # of the organisations that may post for many
NAMES = 3  # so many in a row are a list

_PIECES = re.compile(r"[\n,;•]+")
_LEADING = re.compile(r"^\s*(?:\d{1,4}\s*[.)\-:]|[-*+])?\s*(?:(?:em|cháu|bạn|hs|học sinh)\s+)?", re.IGNORECASE)
_TRAILING = re.compile(r"\s*(?:\s[Ll]ớp\s*)?[-–(:\d].*$")  # a class, a birthday, a phone behind a name
_NO_NAMES = frozenset({"bộ", "khối", "lịch", "lớp", "máy", "phường", "sách", "tiếng", "trường", "vở", "xã"})


def looks_like_names(words: str) -> bool:
    """Whether a text holds a list of people: three or more pieces of it are nothing but a name.

    A name is two to five words that each begin with a capital letter, as Vietnamese names are written. A rule of thumb
    that keeps pupils' names out before they are stored; what it misses is never shown to the public either.

    >>> looks_like_names("Nguyễn Thị Lan, Trần Văn Bình, Lê Hoàng Minh")
    True
    >>> looks_like_names("Khối 3 thiếu sách Toán, Tiếng Việt, Đạo đức")
    False
    """
    return sum(map(is_name, _PIECES.split(words))) >= NAMES


def is_name(piece: str) -> bool:
    """Whether a piece of text is nothing but a name, perhaps with a number before it or a class behind it."""
    parts = re.sub(r"['’]", "", _TRAILING.sub("", _LEADING.sub("", piece))).split()  # H'Lan
    if not 2 <= len(parts) <= 5 or parts[0].lower() in _NO_NAMES:
        return False
    return all(part.isalpha() and part[0].isupper() and (len(part) == 1 or part[1:].islower()) for part in parts)

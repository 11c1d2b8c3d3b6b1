"""How people write places: cutting a name to its core, spelling out abbreviations, ranking matches."""

import re

from connect.text import folded

KINDS = ("country", "city", "province", "ward", "commune", "special_zone")
_PREFIX = re.compile(r"^(thành phố|tỉnh|phường|xã|đặc khu|quận|huyện|thị xã|thị trấn)\s+", re.IGNORECASE)
# Applied to folded text, in this order.
_SPELT_OUT = tuple(
    (re.compile(pattern), out)
    for pattern, out in (
        (r"\b(?:tp\.?\s*)?hcm\b|\btphcm\b|\bsai gon\b(?=\s*$)", "ho chi minh"),
        (r"\bhn\b", "ha noi"),
        (r"\bdn\b", "da nang"),
        (r"\bbrvt\b", "ba ria vung tau"),
        (r"\btp\b\.?\s*", "thanh pho "),
        (r"\bq\.?\s*(?=\d)", "quan "),
        (r"\bp\.?\s*(?=\d)", "phuong "),
        (r"\bq\.\s*", "quan "),
        (r"\bp\.\s*", "phuong "),
        (r"\bh\.\s*", "huyen "),
        (r"\bx\.\s*", "xa "),
        (r"\btx\b\.?\s*", "thi xa "),
        (r"\btt\b\.?\s*", "thi tran "),
        (r"\b(quan|phuong)\s+0+(?=\d)", r"\1 "),
    )
)
_NOT_LETTERS = re.compile(r"[^\w]+")


def short_name(name: str) -> str:
    """A unit's name without its kind; one that is only a number keeps it ("Quận 1").

    >>> short_name("Phường Bến Thành")
    'Bến Thành'
    """
    bare = _PREFIX.sub("", name)
    return name if bare.isdigit() else bare


def tokens(text: str) -> list[str]:
    """The words to look for, folded and with abbreviations spelt out; at most twelve.

    >>> tokens("P. Phước Long B, Q9")
    ['phuong', 'phuoc', 'long', 'b', 'quan', '9']
    """
    out = folded(text[:300])
    for pattern, spelt in _SPELT_OUT:
        out = pattern.sub(spelt, out)
    return _NOT_LETTERS.sub(" ", out).split()[-12:]

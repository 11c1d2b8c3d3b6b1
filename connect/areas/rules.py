"""How people write places: cutting a name to its core, spelling out abbreviations, ranking matches."""

import re

from connect.text import folded

KINDS = ("country", "city", "province", "ward", "commune", "special_zone")
KIND_WORDS = {"phuong", "xa", "thi", "tran", "quan", "huyen", "thanh", "pho", "tinh", "dac", "khu"}
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
    """The words to look for in what somebody typed: the last twelve.

    >>> tokens("P. Phước Long B, Q9")
    ['phuong', 'phuoc', 'long', 'b', 'quan', '9']
    """
    return all_tokens(text[:300])[-12:]


def all_tokens(text: str) -> list[str]:
    """The words of a name, folded and with abbreviations spelt out."""
    out = folded(text)
    for pattern, spelt in _SPELT_OUT:
        out = pattern.sub(spelt, out)
    return _NOT_LETTERS.sub(" ", out).split()


def phrases(text: str) -> list[str]:
    """The parts between commas, each as its words in order: what should stand together in a name."""
    return [" ".join(words) for part in text[:300].split(",") if (words := tokens(part))]


_FOLDED_PREFIX = re.compile(r"^(?:thanh pho|tinh|phuong|xa|dac khu|quan|huyen|thi xa|thi tran)\s+")


def without_kind(words: str) -> str:
    """Folded words without the kind of unit they begin with; one that is only a number keeps it."""
    bare = _FOLDED_PREFIX.sub("", words)
    return words if bare.isdigit() else bare

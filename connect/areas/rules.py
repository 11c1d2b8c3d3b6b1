"""Rules of how people write places: the core of a name, abbreviations, ranks of matches."""

import re

from connect.text import folded, normal

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
        (r"\b[pf]\.?\s*(?=\d)", "phuong "),
        (r"\bq(?:\.\s*|\s+(?=[a-z]))", "quan "),
        (r"\bp(?:\.\s*|\s+(?=[a-z]))", "phuong "),
        (r"\bh\.\s*", "huyen "),
        (r"\bx\.\s*", "xa "),
        (r"\btx\b\.?\s*", "thi xa "),
        (r"\btt\b\.?\s*", "thi tran "),
        (r"\b(quan|phuong)\s+0+(?=\d)", r"\1 "),
    )
)
_NOT_LETTERS = re.compile(r"[^\w]+")
_NOT_LETTERS_NOR_MARKS = re.compile(r"[^\w\u0300-\u036f]+")
_APOSTROPHES = re.compile(r"['’‘`ʼ]")
# Letters that stand for the same sound and are written either way: Mĩ and Mỹ, Qui and Quy, Đắc and Đắk, Cạn and Kạn.
_I_FOR_Y = re.compile(r"(?<=[bcdghklmnprstvx])y$|(?<=^qu)y")
_C_FOR_K = re.compile(r"k(?=$|[aou])")


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
    """The words of a name, folded, with abbreviations spelt out and each word in one of its spellings."""
    return [spelling(word) for word in _NOT_LETTERS.sub(" ", _spelt_out(text)).split()]


def _spelt_out(text: str) -> str:
    out = _APOSTROPHES.sub("", folded(text))
    for pattern, spelt in _SPELT_OUT:
        out = pattern.sub(spelt, out)
    return out


def spelling(word: str) -> str:
    """One spelling for words that are written in two ways; the word is folded.

    >>> spelling("quy") == spelling("qui"), spelling("kan") == spelling("can"), spelling("tay")
    (True, True, 'tay')
    """
    return _C_FOR_K.sub("c", _I_FOR_Y.sub("i", word))


def marked(text: str) -> str:
    """A text with its marks, in one of its spellings, with a blank at both ends: to tell Mỹ Tho from Mỹ Thọ.

    >>> marked("Mĩ Tho") == marked("mỹ tho"), marked("Mĩ Tho") == marked("Mỹ Thọ")
    (True, False)
    """
    letters = normal("NFD", text[:300].lower())
    words = _NOT_LETTERS_NOR_MARKS.sub(" ", _APOSTROPHES.sub("", letters)).replace("y", "i").replace("k", "c")
    return f" {' '.join(words.split())} "


def parts(text: str) -> list[list[str]]:
    """The words of each part of a text; parts end at commas, full stops, brackets, dashes and line ends.

    >>> parts("Thôn Đông 3, xã Diên Điền. 10 người")
    [['thon', 'dong', '3'], ['xa', 'dien', 'dien'], ['10', 'nguoi']]
    """
    return [words for part in _PART_ENDS.split(_spelt_out(text)) if (words := all_tokens(part))]


def phrases(text: str) -> list[str]:
    """The parts between commas, each as its words in order: what should stand together in a name."""
    return [" ".join(words) for part in text[:300].split(",") if (words := tokens(part))]


_PART_ENDS = re.compile(r"[,;:!?()\[\]\n]|[.](?=\s|$)|\s[-–—|]\s")
_FOLDED_PREFIX = re.compile(r"^(?:thanh pho|tinh|phuong|xa|dac khu|quan|huyen|thi xa|thi tran)\s+")


def without_kind(words: str) -> str:
    """Folded words without the kind of unit they begin with; one that is only a number keeps it."""
    bare = _FOLDED_PREFIX.sub("", words)
    return words if bare.isdigit() else bare

"""The requester's own words as a volunteer may read them: without phones, doors, links and mail addresses.

Errs on the side of hiding: a word covered by mistake is a nuisance, one that slips through is somebody's door.
Looks are compared on two copies of the same length as the words: `low` keeps the marks of the letters, `bare` has
none. A word that without its marks is an everyday one ("tổ" and "to", "căn" and "cần") counts only with them, unless
somebody writes without any.
"""

import re
from collections.abc import Iterable, Iterator

from connect.cases.disclosure.masking import addresses, handles, positions, spelling
from connect.text import folded

COVER = "▒▒▒"

_DIGITS = (
    "không|hông|ko|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|zero|one|two|three|four|five|six|seven|eight|nine"
)
# What people say between the parts of a number: 0912 rồi 345, đuôi 678.
_THEN = r"\b(?:và|rồi|tới|đến|xong|sau đó|tiếp|tiếp theo|đuôi|cuối|then)\b"
_TENS = "mười|mươi|chục|trăm|lẻ|linh"  # of numbers that are read out two figures at a time
_UNITS = (
    "kg|kgs|ky|ki|ki lo|gam|gr|lang|yen|ta|tan|l|lit|ml|chai|can|binh|thung|bao|goi|hop|loc|bich|vi|hu|lon|cai|chiec|"
    "con|qua|trai|mieng|nguoi|dua|be|chau|em|tre|cu|ong ba|ba chau|me con|vo chong|nhan khau|ho|nha|gia dinh|the he|"
    "minh|m|met|km|cm|ngay|gio|tuan|thang|nam|tuoi|bua|lan|phut|phan|suat|vien|chen|dong|d|ngan|nghin|trieu|do|lau|tang|"
    "ký|lạng|yến|tạ|tấn|lít|bình|thùng|gói|hộp|lốc|bịch|vỉ|hũ|cái|chiếc|quả|trái|miếng|người|đứa|bé|cháu|trẻ|cụ|ông bà|"
    "bà cháu|mẹ con|vợ chồng|nhân khẩu|hộ|nhà|gia đình|thế hệ|mình|mét|ngày|giờ|tuần|tháng|năm|tuổi|bữa|lần|phút|phần|"
    "suất|viên|chén|đồng|đ|ngàn|nghìn|triệu|độ|lầu|tầng"
)
_UNITS = "|".join(sorted({*_UNITS.split("|"), *spelling.UNITS}, key=len, reverse=True))
_NOT_A_COUNT = rf"(?!\d+(?:[.,/-]\d+)?[^\S\n]*(?:{_UNITS})\b)"  # a unit on the next line belongs to that line
_NUMBER = r"[a-z]{0,2}[.-]?\d[\w/.\\-]*"
_UPPER = "".join(c for c in map(chr, range(0x1EFF)) if c.isupper())


def _bare(text: str) -> str:
    """Each letter without its marks, in the same place."""
    return "".join(map(spelling.plain, text))


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_LONG = _compiled(
    # Phones, accounts, positions, however broken up.
    rf"(?:\+|\b[oil]{{0,2}})\d(?:(?:[\W_oilx]|{_bare(_THEN)}){{0,6}}\d){{6,}}",
    r"\b(?=(?:[oil]*\d){5})[\doil]{8,15}\b",  # letters for many of the digits: o836lo389l
    r"\b(?=(?:[oil]*\d){3})[\doil]{9,15}\b",
    r"\b(?=(?:[oil .-]{0,5}\d){5})[\doil](?:[ .-]?[\doil]){8,17}\b",  # and apart: 84-7ll2oo7o2
)
# Words that name a door, a street or an account, whatever marks they have.
_ANY_MARKS = _compiled(
    r"\b[\w.+-]{1,64}\W{0,3}(?:\bat\b|\ba\b|\ba ?cong\b)?\W{0,3}\b(?:gmail|yahoo|hotmail|outlook|icloud)\b"
    r"(?:\s*(?:\.|\bcham\b|\bdot\b)?\s*\b(?:com|vn)\b)*",
    *(one.pattern for one in _LONG),
    rf"\b(?:so nha|nha so|hem|hxh|hxm|ngach|kiet)\s*(?:so)?\s*[:.]?\s*{_NUMBER}",
    rf"\b(?:sn|s/n)\s*[:.]?\s*{_NUMBER}",
    rf"\b(?:thon|xom|to dan pho|tdp|khu pho|kp|khom|block|blk|can ho|chung cu|phong|phong tro|day tro|tang|lau|quoc lo"
    rf"|tinh lo|huong lo|ql|cot dien)\s*(?:so)?\s*[:.]?\s*{_NOT_A_COUNT}{_NUMBER}",
    rf"\b(?:duong|pho|ngo|ap|phong tro)\s*so\s*[:.]?\s*{_NUMBER}",
    rf"\bso\s+{_NOT_A_COUNT}\d{{2,4}}[a-z]?\b",
    r"\bd\.\s*(?:so)?\s*\d+",
    r"\bkm\s*\d+",
    r"\bp\.?\s?\d{3,4}\b",
    r"\bk\.?\s?\d+\W*h\.?\s?\d+",
    rf"\bnha\s+{_NOT_A_COUNT}(?:\d{{2,}}|\d+[a-z])\b",
    r"(?<!huyet ap )(?<!insulin )(?<!ngay )(?<!ngay mung )"
    rf"\b{_NOT_A_COUNT}[a-z]{{0,2}}\d+[a-z]?(?:(?:\s*(?:[/\\]|\b[xs]et\b|\b[xs]ec\b|\bxuyet\b)\s*|-)\d+[a-z]?)+\b",
    r"\b\d{2}[a-z]\d?[- ]?\d{3}\.?\d{2}\b",  # number plates
    r"\b\d{1,3}\s*°\s*\d{1,2}\s*['′][\d\s'\"′″.,]*",
)
_LINKS = _compiled(
    r"(?<![\w.+-])[\w.+-]{1,64}\s*(?:@|\(at\)|\[at\]|\(a\)|\ba còng\b|\ba cong\b)\s*[\w-]+"
    r"(?:\s*(?:\.|chấm|cham|dot)\s*[\w-]+)+",
    r"\b(?:\w{2,8}://|www\.)\S+",
    r"\b[\w-]+\.(?:com|net|org|vn|ly|io|gl|info|xyz|top|link|site|shop|store|online|app)\b\S*",
    r"\b(?:t|m|wa|zalo)\.me\b\S*",
    r"\b(?!covid|sars|spo)[a-z]{3,}[._-]?\d{2,}\b",  # lan123
)
# On the words as written, because a capital tells a name from a thing.
_NAMED = _compiled(
    rf"\b(?:[Ss](?:ố|o)\s+)?\d{{1,4}}[A-Za-z]?(?:\s+bis)?\s*,?\s+(?=\w*[^{_UPPER}\W])[{_UPPER}]\w*\s+[{_UPPER}]\w+",
)
_UNITS_AFTER = re.compile(rf"\d+\w?\s*,?\s+(?:{_UNITS})\b")
_MONEY = r"\b[1-9]\d?(?:[., ]\d{3}){0,1}[., ]000\s*(?:đ|đồng|dong|vnd|vnđ)\b"
_DATE = r"\b(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d\b(?![/.-]?\d)"
_HARMLESS = _compiled(_MONEY, _DATE)


def _said(words: str, then: str, tens: str) -> re.Pattern[str]:
    """A run of six or more digits, each written or said, or two at a time: không chín, mười hai, ba lăm."""
    one = rf"(?:\d|{'|'.join(sorted(f'{words}|{tens}'.split('|'), key=len, reverse=True))})"
    return re.compile(rf"{one}(?:(?:[\W_]|{then}){{0,6}}{one}){{5,}}")


_SAID, _SAID_BARE = _said(_DIGITS, _THEN, _TENS), _said(_bare(_DIGITS), _bare(_THEN), _bare(_TENS))
_ONE_SAID = re.compile(rf"\d|{_bare(_DIGITS)}")
_TEN_SAID = re.compile(r"muoi|chuc")
_FOR_FIGURES = str.maketrans("oil", "011")
_FIGURES = dict(zip(_bare(_DIGITS).split("|"), "00011234455677890123456789", strict=True))


def masked(words: str) -> str:
    """The words with everything covered that could lead to a phone or a door."""
    words = spelling.seen(words)
    return covered(words, _spans(words))


def covered(words: str, spans: Iterable[tuple[int, int]]) -> str:
    """The words with these parts covered; parts that touch share one cover."""
    out, end = [], 0
    for start, stop in sorted(spans):
        if stop > end:
            out += [words[end:start], COVER] if start >= end else []
            end = stop
    return re.sub(rf"(?:{COVER}[\s,.;:]*)+{COVER}", COVER, "".join(out) + words[end:])


def _spans(words: str) -> Iterator[tuple[int, int]]:
    read = spelling.read(words)
    for kind in (addresses, handles, positions):
        yield from kind.spans(read)
    low, bare = read.low, read.bare
    harmless = [found.span() for pattern in _HARMLESS for found in pattern.finditer(low)]
    for pattern in _ANY_MARKS:
        yield from (one.span() for one in pattern.finditer(bare) if not _within(one.span(), harmless))
    for pattern in _LINKS:
        yield from (one.span() for one in pattern.finditer(low))
    yield from (span for span in said_numbers(low) if not _within(span, harmless))
    for pattern in _NAMED:
        found = pattern.finditer(words)
        yield from (one.span() for one in found if not _UNITS_AFTER.search(bare, one.start(), one.end()))


def said_numbers(low: str) -> Iterator[tuple[int, int]]:
    """Where runs of figures stand that are said, or some of them, in a text in small letters."""
    for pattern, spelt in ((_SAID, 6), (_SAID_BARE, 8)):
        yield from (one.span() for one in pattern.finditer(low) if _is_number(one.group(), spelt))


def long_numbers(text: spelling.Read) -> Iterator[tuple[int, int]]:
    """Where phones, accounts and other long numbers stand, however their figures are written or broken up."""
    yield from (one.span() for pattern in _LONG for one in pattern.finditer(text.bare))
    yield from said_numbers(text.low)


def holds_figures(words: str, least: int) -> bool:
    """Whether a text has so many figures, those that are said and those of other scripts too. Cheap."""
    return len(_ONE_SAID.findall(_bare(words))) + len(_TEN_SAID.findall(_bare(words))) >= least


def figures(run: str) -> str:
    """The figures of such a run, those that are said too, and letters that stand for some of them."""
    bare = _bare(run)
    bare = bare.translate(_FOR_FIGURES) if not re.search(r"[a-hj-km-np-z]", bare) else bare
    return "".join(one if one.isdigit() else _FIGURES[one] for one in _ONE_SAID.findall(bare))


def _is_number(said: str, spelt: int) -> bool:
    """Whether a run is long enough; years are digits too, so with figures in it it must be longer."""
    bare = _bare(said)
    ones, tens = len(_ONE_SAID.findall(bare)), len(_TEN_SAID.findall(bare))
    return ones >= (8 if any(c.isdigit() for c in said) else spelt) or (tens > 1 and ones + tens >= 8)


def _within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= stop for start, stop in others)


def without_names(words: str, *names: str) -> str:
    """The words without the given names, however their marks are set: the whole name, its end, the given name alone.

    People call each other by the last word of a name. That one alone is covered where it is spelt the same or
    begins with a capital, so that "nằm" is not taken for somebody called Năm.
    """
    read = folded(words)
    for name in names:
        pieces = _WORD.findall(name)
        if not pieces or folded(pieces[-1]) not in read:  # each run that is covered ends with the given name
            continue
        for length in range(len(pieces), 0, -1):
            words = _without(words, pieces[-length:])
    return words


_WORD = re.compile(r"\w+")


def _without(words: str, pieces: list[str]) -> str:
    found, bare = list(_WORD.finditer(words)), [folded(piece) for piece in pieces]
    for start in range(len(found) - len(pieces), -1, -1):
        run = found[start : start + len(pieces)]
        if [folded(one.group()) for one in run] != bare:
            continue
        if len(pieces) > 1 or _is_given_name(run[0].group(), pieces[0]):
            words = words[: run[0].start()] + COVER + words[run[-1].end() :]
    return words


def _is_given_name(word: str, name: str) -> bool:
    return len(name) > 1 and (word[0].isupper() or word.casefold() == name.casefold())

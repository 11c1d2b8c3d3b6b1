"""Words as people write them, in one shape: letters without marks or disguise, cut into words, numbers and signs.

Pure, and linear in the length of the text. Everything keeps its place, so that what is found can be covered in the
words as they were written.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from connect.text import clean, normal

_ALIKE = str.maketrans("аеорсхуікмтвн", "aeopcxyikmtbh")  # Cyrillic letters drawn like Latin ones
_LEET = str.maketrans("01345@$", "oieasas")  # figures and signs that stand for letters in a word
_HIDDEN = {"Cf", "Mn", "Me"}  # what is not seen, and the frame of a figure in a picture: 4️⃣
# Without marks they would be a house and a degree: "hẻm 12 nha anh" is no dozen houses.
_SOFT_ENDS = (
    (re.compile(r"\bnha\b(?=\s*(?:$|[.,;!?)\n]|(?:anh|chị|chi|em|bạn|ban|cô|chú|bác|a|c|e)\b))"), "nhe"),
    (re.compile(r"\bđó\b"), "ay"),
)
_RUN = re.compile(r"[a-z\d@$]+|[^\sa-z\d]")
_PIECE = re.compile(r"[a-z]+|\d+|[^a-z\d]")
# Single letters or figures with a blank, dot or line between: "h e m 4 5", "h.ẻ.m". From three on they are one word.
_APART = re.compile(r"(?<![a-z\d])[a-z\d]([ .*_-])[a-z\d](?![a-z\d])(?:\1[a-z\d](?![a-z\d]))+")

SAID = frozenset(
    "không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi chục trăm lẻ linh hăm băm rưỡi".split()
)
TENS = frozenset("muoi chuc tram hai".split())
UNITS = frozenset(
    "kg|kgs|ky|ki|ki lo|gam|gr|g|mg|mcg|cc|lang|yen|ta|tan|l|lit|ml|chai|can|binh|thung|bao|goi|hop|loc|bich|vi"
    "|hu|lon"
    "|cai|chiec|con|qua|trai|mieng|nguoi|dua|be|chau|em|tre|cu|ong|ba chau|me con|me|vo chong|nhan khau|ho|nha"
    "|gia dinh"
    "|the he|minh|m|met|km|cm|mm|m2|ngay|gio|h|tuan|thang|nam|tuoi|t|bua|lan|phut|giay|phan|suat|vien|chen|dong"
    "|d|k|tr"
    "|ngan|nghin|trieu|ty|do|lau|tang|cay|cu khoai|o banh|ban|bo|doi|cap|dam|mui|lieu|lop|loai|muc|buoi|mon|ca|tieng"
    "|chan|ben|dau|phia|giuong|phong|khau|mieng an|nguoi gia|nu|thanh vien|f0|phu nu|san phu|benh nhan|anh|chi|co|chu"
    "|bac|di|thai|nhan vien|cong nhan|sinh vien|hoc sinh|xe|chuyen|thuyen|ghe|xuong|tam|cuon|quyen|cay nen|que"
    "|mau|nut"
    "|lo sua|nguoi lon|thung mi|dua nho|dua con|chau nho|ve|cho|tui|ruou|nghe|viec|noi|chau be|nhom|goc|vung"
    "|dot".split("|")
)  # fmt: skip


PARTS = 6  # of one number, 12/34/5: bounded, so that a row of strokes is not read again from each of them


class Token(NamedTuple):
    """A word ("w"), a number ("n") or a sign ("s"): its place, its letters without marks, and with them."""

    start: int
    end: int
    kind: str
    text: str
    low: str


class Read(NamedTuple):
    """A text: as shown, in small letters, without marks, and its tokens. `marked`: whether it is written with"
    " marks."""

    words: str
    low: str
    bare: str
    tokens: list[Token]
    marked: bool
    shouted: bool


def seen(text: str) -> str:
    """The text as it is shown: composed, without signs that are not seen."""
    shown = clean(text)
    return shown if shown.isascii() else "".join(map(_shown, shown))


@lru_cache(maxsize=2048)  # letters, of which a language has few
def _shown(c: str) -> str:
    return "" if unicodedata.category(c) in _HIDDEN else c


def read(text: str) -> Read:
    """Reads a text that went through `seen`."""
    low = "".join(map(_low, text))
    bare = _without_soft_ends(low, "".join(map(plain, text)).translate(_ALIKE))
    letters = [c for c in text if c.isalpha()]
    marked = sum(not c.isascii() for c in letters) * 12 > len(letters)
    shouted = sum(c.isupper() for c in letters) * 2 > len(letters)
    return Read(text, low, bare, _tokens(low, bare), marked, shouted)


def _without_soft_ends(low: str, bare: str) -> str:
    """The text with "nha" and "đó" at the end of a friendly sentence as other words, which count nothing either."""
    for pattern, instead in _SOFT_ENDS:
        for found in pattern.finditer(low):
            bare = bare[: found.start()] + instead + bare[found.end() :]
    return bare


@lru_cache(maxsize=16)  # of the few lists of words that masks know
def beginnings(words: Collection[str]) -> frozenset[str]:
    """Everything with which one of the words begins, so that a reader stops at the first letters that lead nowhere."""
    return frozenset(word[:n] for word in words for n in range(1, len(word) + 1))


@lru_cache(maxsize=2048)  # letters, of which a language has few
def _low(c: str) -> str:
    return c.lower() if len(c.lower()) == 1 else c


@lru_cache(maxsize=2048)  # letters, of which a language has few
def plain(c: str) -> str:
    """One letter without its marks, in small; a figure of any script as 0 to 9."""
    if c in "đĐ":
        return "d"
    figure = unicodedata.digit(c, None)
    return str(figure) if figure is not None else _low(normal("NFKD", c)[:1] or c)


def _tokens(low: str, bare: str) -> list[Token]:
    made: list[Token] = []
    end = 0
    for apart in _APART.finditer(bare):
        made += _between(low, bare, end, apart.start())
        made += _joined(low, bare, *apart.span())
        end = apart.end()
    return made + _between(low, bare, end, len(bare))


def _between(low: str, bare: str, start: int, stop: int) -> list[Token]:
    made = []
    for run in _RUN.finditer(bare, start, stop):
        text = run.group()
        if text.isalpha() and text.isascii():
            made.append(Token(run.start(), run.end(), "w", text, low[run.start() : run.end()]))
            continue
        meant = text.translate(_LEET)
        if text[0].isalnum() and not text.isdigit() and meant in DISGUISED and meant != text:
            made.append(Token(run.start(), run.end(), "w", meant, meant))
            continue
        for piece in _PIECE.finditer(bare, run.start(), run.end()):
            found = piece.group()
            kind = "n" if found.isdigit() else "w" if found.isalpha() and found.isascii() else "s"
            made.append(Token(piece.start(), piece.end(), kind, found, low[piece.start() : piece.end()]))
    return made


def _joined(low: str, bare: str, start: int, stop: int) -> list[Token]:
    """Letters that stand apart as one word, figures as one number."""
    made = []
    for piece in re.finditer(r"\d(?:[^a-z\d]\d)*|[a-z](?:[^a-z\d][a-z])*", bare[start:stop]):
        at = slice(start + piece.start(), start + piece.end())
        text = re.sub(r"[^a-z\d]", "", bare[at])
        kind = "n" if text.isdigit() else "w"
        made.append(Token(at.start, at.stop, kind, text, re.sub(r"[ .*_-]", "", low[at])))
    return made


# Words that people disguise with figures because they name a door: "h3m", "t0", "ph0ng".
DISGUISED = frozenset(
    "hem ngo ngach kiet so to ap thon xom khom lo can toa phong tang lau duong pho nha khu doi ban lang buon"
    " cum day zalo"
    " tele facebook viber".split()
)


class Reader:
    """Looks at the tokens of a text: numbers, what is counted, gaps."""

    def __init__(self, text: Read) -> None:
        self.text, self.tokens = text, text.tokens
        self.loose = False  # whether numbers in words need no marks here

    def at(self, i: int) -> Token | None:
        """The token, or None behind the end."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def gap(self, i: int) -> str:
        """The text between a token and the one before it; a line break at both ends."""
        return self.text.words[self.tokens[i - 1].end : self.tokens[i].start] if 0 < i < len(self.tokens) else "\n"

    def sign(self, i: int, signs: str) -> bool:
        """Whether the token is one of these signs."""
        token = self.at(i)
        return token is not None and token.kind == "s" and token.text in signs

    def is_said(self, i: int) -> bool:
        """Whether a word is a number: by its marks, or without any where nobody sets marks."""
        token = self.at(i)
        if token is None or token.kind != "w":
            return False
        return token.low in SAID or (
            token.low.isascii() and token.text in SAID_BARE and (self.loose or not self.text.marked)
        )

    def number(self, i: int) -> int:
        """The index behind a number that begins here, as figures or words, with all its parts; i when there is"
        " none."""
        end = self._part(i)
        for _ in range(PARTS if end > i else 0):
            after = self._joint(end)
            part = self._part(after) if after > end else after
            if part <= after or after == end:
                break
            end = part
        return end

    def _part(self, i: int) -> int:
        token, after = self.at(i), self.at(i + 1)
        if token is None:
            return i
        letters = token.kind == "w" and len(token.text) <= 2 and after and after.kind == "n"
        if letters and (self.gap(i + 1) in ("", ".", "-")):
            return self._suffix(i + 2)
        if token.kind == "n":
            end = i + 1
            while (more := self.at(end)) and more.kind == "n" and len(more.text) == 1 and self.gap(end) == " ":
                end += 1
            return self._suffix(end)
        end = i
        while self.is_said(end) and (end == i or self.gap(end).strip() in ("", "-")) and end - i < 12:
            end += 1
        return self._suffix(end) if end > i else i

    def _suffix(self, end: int) -> int:
        """12a, 12 bis, 12 B."""
        token = self.at(end)
        if token is None or token.kind != "w":
            return end
        near, shown = self.gap(end), self.text.words[token.start : token.end]
        if token.text in ("bis", "ter") and not near.strip():
            return end + 1
        single = len(token.text) == 1 and (near == "" or (near == " " and shown.isupper() and not self.text.shouted))
        return end + 1 if single and not self._is_unit(end) else end

    def _joint(self, i: int) -> int:
        """The index behind what joins the parts of one number: a stroke, or the word for it."""
        token = self.at(i)
        if token is None or "\n" in self.gap(i):
            return i
        if token.kind == "s" and token.text in "/\\-." and len(self.gap(i)) < 3 and len(self.gap(i + 1)) < 3:
            return i + 1
        if token.low in ("xẹt", "sẹt", "xuyệt", "xoẹt", "sẹc", "xẹc", "gạch", "chéo", "suyệt", "trên") or (
            token.low in ("xet", "set", "sec", "xec", "xuyet", "suyet", "gach", "slash", "xuoc")
        ):
            return i + 1 if token.text != "tren" or self._is_bare_number(i + 1) else i
        return i

    def _is_bare_number(self, i: int) -> bool:
        token = self.at(i)
        return token is not None and token.kind == "n"

    def _is_unit(self, i: int) -> bool:
        token, after = self.at(i), self.at(i + 1)
        if token is None:
            return False
        two = f"{token.text} {after.text}" if after and self.gap(i + 1) == " " else ""
        return token.text in UNITS or two in UNITS

    def counts(self, i: int) -> bool:
        """Whether what stands here is a thing that the number before it counts."""
        token = self.at(i)
        if token is None or self.gap(i).strip(" \u00a0") or token.kind == "n":
            return False
        return token.text in "%°" if token.kind == "s" else self._is_unit(i)


SAID_BARE = frozenset(
    "khong mot hai ba bon tu nam lam nham sau bay tam chin muoi chuc tram le linh ham bam ruoi".split()
)

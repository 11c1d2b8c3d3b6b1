"""What Vietnamese text needs: search without diacritics, phones, words that hide a door.

No other module normalises: sorting the combining marks behind one letter costs the square of their number, and holds
the interpreter while it lasts. `normal` leaves no run of them long enough for that.
"""

import re
import unicodedata
from typing import Literal

import phonenumbers

MARKS_IN_A_ROW = 6  # Vietnamese needs two behind a letter, no living script more than four
_NO_LETTERS = r"[^\w\s!-~]|[\uff9e\uff9f\x0b-\x0d\x1c-\x1f\x85]"  # holds all marks, and all that `clean` drops
_MANY_MARKS = re.compile(rf"(?:{_NO_LETTERS}){{{MARKS_IN_A_ROW + 1},}}")
# What sorts like a mark without being one: it falls apart into marks.
_FALL_APART = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")

# Letters whose stroke is not a combining mark, so that NFD leaves them alone.
_STROKES = str.maketrans({"đ": "d", "Đ": "D", "\u2019": "'", "\u2018": "'", "`": "'"})
_SPACES = re.compile(r"\s+")
# Mobile prefixes that Vietnam renumbered in 2018: eleven digits became ten (Ministry plan of 2018).
_PREFIXES_2018 = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


def bounded(text: str) -> str:
    """The text with at most `MARKS_IN_A_ROW` combining marks behind a letter; the rest of a longer run is dropped.

    What is invisible and dropped elsewhere does not end a run: taken out, it would join the halves.
    """
    return text if text.isascii() else _MANY_MARKS.sub(_first_marks, text)


def _first_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for c in run.group():
        if unicodedata.combining(c) or c in _FALL_APART:
            marks += 1
        elif unicodedata.category(c)[0] not in "CM":
            marks = 0
        if marks <= MARKS_IN_A_ROW or not (unicodedata.combining(c) or c in _FALL_APART):
            kept.append(c)
    return "".join(kept)


def normal(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """The text in a normal form of Unicode, in a time that grows like its length."""
    return unicodedata.normalize(form, text if len(text) <= MARKS_IN_A_ROW else bounded(text))


def clean(text: str) -> str:
    """Text as it is kept: NFC, without control, zero-width and direction-changing characters.

    Line breaks stay; runs of blanks shrink to one; the ends are trimmed.
    """
    text = normal("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    lines = (
        _SPACES.sub(" ", line).strip() for line in "".join(c if c == "\n" else _blank(c) for c in kept).split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str | None) -> str:
    """Text of a field that has one line, as it is kept; nothing is an empty line."""
    return " ".join(clean((text or "")[:2000]).split())


def heard(text: str | None) -> str:
    """A public id as it was read out and typed (see `ids.spoken`): blanks and case do not matter.

    >>> heard(" abcd 2345")
    'ABCD2345'
    """
    return "".join(one_line(text).split()).upper()


def folded(text: str) -> str:
    """Text for searching: lower case, no diacritics, đ as d, one blank between words.

    The two ways of placing a tone mark ("hoà", "hòa") fold to the same letters.

    >>> folded("Phường  Phước Long B, Thủ Đức")
    'phuong phuoc long b, thu duc'
    """
    decomposed = normal("NFD", text.translate(_STROKES))
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf", "Cc"} or c in "\n\t")
    return _SPACES.sub(" ", bare).strip().casefold()


def phone_to_e164(text: str) -> str | None:
    """A phone as people write it, as E.164 ("+84912345678"), or None when it cannot be one.

    Knows the forms of Vietnam: 0912 345 678, 84912…, a lost leading zero, and the eleven-digit mobiles
    renumbered in 2018. A number with another country code is kept as it is.
    """
    text = normal("NFKC", text).strip()
    digits = re.sub(r"[\s.\-()/]", "", text)
    if not re.fullmatch(r"\+?\d{8,15}", digits):
        return None
    if len(digits) == 11 and digits[:4] in _PREFIXES_2018:
        digits = _PREFIXES_2018[digits[:4]] + digits[4:]
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_for_eyes(e164: str) -> str:
    """+84912345678 as "0912 345 678": how it is read out and dialled at home."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 84 else style.INTERNATIONAL)


def spreadsheet_safe(text: str) -> str:
    """Text for a cell of an export: what a spreadsheet would take for a formula becomes text by a leading quote.

    Signs of full width and those behind blanks and invisible characters count too (CWE-1236).

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("Nhà 12")
    ("'=1+1", 'Nhà 12')
    """
    seen = "".join(c for c in normal("NFKC", text) if unicodedata.category(c) not in {"Cf", "Zs"})
    return f"'{text}" if seen[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "|"} else text


def _blank(character: str) -> str:
    return " " if unicodedata.category(character) in {"Zs", "Zl", "Zp"} else character

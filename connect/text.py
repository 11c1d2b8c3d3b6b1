"""Functions for Vietnamese text: search without diacritics, phones, words that hide a door.

No other module normalises: sorting the combining marks behind one letter costs the square of their number, and holds
the interpreter while it lasts. `normal` leaves no run of them long enough for that.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Literal

import phonenumbers

MARKS_IN_A_ROW = 6  # Vietnamese needs two behind a letter, no living script more than four
_NO_LETTERS = r"[^\w\s!-~]|[\uff9e\uff9f\x0b-\x0d\x1c-\x1f\x85]"  # holds all marks, and all that `clean` drops
_MANY_MARKS = re.compile(rf"(?:{_NO_LETTERS}){{{MARKS_IN_A_ROW + 1},}}")
# Characters that sort like marks without being marks: they fall apart into marks.
_FALL_APART = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")

# Letters whose stroke is not a combining mark, so that NFD leaves them alone.
_STROKES = str.maketrans({"đ": "d", "Đ": "D", "\u2019": "'", "\u2018": "'", "`": "'"})
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[ -~\u00c0-\u024f\u1e00-\u1eff]*")  # letters of which each is its own NFC; most of what is typed
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

    An invisible character that is dropped elsewhere does not end a run: taken out, it would join the halves.
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
    if _PLAIN.fullmatch(text):
        return _SPACES.sub(" ", text).strip()
    text = normal("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(map(_kept, text)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str | None) -> str:
    """Text of a field that has one line, as it is kept; nothing is an empty line."""
    return " ".join(clean((text or "")[:2000]).split())


def whole_number(text: str | None, digits: int = 9) -> int | None:
    """The whole number that a page sent, of so many figures 0 to 9 at most; None for anything else.

    >>> whole_number("12"), whole_number("-1"), whole_number("²"), whole_number("1234", digits=3)
    (12, None, None, None)
    """
    fits = text and text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if text and fits else None


def heard(text: str | None) -> str:
    """A public id as it was read out and typed (see `ids.spoken`): case and what stands between do not matter.

    >>> heard(" abcd-2345.")
    'ABCD2345'
    """
    return "".join(c for c in one_line(text) if c.isalnum()).upper()


def folded(text: str) -> str:
    """Text for searching: lower case, no diacritics, đ as d, one blank between words.

    The two ways of placing a tone mark ("hoà", "hòa") fold to the same letters.

    >>> folded("Phường  Phước Long B, Thủ Đức")
    'phuong phuoc long b, thu duc'
    """
    decomposed = normal("NFD", text.translate(_STROKES))
    return _SPACES.sub(" ", "".join(map(_unmarked, decomposed))).strip().casefold()


def phone_to_e164(text: str) -> str | None:
    """The phone in what somebody typed into its field, as E.164 ("+84912345678"); of several the first; None if none.

    A number with another country code is kept as it is.
    """
    return next(iter(phones_in(text)), None)


def phones_in(text: str) -> list[str]:
    """All phones of a field as E.164, in order; empty when figures stand in it that cannot be one.

    Knows the forms of Vietnam: 0912 345 678, 84912…, a lost leading zero, the eleven-digit mobiles renumbered in 2018;
    whatever separates the figures, words around the number, letters typed for figures, several numbers in a row.
    """
    if len(text) > _LONGEST_PHONES:
        return []
    found: list[str] = []
    for part in _LETTERS.split(_with_figures(normal("NFKC", text))):
        groups = re.findall(r"\+*\d+", part)
        phones = _phones_of(groups)
        if not phones and sum(map(len, groups)) > _NOISE:
            return []
        found += phones
    return list(dict.fromkeys(found))


_LONGEST_PHONES = 200  # characters of a field
_MOST_FIGURES = 45  # three numbers in one run
_NOISE = 4  # so few figures beside a number are a house or an age
_LETTERS = re.compile(r"[^\W\d_]+|[;\n]")
_ZERO = re.compile(r"(?<![^\W\d_])[oO]+(?=\d)|(?<=\d)[oO]+(?![^\W\d_])|(?<=\d)[oO]+(?=\d)")
_ONE = re.compile(r"(?<=\d)[lI|]+(?=\d)")


def _with_figures(text: str) -> str:
    """The text with figures of all scripts as 0 to 9, and O, l and I as 0 and 1 where they stand among figures."""
    text = "".join(str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text)
    return _ONE.sub(lambda one: "1" * len(one[0]), _ZERO.sub(lambda one: "0" * len(one[0]), text))


def _phones_of(groups: list[str]) -> list[str]:
    """The groups of figures read one after the other as whole phones, as few as can be; empty when they do not fit."""
    if sum(map(len, groups)) > _MOST_FIGURES:
        return []
    for end in range(len(groups), 0, -1):
        first = _e164("".join(groups[:end]))
        rest = _phones_of(groups[end:]) if first else []
        if first and (rest or end == len(groups)):
            return [first, *rest]
    return []


def _e164(number: str) -> str | None:
    if not re.fullmatch(r"\+?\d{8,15}", number) or number == "1234567890":  # typed to get past a field
        return None
    home = re.fullmatch(r"(?:\+84|0084|84(?=\d{9,11}$))?0?(\d{10})", number)
    if home and (prefix := _PREFIXES_2018.get("0" + home[1][:3])):
        number = prefix + home[1][3:]
    if _mobile().fullmatch(number):
        return f"+84{number[1:]}"
    try:
        parsed = phonenumbers.parse(number, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=1)
def _mobile() -> re.Pattern[str]:
    """Mobile numbers of Vietnam as most people write them, by the library's own table: twenty times as fast as it."""
    known: Any = phonenumbers.PhoneMetadata.metadata_for_region("VN")
    return re.compile(f"0(?:{known.mobile.national_number_pattern})")


def phone_to_dial(e164: str | None) -> str:
    """The number behind `tel:`; empty for no phone.

    Service numbers of Vietnam, 1800 and 1900, answer only without the country code.
    """
    number = e164 or ""
    return number.removeprefix("+84") if number.startswith(("+841800", "+841900")) else number


def takes_sms(e164: str) -> bool:
    """Whether a text message can arrive: a landline or a service number takes none."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return False
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def phone_for_eyes(e164: str) -> str:
    """+84912345678 as "0912 345 678": how it is read out and dialled at home."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 84 else style.INTERNATIONAL)


def initials(name: str) -> str:
    """The letters that stand for a person in a round frame: of the last two words, as Vietnamese names are said.

    >>> initials("Tô Phương Loan")
    'PL'
    """
    return "".join(word[0] for word in name.split()[-2:]).upper()


def spreadsheet_safe(text: str) -> str:
    """Text for a cell of an export: what a spreadsheet would take for a formula becomes text by a leading quote.

    Signs of full width and those behind blanks and invisible characters count too (CWE-1236).

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("Nhà 12")
    ("'=1+1", 'Nhà 12')
    """
    seen = "".join(c for c in normal("NFKC", text) if unicodedata.category(c) not in {"Cf", "Zs"})
    return f"'{text}" if seen[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "|"} else text


_FEW = 4096  # characters that a process remembers: a language has few


@lru_cache(maxsize=_FEW)
def _kept(character: str) -> str:
    """A character as it is kept: a blank for all blanks but the line break, nothing for what cannot be seen."""
    kind = unicodedata.category(character)
    if character == "\n" or kind not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}:
        return character
    return " " if kind.startswith("Z") else ""


@lru_cache(maxsize=_FEW)
def _unmarked(character: str) -> str:
    """A decomposed character, or nothing for a mark of another one."""
    return character if character in "\n\t" or unicodedata.category(character) not in {"Mn", "Cf", "Cc"} else ""

"""What Vietnamese text needs: search without diacritics, phones, words that hide a door."""

import re
import unicodedata

import phonenumbers

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


def clean(text: str) -> str:
    """Text as it is kept: NFC, without control, zero-width and direction-changing characters.

    Line breaks stay; runs of blanks shrink to one; the ends are trimmed.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
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
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKES))
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf", "Cc"} or c in "\n\t")
    return _SPACES.sub(" ", bare).strip().casefold()


def phone_to_e164(text: str) -> str | None:
    """A phone as people write it, as E.164 ("+84912345678"), or None when it cannot be one.

    Knows the forms of Vietnam: 0912 345 678, 84912…, a lost leading zero, and the eleven-digit mobiles
    renumbered in 2018. A number with another country code is kept as it is.
    """
    text = unicodedata.normalize("NFKC", text).strip()
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
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in {"Cf", "Zs"})
    return f"'{text}" if seen[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "|"} else text


def _blank(character: str) -> str:
    return " " if unicodedata.category(character) in {"Zs", "Zl", "Zp"} else character

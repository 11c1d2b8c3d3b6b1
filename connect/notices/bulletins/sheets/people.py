"""Never persons: what in a spreadsheet looks like a name, a birth year, an address, a phone or a number of a person.

Wards are named after people, and a note may name a street. So a name that is a place's is none, nor is one that stands
behind "phường" or "đường"; a house number before a street is an address.
"""

import re
from collections.abc import Callable

from connect.text import folded, phones_in

HEADINGS = re.compile(
    r"\b(ho ten|ho va ten|ho dem|ho & ten|ten (?:benh nhan|bn|nguoi|chu ho|khach|cong dan)|benh nhan|chu ho|nguoi benh"
    r"|(?:full|first|last|family|given|patient|person)[ _]?names?|surname|patients?"
    r"|ngay sinh|nam sinh|sinh nam|tuoi|age"
    r"|birth\w*|dob|born|year of birth|so dien thoai|dien thoai|sdt|so dt|phone\w*|mobile|tel|zalo|e-?mail"
    r"|cccd|cmnd|cmt|can cuoc|dinh danh|ho chieu|passport|identity|id (?:card|no|number)|national id|bhyt|bhxh"
    r"|bao hiem|insurance|dia chi|noi o|cho o|thuong tru|tam tru|address|street|so nha|gioi tinh|dan toc|gender|sex)\b"
    r"|^(ho|ten|name|id|stt bn|ma bn|ma so bn)$"
)
_SURNAMES = frozenset(
    """
    nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly truong dinh doan mai trinh dao cao lam luu
    luong trieu ha thai ta phung to chu lo giang vang sung ma thao ly lu quach tong vuong kieu nong hua be cam deo
    thach kim danh son chau chamalea ksor rcom siu nay rmah hlong ya kpa nie ede mlo la tang tieu au quan nghiem
    thieu khuat phi tu mac chu dam hong ung han bach tang khong van diep uong vi luc hang
""".split()
)
_MIDDLE = frozenset(("thi", "van", "huu", "duc", "dinh", "ngoc", "thanh", "quang", "xuan", "minh", "a", "thuy"))
_PLACED = re.compile(
    r"\b(?i:phường|xã|đường|phố|quận|huyện|tỉnh|thành phố|thị trấn|thị xã|chợ|cầu|trường|bệnh viện|trạm(?: y tế)?|sông"
    r"|đập|hồ|ngã tư|quốc lộ|tỉnh lộ|đại lộ|đèo|bến|kênh|street|ward|road|bridge|hospital|school)"
    r"(?:\s+(?:[A-ZÀ-ỸĐ][^\W\d_]*|\d+))+"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NUMBER = re.compile(r"(?<![\d.,])(?:\d[ .\-]?){9,15}(?![\d])")
_INSURANCE = re.compile(r"\b[A-Z]{2}[ .\-]?\d[ .\-]?(?:\d[ .\-]?){11,12}\b|\b[A-Z]{2}\d{8,13}\b", re.IGNORECASE)
_BORN = re.compile(
    r"\b(?:sinh(?: nam| ngay)?|sn|nam sinh|born(?: in)?|birth\w*|tuoi|aged?)\b\.?:? ?\d{1,4}|\d+ tuoi\b|\d+ years? old"
)
_HOUSE = re.compile(
    r"\b(?:so nha|nha so|hem|ngo|ngach|kiet|can ho|lo)\s*\d|\b\d+[a-z]?(?:/\d+[a-z]?){1,4}\s+[a-z]"
    r"|\b(?:so )?\d+[a-z]?,? "
    r"(?:duong|pho) [a-z]|\b(?:to|to dan pho|khu pho|thon|ap|xom|ban)\s+\d+,? "
)


def is_heading(cell: str) -> bool:
    """Whether a heading asks for something that belongs to one person."""
    return HEADINGS.search(folded(cell).strip(" :.*()")) is not None


def is_number_of(cell: str) -> bool:
    """Whether a cell looks like a phone, an identity or an insurance number, an address of mail."""
    grouped = re.fullmatch(r"-?\d{1,3}(?:([.,])\d{3})+(?:[.,]\d+)?|\d+[.,]\d+", cell.strip())
    if grouped or re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}", cell.strip()):
        return False
    return bool("@" in cell or _INSURANCE.search(cell) or phones_in(cell) or _NUMBER.search(cell))


def is_name(cell: str, is_place: Callable[[str], bool]) -> bool:
    """Whether a cell is nothing but a person's name, perhaps in capitals; one that is a place's is none."""
    said = re.sub(
        r"^\s*(?:\d+[.)\-]\s*)?(?:(?:ông|bà|anh|chị|em|cháu|bé|mr|mrs|ms)\.?\s+)?", "", cell, flags=re.IGNORECASE
    )
    return bool(said.strip()) and _looks(said) and not is_place(said)


def _looks(said: str) -> bool:
    words = _WORD.findall(said)
    if not 2 <= len(words) <= 5 or re.sub(r"[\s'’.]", "", "".join(words)) != re.sub(r"[\s'’.]", "", said):
        return False
    known = folded(words[0]) in _SURNAMES
    titled = all(word[0].isupper() for word in words)
    lower = known and any(folded(word) in _MIDDLE for word in words[1:-1])
    return known and (titled or lower)


def is_told(note: str, is_place: Callable[[str], bool]) -> bool:
    """Whether words hold a person: a name among them, a birth year or an age, an address, a number.

    >>> is_told("ngập đường Nguyễn Trãi", lambda _: False), is_told("đếm cả bệnh viện dã chiến", lambda _: False)
    (False, False)
    >>> [is_told(one, lambda _: False) for one in ("bà Trần Thị Hạnh", "sinh năm 1987", "12/3 Lê Lợi", "0912 345 678")]
    [True, True, True, True]
    """
    plain = folded(note)
    if is_number_of(note) or _BORN.search(plain) or _HOUSE.search(plain):
        return True
    rest = _PLACED.sub(" . ", note)
    runs = re.findall(r"\b(?:[A-ZÀ-ỸĐ][^\W\d_]*(?:['’][^\W\d_]+)?\s+){1,4}[A-ZÀ-ỸĐ][^\W\d_]*", rest)
    return any(
        is_name(" ".join(words[at:]), is_place) for run in runs for words in [run.split()] for at in range(len(words))
    )

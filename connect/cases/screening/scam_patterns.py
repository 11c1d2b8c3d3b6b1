"""Signs of fraud or advertisement in a request, each with the words that made it look so.

Nothing is refused by this: a suspicious request waits for a moderator, who reads the reasons. Marks, capitals, dots
between letters, look-alike digits and the short spellings of chats are seen through. The words for the codes are in
`cases.words`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connect.text import normal, phone_to_e164

CODES = ("bank_account", "transfer", "money_only", "link", "qr", "advertising", "false_official", "prepaid")

Spans = Iterator[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One reason: its code, and the words of the text that gave it."""

    code: str
    excerpt: str


def suspicions(text: str) -> list[Suspicion]:
    """Everything suspicious in a text, each code once, in the order of `CODES`; empty for an honest one."""
    text = "".join(c for c in normal("NFKC", text) if unicodedata.category(c) != "Cf")
    low = _low(text)
    bare = _plain(low)
    firsts = ((code, next(_FINDERS[code](low, bare), None)) for code in CODES)
    return [Suspicion(code, " ".join(text[at[0] : at[1]][:60].split())) for code, at in firsts if at]


def account_spans(text: str) -> Spans:
    """Where accounts and other long numbers that are no phones stand in a text without signs that are not seen."""
    low = _low(text)
    yield from _accounts(low, _plain(low))


def has_link(text: str) -> bool:
    """Whether a text names an address on the web, a map's too."""
    low = _low("".join(c for c in normal("NFKC", text) if unicodedata.category(c) != "Cf"))
    return _LINK.search(low) is not None


def _low(text: str) -> str:
    """The text in small letters, each in its place; positions are blanks, because their figures are no account."""
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _POSITION.sub(lambda one: " " * len(one.group()), low)


# A position within Vietnam, as degrees with a fraction: long numbers, but no account.
_LAT, _LON = r"(?<![\d.])(?:[89]|1\d|2[0-3])[.,]\d{3,15}(?!\d)", r"(?<![\d.])10[2-9][.,]\d{3,15}(?!\d)"
_POSITION = re.compile(rf"{_LAT}\W{{1,4}}(?:4d)?{_LON}|{_LON}\W{{1,4}}{_LAT}")

# --- One shape for many spellings -------------------------------------------------------------------------

_ALIKE = str.maketrans("аеорсхуікмт", "aeopcxyikmt")  # Cyrillic letters drawn like Latin ones
_LEET = (("0", "o"), ("4", "a"), ("@", "a"), ("3", "e"), ("1", "i"))


def _plain(low: str) -> str:
    """The lower-case text without marks and disguises, letter for letter in the same place."""
    bare = "".join(normal("NFKD", c)[:1] or c for c in low.replace("đ", "d")).translate(_ALIKE)
    for sign, letter in _LEET:
        bare = re.sub(rf"(?<=[a-z]){re.escape(sign)}(?=[a-z]|\b(?!\d))", letter, bare)
    return bare


def _dotted(word: str) -> str:
    """A pattern for a word, also with dots or blanks between its letters."""
    return r"\b" + r"[\W_]{0,2}".join(word) + r"\b"


def _any(words: str) -> str:
    """A pattern for one of the words or patterns, a line or a bar between them, as whole words."""
    return rf"\b(?:{'|'.join(line.strip() for line in words.strip().splitlines())})\b"


# --- Money ------------------------------------------------------------------------------------------------

_DIGITS = r"(\d(?:[ .\-]?\d){5,18})"
_WALLET = r"momo|zalo ?pay|viettel ?(?:money|pay)|vn ?pay|shopee ?pay|airpay|paypal|vi dien tu"
_BANKS = (
    r"vietcom ?bank|vcb|techcom ?bank|tcb|mb ?bank|mbb|bidv|agri ?bank|vietin ?bank|acb|sacom ?bank|tp ?bank|vp ?bank"
    r"|vib|ocb|shb|hd ?bank|msb|exim ?bank|lien ?viet|ngan hang"
)
_ACCOUNT = rf"(?:{_dotted('stk')}|\b(?:so tk|so tai khoan|tai khoan|tk|t\.k|{_WALLET})\b)"
_NEAR = re.compile(rf"{_ACCOUNT}[^\n]{{0,40}}?{_DIGITS}|{_DIGITS}[^\n\d]{{0,25}}{_ACCOUNT}")
_NEAR_BANK = re.compile(rf"\b(?:{_BANKS})\b[^\n]{{0,40}}?{_DIGITS}|{_DIGITS}[^\n\d]{{0,25}}\b(?:{_BANKS})\b")
_LONG_NUMBER = re.compile(r"(?<![\d+/])\d(?:[ .\-]?\d){8,18}(?![\d/])")
_SUM = (
    r"(?:\d+(?:[.,]\d+)*\s?(?:k|tr|trieu|xi|nghin|ngan|vnd|dong|usd|\$)\b(?! chi)"
    r"|\d{1,3}(?:[.,]\d{3})+\s?d?\b|\bvai (?:tram|trieu|xi)\b)"
)
_PRICE = re.compile(_SUM)
_WIRE = re.compile(
    r"\b(?:ch(?:uyen|iyen|yen|uyn)[\W_]{0,3}(?:khoang?|koan|khon)|ckhoan|(?:chuyen|nap|gui|bank) (?:qua )?(?:tien|xien)"
    r"|(?:chuyen|gui|nap) (?:\w+ ){0,3}(?:qua|vao|ve) (?:vi|tk|tai khoan)|(?:internet ?)?banking"
    rf"|chuyen (?:cho|giup|qua|vao)(?: \w+){{0,3}} {_SUM}|gui (?:\w+ ){{0,2}}{_SUM}|{_WALLET})\b"
    rf"|{_dotted('chuyen')}[\W_]*{_dotted('khoan')}"
)
_ASKS_BY_NUMBER = re.compile(_dotted("stk"))
# "ck" is also how young people write "husband"; only what follows tells.
_CK = re.compile(
    r"\bc[._]?k\b(?= ?(?:qua|vao|ve|truoc|ho\b|dum|giup|ngay|nhanh|lien|gap|lai|\d|momo"
    r"|cho (?:e|em|mh|minh|toi|t|chau)\b))"
)
# Somebody paying a neighbour back for a purchase is no beggar.
_REPAYS = re.compile(
    rf"\b(?:chuyen ?khoan|ck|(?:chuyen|gui) tien|bank|{_WALLET})(?: \w+){{0,2}} lai\b"
    r"|\b(?:toi|em|minh|chau|con|chi|anh|nha em|chung toi) (?:(?:se|xin|co the|xin phep|xin duoc) )+"
    r"(?:gui|chuyen|ck|tra|hoan|thanh toan)(?: \w+){0,3}"
    r"|\b(?:toi|em|minh|chau|con) gui\b"
    r"|\b(?:tra|hoan|thanh toan)(?: \w+){0,3} (?:bang |qua )?(?:chuyen khoan|tien|momo|ck)\b"
)
_BEG = _any("""
    xin|ung ho|vay(?: nong| tam)?|muon|quyen gop|dong gop|donate|giup do|giup|dum|cuu tro|cho|can|bo thi|nap
    (?<!goi )(?<!tien )(?<!duoc )ho tro
""")
_BETWEEN = r"(?:\s+(?!mua|gui|tra|lai|het|khong|ko|chua|hang|gia|gao|sua|thuoc|tien|xien|dong)\w+){0,4}?"
_CASH = r"\b(?:xien|tien(?! giang| duong| loi| the| hanh| viec| phong))\b"
_MONEY = re.compile(rf"{_BEG}{_BETWEEN}\s+(?:it |chut |chut it |them |mot it )?(?:{_CASH}|{_SUM})")
_SHORT = re.compile(r"\b(?:can|kiet|thieu|ket) (?:rat )?(?:gap )?(?:tien|xien)\b(?: (?:gap|mat|lam))?")
_NOT_MONEY = re.compile(
    r"\b(?:khong|ko|k|hong|chang|cha|dung|khoi)\s+(?:dam |can |phai )?(?:xin|can|nhan|lay|vay|muon|cho|dua|gui)?\s*"
    r"(?:\w+ ){0,2}(?:tien|xien)\b"
)
_GOODS = re.compile(r"\s*(?:tien )?(?:gao|rau|thit|sua|mi|trung|thuoc|do an|ta|bim|nuoc|hang|banh|ca)\b")
_CARD = re.compile(_any("the cao|ma the|nap (?:card|the)|card (?:dien thoai|dt|viettel|mobi|vina)"))


def _accounts(low: str, bare: str) -> Spans:
    yield from (one.span() for one in _NEAR.finditer(bare))
    yield from (one.span() for one in _NEAR_BANK.finditer(bare) if not _is_phones(one[1] or one[2]))
    yield from (one.span() for one in _LONG_NUMBER.finditer(low) if not _is_phones(one.group()))


def _is_phones(digits: str) -> bool:
    """Whether a run of digits is a phone, or several beside each other."""
    if phone_to_e164(digits):
        return True
    bare = re.sub(r"\D", "", digits)
    return len(bare) == 20 and all(phone_to_e164(half) for half in (bare[:10], bare[10:]))


def _transfers(low: str, bare: str) -> Spans:
    fine = [one.span() for pattern in (_REPAYS, _NOT_MONEY) for one in pattern.finditer(bare)]
    for pattern in (_WIRE, _CK):
        found = (one.span() for one in pattern.finditer(bare))
        yield from (at for at in found if not _touches(at, fine) and _is_cash(low, *at))
    yield from (one.span() for one in _ASKS_BY_NUMBER.finditer(bare))


def _begging(low: str, bare: str) -> Spans:
    refused = [one.span() for one in _NOT_MONEY.finditer(bare)]
    for pattern in (_MONEY, _SHORT):
        for one in pattern.finditer(bare):
            bought = re.search(r"\bmua\b", bare[max(0, one.start() - 12) : one.end()]) or _GOODS.match(bare, one.end())
            if not bought and not _touches(one.span(), refused) and _is_cash(low, *one.span()):
                yield one.span()
    yield from (one.span() for one in _CARD.finditer(bare))


def _is_cash(low: str, start: int, stop: int) -> bool:
    """Money is "tiền"; with another mark the same letters mean convenient, fairy or forward."""
    return not re.search(r"\bti(?:ện|ến|ên|ễn|ển)\b", low[start:stop])


def _touches(at: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < at[1] and at[0] < stop for start, stop in others)


# --- Links, advertisements, false officials ---------------------------------------------------------------

_TLD = "com|net|org|vn|ly|io|gl|info|xyz|top|link|site|shop|store|online|app|me|cc|club|vip|pro|live|win|bet|asia|biz"
_LINK = re.compile(
    r"\b(?:h?t?tps?\s?:\s?/\s?/|www\s?\.)\s?\S+"
    rf"|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:{_TLD})\b(?:/\S*)?"
    r"|\b[a-z0-9-]{2,}\s?(?:\(?\b(?:dot|chấm|cham)\b\)?|\[\.\]|\(\.\)|\s\.\s?)\s?(?:com|net|vn|ly|me|xyz|top|info|shop)\b"
)
_MAPS = re.compile(r"maps?\.app\.goo\.gl|goo\.gl/maps|google\.[a-z.]+/maps|maps\.google|plus\.codes")
_QR = re.compile(_any(r"qr|q\.r|quet ma|ma vach|scan ma"))
_ADS = re.compile(
    _any(r"""
    khuyen mai|giam gia|xa kho|xa hang|gia si|si le|ban si|ban buon|sale off|flash sale|gia goc|bang gia|voucher
    tuyen (?:ctv|cong tac vien|dai ly|si|\d+|nguoi|nhan vien|tho|lao dong|gap)
    cong tac vien|viec nhe luong cao|lam tai nha luong|kiem tien (?:online|tai nha)
    thu nhap (?:\d|thu dong|cao|khung|them|on dinh|hang)|vay (?:von|nhanh|tin chap|online|tieu dung|tra gop)
    vay tien (?:nhanh|online|mat|gap|khong)|(?:ho tro|cho) vay (?:von|tien|nhanh|nong|tin|online|tieu|tra gop|\d)
    dich vu vay|giai ngan|lai suat|khong the chap|tin chap|no xau|rut tien tin dung|mo the tin dung|dau tu sinh loi
    dau tu (?:\w+ )?(?:loi nhuan|nho|\d)|loi nhuan|lai \d+ ?%|hoa hong (?:\d|cao|khung)|nha cai|ca cuoc|ca do bong
    casino|tai xiu|xoc dia|soi cau|danh bai|forex|bitcoin|crypto|tien ao|san coin|kinh doanh da cap|sim so dep
    nap game|ban acc|acc game|thanh ly|hang chinh hang|chinh hang|kem tron|trang da|giam can|thuc pham chuc nang
    cuong duong|tri mun|my pham|bao hiem nhan tho|mua ngay|mua \d+ tang \d+|free ?ship|mien phi (?:van chuyen|ship)
    mien phi giao hang|ma giam|hot deal|uu dai|(?:nhom|group|gr|kenh|channel) (?:kin )?(?:zalo|zl|tele\w*|fb|facebook)
    (?:zalo|zl|tele\w*|fb) (?:group|gr)|tham gia (?:nhom|group|gr|kenh)|vao (?:nhom|group|gr) (?:de|nhan|zalo|zl|kin)
    chuyen nha tron goi|chay quang cao|thiet ke web\w*
    """)
)
_WEAK_ADS = re.compile(
    _any(r"""
    inbox|inb|ibx?|check ib|nhan tin (?:qua )?(?:zalo|zl|fb|facebook)|pm|gia re|gia tot|re nhat|hotline|order|sale|shop
    (?:add|ket ban|lien he|lh) (?:\w+ )?(?:zalo|zl|fb|tele\w*)|dat (?:mua|hang)|ship (?:toan quoc|cod)|phan phoi
    so luong co han|cam ket|uy tin|chat luong cao|lien he ngay|lh ngay|dang ky ngay|hang moi ve|chuyen cung cap
    nhan dat|combo|giao tan (?:nha|noi)|ship noi thanh|nhan ship|alo shop|luong \d+
    lam them|ban hang online|ho tro 24|follow|like|share|sub kenh
    """)
)
_OFFICE = _any(r"""
    cong an|c\.?a\.? ?(?:phuong|quan|tinh|tp)|csgt|vien kiem sat|toa an|cuc (?:thue|canh sat|vien thong)|co quan thue
    can bo|bo y te|so y te|chinh quyen|uy ban|ubnd|mat tran|mttq|hoi chu thap do|dien luc|ngan hang|bao hiem xa hoi|bhxh
    nhan vien (?:ngan hang|y te|nha mang|buu dien|dien luc)|quan doi|bo doi|chinh phu|nha nuoc
""")
_ORDERS = _any("yeu cau|thong bao|de nghi|bat buoc|bat phai|huong dan|phai|can|moi|hay|vui long|ho tro|thu")
_DEMAND = _any(r"""
    nop (?:phi|tien|phat|le phi|truoc|ngay|\d)|dong (?:phi|truoc|le phi|\d)|thu phi|le phi|nop phat|tien phat|otp
    phi (?:ho so|xu ly|dang ky|bao hiem|van chuyen|giai ngan|xac minh|lam)|mat khau|ma xac (?:nhan|thuc|minh)
    cung cap (?:cccd|cmnd|can cuoc|tai khoan|so tai khoan|stk|thong tin)|(?:chup|gui) (?:anh )?(?:cccd|cmnd|can cuoc)
    xac (?:minh|thuc) (?:tai khoan|danh tinh|thong tin)|chuyen (?:tien|khoan)|\d+k
""")
_OFFICIAL = re.compile(rf"{_OFFICE}[^\n]{{0,40}}{_ORDERS}[^\n]{{0,40}}{_DEMAND}")
_PREPAID = re.compile(
    _any(r"""
    dat coc|coc truoc|tien coc|chuyen coc|nop coc|(?:dong|nop|tra|chuyen) (?:truoc )?(?:\w+ ){0,2}(?:phi|le phi)
    phi (?:ho so|giai ngan|xu ly|kich hoat|xac minh|nhan (?:qua|thuong))|le phi (?:ho so|nhan|dang ky|xu ly)|(?:ma )?otp
    ma xac (?:nhan|thuc)|mat khau (?:ngan hang|app|zalo)|trung (?:thuong|giai)|nhan (?:thuong|giai)|giai thuong
    (?:chup|gui) (?:\w+ )?(?:anh )?(?:cccd|cmnd|can cuoc)
    """)
)


def _links(low: str, bare: str) -> Spans:
    yield from (one.span() for one in _LINK.finditer(low) if not _MAPS.search(one.group()))


def _advertisements(low: str, bare: str) -> Spans:
    """One word that only sellers use, or two that they use often, or one of those and a price."""
    yield from (one.span() for one in _ADS.finditer(bare))
    weak = list({one.group(): one.span() for one in _WEAK_ADS.finditer(bare)}.values())
    if len(weak) > 1 or (weak and _PRICE.search(bare)):
        yield weak[0]


def _looks_like(pattern: re.Pattern[str]) -> Callable[[str, str], Spans]:
    return lambda low, bare: (one.span() for one in pattern.finditer(bare))


_FINDERS: dict[str, Callable[[str, str], Spans]] = {
    "bank_account": _accounts,
    "transfer": _transfers,
    "money_only": _begging,
    "link": _links,
    "qr": _looks_like(_QR),
    "advertising": _advertisements,
    "false_official": _looks_like(_OFFICIAL),
    "prepaid": _looks_like(_PREPAID),
}

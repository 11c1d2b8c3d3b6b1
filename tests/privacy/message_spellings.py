"""Spellings of phones, accounts and doors as people write them in a conversation, and what honest ones say. By a seed.

Others than those of `spelling_grammar` and `test_masking_spellings`: figures read out in pairs, words between the parts
of a number, lines between them, signs of other scripts, letters for figures, all of these mixed.
"""

import random
from collections.abc import Callable, Iterator

from connect.text import folded
from tests.privacy import spelling_grammar as grammar

KINDS = ("phone", "account", "door")
SAID = dict(zip("0123456789", "không một hai ba bốn năm sáu bảy tám chín".split(), strict=True))
_IN_CHAT = SAID | {"0": "hông", "4": "tư", "5": "lăm", "7": "bẩy", "1": "mốt"}
_ENGLISH = dict(zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True))
_SIGNS = (" ", ".", "-", " - ", "_", "/", "*", "·", " · ", "…", "  ", ", ", " . ", "'", "~", "|", " | ", "\n", "–", ":",
          " / ", "=", "^", "°", "•", "★", "→", " + ", ";")  # fmt: skip
_UNSEEN = ("\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad", "\u200d")
_BETWEEN = (
    " rồi ",
    " xong ",
    " tới ",
    " sau đó ",
    " và ",
    " tiếp ",
    " đuôi ",
    " cuối ",
    " rồi tới ",
    ", đuôi ",
    " roi ",
)
_SCRIPTS = ("０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙")
_OF_A_PHONE = (
    "{}", "Gọi em {} nha", "sđt em nè {} anh lưu lại giúp", "tới nơi a alo {} e chạy ra", "số mới của mình: {} nhé",
    "zalo hoặc gọi đều được {}", "lien lac so {} gap em Lan", "📞 {}", "máy kia hết pin, gọi máy này {} nha anh",
    "em đang ở đầu ngõ\n{}\nanh gọi nha", "({}) gọi giờ nào cũng được", "phone {} thanks", "nếu lạc thì {} nhé bạn",
)  # fmt: skip
_OF_AN_ACCOUNT = (
    "{}", "chị cho em xin ít, {} ạ", "anh gửi vào {} giúp em nha", "tiền hàng chuyển {} , em cảm ơn",
    "ck giùm {} nhé", "em gửi lại tiền, {} phải không", "đây là {} của mẹ em",
)  # fmt: skip
_OF_A_DOOR = (
    "{}", "Em ở {} nha", "anh cứ chạy tới {} là thấy", "giao giúp về {} nhé", "toi {} roi goi", "nhà mình {} đó anh",
    "({}) cổng sau", "anh tới chưa\n{}\nem đứng đợi", "mang đồ tới {} , cảm ơn bạn nhiều",
)  # fmt: skip


def made(seed: int, count: int = 500) -> Iterator[tuple[str, str, list[str]]]:
    """Kind, message, and the figures or words that must not be left of it; so many in all, of the three kinds alike."""
    dice = random.Random(seed)
    makers: dict[str, Callable[[random.Random], tuple[str, list[str]]]] = {
        "phone": phone, "account": account, "door": door,
    }  # fmt: skip
    around = {"phone": _OF_A_PHONE, "account": _OF_AN_ACCOUNT, "door": _OF_A_DOOR}
    for n in range(count):
        kind = KINDS[n % len(KINDS)]
        shown, left = makers[kind](dice)
        yield kind, dice.choice(around[kind]).format(shown), left


def phone(dice: random.Random) -> tuple[str, list[str]]:
    """A mobile number."""
    digits = "0" + dice.choice("35789") + "".join(dice.choices("0123456789", k=8))
    head = dice.choice(("0", "0", "0", "0", "+84", "84", "(+84)", "0084"))
    return written(digits, dice, head), [digits]


def account(dice: random.Random) -> tuple[str, list[str]]:
    """An account of a bank or a card, with what it is called or the bank, in either order."""
    digits = "".join(dice.choices("0123456789", k=dice.choice((9, 10, 12, 13, 14, 16))))
    digits = dice.choice("123456789") + digits[1:]
    label = dice.choice(("stk", "STK", "số tài khoản", "so tk", "s.t.k", "tk", "tài khoản", "số thẻ", "Stk:", "stk là"))
    bank = dice.choice("Vietcombank,VCB,MB Bank,techcom,BIDV,agribank,ACB,TPBank,momo,sacombank,Vietinbank".split(","))
    shown = written(digits, dice, "")
    return dice.choice((
        f"{label} {shown}", f"{label} {bank} {shown}", f"{bank} {shown}", f"{bank}: {shown}",
        f"{label}: {shown} {bank}",
        f"{label} {shown} ngân hàng {bank}", f"{bank} số {shown}", f"{label} của em {shown}",
    )), [digits]  # fmt: skip


def door(dice: random.Random) -> tuple[str, list[str]]:
    """A house, a lane, a room: those of the grammar, and those that a way is described by."""
    if dice.random() < 0.55:
        shown, left = grammar.KINDS[dice.choice(("street", "house", "alley", "group", "floor"))](dice)
    else:
        shown, left = _way(dice)
    return dice.choice((_as_is, _as_is, _as_is, folded, str.upper, str.lower, _wide, _unseen, _doubled, _leet))(
        shown
    ), left


def _way(dice: random.Random) -> tuple[str, list[str]]:
    a, b, c = (dice.randint(4, 298) for _ in range(3))
    street = dice.choice(grammar.STREETS)
    return dice.choice((
        (f"quẹo vô hẻm {a}, nhà số {b}", [str(a), str(b)]), (f"số {a} ngõ {b} phố {street}", [str(a), str(b)]),
        (f"đầu hẻm {a} đường {street}", [str(a)]), (f"nhà cổng xanh số {a}", [str(a)]),
        (f"{a}/{b} {street}", [str(a), str(b)]), (f"hẻm {a} rẽ ngách {b} nhà {c}", [str(a), str(b), str(c)]),
        (f"sn {a} ngách {b}/{c}", [str(a), str(b), str(c)]), (f"căn A{a}-{b:02}", [str(a)]),
        (f"block C tầng {a % 30 + 4} phòng {b}", [str(b)]), (f"dãy trọ số {a} phòng {b % 30 + 4}", [str(a)]),
        (f"kiệt {a}/{b} {street}", [str(a), str(b)]), (f"{a} xẹt {b} {street}", [str(a), str(b)]),
        (f"hẻm số {a} đối diện chùa", [str(a)]), (f"nhà số {grammar.said(a, dice)}", []),
        (f"ngay số {a} {street}", [str(a)]), (f"tổ {a % 40 + 4} ấp {b % 9 + 1}", [str(a % 40 + 4)]),
        (f"tòa S{a % 9 + 1} tầng {b % 30 + 4} căn {c}", [str(c)]),
        (f"địa chỉ: {a}{dice.choice('ABC')} {street}", [str(a)]),
    ))  # fmt: skip


def written(digits: str, dice: random.Random, head: str) -> str:
    """A number in one of the ways in which people write or read it out, and one that hides it from a simple search."""
    if head not in ("", "0"):
        digits = digits[1:]
    else:
        head = ""
    how = dice.choice(_WAYS)(digits, dice)
    return f"{head}{dice.choice(('', ' ', '-', '.'))}{how}" if head else how


def _grouped(digits: str, dice: random.Random) -> list[str]:
    parts, at = [], 0
    while at < len(digits):
        size = dice.choice((1, 2, 2, 3, 3, 4, 5))
        parts.append(digits[at : at + size])
        at += size
    return parts


def _signs(digits: str, dice: random.Random) -> str:
    return dice.choice(_SIGNS).join(_grouped(digits, dice))


def _signs_mixed(digits: str, dice: random.Random) -> str:
    return "".join(part + dice.choice(_SIGNS) for part in _grouped(digits, dice)).strip()


def _script(digits: str, dice: random.Random) -> str:
    return _signs(digits, dice).translate(str.maketrans("0123456789", dice.choice(_SCRIPTS)))


def _scripts_mixed(digits: str, dice: random.Random) -> str:
    return "".join(dice.choice(("0123456789", *_SCRIPTS))[int(one)] for one in digits)


def _keycaps(digits: str, dice: random.Random) -> str:
    return dice.choice(("", " ")).join(f"{one}\ufe0f\u20e3" for one in digits)


def _zero_width(digits: str, dice: random.Random) -> str:
    return "".join(one + dice.choice(("", *_UNSEEN)) for one in digits)


def _letters(digits: str, dice: random.Random) -> str:
    swap = {"0": dice.choice("oO"), "1": dice.choice("lI")}
    return "".join(swap.get(one, one) for one in digits)


def _spoken(digits: str, dice: random.Random) -> str:
    words = dice.choice((SAID, SAID, _IN_CHAT, _ENGLISH))
    text = dice.choice((" ", " ", ", ", " - ", "", ". ", "\n", "…")).join(words[one] for one in digits)
    return dice.choice((_as_is, _as_is, folded, str.upper, str.title))(text)


def _some_spoken(digits: str, dice: random.Random) -> str:
    text = dice.choice((" ", "", "-")).join(SAID[one] if dice.random() < 0.5 else one for one in digits)
    return dice.choice((_as_is, folded))(text)


def _in_pairs(digits: str, dice: random.Random) -> str:
    """Không chín mười hai ba bốn: two figures at a time, as numbers are read out."""
    pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    return dice.choice((" ", ", ", " - ")).join(_pair(one, dice) for one in pairs)


def _pair(pair: str, dice: random.Random) -> str:
    if pair[0] == "0" or len(pair) < 2 or dice.random() < 0.3:
        return " ".join(SAID[one] for one in pair)
    return grammar.said(int(pair), dice)


def _parts_told(digits: str, dice: random.Random) -> str:
    cut = dice.randint(3, 5)
    return dice.choice(_BETWEEN).join((digits[:cut], digits[cut : cut + 3], digits[cut + 3 :]))


def _as_is(text: str) -> str:
    return text


def _wide(text: str) -> str:
    return text.translate(str.maketrans("0123456789", _SCRIPTS[0]))


def _unseen(text: str) -> str:
    return "\u2060".join(text)


def _doubled(text: str) -> str:
    return text.replace(" ", "  ")


def _leet(text: str) -> str:
    return text.replace("hẻm", "h3m").replace("phòng", "ph0ng").replace("tổ", "t0")


_WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda digits, dice: digits, _signs, _signs, _signs_mixed, _script, _scripts_mixed, _keycaps, _zero_width, _letters,
    _spoken, _spoken, _some_spoken, _in_pairs, _parts_told,
)  # fmt: skip

_HONEST = (
    "Khoảng {n} phút nữa tôi tới", "em đang trên đường, còn {k} km", "Anh mang {n} ký gạo và {k} thùng mì nha",
    "Tôi để đồ trước cửa rồi", "Chị ơi em tới rồi mà không thấy ai", "Dạ em ra liền, mặc áo đỏ",
    "Bao gạo bị rách một góc",
    "Cảm ơn anh nhiều lắm, cả nhà {said} vui lắm", "Mai {k} giờ chiều được không chị", "Nước còn ngập tới {n} phân",
    "Em cần thêm {k} lốc sữa cho bé {n} tháng", "Anh đi xe máy màu xanh, đội nón trắng", "Không sao, lần sau cũng được",
    "Mấy giờ anh tới, {k} giờ hay {k} giờ rưỡi", "Em gửi {k} hình để anh dễ thấy", "Trời mưa lớn quá, chờ {n} phút nhé",
    "Có chó dữ không em", "Nhà có {said}, đừng bấm chuông vì bé ngủ", "Đường vô lầy lắm, anh để xe ngoài chợ",
    "Thiếu {k} gói mì, em bổ sung sau", "Thuốc này uống ngày {k} lần, mỗi lần {k} viên", "ok em", "Dạ",
    "Tới đầu hẻm rồi",
    "chua thay anh oi, anh toi chua", "em dung cho cau thang, ao vang", "{said} đợi anh ở sân", "Bà cụ {n} tuổi ra lấy",
    "Sáng mai tầm 8-9 giờ em có nhà", "Đã nhận đủ {n} phần cơm, cảm ơn các bạn", "Hôm nay ngày 12/8 mà chưa có nước",
    "Chở giúp {n} lít nước và {k} bình gas nhỏ", "Tôi quay lại lần {k} rồi, cổng vẫn khóa", "Alo chị nghe máy giúp em",
)  # fmt: skip


def honest(seed: int, count: int) -> list[str]:
    """Honest messages, in which every number counts something."""
    dice, spoken = random.Random(seed), ("hai mẹ con", "ba bà cháu", "năm người", "hai vợ chồng", "bốn đứa nhỏ")
    made_ = []
    for _ in range(count):
        text = dice.choice(_HONEST).format(n=dice.randint(5, 60), k=dice.randint(2, 9), said=dice.choice(spoken))
        made_.append(dice.choice((_as_is, _as_is, _as_is, folded, str.lower))(text))
    return made_

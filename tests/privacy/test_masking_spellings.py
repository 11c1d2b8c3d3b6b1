"""Hundreds of ways to write a phone or a door: none survives; hundreds of harmless sentences: none is touched."""

import random
import re
from collections.abc import Callable, Iterator

import pytest

from connect.cases.disclosure.masking.words import masked
from connect.text import folded

SAID = dict(zip("0123456789", "không một hai ba bốn năm sáu bảy tám chín".split(), strict=True))
SAID_AGAIN = SAID | {"4": "tư", "5": "lăm", "7": "bẩy", "1": "mốt", "0": "ko"}
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
LETTERS = str.maketrans("01", "ol")
SENTENCES = (
    "Gọi em {} nhé", "{}", "Nhà em ở {}, xin giúp với ạ.", "lien he {} gap chi Lan", "Cần gạo, {} , cảm ơn mọi người",
    "Em tên Lan ({}) nhà có 3 trẻ nhỏ", "Ai giao được xin {}\nNhà hết gạo 2 ngày nay",
)  # fmt: skip


def grouped(digits: str, sizes: tuple[int, ...], between: str) -> str:
    """0912345678 in groups of the sizes."""
    out, at = [], 0
    for size in sizes:
        out.append(digits[at : at + size])
        at += size
    return between.join([*out, digits[at:]] if at < len(digits) else out)


def phones(dice: random.Random) -> Iterator[str]:
    """Spellings of a mobile number."""
    number = dice.choice("35789").join(("0", f"{dice.randrange(10**8):08d}"))
    for sizes in ((4, 3, 3), (3, 3, 4), (4, 2, 2, 2), (2, 2, 2, 2, 2), (5, 5), (1,) * 10, (3, 4, 3), (4, 6)):
        for between in ("", " ", ".", "-", ",", "_", "/", "  ", " - ", "·", "…", "*", "~", "+", ") ", "'", " và "):
            yield grouped(number, sizes, between)
    for head in ("+84", "84", "0084", "+84 ", "(+84) ", "+84-", "(84)", "00 84 "):
        yield head + number[1:]
        yield head + grouped(number[1:], (3, 3, 3), " ")
        yield head + grouped(number[1:], (2, 3, 4), ".")
    for words in (SAID, SAID_AGAIN):
        for between in (" ", ", ", " - ", "", "."):
            spoken = between.join(words[digit] for digit in number)
            yield from (spoken, folded(spoken), spoken.upper(), spoken.title())
        for every in (2, 3, 4):
            mixed = " ".join(words[digit] if n % every else digit for n, digit in enumerate(number))
            yield from (mixed, folded(mixed), mixed.replace(" ", ""))
        yield number[:4] + " " + " ".join(words[digit] for digit in number[4:])
        yield " ".join(words[digit] for digit in number[:4]) + " " + number[4:]
    yield number.translate(WIDE)
    yield grouped(number.translate(WIDE), (4, 3, 3), " ")
    yield from ("o" + number[1:], "O" + number[1:], "o." + number[1:], "o " + grouped(number[1:], (3, 3, 3), " "))
    yield number.translate(LETTERS)
    yield number.replace("1", "l").replace("0", "O")
    yield from (f"o {' '.join(folded(SAID[digit]) for digit in number[1:])}", f"số zalo {number}", f"zalo.me/{number}")
    yield from (f"Zalo: {number}", f"zl {number}", f"sđt:{number}", f"ĐT {number}", f"tel:{number}", f"{number}(Lan)")
    yield from ("\u200b".join(number), "\u00ad".join(number), "\u00a0".join(number), f"https://zalo.me/{number}")


def doors(dice: random.Random) -> Iterator[str]:
    """Spellings of a house in a lane."""
    a, b, c = (dice.randint(4, 98) for _ in range(3))
    for house in ("số nhà", "so nha", "SN", "sn", "nhà số", "nha so", "Nhà Số", "SỐ NHÀ", "số nhà:", "s/n", "SN:"):
        for lane in ("hẻm", "hem", "Hẻm", "ngõ", "ngách", "kiệt", "ngach", "kiet"):
            yield f"{house} {a} {lane} {b}"
        yield from (f"{house} {a}", f"{house} {a}/{b}", f"{house} {a}/{b}/{c}", f"{house}{a}", f"{house} {a}A")
    for lane in ("hẻm", "hem", "ngõ", "ngách", "kiệt", "Hẻm số", "ngõ số", "đường số", "hxh", "đường", "phố"):
        yield from (f"{lane} {a}", f"{lane} {a}/{b}", f"{lane} {a} ngách {b}", f"{a} {lane} {b}")
    yield from (f"{a}/{b}", f"{a}/{b}/{c}", f"{a}/{b}A", f"{a}-{b}/{c}", f"{a} xẹt {b}", f"{a} sec {b}", f"{a}\\{b}")
    yield from (
        f"số {a} Lê Lợi",
        f"{a} Nguyễn Trãi",
        f"{a}B Trần Hưng Đạo",
        f"số {a}, đường Lê Lợi",
        f"{a} đường Lê Lợi",
    )
    yield from (
        f"căn hộ {a}.{b}",
        f"phòng {a}{b}",
        f"P.{a}{b}",
        f"chung cư B{a}",
        f"block C{a}",
        f"lô B{a}",
        f"tầng {a}",
    )
    yield from (f"tổ {a}", f"ấp {a}", f"thôn {a}", f"khu phố {a}", f"kp{a}", f"KP {a}", f"tdp {a}", f"tổ dân phố {a}")
    yield from (
        f"K{a}/{b}",
        f"k {a} h {b}",
        f"km {a}",
        f"quốc lộ {a}",
        f"QL{a}A",
        f"cột điện {a}",
        f"xóm {a}",
        f"khóm {a}",
    )
    yield from ("số nhà mười hai", "hẻm bốn mươi lăm", "so nha hai muoi", "ngõ ba mươi", "nhà số chín", "kiệt hai mốt")


def accounts(dice: random.Random) -> Iterator[str]:
    """Spellings of an address of mail or of an account; every one holds `lan` and a number."""
    name = f"lan{dice.randint(100, 999)}"
    for at in ("@", " @ ", "(at)", " a còng ", " a cong ", "(a)", "[at]", " at "):
        for dot in (".", " chấm ", " cham ", " dot ", " . "):
            yield f"{name}{at}gmail{dot}com"
    for where in ("facebook.com/{}", "fb.com/{}", "m.me/{}", "t.me/{}", "fb: {}", "facebook {}", "telegram {}",
                  "zalo {}", "instagram.com/{}", "tiktok @{}", "https://vi-du.vn/{}", "www.vidu.com/{}"):  # fmt: skip
        yield where.format(name)


def spellings() -> list[tuple[str, str]]:
    """Kind and spelling, several numbers of each kind, each once."""
    dice, found = random.Random(12), dict[tuple[str, str], None]()
    makers: dict[str, Callable[[random.Random], Iterator[str]]] = {"phone": phones, "door": doors, "account": accounts}
    for kind, make in makers.items():
        for _ in range(2):
            found |= dict.fromkeys((kind, one) for one in make(dice))
    return list(found)


def left_of(kind: str, spelling: str, sentence: str) -> str:
    """What of the spelling still stands in the masked sentence: its digits and said digits, or its account name."""
    out = masked(sentence.format(spelling))
    rest = masked(sentence.format(""))  # what stands there anyway
    if kind == "account":
        return " ".join(re.findall(r"lan\d+|gmail|vidu", out))
    told = [one for one in re.findall(r"\d+", out) if one not in re.findall(r"\d+", rest)]
    if kind == "phone":
        said = {folded(word) for words in (SAID, SAID_AGAIN) for word in words.values()}
        told += [one for one in re.findall(r"\w+", folded(out)) if one in said][: len(spelling)]
        told = (
            told if sum(len(one) if one.isdigit() else 1 for one in told) > 2 else []
        )  # one or two digits lead nowhere
    elif not told and not re.search(r"\d", spelling):
        told = [spelling] if spelling in out else []
    return " ".join(told)


ALL = spellings()


def test_no_spelling_of_a_phone_a_door_or_an_account_survives() -> None:
    failed = []
    for kind, spelling in ALL:
        for sentence in SENTENCES:
            if left := left_of(kind, spelling, sentence):
                failed.append((kind, sentence.format(spelling), left))
    assert len(ALL) >= 500
    assert not failed, f"{len(failed)} of {len(ALL) * len(SENTENCES)}: " + "\n".join(map(str, failed[::7][:40]))


THINGS = (
    "{n} kg gạo", "{n} ký gạo", "{n} lốc sữa", "{n} thùng mì", "{n} gói tã", "{n} lít nước", "{n} chai dầu ăn",
    "{n} hộp sữa", "{n} phần cơm", "{n} suất ăn", "{n} vỉ thuốc", "{n} bịch tã", "{n} cái chăn", "{n} quả trứng",
)  # fmt: skip
FACTS = (
    "Nhà có {n} người, hết gạo từ hôm qua.", "Bà ngoại {n} tuổi, đi lại khó.", "Mất điện {n} ngày nay.",
    "Con nhỏ {n} tháng tuổi cần sữa.", "Nước ngập {n} cm trong nhà.", "Cách ly {n} ngày, chưa ai tiếp tế.",
    "Uống {n} viên mỗi ngày.", "Thuốc {n} mg, ngày hai lần.", "Giá {n}.000 đồng một hộp.", "Sốt {n} độ từ đêm qua.",
    "Vợ mang thai tuần thứ {n}.", "Mẹ em chạy thận {n} lần một tuần.", "Em còn {n} nghìn trong túi.",
    "Nhà {n} miệng ăn, xin giúp.", "Giao lúc {n} giờ sáng giúp em.",
)  # fmt: skip
PLAIN = (
    "Từ ngày 12/8 đến nay chưa đi chợ được.", "Ngày 20/11/2026 nước bắt đầu rút.", "Huyết áp 160/90, cần thuốc.",
    "SpO2 còn 93%, khó thở.", "Tiền trọ 1.500.000 đồng chưa trả.", "Uống 1/2 viên buổi tối.", "Ăn được 3-4 ngày nữa.",
    "Sáng 8-9 giờ có người ở nhà.", "Test nhanh dương tính ngày 15/8.", "Cần insulin 30/70, tiêm hai lần một ngày.",
    "Cần gạo, đường, nước mắm và dầu ăn.", "Em làm thuê từ năm 2020.", "Hai mẹ con, một cháu nhỏ, hết sữa từ hôm qua.",
    "Có năm người, ba người già, hai trẻ nhỏ.", "Điện thoại sắp hết pin, giao sớm giúp em.", "Nhà không có ai đi chợ.",
)  # fmt: skip


def harmless() -> list[str]:
    """Sentences in which every number is a quantity, an age, a time, a price or a dose."""
    dice = random.Random(3)
    made = [f"Cần {one.format(n=n)} cho cả nhà." for one in THINGS for n in dice.sample(range(1, 60), 8)]
    made += [one.format(n=n) for one in FACTS for n in dice.sample(range(2, 24), 8)]
    return [*made, *PLAIN, *(folded(one) for one in made[::6])]


@pytest.mark.parametrize("part", range(4))
def test_no_harmless_sentence_is_touched(part: int) -> None:
    sentences = harmless()
    assert len(sentences) >= 200
    changed = [(one, masked(one)) for one in sentences[part::4] if masked(one) != one]
    assert not changed, f"{len(changed)} of {len(sentences) // 4}: " + "\n".join(map(str, changed[:30]))

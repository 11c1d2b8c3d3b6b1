"""A grammar of spellings by which a home or an account can be found, and of honest sentences. Both by a seed.

Each spelling comes with what must not be left of it. Disguises are laid over it afterwards: without marks, in other
letters or figures, apart, with signs that are not seen.
"""

import random
from collections.abc import Callable, Iterator

from connect.text import folded

SAID = "không một hai ba bốn năm sáu bảy tám chín".split()
STREETS = (
    "Lê Lợi,Nguyễn Trãi,Trần Hưng Đạo,Hai Bà Trưng,Lý Thường Kiệt,Phan Đình Phùng,Cách Mạng Tháng Tám,Điện Biên"
    " Phủ,Lê Duẩn"
    ",Nguyễn Văn Cừ,Hoàng Diệu,Quang Trung,Bạch Đằng,Võ Thị Sáu,Xô Viết Nghệ Tĩnh,Nguyễn Thị Minh Khai,Âu"
    " Cơ,Lạc Long Quân"
    ",Tô Hiến Thành,Kha Vạn Cân,Phạm Ngũ Lão,Trường Chinh,Nguyễn Ảnh Thủ,Đặng Văn Bi,Hùng Vương,Ngô Quyền,Trần"
    " Cao Vân"
    ",Huỳnh Văn Bánh,Bùi Thị Xuân,Hồ Xuân Hương,Nguyễn Hữu Thọ,Phạm Thế Hiển,Dương Bá Trạc,Cống Quỳnh,Tôn Đức Thắng"
).split(",")
GIVEN = "Thu,Lan,Hoa,Minh,Tuấn,Hạnh,Phúc,Ngọc,Dũng,Trang,Yến,Sơn,Thảo,Khánh".split(",")
FAMILY = "Nguyễn,Trần,Lê,Phạm,Huỳnh,Võ,Đặng,Bùi".split(",")
SENTENCES = (
    "Nhà em ở {}, xin giúp với ạ.", "{}", "Em ở {} nhé", "dia chi {} gap lam", "Hết gạo rồi, {} , cảm ơn mọi người",
    "Ai giao được thì ghé {}\nNhà có 3 trẻ nhỏ", "({}) giúp em với", "Cần nước uống. {}. Xin cảm ơn!",
)  # fmt: skip
Made = tuple[str, list[str]]  # the spelling, and the words and figures of it that lead somewhere


def said(number: int, dice: random.Random) -> str:
    """A number below a thousand in words, as it is spoken."""
    if number < 10:
        return SAID[number]
    if number < 20:
        ones = {0: "", 5: "lăm"}.get(number % 10, SAID[number % 10])
        return f"mười {ones}".strip()
    if number < 100:
        ones = {0: "", 1: "mốt", 4: dice.choice(("tư", "bốn")), 5: "lăm"}.get(number % 10, SAID[number % 10])
        return (
            f"{SAID[number // 10]} {dice.choice(('mươi ', 'mươi ', ''))}{ones}".strip()
            if ones
            else (f"{SAID[number // 10]} mươi")
        )
    rest = number % 100
    tail = "" if not rest else f"lẻ {SAID[rest]}" if rest < 10 else said(rest, dice)
    return f"{SAID[number // 100]} trăm {tail}".strip()


def number(dice: random.Random, most: int = 99, words: float = 0.3) -> Made:
    """A number of a door: figures, with a letter or not, or words."""
    n = dice.randint(2, most)
    if dice.random() < words:
        spoken = said(n, dice)
        return spoken, spoken.split()
    shown = f"{n}{dice.choice(('', '', '', 'A', 'b', 'bis', ' bis'))}"
    return shown, [str(n)]


def parts(dice: random.Random) -> Made:
    """12/34/5, 12 xẹt 34."""
    ones = [dice.randint(2, 399) for _ in range(dice.choice((2, 2, 3)))]
    if dice.random() < 0.25:
        between = dice.choice((" xẹt ", " sẹt ", " xuyệt ", " gạch "))
        spoken = [said(one, dice) for one in ones]
        return between.join(spoken), " ".join(spoken).split()
    return dice.choice(("/", " / ", "-", "\\", " xẹt ", "/", "/")).join(map(str, ones)), list(map(str, ones))


def street(dice: random.Random) -> Made:
    name = dice.choice(STREETS)
    shown, left = dice.choice((number, parts))(dice)
    road = dice.choice(("", "", "", "đường ", "đ. ", "Đ.", "đg ", "phố ", ", đường "))
    before = dice.choice(("", "", "", "số ", "số nhà ", "nhà số ", "SN "))
    name = dice.choice((name, name.lower(), name.upper() if dice.random() < 0.3 else name))
    if dice.random() < 0.15:
        return f"{dice.choice(('đường', 'đ.', 'phố', 'mặt tiền đường'))} {name} số {shown}", [*left, *name.split()]
    return f"{before}{shown} {road}{name}".replace(" ,", ","), [*left, *name.split()]


def house(dice: random.Random) -> Made:
    shown, left = dice.choice((number, number, parts))(dice)
    label = dice.choice(
        ("số nhà", "nhà số", "sn", "SN", "s/n", "Số nhà:", "số nhà -", "nhà số:", "SN.", "sn:", "nha so")
    )
    if dice.random() < 0.2 and left[0].isdigit():
        return f"nhà {left[0]}{dice.choice('abAB')}", left[:1]
    return f"{label} {shown}", left


def alley(dice: random.Random) -> Made:
    label = dice.choice(("hẻm", "hem", "Hẻm", "HẺM", "ngõ", "ngách", "kiệt", "hxh", "hẽm", "ng.", "h.", "k.",
    "ngõ số",
                         "hẻm số", "kiệt số", "hẻm:", "ng. ", "ngách số"))  # fmt: skip
    if label in ("h.", "k.", "ng."):
        n = str(dice.randint(2, 399))
        return f"{label}{n}", [n]
    shown, left = dice.choice((number, number, parts))(dice)
    if dice.random() < 0.25:
        n = str(dice.randint(4, 99))
        return f"{n} {label} {shown}", [n, *left]
    return f"{label} {shown}", left


def group(dice: random.Random) -> Made:
    labels = ("tổ", "tổ dân phố", "tdp", "TDP", "khu phố", "kp", "KP", "kp.", "ấp", "thôn", "xóm", "khóm", "đội",
    "cụm",
              "tổ số", "k.phố", "buôn", "bản", "Tổ")  # fmt: skip
    one, left = number(dice, 30)
    if dice.random() < 0.12:
        return f"{dice.choice(('tổ', 'khu phố', 'khu'))} {dice.choice(('II', 'III', 'IV', 'VI'))}", []
    if dice.random() < 0.4:
        two, more = number(dice, 12)
        join = dice.choice((" ", ", ", " - ", "/"))
        return (
            f"{dice.choice(('tổ', 'Tổ', 'tổ số'))} {one}{join}{dice.choice(('khu phố', 'kp', 'KP', 'ấp'))} {two}",
            left + more,
        )
    if dice.random() < 0.15:
        name = dice.choice(("Đông", "Tây", "Chùa", "Đình", "Phú Thọ", "Tân Lập", "Bình An"))
        return f"{dice.choice(('thôn', 'xóm', 'ấp'))} {name} {(n := dice.randint(2, 9))}", [*name.split(), str(n)]
    return f"{dice.choice(labels)} {one}", left


def floor(dice: random.Random) -> Made:
    one, left = number(dice, 25)
    two, more = number(dice, 25)
    n, m = dice.randint(2, 30), dice.randint(2, 30)
    return dice.choice((
        (f"tầng {one}", left), (f"lầu {one}", left), (f"tầng {one} căn {two}", left + more),
        (f"lầu {one} phòng {two}", left + more), (f"phòng {n}{m:02}", [f"{n}{m:02}"]), (f"P.{n}{m:02}",
        [f"{n}{m:02}"]),
        (f"căn hộ {n}.{m:02}", [str(n)]), (f"căn A{n}-{m:02}", [f"A{n}"]), (f"block B{m} tầng {n}", [str(m), str(n)]),
        (f"lô C tầng {n}", [str(n)]), (f"chung cư {dice.choice(('An Quang', 'Hoa Sen', 'B4'))} lầu {n}", [str(n)]),
        (f"tòa S{n} căn {m}", [str(n), str(m)]), (f"dãy trọ {n} phòng {m}", [str(n), str(m)]),
        (f"phòng số {one}", left), (f"căn hộ số {one}", left), (f"lô B{n}", [str(n)]), (f"tháp A tầng {n}", [str(n)]),
    ))  # fmt: skip


def chat(dice: random.Random) -> Made:
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    plain = folded(given + family).replace(" ", "")
    handle = dice.choice((
        plain, f"{plain}{dice.randint(1, 99)}", f"{folded(given)}_{folded(family)}",
        f"{folded(given)}.{folded(family)}",
        f"{plain}_xinh", f"be{folded(given)}{dice.randint(80, 99)}",
    ))  # fmt: skip
    medium = dice.choice(("zl", "zalo", "Zalo", "ZL", "fb", "FB", "facebook", "tele", "telegram", "viber",
    "messenger",
                          "mess", "insta", "ig", "tiktok", "za lo", "z.a.l.o", "face book", "phây"))  # fmt: skip
    between = dice.choice((": ", ":", " ", " : ", " - ", " = ", " là ", " tên ", " em là ", " em: ", ". "))
    if between in (" ", ". ") and medium == "mess":
        between = ": "
    if dice.random() < 0.15:
        return f"{dice.choice(('@', '@ ', '＠'))}{handle}", [handle]
    if dice.random() < 0.25:
        return f"{medium}{between.replace('. ', ': ')}{given} {family}", [given, family]
    return f"{medium}{between}{handle}", [handle]


def code(dice: random.Random) -> Made:
    letters = "23456789CFGHJMPQRVWX"
    draw: Callable[[int], str] = lambda n: "".join(dice.choices(letters, k=n))  # noqa: E731
    short, more = draw(4), draw(dice.choice((2, 2, 3)))
    lat, lon = dice.uniform(8.6, 23.2), dice.uniform(102.2, 109.4)
    a, b, c = dice.sample("quán gạo sông núi biển chợ cầu đường mưa nắng xanh nhà".split(), 3)
    hash_ = "w" + dice.choice("34567ehjk") + "".join(dice.choices("0123456789bcdefghjkmnpqrstuvwxyz", k=6)) + "7"
    d, m, s = int(lat), dice.randint(0, 59), dice.randint(0, 59)
    e, f, g = int(lon), dice.randint(0, 59), dice.randint(0, 59)
    return dice.choice((
        (f"7P28{short}+{more}", [short, more]), (f"{short}+{more}", [short, more]),
        (f"7P28 {short}+{more}", [short, more]), (f"plus code {short}+{more}", [short, more]),
        (f"{short} + {more}".lower(), [short, more]), (f"///{a}.{b}.{c}", [a, b, c]), (f"w3w: {a}.{b}.{c}",
        [a, b, c]),
        (f"/// {a} . {b} . {c}", [a, b, c]), (f"Geohash {hash_}", [hash_]), (f"geohash: {hash_}", [hash_]),
        (hash_, [hash_]),
        (f"{lat:.4f}, {lon:.4f}", [f"{lat:.4f}"]), (f"{lat:.5f} {lon:.5f}", [f"{lat:.5f}"]),
        (f"{lat:.2f}, {lon:.2f}", [f"{lat:.2f}"]), (f"vĩ độ {lat:.2f} kinh độ {lon:.2f}", [f"{lat:.2f}",
        f"{lon:.2f}"]),
        (f"N{d} {m}.{dice.randint(100, 999)} E{e} {f}.{dice.randint(100, 999)}", [f"E{e}"]),
        (f"{d} độ {m} phút {s} giây Bắc {e} độ {f} phút {g} giây Đông", [str(e), "Bắc", "Đông"]),
        (f"{d}°{m}'{s}\"N {e}°{f}'{g}\"E", [str(e)]), (f"tọa độ {lat:.3f} {lon:.3f}", [f"{lat:.3f}"]),
        (f"https://www.google.com/maps?q={lat:.6f},{lon:.6f}", ["google", f"{lat:.6f}"]),
        (f"https://maps.app.goo.gl/{draw(8)}", ["goo"]), (f"lat {lat:.3f} lon {lon:.3f}", [f"{lat:.3f}",
        f"{lon:.3f}"]),
        (f"vĩ độ {said(d, dice)} phẩy {said(m, dice)} kinh độ {said(e, dice)} phẩy {said(f, dice)}", ["phẩy",
        "kinh"]),
        (f"mã cửa {dice.randint(1000, 9999)}", ["mã"]), (f"mã cổng: {(n := dice.randint(100000, 999999))}", [str(n)]),
    ))  # fmt: skip


def account(dice: random.Random) -> Made:
    digits = "".join(dice.choices("0123456789", k=dice.choice((6, 8, 9, 10, 12, 13, 14))))
    bank = dice.choice("VCB,Vietcombank,mb bank,Techcombank,BIDV,agribank,ACB,TPBank,Sacombank,MB".split(","))
    label = dice.choice(
        ("stk", "STK", "s.t.k", "số tk", "số tài khoản", "so tai khoan", "tk", "tài khoản", "TK:", "stk:", "Stk -")
    )
    how = dice.choice(("whole", "whole", "apart", "dots", "said", "pairs"))
    shown, left = digits, [digits]
    if how == "apart":
        left = [digits[i : i + 4] for i in range(0, len(digits), 4)]
        shown = dice.choice((" ", ".", "-")).join(left)
    elif how == "pairs":
        left = [digits[i : i + 2] for i in range(0, len(digits), 2)]
        shown = " ".join(left)
    elif how == "said":
        left = [SAID[int(one)] for one in digits]
        shown = " ".join(left)
    elif how == "dots":
        shown, left = ".".join(digits), list(digits)
    return dice.choice((
        f"{label} {shown}", f"{label} {shown} {bank}", f"{bank} {shown}", f"{bank}: {shown}",
        f"{label} {bank} {shown}",
    )), left  # fmt: skip


KINDS: dict[str, Callable[[random.Random], Made]] = {
    "street": street, "house": house, "alley": alley, "group": group, "floor": floor, "chat": chat, "code": code,
    "account": account,
}  # fmt: skip

# --- Disguises ------------------------------------------------------------------------------------------------

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROUND = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")


def _emoji(text: str) -> str:
    return "".join(f"{c}\ufe0f\u20e3" if c in "0123456789" else c for c in text)


def _apart(text: str) -> str:
    return " ".join(" ".join(one) if one.isdigit() and len(one) > 2 else one for one in text.split(" "))


DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda one: one, lambda one: one, lambda one: one, lambda one: one, folded, folded, str.upper, str.lower, str.title,
    lambda one: one.translate(_WIDE), lambda one: one.translate(_ROUND), lambda one: one.translate(_BOLD), _emoji,
    lambda one: "\u200b".join(one), lambda one: one.replace(" ", "  "), lambda one: one.replace(" ", "\u00a0"),
    _apart,
)  # fmt: skip


def spellings(seed: int, each: int = 120) -> Iterator[tuple[str, str, list[str]]]:
    """Kind, sentence, and what must not be left; so many of each kind."""
    dice = random.Random(seed)
    for kind, make in KINDS.items():
        for _ in range(each):
            shown, left = make(dice)
            disguise = dice.choice(DISGUISES)
            if kind == "code" and ("goo" in left or "google" in left):
                disguise = DISGUISES[0]
            yield kind, dice.choice(SENTENCES).format(disguise(shown)), left


# --- Honest sentences -----------------------------------------------------------------------------------------

_SLOTS: dict[str, tuple[str, ...]] = {
    "who": ("người", "trẻ nhỏ", "cụ già", "cháu", "đứa nhỏ", "phụ nữ mang thai", "sinh viên", "công nhân", "hộ",
            "bé"),
    "thing": ("kg gạo", "ký gạo", "lít nước", "thùng mì", "lốc sữa", "hộp sữa", "bịch tã", "vỉ thuốc",
              "chai nước mắm",
              "gói mì", "cái áo phao", "cái mền", "quả trứng", "ổ bánh mì", "phần cơm", "bình oxy", "viên thuốc"),
    "ill": ("sốt 39 độ từ đêm qua", "huyết áp 160/90", "đường huyết cao", "SpO2 còn 93%", "đang chạy thận",
            "dương tính từ hôm qua",
            "mổ tim năm 2019", "tiểu đường nặng", "bị F1 phải cách ly", "ho nhiều ba hôm nay",
            "mới sinh được năm ngày"),
    "where": ("nước ngập tới ngực", "nhà sập một góc", "đường vào bị sạt", "hẻm ngập sâu", "xóm em mất điện",
              "cả tổ bị cách ly",
              "tầng trệt ngập hết", "phòng trọ chật", "khu em bị phong tỏa", "ấp em cô lập", "chung cư bị khóa",
              "phố vắng lắm"),
    "chat": ("zalo em hỏng rồi", "em không dùng facebook", "nhắn zalo giúp em", "điện thoại hết pin",
             "có zalo nhưng mạng yếu",
             "đừng gọi, nhắn tin nha", "gọi zalo không được", "chỉ có điện thoại bàn"),
    "time": ("2 ngày nay", "từ hôm qua", "gần một tuần", "từ 3 giờ sáng", "mấy bữa nay", "ba hôm rồi",
             "từ ngày 12/8", "8-9 giờ tối"),
    "money": ("còn 200 nghìn", "hết tiền từ đầu tháng", "lương 5 triệu chưa lãnh", "tiền trọ 1.500.000 đồng",
              "trả góp 2 năm"),
    "said": ("hai mẹ con", "ba bà cháu", "vợ chồng già", "năm người", "một mình", "bốn đứa nhỏ", "sáu anh em",
             "hai vợ chồng"),
}  # fmt: skip
_HONEST = (
    "Nhà em có {n} {who}, hết gạo {time}.", "Cần {n} {thing} và {n} {thing}, {where}.",
    "Mẹ em {n} tuổi, {ill}, xin giúp.",
    "{where}, {said} ở {time} chưa ăn.", "{chat}, cần {n} {thing}.", "Nhà {said}, {where}, {money}.",
    "{ill}, cần thuốc {time}.",
    "Ai có {thing} cho em xin {n}, {chat}.", "Tổ em {n} {who}, {where} {time}.", "Xóm có {n} {who}, cần {n} {thing}.",
    "Cả phòng {n} {who} {money}.", "Em cần {n} {thing} cho {said}.", "Con {n} tháng tuổi hết sữa số {k}, {where}.",
    "Bé học lớp {k} cần sách, nhà {said}.", "Uống {k} viên một ngày, còn {k} ngày thuốc.",
    "Nước dâng {n} cm, {said} trên gác.",
    "Xin mua giúp tã size {k}, em gửi lại tiền.", "Tiêm mũi {k} rồi mà vẫn {ill}.",
    "Trạm phát cách nhà {k} km, {where}.",
    "Hẻm rộng {k} mét xe vào được, cần {n} {thing}.", "Nhà {k} tầng nhưng {where}.",
    "Đợt {k} chưa nhận được quà, {time}.",
    "Mưa lớn {time}, {said} chưa có nước uống.", "Cần gạo, đường, sữa, muối cho {n} {who}.",
    "Cảm ơn anh chị nhiều, {said} đợi.",
    "Em làm phụ hồ, {money}, {n} {who} ở chung.", "Lần trước nhận {n} {thing}, nay hết {time}.",
    "Bà cụ {n} tuổi ở một mình, {where}.",
)  # fmt: skip


def honest(seed: int, count: int = 1000) -> list[str]:
    """Sentences in which every number counts something."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        text = dice.choice(_HONEST)
        while "{" in text:
            slot = text[text.index("{") + 1 : text.index("}")]
            value = {"n": str(dice.randint(2, 60)), "k": str(dice.randint(1, 6))}.get(slot) or dice.choice(_SLOTS[slot])
            text = text.replace(f"{{{slot}}}", value, 1)
        style: Callable[[str], str] = dice.choice((str, str, str, folded, str.lower, str.upper))
        made.append(style(text[0].upper() + text[1:]))
    return made

"""Names, hours, goods and prices of invented points."""

import random
from typing import NamedTuple

from connect.accounts.demo.names import GIVEN_F, GIVEN_M
from connect.supplies.hours.rules import Hours, Row, Span
from connect.supplies.rules import Kind

EVERY_DAY, WORKDAYS, SATURDAY, SUNDAY = tuple(range(7)), tuple(range(5)), (5,), (6,)


class Style(NamedTuple):
    """How many of a hundred points are of a kind, what they are called, what they have, and what they ask for it.

    `free`: nothing costs anything there. In a name stand {given}, {ward} and {number}.
    """

    share: int
    names: tuple[str, ...]
    goods: tuple[str, ...]
    most: int
    free: bool = False


DAILY = ("rice", "noodles", "eggs", "milk", "water", "oil", "sugar", "salt", "washing_powder", "toilet_paper",
         "toothpaste", "pads", "nappies", "bread", "light")  # fmt: skip
FRESH = ("vegetables", "meat", "fish", "eggs", "rice", "oil", "salt", "sugar", "noodles")
STYLES: dict[Kind, Style] = {
    Kind.MARKET: Style(8, ("Chợ {ward}", "Chợ nhỏ {ward}", "Chợ đầu hẻm {number}"), FRESH, 9),
    Kind.SHOP: Style(
        42,
        ("Tạp hoá cô {given}", "Tạp hoá {given}", "Bách hoá {given}", "Cửa hàng gạo {given}", "Sạp rau cô {given}",
         "Quán nhà bà {given}", "Đại lý {given} {number}"),
        DAILY, 9,
    ),
    Kind.SUPERMARKET: Style(9, ("Siêu thị nhỏ {ward}", "Cửa hàng tự chọn {number}"), (*DAILY, *FRESH, "blankets"), 14),
    Kind.PHARMACY: Style(
        13, ("Nhà thuốc {given}", "Nhà thuốc {ward} {number}"),
        ("masks", "sanitiser", "thermometer", "medicine", "prescription", "oximeter", "first_aid", "formula"), 7,
    ),
    Kind.MOBILE: Style(7, ("Xe bán hàng lưu động {ward}", "Xe rau {given}"), FRESH, 6),
    Kind.KITCHEN: Style(8, ("Bếp ăn không đồng {ward}", "Bếp của cô {given}"), ("meals", "water", "bread"), 3, True),
    Kind.CHARITY: Style(
        7, ("Điểm phát quà {ward}", "Nhóm thiện nguyện {given}"),
        ("rice", "noodles", "vegetables", "water", "masks", "notebooks", "blankets", "eggs"), 5, True,
    ),
    Kind.WATER: Style(4, ("Điểm cấp nước {ward}", "Bồn nước số {number}"), ("water",), 1, True),
    Kind.OXYGEN: Style(2, ("Trạm oxy {ward}",), ("oxygen", "oximeter", "masks"), 3, True),
}  # fmt: skip

# đồng of the base unit, and the pack whose price some say instead with how much it is of the units together.
PRICES: dict[str, tuple[int, str]] = {
    "rice": (19_000, "bag_5kg"), "noodles": (4_500, "case_30"), "bread": (5_000, ""), "water": (4_000, "jug_20l"),
    "milk": (8_500, "pack_4"), "formula": (320_000, ""), "eggs": (3_500, "tray_10"), "meat": (125_000, ""),
    "fish": (70_000, ""), "vegetables": (22_000, ""), "oil": (52_000, ""), "sugar": (26_000, ""), "salt": (8_000, ""),
    "washing_powder": (38_000, ""), "toothpaste": (32_000, ""), "toilet_paper": (4_000, "pack_10"),
    "pads": (24_000, ""),
    "nappies": (185_000, ""), "light": (95_000, ""), "blankets": (160_000, ""), "masks": (35_000, ""),
    "sanitiser": (30_000, ""), "thermometer": (65_000, ""), "medicine": (45_000, ""), "prescription": (120_000, ""),
    "oximeter": (290_000, ""), "first_aid": (75_000, ""), "meals": (25_000, ""), "oxygen": (350_000, ""),
    "notebooks": (60_000, ""),
}  # fmt: skip
STREETS = ("Nguyễn Trãi", "Lê Lợi", "Trần Phú", "Hai Bà Trưng", "Lý Thường Kiệt", "Phan Đình Phùng", "Võ Thị Sáu")


def _hours(*rows: tuple[tuple[int, ...], tuple[tuple[float, float], ...]], holidays: bool = False) -> Hours:
    made = tuple(Row(days, tuple(Span(int(a * 60), int(b * 60)) for a, b in spans)) for days, spans in rows)
    return Hours(made, closed_on_holidays=holidays)


MORNING = _hours((EVERY_DAY, ((5, 11),)))
HOURS: dict[Kind, tuple[Hours, ...]] = {
    Kind.MARKET: (MORNING, _hours((EVERY_DAY, ((5, 12), (14, 18)))), _hours((EVERY_DAY, ((4.5, 18),)))),
    Kind.SHOP: (
        _hours((EVERY_DAY, ((6, 21),))), _hours((EVERY_DAY, ((6.5, 11.5), (13, 20.5)))),
        _hours((WORKDAYS, ((7, 20),)), (SATURDAY, ((7, 12),)), holidays=True), _hours((EVERY_DAY, ((6, 26),))),
    ),
    Kind.SUPERMARKET: (_hours((EVERY_DAY, ((7, 22),))), _hours((EVERY_DAY, ((8, 21.5),)), holidays=True)),
    Kind.PHARMACY: (
        _hours((EVERY_DAY, ((7, 21.5),))), _hours((EVERY_DAY, ((0, 24),))),
        _hours((WORKDAYS, ((7, 12), (13, 21))), (SATURDAY + SUNDAY, ((8, 18),)), holidays=True),
    ),
    Kind.MOBILE: (_hours((WORKDAYS, ((6, 9),)), (SATURDAY, ((6, 11),))), _hours((EVERY_DAY, ((15, 19),)))),
    Kind.KITCHEN: (_hours((EVERY_DAY, ((10, 13),))), _hours((EVERY_DAY, ((10, 12.5), (16.5, 18.5))))),
    Kind.CHARITY: (_hours((WORKDAYS, ((8, 11), (14, 17))), holidays=True), _hours((SATURDAY + SUNDAY, ((8, 12),)))),
    Kind.WATER: (_hours((EVERY_DAY, ((0, 24),))), _hours((EVERY_DAY, ((6, 18),)))),
    Kind.OXYGEN: (_hours((EVERY_DAY, ((0, 24),))),),
}  # fmt: skip


def name(dice: random.Random, kind: Kind, ward: str) -> str:
    """The name of a point in a ward."""
    given = dice.choice(GIVEN_F if dice.random() < 0.7 else GIVEN_M)
    return dice.choice(STYLES[kind].names).format(given=given, ward=ward, number=dice.randint(2, 89))


def address(dice: random.Random) -> str:
    """A house number and a street that every town has."""
    lane = f"/{dice.randint(2, 60)}" if dice.random() < 0.4 else ""
    return f"{dice.randint(1, 420)}{lane} {dice.choice(STREETS)}"


def price(dice: random.Random, item: str, packs: dict[str, int]) -> tuple[int, str]:
    """The price of a thing, rounded as people round, and of what: '' is the base unit. `packs`: units by pack."""
    base, pack = PRICES[item]
    pack = pack if pack in packs and dice.random() < 0.4 else ""
    asked = base * dice.uniform(0.85, 1.25) * packs.get(pack, 1)
    step = 500 if asked < 20_000 else 1_000 if asked < 200_000 else 5_000
    return max(step, round(asked / step) * step), pack

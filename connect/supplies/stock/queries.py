"""Prices of others in the same province, beside which one with a wrong digit is seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa

from connect import db
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.incidents import kinds
from connect.supplies import rules
from connect.supplies.actions import Said
from connect.supplies.models import SupplyGood, SupplyPoint

ENOUGH, LOOKED_AT = 3, 200  # others whose prices say something; so many are looked at
PRICED_FOR = timedelta(hours=72)  # as long as a word on stock is worth something
# Where nobody near by has told a price: what no unit costs less or more than, by group of goods.
LEAST, MOST, MOST_OF_OTHERS = 500, 1_000_000, 20_000_000
EVERYDAY = ("food", "daily_goods")


@dataclass(frozen=True, slots=True)
class Odd:
    """A price that seems to have a wrong digit. `usual`: the median near by, in the same unit, None: unknown."""

    item: str
    price: int
    per: str
    usual: int | None


def odd_prices(levels: Mapping[str, Said], ward: Place, but: int = 0) -> dict[str, Odd]:
    """The prices that are far from those of others in the province, by item. `but`: the point that tells them."""
    found = {}
    for item, said in levels.items():
        if said.price is not None:
            units = units_in(item, said.per)
            usual = median_of(item, ward, but)
            if _is_odd(item, said.price / units, usual):
                found[item] = Odd(item, said.price, said.per, None if usual is None else round(usual * units))
    return found


def _is_odd(item: str, price: float, usual: float | None) -> bool:
    if usual is not None:
        return rules.is_odd_price(price, usual)
    most = MOST if kinds.item(item).kind in EVERYDAY else MOST_OF_OTHERS
    return not LEAST <= price <= most


def units_in(item: str, per: str) -> int:
    """How many base units a price is of."""
    return next((pack.of for pack in kinds.item(item).packs if pack.code == per), 1)


def median_of(item: str, ward: Place, but: int = 0) -> float | None:
    """The median price of a base unit in the province of a ward; None where too few have told one."""
    province = next((one for one in areas.ancestors(ward) if one.kind in ("province", "city")), ward)
    prices = sa.select(SupplyGood.price, SupplyGood.per).join(SupplyPoint, SupplyPoint.id == SupplyGood.point_id)
    prices = prices.join(Area, Area.id == SupplyPoint.area_id).where(
        SupplyGood.item == item, SupplyGood.price.is_not(None), SupplyPoint.state == "open", SupplyPoint.id != but,
        Area.path.startswith(province.path, autoescape=True),
    )  # fmt: skip
    latest = db.session.execute(prices.order_by(SupplyGood.said_at.desc()).limit(LOOKED_AT))
    units = [row.price / units_in(item, row.per) for row in latest]
    return median(units) if len(units) >= ENOUGH else None


def usual_prices(
    items: Collection[str], shops: Collection[int], within: sa.Select[int], now: datetime
) -> dict[str, int]:
    """The median price of a base unit by item, in đồng: of fresh prices of some shops, else of points in some areas.

    `within` selects the numbers of wards. Of an item that no shop prices and too few points do, nothing is known.
    """
    prices = sa.select(SupplyGood.item, SupplyGood.price, SupplyGood.per, SupplyGood.point_id).join(
        SupplyPoint, SupplyPoint.id == SupplyGood.point_id
    )
    fresh = prices.where(
        SupplyGood.item.in_(items), SupplyGood.price > 0, SupplyGood.said_at > now - PRICED_FOR,
        SupplyPoint.state == "open", sa.or_(SupplyPoint.id.in_(shops), SupplyPoint.area_id.in_(within)),
    )  # fmt: skip
    own: dict[str, list[float]] = {}
    near: dict[str, list[float]] = {}
    first = sa.case((SupplyPoint.id.in_(shops), 0), else_=1)
    latest = fresh.order_by(first, SupplyGood.said_at.desc(), SupplyGood.id).limit(LOOKED_AT * 5)
    for item, price, per, point in db.session.execute(latest):
        (own if point in shops else near).setdefault(item, []).append((price or 0) / units_in(item, per))
    near = {item: known for item, known in near.items() if len(known) >= ENOUGH}
    return {item: max(1, round(median(known))) for item, known in (near | own).items()}

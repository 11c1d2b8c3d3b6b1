"""The invented windows of the demo: one that takes orders today, one that is closed and waits for its run."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.areas.queries import Place
from connect.cases.models import Case
from connect.cases.rules import State
from connect.incidents import kinds
from connect.registry.demo_data import Wave
from connect.shopping.orders import actions as orders
from connect.shopping.orders.actions import Plan, Wish
from connect.shopping.orders.rules import Instead, Pay
from connect.shopping.windows import actions
from connect.shopping.windows.actions import Combo, Content
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times

PROVINCE, WARDS, ORDERS = "79", 6, 40
HOUR = timedelta(hours=1)
COMBOS = (
    Combo("rau", "Combo rau củ 5 kg", 95_000, (("vegetables", 5),), 5_000, 60, "Vegetables, 5 kg"),
    Combo("thit", "Combo thịt, trứng, rau", 185_000, (("meat", 1), ("eggs", 10), ("vegetables", 2)), 4_000, 40,
          "Meat, eggs, vegetables"),
    Combo("kho", "Combo đồ khô: gạo, mì, nước mắm", 160_000, (("rice", 5), ("noodles", 10)), 7_000, 30,
          "Dry goods: rice, noodles, fish sauce", 2),
)  # fmt: skip


def fill(wave: Wave) -> None:
    """Windows for the wards in which most people asked for shopping, with orders in both."""
    by = wave.get(Cast).officials[PROVINCE]
    cases = _asked(wave)
    wards = tuple({one.area_id: None for one in cases})[:WARDS]
    if not wards:
        return
    near = [one for one in cases if one.area_id in wards]
    half = len(near) // 2
    cut_off = whole_hour(wave.now + 5 * HOUR)
    morning = cut_off.astimezone(config.zone()).replace(hour=6) + 24 * HOUR
    open_now = Times(wave.now - 20 * HOUR, cut_off, morning, morning + 5 * HOUR)
    past = whole_hour(wave.now - HOUR)
    closed = Times(past - 40 * HOUR, past, past + 2 * HOUR, past + 7 * HOUR)
    for times, mine in ((open_now, near[:half]), (closed, near[half:])):
        _window(wave, by, times, wards, mine[:ORDERS])


def _asked(wave: Wave) -> list[Case]:
    """Open requests for shopping of the province, those of the ward with most of them first."""
    places: list[Place] = wave.get(Cast).wards[PROVINCE]
    bit = kinds.kind("shopping").bit
    open_ones = sa.select(Case).where(
        Case.state == State.OPEN, Case.guarded == 0, Case.kinds.op("&")(bit) == bit,
        Case.area_id.in_([one.id for one in places]),
    )  # fmt: skip
    found = list(db.session.scalars(open_ones.order_by(Case.id)))
    of_ward = [one.area_id for one in found]
    return sorted(found, key=lambda one: (-of_ward.count(one.area_id), one.area_id, one.id))


def whole_hour(at: datetime) -> datetime:
    """The full hour before a moment."""
    return at.replace(minute=0, second=0, microsecond=0)


def _window(wave: Wave, by: Person, times: Times, wards: tuple[int, ...], cases: list[Case]) -> None:
    note = "Phí giao 10.000 đồng một nhà, hộ khó khăn được miễn."
    with clock.told(times.opens_at - HOUR):
        window = actions.plan(times, Content(wards, 120, COMBOS, note=note), by)
    for case in cases:
        at = times.opens_at + (min(wave.now, times.cut_off_at) - times.opens_at) * wave.dice.uniform(0.1, 0.9)
        with clock.told(at):
            orders.place(case.id, _plan(wave, window, f"demo-{case.id}"))


def _plan(wave: Wave, window: ShoppingWindow, key: str) -> Plan:
    dice = wave.dice
    combo = dice.choice(window.combos)
    wishes = [Wish(1, dice.choice(list(Instead)), combo=combo)]
    if dice.random() < 0.5:
        wishes.append(Wish(dice.randint(1, 3), Instead.SIMILAR, item="milk", top_price=120_000))
    if dice.random() < 0.3:
        wishes.append(Wish(1, Instead.ASK, words="Thuốc ho trẻ em, loại nào cũng được", top_price=80_000))
    budget = dice.choice((None, 300_000, 500_000))
    pay = dice.choice((Pay.CASH, Pay.CASH, Pay.TRANSFER, Pay.SPONSORED))
    return Plan(window, tuple(wishes), combo.weight_g + 500, combo.bags, pay, key, budget, dice.random() < 0.6)

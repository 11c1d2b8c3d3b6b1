"""The content of the paper of a run. Doors are read by `doors` alone, which writes down that they were shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from connect import config, db
from connect.accounts.models import Person
from connect.cases.runs import actions as holding
from connect.crypto import audit_log
from connect.errors import ConnectError
from connect.shopping.gathering import queries
from connect.shopping.gathering.queries import Stop
from connect.shopping.orders.models import Order, OrderLine
from connect.shopping.orders.rules import Outcome, Pay
from connect.shopping.runs.models import Run, RunTeam
from connect.shopping.sheets import rules
from connect.shopping.sheets.rules import Load, Wanted
from connect.supplies import queries as supplies
from connect.supplies.models import SupplyPoint


@dataclass(frozen=True, slots=True)
class Door:
    """One stop on the route sheet. `why_not`: in words, where the door is not for these eyes."""

    stop: Stop
    name: str
    door: str
    ward: str
    phone: str
    total: int
    why_not: object | None = None

    @property
    def lines(self) -> int:
        """The lines of paper that it takes, about."""
        ordered = sum(_chars(line) for line in self.stop.order.lines if line.outcome != Outcome.MISSING)
        return rules.lines_of(len(f"{self.name}, {self.door}, {self.ward} {self.phone}"), ordered)


def _chars(line: OrderLine) -> int:
    """The characters of a line of an order, about: of an item "Gạo 10 kg; " and the like."""
    named = line.words or (line.combo.name("vi") if line.combo else None)
    return len(named) + 6 if named else 20


@dataclass(frozen=True, slots=True)
class Slip:
    """One bag: run and stop, which of how many, and the short code by which its team finds the page."""

    team: int
    number: int
    bag: int
    bags: int
    code: str


def doors(run: Run, team: RunTeam, printer: Person) -> list[Door]:
    """The stops of a team with name and door, for its leader and for whoever prints: each look is written down.

    Of a stop that the run does not hold now, or that the household keeps from one of the two, only the reason.
    """
    here = [stop for stop in queries.stops_of(run, [team]) if stop.is_held]
    found = [_door(run, stop, printer) for stop in here]
    shown = sum(one.why_not is None for one in found)
    audit_log.write("run", by=printer.id, about=f"run {run.id}", detail=f"print {team.number}: {shown}")
    return found


def _door(run: Run, stop: Stop, printer: Person) -> Door:
    order = stop.order
    try:
        seen = holding.reveal(order.case, stop.team.leader, queries.name_of(run), printer)
    except ConnectError as error:
        return Door(stop, "", "", "", "", 0, error.message)
    phone = seen.phone if config.current().sheet_phones else ""
    return Door(stop, rules.given_name(seen.name), seen.door, seen.ward.name, phone, to_collect(order))


def to_collect(order: Order) -> int:
    """The cash to collect at the door, in đồng: what was paid, and before that what it is expected to cost."""
    if order.pay != Pay.CASH:
        return 0
    known = [line.paid if line.outcome is not None else line.total for line in order.lines]
    return sum(one or 0 for one in known)


def slips(run: Run, teams: Sequence[RunTeam]) -> list[Slip]:
    """A slip for each bag of the orders that a run holds."""
    return [
        Slip(stop.team.number, stop.row.number or 0, bag, stop.order.bags, queries.bag_code(run, stop.order))
        for stop in queries.stops_of(run, teams)
        if stop.is_held
        for bag in range(1, max(1, stop.order.bags) + 1)
    ]


def loads(run: Run, teams: Sequence[RunTeam]) -> list[tuple[SupplyPoint | None, Load]]:
    """The load of the orders that a run holds, summed for each shop of its window."""
    orders = [stop.order for stop in queries.stops_of(run, teams) if stop.is_held]
    lines = [_wanted(line) for order in orders for line in order.lines if line.outcome != Outcome.MISSING]
    shops = [one.point_id for one in run.window.shops]
    sells = {
        point: frozenset(good.item for good in goods if good.level != "out")
        for point, goods in supplies.goods_of_all(shops).items()
    }
    found = rules.loads(lines, shops, sells)
    return [(db.session.get(SupplyPoint, one.point) if one.point else None, one) for one in found]


def _wanted(line: OrderLine) -> Wanted:
    return Wanted(line.quantity, line.item, line.combo_id, line.words)

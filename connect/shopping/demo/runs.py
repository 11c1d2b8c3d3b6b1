"""The invented runs of the demo: one that waits for a second person's yes, one on the road, one settled yesterday.

Each has a window and households of its own, and goes through the same actions as real life, told at its own moments.
Chance is the runs' own, so that the rest of the wave is the same with them and without.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.accounts.organizations import actions as organizations
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.cases import actions as cases
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location
from connect.cases.demo import wave as invented
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.geo import Point
from connect.registry.demo_data import Wave
from connect.shopping.demo.windows import COMBOS, HOUR, PROVINCE, whole_hour
from connect.shopping.gathering import actions as gathering, queries as under_way
from connect.shopping.money import actions as money
from connect.shopping.money.rules import Agreed, Side
from connect.shopping.orders import actions as orders
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import Instead, Outcome, Pay
from connect.shopping.orders.team import actions as team_work
from connect.shopping.orders.team.actions import Got
from connect.shopping.runs import actions, planner, queries
from connect.shopping.runs.actions import Start, Terms
from connect.shopping.runs.models import Run, RunStop
from connect.shopping.runs.routes import Why
from connect.shopping.runs.rules import By
from connect.shopping.runs.solving import actions as solving
from connect.shopping.sheets import queries as sheets
from connect.shopping.windows import actions as windows
from connect.shopping.windows.actions import Content
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from connect.supplies.actions import Said
from connect.supplies.models import SupplyPoint
from connect.supplies.registering import actions as registering
from connect.supplies.registering.actions import Facts, Where
from connect.supplies.rules import By as PointBy, Kind, Level

MIDDLE = Point(10.7769, 106.7009)
REACH_DEG = 0.006
ROUNDS = 60  # of the planner: the demo has no time for the last metre
HEAVY_G = 90_000  # more than a motorbike carries, so that a plan has something to leave out


@dataclass(frozen=True, slots=True)
class People:
    """Those who plan, say yes, and lead."""

    planner: Person
    second: Person
    leaders: tuple[Person, Person]


@dataclass(frozen=True, slots=True)
class Story:
    """One run: so many households, and its moments in hours from now. `yes_h` is None as long as nobody has said it."""

    name: str
    households: int
    cut_off_h: float
    deliver_h: float
    yes_h: float | None = None
    bought_h: float = 0


LEADERS = 2
STORIES = (
    Story("planned", 9, cut_off_h=-1, deliver_h=2),
    Story("under-way", 8, cut_off_h=-6, deliver_h=-1, yes_h=-4, bought_h=-1.4),
    Story("settled", 5, cut_off_h=-32, deliver_h=-27, yes_h=-30, bought_h=-27.5),
)


def fill(wave: Wave) -> Iterator[None]:
    """Tells the three runs, each in a transaction of its own; none where too few live to lead them."""
    if len(wave.get(Cast).helpers[PROVINCE]) < LEADERS:
        return
    people, dice = _people(wave.get(Cast)), random.Random("runs")  # nosec B311 # noqa: S311 - a story, not a secret
    start = _market(wave, people.planner)
    for story in STORIES:
        _Telling(wave, dice, people, start, story).tell()
        yield


def _people(cast: Cast) -> People:
    """The official whose sign-in is printed plans, the other one says yes, the printed volunteer leads a team."""
    first, second = cast.helpers[PROVINCE][:LEADERS]
    with clock.told(clock.now() - timedelta(days=12)):  # the word of a group counts for those who joined days ago
        group = organizations.register("Đội giao hàng Bến Nghé", "group", areas.get(PROVINCE), first)
        organizations.verify(group, cast.officials[PROVINCE])
        accounts.grant(second, RoleName.VOLUNTEER, organization=group)
    db.session.flush()
    for one in (first, second):
        db.session.expire(one)
    return People(cast.officials[PROVINCE], cast.seconds[PROVINCE], (first, second))


def _market(wave: Wave, person: Person) -> SupplyPoint:
    """The market at which the teams load: a registered point."""
    facts = Facts(kind=Kind.MARKET, name="Chợ đầu mối Bến Nghé", address="Đường Tôn Đức Thắng")
    has = {"rice": Said(Level.PLENTY, 20_000), "milk": Said(Level.SOME, 28_000), "eggs": Said(Level.LAST, 3_500)}
    with clock.told(wave.now - 40 * HOUR):
        return registering.register(facts, Where(MIDDLE, areas.ward_at(MIDDLE), True), has, by=PointBy.OFFICIAL,
                                    person=person)  # fmt: skip


class _Telling:
    """One run, told from its households to where it stands now."""

    def __init__(self, wave: Wave, dice: random.Random, people: People, start: SupplyPoint, story: Story) -> None:
        self.wave, self.dice, self.people, self.start, self.story = wave, dice, people, start, story
        self.hour = whole_hour(wave.now)

    def at(self, hours: float) -> datetime:
        """A moment so many hours from the last full hour."""
        return self.hour + timedelta(hours=hours)

    def tell(self) -> None:
        """The households order, the run is planned, and goes as far as its story."""
        found = [self._household(n) for n in range(self.story.households)]
        window = self._window(found)
        for case in found:
            self._order(window, case)
        run = self._planned(window)
        if self.story.yes_h is not None:
            self._gathered(run, self.story.yes_h)
            self._bought(run)
            self._brought(run)

    # --- Before the run -----------------------------------------------------------------------------------

    def _household(self, number: int) -> Case:
        at = Point(MIDDLE.lat + self._aside(), MIDDLE.lon + self._aside())
        with clock.told(self.at(self.story.cut_off_h - 6 + number / 10)):
            told = replace(invented.details(self.dice, "epidemic"), needs={"market": 1}, urgency=1 + number % 2)
            told = replace(told, vulnerable=0, words="Nhà em không ra ngoài được, nhờ mọi người đi chợ giúp.")
            place = Location(at, "position", 15.0, areas.ward_at(at))
            draft = posting.draft(told, place, form_key=f"demo-run-{self.story.name}-{number}", lang="vi")
            case = db.session.get_one(Case, posting.post(draft, posting.placement_of(draft)).case_id)
            if case.state == "pending_review":
                cases.approve(case, Actor(self.wave.get(Cast).moderators[PROVINCE][0]), "Đã gọi lại.")
        return case

    def _aside(self) -> float:
        return round(self.dice.uniform(-REACH_DEG, REACH_DEG), 6)

    def _window(self, found: list[Case]) -> ShoppingWindow:
        opens, deliver = self.at(self.story.cut_off_h - 12), self.at(self.story.deliver_h)
        times = Times(opens, self.at(self.story.cut_off_h), deliver, deliver + 5 * HOUR)
        wards = tuple(dict.fromkeys(case.area_id for case in found))
        with clock.told(opens - HOUR):
            return windows.plan(times, Content(wards, 60, COMBOS, note="Giao miễn phí."), self.people.planner)

    def _order(self, window: ShoppingWindow, case: Case) -> None:
        combo = self.dice.choice(window.combos)
        heavy = self.story.yes_h is None and case.urgency == 1 and window.taken == 0
        plan = orders.Plan(
            window, (orders.Wish(1, Instead.SIMILAR, combo=combo), orders.Wish(2, Instead.CHEAPER, item="milk",
                                                                               top_price=60_000)),
            HEAVY_G if heavy else combo.weight_g + 500, combo.bags, Pay.CASH, f"demo-run-{case.id}",
        )  # fmt: skip
        with clock.told(self.at(self.story.cut_off_h - 1)):
            orders.place(case.id, plan)
        db.session.refresh(window)

    def _planned(self, window: ShoppingWindow) -> Run:
        by, soon = self.people.planner, self.at(self.story.cut_off_h) + timedelta(minutes=20)
        with clock.told(soon):
            run = actions.make(by, window, [one.place.id for one in queries.wards_of(window)], Start(self.start),
                               back=True)  # fmt: skip
            half = (self.story.households + 1) // 2  # so that each team has something to bring, whatever the plan
            for leader in self.people.leaders:
                terms = Terms(leader.id, "motorbike", 60, 12, half, window.deliver_from, window.deliver_until)
                actions.add_team(run, terms, by, run.version)
            actions.plan(run, by, run.version)
            taken = solving.take_up()
            if taken is None or taken.id != run.id:
                raise RuntimeError("another run of the demo waits for its plan")
            asked = solving.read(taken)
            solving.write(taken, asked, planner.plan(replace(asked.problem, rounds=ROUNDS)))
        return run

    # --- The run ------------------------------------------------------------------------------------------

    def _gathered(self, run: Run, yes_h: float) -> None:
        """The second person says yes; one household has found something else meanwhile, all other orders are taken."""
        with clock.told(self.at(yes_h)):
            gathering.approve(run, self.people.second, run.version)
        stops = under_way.placed(run)
        if self.story.name == "under-way":
            with clock.told(self.at(yes_h + 0.2)):
                cases.withdraw(stops.pop().order.case)
        with clock.told(self.at(yes_h + 0.5)):
            for stop in under_way.placed(run):
                if stop in stops:
                    gathering.gather(run, stop, self.people.planner)
                else:
                    gathering.leave(run, stop, Why.CHANGED, self.people.planner)

    def _bought(self, run: Run) -> None:
        with clock.told(self.at(self.story.bought_h)):
            for stop in under_way.placed(run):
                got = [Got(one.number, Outcome.BOUGHT, one.quantity, one.total) for one in stop.order.lines]
                team_work.buy(stop.order, self._leader(stop), got)

    def _brought(self, run: Run) -> None:
        """Of the run on the road every other order is brought; of yesterday's all, and all but the last are settled."""
        stops, begins = under_way.placed(run), self.story.deliver_h
        with clock.told(self.at(begins + 0.05)):
            gathering.set_out(run, self.people.leaders[0], By.LEADER)
            for team in run.teams:
                sheets.doors(run, team, team.leader)
        is_over = begins + 5 < 0
        for number, stop in enumerate(stops if is_over else stops[::2]):
            with clock.told(self.at(begins + 0.1 + number / 12)):
                self._hand_over(stop)
            if is_over and stop != stops[-1]:
                self._settle(stop.order, self.at(begins + 6))
        if is_over:
            with clock.told(self.at(begins + 4)):
                gathering.finish(run, self.people.leaders[0], By.LEADER)

    def _hand_over(self, stop: RunStop) -> None:
        leader, code = self._leader(stop), cases.secret_of(stop.order.case).delivery_code
        team_work.set_out(stop.order, leader)
        team_work.count_code_try(stop.order, leader)
        team_work.deliver(stop.order, leader, code)

    def _settle(self, order: Order, at: datetime) -> None:
        word = Agreed(team_work.paid(order), Pay.CASH)
        with clock.told(at):
            money.say(order, Side.TEAM, word, self.people.leaders[0])
            money.say(order, Side.HOUSEHOLD, word)

    def _leader(self, stop: RunStop) -> Person:
        if stop.team is None:
            raise ValueError("a stop without a team")
        return stop.team.leader

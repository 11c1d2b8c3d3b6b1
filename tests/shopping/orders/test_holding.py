"""Whoever waits for a look holds a share; whoever was looked at, or comes from elsewhere, is not kept out by it."""

import pytest
import sqlalchemy as sa

from connect import clock, config, db
from connect.cases import actions as cases, jobs as case_jobs
from connect.cases.models import Case, CaseSecret
from connect.cases.transitions import Actor
from connect.errors import Conflict
from connect.shopping.orders import actions, rules
from connect.shopping.orders.actions import Plan, Wish
from connect.shopping.orders.keeping import jobs
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import Instead, Pay
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from tests.builders import make_case, make_person, make_window
from tests.shopping.orders.posting import form, orders
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")


def ordered(window: ShoppingWindow, case: Case, network: str, combos: int = 1) -> Order:
    with db.transaction() as session:
        here = session.get_one(ShoppingWindow, window.id, populate_existing=True)
        session.execute(sa.update(CaseSecret).where(CaseSecret.case_id == case.id).values(network_hash=network))
        wishes = (Wish(combos, Instead.NONE, combo=here.combos[0]),)
        return actions.place(case.id, Plan(here, wishes, 6_000, 1, Pay.CASH, f"key {case.public_id}"))


def test_of_one_network_what_waits_for_a_look_holds_a_third_and_each_yes_gives_room() -> None:
    window, by = make_window(total=12), Actor(make_person("moderator"))
    waiting = [make_case("pending_review") for _ in range(7)]
    for case in waiting[:4]:
        ordered(window, case, "liar")
    with pytest.raises(Conflict):
        ordered(window, waiting[4], "liar")
    assert db.session.get_one(ShoppingWindow, window.id, populate_existing=True).combos[0].taken == 4
    for network in ("elsewhere", ""):  # neither others that wait nor those of whom nobody knows a network
        ordered(window, waiting[5 if network else 6], network)
    ordered(window, make_case("open"), "liar")
    with db.transaction() as session:
        cases.approve(session.get_one(Case, waiting[0].id), by, "called back")
    ordered(window, waiting[4], "liar")
    with pytest.raises(Conflict):
        ordered(window, make_case("pending_review"), "new", combos=5)


@pytest.mark.parametrize(("total", "share"), [(1, 3), (9, 3), (12, 4), (100, 33), (2_000, 666)])
def test_the_share_is_a_third_and_never_less_than_three(total: int, share: int) -> None:
    assert rules.share_of(total) == share


def test_for_one_home_there_are_five_of_a_combo(visit: Visit) -> None:
    window = make_window(total=50)
    said = visit.post("cases.ask", form(visit, window, **{"order-combo-BASC2345": "6"}), 422).text
    assert "tối đa 5" in said and not orders()


def test_no_case_expires_before_its_delivery_whatever_happens_to_either() -> None:
    now = clock.now().replace(microsecond=0)
    usual, day = config.current().fresh_s / 86400, 86400
    opens, cut_off = now - rules.SOON, now + 12 * rules.SOON * 6
    far = Times(opens, cut_off, cut_off + rules.SOON, cut_off + rules.SOON * 60)
    window, case = make_window(times=far), make_case("open")
    assert (far.deliver_until - now).total_seconds() > usual * day
    order = ordered(window, case, "home")

    def until() -> float:
        found = db.session.get_one(Case, case.id, populate_existing=True)
        return (found.clock_at - far.deliver_until).total_seconds()

    assert until() > 0
    with db.transaction() as session:
        cases.still_needed(session.get_one(Case, case.id))
    assert until() > 0
    later = far.deliver_until + rules.SOON * 30
    with db.transaction() as session:  # moved to later when nobody looks: the case is kept before it would expire
        session.execute(sa.update(ShoppingWindow).where(ShoppingWindow.id == window.id).values(deliver_until=later))
        awaited = session.get_one(Case, order.case_id, populate_existing=True).clock_at
    with clock.told(awaited - rules.SOON / 2):
        assert jobs.keep_awaited() == 1 and jobs.keep_awaited() == 0
    with clock.told(awaited + rules.SOON):
        case_jobs.sweep()
    assert db.session.get_one(Case, case.id, populate_existing=True).state == "open"

"""The work of a run on an order: buy, ask, set out, deliver, fail; and the coordinator's way out.

The case moves by its own door, and the order follows it (`orders.follow`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import queries as cases, rules as case_rules, transitions as case_moves
from connect.cases.claims import actions as claims, handover
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor, CaseView
from connect.cases.models import Case
from connect.cases.rules import ClaimEnd
from connect.errors import Conflict, RuleBroken
from connect.shopping.orders import actions, queries, rules, transitions
from connect.shopping.orders.models import Order, OrderLine
from connect.shopping.orders.rules import By, Instead, Outcome, Verb
from connect.shopping.windows import queries as windows, words as window_words
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Phase


@dataclass(frozen=True, slots=True)
class Got:
    """The outcome of one line at the shop. `got`: in the units of the line; `paid`: đồng for all of it."""

    number: int
    outcome: Outcome
    got: int = 0
    paid: int | None = None
    offered: str = ""  # what is there instead


def buy(order: Order, person: Person, got: Sequence[Got]) -> Order:
    """Writes down what came of each line, and asks the requester where a line says so.

    Once no line waits for an answer the order is bought. Raises RuleBroken above the budget, and Conflict when the
    order stands elsewhere by now.
    """
    _require(order, Verb.BUY)
    lines = {line.number: line for line in order.lines}
    for one in got:
        _write(order, lines[one.number], one, person)
    _require_budget(order)
    if any(line.outcome == Outcome.ASKED for line in order.lines):
        db.session.flush()
        return order
    if any(line.outcome is None for line in order.lines):
        raise RuleBroken(_l("Say of each line what came of it."))
    return transitions.move(order, Verb.BUY, By.TEAM, person=person, detail={"paid": paid(order)})


def _write(order: Order, line: OrderLine, one: Got, person: Person) -> None:
    """One line: as it came, or as a question where it is dearer or another thing than the household allows."""
    agreed = line.answer and line.offered_price is not None and (one.paid or 0) <= line.offered_price
    same = one.outcome == Outcome.BOUGHT
    instead = line.instead if not same else Instead.SIMILAR
    if one.outcome == Outcome.MISSING:
        line.outcome, line.got, line.paid = Outcome.MISSING, 0, None
    elif not agreed and rules.must_ask(instead, price=one.paid, top_price=line.top_price, is_same=same):
        if line.outcome != Outcome.ASKED:
            _ask(order, line, one, person)
    elif not same and line.instead == Instead.NONE:
        raise RuleBroken(
            _l("The household wants nothing else instead of line %(n)s: say that it is missing.", n=line.number)
        )
    else:
        line.outcome, line.got, line.paid = one.outcome, max(1, one.got or line.quantity), one.paid
        line.offered = one.offered or line.offered


def ask(order: Order, line: OrderLine, one: Got, person: Person) -> Order:
    """Asks the requester about one line, whatever its rule says."""
    _require(order, Verb.ASK)
    if line.outcome != Outcome.ASKED:
        _ask(order, line, one, person)
    return order


def _ask(order: Order, line: OrderLine, one: Got, person: Person) -> None:
    line.outcome, line.asked_at, line.answer = Outcome.ASKED, clock.now(), None
    line.offered, line.offered_price, line.got = one.offered or None, one.paid, one.got or line.quantity
    transitions.move(order, Verb.ASK, By.TEAM, person=person, line=line.number, detail={"price": one.paid})


def answer(order: Order, number: int, yes: bool) -> Order:
    """The requester's word on a line that was asked about; once the time for it is over the rule has decided."""
    _require(order, Verb.ANSWER, By.REQUESTER)
    line = line_of(order, number)
    if line is None or line.outcome != Outcome.ASKED or rules.is_silent(line.asked_at, clock.now()):
        raise Conflict(_l("The team could wait no longer, so the rule of this line holds. You see it below."))
    _decide(line, (Outcome.INSTEAD if line.offered else Outcome.BOUGHT) if yes else Outcome.MISSING)
    line.answer = yes
    return transitions.move(order, Verb.ANSWER, By.REQUESTER, line=number, detail={"yes": yes})


def silence(order: Order, number: int) -> bool:
    """Lets the rule of a line decide that was asked about and not answered; False when it was answered in between."""
    line = line_of(order, number)
    if line is None or line.outcome != Outcome.ASKED or not rules.is_silent(line.asked_at, clock.now()):
        return False
    if not rules.may_move(Verb.SILENCE, state=order.state, by=By.CLOCK):
        return False
    found = rules.outcome_of_silence(line.instead, price=line.offered_price, top_price=line.top_price)
    _decide(line, found)
    transitions.move(order, Verb.SILENCE, By.CLOCK, line=number, detail={"outcome": found})
    return True


def _decide(line: OrderLine, outcome: Outcome) -> None:
    line.outcome = outcome
    line.paid = line.offered_price if outcome != Outcome.MISSING else None
    if outcome == Outcome.MISSING:
        line.got = 0


def line_of(order: Order, number: int) -> OrderLine | None:
    """The line of a number."""
    return next((one for one in order.lines if one.number == number), None)


def paid(order: Order) -> int:
    """The sum that was paid for all lines so far, in đồng."""
    return sum(line.paid or 0 for line in order.lines)


def _require_budget(order: Order) -> None:
    over = paid(order) - (order.budget or 0)
    if order.budget is not None and over > 0:
        raise RuleBroken(
            _l("This comes to %(over)s more than the household wants to spend. Leave something out, or ask about it.",
               over=window_words.price(over))
        )  # fmt: skip


# --- On the road ------------------------------------------------------------------------------------------


def set_out(order: Order, person: Person) -> Order:
    """The team is on its way to this door; what waits for an answer by then follows its rule."""
    _require(order, Verb.SET_OUT)
    for line in order.lines:
        if line.outcome == Outcome.ASKED:
            raise RuleBroken(_l("A question on line %(n)s still waits for its answer.", n=line.number))
    claims.set_out(_view(order, person))
    return queries.locked(order.id)


def count_code_try(order: Order, person: Person) -> None:
    """Counts a try at the code, in a transaction of its own before it is looked at."""
    handover.count_code_try(_view(order, person))


def deliver(order: Order, person: Person, code: str | None) -> Order:
    """Hands over at the door; the code that the household reads out proves it."""
    _require(order, Verb.DELIVER)
    view = _view(order, person)
    handover.hand_over(view, {need.item: need.rest for need in view.case.needs}, code)
    return queries.locked(order.id)


def fail(order: Order, person: Person, reason: str) -> Order:
    """The team has not handed over: the order is placed again, or followed up where nobody was reached."""
    view = _view(order, person)
    if reason in rules.MISS_REASONS:
        claims.cannot_reach(view, reason)
    elif reason in rules.FAIL_REASONS:
        _require(order, Verb.FAIL)
        transitions.move(order, Verb.FAIL, By.TEAM, person=person, reason=reason)
        claims.release(view, "no_time" if reason == "no_time" else "other")
    else:
        raise RuleBroken(_l("Choose what happened, so that somebody can follow it up."))
    return queries.locked(order.id)


def drop(order: Order, person: Person, reason: str) -> Order:
    """The coordinator takes an order out of its run: into the next window if that was agreed, else for neighbours."""
    if reason not in rules.DROP_REASONS:
        raise RuleBroken(_l("Choose a reason, so that the household knows why."))
    _require(order, Verb.DROP, By.COORDINATOR)
    onward = next_window(order)
    if order.next_too and onward is not None and reason != "asked":
        actions.move_on(order, onward, person, reason)
    else:
        actions.leave(order, Verb.DROP, By.COORDINATOR, person=person, reason=reason)
    _free(order.case, person)
    return queries.locked(order.id)


def next_window(order: Order) -> ShoppingWindow | None:
    """The next window that takes orders where the household lives."""
    found = windows.next_for(order.case.area, clock.now(), but=order.window)
    return found if found is not None and found.phase == Phase.OPEN else None


def _free(case: Case, person: Person) -> None:
    """Ends the claim of the run on a case, whoever holds it."""
    held = cases.live_claim(case)
    if held is None or case.state not in case_rules.LEASED:
        return
    case_moves.move(case, case_rules.Verb.RELEASE, Actor(person=person, clock=True), reason="stopped")
    case_moves.end_claim(held, ClaimEnd.STOPPED, "stopped")


def _view(order: Order, person: Person) -> CaseView:
    return case_view.of(order.case, Actor(person))


def _require(order: Order, verb: Verb, by: By = By.TEAM) -> None:
    if not rules.may_move(verb, state=order.state, by=by):
        raise Conflict(transitions.MOVED_ON)


def may_coordinate(order: Order, person: Person) -> bool:
    """Whether somebody coordinates the window of an order."""
    return windows.manages(person, order.window)


def leads(order: Order, person: Person) -> bool:
    """Whether somebody holds the case of an order that a run has."""
    held = cases.live_claim(order.case)
    holds = held is not None and held.person_id == person.id and held.runs(clock.now())
    return holds and order.state in rules.IN_RUN


def may_work(order: Order, person: Person) -> bool:
    """Whether somebody holds the case of an order for a run, or coordinates its window."""
    return leads(order, person) or may_coordinate(order, person)

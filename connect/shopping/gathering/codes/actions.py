"""Codes from doors: counted before they are looked at, each once by its key, and also some hours after their run."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects import postgresql, sqlite

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.claims import handover
from connect.cases.claims.models import Claim
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor, CaseView
from connect.cases.runs import actions as holding
from connect.cases.runs.rules import Run as Held
from connect.crypto.fingerprints import fingerprint
from connect.errors import Conflict, RuleBroken
from connect.registry import personal_data, retention
from connect.shopping.gathering import queries
from connect.shopping.gathering.codes import rules
from connect.shopping.gathering.codes.rules import Sent
from connect.shopping.gathering.models import PaperCode
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import BROUGHT, State
from connect.shopping.runs.models import Run
from connect.shopping.runs.rules import UNDER_WAY

NOT_BOUGHT = _l("Say first, on the page of the order, what was bought.")
NOT_YOURS = _l("This stop is not yours, or its household wanted somebody else.")


def count(run: Run, order: Order, key: str, code: str, person: Person) -> Sent | None:
    """Writes a code down and counts it as a try: commit this before `look`. None: it has to be looked at now.

    A key that came before is answered as it was then. Raises RuleBroken or Conflict where no code is looked at.
    """
    if known := db.session.get(PaperCode, key, populate_existing=True):
        return _again(known, order, code)
    if order.state in BROUGHT:
        return Sent.DELIVERED
    view = _view(run, order, person)
    values = {
        "key": key, "run_id": run.id, "order_id": order.id, "person_id": person.id, "mark": _mark(key, code),
        "at": clock.now(), "outcome": Sent.TRIED,
    }  # fmt: skip
    insert = (postgresql if db.is_postgres() else sqlite).insert(PaperCode).values(**values).on_conflict_do_nothing()
    if db.session.execute(insert.returning(PaperCode.key)).scalar() is None:
        raise Conflict(_l("This code is being sent already. Look here again in a moment."))
    if tries(order.case_id) >= handover.CODE_TRIES:
        return settle(key, Sent.SPENT)
    handover.count_code_try(view)
    return None


def look(run: Run, order: Order, key: str, code: str, person: Person) -> Sent:
    """Looks at a code that was counted. Raises RuleBroken when it is the wrong one; then `settle` says so."""
    known = db.session.get_one(PaperCode, key, populate_existing=True)
    if known.outcome != Sent.TRIED:
        return known.outcome
    view = _view(run, order, person)
    handover.hand_over(view, {need.item: need.rest for need in view.case.needs}, code)
    return settle(key, Sent.DELIVERED)


def settle(key: str, outcome: Sent) -> Sent:
    """Writes down the answer to a code."""
    db.session.get_one(PaperCode, key, populate_existing=True).outcome = outcome
    return outcome


def tries(case_id: int) -> int:
    """How many codes were tried at a case so far, over all its claims."""
    return db.session.scalar(sa.select(sa.func.sum(Claim.code_tries)).where(Claim.case_id == case_id)) or 0


def _again(known: PaperCode, order: Order, code: str) -> Sent | None:
    """The answer to a key that came before; with another code it is no second try."""
    if known.order_id != order.id or known.mark != _mark(known.key, code):
        return Sent.WRONG
    return None if known.outcome == Sent.TRIED else known.outcome


def _view(run: Run, order: Order, person: Person) -> CaseView:
    """The case of a stop in the eyes of the leader who went there, for whoever types: that leader or the coordinator.

    Once the run is over the leader has it again, for minutes and without a look, when nobody else has it by now.
    """
    last = _last_claim(run, order)
    if last is None or person.id not in (last.person_id, run.coordinator_id):
        raise RuleBroken(NOT_YOURS)
    if order.state == State.GATHERED:
        raise RuleBroken(NOT_BOUGHT)
    if not last.runs(clock.now()):
        _hold_again(run, order, last)
    return case_view.of(order.case, Actor(last.person))


def _hold_again(run: Run, order: Order, last: Claim) -> None:
    now = clock.now()
    is_over = run.state not in UNDER_WAY or run.ends_at <= now
    if not is_over or now >= run.ends_at + rules.LATE or last.end not in (None, "lapsed", "released"):
        raise RuleBroken(NOT_YOURS)
    again = Held(run.id, queries.name_of(run), run.organization_id, None, now + rules.AGAIN)
    holding.claim_for_run(order.case, last.person, again)


def _last_claim(run: Run, order: Order) -> Claim | None:
    mine = sa.select(Claim).where(Claim.case_id == order.case_id, Claim.run == run.id)
    return db.session.scalar(mine.order_by(Claim.id.desc()).limit(1))


def _mark(key: str, code: str) -> str:
    return fingerprint("paper code", f"{key} {code}")


personal_data.fate(
    "run_codes", told="which of the codes typed for a run was right is told with its orders",
    gone="goes after thirty days, and with its run",
)  # fmt: skip
retention.rows("run_codes", rules.KEPT, PaperCode, lambda before: PaperCode.at <= before)

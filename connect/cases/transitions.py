"""Every change of a case goes through here, checked by the rules, decided by the database, remembered."""

from collections.abc import Mapping, Set as AbstractSet
from datetime import datetime
from types import MappingProxyType
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import set_committed_value

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import queries, rules
from connect.cases.claims.models import Claim
from connect.cases.disclosure.case_view import (
    THE_CLOCK as THE_CLOCK,
    THE_REQUESTER as THE_REQUESTER,
    Actor as Actor,
    CaseView,
)
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import CaseRole, ClaimEnd, State, Verb
from connect.cases.word import dispatching, helpers
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.registry import claims
from connect.registry.with_cases import moves as followers

NOTHING: Mapping[str, int] = MappingProxyType({})
NO_LONGER_HELD = _l("You no longer hold this case: your time had run out. You can take it again if it is free.")


def move(case: Case, verb: Verb, by: Actor, *, reason: str | None = None, note: str | None = None, **more: Any) -> Case:
    """Changes the state of a case by one of `rules.MOVES`, whoever does it; see `advance` for all that it does."""
    needs_claim = by.person is not None and CaseRole.CLAIMER in rules.MOVES[verb].who
    roles = by.roles_towards(case, queries.live_claim(case) if needs_claim else None)
    return _move(case, verb, by.person, roles, reason, note, more)


def advance(view: CaseView, verb: Verb, *, reason: str | None = None, note: str | None = None, **more: Any) -> Case:
    """Changes the state of a case by one of `rules.MOVES`, by an actor whose view was read in this transaction.

    Checks the rule, lets the database decide the race by one conditional UPDATE, appends to the history and
    keeps the counts. `more` are other columns of `cases` that change with it. Raises RuleBroken when the
    move is not in the table, NotAllowed when it is not this actor's, Conflict when somebody was faster.
    """
    return _move(view.case, verb, view.by.person, view.roles, reason, note, more)


def _move(
    case: Case, verb: Verb, person: Person | None, roles: AbstractSet[CaseRole], reason: str | None, note: str | None,
    more: dict[str, Any],
) -> Case:  # fmt: skip
    now = clock.now()
    if not rules.may_move(
        verb, state=case.state, free_at=case.free_at, now=now, roles=roles, guarded=case.guarded, urgency=case.urgency
    ):
        raise refusal(case, verb, roles)
    given, wanted = more.get("given", case.given), more.get("wanted", case.wanted)
    target = rules.target_of(verb, state=case.state, wanted=wanted, given=given)
    before, was = cell_counts.map_entry_of(case), case.state
    values: dict[str, Any] = {
        "state": target, "version": case.version + 1, "changed_at": now, "free_at": db.EPOCH, "reason": reason, **more,
    }  # fmt: skip
    if not _changed(case, values):
        raise Conflict(_l("Somebody was faster: this case has just changed. Look again, there are others near you."))
    actor = next((role for role in rules.MOVES[verb].who if role in roles), CaseRole.CLOCK)
    record(case, verb, was, actor, person, now, reason, note)
    cell_counts.changed(before, cell_counts.map_entry_of(case))
    followers.moved(case, verb)
    return case


def refusal(case: Case, verb: Verb, roles: AbstractSet[CaseRole]) -> Exception:
    """Why a move is refused, in words that say what to do next."""
    if not set(rules.MOVES[verb].who) & rules.acting(roles, case.guarded):
        if CaseRole.CLAIMER in rules.MOVES[verb].who:
            return Conflict(NO_LONGER_HELD)
        return NotAllowed(_l("You may not do this with this case."))
    if verb == Verb.CLAIM and case.state in rules.LISTED:
        return Conflict(_l("Somebody was faster and has taken this case. Others near you still wait."))
    return RuleBroken(_l("This case has moved on, so that is not possible any more. Look at where it stands now."))


def _changed(case: Case, values: dict[str, Any]) -> bool:
    """One conditional UPDATE: the database decides who was first. False, and nothing written, when it was not us."""
    statement = sa.update(Case).where(Case.id == case.id, Case.version == case.version).values(**values)
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        return False
    for name, value in values.items():
        set_committed_value(case, name, value)
    if "area_id" in values:
        db.session.expire(case, ["area"])
    return True


def record(
    case: Case, verb: str, was: str, actor: str, person: Person | None, at: datetime,
    reason: str | None = None, note: str | None = None,
) -> None:  # fmt: skip
    """Adds a move to the history of a case, whose state is the new one already; `was` is the state before."""
    event = CaseEvent(
        case_id=case.id, at=at, verb=verb, from_state=was, to_state=case.state, actor=actor,
        person_id=person.id if person else None, reason=reason, note=note,
    )  # fmt: skip
    db.session.add(event)
    dispatching.tell(case, event)


def remark(case: Case, verb: str, by: Actor, note: str | None = None, reason: str | None = None) -> None:
    """Adds to the history without a change of state: a question, an answer, an edit, an allowance."""
    roles = by.roles_towards(case, queries.live_claim(case) if by.person else None)
    actor = next(
        (role for role in (CaseRole.REQUESTER, CaseRole.MODERATOR, CaseRole.CLAIMER) if role in roles), CaseRole.CLOCK
    )
    record(case, verb, case.state, actor, by.person, clock.now(), reason, note)


def amend(case: Case, by: Actor, verb: str, values: dict[str, Any]) -> Case:
    """Changes columns without a change of state; Conflict when the case has changed since it was read."""
    before = cell_counts.map_entry_of(case)
    values |= {"version": case.version + 1, "changed_at": clock.now()}
    if not _changed(case, values):
        raise Conflict(_l("This has changed in the meantime. Look again, then send your change once more."))
    remark(case, verb, by)
    cell_counts.changed(before, cell_counts.map_entry_of(case))
    return case


def end_claim(
    claim: Claim | None, how: ClaimEnd, reason: str | None = None, handed: Mapping[str, int] = NOTHING
) -> None:
    """Ends a claim that was not ended yet, with what was handed over by item.

    One whose time had run out ends as lapsed, whatever came after.
    """
    if claim is None or claim.ended_at is not None:
        return
    now = clock.now()
    lapsed = claim.ran_out(now)
    claim.ended_at, claim.end, claim.reason = now, ClaimEnd.LAPSED if lapsed else how, None if lapsed else reason
    db.session.flush()
    helpers.tell_end(claim)
    claims.ended(claim, handed)


def wait_until(case_id: int, until: datetime) -> None:
    """Keeps a case fresh until a moment at which somebody has promised to come; one that is fresh longer stays so."""
    live = (State.PENDING_REVIEW, *rules.REMINDED, State.CLAIMED, State.IN_DELIVERY)
    waiting = sa.update(Case).where(Case.id == case_id, Case.clock_at < until, Case.state.in_(live))
    db.session.execute(waiting.values(clock_at=until))

"""The periodic jobs on cases. Every row says by itself when it is due, so a missed run loses nothing."""

import sys
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog

from connect import clock, config, db
from connect.cases import queries, transitions, wiping
from connect.cases.asking import reminders
from connect.cases.clinical import actions as clinical
from connect.cases.disclosure import paired_visits
from connect.cases.duplicates import queries as duplicates
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import CLOSES_BY_SILENCE, ENDED, LEASED, MOVES, REMINDERS, ClaimEnd, State, Verb
from connect.errors import ConnectError
from connect.gateways.media import outbox
from connect.gateways.recording import forget, recorded
from connect.jobs.queue import every_minute, steadily
from connect.jobs.writing_once import written
from connect.registry import retention

BATCH = 500
log = structlog.get_logger("connect.jobs")


@steadily
def sweep() -> dict[str, int]:
    """Notes leases that are over, expires what nobody confirmed, closes what nobody disputed; says how many."""
    return {verb: sum(_move(case_id, verb) for case_id in _due(verb)) for verb in (Verb.LAPSE, Verb.CLOSE, Verb.EXPIRE)}


def _due(verb: Verb) -> list[int]:
    passed = Case.free_at if verb == Verb.LAPSE else Case.clock_at
    sources = LEASED if verb == Verb.LAPSE else MOVES[verb].sources
    statement = sa.select(Case.id).where(Case.state.in_(sources), passed <= clock.now()).order_by(passed).limit(BATCH)
    if verb in CLOSES_BY_SILENCE:
        statement = statement.where(~clinical.never_closes())
    return list(db.session.scalars(statement))


def _move(case_id: int, verb: Verb) -> int:
    try:
        with db.transaction():
            case = db.session.get_one(Case, case_id)
            if verb == Verb.LAPSE:
                transitions.end_claim(queries.live_claim(case), ClaimEnd.LAPSED)
            transitions.move(case, verb, transitions.THE_CLOCK)
    except ConnectError:  # somebody acted in between, so it is no longer due
        return 0
    return 1


@every_minute
def guard_visits() -> int:
    """Takes safeguarded cases back from helpers whose organisation is checked no more; says how many."""
    return sum(_take_back(case_id) for case_id in paired_visits.held_unchecked())


def _take_back(case_id: int) -> int:
    try:
        with db.transaction():
            paired_visits.take_back(db.session.get_one(Case, case_id))
    except ConnectError:
        return 0
    return 1


COMPARED_AT_ONCE = 2000  # a minute; what is opened by a moderator is compared at once


@every_minute
def compare() -> int:
    """Looks for earlier tellings of what was posted or changed; says how many cases were compared."""
    ids = duplicates.due(COMPARED_AT_ONCE)
    for case_id in ids:
        looked = duplicates.look(case_id)  # before the turn at writing: else a post would wait for it
        with db.transaction():
            duplicates.note(looked)
    return len(ids)


# --- Reminders --------------------------------------------------------------------------------------------


@steadily
def remind() -> int:
    """Asks requesters whose word is getting old whether it is still so; says how many were due."""
    with db.transaction():
        reminders.hand_over(BATCH)
    # One after the other: the later kind is not due where the earlier has just been written.
    due = ((case_id, kind) for kind in REMINDERS for case_id in reminders.due(kind, BATCH))
    return sum(written(partial(reminders.intend, case_id, kind)) for case_id, kind in due)


# --- Retention --------------------------------------------------------------------------------------------


SORTS = {"ended": "keep_personal_days", "unapproved": "keep_unapproved_days", "unseen": "keep_unapproved_days"}


def _outlived(sort: str, before: datetime) -> sa.ColumnElement[bool]:
    """The condition on a case, joined to its secret half, whose personal data has been kept long enough.

    Sorts: "ended", "unapproved" (not accepted) and "unseen" (nobody looked at it; that ends it too).
    """
    states = {"unseen": (State.PENDING_REVIEW,), "unapproved": (State.REJECTED,)}.get(sort)
    return sa.and_(
        Case.state.in_(states or tuple(set(ENDED) - {State.REJECTED})),
        Case.changed_at <= before,
        CaseSecret.wiped_at.is_(None),
        ~clinical.kept_for_later(),
        *([~clinical.never_closes()] if sort == "unseen" else []),
    )


def _outlived_ids(sort: str, before: datetime, after: int = 0) -> sa.Select[Any]:
    ids = sa.select(Case.id).join(CaseSecret, CaseSecret.case_id == Case.id)
    return ids.where(_outlived(sort, before), Case.id > after).order_by(Case.id)


def _count(sort: str, before: datetime) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(_outlived_ids(sort, before).subquery())) or 0


def _wipe_all(sort: str, before: datetime) -> int:
    """By batches, each case in a transaction of its own: it can stop anywhere and go on the next night."""
    done, after = 0, 0
    while ids := list(db.session.scalars(_outlived_ids(sort, before, after).limit(BATCH))):
        done += sum(_wipe(sort, before, case_id) for case_id in ids)
        after = ids[-1]
    return done


def _wipe(sort: str, before: datetime, case_id: int) -> int:
    try:
        with db.transaction():
            case = db.session.get(Case, db.session.scalar(_outlived_ids(sort, before).where(Case.id == case_id)) or 0)
            if case is None:  # the requester said that it is still needed, in between
                return 0
            if sort == "unseen":
                transitions.move(case, Verb.DISCARD, transitions.THE_CLOCK, reason="unseen")
            return int(wiping.wipe(case, transitions.THE_CLOCK))
    except ConnectError:
        return 0


for _sort, _setting in SORTS.items():
    retention.rule(
        _sort, _setting, due=partial(_count, _sort), wipe=partial(_wipe_all, _sort), tables=("case_secrets",)
    )


def _recorded_before(before: datetime) -> int:
    return sum(message.at < before.isoformat() for message in recorded(outbox(config.current()), most=sys.maxsize))


retention.rule(
    "recorded_messages", "keep_personal_days", due=_recorded_before,
    wipe=lambda before: forget(outbox(config.current()), before),
)  # fmt: skip

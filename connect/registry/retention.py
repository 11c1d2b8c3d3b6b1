"""Rules of wiping by age: a feature announces a rule; the nightly job and `flask retention` walk them all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
import structlog

from connect import clock, config, db
from connect.jobs.queue import nightly

log = structlog.get_logger("connect.jobs")

Span = str | timedelta  # the name of a setting that counts days, or a span that no setting changes
Number = Callable[[datetime], int]


class Rule(NamedTuple):
    """One sort of thing that is wiped once `span` is over.

    `due` counts and `wipe` deletes what is older than the moment they are called with; both answer how many. `wipe`
    opens its own transactions, so that it may be cut off anywhere and go on the next night.
    """

    span: Span
    due: Number
    wipe: Number
    tables: tuple[str, ...]


RULES: dict[str, Rule] = {}


def rule(name: str, span: Span, *, due: Number, wipe: Number, tables: tuple[str, ...] = ()) -> None:
    """Announces what is wiped, under the name by which `flask retention` counts it. `tables` says where it lies."""
    if name in RULES:
        raise ValueError(f"{name} is announced already: choose another name")
    if isinstance(span, str) and not hasattr(config.Config, span):
        raise ValueError(f"{span} is no setting: add it to connect.config, or give a timedelta")
    RULES[name] = Rule(span, due, wipe, tables)


def rows(
    name: str, span: Span, model: Any, old: Callable[[datetime], sa.ColumnElement[bool]], empty: tuple[str, ...] = ()
) -> None:
    """Announces that rows are deleted when the condition holds of them, or only the columns `empty` set to NULL."""

    def due(before: datetime) -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(_old(before))) or 0

    def wipe(before: datetime) -> int:
        change = sa.update(model).values(dict.fromkeys(empty)) if empty else sa.delete(model)
        with db.transaction():
            gone = db.session.execute(change.where(_old(before)).execution_options(synchronize_session=False))
        return int(gone.rowcount)  # type: ignore[attr-defined]

    def _old(before: datetime) -> sa.ColumnElement[bool]:
        """The condition for a row that is old enough and not empty already."""
        filled = [getattr(model, column).is_not(None) for column in empty]
        return sa.and_(old(before), sa.or_(*filled)) if filled else old(before)

    rule(name, span, due=due, wipe=wipe, tables=(model.__tablename__,))


@nightly
def run(dry_run: bool = False) -> dict[str, int]:
    """Wipes what has been kept long enough, rule by rule; says how many of each, or would be.

    A rule that fails keeps none of the others from running; the first failure is raised in the end.
    """
    done, failures = {}, []
    for name, one in RULES.items():
        act = one.due if dry_run else one.wipe
        try:
            done[name] = act(clock.now() - length(one.span))
        except Exception as error:
            log.error("retention", rule=name, kind=type(error).__name__)
            failures.append(error)
    if not dry_run:
        log.info("retention", **done)
    if failures:
        raise failures[0]
    return done


def length(span: Span) -> timedelta:
    """The length of a span, by the settings of this site where it names one."""
    return timedelta(days=getattr(config.current(), span)) if isinstance(span, str) else span

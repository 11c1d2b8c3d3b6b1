"""The watch over gateways, shared by all processes: asks no closed one, lets one letter find out whether it is back.

A well gateway without a limit costs one look-up a batch and no write.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

import sqlalchemy as sa
import structlog

from connect import clock, config, db
from connect.errors import Busy
from connect.gateways.base import Answer, Gateway, Letter, Outcome
from connect.gateways.breaker import rules
from connect.gateways.breaker.models import GatewayRow
from connect.gateways.breaker.rules import Limits, State

log = structlog.get_logger("connect.gateways")
_TABLE = GatewayRow.__table__
_SOON_S = 0.2
FRESH_S = 0.1  # how old a look may be by which messages are taken


class Leave(NamedTuple):
    """How many letters may go now, within what time each, and the outcome of the others."""

    most: int
    within_s: float | None
    refusal: Outcome
    put_off_s: float = 0.0  # how long letters may wait that find out nothing, where others go on meanwhile


class Watch(Protocol):
    """Whatever says when a gateway may be asked, and hears how it went."""

    def leave(self, name: str, wanted: int) -> Leave:
        """Leave to send so many."""

    def room(self, name: str, most: int) -> int:
        """How many of so many letters would have leave just now; costs next to nothing and promises nothing."""

    def note(self, name: str, outcomes: Sequence[Outcome]) -> bool:
        """Hears what became of the letters that were tried; whether the gateway came back with them."""


class AllClear:
    """The watch of tests and of twins: everything may go."""

    def leave(self, name: str, wanted: int) -> Leave:
        """Leave for all."""
        return Leave(wanted, None, _not_now("", 0))

    def room(self, name: str, most: int) -> int:
        """Room for all."""
        return most

    def note(self, name: str, outcomes: Sequence[Outcome]) -> bool:
        """Remembers nothing."""
        return False


ALL_CLEAR = AllClear()


@dataclass(frozen=True, slots=True)
class SharedWatch:
    """The watch whose knowledge lies in the table of gateways. `limits` are by medium."""

    limits: Mapping[str, Limits] = field(default_factory=dict)
    _seen: dict[str, tuple[float, State]] = field(default_factory=dict, repr=False, compare=False)

    def room(self, name: str, most: int) -> int:
        """How many letters would go now, by a look that is a moment old: whoever takes messages takes no more."""
        at, state = self._seen.get(name, (0.0, State()))
        if time.monotonic() - at > FRESH_S:
            state = self._look(name)
        now = clock.now()
        if state.closed_until is not None:
            return 0 if state.closed_until > now else 1
        limits = self._limits(name)
        return rules.drawn(state, limits, most, now, _today(now))[1] if limits else most

    def leave(self, name: str, wanted: int) -> Leave:
        """Leave to send so many letters. Of one that was in trouble and whose rest is over, one letter finds out."""
        state, now = self._look(name), clock.now()
        put_off_s = rules.put_off_s(state.failures)
        if state.closed_until is not None and state.closed_until > now:
            return Leave(0, None, _not_now(state.why, (state.closed_until - now).total_seconds()), put_off_s)
        if state.closed_until is not None:
            if not _claims_look(name, state):
                return Leave(0, None, _not_now(state.why, _SOON_S), put_off_s)
            self._seen.pop(name)
            return Leave(1, rules.LOOK_S, _not_now("not_tried", _SOON_S), put_off_s)
        limits = self._limits(name)
        if not limits:
            return Leave(wanted, None, _not_now("not_tried", _SOON_S))
        most, wait_s = _drawn(name, limits, wanted)
        self._seen.pop(name)
        return Leave(most, None, _not_now("limit", max(wait_s, _SOON_S)))

    def note(self, name: str, outcomes: Sequence[Outcome]) -> bool:
        """Writes down only what changes: a fault, its end, letters that are refused in a row."""
        if not outcomes:
            return False
        before, dice = self._look(name), secrets.randbelow(1_000) / 1_000
        if rules.after(before, outcomes, clock.now(), dice) == before:
            return False
        with suppress(Busy, *db.FAILURES), db.transaction():
            row = _row(name)
            row.state = rules.after(row.state, outcomes, clock.now(), dice)
            say = log.error if any(one.answer == Answer.CLOSED for one in outcomes) else log.warning
            say("gateway", name=name, why=row.why or "back", failures=row.failures)
            self._seen.pop(name, None)
            return bool(before.failures and not row.failures)
        return False

    def _look(self, name: str) -> State:
        state = _read(name)
        self._seen[name] = time.monotonic(), state
        return state

    def _limits(self, name: str) -> Limits | None:
        return self.limits.get(name.partition(":")[0])


@dataclass(frozen=True, slots=True)
class Watched(Gateway):
    """A gateway with one server, asked only with the watch's leave."""

    inner: Gateway
    name: str
    watch: Watch

    @property
    def is_far(self) -> bool:  # type: ignore[override]  # as the one inside
        """Whether a call may take long."""
        return self.inner.is_far

    def room(self, most: int) -> int:
        """How many letters would have leave."""
        return self.watch.room(self.name, most)

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands over what may go; the rest comes back as LATER, with the seconds until it may."""
        leave = self.watch.leave(self.name, len(letters))
        outcomes = self.inner.send_many(letters[: leave.most]) if leave.most else []
        self.watch.note(self.name, outcomes)
        return [*outcomes, *[leave.refusal] * (len(letters) - len(outcomes))]


def closed() -> list[GatewayRow]:
    """The gateways that are left alone just now, or were at the last look."""
    rows = sa.select(GatewayRow).where(GatewayRow.closed_until.is_not(None)).order_by(GatewayRow.name)
    return list(db.session.scalars(rows))


def used_today(now: datetime) -> dict[str, int]:
    """How many letters each gateway with a day's quota has taken today."""
    rows = sa.select(GatewayRow.name, GatewayRow.used).where(GatewayRow.day == _today(now))
    return {row.name: row.used for row in db.session.execute(rows)}


def open_again(name: str) -> str | None:
    """Lets one letter find out at once whether a closed gateway is back; why it was closed, None where it is open.

    Inside the transaction at work.
    """
    now = clock.now()
    shut = sa.update(GatewayRow).where(GatewayRow.name == name, GatewayRow.closed_until > now)
    row = db.session.execute(shut.values(closed_until=now).returning(GatewayRow.why)).first()
    return None if row is None else str(row.why)


def _not_now(why: str, wait_s: float) -> Outcome:
    return Outcome(Answer.LATER, reason=why or "not_tried", retry_after_s=wait_s)


def _read(name: str) -> State:
    """The state by a connection of its own: the session may be in the middle of something."""
    columns = [_TABLE.c[one] for one in State.__slots__]
    with db.extension.engine.connect() as line:
        row = line.execute(sa.select(*columns).where(_TABLE.c.name == name)).first()
    return State(*row) if row else State()


def _claims_look(name: str, state: State) -> bool:
    """Whether this process is the one that looks whether the gateway is back; others wait for the outcome."""
    until = clock.now() + timedelta(seconds=rules.HELD_S)
    with suppress(Busy, *db.FAILURES), db.transaction():
        mine = sa.update(GatewayRow).where(GatewayRow.name == name, GatewayRow.closed_until == state.closed_until)
        return db.session.execute(mine.values(closed_until=until).returning(GatewayRow.name)).first() is not None
    return False


def _drawn(name: str, limits: Limits, wanted: int) -> tuple[int, float]:
    """How many letters the limits give now, and the seconds until they give more."""
    now = clock.now()
    with suppress(Busy, *db.FAILURES), db.transaction():
        row = _row(name)
        row.state, most, wait_s = rules.drawn(row.state, limits, wanted, now, _today(now))
        return most, wait_s
    return 0, 1.0


def _today(now: datetime) -> date:
    return now.astimezone(config.zone()).date()


def _row(name: str) -> GatewayRow:
    """The row of a gateway, held until the end of the transaction."""
    db.upsert(_TABLE, [{"name": name, "failures": 0, "refused": 0, "why": "", "tokens": 0.0, "used": 0}], ["name"], [])  # type: ignore[arg-type]
    return db.session.get_one(GatewayRow, name, with_for_update=True, populate_existing=True)

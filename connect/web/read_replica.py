"""A read replica: a second server that answers strangers, while it is well and provably not too far behind.

It is not asked how old it is. Now and then the primary's position in its log is noted with the moment; once the
replica has replayed that position, it holds all that was written before that moment. No clock of another machine is
in this, and a replica that lost its primary grows old instead of thinking that there is nothing new.

Whoever wrote lately has a cookie that says so, and reads from the primary until that write is older than whatever a
replica or a cache may show. Whoever is signed in always does. Where the replica fails, the primary answers.
"""

import threading
from collections import deque
from collections.abc import Callable
from functools import wraps
from math import inf
from time import monotonic, sleep
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app, g, has_request_context, request

from connect import db
from connect.config import Config
from connect.db import postgres
from connect.errors import NotFound
from connect.web import cookies

log = structlog.get_logger("connect")

OLDEST_S = 30.0  # what was written longer ago is there, or the replica is left alone
EVERY_S = 1.0  # how often it is looked at, while people ask
PATIENCE_S = 1.0  # for an answer; a public page takes a hundredth of it
REST_S = 5.0  # how long it is left alone after a failure
WROTE, WROTE_S = "wrote", 120  # a cookie; longer than OLDEST_S and the minute for which caches may keep a public answer

# Which database of which cluster, whether it follows another one, and how far: what is replayed, what safely written.
_WHICH = "SELECT system_identifier || '/' || current_database(), pg_is_in_recovery(), "
_REPLAYED = f"{_WHICH} (pg_last_wal_replay_lsn() - '0/0')::bigint FROM pg_control_system()"  # nosec B608
_WRITTEN = f"{_WHICH} (pg_current_wal_flush_lsn() - '0/0')::bigint FROM pg_control_system()"  # nosec B608
# Whether it receives, and the age of the last change that it has, by its own clock.
_RECEIVES = """
    SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL),
        coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0)::float
"""
P = ParamSpec("P")
T = TypeVar("T")


class Proof:
    """Up to which moment a replica holds everything. Moments are seconds of the monotonic clock."""

    def __init__(self) -> None:
        self.holds = -inf
        self._open: deque[tuple[float, int]] = deque(maxlen=64)  # what it had not replayed when it was looked at

    def note(self, moment: float, written: int, replayed: int) -> None:
        """At a moment the primary had written so far; the replica, asked shortly before, had replayed so far."""
        self._open.append((moment, written))
        while self._open and self._open[0][1] <= replayed:
            self.holds = self._open.popleft()[0]

    def lacks(self) -> float:
        """The earliest moment before which something was written that it does not hold; infinite when it has all."""
        return self._open[0][0] if self._open else inf


class Replica:
    """One process's knowledge of the replica: whether it may be asked, looked at anew by whoever wants to know."""

    def __init__(self, url: str, primary_url: str) -> None:
        self.engine, self.primary = _engine(url), _engine(primary_url, places=1)
        self._proof, self._rests_until, self._is_read = Proof(), -inf, True
        self._looks_at, self._looking = -inf, threading.Lock()

    def is_good(self) -> bool:
        """Whether strangers may be answered from it now. A thread looks at it; nobody waits for that."""
        now = monotonic()
        if now >= self._looks_at and self._looking.acquire(blocking=False):
            self._looks_at = now + EVERY_S
            threading.Thread(target=self._look, name="replica", daemon=True).start()
        return now >= self._rests_until and now - self._proof.holds <= OLDEST_S

    def look(self) -> None:
        """Learns how far it is, by one question to each of the two."""
        try:
            which, follows, replayed = _row(self.engine, _REPLAYED)
        except sa.exc.SQLAlchemyError as error:
            self.leave(error)
            return
        moment = monotonic()
        try:
            whose, _, written = _row(self.primary, _WRITTEN)
        except sa.exc.SQLAlchemyError:
            return  # what is known of the replica grows old
        if which != whose or not follows or replayed > written:
            self.leave(NotAReplica())
            return
        self._proof.note(moment, written, replayed)
        self._judge()

    def leave(self, why: Exception) -> None:
        """Leaves it alone for a while: it failed somebody."""
        now = monotonic()
        if now >= self._rests_until:
            self._proof, self._rests_until = Proof(), now + REST_S
            self.engine.dispose()  # what is wrong with one connection may be wrong with all
            self._say(False, _kind(why))

    def close(self) -> None:
        """Lets all connections go."""
        self.engine.dispose()
        self.primary.dispose()

    def _look(self) -> None:
        try:
            self.look()
        finally:
            self._looking.release()

    def _judge(self) -> None:
        now = monotonic()
        if now - self._proof.lacks() > OLDEST_S:
            self._say(False, "late")
        elif now >= self._rests_until and now - self._proof.holds <= OLDEST_S:
            self._say(True)

    def _say(self, is_read: bool, why: str = "") -> None:
        if is_read == self._is_read:
            return
        self._is_read = is_read
        if is_read:
            log.info("replica read again")
        else:
            log.warning("replica left alone", why=why)


class NotAReplica(Exception):
    """The server at this address does not follow the primary."""


def init_app(app: Flask, config: Config) -> None:
    """Lets strangers read from the replica, if there is one, and remembers who wrote."""
    if not config.database_read_url:
        return
    app.extensions["connect.replica"] = Replica(config.sqlalchemy_read_url, config.sqlalchemy_url)
    app.after_request(_remember_who_wrote)


def may_answer(view: Callable[P, T]) -> Callable[P, T]:
    """Lets strangers read this public page from the replica; for a GET that changes nothing, under `open_to`.

    What the replica does not know may be too new for it, so the primary has the last word.
    """

    @wraps(view)
    def read(*args: P.args, **kwargs: P.kwargs) -> T:
        replica = _for_this_visitor()
        if replica is None:
            return view(*args, **kwargs)
        try:
            with db.reading_from(replica.engine):
                return view(*args, **kwargs)
        except NotFound:
            pass
        except sa.exc.SQLAlchemyError as error:
            replica.leave(error)
        db.session.rollback()
        return view(*args, **kwargs)

    vars(read)["may_lag"] = True
    return read


def _for_this_visitor() -> Replica | None:
    found: Replica | None = current_app.extensions.get("connect.replica")
    if found is None or cookies.kept("in") or cookies.kept(WROTE) or request.method not in ("GET", "HEAD"):
        return None
    return found if found.is_good() else None


@sa.event.listens_for(db.session, "before_commit")
def _note_who_writes(_session: object) -> None:
    """Before and not after: a commit whose answer is lost may stand all the same."""
    if has_request_context():
        g.wrote = True


def _remember_who_wrote(answer: Response) -> Response:
    if g.pop("wrote", False):
        cookies.keep(answer, WROTE, "1", WROTE_S)
    return answer


# --- For the operator -------------------------------------------------------------------------------------


def report() -> tuple[bool, str]:
    """Whether all is well with the replica, and how it stands, in words. Waits a moment for it to come up."""
    replica: Replica = current_app.extensions["connect.replica"]
    whose, _, written = _row(replica.primary, _WRITTEN)
    until = monotonic() + PATIENCE_S
    try:
        while True:
            which, follows, replayed = _row(replica.engine, _REPLAYED)
            if which != whose or not follows:
                return False, "the server at DATABASE_READ_URL does not follow that at DATABASE_URL, so it is not read"
            if replayed >= written or monotonic() > until:
                break
            sleep(0.05)
        receives, age_s = _row(replica.engine, _RECEIVES)
    except sa.exc.SQLAlchemyError as error:
        return False, f"it does not answer ({_kind(error)}), so the primary does"
    behind = f"{written - replayed:,} bytes and {age_s:.0f} s behind" if replayed < written else "up to date"
    well = receives and (replayed >= written or age_s <= OLDEST_S)
    return well, f"{'streams' if receives else 'receives nothing'}, {behind}"


def _kind(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__


# --- Connections ------------------------------------------------------------------------------------------


def _engine(url: str, places: int = postgres.POOL) -> sa.Engine:
    """Connections on which nobody waits long."""
    most = {"connect_timeout": 2, "tcp_user_timeout": 2000, "options": f"-c statement_timeout={PATIENCE_S * 1000:.0f}"}
    engine = sa.create_engine(url, **postgres.ways(url, places, **most))
    sa.event.listen(engine, "connect", _hurry)
    sa.event.listen(engine, "checkout", postgres.still_there)
    return engine


def _hurry(connection: Any, _record: Any) -> None:
    """Limits each wait for an answer: the driver has no setting for it, and a server can keep silent for ever."""
    patient = connection.wait

    def wait(answer: Any, *_patience: Any) -> Any:
        try:
            return patient(answer, timeout=PATIENCE_S)
        except BaseException:
            if connection.info.transaction_status.name == "ACTIVE":
                connection.close()  # the answer may still come, and would be taken for that of the next question
            raise

    connection.wait = wait


def _row(engine: sa.Engine, sql: str) -> tuple[Any, ...]:
    with engine.connect() as line:
        return tuple(line.exec_driver_sql(sql).one())

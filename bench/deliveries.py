"""The ledger of messages: `python -m bench.deliveries --receivers 1000000 --seed 7 [--rounds 5]`.

Rows for so many receivers beside one INSERT … SELECT of as many into an equal table, and beside a task of Huey each;
publishing and the page of progress beside those for 1,000; an extreme message beside all that wait, a page and a post
beside senders at work, what leaves after a cancellation (`bench.senders`); draining to a gateway that does nothing by
two senders beside a bare loop of the same statements and commits, and beside Huey. On SQLite and on a durable
PostgreSQL of its own; rounds are interleaved, ratios are medians. The last line is JSON.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import huey
import sqlalchemy as sa
from flask import Flask
from huey import storage

from bench import gateways, senders
from connect import clock, db
from connect.app import create_app
from connect.db import migration_state
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions, owners, queries, rules, store
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.deliveries.ledger.store import Line
from connect.deliveries.progress import queries as progress
from connect.deliveries.sending import expansion
from connect.deliveries.sending.sender import Sender
from connect.gateways.base import Answer, Gateway, Letter, Outcome
from tests.conftest import KEYS
from tests.postgres import Cluster

DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
TASKS, DRAINED, FEW = 500, 4_000, 1_000
WORSE = (
    "publish_growth", "progress_growth", "urgent_first_ms", "urgent_growth", "page_growth", "post_growth",
    "page_growth_unpaced", "post_growth_unpaced", "left_after_cancel",
)  # fmt: skip
_EQUAL = """
    INSERT INTO equals (dispatch_id, contact_id, medium, lane, state, tries, fence, held, due_at)
    SELECT {row}, id, medium, 3, 0, 0, 0, 0, created_at FROM contacts WHERE id BETWEEN 1 AND {last}
"""
_INDEXES = (
    "CREATE UNIQUE INDEX uq_equals ON equals (dispatch_id, contact_id)",
    "CREATE INDEX ix_equals_free ON equals (lane, medium, due_at) WHERE state = 0",
    "CREATE INDEX ix_equals_sending ON equals (lease_until) WHERE state = 1",
    "CREATE INDEX ix_equals_held ON equals (contact_id) WHERE state = 0 AND held = 1",
)
_TAKE = """
    UPDATE equals SET state = 1, fence = fence + 1, tries = tries + 1, lease_until = ? WHERE id IN (
        SELECT id FROM equals WHERE state = 0 AND lane = 3 AND medium = 'push' AND due_at <= ? ORDER BY due_at LIMIT 20
    ) RETURNING id, fence
"""
_LEAVE = "UPDATE deliveries SET lane = 9 WHERE id NOT IN (SELECT id FROM deliveries WHERE state = 0 LIMIT ?)"
_SETTLE = "UPDATE equals SET state = 2, lease_until = NULL WHERE id = ? AND fence = ?"
_SETTLE_ALL = "UPDATE equals SET state = 2, lease_until = NULL WHERE id IN NUMBERS"


class Nothing(Gateway):
    """Takes everything at once."""

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Takes them."""
        return [Outcome(Answer.TAKEN)] * len(letters)


def _audience(row: int, low: int, high: int) -> sa.Select[Any]:
    few = Contact.id <= FEW if row < 0 else sa.true()
    return sa.select(Contact.id).where(Contact.id.between(low, high), few)


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [Said(f"{one.row}", to="https://push.example.vn/x") for one in asked]


@contextmanager
def announced() -> Iterator[None]:
    """The kind of message that is measured; ranges become rows without waiting for senders."""
    owners.announce("bench", audience=_audience, voice=_voice)
    before, rules.FREE = rules.FREE, 10**9
    try:
        yield
    finally:
        rules.FREE = before
        del owners.OWNERS["bench"]


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receivers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7, help="nothing is drawn here: for the habit's sake")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder, announced():
        found |= measure("sqlite", "", Path(folder) / "sqlite", asked.receivers, asked.rounds)
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder, Cluster(settings=DURABLE) as url, announced():
        found |= measure("postgres", url, Path(folder) / "postgres", asked.receivers, asked.rounds)
    found |= gateways.measure(asked.rounds)
    for name in WORSE:
        found[name] = max(found[f"sqlite_{name}"], found[f"postgres_{name}"])
    print(json.dumps({"receivers": asked.receivers, **{name: round(value, 3) for name, value in found.items()}}))


def measure(name: str, url: str, folder: Path, receivers: int, rounds: int) -> dict[str, float]:
    """All ratios on one database."""
    with _site(url, folder) as app, store.line() as line:
        _fill(line, receivers)
        took: dict[str, list[float]] = defaultdict(list)
        for number in range(1, rounds + 1):
            _round(app, line, took, number, receivers, url, folder)
        rules.FREE, before = 2_000, rules.FREE  # from here on rows are made just in time
        live = _live(name, app, folder, rounds)
        rules.FREE = before
    middle = {what: statistics.median(some) for what, some in took.items()}
    for what, seconds in middle.items():
        print(f"{name:<9} {what:<32} {seconds * 1e6:>12.1f} us", flush=True)

    def ratio(ours: str, theirs: str) -> float:
        return statistics.median(b / a for a, b in zip(took[ours], took[theirs], strict=True))

    return live | {
        f"{name}_fanout_vs_insert_select": ratio("fanout", "insert_select"),
        f"{name}_fanout_vs_huey": ratio("fanout", "huey put in"),
        f"{name}_publish_growth": ratio("publish few", "publish"),
        f"{name}_progress_growth": ratio("progress few", "progress"),
        f"{name}_drain_vs_bare": ratio("drain", "bare drain"),
        f"{name}_drain_vs_huey": ratio("drain", "huey worked off"),
    }


def _live(name: str, app: Flask, folder: Path, rounds: int) -> dict[str, float]:
    """What is measured beside senders at work."""
    alone, waiting = senders.urgent(app, folder, rounds)
    left = senders.after_cancel(app, folder, rounds)
    p95 = senders.beside(app, folder, 30 * rounds)
    print(f"{name:<9} first push, none and all waiting: {alone * 1e3:.0f}, {waiting * 1e3:.0f} ms (p95)", flush=True)
    for what, (page, post) in p95.items():
        print(f"{name:<9} p95 {what:<8} page {page * 1e3:>8.1f} ms, post {post * 1e3:>8.1f} ms", flush=True)

    def growth(what: str, which: int) -> float:
        return p95[what][which] / p95["idle"][which]

    return {
        f"{name}_urgent_first_ms": waiting * 1e3, f"{name}_urgent_growth": waiting / alone,
        f"{name}_left_after_cancel": left,
        f"{name}_page_growth": growth("paced", 0), f"{name}_post_growth": growth("paced", 1),
        f"{name}_page_growth_unpaced": growth("unpaced", 0), f"{name}_post_growth_unpaced": growth("unpaced", 1),
    }  # fmt: skip


@contextmanager
def _site(url: str, folder: Path) -> Iterator[Flask]:
    folder.mkdir()
    app = create_app(instance=folder, database_url=url, secret_key="bench", keys=KEYS, quiet_hours="")
    app.testing = True  # nobody listens to nudges
    with app.app_context():
        migration_state.upgrade()
        yield app
        db.session.remove()
        db.extension.engine.dispose()


def _fill(line: Line, receivers: int) -> None:
    """Contacts, and a table equal to that of deliveries."""
    now = clock.now()
    with db.transaction() as session:
        rows = [
            {"medium": "push", "lang": "vi", "verified_at": now, "failures": 0, "created_at": now}
            for _ in range(min(receivers, 100_000))
        ]
        for start in range(0, receivers, 100_000):
            session.execute(sa.insert(Contact.__table__), rows[: receivers - start])  # type: ignore[arg-type]
    columns = "dispatch_id bigint, contact_id bigint, medium varchar(5), lane smallint, state smallint, tries smallint, fence bigint, held smallint"  # noqa: E501
    moment = "timestamptz" if line.postgres else "datetime"
    key = "bigserial PRIMARY KEY" if line.postgres else "integer PRIMARY KEY"
    with line.writing():
        line.run(
            f"CREATE TABLE equals (id {key}, {columns}, due_at {moment}, lease_until {moment}, reference varchar(80), "
            "reason varchar(40))"
        )
        for index in _INDEXES:
            line.run(index)
    if line.postgres:
        line.run("ANALYZE")


def _publish(row: int) -> Dispatch:
    with db.transaction():
        over = clock.now() + timedelta(days=1)
        return actions.publish("bench", row, lane=Lane.ORDINARY, policy=Policy.ONCE, expires_at=over)


def _timed(work: Callable[[], object], times: int = 1) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


def _round(
    app: Flask, line: Line, took: dict[str, list[float]], number: int, receivers: int, url: str, folder: Path
) -> None:
    """Each figure once: seconds for one receiver, one publishing or one look."""
    rows = iter(range(number * 100, number * 100 + 99))
    took["publish few"].append(_timed(lambda: db.session.expunge(_publish(-next(rows))), 9))
    few = queries.dispatch("bench", -number * 100)
    _make_all(line)
    took["publish"].append(_timed(lambda: db.session.expunge(_publish(next(rows))), 9))
    with db.transaction() as session:  # the others are not to be made
        session.execute(sa.update(Dispatch).where(Dispatch.row > number * 100 + 9).values(cancelled_at=clock.now()))
    many = queries.dispatch("bench", number * 100 + 9)
    took["fanout"].append(_timed(lambda: _make_all(line)) / receivers)

    def insert_select() -> None:
        with line.writing():
            line.run(_EQUAL.format(row=number, last=receivers))

    took["insert_select"].append(_timed(insert_select) / receivers)
    assert few and many
    took["progress few"].append(_timed(lambda: progress.of(few), 9))
    took["progress"].append(_timed(lambda: progress.of(many), 9))
    took["drain"].append(_drained(app, line, min(DRAINED, receivers)))
    took["bare drain"].append(_bare_drain(line, min(DRAINED, receivers)))
    put_in, worked_off = _by_huey(url, folder)
    took["huey put in"].append(put_in)
    took["huey worked off"].append(worked_off)
    with line.writing():
        for table in ("deliveries", "equals"):
            line.run(f"DELETE FROM {table}")
    if line.postgres:
        line.run("VACUUM ANALYZE deliveries, equals")


def _make_all(line: Line) -> None:
    while expansion.expand(line, Lane.ORDINARY) is not None:
        pass


def _drained(app: Flask, line: Line, number: int) -> float:
    """Seconds for one message, by two senders, until so many are sent."""
    line.run(
        "UPDATE deliveries SET lane = 9 WHERE id NOT IN (SELECT id FROM deliveries WHERE state = 0 LIMIT ?)", (number,)
    )
    db.session.remove()
    if not line.postgres:
        db.extension.engine.dispose()
    ready = [os.pipe() for _ in range(2)]
    go = os.pipe()
    children = [_sender(app, number, pipe[1], go[0]) for pipe in ready]
    for pipe in ready:
        os.read(pipe[0], 1)
    began = time.perf_counter()
    os.write(go[1], b"22")
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    seconds = time.perf_counter() - began
    for one in (*go, *(end for pipe in ready for end in pipe)):
        os.close(one)
    sent = line.rows("SELECT count(*) FROM deliveries WHERE state = 2")[0][0]
    assert sent == number, (sent, number)
    return seconds / number


def _sender(app: Flask, _number: int, ready: int, go: int) -> int:
    if child := os.fork():
        return child
    status = 1
    try:
        db.extension.engine.dispose(close=False)
        with app.app_context(), store.line() as line:
            sender = Sender(line, lambda _medium: Nothing(), (Lane.LIFE, Lane.SEVERE))
            sender.run()  # warm
            sender.lanes = tuple(int(one) for one in Lane)
            os.write(ready, b"1")
            os.read(go, 1)
            sender.run()
        status = 0
    finally:
        os._exit(status)


def _bare_drain(line: Line, number: int) -> float:
    """Seconds for one message by one process, without a turn, a lane or an owner."""
    left, cursor = number, line._cursor
    now = line.value_of(clock.now())

    @contextmanager
    def transaction() -> Iterator[None]:
        line.run("BEGIN" if line.postgres else "BEGIN IMMEDIATE")
        yield
        line.run("COMMIT")

    began = time.perf_counter()
    while left > 0:
        with transaction():
            taken = cursor.execute(store.spelled(_TAKE, line.postgres), (now, now)).fetchall()
        with transaction():
            if line.postgres:
                line.run(_SETTLE_ALL, (line.numbers(one for one, _ in taken),))
            else:
                cursor.executemany(_SETTLE, taken)
        left -= len(taken)
    return (time.perf_counter() - began) / number


def _by_huey(url: str, folder: Path) -> tuple[float, float]:
    """Seconds to put in and to work off one task that does nothing, one process each."""
    queue: Any = huey.Huey("bench", results=False, storage_class=storage.MemoryStorage)
    queue.storage = (
        storage.PostgresStorage("bench", dsn=url.replace("postgresql+psycopg://", "postgresql://"), blocking=False)
        if url
        else storage.SqliteStorage("bench", filename=str(folder / "huey.db"))
    )
    task = queue.task()(Nothing().send_many)
    put_in = _timed(lambda: task([]), TASKS)
    worked_off = _timed(lambda: queue.execute(queue.dequeue()), TASKS)
    return put_in, worked_off


if __name__ == "__main__":
    main()

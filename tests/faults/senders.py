"""Senders killed, or stopped for longer than their lease, while they send: nothing lost, doubled or stale.

The gateway writes each call down before it answers, with the fence under which it was made, and answers each call in
its own way: so a second try is seen, and so is an outcome that was written by a holder who had lost the message.
"""

import hashlib
import os
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.db.bulk_insert import Writer
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions, owners, rules, store, sums
from connect.deliveries.ledger.models import DispatchBatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy, State
from connect.deliveries.sending import jobs, taking
from connect.deliveries.sending.sender import Sender
from connect.deliveries.sending.taking import Taken
from connect.gateways.base import Answer, Gateway, Letter, Outcome
from tests.faults.site import fresh_site
from tests.postgres import Cluster

LEASE_S = 1
A_KILL = 500  # messages for each kill: 100,000 for 200
LEAST = 5_000
BLOCK = 300
SORTS = {"key": ("push", Policy.ONCE), "once": ("sms", Policy.ONCE), "repeat": ("mail", Policy.REPEAT)}
KEYED = frozenset({"push"})


class Call(NamedTuple):
    """One call as the gateway wrote it down."""

    contact: str
    key: str
    reference: str


class Twin(Gateway):
    """Appends each call to a file, which a kill cannot take back."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self.fences: dict[int, int] = {}

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Writes down, waits a little as a gateway does, answers."""
        told = []
        for letter in letters:
            delivery = int(letter.key.removeprefix("delivery-"))
            reference = f"{self.fences[delivery]}.{os.urandom(6).hex()}"
            os.write(self._file, f"{letter.to} {letter.key} {reference}\n".encode())
            is_taken = hashlib.sha256(reference.encode()).digest()[0] % 10 > 0
            told.append(Outcome(Answer.TAKEN if is_taken else Answer.OURS, reference=reference))
        time.sleep(0.01)
        return told


class Fenced(Sender):
    """A sender that tells its gateway under which fence each call is made."""

    def _call(self, taken: Sequence[Taken]) -> list[taking.Result]:
        for gateway in self.ways.gateways.values():
            gateway.fences = {row.id: row.fence for row in taken}  # type: ignore[attr-defined]
        return super()._call(taken)


class CallsBeforeCommit(Fenced):
    """The planted bug: the call is made before it stands in the ledger that it is made."""

    def step(self) -> bool:
        """Takes, calls and commits, in this order."""
        self._looked = 0.0
        made = self._make_rows()
        with self.line.writing():
            taken, moves, any_due = taking.take(self.line, self.lanes, self._open())
            results = self._call(taken) if taken else []
            sums.add(self.line, sums.moved([*moves, *taking.settle(self.line, results)]))
        return any_due or bool(made)


def _audience(row: int, low: int, high: int) -> sa.Select[Any]:
    medium = list(SORTS.values())[row % 3][0]
    return sa.select(Contact.id).where(Contact.id.between(low, high), Contact.medium == medium)


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [Said("x", to=f"{one.contact_id}@example.vn") for one in asked]


@contextmanager
def _prepared(number: int) -> Iterator[None]:
    """So many receivers, a third of each sort, and a message to each."""
    owners.announce("fault", audience=_audience, voice=_voice)
    try:
        now = clock.now()
        with db.transaction():
            rows = [
                {"medium": medium, "lang": "vi", "verified_at": now, "created_at": now, "failures": 0}
                for place in range(number)
                for medium in [list(SORTS.values())[place % 3][0]]
            ]
            Writer().insert(db.Model.metadata.tables["contacts"], rows)
            for block in range(-(-number // BLOCK)):
                for sort, (_, policy) in enumerate(SORTS.values()):
                    _publish(3 * block + sort, policy, block * BLOCK + 1, min((block + 1) * BLOCK, number))
        yield
    finally:
        del owners.OWNERS["fault"]


def _publish(row: int, policy: Policy, low: int, high: int) -> None:
    """A message to one block, so that all sorts are under way at once."""
    over = clock.now() + timedelta(days=1)
    made = actions.publish("fault", row, lane=Lane.LIFE, policy=policy, expires_at=over, only=low)
    block = sa.update(DispatchBatch).where(DispatchBatch.dispatch_id == made.id)
    db.session.execute(block.values(low=low, high=high, cursor=low - 1))


def _sending(app: Flask, calls: Path, kind: type[Sender], fenceless: bool) -> int:
    """A process that sends for ever; its number."""
    if number := os.fork():
        return number
    try:
        rules.LEASE_S = LEASE_S
        if fenceless:  # the other planted bug: an outcome is written by whoever comes
            taking._SETTLE = taking._SETTLE.replace("AND fence = ?", "AND ? > 0")
            taking._SETTLE_ALL = taking._SETTLE_ALL.replace("AND d.fence = v.fence", "AND v.fence > 0")
        with app.app_context(), store.line() as line:
            twin = Twin(calls)
            while True:
                jobs.free_dead(line, KEYED)
                kind(line, lambda _medium: twin, keyed=KEYED).run(0.3)
                time.sleep(0.01)
    finally:
        os._exit(1)


def _kill(dice: random.Random, running: list[int], begin: Callable[[], int]) -> None:
    place = dice.randrange(len(running))
    os.kill(running[place], signal.SIGKILL)
    os.waitpid(running[place], 0)
    running[place] = begin()


def _stop(dice: random.Random, running: list[int], _begin: Callable[[], int]) -> None:
    """Stops one for longer than its lease, while the other goes on, and lets it go on then."""
    number = dice.choice(running)
    os.kill(number, signal.SIGSTOP)
    time.sleep(LEASE_S * 2.5)
    os.kill(number, signal.SIGCONT)


def suffer(
    app: Flask, times: int, seed: int, fault: Callable[..., None] = _kill, kind: type[Sender] = Fenced,
    fenceless: bool = False,
) -> dict[str, int]:  # fmt: skip
    """Two senders at work, the fault so often; what became of the messages."""
    dice, number = random.Random(seed), max(LEAST, A_KILL * times)
    calls = app.extensions["connect.config"].instance / "calls"
    with app.app_context(), _prepared(number):
        db.session.remove()
        store.engine().dispose()
        begin = lambda: _sending(app, calls, kind, fenceless)  # noqa: E731
        running, done = [begin(), begin()], 0
        try:
            while done < times:
                before = calls.stat().st_size if calls.exists() else 0
                _wait_for(lambda before=before: calls.exists() and calls.stat().st_size > before, 5)
                time.sleep(dice.random() * 0.3)
                fault(dice, running, begin)
                done += 1
            _wait_for(lambda: not _left(), 120)
            time.sleep(LEASE_S * 1.2)  # what the last one held
            _wait_for(lambda: not _left(), 30)
        finally:
            for one in running:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
                    os.waitpid(one, 0)
        return {"faults": done, "sends": number} | _judged(calls, number)


def _wait_for(true: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.002)


def _left() -> bool:
    with store.line() as line:
        waiting = line.rows("SELECT 1 FROM deliveries WHERE state IN (0, 1) LIMIT 1")
        return bool(waiting or line.rows("SELECT 1 FROM dispatch_batches WHERE finished_at IS NULL LIMIT 1"))


def _judged(calls: Path, number: int) -> dict[str, int]:
    told: dict[str, list[Call]] = defaultdict(list)
    for text in calls.read_text().splitlines():
        call = Call(*text.split(" "))
        told[call.contact].append(call)
    found: Counter[str] = Counter()
    with store.line() as line:
        rows = line.rows(_ROWS)
    for contact, state, fence, reference, row in rows:
        sort = list(SORTS)[row % 3]
        heard = told[f"{contact}@example.vn"]
        found["lost"] += state in (State.CREATED, State.SENDING)
        found["unknown"] += state == State.UNKNOWN
        found["unknown_not_once"] += state == State.UNKNOWN and sort != "once"
        found["sent_without_call"] += state in (State.SENT, State.PERMANENT_FAILURE) and not heard
        found["stale_writes"] += reference is not None and int(reference.split(".")[0]) != fence
        found["other_key"] += sort == "key" and len({call.key for call in heard}) > 1
        found[f"again_{sort}"] += max(0, len(heard) - 1)
    return {
        "lost": found["lost"] + number - len(rows), "doubled_with_key": found["other_key"],
        "again_with_key": found["again_key"],
        "doubled_once": found["again_once"], "doubled_repeat": found["again_repeat"], "unknown": found["unknown"],
        "unknown_not_once": found["unknown_not_once"], "sent_without_call": found["sent_without_call"],
        "stale_writes": found["stale_writes"],
    }  # fmt: skip


_ROWS = """
    SELECT d.contact_id, d.state, d.fence, d.reference, p.row
    FROM deliveries d JOIN dispatches p ON p.id = d.dispatch_id
"""


def _on_both(
    times: int, seed: int, planted: Callable[[Flask], dict[str, int]], sign: str, fault: Any
) -> dict[str, Any]:
    """After the planted bug was found: the fault on both databases, and their sums."""
    with fresh_site() as app:
        blind = planted(app)
    assert blind[sign], f"the harness is blind: {blind}"
    with fresh_site() as app:
        sqlite = suffer(app, times, seed, fault)
    with Cluster() as url, fresh_site(url) as app:
        postgres = suffer(app, times, seed, fault)
    both = {name: sqlite[name] + postgres[name] for name in sqlite}
    return {**both, "planted": blind, "sqlite": sqlite, "postgres": postgres}


def run_killed(times: int, seed: int) -> dict[str, Any]:
    """Kills of senders, after *call before commit* was found by what it doubles under *once*."""
    planted = lambda app: suffer(app, max(15, times // 10), seed, kind=CallsBeforeCommit)  # noqa: E731
    return _on_both(times, seed, planted, "doubled_once", _kill)


def run_stopped(times: int, seed: int) -> dict[str, Any]:
    """Stops of senders past their lease, after *settle without fence* was found."""
    planted = lambda app: suffer(app, max(3, times // 10), seed, _stop, fenceless=True)  # noqa: E731
    return _on_both(times, seed, planted, "stale_writes", _stop)

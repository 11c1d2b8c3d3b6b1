"""Senders at work beside a publisher and a reader: what `bench.deliveries` measures while messages go out.

Two processes as `flask serve` starts them, the first for urgent messages alone, woken by nudges; their gateway writes
down when it was called. On Linux the monotonic clock is that of all processes.
"""

import logging
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import structlog
from flask import Flask

from connect import clock, db
from connect.areas import actions as areas
from connect.deliveries.ledger import actions, nudge, rules, store
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import Lane, Policy
from connect.deliveries.sending import consumers
from connect.gateways import media
from connect.gateways.base import Answer, Gateway, Letter, Outcome
from tests.builders import post_case

URGENT, ANSWERS_S, BREATH_S = "urgent", 0.01, 0.03
_rows = iter(range(1_000_000, 2_000_000))  # of other messages than the rest of the bench makes


class Call(NamedTuple):
    """One call of a gateway: when it began, on the clock of all processes, how many letters, what the first said."""

    at_ns: int
    letters: int
    said: str


class Timed(Gateway):
    """Writes each call down, then takes all of it, after a while where it is told so."""

    def __init__(self, file: int, answers_s: float) -> None:
        self._file, self._answers_s = file, answers_s

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hears them."""
        os.write(self._file, f"{time.monotonic_ns()} {len(letters)} {letters[0].text}\n".encode())
        if self._answers_s:
            time.sleep(self._answers_s)
        return [Outcome(Answer.TAKEN)] * len(letters)


class Running:
    """Senders with what their gateways wrote down."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files

    def calls(self) -> list[list[Call]]:
        """The calls of each sender so far."""
        return [[_call(text) for text in path.read_text().splitlines(keepends=True) if text.endswith("\n")]
                for path in self._files]  # fmt: skip

    def first(self, said: str, since_ns: int, within_s: float = 20) -> float:
        """Seconds from a moment to the first call that said this."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            found = [call.at_ns for calls in self.calls() for call in calls if call.said == said]
            if found:
                return max(0, min(found) - since_ns) / 1e9
            time.sleep(0.01)
        raise TimeoutError(said)

    def wait_for(self, letters: int, within_s: float = 60) -> None:
        """Waits until so many letters were heard."""
        until = time.monotonic() + within_s
        while sum(call.letters for calls in self.calls() for call in calls) < letters:
            if time.monotonic() > until:
                raise TimeoutError(f"{letters} letters")
            time.sleep(0.02)


def _call(text: str) -> Call:
    at_ns, letters, said = text.split(" ", 2)
    return Call(int(at_ns), int(letters), said.strip())


@contextmanager
def running(app: Flask, folder: Path, answers_s: float = 0.0, free: int = 2_000) -> Iterator[Running]:
    """Two senders until the end of the block. `free` rows of a lane wait at the most: they are made at that pace."""
    files = [folder / f"calls-{time.monotonic_ns()}-{name}" for name in nudge.QUEUES]
    db.session.remove()
    db.extension.engine.dispose()
    nudge._queue.cache_clear()
    numbers = [_sender(app, name, path, answers_s, free) for name, path in zip(nudge.QUEUES, files, strict=True)]
    app.testing = False  # from here on somebody listens to nudges
    try:
        for path in files:
            while not path.exists():
                time.sleep(0.01)
        time.sleep(1)
        yield Running(files)
    finally:
        app.testing = True
        for number in numbers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, 0)
        _take_up()


def _sender(app: Flask, name: str, path: Path, answers_s: float, free: int) -> int:
    if number := os.fork():
        return number
    try:
        db.extension.engine.dispose(close=False)
        rules.FREE, app.testing = free, False
        file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        gateway = Timed(file, answers_s)
        media.gateway = lambda *_all, **_more: gateway  # type: ignore[assignment]
        with app.app_context():
            consumers.run(name)
    finally:
        os._exit(1)


def _take_up() -> None:
    """Ends what the killed senders held, and all that waits."""
    with db.transaction() as session:
        for one in session.query(Dispatch).filter(Dispatch.cancelled_at.is_(None)):
            actions.cancel(one)
    with store.line() as line, line.writing():
        line.run("DELETE FROM deliveries WHERE state IN (0, 1)")


def publish(lane: Lane, row: int | None = None) -> Dispatch:
    """A message to all, detached."""
    with db.transaction() as session:
        over = clock.now() + timedelta(days=1)
        row = next(_rows) if row is None else row
        policy = Policy.REPEAT if lane == Lane.LIFE else Policy.ONCE
        made = actions.publish("bench", row, lane=lane, policy=policy, expires_at=over)
        session.flush()
        session.expunge(made)
    return made


def cancel(dispatch: Dispatch) -> int:
    """Cancels it; the moment after its commit."""
    with db.transaction():
        actions.cancel(dispatch)
    return time.monotonic_ns()


AT_WORK = 100  # letters after which senders are taken to be under way


def p95(values: Sequence[float]) -> float:
    """The value below which all but a twentieth lie."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def urgent(app: Flask, folder: Path, rounds: int) -> tuple[float, float]:
    """Seconds from publishing an extreme message to its first call, p95: with none waiting, and with all of them."""

    def some(found: Running) -> list[float]:
        took = []
        for _ in range(4 * rounds):
            row, began = next(_rows), time.monotonic_ns()
            one = publish(Lane.LIFE, row)
            took.append(found.first(f"{row}", began))
            cancel(one)
            time.sleep(0.15)  # what was made of it meanwhile is cancelled by the senders
        return took

    with running(app, folder) as found:
        alone = some(found)
    with running(app, folder) as found:
        publish(Lane.ORDINARY)
        found.wait_for(AT_WORK)
        beside = some(found)
    return p95(alone), p95(beside)


def after_cancel(app: Flask, folder: Path, rounds: int) -> int:
    """How many letters one sender still handed over after a cancellation was committed; the most of all rounds."""
    most = 0
    with running(app, folder) as found:
        for _ in range(rounds):
            before = sum(call.letters for calls in found.calls() for call in calls)
            row = next(_rows)
            one = publish(Lane.ORDINARY, row)
            found.wait_for(before + AT_WORK)
            at_ns = cancel(one)
            time.sleep(0.5)
            late = [sum(c.letters for c in calls if c.at_ns > at_ns and c.said == f"{row}") for calls in found.calls()]
            most = max(most, *late)
    return most


def beside(app: Flask, folder: Path, samples: int) -> dict[str, tuple[float, float]]:
    """The feed page and a post, p95 in seconds: with nothing else, while messages go out, and without any pace."""
    areas.import_areas()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))  # no line a request
    client = app.test_client()

    def measured() -> tuple[float, float]:
        pages, posts = [], []
        for _ in range(samples):
            pages.append(_timed(lambda: client.get("/notices/?area=26743")))
            posts.append(_timed(post_case))
            db.session.remove()
            time.sleep(BREATH_S)
        return p95(pages), p95(posts)

    measured()  # warm
    found = {"idle": measured()}
    for name, free in (("paced", 2_000), ("unpaced", 10**9)):
        with running(app, folder, ANSWERS_S, free) as senders:
            publish(Lane.ORDINARY)
            senders.wait_for(AT_WORK)
            found[name] = measured()
    return found


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

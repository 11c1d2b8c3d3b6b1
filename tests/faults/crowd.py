"""Ten times the load that a site can carry.

The line: what was accepted is there, once, and was answered within three seconds at the 99th of a hundred; who is too
many is told so within a tenth of a second; and who comes again as she was told is served in the end.
"""

import asyncio
import itertools
import math
import random
import statistics
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from flask import Flask

from connect import db
from tests.builders import make_case
from tests.faults.callers import Answer, Writer, address, call, get, writers
from tests.faults.history import History
from tests.faults.site import Served, fresh_site, served

T = TypeVar("T")

WRITES = 0.3  # how many of those who come want to write
CLIENTS = 8  # who measure what the site carries
Told = dict[str, Any]


class Crowd:
    """Those who come to a site, and what they were told."""

    def __init__(self, site: Served, seed: int, patience_s: float = 30.0, most_tries: int = 12) -> None:
        self.port, self.dice, self.history = site.port, random.Random(seed), History()
        self.patience_s, self.most_tries = patience_s, most_tries
        self.accepted_s: list[float] = []
        self.excess_s: list[float] = []
        self.tries: list[int] = []
        self.not_served = 0

    async def comes(self, people: Iterator[Writer], number: int) -> None:
        """One comes, to write or to read."""
        await (self.write(next(people)) if self.dice.random() < WRITES else self.read(number))

    async def write(self, writer: Writer) -> None:
        """Asks for help, and again as often as she is told to."""
        self.history.note(writer.phone, "asked")
        for tries in itertools.count(1):
            answer = await call(self.port, writer.source, writer.request(self.port), self.patience_s)
            if not self._comes_again(answer, tries):
                break
            if answer.status == 503:
                writer.keep(answer.text)
            await self._pause(answer)
        if answer.status == 303:
            self.history.note(writer.phone, "confirmed")

    async def read(self, number: int) -> None:
        """Looks at a page, and again as often as she is told to."""
        data = get(self._page(), self.port)
        for tries in itertools.count(1):
            answer = await call(self.port, address(number), data, self.patience_s)
            if not self._comes_again(answer, tries):
                break
            await self._pause(answer)

    def _page(self) -> str:
        """The front page, or what is near a place of one's own."""
        lat, lon = 10.6 + self.dice.random() / 2, 106.4 + self.dice.random() / 2
        return self.dice.choice(["/", "/cases/ask", f"/cases/nearby?lat={lat:.4f}&lon={lon:.4f}"])

    def _comes_again(self, answer: Answer, tries: int) -> bool:
        self.history.count(answer.status)
        (self.excess_s if answer.status == 503 else self.accepted_s).append(answer.took_s)
        served = answer.status in (200, 303)
        if served:
            self.tries.append(tries)
        elif tries == self.most_tries or answer.status not in (503, None):
            self.not_served += 1
        else:
            return True
        return False

    async def _pause(self, answer: Answer) -> None:
        """As the script of the busy page does; who got nothing at all presses again after a second or two."""
        await asyncio.sleep((answer.pause_s or 1) * (1 + self.dice.random() / 2))

    def told(self) -> Told:
        """How they fared."""
        everybody = len(self.tries) + self.not_served
        return {
            "people": everybody,
            "honest_success": round(len(self.tries) / everybody, 5),
            "answers": {str(status): n for status, n in sorted(self.history.answers.items(), key=str)},
            "tries_most": max(self.tries, default=0),
            **_quantiles("accepted", self.accepted_s),
            **_quantiles("excess_told", self.excess_s),
        }


def _quantiles(name: str, took_s: list[float]) -> Told:
    there = sorted(took_s) or [0.0]
    at = {"median": statistics.median(there), "p99": there[math.ceil(len(there) * 0.99) - 1], "most": there[-1]}
    return {f"{name}_{which}_s": round(value, 3) for which, value in at.items()}


# --- Ten times the load -----------------------------------------------------------------------------------


async def _carried(crowd: Crowd, people: Iterator[Writer], seconds: float) -> float:
    """How many a second are served when each of a few comes again at once."""
    end = time.monotonic() + seconds

    async def one(number: int) -> None:
        while time.monotonic() < end:
            await crowd.comes(people, number)

    await asyncio.gather(*(one(number) for number in range(CLIENTS)))
    return len(crowd.tries) / seconds


async def _storm(crowd: Crowd, people: Iterator[Writer], rate: float, seconds: float) -> float:
    """So many come each second whatever becomes of them, until all are served; how late the last one came."""
    began, late = time.monotonic(), 0.0
    async with asyncio.TaskGroup() as everybody:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            late = max(late, time.monotonic() - due)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            everybody.create_task(crowd.comes(people, number))
    return late


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Runs it in a thread of its own: where a browser was driven before, the main thread has a loop that never ends."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def overload(app: Flask, seconds: float, seed: int, module: str = "wsgi", measure_s: float = 3.0) -> Told:
    """Measures what the site carries, then has ten times as many come for so many seconds."""
    something_to_see(app)
    with served(app, module) as site:
        site.wait_for(lambda: len(site.children()) == 3)
        first, measured, crowd = Crowd(site, seed), Crowd(site, seed), Crowd(site, seed)
        measured.history = crowd.history = first.history
        people = iter(writers(app, site, int(1000 * measure_s)))
        run_apart(_carried(first, people, measure_s))  # until all that is made once is made
        rate = run_apart(_carried(measured, people, measure_s))
        people = iter(writers(app, site, int(rate * 10 * seconds)))
        began = time.monotonic()
        late = run_apart(_storm(crowd, people, rate * 10, seconds))
        over = time.monotonic() - began - seconds
        return {
            "carried_a_second": round(rate), "carried_p99_s": measured.told()["accepted_p99_s"],
            "seconds": seconds, "came_late_s": round(late, 2), "all_served_after_s": round(over, 1),
            **crowd.told(), **crowd.history.judged(app),
        }  # fmt: skip


def something_to_see(app: Flask) -> None:
    """A few cases, so that a page has something to show."""
    with app.app_context():
        for _ in range(30):
            make_case()
        db.session.remove()
        db.extension.engine.dispose()


def run(times: int, seed: int) -> Told:
    """The long run, after the planted bugs were found: a confirmation before its time, and a queue without an end."""
    with fresh_site() as app:
        forgetful = overload(app, 1, seed, "tests.faults.forgetful")
    assert forgetful["lost"], f"the harness is blind: {forgetful}"
    with fresh_site() as app:
        endless = overload(app, times, seed, "tests.faults.endless")
    with fresh_site() as app:
        told = overload(app, times, seed)
    assert endless["excess_told_p99_s"] > told["excess_told_p99_s"], f"the harness is blind: {endless}"
    planted = {"lost": forgetful["lost"], "excess_told_p99_s": endless["excess_told_p99_s"]}
    return {**told, "planted": planted}

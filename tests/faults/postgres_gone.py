"""PostgreSQL killed and started again, or failed over to a synchronous standby, under people who ask for help.

The line: nothing confirmed is lost or doubled, nobody sees an error but the polite page that keeps her form, and
the site goes on by itself when a database is there again. None of its processes is replaced meanwhile.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from tests.faults.history import History
from tests.faults.pair import DURABLE, Node, Pair
from tests.faults.site import Served, asking, fresh_site, served

PEOPLE = 4
Told = dict[str, Any]


def kill(app: Flask, server: Node, times: int, seed: int, module: str = "wsgi") -> Told:
    """Kills or stops the server so many times and starts it again; what became of the requests, and of the site."""
    dice = random.Random(seed)
    ways: list[Callable[[], None]] = [server.kill, lambda: server.stop("immediate"), lambda: server.stop("fast")]
    with _watched(app, module) as watch:
        for _ in range(times):
            watch.some_are_confirmed(dice.randint(1, 9))
            watch.goes(dice.choice(ways))
            server.start()
            watch.it_is_back()
    return {"kills": times, **watch.judged(app)}


def fail_over(app: Flask, pair: Pair, times: int, seed: int, module: str = "wsgi") -> Told:
    """Kills the primary so many times and promotes the standby, which the site has to find by itself.

    In every other round the standby is down first, so that writers wait for it, and the primary is killed and comes
    back before it dies for good: what only it had must not have been confirmed to anybody, nor to who sent it again.
    """
    dice = random.Random(seed)
    behind = dice.sample(range(times), (times + 1) // 2)
    with _watched(app, module) as watch:
        for number in range(times):
            watch.some_are_confirmed(dice.randint(1, 9))
            if number in behind:
                pair.standby.stop("immediate")
                _stumble(watch, pair)
            watch.goes(pair.primary.kill)
            pair.promote()
            watch.it_is_back(pair.primary.somebody_waits)  # for a standby, which comes now
            pair.make_standby()
            watch.some_are_confirmed()
    return {"failovers": times, "with the standby behind": len(behind), **watch.judged(app)}


def _stumble(watch: "Watch", pair: Pair) -> None:
    """The primary dies and comes back while writers wait for the standby, and the same forms are sent again."""
    watch.until_confirmed_or(pair.primary.somebody_waits)
    pair.primary.kill()
    pair.primary.start()
    watch.until_confirmed_or(pair.primary.somebody_waits)


# --- Watching ---------------------------------------------------------------------------------------------


class Watch:
    """A site under people who ask, and what is noticed of it."""

    def __init__(self, site: Served, history: History) -> None:
        self.site, self.history = site, history
        site.wait_for(lambda: len(site.children()) == 3)
        self.processes = site.children()
        self.waits_s: list[float] = []  # from the database's return until the site uses it
        self.dark_s: list[float] = []  # from its going until then: people see polite pages
        self.gone_at, self.replaced = 0.0, 0

    def some_are_confirmed(self, more: int = 1) -> None:
        """So many more than now; others are then in the middle of it."""
        enough = self.history.answers[303] + more
        self.site.wait_for(lambda: self.history.answers[303] >= enough)

    def goes(self, way: Callable[[], None]) -> None:
        """The database goes away, and the site notices."""
        self.gone_at, before = time.monotonic(), self.history.answers[503]
        way()
        self.site.wait_for(lambda: self.history.answers[503] > before)

    def until_confirmed_or(self, true: Callable[[], bool]) -> None:
        """Until one more is confirmed, or something else is so."""
        before = self.history.answers[303]
        self.site.wait_for(lambda: self.history.answers[303] > before or true())

    def it_is_back(self, writes: Callable[[], bool] = lambda: False) -> None:
        """A database is there again; the site finds it by itself, and confirms or at least `writes`."""
        began = time.monotonic()
        self.until_confirmed_or(writes)
        self.waits_s.append(time.monotonic() - began)
        self.dark_s.append(time.monotonic() - self.gone_at)

    def judged(self, app: Flask) -> Told:
        """What became of the requests, and how the site bore it."""
        return {
            **self.history.judged(app),
            "polite": self.history.answers[503],
            "impolite": self.history.impolite,
            "replaced": self.replaced,
            "back_s_median": round(statistics.median(self.waits_s), 2),
            "back_s_longest": round(max(self.waits_s), 2),
            "dark_s_median": round(statistics.median(self.dark_s), 2),
            "dark_s_longest": round(max(self.dark_s), 2),
        }


@contextmanager
def _watched(app: Flask, module: str) -> Iterator[Watch]:
    history = History()
    with served(app, module) as site:
        watch = Watch(site, history)
        with asking(site, history, PEOPLE):
            yield watch
            site.wait_for(site.answers)
        watch.replaced = len({*watch.processes} - {*site.children()})


@contextmanager
def killable() -> Iterator[tuple[Flask, Node]]:
    """A site on a PostgreSQL as it comes."""
    server = Node(settings=DURABLE)
    with server as url, fresh_site(url) as app:
        yield app, server


@contextmanager
def paired(careless: bool = False) -> Iterator[tuple[Flask, Pair]]:
    """A site on two of them."""
    with Pair(careless) as pair, fresh_site(pair.url) as app:
        yield app, pair


# --- The long runs ----------------------------------------------------------------------------------------


def run_killed(times: int, seed: int) -> Told:
    """The long run, after the planted bug was found."""
    with killable() as (app, server):
        planted = kill(app, server, 3, seed, "tests.faults.forgetful")
    assert planted["lost"], f"the harness is blind: {planted}"
    with killable() as (app, server):
        return {**kill(app, server, times, seed), "planted_lost": planted["lost"]}


def run_failed_over(times: int, seed: int) -> Told:
    """The long run, after it was seen that a standby which nobody waits for loses what was confirmed."""
    with paired(careless=True) as (app, pair):
        planted = fail_over(app, pair, 1, seed)
    assert planted["lost"], f"the harness is blind: {planted}"
    with paired() as (app, pair):
        return {**fail_over(app, pair, times, seed), "planted_lost": planted["lost"]}

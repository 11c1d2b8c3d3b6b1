"""Receipts of a gateway, shuffled, doubled and forged: each message ends where its own receipts say, and nowhere else.

They go through the socket of a site that serves; the gateway's messages stand in the ledger beforehand. Some receipts
are about nothing that is there, some come again, some are signed by somebody else or changed on the way.
"""

import hmac
import http.client
import itertools
import json
import random
import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from unittest import mock

from flask import Flask

from connect import clock, db
from connect.deliveries.ledger import rules as ledger_rules, store, sums
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import Policy, State
from connect.deliveries.receipts import jobs
from tests.faults.site import fresh_site, served
from tests.postgres import Cluster

SECRET = "of the gateway"
WORDS = {State.DELIVERED: "delivered", State.READ: "read", State.PERMANENT_FAILURE: "failed"}
STORIES: tuple[tuple[tuple[State, ...], State], ...] = (  # what is told of a message in any order, and its right end
    ((State.DELIVERED,), State.DELIVERED), ((State.DELIVERED, State.READ), State.READ), ((State.READ,), State.READ),
    ((State.PERMANENT_FAILURE,), State.PERMANENT_FAILURE),
    ((State.DELIVERED, State.PERMANENT_FAILURE), State.PERMANENT_FAILURE), ((), State.SENT),
)  # fmt: skip
TIMES, AT_ONCE, CALLERS, SOON_MS = 100_000, 8, 4, 100.0
SETTINGS = {
    "CONNECT_SMS_RECEIPTS_SECRET": SECRET, "CONNECT_SMS_REFERENCE": "id", "CONNECT_SMS_READ": "read",
}  # fmt: skip
Post = Callable[[bytes, str], tuple[int, float]]  # body and signature; status and seconds
Way = Callable[[Flask], AbstractContextManager[Post]]


class Body(NamedTuple):
    """One call of the gateway, or of somebody who would be it."""

    said: bytes
    signature: str
    is_forged: bool


def signature(body: bytes, secret: str = SECRET) -> str:
    """The signature of a body."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def bodies(number: int, dice: random.Random) -> tuple[list[Body], dict[str, State]]:
    """So many receipts in calls, shuffled; and the right end of each message by its reference."""
    told: list[tuple[str, State]] = []
    ends: dict[str, State] = {}
    while len(told) < number * 3 // 4:
        name = f"m-{len(ends)}"
        story, ends[name] = dice.choice(STORIES)
        told += [(name, state) for state in story for _ in range(dice.choice((1, 1, 2)))]
        if dice.random() < 0.02:
            told.append((f"unknown-{len(ends)}", dice.choice([*WORDS])))
    dice.shuffle(told)
    calls = [_call(some) for some in _pieces(told, dice)]
    names = [*ends]
    forged: list[tuple[str, State]] = [(dice.choice(names), dice.choice([*WORDS])) for _ in range(number // 4)]
    calls += [_forged(_call(some), dice) for some in _pieces(forged, dice)]
    dice.shuffle(calls)
    return calls, ends


def _pieces(told: Sequence[tuple[str, State]], dice: random.Random) -> Iterator[Sequence[tuple[str, State]]]:
    rest = iter(told)
    while piece := list(itertools.islice(rest, dice.randint(1, AT_ONCE))):
        yield piece


def _call(told: Iterable[tuple[str, State]]) -> Body:
    said = json.dumps([{"id": name, "status": WORDS[state]} for name, state in told]).encode()
    return Body(said, signature(said), is_forged=False)


def _forged(call: Body, dice: random.Random) -> Body:
    """Signed by somebody else, signed for another body, or not at all."""
    wrong = (signature(call.said, "another"), signature(call.said + b" "), "", call.signature[:-1], "sha256=")
    return Body(call.said, dice.choice(wrong), is_forged=True)


@contextmanager
def through_the_socket(app: Flask, module: str = "wsgi") -> Iterator[Post]:
    """A site that serves."""
    with served(app, module, SETTINGS) as site:
        lines: dict[int, http.client.HTTPConnection] = {}

        def post(body: bytes, mark: str) -> tuple[int, float]:
            line = lines.setdefault(threading.get_ident(), http.client.HTTPConnection("127.0.0.1", site.port))
            began = time.perf_counter()
            line.request("POST", "/deliveries/receipts/sms", body, {"X-Signature": mark})
            answer = line.getresponse()
            answer.read()
            return answer.status, time.perf_counter() - began

        yield post


@contextmanager
def in_this_process(app: Flask) -> Iterator[Post]:
    """The same views without a socket, for small runs."""
    here = app.extensions["connect.config"]
    app.extensions["connect.config"] = replace(here, sms_receipts_secret=SECRET, sms_reference="id", sms_read="read")

    def post(body: bytes, mark: str) -> tuple[int, float]:
        began = time.perf_counter()
        answer = app.test_client().post("/deliveries/receipts/sms", data=body, headers={"X-Signature": mark})
        return answer.status_code, time.perf_counter() - began

    yield post


def suffer(
    app: Flask, times: int, seed: int, way: Way = through_the_socket, may: Callable[..., bool] = ledger_rules.may
) -> dict[str, Any]:  # fmt: skip
    """So many receipts; which messages stand wrong, and how fast each call was answered."""
    calls, ends = bodies(times, random.Random(seed))
    with app.app_context():
        _sent(ends)
    with way(app) as post, ThreadPoolExecutor(CALLERS) as callers:
        heard = list(callers.map(lambda call: post(call.said, call.signature), calls))
    with app.app_context(), mock.patch.object(ledger_rules, "may", may):
        while jobs.work_off():
            pass
        found = _judged(ends)
        db.session.remove()
    let_in = sum(call.is_forged and status == 200 for call, (status, _) in zip(calls, heard, strict=True))
    refused = sum(not call.is_forged and status != 200 for call, (status, _) in zip(calls, heard, strict=True))
    took = sorted(seconds * 1000 for _, seconds in heard)
    return {
        "wrong": found["wrong"] + refused, "forged": found["forged"] + let_in, "receipts": times, "calls": len(calls),
        "messages": len(ends), "median_ms": round(statistics.median(took), 1),
        "p99_ms": round(took[len(took) * 99 // 100], 1), "slowest_ms": round(took[-1], 1),
        "later_than_100_ms": sum(one > SOON_MS for one in took),
    }  # fmt: skip


def _sent(ends: dict[str, State]) -> None:
    """A message for each reference, as a gateway has taken it."""
    now = clock.now()
    with db.transaction():
        made = Dispatch(kind="fault", row=1, lane=3, policy=Policy.ONCE, due_at=now, expires_at=now + timedelta(days=1))
        db.session.add(made)
        db.session.flush()
        number = made.id
    with store.line() as line:
        for some in _in_pieces(ends):
            with line.writing():
                for place, name in some:
                    line.run(_INSERT, (number, place + 1, line.value_of(now), name))
                sums.add(line, {(number, "sms", State.SENT): len(some)})
    store.engine().dispose()
    db.session.remove()


def _in_pieces(ends: dict[str, State]) -> Iterator[list[tuple[int, str]]]:
    rest = enumerate(ends)
    while piece := list(itertools.islice(rest, 2_000)):
        yield piece


_INSERT = """
    INSERT INTO deliveries (dispatch_id, contact_id, medium, lane, state, tries, fence, held, due_at, reference)
    VALUES (?, ?, 'sms', 3, 2, 1, 1, 0, ?, ?)
"""


def _judged(ends: dict[str, State]) -> Counter[str]:
    found: Counter[str] = Counter()
    counted: Counter[int] = Counter()
    with store.line() as line:
        for name, state in line.rows("SELECT reference, state FROM deliveries"):
            counted[state] += 1
            if State(state) != ends[name]:
                found["forged" if ends[name] == State.SENT else "wrong"] += 1
        summed = line.rows("SELECT state, sum(number) FROM delivery_sums GROUP BY state")
    found["wrong"] += {state: int(number) for state, number in summed if number} != dict(counted)
    return found


def run(times: int, seed: int) -> dict[str, Any]:
    """Both databases, after two planted bugs were found: everybody is believed; the last receipt counts."""
    few = min(times, 2_000)
    with fresh_site() as app:
        gullible = suffer(app, few, seed, partial(through_the_socket, module="tests.faults.gullible"))
    assert gullible["forged"], f"the harness is blind: {gullible}"
    with fresh_site() as app:
        backwards = suffer(app, few, seed, may=lambda *_: True)
    assert backwards["wrong"], f"the harness is blind: {backwards}"
    told = defaultdict[str, Any](dict)
    with fresh_site() as app:
        told["sqlite"] = suffer(app, times, seed)
    with Cluster() as url, fresh_site(url) as app:
        told["postgres"] = suffer(app, times, seed)
    both = {name: sum(one[name] for one in told.values()) for name in ("wrong", "forged", "later_than_100_ms")}
    worst = {name: max(one[name] for one in told.values()) for name in ("p99_ms", "slowest_ms")}
    return {**both, **worst, "planted": {"gullible": gullible, "backwards": backwards}, **told}

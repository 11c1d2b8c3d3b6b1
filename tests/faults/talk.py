"""Messages on a bad network: three in ten calls get no answer, copies come up to 20 s late, processes are killed.

Each side of a thread writes in two tabs that share what waits to be sent, and reload now and then. What a tab showed
as sent, what both sides read in which order, and how many were new at each step is compared with the database.
"""

import heapq
import http.client
import itertools
import json
import random
import re
import secrets
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from connect import db
from connect.accounts.sign_in import sessions
from connect.cases import queries as cases
from connect.messages import actions
from connect.messages.models import Message
from tests.builders import make_case, make_person, take, token_of
from tests.faults.site import Served, fresh_site, served
from tests.postgres import Cluster

TIMES = 10_000
OF_A_SIDE = 25  # messages in one thread: fewer than may be said in a minute
AT_ONCE = 4  # threads under way
UNSENT, UNHEARD, LATE = 0.1, 0.2, 0.3  # of the calls: never sent, answer lost, sent late besides
DELAY_S, KILL_EVERY_S = 20.0, 1.5
SMALL = 1_000  # fewer messages are told with shorter delays
COUNTED = ("sent", "lost", "doubled", "out_of_order", "unread_wrong", "shown_sent_but_not")
PLANTED = {"by_clock": "out_of_order", "keyless": "doubled", "counted_up": "unread_wrong"}
_SAID = re.compile(r'<p class="said"[^>]*>(.*?)</p>', re.DOTALL)


class Answer(NamedTuple):
    """The status of an answer and its JSON."""

    status: int
    told: dict[str, Any]


# --- The line -------------------------------------------------------------------------------------------------


class Stragglers:
    """Copies of calls that arrive long after whoever sent them gave up, in another order."""

    def __init__(self) -> None:
        self.due: list[tuple[float, int, Callable[[], object]]] = []
        self.lock, self.numbers, self.over = threading.Lock(), itertools.count(), threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def add(self, after_s: float, call: Callable[[], object]) -> None:
        """Sends it once so much time has passed."""
        with self.lock:
            heapq.heappush(self.due, (time.monotonic() + after_s, next(self.numbers), call))

    def end(self) -> None:
        """Waits for the last one."""
        self.over.set()
        self.thread.join()

    def _run(self) -> None:
        while not self.over.is_set() or self.due:
            with self.lock:
                ready = self.due and self.due[0][0] <= time.monotonic() and heapq.heappop(self.due)
            if ready:
                ready[2]()
            else:
                time.sleep(0.01)


@dataclass
class Line:
    """The way of one browser to the site, good or bad."""

    site: Served
    cookie: str
    csrf: str
    dice: random.Random
    late: Stragglers | None = None  # None: a good line
    delay_s: float = 0.0

    def get(self, path: str) -> Answer | None:
        """None when no answer came."""
        return self._call("GET", path, None)

    def post(self, path: str, **typed: object) -> Answer | None:
        """Sends a form."""
        return self._call("POST", path, urlencode({"csrf_token": self.csrf, **typed}))

    def _call(self, method: str, path: str, body: str | None) -> Answer | None:
        luck = self.dice.random() if self.late else 1.0
        if luck < UNSENT:
            return None
        if self.late and UNHEARD <= luck < LATE and body is not None:
            self.late.add(self.dice.uniform(0, self.delay_s), lambda: self._exchange(method, path, body))
            return None
        answer = self._exchange(method, path, body, hears=luck >= LATE)
        return answer if luck >= LATE else None

    def _exchange(self, method: str, path: str, body: str | None, *, hears: bool = True) -> Answer | None:
        head = {"Cookie": self.cookie, "Accept": "application/json", "Connection": "close"}
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        try:
            line.request(method, path, body, head)
            if not hears and self.dice.random() < 0.5:
                return None  # hung up before the site has said a word
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()
        with suppress(ValueError):
            return Answer(answer.status, json.loads(text) if text.startswith("{") else {})
        return None


# --- People ---------------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """Words that wait in a browser, under the key that was made when *send* was pressed."""

    key: str
    words: str


@dataclass
class Side:
    """One side of a thread: the address, what waits to be sent, and what its tabs have shown."""

    path: str
    cookie: str
    csrf: str
    outbox: list[Entry]
    wrote: tuple[str, ...]
    sent: list[tuple[int, str]] = field(default_factory=list)  # as shown: number and words
    counts: list[tuple[int, int, int]] = field(default_factory=list)  # as told: seen, last, unread
    most_seen: int = 0
    whole: list[tuple[int, str]] = field(default_factory=list)  # as read at last
    faults: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Tab:
    """One tab of a side. What it has shown is gone when it reloads; what waits to be sent is not."""

    def __init__(self, side: Side, line: Line) -> None:
        self.side, self.line, self.shown = side, line, list[tuple[int, str]]()

    def live(self, until: threading.Event) -> None:
        """Writes, reads and reloads until all is sent and `until` is set."""
        while self.side.outbox or not until.is_set():
            luck = self.line.dice.random()
            if luck < 0.03:
                self.shown = []
            elif self.side.outbox and luck < 0.6:
                self.send()
            else:
                self.read()

    def send(self) -> None:
        """Sends what waits first; it stays until the site has said that it is there."""
        with self.side.lock:
            entry = self.side.outbox[0] if self.side.outbox else None
        answer = entry and self.line.post(self.side.path, words=entry.words, key=entry.key)
        if not entry or answer is None:
            return
        if answer.status in (200, 201):
            with self.side.lock:
                self.side.sent.append((answer.told["number"], entry.words))
                if entry in self.side.outbox:
                    self.side.outbox.remove(entry)
        elif answer.status not in (429, 500, 502, 503):
            raise AssertionError(f"{entry} was refused: {answer}")

    def read(self) -> None:
        """Asks for what comes after the last number, shows it in the order in which it comes, and says so."""
        last = self.shown[-1][0] if self.shown else 0
        answer = self.line.get(f"{self.side.path}/talk.json?after={last}")
        if answer is None or answer.status != 200:
            return
        with self.side.lock:
            self._show(answer)
        if answer.told["messages"] or self.line.dice.random() < 0.2:
            self.see(max((number for number, _ in self.shown), default=0))
        else:
            time.sleep(0.05)  # others have more to do

    def _show(self, answer: Answer) -> None:
        for one in answer.told["messages"]:
            self.side.faults["out_of_order"] += one["number"] != (self.shown[-1][0] if self.shown else 0) + 1
            self.shown.append((one["number"], said(one["html"])))

    def see(self, number: int) -> None:
        """Says what was on the screen; how many are new by the answer is looked at later."""
        with self.side.lock:
            self.side.most_seen = max(self.side.most_seen, number)
        answer = self.line.post(f"{self.side.path}/see", n=number)
        if answer is not None and answer.status == 200:
            with self.side.lock:
                self.side.counts.append((answer.told["seen"], answer.told["last"], answer.told["unread"]))


def said(markup: str) -> str:
    """The words of a message in its markup."""
    found = _SAID.search(markup)
    assert found, markup
    return unescape(found[1])


@dataclass
class Talk:
    """A thread and its two sides."""

    thread_id: int
    sides: dict[str, Side]


def talks(app: Flask, times: int) -> list[Talk]:
    """So many messages to be said, spread over threads of helpers who each hold a case."""
    made, left = list[Talk](), times
    with app.app_context():
        while left > 0:
            number = min(left, 2 * OF_A_SIDE)
            made.append(_talk(app, number // 2, number - number // 2))
            left -= number
        db.session.remove()
        db.extension.engine.dispose()
    return made


def _talk(app: Flask, hers: int, theirs: int) -> Talk:
    helper = make_person(verified=True)
    case = make_case("open")
    take(case, helper)
    token, cookie = token_of(case), sessions.new_token()
    with db.transaction():
        claim = cases.live_claim(case)
        assert claim
        thread = actions.open_thread(claim)
        sessions.begin(db.session.merge(helper), cookie, "Firefox", by_factor=True)
    mine = f"/messages/mine/{token}/{thread.public_id}"
    return Talk(thread.id, {
        "requester": _side(app, mine, "", [f"Nhà có cổng xanh thứ {_spoken(n)}" for n in range(hers)]),
        "helper": _side(app, f"/messages/{thread.public_id}", f"in={cookie}; ",
                        [f"Tôi mang phần thứ {_spoken(n)}" for n in range(theirs)]),
    })  # fmt: skip


def _spoken(number: int) -> str:
    """A number in letters alone, which no mask takes for a door."""
    return "".join("bcdghklmnp"[int(digit)] for digit in str(number))


def _side(app: Flask, path: str, cookie: str, words: Sequence[str]) -> Side:
    secret = secrets.token_hex(20)
    kept = app.session_interface.get_signing_serializer(app).dumps({"csrf_token": secret})  # type: ignore[attr-defined]
    csrf = str(URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(secret))
    waiting = [Entry(str(uuid.uuid4()), one) for one in words]
    return Side(path, f"{cookie}{app.config['SESSION_COOKIE_NAME']}={kept}", csrf, waiting, tuple(words))


# --- All of it ------------------------------------------------------------------------------------------------


def suffer(app: Flask, times: int, seed: int, module: str = "wsgi") -> dict[str, int]:
    """So many messages over a bad line, with processes killed; what became of them, see `COUNTED`."""
    delay_s = DELAY_S if times >= SMALL else DELAY_S / 40
    all_of_it = talks(app, times)
    with served(app, module) as site:
        late = Stragglers()
        with killing(site, random.Random(seed)), ThreadPoolExecutor(AT_ONCE) as pool:
            told = pool.map(
                lambda pair: _lived(site, pair[1], f"{seed} {pair[0]}", late, delay_s), enumerate(all_of_it)
            )
            tabs = list(told)
        late.end()
        site.wait_for(site.answers)
        for talk in all_of_it:
            _read_whole(site, talk)
    return judged(app, all_of_it, tabs)


@contextmanager
def killing(site: Served, dice: random.Random) -> Iterator[None]:
    """Kills a process of the site again and again."""
    enough = threading.Event()

    def kill() -> None:
        while not enough.wait(KILL_EVERY_S):
            if children := site.children():
                site.kill_child(dice.choice(children))

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def _lived(site: Served, talk: Talk, seed: str, late: Stragglers, delay_s: float) -> list[tuple[str, Tab]]:
    """Two tabs of each side, until all they have to say is sent."""
    tabs = [
        (name, Tab(side, Line(site, side.cookie, side.csrf, random.Random(f"{seed} {name} {n}"), late, delay_s)))
        for name, side in talk.sides.items() for n in range(2)
    ]  # fmt: skip
    enough = threading.Event()
    with ThreadPoolExecutor(len(tabs)) as pool:
        living = [pool.submit(tab.live, enough) for _, tab in tabs]
        while any(side.outbox for side in talk.sides.values()) and not any(one.done() for one in living):
            time.sleep(0.02)
        enough.set()
        for one in living:
            one.result()
    return tabs


def _read_whole(site: Served, talk: Talk) -> None:
    """Each side opens the thread anew over a good line and reads it to the end: then nothing is new."""
    for side in talk.sides.values():
        tab, before = Tab(side, Line(site, side.cookie, side.csrf, random.Random(0))), -1
        while len(tab.shown) > before and not side.faults["out_of_order"]:
            before = len(tab.shown)
            tab.read()
        side.faults["unread_wrong"] += bool(side.counts and side.counts[-1][2])
        side.faults["out_of_order"] += not _in_own_order(side, [words for _, words in tab.shown])
        side.whole = tab.shown


def _in_own_order(side: Side, read: Sequence[str]) -> bool:
    """Whether a side reads its own words as it wrote them; a copy too many is counted elsewhere."""
    mine = dict.fromkeys(one for one in read if one in set(side.wrote))
    return [*mine] == [one for one in side.wrote if one in mine]


def judged(app: Flask, all_of_it: Sequence[Talk], tabs: Sequence[Sequence[tuple[str, Tab]]]) -> dict[str, int]:
    """Compares what everybody was shown with the database."""
    found: Counter[str] = Counter()
    with app.app_context():
        for talk, of_talk in zip(all_of_it, tabs, strict=True):
            rows = db.session.scalars(
                sa.select(Message).where(Message.thread_id == talk.thread_id).order_by(Message.number)
            ).all()
            found += _judged(talk, [(one.number, str(one.side), one.body or "") for one in rows], of_talk)
            db.session.expunge_all()
        db.session.remove()
        db.extension.engine.dispose()
    return {name: found[name] for name in COUNTED}


def _judged(talk: Talk, rows: list[tuple[int, str, str]], tabs: Sequence[tuple[str, Tab]]) -> Counter[str]:
    found: Counter[str] = Counter()
    there = {number: words for number, _, words in rows}
    found["out_of_order"] += [*there] != list(range(1, len(rows) + 1))
    for name, side in talk.sides.items():
        mine = Counter(words for _, by, words in rows if by == name)
        found["sent"] += len(side.wrote)
        found["lost"] += sum(not mine[words] for words in side.wrote)
        found["doubled"] += sum(n - 1 for n in mine.values())
        found["shown_sent_but_not"] += sum(there.get(number) != words for number, words in side.sent)
        found["unread_wrong"] += sum(not _is_right(name, rows, *told) for told in side.counts)
        found["unread_wrong"] += sum(seen > side.most_seen for seen, _, _ in side.counts)
        found["out_of_order"] += side.whole != [*there.items()]
        found += side.faults
    for _, tab in tabs:
        found["out_of_order"] += tab.shown != [*there.items()][: len(tab.shown)]
    return found


def _is_right(name: str, rows: Sequence[tuple[int, str, str]], seen: int, last: int, unread: int) -> bool:
    return unread == sum(by != name and seen < number <= last for number, by, _ in rows)


def run(times: int, seed: int) -> dict[str, Any]:
    """Both databases, half of the messages each, after three planted bugs were found; counts and seconds."""
    began = time.monotonic()
    for module, fault in PLANTED.items():
        with fresh_site() as app:
            planted = suffer(app, min(times, 100), seed, f"tests.faults.{module}")
        assert planted[fault], f"the harness is blind: {module} {planted}"
        print(f"found: {module} {planted}", flush=True)
    with fresh_site() as app:
        sqlite = suffer(app, times // 2, seed)
    print(f"sqlite {sqlite}", flush=True)
    with Cluster() as url, fresh_site(url) as app:
        postgres = suffer(app, times - times // 2, seed)
    print(f"postgres {postgres}", flush=True)
    both = {name: sqlite[name] + postgres[name] for name in COUNTED}
    return {**both, "times": times, "seconds": round(time.monotonic() - began)}

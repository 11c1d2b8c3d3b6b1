"""A gateway that is gone for an hour: dead, silent, dripping, or asking to be left alone. Others go on meanwhile.

A real server on loopback takes messages of one medium and plays the fault; another one takes those of a second medium.
Two senders work; the clock runs faster than ours during the hour, and time-outs are shortened by as much. In its
middle an update is published, so that an older version could come after a newer one.
"""

import json
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from unittest import mock
from urllib.parse import parse_qs

import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.db.bulk_insert import Writer
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions, owners, store
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.deliveries.sending.sender import Sender
from connect.gateways import http_client
from connect.gateways.base import Gateway
from connect.gateways.breaker.watch import ALL_CLEAR, SharedWatch, Watched
from connect.gateways.http_client import Client
from connect.gateways.sms.transport import HttpSms
from connect.gateways.sms.words import Words
from tests.faults.site import fresh_site
from tests.postgres import Cluster

MODES = ("dead", "silent", "dripping", "429")
HOUR_S = 3_600
FASTER = 50  # than our clock, in the hour
RETRY_AFTER_S = 4
RECEIVERS = 3_000
PIECE = 200  # of them, by which a rate is measured
CHAINED = 30  # of them get a message in two versions
FORM = "to={to}&text={text}&key={key}"
START = datetime(2027, 3, 1, 3, tzinfo=UTC)  # ten in the morning there: no quiet hours for a while


class Time:
    """The clock of the site: ours, or so many times as fast."""

    def __init__(self) -> None:
        self.moment, self.since, self.speed = START, time.monotonic(), 1.0

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=(time.monotonic() - self.since) * self.speed)

    def goes(self, speed: float) -> None:
        self.moment, self.since, self.speed = self.now(), time.monotonic(), speed


@dataclass
class Service:
    """A gateway's server. It knows keys it has had already, and writes down what it took, in order."""

    now: Callable[[], datetime]
    mode: str = "well"
    took: list[tuple[str, str, datetime, float]] = field(default_factory=list)  # to, text, moment, our seconds
    _keys: set[str] = field(default_factory=set)
    _links: set[socket.socket] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def turns(self, mode: str) -> None:
        """Begins to behave like that."""
        was, self.mode = self.mode, mode
        if mode == "dead":
            self.stop()
        elif was == "dead":
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
            threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()
        else:
            self._hang_up()

    def stop(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()

    def _hang_up(self) -> None:
        for link in [*self._links]:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                link, _ = listener.accept()
                self._links.add(link)
                threading.Thread(target=self._serve, args=[link], daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        with suppress(OSError, ValueError), link:
            incoming = link.makefile("rb")
            while head := incoming.readline():
                length = 0
                while (line := incoming.readline().strip()) != b"":
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                fields = parse_qs(incoming.read(length).decode())
                if head:
                    self._answer(link, {name: some[0] for name, some in fields.items()})
        self._links.discard(link)

    def _answer(self, link: socket.socket, fields: dict[str, str]) -> None:
        match self.mode:
            case "well":
                self._reply(link, "200 OK", self._take(fields))
            case "429":
                self._reply(link, "429 Too Many Requests", "{}", f"Retry-After: {RETRY_AFTER_S}\r\n")
            case "silent":  # it has it, and does not say so
                self._take(fields)
                link.recv(1)
                raise OSError
            case "dripping":
                for letter in "HTTP/1.1 200 OK\r\nX: " + "x" * 10**6:
                    link.sendall(letter.encode())
                    time.sleep(0.02)

    def _take(self, fields: dict[str, str]) -> str:
        key = fields.get("key", "")
        if key and key in self._keys:
            return json.dumps({"duplicate": key})
        self._keys.add(key)
        self.took.append((fields["to"], fields["text"], self.now(), time.monotonic()))
        return json.dumps({"id": key})

    @staticmethod
    def _reply(link: socket.socket, status: str, body: str, head: str = "") -> None:
        link.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{head}\r\n{body}".encode())


class Counting(Client):
    """Counts how often a host is asked, also where nobody listens."""

    asked: ClassVar[list[float]] = []  # our seconds

    def post(self, *given: Any, **more: Any) -> http_client.Reply:
        self.asked.append(time.monotonic())
        return super().post(*given, **more)


class Stands(HttpSms):
    """A planted bug: whoever calls it stands and waits."""

    is_far = False


@dataclass(frozen=True)
class Plan:
    """A sound site, or one with a planted bug."""

    kind: type[HttpSms] = HttpSms
    form: str = FORM
    is_watched: bool = True
    faster: int = FASTER


SOUND = Plan()


class Field:
    """Two services, two senders, and a message to everybody when it is asked for."""

    def __init__(self, app: Flask, plan: Plan, receivers: int, at: Time) -> None:
        self.app, self.plan, self.receivers, self.time = app, plan, receivers, at
        self.gone, self.other = Service(at.now), Service(at.now)
        self.rows = {"sms": 0, "mail": 1}
        self.whole: list[int] = []  # messages to all of a medium
        self.chain: list[int] = []  # the versions of one to a few
        self.few = [2 * place + 1 for place in range(CHAINED)]
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(2)]

    def begin(self) -> None:
        """Two senders begin to work."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """They stop."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        self.gone.stop()
        self.other.stop()

    def publish(
        self, medium: str, replaces: Dispatch | None = None, only: Sequence[int] | None = None
    ) -> Dispatch:  # fmt: skip
        """A message to all of a medium or a few, whose number says which medium and which version."""
        self.rows[medium] += 2
        (self.whole if only is None else self.chain).append(self.rows[medium])
        over = clock.now() + timedelta(days=2)
        with db.transaction():
            return actions.publish(
                "fault", self.rows[medium], lane=Lane.SEVERE, policy=Policy.ONCE, expires_at=over, replaces=replaces,
                only=only,
            )  # fmt: skip

    def rate(self, service: Service, number: int, patience_s: float) -> float:
        """Messages a second of ours until so many came: the median of their pieces, for a machine does other things."""
        before, began = len(service.took), time.monotonic()
        wait_for(lambda: len(service.took) >= before + number, patience_s)
        moments = [one[3] for one in service.took[before : before + number]]
        if service is self.other:  # whoever stands and waits does so once, and for long
            return len(moments) / max(moments[-1] - began, 1e-9) if moments else 0.0
        pieces = [moments[place + PIECE] - moments[place] for place in range(0, len(moments) - PIECE, PIECE)]
        return PIECE / max(statistics.median(pieces), 1e-9) if pieces else 0.0

    def _send(self) -> None:
        with self.app.app_context(), store.line() as line:
            ways = {"sms": self._way("sms", self.gone), "mail": self._way("mail", self.other)}
            pace: dict[str, float] = {}
            while not self._stop.is_set():
                Sender(line, lambda medium: ways.get(medium, ways["mail"]), keyed=frozenset(ways), pace=pace).run(1)
                time.sleep(0.002)

    def _way(self, name: str, service: Service) -> Gateway:
        client = (Counting if name == "sms" else Client)(f"127.0.0.1:{service.port}", private=True)
        kind = self.plan.kind if name == "sms" else HttpSms
        form = self.plan.form if name == "sms" else FORM
        words = Words(duplicate='"duplicate"', reference="id")
        inner = kind(f"http://127.0.0.1:{service.port}/", form, client, words=words)
        return Watched(inner, name, SharedWatch() if self.plan.is_watched else ALL_CLEAR)


def wait_for(true: Callable[[], bool], seconds: float) -> None:
    """Waits until something is so, or so long."""
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.002)


def _audience(row: int, low: int, high: int) -> sa.Select[Any]:
    medium = "mail" if row % 2 else "sms"
    return sa.select(Contact.id).where(Contact.id.between(low, high), Contact.medium == medium)


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [Said(str(one.row), to=str(one.contact_id)) for one in asked]


@contextmanager
def _prepared(receivers: int) -> Iterator[Time]:
    """So many receivers of each medium, under a clock of our own."""
    owners.announce("fault", audience=_audience, voice=_voice)
    at = Time()
    with ExitStack() as undone:
        undone.callback(owners.OWNERS.pop, "fault")
        undone.enter_context(mock.patch.object(clock, "now", at.now))
        with db.transaction():
            rows = [
                {"medium": medium, "lang": "vi", "verified_at": START, "created_at": START, "failures": 0}
                for _ in range(receivers)
                for medium in ("sms", "mail")
            ]
            Writer().insert(db.Model.metadata.tables["contacts"], rows)
        yield at


def suffer(
    app: Flask, mode: str, hour_s: float = HOUR_S, receivers: int = RECEIVERS, plan: Plan = SOUND
) -> dict[str, float]:
    """One fault of one gateway, and what became of the messages."""
    with app.app_context(), _prepared(receivers) as at:
        field = Field(app, plan, receivers, at)
        field.begin()
        try:
            return _played(field, mode, hour_s)
        finally:
            field.end()
            db.session.remove()


def _played(field: Field, mode: str, hour_s: float) -> dict[str, float]:
    number = field.receivers
    field.publish("mail")
    others_before = field.rate(field.other, number, 60)
    field.publish("sms")
    before = field.rate(field.gone, number, 60)
    Counting.asked.clear()
    field.gone.turns(mode)
    began = field.time.now()
    field.publish("sms")
    wait_for(lambda: bool(Counting.asked), 10)
    field.publish("mail")
    others = field.rate(field.other, number, 60)
    if mode in ("silent", "dripping"):
        time.sleep(2 * http_client.TIMEOUT_S)  # the calls of before the time-outs are short
    first = field.publish("sms", only=field.few)
    with mock.patch.object(http_client, "TIMEOUT_S", http_client.TIMEOUT_S / field.plan.faster):
        field.time.goes(field.plan.faster)
        time.sleep(hour_s / field.plan.faster / 2)
        field.publish("sms", replaces=first, only=field.few)
        time.sleep(hour_s / field.plan.faster / 2)
        field.time.goes(1)
    there, asked, back_at = len(field.gone.took), len(Counting.asked), field.time.now()
    gone_s = (back_at - began).total_seconds()
    field.gone.turns("well")
    wait_for(lambda: len(field.gone.took) > there, 20)
    first_at = field.gone.took[there][2] if len(field.gone.took) > there else field.time.now()
    after = field.rate(field.gone, number - CHAINED, 60)
    wait_for(lambda: not _left(), 30)
    return {
        **_judged(field), "gone_s": round(gone_s), "asked": asked, "asked_while_dead_per_s": round(asked / gone_s, 3),
        "first_after_s": round((first_at - back_at).total_seconds(), 2),
        "rate_after_vs_before": round(after / before, 3) if before else 0.0,
        "others_rate": round(others / others_before, 3) if others_before else 0.0,
        "before_per_s": round(before), "after_per_s": round(after),
        "others_before_per_s": round(others_before), "others_per_s": round(others),
    }  # fmt: skip


def _left() -> bool:
    with store.line() as line:
        waiting = line.rows("SELECT 1 FROM deliveries WHERE state IN (0, 1) LIMIT 1")
        return bool(waiting or line.rows("SELECT 1 FROM dispatch_batches WHERE finished_at IS NULL LIMIT 1"))


def _judged(field: Field) -> dict[str, float]:
    """Messages that never came, that came twice, that came after a newer one; rows of the ledger beside them."""
    told: Counter[tuple[str, str]] = Counter()
    seen: dict[tuple[str, bool], int] = {}
    out_of_order = 0
    for to, text, *_ in [*field.gone.took, *field.other.took]:
        told[to, text] += 1
        chain = to, int(text) in field.chain
        out_of_order += chain[1] and int(text) < seen.get(chain, 0)
        seen[chain] = max(seen.get(chain, 0), int(text))
    wanted = {
        (str(contact), str(row)) for row in field.whole
        for contact in range(1 + row % 2, 2 * field.receivers + 1, 2)
    } | {(str(contact), str(max(field.chain))) for contact in field.few}  # fmt: skip
    return {
        "lost": len(wanted - told.keys()), "doubled": sum(told.values()) - len(told), "out_of_order": out_of_order,
    }  # fmt: skip


PLANTED = {  # a bug, the fault by which it shows, and whether it did
    "each message by itself": (Plan(is_watched=False, faster=4), "dead", lambda told: told["asked"] > 20),
    "stands and waits": (Plan(kind=Stands), "silent", lambda told: told["others_rate"] < 0.9),
    "no key": (Plan(form="to={to}&text={text}"), "silent", lambda told: told["doubled"] > 0),
}  # fmt: skip
WORST = {"rate_after_vs_before": min, "others_rate": min, "asked_while_dead_per_s": max, "first_after_s": max}


def run(hour_s: int, seed: int) -> dict[str, Any]:
    """All four faults on both databases, after each planted bug was found. `seed`: nothing is drawn here."""
    planted = {}
    for name, (plan, mode, shows) in PLANTED.items():
        with fresh_site() as app:
            planted[name] = suffer(app, mode, 2 * plan.faster, 500, plan)
        assert shows(planted[name]), f"the harness is blind for {name}: {planted[name]}"
    told: dict[str, dict[str, float]] = {}
    for mode in MODES:
        with fresh_site() as app:
            told[f"sqlite {mode}"] = suffer(app, mode, hour_s)
        with Cluster() as url, fresh_site(url) as app:
            told[f"postgres {mode}"] = suffer(app, mode, hour_s)
    worst = {name: pick(one[name] for one in told.values()) for name, pick in WORST.items()}
    summed = {name: sum(one[name] for one in told.values()) for name in ("lost", "doubled", "out_of_order")}
    middle = statistics.median(one["rate_after_vs_before"] for one in told.values())
    return {**summed, **worst, "rate_after_vs_before_median": middle, "planted": planted, **told}

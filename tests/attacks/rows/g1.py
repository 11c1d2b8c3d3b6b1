"""Somebody who would be a gateway: forged receipts, a flood, answers without an end, headers in names."""

import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from unittest import mock

from connect import clock, db
from connect.deliveries.ledger import store
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import Policy, State
from connect.deliveries.receipts import jobs
from connect.gateways import http_client
from connect.gateways.base import Answer, Letter, Outcome
from connect.gateways.http_client import MOST_BYTES, Client
from connect.gateways.mail.transport import Smtp
from connect.gateways.sms.transport import HttpSms
from tests.attacks.stage import Stage

SECRET = "of the gateway"
SETTINGS = {
    "CONNECT_SMS_RECEIPTS_SECRET": SECRET, "CONNECT_SMS_REFERENCE": "id", "CONNECT_SMS_READ": "read",
}  # fmt: skip
PATH = "/deliveries/receipts/sms"
READ = {"id": "m-1", "status": "read"}
TIMES = 60


def attack(stage: Stage) -> None:
    with stage.context():
        _sent("sms", "m-1", 1)
        _sent("mail", "m-9", 2)
    _forged(stage)
    _of_another_gateway(stage)
    _flood(stage)
    _endless_answers()
    _smuggled_headers()


def _sent(medium: str, reference: str, row: int) -> None:
    now = clock.now()
    with db.transaction():
        made = Dispatch(
            kind="attack", row=row, lane=1, policy=Policy.ONCE, due_at=now, expires_at=now + timedelta(days=1)
        )
        db.session.add(made)
    with store.line() as line, line.writing():
        line.run(
            "INSERT INTO deliveries (dispatch_id, contact_id, medium, lane, state, tries, fence, held, due_at,"
            " reference) VALUES (?, 1, ?, 1, 2, 1, 1, 0, ?, ?)",
            (made.id, medium, line.value_of(now), reference),
        )


def _mark(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def _say(stage: Stage, body: bytes, mark: str) -> int:
    """The status of one call, with a signature as it is given."""
    return stage.browser().request("POST", PATH, body, **{"X-Signature": mark}).status


def _states(stage: Stage) -> dict[str, State]:
    with stage.context(), store.line() as line:
        while jobs.work_off():
            pass
        return {name: State(state) for name, state in line.rows("SELECT reference, state FROM deliveries")}


def _forged(stage: Stage) -> None:
    """Without a signature, by another secret, of another body, cut short, in another's words."""
    fair = json.dumps(READ).encode()
    for mark in ("", "sha256=", _mark(fair, "another"), _mark(fair + b" "), _mark(fair)[:-1], "0" * 64):
        assert _say(stage, fair, mark) == 403, f"let in with {mark!r}"
    other = json.dumps({**READ, "id": "m-9"}).encode()
    assert _say(stage, other, _mark(fair)) == 403, "the signature of one receipt lets another in"
    assert stage.browser().get(PATH).status == 405
    assert stage.value("SELECT count(*) FROM receipts") == 0, "something forged is kept"
    assert {*_states(stage).values()} == {State.SENT}


def _of_another_gateway(stage: Stage) -> None:
    """A signed receipt moves messages of its own gateway alone, whatever reference it names."""
    body = json.dumps([{"id": "m-9", "status": "failed"}, {"id": "nobody", "status": "read"}]).encode()
    assert _say(stage, body, _mark(body)) == 200
    assert _states(stage)["m-9"] == State.SENT, "an SMS gateway says what became of a mail"


def _flood(stage: Stage) -> None:
    """Unsigned in masses, one signed receipt again and again, one as large as it goes: pages are still answered."""
    fair = json.dumps([READ] * 400).encode()
    for number in range(TIMES):
        assert _say(stage, fair, _mark(fair) if number % 4 == 0 else "x") in (200, 403, 429)
    assert _say(stage, b"[" * 9_000_000, "x") in (403, 413, 422)
    assert stage.browser().get("/").status == 200
    assert int(str(stage.value("SELECT count(*) FROM receipts WHERE reference = 'm-1'"))) == 1
    assert _states(stage)["m-1"] == State.READ


# --- From the other side ----------------------------------------------------------------------------------


@contextmanager
def _host(*says: bytes, pause_s: float = 0.0) -> Iterator[tuple[int, list[bytes]]]:
    """A host that answers each call with these pieces, for ever the last one; its port, and what it heard."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), list[bytes]()

    def answer() -> None:
        with suppress(OSError):
            while True:
                link, _ = listener.accept()
                with suppress(OSError), link:
                    heard.append(link.recv(100_000))
                    for piece in says[:-1]:
                        link.sendall(piece)
                    while True:
                        link.sendall(says[-1])
                        time.sleep(pause_s)

    threading.Thread(target=answer, daemon=True).start()
    try:
        yield int(listener.getsockname()[1]), heard
    finally:
        listener.close()


def _asked(port: int, **over: str) -> tuple[Outcome, float]:
    client = Client(f"127.0.0.1:{port}", private=True)
    sms = HttpSms(f"http://127.0.0.1:{port}/x", "to={to}&text={text}&from=Connect", client)
    began = time.monotonic()
    (outcome,) = sms.send_many([Letter(**{"to": "+84912345678", "text": "…", "key": "1", **over})])
    return outcome, time.monotonic() - began


def _endless_answers() -> None:
    """Ten megabytes and more, or a letter now and then for an hour: cut, and it may have taken the message."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n"
    with _host(head, b"x" * MOST_BYTES) as (port, _), mock.patch.object(http_client, "TIMEOUT_S", 3.0):
        outcome, _ = _asked(port)
        assert (outcome.answer, outcome.may_have_left) == (Answer.LATER, True)
    for drips in ((b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), (head, b"x"), (b"H", b"T")):
        with _host(*drips, pause_s=0.02) as (port, _), mock.patch.object(http_client, "TIMEOUT_S", 0.4):
            outcome, took_s = _asked(port)
            assert (outcome.answer, outcome.may_have_left) == (Answer.LATER, True), drips
            assert took_s < 30, "it holds a sender as long as it likes"


def _smuggled_headers() -> None:
    """A name or an address with a line break adds no header to a mail, and with & no field to a form."""
    with _host(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"") as (port, heard):
        _asked(port, to="+84912345678&from=Bank\r\nX-Evil: 1", text="a&to=+84987654321\r\n\r\nPOST / HTTP/1.1")
        body = heard[0].partition(b"\r\n\r\n")[2]
        assert body.count(b"&") == 2 and b"\r\n" not in body and b"X-Evil:" not in heard[0]
    mail = Smtp("smtp+plain://127.0.0.1:9", "help@example.vn", "Connect")
    for letter in (
        Letter("a@example.vn", "…", "1", title="Lan\r\nBcc: everybody@example.vn"),
        Letter("a@example.vn\r\nBcc: everybody@example.vn", "…", "1"),
        Letter("a@example.vn", "…", "1\r\nBcc: everybody@example.vn"),
        Letter("a@example.vn", "…", "1", headers={"List-Unsubscribe": "<x>\r\nBcc: everybody@example.vn"}),
    ):
        try:
            said = mail._message(letter).as_bytes()
        except ValueError:
            continue
        assert b"\nBcc:" not in said, letter

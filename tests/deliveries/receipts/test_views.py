"""Receipts change what they are about, once, forwards, and only when the gateway signed them."""

import hmac
import itertools
import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.deliveries.ledger import store
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import By, State, may
from connect.deliveries.receipts import jobs, rules
from connect.deliveries.receipts.models import ReceiptRow
from connect.gateways.base import Answer, Outcome
from connect.registry import retention
from tests.deliveries import ledger
from tests.deliveries.ledger import Twin, people, publish, send, states

SECRET = "một bí mật dài"
WORDS = {State.DELIVERED: "Delivered", State.READ: "seen", State.PERMANENT_FAILURE: "failed"}


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Any) -> Iterator[Flask]:
    clock.at("2026-11-24 03:00")
    app = make_app(sms_receipts_secret=SECRET, sms_reference="SMSID", sms_read="seen")
    with app.app_context(), ledger.a_kind():
        yield app
        db.session.remove()


@pytest.fixture
def sent(app: Flask) -> Dispatch:
    """A message that a gateway took for two phones, by the names m-1 and m-2."""
    twin, number = Twin(), itertools.count(1)
    twin.answer = lambda _letter: Outcome(Answer.TAKEN, reference=f"m-{next(number)}")
    people(2, medium="sms")
    dispatch = publish(1)
    send(twin)
    return dispatch


def say(app: Flask, said: object, secret: str = SECRET, gateway: str = "sms") -> int:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    mark = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    return app.test_client().post(
        f"/deliveries/receipts/{gateway}", data=body, headers={"X-Signature": mark}
    ).status_code  # fmt: skip


def receipt(reference: str, state: State) -> dict[str, str]:
    return {"SMSID": reference, "status": WORDS[state], "phone": "0912345678"}


def there(dispatch: Dispatch) -> list[State]:
    rows, summed = ledger.counted_and_summed()
    assert rows == summed, "the sums are not those of the rows"
    return [*states(dispatch).values()]


def test_a_receipt_is_kept_without_its_phone_and_worked_off_later(app: Flask, sent: Dispatch) -> None:
    assert say(app, [receipt("m-1", State.DELIVERED), {"SMSID": "m-2", "status": "queued"}]) == 200
    assert there(sent) == [State.SENT, State.SENT]
    assert jobs.work_off() == 1
    assert there(sent) == [State.DELIVERED, State.SENT]
    assert say(app, receipt("m-2", State.PERMANENT_FAILURE)) == 200
    assert (jobs.work_off(), jobs.work_off()) == (1, 0)
    assert there(sent) == [State.DELIVERED, State.PERMANENT_FAILURE]


def test_what_is_forged_or_no_receipt_is_not_kept(app: Flask, sent: Dispatch) -> None:
    fair = receipt("m-1", State.READ)
    assert say(app, fair, secret="another") == 403
    assert app.test_client().post("/deliveries/receipts/sms", data=json.dumps(fair)).status_code == 403
    assert say(app, fair, gateway="mail") == say(app, fair, gateway="push") == 404
    for wrong in (b"", b"x", b"[" * 5_000, b"[1]", b'"x"', [fair] * (rules.MOST + 1)):
        assert say(app, wrong) == 422, wrong
    for empty in ({}, {"SMSID": ["m-1"], "status": "seen"}, {"SMSID": "m" * 81, "status": "seen"}, {"SMSID": "m-1"}):
        assert say(app, empty) == 200
    assert say(app, {"SMSID": "m-\0", "status": "seen"}) == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReceiptRow)) == 0
    assert jobs.work_off() == 0 and there(sent) == [State.SENT, State.SENT]


def test_a_site_without_a_secret_takes_none(make_app: Callable[..., Flask]) -> None:
    assert say(make_app(), receipt("m-1", State.READ), secret="") == 403


def test_a_receipt_that_is_first_waits_for_its_message_and_one_of_nothing_not_for_ever(app: Flask, clock: Any) -> None:
    assert say(app, [receipt("m-1", State.DELIVERED), receipt("nobody", State.READ)]) == 200
    assert jobs.work_off() == 0
    twin = Twin()
    twin.answer = lambda _letter: Outcome(Answer.TAKEN, reference="m-1")
    people(1, medium="sms")
    dispatch = publish(1)
    send(twin)
    assert jobs.work_off() == 1
    assert there(dispatch) == [State.DELIVERED]
    clock.forward(seconds=rules.WAITS.total_seconds() + 1)
    assert (jobs.work_off(), jobs.work_off()) == (1, 0)


@pytest.mark.parametrize("seed", range(2))
def test_no_order_of_receipts_repeated_late_and_unknown_moves_a_message_backwards(
    app: Flask, sent: Dispatch, seed: int
) -> None:
    dice, before = random.Random(seed), there(sent)
    for _step in range(40):
        some = [receipt(f"m-{dice.randrange(1, 5)}", dice.choice([*WORDS])) for _ in range(dice.randrange(4))]
        say(app, some, secret=dice.choice((SECRET, SECRET, "forged")))
        if dice.random() < 0.5:
            jobs.work_off()
            now = there(sent)
            for was, state in zip(before, now, strict=True):
                assert was == state or reachable(was, state), f"{was.name} became {state.name}"
            before = now
    assert before != [State.SENT, State.SENT]


def reachable(was: State, state: State) -> bool:
    """By receipts alone, in one move or two."""
    return may(was, state, By.RECEIPT) or any(
        may(was, one, By.RECEIPT) and may(one, state, By.RECEIPT) for one in State
    )  # fmt: skip


def test_a_message_is_found_by_an_index(app: Flask, sent: Dispatch) -> None:
    if db.is_postgres():
        pytest.skip("a table of two rows is read whole there")
    with store.line() as line:
        plan = line.rows(
            "EXPLAIN QUERY PLAN SELECT id FROM deliveries d WHERE d.medium <> 'push' AND d.reference IS NOT NULL "
            "AND d.reference IN WORDS AND d.medium = ?", (line.words(["m-1"]), "sms"),
        )  # fmt: skip
    assert any("ix_deliveries_reference" in str(one) for one in plan), plan


def test_a_file_of_an_earlier_version_gets_the_index_when_it_is_opened(app: Flask, sent: Dispatch) -> None:
    if db.is_postgres():
        pytest.skip("a migration makes it there")
    with store.line() as line, line.writing():
        line.run("DROP INDEX ix_deliveries_reference")
    app.extensions.pop(store._ENGINE)
    with store.line() as line:
        assert line.rows("SELECT 1 FROM main.sqlite_master WHERE name = 'ix_deliveries_reference'") == [(1,)]


def test_receipts_go_with_the_rows_of_their_messages(app: Flask, sent: Dispatch, clock: Any) -> None:
    say(app, receipt("m-1", State.READ))
    jobs.work_off()
    rule = retention.RULES["receipts"]
    assert rule.due(clock.moment - timedelta(days=30)) == 0
    assert rule.due(clock.moment + timedelta(days=1)) == 1


@pytest.mark.parametrize("by_hmac", [False, True])
def test_zalos_receipts_carry_its_own_signature(make_app: Callable[..., Flask], clock: Any, by_hmac: bool) -> None:
    clock.at("2026-11-24 03:00")
    app = make_app(
        zalo_app_id="app-1", zalo_secret=SECRET, zalo_refresh_token="r", zalo_template="7", zalo_receipts_hmac=by_hmac
    )
    body = json.dumps({
        "event_name": "user_received_message", "app_id": "app-1", "timestamp": "1764000000000",
        "message": {"msg_id": "z-1", "delivery_time": "1764000000000"},
    }).encode()  # fmt: skip
    head = b"app-1" + body + b"1764000000000"
    right = hmac.new(SECRET.encode(), head, sha256) if by_hmac else sha256(head + SECRET.encode())
    with app.app_context(), ledger.a_kind():
        twin = Twin()
        twin.answer = lambda _letter: Outcome(Answer.TAKEN, reference="z-1")
        people(1, medium="zalo")
        dispatch = publish(1)
        send(twin)
        for mark, status in (("mac=" + "0" * 64, 403), ("", 403), (f"mac={right.hexdigest()}", 200)):
            answer = app.test_client().post(
                "/deliveries/receipts/zalo", data=body, headers={"X-ZEvent-Signature": mark}
            )
            assert answer.status_code == status
        jobs.work_off()
        assert there(dispatch) == [State.DELIVERED]
        db.session.remove()

"""A gateway that is slow or gone keeps no other waiting, and what was put off comes at once when it is back."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from connect.deliveries.ledger import rules, store
from connect.deliveries.sending.sender import Sender
from connect.deliveries.sending.ways import SLOW_S
from connect.gateways.base import Answer, Letter, Outcome
from connect.gateways.breaker.watch import SharedWatch, Watched
from tests.deliveries import ledger
from tests.deliveries.ledger import TAKEN, Twin, people, publish


@pytest.fixture
def twin(app: Flask, clock: Any) -> Iterator[Twin]:
    clock.at("2026-11-24 03:00")  # ten in the morning there
    with ledger.a_kind():
        yield Twin()


class Slow(Twin):
    """Far away, and answers when it is let go on."""

    is_far = True

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        assert self.may_answer.wait(30)
        return super().send_many(letters)


class Hosts(Twin):
    """Pushes to two services: of a closed one letters are put off, and it says when one came back."""

    closed: tuple[str, ...] = ()
    is_back = False

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        away = Outcome(Answer.LATER, reason="timeout", retry_after_s=300, alone=True)
        told = [away if letter.to.partition("@")[0] in self.closed else TAKEN for letter in letters]
        self.heard += [letter for letter, one in zip(letters, told, strict=True) if one == TAKEN]
        return told

    def came_back(self) -> bool:
        found, self.is_back = self.is_back, False
        return found


def test_a_gateway_that_does_not_answer_keeps_no_other_waiting(twin: Twin) -> None:
    people(30, "sms")
    people(60, "mail")
    publish(1)
    slow = Slow()
    with store.line() as line:
        sender = Sender(line, lambda medium: slow if medium == "sms" else twin)
        for _ in range(200):
            if len(twin.heard) == 60:
                break
            sender.step()
        assert (len(twin.heard), slow.heard) == (60, [])
        slow.may_answer.set()
        assert sender.run()["sent"] == 90
        assert {letter.to for letter in slow.heard} == {f"{one}@example.vn" for one in range(1, 31)}


def test_it_gets_smaller_batches_than_one_that_answers_at_once(twin: Twin) -> None:
    people(60, "sms")
    publish(1)
    with store.line() as line:
        sender = Sender(line, lambda _medium: twin, pace={"sms": SLOW_S + 1})
        sender.step()
        assert len(twin.heard) == rules.SLOW_AT_ONCE < rules.AT_ONCE


def test_what_was_put_off_comes_at_once_when_its_service_is_back(twin: Twin, clock: Any) -> None:
    ids = people(50, "push")
    publish(1)
    hosts = Hosts()
    hosts.closed = tuple(str(one) for one in ids[:25])
    with store.line() as line:
        sender = Sender(line, lambda _medium: hosts)
        sender.run()
        assert len(hosts.heard) == 25, "the other service goes on"
        hosts.closed, hosts.is_back = (), True
        clock.forward(seconds=1)
        sender.run()
        assert len(hosts.heard) == 50


def test_no_message_is_taken_for_a_gateway_that_is_left_alone(twin: Twin) -> None:
    people(3)
    dispatch = publish(1)
    twin.answer = lambda _letter: replace(TAKEN, answer=Answer.CLOSED, reason="http_401")
    with store.line() as line:
        sender = Sender(line, lambda medium: Watched(twin, medium, SharedWatch()))
        sender.run()
        before = line.rows("SELECT tries FROM deliveries")
        sender.run()
        assert line.rows("SELECT tries FROM deliveries") == before
    assert {*ledger.states(dispatch).values()} == {rules.State.CREATED}

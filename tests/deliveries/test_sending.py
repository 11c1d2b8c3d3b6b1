"""A message reaches each receiver once, in the order of lanes and versions, whatever answers come back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as the_clock, db
from connect.deliveries.contacts.actions import address_hash
from connect.deliveries.contacts.models import Contact, Suppression
from connect.deliveries.ledger import actions, queries, recovery, rules, store, transitions
from connect.deliveries.ledger.models import DispatchBatch
from connect.deliveries.ledger.rules import Lane, Policy, State, Verb
from connect.deliveries.sending import jobs, sender
from connect.gateways.base import Answer, Outcome
from connect.gateways.breaker import rules as breaker
from tests.deliveries import ledger
from tests.deliveries.ledger import TAKEN, Told, Twin, a_sender, people, publish, send, states

DAY = "2026-11-24 03:00"  # ten in the morning there


@pytest.fixture
def twin(app: Flask, clock: Any) -> Iterator[Twin]:
    """A gateway, by day."""
    clock.at(DAY)
    with ledger.a_kind():
        yield Twin()
    counted, summed = ledger.counted_and_summed()
    assert counted == summed


def test_each_receiver_gets_it_once(twin: Twin) -> None:
    ids = people(45)
    dispatch = publish(1)
    assert send(twin) == {"sent": 45}
    assert send(twin) == {}
    assert sorted(twin.said()) == sorted(f"1 to {one}" for one in ids)
    assert {letter.to for letter in twin.heard} == {f"{one}@example.vn" for one in ids}
    assert queries.progress(dispatch.id) == {("mail", State.SENT): 45}


def test_publishing_writes_a_few_rows_however_many_receive_it(twin: Twin) -> None:
    people(40)
    dispatch = publish(1)
    batches = db.session.scalars(sa.select(DispatchBatch).where(DispatchBatch.dispatch_id == dispatch.id)).all()
    assert len(batches) <= rules.RANGES
    assert states(dispatch) == {}


def test_rows_are_made_only_while_few_wait(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "FREE", 10)
    monkeypatch.setattr(rules, "PIECE", dict.fromkeys(rules.PIECE, 5))
    people(100)
    dispatch = publish(1)
    with a_sender(twin) as sender:
        sender.step()
        sender.finish()
        assert len(states(dispatch)) < 40
        sender.run()
    assert len(states(dispatch)) == len(twin.heard) == 100


def test_the_lowest_lane_goes_first_although_others_wait(twin: Twin) -> None:
    people(30)
    publish(1, Lane.DIGEST)
    with a_sender(twin) as sender:
        sender.step()
        publish(2, Lane.LIFE)
        sender._looked = 0.0  # the time between two looks is over
        before = len(twin.heard)
        sender.run()
    assert {text[0] for text in twin.said()[before : before + 30]} == {"2"}


def test_a_sender_of_the_urgent_leaves_the_rest_to_others(twin: Twin) -> None:
    people(3)
    publish(1, Lane.ORDINARY)
    publish(2, Lane.PERSONAL)
    assert send(twin, lanes=rules.URGENT) == {"sent": 3}
    assert {text[0] for text in twin.said()} == {"2"}


def test_what_is_not_due_waits(twin: Twin, clock: Any) -> None:
    people(2)
    publish(1, due_at=clock.moment + timedelta(hours=1))
    assert send(twin) == {}
    clock.forward(hours=1)
    assert send(twin) == {"sent": 2}


def test_after_a_cancel_no_more_leaves_than_was_taken(twin: Twin) -> None:
    people(50)
    dispatch = publish(1)
    with a_sender(twin) as sender:
        sender.step()
        with db.transaction():
            actions.cancel(dispatch)
        sender.run()
    assert len(twin.heard) == rules.AT_ONCE
    assert set(states(dispatch).values()) == {State.SENT, State.CANCELLED}


def test_what_is_over_is_never_sent(twin: Twin, clock: Any) -> None:
    people(25)
    dispatch = publish(1)
    with a_sender(twin) as sender:
        sender.step()
        clock.forward(days=2)
        sender.run()
    assert len(twin.heard) == rules.AT_ONCE
    assert list(states(dispatch).values()).count(State.EXPIRED) == 5
    publish(2, expires_at=clock.moment)
    assert send(twin) == {}
    assert jobs.sweep()["ended"] == 1


def test_a_paused_one_lets_others_pass_and_goes_on(twin: Twin) -> None:
    people(30)
    first = publish(1)
    with a_sender(twin) as sender:
        sender.step()
        with db.transaction():
            transitions.move(first, Verb.PAUSE, None)
        publish(2)
        sender.run()
    assert [text[0] for text in twin.said()].count("1") == rules.AT_ONCE
    assert [text[0] for text in twin.said()].count("2") == 30
    with db.transaction():
        transitions.move(first, Verb.GO_ON, None)
    jobs.sweep()
    assert send(twin) == {"sent": 10}
    assert len(twin.heard) == 60


# --- What gateways answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "policy", "keyed", "state"),
    [
        (TAKEN, Policy.ONCE, False, State.SENT),
        (Outcome(Answer.GONE, reason="http_410"), Policy.ONCE, False, State.PERMANENT_FAILURE),
        (Outcome(Answer.OURS, reason="http_413"), Policy.REPEAT, False, State.PERMANENT_FAILURE),
        (Outcome(Answer.CLOSED, reason="http_401"), Policy.ONCE, False, State.CREATED),
        (Outcome(Answer.LATER, reason="http_503"), Policy.ONCE, False, State.CREATED),
        (Outcome(Answer.LATER, may_have_left=True), Policy.ONCE, False, State.UNKNOWN),
        (Outcome(Answer.LATER, may_have_left=True), Policy.ONCE, True, State.CREATED),
        (Outcome(Answer.LATER, may_have_left=True), Policy.REPEAT, False, State.CREATED),
    ],
)
def test_each_answer_has_its_state(twin: Twin, outcome: Outcome, policy: Policy, keyed: bool, state: State) -> None:
    (contact,) = people(1)
    twin.answer = lambda _letter: outcome
    dispatch = publish(1, policy=policy)
    send(twin, keyed=("mail",) if keyed else ())
    assert states(dispatch) == {contact: state}
    retired = db.session.get_one(Contact, contact, populate_existing=True).retired_at is not None
    assert retired == (outcome.answer == Answer.GONE)


def test_whoever_is_gone_gets_no_later_message(twin: Twin) -> None:
    people(1)
    twin.answer = lambda _letter: Outcome(Answer.GONE)
    publish(1)
    send(twin)
    publish(2)
    assert send(twin) == {}
    assert len(twin.heard) == 1


def test_a_gateway_that_fails_is_left_alone_and_then_asked_with_one_message(twin: Twin, clock: Any) -> None:
    people(60)
    publish(1)
    twin.answer = lambda _letter: Outcome(Answer.LATER, reason="http_503")
    with a_sender(twin) as sender:
        sender.run()
        assert len(twin.heard) == rules.AT_ONCE, "one batch, and not all of them"
        clock.forward(seconds=breaker.LONGEST_BACK_OFF_S)
        sender.run()
        assert len(twin.heard) == rules.AT_ONCE + 1
        twin.answer = lambda _letter: TAKEN
        clock.forward(seconds=breaker.LONGEST_BACK_OFF_S)
        sender.run()
        assert sender.went["sent"] == 60


def test_another_medium_goes_on_meanwhile(twin: Twin) -> None:
    people(30, "mail")
    people(30, "push")
    publish(1)
    twin.answer = lambda letter: TAKEN if letter.topic else Outcome(Answer.LATER)
    assert send(twin)["sent"] == 30


def test_one_busy_address_waits_alone(twin: Twin, clock: Any) -> None:
    ids = people(30)
    publish(1)
    twin.answer = lambda letter: Outcome(Answer.LATER, alone=True) if letter.to.startswith(f"{ids[0]}@") else TAKEN
    with a_sender(twin) as sender:
        sender.run()
        assert sender.went["sent"] == 29
        twin.answer = lambda _letter: TAKEN
        clock.forward(seconds=rules.ALONE_S)
        sender.run()
        assert sender.went["sent"] == 30


def test_a_host_that_is_down_holds_up_no_other(twin: Twin, clock: Any) -> None:
    ids = people(60)
    down = {f"{one}@example.vn" for one in ids[::2]}
    publish(1)
    twin.answer = lambda letter: Outcome(Answer.LATER, retry_after_s=60, alone=True) if letter.to in down else TAKEN
    with a_sender(twin) as sender:
        sender.run()
        assert (sender.went["sent"], len(twin.heard)) == (30, 60)
        twin.answer = lambda _letter: TAKEN
        clock.forward(seconds=60)
        sender.run()
        assert sender.went["sent"] == 60


# --- What a contact wants ---------------------------------------------------------------------------------


def test_what_is_no_longer_wanted_when_it_leaves_is_suppressed(twin: Twin) -> None:
    wanted, unwanted, stopped = people(3)
    Told.unwanted = {unwanted}
    with db.transaction():
        db.session.add(Suppression(address_hash=address_hash("mail", f"{stopped}@example.vn"), why="asked"))
    dispatch = publish(1)
    send(twin)
    assert states(dispatch) == {wanted: State.SENT, unwanted: State.SUPPRESSED, stopped: State.SUPPRESSED}
    assert len(twin.heard) == 1


def test_an_owner_that_cannot_speak_keeps_nobody_elses_message(twin: Twin, clock: Any, monkeypatch: Any) -> None:
    people(2)
    dispatch = publish(1)
    monkeypatch.setattr(Told, "unwanted", None)
    assert send(twin) == {"created": 2}
    monkeypatch.setattr(Told, "unwanted", set())
    clock.forward(minutes=6)
    assert send(twin) == {"sent": 2}
    assert set(states(dispatch).values()) == {State.SENT}


def test_by_night_messages_wait_and_are_one_in_the_morning_but_for_danger(twin: Twin, clock: Any) -> None:
    (contact,) = people(1)
    clock.at("2026-11-24 16:00")  # eleven at night there
    first, second, third = publish(1), publish(2, Lane.PERSONAL), publish(3, Lane.LIFE)
    send(twin)
    assert twin.said() == [f"3 to {contact}"]
    clock.at("2026-11-24 23:01")  # one past six
    assert send(twin) == {"sent": 2}
    assert len(twin.heard) == 2
    assert twin.said()[1].splitlines()[1:] == [f"2 to {contact}", f"1 to {contact}"]
    assert {*states(first).values(), *states(second).values(), *states(third).values()} == {State.SENT}


def test_whoever_pauses_gets_nothing_until_then(twin: Twin, clock: Any) -> None:
    people(1, paused_until=clock.moment + timedelta(days=2))
    publish(1, Lane.LIFE, expires_at=clock.moment + timedelta(days=9))
    assert send(twin) == {}
    clock.forward(days=2)
    assert send(twin) == {"sent": 1}


# --- Versions ---------------------------------------------------------------------------------------------


def test_an_update_goes_to_whoever_had_the_first_and_to_new_ones_and_the_first_leaves_no_more(twin: Twin) -> None:
    first_ones = people(30)
    first = publish(1)
    with a_sender(twin) as sender:
        sender.step()
    Told.receivers = set()  # nobody receives it now but those who had the first
    second = publish(2, replaces=first)
    jobs_freed(sender.line)
    send(twin)
    told = [text for text in twin.said() if text.startswith("1 ")]
    assert len(told) == rules.AT_ONCE
    assert set(states(second)) <= set(first_ones)
    assert {contact for contact, state in states(second).items() if state == State.SENT} >= {
        contact for contact, state in states(first).items() if state == State.SENT
    }
    for contact in first_ones:
        said = [text[0] for text in twin.said() if text.endswith(f" {contact}")]
        assert said in ([], ["2"], ["1", "2"])


def jobs_freed(_line: store.Line) -> None:
    """The first sender is gone: its lease ends."""
    with db.transaction():
        pass
    moment = the_clock.now() + timedelta(seconds=rules.LEASE_S + 1)
    with the_clock.told(moment), store.line() as line:
        jobs.free_dead(line)


def test_a_recall_goes_only_to_whoever_may_have_had_it(twin: Twin) -> None:
    people(30)
    first = publish(1)
    with a_sender(twin) as sender:
        sender.step()
        sender.finish()
    recall = publish(2, replaces=first, recalls=True)
    send(twin)
    had = {contact for contact, state in states(first).items() if state == State.SENT}
    assert len(had) == rules.AT_ONCE
    assert {contact for contact, state in states(recall).items() if state == State.SENT} == had


def test_an_update_waits_for_the_outcome_of_what_is_under_way(twin: Twin, clock: Any) -> None:
    people(1)
    first = publish(1)
    with a_sender(twin) as slow:
        slow.step()
        assert states(first).popitem()[1] == State.SENDING
        publish(2, replaces=first)
        assert send(twin) == {}
        slow.finish()
    clock.forward(seconds=rules.WAIT_S)
    assert send(twin) == {"sent": 1}
    assert [text[0] for text in twin.said()] == ["1", "2"]


# --- Dead and slow senders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "keyed", "state"),
    [(Policy.REPEAT, False, State.CREATED), (Policy.ONCE, True, State.CREATED), (Policy.ONCE, False, State.UNKNOWN)],
)
def test_what_a_dead_sender_held_is_taken_up_by_its_policy(
    twin: Twin, clock: Any, policy: Policy, keyed: bool, state: State
) -> None:
    people(1)
    dispatch = publish(1, policy=policy)
    with a_sender(twin) as dead:
        dead.step()
    with store.line() as line, line.writing():
        assert recovery.free_dead(line, ())[0] == {}, "its lease still runs"
    clock.forward(seconds=rules.LEASE_S)
    with store.line() as line, line.writing():
        told, moves = recovery.free_dead(line, ("mail",) if keyed else ())
        ledger.sums.add(line, ledger.sums.moved(moves))
    assert told == {state: 1}
    assert set(states(dispatch).values()) == {state}


def test_a_sender_that_stood_still_past_its_lease_writes_nothing(twin: Twin, clock: Any) -> None:
    people(1)
    dispatch = publish(1, policy=Policy.REPEAT)
    with a_sender(twin) as slow:
        slow.step()
        slow._results = [one._replace(reference="late") for one in slow._results]
        clock.forward(seconds=rules.LEASE_S)
        with store.line() as line:
            assert jobs.free_dead(line) == 1
        twin.answer = lambda _letter: Outcome(Answer.TAKEN, reference="second")
        assert send(twin) == {"sent": 1}
        slow.finish()
        assert not slow.went
    with store.line() as line:
        assert line.rows("SELECT reference, fence FROM deliveries WHERE dispatch_id = ?", (dispatch.id,)) == [
            ("second", 3)
        ]


def test_what_is_unknown_goes_again_when_a_person_says_so(twin: Twin, clock: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sender, "keyed_media", lambda _config: frozenset())
    people(1)
    dispatch = publish(1)
    with a_sender(twin) as dead:
        dead.step()
    clock.forward(seconds=rules.LEASE_S)
    with store.line() as line:
        jobs.free_dead(line)
    assert send(twin) == {}
    with db.transaction():
        transitions.move(dispatch, Verb.AGAIN, None)
    clock.forward(seconds=1)
    with store.line() as line:
        assert [jobs.send_again(line), jobs.send_again(line)] == [1, 0], "once for each word"
    assert send(twin) == {"sent": 1}


def test_a_crash_between_rows_and_cursor_repeats_the_piece_and_doubles_nobody(
    twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(5)
    dispatch = publish(1)
    with store.line() as line, line.writing():
        piece = ledger.expansion._piece(line, Lane.ORDINARY)
        assert piece
        ledger.expansion._make(line, piece)
    assert send(twin) == {"sent": 5}
    assert len(states(dispatch)) == len(twin.heard) == 5


def test_rows_go_after_their_time_and_the_sums_stay(twin: Twin, clock: Any) -> None:
    people(3)
    dispatch = publish(1)
    send(twin)
    assert jobs._delete(clock.moment) == 0
    assert jobs._due(clock.moment + timedelta(days=2)) == 3
    with store.line() as line:
        before = queries.progress(dispatch.id)
        assert jobs._delete(clock.moment + timedelta(days=2)) == 3
        assert line.rows("SELECT count(*) FROM deliveries") == [(0,)]
        assert queries.progress(dispatch.id) == before
        line.run("DELETE FROM delivery_sums")


def test_an_operator_reads_since_when_the_oldest_of_each_lane_waits(twin: Twin, clock: Any) -> None:
    people(1)
    publish(1)
    began = clock.moment
    clock.forward(minutes=5)
    publish(2, Lane.LIFE)
    assert queries.waits_by_lane() == {Lane.LIFE: clock.moment, Lane.ORDINARY: began}
    send(twin)
    assert queries.waits_by_lane() == {}

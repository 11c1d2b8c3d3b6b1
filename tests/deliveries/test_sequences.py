"""Whatever happens in whatever order, no message is lost, doubled, late or out of order: random sequences, a model."""

import random
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect import db
from connect.deliveries.ledger import actions, rules, store, transitions
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import By, Lane, Policy, Stage, State, Verb
from connect.deliveries.sending import jobs, sender
from connect.gateways.base import Answer, Gateway, Letter, Outcome
from tests.deliveries import ledger
from tests.deliveries.ledger import Told

STEPS = 150
ANSWERS = (
    *[Outcome(Answer.TAKEN)] * 6, Outcome(Answer.GONE), Outcome(Answer.OURS), Outcome(Answer.LATER),
    Outcome(Answer.LATER, alone=True), Outcome(Answer.LATER, may_have_left=True),
)  # fmt: skip


class Model(Gateway):
    """A gateway that looks at the ledger when it is called, and remembers what must never be."""

    def __init__(self, dice: random.Random, clock: Any) -> None:
        self.dice, self.clock = dice, clock
        self.dispatches: dict[int, Dispatch] = {}  # by their row
        self.left: dict[tuple[int, int], int] = defaultdict(int)  # dispatch and contact: how often it may have left
        self.newest: dict[tuple[int, int], int] = {}  # chain and contact: the newest version that was called
        self.allowed: dict[tuple[int, int], int] = defaultdict(lambda: 1)
        self.well = False

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Checks each letter against the ledger at this moment, and answers by the dice."""
        return [self._heard(letter) for letter in letters]

    def _heard(self, letter: Letter) -> Outcome:
        outcome = self.dice.choice(ANSWERS) if not self.well else Outcome(Answer.TAKEN)
        for text in letter.text.splitlines():  # a summary has several
            if " to " in text:
                self._note(*map(int, text.split(" to ")), outcome)
        return outcome

    def _note(self, row: int, contact: int, outcome: Outcome) -> None:
        dispatch = self.dispatches[row]
        assert ledger.states(dispatch)[contact] == State.SENDING, "called before it was committed"
        assert dispatch.expires_at > self.clock.moment, "called after its end"
        chain = (dispatch.chain_id or dispatch.id, contact)
        assert self.newest.get(chain, 0) <= row, "an older version after a newer one"
        self.newest[chain] = row
        if outcome.answer == Answer.TAKEN or outcome.may_have_left:
            self.left[dispatch.id, contact] += 1
        if dispatch.policy == Policy.ONCE:
            assert self.left[dispatch.id, contact] <= self.allowed[dispatch.id, contact], "doubled"


def reachable() -> dict[State, set[State]]:
    """The states that can follow on each, by the table, in any number of moves."""
    found = {one: {two for two in State for by in By if rules.may(one, two, by)} for one in State}
    for _ in State:
        for one in found:
            found[one] |= {three for two in found[one] for three in found[two]}
    return found


REACHABLE = reachable()


@pytest.mark.parametrize("seed", range(3))
def test_no_sequence_loses_doubles_or_disorders(
    app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    dice = random.Random(seed)
    clock.at("2026-11-24 03:00")
    monkeypatch.setattr(sender, "_dice", dice)
    monkeypatch.setattr(sender, "keyed_media", lambda _config: frozenset())
    monkeypatch.setattr(rules, "FREE", 12)
    monkeypatch.setattr(rules, "PIECE", dict.fromkeys(rules.PIECE, 5))
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    twin = Model(dice, clock)
    with ledger.a_kind(), ExitStack() as open_lines:
        ids = ledger.people(9)
        Told.receivers = set(ids)
        senders = [open_lines.enter_context(ledger.a_sender(twin)) for _ in range(2)]
        before: dict[tuple[int, int], State] = {}
        for _ in range(STEPS):
            _do_something(dice, clock, twin, senders, ids)
            after = _all_states()
            for key, state in before.items():
                assert state == after[key] or after[key] in REACHABLE[state], (key, state, after[key])
            before = after
            counted, summed = ledger.counted_and_summed()
            assert counted == summed
        _let_all_end(clock, twin)
        left_over = {state for state in _all_states().values() if state in (State.CREATED, State.SENDING)}
        assert not left_over, "lost"


def _all_states() -> dict[tuple[int, int], State]:
    with store.line() as line:
        rows = line.rows("SELECT dispatch_id, contact_id, state FROM deliveries")
    return {(dispatch_id, contact): State(state) for dispatch_id, contact, state in rows}


def _do_something(dice: random.Random, clock: Any, twin: Model, senders: list[Any], ids: list[int]) -> None:
    living = [one for one in twin.dispatches.values() if one.expires_at > clock.moment]
    match dice.choice(
        ("step",) * 8 + ("publish", "publish", "update", "cancel", "pause", "die", "clock", "sweep", "again")
    ):
        case "step":
            sender = dice.choice(senders)
            sender._looked = 0.0
            sender.step()
        case "publish" | "update" as what:
            newest = _newest_versions(twin) if what == "update" else []
            row = len(twin.dispatches) + 1
            Told.receivers = {one for one in ids if dice.random() < 0.7}
            twin.dispatches[row] = ledger.publish(
                row, dice.choice(list(Lane)), dice.choice(list(Policy)),
                expires_at=clock.moment + timedelta(minutes=dice.choice((10, 60, 600))),
                replaces=dice.choice(newest) if newest else None, recalls=bool(newest) and dice.random() < 0.3,
            )  # fmt: skip
        case "cancel" if living:
            with db.transaction():
                actions.cancel(dice.choice(living))
        case "pause" if living:
            one = dice.choice(living)
            with db.transaction():
                db.session.refresh(one)
                if one.cancelled_at is None:
                    transitions.move(one, Verb.GO_ON if one.paused_at else Verb.PAUSE, None)
        case "die":  # what it called is settled by nobody
            sender = dice.choice(senders)
            sender._results = []
        case "clock":
            clock.forward(seconds=dice.choice((1, 10, 100, 400)))
        case "sweep":
            with store.line() as line:
                jobs.free_dead(line)
                jobs.unpark(line)
        case "again" if living:
            one = dice.choice(living)
            for contact, state in ledger.states(one).items():
                if state == State.UNKNOWN:
                    twin.allowed[one.id, contact] = twin.left[one.id, contact] + 1
            with db.transaction():
                db.session.refresh(one)
                if transitions.stage(one) == Stage.GOING:
                    transitions.move(one, Verb.AGAIN, None)
            with store.line() as line:
                jobs.send_again(line)


def _newest_versions(twin: Model) -> list[Dispatch]:
    found: dict[int, Dispatch] = {}
    for one in twin.dispatches.values():
        found[one.chain_id or one.id] = one
    return list(found.values())


def _let_all_end(clock: Any, twin: Model) -> None:
    """Everybody is well again, nothing is paused, and the time of all messages comes and goes."""
    twin.well = True
    for one in twin.dispatches.values():
        with db.transaction():
            db.session.refresh(one)
            if transitions.stage(one) == Stage.PAUSED:
                transitions.move(one, Verb.GO_ON, None)
    for _ in range(6):
        clock.forward(seconds=400)
        with store.line() as line:
            jobs.free_dead(line)
            jobs.unpark(line)
        ledger.send(twin)
    for _ in range(2):  # also what is held until the morning
        clock.forward(hours=11)
        with store.line() as line:
            jobs.unpark(line)
        ledger.send(twin)

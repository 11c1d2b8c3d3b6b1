"""A gateway in trouble is left alone by all processes, looked at by one letter, and at full rate once it is back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from connect import config, db
from connect.gateways import media
from connect.gateways.base import Answer, Gateway, Letter, Outcome
from connect.gateways.breaker import report, rules, watch
from connect.gateways.breaker.rules import Limits, State
from connect.gateways.breaker.watch import SharedWatch, Watched
from connect.gateways.push import keys
from tests.conftest import Clock

NOW = datetime(2026, 11, 29, 5, tzinfo=UTC)
TODAY = date(2026, 11, 29)
DEAD = Outcome(Answer.LATER, reason="timeout")
TAKEN = Outcome(Answer.TAKEN)


@dataclass
class Server(Gateway):
    """Answers as it is told to."""

    says: Outcome = TAKEN
    asked: list[int] = field(default_factory=list)

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        self.asked.append(len(letters))
        return [self.says] * len(letters)


LETTERS = [Letter("+84912345678", "…", str(n)) for n in range(20)]


def send(server: Server, limits: dict[str, Limits] | None = None) -> list[Outcome]:
    return list(Watched(server, "sms", SharedWatch(limits or {})).send_many(LETTERS))


def rest_s(state: State) -> float:
    assert state.closed_until is not None
    return (state.closed_until - NOW).total_seconds()


def test_each_failure_lets_it_rest_longer_up_to_an_end_and_never_all_at_the_same_second() -> None:
    state, rests = State(), []
    for _ in range(12):
        state = rules.after(state, [DEAD], NOW, 0.5)
        rests.append(rest_s(state))
    assert rests == sorted(rests)
    assert rests[-1] <= rules.LONGEST_BACK_OFF_S < 10
    assert rest_s(rules.after(state, [DEAD], NOW, 0.0)) < rest_s(rules.after(state, [DEAD], NOW, 1.0))


def test_it_rests_as_long_as_it_asks_to() -> None:
    assert 90 <= rest_s(rules.after(State(), [replace(DEAD, retry_after_s=90)], NOW, 0.3)) <= 91


def test_one_that_lets_nobody_in_is_closed_with_its_reason() -> None:
    state = rules.after(State(), [Outcome(Answer.CLOSED, reason="http_403")], NOW, 0.5)
    assert (rest_s(state), state.why) == (rules.CLOSED_S, "http_403")


def test_a_busy_mailbox_and_a_dead_address_are_no_fault_of_the_gateway() -> None:
    outcomes = [replace(DEAD, alone=True), Outcome(Answer.GONE), Outcome(Answer.OURS)]
    assert rules.after(State(), outcomes, NOW, 0.5).closed_until is None


def test_where_every_letter_is_refused_something_is_wrong_with_the_gateway() -> None:
    refused = Outcome(Answer.OURS, reason="http_400")
    state = rules.after(State(), [refused] * 39, NOW, 0.5)
    assert state.closed_until is None
    assert rules.after(state, [TAKEN, refused], NOW, 0.5).closed_until is None, "one was taken in between"
    assert rules.after(state, [refused], NOW, 0.5).why == "http_400"


def test_the_bucket_gives_what_a_second_gives_and_no_more() -> None:
    limits, state, went = Limits(per_s=10), State(), 0
    for tenth in range(100):
        state, most, _ = rules.drawn(state, limits, 20, NOW + timedelta(seconds=tenth / 10), TODAY)
        went += most
    assert 100 <= went <= 110


def test_a_slow_rate_gives_one_after_its_time() -> None:
    state, most, wait_s = rules.drawn(State(), Limits(per_s=0.1), 5, NOW, TODAY)
    assert (most, wait_s) == (1, 10)
    assert rules.drawn(state, Limits(per_s=0.1), 5, NOW + timedelta(seconds=9), TODAY)[1] == 0
    assert rules.drawn(state, Limits(per_s=0.1), 5, NOW + timedelta(seconds=10), TODAY)[1] == 1


def test_the_days_quota_ends_and_begins_again_at_midnight() -> None:
    limits = Limits(a_day=30)
    state, most, _ = rules.drawn(State(), limits, 20, NOW, TODAY)
    state, then, wait_s = rules.drawn(state, limits, 20, NOW, TODAY)
    assert (most, then, wait_s) == (20, 10, rules.CLOSED_S)
    assert rules.drawn(state, limits, 20, NOW, TODAY)[1] == 0
    assert rules.drawn(state, limits, 20, NOW, TODAY + timedelta(days=1))[1] == 20


def test_a_well_gateway_without_a_limit_leaves_no_trace(app: Flask) -> None:
    assert [one.answer for one in send(Server())] == ["taken"] * 20
    assert db.session.get(watch.GatewayRow, "sms") is None


def test_a_dead_gateway_is_asked_by_single_letters_and_all_go_at_once_when_it_is_back(app: Flask, clock: Clock) -> None:
    server = Server(DEAD)
    assert {one.answer for one in send(server)} == {Answer.LATER}
    for _ in range(5):
        assert {one.answer for one in send(server)} == {Answer.LATER}
    assert server.asked == [20], "it was left alone"
    asked = 0
    for _ in range(600):  # a minute
        clock.forward(seconds=0.1)
        send(server)
    asked = len(server.asked) - 1
    assert set(server.asked[1:]) == {1}
    assert 5 <= asked <= 30
    server.says = TAKEN
    clock.forward(seconds=rules.LONGEST_BACK_OFF_S)
    assert [one.answer for one in send(server)][:2] == ["taken", "later"]
    assert [one.answer for one in send(server)] == ["taken"] * 20, "no letter waits for a back-off of its own"


def test_only_one_process_looks_whether_it_is_back(app: Flask, clock: Clock) -> None:
    send(Server(DEAD))
    clock.forward(seconds=10)
    assert SharedWatch().leave("sms", 20).most == 1
    assert SharedWatch().leave("sms", 20).most == 0, "another looks just now"
    clock.forward(seconds=rules.HELD_S)
    assert SharedWatch().leave("sms", 20).most == 1, "that one died meanwhile"


def test_a_limit_holds_for_all_processes_together(app: Flask, clock: Clock) -> None:
    server, limits = Server(), {"sms": Limits(per_s=5)}
    went = [sum(one.answer == Answer.TAKEN for one in send(server, limits)) for _ in range(3)]
    assert went == [5, 0, 0]
    clock.forward(seconds=1)
    assert sum(one.answer == Answer.TAKEN for one in send(server, limits)) == 5


def test_the_operator_reads_which_one_is_closed_and_what_to_do(make_app: Callable[..., Flask]) -> None:
    with make_app(push_contact="mailto:a@example.vn").app_context():
        send(Server(Outcome(Answer.CLOSED, reason="http_401")))
        closed, no_key = report.troubles(config.current())
        assert closed.startswith("sms is left alone until") and "sms_token" in closed
        assert "flask setup" in no_key
        db.session.remove()


def test_the_operator_reads_what_is_left_of_the_day_and_that_the_key_is_there(make_app: Callable[..., Flask]) -> None:
    with make_app(push_contact="mailto:a@example.vn", sms_a_day=100).app_context():
        with db.transaction():
            keys.ensure()
        send(Server(), {"sms": Limits(a_day=100)})
        key, left = report.state(config.current(), media.limits(config.current()))
        assert "mailto:a@example.vn" in key and "80 of 100" in left
        db.session.remove()

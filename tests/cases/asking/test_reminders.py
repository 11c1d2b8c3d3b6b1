"""Freshness: who is not heard of is asked twice, once each, whatever crashes; and the list says how old a word is."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import config, db
from connect.cases import actions, jobs, rules
from connect.cases.asking import reminders
from connect.cases.models import Case, Reminder
from connect.gateways import media, recording
from connect.gateways.base import Failed
from connect.jobs import intentions
from tests.builders import post_case
from tests.cases.test_views_ask import FILLED, send
from tests.visit import Visit

NOTHING = {"due": 0, "sent": 0, "failed": 0}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Any:
    """A site whose messages are recorded and offered."""
    app = make_app(development=True, moderation="peer_to_peer", site_url="https://help.example.vn")
    with app.app_context():
        yield app
        db.session.remove()


def sent() -> list[recording.Recorded]:
    return recording.recorded(media.outbox(config.current()))


def rows() -> list[Reminder]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Reminder).order_by(Reminder.id)))


def ask(sms: bool = True, **over: Any) -> tuple[Case, str]:
    return post_case(sms=sms, **over)


def test_she_is_asked_at_half_and_late_once_each(app: Flask, clock: Any) -> None:
    ask(phone="+84912345678")
    clock.forward(days=3, hours=11)
    assert jobs.remind() == NOTHING
    clock.forward(hours=2)
    assert jobs.remind() == {"due": 1, "sent": 1, "failed": 0}
    assert jobs.remind() == NOTHING
    clock.forward(days=2, hours=11)
    assert jobs.remind() == {"due": 1, "sent": 1, "failed": 0}
    assert jobs.remind() == NOTHING
    clock.forward(days=30)
    assert jobs.remind() == NOTHING
    assert [(one.kind, one.medium) for one in rows()] == [("half", "sms"), ("late", "sms")]
    assert {one.to for one in sent()} == {"+84912345678"}
    assert len({one.key for one in sent()}) == 2


def test_the_message_holds_her_link_and_nothing_of_hers(app: Flask, clock: Any) -> None:
    _, token = ask(phone="+84912345678")
    clock.forward(days=4)
    jobs.remind()
    (message,) = sent()
    assert message.text == f"Connect: mời bạn xem lại yêu cầu của mình: https://help.example.vn/cases/mine/{token}"


def test_who_asked_for_somebody_else_is_asked_herself(app: Flask, clock: Any) -> None:
    ask(phone="+84912345678", reporter_name="Chị Mai", reporter_phone="+84987654321")
    clock.forward(days=4)
    jobs.remind()
    assert [one.to for one in sent()] == ["+84987654321"]


def test_without_her_leave_only_her_own_page_asks(app: Flask, clock: Any) -> None:
    _, token = ask(sms=False)
    visit = Visit(app)
    assert "chưa nghe tin bạn" not in visit.get("cases.mine", token=token).text
    clock.forward(days=4)
    assert jobs.remind() == {"due": 1, "sent": 0, "failed": 0}
    assert sent() == []
    assert [(one.medium, one.sent_at is not None) for one in rows()] == [("page", True)]
    assert "chưa nghe tin bạn" in visit.get("cases.mine", token=token).text
    visit.post("cases.mine_do", token=token, verb="still-needed")
    assert "chưa nghe tin bạn" not in visit.follow().text


def test_a_new_word_from_her_begins_a_new_span(app: Flask, clock: Any) -> None:
    case, _ = ask()
    clock.forward(days=4)
    jobs.remind()
    with db.transaction():
        actions.still_needed(case)
    assert jobs.remind() == NOTHING
    clock.forward(days=4)
    assert jobs.remind()["sent"] == 1


def test_after_a_pause_of_the_worker_she_is_asked_once_and_not_twice(app: Flask, clock: Any) -> None:
    ask()
    clock.forward(days=6, hours=12)
    assert jobs.remind() == {"due": 1, "sent": 1, "failed": 0}
    assert jobs.remind() == NOTHING
    assert [one.kind for one in rows()] == ["late"]


@pytest.mark.parametrize("state", [state for state in rules.STATES if state in rules.ENDED or state in rules.LEASED])
def test_who_has_a_helper_or_whose_request_has_ended_is_left_in_peace(app: Flask, clock: Any, state: str) -> None:
    case, _ = ask()
    with db.transaction():
        case.state = state
    clock.forward(days=4)
    assert jobs.remind() == NOTHING


# --- What breaks -------------------------------------------------------------------------------------------


class Crash(BaseException):
    """The worker is gone, as with kill -9: nothing after this line runs."""


class Gateway:
    """A gateway that keeps each key once, as real ones do, and fails as it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.trouble: list[BaseException | None] = []

    def send(self, to: str, text: str, *, key: str) -> None:
        """Hears the message, then perhaps breaks."""
        trouble = self.trouble.pop(0) if self.trouble else None
        if isinstance(trouble, Failed):
            raise trouble
        self.heard.append(key)
        if trouble is not None:
            raise trouble


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """What stands in for the gateway."""
    gateway = Gateway()
    monkeypatch.setattr(jobs, "gateway", lambda _config, _medium: gateway)
    return gateway


def test_a_crash_after_the_message_went_out_repeats_it_under_the_same_key(
    app: Flask, clock: Any, line: Gateway
) -> None:
    ask()
    clock.forward(days=4)
    line.trouble = [Crash()]
    with pytest.raises(Crash):
        jobs.remind()
    assert jobs.remind() == NOTHING  # the lease still runs
    clock.forward(minutes=5)
    assert jobs.remind()["sent"] == 1
    assert len(line.heard) == 2
    assert len(set(line.heard)) == 1


def test_a_crash_before_the_message_went_out_loses_nothing(
    app: Flask, clock: Any, line: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask()
    clock.forward(days=4)
    real = reminders.take

    def dies(reminder_id: int) -> None:
        real(reminder_id)
        raise Crash

    monkeypatch.setattr(reminders, "take", dies)
    with pytest.raises(Crash):
        jobs.remind()
    monkeypatch.setattr(reminders, "take", real)
    assert len(rows()) == 1
    assert jobs.remind()["sent"] == 1
    assert len(line.heard) == 1


def test_a_dead_gateway_is_tried_again_ever_more_rarely_and_then_left(app: Flask, clock: Any, line: Gateway) -> None:
    ask()
    clock.forward(days=4)
    line.trouble = [Failed("answered 503") for _ in range(9)]
    tries = 0
    for _ in range(120):
        tries += jobs.remind()["failed"]
        clock.forward(minutes=1)
    assert tries == intentions.MOST_TRIES
    assert rows()[0].sent_at is None


def test_a_gateway_that_comes_back_gets_the_message(app: Flask, clock: Any, line: Gateway) -> None:
    ask()
    clock.forward(days=4)
    line.trouble = [Failed("timeout")]
    assert jobs.remind()["failed"] == 1
    clock.forward(minutes=5)
    assert jobs.remind()["sent"] == 1


def test_many_failures_in_a_row_let_the_sweep_go_on(app: Flask, clock: Any, line: Gateway) -> None:
    for _ in range(6):
        ask()
    clock.forward(days=4)
    line.trouble = [Failed("timeout") for _ in range(6)]
    assert jobs.remind() == {"due": 6, "sent": 0, "failed": intentions.FAILURES}


def test_two_workers_at_once_send_one_message(app: Flask, clock: Any, line: Gateway) -> None:
    ask()
    clock.forward(days=4)
    (case_id,) = reminders.due("half", 9)
    assert jobs._intend(case_id, "half") + jobs._intend(case_id, "half") == 1
    (reminder_id,) = reminders.waiting(9)
    barrier, went = threading.Barrier(8), []

    def run() -> None:
        with app.app_context():
            barrier.wait()
            went.append(intentions.send_out([reminder_id], reminders.take, jobs._send, reminders.done))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent, nothing = {"sent": 1, "failed": 0}, {"sent": 0, "failed": 0}
    assert (went.count(sent), went.count(nothing), len(line.heard)) == (1, 7, 1)


def test_who_was_heard_between_the_intention_and_the_message_gets_none(app: Flask, clock: Any, line: Gateway) -> None:
    case, _ = ask()
    clock.forward(days=4)
    jobs._intend(case.id, "half")
    with db.transaction():
        actions.still_needed(case)
    assert jobs.remind() == NOTHING
    assert line.heard == []
    assert rows()[0].dropped_at is not None


def test_wiped_data_is_written_to_nobody(app: Flask, clock: Any, line: Gateway) -> None:
    case, _ = ask()
    clock.forward(days=4)
    jobs._intend(case.id, "half")
    with db.transaction():
        actions.wipe(case)
    assert actions.secret_of(case).sms_agreed_at is None
    assert jobs.remind() == NOTHING
    assert line.heard == []


# --- The form and the list ---------------------------------------------------------------------------------


def test_the_box_is_offered_where_messages_go_out_and_is_never_ticked_before(app: Flask, clock: Any) -> None:
    visit = Visit(app)
    box = re.search(r'<input[^>]*name="sms"[^>]*>', visit.get("cases.ask").text)
    assert box
    assert "checked" not in box.group(0)
    send(visit)
    send(Visit(app), sms="y", phone="0912 345 679")
    db.session.rollback()
    agreed = [actions.secret_of(case).sms_agreed_at for case in db.session.scalars(sa.select(Case).order_by(Case.id))]
    assert agreed == [None, clock.moment]


def test_where_no_message_goes_out_none_is_offered(make_app: Callable[..., Flask]) -> None:
    bare = make_app()
    with bare.app_context():
        visit = Visit(bare)
        assert 'name="sms"' not in visit.get("cases.ask").text
        send(visit, sms="y")
        assert actions.secret_of(db.session.scalars(sa.select(Case)).one()).sms_agreed_at is None


def test_she_takes_back_her_leave_on_the_page_of_changes(app: Flask) -> None:
    visit = Visit(app)
    case, token = ask()
    assert re.search(r'<input[^>]*checked[^>]*name="sms"', visit.get("cases.mine_edit", token=token).text)
    visit.post("cases.mine_edit", FILLED, token=token)
    db.session.expire_all()
    assert actions.secret_of(case).sms_agreed_at is None


def test_a_case_fades_in_list_and_page_before_it_expires(app: Flask, clock: Any) -> None:
    case, _ = ask()
    visit = Visit(app)

    def pages() -> list[str]:
        return [
            visit.get(f"/cases/nearby?at={case.cell:x}").text,
            visit.get("cases.show", public_id=case.public_id).text,
        ]

    assert not [page for page in pages() if "chưa xác nhận" in page or "fading" in page]
    clock.forward(days=5)
    assert all("chưa xác nhận lại 5 ngày nay" in page and "fading" in page for page in pages())
    with db.transaction():
        actions.still_needed(case)
    assert not [page for page in pages() if "chưa xác nhận" in page]

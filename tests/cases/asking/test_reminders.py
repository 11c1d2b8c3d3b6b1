"""Freshness: who is not heard of is asked twice, once each, whatever crashes; and the list says how old a word is."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import config, db
from connect.cases import actions, jobs, rules, wiping
from connect.cases.asking import reminders
from connect.cases.models import Case, Reminder
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import store
from connect.deliveries.sending import jobs as sending, sender
from connect.gateways import media, recording
from connect.jobs.writing_once import written
from tests.builders import post_case
from tests.cases.test_views_ask import FILLED, send
from tests.deliveries import ledger
from tests.visit import Visit


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Any:
    """A site whose messages are recorded and offered."""
    app = make_app(development=True, moderation="peer_to_peer", site_url="https://help.example.vn", quiet_hours="")
    with app.app_context():
        yield app
        db.session.remove()


def sent() -> list[recording.Recorded]:
    return recording.recorded(media.outbox(config.current()))


def remind() -> tuple[int, int]:
    """How many were due, and how many messages went out."""
    return jobs.remind(), ledger.send_all().get("sent", 0)


def rows() -> list[Reminder]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Reminder).order_by(Reminder.id)))


def ask(sms: bool = True, **over: Any) -> tuple[Case, str]:
    return post_case(sms=sms, **over)


def test_she_is_asked_at_half_and_late_once_each(app: Flask, clock: Any) -> None:
    ask(phone="+84912345678")
    clock.forward(days=3, hours=11)
    assert remind() == (0, 0)
    clock.forward(hours=2)
    assert remind() == (1, 1)
    assert remind() == (0, 0)
    clock.forward(days=2, hours=11)
    assert remind() == (1, 1)
    assert remind() == (0, 0)
    clock.forward(days=30)
    assert remind() == (0, 0)
    assert [(one.kind, one.medium) for one in rows()] == [("half", "sms"), ("late", "sms")]
    assert {one.to for one in sent()} == {"+84912345678"}
    assert len({one.key for one in sent()}) == 2


def test_the_message_holds_her_link_and_nothing_of_hers(app: Flask, clock: Any) -> None:
    _, token = ask(phone="+84912345678")
    clock.forward(days=4)
    remind()
    (message,) = sent()
    assert message.text == f"Connect: mời bạn xem lại yêu cầu của mình: https://help.example.vn/cases/mine/{token}"


def test_who_asked_for_somebody_else_is_asked_herself(app: Flask, clock: Any) -> None:
    ask(phone="+84912345678", reporter_name="Chị Mai", reporter_phone="+84987654321")
    clock.forward(days=4)
    remind()
    assert [one.to for one in sent()] == ["+84987654321"]


def test_without_her_leave_only_her_own_page_asks(app: Flask, clock: Any) -> None:
    _, token = ask(sms=False)
    visit = Visit(app)
    assert "chưa nghe tin bạn" not in visit.get("cases.mine", token=token).text
    clock.forward(days=4)
    assert remind() == (1, 0)
    assert sent() == []
    assert [(one.medium, one.sent_at is not None) for one in rows()] == [("page", True)]
    assert "chưa nghe tin bạn" in visit.get("cases.mine", token=token).text
    visit.post("cases.mine_do", token=token, verb="still-needed")
    assert "chưa nghe tin bạn" not in visit.follow().text


def test_a_new_word_from_her_begins_a_new_span(app: Flask, clock: Any) -> None:
    case, _ = ask()
    clock.forward(days=4)
    remind()
    with db.transaction():
        actions.still_needed(case)
    assert remind() == (0, 0)
    clock.forward(days=4)
    assert remind() == (1, 1)


def test_after_a_pause_of_the_worker_she_is_asked_once_and_not_twice(app: Flask, clock: Any) -> None:
    ask()
    clock.forward(days=6, hours=12)
    assert remind() == (1, 1)
    assert remind() == (0, 0)
    assert [one.kind for one in rows()] == ["late"]


@pytest.mark.parametrize("state", [state for state in rules.STATES if state in rules.ENDED or state in rules.LEASED])
def test_who_has_a_helper_or_whose_request_has_ended_is_left_in_peace(app: Flask, clock: Any, state: str) -> None:
    case, _ = ask()
    with db.transaction():
        case.state = state
    clock.forward(days=4)
    assert remind() == (0, 0)


# --- What breaks -------------------------------------------------------------------------------------------


def test_a_crash_after_the_message_went_out_repeats_it_under_the_same_key(app: Flask, clock: Any) -> None:
    ask()
    clock.forward(days=4)
    jobs.remind()
    with store.line() as line:
        sender.of_this_site(line).step()  # and is gone
    assert ledger.send_all() == {}, "the lease still runs"
    clock.forward(minutes=5)
    with store.line() as line:
        assert sending.free_dead(line) == 1
    (before,) = sent()
    assert ledger.send_all() == {"sent": 1}
    (after,) = sent()
    assert (after.key, after.at > before.at) == (before.key, True)


def test_two_workers_at_once_write_one_reminder(app: Flask, clock: Any) -> None:
    ask()
    clock.forward(days=4)
    (case_id,) = reminders.due("half", 9)
    intend = partial(reminders.intend, case_id, "half")
    assert written(intend) + written(intend) == 1
    assert ledger.send_all() == {"sent": 1}


def test_what_an_earlier_version_left_unsent_is_handed_over(app: Flask, clock: Any) -> None:
    case, _ = ask()
    clock.forward(days=4)
    with db.transaction():
        db.session.add(Reminder(case_id=case.id, kind="half", clock_at=case.clock_at, medium="sms"))
    assert remind() == (0, 1)
    assert remind() == (0, 0)
    assert len(sent()) == 1


def test_who_was_heard_between_the_intention_and_the_message_gets_none(app: Flask, clock: Any) -> None:
    case, _ = ask()
    clock.forward(days=4)
    jobs.remind()
    with db.transaction():
        actions.still_needed(case)
    assert ledger.send_all() == {"suppressed": 1}
    assert sent() == []


def test_wiped_data_is_written_to_nobody(app: Flask, clock: Any) -> None:
    case, _ = ask()
    clock.forward(days=4)
    jobs.remind()
    with db.transaction():
        wiping.wipe(case)
    assert actions.secret_of(case).sms_agreed_at is None
    assert not db.session.scalars(sa.select(Contact)).all()
    assert ledger.send_all() == {}
    assert sent() == []


def test_at_night_the_message_waits_for_the_morning(make_app: Callable[..., Flask], clock: Any) -> None:
    with make_app(development=True, moderation="peer_to_peer").app_context():
        clock.at("2026-11-24 16:30")
        ask()
        clock.forward(days=4)
        assert remind() == (1, 0)
        clock.forward(hours=7)
        assert ledger.send_all() == {"sent": 1}
        db.session.remove()


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

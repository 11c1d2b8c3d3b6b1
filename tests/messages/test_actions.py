"""A thread: one for each claim, numbers from the database, one message for each key, and who may speak until when."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import queries as cases, wiping
from connect.cases.claims import actions as claims
from connect.cases.disclosure import case_view, limits
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import NotFound, RuleBroken
from connect.messages import actions, queries, rules, seats
from connect.messages.actions import KeyUsed, TalkClosed, TooMany
from connect.messages.models import Message, Thread
from connect.messages.rules import Closed
from connect.registry import personal_data
from tests.builders import make_case, make_person, make_thread, speak, take, token_of


def mine(case: Case, thread: Thread) -> seats.Seat:
    found = seats.of_requester(token_of(case), thread.public_id)
    assert found
    return found


def theirs(helper: Person, thread: Thread) -> seats.Seat:
    found = seats.of_helper(helper, thread.public_id)
    assert found
    return found


def said(seat: seats.Seat) -> list[tuple[int, bool, str | None]]:
    return [(one.number, one.mine, one.words) for one in queries.shown(seat)]


def test_both_read_the_same_in_one_order(case: Case, helper: Person, thread: Thread) -> None:
    assert said(mine(case, thread)) == [(1, True, "Nhà có cổng xanh."), (2, False, "Tôi ra ngay.")]
    assert said(theirs(helper, thread)) == [(1, False, "Nhà có cổng xanh."), (2, True, "Tôi ra ngay.")]


def test_a_clock_that_goes_back_changes_no_order(case: Case, helper: Person, thread: Thread) -> None:
    with clock.told(clock.now() - timedelta(minutes=5)):
        speak(thread, case, helper, "Đồng hồ tôi chậm.")
    assert [one.number for one in queries.shown(mine(case, thread))] == [1, 2, 3]
    assert queries.shown(mine(case, thread))[-1].words == "Đồng hồ tôi chậm."


def test_the_same_key_is_one_message_and_other_words_are_refused(case: Case, helper: Person, thread: Thread) -> None:
    key = str(uuid.uuid4())
    first = speak(thread, case, helper, "Khoảng 15 phút nữa.", key)
    again = speak(thread, case, helper, "Khoảng 15 phút nữa.", key)
    assert (first.number, first.again, again.number, again.again) == (3, False, 3, True)
    with pytest.raises(KeyUsed):
        speak(thread, case, helper, "Khoảng 50 phút nữa.", key)
    assert speak(thread, case, None, "Vâng.", key).number == 4  # the key of the other side is another key
    assert db.session.get_one(Thread, thread.id, populate_existing=True).last_number == 4


def test_a_thread_is_opened_once_for_a_claim(case: Case, helper: Person, thread: Thread) -> None:
    claim = cases.live_claim(case)
    assert claim
    with db.transaction():
        assert actions.open_thread(claim).id == thread.id


def test_what_was_said_lies_sealed_and_opens_in_its_own_place_alone(case: Case, thread: Thread) -> None:
    kept = str(db.session.execute(sa.text("SELECT * FROM messages")).all())
    assert "cổng" not in kept
    one, two = db.session.scalars(sa.select(Message).order_by(Message.number)).all()
    one.body_sealed = two.body_sealed
    with pytest.raises(Exception, match="does not open"):
        _ = one.body
    db.session.rollback()


def test_unread_is_counted_from_what_was_on_the_screen(case: Case, helper: Person, thread: Thread) -> None:
    assert queries.unread(mine(case, thread)) == 1
    for number, left in ((10**9, 0), (1, 0)):
        with db.transaction():
            actions.see(mine(case, thread), number)
        assert queries.unread(mine(case, thread)) == left
    assert db.session.get_one(Thread, thread.id, populate_existing=True).seen_by_requester == 2
    speak(thread, case, helper, "Tôi tới rồi.")
    assert queries.unread(mine(case, thread)) == 1
    with db.transaction():
        actions.hide(theirs(helper, thread), 3)
    assert queries.unread(mine(case, thread)) == 0


def test_one_takes_back_ones_own_and_only_for_a_while(case: Case, helper: Person, thread: Thread) -> None:
    with pytest.raises(NotFound), db.transaction():
        actions.hide(theirs(helper, thread), 1)
    with pytest.raises(NotFound), db.transaction():
        actions.hide(theirs(helper, thread), 99)
    with pytest.raises(RuleBroken), clock.told(clock.now() + rules.HIDE_WITHIN), db.transaction():
        actions.hide(theirs(helper, thread), 2)
    with db.transaction():
        actions.hide(theirs(helper, thread), 2)
    shown = queries.shown(mine(case, thread))[-1]
    assert (shown.number, shown.hidden, shown.words) == (2, True, None)


def test_a_side_that_said_much_waits_and_does_not_silence_the_other(
    case: Case, helper: Person, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "A_MINUTE", 3)
    for _ in range(2):
        speak(thread, case, helper, "Alo")
    with pytest.raises(TooMany) as refused:
        speak(thread, case, helper, "Alo")
    assert refused.value.again_at and refused.value.again_at > clock.now()
    speak(thread, case, None, "Tôi nghe đây.")
    with clock.told(clock.now() + rules.MINUTE):
        speak(thread, case, helper, "Alo")


def test_a_lease_that_is_over_closes_the_thread_without_any_job(case: Case, helper: Person, thread: Thread) -> None:
    claim = cases.live_claim(case)
    assert claim
    with clock.told(claim.until):
        assert mine(case, thread).why_not == theirs(helper, thread).why_not == Closed.LAPSED
        with pytest.raises(TalkClosed):
            speak(thread, case, helper, "Tôi đang đi.")
        assert len(said(theirs(helper, thread))) == 2  # reading goes on


def test_the_same_key_is_answered_also_when_the_thread_is_closed(case: Case, helper: Person, thread: Thread) -> None:
    key = str(uuid.uuid4())
    speak(thread, case, helper, "Tôi đang đi.", key)
    with db.transaction():
        claims.release(case_view.of(case, Actor(helper)), "no_time")
    assert theirs(helper, thread).why_not == Closed.RELEASED
    assert speak(thread, case, helper, "Tôi đang đi.", key).again


def test_whom_the_requester_stopped_reads_nothing_more(case: Case, helper: Person, thread: Thread) -> None:
    with db.transaction():
        limits.stop_helper(case)
    seat = theirs(helper, thread)
    assert (seat.why_not, seat.may_read, said(seat), queries.unread(seat)) == (Closed.STOPPED, False, [], 0)
    assert len(said(mine(case, thread))) == 2
    with pytest.raises(TalkClosed):
        speak(thread, case, helper, "Xin lỗi")


def test_one_thanks_for_72_hours_after_a_handover(app: Flask) -> None:
    helper = make_person(verified=True)
    case = make_case("helped", helper=helper)
    claim = cases.claims(case)[0]
    with db.transaction():
        thread = actions.open_thread(claim)
    assert claim.ended_at
    speak(thread, case, None, "Cảm ơn bạn.")
    with clock.told(claim.ended_at + rules.AFTERWARDS):
        assert mine(case, thread).why_not == Closed.ENDED


def test_the_next_helper_has_another_thread(case: Case, helper: Person, thread: Thread) -> None:
    with db.transaction():
        claims.release(case_view.of(case, Actor(helper)), "no_time")
    following = make_person(verified=True)
    take(case, following)
    assert seats.of_helper(following, thread.public_id) is None
    second = make_thread(case, following)
    assert second.id != thread.id and seats.of_helper(helper, second.public_id) is None
    assert [one.id for one in queries.of_case(case)] == [second.id, thread.id]
    assert len(said(mine(case, thread))) == len(said(mine(case, second))) == 2


def test_nobody_else_has_a_seat(case: Case, thread: Thread) -> None:
    moderator, other = make_person("moderator"), make_case("open")
    assert seats.of_helper(moderator, thread.public_id) is None
    assert seats.of_requester(token_of(other), thread.public_id) is None
    with db.transaction():
        db.session.get_one(Thread, thread.id).asked_moderator_at = clock.now()
    assert seats.of_helper(moderator, thread.public_id) is None, "asked, and not come yet"
    assert seats.of_helper(make_person("moderator", "01"), thread.public_id) is None


def test_a_wiped_case_leaves_numbers_sides_and_moments(case: Case, helper: Person, thread: Thread) -> None:
    with db.transaction():
        wiping.wipe(case)
    rows = db.session.execute(sa.text("SELECT number, side, key, person_id, body_sealed, code FROM messages")).all()
    assert [tuple(row) for row in rows] == [
        (1, "requester", "1", None, None, None),
        (2, "helper", "2", None, None, None),
    ]
    assert queries.unread(mine(case, thread)) == 0
    assert mine(case, thread).why_not == Closed.WIPED
    told = personal_data.tell("case", case)["messages"][0]
    assert [one["words"] for one in told["messages"]] == [None, None]


def test_a_download_has_it_all_and_an_erased_account_leaves_no_words(
    case: Case, helper: Person, thread: Thread
) -> None:
    told = personal_data.tell("case", case)["messages"][0]["messages"]
    assert [one["words"] for one in told] == ["Nhà có cổng xanh.", "Tôi ra ngay."]
    assert [one["words"] for one in personal_data.tell("person", helper)["messages"]] == ["Tôi ra ngay."]
    with db.transaction():
        personal_data.erase("person", db.session.get_one(Person, helper.id))
    db.session.expire_all()
    assert [one.words for one in queries.shown(mine(case, thread))] == ["Nhà có cổng xanh.", None]

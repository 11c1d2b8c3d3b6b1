"""Moderators in a conversation: asked in by a side, or reading a report they have in hand; both sides know of each."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases.claims.models import Disclosure
from connect.cases.models import Case
from connect.crypto.audit_log import AuditEntry
from connect.messages import seats
from connect.messages.models import Thread
from connect.moderation.models import AbuseReport
from tests.builders import make_case, make_person, make_thread, speak, token_of
from tests.conftest import Clock
from tests.visit import Visit

SECRET = "Bạn chuyển khoản cho tôi 500k rồi tôi mới tới."


@pytest.fixture
def thread(case: Case, helper: Person) -> Thread:
    made = make_thread(case, helper)
    speak(made, case, helper, SECRET)
    return made


@pytest.fixture
def moderator(app: Flask) -> Person:
    return make_person("moderator")


@pytest.fixture
def staff(app: Flask, moderator: Person) -> Visit:
    return Visit(app, "en").as_(moderator)


@pytest.fixture
def lan(app: Flask, case: Case) -> Visit:
    return Visit(app, "en")


def of(thread: Thread) -> str:
    return f"/messages/{thread.public_id}"


def at_home(case: Case, thread: Thread) -> str:
    return f"/messages/mine/{token_of(case)}/{thread.public_id}"


def report(lan: Visit, case: Case, thread: Thread, reason: str = "fraud") -> None:
    lan.post(f"/moderation/report/conversation/{token_of(case)}/{thread.public_id}", {"reason": reason})


# --- Reports ------------------------------------------------------------------------------------------------


def test_a_report_opens_exactly_this_thread_for_a_reason_that_both_sides_read(
    app: Flask, lan: Visit, staff: Visit, case: Case, thread: Thread, helper: Person
) -> None:
    report(lan, case, thread)
    item = staff.get("moderation.reported", public_id=thread.public_id)
    assert SECRET not in item.text and "Nobody reads it so far" in item.text
    staff.get(of(thread), 404)
    staff.post(f"/messages/reported/{thread.public_id}", {"reason": "xem có đòi tiền không"})
    page = staff.get(of(thread)).text
    assert "500k" in page and 'id="say"' not in page
    for reader in (lan.get(at_home(case, thread)), Visit(app, "en").as_(helper).get(of(thread))):
        assert "A moderator reads this conversation because it was reported" in reader.text
        assert "xem có đòi tiền không" in reader.text
    assert "xem có đòi tiền không" in lan.get("cases.mine", token=token_of(case)).text
    assert db.session.scalar(sa.select(AuditEntry).where(AuditEntry.what == "talk_read"))


def test_without_a_reason_nothing_opens(lan: Visit, staff: Visit, case: Case, thread: Thread) -> None:
    report(lan, case, thread)
    staff.get("moderation.reported", public_id=thread.public_id)
    staff.post(f"/messages/reported/{thread.public_id}", {"reason": " "})
    staff.get(of(thread), 404)
    assert not db.session.scalars(sa.select(Disclosure)).all()


def test_a_moderator_without_the_item_in_hand_reads_nothing(
    app: Flask, lan: Visit, staff: Visit, case: Case, thread: Thread
) -> None:
    report(lan, case, thread)
    staff.get("moderation.reported", public_id=thread.public_id)
    second = Visit(app, "en").as_(make_person("moderator"))
    second.get("moderation.reported", public_id=thread.public_id)
    second.post(f"/messages/reported/{thread.public_id}", {"reason": "tôi cũng muốn xem"})
    second.get(of(thread), 404)
    unreported = Visit(app, "en").as_(make_person("moderator"))
    unreported.post(f"/messages/reported/{thread.public_id}", {"reason": "không có việc"})
    unreported.get(of(thread), 404)
    assert not db.session.scalars(sa.select(Disclosure)).all()


def test_once_the_report_is_answered_the_thread_is_shut_again(
    lan: Visit, staff: Visit, case: Case, thread: Thread
) -> None:
    report(lan, case, thread)
    staff.get("moderation.reported", public_id=thread.public_id)
    staff.post(f"/messages/reported/{thread.public_id}", {"reason": "xem có đòi tiền không"})
    staff.get(of(thread))
    staff.post("moderation.settle", {"verdict": "upheld"}, public_id=thread.public_id)
    staff.get(of(thread), 404)
    assert db.session.scalars(sa.select(AbuseReport.verdict)).one() == "upheld"


def test_a_report_tells_what_comes_of_it_and_strangers_have_none(
    app: Flask, lan: Visit, case: Case, thread: Thread, helper: Person
) -> None:
    form = lan.get(f"/moderation/report/conversation/{token_of(case)}/{thread.public_id}").text
    assert "may read this one conversation" in form
    Visit(app, "en").as_(helper).get(f"/moderation/report/conversation/{thread.public_id}")
    Visit(app, "en").get(f"/moderation/report/conversation/{thread.public_id}", 404)
    Visit(app, "en").as_(make_person()).get(f"/moderation/report/conversation/{thread.public_id}", 404)
    other = token_of(make_case("open"))
    Visit(app, "en").get(f"/moderation/report/conversation/{other}/{thread.public_id}", 404)


# --- Asked in -----------------------------------------------------------------------------------------------


def test_a_moderator_who_is_asked_comes_in_speaks_and_leaves(
    app: Flask, lan: Visit, staff: Visit, moderator: Person, case: Case, thread: Thread, helper: Person
) -> None:
    lan.post(f"{at_home(case, thread)}/invite", {})
    assert "Asked into a conversation" in staff.get("moderation.queue").text
    item = staff.get("messages.asked", public_id=thread.public_id)
    assert SECRET not in item.text
    staff.get(of(thread), 404)
    staff.post("messages.asked_join", {}, public_id=thread.public_id)
    assert "500k" in staff.get(of(thread)).text
    speak(thread, case, moderator, "Chào hai bạn, tôi là người duyệt.")
    hanh = Visit(app, "en").as_(helper)
    for reader in (lan.get(at_home(case, thread)), hanh.get(of(thread))):
        for words in ("was invited into", "has joined and can read", "Chào hai bạn"):
            assert words in reader.text
    assert "được bạn mời vào" in lan.get("cases.mine", token=token_of(case)).text
    staff.post("messages.asked_leave", {}, public_id=thread.public_id)
    staff.get(of(thread), 404)
    assert "has left this conversation" in hanh.get(of(thread)).text
    assert len(db.session.scalars(sa.select(Disclosure)).all()) == 1


def test_two_who_ask_at_once_ask_one(app: Flask, lan: Visit, case: Case, thread: Thread, helper: Person) -> None:
    lan.post(f"{at_home(case, thread)}/invite", {})
    hanh = Visit(app, "en").as_(helper)
    hanh.post(f"{of(thread)}/invite", {})
    assert hanh.get(of(thread)).text.count("was invited into this conversation") == 1


def test_a_moderator_of_elsewhere_and_one_not_asked_stay_out(app: Flask, staff: Visit, thread: Thread) -> None:
    staff.get("messages.asked", 404, public_id=thread.public_id)
    staff.post("messages.asked_join", {}, 404, public_id=thread.public_id)
    far = Visit(app, "en").as_(make_person("moderator", "01"))
    far.get("messages.asked", 404, public_id=thread.public_id)


def test_asked_anew_a_moderator_of_before_has_to_come_in_again(
    lan: Visit, staff: Visit, moderator: Person, case: Case, thread: Thread, clock: Clock
) -> None:
    lan.post(f"{at_home(case, thread)}/invite", {})
    staff.get("messages.asked", public_id=thread.public_id)
    staff.post("messages.asked_join", {}, public_id=thread.public_id)
    staff.post("messages.asked_leave", {}, public_id=thread.public_id)
    clock.forward(minutes=1)
    lan.post(f"{at_home(case, thread)}/invite", {})
    assert seats.of_helper(moderator, thread.public_id) is None

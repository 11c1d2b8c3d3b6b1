"""Who lets people wait sees fewer cases until spoken with; staff's decisions on a person are kept, and not public."""

import pytest
from flask import Flask

from connect import db
from connect.accounts import actions, queries as accounts
from connect.cases import queries
from connect.cases.claims import actions as claim_actions, helper_reliability
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.cases.models import Case
from connect.errors import NotAllowed, RuleBroken
from connect.moderation.people import person_record
from connect.moderation.queue import work_queue
from tests.builders import make_case, make_person, take
from tests.visit import Visit


@pytest.mark.parametrize(
    ("lapses", "disputes", "kind", "cap", "urgent"),
    [(0, 0, "good", 3, True), (1, 0, "good", 3, True), (2, 0, "watched", 1, False), (0, 1, "watched", 1, False),
     (4, 0, "spoken_to", 0, False), (2, 1, "spoken_to", 0, False)],
)  # fmt: skip
def test_standing(lapses: int, disputes: int, kind: str, cap: int, urgent: bool) -> None:
    found = helper_reliability.standing(lapses, disputes)
    assert (found, helper_reliability.cap(found, 3), helper_reliability.may_take(found, 2)) == (kind, cap, urgent)


def test_who_lets_leases_lapse_is_held_back_until_spoken_with(app: Flask, clock) -> None:
    helper, moderator = make_person(verified=True), make_person("moderator")
    for _ in range(2):
        take(make_case(), helper)
        clock.forward(hours=25)
    urgent, calm = make_case(urgency=2), make_case()
    with pytest.raises(RuleBroken), db.transaction():
        claim_actions.claim(case_view.of(urgent, Actor(helper)))
    take(calm, helper)
    other = make_case()
    with pytest.raises(RuleBroken), db.transaction():
        claim_actions.claim(case_view.of(other, Actor(helper)))
    clock.forward(hours=25)
    take(other, helper)
    clock.forward(hours=25)
    last = make_case(urgency=0)
    with pytest.raises(RuleBroken), db.transaction():
        claim_actions.claim(case_view.of(last, Actor(helper)))
    with db.transaction():
        person_record.decide(moderator, helper, "spoken", "Đã gọi, hứa báo sớm")
    take(last, helper)


def test_old_lapses_are_forgotten(app: Flask, clock) -> None:
    helper = make_person(verified=True)
    for _ in range(2):
        take(make_case(), helper)
        clock.forward(hours=25)
    assert queries.standing_of(helper.id, None) == "watched"
    clock.forward(days=31)
    assert queries.standing_of(helper.id, None) == "good"
    urgent = make_case(urgency=2)
    take(urgent, helper)
    assert urgent.state == "claimed"


def test_blocking_gives_her_cases_back_at_once_and_is_in_the_record(visit: Visit) -> None:
    helper = make_person(verified=True)
    case = make_case("claimed", helper=helper)
    visit.as_(make_person("moderator", area="79", name="Cô Duyên"))
    visit.get("moderation.person", public_id=helper.public_id)
    typed = {"verb": "block", "note": "Đòi tiền người nhận", "told": "Xin gọi chúng tôi"}
    assert 'name="sure"' in visit.post("moderation.person_decide", typed, 200, public_id=helper.public_id).text
    assert accounts.by_public_id(helper.public_id).is_active
    visit.post("moderation.person_decide", typed | {"sure": "yes"}, public_id=helper.public_id)
    text = visit.follow().text
    assert "Đòi tiền người nhận" in text
    assert "Cô Duyên" in text
    db.session.rollback()
    assert db.session.get_one(Case, case.id).state == "open"
    assert not accounts.by_public_id(helper.public_id).is_active
    visit.post("moderation.person_decide", {"verb": "unblock", "note": "Nhầm người"}, public_id=helper.public_id)
    db.session.rollback()
    assert accounts.by_public_id(helper.public_id).is_active
    assert [one.verb for one in accounts.record(helper)] == ["block", "unblock"]


def test_a_decision_needs_its_reason(visit: Visit) -> None:
    helper = make_person(verified=True)
    make_case("claimed", helper=helper)
    visit.as_(make_person("moderator"))
    for typed, field in (({"told": "Xin gọi chúng tôi"}, "note"), ({"note": "Đòi tiền người nhận"}, "told")):
        text = visit.post(
            "moderation.person_decide", {"verb": "block", "sure": "yes"} | typed, 422, public_id=helper.public_id
        ).text
        assert f'id="{field}-error"' in text and next(iter(typed.values())) in text
    db.session.rollback()
    assert accounts.by_public_id(helper.public_id).is_active


def test_nobody_blocks_staff_but_an_admin_and_nobody_herself(app: Flask) -> None:
    moderator, other = make_person("moderator"), make_person("moderator")
    for person in (moderator, other):
        with pytest.raises(NotAllowed), db.transaction():
            person_record.decide(moderator, person, "block", "Không rõ")


def test_only_moderators_of_areas_where_she_acted_read_it(visit: Visit) -> None:
    helper = make_person(verified=True)
    make_case("claimed", helper=helper)
    visit.as_(make_person("moderator", area="01")).get("moderation.person", status=404, public_id=helper.public_id)
    visit.as_(helper).get("moderation.person", status=403, public_id=helper.public_id)


def test_somebody_blocked_reads_why_and_another_moderator_answers_her_appeal(visit: Visit) -> None:
    helper = make_person(verified=True)
    blocker, other = make_person("moderator"), make_person("moderator")
    make_case("claimed", helper=helper)
    with db.transaction():
        actions.change_password(helper, "xanh-la-cay-7")
        person_record.decide(blocker, helper, "block", "Nghe bà Tư kể lại", "Đòi tiền người nhận")
    visit.get("accounts.appeal", status=404)
    visit.post("accounts.sign_in", {"phone": helper.phone, "password": "sai-mat-khau"}, status=422)
    assert "Đòi tiền" not in visit.last.text
    visit.post("accounts.sign_in", {"phone": helper.phone, "password": "xanh-la-cay-7"})
    assert "Đòi tiền người nhận" in visit.follow().text
    assert "bà Tư" not in visit.last.text  # what staff note among themselves
    visit.post("accounts.appeal", {"text": "Tôi chỉ nhận tiền xe"})
    visit.post("accounts.appeal", {"text": "Lần nữa"})
    db.session.rollback()
    assert [one.verb for one in accounts.record(helper)] == ["block", "appeal"]
    assert work_queue.counts(blocker) == {}
    assert work_queue.counts(other) == {"appeal": 1}
    with pytest.raises(NotAllowed), db.transaction():
        person_record.decide(blocker, helper, "refuse", "Vẫn vậy")
    with db.transaction():
        person_record.decide(other, helper, "unblock", "Nghe ra hợp lý")
    assert work_queue.counts(other) == {}

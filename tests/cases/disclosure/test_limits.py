"""Who may look at how many contacts; what a requester can stop; what raises the alarm."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from connect import cli, db
from connect.accounts import actions as accounts, queries as people
from connect.cases import actions, queries
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.claims.models import Disclosure
from connect.cases.disclosure import actions as disclosures, case_view, limits as disclosure_limits
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto import audit_log
from connect.errors import NotAllowed, RuleBroken
from tests.builders import make_case, make_person, phone, post_case, take


def look(case, person, reason="nobody answers"):
    with db.transaction():
        return disclosures.reveal(case_view.of(case, Actor(person)), reason)


def held_case(helper, **over):
    case = make_case(**over)
    take(case, helper)
    with db.transaction():
        claim_actions.allow(case, disclosure_limits.transitions.THE_REQUESTER)
    return case


# --- Budgets ----------------------------------------------------------------------------------------------


def test_a_new_helper_sees_one_contact_at_a_time(app):
    helper = make_person()
    first, second = held_case(helper), held_case(helper)
    look(first, helper)
    with pytest.raises(RuleBroken):
        look(second, helper)
    with db.transaction():
        claim_actions.release(case_view.of(first, Actor(helper)), "no_time")
    look(second, helper)


def test_a_proven_helper_sees_three(app):
    helper = make_person(verified=True)
    for case in [held_case(helper) for _ in range(3)]:
        look(case, helper)
    assert disclosure_limits.trust_of(helper) == "proven"


def test_three_confirmed_helps_make_a_helper_proven(app):
    helper = make_person()
    for _ in range(3):
        assert disclosure_limits.trust_of(helper) == "new"
        case = held_case(helper)
        look(case, helper)
        with db.transaction():
            code = actions.secret_of(case).delivery_code
            handover.hand_over(
                case_view.of(case, Actor(helper)), {need.item: need.quantity for need in case.needs}, code
            )
    assert disclosure_limits.trust_of(helper) == "proven"


def test_looking_twice_at_the_same_contact_costs_nothing(app):
    helper = make_person()
    case = held_case(helper)
    for _ in range(3):
        look(case, helper)
    assert len(queries.disclosures(case)) == 3


def test_ten_contacts_a_day_are_the_end_of_it_until_tomorrow(app, clock):
    helper = make_person(verified=True)

    def one_more():
        case = held_case(helper)
        look(case, helper)
        with db.transaction():
            claim_actions.release(case_view.of(case, Actor(helper)), "no_time")

    for _ in range(10):
        one_more()
    last = held_case(helper)
    with pytest.raises(RuleBroken):
        look(last, helper)
    clock.forward(hours=24, minutes=1)
    one_more()


# --- The lock ---------------------------------------------------------------------------------------------


def test_a_stolen_moderators_session_gets_twenty_contacts_and_a_lock(app):
    thief = make_person("moderator")
    cases, seen = [make_case() for _ in range(25)], 0
    for case in cases:
        try:
            look(case, thief)
            seen += 1
        except NotAllowed:
            pass
    assert seen == 20
    assert people.lock_of(thief.id).reason == "looks"
    assert db.session.scalar(sa.select(sa.func.count()).where(audit_log.AuditEntry.what == "look")) == 20
    assert (
        db.session.scalar(sa.select(audit_log.AuditEntry.detail).where(audit_log.AuditEntry.what == "alarm")) == "looks"
    )


def test_looks_spread_over_the_day_lock_nobody(app, clock):
    moderator = make_person("moderator")
    for case in [make_case() for _ in range(24)]:
        look(case, moderator)
        clock.forward(minutes=4)
    assert people.lock_of(moderator.id) is None


def test_looking_at_a_bait_raises_the_alarm_at_once(app):
    moderator = make_person("moderator")
    cli.init_app(app)
    told = app.test_cli_runner().invoke(args=["bait", "--area", "26740", "--name", "Ngô Thị Na", "--phone", phone()])
    assert told.exit_code == 0, told.output
    bait = db.session.scalars(sa.select(Case)).one()
    assert bait.state == "withdrawn"  # never listed: no honest helper drives to it
    look(bait, moderator, "just so")
    assert people.lock_of(moderator.id).reason == "bait"


def test_a_locked_account_is_opened_by_another_admin_with_a_note(app, visit):
    moderator, admin = make_person("moderator", area="79"), make_person("admin", area="79")
    with db.transaction():
        accounts.lock(moderator, "looks")
    lock = people.lock_of(moderator.id)
    text = visit.as_(admin).get("accounts.locks").text
    assert moderator.name in text
    visit.post("accounts.lift", {"note": ""}, status=422, number=lock.id)
    visit.post("accounts.lift", {"note": "Đã gọi điện, chị ấy kiểm tra danh sách"}, number=lock.id)
    assert people.lock_of(moderator.id) is None


def test_nobody_opens_their_own_account_or_one_of_another_area(app, visit):
    admin, elsewhere = make_person("admin", area="79"), make_person("admin", area="48")
    with db.transaction():
        accounts.lock(admin, "looks")
    lock = people.lock_of(admin.id)
    visit.as_(admin).post("accounts.lift", {"note": "ich war es nicht"}, status=403, number=lock.id)
    visit.as_(elsewhere).post("accounts.lift", {"note": "không sao"}, status=404, number=lock.id)
    assert people.lock_of(admin.id)


# --- Stop this person -------------------------------------------------------------------------------------


def test_the_requester_stops_who_looked_and_is_rid_of_them_for_good(app, visit):
    number = phone()
    case, token = post_case(phone=number)
    helper = make_person(verified=True)
    moderator = make_person("moderator")
    with db.transaction():
        actions.approve(case, Actor(moderator))
    take(case, helper)
    look(case, helper)
    assert helper.name in visit.get("cases.mine", token=token).text
    visit.post("cases.mine_stop", token=token, person_id=helper.public_id)
    assert "Đã" in visit.follow().text
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).state == "open"
    with pytest.raises(NotAllowed):
        look(case, helper)
    with pytest.raises(RuleBroken):
        take(case, helper)
    later = make_case(phone=number)
    with pytest.raises(RuleBroken):
        take(later, helper)
    assert case_view.of(later, Actor(helper)).sight.words == "no"


def test_a_stopped_helper_does_not_come_back_through_not_this_helper_either(app, visit):
    case, token = post_case()
    helper = make_person()
    moderator = make_person("moderator")
    with db.transaction():
        actions.approve(case, Actor(moderator))
    take(case, helper)
    visit.post("cases.mine_do", token=token, verb="stop")
    with pytest.raises(RuleBroken):
        take(case, helper)


def test_a_stopped_moderator_sees_the_contact_no_more(app):
    moderator, case = make_person("moderator"), make_case()
    look(case, moderator)
    with db.transaction():
        disclosure_limits.stop(case, moderator)
    with pytest.raises(NotAllowed):
        look(case, moderator)


def test_who_never_looked_cannot_be_named_in_a_stop(app, visit):
    _, token = post_case()
    visit.post("cases.mine_stop", status=404, token=token, person_id=make_person().public_id)


def test_every_look_is_in_the_log_with_the_look_itself(app):
    moderator, case = make_person("moderator"), make_case()
    look(case, moderator)
    line = db.session.scalars(sa.select(audit_log.AuditEntry).where(audit_log.AuditEntry.what == "look")).one()
    assert (line.person_id, line.about, line.detail) == (moderator.id, f"case {case.id}", "moderator")
    assert db.session.scalars(sa.select(Disclosure)).one().at - line.at < timedelta(seconds=1)

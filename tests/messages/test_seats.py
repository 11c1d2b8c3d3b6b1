"""Seats where not everybody may help: the second person of a visit, clinicians, drills; and what is open to read."""

import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.credentials import actions as credentials
from connect.accounts.credentials.models import Credential
from connect.accounts.models import Lock
from connect.cases import queries as cases, rules as case_rules
from connect.cases.claims import actions as claims
from connect.cases.disclosure import case_view, paired_visits
from connect.cases.models import Case
from connect.cases.transitions import THE_REQUESTER, Actor
from connect.messages import actions, queries, seats
from connect.messages.models import Thread
from connect.messages.rules import Closed, Side
from tests.builders import make_case, make_clinician, make_person, post_both, speak, take, token_of
from tests.cases.disclosure.test_safeguarding import CHILD, take_together, team
from tests.visit import Visit


def opened(case: Case) -> Thread:
    with db.transaction():
        claim = cases.live_claim(case)
        assert claim
        return actions.open_thread(claim)


def test_a_clinician_talks_until_the_credential_is_gone(app: Flask) -> None:
    clinician, official = make_clinician(), make_person("official", "79")
    advice = post_both()[-1]
    take(advice, clinician)
    thread = opened(advice)
    speak(thread, advice, clinician, "Chào chị, tôi là bác sĩ.")
    with db.transaction():
        held = db.session.scalars(sa.select(Credential).where(Credential.person_id == clinician.id)).one()
        credentials.end(held, official, "Không có trong sổ")
    seat = seats.of_helper(clinician, thread.public_id)
    assert seat and (seat.why_not, seat.may_read, queries.shown(seat)) == (Closed.UNCHECKED, False, [])
    mine = seats.of_requester(token_of(advice), thread.public_id)
    assert mine and len(queries.shown(mine)) == 1


def test_the_second_person_of_a_visit_sits_beside_the_helper_once_they_said_yes(app: Flask) -> None:
    helper, second, third = team(3)
    case = make_case(guards=CHILD)
    take_together(case, helper, second)
    thread = opened(case)
    assert seats.of_helper(second, thread.public_id) is None
    with db.transaction():
        paired_visits.answer(case_view.of(case, Actor(second)), True)
    speak(thread, case, second, "Tôi đi cùng.")
    speak(thread, case, helper, "Bảy giờ tối nay.")
    seat = seats.of_helper(second, thread.public_id)
    assert seat and seat.side == Side.SECOND and queries.unread(seat) == 1
    assert seats.of_helper(third, thread.public_id) is None
    mine = seats.of_requester(token_of(case), thread.public_id)
    assert mine and [one.side for one in queries.shown(mine)] == [Side.SECOND, Side.HELPER]


def test_in_a_drill_one_talks_inside_of_it_alone(app: Flask) -> None:
    helper = make_person(verified=True)
    case = make_case("open")
    take(case, helper)
    thread, token = opened(case), token_of(case)
    with db.transaction():
        db.session.get_one(Case, case.id).guarded = case_rules.DRILL
    Visit(app).as_(helper).get("messages.talk", 404, public_id=thread.public_id)
    Visit(app).get("messages.mine_talk", 404, token=token, thread_id=thread.public_id)


def test_opening_the_contact_opens_the_past_and_a_lock_closes_it(app: Flask) -> None:
    helper = make_person()
    case = make_case("open")
    take(case, helper)
    thread = opened(case)
    speak(thread, case, None, "Gọi Nguyễn Thị Lan, 0912 345 678 nhé")

    def read() -> str:
        seat = seats.of_helper(helper, thread.public_id)
        assert seat
        return queries.shown(seat)[0].words or ""

    assert "0912" not in read() and "Lan" not in read() and "Gọi" in read()
    with db.transaction():
        claims.allow(case, THE_REQUESTER)
    assert read() == "Gọi Nguyễn Thị Lan, 0912 345 678 nhé"
    with db.transaction():
        db.session.add(Lock(person_id=helper.id, at=clock.now(), reason="looks"))
    assert "0912" not in read()


def test_withdrawing_and_merging_close_it_in_their_words(app: Flask) -> None:
    helper = make_person(verified=True)
    for end, why in (("withdrawn", Closed.WITHDRAWN), ("duplicate", Closed.MERGED)):
        case = make_case("open")
        take(case, helper)
        thread = opened(case)
        with db.transaction():
            db.session.get_one(Case, case.id).state = case_rules.State(end)
        seat = seats.of_helper(helper, thread.public_id)
        assert seat and seat.why_not == why and seat.may_read

"""A clinician takes medical advice, sees the contact, advises or passes it on; the clock takes back and calls again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.credentials import actions as credentials, queries as credential_queries
from connect.accounts.models import Person
from connect.cases import actions, jobs, queries, rules, transitions, wiping
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.clinical import actions as clinical, jobs as clinical_jobs
from connect.cases.clinical.moderation_work import alone_in_danger
from connect.cases.disclosure import actions as disclosures, case_view, safeguarding
from connect.cases.disclosure.rules import Sight
from connect.cases.models import Case, CaseSecret
from connect.cases.screening import moderation_work
from connect.cases.transitions import THE_CLOCK, THE_REQUESTER, Actor
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.registry import retention
from tests.builders import hold, make_clinician, make_person, post_both, take


def advice(urgency: int = 1, **over: object) -> Case:
    """Medical advice that waits on the clinicians' list."""
    return post_both(needs={"doctor_call": 1}, urgency=urgency, **over)[0]


def view(case: Case, person: Person) -> case_view.CaseView:
    return case_view.of(case, Actor(person))


def advised(case: Case, clinician: Person, **more: object) -> Case:
    hold(case, clinician)
    with db.transaction():
        return clinical.advise(view(case, clinician), **more)


def revoke(person: Person) -> None:
    found, official = credential_queries.last_of(person), make_person("official", "79")
    assert found
    with db.transaction():
        credentials.end(found, official, "Giấy phép đã bị thu hồi")


def test_a_clinician_of_the_area_takes_it_and_sees_the_contact_at_once(app: Flask) -> None:
    case, clinician = advice(), make_clinician()
    claim = take(case, clinician)
    assert claim.allowed_by == "clinician"
    with db.transaction():
        assert disclosures.reveal(view(case, clinician), "to advise").phone


def test_nobody_else_learns_that_it_exists(app: Flask) -> None:
    case = advice()
    others = [make_person(verified=True), make_clinician("01"), make_person("official"), make_person("moderator", "01")]
    for person in others:
        assert view(case, person).sight == Sight(exists=False)
        with pytest.raises((NotAllowed, Conflict)):
            take(case, person)
    assert case_view.of(case, Actor()).sight == Sight(exists=False)
    assert view(case, make_person("moderator", "79")).sight == Sight(exists=True, words="all", contact="ask")


@pytest.mark.parametrize(("urgency", "minutes"), [(3, 20), (2, 60), (1, 240), (0, 240)])
def test_the_graver_it_is_the_sooner_another_clinician_can_take_it(app: Flask, urgency: int, minutes: int) -> None:
    case = advice(urgency)
    claim = take(case, make_clinician())
    assert claim.until - claim.taken_at == timedelta(minutes=minutes)


def test_an_account_made_today_with_a_credential_keeps_it_for_the_whole_time_and_may_hold_three(app: Flask) -> None:
    clinician = make_clinician()
    for _ in range(3):
        case = advice(3)
        take(case, clinician)
        with db.transaction():
            disclosures.reveal(view(case, clinician), "to advise")
    assert claim_actions.lease_of(case) == timedelta(minutes=20)


def test_it_ends_with_advice_and_not_with_a_handover(app: Flask) -> None:
    case, clinician = advice(), make_clinician()
    hold(case, clinician)
    with pytest.raises(RuleBroken), db.transaction():
        handover.hand_over(view(case, clinician), {"doctor_call": 1})
    with db.transaction():
        clinical.advise(view(case, clinician))
    assert (case.state, case.given, case.needs[0].rest) == ("helped", 1, 0)
    claim = queries.claims(case)[0]
    assert claim.end == "helped"
    with db.transaction():
        handover.confirm(case)
    assert case.state == "confirmed"


def test_nobody_advises_whom_nobody_called(app: Flask) -> None:
    case, clinician, other = advice(), make_clinician(), make_clinician()
    take(case, clinician)
    with pytest.raises(RuleBroken), db.transaction():
        clinical.advise(view(case, clinician))
    with pytest.raises(Conflict), db.transaction():
        clinical.advise(view(case, other))


def test_fourteen_consultations_in_a_row_raise_no_alarm_and_reopen_nothing(app: Flask) -> None:
    clinician = make_clinician()
    cases = [advised(advice(), clinician) for _ in range(14)]
    assert {db.session.get_one(Case, case.id).state for case in cases} == {"helped"}


@pytest.mark.parametrize("to", ["ambulance", "station", "hospital", "child_hotline"])
def test_the_clinician_who_holds_it_passes_it_on_and_the_requester_reads_to_whom(app: Flask, to: str) -> None:
    case, clinician = advice(), make_clinician()
    with pytest.raises(Conflict), db.transaction():
        clinical.refer(view(case, clinician), to)
    take(case, clinician)
    with db.transaction():
        clinical.refer(view(case, clinician), to)
    assert (case.state, case.reason) == ("referred", None)
    last = queries.history(case)[-1]
    assert last.note
    assert queries.claims(case)[0].end == "referred"


def test_only_medical_advice_is_passed_on_by_its_helper_and_only_to_those_named(app: Flask) -> None:
    clinician = make_clinician(verified=True)
    food = post_both(needs={"rice": 1})[0]
    moderator = Actor(make_person("moderator"))
    with db.transaction():
        actions.approve(food, moderator)
    take(food, clinician)
    with pytest.raises(NotAllowed), db.transaction():
        clinical.refer(view(food, clinician), "hospital")
    with pytest.raises((RuleBroken, NotAllowed, Conflict)), db.transaction():
        from_food = view(food, clinician)
        transitions.advance(from_food, "refer")
    case = advice()
    take(case, clinician)
    with pytest.raises(RuleBroken), db.transaction():
        clinical.refer(view(case, clinician), "a friend")


def test_a_credential_that_is_taken_back_shows_nothing_more_and_the_case_goes_back(app: Flask) -> None:
    case, clinician = advice(), make_clinician()
    take(case, clinician)
    revoke(clinician)
    assert view(case, clinician).sight == Sight(exists=True, wait=True)
    with pytest.raises((NotAllowed, RuleBroken)), db.transaction():
        disclosures.reveal(view(case, clinician), "to advise")
    for act in (lambda v: clinical.advise(v), lambda v: clinical.refer(v, "hospital"), claim_actions.extend):
        with pytest.raises((NotAllowed, Conflict, RuleBroken)), db.transaction():
            act(view(case, clinician))
    assert clinical_jobs.guard_advice() == 1
    assert clinical_jobs.guard_advice() == 0
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).state == "open"
    assert view(case, clinician).sight == Sight(exists=False)


def test_a_credential_that_lapses_mid_case_takes_it_back_too(app: Flask, clock) -> None:
    clinician = make_clinician()
    clock.forward(days=180, minutes=-10)
    case = advice()
    take(case, clinician)
    clock.forward(minutes=11)
    assert view(case, clinician).sight == Sight(exists=True, wait=True)
    assert clinical_jobs.guard_advice() == 1


def test_nobody_reached_with_a_life_in_danger_is_the_first_thing_a_moderator_reads(app: Flask) -> None:
    calm, grave = advice(2), advice(3)
    clinician, moderator = make_clinician(), make_person("moderator")
    for case in (calm, grave):
        hold(case, clinician)
        with db.transaction():
            claim_actions.cannot_reach(view(case, clinician), "no_answer")
    assert [row.public_id for row in db.session.execute(alone_in_danger(moderator))] == [grave.public_id]
    waiting = {row.public_id for row in db.session.execute(moderation_work.not_reached(moderator))}
    assert waiting == {calm.public_id, grave.public_id}
    with db.transaction():
        actions.check(grave, Actor(moderator))
    assert db.session.execute(alone_in_danger(moderator)).all() == []


def test_with_a_life_in_danger_nothing_closes_by_silence(app: Flask, clock) -> None:
    calm, grave, clinician = advice(2), advice(3), make_clinician()
    helped, unheard = advised(advice(3), clinician), advised(advice(2), clinician)
    clock.forward(days=60)
    jobs.sweep()
    states = [db.session.get_one(Case, one.id).state for one in (calm, grave, helped, unheard)]
    assert states == ["expired", "open", "helped", "unconfirmed"]
    moderator = make_person("moderator")
    rung = {row.public_id for row in db.session.execute(alone_in_danger(moderator))}
    assert rung == {grave.public_id, helped.public_id}


def test_on_the_day_that_was_set_it_is_back_on_the_list_whole(app: Flask, clock) -> None:
    clinician, cases = make_clinician(), [advice() for _ in range(3)]
    for case in cases:
        advised(case, clinician, again_at=clock.moment + timedelta(days=5))
    with db.transaction():
        handover.confirm(cases[1])
        actions.withdraw(cases[2])
    assert clinical_jobs.call_again() == 0
    clock.forward(days=4)
    jobs.sweep()
    assert db.session.get_one(Case, cases[0].id).state == "unconfirmed"
    clock.forward(days=1)
    assert clinical_jobs.call_again() == 2
    assert clinical_jobs.call_again() == 0
    db.session.expire_all()
    for case in cases[:2]:
        found = db.session.get_one(Case, case.id)
        assert (found.state, found.given, found.needs[0].rest) == ("open", 0, 1)
        assert queries.history(found)[-1].verb == "call_again"
    assert db.session.get_one(Case, cases[2].id).state == "withdrawn"
    advised(cases[0], make_clinician())


def test_a_day_is_within_what_is_kept_unless_they_agree_that_it_is_kept_longer(app: Flask) -> None:
    case, clinician = advice(), make_clinician()
    hold(case, clinician)
    for days, agreed in ((-1, True), (0, True), (20, False), (200, True)):
        with pytest.raises(RuleBroken), db.transaction():
            clinical.advise(view(case, clinician), again_at=clock.now() + timedelta(days=days), holds_wipe=agreed)
    with db.transaction():
        clinical.advise(view(case, clinician), again_at=clock.now() + timedelta(days=20), holds_wipe=True)


def test_what_is_to_be_called_again_is_not_wiped_before_and_wiped_after(app: Flask, clock) -> None:
    case, clinician = advice(), make_clinician()
    advised(case, clinician, again_at=clock.moment + timedelta(days=25), holds_wipe=True)
    with db.transaction():
        handover.confirm(case)
    clock.forward(days=20)
    retention.run()
    assert db.session.get_one(CaseSecret, case.id).wiped_at is None
    clock.forward(days=5)
    clinical_jobs.call_again()
    with db.transaction():
        actions.withdraw(db.session.get_one(Case, case.id))
    clock.forward(days=20)
    retention.run()
    db.session.expire_all()
    assert db.session.get_one(CaseSecret, case.id).wiped_at is not None


def test_the_requester_wipes_it_at_once_whatever_day_was_set(app: Flask, clock) -> None:
    case, clinician = advice(), make_clinician()
    advised(case, clinician, again_at=clock.moment + timedelta(days=5))
    with db.transaction():
        wiping.wipe(case)
    clock.forward(days=6)
    assert clinical_jobs.call_again() == 0


def test_no_guard_opens_it_to_others(app: Flask) -> None:
    case = advice(guards=rules.GUARDS["private_illness"])
    for by in (THE_REQUESTER, Actor(make_person("moderator"))):
        for guarded in (True, False):
            with db.transaction():
                safeguarding.set_guard(case, by, guarded)
    assert db.session.get_one(Case, case.id).guarded == rules.CLINICAL


def test_reported_or_suspicious_it_waits_for_a_moderator_like_others(app: Flask) -> None:
    case = advice()
    with db.transaction():
        assert actions.hold(case, "reports")
    assert view(case, make_clinician()).sight == Sight(exists=False)
    assert THE_CLOCK.clock
    assert db.session.scalar(sa.select(Case.state).where(Case.id == case.id)) == "pending_review"

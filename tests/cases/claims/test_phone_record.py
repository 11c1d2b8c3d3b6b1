"""What hangs on the keyed hash of a phone: it outlives the account, moves with an edit, and is forgotten in the end."""

from flask import Flask

from connect import clock as now, db
from connect.accounts import actions as accounts, phone_marks, queries as people
from connect.accounts.models import Person, PhoneMark
from connect.cases import actions, queries
from connect.cases.claims.models import Stop
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.models import Case
from connect.cases.screening.models import WatchedPhone
from connect.errors import RuleBroken
from connect.registry import retention
from tests.builders import details, make_case, make_person, take

WEAK, DAYS = "mot mat khau du dai 2026", 1095


def again(person: Person) -> Person:
    """The account is erased, and the same phone signs up once more."""
    phone = person.phone
    with db.transaction():
        accounts.erase(person)
    with db.transaction():
        made = accounts.sign_up("Trần Thị Hạnh", phone, WEAK)
        assert made is not None
    return made


def stopped_by(case: Case, person: Person) -> None:
    with db.transaction():
        disclosure_limits.stop(case, person)


def refusal(case: Case, person: Person) -> str:
    try:
        take(case, person)
    except RuleBroken as error:
        return str(error.message)
    return ""


def test_a_stop_holds_for_every_later_account_of_the_phone_and_moves_with_the_requesters(app: Flask) -> None:
    case, helper, other = make_case(), make_person(), make_person()
    stopped_by(case, helper)
    helper = again(again(helper))
    with db.transaction():
        actions.edit(case, details())
    assert helper.id in disclosure_limits.stopped(case) and other.id not in disclosure_limits.stopped(case)
    assert helper.id in disclosure_limits.stopped(make_case(phone=actions.secret_of(case).phone))


def test_a_stop_is_forgotten_after_three_years_unless_the_phone_has_an_account(app: Flask, clock) -> None:
    here, gone = make_person(password_hash="x"), make_person()
    for helper in (here, gone):
        stopped_by(make_case(), helper)
    with db.transaction():
        accounts.erase(gone)
    clock.forward(days=DAYS - 1)
    assert forget_old() == 0
    clock.forward(days=1)
    assert forget_old() == 1
    assert [stop.person_id for stop in db.session.query(Stop)] == [here.id]


def forget_old() -> int:
    done = retention.run()
    return sum(done[name] for name in ("phone_marks", "stops", "watched_phones"))


def test_a_watched_phone_is_forgotten_after_three_years(app: Flask, clock) -> None:
    with db.transaction():
        db.session.add(WatchedPhone(phone_hash="a" * 64, at=now.now()))
    clock.forward(days=DAYS)
    assert forget_old() == 1


def test_a_block_and_a_lock_go_on_with_the_next_account_which_may_appeal(app: Flask) -> None:
    blocked, locked, phone = make_person(), make_person(), ""
    with db.transaction():
        accounts.block(blocked)
        accounts.lock(locked, "bait")
    phone = blocked.phone
    new = again(blocked)
    assert accounts.authenticate(phone, WEAK) is None and accounts.recognise(phone, WEAK) is new
    assert people.last_block(new) is not None
    old, new = locked.id, again(locked)
    assert people.lock_of(new.id).reason == "bait" and people.lock_of(old) is None
    assert db.session.query(PhoneMark).count() == 0  # taken up, not kept twice


def test_nothing_is_kept_of_a_phone_on_which_nothing_bears(app: Flask) -> None:
    again(make_person())
    assert db.session.query(PhoneMark).count() == 0


def test_what_an_erased_account_held_goes_back_at_once_and_the_next_account_waits_a_day(app: Flask, clock) -> None:
    case, helper = make_case(), make_person(verified=True)
    take(case, helper)
    helper = again(helper)
    assert db.session.get_one(Case, case.id).state == "open" and queries.live_claim(case) is None
    assert refusal(case, helper)
    clock.forward(hours=24)
    assert not refusal(case, helper)


def test_lapses_and_alarms_count_against_the_next_account_for_their_thirty_days_only(app: Flask, clock) -> None:
    helper = make_person(verified=True)
    for _ in range(4):
        take(make_case(), helper)
        clock.forward(hours=25)
    assert standing(helper) == "spoken_to"
    clock.forward(days=20)
    helper = again(helper)
    assert standing(helper) == "spoken_to"
    clock.forward(days=11)
    assert standing(helper) == "good"
    assert forget_old() >= 4


def standing(helper: Person) -> str:
    return queries.standing_of(helper.id, people.spoken_to_at(helper.id))


def test_no_mark_leads_to_the_erased_account(app: Flask) -> None:
    helper = make_person()
    with db.transaction():
        accounts.lock(helper, "looks")
        accounts.erase(helper)
    columns = {column.name for column in PhoneMark.__table__.columns}
    assert columns == {"id", "phone_hash", "kind", "reason", "at", "until"}
    assert phone_marks.of(helper.phone_hash, "lock") == []  # the erased row is found under no phone

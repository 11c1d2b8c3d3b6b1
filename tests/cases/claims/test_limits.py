"""What one helper may take, end and try: pauses, days, rows of words, codes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases import actions, queries, rules
from connect.cases.claims import actions as claim_actions, alarms, handover
from connect.cases.claims.ending_limits import ENDS_A_DAY, ENDS_IN_A_ROW
from connect.cases.claims.limits import CLAIMS_A_DAY
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto import audit_log
from connect.errors import RuleBroken
from tests.builders import hold, make_case, make_person, take
from tests.visit import Visit


def everything(case: Case) -> dict[str, int]:
    return {need.item: need.rest for need in case.needs}


def ended(helper: Person, verb: str = "help") -> Case:
    """A case that the helper's word ended."""
    case = make_case()
    hold(case, helper)
    with db.transaction():
        said(verb, case, helper)
    return case


def said(verb: str, case: Case, helper: Person) -> None:
    if verb == "help":
        handover.hand_over(case_view.of(case, Actor(helper)), everything(case))
    else:
        claim_actions.cannot_reach(case_view.of(case, Actor(helper)), "no_answer")


# --- A helper's word --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["help", "cannot_reach"])
def test_no_word_ends_a_case_whose_contact_was_not_shown(app: Flask, clock, verb: str) -> None:
    helper, case = make_person(verified=True), make_case()
    take(case, helper)
    clock.forward(minutes=30)
    with pytest.raises(RuleBroken) as refused, db.transaction():
        said(verb, case, helper)
    assert "Xem điện thoại" in str(refused.value.message)


def test_in_the_first_minutes_only_the_delivery_code_ends_a_case(app: Flask, clock) -> None:
    helper, case = make_person(verified=True), make_case()
    take(case, helper)
    with db.transaction():
        disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
    clock.forward(minutes=4)
    with pytest.raises(RuleBroken), db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), everything(case))
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), everything(case), actions.secret_of(case).delivery_code)
    assert case.state == "confirmed"


def test_a_new_helpers_word_ends_so_many_cases_a_day_and_codes_do_not_count(app: Flask, clock) -> None:
    helper = make_person()
    for _ in range(ENDS_A_DAY["new"]):
        ended(helper, "cannot_reach")
    last = make_case()
    hold(last, helper)
    with pytest.raises(RuleBroken), db.transaction():
        handover.hand_over(case_view.of(last, Actor(helper)), everything(last))
    with db.transaction():
        handover.hand_over(case_view.of(last, Actor(helper)), everything(last), actions.secret_of(last).delivery_code)
    assert last.state == "confirmed"


def test_a_row_of_words_that_nobody_confirmed_goes_back_on_the_list_and_to_a_moderator(app: Flask, clock) -> None:
    helper, row = make_person(verified=True), []
    for number in range(ENDS_IN_A_ROW["proven"]):
        row.append(ended(helper, "help" if number % 2 else "cannot_reach"))
    assert alarms.open_about(helper.id) is None
    row.append(ended(helper))
    db.session.expire_all()
    assert {(case.state, case.given) for case in row} == {("open", 0)}
    assert {claim.end for claim in queries.past_claims(helper.id)} == {"recalled"}
    assert alarms.open_about(helper.id)
    assert (
        db.session.scalar(sa.select(audit_log.AuditEntry.detail).where(audit_log.AuditEntry.what == "alarm")) == "ends"
    )
    with pytest.raises(RuleBroken):
        take(make_case(), helper)


def test_one_confirmed_help_ends_the_row(app: Flask) -> None:
    helper = make_person(verified=True)
    for _ in range(ENDS_IN_A_ROW["proven"] - 1):
        ended(helper)
    confirmed = ended(helper)
    with db.transaction():
        handover.confirm(confirmed)
    last = ended(helper)
    assert (last.state, alarms.open_about(helper.id)) == ("helped", None)


def test_what_somebody_else_went_on_with_is_not_put_back(app: Flask) -> None:
    helper, other = make_person(verified=True), make_person(verified=True)
    case = make_case()
    hold(case, helper)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), {"rice": 1})
    hold(case, other)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(other)), everything(case))
    for _ in range(ENDS_IN_A_ROW["proven"]):
        ended(helper)
    assert alarms.open_about(helper.id)
    assert db.session.get_one(Case, case.id, populate_existing=True).state == "helped"


def test_after_a_moderators_talk_the_helper_takes_cases_again(app: Flask, visit: Visit) -> None:
    helper, moderator = make_person(verified=True), make_person("moderator", area="79")
    for _ in range(ENDS_IN_A_ROW["proven"] + 1):
        ended(helper)
    visit.as_(moderator).post("moderation.next_one")
    assert visit.last.location == f"/moderation/person/{helper.public_id}"
    assert "kết thúc liên tiếp quá nhiều" in visit.follow().text
    said = {"verb": "spoken", "note": "Đã gọi, chị ấy quên hỏi mã"}
    visit.post("moderation.person_decide", said, public_id=helper.public_id)
    assert alarms.open_about(helper.id) is None
    take(make_case(), helper)


# --- Taking -----------------------------------------------------------------------------------------------


def test_who_gave_a_case_back_leaves_it_to_others_for_longer_each_time(app: Flask, clock) -> None:
    helper, case = make_person(verified=True), make_case()
    for hours in (1, 2):
        take(case, helper)
        with db.transaction():
            claim_actions.release(case_view.of(case, Actor(helper)), "no_time")
        clock.forward(hours=hours, seconds=-1)
        with pytest.raises(RuleBroken):
            take(case, helper)
        clock.forward(seconds=1)
    take(case, helper)


def test_whose_time_ran_out_once_may_take_the_case_again_at_once(app: Flask, clock) -> None:
    helper, case = make_person(verified=True), make_case()
    take(case, helper)
    clock.forward(hours=24)
    take(case, helper)
    clock.forward(hours=24)
    with pytest.raises(RuleBroken):
        take(case, helper)


@pytest.mark.parametrize(
    ("released", "lapsed", "hours"), [(0, 0, 0), (0, 1, 0), (0, 2, 1), (1, 0, 1), (2, 0, 2), (3, 1, 4), (40, 0, 1024)]
)
def test_the_pause_doubles(released: int, lapsed: int, hours: int) -> None:
    assert rules.pause(released, lapsed, 3600) == timedelta(hours=hours)


def test_a_helper_takes_so_many_cases_a_day_whatever_comes_of_them(app: Flask, clock) -> None:
    helper = make_person()
    for _ in range(CLAIMS_A_DAY["new"]):
        case = make_case()
        take(case, helper)
        with db.transaction():
            claim_actions.release(case_view.of(case, Actor(helper)), "no_time")
    with pytest.raises(RuleBroken):
        take(make_case(), helper)
    clock.forward(hours=24, seconds=1)
    take(make_case(), helper)


# --- Delivery codes ---------------------------------------------------------------------------------------


def test_the_tries_at_a_code_are_counted_over_all_claims_of_a_case(app: Flask) -> None:
    case = make_case()
    for tries in (3, 2):
        helper = make_person(verified=True)
        hold(case, helper)
        for _ in range(tries):
            with db.transaction():
                handover.count_code_try(case_view.of(case, Actor(helper)))
        with db.transaction():
            claim_actions.release(case_view.of(case, Actor(helper)), "no_time")
    hold(case, helper := make_person(verified=True))
    with pytest.raises(RuleBroken), db.transaction():
        handover.count_code_try(case_view.of(case, Actor(helper)))


def test_the_right_code_is_no_try_at_guessing(app: Flask, visit: Visit) -> None:
    case = make_case(needs={"rice": 20})
    for _ in range(7):
        helper = make_person(verified=True)
        hold(case, helper)
        typed = {"given-rice": "1", "code": actions.secret_of(case).delivery_code}
        visit.as_(helper).post("cases.help", typed, public_id=case.public_id)
        db.session.expire_all()
    assert case.given == 7

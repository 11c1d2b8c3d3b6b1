"""The life of a case through its doors."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.accounts.models import Person
from connect.cases import actions, queries, transitions
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.claims.models import Disclosure
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseEvent
from connect.cases.transitions import Actor
from connect.errors import Conflict, NotAllowed, RuleBroken
from tests.builders import BEN_THANH, details, hold, location, make_case, make_person, post_case, post_form, take


def rest(case: Case) -> dict[str, int]:
    return {need.item: need.rest for need in case.needs}


def test_a_case_goes_from_post_to_confirmed_and_leaves_its_history(app: Flask) -> None:
    case = make_case("confirmed")
    assert case.state == "confirmed"
    assert [event.verb for event in queries.history(case)] == ["post", "approve", "claim", "help", "confirm"]


def test_partial_help_puts_the_rest_back_on_the_list(app: Flask) -> None:
    case = make_case("partly_helped")
    assert (case.state, rest(case)) == ("partly_helped", {"rice": 9, "milk": 4})
    assert queries.live_claim(case) is None
    second = make_person(verified=True)
    hold(case, second)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(second)), {"rice": 9, "milk": 4})
    assert case.state == "helped"


def test_the_same_form_sent_again_gives_the_same_case_and_link(app: Flask) -> None:
    told, where = details(), location()
    results = []
    for _ in range(3):
        with db.transaction():
            results.append(post_form(told, where, form_key="once"))
    assert len(set(results)) == 1


def test_a_form_gone_back_to_and_changed_is_another_case(app: Flask) -> None:
    where = location()
    with db.transaction():
        first = post_form(details(name="Lan"), where, form_key="k")
        second = post_form(details(name="Hoa"), where, form_key="k")
    assert first.case_id != second.case_id
    assert first.token != second.token


def test_of_a_hundred_threads_that_claim_one_case_one_wins_and_the_others_are_told(app: Flask) -> None:
    public_id = make_case().public_id
    helpers = [make_person().id for _ in range(100)]
    wins, told, barrier = [], [], threading.Barrier(20)

    def run(mine: list[int]) -> None:
        with app.app_context():
            barrier.wait()
            for helper_id in mine:
                try:
                    with db.transaction():
                        helper = db.session.get_one(Person, helper_id)
                        claim_actions.claim(case_view.of(queries.by_public_id(public_id), Actor(helper)))
                    wins.append(helper_id)
                except Conflict as conflict:
                    told.append(str(conflict.message))
            db.session.remove()

    threads = [threading.Thread(target=run, args=(helpers[n::20],)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 1
    assert len(told) == 99


def test_a_lease_that_is_over_frees_the_case_without_any_job(app: Flask, clock) -> None:
    case = make_case("claimed")
    with pytest.raises(Conflict):
        take(case, make_person())
    clock.forward(hours=25)
    second = make_person()
    assert take(case, second).person_id == second.id


def test_a_helper_may_hold_three_cases_and_no_fourth(app: Flask) -> None:
    helper = make_person(verified=True)
    for _ in range(3):
        take(make_case(), helper)
    with pytest.raises(RuleBroken):
        take(make_case(), helper)


def test_nobody_can_take_her_own_request(app: Flask) -> None:
    helper = make_person()
    with pytest.raises(RuleBroken):
        take(make_case(phone=helper.phone), helper)


def test_contact_is_shown_to_the_claimer_only_and_each_look_is_written_down(app: Flask) -> None:
    helper, stranger = make_person(verified=True), make_person(verified=True)
    case = make_case()
    take(case, helper)
    with pytest.raises(NotAllowed), db.transaction():
        disclosures.reveal(case_view.of(case, Actor(stranger)), "to deliver")
    with db.transaction():
        contact = disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
    assert contact.door.startswith("Số 12")
    assert [look.person_id for look in db.session.scalars(sa.select(Disclosure))] == [helper.id]


def test_an_unverified_helper_sees_the_contact_only_after_a_word(app: Flask) -> None:
    helper, case = make_person(), make_case()
    take(case, helper)
    with pytest.raises(NotAllowed), db.transaction():
        disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
    with db.transaction():
        claim_actions.allow(case, transitions.THE_REQUESTER)
        assert disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver").name == "Nguyễn Thị Lan"


def test_the_delivery_code_proves_a_full_handover_at_once(app: Flask) -> None:
    helper, case = make_person(), make_case()
    hold(case, helper)
    code = actions.secret_of(case).delivery_code
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), rest(case), code)
    assert (case.state, case.reason) == ("confirmed", "code")


def test_a_wrong_code_records_nothing_and_the_sixth_is_refused_even_when_right(app: Flask) -> None:
    helper, case = make_person(), make_case()
    hold(case, helper)
    code = actions.secret_of(case).delivery_code
    wrong = "0000" if code != "0000" else "1111"
    for _ in range(5):
        with db.transaction():
            handover.count_code_try(case_view.of(case, Actor(helper)))
        with pytest.raises(RuleBroken), db.transaction():
            handover.hand_over(case_view.of(case, Actor(helper)), rest(case), wrong)
    with pytest.raises(RuleBroken), db.transaction():
        handover.count_code_try(case_view.of(case, Actor(helper)))
    assert case.state == "claimed"


def test_a_dispute_takes_back_what_the_last_helper_says_to_have_given(app: Flask) -> None:
    case = make_case("helped")
    with db.transaction():
        handover.dispute(case)
    assert (case.state, rest(case), case.given) == ("open", {"rice": 10, "milk": 4}, 0)


def test_a_requester_may_refuse_the_helper_and_the_case_is_free_at_once(app: Flask) -> None:
    case = make_case("claimed")
    with db.transaction():
        claim_actions.release(case_view.of(case, transitions.THE_REQUESTER), "stopped")
    assert case.state == "open"


def test_an_edit_of_what_is_wanted_never_goes_below_what_was_given(app: Flask) -> None:
    case = make_case("partly_helped")
    with db.transaction():
        actions.edit(case, details(needs={"milk": 2, "eggs": 10}))
    assert {need.item: (need.quantity, need.given) for need in case.needs} == {
        "rice": (1, 1),
        "milk": (2, 0),
        "eggs": (10, 0),
    }


@pytest.mark.parametrize("held", [False, True])
def test_a_change_that_leaves_nothing_to_bring_is_refused_and_writes_nothing(app: Flask, held: bool) -> None:
    case = make_case("partly_helped")
    if held:
        take(case, make_person(verified=True))
    moderator, version = Actor(make_person("moderator")), case.version
    with pytest.raises(RuleBroken) as refused:
        actions.edit(case, details(needs={"rice": 1}, name="Người khác"))
    assert "Tôi không cần nữa" in str(refused.value.message)
    with pytest.raises(RuleBroken):
        actions.correct(case, moderator, needs={"rice": 1})
    assert not db.session.dirty
    assert (actions.secret_of(case).name, case.version) == ("Nguyễn Thị Lan", version)
    assert rest(case) == {"rice": 9, "milk": 4}


def test_nothing_is_added_to_a_case_that_waits_for_the_word_that_all_was_brought(app: Flask) -> None:
    case = make_case("helped")
    with pytest.raises(RuleBroken):
        actions.edit(case, details(needs={"rice": 10, "eggs": 6}))
    with db.transaction():
        actions.edit(case, details(needs={"rice": 2}, words="Đã nhận gạo."))
    assert rest(case) == {"rice": 0, "milk": 0}


def test_a_case_that_has_ended_is_not_corrected_any_more(app: Flask) -> None:
    case = make_case("confirmed")
    with pytest.raises(RuleBroken):
        actions.correct(case, Actor(make_person("moderator")), urgency=3)


def test_a_moderator_of_another_province_can_do_nothing(app: Flask) -> None:
    case, _ = post_case()
    foreigner = make_person("moderator", area="01")
    with pytest.raises(NotAllowed), db.transaction():
        actions.approve(case, Actor(foreigner))
    assert case.state == "pending_review"


def test_the_counts_of_the_map_equal_a_recount(app: Flask) -> None:
    for state in ("pending_review", "open", "claimed", "in_delivery", "partly_helped", "helped", "confirmed"):
        make_case(state)
    with db.transaction():
        assert cell_counts.recount() == 0
    total = sum(cell_counts.country_totals().values())
    assert total == 6


def test_every_event_names_who_and_from_where_to_where(app: Flask) -> None:
    make_case("in_delivery")
    events = list(db.session.scalars(sa.select(CaseEvent)))
    assert all(event.actor and event.to_state for event in events)
    assert [event.actor for event in events] == ["requester", "moderator", "volunteer", "claimer"]


def test_a_correction_within_the_cell_that_was_shown_never_makes_the_place_finer(app: Flask) -> None:
    case, moderator = make_case(needs={"oxygen": 1}), Actor(make_person("moderator"))
    shown = (case.cell, case.cell_res)
    with db.transaction():
        actions.correct(case, moderator, needs={"rice": 1}, location=location(BEN_THANH))
    assert (case.cell, case.cell_res) == shown
    with db.transaction():
        actions.correct(case, moderator, location=location(geo.Point(21.0285, 105.8542)))  # another town: entered wrong
    assert case.cell_res > shown[1]

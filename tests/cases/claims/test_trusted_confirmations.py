"""Whose word on a helper counts: requesters whom a moderator has looked at, no two of one phone or browser."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, strategies as st

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.cases import actions, queries, transitions, wiping
from connect.cases.claims import actions as claim_actions, handover, trusted_confirmations
from connect.cases.claims.helper_reliability import Witness, independent
from connect.cases.claims.models import Claim, RequesterWord
from connect.cases.disclosure import actions as disclosures, case_view, limits as disclosure_limits
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.moderation.queue import work_queue
from connect.registry import retention
from connect.web.limits.client_fingerprint import Seen
from tests.builders import details, location, make_person, phone, post_form, take
from tests.visit import Visit

MARKS = st.frozensets(st.sampled_from("abcd"), max_size=2)
WITNESSES = st.builds(Witness, MARKS, MARKS, MARKS)


@given(st.lists(WITNESSES, max_size=12), st.booleans())
def test_no_two_who_count_share_a_phone_a_browser_or_by_wish_a_network(found: list[Witness], by_network: bool) -> None:
    chosen = independent(found, by_network)
    for what in ("phones", "devices", *(["networks"] if by_network else [])):
        marks = [mark for one in chosen for mark in getattr(one, what)]
        assert len(marks) == len(set(marks))
    assert not found or found[0] in chosen


NOWHERE = Seen("", "")


def helped_by(helper: Person, asked: Seen = NOWHERE, taken: Seen = NOWHERE, looked_at: bool = True) -> Case:
    """A case posted from somewhere, taken from somewhere, helped in full and not yet spoken about."""
    with db.transaction():
        case = db.session.get_one(Case, post_form(details(), location(), form_key=phone(), seen=asked).case_id)
        case.state = "pending_review" if looked_at else "open"
    if looked_at:
        moderator = Actor(make_person("moderator"))
        with db.transaction():
            actions.approve(case, moderator, "tests know why")
    with clock.told(clock.now() - timedelta(minutes=10)):
        claim = take(case, helper)
        with db.transaction():
            trusted_confirmations.note_claim(claim, taken)
            if not claim.allowed_at:
                claim_actions.allow(case, transitions.THE_REQUESTER)
            disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), {need.item: need.quantity for need in case.needs})
    return case


def say(case: Case, received: bool, seen: Seen = NOWHERE) -> None:
    with db.transaction():
        (handover.confirm if received else handover.dispute)(case, seen)


def standing(helper: Person) -> str:
    return queries.standing_of(helper.id, None)


def test_two_requesters_who_have_nothing_in_common_bar_a_helper_until_somebody_has_spoken_with_them(app: Flask) -> None:
    helper = make_person(verified=True)
    for name, stands in (("a", "watched"), ("b", "spoken_to")):
        say(helped_by(helper, Seen(name, name)), False, Seen(name, name))
        assert standing(helper) == stands


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("x", "x"), ("a", "a")), (("a", "a"), ("x", "x")),  # browsers of the two posts are one, or of the two words
        (("x", "a"), ("", "")), (("a", "x"), ("", "")),
    ],
)  # fmt: skip
def test_two_disputes_from_one_browser_or_network_are_one(app: Flask, asked: tuple, said: tuple) -> None:
    helper = make_person(verified=True)
    for other in ("b", "c"):  # stands for what is new each time
        own = [Seen(*(text.replace("a", other) for text in pair)) for pair in (asked, said)]
        say(helped_by(helper, own[0]), False, own[1])
    assert standing(helper) == "watched"


def test_a_dispute_of_a_requester_whom_nobody_looked_at_weighs_nothing_until_a_moderator_has(visit: Visit) -> None:
    helper, moderator = make_person(verified=True), make_person("moderator")
    case = helped_by(helper, looked_at=False)
    say(case, False)
    assert standing(helper) == "good"
    assert "disputed" in work_queue.counts(moderator)
    visit.as_(moderator).post("moderation.check", public_id=case.public_id)
    db.session.rollback()
    assert standing(helper) == "watched"
    assert "disputed" not in work_queue.counts(moderator)


def test_deleting_ones_data_makes_no_second_requester_of_the_same_browser(app: Flask) -> None:
    helper = make_person(verified=True)
    for name in ("b", "c"):
        case = helped_by(helper, Seen("x", name))
        say(case, False, Seen("x", name))
        with db.transaction():
            wiping.wipe(case)
    assert standing(helper) == "watched"


@pytest.mark.parametrize(
    ("asked", "taken", "looked_at", "trust"),
    [
        (Seen("{}", "{}"), Seen("h", "h"), True, "proven"),
        (Seen("", ""), Seen("h", "h"), True, "proven"),  # posted before browsers were noted
        (Seen("{}", "{}"), Seen("h", "h"), False, "new"),  # nobody looked at them
        (Seen("x", "{}"), Seen("h", "h"), True, "new"),  # one browser asked three times
        (Seen("h", "{}"), Seen("h", "h"), True, "new"),  # the helper's own browser
        (Seen("{}", "h"), Seen("h", "h"), True, "new"),  # the helper's own network
    ],
)
def test_three_helps_make_proven_when_the_requesters_are_others(
    app: Flask, asked: Seen, taken: Seen, looked_at: bool, trust: str
) -> None:
    helper = make_person()
    for name in ("b", "c", "d"):
        say(helped_by(helper, Seen(*(text.format(name) for text in asked)), taken, looked_at), True)
    assert disclosure_limits.trust_of(helper) == trust


def test_a_help_confirmed_in_the_helpers_own_browser_proves_nothing(app: Flask) -> None:
    helper = make_person()
    for name in ("b", "c", "d"):
        say(helped_by(helper, Seen(name, name), Seen("h", "h")), True, Seen("h", "z"))
    assert disclosure_limits.trust_of(helper) == "new"


def test_marks_of_one_requester_differ_from_helper_to_helper_and_go_with_the_account(app: Flask) -> None:
    one, other = make_person(verified=True), make_person(verified=True)
    for helper in (one, other):
        say(helped_by(helper, Seen("a", "a")), False, Seen("a", "a"))
    words = db.session.query(RequesterWord).all()
    assert len({word.device_mark for word in words}) == len({word.network_mark for word in words}) == 2
    with db.transaction():
        accounts.erase(one)
    assert db.session.query(RequesterWord).count() == 1


def test_in_which_browser_a_case_was_taken_is_forgotten_after_two_days(app: Flask, clock) -> None:
    helped_by(make_person(verified=True), taken=Seen("h", "h"))
    clock.forward(days=1)
    retention.run()
    assert db.session.query(Claim).one().device == "h"
    clock.forward(days=1)
    retention.run()
    assert db.session.query(Claim).one().device is None

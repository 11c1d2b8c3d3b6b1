"""What is suspicious, first or too much waits for a look whatever the mode of the site; nothing is refused."""

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import actions, queries
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case
from connect.cases.screening import flags
from connect.cases.transitions import THE_REQUESTER, Actor
from connect.errors import NotAllowed, RuleBroken
from connect.text import phone_for_eyes
from connect.web import limits
from tests.builders import details, make_case, make_person, phone, post_case, take
from tests.visit import Visit

SCAM = "Xin ck cho em vào stk 0123456789 VCB"


@pytest.fixture
def open_site(make_app: Callable[..., Flask]) -> Iterator[Callable[..., None]]:
    """Makes the site peer_to_peer, with further settings by name."""
    contexts = []

    def make(**settings: object) -> None:
        context = make_app(moderation="peer_to_peer", **settings).app_context()
        context.push()
        contexts.append(context)

    yield make
    for context in contexts:
        db.session.remove()
        context.pop()


def test_an_honest_request_is_open_at_once(open_site) -> None:
    open_site()
    case, _ = post_case()
    assert (case.state, flags.flags_on(case)) == ("open", [])


def test_a_suspicious_one_waits_for_a_look_and_says_why(open_site) -> None:
    open_site()
    case, _ = post_case(words=SCAM)
    assert (case.state, flags.flags_on(case)) == ("pending_review", ["suspicious"])


@pytest.mark.parametrize("over", [{"name": "Vay vốn giải ngân nhanh"}, {"door": "xem tại bit.ly/abc"}])
def test_it_looks_at_name_and_door_too(open_site, over: dict[str, str]) -> None:
    open_site()
    assert post_case(**over)[0].state == "pending_review"


def test_the_first_request_of_a_phone_waits_where_the_site_says_so(open_site) -> None:
    open_site(review_first_posts=True)
    number = phone()
    first, second = post_case(phone=number)[0], post_case(phone=number)[0]
    assert (first.state, flags.flags_on(first)) == ("pending_review", ["first_post"])
    assert second.state == "open"


def test_too_many_of_one_phone_wait_and_a_day_later_they_do_not(open_site, clock) -> None:
    open_site(asks_per_phone_day=2)
    number = phone()
    states = [post_case(phone=number)[0].state for _ in range(3)]
    assert states == ["open", "open", "pending_review"]
    clock.forward(hours=25)
    assert post_case(phone=number)[0].state == "open"


def test_too_many_of_one_ward_wait_whoever_sends_them(open_site) -> None:
    open_site(asks_per_area_hour=2)
    cases = [post_case()[0] for _ in range(3)]
    assert [case.state for case in cases] == ["open", "open", "pending_review"]
    assert flags.flags_on(cases[2]) == ["many_in_area"]


def test_a_watched_phone_is_looked_at_first_and_never_refused(open_site) -> None:
    open_site()
    number, moderator = phone(), Actor(make_person("moderator"))
    case, _ = post_case(phone=number)
    with db.transaction():
        actions.watch_phone(case, moderator, True)
        actions.watch_phone(case, moderator, True)
    later, _ = post_case(phone=number, urgency=3)
    assert (later.state, flags.flags_on(later)) == ("pending_review", ["watched_phone"])
    assert post_case()[0].state == "open"
    with db.transaction():
        actions.watch_phone(case, moderator, False)
    assert post_case(phone=number)[0].state == "open"
    assert [e.verb for e in queries.history(case)][1:] == ["watch_phone", "unwatch_phone"]


def test_only_a_moderator_of_the_area_watches_a_phone(app: Flask) -> None:
    case, foreign = make_case(), Actor(make_person("moderator", area="01"))
    with pytest.raises(NotAllowed), db.transaction():
        actions.watch_phone(case, foreign, True)


def edit(case: Case, **over: object) -> Case:
    with db.transaction():
        return actions.edit(db.session.get_one(Case, case.id), details(**over))


def test_turning_an_open_request_into_a_fraud_takes_it_off_the_list(app: Flask) -> None:
    case = make_case()
    assert edit(case, words=SCAM).state == "pending_review"
    assert [(e.verb, e.actor, e.reason) for e in queries.history(case)][-1] == ("hold", "clock", "suspicious")


def test_what_a_moderator_has_let_through_stays_when_other_things_change(app: Flask) -> None:
    case = make_case(words=SCAM)
    assert edit(case, words=SCAM, people=2).state == "open"


def test_a_helper_on_the_way_keeps_a_request_that_turned_suspicious(app: Flask) -> None:
    helper = make_person(verified=True)
    case = make_case("claimed", helper=helper)
    assert edit(case, words=SCAM).state == "claimed"
    assert [claim.case_id for claim in queries.open_claims(helper.id)] == [case.id]


def test_a_held_request_comes_back_where_it_stood(app: Flask) -> None:
    case, moderator = make_case("partly_helped"), Actor(make_person("moderator"))
    with db.transaction():
        assert actions.hold(case, "reports")
        assert not actions.hold(case, "reports")
    with db.transaction():
        actions.approve(case, moderator)
    assert case.state == "partly_helped"


# --- First helpers ----------------------------------------------------------------------------------------


def test_the_requester_alone_lets_a_new_helper_in_by_default(app: Flask) -> None:
    case = make_case()
    helper = make_person()
    held = take(case, helper)
    assert held.allowed_at is None
    with db.transaction():
        claim_actions.allow(case, THE_REQUESTER)
    assert (held.allowed_by, queries.history(case)[-1].verb) == ("requester", "allow")
    with db.transaction():
        assert (
            disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver").phone == actions.secret_of(case).phone
        )


def test_where_the_site_says_so_a_moderator_looks_at_a_new_helper_first(open_site) -> None:
    open_site(review_first_helpers=True)
    helper, moderator = make_person(), Actor(make_person("moderator"))
    case, _ = post_case()
    take(case, helper)
    with pytest.raises(RuleBroken), db.transaction():
        claim_actions.allow(case, THE_REQUESTER)
    with db.transaction():
        claim_actions.allow(case, moderator)
        disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
        code = actions.secret_of(case).delivery_code
        handover.hand_over(case_view.of(case, Actor(helper)), {need.item: need.quantity for need in case.needs}, code)
    again, _ = post_case()
    take(again, helper)
    with db.transaction():
        claim_actions.allow(again, THE_REQUESTER)


# --- Limits on asking -------------------------------------------------------------------------------------


@pytest.fixture
def asking(make_app: Callable[..., Flask]) -> Iterator[Callable[..., Visit]]:
    """A visitor of an open site with these settings, and how she sends a request."""
    contexts = []

    def make(**settings: object) -> Visit:
        app = make_app(moderation="peer_to_peer", **settings)
        context = app.app_context()
        context.push()
        contexts.append(context)
        limits.limiter.reset()
        return Visit(app)

    yield make
    for context in contexts:
        db.session.remove()
        context.pop()


def ask(visit: Visit, status: int = 303, address: str = "10.0.0.1") -> str:
    """Sends a request of a phone of its own; its state, or empty when it was not taken."""
    form_key = re.search(r'name="form_key" value="([^"]+)"', visit.get("cases.ask").text)
    data = {
        "form_key": form_key[1] if form_key else "", "item": ["rice"], "qty-rice": "5", "people": "2",
        "urgency": "normal", "words": "Nhà hết gạo", "name": "Lan", "phone": phone_for_eyes(phone()),
        "ward": "26740", "consent": "y", "another": "1",
    }  # fmt: skip
    visit.client.environ_base["REMOTE_ADDR"] = address
    visit.post("cases.ask", data, status=status)
    db.session.rollback()
    last = db.session.scalar(sa.select(Case).order_by(Case.id.desc()))
    return last.state if last and status == 303 else ""


def test_many_from_one_browser_wait_for_a_look_and_are_not_refused(asking) -> None:
    visit = asking(asks_per_device_day=2)
    assert [ask(visit) for _ in range(3)] == ["open", "open", "pending_review"]


def test_many_from_one_network_wait_but_none_is_ever_refused_for_its_address(asking) -> None:
    visit = asking(asks_per_network_hour=2, asks_ceiling_day=3)
    states = []
    for _ in range(6):
        visit.client.delete_cookie("browser")
        states.append(ask(visit))
    assert states == ["open", "open"] + ["pending_review"] * 4


def test_above_the_ceiling_the_form_comes_back_with_all_that_was_typed(asking) -> None:
    visit = asking(asks_ceiling_day=2)
    assert [ask(visit), ask(visit)] == ["open", "open"]
    ask(visit, status=429)
    assert "Nhà hết gạo" in visit.last.text

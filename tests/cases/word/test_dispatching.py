"""Whatever happens to a case in whatever order, its requester and helper are told no untrue word, and none twice."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases import actions, jobs, rules, wiping
from connect.cases.changes import reversals
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.cases.word import actions as word, queries
from connect.deliveries.contacts.models import Contact
from connect.errors import ConnectError
from connect.gateways.base import Gateway, Letter, Outcome, PushKeys
from tests.builders import BEN_THANH, make_person, post_case
from tests.deliveries import ledger
from tests.deliveries.ledger import TAKEN, Twin, send

DAY = "2026-11-24 03:00"
KEYS = PushKeys("p", "a")
NEWS = "Connect: có tin mới"


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Any) -> Iterator[Flask]:
    """A site that can send messages, by day."""
    clock.at(DAY)
    app = make_app(moderation="peer_to_peer", development=True, site_url="https://help.example.vn")
    with app.app_context():
        yield app
        db.session.remove()


def tell(case: Case, name: str = "phone") -> None:
    with db.transaction():
        word.begin(db.session.get_one(Case, case.id), f"https://push.example/{case.id}/{name}", KEYS, "vi")


def told(twin: Twin) -> list[str]:
    said = [one.title or one.text for one in twin.heard]
    twin.heard.clear()
    return said


def do(case: Case, move: Callable[[Case], object]) -> None:
    with db.transaction():
        move(db.session.get_one(Case, case.id))


def claims(helper: Person) -> Callable[[Case], object]:
    return lambda case: claim_actions.claim(case_view.of(case, Actor(helper)))


def releases(helper: Person) -> Callable[[Case], object]:
    return lambda case: claim_actions.release(case_view.of(case, Actor(helper)), "no_time")


def sets_out(helper: Person) -> Callable[[Case], object]:
    return lambda case: claim_actions.set_out(case_view.of(case, Actor(helper)))


def brings(helper: Person, code: bool = False, quantity: int = 1_000) -> Callable[[Case], object]:
    def bring(case: Case) -> None:
        view = case_view.of(case, Actor(helper))
        disclosures.reveal(view, "to deliver")
        given = {need.item: min(need.rest, quantity) for need in case.needs}
        handover.hand_over(view, given, actions.secret_of(case).delivery_code if code else None)

    return bring


def test_a_requester_is_told_that_there_is_news_and_nothing_else(app: Flask, clock: Any) -> None:
    case, token = post_case(BEN_THANH)
    tell(case)
    helper, twin = make_person(verified=True, name="Nguyễn Thị Giúp"), Twin()
    for move in (claims(helper), sets_out(helper), brings(helper, quantity=1)):
        do(case, move)
        send(twin)
        clock.forward(minutes=30)
    assert [(one.title, one.text, one.link) for one in twin.heard] == [(NEWS, "", f"/cases/mine/{token}")] * 3
    assert len({one.topic for one in twin.heard}) == 1, "a phone shows the newest alone"


def test_a_claim_that_is_released_before_anything_left_says_nothing(app: Flask) -> None:
    case, _ = post_case(BEN_THANH)
    tell(case)
    helper, twin = make_person(verified=True), Twin()
    do(case, claims(helper))
    do(case, releases(helper))
    send(twin)
    assert told(twin) == []


def test_a_lease_that_ran_out_says_nothing_without_any_job(app: Flask, clock: Any) -> None:
    case, _ = post_case(BEN_THANH)
    tell(case)
    twin = Twin()
    do(case, claims(make_person(verified=True)))
    clock.forward(days=1)
    send(twin)
    assert told(twin) == []


def test_of_two_moves_in_a_row_the_newest_alone_leaves(app: Flask) -> None:
    case, _ = post_case(BEN_THANH)
    tell(case)
    helper, twin = make_person(verified=True), Twin()
    do(case, claims(helper))
    do(case, sets_out(helper))
    send(twin)
    assert told(twin) == [NEWS]


def test_what_was_proven_by_the_code_is_no_news(app: Flask) -> None:
    case, _ = post_case(BEN_THANH)
    tell(case)
    helper, twin = make_person(verified=True), Twin()
    do(case, claims(helper))
    send(twin)
    do(case, brings(helper, code=True))
    send(twin)
    assert told(twin) == [NEWS]


def test_a_request_that_is_not_accepted_is_told_until_it_is_contested(app: Flask) -> None:
    twin, moderator = Twin(), Actor(make_person("moderator"))
    case, _ = post_case(BEN_THANH)
    tell(case)
    do(case, lambda case: actions.reject(case, moderator, "joke", ""))
    send(twin)
    assert told(twin) == [NEWS]
    do(case, lambda case: reversals.contest(case, "thật mà"))
    do(case, lambda case: actions.reject(case, moderator, "joke", ""))
    do(case, lambda case: reversals.contest(case, "thật mà"))
    send(twin)
    assert told(twin) == []


def test_a_message_by_phone_goes_only_to_who_agreed_to_news(app: Flask) -> None:
    twin = Twin()
    for sms, version, expected in ((True, None, 1), (False, None, 0), (True, "2026-11-30.14", 0)):
        case, token = post_case(BEN_THANH, sms=sms)
        if version:
            do(case, lambda case, version=version: setattr(actions.secret_of(case), "consent_version", version))
        do(case, claims(make_person(verified=True)))
        send(twin)
        link = f"Connect: có tin mới: https://help.example.vn/cases/mine/{token}"
        assert told(twin) == [link] * expected, (sms, version)


def test_who_is_asked_again_before_the_end_is_asked_in_the_browser_too(app: Flask, clock: Any) -> None:
    case, _ = post_case(BEN_THANH)
    tell(case)
    twin = Twin()
    clock.forward(days=4)
    assert jobs.remind() == 1
    send(twin)
    assert told(twin) == [NEWS]


def test_a_dead_link_tells_nobody(app: Flask) -> None:
    case, _ = post_case(BEN_THANH)
    tell(case)
    twin = Twin()
    do(case, claims(make_person(verified=True)))
    do(case, lambda case: actions.secret_of(case).give_link("b" * 26))
    send(twin)
    assert told(twin) == []
    assert queries.browsers(actions.secret_of(db.session.get_one(Case, case.id))) == []


def test_nothing_of_a_browser_outlives_the_request(app: Flask) -> None:
    case, _ = post_case(BEN_THANH, sms=True)
    tell(case)
    do(case, claims(make_person(verified=True)))
    do(case, wiping.wipe)
    twin = Twin()
    send(twin)
    assert told(twin) == []
    assert db.session.query(Contact).count() == 0


def test_in_a_family_five_browsers_are_told(app: Flask) -> None:
    case, _ = post_case(BEN_THANH)
    for number in range(7):
        tell(case, f"phone-{number}")
    tell(case, "phone-6")
    assert len(queries.browsers(actions.secret_of(db.session.get_one(Case, case.id)))) == 5


# --- Any order ---------------------------------------------------------------------------------------------


class Witness(Gateway):
    """Looks at the case when a message about it leaves: what the requester would read must be news, and new."""

    def __init__(self, case: Case) -> None:
        self.case_id, self.told = case.id, Counter[tuple[str, int]]()
        self.said = 0

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Checks each letter at this moment."""
        for letter in letters:
            assert letter.title == NEWS and not letter.text
            self.said += 1
            case = db.session.get_one(Case, self.case_id, populate_existing=True)
            shown = rules.shown_state(case.state, case.given, case.free_at, case_view.clock.now())
            assert shown in ("claimed", "in_delivery", "helped", "partly_helped", "rejected"), f"news of {shown}"
            self.told[letter.key, 0] += 1
        assert set(self.told.values()) <= {1}, "told twice"
        return [TAKEN] * len(letters)


@pytest.mark.parametrize("seed", range(2))
def test_no_sequence_of_moves_sends_an_untrue_word(app: Flask, clock: Any, seed: int) -> None:
    dice = random.Random(seed)
    case, _ = post_case(BEN_THANH)
    tell(case)
    helpers, moderator = [make_person(verified=True) for _ in range(4)], Actor(make_person("moderator"))
    witness = Witness(case)

    def some(move: Callable[[Person], Callable[[Case], object]]) -> None:
        do(case, move(dice.choice(helpers)))

    steps: list[Callable[[], object]] = [
        *[lambda: some(claims)] * 3, *[lambda: some(sets_out)] * 2, lambda: some(releases),
        *[lambda: some(lambda one: brings(one, quantity=1))] * 2,
        lambda: do(case, actions.still_needed), lambda: do(case, handover.dispute),
        lambda: do(case, lambda case: actions.reject(case, moderator, "joke", "")),
        lambda: do(case, lambda case: reversals.contest(case, "thật mà")),
        lambda: do(case, lambda case: actions.approve(case, moderator, "x")),
        lambda: do(case, lambda case: reversals.take_off(case, moderator, "xem lại")),
        lambda: clock.forward(minutes=dice.choice((1, 40, 200))), jobs.sweep,
        *[lambda: ledger.send(witness)] * 3,
    ]  # fmt: skip
    for _step in range(120):
        try:
            dice.choice(steps)()
        except ConnectError:
            db.session.rollback()
    assert witness.said, "nothing was ever told"

"""Quick phrases on the pages of a conversation: a press, both languages, a move asked first; the code kept back."""

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from connect import db
from connect.accounts.models import Person
from connect.cases.claims import handover
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import State
from connect.cases.transitions import Actor
from connect.messages.models import Message, Thread
from tests.builders import token_of
from tests.conftest import Clock
from tests.visit import Visit


def pressed(visit: Visit, where: str, code: str, status: int = 303, **more: str) -> None:
    visit.post(f"{where}/phrase", {"code": code, "key": str(uuid.uuid4()), **more}, status)


def of(thread: Thread) -> str:
    return f"/messages/{thread.public_id}"


def at_home(case: Case, thread: Thread) -> str:
    return f"/messages/mine/{token_of(case)}/{thread.public_id}"


def state_of(case: Case) -> State:
    return db.session.scalars(sa.select(Case.state).where(Case.id == case.id)).one()


def said(thread: Thread) -> list[tuple[str, str | None]]:
    found = sa.select(Message.side, Message.code).where(Message.thread_id == thread.id, Message.number > 2)
    return [(row.side.value, row.code) for row in db.session.execute(found.order_by(Message.number))]


def bring(case: Case, helper: Person, clock: Clock) -> None:
    clock.forward(minutes=30)
    with db.transaction():
        view = case_view.of(db.session.get_one(Case, case.id), Actor(helper))
        disclosures.reveal(view, "to deliver")
        handover.hand_over(view, {need.item: need.rest for need in view.case.needs})


@pytest.mark.parametrize(("lang", "words"), [("vi", "Tôi ở đầu hẻm"), ("en", "I am at the entrance of the alley")])
def test_the_same_code_reads_in_each_readers_own_language(
    app: Flask, case: Case, helper: Person, thread: Thread, lang: str, words: str
) -> None:
    pressed(Visit(app, "vi" if lang == "en" else "en").as_(helper), of(thread), "at_the_alley")
    assert words in Visit(app, lang).get(at_home(case, thread)).text
    with app.test_request_context(), force_locale(lang):
        assert app.jinja_env.filters["quick_phrase"]("at_the_alley") == words


def test_i_am_on_my_way_is_asked_first_and_then_sets_out(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    hanh = Visit(app, "en").as_(helper)
    assert f"{of(thread)}/phrase?code=on_my_way" in hanh.get(of(thread)).text
    assert "Are you on your way now?" in hanh.get(f"{of(thread)}/phrase?code=on_my_way").text
    assert (state_of(case), said(thread)) == (State.CLAIMED, [])
    pressed(hanh, of(thread), "on_my_way", 200)  # an older page, or a forged form: asked all the same
    assert (state_of(case), said(thread)) == (State.CLAIMED, [])
    pressed(hanh, of(thread), "on_my_way", move="yes")
    assert (state_of(case), said(thread)) == (State.IN_DELIVERY, [("helper", "on_my_way")])
    pressed(hanh, of(thread), "on_my_way")  # on the way already: words alone
    assert (state_of(case), len(said(thread))) == (State.IN_DELIVERY, 2)


def test_i_have_received_it_is_the_confirmation_of_this_help_alone(
    app: Flask, case: Case, helper: Person, thread: Thread, clock: Clock
) -> None:
    lan = Visit(app, "en")
    pressed(lan, at_home(case, thread), "received")
    assert (state_of(case), said(thread)) == (State.CLAIMED, [("requester", "received")])
    bring(case, helper, clock)
    assert "Did you receive all of it?" in lan.get(f"{at_home(case, thread)}/phrase?code=received").text
    pressed(lan, at_home(case, thread), "received", move="yes")
    assert state_of(case) == State.CONFIRMED


def test_a_move_and_its_words_stand_or_fall_together_and_once(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    hanh, key = Visit(app, "en").as_(helper), str(uuid.uuid4())
    for _ in range(3):
        hanh.post(f"{of(thread)}/phrase", {"code": "on_my_way", "key": key, "move": "yes"})
    assert said(thread) == [("helper", "on_my_way")]
    pressed(hanh, of(thread), "on_my_way", 409, move="yes")
    assert said(thread) == [("helper", "on_my_way")]


@pytest.mark.parametrize("code", ["received", "moderator_joined", "made_up", ""])
def test_nobody_says_what_is_not_theirs_to_say(app: Flask, helper: Person, thread: Thread, code: str) -> None:
    pressed(Visit(app, "en").as_(helper), of(thread), code, 404)
    assert said(thread) == []


def test_the_requesters_own_code_is_kept_back_with_the_words(app: Flask, case: Case, thread: Thread) -> None:
    code = db.session.get_one(CaseSecret, case.id).delivery_code
    words = f"Mã của tôi là {' '.join(code)} nhé"
    lan = Visit(app, "en")
    page = lan.post(at_home(case, thread), {"words": words, "key": str(uuid.uuid4())}, 422).text
    assert "Your delivery code stands in these words" in page and words in page
    assert said(thread) == []


def test_a_helper_learns_of_no_code_by_trying(app: Flask, case: Case, helper: Person, thread: Thread) -> None:
    code = db.session.get_one(CaseSecret, case.id).delivery_code
    hanh = Visit(app, "en").as_(helper)
    hanh.post(of(thread), {"words": f"Có phải {code}?", "key": str(uuid.uuid4())})
    hanh.post(of(thread), {"words": "Có phải 0000 0001 0002?", "key": str(uuid.uuid4())})
    assert len(said(thread)) == 2

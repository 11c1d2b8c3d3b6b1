"""Answers are kept sealed beside the case, those for everybody in clear too; one rule says who reads which."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import export, queries as cases, wiping
from connect.cases.answers import queries, rules
from connect.cases.answers.rules import Answered
from connect.cases.changes import actions as changes
from connect.cases.disclosure import case_view
from connect.cases.disclosure.rules import Sight, view_of
from connect.cases.models import Case
from connect.cases.rules import CaseRole, Guarded, State
from connect.cases.transitions import THE_REQUESTER, Actor
from connect.incidents.questions import queries as questions
from connect.incidents.questions.reading import read
from connect.incidents.questions.rules import ShownTo
from tests.builders import a_question, details, make_case, make_person, make_questions, post_case, take

R = CaseRole
CIRCLES = [str(one) for one in ShownTo]
PHONE = "0912 345 678"


def asked_of_all(app: Flask) -> int:
    """A published set with a question for each circle: a text, but for everybody yes or no."""
    kinds = {circle: "yes_no" if circle == "public" else "text" for circle in CIRCLES}
    return make_questions(*(a_question(f"for_{name}", kind, shown_to=name) for name, kind in kinds.items())).id


def answers(set_id: int, **over: Any) -> dict[str, Answered]:
    """An answer to each of them."""
    values = {f"for_{circle}": f"gọi {PHONE}, {circle}" for circle in CIRCLES} | {"for_public": "yes"} | over
    return {"food": rules.answered(set_id, questions.published(set_id).questions, values)}


def read_by(case: Case, by: Actor) -> dict[str, str]:
    """What somebody reads, by the last word of the question's code."""
    lines = [line for one in queries.told(case_view.of(case, by)) for line in one.lines]
    return {line.asked: line.said for line in lines}


@pytest.mark.parametrize(
    ("roles", "seen"),
    [
        ((), {"public": "all"}),
        ((R.VOLUNTEER,), {"public": "all", "volunteer": "masked"}),
        ((R.VOLUNTEER, R.CLAIMER), {"public": "all", "volunteer": "all", "claimer": "all"}),
        ((R.MODERATOR,), {"public": "all", "volunteer": "all", "claimer": "all", "moderator": "all"}),
        ((R.REQUESTER,), dict.fromkeys(CIRCLES, "all")),
    ],
)
def test_each_circle_reads_what_is_meant_for_it(roles: tuple[CaseRole, ...], seen: dict[str, str]) -> None:
    data = {"questions": [a_question(c, "yes_no" if c == "public" else "text", shown_to=c) for c in CIRCLES]}
    sight = view_of(state=State.OPEN, roles=roles, allowed=True)
    found = {one.code: rules.answers_of(sight, roles, one) for one in read(data).questions}
    assert {code: how for code, how in found.items() if how != "no"} == seen


@pytest.mark.parametrize(
    ("state", "roles", "allowed", "guarded", "seen"),
    [
        (State.PENDING_REVIEW, (R.VOLUNTEER,), False, Guarded.LISTED, []),
        (State.OPEN, (R.VOLUNTEER, R.CLAIMER), False, Guarded.LISTED, ["public", "volunteer"]),
        (State.OPEN, (R.VOLUNTEER,), False, Guarded.SAFEGUARDED, []),
        (State.OPEN, (R.VOLUNTEER, R.CLEARED), False, Guarded.SAFEGUARDED, ["public", "volunteer"]),
        (State.CLAIMED, (R.VOLUNTEER, R.CLAIMER), True, Guarded.SAFEGUARDED, []),
        (State.OPEN, (), False, Guarded.CLINICAL, []),
        (State.OPEN, (R.CLINICIAN,), False, Guarded.CLINICAL, ["public", "volunteer", "clinician"]),
        (State.CLAIMED, (R.CLINICIAN, R.CLAIMER), True, Guarded.CLINICAL, [*CIRCLES[:4]]),
    ],
)  # fmt: skip
def test_no_answer_is_read_where_the_case_is_not(
    state: State, roles: tuple[CaseRole, ...], allowed: bool, guarded: int, seen: list[str]
) -> None:
    data = {"questions": [a_question(c, "yes_no", shown_to=c) for c in CIRCLES]}
    sight = view_of(state=state, roles=roles, allowed=allowed, guarded=guarded)
    assert [one.code for one in read(data).questions if rules.answers_of(sight, roles, one) != "no"] == seen


def test_a_viewer_who_may_not_know_of_the_case_reads_nothing() -> None:
    data = {"questions": [a_question(c, "yes_no", shown_to=c) for c in CIRCLES]}
    assert {rules.answers_of(Sight(exists=False), (), one) for one in read(data).questions} == {"no"}


def test_strangers_helpers_and_moderators_read_their_circles_of_a_case(app: Flask) -> None:
    set_id = asked_of_all(app)
    case = make_case(answers=answers(set_id))
    helper = make_person(verified=True)
    assert len(read_by(case, Actor())) == 1
    said = read_by(case, Actor(make_person()))
    assert len(said) == 2 and PHONE not in str(said) and "▒" in str(said)
    assert len(read_by(case, Actor(make_person("moderator")))) == 4
    assert len(read_by(case, THE_REQUESTER)) == 5
    take(case, helper)
    said = read_by(case, Actor(helper))
    assert len(said) == 3 and PHONE in str(said)


def test_only_what_is_for_everybody_lies_there_in_clear(app: Flask) -> None:
    case = make_case(answers=answers(asked_of_all(app)))
    clear = db.session.execute(sa.text("SELECT code, value FROM case_public_answers")).all()
    assert [tuple(row) for row in clear] == [("for_public", "yes")]
    sealed = db.session.scalar(sa.text("SELECT said_sealed FROM case_answers"))
    assert b"for_" not in bytes(sealed)
    assert queries.of_case(case)["food"].values["for_moderator"].endswith("moderator")


def test_a_stranger_costs_no_opening(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(answers=answers(asked_of_all(app)))
    monkeypatch.setattr("connect.crypto.encryption.opened", None)
    assert len(read_by(case, Actor())) == 1


def test_answers_are_in_the_download_with_their_questions_and_go_with_the_case(app: Flask) -> None:
    case, _token = post_case(answers=answers(asked_of_all(app)))
    told = json.dumps(export.of_case(case), ensure_ascii=False)
    assert PHONE in told and "for_moderator" in told
    with db.transaction():
        wiping.wipe(case)
    for table in ("case_answers", "case_public_answers"):
        assert db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0


def test_what_is_not_wanted_any_more_takes_its_answers_with_it(app: Flask) -> None:
    set_id = asked_of_all(app)
    case, _token = post_case(answers=answers(set_id))
    with db.transaction():
        changes.change(case, details(needs={"washing_powder": 1}, answers=answers(set_id)))
    assert queries.of_case(case) == {}


def test_other_words_in_an_answer_are_looked_at_again_and_a_choice_counts_at_once(app: Flask) -> None:
    set_id = asked_of_all(app)
    same = {"phone": "+84912345678"}
    case = make_case(answers=answers(set_id), **same)
    with db.transaction():
        assert changes.change(case, details(answers=answers(set_id, for_public="no"), **same)) == []
    assert queries.of_case(case)["food"].values["for_public"] == "no"
    other = details(answers=answers(set_id, for_volunteer="có hai con nhỏ"), **same)
    with db.transaction():
        assert changes.change(case, other) == ["answers"]
    assert queries.of_case(case)["food"].values["for_volunteer"] != "có hai con nhỏ"
    waiting = changes.waiting(case)
    assert waiting and waiting.after.answers["food"].values["for_volunteer"] == "có hai con nhỏ"
    moderator = Actor(make_person("moderator"))
    with db.transaction():
        changes.accept(case, moderator, waiting.mark)
    assert queries.of_case(case)["food"].values["for_volunteer"] == "có hai con nhỏ"


def test_a_fraud_in_an_answer_is_seen_as_one_in_the_words_is(app: Flask) -> None:
    scam = "Chuyển tiền vào số tài khoản 0123456789 trước, rồi nhận quà. https://bit.ly/nhanqua"
    case, _token = post_case(answers=answers(asked_of_all(app), for_volunteer=scam))
    assert case.state == "pending_review"
    assert "suspicious" in {event.reason for event in cases.history(case)}


def test_choices_for_everybody_are_counted(app: Flask) -> None:
    set_id = asked_of_all(app)
    for said in ("yes", "yes", "no"):
        post_case(answers=answers(set_id, for_public=said))
    assert queries.counts("food", [set_id]) == {("for_public", "yes"): 2, ("for_public", "no"): 1}

"""Earlier tellings are found by keyed hashes alone, and a moderator's word on a pair stands."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.cases import actions, jobs
from connect.cases.duplicates import queries as duplicates
from connect.cases.duplicates.models import CaseKey, Suspicion
from connect.cases.models import Case
from connect.db import unit_of_work
from tests import builders
from tests.builders import BEN_THANH, details, make_case

HANOI = geo.Point(21.0278, 105.8342)


def post_case(*args: object, **over: object) -> tuple[Case, str]:
    """A case just posted, and compared with the others as the worker does within a minute."""
    made = builders.post_case(*args, **over)
    jobs.compare()
    return made


def pairs() -> set[tuple[int, int]]:
    db.session.rollback()
    return {tuple(sorted(pair)) for pair in db.session.execute(sa.select(Suspicion.low_id, Suspicion.high_id))}


def test_a_second_telling_is_noted_with_its_reasons_when_it_is_posted(app: Flask) -> None:
    first, _ = post_case(phone="+84912345678")
    second, _ = post_case(phone="+84912345687", name="nguyen thi lan", door="12/45 hẻm")
    assert pairs() == {(first.id, second.id)}
    assert {"near_phone", "same_name", "same_door", "same_place"} <= set(
        db.session.scalars(sa.select(Suspicion)).one().reasons
    )


def test_another_household_is_not(app: Flask) -> None:
    post_case(name="Trần Văn Hùng", door="Số 3 hẻm 9")
    post_case(name="Lê Thị Hoa", door="Số 8 hẻm 9")
    post_case(HANOI)
    assert not pairs()


def test_what_has_ended_or_is_old_is_not_looked_at(app: Flask, clock) -> None:
    make_case("withdrawn", phone="+84912345678")
    post_case(phone="+84912345678")
    clock.forward(days=15)
    post_case(phone="+84912345678")
    assert not pairs()


def test_an_edit_looks_again_and_lets_go_of_what_is_no_longer_alike(app: Flask) -> None:
    first, _ = post_case(phone="+84912345678")
    second, _ = post_case(phone="+84912345678")
    assert pairs()
    with db.transaction():
        case = db.session.get_one(Case, second.id)
        actions.edit(case, details(name="Trần Văn Hùng", door="Số 30 hẻm 9", people=9, needs={"nappies": 1}))
    jobs.compare()
    assert not pairs()
    with db.transaction():
        actions.edit(db.session.get_one(Case, second.id), details(phone="+84912345678"))
    jobs.compare()
    assert pairs() == {(first.id, second.id)}


def test_a_case_that_changes_while_it_is_looked_for_is_due_again(app: Flask) -> None:
    post_case(phone="+84912345678")
    second, _ = builders.post_case(phone="+84912345678")
    looked = duplicates.look(second.id)
    with db.transaction():
        actions.edit(db.session.get_one(Case, second.id), details(name="Trần Văn Hùng", door="Số 30 hẻm 9", people=9))
    with db.transaction():
        duplicates.note(looked)
    assert not pairs()
    assert duplicates.due(10) == [second.id]


def test_the_worker_looks_before_its_turn_at_writing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    look, writing = duplicates.look, []
    monkeypatch.setattr(duplicates, "look", lambda one: writing.append(unit_of_work._held.writing) or look(one))
    post_case()
    assert writing == [False]


def test_what_was_settled_stays_settled_whatever_is_edited(app: Flask) -> None:
    first, _ = post_case(phone="+84912345678")
    second, _ = post_case(phone="+84912345678")
    with db.transaction() as session:
        session.execute(sa.update(Suspicion).values(settled_at=first.changed_at, verdict="not_same"))
    with db.transaction():
        actions.edit(db.session.get_one(Case, second.id), details(phone="+84912345678", words="Xin thêm gạo"))
    jobs.compare()
    db.session.rollback()
    assert [one.verdict for one in db.session.scalars(sa.select(Suspicion))] == ["not_same"]


def test_the_stored_keys_are_hashes_that_need_the_key_of_the_site(make_app) -> None:
    found = []
    for key in ("one", "two"):
        with make_app(secret_key=key).app_context():
            case, _ = post_case(phone="+84912345678")
            found.append(set(db.session.scalars(sa.select(CaseKey.hash).where(CaseKey.case_id == case.id))))
            db.session.remove()
    assert all(found) and not found[0] & found[1]


def test_a_forgotten_case_is_found_no_more(app: Flask) -> None:
    first, _ = post_case(phone="+84912345678")
    with db.transaction():
        duplicates.forget(first.id)
    post_case(phone="+84912345678")
    assert not pairs()


def test_only_the_best_hundred_candidates_are_looked_at(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(duplicates, "MOST_CANDIDATES", 2)
    first, _ = post_case(phone="+84912345678")
    for number in range(4):
        post_case(BEN_THANH, name="Trần Văn Hùng", door=f"Số {number + 50} hẻm 9")
    second, _ = post_case(phone="+84912345678")
    assert (first.id, second.id) in pairs()


def test_near_numbers_are_one_slip_away(app: Flask) -> None:
    near = duplicates.near_phones("+84912345678")
    assert {"+84912345679", "+84912345687"} <= near
    assert not {"+84912345678", "+84912345699"} & near
    assert duplicates.near_phones("") == set()

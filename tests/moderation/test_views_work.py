"""One queue, and no two at one item: the database decides, a lease that is over frees by itself."""

import threading

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases import actions, queries
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import Conflict
from connect.moderation.queue import assignment, work_queue
from tests.builders import make_case, make_organization, make_person, post_case
from tests.often import often
from tests.visit import Visit

QUEUE = often(200, 3)


@pytest.fixture
def hai(app: Flask) -> Person:
    """Another one."""
    return make_person("moderator", area="79", name="Anh Hải")


def next_for(person: Person, after: work_queue.Item | None = None) -> str | None:
    with db.transaction():
        item = assignment.next_item(person, after)
    return item.public_id if item else None


def decide(public_id: str, person: Person) -> None:
    with db.transaction():
        assignment.hold(person, "case", public_id)
        actions.approve(queries.by_public_id(public_id), Actor(person))
        assignment.release(person, "case", public_id)


def test_eight_who_take_at_once_never_meet_and_nothing_is_left(app: Flask) -> None:
    wanted = {post_case()[0].public_id for _ in range(QUEUE)}
    people = [make_person("moderator", area="79") for _ in range(8)]
    ids = [person.id for person in people]
    taken: list[str] = []
    troubles: list[BaseException] = []
    together = threading.Barrier(8)

    def work_on(person_id: int) -> None:
        with app.app_context():
            together.wait()
            try:
                while (got := next_for(db.session.get_one(Person, person_id))) is not None:
                    taken.append(got)
                    decide(got, db.session.get_one(Person, person_id))
            except BaseException as trouble:
                troubles.append(trouble)
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=work_on, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert len(taken) == QUEUE
    assert set(taken) == wanted


def test_eight_who_only_take_and_skip_on_hold_different_ones(app: Flask) -> None:
    for _ in range(40):
        post_case()
    ids = [make_person("moderator", area="79").id for _ in range(8)]
    taken: list[str] = []

    def take_five(person_id: int) -> None:
        with app.app_context():
            person, after = db.session.get_one(Person, person_id), None
            for _ in range(5):
                with db.transaction():
                    after = assignment.next_item(person, after)
                taken.append(after.public_id if after else "")
            db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=take_five, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == len(taken) == 40


def test_the_next_is_the_most_urgent_then_the_oldest_that_nobody_has(duyen: Person, hai: Person, clock) -> None:
    old, _ = post_case()
    clock.forward(minutes=1)
    urgent, _ = post_case(urgency=3)
    assert next_for(duyen) == urgent.public_id
    assert next_for(hai) == old.public_id
    assert next_for(make_person("moderator", area="79")) is None


def test_a_lease_that_is_over_frees_the_item_without_any_job(duyen: Person, hai: Person, clock) -> None:
    case, _ = post_case()
    assert next_for(duyen) == case.public_id
    clock.forward(seconds=299)
    assert next_for(hai) is None
    clock.forward(seconds=1)
    assert next_for(hai) == case.public_id


def test_each_press_renews_the_lease_and_keeps_since_when(duyen: Person, hai: Person, clock) -> None:
    case, _ = post_case()
    next_for(duyen)
    since = clock.moment
    clock.forward(minutes=4)
    next_for(duyen)
    clock.forward(minutes=4)
    assert next_for(hai) is None
    held = assignment.holder("case", case.public_id, hai)
    assert (held.person.name, held.taken_at) == ("Cô Duyên", since)


def test_nobody_decides_what_somebody_else_is_looking_at(duyen: Person, hai: Person) -> None:
    case, _ = post_case()
    next_for(duyen)
    with pytest.raises(Conflict, match="Conflict"):
        decide(case.public_id, hai)
    decide(case.public_id, duyen)


def test_one_who_took_too_long_may_still_decide_while_nobody_else_has_it(duyen: Person, hai: Person, clock) -> None:
    case, _ = post_case()
    next_for(duyen)
    clock.forward(minutes=20)
    decide(case.public_id, duyen)
    assert next_for(hai) is None


def test_a_question_keeps_the_case_out_of_the_queue_until_an_answer_or_half_an_hour(duyen: Person, clock) -> None:
    case, _ = post_case()
    with db.transaction():
        actions.ask(case, Actor(duyen), "Nhà còn gạo không?")
    assert next_for(duyen) is None
    clock.forward(minutes=31)
    assert next_for(duyen) == case.public_id
    with db.transaction():
        actions.ask(case, Actor(duyen), "Còn mấy người?")
    assert next_for(duyen) is None
    with db.transaction():
        actions.answer(case, "Bốn người")
    assert next_for(duyen) == case.public_id


def test_who_could_not_be_reached_waits_until_a_moderator_has_said_something(duyen: Person) -> None:
    case = make_case("follow_up")
    assert next_for(duyen) == case.public_id
    with db.transaction():
        actions.ask(case, Actor(duyen), "Số nào gọi được?")
    assert next_for(duyen) is None


def test_organisations_wait_for_those_who_may_verify_them_only(duyen: Person) -> None:
    make_organization(area="79")
    official = make_person("official", area="79")
    assert next_for(duyen) is None
    assert next_for(make_person("official", area="01")) is None
    assert next_for(official)


# --- Pages ------------------------------------------------------------------------------------------------


def test_opening_takes_and_the_other_reads_who_has_it_and_cannot_decide(app: Flask, duyen: Person, hai: Person) -> None:
    case, _ = post_case()
    hers, his = Visit(app).as_(duyen), Visit(app).as_(hai)
    assert 'data-key="a"' in hers.get("moderation.review", public_id=case.public_id).text
    seen = his.get("moderation.review", public_id=case.public_id).text
    assert "Cô Duyên" in seen
    assert 'data-key="a"' not in seen
    his.post("moderation.approve", public_id=case.public_id)
    assert "Cô Duyên" in his.follow().text
    db.session.rollback()
    assert db.session.get_one(Case, case.id).state == "pending_review"


@pytest.mark.parametrize("act", ["approve", "reject", "refer", "merge", "ask", "correct"])
def test_no_way_of_deciding_goes_round_the_lease(app: Flask, duyen: Person, hai: Person, act: str) -> None:
    case, _ = post_case()
    next_for(duyen)
    version = case.version
    data = {"reason": "joke", "to": "Bệnh viện", "code": make_case().public_id, "text": "Thế nào?", "item": ["eggs"]}
    Visit(app).as_(hai).post(f"moderation.{act}", data, public_id=case.public_id)
    db.session.rollback()
    kept = db.session.get_one(Case, case.id)
    assert (kept.state, kept.version) == ("pending_review", version)


def test_the_queue_shows_who_looks_at_what(app: Flask, duyen: Person, hai: Person) -> None:
    case, _ = post_case()
    next_for(duyen)
    text = Visit(app).as_(hai).get("moderation.queue").text
    assert "Cô Duyên" in text.partition('<ol class="queue">')[2] and case.public_id in text


def test_skipping_goes_round_and_lets_the_skipped_one_go(app: Flask, duyen: Person, hai: Person, clock) -> None:
    first, _ = post_case()
    clock.forward(minutes=1)
    second, _ = post_case()
    visit = Visit(app).as_(duyen)
    visit.post("moderation.next_one")
    for skipped, following in ((first, second), (second, first)):
        visit.post("moderation.next_one", {"subject": "case", "skip": skipped.public_id})
        assert visit.last.location.endswith(following.public_id)
    assert next_for(hai) == second.public_id
    visit.post("moderation.next_one", {"subject": "case", "skip": first.public_id})
    assert visit.last.location.endswith("/moderation/")
    visit.get("moderation.queue")

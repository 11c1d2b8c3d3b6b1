"""What was decided can be taken back for a while; what cannot is asked about first; keys can be turned off."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases import queries
from connect.cases.changes import reversals
from connect.cases.models import Case
from connect.errors import RuleBroken
from connect.moderation.models import SecondOpinion
from connect.moderation.queue import assignment
from connect.moderation.reports import actions as reports, queries as report_queries
from connect.registry.reports import Reported
from tests.builders import make_case, make_organization, make_person, post_case, take
from tests.visit import Visit


@pytest.fixture
def desk_of(visit: Visit, duyen: Person) -> Visit:
    """That moderator at work."""
    return visit.as_(duyen)


def fresh(case: Case) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case.id)


DECISIONS = {"approve": {}, "reject": {"reason": "joke"}, "refer": {"to": "Bệnh viện quận"}, "merge": {}}


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize("state", ["pending_review", "open"])
def test_a_decision_is_taken_back_by_one_press_and_all_stands_as_before(desk_of: Visit, verb: str, state: str) -> None:
    if (verb, state) == ("approve", "open"):
        return
    other = make_case()
    case = make_case(state) if state == "open" else post_case()[0]
    desk_of.post(f"moderation.{verb}", DECISIONS[verb] | {"code": other.public_id}, public_id=case.public_id)
    assert fresh(case).state != state
    undo = re.search(r'action="(/moderation/\w+/undo)"', desk_of.follow().text)
    assert undo and case.public_id in undo.group(1)
    desk_of.post(undo.group(1))
    case = fresh(case)
    assert (case.state, case.duplicate_of_id) == (state, None)
    assert 'role="status"' in desk_of.follow().text


def test_undoing_takes_back_the_second_opinion_and_the_answer_to_reports(make_app) -> None:
    app = make_app(second_opinion_percent=100)
    with app.app_context():
        case, duyen = make_case(), make_person("moderator", area="79")
        with db.transaction():
            reports.report(
                Reported("case", case.public_id, case.area_id), "fraud", "", device="a", network="1", by=None
            )
        visit = Visit(app).as_(duyen)
        visit.post("moderation.reject", {"reason": "fraud"}, public_id=case.public_id)
        visit.post("moderation.undo", public_id=case.public_id)
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SecondOpinion)) == 0
        assert [one.verdict for one in report_queries.about("case", case.public_id)] == [None]
        db.session.remove()


def test_after_a_while_or_by_another_or_once_somebody_acted_it_stands(desk_of: Visit, duyen: Person, clock) -> None:
    late, touched = make_case(), post_case()[0]
    desk_of.post("moderation.reject", {"reason": "joke"}, public_id=late.public_id)
    desk_of.post("moderation.approve", public_id=touched.public_id)
    assert reversals.undoable(fresh(late), make_person("moderator")) is None
    take(fresh(touched), make_person(verified=True))
    desk_of.post("moderation.undo", public_id=touched.public_id)
    assert 'role="alert"' in desk_of.follow().text
    assert fresh(touched).state == "claimed"
    clock.forward(seconds=600)
    desk_of.post("moderation.undo", public_id=late.public_id)
    assert fresh(late).state == "rejected"


def test_what_is_shown_can_be_taken_off_the_list_with_a_reason_the_requester_reads(desk_of: Visit) -> None:
    case = make_case("partly_helped")
    assert "/take-off" in desk_of.get("moderation.review", public_id=case.public_id).text
    desk_of.post("moderation.take_off", {"why": ""}, 422, public_id=case.public_id)
    desk_of.post("moderation.take_off", {"why": "Có người báo đã hết cần"}, public_id=case.public_id)
    case = fresh(case)
    assert (case.state, case.verified_at) == ("pending_review", None)
    assert queries.history(case)[-1].note == "Có người báo đã hết cần"


@pytest.mark.parametrize("verb", ["take_off", "refer", "merge", "helper"])
def test_taking_a_case_from_a_helper_is_asked_about_first_and_keeps_what_was_typed(desk_of: Visit, verb: str) -> None:
    case, into = make_case("claimed"), make_case()
    typed = {"why": "xem lại", "to": "Hội Chữ thập đỏ", "code": into.public_id}
    more = {"verb": "stop"} if verb == "helper" else {}
    text = desk_of.post(f"moderation.{verb}", typed, 200, public_id=case.public_id, **more).text
    assert 'name="sure"' in text and 'value="Hội Chữ thập đỏ"' in text
    assert fresh(case).state == "claimed"
    desk_of.post(f"moderation.{verb}", typed | {"sure": "yes"}, public_id=case.public_id, **more)
    assert fresh(case).state != "claimed"


def test_single_keys_can_be_turned_off_and_on_again_in_this_browser(desk_of: Visit) -> None:
    case, _ = post_case()
    assert "keys.js" in desk_of.get("moderation.review", public_id=case.public_id).text
    desk_of.post("moderation.keys", {"next": f"/moderation/{case.public_id}"})
    for page in (desk_of.follow(), desk_of.get("moderation.queue")):
        assert "keys.js" not in page.text and 'class="no-keys"' in page.text
    desk_of.post("moderation.keys")
    assert "keys.js" in desk_of.follow().text


def test_who_is_not_accepted_reads_why_and_whom_to_call_and_may_contest(make_app) -> None:
    app = make_app(operator_phone="028 1234 5678")
    with app.app_context():
        case, token = post_case()
        first, other = (make_person("moderator", area="79") for _ in range(2))
        Visit(app).as_(first).post(
            "moderation.reject", {"reason": "other", "told": "Bạn đã gửi hai lần"}, public_id=case.public_id
        )
        visit = Visit(app)
        text = visit.get("cases.mine", token=token).text
        assert "Bạn đã gửi hai lần" in text and 'href="tel:02812345678"' in text
        visit.post("cases.mine_contest", {"note": ""}, 422, token=token)
        visit.post("cases.mine_contest", {"note": "Lần trước là nhà bên"}, token=token)
        db.session.rollback()
        assert fresh(case).state == "pending_review"
        with db.transaction():
            assert assignment.next_item(first) is None  # others have it first
            assert assignment.next_item(other).public_id == case.public_id
        review = Visit(app).as_(other).get("moderation.review", public_id=case.public_id).text
        assert "Lần trước là nhà bên" in review
        db.session.remove()


def test_a_request_is_contested_twice_and_no_more(app: Flask, duyen: Person) -> None:
    case = make_case("rejected")
    for _ in range(2):
        with db.transaction():
            reversals.contest(case, "Nhà tôi có thật")
        Visit(app).as_(duyen).post("moderation.reject", {"reason": "joke"}, public_id=case.public_id)
        case = fresh(case)
    with pytest.raises(RuleBroken), db.transaction():
        reversals.contest(case, "Lần nữa")


def test_another_reason_needs_words_and_keeps_them_when_no_reason_was_chosen(desk_of: Visit) -> None:
    case, _ = post_case()
    text = desk_of.post("moderation.reject", {"reason": "other", "told": ""}, 422, public_id=case.public_id).text
    assert 'id="told-error"' in text
    text = desk_of.post("moderation.reject", {"told": "Xin gọi số khác"}, 422, public_id=case.public_id).text
    assert 'value="Xin gọi số khác"' in text
    assert fresh(case).state == "pending_review"


def test_reports_are_read_and_answered_from_the_case(desk_of: Visit) -> None:
    case = make_case()
    with db.transaction():
        reports.report(Reported("case", case.public_id, case.area_id), "fraud", "", device="a", network="1", by=None)
    text = desk_of.get("moderation.review", public_id=case.public_id).text
    assert f'href="/moderation/reported/{case.public_id}"' in text
    desk_of.post("moderation.settle", {"verdict": "unfounded"}, public_id=case.public_id)
    text = desk_of.get("moderation.review", public_id=case.public_id).text
    assert "/moderation/reported/" not in text and "Không có gì sai" in text


def test_what_waits_can_always_be_skipped_from_its_own_page(desk_of: Visit) -> None:
    case = make_case()
    take(case, make_person())
    make_organization()
    assert 'name="skip"' in desk_of.get("moderation.review", public_id=case.public_id).text

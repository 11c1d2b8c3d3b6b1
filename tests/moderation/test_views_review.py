"""The moderator's desk: her areas only, each decision leaves its trace, the next case opens by itself."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.cases import actions, queries
from connect.cases.claims.models import Disclosure
from connect.cases.models import Case
from tests.builders import make_case, make_person, post_case, take
from tests.visit import Visit

HANOI = geo.Point(21.0278, 105.8342)


def state_of(case: Case) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case.id).state


def test_the_queue_shows_the_most_urgent_then_the_oldest_of_her_areas_only(desk: Visit, clock) -> None:
    old, _ = post_case()
    clock.forward(hours=1)
    new, _ = post_case()
    urgent, _ = post_case(urgency=3)
    foreign, _ = post_case(HANOI)
    text = desk.get("moderation.queue").text
    assert text.index(urgent.public_id) < text.index(old.public_id) < text.index(new.public_id)
    assert foreign.public_id not in text


def test_nothing_waits_is_said_only_when_nothing_of_any_kind_does(desk: Visit) -> None:
    assert "Không có việc nào đang chờ bạn" in desk.get("moderation.queue").text
    post_case(urgency=3)  # on the list at once, and still to be looked at
    take(make_case(), make_person())
    text = desk.get("moderation.queue").text
    assert "Không có việc nào đang chờ bạn" not in text and "2 việc đang chờ bạn" in text
    assert len(re.findall(r'<a href="/moderation/[2-9A-Z]{8}"><b>', text)) == 2


@pytest.mark.parametrize(("urgency", "minutes"), [(3, 10), (2, 120)])
def test_the_queue_raises_the_alarm_over_what_waits_too_long(desk: Visit, clock, urgency: int, minutes: int) -> None:
    post_case(urgency=urgency)
    clock.forward(minutes=minutes)
    assert "chờ quá lâu" not in desk.get("moderation.queue").text
    clock.forward(seconds=1)
    text = desk.get("moderation.queue").text
    assert "chờ quá lâu" in text and "<title>(!)" in text
    assert ('class="note grave"' in text) is (urgency == 3)


def test_the_queue_goes_on_without_repeating_or_losing_a_case(desk: Visit) -> None:
    wanted = {post_case()[0].public_id for _ in range(23)}
    first = desk.get("moderation.queue").text
    following = first.split("after=")[1].split('"')[0]
    seen = first + desk.get(f"/moderation/?after={following}").text
    assert all(seen.count(f"/moderation/{one}") >= 1 for one in wanted)


def test_an_approval_opens_the_next_case_and_is_in_the_history(desk: Visit) -> None:
    first, _ = post_case(urgency=2)
    second, _ = post_case()
    desk.post("moderation.approve", public_id=first.public_id)
    assert desk.last.location.endswith(second.public_id)
    assert state_of(first) == "open"
    last = queries.history(first)[-1]
    assert (last.verb, last.actor, last.person.name) == ("approve", "moderator", "Cô Duyên")


def test_the_last_decision_leads_back_to_an_empty_queue(desk: Visit) -> None:
    case, _ = post_case()
    desk.post("moderation.reject", {"reason": "joke"}, public_id=case.public_id)
    assert "Đã xem hết" in desk.follow().text
    assert state_of(case) == "rejected"


def test_a_rejection_without_a_known_reason_changes_nothing(desk: Visit) -> None:
    case, _ = post_case()
    text = desk.post("moderation.reject", {"reason": "because"}, status=422, public_id=case.public_id).text
    assert case.public_id in text and 'class="error"' in text
    assert state_of(case) == "pending_review"


def test_what_somebody_else_decided_meanwhile_is_told(desk: Visit) -> None:
    case = make_case("open")
    desk.post("moderation.approve", public_id=case.public_id)
    assert 'role="alert"' in desk.follow().text


@pytest.mark.parametrize("act", ["approve", "reject", "refer", "merge", "ask", "correct", "contact"])
def test_a_case_of_another_area_looks_like_one_that_does_not_exist(desk: Visit, act: str) -> None:
    foreign, _ = post_case(HANOI)
    answers = [
        desk.post(f"moderation.{act}", {"text": "vì sao"}, status=404, public_id=one).text
        for one in (foreign.public_id, "ZZZZZZZZ")
    ]
    assert answers[0] == answers[1]
    assert state_of(foreign) == "pending_review"


def test_the_contact_is_shown_for_a_reason_only_and_the_look_is_written_down(desk: Visit) -> None:
    case, _ = post_case()
    assert "hẻm 45" not in desk.get("moderation.review", public_id=case.public_id).text
    desk.post("moderation.contact", {"text": ""}, status=422, public_id=case.public_id)
    shown = desk.post("moderation.contact", {"text": "gọi hỏi địa chỉ"}, status=200, public_id=case.public_id).text
    assert "hẻm 45" in shown
    assert [look.reason for look in db.session.scalars(sa.select(Disclosure))] == ["gọi hỏi địa chỉ"]


def test_a_question_reaches_her_page_and_her_answer_comes_back(desk: Visit) -> None:
    case, _ = post_case()
    desk.post("moderation.ask", {"text": "Nhà còn gạo không?"}, public_id=case.public_id)
    with db.transaction():
        actions.answer(case, "Còn nửa ký")
    text = desk.get("moderation.queue").text
    assert "đã trả lời" in text


def test_wrong_things_and_place_are_corrected_and_the_ward_is_never_guessed(desk: Visit) -> None:
    case, _ = post_case()
    cell = case.cell
    choice = desk.post(
        "moderation.correct", {"item": ["eggs"], "place_text": "Phường Sài Gòn"}, status=200, public_id=case.public_id
    ).text
    assert 'name="ward" value="26740"' in choice
    assert db.session.get_one(Case, case.id).cell == cell
    desk.post("moderation.correct", {"item": ["eggs"], "urgency": "urgent", "ward": "27019"}, public_id=case.public_id)
    db.session.rollback()
    case = db.session.get_one(Case, case.id)
    assert ([need.item for need in case.needs], case.urgency) == (["eggs"], 2)
    assert case.cell != cell


def test_a_second_telling_is_merged_into_the_first(desk: Visit) -> None:
    first, second = make_case(), make_case()
    desk.post(
        "moderation.merge", {"code": f"{first.public_id[:4]} {first.public_id[4:]}".lower()}, public_id=second.public_id
    )
    db.session.rollback()
    merged = db.session.get_one(Case, second.id)
    assert (merged.state, merged.duplicate_of_id) == ("duplicate", first.id)


def test_a_case_is_passed_on_with_a_name_only(desk: Visit) -> None:
    case = make_case()
    desk.post("moderation.refer", {"to": ""}, status=422, public_id=case.public_id)
    assert state_of(case) == "open"
    desk.post("moderation.refer", {"to": "Bệnh viện quận"}, public_id=case.public_id)
    assert state_of(case) == "referred"


def test_a_word_lets_an_unverified_helper_see_the_contact(desk: Visit) -> None:
    case, helper = make_case(), make_person(name="Lê Văn Hùng")
    take(case, helper)
    assert case.public_id in desk.get("moderation.queue").text
    assert "Lê Văn Hùng" in desk.get("moderation.review", public_id=case.public_id).text
    desk.post("moderation.helper", public_id=case.public_id, verb="allow")
    db.session.rollback()
    assert queries.live_claim(case).allowed_by == "moderator"


def test_others_are_kept_out(app: Flask) -> None:
    visit = Visit(app)
    visit.get("moderation.queue", 303)
    visit.as_(make_person()).get("moderation.queue", 403)


FIELDS = {"why": "contact", "question": "ask"}


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_that_is_too_short_stands_at_its_own_field_with_its_error(desk: Visit, field: str) -> None:
    case, _ = post_case()
    text = desk.post(f"moderation.{FIELDS[field]}", {"text": "q?"}, status=422, public_id=case.public_id).text
    assert re.findall(r'id="(\w+)-error"', text) == [field]
    assert len(re.findall(r"q\?[\"<]", text)) == 1
    tag = re.search(rf'<(?:input|textarea) id="{field}"[^>]*>(?:q\?)?', text)
    assert tag and "q?" in tag.group(0)


def test_a_wrong_merge_code_stays_on_the_case_with_the_code_typed(desk: Visit) -> None:
    case, ended = make_case(), make_case("confirmed")
    post_case()
    for code in ("zzzz zzzz", case.public_id, ended.public_id, ""):
        text = desk.post("moderation.merge", {"code": code}, status=422, public_id=case.public_id).text
        assert 'id="into-error"' in text and f'value="{code}"' in text
    assert state_of(case) == "open"


@pytest.mark.parametrize("place", ["Phường Sài Gòn", "qqqq zzzz xxxx"])
def test_correcting_with_a_typed_ward_keeps_everything_that_was_typed(desk: Visit, place: str) -> None:
    case, _ = post_case()
    typed = {"item": ["eggs", "milk"], "qty-eggs": "33", "qty-milk": "5", "urgency": "urgent", "place_text": place}
    status = 200 if "Sài Gòn" in place else 422
    text = desk.post("moderation.correct", typed, status=status, public_id=case.public_id).text
    assert dict(re.findall(r'name="qty-(\w+)" value="(\d+)"', text)) == {"eggs": "33", "milk": "5"}
    assert re.search(r'<option selected value="urgent"', text)
    assert f'value="{place}"' in text
    assert ('id="place_text-error"' in text) is (status == 422)


def test_a_correction_that_cannot_be_keeps_what_was_typed(desk: Visit) -> None:
    case, _ = post_case()
    typed = {"item": ["eggs"], "qty-eggs": "many", "urgency": "urgent"}
    text = desk.post("moderation.correct", typed, status=422, public_id=case.public_id).text
    assert 'name="qty-eggs" value="many"' in text and 'class="error"' in text


def test_the_case_just_decided_can_be_looked_at_again(desk: Visit) -> None:
    case, _ = post_case()
    desk.post("moderation.approve", public_id=case.public_id)
    assert f'<a href="/moderation/{case.public_id}">' in desk.follow().text


def test_a_ready_question_reaches_her_in_her_language(desk: Visit) -> None:
    case, _ = post_case()
    desk.client.set_cookie("lang", "en")
    assert 'name="ready" value="address"' in desk.get("moderation.review", public_id=case.public_id).text
    desk.post("moderation.ask", {"ready": "address", "text": ""}, public_id=case.public_id)
    db.session.rollback()
    assert "Địa chỉ" in queries.history(case)[-1].note

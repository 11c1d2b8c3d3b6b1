"""One case: what each viewer may see of it, and the next step for each."""

import pytest

from connect import db
from connect.cases import actions, transitions
from connect.cases.claims import actions as claim_actions
from connect.cases.disclosure import case_view
from connect.cases.transitions import Actor
from tests.builders import make_case, make_person, take
from tests.visit import Visit

WORDS = "Chị Lan ở số nhà 12 hẻm 45, gọi 0912 345 678. Nhà hết gạo từ hôm qua."
SECRETS = ("Lan", "0912", "hẻm 45", "Lê Lợi")


@pytest.fixture
def case(app):
    """An open case whose words hide much."""
    return make_case(words=WORDS, urgency=2)


def test_a_stranger_sees_the_public_facts_and_no_word_of_hers(visit, case):
    visit.get("cases.show", public_id=case.public_id)
    for fact in ("Gạo 10", "Sữa 4", "4 người", "khẩn", case.area.name):
        assert fact in visit.last.text
    for secret in (*SECRETS, "Nhà hết gạo", "người cao tuổi"):
        assert secret not in visit.last.text


def test_a_stranger_is_sent_to_sign_in_and_back_to_this_case(visit, case):
    visit.get("cases.show", public_id=case.public_id)
    assert f"/accounts/sign-in?next=/cases/{case.public_id}" in visit.last.text


def test_a_volunteer_reads_her_words_with_name_phone_and_door_covered(visit, case):
    visit.as_(make_person()).get("cases.show", public_id=case.public_id)
    assert "Nhà hết gạo từ hôm qua." in visit.last.text
    assert "người cao tuổi" in visit.last.text
    for secret in SECRETS:
        assert secret not in visit.last.text


def test_somebody_signed_in_who_is_no_volunteer_reads_no_word_and_finds_no_button(visit, case):
    visit.as_(make_person(role=None)).get("cases.show", public_id=case.public_id)
    assert "Nhà hết gạo" not in visit.last.text
    assert f'action="/cases/{case.public_id}/claim"' not in visit.last.text


def test_the_claimer_who_is_verified_reads_everything_but_contact(visit, case):
    helper = make_person(verified=True)
    take(case, helper)
    visit.as_(helper).get("cases.show", public_id=case.public_id)
    assert "Chị Lan ở số nhà 12 hẻm 45, gọi 0912 345 678." in visit.last.text
    assert "Lê Lợi" not in visit.last.text  # the door is contact, and every look at it is written down


def test_the_claimer_who_is_not_verified_reads_covered_words_until_she_is_allowed(visit, case):
    helper = make_person()
    take(case, helper)
    visit.as_(helper).get("cases.show", public_id=case.public_id)
    assert "phải đồng ý trước" in visit.last.text
    assert "0912" not in visit.last.text
    with db.transaction():
        claim_actions.allow(case, transitions.THE_REQUESTER)
    visit.get("cases.show", public_id=case.public_id)
    assert "0912" in visit.last.text


def test_the_words_are_covered_again_once_the_time_is_over(visit, case, clock):
    helper = make_person(verified=True)
    take(case, helper)
    clock.forward(hours=5)
    visit.as_(helper).get("cases.show", public_id=case.public_id)
    assert "0912" not in visit.last.text
    assert f'action="/cases/{case.public_id}/claim"' in visit.last.text


def test_a_taken_case_says_until_when_and_offers_the_next_nearest_three(visit, case):
    take(case, make_person(verified=True))
    others = {make_case().public_id for _ in range(4)}
    visit.get("cases.show", public_id=case.public_id)
    assert "Đã có người nhận đến" in visit.last.text
    assert sum(f'href="/cases/{other}"' in visit.last.text for other in others) == 3


@pytest.mark.parametrize("state", ["pending_review", "rejected", "withdrawn", "expired", "follow_up"])
@pytest.mark.parametrize("who", ["stranger", "volunteer", "other moderator"])
def test_a_case_that_is_not_public_does_not_exist_for_others(visit, state, who):
    case = make_case(state)
    if who == "volunteer":
        visit.as_(make_person())
    elif who == "other moderator":
        visit.as_(make_person("moderator", area="01"))
    visit.get("cases.show", public_id=case.public_id, status=404)


def test_a_moderator_of_the_area_sees_a_case_in_review(visit):
    case = make_case("pending_review", words=WORDS)
    visit.as_(make_person("moderator", area="79")).get("cases.show", public_id=case.public_id)
    assert "Chị Lan" in visit.last.text
    assert "Lê Lợi" not in visit.last.text


@pytest.mark.parametrize("state", ["helped", "confirmed", "partly_helped", "in_delivery"])
def test_every_public_state_has_a_page_in_both_languages(app, state):
    case = make_case(state)
    for lang in ("vi", "en"):
        Visit(app, lang).get("cases.show", public_id=case.public_id)


def test_nobody_may_keep_the_page_in_a_cache(visit, case):
    assert visit.get("cases.show", public_id=case.public_id).headers["Cache-Control"] == "no-store"


def test_looking_at_the_page_alone_discloses_nothing(visit, case):
    helper = make_person(verified=True)
    take(case, helper)
    visit.as_(helper).get("cases.show", public_id=case.public_id)
    assert actions.queries.disclosures(case) == []
    assert case_view.of(case, Actor(helper)).sight.contact == "ask"


def test_a_helper_whose_case_was_taken_back_reads_so_and_nothing_more(app, visit):
    case, helper = make_case(), make_person(verified=True)
    take(case, helper)
    with db.transaction():
        actions.withdraw(case)
    text = visit.as_(helper).get("cases.show", public_id=case.public_id).text
    assert "không cần nữa" in text
    assert "hẻm 45" not in text
    visit.post("cases.contact", {}, status=409, public_id=case.public_id)

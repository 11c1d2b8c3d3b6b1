"""The requester's page: by her secret link only, and every verb answers kindly in every state."""

import re

import pytest
from flask import Flask

from connect import db
from connect.cases import actions, queries
from connect.cases.changes import actions as changes
from connect.cases.claims import handover
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.transitions import Actor
from tests.builders import hold, make_person, post_case, take
from tests.cases.test_views_ask import FILLED, send
from tests.visit import Visit

VERBS = ("still-needed", "received", "not-received", "withdraw", "allow", "stop")


def test_a_wrong_link_is_the_same_page_for_all_wrong_links(visit: Visit) -> None:
    _, token = post_case()
    wrong = [visit.get("cases.mine", 404, token=one).text for one in ("a" * 26, token[:-1] + "!", "x", "%00")]
    assert len(set(wrong)) == 1


def test_her_page_says_where_it_stands_and_shows_the_code_to_read_out(visit: Visit) -> None:
    case, token = post_case()
    text = visit.get("cases.mine", token=token).text
    assert f"{case.public_id[:4]} {case.public_id[4:]}" in text
    assert "Chúng tôi đã nhận được" in text


def test_the_link_is_found_again_in_the_same_browser_and_can_be_forgotten(visit: Visit) -> None:
    token = send(visit).location.rsplit("/", 1)[-1]
    visit.get("cases.mine", token=token)
    assert token in visit.get("cases.mine_list").text
    visit.post("cases.mine_forget")
    assert token not in visit.get("cases.mine_list").text


def test_a_link_that_was_only_opened_here_is_not_kept(visit: Visit) -> None:
    _, token = post_case()
    visit.get("cases.mine", token=token)
    assert token not in visit.get("cases.mine_list").text


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_possible_is_said_kindly(visit: Visit, verb: str) -> None:
    case, token = post_case()
    moderator = make_person("moderator")
    with db.transaction():
        actions.reject(case, Actor(moderator), "joke")
    visit.post("cases.mine_do", token=token, verb=verb)
    assert 'role="alert"' in visit.follow().text


def test_she_lets_an_unverified_helper_see_her_contact_and_reads_who_looked(visit: Visit, app: Flask) -> None:
    case, token = post_case()
    moderator, helper = make_person("moderator"), make_person(name="Lê Văn Hùng")
    with db.transaction():
        actions.approve(case, Actor(moderator))
    take(case, helper)
    assert "Lê Văn Hùng" in visit.get("cases.mine", token=token).text
    visit.post("cases.mine_do", token=token, verb="allow")
    with db.transaction():
        disclosures.reveal(case_view.of(queries.by_token(token), Actor(helper)), "to deliver")
    told, looks = visit.get("cases.mine", token=token).text.split('aria-labelledby="looks"')
    assert (told.count("Lê Văn Hùng"), looks.count("Lê Văn Hùng")) == (3, 2)


def test_she_answers_a_moderators_question(visit: Visit) -> None:
    case, token = post_case()
    moderator = make_person("moderator")
    with db.transaction():
        actions.ask(case, Actor(moderator), "Nhà mình còn gạo không ạ?")
    assert "Nhà mình còn gạo không ạ?" in visit.get("cases.mine", token=token).text
    visit.post("cases.mine_answer", {"note": ""}, status=422, token=token)
    visit.post("cases.mine_answer", {"note": "Còn nửa ký."}, token=token)
    assert "Còn nửa ký." in visit.follow().text


def test_she_changes_what_she_needs_and_her_place_stays(visit: Visit) -> None:
    case, token = post_case()
    cell = case.cell
    assert "Nguyễn Thị Lan" in visit.get("cases.mine_edit", token=token).text
    visit.post("cases.mine_edit", {**FILLED, "item": [], "qty-rice": "", "qty-eggs": "20"}, token=token)
    db.session.refresh(case)
    assert ({need.item: need.quantity for need in case.needs}, case.cell) == ({"eggs": 20}, cell)


def test_a_change_told_in_packs_counts_by_its_units(visit: Visit) -> None:
    case, token = post_case()
    moderator = make_person("moderator")
    with db.transaction():
        actions.approve(case, Actor(moderator))
    visit.get("cases.mine_edit", token=token)
    changed = {**FILLED, "item": [], "qty-rice": "5 bao", "qty-milk": "1", "pack-milk": "pack_4"}
    visit.post("cases.mine_edit", changed, token=token)
    waiting = changes.waiting(case)
    assert waiting and "amounts" in waiting.codes and waiting.after.needs == {"rice": 25, "milk": 4}
    text = visit.get("cases.mine_edit", token=token).text
    assert re.search(r'name="qty-rice" value="25"', text)


def test_a_wrong_change_keeps_what_was_typed(visit: Visit) -> None:
    _, token = post_case()
    text = visit.post("cases.mine_edit", {**FILLED, "people": "0", "words": "vẫn chờ"}, status=422, token=token).text
    assert "vẫn chờ" in text


def test_a_change_that_leaves_nothing_to_bring_keeps_what_was_typed_and_says_what_to_do(visit: Visit) -> None:
    case, token = post_case()
    moderator, helper = Actor(make_person("moderator")), make_person(verified=True)
    with db.transaction():
        actions.approve(case, moderator)
    hold(case, helper)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), {"rice": 1})
    typed = {**FILLED, "item": ["rice"], "qty-rice": "1", "words": "đủ gạo rồi"}
    text = visit.post("cases.mine_edit", typed, status=422, token=token).text
    assert "đủ gạo rồi" in text and "Tôi không cần nữa" in text


def test_she_takes_it_back_after_being_asked_once_more(visit: Visit) -> None:
    case, token = post_case()
    visit.get("cases.mine_withdraw", token=token)
    visit.post("cases.mine_do", token=token, verb="withdraw")
    db.session.refresh(case)
    assert case.state == "withdrawn"


def test_the_page_of_a_life_in_danger_repeats_whom_to_call_and_others_do_not(visit: Visit) -> None:
    banner = 'class="note grave"'
    assert banner in visit.get("cases.mine", token=post_case(urgency=3)[1]).text
    assert "tel:112" in visit.last.text.partition(banner)[2].partition("</section>")[0]
    assert banner not in visit.get("cases.mine", token=post_case(urgency=2)[1]).text


@pytest.mark.parametrize("around", ["{}.", "{})", "{}%20", "({}),", "{}/"])
def test_her_link_works_with_what_a_message_has_put_around_it(visit: Visit, around: str) -> None:
    _case, token = post_case()
    answer = visit.client.get("/cases/mine/" + around.format(token), follow_redirects=True)
    assert (answer.status_code, "Nguyễn Thị Lan" in answer.text) == (200, True)


def test_her_link_works_in_capitals(visit: Visit) -> None:
    _case, token = post_case()
    assert visit.get(f"/cases/mine/{token.upper()}", 303).location == f"/cases/mine/{token}"


def test_a_translating_browser_leaves_codes_link_names_and_phones_alone(visit: Visit) -> None:
    case, token = post_case(phone="+84912345678")
    page = visit.get("cases.mine", token=token).text
    for kept in (
        f"{case.public_id[:4]} {case.public_id[4:]}",
        "Nguyễn Thị Lan",
        "0912 345 678",
        f"/cases/mine/{token}",
    ):
        before = page[: page.index(kept)]
        assert 'translate="no"' in before[before.rindex("<") :], kept

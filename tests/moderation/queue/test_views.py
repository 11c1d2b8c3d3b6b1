"""Looking up by code or phone tells no more than the moderator's own areas; several plain requests go up together."""

import itertools
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.accounts.models import Person
from connect.cases import actions, queries
from connect.cases.models import Case, requester_phone_hash
from connect.cases.transitions import Actor
from connect.crypto.audit_log import AuditEntry
from connect.moderation.queue import assignment, search
from tests.builders import make_case, make_person, post_case
from tests.visit import Visit

HANOI = geo.Point(21.0278, 105.8342)
PHONE = "+84912345678"


HOUSES = itertools.count(1)
NAMES = ("Phạm Thị Út", "Đỗ Hữu Lộc", "Võ Tú Anh", "Bùi Xuân Mai", "Huỳnh Kim Chi", "Ngô Quốc Đạt", "Lý Thu Hà")


def plain_one(**over: Any) -> Case:
    """An ordinary request of a household that is like no other."""
    number = next(HOUSES)
    far = geo.Point(10.7722 + number % 40 / 500, 106.6983 - number // 40 / 500)
    name = f"{NAMES[number % len(NAMES)]} {chr(65 + number % 26)}"
    return post_case(far, **{"name": name, "door": f"{number * 7} ấp {number}", "people": 1 + number % 9} | over)[0]


def fresh(case: Case) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case.id)


def looks() -> list[tuple[int | None, str, str]]:
    """Who looked for which phone, by the log."""
    lines = sa.select(AuditEntry.person_id, AuditEntry.about, AuditEntry.detail).where(AuditEntry.what == "search")
    return [tuple(line) for line in db.session.execute(lines.order_by(AuditEntry.id))]


# --- Looking up -------------------------------------------------------------------------------------------


def test_a_short_code_finds_the_case_however_it_is_typed(desk: Visit) -> None:
    case, _ = post_case()
    desk.post("moderation.find", {"wanted": f" {case.public_id[:4].lower()} {case.public_id[4:]}"})
    assert desk.last.location.endswith(case.public_id)
    assert looks() == []


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 912345678", "84912345678"])
def test_a_phone_finds_the_one_request_and_the_look_is_logged(desk: Visit, duyen: Person, typed: str) -> None:
    case, _ = post_case(phone=PHONE)
    post_case()
    desk.post("moderation.find", {"wanted": typed})
    assert desk.last.location.endswith(case.public_id)
    assert looks() == [(duyen.id, f"phone {search.searched_mark(PHONE)}", "")]
    assert search.searched_mark(PHONE) not in requester_phone_hash(PHONE)


def test_several_requests_of_a_phone_are_listed_with_what_they_want(desk: Visit) -> None:
    codes = [post_case(phone=PHONE)[0].public_id, make_case("rejected", phone=PHONE).public_id]
    other, _ = post_case()
    text = desk.post("moderation.find", {"wanted": "0912345678"}, status=200).text
    assert all(f"/moderation/{code}" in text for code in codes)
    assert other.public_id not in text and "Gạo" in text


def test_a_phone_of_other_areas_answers_like_one_of_nobody(desk: Visit) -> None:
    post_case(HANOI, phone=PHONE)
    answers = [desk.post("moderation.find", {"wanted": one}, status=200).text for one in ("0912345678", "0987654321")]
    own = re.compile(r'0\d{9}|name="csrf_token" value="[^"]+"')  # a token says in which second it was made
    assert own.sub("", answers[0]) == own.sub("", answers[1])
    assert len(looks()) == 2


@pytest.mark.parametrize("typed", ["", "Nguyễn Thị Lan", "0912", "ZZZZ ZZZZ"])
def test_what_is_neither_a_code_nor_a_whole_phone_finds_nothing_and_no_name_is_searched(
    desk: Visit, typed: str
) -> None:
    post_case(phone=PHONE)
    text = desk.post("moderation.find", {"wanted": typed}, status=200).text
    assert "Không tìm thấy" in text
    assert looks() == []


def test_whoever_tries_many_numbers_is_stopped_and_codes_still_work(desk: Visit) -> None:
    case, _ = post_case(phone=PHONE)
    for number in range(30):
        desk.post("moderation.find", {"wanted": f"09876543{number:02}"}, status=200)
    stopped = desk.post("moderation.find", {"wanted": "0912345678"}, status=429).text
    assert case.public_id not in stopped and len(looks()) == 30
    desk.post("moderation.find", {"wanted": case.public_id})
    assert desk.last.location.endswith(case.public_id)


def test_only_moderators_look_up_and_never_by_an_address(desk: Visit, app: Flask) -> None:
    desk.get("/moderation/find?wanted=0912345678", 405)
    Visit(app).as_(make_person("official", area="79")).post("moderation.find", {"wanted": "0912345678"}, status=403)
    assert 'name="wanted"' in desk.get("moderation.queue").text
    assert 'name="wanted"' not in Visit(app).as_(make_person("official", area="79")).get("moderation.queue").text


# --- Several together -------------------------------------------------------------------------------------


def put_up(desk: Visit, *cases: Case) -> str:
    """Ticks them, reads them, and presses once; the answer."""
    read = desk.post("moderation.batch", {"ticked": [one.public_id for one in cases]}, status=200).text
    fields: dict[str, object] = dict(re.findall(r'name="(version-\w+)" value="(\d+)"', read))
    fields["ticked"] = re.findall(r'name="ticked" value="(\w+)" checked', read)
    return desk.post("moderation.batch_decide", fields, status=200, verb="approve").text


def test_what_was_ticked_is_read_in_full_and_goes_up_each_with_its_own_line(desk: Visit, duyen: Person) -> None:
    cases = [plain_one(words="Nhà hết gạo. " * 30) for _ in range(3)]
    read = desk.post("moderation.batch", {"ticked": [one.public_id for one in cases]}, status=200).text
    assert read.count("Nhà hết gạo. " * 29) == 3
    assert {fresh(one).state for one in cases} == {"pending_review"}
    done = put_up(desk, *cases)
    assert all(one.public_id in done for one in cases)
    for case in cases:
        assert fresh(case).state == "open"
        last = queries.history(case)[-1]
        assert (last.verb, last.person_id) == ("approve", duyen.id)
        assert assignment.holder("case", case.public_id, make_person("moderator")) is None


def not_plain(name: str, other: Person) -> Case:
    """A request that is decided by itself, for one reason."""
    if name in ("urgent", "grave"):
        return plain_one(urgency=2 if name == "urgent" else 3)
    if name == "guarded":
        return plain_one(guards=1)
    if name == "flagged":
        return plain_one(words="Chuyển khoản trước cho tôi qua số tài khoản ngân hàng 0123456789")
    if name == "alike":
        return [post_case(phone="+84355555555")[0] for _ in range(2)][1]
    case = plain_one(phone="+84366666666")
    if name == "watched":
        elsewhere, everywhere = post_case(HANOI, phone="+84366666666")[0], Actor(make_person("moderator"))
    with db.transaction():
        if name == "asked":
            actions.ask(case, Actor(other), "Nhà còn gạo không?")
            actions.answer(case, "Hết rồi")
        elif name == "watched":
            actions.watch_phone(elsewhere, everywhere, True)
        elif name == "held":
            assignment.take(other, "case", case.public_id)
    return case


NOT_PLAIN = ("urgent", "grave", "guarded", "flagged", "alike", "asked", "watched", "held")


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_plain_is_decided_by_itself_and_the_others_go_up(desk: Visit, name: str) -> None:
    plain = plain_one()
    special = not_plain(name, make_person("moderator", name="Anh Hải"))
    was = fresh(special).state
    read = desk.post("moderation.batch", {"ticked": [plain.public_id, special.public_id]}, status=200).text
    assert re.findall(r'name="ticked" value="(\w+)"', read) == [plain.public_id]
    assert special.public_id in read
    forced = {f"version-{one.public_id}": str(one.version) for one in (plain, special)}
    forced["ticked"] = [plain.public_id, special.public_id]
    told = desk.post("moderation.batch_decide", forced, status=200, verb="approve").text
    assert (fresh(plain).state, fresh(special).state) == ("open", was)
    assert [event.verb for event in queries.history(special)].count("approve") == 0
    assert ("Anh Hải" in told) is (name == "held")


def test_what_changed_since_it_was_read_stays_and_one_of_other_areas_looks_like_none(desk: Visit) -> None:
    case, foreign = plain_one(), post_case(HANOI)[0]
    fields = {f"version-{case.public_id}": str(case.version - 1), "ticked": [case.public_id]}
    told = desk.post("moderation.batch_decide", fields, status=200, verb="approve").text
    assert "thay đổi" in told and fresh(case).state == "pending_review"
    answers = [
        desk.post("moderation.batch", {"ticked": [one]}, status=200).text.replace(f"{one[:4]} {one[4:]}", "")
        for one in (foreign.public_id, "ZZZZZZZZ")
    ]
    assert answers[0] == answers[1] and fresh(foreign).state == "pending_review"


def test_all_that_went_up_is_taken_back_by_one_press(desk: Visit) -> None:
    cases = [plain_one() for _ in range(2)]
    done = put_up(desk, *cases)
    codes = re.findall(r'name="ticked" value="(\w+)"', done)
    assert codes == [one.public_id for one in cases]
    desk.post("moderation.batch_decide", {"ticked": codes}, status=200, verb="undo")
    assert {fresh(one).state for one in cases} == {"pending_review"}


def test_one_page_at_most_goes_together_and_nothing_ticked_says_so(desk: Visit) -> None:
    cases = [plain_one() for _ in range(22)]
    read = desk.post("moderation.batch", {"ticked": [one.public_id for one in cases]}, status=200).text
    assert len(re.findall(r'name="ticked" value=', read)) == 15
    desk.post("moderation.batch", {})
    assert 'role="alert"' in desk.follow().text


def test_the_queue_offers_a_tick_for_plain_ones_only(desk: Visit) -> None:
    plain, urgent, held = plain_one(), plain_one(urgency=2), plain_one()
    other = make_person("moderator")
    with db.transaction():
        assignment.take(other, "case", held.public_id)
    text = desk.get("moderation.queue").text
    assert re.findall(r'name="ticked" value="(\w+)"', text) == [plain.public_id]
    assert urgent.public_id in text and held.public_id in text

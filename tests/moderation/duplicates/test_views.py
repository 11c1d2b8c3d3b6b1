"""What looks alike: her areas only, reasons in words, one word for all, nothing of a person on the pages."""

import pytest

from connect import db, geo
from connect.cases import jobs, queries, words
from connect.cases.duplicates import score
from connect.cases.duplicates.models import Suspicion
from connect.cases.models import Case
from tests import builders
from tests.builders import make_case, make_person
from tests.visit import Visit

HANOI = geo.Point(21.0278, 105.8342)
PHONE = "+84912345678"


def post_case(*args: object, **over: object) -> tuple[Case, str]:
    """A case just posted, and compared with the others as the worker does within a minute."""
    made = builders.post_case(*args, **over)
    jobs.compare()
    return made


def two(point: geo.Point | None = None, **over: object) -> tuple[Case, Case]:
    where = {"point": point} if point else {}
    return tuple(post_case(**where, phone=PHONE, **over)[0] for _ in range(2))


def state_of(case: Case) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case.id).state


def test_every_reason_has_words() -> None:
    assert set(words.LIKENESS) == set(score.POINTS) | {"same_name", "near_name"}


def test_clusters_are_shown_with_reasons_and_without_anything_of_a_person(desk: Visit) -> None:
    cases = [post_case(phone=PHONE)[0] for _ in range(3)]
    text = desk.get("moderation.duplicates").text
    assert text.count('class="panel flow"') == 1
    assert all(case.public_id in text for case in cases)
    assert "cùng số điện thoại" in text
    assert not any(word in text for word in ("Nguyễn Thị Lan", "0912", "hẻm 45", "Nhà hết gạo"))


def test_two_are_put_side_by_side_with_the_words_and_without_the_contact(desk: Visit) -> None:
    one, other = two()
    text = desk.get("moderation.compare", public_id=one.public_id, other=other.public_id).text
    assert text.count("Nhà hết gạo.") == 2
    assert not any(word in text for word in ("Nguyễn Thị Lan", "0912", "hẻm 45"))


def test_a_cluster_of_another_area_is_not_there(desk: Visit) -> None:
    one, other = two(HANOI)
    assert one.public_id not in desk.get("moderation.duplicates").text
    for endpoint in ("moderation.merge_two", "moderation.not_same"):
        desk.post(endpoint, status=404, public_id=one.public_id, other=other.public_id)
    desk.get("moderation.compare", 404, public_id=one.public_id, other=other.public_id)


@pytest.mark.parametrize("goes_on", ["older", "newer", "neither"])
def test_a_merge_keeps_both_histories_and_the_older_goes_on_unless_said_otherwise(desk: Visit, goes_on: str) -> None:
    one, other = two()
    chosen = {"older": one.public_id, "newer": other.public_id, "neither": "ZZZZZZZZ"}[goes_on]
    desk.post("moderation.merge_two", {"goes_on": chosen}, public_id=one.public_id, other=other.public_id)
    ended, lives = (one, other) if goes_on == "newer" else (other, one)
    assert (state_of(ended), state_of(lives)) == ("duplicate", "pending_review")
    assert db.session.get_one(Case, ended.id).duplicate_of_id == lives.id
    assert [event.verb for event in queries.history(ended)] == ["post", "merge"]
    assert "Không có yêu cầu nào giống nhau" in desk.follow().text


def test_not_the_same_is_said_once_for_all(desk: Visit) -> None:
    one, other = two()
    desk.post("moderation.not_same", public_id=one.public_id, other=other.public_id)
    assert "Không có yêu cầu nào giống nhau" in desk.follow().text
    assert (state_of(one), state_of(other)) == ("pending_review", "pending_review")
    row = db.session.query(Suspicion).one()
    assert (row.verdict, row.settled_by_id is not None) == ("not_same", True)
    desk.post("moderation.merge_two", status=404, public_id=one.public_id, other=other.public_id)


def test_the_queue_and_the_review_lead_there(desk: Visit) -> None:
    one, other = two()
    assert "/moderation/duplicates" in desk.get("moderation.queue").text
    text = desk.get("moderation.review", public_id=other.public_id).text
    assert f"/moderation/duplicates/{one.public_id}/{other.public_id}" in text
    desk.post("moderation.not_same", public_id=one.public_id, other=other.public_id)
    assert "/moderation/duplicates" not in desk.get("moderation.queue").text


def test_what_has_ended_is_no_longer_asked_about(desk: Visit) -> None:
    make_case("withdrawn", phone=PHONE)
    post_case(phone=PHONE)
    assert "Không có yêu cầu nào giống nhau" in desk.get("moderation.duplicates").text


def test_others_than_moderators_are_refused(visit: Visit) -> None:
    visit.as_(make_person("volunteer")).get("moderation.duplicates", 403)

"""The page of a buyer: no account, the same thanks for everybody, and what the owner and the public read after it."""

import re

import pytest

from connect import db
from connect.supplies import transitions
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, State, Verb
from connect.supplies.said import views
from tests.builders import make_person
from tests.supplies.stall import stall
from tests.visit import Visit


def stranger(visit: Visit, last: int) -> Visit:
    """Another browser, from another network."""
    other = Visit(visit.app)
    other.client.environ_base["REMOTE_ADDR"] = f"203.0.{last}.7"
    return other


def say(who: Visit, point: SupplyPoint, word: str, item: str = "", status: int = 303) -> str:
    return who.post("supplies.report", {"word": word, "item": item}, status, public_id=point.public_id).text


def test_two_strangers_say_that_it_is_sold_out_and_everybody_reads_so_until_the_owner_speaks(visit: Visit) -> None:
    owner = make_person()
    point = stall(owner)
    assert "Điều gì không đúng?" in visit.get("supplies.report", public_id=point.public_id).text
    for number in (1, 2):
        buyer = stranger(visit, number)
        say(buyer, point, "out", "rice")
        assert "Cảm ơn bạn đã báo" in buyer.get("supplies.reported", public_id=point.public_id).text
    page = stranger(visit, 3).get("supplies.show", public_id=point.public_id).text
    assert "hết, theo người mua" in page and "Người mua đã báo" not in page
    mine = visit.as_(owner).get("supplies.show", public_id=point.public_id).text
    assert "Người mua đã báo" in mine and re.search(r"Đã hết: Gạo · 2 lần · \d\d/\d\d<", mine)
    assert "Người mua báo" not in mine, "the history tells to the minute who was there"
    visit.post("supplies.confirm_own", public_id=point.public_id)
    assert "hết, theo người mua" not in stranger(visit, 3).get("supplies.show", public_id=point.public_id).text


@pytest.mark.parametrize(
    ("word", "item", "said"),
    [
        ("", "", "Hãy chọn điều không đúng"),
        ("out", "", "Hãy chọn một món"),
        ("enough", "gold", "Hãy chọn một món"),
        ("bad", "", "Hãy chọn điều không đúng"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(
    visit: Visit, word: str, item: str, said: str
) -> None:
    point = stall()
    page = say(visit, point, word, item, 422)
    assert said in page and "Not a valid choice" not in page
    assert word != "out" or re.search(r'value="out"[^>]*checked|checked[^>]*value="out"', page)


@pytest.mark.parametrize("state", [State.HIDDEN, State.PENDING, State.CLOSED])
def test_of_a_point_that_nobody_finds_nothing_can_be_said(visit: Visit, state: State) -> None:
    point = stall()
    with db.transaction():
        db.session.get_one(SupplyPoint, point.id).state = state
    visit.get("supplies.report", 404, public_id=point.public_id)
    say(visit, point, "closed", status=404)


def test_a_rival_comes_to_an_end(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_DEVICE_DAY", "2 per day")
    points = [stall() for _ in range(3)]
    for point, status in zip(points, (303, 303, 429), strict=True):
        say(visit, point, "out", "rice", status)


def test_three_who_say_that_it_is_closed_bring_it_to_a_moderator_and_a_note_to_its_page(visit: Visit) -> None:
    point, moderator = stall(), make_person("moderator")
    for number in (1, 2, 3):
        say(stranger(visit, number), point, "closed")
        page = stranger(visit, 9).get("supplies.show", public_id=point.public_id).text
        assert ("Người duyệt đang xem" in page) == (number == 3)
    visit.as_(moderator)
    assert f"/moderation/reported/{point.public_id}" in visit.get("moderation.queue").text
    desk = visit.get("moderation.reported", public_id=point.public_id).text
    assert point.name in desk and desk.count("Đóng cửa") >= 3
    visit.post("moderation.settle", {"verdict": "unfounded"}, public_id=point.public_id)
    page = stranger(visit, 9).get("supplies.show", public_id=point.public_id).text
    assert "Người duyệt đang xem" not in page


def test_a_moderator_who_hides_it_ends_what_can_be_said(visit: Visit) -> None:
    point = stall()
    with db.transaction():
        transitions.move(db.session.get_one(SupplyPoint, point.id), Verb.HIDE, By.MODERATOR, detail={"reason": "other"})
    say(visit, point, "out", "rice", 404)

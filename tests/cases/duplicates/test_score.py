"""Two tellings of one household are told from two households that look alike."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connect import geo
from connect.cases.duplicates.score import LIKELY, POINTS, Likeness, Telling, likeness, name_words, telling

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
HOME = geo.Point(10.7722, 106.6983)
NEXT_DOOR = geo.Point(10.77235, 106.69835)  # some 20 m on


def told(**over: Any) -> Telling:
    values: dict[str, Any] = {
        "name": "Nguyễn Thị Lan", "phone": "+84912345678", "reporter_phone": None, "door": "Số 12 hẻm 45", "ward_id": 7,
        "point": HOME, "accuracy_m": 15.0, "items": frozenset({"rice", "milk"}), "people": 4, "words": "", "at": NOW,
    } | over  # fmt: skip
    return telling(**values)


def compared(**over: Any) -> Likeness:
    return likeness(told(), told(**over))


@pytest.mark.parametrize(
    "again",
    [
        {"name": "nguyen thi lan"},
        {"name": "Lan Nguyễn Thị"},
        {"name": "Chị Lan", "door": "", "point": None},
        {"name": "Nguyeenx Thij Lan", "phone": "+84912345687"},
        {"name": "Nguyễn Lan", "phone": "+84912345679", "door": "12/45 hẻm"},
        {"name": "NguyenThiLan", "phone": "+84987654321", "reporter_phone": "+84912345678"},
        {"phone": "+84987654321", "door": "hẻm 45 nhà 12", "items": frozenset({"rice"})},  # a neighbour's phone
        {"phone": "+84987654321", "point": None, "door": "45/12"},
        {"items": frozenset({"nappies"}), "people": 2, "at": NOW + timedelta(hours=30)},
        {"name": "Trần Văn Hùng"},  # her husband, by the same phone from the same home
    ],
)
def test_the_same_household_told_again_is_likely(again: dict[str, Any]) -> None:
    assert compared(**again).likely


@pytest.mark.parametrize(
    "other",
    [
        {"door": "Số 14 hẻm 45", "point": NEXT_DOOR},  # the same common name next door, the same things
        {"door": "", "point": NEXT_DOOR, "people": 2},
        {"name": "Nguyễn Thị Loan", "door": "", "point": NEXT_DOOR},
        {"name": "Nguyễn Thị Hoa", "door": "hẻm 45", "point": NEXT_DOOR},
        {"name": "Trần Thị Hoa", "door": "Số 12 hẻm 45 phòng 3"},  # the same boarding house
        {"door": "", "point": None},  # a namesake in the ward
    ],
)
def test_a_neighbour_with_a_common_name_who_asks_for_the_same_is_not(other: dict[str, Any]) -> None:
    assert not compared(phone="+84987654321", **other).likely


def test_a_reporter_may_speak_for_many_homes() -> None:
    first = told(phone="+84900000001", reporter_phone="+84900000001")
    second = told(
        phone="+84900000001", reporter_phone="+84900000001", name="Trần Văn Hùng", door="Số 30 hẻm 45", point=NEXT_DOOR
    )
    assert "same_reporter" in likeness(first, second).reasons
    assert not likeness(first, second).likely


def test_a_phone_lent_to_a_stranger_far_away_does_not_suffice() -> None:
    far = geo.Point(10.85, 106.75)
    assert not compared(name="Trần Văn Hùng", door="Số 30 Quang Trung", point=far, ward_id=9).likely


def test_the_order_of_two_tellings_does_not_matter_and_every_reason_has_words_and_points() -> None:
    one, two = told(), told(name="Lan", phone="+84912345687", point=NEXT_DOOR, words="x" * 30)
    assert likeness(one, two) == likeness(two, one)
    assert set(likeness(one, two).reasons) - {"same_name", "near_name"} <= set(POINTS)


def test_a_rare_name_says_more_than_a_common_one() -> None:
    rare = {"name": "Cao Diễm Kiều"}
    assert likeness(told(**rare), told(**rare)).score > compared().score


def test_positions_are_no_farther_apart_than_what_both_may_be_wrong_by() -> None:
    off = geo.Point(10.7733, 106.6983)  # 120 m
    assert "near_place" in compared(point=off).reasons
    assert "same_place" in compared(point=off, accuracy_m=80.0).reasons


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Bà Năm", ("nam",)),
        ("Anh", ("anh",)),
        ("Leê Thij Sáu", ("le", "thi", "sau")),
        ("Trần Trúc", ("tran", "truc")),
        ("", ()),
    ],
)
def test_the_words_of_a_name(typed: str, words: tuple[str, ...]) -> None:
    assert name_words(typed) == words


def test_nothing_typed_is_nothing_alike() -> None:
    empty = told(name="", phone="", door="", point=None, ward_id=1, items=frozenset())
    assert likeness(empty, empty).score < LIKELY

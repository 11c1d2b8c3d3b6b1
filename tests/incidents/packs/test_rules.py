"""Amounts as people write them: read in the unit, named in packs, never guessed."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.kinds import Item, Pack
from connect.incidents.packs import rules

RICE, EGGS = kinds.ITEMS["rice"], kinds.ITEMS["eggs"]
# An item of the admin pages: two packs with one name of their own, and one called like the unit.
BEANS = Item(
    "beans", "food", "Đậu", "Beans", "bag", 1, "bowl",
    (Pack("small", 4, "bao nhỏ", "small sack"), Pack("large", 9, "bao lớn", "large sack"),
     Pack("bag", 6, "túi", "bag")),
)  # fmt: skip
AMOUNTS = st.builds(
    lambda item, number, packed, which: rules.Amount(
        item, number, item.packs[which % len(item.packs)] if packed and item.packs else None
    ),
    st.sampled_from([*kinds.ITEMS.values()]), st.integers(0, 10**6), st.booleans(), st.integers(0, 9),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "item", "units"),
    [
        ("10", "rice", 10), ("10kg", "rice", 10), (" 10 KG ", "rice", 10), ("5 ký gạo", "rice", 5),
        ("2 bao", "rice", 10),
        ("2 bao 5kg", "rice", 10), ("hai bao gạo", "rice", 10), ("3 bags of rice", "rice", 15), ("0 bao", "rice", 0),
        ("2 × 5 kg bag", "rice", 10), ("1 khay", "eggs", 10), ("1 khay trứng", "eggs", 10), ("12 trái", "eggs", 12),
        ("2 trays", "eggs", 20), ("2 thùng", "noodles", 60), ("2 thung mi goi", "noodles", 60),
        ("two cases", "noodles", 60),
        ("20 l", "water", 20), ("2 Bình", "water", 40), ("7 thùng 12 lít", "water", 84), ("1 lốc", "milk", 4),
        ("٣", "rice", 3), ("１２ kg", "rice", 12), ("9" * 40, "rice", int("9" * 40)),
    ],
)  # fmt: skip
def test_a_number_with_or_without_a_unit_or_pack_is_read(typed: str, item: str, units: int) -> None:
    assert rules.read(typed, kinds.ITEMS[item]) == units


@pytest.mark.parametrize(
    "typed",
    ["", "bao", "-5", "+5", "1e3", "0x10", "1.000", "1,000 kg", "1.2.3", "10²", "5-6", "5 6", "nhiều", "5 kgs kg", "∞",
     "2 chục", "1 bao 25 kg", "5 gạo", "5 khay", "1 bình", "5; 6", "9" * 41, "bao 5 kg", "٫5"],
)  # fmt: skip
def test_what_is_not_of_this_thing_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.read(typed, RICE)
    assert "bao 5 kg" in str(refused.value.message)


def test_kilograms_of_eggs_are_refused_with_what_eggs_are_counted_in() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.read("5 kg", EGGS)
    assert "quả" in str(refused.value.message) and "khay 10 quả" in str(refused.value.message)


@pytest.mark.parametrize(
    ("typed", "item", "one", "other"),
    [
        ("nửa bao", RICE, "2\xa0kg", "3\xa0kg"),
        ("½ bao", RICE, "2\xa0kg", "3\xa0kg"), ("1/2 bao", RICE, "2\xa0kg", "3\xa0kg"),
        ("1 bao rưỡi", RICE, "7\xa0kg", "8\xa0kg"),
        ("1,5 bao", RICE, "7\xa0kg", "8\xa0kg"), ("2.5", RICE, "2\xa0kg", "3\xa0kg"),
        ("nửa kg", RICE, "1\xa0kg", "2\xa0kg"), ("half a tray", EGGS, "5\xa0quả", "1 khay 10 quả"),
        ("1½ khay", EGGS, "15\xa0quả", "2 khay 10 quả"), ("nửa khay", EGGS, "5\xa0quả", "1 khay 10 quả"),
    ],
)  # fmt: skip
def test_half_a_pack_is_refused_with_the_nearest_two(typed: str, item: Item, one: str, other: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.read(typed, item)
    assert f"{one} or {other}" in str(refused.value.message) or f"{one} hoặc {other}" in str(refused.value.message)
    assert rules.read(one, item) < rules.read(other, item)


@pytest.mark.parametrize(
    ("typed", "chosen", "units"),
    [("3", "bag_5kg", 15), ("3 bao", "bag_5kg", 15), ("3 bao 5 kg", "bag_5kg", 15), ("5 kg", "bag_5kg", None),
     ("3", "tray_10", None), ("3", "jug_20l", None), ("3", "x" * 40, None)],
)  # fmt: skip
def test_the_pack_beside_a_number_counts_and_contradicts_nothing(typed: str, chosen: str, units: int | None) -> None:
    if units is None:
        with pytest.raises(RuleBroken):
            rules.read(typed, RICE, chosen)
    else:
        assert rules.read(typed, RICE, chosen) == units


def test_a_word_for_two_packs_is_no_answer_until_one_is_chosen() -> None:
    for typed in ("2 bao", "2 túi", "2 bags"):
        with pytest.raises(RuleBroken):
            rules.read(typed, BEANS)
    assert rules.read("2 bao", BEANS, "large") == 18
    assert rules.read("2 bao nhỏ", BEANS) == 8
    assert rules.read("2 túi", BEANS, "bag") == 12


@given(amount=AMOUNTS, lang=st.sampled_from(["vi", "en"]))
def test_an_amount_as_it_is_said_is_read_as_the_same(amount: rules.Amount, lang: str) -> None:
    number = amount.number % 1000  # from 1,000 on it has a point, and that is read as no number
    small = rules.Amount(amount.item, number, amount.pack)
    assert rules.read(small.said(lang), small.item, lang=lang) == number * (small.pack.of if small.pack else 1)


@given(item=st.sampled_from([*kinds.ITEMS.values()]), units=st.integers(0, 999))
def test_packs_are_named_only_where_they_come_out_even(item: Item, units: int) -> None:
    said = rules.in_packs(item, units)
    if said is None:
        assert not units or all(units % pack.of for pack in item.packs)
    else:
        assert said.pack and said.number * said.pack.of == units


@given(st.text(max_size=60), st.sampled_from([*kinds.ITEMS.values()]), st.sampled_from(["", "bag_5kg", "tray_10"]))
def test_whatever_is_typed_is_a_number_or_a_sentence(typed: str, item: Item, chosen: str) -> None:
    try:
        assert rules.read(typed, item, chosen) >= 0
    except RuleBroken as refused:
        assert str(refused.message)


def test_packs_stand_smallest_first_and_none_is_a_unit() -> None:
    for item in kinds.ITEMS.values():
        sizes: list[Any] = [pack.of for pack in item.packs]
        assert sizes == sorted(set(sizes)) and all(size > 1 for size in sizes)

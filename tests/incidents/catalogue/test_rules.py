"""Codes, bits, and the templates for flood and typhoon as data."""

import pytest

from connect.cases.asking import need_fields
from connect.incidents import kinds
from connect.incidents.catalogue import rules
from connect.incidents.catalogue.words import ICONS
from connect.incidents.questions import reading
from tests.incidents.catalogue.drawings import SPRITE

UTILITIES = {one.code: one for template in rules.templates().values() for one in template.utilities}
ITEMS = [item for one in UTILITIES.values() for item in one.items]


def test_bits_are_given_lowest_first_and_never_twice() -> None:
    assert rules.BITS == (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)
    assert rules.next_bit(set()) == 64
    assert rules.next_bit({64, 256}) == 128
    assert rules.next_bit(set(rules.BITS)) is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [("rescue", True), ("a1_b", True), ("", False), ("1a", False), ("_a", False), ("Rescue", False), ("cứu", False),
     ("<b>", False), ("a-b", False), ("a b", False), ("new", False), ("a" * 20, True), ("a" * 21, False), ("а", False)],
)  # fmt: skip
def test_a_code_is_plain_ascii(text: str, fits: bool) -> None:
    assert rules.is_code(text, rules.LONGEST_CODE) is fits


@pytest.mark.parametrize(
    ("name", "code"),
    [("Rescue by boat", "rescue_by_boat"), ("Đi chợ hộ", "di_cho_ho"), ("24 hours", "hours"), ("???", ""),
     ("A very long name of a thing", "a_very_long_name_of")],
)  # fmt: skip
def test_a_code_is_made_of_a_name(name: str, code: str) -> None:
    assert rules.code_of(name, rules.LONGEST_CODE) == code


def test_the_templates_have_what_a_flood_asks_for_and_the_built_in_utilities_do_not() -> None:
    assert set(rules.templates()) == {"flood", "typhoon"}
    for template in rules.templates().values():
        codes = {one.code for one in template.utilities}
        assert codes == {"rescue", "transport", "shelter", "clean_water", "clean_up"}
        assert not codes & {kind.code for kind in kinds.BUILT_IN}
        assert len(codes) <= len(rules.BITS)
    assert UTILITIES["rescue"].call_first == ("112", "114")


def test_items_of_the_templates_can_be_stored_asked_for_and_told_apart() -> None:
    built_in = {item.code for kind in kinds.BUILT_IN for item in kind.items}
    codes = [item.code for item in ITEMS]
    assert len(codes) == len(set(codes)) and not built_in & set(codes)
    for utility in UTILITIES.values():
        assert rules.is_code(utility.code, rules.LONGEST_CODE) and utility.icon in ICONS and utility.items
        assert {int(urgency) for urgency in utility.leases_s or {}} == {0, 1, 2, 3}
        leases = [s for _, s in sorted((utility.leases_s or {}).items())]
        assert leases == sorted(leases, reverse=True), "the more urgent, the sooner it is free again"
    for item in ITEMS:
        assert rules.is_code(item.code, rules.LONGEST_ITEM_CODE) and item.unit in kinds.UNITS
        assert 1 <= item.usual <= need_fields.MOST_OF_ONE
        assert all(1 < pack.of <= need_fields.MOST_OF_ONE for pack in item.packs)
        assert max(map(len, (item.vi, item.en))) <= rules.LONGEST_NAME


def test_every_drawing_that_can_be_chosen_is_in_the_sprite() -> None:
    assert set(ICONS) <= SPRITE
    assert {kind.icon for kind in kinds.BUILT_IN} <= SPRITE


@pytest.mark.parametrize("code", sorted(UTILITIES))
def test_the_questions_of_the_templates_can_be_published(code: str) -> None:
    body = rules.templates()["flood"].questions[code]
    assert reading.faults(body) == []
    asked = {one["code"]: one for one in body["questions"]}
    assert len(asked) <= 12
    sensitive = [one for one in asked.values() if one.get("sensitive")]
    assert all(one["shown_to"] != "public" and one["why"] for one in sensitive)


def test_a_rescue_asks_for_what_the_boat_has_to_know() -> None:
    asked = {one["code"] for one in rules.templates()["flood"].questions["rescue"]["questions"]}
    assert {"call_first", "on_roof", "water_cm", "cannot_walk"} <= asked

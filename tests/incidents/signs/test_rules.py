"""The list of signs of danger and the rule that reads answers to it."""

from decimal import Decimal

import pytest

from connect.incidents.signs import rules
from connect.incidents.signs.rules import CURRENT, Fault, Level

# Who changes the file gives it a new version and writes its digest here: a signature is one of these very letters.
SHIPPED = {"2026-11-29": "13bbfccff80d5f91e962ec1c2dac83756e73b6d1fef6e9d5076353ad3d8dc8ad"}
ADULT_ONLY = {"pulse", "systolic", "diastolic"}


def _level(band: str, *signs: str, **values: str | int) -> Level:
    read = {code: Decimal(str(value)) for code, value in values.items()}
    return rules.level_of(rules.answers_of(band, signs, read))


def test_a_changed_list_is_a_new_version() -> None:
    assert SHIPPED.get(CURRENT.version) == CURRENT.digest, f"give it a new version; its digest is {CURRENT.digest}"


def test_every_line_has_both_languages_and_a_source() -> None:
    for one in [*CURRENT.signs.values(), *CURRENT.measures.values()]:
        assert one.vi and one.en and one.vi != one.en and one.source, one.code
    assert all(sign.levels for sign in CURRENT.signs.values())


@pytest.mark.parametrize(
    ("band", "values", "level"),
    [
        ("adult", {"spo2": 91}, Level.E), ("adult", {"spo2": 92}, Level.U), ("adult", {"spo2": 95}, Level.U),
        ("adult", {"spo2": 96}, Level.NONE), ("under_5", {"spo2": 91}, Level.E),
        ("adult", {"breaths": 25}, Level.E), ("adult", {"breaths": 24}, Level.U), ("adult", {"breaths": 21}, Level.U),
        ("adult", {"breaths": 20}, Level.NONE), ("adult", {"breaths": 9}, Level.NONE),
        ("adult", {"breaths": 8}, Level.E),
        ("under_16", {"breaths": 25}, Level.E), ("under_12", {"breaths": 29}, Level.NONE),
        ("under_12", {"breaths": 30}, Level.U), ("under_5", {"breaths": 39}, Level.NONE),
        ("under_5", {"breaths": 40}, Level.U), ("under_1_year", {"breaths": 49}, Level.NONE),
        ("under_1_year", {"breaths": 50}, Level.U), ("under_2_months", {"breaths": 59}, Level.NONE),
        ("under_2_months", {"breaths": 60}, Level.E),
        ("adult", {"pulse": 120}, Level.NONE), ("adult", {"pulse": 121}, Level.U), ("adult", {"pulse": 130}, Level.U),
        ("adult", {"pulse": 131}, Level.E), ("adult", {"pulse": 50}, Level.NONE), ("adult", {"pulse": 49}, Level.U),
        ("adult", {"pulse": 41}, Level.U), ("adult", {"pulse": 40}, Level.E),
        ("adult", {"systolic": 91}, Level.NONE), ("adult", {"systolic": 90}, Level.E),
        ("adult", {"diastolic": 60}, Level.NONE), ("adult", {"diastolic": 59}, Level.U),
        ("under_5", {"temperature": "39.0"}, Level.NONE), ("under_5", {"temperature": "39.1"}, Level.U),
        ("adult", {"temperature": "40.5"}, Level.NONE), ("under_2_months", {"temperature": "39.1"}, Level.E),
        ("under_2_months", {"spo2": 94}, Level.E),
    ],
)  # fmt: skip
def test_each_threshold_holds_on_both_sides(band: str, values: dict[str, int], level: Level) -> None:
    assert _level(band, **values) is level


def test_any_sign_at_all_in_an_infant_under_two_months_is_an_emergency() -> None:
    for sign in CURRENT.signs_of("under_2_months"):
        assert _level("under_2_months", sign.code) is Level.E


def test_signs_of_adults_are_never_asked_of_infants() -> None:
    for band in ("under_2_months", "under_1_year", "under_5"):
        asked = {sign.code for sign in CURRENT.signs_of(band)}
        assert not asked & {"chest", "pregnant_grave", "pregnant_soon"}
        assert not {measure.code for measure in CURRENT.measures_of(band)} & ADULT_ONLY


def test_what_is_not_asked_of_an_age_does_not_count_for_it() -> None:
    answers = rules.answers_of("under_1_year", ["pregnant_grave"], {"pulse": Decimal(150)})
    assert not answers.signs and "pulse" not in answers.values
    assert rules.level_of(answers) is Level.NONE


def test_an_infant_that_cannot_drink_is_graver_than_an_adult() -> None:
    assert _level("under_5", "cannot_drink") is Level.E
    assert _level("adult", "cannot_drink") is Level.U


def test_a_sign_whose_age_nobody_chose_counts_at_its_gravest() -> None:
    assert _level(rules.UNKNOWN, "cannot_drink") is Level.E
    assert _level(rules.UNKNOWN, breaths=30) is Level.E


def test_what_was_not_measured_is_kept_as_such_and_is_no_value() -> None:
    answers = rules.answers_of("adult", [], {})
    assert answers.values["spo2"] is None and rules.as_kept(answers)["values"]["spo2"] is None
    assert rules.grave_of(answers) == {}


def test_answers_come_back_as_they_were_kept() -> None:
    answers = rules.answers_of("under_5", ["dry"], {"temperature": Decimal("38.50")})
    assert rules.from_kept(rules.as_kept(answers)) == answers


def test_the_gravest_answer_comes_first() -> None:
    answers = rules.answers_of("adult", ["cannot_drink", "fits"], {"spo2": Decimal(90)})
    assert list(rules.grave_of(answers)) == ["fits", "spo2", "cannot_drink"]


@pytest.mark.parametrize("urgency", range(4))
def test_a_level_raises_the_urgency_and_never_lowers_it(urgency: int) -> None:
    assert rules.urgency_with(Level.E, urgency) == 3
    assert rules.urgency_with(Level.U, urgency) == max(2, urgency)
    assert rules.urgency_with(Level.NONE, urgency) == urgency


@pytest.mark.parametrize(
    ("code", "typed", "why"),
    [
        ("spo2", "950", "too_high"), ("spo2", "29", "too_low"), ("spo2", "khoảng 90", "unreadable"),
        ("spo2", "90-92", "unreadable"), ("spo2", "95,5", "unreadable"), ("spo2", "%", "unreadable"),
        ("spo2", "1e2", "unreadable"), ("spo2", "-95", "unreadable"), ("spo2", "٩٥", "unreadable"),
        ("temperature", "385", "too_high"), ("temperature", "38.5.1", "unreadable"),
        ("breaths", "9" * 30, "unreadable"), ("pulse", "1 20", "unreadable"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_asked_for_again_and_never_guessed(code: str, typed: str, why: str) -> None:
    with pytest.raises(Fault, match=why):
        rules.value_in(typed, CURRENT.measures[code])


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("spo2", "95", "95"), ("spo2", " 95 % ", "95"), ("spo2", "95%", "95"), ("temperature", "38,5", "38.5"),
        ("temperature", "38.5 °C", "38.5"), ("breaths", "018", "18"),
    ],
)  # fmt: skip
def test_a_value_is_read_exactly_as_it_was_written(code: str, typed: str, value: str) -> None:
    assert rules.value_in(typed, CURRENT.measures[code]) == Decimal(value)


def test_an_empty_field_is_not_measured() -> None:
    assert rules.value_in("  ", CURRENT.measures["spo2"]) is None


def test_two_numbers_of_blood_pressure_in_each_others_place_are_seen() -> None:
    assert rules.crossed({"systolic": Decimal(80), "diastolic": Decimal(120)})
    assert not rules.crossed({"systolic": Decimal(120), "diastolic": Decimal(80)})

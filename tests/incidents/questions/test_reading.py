"""A set that cannot be published says which line, and why."""

from typing import Any

import pytest

from connect.incidents.questions import reading, words
from connect.incidents.questions.rules import LANGUAGES, Condition, ShownTo

SAID = {"vi": "Có ai trên mái nhà?", "en": "Is anybody on the roof?"}


def question(code: str = "a", type_: str = "yes_no", **over: Any) -> dict[str, Any]:
    """A fine question, with what is different."""
    more: dict[str, dict[str, Any]] = {
        "number": {"from": 0, "to": 500},
        "one_of": {"choices": [{"code": "x", "label": SAID}, {"code": "y", "label": SAID}]},
        "some_of": {"choices": [{"code": "x", "label": SAID}, {"code": "y", "label": SAID}]},
    }
    return {"code": code, "type": type_, "label": SAID} | more.get(type_, {}) | over


def found(*questions: Any) -> list[tuple[int, str]]:
    """Lines and reasons; each must have its words."""
    faults = reading.faults({"questions": list(questions)})
    assert all(words.fault(one) for one in faults)
    return [(one.line, one.reason) for one in faults]


def if_(code: str, **how: Any) -> dict[str, Any]:
    """A condition of one comparison."""
    return {"all": [{"code": code, **how}]}


def test_a_set_with_every_type_has_no_faults_and_is_read() -> None:
    types = ["yes_no", "one_of", "some_of", "number", "text", "date", "note"]
    asked = [question(f"q{n}", type_) for n, type_ in enumerate(types)]
    either = {"any": [{"code": "q3", "ge": 1.5}, {"code": "q2", "has": "x"}]}
    asked[4]["ask_if"] = {"all": [{"code": "q0", "is": "yes"}, either]}
    assert found(*asked) == []
    read = reading.read({"questions": asked})
    condition = read.questions[4].ask_if
    assert isinstance(condition, Condition) and [one.value for one in condition.comparisons()] == ["yes", "1.5", "x"]
    assert read.questions[0].shown_to == ShownTo.CLAIMER and read.questions[0].label.in_("en") == SAID["en"]


@pytest.mark.parametrize("data", [None, [], "x", {}, {"questions": None}, {"questions": []}])
def test_what_is_no_set_is_refused(data: Any) -> None:
    assert [one.reason for one in reading.faults(data)] == ["no_questions"]
    with pytest.raises(ValueError, match="faults"):
        reading.read(data)


def test_a_thirteenth_question_is_refused_at_its_line() -> None:
    assert found(*(question(f"q{n}") for n in range(13))) == [(13, "too_many")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_label_without_one_of_the_languages_is_refused(lang: str, blank: str) -> None:
    assert found(question(label=SAID | {lang: blank})) == [(1, "language")]
    assert found(question(hint={"vi": "", "en": "", lang: "x"})) == [(1, "language")]
    assert found(question(type_="one_of", choices=[{"code": "x", "label": SAID | {lang: blank}}])) == [(1, "language")]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"code": "a"}, "duplicate_code"),
        ({"code": "Ấ"}, "code"),
        ({"code": ["a"]}, "code"),
        ({"code": "a" * 41}, "code"),
        ({"type": "picture"}, "type"),
        ({"type": ["text"]}, "type"),
        ({"label": "Hỏi"}, "words"),
        ({"label": SAID | {"vi": "x" * 301}}, "long"),
        ({"required": "yes"}, "flag"),
        ({"shown_to": "all"}, "shown_to"),
        ({"shown_to": ["public"]}, "shown_to"),
        ({"shown_to": "public", "sensitive": True}, "public_sensitive"),
        ({"askif": if_("a", answered=True)}, "unknown_key"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_at_its_line(second: dict[str, Any], reason: str) -> None:
    assert found(question(), question("b", **second) if "code" not in second else question() | second) == [(2, reason)]


@pytest.mark.parametrize("type_", ["text", "date"])
def test_words_and_dates_are_never_public(type_: str) -> None:
    assert found(question(type_=type_, shown_to="public")) == [(1, "public_type")]


@pytest.mark.parametrize("type_", ["yes_no", "one_of", "some_of", "number"])
def test_what_is_not_sensitive_and_no_text_may_be_public(type_: str) -> None:
    assert found(question(type_=type_, shown_to="public")) == []


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (if_("c", answered=True), "forward"),
        (if_("b", answered=True), "circular"),
        (if_("zz", answered=True), "unknown_question"),
        (if_("a", **{"is": "maybe"}), "unknown_choice"),
        (if_("a", lt=3), "operator"),
        (if_("a", answered=False), "condition"),
        (if_("a"), "condition"),
        (if_("a", **{"is": "yes", "is_not": "no"}), "condition"),
        (if_("a", like="yes"), "condition"),
        ({"all": []}, "condition_size"),
        ({"all": [{"code": "a", "is": "yes"}] * 13}, "condition_size"),
        ({"none": []}, "condition"),
        ({"all": ["a"]}, "condition"),
        ([], "condition"),
        ({"all": [{"any": [{"all": [{"code": "a", "is": "yes"}]}]}]}, "deep"),
    ],
)
def test_a_condition_that_cannot_be_decided_is_refused(asked: Any, reason: str) -> None:
    assert found(question(), question("b", ask_if=asked), question("c")) == [(2, reason)]


def test_two_questions_that_hang_on_one_another_go_round_in_a_circle() -> None:
    first, second = question("a", ask_if=if_("b", answered=True)), question("b", ask_if=if_("a", answered=True))
    assert found(first, second) == [(1, "circular")]


@pytest.mark.parametrize(
    ("earlier", "asked", "reason"),
    [
        (question(type_="number"), if_("a", ge=501), "out_of_range"),
        (question(type_="number"), if_("a", ge="nhiều"), "value"),
        (question(type_="number"), if_("a", ge=True), "value"),
        (question(type_="one_of"), if_("a", **{"is": "z"}), "unknown_choice"),
        (question(type_="some_of"), if_("a", has="z"), "unknown_choice"),
        (question(type_="some_of"), if_("a", **{"is": "x"}), "operator"),
        (question(type_="date"), if_("a", lt="2025-02-29"), "value"),
        (question(type_="text"), if_("a", **{"is": "x"}), "operator"),
        (question(type_="note"), if_("a", answered=True), "operator"),
    ],
)
def test_a_value_that_can_never_be_an_answer_is_refused(earlier: Any, asked: Any, reason: str) -> None:
    assert found(earlier, question("b", ask_if=asked)) == [(2, reason)]


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"from": None}, "range"),
        ({"to": "nhiều"}, "range"),
        ({"from": 5, "to": 5}, "range_order"),
        ({"to": 10**12}, "range"),
        ({"to": 9.5}, "range"),
        ({"to": float("inf")}, "range"),
        ({"decimals": 3}, "decimals"),
        ({"decimals": [1]}, "decimals"),
    ],
)
def test_a_number_has_a_range_that_can_be(over: dict[str, Any], reason: str) -> None:
    assert found(question(type_="number", **over)) == [(1, reason)]


def test_choices_have_codes_of_their_own_and_one_is_offered() -> None:
    x = {"code": "x", "label": SAID}
    assert found(question(type_="one_of", choices=[])) == [(1, "no_choices")]
    assert found(question(type_="one_of", choices=[x | {"retired": True}])) == [(1, "no_choices")]
    assert found(question(type_="one_of", choices=[x, x])) == [(1, "duplicate_choice")]
    assert found(question(type_="one_of", choices=[x | {"code": "X"}])) == [(1, "choice_code")]
    many = [x | {"code": f"c{n}"} for n in range(13)]
    assert found(question(type_="some_of", choices=many)) == [(1, "many_choices")]
    assert found(question(type_="some_of", choices=[*many[:12], many[12] | {"retired": True}])) == []


def test_a_note_is_never_required() -> None:
    assert found(question(type_="note", required=True)) == [(1, "note_required")]

"""Conditions go out as XLSForm and come back as they were; what is not of the subset is named."""

from typing import Any

import pytest

from connect.incidents.questions.xlsform import expressions
from connect.incidents.questions.xlsform.expressions import Unknown

TYPES = {"a": "yes_no", "n": "number", "s": "some_of", "d": "date", "one": "one_of"}
A, N, S = {"code": "a", "is": "yes"}, {"code": "n", "ge": 3}, {"code": "s", "has": "x"}


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ({"all": [A]}, "${a} = 'yes'"),
        ({"any": [A, N]}, "${a} = 'yes' or ${n} >= 3"),
        ({"all": [A, {"any": [N, S]}]}, "${a} = 'yes' and (${n} >= 3 or selected(${s}, 'x'))"),
        ({"all": [{"code": "a", "is_not": "no"}]}, "(${a} != '' and ${a} != 'no')"),
        ({"any": [{"code": "d", "lt": "2026-09-05"}, {"code": "d", "answered": True}]},
         "${d} < date('2026-09-05') or ${d} != ''"),
        ({"all": [{"code": "n", "is": "36.5"}, {"code": "n", "gt": -4}]}, "${n} = 36.5 and ${n} > -4"),
    ],
)  # fmt: skip
def test_a_condition_goes_out_and_comes_back(condition: dict[str, Any], text: str) -> None:
    assert expressions.written(condition, TYPES) == text
    assert expressions.read(text, TYPES) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("", None),
        ("${a}='yes' and ${n}>=3 or selected(${s}, 'x')", {"any": [{"all": [A, N]}, S]}),
        ("((${a} = 'yes'))", {"all": [A]}),
        ("selected(${one}, 'x')", {"all": [{"code": "one", "is": "x"}]}),
        ("${a} != 'yes'", {"all": [{"code": "a", "is_not": "yes"}]}),
        ('${a} = "yes"', {"all": [A]}),
    ],
)
def test_other_ways_to_write_the_same_are_read(text: str, condition: dict[str, Any] | None) -> None:
    assert expressions.read(text, TYPES) == condition


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not(selected(${s}, 'x'))", "relevant"), ("count-selected(${s}) > 1", "relevant"), ("${a} = ''", "empty"),
        ("${a} =", "ends"), ("${a} = 'yes' and", "ends"), ("(${a} = 'yes'", "ends"), ("${a} = 'yes')", "relevant"),
        ("${a} + 1 > 3", "relevant"), ("today() > ${d}", "relevant"), ("${a} = 'yes' xor ${n} > 3", "relevant"),
        ("(((${a} = 'yes' or ${n} > 3) and ${n} > 4) or ${n} > 5)", "deep"), ("(" * 5000, "deep"), ("'", "relevant"),
        ("regex(., '^(a+)+$')", "relevant"), ("${a} = ${n}", "relevant"), ("; DROP", "relevant"),
    ],
)  # fmt: skip
def test_what_is_outside_of_the_subset_is_refused(text: str, why: str) -> None:
    with pytest.raises(Unknown) as error:
        expressions.read(text, TYPES)
    assert error.value.why == why


def test_a_range_is_read_in_either_order_and_nothing_else_is_a_range() -> None:
    assert expressions.range_read(". >= 0 and . <= 36.5") == ("0", "36.5")
    assert expressions.range_read(".<=500 and .>=-1") == ("-1", "500")
    for other in (". > 0", ". >= 0", ". >= 0 or . <= 3", "regex(., 'a')", ". >= 0 and . >= 3", ". != 3"):
        with pytest.raises(Unknown):
            expressions.range_read(other)


def test_the_condition_of_a_group_holds_for_its_questions() -> None:
    assert expressions.both({"all": [A]}, {"any": [N, S]}) == {"all": [A, {"any": [N, S]}]}
    assert expressions.both(None, {"all": [A]}) == {"all": [A]} == expressions.both({"all": [A]}, None)
    with pytest.raises(Unknown):
        expressions.both({"all": [A]}, {"any": [{"all": [A, N]}, S]})

"""The evaluator of the browser decides as that of Python does."""

import random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from connect.incidents.questions import reading
from tests.questions.__main__ import COUNTS, PLANTED, SOURCE, compared
from tests.questions.browser_side import evaluated
from tests.questions.cases import CASES, question_set
from tests.questions.forms import form

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Page:
    """An empty page."""
    return chromium.new_page()


def test_the_browser_passes_the_cases_that_both_evaluators_must_pass(blank: Page) -> None:
    found: list[dict[str, Any]] = evaluated(blank, [(question_set(case), case["typed"]) for case in CASES])
    for case, outcome in zip(CASES, found, strict=True):
        assert outcome == {name: case[name] for name in ("values", "relevant", "faults")}, case["says"]


def test_random_forms_are_decided_alike_and_planted_bugs_are_found(blank: Page) -> None:
    dice = random.Random(11)
    forms = [form(dice) for _ in range(400)]
    assert all(reading.faults(one.data) == [] for one in forms)
    counts = compared(blank, forms)
    assert [counts[name] for name in COUNTS] == [0, 0, 0]
    for before, after, count in PLANTED.values():
        assert compared(blank, forms, SOURCE.replace(before, after))[count] > 0

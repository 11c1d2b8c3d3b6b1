"""The words of a chart say what it shows, in the language of who reads it."""

import math
from datetime import date, timedelta

import pytest
from flask import Flask

from connect.web.pages import trends
from connect.web.pages.trends import Shape

DAYS = [date(2026, 11, 15) + timedelta(days=n) for n in range(14)]
STORM = [40, 66, 98, 150, 230, 340, 470, 520, 510, 495, 470, 448, 430, 412]


@pytest.mark.parametrize(
    ("values", "shape", "turn"),
    [
        ([], Shape.NOTHING, 0),
        ([0, 0], Shape.NOTHING, 0),
        ([math.nan, None, -4], Shape.NOTHING, 0),
        ([5], Shape.LEVEL, 0),
        ([100, 102, 101], Shape.LEVEL, 0),
        ([1, 2, 3], Shape.RISING, 0),
        ([1_000_000, 1], Shape.FALLING, 0),
        (STORM, Shape.PEAK, 7),
        ([9, 2, 2, 9], Shape.DIP, 2),
        ([5, 9, 1, 5], Shape.PEAK, 1),
        ([1, 5, 5, 2], Shape.PEAK, 2),
    ],
)
def test_the_course_of_some_values(values: list[float | None], shape: Shape, turn: int) -> None:
    assert trends.of(values) == (shape, turn)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "14 ngày: lên tới đỉnh hôm 22/11, nay đang giảm"),
        ("en", "14 days: rose to a peak on 22/11, now falling"),
    ],
)
def test_a_spark_line_is_said_in_words(bare_app: Flask, clock, lang: str, said: str) -> None:
    clock.at("2026-11-28 08:00")
    with bare_app.test_request_context(headers={"Cookie": f"lang={lang}"}):
        assert trends.summary(DAYS, STORM) == said


def test_every_course_has_words_in_both_languages(bare_app: Flask) -> None:
    courses = ([0, 0], [5, 5], [1, 2], [2, 1], [1, 3, 1], [3, 1, 3], [10, 5, 10, 15, 10])
    for lang in ("vi", "en"):
        with bare_app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            assert all(trends.said(DAYS[: len(one)], one) for one in courses)


def test_a_series_is_described_from_its_first_day_to_its_last(bare_app: Flask, clock) -> None:
    clock.at("2026-11-28 08:00")
    with bare_app.test_request_context(headers={"Cookie": "lang=vi"}):
        series = [("woven", "Đã giúp", [4, 1688]), ("loose", "Còn cần", [math.nan, 0])]
        said = "Đã giúp: 4 hôm 15/11, 1.688 hôm 16/11, đang tăng. Còn cần: 0 hôm 15/11, 0 hôm 16/11, không có."
        assert trends.described(DAYS[:2], series) == said
        assert trends.described([], series) == ""
        assert trends.described(DAYS, [("woven", "Đã giúp", [])]) == ""


def test_the_busiest_hour_is_named(bare_app: Flask) -> None:
    with bare_app.test_request_context(headers={"Cookie": "lang=vi"}):
        assert trends.busiest(["08:00", "09:00"], [3, 1200]) == "Tất cả 1.203, nhiều nhất lúc 09:00: 1.200."
        assert trends.busiest([], []) == trends.busiest(["08:00"], [math.nan]) == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], ""),
        ([5], ""),
        ([5, 5], "bằng hôm qua"),
        ([2000, 1820], "giảm 9% so với hôm qua"),
        ([3, 5], "tăng 2 so với hôm qua"),
        ([0, 1500], "tăng 1.500 so với hôm qua"),
        ([math.nan, 4], "tăng 4 so với hôm qua"),
        ([100_000, 100_001], "tăng 1% so với hôm qua"),
    ],
)
def test_the_change_since_yesterday(bare_app: Flask, values: list[float], said: str) -> None:
    with bare_app.test_request_context(headers={"Cookie": "lang=vi"}):
        assert trends.since_yesterday(values) == said

"""Spans, moments and distances in words."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, render_template_string
from flask_babel import ngettext

from connect import clock, formatting
from connect.web import logs
from tests.visit import check_html

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=5), "1 phút"),
        (timedelta(minutes=59), "59 phút"),
        (timedelta(hours=3, minutes=50), "3 giờ"),
        (timedelta(hours=47), "47 giờ"),
        (timedelta(days=2), "2 ngày"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(app: Flask, length: timedelta, said: str) -> None:
    with app.test_request_context():
        assert formatting.span(length) == said


def test_moments_are_shown_in_the_zone_of_the_site(app: Flask) -> None:
    with app.test_request_context(), clock.told(NOW):
        assert formatting.moment(NOW) == "08:00 24/11"
        assert formatting.day(NOW, plus=1) == "25/11"
        assert formatting.ago(NOW - timedelta(hours=2)) == "2 giờ trước"
        assert formatting.left(NOW - timedelta(hours=2)) == formatting.left(NOW - timedelta(hours=9))


def test_a_moment_of_today_is_said_by_its_hour_alone_in_the_zone_of_the_site(app: Flask) -> None:
    with app.test_request_context(), clock.told(NOW):
        assert formatting.hour(NOW - timedelta(minutes=59)) == "07:01"
        assert formatting.hour(NOW - timedelta(hours=8, minutes=1)) == "23:59 23/11"


@pytest.mark.parametrize(("metres", "said"), [(0, "dưới 1 km"), (999, "dưới 1 km"), (1240, "1,2 km"), (23456, "23 km")])
def test_a_distance_is_never_finer_than_a_cell(app: Flask, metres: float, said: str) -> None:
    with app.test_request_context():
        assert said in formatting.distance(metres)


def test_what_looks_like_a_phone_never_reaches_the_log() -> None:
    assert "0912" not in str(logs.redacted(None, "info", {"event": "x 0912 345 678", "other": "+84912345678"}))


def test_what_was_said_in_one_language_is_not_repeated_in_another(bare_app: Flask) -> None:
    said = []
    for lang in ("vi", "en", "vi"):
        with bare_app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            said.append((formatting.span(timedelta(hours=3)), formatting.distance(1240)))
    assert said == [("3 giờ", "≈ 1,2 km"), ("3 hours", "about 1.2 km"), ("3 giờ", "≈ 1,2 km")]


def test_a_page_speaks_the_language_of_its_reader(bare_app: Flask) -> None:
    text = "{{ _('See') }}, {{ ngettext('%(num)s hour', '%(num)s hours', 2) }}, {{ _('Near %(a)s', a='<b>') }}"
    said = []
    for lang in ("en", "vi", "en"):
        with bare_app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            said.append(render_template_string(text))
    assert said[0] == said[2] == "See, 2 hours, Near &lt;b&gt;"
    assert "2 giờ" in said[1]


@pytest.mark.parametrize(
    ("n", "vi", "en"),
    [
        (0, "0", "0"), (999, "999", "999"), (2913, "2.913", "2,913"), (1_000_000, "1.000.000", "1,000,000"),
        (2.5, "2,5", "2.5"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_people_write_it(bare_app: Flask, n: float, vi: str, en: str) -> None:
    for lang, said in (("vi", vi), ("en", en)):
        with bare_app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            assert formatting.number(n) == said


def test_a_number_in_a_text_is_written_so_too_on_a_page_and_outside(bare_app: Flask) -> None:
    text = "{{ ngettext('%(num)s day', '%(num)s days', 2913) }} {{ _('%(n)s and %(a)s', n=3311, a='1234') }}"
    with bare_app.test_request_context(headers={"Cookie": "lang=vi"}):
        assert render_template_string(text).startswith("2.913 ngày 3.311 ")
        assert formatting.span(timedelta(days=2913)) == "2.913 ngày"
        assert ngettext("%(num)s day", "%(num)s days", 2913) == "2.913 ngày"


def test_a_day_of_another_year_says_so(app: Flask, clock) -> None:
    clock.at("2027-01-02 03:00")
    with app.test_request_context():
        assert formatting.day(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == "31/12/2026"
        assert formatting.day(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == "01/01"
        assert formatting.moment(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == "23:59 31/12/2026"


@pytest.mark.parametrize(
    ("words", "good"),
    [
        ("<p>2913 người</p>", False), ('<p><a aria-label="2913 người" href="/">x</a></p>', False),
        ("<p>2.913 người, 1,000 km, 18:00 28/11, năm 2026</p>", True), ("<p>mã 5595 RTPQ, gọi 1900 5678</p>", True),
        ('<p translate="no">36912</p><p class="words">nhà 2913</p>', True), ("<p>+84912345678 0912345678</p>", True),
    ],
)  # fmt: skip
def test_a_page_with_a_number_that_is_written_plainly_is_found(words: str, good: bool) -> None:
    page = f'<!doctype html><html lang="vi"><head><title>a</title></head><body><h1>a</h1>{words}</body></html>'
    with nullcontext() if good else pytest.raises(AssertionError, match="number"):
        check_html(page, "here")

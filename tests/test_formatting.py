"""Spans, moments and distances in words."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, render_template_string

from connect import clock, formatting
from connect.web import logs

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

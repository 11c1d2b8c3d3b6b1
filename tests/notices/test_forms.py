"""Moments as people type them, in the zone of the site; what cannot be one is told, never guessed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings, strategies as st
from werkzeug.datastructures import MultiDict

from connect import clock as the_clock
from connect.areas import queries as areas
from connect.notices import queries, rules
from connect.notices.forms import NoticeForm
from tests.builders import make_channel, make_notice, make_person
from tests.visit import Visit

RIGHT = {
    "channel": "1", "title": "Phát nước sạch", "text": "Mang theo can.", "severity": "1",
    "starts_at": "2026-11-24T08:00", "ends_at": "2026-11-25T08:00", "version": "0",
}  # fmt: skip
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sent(app: Flask, **over: str) -> NoticeForm:
    """The form as posted and judged."""
    with app.test_request_context():
        form = NoticeForm(formdata=MultiDict(RIGHT | over), meta={"csrf": False})
        form.channel.choices = [(1, "UBND")]
        form.validate()
        return form


def read(app: Flask, typed: str) -> datetime:
    """The moment a typed text stands for, in UTC."""
    form = sent(app, starts_at=typed, until_then="y")
    assert not form.errors, form.errors
    return form.starts_at.moment


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-24T08:00",
        "2026-11-24T08:00:00",
        "2026-11-24 08:00",
        "24/11/2026 08:00",
        "24/11/2026 8:00",
        "08:00 24/11/2026",
        "  24/11/2026   08:00 ",
        "24/11/2026\u00a008:00",
        "\u200e24/11/2026 08:00\u200b",
    ],
)
def test_a_moment_is_read_as_browsers_send_it_and_as_people_type_it(app: Flask, typed: str) -> None:
    assert read(app, typed) == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_an_ambiguous_day_is_read_as_in_vietnam_day_first(app: Flask) -> None:
    assert read(app, "05/06/2026 07:00") == datetime(2026, 6, 5, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        " ",
        "yesterday",
        "24/11/2026",
        "08:00",
        "24/11/26 08:00",
        "11/24/2026 08:00",
        "31/11/2026 08:00",
        "2026-02-29T08:00",
        "2026-11-24T24:00",
        "2026-11-24T08:60",
        "2026-11-24T08:00Z",
        "2026-11-24T08:00+07:00",
        "0000-01-01T00:00",
        "0001-01-01T00:00",
        "2000-12-31T23:59",
        "2100-01-01T00:00",
        "9999-12-31T23:59",
        "99999-01-01T00:00",
        "-2026-11-24T08:00",
        "2026-11-24T08:00" + "0" * 1900,
    ],
)
def test_what_is_no_moment_is_told_with_an_example_and_kept_as_typed(app: Flask, typed: str) -> None:
    form = sent(app, ends_at=typed)
    assert list(form.errors) == ["ends_at"]
    assert "24/11/2026 08:00" in str(form.ends_at.errors[0])
    assert form.ends_at._value() == typed


@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
def test_an_empty_moment_is_asked_for(app: Flask, field: str) -> None:
    assert list(sent(app, **{field: ""}).errors) == [field]


def test_a_leap_day_exists_only_in_a_leap_year(app: Flask) -> None:
    assert read(app, "2028-02-29T12:00") == datetime(2028, 2, 29, 5, 0, tzinfo=UTC)
    assert sent(app, starts_at="2027-02-29T12:00").errors


@pytest.mark.parametrize(
    ("zone", "typed", "utc"),
    [
        ("Asia/Ho_Chi_Minh", "2026-01-01T00:00", "2025-12-31T17:00"),
        ("Asia/Kathmandu", "2026-11-24T08:00", "2026-11-24T02:15"),
        ("Pacific/Kiritimati", "2026-11-24T08:00", "2026-11-23T18:00"),
        ("America/St_Johns", "2026-11-24T22:00", "2026-11-25T01:30"),
        ("UTC", "2026-11-24T08:00", "2026-11-24T08:00"),
        ("Europe/Berlin", "2026-07-01T08:00", "2026-07-01T06:00"),
        ("Europe/Berlin", "2026-12-01T08:00", "2026-12-01T07:00"),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30"),  # skipped by the clocks: as if they had not moved
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30"),  # comes twice: the first of the two
    ],
)
def test_a_moment_is_meant_in_the_zone_of_the_site(
    make_app: Callable[..., Flask], zone: str, typed: str, utc: str
) -> None:
    app = make_app(timezone=zone)
    with app.app_context():
        assert read(app, typed) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@many
@given(st.integers(0, 98 * 365 * 24 * 60))
@example(26 * 365 * 24 * 60)
def test_every_minute_comes_back_as_it_was_typed(app: Flask, minutes: int) -> None:
    typed = f"{datetime(2001, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"
    assert f"{read(app, typed).astimezone(ZoneInfo('Asia/Ho_Chi_Minh')):%Y-%m-%dT%H:%M}" == typed


@many
@given(ANY_TEXT)
@example("\x00")
@example("٢٠٢٦-١١-٢٤T٠٨:٠٠")
@example("%Y-%m-%dT%H:%M")
def test_any_text_as_a_moment_is_read_or_told_and_never_breaks_the_form(app: Flask, typed: str) -> None:
    form = sent(app, starts_at=typed)
    assert ("starts_at" in form.errors) is (form.starts_at.data is None)


@many
@given(title=ANY_TEXT, text=ANY_TEXT)
@example(title="\u202e\u200b", text="\u2066\u2069")
def test_what_passes_is_short_and_turns_no_direction(app: Flask, title: str, text: str) -> None:
    form = sent(app, title=title, text=text)
    if form.errors:
        return
    with app.test_request_context():
        said = form.content(None)
    assert 3 <= len(said.title) <= rules.LONGEST_TITLE and "\n" not in said.title
    assert 3 <= len(said.text) <= rules.LONGEST_TEXT
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00]", said.title + said.text)


@many
@given(st.one_of(st.integers(), st.integers(10**18, 10**30)).map(str) | ANY_TEXT)
@example("9" * 5000)
def test_any_version_channel_or_severity_is_a_known_one_or_told(app: Flask, typed: str) -> None:
    form = sent(app, version=typed, channel=typed, severity=typed)
    assert "channel" in form.errors or form.channel.data == 1
    assert "severity" in form.errors or int(form.severity.data) in rules.SEVERITY_NAMES
    assert "version" in form.errors or isinstance(form.version.data, int)


# --- Through the page -------------------------------------------------------------------------------------


@pytest.fixture
def official(visit: Visit) -> Visit:
    return visit.as_(make_person("official", area="79"))


def test_a_notice_shows_the_time_that_was_typed(official: Visit, clock) -> None:
    clock.at("2026-11-24 00:30")
    channel = make_channel("79")
    official.post("notices.write", RIGHT | {"channel": str(channel.id), "area": ["79"]})
    (notice,) = queries.of_official(make_person("official", area="79"))
    assert notice.starts_at == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert "08:00 24/11 – 08:00 25/11" in official.get("notices.show", public_id=notice.public_id).text
    assert 'value="2026-11-24T08:00"' in official.get("notices.edit", public_id=notice.public_id).text


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("2026-11-24T08:00", "2026-11-24T08:01", 303),
        ("2026-11-24T08:00", "2026-11-24T08:00", 422),
        ("2026-11-24T08:00", "2026-11-24T07:59", 422),
        ("2026-11-23T08:00", "2026-11-24T07:30", 422),  # the end is this very minute
        ("2026-11-23T08:00", "2026-11-24T07:31", 303),
        ("2026-11-24T07:30", "2027-01-23T07:30", 303),  # 60 days
        ("2026-11-24T07:30", "2027-01-23T07:31", 422),
        ("2028-02-01T00:00", "2028-04-01T00:00", 303),  # 60 days over a leap day
        ("2027-02-01T00:00", "2027-04-03T00:00", 422),
    ],
)
def test_a_period_is_judged_to_the_minute(official: Visit, clock, start: str, end: str, status: int) -> None:
    clock.at("2026-11-24 00:30")  # 07:30 in Vietnam
    channel = make_channel("79")
    data = RIGHT | {"channel": str(channel.id), "area": ["79"], "starts_at": start, "ends_at": end}
    official.post("notices.write", data, status=status)


def test_a_picture_that_stays_keeps_its_words(official: Visit) -> None:
    start = the_clock.now()
    notice = make_notice(make_channel("79"), "79", picture="a.webp", picture_alt="Bản đồ vùng ngập")
    data = RIGHT | {
        "channel": str(notice.channel_id), "area": ["79"], "version": "1", "picture_alt": " ",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(days=2):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    label = re.search(
        '<label for="picture_alt">.*</label>', official.get("notices.edit", public_id=notice.public_id).text
    )
    assert label and "(không bắt buộc)" not in label[0]
    official.post("notices.edit", data, status=422, public_id=notice.public_id)
    official.post("notices.edit", data | {"picture_alt": "Bản đồ"}, public_id=notice.public_id)


def test_half_a_common_name_finds_the_wards_she_answers_for(official: Visit) -> None:
    channel = make_channel("79")
    data = RIGHT | {"channel": str(channel.id), "area_text": "Tân", "find": "1"}
    text = official.post("notices.write", data, status=200).text
    offered = re.findall(r'name="area" value="(\w+)"', text)
    assert 3 <= len(offered) <= 12
    assert {areas.get(code).path.split("/")[2] for code in offered} == {"79"}
    assert not any("Tân" not in areas.get(code).name for code in offered)

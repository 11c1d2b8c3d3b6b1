"""A part of a place that fails leaves a quiet sentence and all others, and says so in the log."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from structlog.testing import capture_logs

from connect import db
from connect.areas import queries as areas
from connect.home.place import blocks
from connect.registry import front_page
from connect.registry.front_page import PlacePart
from tests.builders import make_case, make_channel, make_notice
from tests.visit import Visit

QUIET = "Phần này tạm thời chưa hiện được."
TEMPLATES = [one.template for one in front_page.PLACE_PARTS]


def replaced(monkeypatch: pytest.MonkeyPatch, template: str, values: Any, other: str = "") -> None:
    parts = [
        PlacePart(other or one.template, one.order, one.slot, values) if one.template == template else one
        for one in front_page.PLACE_PARTS
    ]
    monkeypatch.setattr(front_page, "PLACE_PARTS", parts)


def furnished() -> None:
    make_case()
    make_notice(make_channel("79"), "79", severity=4)


@pytest.mark.parametrize("part", TEMPLATES)
def test_each_part_fails_alone(app: Flask, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    furnished()
    with app.test_request_context("/p/79"):
        whole = blocks.of(areas.get("79"))

    def broken(_area: object) -> None:
        raise ValueError("Nguyễn Thị Bí Mật 0912345678")

    replaced(monkeypatch, part, broken)
    with capture_logs() as said:
        answer = Visit(app).get("home.place", code="79")
    assert answer.text.count(QUIET) == 1
    assert [(one["event"], one["part"], one["error"]) for one in said if "part" in one] == [
        ("part of a place failed", part, "ValueError")
    ]
    assert "Bí Mật" not in str(said) + answer.text, "what an error says may be personal"
    with app.test_request_context("/p/79"):
        rest = blocks.of(areas.get("79"))
    assert (whole.failed, rest.failed) == (0, 1)
    left = [str(one) for some in rest.slots.values() for one in some if QUIET not in one]
    other = set(left) - {str(one) for some in whole.slots.values() for one in some}
    assert len(other) == (part == "notices/place_alarm.html"), "only what the alarm does not say now stands below"
    assert len(left) >= sum(map(len, whole.slots.values())) - 1


def test_a_part_whose_template_fails_is_quiet_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, "incidents/place.html", lambda _area: {"on": 5, "off": None})
    assert QUIET in Visit(app).get("home.place", code="79").text


def test_what_must_be_done_is_said_at_the_top_also_where_its_part_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished()
    alarm = next(one for one in front_page.PLACE_PARTS if one.slot == "top")
    replaced(monkeypatch, alarm.template, alarm.values, other="home/parts/nowhere.html")
    text = Visit(app).get("home.place", code="79").text
    assert text.count(QUIET) == 1 and text.index("Mưa lớn đêm nay") < text.index("<main")


def test_a_part_whose_statement_fails_leaves_the_database_to_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished()
    replaced(monkeypatch, "notices/place_alarm.html", lambda _area: db.session.execute(sa.text("SELECT nothing_here")))
    text = Visit(app).get("home.place", code="79").text
    assert text.count(QUIET) == 1 and "Mưa lớn đêm nay" in text


def test_where_the_database_does_not_answer_the_whole_page_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = sa.exc.OperationalError(None, None, Exception("gone"))

    def fails(*_args: object, **_named: object) -> None:
        raise gone

    def broken(_area: object) -> None:
        monkeypatch.setattr(db.session, "execute", fails)
        raise gone

    replaced(monkeypatch, "notices/place_alarm.html", broken)
    answer = Visit(app).client.get("/p/79")
    assert answer.status_code == 503 and QUIET not in answer.text


def test_a_page_with_a_part_that_failed_is_kept_for_moments(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Visit(app).get("home.place", code="79").headers["Cache-Control"] == "public, max-age=15"
    replaced(monkeypatch, "incidents/place.html", lambda area: area.nothing)
    assert Visit(app).get("home.place", code="79").headers["Cache-Control"] == "public, max-age=2"


def test_parts_stand_in_their_order_and_show_what_they_are_given(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_page, "PLACE_PARTS", [])
    for order in (3, 1, 2):
        front_page.place_part(
            "home/place_hotline.html", order=order, values=lambda _area, n=order: None if n == 2 else {}
        )
    assert [one.order for one in front_page.PLACE_PARTS] == [1, 2, 3]
    with app.test_request_context("/"):
        assert len(blocks.of(areas.get("VN")).slots["news"]) == 2

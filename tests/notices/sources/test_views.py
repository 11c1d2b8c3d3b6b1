"""The pages on which officials add a source, see what came from it, and remove it."""

from dataclasses import replace

import pytest
from flask import Flask, current_app
from pytest_httpserver import HTTPServer

from connect import config, db
from connect.notices.models import Notice
from connect.notices.sources.models import Source
from tests.builders import make_channel, make_person, make_source
from tests.notices.sources.test_taking import HERE, an_alert, file_of
from tests.visit import Visit


@pytest.fixture
def official(app: Flask) -> Visit:
    return Visit(app).as_(make_person("official", area="79"))


def test_what_would_come_is_shown_before_anything_is_kept(app: Flask, httpserver: HTTPServer, official: Visit) -> None:
    current_app.extensions["connect.config"] = replace(config.current(), gateway_private=True)
    httpserver.expect_request("/a.cap").respond_with_data(file_of(an_alert("a"), an_alert("b", status="Exercise")))
    data = {"channel": make_channel("79").id, "address": httpserver.url_for("/a.cap"), "label": "Đài khí tượng"}
    page = official.post("notices.source_add", data, 200)
    assert "Mưa lớn" in page.text and data["address"] in page.text
    assert db.session.query(Source).count() == db.session.query(Notice).count() == 0
    official.post("notices.source_add", data | {"keep": "yes"}, 303)
    source = db.session.query(Source).one()
    official.post("notices.source_move", {}, 303, public_id=source.public_id, verb="look")
    page = official.get("notices.source", public_id=source.public_id)
    notice = db.session.query(Notice).one()
    assert f"/notices/{notice.public_id}/desk" in page.text and page.text.count("Mưa lớn") >= 2


@pytest.mark.parametrize("address", ["", "alerts", "ftp://example.org/", "javascript:alert(1)", "https://" + "a" * 300])
def test_an_address_that_is_none_is_said_and_nothing_typed_is_lost(official: Visit, address: str) -> None:
    data = {"channel": make_channel("79").id, "address": address, "label": "Đài của tôi"}
    page = official.post("notices.source_add", data, 422)
    assert "Đài của tôi" in page.text


def test_a_source_that_cannot_be_reached_says_so_and_may_be_kept_all_the_same(official: Visit) -> None:
    data = {"channel": make_channel("79").id, "address": "https://127.0.0.1:1/a", "label": "Đài"}
    page = official.post("notices.source_add", data, 200)
    assert "private network" in page.text and 'name="keep"' in page.text


def test_removing_leaves_what_came_of_it(app: Flask, official: Visit) -> None:
    person = make_person("official", area="79")
    source = make_source(make_channel(HERE), person)
    official.post("notices.source_move", {}, 303, public_id=source.public_id, verb="remove")
    official.get("notices.source", 404, public_id=source.public_id)
    assert "Đài khí tượng" not in official.get("notices.sources").text

"""Alerts of a source become drafts of its channel: once, for its own areas, whatever order they arrive in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connect import clock as the_clock, config, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.errors import NotAllowed, RuleBroken
from connect.notices import actions as notices
from connect.notices.alerts import writer
from connect.notices.alerts.alert import Alert, AlertArea, Info, Named, Reference
from connect.notices.models import Channel, Notice
from connect.notices.rules import State
from connect.notices.sources import actions, fetching, jobs, queries
from connect.notices.sources.models import Source, SourceEntry
from connect.notices.sources.reading import places, reader
from connect.notices.sources.reading.verdicts import Code
from tests.builders import make_channel, make_person, make_source

HERE, FAR = "26743", "00004"


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


@pytest.fixture
def official(app: Flask) -> Person:
    return make_person("official", area="79")


@pytest.fixture
def source(channel: Channel, official: Person) -> Source:
    return make_source(channel, official)


@pytest.fixture
def server(app: Flask) -> Iterator[HTTPServer]:
    current_app.extensions["connect.config"] = replace(config.current(), gateway_private=True)
    with HTTPServer() as running:
        yield running


def an_alert(name: str, *codes: str, kind: str = "Alert", names: tuple[str, ...] = (), **over: str) -> Alert:
    now = the_clock.now().replace(microsecond=0)
    area = AlertArea(description="x", codes=tuple(Named("VN-GSO", code) for code in codes or (HERE,)))
    info = Info(
        language="vi", categories=("Met",), event="Mưa", urgency="Expected", severity="Severe", certainty="Likely",
        headline="Mưa lớn", description="Kê cao.", areas=(area,), expires=now + timedelta(hours=5),
    )  # fmt: skip
    before = tuple(Reference("khi.tuong", one, now) for one in names)
    values = {"status": "Actual", "scope": "Public"} | over
    return Alert(
        identifier=name, sender="khi.tuong", sent=now, msg_type=kind, references=before, infos=(info,), **values
    )


def file_of(*alerts: Alert) -> bytes:
    inside = b"".join(writer.written(one, the_clock.UTC).split(b"?>", 1)[1] for one in alerts)
    return b"<alerts>" + inside + b"</alerts>"


def took(source: Source, *alerts: Alert) -> dict[str, int]:
    known = places.gazetteer(areas.everywhere())
    with db.transaction():
        return dict(actions.take(queries.by_id(source.id), reader.read(file_of(*alerts), known, the_clock.now())))


def drafts() -> list[Notice]:
    return list(db.session.scalars(sa.select(Notice).where(Notice.state == State.DRAFT)))


def codes_of(name: str) -> set[str]:
    entry = db.session.scalar(sa.select(SourceEntry).where(SourceEntry.identifier == name))
    assert entry
    return {code for code, _what in entry.reasons}


def test_an_alert_becomes_one_draft_of_the_channel_that_nobody_else_reads(source: Source) -> None:
    first, second = an_alert("a"), an_alert("b")
    assert took(source, first) == {"refused": 0, "drafts": 1}
    assert took(source, second, first)["drafts"] == 1, "what is known is not made again"
    draft = drafts()[0]
    assert (draft.title, draft.severity, draft.channel_id) == ("Mưa lớn", 3, source.channel_id)
    assert [areas.by_id(one.area_id).code for one in draft.areas] == [HERE]


def test_areas_of_others_are_dropped_and_said_and_one_for_them_alone_is_no_draft(source: Source) -> None:
    took(source, an_alert("both", HERE, FAR), an_alert("theirs", FAR), an_alert("all", "VN"))
    (only,) = drafts()
    assert [areas.by_id(one.area_id).code for one in only.areas] == [HERE]
    assert Code.DROPPED in codes_of("both") and Code.FOREIGN in codes_of("theirs") & codes_of("all")


@pytest.mark.parametrize(
    "over", [{"status": "Exercise"}, {"status": "Test"}, {"status": "Draft"}, {"scope": "Private"}]
)
def test_what_is_not_for_the_public_is_never_a_draft(source: Source, over: dict[str, str]) -> None:
    assert took(source, an_alert("a", **over)).get("drafts", 0) == 0 and drafts() == []


def test_a_cancel_that_comes_first_is_remembered_and_ends_all_that_it_names(source: Source) -> None:
    """Complaints 2 and 9: a cancel ends every alert it names, and names that are unknown do no harm."""
    took(source, an_alert("a"))
    took(source, an_alert("c", kind="Cancel", names=("a", "b", "never", "c")))
    assert drafts() == []
    took(source, an_alert("b"), an_alert("later"))
    assert len(drafts()) == 1, "only what nothing has ended"


def test_an_update_takes_the_place_of_an_untouched_draft_in_whatever_order_they_come(source: Source) -> None:
    took(source, an_alert("a"))
    took(source, an_alert("u", kind="Update", names=("a",)))
    assert len(drafts()) == 1
    took(source, an_alert("v", kind="Update", names=("w",)), an_alert("w"))
    assert len(drafts()) == 2, "w was changed before it came"


def test_an_update_of_what_is_out_is_the_draft_of_its_change(source: Source, official: Person) -> None:
    took(source, an_alert("a"))
    with db.transaction():
        alone = notices.Verb.PUBLISH_ALONE
        out = notices.publish(drafts()[0], official, alone, reason="x", area_name="Hồ Chí Minh")
    took(source, an_alert("u", kind="Update", names=("a",)))
    assert [one.updates_id for one in drafts()] == [out.id]


def test_a_source_is_added_by_an_official_of_the_area_once_with_a_whole_address(
    channel: Channel, official: Person, source: Source
) -> None:
    elsewhere = make_person("official", area="01")
    with pytest.raises(NotAllowed), db.transaction():
        actions.add(channel, "https://a.example.org/", "x", elsewhere)
    for address in ("ftp://a.example.org/", "https://", source.address):
        with pytest.raises(RuleBroken), db.transaction():
            actions.add(channel, address, "x", official)


def test_a_feed_is_asked_by_the_clock_and_each_of_its_links_once(
    server: HTTPServer, channel: Channel, official: Person, clock
) -> None:
    links = "".join(f'<entry><link href="/{name}.cap"/></entry>' for name in "ab")
    server.expect_request("/feed").respond_with_data(f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>')
    for name in "ab":
        server.expect_request(f"/{name}.cap").respond_with_data(file_of(an_alert(name)))
    number = make_source(channel, official, server.url_for("/feed")).id
    assert jobs.ask_sources() == 2 and jobs.ask_sources() == 0
    clock.forward(minutes=6)
    assert jobs.ask_sources() == 0 and len(server.log) == 4, "the feed twice, each link once"
    assert queries.by_id(number).trouble == ""


def test_a_source_that_fails_is_said_and_redirects_are_not_followed(
    server: HTTPServer, channel: Channel, official: Person
) -> None:
    server.expect_request("/gone").respond_with_data("", status=404)
    server.expect_request("/away").respond_with_response(Response(status=302, headers={"Location": "/secret"}))
    server.expect_request("/secret").respond_with_handler(lambda _request: pytest.fail("followed"))
    server.expect_request("/page").respond_with_data("<html/>")
    for path, said in (("/gone", "HTTP 404"), ("/away", "HTTP 302"), ("/page", "not_cap html")):
        source = make_source(channel, official, server.url_for(path))
        fetching.look(source.id)
        assert queries.by_id(source.id).trouble == said


def test_a_source_in_a_private_network_is_never_asked(app: Flask, channel: Channel, official: Person) -> None:
    source = make_source(channel, official, "https://localhost:1/feed")
    fetching.look(source.id)
    assert "private network" in queries.by_id(source.id).trouble


def test_more_than_four_megabytes_are_not_taken(server: HTTPServer, channel: Channel, official: Person) -> None:
    def large(_request: Request) -> Response:
        return Response(b" " * 4_000_100)

    server.expect_request("/large").respond_with_handler(large)
    source = make_source(channel, official, server.url_for("/large"))
    fetching.look(source.id)
    assert queries.by_id(source.id).trouble

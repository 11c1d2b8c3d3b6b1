"""Other programs read our alerts: valid, each under its own name, with all that came before, and never a draft."""

import re
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask, current_app

from connect import clock as the_clock, config, db
from connect.areas import queries as areas
from connect.notices import actions, queries
from connect.notices.alerts import saying, writer
from connect.notices.alerts.alert import Alert, Circle, Info
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import Content, Words, content_of
from connect.notices.models import Channel, Notice
from tests.builders import make_channel, make_draft, make_notice, make_person
from tests.notices.alerts.schema import faults, second_opinion
from tests.visit import Visit

CAP, ATOM = "{urn:oasis:names:tc:emergency:cap:1.2}", "{http://www.w3.org/2005/Atom}"
BEN_THANH = "26743"


@pytest.fixture
def channel(app: Flask) -> Channel:
    current_app.extensions["connect.config"] = replace(config.current(), site_url="https://help.example.vn")
    return make_channel("79")


def the_file(visit: Visit, notice: Notice, version: int = 1) -> ElementTree.Element:
    answer = visit.get(f"/notices/{notice.public_id}/{version}.cap")
    assert faults(answer.data) == [] and second_opinion(answer.data)
    assert answer.mimetype == "application/cap+xml"
    return ElementTree.fromstring(answer.data)


def said(root: ElementTree.Element, name: str) -> str:
    return root.findtext(f".//{CAP}{name}", "")


def changed(notice: Notice, by: Any, **over: Any) -> None:
    with db.transaction():
        actions.revise(notice, by, notice.edition, replace(content_of(notice), **over))


def cancelled(notice: Notice, by: Any) -> None:
    with db.transaction():
        actions.cancel(notice, by, "Nước đã rút")


def entries(visit: Visit, **asked: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(visit.get("notices.cap_atom", **asked).data).findall(f"{ATOM}entry")


def test_an_alert_is_valid_says_all_in_each_language_and_its_times_with_the_offset(
    visit: Visit, channel: Channel
) -> None:
    english = {"en": Words("Heavy rain & <wind>", "Lift things up.", "Charge your phone.")}
    notice = make_notice(
        channel, BEN_THANH, "79", others=english, instruction="Sạc điện thoại.", event="Mưa lớn", risk_level=3,
        contact="1022", onset_at=the_clock.now() + timedelta(hours=3),
    )  # fmt: skip
    root = the_file(visit, notice)
    infos = root.findall(f"{CAP}info")
    assert [one.findtext(f"{CAP}language") for one in infos] == ["vi-VN", "en"]
    assert [one.findtext(f"{CAP}headline") for one in infos] == ["Mưa lớn đêm nay", "Heavy rain & <wind>"]
    assert said(root, "senderName") == channel.name and said(root, "sender") == f"{channel.public_id}@help.example.vn"
    for name in ("sent", "effective", "onset", "expires"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", said(root, name)), name
    assert next(infos[0].iter(f"{CAP}valueName")).text == "VN-18-2021-QD-TTg"
    assert root.find(f"{CAP}references") is None, "an alert never names itself"


def test_a_ward_has_a_circle_as_large_as_it_is_and_a_province_its_outline_and_both_their_code(
    visit: Visit, channel: Channel
) -> None:
    root = the_file(visit, make_notice(channel, BEN_THANH, "79"))
    ward, province = sorted(root.iter(f"{CAP}area"), key=lambda one: one.find(f"{CAP}circle") is None)
    place = areas.get(BEN_THANH)
    spot, km = ward.findtext(f"{CAP}circle", "").split()
    assert spot == f"{place.lat:g},{place.lon:g}" and 3.1 * float(km) ** 2 == pytest.approx(place.km2, rel=0.05)
    assert province.find(f"{CAP}polygon") is not None and province.find(f"{CAP}circle") is None
    assert [one.findtext(f"{CAP}geocode/{CAP}value") for one in (ward, province)] == [BEN_THANH, "79"]
    assert {one.text for one in root.iter(f"{CAP}valueName")} == {"VN-GSO"}


def test_the_whole_country_is_told_by_the_outlines_of_its_provinces(visit: Visit, channel: Channel) -> None:
    root = the_file(visit, make_notice(make_channel("VN"), "VN"))
    assert len(list(root.iter(f"{CAP}polygon"))) >= 34 and said(root, "areaDesc") == "Cả nước"


def test_each_version_has_its_own_identifier_and_names_all_earlier_ones_and_never_itself(
    visit: Visit, channel: Channel, clock: Any
) -> None:
    """Complaint 1: a change under the same identifier, or one that refers to itself."""
    boss = make_person("official", area="VN")
    notice = make_notice(channel, "79", by=boss)
    for title in ("Mưa rất lớn", "Mưa đặc biệt lớn"):
        clock.forward(minutes=10)
        changed(queries.by_id(notice.id), boss, title=title)
    cancelled(queries.by_id(notice.id), boss)
    roots = [the_file(visit, notice, number) for number in (1, 2, 3, 4)]
    names = [f"{said(one, 'sender')},{said(one, 'identifier')},{said(one, 'sent')}" for one in roots]
    assert len(set(names)) == 4
    assert [said(one, "references").split() for one in roots] == [[], names[:1], names[:2], names[:3]]
    assert [said(one, "msgType") for one in roots] == ["Alert", "Update", "Update", "Cancel"]
    assert said(roots[3], "note") == "Nước đã rút"
    assert [said(one, "headline") for one in roots][:2] == ["Mưa lớn đêm nay", "Mưa rất lớn"], "files never change"


def test_identifiers_are_of_the_form_of_wmo_where_the_authority_has_a_number(visit: Visit, channel: Channel) -> None:
    current_app.extensions["connect.config"] = replace(config.current(), cap_oid="2.49.0.1.704.0")
    notice = make_notice(channel, "79")
    name = said(the_file(visit, notice), "identifier")
    assert re.fullmatch(r"urn:oid:2\.49\.0\.1\.704\.0(\.(0|[1-9]\d*)){2}", name)
    assert said(the_file(visit, notice), "sender") not in name and not set(" ,<&") & set(name)


def test_a_file_may_be_kept_for_ever_and_the_feed_says_when_nothing_is_new(visit: Visit, channel: Channel) -> None:
    notice = make_notice(channel, "79")
    file, atom = visit.get(f"/notices/{notice.public_id}/1.cap"), visit.get("notices.cap_atom", area="79")
    assert "immutable" in file.headers["Cache-Control"] and "public" in file.headers["Cache-Control"]
    known = {"If-None-Match": atom.headers["ETag"]}
    assert visit.client.get("/notices/cap.atom?area=79", headers=known).status_code == 304
    make_notice(channel, "79")
    assert visit.client.get("/notices/cap.atom?area=79", headers=known).status_code == 200


def test_drafts_and_what_begins_later_are_reachable_by_no_address(visit: Visit, channel: Channel, clock: Any) -> None:
    draft = make_draft(channel, make_person("official", area="79"), "79")
    handed_in = make_draft(channel, make_person("official", area="79"), "79", send=True, severity=3)
    coming = make_notice(channel, "79", starts_at=the_clock.now() + timedelta(hours=3))
    for one in (draft, handed_in, coming):
        for number in (0, 1, 2):
            visit.get(f"/notices/{one.public_id}/{number}.cap", status=404)
    assert entries(visit, area="79") == []
    clock.forward(hours=4)
    the_file(visit, coming)
    assert len(entries(visit, area="79")) == 1


def test_a_change_that_begins_later_waits_and_its_cancellation_reaches_who_had_the_first(
    visit: Visit, channel: Channel, clock: Any
) -> None:
    boss = make_person("official", area="VN")
    notice = make_notice(channel, "79", by=boss)
    changed(notice, boss, starts_at=the_clock.now() + timedelta(hours=9))
    visit.get(f"/notices/{notice.public_id}/2.cap", status=404)
    the_file(visit, notice)
    cancelled(queries.by_id(notice.id), boss)
    assert said(the_file(visit, notice, 3), "msgType") == "Cancel"


def test_the_feed_has_each_alert_of_a_chain_until_the_cancelled_one_leaves_it(
    visit: Visit, channel: Channel, clock: Any
) -> None:
    boss = make_person("official", area="VN")
    notice = make_notice(channel, "79", by=boss)
    changed(notice, boss, title="Mưa rất lớn")
    cancelled(queries.by_id(notice.id), boss)
    found = entries(visit, area=BEN_THANH)
    assert [one.findtext(f"{CAP}msgType") for one in found] == ["Cancel", "Update", "Alert"]
    for one in found:
        link = one.find(f"{ATOM}link[@type='application/cap+xml']")
        assert (
            link is not None
            and faults(visit.get(link.get("href", "").removeprefix("https://help.example.vn")).data) == []
        )
    clock.forward(hours=7)
    assert entries(visit, area="79") == []
    the_file(visit, notice, 3)


def test_an_area_is_told_what_concerns_it_or_a_part_of_it_and_a_channel_its_own(visit: Visit, channel: Channel) -> None:
    other = make_channel("01")
    ward, far = make_notice(channel, BEN_THANH), make_notice(other, "01")
    assert [len(entries(visit, area=code)) for code in (BEN_THANH, "79", "01", "VN")] == [1, 1, 1, 2]
    assert [one.findtext(f"{ATOM}id", "")[-10:-2] for one in entries(visit, channel=other.public_id)] == [far.public_id]
    visit.get("notices.cap_atom", 404, channel="22222222")
    assert ward.public_id not in visit.get("notices.cap_atom", channel=other.public_id).text


def test_exercises_and_tests_say_that_they_are(visit: Visit, channel: Channel) -> None:
    """Complaint 5: drills shown as real."""
    for status in (Status.EXERCISE, Status.TEST):
        notice = make_notice(channel, "79", status=status)
        assert said(the_file(visit, notice), "status") == status
    titles = [one.findtext(f"{ATOM}title", "") for one in entries(visit, area="79")]
    assert [one.split("]")[0] for one in titles] == ["[THỬ / TEST", "[DIỄN TẬP / EXERCISE"]


def test_a_page_of_the_feed_is_at_most_100_kilobytes_and_the_next_one_goes_on(visit: Visit, channel: Channel) -> None:
    by = make_person("official", area="VN")
    wards = tuple(one for one in areas.wards_of(areas.get("79")))[:40]
    said_ = Content(
        title="&" * 120, text="x", severity=2, areas=wards, starts_at=the_clock.now(),
        ends_at=the_clock.now() + timedelta(days=1),
    )  # fmt: skip
    with db.transaction():
        wanted = {actions.send(actions.draft(channel, by, said_), by).public_id for _ in range(70)}
    address: str | None = "/notices/cap.atom?area=79"
    found: list[str] = []
    pages = 0
    while address:
        answer = visit.get(address.removeprefix("https://help.example.vn"))
        assert len(answer.data) <= 100_000
        root = ElementTree.fromstring(answer.data)
        found += [one.text or "" for one in root.iter(f"{ATOM}id")][1:]
        pages += 1
        following = root.find(f"{ATOM}link[@rel='next']")
        address = following.get("href") if following is not None else None
    assert pages > 1 and len(found) == len(set(found)) == 70
    assert {one[-10:-2] for one in found} == wanted


def test_a_cursor_that_somebody_made_up_begins_at_the_newest(visit: Visit, channel: Channel) -> None:
    make_notice(channel, "79")
    assert len(entries(visit, area="79", after="x.y")) == 1


def test_what_was_drawn_is_told_as_drawn_with_the_codes_of_all_that_was_ticked(app: Flask) -> None:
    outline = [[10.7, 106.6], [10.8, 106.6], [10.8, 106.7], [10.7, 106.6]]
    one = saying.areas_of({"areas": [BEN_THANH, "26740"], "outline": outline})[0]
    assert one.outlines == (tuple((lat, lon) for lat, lon in outline),) and len(one.codes) == 2
    other = saying.areas_of({"areas": [BEN_THANH], "circle": [10.7, 106.6, 2.5]})[0]
    assert (other.circles, other.outlines) == ((Circle(10.7, 106.6, 2.5),), ())


def test_what_xml_cannot_hold_is_left_out_and_the_rest_comes_back(app: Flask) -> None:
    info = Info(
        categories=("Met",), event="Mưa", urgency="Future", severity="Minor", certainty="Likely",
        description="a\x00b\x0bc]]>\r\nd\ud800\uffff<&",
    )  # fmt: skip
    alert = Alert(identifier="a-1", sender="x", sent=the_clock.now(), status="Actual", msg_type="Alert", infos=(info,))
    file = writer.written(alert, UTC)
    assert faults(file) == [] and b"-00:00</sent>" in file
    assert said(ElementTree.fromstring(file), "description") == "abc]]>\nd<&"

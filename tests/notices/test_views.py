"""Readers see what concerns them; officials write for their areas only; nothing said is lost."""

import html
import io
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from connect import clock as the_clock, config, db
from connect.notices import actions, queries
from connect.notices.models import Channel, Notice
from tests.builders import make_channel, make_notice, make_person
from tests.conftest import Clock
from tests.notices.press import publish
from tests.visit import Visit

BEN_THANH, BEN_THANH_NEIGHBOUR = "26743", "26740"


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


@pytest.fixture
def official(visit: Visit) -> Visit:
    return visit.as_(make_person("official", area="79", name="UBND Thành phố"))


def filled(channel: Channel, **over: object) -> dict[str, object]:
    start = the_clock.now()
    return {
        "channel": str(channel.id), "title": "Phát nước sạch", "text": "Mang theo can.", "severity": "1",
        "area": [BEN_THANH], "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(days=2):%Y-%m-%dT%H:%M}", "version": "0",
    } | over  # fmt: skip


def test_a_reader_sees_her_ward_its_province_and_the_country_and_not_the_ward_next_door(
    visit: Visit, channel: Channel
) -> None:
    national = make_channel("VN")
    told = {code: make_notice(channel, code).public_id for code in (BEN_THANH, BEN_THANH_NEIGHBOUR, "79")}
    country = make_notice(national, "VN").public_id
    text = visit.get("notices.feed", area=BEN_THANH).text
    assert told[BEN_THANH] in text and told["79"] in text and country in text
    assert told[BEN_THANH_NEIGHBOUR] not in text
    assert told[BEN_THANH] in visit.get("notices.feed").text, "the ward is remembered"


def test_the_gravest_come_first_and_among_equals_the_newest(visit: Visit, channel: Channel, clock) -> None:
    old = make_notice(channel, "79").public_id
    clock.forward(hours=1)
    new = make_notice(channel, "79").public_id
    grave = make_notice(channel, "79", severity=4, starts_at=clock.moment - timedelta(hours=5)).public_id
    text = visit.get("notices.feed", area="79").text
    assert text.index(grave) < text.index(new) < text.index(old)


def test_what_is_over_or_has_not_begun_is_in_no_feed_and_what_is_withdrawn_is_not_in_force(
    visit: Visit, channel: Channel, clock
) -> None:
    over = make_notice(channel, "79", ends_at=clock.moment + timedelta(hours=1))
    coming = make_notice(channel, "79", starts_at=clock.moment + timedelta(hours=9))
    gone = make_notice(channel, "79")
    boss = make_person("official", area="VN")
    with db.transaction():
        actions.cancel(gone, boss, "Nhầm phường")
    clock.forward(hours=2)
    for text in (visit.get("notices.feed", area="79").text, visit.get("notices.atom", area="79").text):
        assert not [one.public_id for one in (over, coming) if one.public_id in text]
    assert [one.id for one in queries.gravest()] == [], "what is withdrawn is in force nowhere"
    assert gone.public_id in visit.get("notices.feed", area="79").text, "marked, for six hours"
    visit.get("notices.show", 404, public_id=coming.public_id)
    assert "Hết hiệu lực" in visit.get("notices.show", public_id=over.public_id).text


def test_older_notices_follow_page_by_page(visit: Visit, channel: Channel) -> None:
    wanted = {make_notice(channel, "79").public_id for _ in range(23)}
    first = visit.get("notices.feed", area="79").text
    address = re.search(r'href="(/notices/\?after=[^"]+)"', first)
    assert address
    second = visit.get(address.group(1)).text
    shown = [set(re.findall(r"/notices/([2-9A-Z]{8})\"", text)) for text in (first, second)]
    assert shown[0] | shown[1] == wanted
    assert not shown[0] & shown[1]


def test_older_notices_are_of_the_same_place_even_where_no_cookie_is_kept(visit: Visit, channel: Channel) -> None:
    for _ in range(21):
        make_notice(channel, "79")
    found = re.search(r'href="(/notices/\?after=[^"]+)"', visit.get("notices.feed", area="79").text)
    assert found
    visit.client.delete_cookie("ward")
    assert len(re.findall(r"/notices/[2-9A-Z]{8}\"", visit.get(html.unescape(found.group(1))).text)) == 1


def test_a_province_is_not_said_to_lie_in_a_province(visit: Visit) -> None:
    assert "cả tỉnh" not in visit.get("notices.feed", area="79").text
    assert "cả tỉnh" in visit.get("notices.feed", area=BEN_THANH).text


def test_the_feed_is_atom_and_says_when_nothing_is_new(visit: Visit, channel: Channel) -> None:
    make_notice(channel, "79", title="Nước lên <nhanh> & mạnh")
    answer = visit.get("notices.atom", area="79")
    root = ElementTree.fromstring(answer.data)
    titles = [one.text for one in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert "Nước lên <nhanh> & mạnh" in titles
    again = visit.client.get("/notices/feed.atom?area=79", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_reader_who_knows_only_dates_is_told_when_nothing_is_new_and_when_something_ended(
    visit: Visit, channel: Channel, clock: Clock
) -> None:
    make_notice(channel, "79", ends_at=the_clock.now() + timedelta(hours=2))
    clock.forward(hours=1)
    since = visit.get("notices.atom", area="79").headers["Last-Modified"]
    path, known = "/notices/feed.atom?area=79", {"If-Modified-Since": since}
    assert visit.client.get(path, headers=known).status_code == 304
    clock.forward(hours=2)
    assert visit.client.get(path, headers=known).status_code == 200, "one has ended since"


def test_a_notice_sent_after_the_session_ended_leads_back_to_its_page_by_way_of_signing_in(
    visit: Visit, channel: Channel
) -> None:
    visit.post("notices.write", filled(channel))
    assert visit.last.location == "/accounts/sign-in?next=/notices/write"
    assert "chưa được gửi" in visit.follow().text


def test_an_official_publishes_and_every_change_keeps_what_was_said(official: Visit, channel: Channel) -> None:
    publish(official, "notices.write", filled(channel))
    (notice,) = queries.gravest()
    changed = filled(channel, title="Phát nước uống", version="1")
    publish(official, "notices.edit", changed, public_id=notice.public_id)
    text = official.get("notices.versions", public_id=notice.public_id).text
    assert "Phát nước sạch" in text and "Phát nước uống" in text


def test_strangers_read_whose_voice_it_is_and_not_who_wrote_it(official: Visit, channel: Channel) -> None:
    notice = make_notice(channel, "79", by=make_person("official", area="79", name="Ông Riêng Tư"))
    text = official.get("notices.versions", public_id=notice.public_id).text
    assert channel.name in text and "Riêng Tư" not in text


def test_a_withdrawn_notice_is_not_changed_any_more(official: Visit, channel: Channel) -> None:
    publish(official, "notices.write", filled(channel))
    (notice,) = queries.gravest()
    official.post("notices.withdraw", {"reason": "Nhầm phường"}, public_id=notice.public_id)
    data = filled(channel, title="Nói lại", version="1")
    official.post("notices.edit", data, status=422, public_id=notice.public_id)
    assert "Nói lại" not in official.get("notices.show", public_id=notice.public_id).text


def test_a_change_on_an_old_version_is_refused_and_keeps_what_was_typed(official: Visit, channel: Channel) -> None:
    publish(official, "notices.write", filled(channel))
    (notice,) = queries.gravest()
    data = filled(channel, title="Của tôi", version="7")
    assert "Của tôi" in official.post("notices.edit", data, status=422, public_id=notice.public_id).text


def test_an_area_is_found_by_search_and_only_within_her_scope(official: Visit, channel: Channel) -> None:
    found = official.post("notices.write", filled(channel, area_text="Phường Sài Gòn", find="1"), status=200).text
    assert 'value="26740"' in found and "Mang theo can." in found
    outside = official.post("notices.write", filled(channel, area_text="Ba Đình", find="1"), status=200).text
    assert 'value="00004"' not in outside


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "\u200b\u202e "},
        {"title": "x" * 121},
        {"text": ""},
        {"text": "x" * 4001},
        {"severity": "9"},
        {"severity": "x"},
        {"starts_at": "yesterday"},
        {"ends_at": "2020-01-01T00:00"},
        {"ends_at": "0001-01-01T00:00"},
        {"ends_at": "9999-12-31T23:59"},
        {"ends_at": ""},
        {"area": []},
        {"area": ["00004"]},
        {"area": ["nowhere"]},
        {"channel": "999"},
        {"channel": "x"},
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(
    official: Visit, channel: Channel, wrong: dict[str, object]
) -> None:
    data = {**filled(channel), **wrong}
    text = official.post("notices.write", data, status=422).text
    assert 'role="alert"' in text
    assert str(data["text"])[:50] in text
    assert not queries.gravest()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20)) -> io.BytesIO:
    out = io.BytesIO()
    made = Image.new("RGB", size, "red")
    exif = made.getexif()
    exif[0x010E] = "SECRET PLACE"
    made.save(out, kind, exif=exif)
    out.seek(0)
    return out


def test_a_picture_is_written_anew_without_what_the_camera_knew(official: Visit, channel: Channel) -> None:
    data = filled(channel, picture=(picture(), "a.jpg"), picture_alt="Bản đồ")
    publish(official, "notices.write", data)
    (notice,) = queries.gravest()
    kept = (config.current().uploads / str(notice.picture)).read_bytes()
    assert b"SECRET" not in kept
    assert official.get("notices.picture", public_id=notice.public_id).mimetype == "image/webp"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"%PDF-1.4"])
def test_what_is_no_picture_is_refused_in_words(official: Visit, channel: Channel, content: bytes) -> None:
    data = filled(channel, picture=(io.BytesIO(content or b"x"), "a.png"), picture_alt="Bản đồ")
    assert "không phải ảnh" in official.post("notices.write", data, status=422).text


def test_a_picture_without_words_is_refused(official: Visit, channel: Channel) -> None:
    official.post("notices.write", filled(channel, picture=(picture(), "a.jpg")), status=422)


def test_a_notice_of_another_authority_cannot_be_touched(official: Visit, app: Flask) -> None:
    foreign = make_notice(make_channel("01"), "01")
    for endpoint in ("notices.edit", "notices.withdraw"):
        official.get(endpoint, 404, public_id=foreign.public_id)
        official.post(endpoint, {}, status=404, public_id=foreign.public_id)


def test_volunteers_and_strangers_write_nothing(app: Flask) -> None:
    visit = Visit(app)
    visit.get("notices.write", 303)
    visit.as_(make_person()).get("notices.write", 403)


def test_a_withdrawn_notice_is_marked_and_leaves_the_feed(official: Visit, channel: Channel) -> None:
    publish(official, "notices.write", filled(channel))
    (notice,) = queries.gravest()
    official.get("notices.withdraw", public_id=notice.public_id)
    official.post("notices.withdraw", {}, status=422, public_id=notice.public_id)
    official.post("notices.withdraw", {"reason": "Nhầm phường"}, public_id=notice.public_id)
    assert "Đã thu hồi" in official.get("notices.mine").text
    assert not queries.gravest()


def test_what_was_cancelled_stays_in_the_feed_for_six_hours_marked_and_is_then_gone(
    visit: Visit, channel: Channel, clock: Clock
) -> None:
    notice, other = make_notice(channel, "79", title="Mưa lớn"), make_notice(channel, "79", title="Gió giật")
    boss = make_person("official", area="VN")
    clock.forward(hours=1)
    with db.transaction():
        actions.cancel(db.session.merge(notice), boss, "Nhầm tỉnh")
    assert [queries.gravest()[0].id, len(queries.gravest())] == [other.id, 1]
    shown = visit.get("notices.feed", area="79").text
    assert "Mưa lớn" in shown and shown.count("Đã thu hồi") == 1
    before = visit.get("notices.atom", area="79").headers["Last-Modified"]
    clock.forward(hours=6)
    assert "Mưa lớn" not in visit.get("notices.feed", area="79").text
    assert visit.get("notices.atom", area="79").headers["Last-Modified"] != before, "it left the feed"
    assert "Đã thu hồi" in visit.get("notices.show", public_id=notice.public_id).text


def test_no_cache_gives_a_picture_that_was_taken_away(official: Visit, channel: Channel) -> None:
    publish(official, "notices.write", filled(channel, picture=(picture(), "a.jpg"), picture_alt="Bản đồ"))
    notice = db.session.scalars(sa.select(Notice)).one()
    reader = Visit(official.app)
    shown = reader.get("notices.picture", public_id=notice.public_id)
    assert shown.headers["Cache-Control"] == "private, no-cache"
    again = {"If-None-Match": shown.headers["ETag"]}
    path = f"/notices/{notice.public_id}/picture"
    assert reader.client.get(path, headers=again).status_code == 304
    publish(official, "notices.edit", filled(channel, version=1, no_picture="y"), public_id=notice.public_id)
    assert reader.client.get(path, headers=again).status_code == 404


def test_the_picture_of_a_notice_that_has_not_begun_is_kept_nowhere(
    official: Visit, channel: Channel, clock: Clock
) -> None:
    later = f"{clock.moment + timedelta(days=1):%Y-%m-%dT%H:%M}"
    data = filled(channel, picture=(picture(), "a.jpg"), picture_alt="Bản đồ", starts_at=later)
    official.post("notices.write", data)
    notice = db.session.scalars(sa.select(Notice)).one()
    assert official.get("notices.picture", public_id=notice.public_id).headers["Cache-Control"] == "no-store"
    Visit(official.app).get("notices.picture", status=404, public_id=notice.public_id)


def test_a_picture_that_is_replaced_or_taken_away_leaves_the_disk(official: Visit, channel: Channel) -> None:
    publish(official, "notices.write", filled(channel, picture=(picture(), "a.jpg"), picture_alt="Bản đồ"))
    (notice,) = queries.gravest()
    uploads, first = config.current().uploads, str(notice.picture)
    again = filled(channel, version=1, picture=(picture(), "b.jpg"), picture_alt="Bản đồ mới")
    publish(official, "notices.edit", again, public_id=notice.public_id)
    db.session.expire_all()
    second = str(notice.picture)
    assert [path.name for path in uploads.iterdir()] == [second] != [first]
    publish(official, "notices.edit", filled(channel, version=2, no_picture="y"), public_id=notice.public_id)
    db.session.expire_all()
    assert notice.picture is None
    assert list(uploads.iterdir()) == []
    official.get("notices.picture", status=404, public_id=notice.public_id)


def test_without_a_ward_the_country_and_the_newest_of_the_provinces_are_shown(visit: Visit, channel: Channel) -> None:
    make_notice(channel, BEN_THANH, title="Phát nước sạch")
    text = visit.get("notices.feed").text
    assert "Phát nước sạch" in text and "Không có thông báo" not in text
    make_notice(make_channel("VN"), "VN", title="Bão số 5")
    text = visit.get("notices.feed").text
    assert text.count("Bão số 5") == 1 and text.index("Bão số 5") < text.index("Phát nước sạch")
    assert "Phát nước sạch" not in visit.get("notices.feed", area="00004").text


def test_the_ward_is_remembered_and_the_whole_country_one_press_away(visit: Visit, channel: Channel) -> None:
    visit.get("notices.feed", area=BEN_THANH)
    text = visit.get("notices.feed").text
    assert "Bến Thành" in text and 'href="/notices/?area=VN"' in text


def test_finding_ticks_the_one_ward_that_was_named_and_none_of_several(official: Visit, channel: Channel) -> None:
    def ticked(typed: str) -> list[str]:
        text = official.post("notices.write", filled(channel, area=[], area_text=typed, find="1"), status=200).text
        return re.findall(r'name="area" value="(\w+)" checked', text)

    assert ticked("Phường Sài Gòn") == ["26740"]
    assert ticked("Bình") == []


def test_a_bad_picture_and_its_missing_words_are_told_together(official: Visit, channel: Channel) -> None:
    text = official.post("notices.write", filled(channel, picture=(io.BytesIO(b"x"), "a.png")), status=422).text
    assert "không phải ảnh" in text and "bằng lời" in text
    assert not list(config.current().uploads.glob("*"))


def test_a_picture_sent_with_something_wrong_is_not_left_on_the_disk(official: Visit, channel: Channel) -> None:
    official.post("notices.write", filled(channel, picture=(picture(), "a.jpg")), status=422)
    official.post("notices.write", filled(channel, area=["00004"], picture=(picture(), "a.jpg"), picture_alt="Đê"), 422)
    assert not list(config.current().uploads.glob("*"))


def test_a_notice_that_says_today_and_stays_for_days_is_asked_about_once(official: Visit, channel: Channel) -> None:
    data = filled(channel, text="Chiều nay phát nước ở chợ.")
    text = official.post("notices.write", data, status=422).text
    assert "“Chiều nay”" in text and 'name="until_then"' in text and "ở chợ" in text
    publish(official, "notices.write", data | {"until_then": "y"})
    assert len(queries.gravest()) == 1

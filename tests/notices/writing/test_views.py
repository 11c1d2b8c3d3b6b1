"""What is drawn becomes wards; nothing goes out unseen; an exercise says so everywhere; no small number is told."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect import clock as the_clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.deliveries.contacts.models import Contact
from connect.notices import queries, rules
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import Words
from connect.notices.feed import queries as feeds
from connect.notices.following import dispatching
from connect.notices.following.models import Subscription
from connect.notices.following.rules import PLACES
from connect.notices.models import Channel, Notice
from connect.notices.writing import reach, said
from tests.builders import make_channel, make_draft, make_notice, make_person
from tests.conftest import Clock
from tests.notices.press import press, publish
from tests.visit import Visit

BEN_THANH = "26743"
ROUND = {"circle_ward": "Phường Bến Thành", "circle_km": "1,5"}


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


@pytest.fixture
def author(app: Flask) -> Person:
    return make_person("official", area="79", name="Ông An")


@pytest.fixture
def official(visit: Visit, author: Person) -> Visit:
    return visit.as_(author)


def filled(channel: Channel, **over: object) -> dict[str, object]:
    start = the_clock.now()
    return {
        "channel": str(channel.id), "title": "Nước lên nhanh", "text": "Lên chỗ cao.", "severity": "2",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=20):%Y-%m-%dT%H:%M}",
        "version": "0", "status": "Actual",
    } | over  # fmt: skip


def square(code: str, size: float = 0.02) -> str:
    at = areas.get(code).point
    corners = ((-size, -size), (-size, size), (size, size), (size, -size), (-size, -size))
    return " ".join(f"{at.lat + lat:.5f},{at.lon + lon:.5f}" for lat, lon in corners)


def ticked(text: str) -> list[str]:
    return re.findall(r'name="area" value="(\w+)" checked', text)


def test_a_drawing_becomes_wards_at_once_and_those_of_an_earlier_one_go(official: Visit, channel: Channel) -> None:
    drawn = square(BEN_THANH)
    first = official.post("notices.drawn", {"outline": drawn, "area": ["26740"]}, status=200).json
    codes = [one["code"] for one in first["areas"]]
    assert BEN_THANH in codes and "26740" in codes and len(codes) > 3
    elsewhere = square("26743", 0.001)
    again = official.post("notices.drawn", {"outline": elsewhere, "area": codes, "shown": first["shown"]}, status=200)
    fewer = [one["code"] for one in again.json["areas"]]
    assert BEN_THANH in fewer and set(fewer) < set(codes)


def test_without_a_script_the_wards_of_a_circle_are_listed_and_must_be_seen(official: Visit, channel: Channel) -> None:
    listed = official.post("notices.write", filled(channel, **ROUND, list="1"), status=200).text
    codes = ticked(listed)
    assert BEN_THANH in codes and "Nước lên nhanh" in listed
    unseen = official.post("notices.write", filled(channel, **ROUND), status=422).text
    assert ticked(unseen) == codes and "xem lại rồi đi tiếp" in unseen
    shown = re.search(r'name="shown" value="([^"]+)"', unseen)
    assert shown
    publish(official, "notices.write", filled(channel, **ROUND, shown=shown[1], area=codes[:2]))
    (notice,) = queries.gravest()
    at = areas.get(BEN_THANH)
    assert notice.circle == [round(at.lat, 5), round(at.lon, 5), 1.5] and len(notice.areas) == 2
    form = official.get("notices.edit", public_id=notice.public_id).text
    assert 'value="1.5"' in form and set(ticked(form)) == set(codes[:2])


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"outline": "105.7,10.7 105.8,10.7 105.8,10.8 105.7,10.7"}, "bị đảo"),
        ({"outline": "10.70,106.70 10.71,106.70 10.71,106.71"}, "còn hở"),
        ({"outline": "10.70,106.70 10.71,106.71 10.70,106.71 10.71,106.70 10.70,106.70"}, "tự cắt nhau"),
        ({"outline": "48.8,2.3 48.9,2.3 48.9,2.4 48.8,2.3"}, "ngoài Việt Nam"),
        ({"outline": "nan,nan inf,inf nan,nan"}, "không phải là các điểm"),
        ({"outline": "[" * 5000}, "ký tự"),
        ({"outline": "21.02,105.84 21.02,105.86 21.04,105.86 21.02,105.84"}, "lấn ra ngoài"),
        ({"circle_ward": "Phường Ba Đình", "circle_km": "2"}, "phụ trách"),
        ({"circle_ward": "Phường Bến Thành", "circle_km": "60"}, "lấn ra ngoài"),
        ({"circle_ward": "Phường Bến Thành", "circle_km": "nan"}, "Một số từ"),
        ({"circle_km": "2"}, "ở giữa vòng tròn"),
        ({"circle_ward": "Tân", "circle_km": "2"}, "Nơi nào?"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words_and_nothing_typed_is_lost(
    official: Visit, channel: Channel, over: dict[str, str], words: str
) -> None:
    text = official.post("notices.write", filled(channel, area=[BEN_THANH], **over), status=422).text
    assert words in text and "Nước lên nhanh" in text and ticked(text) == [BEN_THANH]
    answer = official.post("notices.drawn", over, status=422)
    assert words in answer.json["error"]


def test_nothing_goes_out_before_its_page_was_seen(official: Visit, channel: Channel) -> None:
    official.post("notices.write", filled(channel, area=[BEN_THANH]))
    assert not queries.gravest()
    page = official.follow().text
    assert "Theo dõi: Nước lên nhanh" in page and "dưới mười" in page and "Khong dau" not in page
    assert "Nuoc len nhanh" in page, "as a text message without marks"
    press(official, page)
    assert len(queries.gravest()) == 1


def test_a_whole_province_at_extreme_is_told_only_by_who_types_its_name(
    app: Flask, channel: Channel, author: Person
) -> None:
    notice = make_draft(channel, author, severity=4, send=True)
    second = Visit(app).as_(make_person("official", area="79", name="Bà Bình"))
    page = second.get("notices.ready", public_id=notice.public_id).text
    for typed in ("", "Hà Nội"):
        form = {"verb": "approve", "edition": "1", "area_name": typed}
        second.post("notices.desk", form, status=422, public_id=notice.public_id)
    assert not queries.gravest()
    press(second, page, area_name="tp hồ chí minh".removeprefix("tp "))
    assert len(queries.gravest()) == 1
    small = make_draft(channel, author, BEN_THANH, severity=4, send=True)
    press(second, second.get("notices.ready", public_id=small.public_id).text)


def listener(code: str, medium: str = "push", *, drills: bool = False, person: Person | None = None) -> Contact:
    with db.transaction() as session:
        made = Contact(medium=medium, lang="vi", verified_at=the_clock.now(), person_id=person.id if person else None)
        session.add(made)
        session.flush()
        followed = {"contact_id": made.id, "area_id": areas.get(code).id, "created_at": the_clock.now()}
        session.add(Subscription(**followed, drills=drills))
    return made


def test_no_number_below_ten_is_told_nor_found_out_by_taking_one_preview_from_another(
    channel: Channel, author: Person, clock: Clock
) -> None:
    for code, count in (("26740", 13), (BEN_THANH, 9)):
        for _ in range(count):
            listener(code)
    clock.forward(hours=25)
    both = make_draft(channel, author, areas=(areas.get("26740"), areas.get(BEN_THANH)))
    one = make_draft(channel, author, "26740")
    little = make_draft(channel, author, BEN_THANH)
    assert [reach.counted(queries.by_id(one.id)).get("push", 0) for one in (both, one, little)] == [10, 10, 0]
    listener(BEN_THANH)
    assert reach.counted(queries.by_id(little.id)).get("push", 0) == 0, "whoever follows today counts tomorrow"
    clock.forward(hours=25)
    assert reach.counted(queries.by_id(little.id)).get("push", 0) == 10


def told(notice: Notice) -> set[int]:
    chosen = dispatching.audience(notice.id * PLACES + notice.version, 0, 10_000)
    return set(db.session.scalars(chosen))


def test_an_exercise_reaches_who_joined_and_a_test_its_author_alone(channel: Channel, author: Person) -> None:
    plain, drilled, own = listener("79"), listener("79", drills=True), listener("01", person=author)
    reached = {
        status: told(make_notice(channel, "79", by=author, status=status)) for status in Status
    }  # fmt: skip
    assert reached == {
        Status.ACTUAL: {plain.id, drilled.id}, Status.EXERCISE: {drilled.id}, Status.TEST: {own.id},
    }  # fmt: skip


@pytest.mark.parametrize(("status", "mark"), [(Status.EXERCISE, "DIỄN TẬP"), (Status.TEST, "TIN THỬ")])
def test_what_is_not_real_says_so_first_on_every_medium(
    visit: Visit, channel: Channel, author: Person, status: Status, mark: str
) -> None:
    notice = make_notice(channel, "79", by=author, status=status)
    for medium in ("push", "mail", "sms"):
        words = said.on(medium, notice, "vi")
        assert (words.title or words.text).startswith(mark), medium
    assert said.on_zalo(notice, "vi")[0].text.startswith(mark)
    assert said.withdrawn(notice, "vi").title.partition(": ")[2].startswith(mark)
    assert said.on("push", notice, "en").title.split(" ")[0] in ("EXERCISE", "TEST")
    for page in ("notices.show", "notices.sheet"):
        assert mark in visit.get(page, public_id=notice.public_id).text
    assert not queries.gravest() and not feeds.page(areas.get("79")), "it is in nobody's feed"


def test_the_sheet_is_for_everybody_in_both_languages_and_read_out_twice(visit: Visit, channel: Channel) -> None:
    notice = make_notice(channel, "79", others={"en": Words("Water rises", "Go up.", "")})
    text = visit.get("notices.sheet", public_id=notice.public_id).text
    assert "Water rises" in text and text.count("Mưa lớn đêm nay.") == 2 and text.count("data:image/svg") == 2
    coming = make_notice(channel, "79", starts_at=the_clock.now() + timedelta(hours=5))
    visit.get("notices.sheet", 404, public_id=coming.public_id)


def test_the_cost_is_said_where_the_price_of_a_part_is_set(make_app: Callable[..., Flask]) -> None:
    app = make_app(sms_price=300.0)
    with app.app_context():
        channel, author = make_channel("79"), make_person("official", area="79")
        notice = make_draft(channel, author, title="Nước sông lên rất nhanh trong đêm nay", text="Lên chỗ cao. " * 9)
        page = Visit(app).as_(author).get("notices.ready", public_id=notice.public_id).text
    assert "đồng mỗi máy" in page


def test_the_most_areas_are_more_than_any_province_has_wards(app: Flask) -> None:
    assert max(len(areas.wards_of(one)) for one in areas.provinces()) <= rules.MOST_AREAS

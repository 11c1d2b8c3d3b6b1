"""The queue narrows to one group or area by its address, and every way on stays inside of that."""

import re

from flask import Flask

from connect import db, geo
from connect.areas import queries as areas
from connect.moderation.queue import filters, work_queue
from connect.moderation.queue.filters import Filter
from tests.builders import make_case, make_organization, make_person, post_case, take
from tests.statements import statements_of
from tests.visit import Visit

THU_DUC = geo.Point(10.8497, 106.7537)


def codes(text: str) -> list[str]:
    """The requests in the list, in its order."""
    return re.findall(r'<a href="/moderation/([2-9A-Z]{8})', text)


def test_each_filter_shows_its_part_and_how_much_that_is(desk: Visit) -> None:
    grave, plain = post_case(urgency=3)[0], post_case()[0]
    helped = make_case()
    take(helped, make_person())
    assert codes(desk.get("moderation.queue").text) == [grave.public_id, plain.public_id, helped.public_id]
    assert codes(desk.get("moderation.queue", show="grave").text) == [grave.public_id]
    assert codes(desk.get("moderation.queue", show="helpers").text) == [helped.public_id]
    assert codes(desk.get("moderation.queue", show="reports").text) == []
    assert codes(desk.get("moderation.queue", show="nonsense").text) == codes(desk.get("moderation.queue").text)


def test_a_ward_narrows_the_list_and_the_numbers_but_never_the_alarm(desk: Visit, clock) -> None:
    here, far = post_case()[0], post_case(THU_DUC, urgency=3)[0]
    clock.forward(minutes=30)
    assert here.area_id != far.area_id
    text = desk.get("moderation.queue", **{"in": here.area.code}).text
    assert codes(text) == [here.public_id]
    assert "note grave" in text
    assert f'value="{here.area.code}" selected' in text


def test_another_province_narrows_to_nothing_and_shows_nothing_of_it(desk: Visit) -> None:
    post_case(geo.Point(21.0278, 105.8342))
    assert codes(desk.get("moderation.queue", **{"in": "01"}).text) == []


def test_deciding_skipping_and_the_next_one_stay_in_the_part_that_was_chosen(desk: Visit) -> None:
    plain, (first, second) = post_case()[0], [post_case(urgency=3)[0] for _ in range(2)]
    text = desk.get(f"/moderation/{first.public_id}?show=grave").text
    assert codes(text) == [first.public_id, second.public_id]
    assert f'action="/moderation/{first.public_id}/check?show=grave"' in text
    desk.post(f"/moderation/{first.public_id}/check?show=grave")
    assert desk.last.location.endswith(f"/moderation/{second.public_id}?show=grave")
    desk.post(f"/moderation/{second.public_id}/check?show=grave")
    assert desk.last.location.endswith("/moderation/?show=grave")
    assert "Xem tất cả" in desk.follow().text
    desk.post("moderation.next_one")
    assert desk.last.location.endswith(plain.public_id)


def test_areas_to_choose_from_are_the_wards_of_a_province_or_the_provinces_of_the_country(app: Flask) -> None:
    city, country = make_person("moderator", area="79"), make_person("moderator", area="VN")
    wards = filters.choices(city, None)
    assert areas.get("26740") in wards and areas.get("79") not in wards
    assert areas.get("79") in filters.choices(country, None)
    assert filters.choices(country, areas.get("79")) == wards == filters.choices(city, areas.get("26740"))


def test_every_group_that_can_be_chosen_has_its_sources(app: Flask) -> None:
    for group in filters.work.GROUPS:
        assert Filter(show=group).sources
    organization = make_organization(area="79")
    found = work_queue.waiting(make_person("official", area="79"), only=Filter(show="helpers"))
    assert [one.public_id for one in found] == [organization.public_id]


def test_an_organisation_is_named_on_its_line(app: Flask, visit: Visit) -> None:
    make_organization(area="79", name="Nhóm thiện nguyện Bếp Ấm")
    line = visit.as_(make_person("official", area="79")).get("moderation.queue").text.partition('<ol class="queue">')[2]
    assert "Nhóm thiện nguyện Bếp Ấm" in line and "Tổ chức chờ xác minh" in line and "Thành phố Hồ Chí Minh" in line


def test_the_list_beside_a_request_is_the_page_on_which_it_stands(desk: Visit) -> None:
    waiting = [post_case()[0].public_id for _ in range(23)]
    first = desk.get("moderation.review", public_id=waiting[0]).text
    last = desk.get("moderation.review", public_id=waiting[22]).text
    assert codes(first) == waiting[:15]
    assert codes(last)[:1] == waiting[22:]
    assert re.search(rf'aria-current="true">(?:(?!<li).)*/moderation/{waiting[22]}', last, re.DOTALL)


def test_the_queue_and_a_review_ask_the_database_so_often_and_not_more(app: Flask, desk: Visit) -> None:
    cases = [post_case(urgency=number % 3)[0] for number in range(6)]
    take(make_case(), make_person())
    desk.get("moderation.queue")
    with statements_of(app) as queue:
        desk.get("moderation.queue")
    desk.get("moderation.review", public_id=cases[0].public_id)
    with statements_of(app) as review:
        desk.get("moderation.review", public_id=cases[0].public_id)
    assert len(queue) in (9, 10)
    assert len(review) <= 34  # what is remembered spares some; the catalogue and the board are asked for every 5 s
    db.session.rollback()

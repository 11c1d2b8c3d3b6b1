"""The clocks: times, backlog and agreement, of areas; a person's own numbers for herself alone."""

from flask import Flask

from connect import db, geo
from connect.areas import queries as areas
from connect.cases import actions
from connect.cases.transitions import Actor
from connect.moderation import rules, second_review
from connect.moderation.models import SecondOpinion
from connect.moderation.statistics import clocks as statistics
from tests.builders import make_person, post_case
from tests.visit import Visit

HANOI = geo.Point(21.0278, 105.8342)


def test_half_and_nine_in_ten_by_the_nearest_rank() -> None:
    assert rules.quantile([], 0.5) is None
    assert rules.quantile([7], 0.9) == 7
    assert rules.quantile(range(1, 11), 0.5) == 6
    assert rules.quantile(range(1, 11), 0.9) == 10


def test_times_backlog_and_hours_count_her_areas_only(app: Flask, clock) -> None:
    clock.at("2026-11-24 01:00")
    duyen = make_person("moderator", area="79")
    for minutes in (10, 20, 60):
        case, _ = post_case()
        clock.forward(minutes=minutes)
        with db.transaction():
            actions.approve(case, Actor(duyen))
    waiting, _ = post_case()
    post_case(HANOI)
    total, below = statistics.of_areas(duyen)
    assert sorted(total.seconds) == [600, 1200, 3600]
    assert (total.median.total_seconds(), total.p90.total_seconds()) == (1200, 3600)
    assert (total.backlog, total.oldest) == (1, waiting.waiting_since)
    assert [one.place.id for one in below] == [waiting.area_id]
    assert statistics.by_hour(duyen) == [(8, 2), (9, 1)]
    whole, provinces = statistics.of_areas(make_person("moderator", area="VN"))
    assert (whole.backlog, {one.place.code for one in provinces}) == (2, {"79", "01"})
    clock.forward(hours=25)
    assert statistics.of_areas(duyen)[0].seconds == []


def test_agreement_counts_what_was_answered(app: Flask) -> None:
    first, second = make_person("moderator", area="79"), make_person("moderator", area="79")
    for verb in ("approve", "approve", "reject", ""):
        case, _ = post_case()
        with db.transaction():
            asked = SecondOpinion(case_id=case.id, verb="approve", first_id=first.id, asked_at=case.waiting_since)
            db.session.add(asked)
            db.session.flush()
            if verb:
                second_review.answer(asked, second, verb, "joke")
    total, _ = statistics.of_areas(first)
    assert (total.asked, total.agreed, total.agreement) == (3, 2, 67)
    assert (statistics.of_moderator(first).asked, statistics.of_moderator(second).asked) == (3, 0)


def test_the_page_names_no_other_person(app: Flask, clock) -> None:
    duyen, hai = make_person("moderator", area="79", name="Cô Duyên"), make_person("moderator", area="79", name="Hải")
    case, _ = post_case()
    with db.transaction():
        actions.approve(case, Actor(hai))
    text = Visit(app).as_(duyen).get("moderation.numbers_desk").text
    assert areas.by_id(case.area_id).name in text
    assert "Hải" not in text.split("<main")[1]
    Visit(app).as_(make_person("official", area="79")).get("moderation.numbers_desk")
    Visit(app).as_(make_person()).get("moderation.numbers_desk", 403)


def test_medians_are_told_of_the_last_day_and_of_each_day_of_the_site(app: Flask, clock) -> None:
    clock.at("2026-11-23 03:00")
    duyen = make_person("moderator", area="79")
    for minutes in (10, 20, 60, 1440):
        case, _ = post_case()
        clock.forward(minutes=minutes)
        with db.transaction():
            actions.approve(case, Actor(duyen))
    looks = statistics.looks(duyen)
    days = {f"{day:%d/%m}": median.total_seconds() / 60 for day, median in looks.days if median}
    assert days == {"23/11": 20, "24/11": 1440}
    assert looks.lately is not None and looks.lately.total_seconds() == 86_400
    assert len(looks.days) == 14
    assert statistics.looks(make_person("moderator", area="01")).lately is None

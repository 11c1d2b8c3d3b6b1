"""The pages of givers, and what moderators see of them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect import clock, db
from connect.cases import queries as cases
from connect.offers import actions
from connect.offers.models import Offer
from connect.offers.rules import State, Verb
from connect.offers.stock import queries as stock
from tests.builders import BEN_THANH, make_case, make_offer, make_organization, make_person, take
from tests.visit import Visit

WARD = "26743"  # Bến Thành
UNTIL = f"{clock.now() + timedelta(days=20):%Y-%m-%d}"
GOODS = {
    "offered": "goods", "item": "rice", "quantity": "1.200", "within_km": "5", "until": UNTIL, "ward": WARD,
    "place_text": "Bến Thành", "words": "Nhà có người từ 17 giờ",
}  # fmt: skip


def the_offer() -> Offer:
    db.session.rollback()
    return db.session.query(Offer).order_by(Offer.id.desc()).first()  # type: ignore[return-value]


def test_a_giver_offers_rice_and_sees_who_needs_it_near(visit: Visit) -> None:
    near, other = make_case(), make_case(needs={"masks": 3})
    visit.as_(make_person())
    assert "Muốn cho" in visit.get("offers.mine").text
    assert "sort=goods" in visit.get("offers.new").text
    assert "Gạo (kg)" in visit.get("offers.new", sort="goods").text
    visit.post("offers.new", GOODS)
    said = visit.follow().text
    assert near.public_id in said and other.public_id not in said
    offer = the_offer()
    assert (offer.stock, offer.kinds, offer.state, offer.within_m) == (1200, 1, State.OPEN, 5000)
    assert "1.200 kg" in visit.get("offers.mine").text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"quantity": "một bao"}, "quantity"), ({"quantity": "0"}, "quantity"), ({"item": "gold"}, "item"),
        ({"ward": "79"}, "ward"), ({"until": "2020-01-01"}, "until"), ({"until": "mai"}, "until"),
        ({"until": f"{clock.now() + timedelta(days=80):%d/%m/%Y}"}, "until"), ({"within_km": "4"}, "within_km"),
        ({"offered": "labour"}, "kinds"), ({"offered": "vehicle", "kinds": "food", "vehicle": "tank"}, "vehicle"),
        ({"month_cap": "-1"}, "month_cap"), ({"lat": "1", "lon": "1"}, "ward"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(
    visit: Visit, sent: dict[str, Any], field: str
) -> None:
    said = visit.as_(make_person()).post("offers.new", GOODS | sent, 422).text
    assert f'href="#{field}"' in said
    assert "Nhà có người từ 17 giờ" in said
    assert db.session.query(Offer).count() == 0


def test_without_a_script_the_ward_is_found_and_nothing_is_lost(visit: Visit) -> None:
    said = visit.as_(make_person()).post("offers.new", GOODS | {"ward": "", "find": "1"}, 200).text
    assert 'name="ward" value="26743"' in said and "1.200" in said


@pytest.mark.parametrize("sort", ["labour", "vehicle", "money"])
def test_every_sort_can_be_offered(visit: Visit, sort: str) -> None:
    visit.as_(make_person()).get("offers.new", sort=sort)
    sent = GOODS | {"offered": sort, "quantity": "3", "kinds": "food", "vehicle": "truck", "carries_kg": "1500"}
    visit.post("offers.new", sent)
    visit.follow()
    assert (the_offer().sort, the_offer().item) == (sort, None)
    assert the_offer().carries_kg == (1500 if sort == "vehicle" else None)


def test_a_member_offers_in_the_name_of_the_organisation_and_nobody_else_does(visit: Visit) -> None:
    org = make_organization()
    visit.as_(make_person())
    assert "tổ chức" in visit.post("offers.new", GOODS | {"organization": str(org.id)}, 422).text


def test_a_helper_takes_a_case_from_an_offer_on_its_page(visit: Visit) -> None:
    giver = make_person(verified=True)
    offer, case = make_offer(giver), make_case()
    said = visit.as_(giver).get("cases.show", public_id=case.public_id).text
    assert offer.public_id in said
    visit.post("cases.claim", {"offer": offer.public_id, "offer_quantity": "99"}, public_id=case.public_id)
    assert "40" in visit.follow().text, "how much is left, and nothing is taken"
    assert not cases.by_public_id(case.public_id).is_held(clock.now())
    visit.post("cases.claim", {"offer": offer.public_id, "offer_quantity": ""}, public_id=case.public_id)
    assert stock.left(the_offer()).aside == 10
    assert "10 kg" in visit.get("offers.show", public_id=offer.public_id).text


def test_whoever_offers_nothing_that_fits_is_asked_nothing(visit: Visit) -> None:
    giver = make_person(verified=True)
    make_offer(giver, item="masks")
    assert 'name="offer"' not in visit.as_(giver).get("cases.show", public_id=make_case().public_id).text


def test_an_offer_is_confirmed_paused_opened_and_ended(visit: Visit) -> None:
    giver = make_person()
    offer = make_offer(giver)
    visit.as_(giver)
    for verb, state in (("pause", "paused"), ("resume", "open"), ("confirm", "open"), ("end", "ended")):
        visit.post("offers.act", public_id=offer.public_id, verb=verb)
        visit.follow()
        assert the_offer().state == state
    assert visit.post("offers.act", status=409, public_id=offer.public_id, verb="resume")
    assert the_offer().state == State.ENDED


def test_after_fourteen_days_the_page_asks_and_a_word_renews_it(visit: Visit) -> None:
    giver = make_person()
    with clock.told(clock.now() - timedelta(days=15)):
        offer = make_offer(giver)
    assert "Còn không" in visit.as_(giver).get("offers.show", public_id=offer.public_id).text
    visit.post("offers.act", public_id=offer.public_id, verb="confirm")
    assert "Còn không" not in visit.follow().text


def test_a_change_that_somebody_was_faster_with_says_so_and_keeps_what_was_typed(visit: Visit) -> None:
    giver = make_person()
    offer = make_offer(giver)
    visit.as_(giver).get("offers.change", public_id=offer.public_id)
    terms = {"quantity": "25", "within_km": "3", "until": UNTIL, "words": "Còn ít", "version": "1"}
    with db.transaction():
        actions.act(the_offer(), Verb.PAUSE)
    said = visit.post("offers.change", terms, 409, public_id=offer.public_id).text
    assert "Còn ít" in said and 'name="version" value="2"' in said
    visit.post("offers.change", terms | {"version": "2"}, public_id=offer.public_id)
    assert (the_offer().stock, the_offer().within_m, the_offer().state) == (25, 3000, State.PAUSED)


def test_the_moderator_sees_offers_of_the_area_with_a_filter_and_beside_a_case(visit: Visit) -> None:
    giver, case = make_person(name="Cô Bảy"), make_case("pending_review")
    rice, masks = make_offer(giver), make_offer(giver, item="masks")
    visit.as_(make_person("moderator", "79"))
    everything = visit.get("offers.of_area").text
    assert rice.public_id in everything and masks.public_id in everything
    food = visit.get("offers.of_area", kind="food").text
    assert rice.public_id in food and masks.public_id not in food
    ward = rice.area.code
    assert f'<option value="{ward}" selected>' not in everything
    assert rice.public_id in visit.get("offers.of_area", **{"in": ward}).text
    assert rice.public_id not in visit.get("offers.of_area", **{"in": "26848"}).text
    assert rice.public_id in visit.get("offers.of_area", **{"in": "nowhere"}).text
    review = visit.get("moderation.review", public_id=case.public_id).text
    assert rice.public_id in review and masks.public_id not in review
    shown = visit.get("offers.show", public_id=rice.public_id).text
    assert "Cô Bảy" in shown and 'href="tel:+84' in shown
    visit.as_(make_person("moderator", "01"))
    assert rice.public_id not in visit.get("offers.of_area").text
    visit.get("offers.show", 404, public_id=rice.public_id)


def test_the_list_of_an_area_goes_on_by_pages(visit: Visit) -> None:
    for number in range(5):
        giver = make_person()
        for _ in range(5):
            with clock.told(clock.now() - timedelta(minutes=number)):
                make_offer(giver)
    visit.as_(make_person("moderator", "79"))
    first = visit.get("offers.of_area").text
    href = first.split('class="btn" href="/offers/area?after=')[1].split('"')[0]
    second = visit.get(f"/offers/area?after={href}").text
    assert first.count('class="whole') == 20 and second.count('class="whole') == 5


def test_an_account_has_ten_offers_at_most_and_makes_five_a_day(visit: Visit) -> None:
    giver = make_person()
    for day in (4, 2):
        with clock.told(clock.now() - timedelta(days=day, minutes=5)):
            for _ in range(5):
                make_offer(giver)
    visit.as_(giver)
    assert "10" in visit.post("offers.new", GOODS, 422).text
    with db.transaction():
        actions.act(the_offer(), Verb.END)
    visit.post("offers.new", GOODS)


def test_two_offers_that_differ_inside_their_cell_answer_alike(app: Flask, visit: Visit) -> None:
    here = make_offer(make_person(name="Lan"), BEN_THANH)
    there = make_offer(make_person(name="Lan"), type(BEN_THANH)(BEN_THANH.lat + 0.0004, BEN_THANH.lon - 0.0003))
    assert (here.cell, here.area_id) == (there.cell, there.area_id), "choose points of one cell"
    case = make_case()
    visit.as_(make_person("moderator", "79"))

    def plain(text: str, offer: Offer) -> str:
        return text.replace(offer.public_id, "…").replace(offer.person.phone, "…")

    one, other = (visit.get("offers.show", public_id=offer.public_id).text for offer in (here, there))
    for told in ("10.77", "106.69"):
        assert told not in one.split("<main")[1].split("</main")[0]
    assert len(plain(one, here)) == len(plain(other, there))
    assert case.public_id in visit.get("moderation.review", public_id=case.public_id).text


def test_a_case_held_by_another_asks_for_no_offer(visit: Visit) -> None:
    giver, case = make_person(verified=True), make_case()
    make_offer(giver)
    take(case, make_person(verified=True))
    assert 'name="offer"' not in visit.as_(giver).get("cases.show", public_id=case.public_id).text

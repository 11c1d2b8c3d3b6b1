"""The pages of nearby: the choice of a place, the list, the map and what programs get."""

import json
import random
import re

import pytest

from connect import clock as the_clock, db, geo
from connect.cases import queries
from tests.builders import BEN_THANH, make_case, make_person, take
from tests.cases import crowd
from tests.visit import Visit

AT = f"{geo.cell_of(BEN_THANH):x}"
BOX = {"south": 10.5, "north": 11.0, "west": 106.4, "east": 107.0}


def shown(visit):
    """The public ids of the cards of the list, in their order."""
    return re.findall(r'href="/cases/([2-9A-Z]{8})"', visit.last.text.partition('id="list"')[2])


# --- The place --------------------------------------------------------------------------------------------


def test_the_first_visit_asks_for_a_place_and_shows_no_case(visit):
    make_case()
    visit.get("cases.nearby")
    assert "Bạn muốn giúp ở đâu?" in visit.last.text
    assert shown(visit) == []


def test_a_ward_is_found_by_name_without_a_script_and_leads_to_its_list(visit):
    make_case()
    visit.get("cases.nearby", q="ben thanh")
    link = re.search(r'href="(/cases/nearby\?area=[^"]+)"', visit.last.text).group(1)
    visit.get(link)
    assert len(shown(visit)) == 1


def test_an_old_name_of_a_ward_leads_to_its_list_too(visit):
    visit.get("cases.nearby", q="phường Phạm Ngũ Lão")
    assert re.search(r'href="/cases/nearby\?area=\d+"', visit.last.text)


def test_a_name_that_no_ward_has_is_said_kindly(visit):
    visit.get("cases.nearby", q="zzzzqqqq")
    assert "Không có phường/xã nào tên như vậy" in visit.last.text


def test_an_exact_position_never_stands_in_an_address(visit):
    visit.post("cases.my_position", {"lat": "10.7722123", "lon": "106.6983456"}, kind=["food"])
    assert visit.last.location == f"/cases/nearby?at={AT}&kind=food"


def test_all_positions_of_a_cell_lead_to_the_same_address(visit):
    centre = geo.snapped(BEN_THANH)
    addresses = set()
    for north, east in ((0, 0), (0.001, 0.001), (-0.001, 0.0005)):
        visit.post("cases.my_position", {"lat": centre.lat + north, "lon": centre.lon + east})
        addresses.add(visit.last.location)
    assert len(addresses) == 1


@pytest.mark.parametrize("lat, lon", [("48.85", "2.35"), ("nan", "106"), ("", ""), ("abc", "106"), ("1e999", "0")])
def test_a_position_that_cannot_be_is_answered_with_the_choice_of_a_ward(visit, lat, lon):
    visit.post("cases.my_position", {"lat": lat, "lon": lon}, status=422)
    assert "Hãy chọn phường/xã của bạn" in visit.last.text


@pytest.mark.parametrize("at", ["", "x", "8865b5662bffff", "8665b5667ffffff", "881fb46625fffff", "zzzzzzzzzzzzzzz"])
def test_a_cell_that_is_none_of_ours_leads_to_the_choice_of_a_place(visit, at):
    visit.get("cases.nearby", at=at)
    assert "Bạn muốn giúp ở đâu?" in visit.last.text


# --- The list ---------------------------------------------------------------------------------------------


def test_a_card_says_what_is_still_wanted_how_many_how_urgent_and_where_roughly(visit):
    case = make_case("partly_helped", urgency=2)
    visit.get("cases.nearby", at=AT)
    assert "Gạo 9\N{NO-BREAK SPACE}kg" in visit.last.text
    for words in ("4 người", "khẩn", "dưới 1 km", case.area.name, "đã có người mang một phần"):
        assert words in visit.last.text


def test_a_card_tells_nothing_of_name_phone_door_or_words(visit):
    case = make_case(words="Xin gặp chị Lan", phone="+84912345678")
    visit.get("cases.nearby", at=AT)
    assert shown(visit) == [case.public_id]
    for secret in ("Lan", "912", "Lê Lợi", "Xin gặp"):
        assert secret not in visit.last.text


def test_the_more_urgent_stands_first_in_one_cell_and_then_who_has_waited_longer(visit, clock):
    late = make_case()
    clock.forward(hours=-5)
    early = make_case()
    clock.forward(hours=5)
    urgent = make_case(urgency=2)
    visit.get("cases.nearby", at=AT)
    assert shown(visit) == [urgent.public_id, early.public_id, late.public_id]
    whys = re.findall(r"<p>([^<]+)</p></details>", visit.last.text)
    assert whys == [
        "Đứng đầu vì gần bạn nhất.",
        "Gần như yêu cầu trên, nhưng ít khẩn hơn.",
        "Gần và khẩn như yêu cầu trên, nhưng chờ ít lâu hơn.",
    ]


@pytest.mark.parametrize(
    "filters, found",
    [
        ({}, True), ({"kind": "food"}, True), ({"kind": ["shopping", "food"]}, True), ({"kind": "shopping"}, False),
        ({"urgency": "urgent"}, True), ({"urgency": "life_threatening"}, False), ({"waiting": 3}, True),
        ({"waiting": 12}, False), ({"within": 1}, True), ({"kind": "nothing", "within": "x", "waiting": "-1"}, True),
    ],
)  # fmt: skip
def test_filters_leave_out_what_does_not_fit_and_nonsense_is_passed_over(visit, clock, filters, found):
    case = make_case(urgency=2)
    clock.forward(hours=4)
    visit.get("cases.nearby", at=AT, **filters)
    assert shown(visit) == ([case.public_id] if found else [])


def test_the_form_keeps_what_was_chosen(visit):
    visit.get("cases.nearby", at=AT, kind=["food"], within=20, waiting=12, urgency="urgent")
    assert f'name="at" value="{AT}"' in visit.last.text
    for chosen in ('value="food" checked', 'value="20" selected', 'value="12" selected', 'value="urgent" selected'):
        assert chosen in visit.last.text


@pytest.mark.parametrize(
    "state", ["pending_review", "rejected", "withdrawn", "expired", "claimed", "helped", "follow_up"]
)
def test_what_cannot_be_taken_is_not_listed(visit, state):
    make_case(state)
    visit.get("cases.nearby", at=AT)
    assert shown(visit) == []


def test_a_taken_case_is_listed_again_when_its_time_is_over_without_any_job(visit, clock):
    case = make_case("claimed")
    clock.forward(hours=25)
    visit.get("cases.nearby", at=AT)
    assert shown(visit) == [case.public_id]


def test_nothing_near_offers_a_larger_radius_and_in_the_end_thanks(visit):
    visit.get("cases.nearby", at=AT, within=5)
    assert "within=10" in visit.last.text or f'href="/cases/nearby?at={AT}"' in visit.last.text
    visit.get("cases.nearby", at=AT, within=50)
    assert "Cảm ơn bạn đã quan tâm" in visit.last.text


def test_a_life_in_danger_beyond_the_first_page_stands_above_it_once(visit, monkeypatch):
    monkeypatch.setattr("connect.cases.views.nearby.PAGE", 2)
    near = [make_case() for _ in range(3)]
    far = make_case(point=geo.Point(BEN_THANH.lat + 0.05, BEN_THANH.lon), urgency=3)
    visit.get("cases.nearby", at=AT)
    assert "Có người nguy cấp ở gần bạn" in visit.last.text
    above = visit.last.text.partition('id="list"')[0]
    assert re.findall(r'href="/cases/([2-9A-Z]{8})"', above) == [far.public_id]
    assert shown(visit) == [case.public_id for case in near[:2]]
    visit.get(re.search(r'href="([^"]+)" rel="next"', visit.last.text).group(1).replace("&amp;", "&"))
    assert "nguy cấp ở gần bạn</h2>" not in visit.last.text
    assert shown(visit) == [near[2].public_id, far.public_id]


def test_the_nearest_lives_in_danger_stand_above_all_others_and_not_again_below(visit):
    near, usual, far = (
        make_case(point=geo.Point(BEN_THANH.lat + north, BEN_THANH.lon), urgency=urgency)
        for north, urgency in ((0, 3), (0.02, 1), (0.05, 3))
    )
    visit.get("cases.nearby", at=AT)
    above = visit.last.text.partition('id="list"')[0]
    assert re.findall(r'href="/cases/([2-9A-Z]{8})"', above) == [near.public_id, far.public_id]
    assert shown(visit) == [usual.public_id]
    assert "Đầu tiên vì gần" not in visit.last.text.partition('id="list"')[2]
    visit.get("cases.nearby", at=AT, urgency="life_threatening")
    assert shown(visit) == [near.public_id, far.public_id]


# --- Paging -----------------------------------------------------------------------------------------------


def test_the_pages_of_the_list_leave_out_nothing_and_repeat_nothing(visit):
    cases = crowd.gather(random.Random(5), 300)
    for case in cases:  # ids of the alphabet of addresses
        case.public_id = f"{case.id:08d}".replace("0", "A").replace("1", "B")
    db.session.commit()
    at = f"{geo.cell_of(crowd.HERE):x}"
    expected = crowd.expected_near(cases, crowd.HERE, queries.Filters())
    seen, link = [], f"/cases/nearby?at={at}"
    above = re.findall(r'href="/cases/([2-9A-Z]{8})"', visit.get(link).text.partition('id="list"')[0])
    while link:
        visit.get(link)
        seen += shown(visit)
        more = re.search(r'href="([^"]+)" rel="next"', visit.last.text)
        link = more and more.group(1).replace("&amp;", "&")
    assert len(expected) > 60
    assert seen == [one for one in expected[:20] if one not in above] + expected[20:]


def next_link(visit, **search):
    """A page with more than one page's worth of cases, and the link to the next."""
    crowd.gather(random.Random(5), 300)
    visit.get("cases.nearby", at=f"{geo.cell_of(crowd.HERE):x}", **search)
    return re.search(r'href="([^"]+)" rel="next"', visit.last.text).group(1).replace("&amp;", "&")


def test_a_cursor_of_another_search_begins_anew_and_says_so(visit):
    link = next_link(visit)
    visit.get(link)
    assert "bắt đầu lại từ trang đầu" not in visit.last.text
    visit.get(link + "&urgency=urgent")
    assert "bắt đầu lại từ trang đầu" in visit.last.text


def test_a_cursor_that_was_touched_begins_anew_and_says_so(visit):
    visit.get(next_link(visit)[:-2])
    assert "bắt đầu lại từ trang đầu" in visit.last.text


# --- For programs -----------------------------------------------------------------------------------------


def test_geojson_is_the_same_list_with_public_columns_only(visit):
    case = make_case(urgency=2)
    answer = visit.get("cases.nearby_geojson", at=AT)
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    (feature,) = answer.json["features"]
    assert feature["id"] == case.public_id
    assert feature["geometry"]["coordinates"] == [case.lon, case.lat]
    assert set(feature["properties"]) == {
        "kinds", "wants", "urgency", "people", "waiting_since", "distance_m", "url",
    }  # fmt: skip
    assert feature["properties"]["wants"][0] == {"item": "rice", "quantity": 10, "unit": "kg"}


def test_geojson_goes_on_by_its_cursor_without_gap_or_repeat(visit, monkeypatch):
    monkeypatch.setattr("connect.cases.views.nearby.GEOJSON_PAGE", 30)
    cases = crowd.gather(random.Random(6), 300)
    link, seen = f"/cases/nearby.geojson?at={geo.cell_of(crowd.HERE):x}&within=50", []
    while link:
        answer = visit.get(link).json
        seen += [feature["id"] for feature in answer["features"]]
        link = answer["next"]
    assert seen == crowd.expected_near(cases, crowd.HERE, queries.Filters(within_m=50_000))


@pytest.mark.parametrize("query", ["", "at=zzz", f"at={AT}&after=touched"])
def test_geojson_says_what_is_wrong_with_the_question(visit, query):
    assert visit.get(f"/cases/nearby.geojson?{query}", status=422).json["error"]


def test_what_programs_get_is_the_same_for_all_who_look(visit, app):
    case = make_case()
    take(make_case(), make_person(verified=True))
    stranger = [visit.get("cases.nearby_geojson", at=AT).data, visit.get("cases.clusters_json", **BOX).data]
    helper = Visit(app, lang="en").as_(make_person(verified=True))
    assert [helper.get("cases.nearby_geojson", at=AT).data, helper.get("cases.clusters_json", **BOX).data] == stranger
    assert case.public_id in stranger[0].decode()


def test_list_and_map_keep_the_same_search(visit):
    visit.get("cases.nearby", at=AT, kind="food", urgency="urgent")
    assert f'href="/cases/map?at={AT}&amp;kind=food&amp;urgency=urgent"' in visit.last.text
    visit.get("cases.map", at=AT, kind="food", urgency="urgent")
    assert f'href="/cases/nearby?at={AT}&amp;kind=food&amp;urgency=urgent"' in visit.last.text
    assert 'data-clusters="/cases/clusters.json?kind=food&amp;urgency=urgent"' in visit.last.text


# --- Nothing leaks ----------------------------------------------------------------------------------------


def test_two_sites_that_differ_only_inside_the_cells_answer_alike(make_app):
    """The public pages depend on nothing finer than the cell of a case."""
    answers = []
    for nudge in (0.0, 0.0015):
        app = make_app()
        with app.app_context():
            centre = geo.snapped(BEN_THANH)
            case = make_case(point=geo.Point(centre.lat + nudge, centre.lon - nudge), phone="+84912345678")
            with db.transaction():
                case.public_id, case.waiting_since = "ABCDEFGH", the_clock.now().replace(hour=0, minute=0, second=0)
            visit = Visit(app)
            texts = [
                visit.get("cases.nearby_geojson", at=AT).text,
                visit.get("cases.clusters_json", **BOX).text,
                re.sub(r'name="csrf_token" value="[^"]+"', "", visit.get("cases.nearby", at=AT).text),
                re.sub(r'name="csrf_token" value="[^"]+"', "", visit.get("/cases/ABCDEFGH").text),
            ]
            leads = re.search(r'href="(/cases/map\?at=\w+)"', texts[-1])
            assert leads and 'data-ward=""' in visit.get(leads[1]).text, (
                "its map draws the ward around the cell's middle"
            )
        answers.append(texts)
    assert json.loads(answers[0][0])["features"]
    assert answers[0] == answers[1]


def test_a_program_may_ask_for_fewer_at_a_time_and_goes_on_with_as_many(visit):
    for _ in range(5):
        make_case()
    first = visit.client.get(f"/cases/nearby.geojson?at={AT}&limit=2").json
    second = visit.client.get(first["next"]).json
    ids = [one["id"] for one in first["features"] + second["features"]]
    assert len(set(ids)) == 4


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1e3", ""])
def test_a_number_that_cannot_be_is_as_if_none_was_said(visit, limit):
    for _ in range(3):
        make_case()
    assert len(visit.client.get(f"/cases/nearby.geojson?at={AT}&limit={limit}").json["features"]) == 3


@pytest.mark.parametrize(
    "typed", ["10.7722, 106.6983", "geo:10.7722,106.6983", "https://www.google.com/maps/@10.7722,106.6983,17z"]
)
def test_a_position_that_was_typed_leads_to_the_list_of_its_cell(visit, typed):
    answer = visit.get("cases.nearby", 303, q=typed, within="5")
    assert answer.location == f"/cases/nearby?at={AT}&within=5"


def test_a_typed_position_with_longitude_first_is_turned_round_and_asked(visit):
    page = visit.get("cases.nearby", q="106.6983, 10.7722").text
    assert f"/cases/nearby?at={AT}" in page and "ngược" in page


def test_a_link_that_says_no_place_finds_no_ward(visit):
    page = visit.get("cases.nearby", q="https://maps.app.goo.gl/AbCdEf").text
    assert "area=" not in page.partition("<main")[2].partition("</main>")[0] and "Đường dẫn này" in page

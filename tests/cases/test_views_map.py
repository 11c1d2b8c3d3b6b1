"""The map: its page without a script, and the signs in view."""

import re
from collections import Counter
from html import unescape

import pytest
from flask import url_for

from connect import geo
from connect.cases.map import changes
from tests.builders import make_case, make_person, take
from tests.statements import statements_of

BOX = {"south": 10.5, "north": 11.0, "west": 106.4, "east": 107.0}


def test_the_map_page_works_as_links_without_a_script(visit):
    visit.get("cases.map")
    assert "Bản đồ cần JavaScript" in visit.last.text
    assert len(re.findall(r'href="/cases/nearby\?area=\d+&amp;within=50"', visit.last.text)) == 34


def test_clusters_count_need_taken_and_done(visit):
    for state in ("open", "partly_helped", "claimed", "in_delivery", "helped", "confirmed", "pending_review"):
        make_case(state)
    answer = visit.get("cases.clusters_json", **BOX)
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    (cluster,) = answer.json["clusters"]
    assert (cluster["need"], cluster["taken"], cluster["done"]) == (2, 2, 2)


def test_a_finest_cluster_opens_the_list_at_its_own_cell(visit):
    case = make_case()
    narrow = {"south": case.lat - 0.01, "north": case.lat + 0.01, "west": case.lon - 0.01, "east": case.lon + 0.01}
    (cluster,) = visit.get("cases.clusters_json", **narrow).json["clusters"]
    assert cluster["finest"]
    assert f"/cases/{case.public_id}" in visit.get("cases.nearby", at=cluster["at"]).text


@pytest.mark.parametrize(
    "change", [{"south": "x"}, {"south": "nan"}, {"south": 12}, {"west": 108}, {"north": "inf"}, {"east": ""}]
)
def test_a_box_that_is_none_is_refused_with_words(visit, change):
    assert visit.get("cases.clusters_json", status=422, **(BOX | change)).json["error"]


def test_a_view_elsewhere_on_the_globe_is_empty(visit):
    make_case()
    assert visit.get("cases.clusters_json", south=40, north=50, west=0, east=10).json == {"clusters": []}


def test_the_signs_of_a_view_where_nothing_changed_cost_a_helper_no_search(visit, app, monkeypatch):
    monkeypatch.setattr(changes, "LISTEN_S", 0)
    make_case()
    visit.as_(make_person(verified=True))
    etag = visit.get("cases.clusters_json", **BOX).headers["ETag"]
    assert _again(visit, etag).status_code == 304
    with statements_of(app) as said:
        assert _again(visit, etag).status_code == 304
    assert not [one for one in said if "cell_totals" in one or "cell_counts" in one]
    take(make_case(), make_person(verified=True))
    assert _again(visit, etag).json["clusters"][0]["taken"] == 1


# --- Beside the map ---------------------------------------------------------------------------------------


def test_the_cards_beside_the_map_are_those_of_its_list_nearest_to_its_middle_first(visit):
    middle = geo.Point(10.75, 106.7)
    near, far = make_case(point=middle), make_case(point=geo.Point(10.6, 106.5), urgency=3)
    make_case(point=geo.Point(10.45, 106.7))  # nearer than the second, below the view
    make_case("claimed", point=middle)
    make_case("pending_review", point=middle)
    answer = visit.get("cases.map_cards", **BOX)
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    assert re.findall(r'id="c(\w+)"', answer.text) == [near.public_id, far.public_id]
    address, *_more = re.findall(r'href="(/cases/nearby[^"]+)"', answer.text)
    listed = re.findall(r'id="c(\w+)"', visit.client.get(unescape(address)).text)
    assert {near.public_id, far.public_id} <= set(listed)
    only_far = visit.get("cases.map_cards", **BOX, urgency="life_threatening").text
    assert re.findall(r'id="c(\w+)"', only_far) == [far.public_id]


def test_each_card_beside_the_map_names_a_sign_of_the_same_view(visit):
    for lat, lon in ((10.75, 106.7), (10.6, 106.5), (10.9, 106.9), (10.9, 106.9)):
        make_case(point=geo.Point(lat, lon))
    signs = Counter({one["cell"]: one["need"] for one in visit.get("cases.clusters_json", **BOX).json["clusters"]})
    cards = re.search(r'data-cells="([^"]+)"', visit.get("cases.map_cards", **BOX).text)
    assert cards and Counter(cards[1].split()) == signs


def test_beside_the_map_stand_at_most_twenty_cards_and_none_of_an_empty_view(visit, monkeypatch):
    assert "map-cards" not in visit.get("cases.map_cards", **BOX).text
    assert "map-cards" not in visit.get("cases.map_cards", south=40, north=50, west=0, east=10).text
    visit.get("cases.map_cards", status=422, south="x")
    monkeypatch.setattr("connect.cases.views.map.BESIDE", 2)
    for _ in range(3):
        make_case()
    assert len(re.findall('id="c', visit.get("cases.map_cards", **BOX).text)) == 2


def _again(visit, etag):
    with visit.app.test_request_context():
        address = url_for("cases.clusters_json", **BOX)
    return visit.client.get(address, headers={"If-None-Match": etag})

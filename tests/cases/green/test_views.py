"""The pages of how green a place is: who still waits stands beside every share; the list says what the map shows."""

import re

import pytest

from connect import db, geo
from connect.areas import queries as areas
from connect.cases.map import cell_counts
from tests.builders import BEN_THANH, make_case
from tests.visit import Visit

BOX = {"south": 10.5, "north": 11.0, "west": 106.4, "east": 107.0}


def here() -> str:
    return areas.ward_at(geo.centre_of(geo.cell_of(BEN_THANH))).code


def said(visit: Visit, **of: str) -> str:
    """The words of the page without its key."""
    page = re.sub(r'<ul class="things small shades".*?</ul>', "", visit.get("cases.green", **of).text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_ward_goes_from_nothing_to_few_to_a_share_and_its_waiting_stays(visit: Visit) -> None:
    assert "Chưa có ai cần giúp ở đây." in said(visit, area=here()) and "%" not in said(visit, area=here())
    make_case("open")
    first = visit.get("cases.green", area=here())
    assert "còn ít" in first.text and "url(#hatched)" in first.text and first.headers["Cache-Control"]
    for _ in range(4):
        make_case("helped")
    page = said(visit, area=here())
    assert "80%" in page and "1 còn chờ" in page and "Chờ lâu nhất" in page


def test_nothing_is_all_helped_while_one_waits_or_is_being_helped(visit: Visit) -> None:
    for _ in range(6):
        make_case("helped")
    assert "100%" in said(visit, area=here())
    make_case("claimed")
    assert "85%" in said(visit, area=here()) and "100%" not in said(visit, area=here())


@pytest.mark.parametrize("area", ["VN", "79"])
def test_the_list_leads_from_the_country_to_the_ward(visit: Visit, area: str) -> None:
    make_case("open")
    make_case("helped")
    inside = {"VN": "79", "79": here()}[area]
    page = visit.get("cases.green", area=area).text
    assert re.findall(r'<th scope="row" role="rowheader"><a href="/cases/green\?area=(\w+)"', page) == [inside]


def test_a_place_that_is_not_there_is_not_found(visit: Visit) -> None:
    for code in ("nowhere", "../x", "0"):
        visit.get("cases.green", status=404, area=code)
        visit.get("cases.green_card", status=404, area=code)


def test_the_map_has_the_edges_shares_and_waits_of_cells(visit: Visit) -> None:
    for state in ("open", "claimed", "helped", "helped", "helped", "pending_review"):
        make_case(state)
    answer = visit.get("cases.green_json", **BOX)
    (cell,) = answer.json["cells"]
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    assert len(cell["edge"]) == 6 and cell["href"].startswith("/cases/green?area=")
    told = [cell[name] for name in ("waiting", "being_helped", "helped", "share", "shade")]
    assert told == [1, 1, 3, 60, 4]


def test_cells_with_few_have_no_share(visit: Visit) -> None:
    make_case("helped")
    (cell,) = visit.get("cases.green_json", **BOX).json["cells"]
    assert (cell["share"], cell["shade"]) == (None, 1)


@pytest.mark.parametrize("change", [{"south": "x"}, {"south": "nan"}, {"south": 12}, {"east": ""}])
def test_a_view_that_is_none_is_refused_with_words(visit: Visit, change: dict[str, object]) -> None:
    assert visit.get("cases.green_json", status=422, **(BOX | change)).json["error"]


def test_the_card_says_who_waits_and_where_to_look(visit: Visit) -> None:
    for _ in range(5):
        make_case("open")
    card = visit.get("cases.green_card", area=here()).text
    assert "5 yêu cầu còn chờ" in card and f"/cases/green?area={here()}" in card


def test_the_page_says_the_same_before_and_after_a_fold(visit: Visit, clock) -> None:
    for state in ("open", "claimed", "helped", "helped", "helped", "helped"):
        make_case(state)
    before = {area: said(visit, area=area) for area in ("VN", "79", here())}
    with db.transaction():
        cell_counts.fold()
    assert {area: said(visit, area=area) for area in before} == before

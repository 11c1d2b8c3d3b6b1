"""The front page of a place, the same for all; codes of before; the ward that a browser keeps."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from connect.areas import queries as areas
from connect.clock import now
from connect.home.place import codes
from connect.serving.shared_cache import SharedCache
from connect.stories.rules import State
from tests.builders import make_case, make_channel, make_figures, make_notice, make_person, make_series, make_thread
from tests.statements import statements_of
from tests.stories.published import make_story
from tests.visit import Visit

WARD, OTHER = "26740", "00008"
ENDED, SUCCESSOR, OLD_NAME = "26734", "26737", "Phường Tân Định, Quận 1"
DIVIDED, INTO = "00007", ["00008", "00025"]


def show(visit: Visit, code: str = WARD, status: int = 200, **args: Any) -> TestResponse:
    return visit.get("home.place", status, code=code, **args)


def main(text: str) -> str:
    return text[text.index("<main") : text.index("</main")]


# --- What it shows ----------------------------------------------------------------------------------------


def test_a_ward_its_province_and_the_country_have_the_same_page(visit: Visit) -> None:
    for code, name in ((WARD, "Phường Sài Gòn"), ("79", "Thành phố Hồ Chí Minh"), ("VN", "Việt Nam")):
        text = show(visit, code).text
        assert f">{name}</h1>" in text
        assert 'href="/cases/ask"' in text and 'class="door main" href="/cases/nearby' in text
        for words in ("Ở đây đang có gì", "Thông báo chính thức", "Kênh chính thức", "Nguy hiểm thì gọi"):
            assert words in text
    assert '<a href="/p/26740">Phường Sài Gòn</a>' in show(visit, "79").text
    assert 'href="/p/79">' in show(visit, WARD).text and 'href="/p/79">' in show(visit, "VN").text


def test_what_must_be_done_stands_above_the_name_and_the_gravest_of_the_others_below(visit: Visit) -> None:
    channel = make_channel("79")
    make_notice(channel, WARD, title="Sơ tán ngay", severity=4)
    make_notice(channel, "79", title="Mưa lớn", severity=3)
    make_notice(make_channel("01"), "01", title="Rét hại", severity=3)
    text = show(visit).text
    assert text.count("Sơ tán ngay") == 1 and text.index("Sơ tán ngay") < text.index("<h1") < text.index("Mưa lớn")
    assert "Rét hại" not in text
    assert "Rét hại" in show(visit, "VN").text, "the country shows what is told anywhere"


def test_the_channels_that_speak_there_can_be_followed(visit: Visit) -> None:
    assert "Ở đây chưa có kênh nào" in show(visit).text
    channel = make_channel("79")
    text = show(visit).text
    assert channel.name in text and f"/notices/channels/{channel.public_id}" in text
    assert re.search(r'href="/notices/(follow|feed.atom)\?area=26740"', text)


def test_the_newest_figure_stands_with_its_change(visit: Visit, app: Flask) -> None:
    series, today = make_series(), now().date()
    by = make_person("official", area="79")
    make_figures(series, by, ("79", today.replace(day=1), 10), ("79", today.replace(day=2), 34))
    text = show(visit, "79").text
    assert "34 ca mắc" in text and "tăng 24" in text
    assert "ca mắc" not in show(visit, "01").text


# --- Codes ------------------------------------------------------------------------------------------------


def test_a_code_that_ended_leads_to_its_successor_which_says_what_it_was_before(visit: Visit) -> None:
    answer = show(visit, ENDED, 303)
    assert answer.location == f"/p/{SUCCESSOR}?before={ENDED}"
    text = visit.get(answer.location).text
    assert f"tên cũ: {OLD_NAME}" in text or OLD_NAME in text


def test_a_code_that_was_divided_is_asked_about(visit: Visit) -> None:
    answer = show(visit, DIVIDED)
    assert "Phường Cống Vị đã được chia ra" in answer.text and answer.headers["Cache-Control"] == "no-store"
    assert re.findall(r'href="/p/(\w+)/keep"', answer.text) == INTO


@pytest.mark.parametrize("code", ["99999", "vn", "0", "<script>", "79;", "٧٩", "x" * 300, "%00", "d999999999999"])
def test_a_code_that_nobody_knows_gets_the_search(visit: Visit, code: str) -> None:
    answer = show(visit, code, 404)
    assert 'name="q"' in answer.text and "script>" not in answer.text.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("before", [OTHER, "99999", DIVIDED, "<b>x", WARD, ""])
def test_an_address_cannot_give_a_place_another_past(visit: Visit, before: str) -> None:
    assert main(show(visit, SUCCESSOR, before=before).text) == main(show(visit, SUCCESSOR).text)


def test_the_successors_of_a_code_are_places_of_today(app: Flask) -> None:
    assert [one.code for one in codes.known(DIVIDED).places] == INTO
    assert codes.known(WARD) == codes.Known([areas.get(WARD)])
    assert codes.known("") == codes.known("..") == codes.Known([])


# --- The ward that is kept --------------------------------------------------------------------------------


def test_whoever_chose_a_ward_is_sent_there_until_it_is_forgotten(visit: Visit) -> None:
    assert "Phường bạn đang thế nào?" in visit.get("home.front").text
    assert re.findall(r'href="/p/(\w+)/keep"', visit.get("home.place_choose", q="ben nghe").text)[0] == WARD
    answer = visit.get("home.place_keep", 303, code=WARD)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith(f"ward={WARD};") and "HttpOnly" in cookie, "the code and nothing finer"
    front = visit.get("home.front", 303)
    assert (front.location, front.headers["Cache-Control"]) == (f"/p/{WARD}", "no-store")
    page = visit.get("home.place_choose")
    assert "Trình duyệt này đang nhớ" in page.text and "Phường Sài Gòn" in page.text
    visit.post("home.place_forget")
    assert "Trình duyệt này đang nhớ" not in visit.get("home.place_choose").text
    visit.get("home.front", 200)


@pytest.mark.parametrize("kept", ["99999", "VN", "../../evil", '"><script>', "//evil.example", ""])
def test_a_cookie_that_names_no_place_below_the_country_changes_nothing(visit: Visit, kept: str) -> None:
    visit.client.set_cookie("ward", kept)
    assert "evil" not in visit.get("home.front", 200).text


def test_a_ward_that_ended_since_it_was_chosen_leads_to_its_successor(visit: Visit) -> None:
    visit.client.set_cookie("ward", ENDED)
    assert visit.get("home.front", 303).location == f"/p/{ENDED}"
    visit.get("home.place_keep", 404, code="99999")


def test_a_link_on_another_site_shows_a_ward_and_keeps_nothing(visit: Visit) -> None:
    answer = visit.client.get(f"/p/{WARD}/keep", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.location) == (303, f"/p/{WARD}") and "Set-Cookie" not in answer.headers


# --- The same for all -------------------------------------------------------------------------------------


def test_no_ward_that_is_kept_changes_the_page_of_another(app: Flask) -> None:
    channel = make_channel("01")
    make_notice(channel, "01", title="Rét hại ngay", severity=4)
    make_notice(make_channel("79"), WARD, title="Sơ tán ngay", severity=4)
    plain = show(Visit(app)).data
    for name, value in (("ward", OTHER), ("ward", "79"), ("seen", "1"), ("follow", "x"), ("ward", "<b>")):
        visit = Visit(app)
        visit.client.set_cookie(name, value)
        answer = show(visit)
        assert answer.data == plain and answer.headers["Cache-Control"] == "public, max-age=15", name
    assert "Rét hại ngay" not in plain.decode() and "Sơ tán ngay" in plain.decode()


def test_talk_and_stories_that_are_not_out_tell_strangers_nothing(app: Flask, clock: Any) -> None:
    clock.at("2026-11-24 03:00")
    helper = make_person()
    case = make_case(state="claimed", helper=helper)
    pages = [f"/p/{code}" for code in (case.area.code, "79", "VN")] + ["/"]
    before = [Visit(app).client.get(page).data for page in pages]
    make_thread(case, helper)
    for state in State:
        if state != State.PUBLISHED:
            make_story(case.area.code, state=state)
    make_story(case.area.code, shown_from=now() + timedelta(days=1))
    assert [Visit(app).client.get(page).data for page in pages] == before
    make_story(case.area.code)
    assert [Visit(app).client.get(page).data == was for page, was in zip(pages, before, strict=True)] == [False] * 4


def cached(app: Flask) -> Client:
    return Client(SharedCache(app.wsgi_app), Response, use_cookies=False)


def test_the_cache_gives_a_place_to_whoever_keeps_a_ward_and_never_mixes_two_front_pages(app: Flask) -> None:
    client = cached(app)
    mine = {"Cookie": f"ward={OTHER}"}
    assert client.get("/", headers=mine).location == f"/p/{OTHER}"
    assert client.get("/").status_code == 200
    assert client.get("/", headers=mine).location == f"/p/{OTHER}"
    assert "Cookie" in client.get("/").headers["Vary"], "a browser asks again once it keeps a ward"
    first = client.get(f"/p/{WARD}", headers=mine)
    with statements_of(app) as seen:
        again = client.get(f"/p/{WARD}")
    assert first.data == again.data and not seen, "made once for both"
    assert client.get(f"/p/{WARD}", headers={**mine, "If-None-Match": first.headers["ETag"]}).status_code == 304


def test_no_question_in_an_address_is_given_to_whoever_did_not_ask_it(app: Flask) -> None:
    client = cached(app)
    told = client.get(f"/p/{SUCCESSOR}?before={ENDED}")
    assert OLD_NAME in told.text
    assert OLD_NAME not in client.get(f"/p/{SUCCESSOR}").text
    told = client.get(f"/p/{SUCCESSOR}?before=%3Cscript%3E").text
    assert main(told) == main(client.get(f"/p/{SUCCESSOR}").text) and "<script>" not in told


def test_whoever_is_signed_in_gets_a_page_of_their_own(app: Flask) -> None:
    visit = Visit(app).as_(make_person("volunteer"))
    assert "public" not in show(visit).headers["Cache-Control"]

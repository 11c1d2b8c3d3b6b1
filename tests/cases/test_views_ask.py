"""Asking without an account: nothing typed is lost, nothing arrives twice, nothing wrong gets in."""

import re
import threading
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases.models import Case, CaseSecret
from connect.incidents.households import queries as households
from connect.incidents.rules import Settings, Standing
from tests.visit import Browser, Visit

FILLED: dict[str, Any] = {
    "item": ["rice", "milk"], "qty-rice": "10", "qty-milk": "", "people": "4", "vulnerable": ["infant"],
    "urgency": "urgent", "words": "Nhà hết gạo từ hôm qua.", "name": "Nguyễn Thị Lan", "phone": "0912 345 678",
    "door": "Số 12 hẻm 45", "ward": "26740", "consent": "y",
}  # fmt: skip


def key(visit: Visit) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', visit.get("cases.ask").text)
    assert found
    return found.group(1)


def send(visit: Visit, status: int = 303, **over: Any) -> Any:
    return visit.post("cases.ask", {**FILLED, "form_key": key(visit), **over}, status)


def cases() -> list[Case]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Case)))


def test_a_filled_form_becomes_a_case_and_leads_to_her_own_page(visit: Visit) -> None:
    send(visit)
    sent = visit.follow()
    own = visit.get(sent.request.path.replace("/sent/", "/mine/"))
    (case,) = cases()
    assert (case.state, case.people, case.urgency) == ("pending_review", 4, 2)
    assert {need.item: need.quantity for need in case.needs} == {"rice": 10, "milk": 4}
    assert f'href="{own.request.path}"' in sent.text and "Nguyễn Thị Lan" in own.text
    assert {sent.headers["Cache-Control"], own.headers["Cache-Control"]} == {"no-store"}


def test_twenty_resends_at_once_make_one_case_and_one_link(app: Flask) -> None:
    first = Visit(app)
    body = {**FILLED, "form_key": key(first), "csrf_token": first.token()}
    cookie = first.client.get_cookie("connect")
    assert cookie
    answers, barrier = [], threading.Barrier(20)

    def run() -> None:
        client = app.test_client()
        client.set_cookie("connect", cookie.value)
        barrier.wait()
        answers.append(client.post("/cases/ask", data=body))

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert len(cases()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": [], "qty-rice": ""},
        {"item": ["gold"], "qty-rice": ""},
        {"qty-rice": "0"},
        {"qty-rice": "-1"},
        {"qty-rice": "1000000000"},
        {"qty-rice": "²"},
        {"people": ""},
        {"people": "0"},
        {"people": "2001"},
        {"people": "5 người, 3 trẻ nhỏ"},
        {"people": "4-5"},
        {"people": "-3"},
        {"place_text": "x" * 301},
        {"people": "many"},
        {"urgency": "now"},
        {"urgency": ""},
        {"words": "x" * 1001},
        {"name": ""},
        {"name": "\u200b\u202e"},
        {"name": "x" * 110},
        {"phone": ""},
        {"phone": "12"},
        {"phone": "0912345678901"},
        {"phone": "abc"},
        {"phone": "\u0661\u0662"},
        {"phone": "9" * 5000},
        {"ward": ""},
        {"ward": "79"},
        {"ward": "VN"},
        {"ward": "nowhere"},
        {"lat": "91", "lon": "106"},
        {"lat": "nan", "lon": "106"},
        {"lat": "inf", "lon": "106"},
        {"lat": "48.8", "lon": "2.3"},
        {"lat": "10.7", "lon": ""},
        {"consent": ""},
        {"for_other": "y"},
        {"for_other": "y", "reporter_name": "Mai", "reporter_phone": "12"},
    ],
)
def test_bad_input_is_told_in_words_and_nothing_typed_is_lost(visit: Visit, wrong: dict[str, Any]) -> None:
    text = send(visit, status=422, **wrong).text
    assert 'role="alert"' in text
    assert not cases()
    kept = {**FILLED, **wrong}
    for name in ("words", "door"):
        assert kept[name] in text
    if "qty-rice" in wrong:
        assert f'value="{wrong["qty-rice"]}"' in text


def test_text_is_kept_without_the_characters_nobody_sees(visit: Visit) -> None:
    send(visit, name="Nguyễn\u200b Thị \u202eLan", words="Hết\x00 gạo\r\nvà sữa")
    secret = db.session.scalars(sa.select(CaseSecret)).one()
    assert (secret.name, secret.words) == ("Nguyễn Thị Lan", "Hết gạo\nvà sữa")


def test_a_stale_token_shows_the_form_again_with_everything_typed(visit: Visit) -> None:
    answer = visit.client.post("/cases/ask", data={**FILLED, "form_key": key(visit), "csrf_token": "stale"})
    assert answer.status_code == 422
    assert "Nguyễn Thị Lan" in answer.text
    assert "bấm gửi" in answer.text.lower()
    assert not cases()


def test_a_ward_can_be_found_by_an_old_name_without_a_script(visit: Visit) -> None:
    answer = send(visit, status=200, ward="", place_text="Phước Long B, Quận 9", find="1")
    assert 'value="26848"' in answer.text
    assert "Nguyễn Thị Lan" in answer.text
    assert not cases()


def test_a_position_offers_three_wards_and_takes_none_by_itself(visit: Visit) -> None:
    text = send(visit, status=422, ward="", lat="10.7722", lon="106.6983", accuracy="12", place_by="position").text
    assert text.count('name="ward"') == 3
    assert not re.search(r'name="ward"[^>]* checked', text)


def test_position_and_accuracy_are_kept_where_only_her_helper_gets_to_see_them(visit: Visit) -> None:
    send(visit, lat="10.7722", lon="106.6983", accuracy="12", place_by="position")
    secret = db.session.scalars(sa.select(CaseSecret)).one()
    assert (secret.lat, secret.lon, secret.accuracy_m, secret.place_by) == (10.7722, 106.6983, 12.0, "position")


def test_somebody_else_may_ask_with_only_her_own_phone(visit: Visit) -> None:
    send(visit, for_other="y", reporter_name="Mai", reporter_phone="0987654321", phone="")
    secret = db.session.scalars(sa.select(CaseSecret)).one()
    assert (secret.phone, secret.reporter_phone, secret.reporter_name) == ("+84987654321", "+84987654321", "Mai")


def test_a_touched_form_key_is_replaced_and_does_not_lead_to_anybody_elses_case(visit: Visit, app: Flask) -> None:
    send(visit, form_key="1")
    other = Visit(app)
    other.post("cases.ask", {**FILLED, "form_key": "1"})
    assert len(cases()) == 2


def test_the_button_of_the_other_language_brings_the_form_back_in_it_with_all_that_was_typed(visit: Visit) -> None:
    text = send(visit, status=200, lang="en", phone="12", consent="").text
    assert 'lang="en"' in text and "Check and send" in text
    assert "Nguyễn Thị Lan" in text and 'value="12"' in text
    assert "Check and send" in visit.get("cases.ask").text, "the choice is remembered"
    assert not cases()


@pytest.mark.parametrize("name", ["name", "phone", "reporter_name", "reporter_phone", "people"])
def test_what_must_be_filled_in_is_not_called_optional(visit: Visit, name: str) -> None:
    label = re.search(rf'<label for="{name}">(.*?)</label>', visit.get("cases.ask").text)
    assert label and "optional" not in label.group(1)


def test_enter_presses_the_button_that_sends(visit: Visit) -> None:
    for page in (visit.get("cases.ask").text, look_over(visit).text):
        inside = re.search(r'<form [^>]*id="ask".*?</form>', page, re.DOTALL)
        assert inside
        first = min(re.finditer(r'<button[^>]* form="ask"[^>]*>', page), key=lambda found: found.start())
        assert "name=" not in first.group(0) and first.start() < inside.start(), "the first, wherever it stands"


def only_secret() -> CaseSecret:
    db.session.rollback()
    return db.session.scalars(sa.select(CaseSecret)).one()


@pytest.mark.parametrize(
    ("typed", "people"),
    [("2 lớn 3 nhỏ", 5), ("5 người", 5), ("3 người lớn, 2 trẻ em", 5), ("năm người", 5), ("60", 60), ("400", 400)],
)
def test_a_household_is_counted_as_people_write_it(visit: Visit, typed: str, people: int) -> None:
    send(visit, people=typed)
    assert [case.people for case in cases()] == [people]


@pytest.mark.parametrize("typed", ["nhiều", "5 người, 3 trẻ nhỏ", "4-5", "99999", "2.5"])
def test_a_household_that_is_not_understood_is_asked_about_in_the_language_of_the_page(
    visit: Visit, typed: str
) -> None:
    text = send(visit, status=422, people=typed).text
    assert "Ghi một con số" in text and "Not a valid" not in text
    assert f'value="{typed}"' in text


def test_a_number_beside_a_thing_means_that_it_is_wanted_without_a_tick(visit: Visit) -> None:
    send(visit, **{"item": ["water"], "qty-rice": "5", "qty-milk": "0"})
    assert {need.item: need.quantity for need in cases()[0].needs}.keys() == {"water", "rice"}
    assert next(need.quantity for need in cases()[0].needs if need.item == "rice") == 5


def test_packs_are_kept_in_the_unit_and_the_requester_reads_both_before_sending(visit: Visit) -> None:
    packed = {"item": [], "qty-rice": "2 bao", "qty-eggs": "3", "pack-eggs": "tray_10", "qty-water": "84"}
    looked = look_over(visit, **packed).text
    for line in (
        "Gạo 10\xa0kg (2 bao 5 kg)",
        "Trứng 30\xa0quả (3 khay 10 quả)",
        "Nước uống 84\xa0lít (7 thùng 12 lít)",
    ):
        assert line in unescape(looked)
    send(visit, **packed)
    assert {need.item: need.quantity for need in cases()[0].needs} == {"rice": 10, "eggs": 30, "water": 84}


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"qty-rice": "nửa bao"}, "2\xa0kg hoặc 3\xa0kg"),
     ({"qty-rice": "200", "pack-rice": "bag_5kg"}, "1 đến 999\xa0kg"),
     ({"qty-rice": "5 kg", "pack-rice": "bag_5kg"}, "tính theo kg"), ({"qty-rice": "2", "pack-rice": "jug_20l"}, "kg")],
)  # fmt: skip
def test_what_is_no_whole_number_of_a_thing_is_said_at_its_field_and_nothing_is_lost(
    visit: Visit, typed: dict[str, str], said: str
) -> None:
    text = unescape(send(visit, 422, **typed).text)
    (error,) = re.findall(r'<p class="error" id="qty-rice-error">.*?</p>', text)
    assert said in error and '<a href="#qty-rice">Gạo: ' in text and "Nhà hết gạo từ hôm qua." in text
    assert f'name="qty-rice" value="{typed["qty-rice"]}"' in text and not cases()
    assert ('<option value="bag_5kg" selected>' in text) == (typed.get("pack-rice") == "bag_5kg")


def test_a_number_that_is_set_to_nothing_again_is_not_wanted(visit: Visit) -> None:
    send(visit, **{"item": [], "qty-rice": "0", "qty-milk": "4"})
    assert [need.item for need in cases()[0].needs] == ["milk"]


@pytest.mark.parametrize(("name", "typed"), [("words", "x" * 1600), ("name", "x" * 110), ("door", "x" * 500)])
def test_what_is_too_long_is_said_so_and_never_cut_in_silence(visit: Visit, name: str, typed: str) -> None:
    empty = visit.get("cases.ask").text
    assert not re.search(rf'<(?:input|textarea)[^>]* name="{name}"[^>]* maxlength', empty)
    assert not re.search(rf'<(?:input|textarea)[^>]* maxlength[^>]* name="{name}"', empty)
    text = send(visit, status=422, **{name: typed}).text
    assert typed in text and f"có {len(typed):,} ký tự".replace(",", ".") in text


def test_a_missing_ward_is_named_in_the_language_of_the_page(visit: Visit) -> None:
    text = send(visit, status=422, ward="").text
    assert ">Phường/xã: " in text and "Ward:" not in text


def test_a_second_number_in_the_phone_field_reaches_the_helper(visit: Visit) -> None:
    send(visit, phone="0912345678 / 0987654321")
    assert (only_secret().phone, "0987 654 321" in only_secret().door) == ("+84912345678", True)


def without_cookies(visit: Visit, **over: Any) -> Any:
    """A form sent from a browser that keeps no cookies."""
    client = Browser(visit.app, visit.app.response_class, use_cookies=False)
    page = client.get("/cases/ask").text
    hidden = dict(re.findall(r'name="(form_key|csrf_token)" value="([^"]+)"', page))
    headers = over.pop("headers", {})
    return client.post("/cases/ask", data={**FILLED, **hidden, **over}, headers=headers)


def test_a_browser_without_cookies_can_ask_where_it_says_that_its_own_page_is_sending(visit: Visit) -> None:
    assert without_cookies(visit, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert len(cases()) == 1
    assert without_cookies(visit, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 422
    assert len(cases()) == 1


def test_a_browser_without_cookies_is_told_so_and_given_the_hotline_instead_of_one_more_try(visit: Visit) -> None:
    first = without_cookies(visit)
    assert (first.status_code, 'name="again"' in first.text) == (422, True)
    second = without_cookies(visit, again="1").text
    assert "cookie" in second and "112" in second and "Nguyễn Thị Lan" in second
    assert "bấm gửi thêm một lần" not in second


# --- Looked over before it is sent ------------------------------------------------------------------------


def look_over(visit: Visit, status: int = 200, **over: Any) -> Any:
    """The same form on its way to where it is looked over: without a consent, which is asked for there."""
    typed = {name: value for name, value in {**FILLED, **over}.items() if name != "consent"}
    return visit.post("cases.ask", {"form_key": key(visit), **typed}, status)


def sent_on(page: str) -> dict[str, Any]:
    """The fields of a page as a browser without a script would send them with its last button."""
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        one = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        ticked = one.get("type") not in ("radio", "checkbox") or " checked" in tag
        if ticked and "name" in one and one["name"] != "csrf_token":
            fields.setdefault(one["name"], []).append(unescape(one.get("value", "")))
    words = re.search(r'<textarea[^>]*name="words"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    return fields | {"words": unescape(words.group(1)) if words else ""}


def test_the_answers_are_looked_over_with_who_sees_what_and_nothing_is_written_yet(visit: Visit) -> None:
    page = look_over(visit, lat="10.7722", lon="106.6983", accuracy="12", place_by="position").text.replace("\xa0", " ")
    by_all, _, rest = page.partition('id="seen-by-helper"')
    by_helper, _, by_members = rest.partition('id="seen-by-members"')
    for said in ("10 kg", "4 hộp", "Khẩn", "4 người"):
        assert said in by_all[by_all.index('id="seen-by-all"') :], said
    for own in ("Nguyễn Thị Lan", "0912 345 678", "Số 12 hẻm 45", "Nhà hết gạo", "trẻ nhỏ"):
        assert own not in by_all[by_all.index('id="seen-by-all"') :], own
    assert all(own in by_helper for own in ("Nguyễn Thị Lan", "0912 345 678", "Số 12 hẻm 45", "vị trí chính xác"))
    assert "Nhà hết gạo từ hôm qua." in by_members and "trẻ nhỏ" in by_members
    assert not re.search(r'name="consent"[^>]* checked', page)
    assert not cases()


def test_the_area_that_all_will_see_is_the_one_that_they_see_then(visit: Visit) -> None:
    over = {**HERE, "form_key": key(visit)}
    page = look_over(visit, **over).text
    send(visit, **over)
    ward = cases()[0].area.name
    assert ward in page[page.index('id="seen-by-all"') : page.index('id="seen-by-helper"')]


def test_what_is_sent_on_from_there_is_what_was_typed(visit: Visit) -> None:
    page = look_over(visit, **HERE).text
    visit.post("cases.ask", {**sent_on(page), "consent": "y"})
    (case,) = cases()
    assert {need.item: need.quantity for need in case.needs} == {"rice": 10, "milk": 4}
    secret = only_secret()
    assert (secret.name, secret.words, secret.lat) == ("Nguyễn Thị Lan", "Nhà hết gạo từ hôm qua.", 10.7769)


@pytest.mark.parametrize("step", "1234")
def test_each_change_leads_back_to_its_step_with_everything_kept(visit: Visit, step: str) -> None:
    page = look_over(visit).text
    assert f'name="edit" value="{step}" formaction="/cases/ask#step-{step}"' in page
    back = visit.post("cases.ask", {**sent_on(page), "edit": step}, 200).text
    assert f'id="step-{step}">' in back and 'id="seen-by-all"' not in back and 'name="send"' not in back
    kept = sent_on(back)
    assert (kept["qty-rice"], kept["name"], kept["ward"]) == (["10"], ["Nguyễn Thị Lan"], ["26740"])


def test_a_household_that_is_kept_for_checked_organisations_is_not_said_to_be_seen_by_all(visit: Visit) -> None:
    assert "Ai cũng thấy" in look_over(visit).text
    page = look_over(visit, guards=["violence"]).text
    assert "Ai cũng thấy" not in page and "Chỉ tổ chức được kiểm tra riêng thấy" in page


def test_without_a_consent_it_is_looked_over_once_more(visit: Visit) -> None:
    page = visit.post("cases.ask", sent_on(look_over(visit).text), 422).text
    assert 'id="seen-by-all"' in page and 'href="#consent"' in page
    assert not cases()


def test_the_other_language_is_that_of_the_page_where_it_is_looked_over(visit: Visit) -> None:
    page = visit.post("cases.ask", {**sent_on(look_over(visit).text), "consent": "y", "lang": "en"}, 200).text
    assert "Everybody sees" in page and re.search(r'name="consent"[^>]* checked|checked[^>]* name="consent"', page)
    assert not cases()


def test_a_script_gets_the_last_step_alone_and_nothing_where_a_whole_page_must_say_more(visit: Visit) -> None:
    body = {"form_key": key(visit), **{name: x for name, x in FILLED.items() if name != "consent"}, "part": "1"}
    token = {"csrf_token": visit.token()}
    answer = visit.client.post("/cases/ask", data=body | token)
    assert answer.status_code == 200 and 'id="seen-by-all"' in answer.text and "<form" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    for wrong in ({"phone": "12"}, {"ward": ""}, {"csrf_token": "stale"}):
        answer = visit.client.post("/cases/ask", data=body | token | wrong)
        assert (answer.status_code, answer.data) == (422, b""), wrong
    send(visit)
    assert visit.client.post("/cases/ask", data={**body, **token, "words": "Xin thêm."}).data == b"", "asked before"


def test_an_old_page_of_this_site_may_be_looked_over_but_not_sent(visit: Visit) -> None:
    body = {"form_key": key(visit), **FILLED, "csrf_token": "stale"}
    for said, status in (("same-origin", 200), ("cross-site", 422), ("none", 422)):
        looked = {name: x for name, x in body.items() if name != "consent"}
        answer = visit.client.post("/cases/ask", data=looked, headers={"Sec-Fetch-Site": said})
        assert (answer.status_code, 'id="seen-by-all"' in answer.text) == (status, status == 200), said
    answer = visit.client.post("/cases/ask", data=body, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422 and 'id="seen-by-all"' in answer.text and "bấm gửi" in answer.text
    assert not cases()


# --- The place --------------------------------------------------------------------------------------------

HERE = {"lat": "10.7769", "lon": "106.7009", "accuracy": "15", "place_by": "position"}


def answered(visit: Visit, page: str, sure: str, **over: Any) -> Any:
    """The same form once more, with an answer to what was asked about the place."""
    asked = re.search(r'name="asked" value="([^"]+)"', page)
    assert asked and 'id="sure"' in page
    return send(visit, asked=asked.group(1), sure=sure, **over)


def test_what_was_typed_about_the_place_reaches_the_helper(visit: Visit) -> None:
    send(visit, place_text="45/12 đường số 9, Phước Long B, quận 9", ward="26848", door="")
    assert "45/12 đường số 9" in only_secret().door


def test_it_reaches_her_once_and_beside_what_was_typed_about_the_door(visit: Visit) -> None:
    send(visit, place_text="Phước Long B, quận 9", ward="26848", door="12 hẻm 45, Phước Long B, quận 9")
    assert only_secret().door == "12 hẻm 45, Phước Long B, quận 9"


def test_a_long_place_and_door_can_still_be_changed_later(visit: Visit) -> None:
    send(visit, place_text="p" * 300, door="d" * 300)
    visit.follow()
    page = visit.get(visit.last.request.path.replace("/sent/", "/mine/")).text
    token = re.search(r"/cases/mine/([a-z2-7]{26})/edit", page)
    assert token
    visit.post("cases.mine_edit", {**FILLED, "door": only_secret().door}, token=token.group(1))
    assert len(only_secret().door) > 600


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({**HERE, "for_other": "y", "reporter_name": "Mai", "reporter_phone": "0987654321"}, "cho người khác"),
        ({**HERE, "ward": "00229"}, "10.7769, 106.7009"),
        ({**HERE, "accuracy": "5000"}, "5,0 km"),
        ({"door": "thôn Phú Phong, xã Hòa Thịnh, Đắk Lắk"}, "phường/xã khác"),
        ({"place_text": "xã Hòa Thịnh, Đắk Lắk"}, "phường/xã khác"),
        ({"place_text": "106.7009, 10.7769"}, "10.7769, 106.7009"),
    ],
)
def test_what_speaks_against_the_place_is_asked_and_not_accepted(visit: Visit, over: dict[str, str], said: str) -> None:
    page = send(visit, status=422, **over).text
    assert said in page and not cases()
    answered(visit, page, "both", **over)
    assert len(cases()) == 1


def test_an_answer_counts_only_for_the_place_that_it_was_given_to(visit: Visit) -> None:
    page = send(visit, status=422, **HERE, ward="00229").text
    asked = re.search(r'name="asked" value="([^"]+)"', page)
    assert asked
    send(visit, status=422, **HERE, ward="00166", asked=asked.group(1), sure="both")


def test_a_position_that_is_not_hers_can_be_forgotten_for_the_ward(visit: Visit) -> None:
    over = {**HERE, "for_other": "y", "reporter_name": "Mai", "reporter_phone": "0987654321"}
    answered(visit, send(visit, status=422, **over).text, "ward", **over)
    assert (only_secret().place_by, only_secret().accuracy_m) == ("ward", None)
    assert (only_secret().lat, only_secret().lon) != (10.7769, 106.7009)


@pytest.mark.parametrize(
    "typed",
    [
        "10.8231, 106.6297", "10°49'12.3\"N 106°46'05.1\"E", "10,8231 106,6297",
        "https://www.google.com/maps/@10.8230989,106.6296638,17z", "geo:10.8231,106.6297", "7P28RPH9+6Q",
    ],
)  # fmt: skip
def test_a_position_typed_as_a_place_offers_the_three_wards_near_it_and_is_kept(visit: Visit, typed: str) -> None:
    page = send(visit, status=200, ward="", place_text=typed, find="1").text
    wards = re.findall(r'name="ward" value="(\d+)"', page)
    assert len(wards) == 3 and " checked" not in page[page.index('id="wards"') :].split("</fieldset>")[0]
    found = visit.client.get("/areas/search.json", query_string={"q": typed, "wards": "1"})
    assert [one["code"] for one in found.json or []] == wards and found.headers["Cache-Control"] == "no-store"
    send(visit, place_text=typed, ward=wards[0])
    assert (only_secret().place_by, round(only_secret().lat, 1)) == ("address", 10.8)


def test_a_short_link_of_a_map_is_a_word_without_wards_and_reaches_the_helper(visit: Visit) -> None:
    link = "https://maps.app.goo.gl/AbCdEf12345"
    page = send(visit, status=200, ward="", place_text=link, find="1").text
    assert 'name="ward"' not in page and "Đường dẫn này" in page
    send(visit, place_text=link)
    assert link in only_secret().door


def test_a_typed_position_far_from_the_one_that_was_found_is_asked_about(visit: Visit) -> None:
    over = {**HERE, "place_text": "10.7922, 106.6983", "ward": "26740"}
    page = send(visit, status=422, **over).text
    assert "10.7922, 106.6983" in page
    answered(visit, page, "both", **over)
    assert (only_secret().lat, only_secret().place_by) == (10.7922, "address")


def test_the_suggestion_is_filled_in_on_its_button_alone_and_keeps_all_that_was_typed(visit: Visit) -> None:
    text = visit.get("cases.ask").text.replace("\xa0", " ")
    assert "Gạo 14 kg, nước uống 84 lít" in text and re.search(r'name="qty-rice" value=""', text)
    typed = {name: value for name, value in FILLED.items() if name != "consent"}
    more = {"item": [], "people": "", "qty-rice": "", "qty-water": "2", "pack-water": "jug_20l", "qty-eggs": "nửa khay"}
    text = visit.post("cases.ask", {**typed, **more, "for_people": "2", "for_days": "14", "suggest": "1"}, 200).text
    for name, value in (("qty-rice", "14"), ("qty-water", "2"), ("qty-eggs", "nửa khay"), ("people", "2")):
        assert re.search(rf'name="{name}"[^>]* value="{value}"', unescape(text)), name
    assert '<option value="jug_20l" selected>' in text and "Nhà hết gạo từ hôm qua." in text
    assert "Đã điền ở dưới" in text and not cases()


def test_how_many_people_are_at_home_decides_for_whom_is_suggested(visit: Visit) -> None:
    text = visit.post("cases.ask", {**FILLED, "people": "2 lớn 3 nhỏ", "edit": "1"}, 200).text
    assert '<option value="5" selected>5 người</option>' in text
    text = visit.post("cases.ask", {**FILLED, "people": "400", "suggest": "1"}, 200).text
    assert '<option value="4" selected>4 người</option>' in text and 'value="400"' in text


def test_the_table_of_the_ward_counts_and_what_is_off_is_not_suggested(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def board(path: str, at: object, of: int = 0) -> dict[str, Standing]:
        asked.append(path)
        return {
            "food": Standing("food", is_on=True, settings=Settings(household_table="no_cooking")),
            "daily_goods": Standing("daily_goods", is_on=False),
        }

    monkeypatch.setattr(households.queries, "board", board)
    text = visit.post("cases.ask", {**FILLED, "suggest": "1", "ward": "26740"}, 200).text.replace("\xa0", " ")
    assert "Nước uống 84 lít, suất ăn nấu sẵn 44 phần</span>" in text, "ten kilograms of rice stand for forty"
    assert asked[-1].endswith("/26740/")
    assert re.search(r'name="qty-washing_powder" value=""', text)

"""The step of questions between the place and the contact: fetched when the place is known, decided live."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.accounts import actions as accounts
from connect.cases.answers import queries
from connect.cases.models import Case
from connect.incidents.questions.models import QuestionSet
from tests.browser.conftest import DESK, PASSWORD, PHONE, faults, press, sign_in
from tests.builders import a_question, ask_from_now, make_person, make_questions, put_into_force

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
ROOF = {"vi": "Có ai đang ở trên mái nhà không?", "en": "Is anybody on the roof?"}


def flood(app: Flask) -> None:
    """Questions on food in force in Ho Chi Minh City."""
    water = {"vi": "Nước cao bao nhiêu?", "en": "How high is the water?"}
    if_roof: Any = {"all": [{"code": "on_roof", "is": "yes"}]}
    put_into_force(make_questions(
        a_question("on_roof", required=True, shown_to="public", label=ROOF),
        a_question("water_cm", "number", required=True, ask_if=if_roof, shown_to="volunteer", label=water,
                   unit={"vi": "cm", "en": "cm"}, hint={"vi": "Đo từ sàn nhà.", "en": "From the floor."}),
        a_question("who", "some_of", ask_if=if_roof, label={"vi": "Ai không tự đi được?", "en": "Who cannot walk?"}),
        a_question("since", "date", label={"vi": "Từ ngày nào?", "en": "Since which day?"}),
        a_question("more", "text", shown_to="volunteer", label={"vi": "Còn gì nữa?", "en": "Anything else?"}),
    ))  # fmt: skip


def to_the_place(page: Page) -> None:
    """The first three steps, in the browser with a script."""
    page.goto("/cases/ask")
    page.locator("#qty-rice").fill("5")
    onward(page)
    page.locator("#people").fill("4")
    onward(page)
    page.locator("#place_text").fill("Phước Long B, Quận 9")
    page.locator(".option:has([value='26848'])").click()


def onward(page: Page) -> None:
    """To the next step."""
    page.locator(".step:visible .next").click()


def shot(page: Page, name: str) -> None:
    """A picture, where somebody looks at pictures."""
    import os  # noqa: PLC0415

    if folder := os.environ.get("CONNECT_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def step(page: Page) -> str:
    """What the step at hand says of itself."""
    return page.locator(".step:visible .page-head .small").inner_text()


def test_questions_are_asked_when_the_place_is_known_and_what_is_hidden_is_not_sent(
    open_page: OpenPage, app: Flask
) -> None:
    flood(app)
    page = open_page()
    to_the_place(page)
    assert step(page) == "Bước 3 trên 5"
    onward(page)
    expect(page.locator("#q-food-on_roof")).to_be_visible()
    assert step(page) == "Bước 4 trên 6"
    expect(page.locator("#q-food-water_cm")).to_be_hidden()
    shot(page, "q-360-vi")
    onward(page)
    expect(page.locator(".live-error")).to_contain_text("trả lời")
    page.locator("#q-food-on_roof .option").first.click()
    expect(page.locator("#q-food-water_cm")).to_be_visible()
    page.locator("#q-food-water_cm").fill("khoảng 90")
    onward(page)
    expect(page.locator(".live-error")).to_have_count(1)
    shot(page, "q-360-vi-wrong")
    page.locator("#q-food-water_cm").fill("90")
    page.locator("#q-food-more").fill("Gọi 0912 345 678 nhé")
    assert faults(page) == []
    page.reload()
    expect(page.locator("#q-food-water_cm")).to_have_value("90")
    expect(page.locator("#q-food-more")).to_have_value("Gọi 0912 345 678 nhé")
    page.locator("#q-food-on_roof .option").nth(1).click()
    expect(page.locator("#q-food-water_cm")).to_be_hidden()
    onward(page)
    assert step(page) == "Bước 5 trên 6"
    page.locator("#name").fill("Lan")
    page.locator("#phone").fill("0912345678")
    onward(page)
    expect(page.locator("#seen-by-all")).to_be_visible()
    assert step(page).startswith("Bước 6 trên 6")
    shot(page, "q-360-vi-check")
    assert faults(page) == []
    page.locator("#consent").check()
    page.locator(".step:visible .btn.need").click()
    expect(page).to_have_url(re.compile("/cases/sent/"))
    db.session.rollback()
    case = db.session.query(Case).one()
    assert queries.of_case(case)["food"].values == {"on_roof": "no", "more": "Gọi 0912 345 678 nhé"}


def test_where_nothing_is_asked_there_is_no_such_step(open_page: OpenPage, app: Flask) -> None:
    page = open_page(size=DESK)
    to_the_place(page)
    onward(page)
    expect(page.locator("#name")).to_be_visible()
    assert step(page) == "Bước 4 trên 5"
    expect(page.locator(".steps li:visible")).to_have_count(5)


def test_a_lost_network_costs_no_answer_and_the_whole_page_asks_what_was_not_asked(
    open_page: OpenPage, app: Flask
) -> None:
    flood(app)
    page = open_page()
    to_the_place(page)
    page.context.route("**/cases/ask", lambda route: route.abort("internetdisconnected"))
    onward(page)
    expect(page.locator("#name")).to_be_visible()
    page.context.unroute("**/cases/ask")
    page.locator("#name").fill("Lan")
    page.locator("#phone").fill("0912345678")
    onward(page)
    expect(page.locator("#q-food-on_roof")).to_be_visible()
    page.locator("#q-food-on_roof .option").nth(1).click()
    onward(page)
    expect(page.locator("#name")).to_have_value("Lan")


def test_without_a_script_the_first_sending_shows_the_questions_with_their_conditions_in_words(
    open_page: OpenPage, app: Flask
) -> None:
    flood(app)
    for size, lang in ((PHONE, "vi"), (DESK, "en")):
        page = open_page(script=False, size=size, lang=lang)
        page.goto("/cases/ask")
        page.locator("#qty-rice").fill("5")
        page.locator("#people").fill("4")
        page.locator("#place_text").fill("Phước Long B, Quận 9")
        page.locator("[name=find]").click()
        page.locator("[name=ward][value='26848']").check()
        page.locator("#name").fill("Lan")
        page.locator("#phone").fill("0912345678")
        page.locator("#to-check button").click()
        expect(page.locator("#q-food-on_roof")).to_be_visible()
        expect(page.locator(".only-if").first).to_contain_text("Chỉ trả lời nếu" if lang == "vi" else "Only if")
        expect(page.locator("#name")).to_have_value("Lan")
        shot(page, f"q-noscript-{lang}")
        page.locator("#q-food-on_roof [value=no]").check()
        page.locator("#q-food-water_cm").fill("khoảng 90")
        page.locator("#to-check button").click()
        expect(page.locator("#consent")).to_be_visible()
        shot(page, f"q-noscript-{lang}-check")


def test_a_set_is_taken_home_changed_in_a_spreadsheet_brought_in_published_and_asked(
    open_page: OpenPage, app: Flask, tmp_path: Path
) -> None:
    first = make_questions(a_question("on_roof", required=True, shown_to="public", label=ROOF))
    incident, address = put_into_force(first), f"/incidents/questions/{first.public_id}"
    official = make_person("official", area="79", password_hash=accounts.hasher.hash(PASSWORD))
    page = open_page(script=False)
    sign_in(page, official, address)
    press(page, "Bắt đầu bản tiếp theo")
    press(page, "XLSForm")
    shot(page, "xlsform-360-vi")
    with page.expect_download() as taken:
        page.locator("a[href$='.xlsx']").click()
    taken.value.save_as(tmp_path / "home.xlsx")
    _changed(tmp_path / "home.xlsx")
    page.locator("#file").set_input_files(tmp_path / "home.xlsx")
    page.locator("main form .btn.main").click()
    expect(page.locator("#q-boats")).to_contain_text("Cần mấy thuyền?")
    press(page, "Công bố…")
    page.locator("main form .btn.main").click()
    expect(page.locator(".note.done")).to_be_visible()
    db.session.rollback()
    second = db.session.query(QuestionSet).order_by(QuestionSet.id.desc()).first()
    assert second and second.published_at and second.version == first.version + 1
    ask_from_now(incident, second, make_person("official", "79"))

    asker = open_page()
    to_the_place(asker)
    onward(asker)
    expect(asker.locator("#q-food-boats")).to_be_hidden()
    asker.locator("#q-food-on_roof .option").first.click()
    asker.locator("#q-food-boats").fill("2")
    assert faults(asker) == []


def _changed(file: Path) -> None:
    """What somebody does in a spreadsheet: one more row, asked of those on the roof."""
    book = openpyxl.load_workbook(file)
    survey = book["survey"]
    heads = [cell.value for cell in survey[1]]
    row: dict[str, str] = {
        "type": "integer", "name": "boats", "label::Tiếng Việt (vi)": "Cần mấy thuyền?",
        "label::English (en)": "How many boats?", "relevant": "${on_roof} = 'yes'", "constraint": ". >= 1 and . <= 9",
        "connect_shown_to": "volunteer",
    }  # fmt: skip
    survey.append([row.get(str(head)) for head in heads])
    book.save(file)

"""A run of forty households in a real browser, from the second person's yes to sums that were set right."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.cases import actions as cases
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import State
from connect.text import phone_for_eyes
from tests.browser.conftest import DESK, PASSWORD, faults, fits, follow, press, shot, sign_in, ten_minutes_pass
from tests.builders import make_person, take, token_of
from tests.shopping.gathering.builders import Made

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
STOPS = 40


def test_a_run_is_approved_gathered_printed_asked_delivered_settled_and_set_right(
    open_page: OpenPage, app: Flask
) -> None:
    made = Made(stops=STOPS, approved=False)
    for person in (made.coordinator, made.leader, made.official):
        may_sign_in(person)
    desk, road, official = open_page(size=DESK), open_page(), open_page(size=DESK, lang="en")
    says_yes(official, made)
    gathers_all_but_one(desk, made)
    prints(desk, made)

    first, second, third, shut = made.orders[:4]
    sign_in(road, made.leader, "/shopping/my-runs")
    follow(road, road.locator("main a.whole"))
    home = open_page()
    a_price_asks(road, home, first)
    made.orders = made.orders[1:]
    made.buy()
    delivers_with_the_code(road, first)
    types_codes_without_network(road, made, second, third)
    stands_before_a_shut_door(road, shut)
    settle(road, home, first)
    sets_a_mistake_right(road, home, first)


def may_sign_in(person: Person) -> None:
    with db.transaction():
        person.password_hash = accounts.hasher.hash(PASSWORD)


def now(order: Order) -> Any:
    db.session.rollback()
    return db.session.get_one(Order, order.id, populate_existing=True)


def says_yes(page: Page, made: Made) -> None:
    sign_in(page, made.official, "/shopping/my-runs")
    page.locator("main a.whole").first.click()
    expect(page.locator("main")).to_contain_text("With your yes")
    assert faults(page) == []
    shot(page, "run-approve-en")
    press(page, "Yes, this run may go")
    expect(page.locator("main [role=status]")).to_be_visible()


def gathers_all_but_one(page: Page, made: Made) -> None:
    """A neighbour takes one while the coordinator's page is open."""
    sign_in(page, made.coordinator, f"/shopping/runs/{made.run.public_id}/stops")
    take(made.orders[-1].case, make_person(verified=True))
    press(page, f"Nhận {STOPS} đơn")
    expect(page.locator("main [role=status]")).to_contain_text(f"{STOPS - 1} đơn")
    expect(page.locator("main")).to_contain_text("1 đơn")
    assert faults(page) == []
    shot(page, "run-gathered-vi")


def prints(page: Page, made: Made) -> None:
    """The sheets as the browser puts them on paper: twelve stops a page, neither a code nor a phone on any."""
    secrets = [cases.secret_of(order.case) for order in made.orders]
    phones = {phone_for_eyes(one.phone) for one in secrets} | {one.phone for one in secrets}
    for name in ("Danh sách chất hàng", "Phiếu dán túi", "Tờ đường đi"):
        press(page, name)
        said = page.locator("main").inner_text()
        assert not any(phone in said for phone in phones)
        page.emulate_media(media="print")
        paper = page.pdf(format="A4")
        page.emulate_media(media="screen")
        if folder := os.environ.get("CONNECT_SHOTS"):
            Path(folder, f"{name}.pdf").write_bytes(paper)
        if name == "Tờ đường đi":
            assert len(re.findall(rb"/Type /Page\b", paper)) == -(-(STOPS - 1) // 12)
            codes = re.findall(r"\b\d{4}\b", said)
            assert not {one.delivery_code for one in secrets} & set(codes)
        shot(page, f"run-{name}")
        page.go_back()


def a_price_asks(road: Page, home: Page, order: Order) -> None:
    road.goto(f"/shopping/orders/{order.public_id}")
    for number, paid in (("1", "250.000"), ("2", "100k")):
        road.check(f"#came-{number}-bought")
        road.fill(f"#paid-{number}", paid)
    assert fits(road)
    press(road, "Ghi những gì đã mua")
    expect(road.locator("main")).to_contain_text("Đang chờ nhà đặt trả lời")
    home.goto(f"/cases/mine/{token_of(order.case)}")
    expect(home.locator("#line-1")).to_contain_text("250.000")
    assert faults(home) == []
    shot(home, "run-asked-vi")
    press(home, "Có, mua đi")
    press_buy(road, order)


def press_buy(road: Page, order: Order) -> None:
    road.reload()
    press(road, "Ghi những gì đã mua")
    assert now(order).state == State.BOUGHT


def delivers_with_the_code(road: Page, order: Order) -> None:
    road.goto(f"/shopping/orders/{order.public_id}")
    press(road, "Tôi bắt đầu đi")
    road.fill("#code", cases.secret_of(now(order).case).delivery_code)
    assert faults(road) == []
    shot(road, "run-door-vi")
    press(road, "Đã trao")
    assert now(order).state == State.DELIVERED


def types_codes_without_network(road: Page, made: Made, *brought: Order) -> None:
    """From the boxes of the sheet, where there is no network: they wait in the phone, and go when it is back."""
    road.goto(f"/shopping/codes/{made.run.public_id}")
    road.context.set_offline(True)
    for order in brought:
        road.fill(f"#code-{order.public_id}", cases.secret_of(now(order).case).delivery_code)
    road.get_by_role("button", name="Gửi mã").click()
    expect(road.locator("#codes-line")).to_contain_text("Không có mạng")
    shot(road, "run-codes-vi")
    assert {now(order).state for order in brought} == {State.BOUGHT}
    road.context.set_offline(False)
    expect(road.locator(f"#said-{brought[0].public_id}")).to_contain_text("đã xác nhận giao")
    assert {now(order).state for order in brought} == {State.DELIVERED}


def stands_before_a_shut_door(road: Page, order: Order) -> None:
    ten_minutes_pass()
    road.goto(f"/shopping/orders/{order.public_id}")
    road.locator("summary", has_text="Không giao được").click()
    road.get_by_label("không có ai ở nhà").check()
    press(road, "Báo lại")
    assert now(order).state == State.FOLLOW_UP


def settle(road: Page, home: Page, order: Order) -> None:
    home.goto(f"/cases/mine/{token_of(order.case)}")
    press(home, "Ghi đã trả bao nhiêu")
    home.fill("[name=sum]", "350.000")
    home.check("[name=way][value=cash]")
    press(home, "Đã trả số này")
    road.goto(f"/shopping/money/order/{order.public_id}")
    road.fill("[name=sum]", "350k")
    road.check("[name=way][value=cash]")
    press(road, "Đã trả số này")
    assert now(order).state == State.SETTLED


def sets_a_mistake_right(road: Page, home: Page, order: Order) -> None:
    road.reload()
    road.check("[name=more][value=less]")
    road.fill("[name=amount]", "10.000")
    road.fill("[name=reason]", "Tính dư một túi")
    press(road, "Ghi lại")
    home.reload()
    for page in (road, home):
        expect(page.locator("main")).to_contain_text("Tính dư một túi")
        expect(page.locator("main")).to_contain_text("340.000 đ")
        assert faults(page) == []
    shot(home, "run-settled-vi")

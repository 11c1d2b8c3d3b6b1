"""Ordering together with asking: nothing typed is lost, nothing is late without a yes, nothing is sold twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from connect import db
from connect.shopping.orders import rules
from connect.shopping.orders.rules import Instead, State
from connect.shopping.windows import actions as windows
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from connect.supplies.actions import Said
from connect.supplies.models import SupplyGood
from connect.supplies.rules import Level
from tests.builders import make_person, make_point, make_window
from tests.shopping.orders.posting import after_cut_off, form, orders, token
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")


def taken(window: ShoppingWindow) -> tuple[int, int]:
    found = db.session.get_one(ShoppingWindow, window.id, populate_existing=True)
    return found.taken, found.combos[0].taken


def later(window: ShoppingWindow) -> ShoppingWindow:
    """A window that opens with the first, and closes a day after it."""
    moments = (one + timedelta(days=1) for one in (window.cut_off_at, window.deliver_from, window.deliver_until))
    return make_window(times=Times(window.opens_at, *moments))


def test_an_order_is_written_with_its_case_and_takes_its_place_and_combos(visit: Visit) -> None:
    window = make_window()
    visit.post("cases.ask", form(visit, window))
    (order,) = orders()
    assert [(one.item, one.quantity, one.price, one.top_price, one.instead) for one in order.lines] == [
        (None, 1, 299_000, None, Instead.ASK),
        ("rice", 10, None, 200_000, Instead.ASK),
        (None, 2, None, None, Instead.ASK),
    ]  # fmt: skip
    assert (order.state, order.estimate, order.lines[2].words) == (State.PLACED, 499_000, "Bánh chưng loại nhỏ")
    assert taken(window) == (1, 1)
    own = visit.get("cases.mine", token=token(visit))
    assert "Bánh chưng loại nhỏ" in own.text and "499.000" in own.text


def test_without_a_script_the_order_is_asked_for_once_the_place_is_known(visit: Visit) -> None:
    window = make_window()
    filled = {name: text for name, text in form(visit, window).items() if not name.startswith("order-")}
    filled.pop("consent")
    page = visit.post("cases.ask", filled, 200)
    assert f'name="order-shown" value="{window.public_id}"' in page.text and "Combo cơ bản" in page.text


def test_the_same_form_twice_is_one_order_even_when_it_took_the_last_and_the_window_has_closed(visit: Visit) -> None:
    window = make_window(total=1)
    sent = form(visit, window)
    visit.post("cases.ask", sent)
    with after_cut_off(window):
        visit.post("cases.ask", sent)
    assert len(orders()) == 1 and taken(window) == (1, 1)


def test_after_the_cut_off_the_form_is_kept_and_asks_and_only_a_yes_moves_it(visit: Visit) -> None:
    window = make_window()
    onward, sent = later(window), form(visit, window)
    with after_cut_off(window):
        page = visit.post("cases.ask", sent, 409)
        assert "Đã quá giờ chốt" in page.text and "Bánh chưng loại nhỏ" in page.text
        assert f'name="order-late" value="{window.public_id}"' in page.text and not orders()
        unanswered = {**sent, "order-late": window.public_id, "order-shown": onward.public_id}
        visit.post("cases.ask", unanswered, 409)
        assert not orders()
        visit.post("cases.ask", {**unanswered, "order-yes": onward.public_id})
    (order,) = orders()
    assert (order.window_id, taken(window), taken(onward)) == (onward.id, (0, 0), (1, 1))


def test_a_no_after_the_cut_off_keeps_the_list_for_neighbours(visit: Visit) -> None:
    window = make_window()
    sent = form(visit, window)
    with after_cut_off(window):
        visit.post("cases.ask", {**sent, "order-late": window.public_id, "order-yes": "aside"})
    (order,) = orders()
    assert (order.state, len(order.lines), taken(window)) == (State.DROPPED, 3, (0, 0))


def test_what_was_sold_while_it_was_typed_is_said_and_all_is_kept(visit: Visit) -> None:
    window = make_window(total=1)
    sent = form(visit, window)
    visit.post("cases.ask", form(visit, window))
    page = visit.post("cases.ask", sent, 409)
    assert "Món này vừa hết" in page.text and "Bánh chưng loại nhỏ" in page.text and len(orders()) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"order-qty-1": "0"}, "1 kg hoặc 2 kg"),
        ({"order-qty-1": "10000"}, "998 kg hoặc 999 kg"),
        ({"order-qty-1": "2,5 bao"}, "12 kg hoặc 13 kg"),
        ({"order-combo-BASC2345": "2.5"}, "2 hoặc 3"),
        ({"order-combo-BASC2345": "-1"}, "1 hoặc 2"),
        ({"order-combo-BASC2345": "1e999"}, "như 1 hoặc 2"),
        ({"order-combo-BASC2345": "nan"}, "như 1 hoặc 2"),
        ({"order-top-1": "nhiều"}, "50k"),
        ({"order-top-1": "50"}, "50.000"),
        ({"order-thing-1": "gold"}, "Chọn món"),
        ({"order-words-31": "x"}, "80 ký tự"),
        ({"order-budget": "300k"}, "199.000"),
    ],
)
def test_a_wrong_number_gets_the_nearest_two_and_nothing_is_written(
    visit: Visit, wrong: dict[str, str], words: str
) -> None:
    page = visit.post("cases.ask", form(visit, make_window(), **wrong), 422)
    assert words.replace(" kg", "\N{NO-BREAK SPACE}kg") in page.text and not orders()


def test_an_empty_order_is_a_request_for_neighbours(visit: Visit) -> None:
    window = make_window()
    visit.post(
        "cases.ask",
        {name: text for name, text in form(visit, window).items() if name[-1].isalpha() and "order-combo" not in name},
    )
    assert not orders()


def test_forbidden_words_in_a_line_make_it_looked_at_first(visit: Visit) -> None:
    window = make_window()
    visit.post("cases.ask", form(visit, window, **{"order-words-31": "chuyển khoản 500k vào stk 0123456789"}))
    (order,) = orders()
    assert order.case.state == "pending_review"


def test_a_change_gives_back_and_takes_again(visit: Visit) -> None:
    window = make_window(total=3)
    visit.post("cases.ask", form(visit, window))
    link = token(visit)
    page = visit.get("shopping.order", token=link)
    assert 'value="10"' in page.text
    changed = {
        "order-shown": window.public_id,
        "order-combo-BASC2345": "3",
        "order-thing-1": "eggs",
        "order-qty-1": "10",
    }
    visit.post("shopping.order", changed, token=link)
    (order,) = orders()
    assert [(one.quantity, one.item) for one in order.lines] == [(3, None), (10, "eggs")] and taken(window) == (1, 3)
    visit.post("shopping.order", {**changed, "order-combo-BASC2345": "4"}, 409, token=link)
    assert taken(window) == (1, 3)
    with after_cut_off(window):
        visit.post("shopping.order", {**changed, "order-combo-BASC2345": "1"}, token=link)
    assert taken(window) == (1, 3)


def test_taking_the_request_back_frees_its_place(visit: Visit) -> None:
    window = make_window()
    for number in range(3):  # however often somebody orders and takes it back
        visit.post("cases.ask", form(visit, window, another="1"))
        assert taken(window) == (1, 1)
        visit.post("cases.mine_do", token=token(visit), verb="withdraw")
        assert (orders()[number].state, taken(window)) == (State.WITHDRAWN, (0, 0))


def test_a_stranger_s_or_made_up_link_is_nothing(visit: Visit) -> None:
    visit.get("shopping.order", 404, token="a" * 26)
    visit.post("shopping.order_act", status=404, token="a" * 26, verb="again")
    visit.post("shopping.order_answer", status=404, token="a" * 26, number=1)


def test_a_cancelled_window_leaves_the_order_to_be_placed_in_the_next(visit: Visit) -> None:
    window = make_window()
    visit.post("cases.ask", form(visit, window))
    link, onward = token(visit), later(window)
    official = make_person("official", "79")
    with db.transaction():
        found = db.session.get_one(ShoppingWindow, window.id)
        windows.cancel(found, official, found.version, "Xe hỏng cả rồi")
    assert "Đợt giao này đã huỷ" in visit.get("cases.mine", token=link).text
    visit.post("shopping.order_act", token=link, verb="again")
    (order,) = orders()
    assert (order.window_id, taken(onward)) == (onward.id, (1, 1))


def test_a_single_thing_has_the_usual_price_of_the_shops_and_the_budget_holds_for_it(
    visit: Visit,
) -> None:
    shops = [make_point(levels={"rice": Said(Level.SOME, price), "eggs": Said(Level.SOME, 3_000)})
             for price in (18_000, 20_000, 90_000)]  # fmt: skip
    window = make_window(areas_of=("26740",), shops=tuple(one.id for one in shops))
    sent = form(visit, window, **{"order-top-1": "", "order-budget": "500k", "order-thing-2": "milk"})
    assert "497.000" not in visit.post("cases.ask", {**sent, "order-budget": "400k"}, 422).text
    visit.post("cases.ask", sent)
    (order,) = orders()
    assert [(one.item, one.price, one.total) for one in order.lines[1:3]] == [
        ("rice", 20_000, 200_000), ("milk", None, None),
    ]  # fmt: skip
    link = token(visit)
    assert order.estimate == 499_000 and "khoảng 200.000" in visit.get("cases.mine", token=link).text
    with db.transaction() as session:  # what was copied stays, whatever the shops say since
        session.execute(sa.update(SupplyGood).values(price=1_000_000))
    changed = {"order-shown": window.public_id, "order-thing-1": "rice", "order-qty-1": "5"}
    visit.post("shopping.order", changed, token=link)
    assert [(one.price, one.total) for one in orders()[0].lines] == [(20_000, 100_000)]


@pytest.mark.parametrize(
    ("price", "top", "cost"),
    [(20_000, None, 60_000), (20_000, 50_000, 50_000), (None, 50_000, 50_000), (None, None, None)],
)
def test_a_line_is_expected_to_cost_its_price_and_never_more_than_its_top(
    price: int | None, top: int | None, cost: int | None
) -> None:
    assert rules.expected(price, 3, top) == cost

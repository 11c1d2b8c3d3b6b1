"""Orders in the minute around a cut-off, a fifth of them sent twice, while web processes are killed.

The lines: every order that was confirmed is there, once, with its lines; combos and places are counted as they were
taken; nothing that was sent after the cut-off is in the window, and nothing is in the next one without a yes.
"""

import http.client
import itertools
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.cases.models import CaseSecret, requester_phone_hash
from connect.crypto import signing
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import HOLDING
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from tests.builders import make_window
from tests.faults.site import TYPED, Served, served

PEOPLE = 6
A_SECOND = 33  # orders: two thousand in a minute
KILL_EACH_S = 1.5
_phones = itertools.count(1)


@dataclass
class Told:
    """What the people know: by phone when their order was first sent, and what they heard of it."""

    sent_at: dict[str, float] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)  # confirmed, asked, moved (with a yes)
    twice: int = 0
    answers: Counter[int | None] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, status: int | None) -> None:
        """Counts an answer."""
        with self.lock:
            self.answers[status] += 1


def run(app: Flask, orders: int, seed: int, module: str = "wsgi") -> dict[str, Any]:
    """So many orders around one cut-off; what became of them."""
    dice, told = random.Random(seed), Told()
    lasts = max(16.0, orders / A_SECOND)
    with served(app, module) as site:
        site.wait_for(lambda: len(site.children()) == 3)
        with app.app_context():
            window, onward = _windows(lasts / 2)
            forms = [_form(window, number, seed) for number in range(orders)]
            db.session.remove()
            db.extension.engine.dispose()
        kills = _send_all(site, told, forms, (window, onward), dice, lasts)
    return {"orders": orders, "kills": kills, "sent_twice": told.twice, **_judged(app, told, window, onward)}


def _windows(ahead_s: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A window whose cut-off is so near, and the one after it, as the people know them."""
    now = clock.now()
    hours = [now + timedelta(hours=n) for n in (12, 24, 30)]
    first = make_window(total=100_000, most_orders=2_000, times=Times(now, now + timedelta(hours=2), *hours[1:]))
    onward = make_window(total=10_000, most_orders=2_000, times=Times(now, *hours))
    cut_off = clock.now() + timedelta(seconds=ahead_s)
    with db.transaction():
        change = sa.update(ShoppingWindow).where(ShoppingWindow.id == first.id).values(cut_off_at=cut_off)
        db.session.execute(change)
    return (
        {"id": first.id, "code": first.public_id, "cut_off": cut_off.timestamp()},
        {"id": onward.id, "code": onward.public_id},
    )


def _form(window: dict[str, Any], number: int, seed: int) -> tuple[str, dict[str, str]]:
    """The phone of somebody new, and a filled form that was opened while the window took orders."""
    phone = f"+8438{next(_phones):07}"
    order = {"order-shown": window["code"], "order-combo-BASC2345": str(1 + number % 3), "order-thing-1": "eggs"}
    typed = {**TYPED, "item": "market", "phone": phone, "name": f"Nguyễn Thị {phone[-4:]}"}
    typed.pop("qty-rice")
    return phone, {**typed, **order, "form_key": signing.signed(f"order-{seed}-{number}", "form")}


def _send_all(
    site: Served, told: Told, forms: list[tuple[str, dict[str, str]]], windows: tuple[dict[str, Any], dict[str, Any]],
    dice: random.Random, lasts: float,
) -> int:  # fmt: skip
    """Everybody sends at a moment of their own; the processes die under it. How many were killed."""
    began = time.monotonic()
    queue = iter([(began + lasts * number / len(forms), *one) for number, one in enumerate(forms)])
    lots = {phone: (dice.random() < 0.2, dice.random() < 0.5) for phone, _ in forms}
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                one = next(queue, None)
            if one is None:
                return
            at, phone, form = one
            time.sleep(max(0.0, at - time.monotonic()))
            _order(site, told, phone, form, windows, *lots[phone])

    threads = [threading.Thread(target=work) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    kills = answered = 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(KILL_EACH_S)
        heard = sum(n for status, n in told.answers.items() if status)
        if heard > answered + PEOPLE and (children := site.children()):  # a new one has begun to answer
            site.kill_child(dice.choice(children))
            kills, answered = kills + 1, heard
    site.wait_for(site.answers)
    return kills


def _order(
    site: Served, told: Told, phone: str, form: dict[str, str], windows: tuple[dict[str, Any], dict[str, Any]],
    twice: bool, says_yes: bool,
) -> None:  # fmt: skip
    """One household: sends until it is answered, perhaps twice; says yes or nothing where it is asked."""
    told.sent_at[phone] = time.time()
    found = _until_answered(site, told, form)
    if twice:
        told.twice += 1
        found = max(found, _until_answered(site, told, form)) if found == 303 else _until_answered(site, told, form)
    if found == 303:
        told.heard[phone] = "confirmed"
    elif found == 409 and says_yes:
        first, onward = windows
        yes = {"order-late": first["code"], "order-shown": onward["code"], "order-yes": onward["code"]}
        told.heard[phone] = "moved" if _until_answered(site, told, {**form, **yes}) == 303 else "refused"
    else:
        told.heard[phone] = "asked" if found == 409 else "refused"


def _until_answered(site: Served, told: Told, form: dict[str, str]) -> int:
    body = urlencode(form)
    while (status := _send(site, told, body)) is None or status == 503:
        time.sleep(0.05)
    return status


def _send(site: Served, told: Told, body: str) -> int | None:
    head = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    try:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        line.request("POST", "/cases/ask", body, head)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        told.count(None)
        return None
    told.count(answer.status)
    if answer.status == 409:
        assert re.search(r'name="order-late" value="\w+"', text), "a late form is asked about the next window"
    return answer.status


def _judged(app: Flask, told: Told, window: dict[str, Any], onward: dict[str, Any]) -> dict[str, Any]:
    """Compares what the people heard with what the database has."""
    with app.app_context():
        asked = sa.select(CaseSecret.phone_hash, Order.window_id).join(Order, Order.case_id == CaseSecret.case_id)
        there: dict[str, list[int]] = {}
        for mark, number in db.session.execute(asked):
            there.setdefault(mark, []).append(number)
        found = {phone: there.get(requester_phone_hash(phone), []) for phone in told.sent_at}
        wrong = sum(_miscounted(number["id"]) for number in (window, onward))
        db.session.remove()
        db.extension.engine.dispose()
    heard = Counter(told.heard.values())
    cut_off = window["cut_off"]
    late = sum(window["id"] in found[phone] and at > cut_off for phone, at in told.sent_at.items())
    unasked = sum(onward["id"] in found[phone] and told.heard.get(phone) != "moved" for phone in found)
    return {
        **heard, "after_cut_off": sum(at > cut_off for at in told.sent_at.values()),
        "answers": {str(status): n for status, n in told.answers.items()},
        "lost": sum(said in ("confirmed", "moved") and not found[phone] for phone, said in told.heard.items()),
        "doubled": sum(len(one) > 1 for one in found.values()) + wrong,
        "late": late + unasked,
    }  # fmt: skip


def _miscounted(number: int) -> int:
    """How far the places and combos of a window are from those of its orders."""
    window = db.session.get_one(ShoppingWindow, number)
    orders = [
        one for one in db.session.scalars(sa.select(Order).where(Order.window_id == number)) if one.state in HOLDING
    ]
    combos = sum(line.quantity for one in orders for line in one.lines if line.combo_id)
    return abs(window.taken - len(orders)) + abs(sum(one.taken for one in window.combos) - combos)

"""What a limit hangs on: a network and not an address, and a browser that its owner signed in from before."""

import pytest
from flask import Flask

from connect import db
from connect.accounts.actions import sign_up
from connect.web.limits import network_of
from tests.visit import Visit

PASSWORD, PHONE, NUMBER = "con mèo ngủ trên mái", "+84912345678", "0912 345 678"


@pytest.fixture
def owner(app: Flask) -> Visit:
    """Somebody who signed in from her browser and out again."""
    with db.transaction():
        sign_up("Lan", PHONE, PASSWORD)
    visit = Visit(app)
    sign_in(visit, PASSWORD, 303)
    visit.post("accounts.sign_out")
    return visit


def sign_in(visit: Visit, password: str, status: int, phone: str = NUMBER) -> None:
    visit.post("accounts.sign_in", {"phone": phone, "password": password}, status=status)


def shut(app: Flask) -> None:
    """A stranger guesses until the phone's count is used up."""
    stranger = Visit(app)
    for _ in range(4):  # the owner's sign-in, from a browser that was not known yet, was the first
        sign_in(stranger, "wrong password", 422)
    sign_in(stranger, PASSWORD, 429)


def test_wrong_passwords_from_elsewhere_do_not_shut_the_owner_out_of_a_known_browser(app: Flask, owner: Visit) -> None:
    shut(app)
    sign_in(Visit(app), PASSWORD, 429)
    sign_in(owner, PASSWORD, 303)


def test_a_neighbour_in_the_same_network_does_not_shut_a_known_browser_out(app: Flask, owner: Visit) -> None:
    stranger = Visit(app)
    for n in range(29):
        sign_in(stranger, "wrong password", 422, f"09133{n:05}")
    sign_in(Visit(app), PASSWORD, 429)
    sign_in(owner, PASSWORD, 303)


def test_a_known_browser_has_its_own_count_and_no_more(app: Flask, owner: Visit) -> None:
    for _ in range(4):
        sign_in(owner, "wrong password", 422)
    sign_in(owner, PASSWORD, 303)
    owner.post("accounts.sign_out")
    sign_in(owner, PASSWORD, 429)
    sign_in(Visit(app), PASSWORD, 303)


def test_a_browser_known_for_one_phone_has_no_count_of_its_own_for_another(app: Flask, owner: Visit) -> None:
    with db.transaction():
        sign_up("Mai", "+84912345679", PASSWORD)
    for _ in range(5):
        sign_in(Visit(app), "wrong password", 422, "0912345679")
    sign_in(owner, PASSWORD, 429, "0912345679")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"), ("", "?"), ("unknown", "?"), ("203.0.113.77:4711", "?"),
    ],
)  # fmt: skip
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_one_network_of_ipv6_makes_no_more_accounts_than_one_address(app: Flask) -> None:
    visit = Visit(app)
    form = {"csrf_token": visit.token(), "name": "Lan", "password": PASSWORD, "read": "y"}

    def made(address: str, n: int) -> int:
        typed = {**form, "phone": f"09123{n:05}"}
        return visit.client.post(
            "/accounts/sign-up", data=typed, environ_base={"REMOTE_ADDR": address}
        ).status_code  # fmt: skip

    inside = [made(f"2001:db8:1:2:{n:x}::{n:x}", n) for n in range(80)]
    assert inside == [303] * 60 + [429] * 20
    assert made("2001:db8:1:3::1", 90) == 303

"""N1: following a place asks no host inside the network, keeps nothing that no service took, and is the browser's own.

A liar gives addresses that lead inside, in disguise or beside the services of the setting; keys that are none; and the
pass of somebody else with each letter changed. A listener on this machine hears of none of it.
"""

import socket

from connect import db
from connect.areas import queries as areas
from connect.deliveries.contacts import passes
from connect.gateways.base import PushKeys
from connect.notices.following import actions
from tests.attacks.stage import Stage
from tests.socket.browser import Browser

SETTINGS = {"CONNECT_PUSH_CONTACT": "mailto:a@example.vn", "CONNECT_PUSH_HOSTS": "push.example.com, *.wns.example.com"}
KEYS = {"p256dh": "BA" + "A" * 85, "auth": "MDEyMzQ1Njc4OWFiY2RlZg"}
WARD = "26743"


def attack(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port, liar = listener.getsockname()[1], stage.browser()
        for endpoint in _inside(port):
            assert _follow(liar, endpoint) == 422, endpoint
        try:
            listener.accept()
            raise AssertionError("somebody inside the network was asked")
        except TimeoutError:
            pass
    assert stage.value("SELECT count(*) FROM contacts") == 0

    with stage.context(), db.transaction():
        contact = actions.follow("https://push.example.com/1", PushKeys(**KEYS), areas.get(WARD), "vi")
        kept, number = passes.of(contact), contact.id
    token = liar.get(f"/notices/follow?area={WARD}").hidden()["csrf_token"]
    for wrong in (
        str(number), kept[:-1], kept[::-1], f"{kept}A", kept[:16], kept.swapcase(), "A" * len(kept), "9" * 300, "%00",
    ):  # fmt: skip
        liar.cookies["follow"] = wrong
        assert "Bến Thành" not in liar.get("/notices/following").words, wrong
        stop = liar.send("/notices/following", {"stop": "y", "csrf_token": token})
        assert stop.status == 303, f"{wrong}: {stop.status}"
    assert stage.value("SELECT count(*) FROM contacts") == 1, "somebody else could stop it"

    owner = stage.browser()
    owner.cookies["follow"] = kept
    own = {"csrf_token": owner.get("/notices/following").hidden()["csrf_token"], "severity": "1"}
    for said in ({"severity": "9"}, {"leave": "none"}, {"leave": "9" * 40}, {"add": "none"}, {"paused": "9" * 99}):
        assert owner.send("/notices/following", {**own, **said}).status in (303, 404, 422), said
    forged = owner.send(
        "/notices/following", {"severity": "1", "stop": "y", "csrf_token": "x"}, **{"Sec-Fetch-Site": "cross-site"}
    )
    assert forged.status >= 400 and stage.value("SELECT count(*) FROM contacts") == 1, "a page elsewhere stopped it"
    owner.get("/notices/following?stop=y&severity=1")
    assert stage.value("SELECT count(*) FROM contacts") == 1, "a look stopped it"
    assert owner.send("/notices/following", {**own, "stop": "y"}).status == 303
    for table in ("contacts", "contact_secrets", "subscriptions"):
        assert stage.value(f"SELECT count(*) FROM {table}") == 0, table


def _inside(port: int) -> tuple[str, ...]:
    return (
        f"http://127.0.0.1:{port}/x", f"https://127.0.0.1:{port}/x", f"https://localhost:{port}/x",
        f"https://2130706433:{port}/x", f"https://[::ffff:127.0.0.1]:{port}/x", f"https://push.example.com:{port}/x",
        f"https://push.example.com@127.0.0.1:{port}/", f"https://127.0.0.1:{port}#.wns.example.com/",
        f"https://127.0.0.1:{port}/.wns.example.com", f"https://push.example.com\\@127.0.0.1:{port}/", "//", "https://[::1",
        f"http://push.example.com:{port}/", "https://wns.example.com/", f"ftp://push.example.com:{port}/", "x" * 2000,
    )  # fmt: skip


def _follow(browser: Browser, endpoint: str) -> int:
    fields = browser.get(f"/notices/follow?area={WARD}").hidden()
    return browser.send("/notices/follow", {**fields, "area": WARD, "endpoint": endpoint, **KEYS}).status

"""Every limit of docs/security.md, measured through the socket: how often a thing goes before it is refused.

`python -m tests.socket.limits [--postgres]` measures all with 1, 2 and 4 processes, behind a proxy and not; the suite
does so once, and the short list in each of these ways. Each limit is tried by four at once, so that several processes
answer, and more often than is allowed; what counts is how many were let through. Most tries are forms that lack
something: a limit counts them, and they cost nothing.
"""

import copy
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from tests.attacks.stage import Stage, staged
from tests.builders import make_case
from tests.postgres import Cluster
from tests.socket.browser import Browser, network

HASTE = 4  # who try at the same time
PER_DEVICE, PER_NETWORK, PER_AREA, CEILING = 6, 9, 12, 15  # of requests, set low here: they are settings
SETTINGS = {
    "CONNECT_MODERATION": "peer_to_peer", "CONNECT_ASKS_PER_DEVICE_DAY": str(PER_DEVICE),
    "CONNECT_ASKS_PER_NETWORK_HOUR": str(PER_NETWORK), "CONNECT_ASKS_PER_AREA_HOUR": str(PER_AREA),
    "CONNECT_ASKS_CEILING_DAY": str(CEILING),
}  # fmt: skip
WAYS = [(processes, proxied) for processes in (1, 2, 4) for proxied in (False, True)]
Measured = tuple[str, object, object]  # the name of a limit, what was measured, what is written down
Try = Callable[[], int]  # one try; the status of the answer
_numbers = itertools.count(1)


@dataclass
class Scene:
    """A site, and how its visitors come to it: by themselves, or through a proxy that names them."""

    stage: Stage
    proxied: bool

    def browser(self, address: str = "") -> Browser:
        """A new browser at an address of its own, or at this one."""
        source = address or network()
        if not self.proxied:
            return self.stage.browser(source, **{"X-Forwarded-For": network()})  # which nobody may believe
        return self.stage.browser("127.0.0.1", **{"X-Forwarded-For": f"{network()}, {source}"})

    def signed_in(self, role: str | None = "volunteer", **over: object) -> Browser:
        """Somebody of a role, signed in."""
        inside, _ = self.stage.signed_in(role, **over)
        browser = self.browser()
        browser.cookies = dict(inside.cookies)
        return browser

    def neighbour(self, address: str) -> str:
        """Another address of the same network."""
        head, _, _last = address.rpartition(".")
        return f"{head}.{1 + next(_numbers) % 250}"


def let_through(tries: Iterable[Try], refused: tuple[int, ...] = (429,)) -> int:
    """How many of the tries, four at a time, were not refused."""
    with ThreadPoolExecutor(HASTE) as crowd:
        statuses = list(crowd.map(lambda one: one(), tries))
    assert not {status for status in statuses if status >= 500}, statuses
    return sum(status not in refused for status in statuses)


def sending(browser: Browser, path: str, fields: dict[str, str], form: str = "") -> Try:
    """A form that is sent with the token of a page, by a copy of the browser each time."""
    hidden = browser.get(form or path).hidden()
    return lambda: copy.deepcopy(browser).send(path, {**hidden, **fields}).status


def many(one: Try, most: int) -> int:
    """The same try, more often than is allowed."""
    return let_through([one] * (most + HASTE + 1))


# --- Accounts -----------------------------------------------------------------------------------------------


def of_one_phone(scene: Scene, path: str, phone: str) -> Iterator[Try]:
    """Tries with one phone, each from another network."""
    while True:
        yield sending(scene.browser(), path, {"phone": phone})


def signing_in_one_phone(scene: Scene) -> list[int]:
    """How many tries went in each of five minutes one after the other: at last the hour is used up."""
    tries = of_one_phone(scene, "/accounts/sign-in", scene.stage.phone())
    told = []
    for _ in range(5):
        told.append(let_through(itertools.islice(tries, 8)))
        scene.stage.forward(seconds=61)
    return told


def by_one_network(scene: Scene, path: str, most: int) -> int:
    """Tries with no phone at all, from neighbours in one network."""
    address = network()
    one = sending(scene.browser(address), path, {"phone": "1"})
    assert one() == 422
    more = [sending(scene.browser(scene.neighbour(address)), path, {"phone": "1"}) for _ in range(6)]
    return 1 + let_through(itertools.islice(itertools.cycle(more), most + 5))


def minutes(scene: Scene, path: str) -> list[int]:
    """A form of five a minute and twenty an hour, of somebody signed in."""
    one, told = sending(scene.signed_in(), path, {}), []
    for _ in range(5):
        told.append(many(one, 5))
        scene.stage.forward(seconds=61)
    return told


FIVE_A_MINUTE = [5, 5, 5, 5, 0]


def limits_of_accounts(scene: Scene) -> Iterator[Measured]:
    """Each limit: its name, what was measured, what is written down."""
    phone = scene.stage.phone()
    yield "signing in, one phone", signing_in_one_phone(scene), FIVE_A_MINUTE
    yield "signing in, one network", by_one_network(scene, "/accounts/sign-in", 30), 30
    yield "signing up, one phone", let_through(itertools.islice(of_one_phone(scene, "/accounts/sign-up", phone), 9)), 5
    yield "signing up, one network", by_one_network(scene, "/accounts/sign-up", 60), 60
    at = scene.signed_in()
    by_code = sending(at, "/accounts/factor", {})
    yield "second factor by code", many(by_code, 30), 30
    yield "second factor by passkey", many(sending(at, "/accounts/factor/passkey", {}, "/accounts/me"), 60), 60
    yield "new passkeys", many(sending(at, "/accounts/factors/passkey-new", {}, "/accounts/me"), 20), 20
    yield "new apps", many(sending(at, "/accounts/factors/app-new", {}, "/accounts/me"), 20), 20
    yield "new password", minutes(scene, "/accounts/password"), FIVE_A_MINUTE
    yield "deleting the account", minutes(scene, "/accounts/erase"), FIVE_A_MINUTE
    yield "organisations founded", many(sending(scene.signed_in(), "/accounts/organizations/new", {}), 10), 10
    admin = scene.signed_in("admin")
    yield "people looked up", many(sending(admin, "/accounts/person-verify", {}), 60), 60
    yield "sessions ended", many(sending(admin, "/accounts/sessions/22222222/end", {}, "/accounts/me"), 60), 60
    added = "/accounts/organizations/22222222/member-add"
    yield "members taken in", many(sending(admin, added, {}, "/accounts/me"), 20), 20


# --- Cases --------------------------------------------------------------------------------------------------


def asking(browser: Browser, phone: str, ward: str) -> Try:
    """One request for help with a form of its own."""
    return lambda: browser.ask(phone, ward=ward, words=f"Nhà hết gạo {next(_numbers)}").status


def shown_at_once(scene: Scene, browsers: Iterable[Browser], phones: Iterable[str], ward: str) -> int:
    """How many requests went on the list without a look; 303 all."""
    before = _open(scene)
    tries = [asking(browser, phone, ward) for browser, phone in zip(browsers, phones, strict=False)]
    assert let_through(tries, refused=()) == len(tries)
    return _open(scene) - before


def _open(scene: Scene) -> int:
    return int(str(scene.stage.value("SELECT count(*) FROM cases WHERE state = 'open'")))


def limits_of_asking(scene: Scene) -> Iterator[Measured]:
    """What is above them waits for a look; above the ceiling it is refused."""
    fresh, near = (scene.browser for _ in range(100)), network()
    phones = iter(scene.stage.phone, "")
    one_phone = itertools.repeat(scene.stage.phone(), 9)
    yield "requests of one phone", shown_at_once(scene, (make() for make in fresh), one_phone, "26740"), 5
    device = scene.browser()
    device.get("/cases/ask")
    devices = (copy.deepcopy(device) for _ in range(PER_DEVICE + 4))
    yield "requests of one browser", shown_at_once(scene, devices, phones, "26737"), PER_DEVICE
    close = (scene.browser(scene.neighbour(near)) for _ in range(PER_NETWORK + 4))
    yield "requests of one network", shown_at_once(scene, close, phones, "26743"), PER_NETWORK
    apart = (scene.browser() for _ in range(PER_AREA + 4))
    yield "requests of one ward", shown_at_once(scene, apart, phones, "00004"), PER_AREA
    device = scene.browser()
    device.get("/cases/ask")
    tries = [asking(copy.deepcopy(device), scene.stage.phone(), "00008") for _ in range(CEILING + 4)]
    yield "requests at all of one browser", let_through(tries), CEILING


def limits_of_helping(scene: Scene) -> Iterator[Measured]:
    """Taking cases and opening contacts."""
    one, code = scene.signed_in(), "/cases/22222222"
    yield "tries to take", many(sending(one, f"{code}/claim", {}, "/accounts/me"), 30), 30
    yield "tries to see a contact", many(sending(one, f"{code}/contact", {}, "/accounts/me"), 30), 30
    with scene.stage.context():
        cases = [make_case().public_id for _ in range(24)]
    helper, number = scene.stage.signed_in(verified=True)
    for case in cases[:6]:
        sending(helper, f"/cases/{case}/claim", {}, "/accounts/me")()
    held = f"SELECT count(*) FROM claims WHERE ended_at IS NULL AND person_id = {number}"
    yield "cases held at once", scene.stage.value(held), 3
    helper, number = scene.stage.signed_in(verified=True)
    for case in cases[6:17]:
        for step in ("claim", "contact", "release"):
            sending(helper, f"/cases/{case}/{step}", {"reason": "other"}, "/accounts/me")()
    seen = f"SELECT count(*) FROM disclosures WHERE person_id = {number}"
    yield "contacts of one helper a day", scene.stage.value(seen), 10
    moderator, number = scene.stage.signed_in("moderator")
    for case in cases[:21]:
        sending(moderator, f"/moderation/{case}/contact", {"text": "Gọi lại cho chắc."}, "/accounts/me")()
    seen = f"SELECT count(*) FROM disclosures WHERE person_id = {number}"
    yield "contacts of one moderator", scene.stage.value(seen), 20
    locked = f"SELECT count(*) FROM locks WHERE person_id = {number}"
    yield "after which the account is locked", scene.stage.value(locked), 1


def limits_of_reporting(scene: Scene) -> Iterator[Measured]:
    """Reports of abuse."""
    with scene.stage.context():
        paths = itertools.cycle([f"/moderation/report/{make_case().public_id}" for _ in range(20)])
    browser, address = scene.browser(), network()
    browser.get(path := next(paths))
    yield "reports of one browser", many(sending(browser, path, {"reason": "joke"}), 20), 20
    tries = (sending(scene.browser(scene.neighbour(address)), next(paths), {"reason": "joke"}) for _ in range(205))
    yield "reports of one network", let_through(tries), 200


def measured(scene: Scene) -> Iterator[Measured]:
    """All of them, but for the reports, which take long."""
    yield from limits_of_accounts(scene)
    yield from limits_of_asking(scene)
    yield from limits_of_helping(scene)


def measured_shortly(scene: Scene) -> Iterator[Measured]:
    """One of each kind of key: a network, a session, a person, a browser's requests."""
    yield "signing in, one network", by_one_network(scene, "/accounts/sign-in", 30), 30
    at = scene.signed_in()
    yield "new passkeys", many(sending(at, "/accounts/factors/passkey-new", {}, "/accounts/me"), 20), 20
    yield "organisations founded", many(sending(at, "/accounts/organizations/new", {}), 10), 10
    device = scene.browser()
    device.get("/cases/ask")
    devices, phones = (copy.deepcopy(device) for _ in range(PER_DEVICE + 4)), iter(scene.stage.phone, "")
    yield "requests of one browser", shown_at_once(scene, devices, phones, "26737"), PER_DEVICE


def settings(processes: int, proxied: bool) -> dict[str, str]:
    """The settings of a site to be measured."""
    return {**SETTINGS, "CONNECT_WORKERS": str(processes), "CONNECT_TRUSTED_PROXIES": str(int(proxied))}


def main() -> int:
    """Measures all, in each way; the last line is JSON with what was not as written."""
    wrong = []
    for processes, proxied in WAYS:
        with ExitStack() as held:
            url = held.enter_context(Cluster()) if "--postgres" in sys.argv else ""
            scene = Scene(held.enter_context(staged(url, **settings(processes, proxied))), proxied)
            for name, got, written in itertools.chain(measured(scene), limits_of_reporting(scene)):
                print(f"{processes} processes, proxy {proxied}: {name}: {got} of {written}", flush=True)
                wrong += [] if got == written else [f"{processes} {proxied} {name}: {got} of {written}"]
    print(json.dumps({"wrong": wrong}))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

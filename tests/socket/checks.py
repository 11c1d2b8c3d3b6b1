"""What must hold around the app, whatever stands there: gate, cache, several processes, logs. Each check asserts."""

import socket
from collections.abc import Iterable

from tests.attacks.stage import Stage
from tests.builders import make_case
from tests.faults.site import Served
from tests.privacy import test_matrix as matrix
from tests.socket.browser import Browser, network
from tests.world import World

SHORT = ("nobody", "claimer", "moderator", "moderator_far")  # a stranger, a helper, and staff here and elsewhere
MOST_A_MINUTE = 30  # tries to sign in of one network
LIST = "/cases/nearby?area=26740"
TOKEN = "mm7q3x5k2v9t4w8z6y3n5p7r2s"  # the secret of some requester's link
WORD = "zqkin"  # stands in all else that no log may hold
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy")


def table_holds(world: World, only: tuple[str, ...] = ()) -> None:
    """Everybody gets exactly as far as the table of `who_may.py` says."""
    found = list(matrix.walk(world, only, SHORT))
    assert not found, "\n".join(found)


def tries_to_sign_in(browser: Browser, times: int, **headers: str) -> list[int]:
    """The answers to so many tries with a phone that is none, which cost nothing but are counted by network."""
    hidden = browser.get("/accounts/sign-in").hidden()
    return [browser.send("/accounts/sign-in", {**hidden, "phone": "1"}, **headers).status for _ in range(times)]


def visitors_are_told_apart(stage: Stage) -> None:
    """Behind a proxy, which says who they are, one of them uses up no limit of another."""
    busy, other = (stage.browser("127.0.0.1", **{"X-Forwarded-For": network()}) for _ in range(2))
    told = tries_to_sign_in(busy, MOST_A_MINUTE + 1)
    assert told == [422] * MOST_A_MINUTE + [429], told
    assert tries_to_sign_in(other, 1) == [422], "the second visitor behind the proxy is taken for the first"


def claims_are_not_believed(stage: Stage) -> None:
    """Without a proxy nobody gets around a limit by claiming another address."""
    source = network()
    tries_to_sign_in(stage.browser(source), MOST_A_MINUTE)
    for name in ("X-Forwarded-For", "X_Forwarded_For", "Forwarded", "X-Real-IP"):
        claimed = f"for={network()}" if name == "Forwarded" else network()
        told = {tries_to_sign_in(stage.browser(source), 1, **{name: claimed})[0] for _ in range(4)}
        assert told == {429}, f"{name} is believed of anybody: {told}"


def cache_keeps_people_apart(stage: Stage) -> None:
    """What is kept for all is given to strangers alone, in their language, and holds nothing of who is signed in."""
    helper, _ = stage.signed_in(name="Phan Zqkin Hoa")
    for _ in range(4):  # whichever process answers
        hers = helper.get(LIST)
        assert "/accounts/me" in hers.text and "age" not in hers.headers, "who is signed in is given what is kept"
        for lang in ("vi", "en"):
            stranger = stage.browser(Cookie=f"lang={lang}").get(LIST)
            assert "public" in stranger.headers["cache-control"]
            assert f'<html lang="{lang}"' in stranger.text, "one language is given for the other"
            assert "/accounts/me" not in stranger.text, "a stranger is given the page of somebody"
            assert "set-cookie" not in stranger.headers
    again = [stage.browser().get(LIST).headers["age"] for _ in range(6)]
    assert all(age.isdigit() for age in again), "nothing is kept: the cache is off"


def own_change_is_seen(stage: Stage) -> None:
    """Whoever changed something sees it at once, whatever is kept for strangers."""
    with stage.context():
        case = make_case().public_id
    helper, _ = stage.signed_in(verified=True)
    path, listed = f"/cases/{case}", "/cases/nearby?area=26743&within=1"
    assert all(path in stage.browser().get(listed).text for _ in range(6))
    assert helper.post(f"{path}/claim", form=path).status == 303
    for _ in range(4):
        assert path not in helper.get(listed).text, "who took a case is shown that it is free"


def forms_pass_between_processes(stage: Stage) -> None:
    """A page of one process gives a form that each other takes."""
    for _ in range(6):
        visitor = stage.browser()
        hidden = visitor.get("/cases/ask").hidden()
        told = {visitor.send("/accounts/sign-up", {**hidden, "phone": "1"}).status for _ in range(4)}
        assert told == {422}, f"a form is refused by another process than the one that gave it: {told}"


def all_answers_have_headers(stage: Stage) -> None:
    """Whatever is asked in whatever way gets an answer of the site, with the headers that protect."""
    for path in ("/", "/nowhere", f"/cases/mine/{TOKEN}", "/static/nothing.js", "/cases/%ff%fe", LIST, "/health"):
        for method in ("GET", "HEAD", "POST", "DELETE", "TRACE"):
            answer = stage.browser().request(method, path)
            assert answer.status < 500, f"{method} {path}: {answer.status}"
            missing = [name for name in HEADERS if name not in answer.headers]
            assert not missing, f"{method} {path} answers {answer.status} without {missing}"


def failing_requests(site: Served) -> None:
    """Requests that go wrong in many ways, before the app and in it, each with something secret."""
    secret = f"/cases/mine/{TOKEN}"
    for path in (secret, f"{secret}/download", f"/cases/{WORD}", f"/nearby?q={WORD}", f"/{WORD}%ff", f"/static/{WORD}"):
        for method in ("GET", "POST", "PUT", WORD.upper()):
            Browser(site.port, headers={"Referer": f"http://x{secret}", "User-Agent": WORD}).request(method, path)
    large = {"Content-Type": "application/x-www-form-urlencoded"}
    Browser(site.port).request("POST", secret, f"words={WORD}".encode() + b"x" * 11 * 1024 * 1024, **large)
    for raw in raw_requests(secret):
        answer_to(site, raw)


def raw_requests(path: str) -> Iterable[bytes]:
    """What no well-meaning client sends."""
    where, word = path.encode(), WORD.encode()
    head = b"GET " + where + b" HTTP/1.1\r\nHost: localhost\r\n"
    post = b"POST " + where + b" HTTP/1.1\r\nHost: localhost\r\n"
    yield b"GET " + where + b"\r\n\r\n"
    yield b"GET " + where + b" HTTP/9.9\r\nHost: localhost\r\n\r\n"
    yield b"GET http://" + word + where + b" HTTP/1.1\r\nHost: " + word + b"\r\n\r\n"
    yield head + b"Cookie: browser=\xff\xfe; lang=\xff" + word + b"\r\n\r\n"
    yield head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n"
    yield head + b"Header without a colon " + word + b"\r\n\r\n"
    yield head + b"X-Long: " + word + b"x" * 300_000 + b"\r\n\r\n"
    yield post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + word + b"\r\n0\r\n\r\n"
    yield post + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    yield post + b"Content-Type: multipart/form-data; boundary=\xff" + word + b"\r\nContent-Length: 2\r\n\r\nxx"
    yield post + b"Content-Length: 99999999999\r\n\r\n" + word
    yield b"GET " + where + word * 40_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"


def answer_to(site: Served, raw: bytes) -> bytes:
    """What comes back for these bytes; nothing when the server hangs up."""
    told = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
        try:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            while part := line.recv(65536):
                told += part
        except ConnectionError:
            pass
    return told


def log_holds_no_secret(site: Served) -> None:
    """After all that went wrong, no layer's log holds a link's secret or what was sent."""
    failing_requests(site)
    Browser(site.port).get("/cases/nearby")
    site.wait_for(lambda: "endpoint=cases.nearby" in site.said())
    for secret in (TOKEN, WORD, WORD.upper()):
        lines = [line for line in site.said().splitlines() if secret in line]
        assert not lines, f"{len(lines)} lines of the log hold a secret: {lines[0][:300]}"

"""Behind nginx and Caddy, as the samples set them up: TLS, visitors told apart, passkeys, redirects, the Host."""

import html
import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connect.config import ROOT
from tests.accounts.softkey import SoftKey
from tests.attacks.stage import Stage, staged
from tests.postgres import free_port
from tests.socket.browser import Answer, Browser, network
from tests.socket.checks import MOST_A_MINUTE, tries_to_sign_in
from tests.socket.conftest import NewApp
from tests.socket.proxies import FRONTS, NAME, SAMPLES, Front

SETTINGS = {
    "CONNECT_HTTPS": "yes", "CONNECT_TRUSTED_PROXIES": "1", "CONNECT_SITE_URL": "https://localhost",
    "CONNECT_WORKERS": "1",
}  # fmt: skip
SECRET_LINK = "/cases/mine/mm7q3x5k2v9t4w8z6y3n5p7r2s"
# nginx takes in all before the site sees any of it. Caddy passes on at once and, over HTTP/1.1, hangs up soon after the
# site's answer: of what is much larger the answer comes through by HTTP/2 alone, which browsers speak.
LARGE = {"nginx": 10 * 1024 * 1024, "caddy": 300 * 1024}


@pytest.fixture(scope="module")
def stage(new_app: NewApp) -> Iterator[Stage]:
    """The site behind the proxies."""
    with staged(app=new_app(), **SETTINGS) as made:
        yield made


@pytest.fixture(scope="module", params=FRONTS)
def front(request: pytest.FixtureRequest, stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A proxy in front of it."""
    with FRONTS[request.param](tmp_path_factory.mktemp(request.param), stage.site.port) as made:
        yield made


def test_the_site_answers_over_tls_with_secure_cookies(front: Front) -> None:
    visitor = front.browser()
    answer = visitor.get("/cases/ask")
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert set(visitor.cookies) >= {"__Host-browser"}
    assert "; Secure" in answer.headers["set-cookie"]


def test_each_visitor_behind_the_proxy_has_limits_of_their_own(front: Front) -> None:
    busy, other = front.browser(), front.browser()
    assert tries_to_sign_in(busy, MOST_A_MINUTE + 1) == [422] * MOST_A_MINUTE + [429]
    assert tries_to_sign_in(other, 1) == [422]


def test_nobody_gets_around_a_limit_by_claiming_another_address(front: Front) -> None:
    claims = front.browser()
    tries_to_sign_in(claims, MOST_A_MINUTE)
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X_Forwarded_For"):
        claimed = f"for={network()}" if name == "Forwarded" else network()
        assert tries_to_sign_in(claims, 1, **{name: claimed}) == [429], name


def passkey(browser: Browser, page: str, sends_to: str, does: str, key: SoftKey) -> Answer:
    """Does what the script of a page does with a passkey: create or get."""
    shown = browser.get(page)
    [found] = re.findall(rf'data-passkey="{does}" data-options="([^"]+)"', shown.text)
    signed = getattr(key, does)(json.loads(html.unescape(found)))
    return browser.send(sends_to, {"csrf_token": shown.hidden()["csrf_token"], "answer": signed})


def test_an_account_gets_a_passkey_and_comes_in_by_it_alone(front: Front, stage: Stage) -> None:
    visitor, phone, key = front.browser(), stage.phone(), SoftKey(f"https://localhost:{front.https}")
    visitor.sign_up(phone)
    assert visitor.sign_in(phone).status == 303
    passkey(visitor, "/accounts/factors", "/accounts/factors/passkey-new", "create", key)
    visitor.post("/accounts/sign-out", form="/accounts/me")
    assert visitor.get("/accounts/me").status == 303
    passkey(visitor, "/accounts/sign-in", "/accounts/factor/passkey", "get", key)
    assert visitor.get("/accounts/me").status == 200


def test_what_is_asked_for_over_http_is_led_to_https(front: Front) -> None:
    answer = Browser(front.http, headers={"Host": f"localhost:{front.http}"}).get("/cases/nearby?area=79")
    assert answer.status in (301, 308)
    where = answer.headers["location"].replace(f":{front.https}/", "/")
    assert where == "https://localhost/cases/nearby?area=79"


def test_redirects_of_the_site_stay_on_the_host_and_scheme_of_the_visitor(front: Front) -> None:
    answer = front.browser().get("/accounts/me")
    assert answer.status == 303
    assert answer.headers["location"].startswith("/accounts/sign-in")


def test_another_name_reaches_no_page_and_is_written_into_none(front: Front, stage: Stage) -> None:
    visitor = front.browser()
    assert stage.site.name not in visitor.get("/", Host="evil.example").text
    for name in ("X-Forwarded-Host", "Forwarded"):
        answer = visitor.get(
            "/accounts/sign-in", **{name: "host=evil.example" if name == "Forwarded" else "evil.example"}
        )
        assert answer.status == 200
        assert "evil.example" not in answer.text


def test_what_is_too_large_is_told_by_the_site_itself(front: Front, stage: Stage) -> None:
    answer = next(filter(None, (sent_too_much(front) for _ in range(10))))
    assert answer.status == 413
    assert stage.site.name in answer.text


def sent_too_much(front: Front) -> Answer | None:
    """The answer to a body that is too large; None when the proxy hung up before it was read.

    Caddy closes soon after an early answer over HTTP/1.1, so a client that still sends sometimes misses it.
    """
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        return front.browser().request("POST", "/cases/ask", b"words=" + b"x" * LARGE[front.name], **kind)
    except (OSError, http.client.HTTPException):
        return None


def test_no_log_of_a_proxy_holds_a_secret_link_of_a_site_that_answers(front: Front) -> None:
    assert front.browser().get(SECRET_LINK).status == 404
    assert SECRET_LINK not in front.logged()


@pytest.mark.parametrize("name", FRONTS)
def test_no_log_of_a_proxy_holds_a_secret_link_of_a_site_that_does_not_answer(name: str, tmp_path: Path) -> None:
    with FRONTS[name](tmp_path, free_port()) as alone:
        assert alone.browser().get(SECRET_LINK).status == 502
        assert SECRET_LINK not in alone.logged()


def test_the_readme_shows_the_samples_as_they_are_tested() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for path in SAMPLES.iterdir():
        assert path.read_text("utf-8") in readme, path.name
    assert re.search(rf'site_url = "https://{NAME}"', readme)

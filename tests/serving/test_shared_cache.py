"""What is alike for all is made once; nobody is given what is another's, or older than it says."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from connect.serving import shared_cache
from connect.serving.shared_cache import SharedCache


class Site:
    """An app that counts how often it is asked, behind the cache; its clock stands still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: Callable[[Request], Response]) -> None:
        self.asked, self.now, self.answer = 0, 1000.0, answer
        monkeypatch.setattr(shared_cache.time, "monotonic", lambda: self.now)
        self.cache = SharedCache(self.app)

    def app(self, environ: dict[str, Any], start: Any) -> Any:
        self.asked += 1
        return self.answer(Request(environ))(environ, start)

    def get(self, path: str = "/", cookie: str = "", **headers: str) -> Any:
        if cookie:
            headers["Cookie"] = cookie
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(self.cache, use_cookies=False).get(path, headers=named)


def public(request: Request) -> Response:
    """Says what was asked for, in the language of the cookie."""
    lang = request.cookies.get("lang", "vi")
    return Response(f"{request.full_path} {lang}", headers={"Cache-Control": "public, max-age=15"})


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(monkeypatch, public)


def test_what_many_ask_for_is_made_once(site: Site) -> None:
    assert len({site.get("/a").text for _ in range(5)}) == 1
    assert site.asked == 1


def test_it_is_made_anew_when_its_seconds_are_over(site: Site) -> None:
    site.get()
    site.now += 14.9
    assert (site.get().headers["Age"], site.asked) == ("14", 1)
    site.now += 0.1
    assert (site.get().headers["Age"], site.asked) == ("0", 2)


@pytest.mark.parametrize("other", [{"path": "/b"}, {"path": "/?q=1"}, {"cookie": "lang=en"}, {"Accept_Encoding": "br"}])
def test_another_address_language_or_coding_is_another_answer(site: Site, other: dict[str, str]) -> None:
    site.get()
    site.get(**other)  # type: ignore[arg-type]
    assert site.asked == 2


@pytest.mark.parametrize(
    "cookie", ["in=a", "connect=b", "__Host-in=a", "whatever=1", "lang=vi; in=a", "broken\x01=1; in=2"]
)
def test_who_brings_a_cookie_of_her_own_is_answered_by_the_app(site: Site, cookie: str) -> None:
    site.get()
    site.get(cookie=cookie)
    site.get(cookie=cookie)
    assert site.asked == 3


def test_who_has_the_newest_is_told_so_in_a_few_bytes(site: Site) -> None:
    first = site.get()
    again = site.get(If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data, site.asked) == (304, b"", 1)
    assert again.headers["Cache-Control"] == "public, max-age=15"
    assert "Content-Type" not in again.headers


def test_who_knows_only_a_date_is_told_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    day, later = "Tue, 24 Nov 2026 08:00:00 GMT", "Tue, 24 Nov 2026 08:00:01 GMT"
    said = {"Cache-Control": "public, max-age=15", "Last-Modified": later}
    site = Site(monkeypatch, lambda _request: Response("new", headers=said))
    site.get()
    assert [site.get(If_Modified_Since=one).status_code for one in (day, later)] == [200, 304]
    assert site.get(If_Modified_Since=later, If_None_Match='"another"').status_code == 200


def test_who_has_an_older_one_gets_the_new_one_also_when_nothing_is_kept(site: Site) -> None:
    assert site.get(If_None_Match='"older"').status_code == 200
    other = site.get("/b", If_None_Match=site.get("/b").headers["ETag"])
    assert other.status_code == 304


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: Response("x"),
        lambda _: Response("x", headers={"Cache-Control": "private, no-cache"}),
        lambda _: Response("x", headers={"Cache-Control": "no-store"}),
        lambda _: Response("x", headers={"Cache-Control": "public"}),
        lambda _: Response("x", headers={"Cache-Control": "public, max-age=15", "Set-Cookie": "a=b"}),
        lambda _: Response("x", status=404, headers={"Cache-Control": "public, max-age=15"}),
        lambda _: Response("x" * (shared_cache.LARGEST + 1), headers={"Cache-Control": "public, max-age=15"}),
    ],
)
def test_what_is_not_said_to_be_everybodys_is_never_kept(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    site = Site(monkeypatch, answer)
    assert site.get().data == site.get().data
    assert site.asked == 2


def test_a_post_always_reaches_the_app(site: Site) -> None:
    client = Client(site.cache)
    client.post("/")
    client.post("/")
    assert site.asked == 2


def test_the_least_lately_used_goes_when_room_is_short(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.get("/0")
    room = 2 * site.cache.size
    monkeypatch.setattr(shared_cache, "KEPT_BYTES", room)
    for path in ("/1", "/2", "/1", "/3", "/1"):
        site.get(path)
    assert site.asked == 4
    assert site.cache.size <= room
    site.get("/2")
    assert site.asked == 5


def test_an_empty_answer_takes_the_room_of_its_address_and_headers_too(site: Site) -> None:
    site.answer = lambda _request: Response("", headers={"Cache-Control": "public, max-age=15", "X-Said": "x" * 300})
    site.get(f"/?south={'0' * 4000}")
    site.get(f"/?south={'0' * 4000}")
    assert site.asked == 1
    assert 4300 + shared_cache.EACH_BYTES < site.cache.size < 6000 + shared_cache.EACH_BYTES


def test_a_site_in_use_shares_its_lists_with_strangers_only(make_app: Any) -> None:
    app = make_app()
    app.wsgi_app = SharedCache(app.wsgi_app)
    client = app.test_client()
    listed = client.get("/cases/nearby?area=26740")
    assert listed.headers["Cache-Control"] == "public, max-age=15"
    assert client.get("/cases/nearby?area=26740").headers["Age"] == "0"
    client.get("/accounts/sign-up")  # from now on the browser has a session
    assert "Age" not in client.get("/cases/nearby?area=26740").headers
    assert "public" not in client.get("/accounts/sign-in").headers["Cache-Control"]


def test_an_answer_is_as_old_as_its_question_so_that_what_changed_meanwhile_is_not_kept_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slowly(request: Request) -> Response:
        site.now += 10
        return public(request)

    site = Site(monkeypatch, slowly)
    site.get()
    site.now += 4.9
    assert (site.get().headers["Age"], site.asked) == ("14", 1)
    site.now += 0.1
    site.get()
    assert site.asked == 2
